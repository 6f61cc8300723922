#include "tui/bar.h"

#include <stdlib.h>

static const struct {
    const char *name, *shown;
} short_names[] = {
    {"<Enter>", "Enter"},    {"<Space>", "Spc"}, {"<Tab>", "Tab"},   {"<Esc>", "Esc"},
    {"<Backspace>", "Bksp"}, {"<PgUp>", "PgUp"}, {"<PgDn>", "PgDn"},
};

void bar_key_text(struct str key_name, struct buf *out)
{
    for (size_t i = 0; i < COUNT_OF(short_names); i++) {
        if (str_eq(key_name, short_names[i].name)) {
            buf_puts(out, short_names[i].shown);
            return;
        }
    }
    if (key_name.n > 2 && key_name.p[0] == 'C' && key_name.p[1] == '-') {
        buf_putc(out, '^');
        for (size_t i = 2; i < key_name.n; i++)
            buf_putc(out, key_name.p[i] >= 'a' && key_name.p[i] <= 'z'
                              ? (char)(key_name.p[i] - 'a' + 'A')
                              : key_name.p[i]);
    } else if (key_name.n > 2 && key_name.p[0] == '<') {
        buf_put(out, key_name.p + 1, key_name.n - 2);
    } else {
        buf_put(out, key_name.p, key_name.n);
    }
}

static int by_rank(const void *x, const void *y)
{
    const struct keymap_entry *a = x, *b = y;

    return a->binding->rank - b->binding->rank;
}

enum { ENTRIES_MAX = 64 };

static size_t labelled(const struct keymap *map, struct keymap_entry out[ENTRIES_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < keymap_count(map) && n < ENTRIES_MAX; i++) {
        struct keymap_entry e = keymap_at(map, i);

        if (e.binding->label != NULL && !e.shadowed)
            out[n++] = e;
    }
    qsort(out, n, sizeof *out, by_rank);
    return n;
}

/* Column after the entry; the same column when it did not fit. */
static int draw_entry(const struct bar *b, const struct keymap_entry *e, struct surface *s,
                      int row, int col)
{
    struct buf name = BUF_INIT(64), key = BUF_INIT(64);
    const char *why = b->why_not != NULL ? b->why_not(b->ctx, e->binding->action) : NULL;

    keymap_key_of(b->map, e->binding->action, &name);
    bar_key_text(str_of(buf_text(&name)), &key);
    int need = safe_width(str_of(buf_text(&key))) + 1 + safe_width(str_of(e->binding->label));
    int end = col;

    if (key.len > 0 && col + need <= s->cols) {
        end = surface_put(s, row, col, why == NULL ? STYLE_KEY : STYLE_KEY_OFF, buf_text(&key));
        end = surface_put(s, row, end + 1, why == NULL ? STYLE_TEXT : STYLE_KEY_OFF,
                          e->binding->label);
        end += 2;
    }
    buf_free(&name);
    buf_free(&key);
    return end;
}

void bar_draw(const struct bar *b, struct surface *s, int row)
{
    struct keymap_entry entries[ENTRIES_MAX];
    size_t n = labelled(b->map, entries);
    int col = 1;

    surface_fill(s, row, 0, 1, s->cols, STYLE_TEXT);
    for (size_t i = 0; i < n; i++) {
        int end = draw_entry(b, &entries[i], s, row, col);

        if (end == col)
            return;
        col = end;
    }
}
