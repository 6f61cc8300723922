#include "client/local/weak_keys.h"

#include <stdlib.h>
#include <unistd.h>

#include "client/base/buf.h"
#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/base/str.h"
#include "client/local/x509.h"

#define SHIPPED_LIST "fleets/weak-keys.RSA-2048"
#define DEBIAN_LIST  "/usr/share/openssl-blacklist/blacklist.RSA-2048"

enum {
    SHA1_BYTES = 20,
    ENTRY_BYTES = WEAK_KEYS_DIGITS / 2,
    LIST_BYTES_MAX = WEAK_KEYS_MAX * (WEAK_KEYS_DIGITS + 1),
};

struct weak_keys {
    uint8_t (*entries)[ENTRY_BYTES]; /* sorted */
    size_t n, cap;
};

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, ENTRY_BYTES);
}

static bool add_line(struct weak_keys *w, struct str line, struct err *err)
{
    line = str_trim(line);
    if (!line.n || line.p[0] == '#')
        return true;
    if (w->n == WEAK_KEYS_MAX)
        return err_set(err, ERR_LIMIT, "more than %d lines", WEAK_KEYS_MAX);
    w->entries = mem_grow(w->entries, &w->cap, w->n + 1, sizeof *w->entries);
    if (line.n != WEAK_KEYS_DIGITS || !str_unhex(line, w->entries[w->n], ENTRY_BYTES))
        return err_set(err, ERR_DECODE, "line %zu is not %d hex digits", w->n + 1,
                       WEAK_KEYS_DIGITS);
    w->n++;
    return true;
}

static bool add_text(struct weak_keys *w, struct str text, struct err *err)
{
    while (text.n)
        if (!add_line(w, str_cut(text, '\n', &text), err))
            return false;
    return true;
}

static bool add_file(struct weak_keys *w, const char *path, struct err *err)
{
    struct buf text = BUF_INIT(LIST_BYTES_MAX);
    bool ok = files_read(path, &text, err) &&
              add_text(w, (struct str){buf_text(&text), text.len}, err);
    if (!ok)
        err_at(err, "%s", path);
    buf_free(&text);
    return ok;
}

static bool add_shipped(struct weak_keys *w, struct err *err)
{
    struct buf path = BUF_INIT(4096);
    bool ok = files_data(&path, SHIPPED_LIST, err) && add_file(w, buf_text(&path), err);
    buf_free(&path);
    return ok;
}

static bool finish(struct weak_keys *w, bool ok, struct weak_keys **out)
{
    if (!ok) {
        weak_keys_free(w);
        return false;
    }
    if (w->n)
        qsort(w->entries, w->n, sizeof *w->entries, by_bytes);
    *out = w;
    return true;
}

bool weak_keys_open(struct weak_keys **out, struct err *err)
{
    struct weak_keys *w = mem_alloc(1, sizeof *w);
    bool ok = add_shipped(w, err);
    if (ok && access(DEBIAN_LIST, R_OK) == 0)
        ok = add_file(w, DEBIAN_LIST, err);
    return finish(w, ok, out);
}

bool weak_keys_parse(struct weak_keys **out, const char *text, struct err *err)
{
    struct weak_keys *w = mem_alloc(1, sizeof *w);
    return finish(w, add_text(w, str_of(text), err), out);
}

void weak_keys_free(struct weak_keys *w)
{
    if (!w)
        return;
    free(w->entries);
    free(w);
}

size_t weak_keys_count(const struct weak_keys *w)
{
    return w->n;
}

/* SHA-1 because the lists are made of it; nothing is protected by it here. */
static void digest(const uint8_t *modulus, size_t n, uint8_t out[SHA1_BYTES])
{
    static const char digits[] = "0123456789ABCDEF";
    struct buf text = BUF_INIT(64 + 2 * n);
    buf_puts(&text, "Modulus=");
    for (size_t i = 0; i < n; i++) {
        buf_putc(&text, digits[modulus[i] >> 4]);
        buf_putc(&text, digits[modulus[i] & 15]);
    }
    buf_putc(&text, '\n');
    x509_sha1(buf_text(&text), text.len, out);
    buf_free(&text);
}

bool weak_keys_has(const struct weak_keys *w, const uint8_t *modulus, size_t n)
{
    uint8_t hash[SHA1_BYTES];
    digest(modulus, n, hash);
    return w->n && bsearch(hash + sizeof hash - ENTRY_BYTES, w->entries, w->n,
                           sizeof *w->entries, by_bytes) != NULL;
}

void weak_keys_fingerprint(const uint8_t *modulus, size_t n, char out[WEAK_KEYS_DIGITS + 1])
{
    uint8_t hash[SHA1_BYTES];
    struct buf hex = BUF_INIT(WEAK_KEYS_DIGITS);
    digest(modulus, n, hash);
    str_hex(&hex, hash + sizeof hash - ENTRY_BYTES, ENTRY_BYTES);
    memcpy(out, buf_text(&hex), WEAK_KEYS_DIGITS + 1);
    buf_free(&hex);
}
