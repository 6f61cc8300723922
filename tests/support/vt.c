#include "tests/support/vt.h"

#include <stdlib.h>
#include <vterm.h>

struct vt {
    VTerm *term;
    VTermScreen *screen;
};

struct vt *vt_new(int rows, int cols)
{
    struct vt *v = calloc(1, sizeof *v);

    v->term = vterm_new(rows, cols);
    vterm_set_utf8(v->term, 1);
    v->screen = vterm_obtain_screen(v->term);
    vterm_screen_enable_altscreen(v->screen, 1);
    vterm_screen_reset(v->screen, 1);
    return v;
}

void vt_free(struct vt *v)
{
    vterm_free(v->term);
    free(v);
}

void vt_resize(struct vt *v, int rows, int cols)
{
    vterm_set_size(v->term, rows, cols);
}

void vt_write(struct vt *v, const char *bytes, size_t n)
{
    vterm_input_write(v->term, bytes, n);
    vterm_screen_flush_damage(v->screen);
}

/* last: the last column is painted without combining marks. */
static bool same_text(const VTermScreenCell *got, const struct cell *want, bool last)
{
    uint32_t first = got->chars[0] == 0 ? ' ' : got->chars[0];

    if (first != want->cp || got->chars[0] == 0)
        return first == want->cp && want->mark[0] == 0;
    for (int i = 0; i < SAFE_COMBINING && !last; i++) {
        if (got->chars[1 + i] != want->mark[i])
            return false;
        if (want->mark[i] == 0)
            break; /* nothing is written behind the end */
    }
    return true;
}

static bool same_colour(VTermColor got, short want, bool is_fg)
{
    if (want == COLOUR_DEFAULT)
        return is_fg ? VTERM_COLOR_IS_DEFAULT_FG(&got) : VTERM_COLOR_IS_DEFAULT_BG(&got);
    return VTERM_COLOR_IS_INDEXED(&got) && got.indexed.idx == want;
}

static bool same_look(const VTermScreenCell *got, const struct cell *want, struct look look)
{
    bool reverse = (look.attrs & LOOK_REVERSE) != 0, blank = want->cp == ' ';

    if ((got->attrs.reverse != 0) != reverse ||
        (got->attrs.underline != 0) != ((look.attrs & LOOK_UNDERLINE) != 0) ||
        !same_colour(got->bg, look.bg, false))
        return false;
    if (blank && !reverse)
        return true; /* nothing else can be seen on a blank */
    return same_colour(got->fg, look.fg, true) &&
           (blank || (got->attrs.bold != 0) == ((look.attrs & LOOK_BOLD) != 0));
}

bool vt_equals(struct vt *v, const struct surface *s, const struct theme *theme, int colours,
               struct buf *why)
{
    for (int r = 0; r < s->rows; r++) {
        for (int c = 0; c < s->cols; c++) {
            const struct cell *want = surface_cell(s, r, c);
            VTermScreenCell got;

            if (want->cp == 0)
                continue;
            vterm_screen_get_cell(v->screen, (VTermPos){r, c}, &got);
            struct look look = theme_look(theme, want->style, want->over, colours);

            if (same_text(&got, want, c == s->cols - 1) && same_look(&got, want, look))
                continue;
            buf_printf(
                why,
                "row %d col %d: U+%04X+%04X bold %u reverse %u under %u, wanted U+%04X %s/%s",
                r, c, got.chars[0], got.chars[0] ? got.chars[1] : 0, got.attrs.bold,
                got.attrs.reverse, got.attrs.underline, want->cp, style_name(want->style),
                over_name(want->over));
            return false;
        }
    }
    return true;
}
