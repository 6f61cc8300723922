#include "tui/help.h"

#include "client/base/i18n.h"
#include "tui/bar.h"

enum { KEYS_TEXT_MAX = 256 };

/* "j <Down>" -> "j, Down" */
static void keys_text(const char *keys, struct buf *out)
{
    struct str rest = str_of(keys);

    while (rest.n > 0) {
        struct str word = str_cut(rest, ' ', &rest);

        if (word.n == 0)
            continue;
        if (out->len > 0)
            buf_puts(out, ", ");
        bar_key_text(word, out);
    }
}

void help_fill(struct detail *d, const struct keymap *map, const char *heading)
{
    const char *scope = NULL;

    detail_heading(d, heading);
    for (size_t i = keymap_count(map); i-- > 0;) {
        size_t first = i;

        /* The most specific layer first, each in its own order. */
        scope = keymap_at(map, i).scope;
        while (first > 0 && keymap_at(map, first - 1).scope == scope)
            first--;
        if (i + 1 < keymap_count(map) || first > 0)
            detail_heading(d, scope);
        for (size_t k = first; k <= i; k++) {
            struct keymap_entry e = keymap_at(map, k);
            struct buf keys = BUF_INIT(KEYS_TEXT_MAX);

            keys_text(e.keys, &keys);
            detail_fieldf(d, buf_text(&keys), e.shadowed ? STYLE_DIM : STYLE_TEXT, "%s%s%s",
                          i18n_text(e.binding->help),
                          e.overridden ? _("  (from keys.conf)") : "",
                          e.shadowed ? _("  (means something else on this screen)") : "");
            buf_free(&keys);
        }
        i = first;
    }
}
