#include "tui/bar.h"

#include <stdio.h>

#include "client/base/i18n.h"
#include "tui/target.h"

enum { BAR_MAX = 40, KEY_TEXT_MAX = 32 };

static const struct {
    const char *name, *text;
} shown[] = {
    {"<Space>", "Spc"}, {"<Backspace>", "BkSp"}, {"<Insert>", "Ins"}, {"<Delete>", "Del"},
    {"<Up>", "Up"},     {"<Down>", "Down"},      {"<Esc>", "Esc"},
};

void bar_key_text(struct str name, struct buf *out)
{
    if (name.n == 3 && name.p[0] == 'C' && name.p[1] == '-') {
        buf_printf(out, "^%c",
                   name.p[2] >= 'a' && name.p[2] <= 'z' ? name.p[2] - 32 : name.p[2]);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        if (!str_eq(name, shown[i].name))
            continue;
        buf_puts(out, shown[i].text);
        return;
    }
    if (name.n > 2 && name.p[0] == '<' && name.p[name.n - 1] == '>') {
        name.p++;
        name.n -= 2;
    }
    buf_put(out, name.p, name.n);
}

/* Indices of entries with a label that can be pressed, lowest rank first. */
static size_t choose(const struct keymap *m, size_t *out)
{
    size_t n = 0;

    for (size_t i = 0; i < keymap_count(m); i++) {
        struct keymap_entry e = keymap_at(m, i);

        if (e.binding->label == NULL || e.shadowed)
            continue;
        size_t at = n < BAR_MAX ? n : BAR_MAX - 1;

        while (at > 0 && keymap_at(m, out[at - 1]).binding->rank > e.binding->rank) {
            out[at] = out[at - 1];
            at--;
        }
        out[at] = i;
        n += n < BAR_MAX;
    }
    return n;
}

/* As if the key was pressed. */
static bool press(void *ctx, size_t at, int row, struct key *key)
{
    const struct keymap *map = ctx;
    struct buf name = BUF_INIT(KEY_TEXT_MAX);

    (void)row;
    keymap_key_of(map, keymap_at(map, at).binding->action, &name);
    const bool known = keys_parse((struct str){buf_text(&name), name.len}, key);

    buf_free(&name);
    return known;
}

void bar_draw(const struct bar *b, struct surface *s, int row)
{
    size_t order[BAR_MAX] = {0};
    size_t n = choose(b->map, order);
    int col = 1;

    surface_fill(s, row, 0, 1, s->cols, STYLE_TEXT);
    for (size_t i = 0; i < n; i++) {
        const struct binding *bind = keymap_at(b->map, order[i]).binding;
        struct buf name = BUF_INIT(KEY_TEXT_MAX), text = BUF_INIT(KEY_TEXT_MAX);

        keymap_key_of(b->map, bind->action, &name);
        bar_key_text((struct str){buf_text(&name), name.len}, &text);
        int width = safe_width(str_of(buf_text(&text))) + 1 +
                    safe_width(str_of(i18n_text(bind->label)));
        bool off = b->why_not != NULL && b->why_not(b->ctx, bind->action) != NULL;

        if (col + width <= s->cols - 1) {
            int at = surface_put(s, row, col, off ? STYLE_KEY_OFF : STYLE_KEY, buf_text(&text));

            target_add(s, &(struct target){row, col, 1, width, press, (void *)(uintptr_t)b->map,
                                           order[i]});
            surface_put(s, row, at + 1, off ? STYLE_KEY_OFF : STYLE_TEXT,
                        i18n_text(bind->label));
            col += width + 2;
        }
        buf_free(&name);
        buf_free(&text);
    }
}
