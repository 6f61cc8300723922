#include "client/store/seen.h"

#include "client/base/files.h"
#include "client/base/sha256.h"

enum { HASH_BYTES = 8, LINE = 2 * HASH_BYTES + 1, FILE_MAX = SEEN_MAX * LINE };

static void hash(struct str id, struct buf *out)
{
    uint8_t digest[SHA256_SIZE];

    sha256(id, digest);
    str_hex(out, digest, HASH_BYTES);
}

static void put(struct seen *s, const char *hex)
{
    if (map_count(s->known) < SEEN_MAX)
        (void)map_put(s->known, hex, s);
}

void seen_new(struct seen *s)
{
    *s = (struct seen){.known = map_new()};
}

void seen_load(struct seen *s, const char *path)
{
    struct buf text = BUF_INIT(FILE_MAX);
    struct err err; /* what cannot be read was not seen */

    seen_new(s);
    s->first = !files_read(path, &text, &err);
    for (struct str rest = {buf_text(&text), text.len}; rest.n > 0;) {
        struct str line = str_cut(rest, '\n', &rest);
        char hex[LINE] = "";
        uint8_t bytes[HASH_BYTES];

        if (line.n != LINE - 1 || !str_unhex(line, bytes, HASH_BYTES))
            continue;
        memcpy(hex, line.p, line.n);
        put(s, hex);
    }
    buf_free(&text);
}

void seen_add(struct seen *s, struct str id)
{
    struct buf hex = BUF_INIT(LINE);

    hash(id, &hex);
    put(s, buf_text(&hex));
    buf_free(&hex);
}

bool seen_has(const struct seen *s, struct str id)
{
    struct buf hex = BUF_INIT(LINE);

    hash(id, &hex);
    bool known = s->first || map_get(s->known, buf_text(&hex)) != NULL;

    buf_free(&hex);
    return known;
}

bool seen_save(const struct seen *s, const char *path, struct err *err)
{
    struct buf text = BUF_INIT(FILE_MAX);
    const char *hex;
    void *value;

    for (size_t i = 0; map_next(s->known, &i, &hex, &value);)
        buf_printf(&text, "%s\n", hex);
    bool ok = files_write(path, buf_text(&text), text.len, err);

    buf_free(&text);
    return ok;
}

void seen_free(struct seen *s)
{
    map_free(s->known, NULL);
    *s = (struct seen){0};
}
