#include "client/aws/sigv4.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/base/clock.h"
#include "client/base/mem.h"
#include "client/base/sha256.h"

#define ALGORITHM "AWS4-HMAC-SHA256"

enum { DIGEST = SIGV4_DIGEST };

bool sigv4_same_bytes(const void *a, const void *b, size_t n)
{
    return CRYPTO_memcmp(a, b, n) == 0;
}

static void hmac(const uint8_t *key, size_t key_size, struct str s, uint8_t out[DIGEST])
{
    const unsigned char *text = (const unsigned char *)(s.n > 0 ? s.p : "");

    if (HMAC(EVP_sha256(), key, (int)key_size, text, s.n, out, NULL) == NULL)
        bug("libcrypto has no HMAC");
}

void sigv4_date(int64_t time_ms, char out[SIGV4_DATE_SIZE])
{
    struct civil c;

    civil_from_ms(time_ms, &c);
    snprintf(out, SIGV4_DATE_SIZE, "%04d%02d%02dT%02d%02d%02dZ", c.year, c.month, c.day, c.hour,
             c.minute, c.second);
}

/* ---- path: RFC 3986 5.2.4 with empty segments gone too, then encoded once more ---- */

static void put_path(struct str path, struct buf *out)
{
    struct str *kept = mem_alloc(path.n / 2 + 2, sizeof *kept);
    size_t n = 0;

    for (struct str rest = path; rest.n > 0;) {
        struct str segment = str_cut(rest, '/', &rest);
        if (str_eq(segment, ".."))
            n -= n > 0;
        else if (segment.n > 0 && !str_eq(segment, "."))
            kept[n++] = segment;
    }
    for (size_t i = 0; i < n; i++) {
        buf_putc(out, '/');
        str_percent_encode(out, kept[i]);
    }
    if (n == 0 || path.p[path.n - 1] == '/')
        buf_putc(out, '/');
    free(kept);
}

/* ---- query: pairs, each part decoded and encoded again, ordered by the encoded bytes ---- */

struct pair {
    size_t key, value; /* offsets of NUL-terminated text */
};

static size_t put_recoded(struct buf *text, struct str part)
{
    size_t at = text->len;
    struct buf plain = BUF_INIT(part.n + 1);

    if (str_percent_decode(&plain, part))
        str_percent_encode(text, (struct str){buf_text(&plain), plain.len});
    else /* a lone '%' is text */
        str_percent_encode(text, part);
    buf_putc(text, '\0');
    buf_free(&plain);
    return at;
}

static int pair_order(const void *a, const void *b, void *text)
{
    const struct pair *x = a, *y = b;
    const char *base = text;
    int keys = strcmp(base + x->key, base + y->key);

    return keys != 0 ? keys : strcmp(base + x->value, base + y->value);
}

static void put_query(struct str query, struct buf *out)
{
    struct buf text = BUF_INIT(SIGV4_MAX_BYTES * 2);
    struct pair *pairs = mem_alloc(query.n / 2 + 2, sizeof *pairs);
    size_t n = 0;

    for (struct str rest = query; rest.n > 0;) {
        struct str value, piece = str_cut(rest, '&', &rest);
        if (piece.n == 0)
            continue;
        struct str key = str_cut(piece, '=', &value);
        pairs[n].key = put_recoded(&text, key);
        pairs[n++].value = put_recoded(&text, value);
    }
    if (n > 0 && !text.full) {
        qsort_r(pairs, n, sizeof *pairs, pair_order, text.data);
        for (size_t i = 0; i < n; i++)
            buf_printf(out, "%s%s=%s", i > 0 ? "&" : "", text.data + pairs[i].key,
                       text.data + pairs[i].value);
    }
    out->full |= text.full;
    free(pairs);
    buf_free(&text);
}

/* ---- headers ---- */

struct signed_header {
    char *name; /* owned, lower case */
    const char *value;
    size_t at; /* keeps repeated names in their order */
};

static int header_order(const void *a, const void *b)
{
    const struct signed_header *x = a, *y = b;
    int names = strcmp(x->name, y->name);

    return names != 0 ? names : (x->at > y->at) - (x->at < y->at);
}

static struct signed_header *headers_sorted(const struct sigv4_request *r)
{
    struct signed_header *h = mem_alloc(r->n_headers + 1, sizeof *h);

    for (size_t i = 0; i < r->n_headers; i++) {
        h[i] = (struct signed_header){mem_strdup(r->headers[i].name), r->headers[i].value, i};
        for (char *c = h[i].name; *c != '\0'; c++)
            *c = str_lower(*c);
    }
    qsort(h, r->n_headers, sizeof *h, header_order);
    return h;
}

static void headers_free(struct signed_header *h, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(h[i].name);
    free(h);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Trimmed, runs of blanks inside become one. */
static void put_squeezed(const char *value, struct buf *out)
{
    bool gap = false, any = false;

    for (; *value != '\0'; value++) {
        if (is_blank(*value)) {
            gap = any;
            continue;
        }
        if (gap)
            buf_putc(out, ' ');
        gap = false;
        any = true;
        buf_putc(out, *value);
    }
}

static void put_header_values(const struct signed_header *h, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && strcmp(h[i].name, h[i - 1].name) == 0) {
            buf_putc(out, ',');
        } else {
            if (i > 0)
                buf_putc(out, '\n');
            buf_printf(out, "%s:", h[i].name);
        }
        put_squeezed(h[i].value, out);
    }
    buf_putc(out, '\n');
}

static void put_header_names(const struct signed_header *h, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(h[i].name, h[i - 1].name) != 0)
            buf_printf(out, "%s%s", i > 0 ? ";" : "", h[i].name);
}

static void put_sha256(struct str s, struct buf *out)
{
    uint8_t digest[DIGEST];

    sha256(s, digest);
    str_hex(out, digest, DIGEST);
}

void sigv4_canonical_request(const struct sigv4_request *r, struct buf *out)
{
    struct signed_header *h = headers_sorted(r);

    buf_printf(out, "%s\n", r->method);
    put_path(r->path, out);
    buf_putc(out, '\n');
    put_query(r->query, out);
    buf_putc(out, '\n');
    put_header_values(h, r->n_headers, out);
    buf_putc(out, '\n');
    put_header_names(h, r->n_headers, out);
    buf_putc(out, '\n');
    put_sha256(r->body, out);
    headers_free(h, r->n_headers);
}

/* ---- signing ---- */

void sigv4_string_to_sign(struct str canonical, const struct sigv4_scope *s, struct buf *out)
{
    char date[SIGV4_DATE_SIZE];

    sigv4_date(s->time_ms, date);
    buf_printf(out, ALGORITHM "\n%s\n%.8s/%s/%s/aws4_request\n", date, date, s->region,
               s->service);
    put_sha256(canonical, out);
}

static void derive_key(const struct sigv4_scope *s, uint8_t key[DIGEST])
{
    char date[SIGV4_DATE_SIZE];
    struct str steps[4] = {
        {date, 8}, str_of(s->region), str_of(s->service), STR("aws4_request")};
    char *secret = mem_printf("AWS4%s", s->secret);
    size_t secret_size = strlen(secret);

    sigv4_date(s->time_ms, date);
    hmac((const uint8_t *)secret, secret_size, steps[0], key);
    for (size_t i = 1; i < COUNT_OF(steps); i++) {
        uint8_t next[DIGEST];
        hmac(key, DIGEST, steps[i], next);
        memcpy(key, next, DIGEST);
        explicit_bzero(next, sizeof next);
    }
    explicit_bzero(secret, secret_size);
    free(secret);
}

void sigv4_signature(struct str string_to_sign, const struct sigv4_scope *s,
                     char hex[SIGV4_HEX + 1])
{
    uint8_t key[DIGEST], mac[DIGEST];
    struct buf text = BUF_INIT(SIGV4_HEX);

    derive_key(s, key);
    hmac(key, DIGEST, string_to_sign, mac);
    explicit_bzero(key, sizeof key);
    str_hex(&text, mac, DIGEST);
    memcpy(hex, buf_text(&text), SIGV4_HEX + 1);
    buf_free(&text);
}

/* The signature of r, or ERR_LIMIT. */
static bool sign(const struct sigv4_request *r, const struct sigv4_scope *s,
                 char hex[SIGV4_HEX + 1], struct err *err)
{
    struct buf canonical = BUF_INIT(SIGV4_MAX_BYTES), text = BUF_INIT(4096);
    bool ok = false;

    sigv4_canonical_request(r, &canonical);
    sigv4_string_to_sign((struct str){buf_text(&canonical), canonical.len}, s, &text);
    if (canonical.full || text.full) {
        err_set(err, ERR_LIMIT, "the request is too large to sign");
    } else {
        sigv4_signature((struct str){buf_text(&text), text.len}, s, hex);
        ok = true;
    }
    buf_free(&canonical);
    buf_free(&text);
    return ok;
}

bool sigv4_sign(const struct sigv4_request *r, const struct sigv4_scope *s, struct buf *out,
                struct err *err)
{
    char hex[SIGV4_HEX + 1], date[SIGV4_DATE_SIZE];

    if (!sign(r, s, hex, err))
        return false;
    sigv4_date(s->time_ms, date);
    buf_printf(out, ALGORITHM " Credential=%s/%.8s/%s/%s/aws4_request, SignedHeaders=",
               s->access_key_id, date, s->region, s->service);
    struct signed_header *h = headers_sorted(r);
    put_header_names(h, r->n_headers, out);
    headers_free(h, r->n_headers);
    buf_printf(out, ", Signature=%s", hex);
    return true;
}
