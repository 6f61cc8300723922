/* `C`: which columns the list underneath shows, in which order, how wide; seen at once. */
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "views/list_view_inside.h"
#include "views/screens.h"

struct columns_screen {
    struct app *app;
    struct list_view *list; /* lives longer: it is underneath */
    struct list_pane pane;
    uint8_t rows[LIST_COLUMNS_MAX]; /* of all: those shown, in their order, then the others */
};

enum chooser_column { SHOWN, NAME, TITLE, WIDTH, KIND };

static const struct list_column shapes[] = {
    [SHOWN] = {.title = "", .name = "shown", .width = 4},
    [NAME] = {.title = N_("NAME"), .name = "name", .width = 16, .min = 8},
    [TITLE] = {.title = N_("TITLE"), .name = "title", .width = 16, .min = 8},
    [WIDTH] = {.title = N_("CELLS"), .name = "cells", .width = 6, .align = ALIGN_RIGHT},
    [KIND] = {.title = N_("HOLDS"), .name = "holds", .width = 20, .flex = 1},
};

static struct list_columns *columns_of(const struct columns_screen *s)
{
    return &s->list->columns;
}

/* ---- rows ---- */

static void gather(struct columns_screen *s)
{
    const struct list_columns *c = columns_of(s);
    size_t n = 0;

    for (; n < c->n; n++)
        s->rows[n] = c->order[n];
    for (size_t i = 0; i < c->n_all; i++)
        if (list_columns_place(c, i) < 0)
            s->rows[n++] = (uint8_t)i;
}

static size_t count(void *ctx)
{
    return columns_of(ctx)->n_all;
}

static void put_id(void *ctx, size_t row, struct buf *out)
{
    const struct columns_screen *s = ctx;

    buf_puts(out, columns_of(s)->all[s->rows[row]].name);
}

static const char *kind_word(enum column_kind kind)
{
    static const char *const words[] = {
        [COLUMN_NAME] = N_("one of a few words"),
        [COLUMN_RANK] = N_("words with an order"),
        [COLUMN_TEXT] = N_("text"),
        [COLUMN_ID] = N_("an identifier"),
        [COLUMN_TIME] = N_("a time"),
        [COLUMN_INT] = N_("a number"),
    };

    return i18n_text(words[kind]);
}

static enum style put_cell(void *ctx, size_t row, size_t column, struct buf *out)
{
    const struct columns_screen *s = ctx;
    const struct list_columns *c = columns_of(s);
    const struct list_column *of = &c->all[s->rows[row]];
    const bool on = list_columns_place(c, s->rows[row]) >= 0;

    switch ((enum chooser_column)column) {
    case SHOWN: buf_puts(out, on ? "[x]" : "[ ]"); return on ? STYLE_KEY : STYLE_DIM;
    case NAME: buf_puts(out, of->name); break;
    case TITLE: buf_puts(out, i18n_text(of->title)); break;
    case WIDTH: buf_printf(out, "%d", of->width); break;
    case KIND:
        buf_puts(out, kind_word(s->list->spec->table->columns[c->column[s->rows[row]]].kind));
        return STYLE_DIM;
    }
    return on ? STYLE_TEXT : STYLE_DIM;
}

/* ---- keys ---- */

/* The list underneath has it now; the cursor stays on its column. */
static void changed(struct columns_screen *s)
{
    list_view_lay_out(s->list);
    gather(s);
    list_sync(&s->pane);
    app_redraw(s->app);
}

static void toggle(struct list_columns *c, size_t i, int by)
{
    (void)by;
    list_columns_toggle(c, i);
}

static void as_it_came(struct list_columns *c, size_t i, int by)
{
    struct err err;

    (void)i;
    (void)by;
    if (!list_columns_read(c, "", &err))
        bug("columns: %s", err.text);
}

static const struct {
    const char *action;
    void (*change)(struct list_columns *c, size_t i, int by);
    int by;
} changes[] = {
    {"columns.toggle", toggle, 0},
    {"columns.earlier", list_columns_move, -1},
    {"columns.later", list_columns_move, 1},
    {"columns.wider", list_columns_widen, 1},
    {"columns.narrower", list_columns_widen, -1},
    {"columns.reset", as_it_came, 0},
};

static bool act(void *state, const char *action)
{
    struct columns_screen *s = state;
    size_t row;

    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        if (strcmp(changes[i].action, action) != 0 || !list_current(&s->pane, &row))
            continue;
        changes[i].change(columns_of(s), s->rows[row], changes[i].by);
        changed(s);
        return true;
    }
    return list_do(&s->pane, action);
}

/* ---- life ---- */

static void *open_columns(struct app *app, const char *argument, struct err *err)
{
    struct list_view *list = app_list_below(app);
    struct columns_screen *s;

    (void)argument;
    if (list == NULL) {
        (void)err_set(err, ERR_USAGE, "there is no list here whose columns could be chosen");
        (void)err_advise(err, "C chooses the columns of the list that is on screen");
        return NULL;
    }
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    s->list = list;
    gather(s);
    list_init(&s->pane,
              &(struct list_source){.ctx = s, .count = count, .id = put_id, .cell = put_cell},
              shapes, COUNT_OF(shapes));
    s->pane.focused = true;
    return s;
}

static void close_columns(void *state)
{
    struct columns_screen *s = state;

    list_free(&s->pane);
    free(s);
}

static void draw(void *state, struct surface *body)
{
    struct columns_screen *s = state;

    list_sync(&s->pane);
    list_draw(&s->pane, body);
}

static void status(const void *state, struct screen_status *out)
{
    (void)state;
    *out = (struct screen_status){.freshness = SCREEN_STILL};
}

static const struct list_pane *pane(const void *state)
{
    const struct columns_screen *s = state;

    return &s->pane;
}

static const struct binding bindings[] = {
    {"<Space> <Enter>", "columns.toggle", N_("show this column, or leave it out"),
     N_("show or not"), 10},
    {"K <", "columns.earlier", N_("this column further to the left"), N_("left"), 11},
    {"J >", "columns.later", N_("this column further to the right"), N_("right"), 12},
    {"+", "columns.wider", N_("this column a cell wider"), N_("wider"), 13},
    {"-", "columns.narrower", N_("this column a cell narrower"), N_("narrower"), 14},
    {"=", "columns.reset", N_("all columns as the list comes"), N_("as it came"), 15},
    {0},
};

const struct screen_spec columns_screen = {
    .name = "columns",
    .title = N_("Columns"),
    .about = N_("which columns the list shows, in which order, how wide"),
    .widget = SCREEN_LIST,
    .bindings = bindings,
    .open = open_columns,
    .close = close_columns,
    .draw = draw,
    .act = act,
    .pane = pane,
    .status = status,
};
