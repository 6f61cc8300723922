#include "tui/modal.h"

#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/target.h"

enum { WIDTH_MAX = 72, MARGIN = 2, LINES_MAX = 200 };

enum focus { FOCUS_TYPED, FOCUS_REJECT, FOCUS_ACCEPT, FOCUS_COUNT };

struct modal {
    char *title, *text, *accept, *reject, *typed; /* owned; may be NULL but title and text */
    enum style style;
    bool at_foot, harmless;
    struct prompt *input; /* NULL: nothing to type */
    enum focus focus;
};

static char *copy(const char *s)
{
    return s != NULL ? mem_strdup(s) : NULL;
}

struct modal *modal_new(const struct modal_options *o)
{
    struct modal *m = mem_alloc(1, sizeof *m);

    m->title = mem_strdup(o->title);
    m->text = mem_strdup(o->text);
    m->accept = copy(o->accept);
    m->reject = copy(o->reject != NULL ? o->reject : o->accept != NULL ? "Back" : "OK");
    m->typed = copy(o->typed);
    m->style = o->style;
    m->input = o->typed != NULL ? prompt_new("") : NULL;
    m->focus = o->harmless ? FOCUS_ACCEPT : FOCUS_REJECT;
    m->at_foot = o->at_foot;
    m->harmless = o->harmless;
    return m;
}

void modal_free(struct modal *m)
{
    if (m == NULL)
        return;
    prompt_free(m->input);
    free(m->title);
    free(m->text);
    free(m->accept);
    free(m->reject);
    free(m->typed);
    free(m);
}

static bool armed(const struct modal *m)
{
    return m->accept != NULL &&
           (m->typed == NULL || strcmp(prompt_text(m->input), m->typed) == 0);
}

static bool can_focus(const struct modal *m, enum focus f)
{
    switch (f) {
    case FOCUS_TYPED: return m->input != NULL;
    case FOCUS_REJECT: return true;
    case FOCUS_ACCEPT: return armed(m);
    case FOCUS_COUNT: break;
    }
    return false;
}

static void turn_focus(struct modal *m, int by)
{
    do {
        m->focus = (enum focus)(((int)m->focus + FOCUS_COUNT + by) % FOCUS_COUNT);
    } while (!can_focus(m, m->focus));
}

enum modal_result modal_key(struct modal *m, struct key k)
{
    if (keys_is(k, KEYCODE_ESC) || keys_equal(k, (struct key){'c', KEY_CTRL}))
        return MODAL_REJECTED;
    if (keys_is(k, KEYCODE_TAB) || keys_is(k, KEYCODE_DOWN)) {
        turn_focus(m, 1);
        return MODAL_OPEN;
    }
    if (keys_equal(k, (struct key){KEYCODE_TAB, KEY_SHIFT}) || keys_is(k, KEYCODE_UP)) {
        turn_focus(m, -1);
        return MODAL_OPEN;
    }
    if (m->focus == FOCUS_TYPED) {
        if (keys_is(k, KEYCODE_ENTER))
            turn_focus(m, 1);
        else
            prompt_key(m->input, k);
        return MODAL_OPEN;
    }
    if (keys_is(k, KEYCODE_LEFT) || keys_is(k, KEYCODE_RIGHT))
        turn_focus(m, keys_is(k, KEYCODE_RIGHT) ? 1 : -1);
    else if (keys_is(k, KEYCODE_ENTER))
        return m->focus == FOCUS_ACCEPT ? MODAL_ACCEPTED : MODAL_REJECTED;
    return MODAL_OPEN;
}

/* The typed line is a check of attention: it cannot be pasted. */
enum modal_result modal_paste(struct modal *m, struct str text)
{
    (void)m;
    (void)text;
    return MODAL_OPEN;
}

static int count_lines(const struct modal *m, int width)
{
    struct str rest = str_of(m->text);
    int n = 0;

    while (rest.n > 0 && n < LINES_MAX) {
        surface_wrap(rest, width, &rest);
        n++;
    }
    return n;
}

/* Only the focus comes, unless the button shows the next page. */
static bool press(void *ctx, size_t at, int row, struct key *key)
{
    struct modal *m = ctx;

    (void)row;
    if (can_focus(m, (enum focus)at))
        m->focus = (enum focus)at;
    *key = (struct key){KEYCODE_ENTER, 0};
    return m->harmless;
}

static int draw_button(struct modal *m, struct surface *s, int row, int col, const char *label,
                       enum focus f)
{
    char text[80];
    struct buf b = BUF_INIT(sizeof text);

    buf_printf(&b, "[ %s ]", label);
    bool off = f == FOCUS_ACCEPT && !armed(m);
    int end = surface_put(s, row, col, off ? STYLE_KEY_OFF : STYLE_KEY, buf_text(&b));

    target_add(s, &(struct target){row, col, 1, end - col, press, m, f});

    if (m->focus == f)
        surface_overlay(s, row, col, end - col, OVER_SELECTED);
    buf_free(&b);
    return end + 2;
}

void modal_draw(struct modal *m, struct surface *s)
{
    int width = s->cols < WIDTH_MAX ? s->cols : WIDTH_MAX;
    int room = width - 2 - 2 * MARGIN;
    int typed = m->input != NULL ? 2 : 0;
    int height = count_lines(m, room) + typed + 6;

    if (height > s->rows)
        height = s->rows;
    const int spare = s->rows - height; /* at the foot: above the line of keys */
    const int top = !m->at_foot ? spare / 2 : spare > 0 ? spare - 1 : 0;
    struct surface whole = surface_part(s, top, (s->cols - width) / 2, height, width);
    struct surface in = surface_frame(&whole, m->style, m->title);

    target_add(s, &(struct target){0, 0, s->rows, s->cols, target_nothing, NULL, 0});
    struct str rest = str_of(m->text);
    int row = 1, last = in.rows - 2;

    s->cursor->shown = false; /* of what lies below */

    while (rest.n > 0 && row < last - typed) {
        struct str line = surface_wrap(rest, room, &rest);

        surface_str(&in, row++, MARGIN, room, STYLE_TEXT, line);
    }
    if (m->input != NULL) {
        int col = surface_put(&in, last - 2, MARGIN, STYLE_TEXT, _("Type "));

        col = surface_put(&in, last - 2, col, STYLE_STRONG, m->typed);
        col = surface_put(&in, last - 2, col, STYLE_TEXT, " : [");
        int field = in.cols - col - MARGIN - 1;

        prompt_draw_field(m->input, &in, last - 2, col, field,
                          m->focus == FOCUS_TYPED ? PROMPT_FOCUS : PROMPT_BLUR);
        surface_put(&in, last - 2, col + field, STYLE_TEXT, "]");
    }
    int col = draw_button(m, &in, last, MARGIN, m->reject, FOCUS_REJECT);

    if (m->accept != NULL)
        draw_button(m, &in, last, col, m->accept, FOCUS_ACCEPT);
}
