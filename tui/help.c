#include "tui/help.h"

#include <string.h>

#include "tui/bar.h"

static void put_keys(const char *names, struct buf *out)
{
    struct str rest = str_of(names);

    while (rest.n > 0) {
        struct str one = str_cut(rest, ' ', &rest);

        if (one.n == 0)
            continue;
        if (out->len > 0)
            buf_putc(out, ' ');
        bar_key_text(one, out);
    }
}

static void add_entry(struct detail *d, const struct keymap_entry *e)
{
    struct buf keys = BUF_INIT(128);

    put_keys(e->keys, &keys);
    detail_fieldf(d, buf_text(&keys), e->shadowed ? STYLE_DIM : STYLE_TEXT, "%s%s",
                  e->binding->help, e->overridden ? " (changed in keys.conf)" : "");
    buf_free(&keys);
}

void help_fill(struct detail *d, const struct keymap *map, const char *heading)
{
    const size_t n = keymap_count(map);
    size_t from = n;

    detail_heading(d, heading);
    while (from > 0) { /* layers from the most specific down, entries in their order */
        const char *scope = keymap_at(map, from - 1).scope;
        size_t first = from;

        while (first > 0 && strcmp(keymap_at(map, first - 1).scope, scope) == 0)
            first--;
        if (from < n) {
            detail_blank(d);
            detail_heading(d, scope);
        }
        for (size_t i = first; i < from; i++) {
            struct keymap_entry e = keymap_at(map, i);

            add_entry(d, &e);
        }
        from = first;
    }
}
