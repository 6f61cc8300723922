#include "client/base/safe.h"

#include <stdio.h>

void safe_reader_init(struct safe_reader *r, struct str text)
{
    *r = (struct safe_reader){.rest = text};
    if (r->rest.n > SAFE_INPUT_MAX)
        r->rest.n = SAFE_INPUT_MAX;
}

/* The next code point in words, to be handed out one cell at a time. */
static void spell(struct safe_reader *r, uint32_t cp, bool valid, uint8_t byte)
{
    int n = 0;

    if (!valid)
        n = snprintf(r->pending, sizeof r->pending, "\\x%02x", byte);
    else if (cp < 0x20 || cp == 0x7f)
        n = snprintf(r->pending, sizeof r->pending, "^%c", (int)(cp ^ 0x40));
    else if (cp < 0xa0)
        n = snprintf(r->pending, sizeof r->pending, "\\u%04x", cp);
    else
        n = snprintf(r->pending, sizeof r->pending, "\\u{%x}", cp);
    r->pending_len = (uint8_t)n;
    r->pending_at = 0;
}

/* Presentation selectors choose between two pictures of one character; some terminals then
 * change its width, so they are left out rather than passed on. */
static bool is_selector(uint32_t cp)
{
    return cp == 0xfe0e || cp == 0xfe0f;
}

static void take_marks(struct safe_reader *r, struct safe_cell *out)
{
    int n = 0;

    while (r->rest.n > 0) {
        struct str ahead = r->rest;
        bool valid;
        uint32_t cp = utf8_next(&ahead, &valid);

        if (!valid || utf8_class(cp) != CP_COMBINING)
            return;
        r->rest = ahead;
        if (is_selector(cp))
            continue;
        if (n < SAFE_COMBINING)
            out->mark[n++] = cp;
        else
            out->suspicious = true;
    }
}

static bool is_plain(char c)
{
    return c >= 0x20 && c < 0x7f;
}

bool safe_next(struct safe_reader *r, struct safe_cell *out)
{
    *out = (struct safe_cell){.width = 1};
    /* Nearly all text: ASCII that nothing combines with, since ASCII follows. */
    if (r->pending_at >= r->pending_len && r->rest.n > 1 && is_plain(r->rest.p[0]) &&
        is_plain(r->rest.p[1])) {
        out->cp = (uint8_t)r->rest.p[0];
        r->rest.p++;
        r->rest.n--;
        return true;
    }
    if (r->pending_at >= r->pending_len) {
        if (r->rest.n == 0)
            return false;
        uint8_t byte = (uint8_t)r->rest.p[0];
        bool valid;
        uint32_t cp = utf8_next(&r->rest, &valid);
        enum cp_class class = utf8_class(cp);

        if (valid && (class == CP_PRINT || class == CP_WIDE)) {
            out->cp = cp;
            out->width = class == CP_WIDE ? 2 : 1;
            take_marks(r, out);
            return true;
        }
        spell(r, cp, valid, byte);
    }
    out->cp = (uint8_t)r->pending[r->pending_at++];
    out->suspicious = true;
    return true;
}

static void put_cp(struct buf *out, uint32_t cp)
{
    char bytes[4];

    buf_put(out, bytes, utf8_put(bytes, cp));
}

void safe_text(struct buf *out, struct str text)
{
    struct safe_reader r;
    struct safe_cell c;

    safe_reader_init(&r, text);
    while (safe_next(&r, &c)) {
        put_cp(out, c.cp);
        for (int i = 0; i < SAFE_COMBINING && c.mark[i] != 0; i++)
            put_cp(out, c.mark[i]);
    }
}

void safe_ascii(struct buf *out, struct str text)
{
    bool valid;

    if (text.n > SAFE_INPUT_MAX)
        text.n = SAFE_INPUT_MAX;
    while (text.n > 0) {
        uint8_t byte = (uint8_t)text.p[0];
        uint32_t cp = utf8_next(&text, &valid);

        if (!valid)
            buf_printf(out, "\\x%02x", byte);
        else if (cp == '\\')
            buf_puts(out, "\\\\");
        else if (cp >= 0x20 && cp < 0x7f)
            buf_putc(out, (char)cp);
        else
            buf_printf(out, "\\u{%x}", cp);
    }
}

int safe_width(struct str text)
{
    struct safe_reader r;
    struct safe_cell c;
    int width = 0;

    safe_reader_init(&r, text);
    while (safe_next(&r, &c))
        width += c.width;
    return width;
}
