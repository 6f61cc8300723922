#include "client/base/i18n.h"
#include "tui/form_inside.h"
#include "tui/target.h"

enum { MARGIN = 1, LABEL_MAX = 20, MARK = 2, FIELD_MIN = 12, NOTE_GAP = 2 };

/* The form is drawn whole on a tall surface; what fits is copied from it. */
struct canvas {
    struct surface *s;
    int row;
    int text_col;             /* where values begin */
    int focus_from, focus_to; /* rows of the focus */
};

static int label_width(const struct form *f)
{
    int width = 0;

    for (size_t i = 0; i < f->n; i++) {
        enum form_kind kind = f->fields[i].kind;
        int w = form_has_value(kind) || kind == FORM_FACT
                    ? safe_width(str_of(i18n_text(f->fields[i].label)))
                    : 0;

        width = w > width ? w : width;
    }
    return width < LABEL_MAX ? width : LABEL_MAX;
}

static void draw_label(struct canvas *c, const struct form_field *field,
                       const struct form_state *st, bool focused)
{
    surface_text(c->s, c->row, MARGIN, c->text_col - MARK - MARGIN,
                 st->disabled != NULL ? STYLE_KEY_OFF : STYLE_LABEL, i18n_text(field->label));
    if (focused)
        surface_put_glyph(c->s, c->row, c->text_col - MARK, STYLE_KEY, GLYPH_CURSOR);
}

/* Wrapped lines from c->row on. */
static void draw_wrapped(struct canvas *c, int col, enum style style, struct str rest)
{
    while (rest.n > 0) {
        struct str line = surface_wrap(rest, c->s->cols - col - MARGIN, &rest);

        surface_str(c->s, c->row++, col, c->s->cols - col, style, line);
    }
}

/* Hint or problem: beside the value when there is room, else below it. Ends the row. */
static void draw_beside(struct canvas *c, int col, const struct form_field *field,
                        const struct form_state *st)
{
    enum style style;
    const char *text = form_problem(st, &style);

    if (st->disabled != NULL || text == NULL) {
        text = st->disabled != NULL ? st->disabled : i18n_text(field->hint);
        style = STYLE_DIM;
    }
    if (text == NULL) {
        c->row++;
    } else if (col + NOTE_GAP + safe_width(str_of(text)) < c->s->cols) {
        surface_put(c->s, c->row++, col + NOTE_GAP, style, text);
    } else {
        c->row++;
        draw_wrapped(c, c->text_col, style, str_of(text));
    }
}

static void draw_text(struct canvas *c, const struct form_field *field,
                      const struct form_state *st, bool focused)
{
    int room = c->s->cols - c->text_col - 2 - MARGIN;
    int width = field->width > 0 && field->width < room ? field->width : room;

    draw_label(c, field, st, focused);
    if (field->width == 0 && width < FIELD_MIN)
        width = FIELD_MIN;
    surface_put(c->s, c->row, c->text_col, STYLE_DIM, "[");
    prompt_draw_field(st->prompt, c->s, c->row, c->text_col + 1, width,
                      focused ? PROMPT_FOCUS : PROMPT_BLUR);
    surface_put(c->s, c->row, c->text_col + 1 + width, STYLE_DIM, "]");
    draw_beside(c, c->text_col + width + 2, field, st);
}

static void draw_radio(struct canvas *c, const struct form_field *field,
                       const struct form_state *st, bool focused)
{
    int col = c->text_col;

    draw_label(c, field, st, focused);
    for (size_t k = 0; k < field->n_choices; k++) {
        const struct form_choice *choice = &field->choices[k];
        int width = 4 + safe_width(str_of(i18n_text(choice->label)));
        bool off = choice->disabled != NULL || st->disabled != NULL;

        if (col > c->text_col && col + width >= c->s->cols) {
            c->row++;
            col = c->text_col;
        }
        surface_put(c->s, c->row, col, off ? STYLE_KEY_OFF : STYLE_TEXT,
                    k == st->at ? "(*)" : "( )");
        surface_put(c->s, c->row, col + 4, off ? STYLE_KEY_OFF : choice->style,
                    i18n_text(choice->label));
        if (focused && k == st->at)
            surface_overlay(c->s, c->row, col, width, OVER_SELECTED);
        col += width + 2;
    }
    draw_beside(c, col - 2, field, st);
}

static void draw_choice(struct canvas *c, const struct form_choice *choice, bool checked,
                        bool current, int note_col)
{
    bool off = choice->disabled != NULL;
    const char *note = off ? choice->disabled : choice->note;

    if (current) {
        surface_put_glyph(c->s, c->row, MARGIN, STYLE_KEY, GLYPH_CURSOR);
        c->focus_from = c->focus_to = c->row;
    }
    surface_put(c->s, c->row, MARGIN + MARK, off ? STYLE_KEY_OFF : STYLE_TEXT,
                off       ? "[-]"
                : checked ? "[x]"
                          : "[ ]");
    surface_text(c->s, c->row, MARGIN + MARK + 4, note_col - MARGIN - MARK - 4 - NOTE_GAP,
                 off ? STYLE_KEY_OFF : choice->style, i18n_text(choice->label));
    if (note != NULL)
        surface_text(c->s, c->row, note_col, c->s->cols - note_col, STYLE_DIM, i18n_text(note));
    c->row++;
}

static int note_column(const struct form_field *field, int cols)
{
    int width = 0;

    for (size_t k = 0; k < field->n_choices; k++) {
        int w = safe_width(str_of(i18n_text(field->choices[k].label)));

        width = w > width ? w : width;
    }
    width += MARGIN + MARK + 4 + NOTE_GAP;
    return width < cols * 2 / 3 ? width : cols * 2 / 3;
}

static void draw_checklist(struct canvas *c, const struct form_field *field,
                           const struct form_state *st, bool focused)
{
    int notes = note_column(field, c->s->cols);
    enum style style;

    if (field->label[0] != '\0' || field->hint != NULL || form_problem(st, &style) != NULL) {
        draw_label(c, field, st, false);
        draw_beside(c, c->text_col - NOTE_GAP, field, st);
    }
    for (size_t k = 0; k < field->n_choices; k++)
        draw_choice(c, &field->choices[k], st->checked[k], focused && st->at == k, notes);
}

static void draw_fact(struct canvas *c, const struct form_field *field,
                      const struct form_state *st)
{
    struct str rest = str_of(st->fact);

    if (rest.n > 0)
        draw_label(c, field, st, false);
    while (rest.n > 0)
        draw_wrapped(c, c->text_col, st->fact_style, str_cut(rest, '\n', &rest));
}

static int draw_button(struct canvas *c, const struct form_field *field,
                       const struct form_state *st, bool focused, int col)
{
    bool off = st->disabled != NULL;
    int end = surface_put(c->s, c->row, col, off ? STYLE_KEY_OFF : STYLE_KEY, "[ ");

    end = surface_put(c->s, c->row, end, off ? STYLE_KEY_OFF : STYLE_KEY,
                      i18n_text(field->label));
    end = surface_put(c->s, c->row, end, off ? STYLE_KEY_OFF : STYLE_KEY, " ]");
    if (focused)
        surface_overlay(c->s, c->row, col, end - col, OVER_SELECTED);
    return end + 2;
}

static void draw_one(struct canvas *c, const struct form *f, size_t i, int *button_col)
{
    const struct form_field *field = &f->fields[i];
    const struct form_state *st = &f->states[i];
    bool focused = i == f->focus;

    switch (field->kind) {
    case FORM_HEADING:
        surface_rule(c->s, c->row++, i18n_text(field->label),
                     field->hint != NULL ? i18n_text(field->hint) : "");
        break;
    case FORM_NOTE: draw_wrapped(c, MARGIN, STYLE_DIM, str_of(i18n_text(field->label))); break;
    case FORM_TEXT: draw_text(c, field, st, focused); break;
    case FORM_RADIO: draw_radio(c, field, st, focused); break;
    case FORM_CHECKLIST: draw_checklist(c, field, st, focused); break;
    case FORM_FACT: draw_fact(c, field, st); break;
    case FORM_BUTTON:
        *button_col = draw_button(c, field, st, focused, *button_col);
        if (i + 1 == f->n || f->fields[i + 1].kind != FORM_BUTTON) {
            c->row++;
            *button_col = MARGIN;
        }
        break;
    }
}

/* The focus comes, on a choice of a list to that choice; nothing is switched or pressed. */
static bool press(void *ctx, size_t at, int row, struct key *key)
{
    struct form *f = ctx;

    (void)key;
    if (!form_can_focus(f, at))
        return false;
    f->focus = at;
    if (f->fields[at].kind == FORM_CHECKLIST && (size_t)row < f->fields[at].n_choices)
        f->states[at].at = (size_t)row;
    return false;
}

/* Fields from edge to edge; buttons beside one another. A checklist below its label. */
static void add_target(const struct canvas *c, struct form *f, size_t i, int from, int left,
                       int right)
{
    const bool button = f->fields[i].kind == FORM_BUTTON;
    const int to = button ? from + 1 : c->row;
    const int first =
        f->fields[i].kind == FORM_CHECKLIST ? to - (int)f->fields[i].n_choices : from;

    target_add(c->s,
               &(struct target){.row = first,
                                .col = button ? left : 0,
                                .rows = to - first,
                                .cols = button && right > left ? right - left : c->s->cols,
                                .press = press,
                                .ctx = f,
                                .at = i});
}

static void draw_all(struct canvas *c, struct form *f)
{
    int button_col = MARGIN;

    for (size_t i = 0; i < f->n && c->row < c->s->rows; i++) {
        int from = c->row;

        if (i == f->focus)
            c->focus_from = from;
        const int left = button_col;

        draw_one(c, f, i, &button_col);
        add_target(c, f, i, from, left, button_col);
        if (i == f->focus && f->fields[i].kind != FORM_CHECKLIST)
            c->focus_to = c->row > from ? c->row - 1 : from;
    }
}

static struct canvas canvas_for(const struct form *f, int cols, enum glyph_set glyphs)
{
    return (struct canvas){.s = surface_new(SURFACE_MAX_ROWS, cols, glyphs),
                           .text_col = MARGIN + label_width(f) + 1 + MARK};
}

static void copy_window(const struct surface *from, int top, struct surface *to)
{
    for (int r = 0; r < to->rows && top + r < from->rows; r++)
        memcpy(surface_cell(to, r, 0), surface_cell(from, top + r, 0),
               (size_t)to->cols * sizeof *to->cells);
    if (from->cursor->shown)
        surface_cursor_at(to, from->cursor->row - top, from->cursor->col);
}

void form_draw(struct form *f, struct surface *s)
{
    struct canvas c = canvas_for(f, s->cols, s->glyphs);
    struct targets targets;
    int rows = s->rows;

    if (rows == 0 || s->cols == 0) {
        surface_free(c.s);
        return;
    }
    targets.n = 0;
    c.s->targets = &targets;
    draw_all(&c, f);
    bool more = c.row > rows && rows > 2;

    rows -= more;
    if (f->top > c.focus_from)
        f->top = c.focus_from;
    if (f->top + rows <= c.focus_to)
        f->top = c.focus_to - rows + 1;
    if (f->top + rows > c.row)
        f->top = c.row > rows ? c.row - rows : 0;
    copy_window(c.s, f->top, s);
    target_shift(&targets, s, f->top);
    if (more) {
        int below = c.row - f->top - rows;

        surface_fill(s, s->rows - 1, 0, 1, s->cols, STYLE_TEXT);
        if (below > 0)
            surface_printf(s, s->rows - 1, MARGIN, STYLE_DIM, _(".. %d more line%s below"),
                           below, below == 1 ? "" : "s");
        else
            surface_printf(s, s->rows - 1, MARGIN, STYLE_DIM, _("end of form"));
    }
    surface_free(c.s);
}
