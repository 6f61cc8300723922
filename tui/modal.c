#include "tui/modal.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"

enum { WIDTH_MAX = 64, BUTTON_GAP = 3 };

enum focus { FOCUS_TYPED, FOCUS_REJECT, FOCUS_ACCEPT };

struct modal {
    char *title, *text, *accept, *reject, *typed; /* owned; accept and typed may be NULL */
    enum style style;
    enum focus focus;
    struct prompt *field; /* NULL: nothing to type */
};

static char *copy(const char *s)
{
    return s != NULL ? mem_strdup(s) : NULL;
}

struct modal *modal_new(const struct modal_options *o)
{
    struct modal *m = mem_alloc(1, sizeof *m);

    m->title = copy(o->title);
    m->text = copy(o->text);
    m->accept = copy(o->accept);
    m->reject = copy(o->reject != NULL ? o->reject : o->accept != NULL ? "Back" : "OK");
    m->typed = copy(o->typed);
    m->style = o->style;
    m->focus = FOCUS_REJECT;
    if (m->typed != NULL)
        m->field = prompt_new("");
    return m;
}

void modal_free(struct modal *m)
{
    if (m == NULL)
        return;
    prompt_free(m->field);
    free(m->title);
    free(m->text);
    free(m->accept);
    free(m->reject);
    free(m->typed);
    free(m);
}

static bool is_unlocked(const struct modal *m)
{
    return m->field == NULL || strcmp(prompt_text(m->field), m->typed) == 0;
}

static bool can_focus(const struct modal *m, enum focus f)
{
    return f == FOCUS_REJECT || (f == FOCUS_TYPED && m->field != NULL) ||
           (f == FOCUS_ACCEPT && m->accept != NULL);
}

static void move_focus(struct modal *m, int by)
{
    int f = (int)m->focus;

    do
        f = (f + by + 3) % 3;
    while (!can_focus(m, (enum focus)f));
    m->focus = (enum focus)f;
}

static enum modal_result press(const struct modal *m)
{
    if (m->focus == FOCUS_ACCEPT)
        return is_unlocked(m) ? MODAL_ACCEPTED : MODAL_OPEN;
    return m->focus == FOCUS_REJECT ? MODAL_REJECTED : MODAL_OPEN;
}

enum modal_result modal_key(struct modal *m, struct key k)
{
    if (keys_is(k, KEYCODE_ESC))
        return MODAL_REJECTED;
    if (keys_is(k, KEYCODE_TAB)) {
        move_focus(m, 1);
    } else if (keys_equal(k, (struct key){KEYCODE_TAB, KEY_SHIFT})) {
        move_focus(m, -1);
    } else if (m->focus == FOCUS_TYPED && !keys_is(k, KEYCODE_ENTER)) {
        (void)prompt_key(m->field, k);
    } else if (keys_is(k, KEYCODE_LEFT)) {
        move_focus(m, -1);
    } else if (keys_is(k, KEYCODE_RIGHT)) {
        move_focus(m, 1);
    } else if (keys_is(k, KEYCODE_ENTER)) {
        if (m->focus == FOCUS_TYPED)
            move_focus(m, 1);
        else
            return press(m);
    }
    return MODAL_OPEN;
}

enum modal_result modal_paste(struct modal *m, struct str text)
{
    if (m->focus == FOCUS_TYPED)
        (void)prompt_paste(m->field, text);
    return MODAL_OPEN;
}

static int wrapped_rows(const char *text, int width)
{
    struct str rest = str_of(text);
    int rows = 0;

    while (rest.n > 0) {
        (void)surface_wrap(rest, width, &rest);
        rows++;
    }
    return rows;
}

static int draw_button(const struct modal *m, struct surface *s, int row, int col,
                       const char *label, enum focus which)
{
    const bool off = which == FOCUS_ACCEPT && !is_unlocked(m);
    const int end =
        surface_printf(s, row, col, off ? STYLE_KEY_OFF : STYLE_TEXT, "[ %s ]", label);

    if (m->focus == which)
        surface_overlay(s, row, col, end - col, OVER_SELECTED);
    return end + BUTTON_GAP;
}

void modal_draw(struct modal *m, struct surface *s)
{
    const int width = s->cols - 4 < WIDTH_MAX ? s->cols - 4 : WIDTH_MAX;
    const int text_rows = wrapped_rows(m->text, width - 4);
    const int rows = text_rows + 4 + (m->field != NULL ? 2 : 0);
    const int height = rows < s->rows ? rows : s->rows;
    struct surface box =
        surface_part(s, (s->rows - height) / 2, (s->cols - width) / 2, height, width);
    struct surface in = surface_frame(&box, m->style, m->title);
    struct str rest = str_of(m->text);
    int row = 0;

    s->cursor->shown = false;
    for (; rest.n > 0 && row < in.rows - 2; row++)
        (void)surface_str(&in, row, 1, in.cols - 2, STYLE_TEXT,
                          surface_wrap(rest, in.cols - 2, &rest));
    if (m->field != NULL) {
        row++;
        (void)surface_printf(&in, row, 1, STYLE_LABEL, "Type %s :", m->typed);
        int col = safe_width(str_of(m->typed)) + 9;

        prompt_draw_field(m->field, &in, row, col, in.cols - col - 1,
                          m->focus == FOCUS_TYPED ? PROMPT_FOCUS : PROMPT_BLUR);
    }
    int col = draw_button(m, &in, in.rows - 1, 1, m->reject, FOCUS_REJECT);

    if (m->accept != NULL)
        (void)draw_button(m, &in, in.rows - 1, col, m->accept, FOCUS_ACCEPT);
}
