#include "client/local/paging.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/base64.h"
#include "client/base/mem.h"

enum {
    MAC_BYTES = 16,              /* half of HMAC-SHA256: 128 bits against forgery */
    SCOPE_MAX = 2 * 1024 * 1024, /* twice the largest body */
    NUMBER_BYTES = 8,
};

static const char mac_label[] = "picket page token";

/* ---- what a token is bound to ------------------------------------------------------------ */

static bool field_pages(const struct operation *op, const struct field *f)
{
    const struct paging *p = &op->paging;
    return (p->token_in && strcmp(f->name, p->token_in) == 0) ||
           (p->size && strcmp(f->name, p->size) == 0);
}

static void scalar_put(struct buf *out, const struct field *f, const void *value)
{
    buf_printf(out, "%s=", f->name);
    switch (f->is.type) {
    case FIELD_STR:
    case FIELD_ENUM: {
        const char *text = *(const char *const *)value;
        buf_printf(out, "%zu:%s", strlen(text), text);
        break;
    }
    case FIELD_BOOL: buf_putc(out, ((const struct opt_bool *)value)->value ? '1' : '0'); break;
    case FIELD_INT:
        buf_printf(out, "%lld", (long long)((const struct opt_int *)value)->value);
        break;
    case FIELD_TIME:
        buf_printf(out, "%lld", (long long)((const struct opt_time *)value)->ms);
        break;
    case FIELD_DOUBLE:
        buf_printf(out, "%.17g", ((const struct opt_double *)value)->value);
        break;
    case FIELD_RECORD:
    case FIELD_LIST:
    case FIELD_MAP: bug("%s: only a body holds records and lists", f->name);
    }
    buf_putc(out, '\n');
}

/* All parameters but token and page size, spelled so that no two sets spell the same. */
static struct str scope_of(const struct operation *op, const void *input, struct arena *a)
{
    struct buf out = BUF_INIT(SCOPE_MAX);
    const struct record *r = op->input;
    char *rest = mem_alloc(1, r->size);
    memcpy(rest, input, r->size);
    buf_printf(&out, "%s\n", op->name);
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        const char *value = (const char *)input + f->offset;
        if (field_pages(op, f))
            memset(rest + f->offset, 0, field_size(&f->is));
        else if (f->place != PLACE_BODY && element_is_set(&f->is, value))
            scalar_put(&out, f, value);
    }
    struct json_writer w = {.out = &out};
    record_encode(r, rest, &w);
    free(rest);
    struct str scope = {arena_strn(a, buf_text(&out), out.len), out.len};
    buf_free(&out);
    return scope;
}

/* ---- tokens ------------------------------------------------------------------------------ */

/* MAC, number (big endian), text. */
static void token_bytes(const struct page *p, int64_t number, const char *text, struct buf *out)
{
    struct buf signed_part = BUF_INIT(SCOPE_MAX + PAGE_TOKEN_MAX);
    uint8_t mac[KEYS_MAC_BYTES];
    uint8_t position[NUMBER_BYTES];
    for (int i = 0; i < NUMBER_BYTES; i++)
        position[i] = (uint8_t)((uint64_t)number >> (56 - 8 * i));
    buf_put(&signed_part, position, sizeof position);
    buf_printf(&signed_part, "%zu:%s", strlen(text), text);
    buf_put(&signed_part, p->scope.p, p->scope.n);
    keys_mac(p->keys, mac_label, (struct str){signed_part.data, signed_part.len}, mac);
    buf_put(out, mac, MAC_BYTES);
    buf_put(out, position, sizeof position);
    buf_puts(out, text);
    buf_free(&signed_part);
}

const char *page_token(const struct page *p, int64_t number, const char *text)
{
    struct buf bytes = BUF_INIT(PAGE_TOKEN_MAX);
    struct buf token = BUF_INIT(2 * PAGE_TOKEN_MAX);
    token_bytes(p, number, text ? text : "", &bytes);
    base64_put(&token, (const uint8_t *)bytes.data, bytes.len);
    const char *out = arena_str(p->arena, buf_text(&token));
    buf_free(&bytes);
    buf_free(&token);
    return out;
}

const char *page_token_at(const struct page *p, int64_t at_ms, int64_t number)
{
    return page_token(p, number, arena_printf(p->arena, "%lld", (long long)at_ms));
}

void page_before(const struct page *p, int64_t *at_ms, int64_t *number)
{
    *at_ms = *number = INT64_MAX;
    if (p->started && str_to_int(str_of(p->text), INT64_MIN, INT64_MAX, at_ms))
        *number = p->number;
}

static bool bytes_equal(const char *a, const char *b, size_t n)
{
    unsigned char differ = 0;
    for (size_t i = 0; i < n; i++)
        differ |= (unsigned char)(a[i] ^ b[i]);
    return differ == 0;
}

static bool token_read(struct page *p, const char *token)
{
    struct buf bytes = BUF_INIT(PAGE_TOKEN_MAX);
    struct buf expected = BUF_INIT(PAGE_TOKEN_MAX);
    bool ok =
        base64_take(&bytes, token) && !bytes.full && bytes.len >= MAC_BYTES + NUMBER_BYTES;
    if (ok) {
        uint64_t number = 0;
        for (int i = 0; i < NUMBER_BYTES; i++)
            number = number << 8 | (uint8_t)bytes.data[MAC_BYTES + i];
        const char *text = bytes.data + MAC_BYTES + NUMBER_BYTES;
        p->number = (int64_t)number;
        p->text = arena_str(p->arena, text);
        token_bytes(p, p->number, p->text, &expected);
        ok = expected.len == bytes.len && bytes_equal(expected.data, bytes.data, bytes.len);
    }
    buf_free(&bytes);
    buf_free(&expected);
    return ok;
}

static const void *member(const struct operation *op, const void *input, const char *name)
{
    const struct field *f = name ? record_field(op->input, name) : NULL;
    if (!f)
        return NULL;
    const void *value = (const char *)input + f->offset;
    return element_is_set(&f->is, value) ? value : NULL;
}

bool page_begin(struct page *p, const struct operation *op, const void *input,
                const struct local_keys *keys, struct arena *a, struct err *err)
{
    const struct paging *rule = &op->paging;
    *p = (struct page){.keys = keys, .arena = a, .text = "", .limit = PAGE_DEFAULT};
    const struct opt_int *size = member(op, input, rule->size);
    if (rule->max > 0 && p->limit > rule->max)
        p->limit = rule->max;
    if (size && (size->value < 1 || (rule->max > 0 && size->value > rule->max)))
        return err_set(err, ERR_USAGE, "%s must be between 1 and %d", rule->size, rule->max);
    if (size)
        p->limit = (int)size->value;
    p->scope = scope_of(op, input, a);
    const char *const *token = member(op, input, rule->token_in);
    if (!token || **token == '\0')
        return true;
    p->started = true;
    if (!token_read(p, *token))
        return err_set(err, ERR_USAGE, "%s is not one that this request gave out",
                       rule->token_in);
    return true;
}
