/* `\`: the filter of the list underneath, term by term: on, off, gone, and what each finds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/filter.h"
#include "views/list_view_inside.h"
#include "views/screens.h"

enum { TERMS_MAX = 2 * FILTER_NEEDLES_MAX, TEXT_BYTES = 2 * FILTER_TEXT_MAX };

struct term {
    char *text; /* owned */
    bool on;
};

struct filters_screen {
    struct app *app;
    struct list_view *list; /* lives longer: it is underneath */
    struct list_pane pane;
    struct term terms[TERMS_MAX];
    size_t n;
};

enum filters_column { ON, TERM, FINDS };

static const struct list_column shapes[] = {
    [ON] = {.title = "", .name = "on", .width = 4},
    [TERM] = {.title = N_("TERM"), .name = "term", .width = 40, .min = 12, .flex = 1},
    [FINDS] = {.title = N_("FINDS ALONE"), .name = "finds", .width = 12, .align = ALIGN_RIGHT},
};

/* ---- rows ---- */

static void add_terms(struct filters_screen *s, const char *text, bool on)
{
    struct str rest = str_of(text);

    for (struct str word; s->n < TERMS_MAX && (word = view_string_word(&rest)).n > 0;)
        s->terms[s->n++] = (struct term){mem_strndup(word.p, word.n), on};
}

static size_t count(void *ctx)
{
    const struct filters_screen *s = ctx;

    return s->n;
}

static void put_id(void *ctx, size_t row, struct buf *out)
{
    const struct filters_screen *s = ctx;

    buf_printf(out, "%zu %s", row, s->terms[row].text);
}

/* Of all rows that are there. Counted when it is drawn: terms are few, a count is fast. */
static void put_hits(const struct filters_screen *s, const char *term, struct buf *out)
{
    const struct list_view *v = s->list;
    struct filter *f = filter_new(v->spec->table);
    struct err err;

    if (filter_set(f, term, list_view_now_ms(v), &err)) {
        filter_run(f, source_table(v->source), 1);
        buf_put_count(out, filter_hits(f));
    } else {
        buf_putc(out, '?');
    }
    filter_free(f);
}

static enum style put_cell(void *ctx, size_t row, size_t column, struct buf *out)
{
    const struct filters_screen *s = ctx;
    const struct term *t = &s->terms[row];

    switch ((enum filters_column)column) {
    case ON: buf_puts(out, t->on ? "[x]" : "[ ]"); return t->on ? STYLE_KEY : STYLE_DIM;
    case TERM: buf_puts(out, t->text); break;
    case FINDS: put_hits(s, t->text, out); break;
    }
    return t->on ? STYLE_TEXT : STYLE_DIM;
}

/* ---- changing ---- */

static void join(const struct filters_screen *s, bool on, struct buf *out)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->terms[i].on == on)
            buf_printf(out, out->len > 0 ? " %s" : "%s", s->terms[i].text);
}

/* The list underneath has it now. */
static void apply(struct filters_screen *s)
{
    struct buf on = BUF_INIT(TEXT_BYTES), off = BUF_INIT(TEXT_BYTES);
    struct err err;

    join(s, true, &on);
    join(s, false, &off);
    if (app_filter_below(s->app, buf_text(&on), &err)) {
        free(s->list->off);
        s->list->off = mem_strdup(buf_text(&off));
    } else {
        app_error(s->app, &err);
    }
    list_sync(&s->pane);
    app_redraw(s->app);
    buf_free(&on);
    buf_free(&off);
}

static void toggle(struct filters_screen *s, size_t row)
{
    s->terms[row].on = !s->terms[row].on;
    apply(s);
}

static void drop(struct filters_screen *s, size_t row)
{
    free(s->terms[row].text);
    memmove(&s->terms[row], &s->terms[row + 1], (s->n - row - 1) * sizeof *s->terms);
    s->n--;
    apply(s);
}

static bool act(void *state, const char *action)
{
    struct filters_screen *s = state;
    size_t row;
    const bool any = list_current(&s->pane, &row);

    if (strcmp(action, "filters.toggle") == 0 && any)
        toggle(s, row);
    else if (strcmp(action, "filters.drop") == 0 && any)
        drop(s, row);
    else
        return list_do(&s->pane, action);
    return true;
}

/* ---- life ---- */

static void *open_filters(struct app *app, const char *argument, struct err *err)
{
    struct list_view *v = app_list_below(app);
    struct filters_screen *s;

    (void)argument;
    if (v == NULL) {
        (void)err_set(err, ERR_USAGE, "there is no list here that could be filtered");
        (void)err_advise(err, "/ filters the list that is on screen, \\ shows its terms");
        return NULL;
    }
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    s->list = v;
    add_terms(s, app_filter_text_below(app), true);
    add_terms(s, v->off != NULL ? v->off : "", false);
    list_init(&s->pane,
              &(struct list_source){.ctx = s, .count = count, .id = put_id, .cell = put_cell},
              shapes, COUNT_OF(shapes));
    s->pane.focused = true;
    s->pane.status.empty = N_("No filter: / on the list begins one.");
    return s;
}

static void close_filters(void *state)
{
    struct filters_screen *s = state;

    for (size_t i = 0; i < s->n; i++)
        free(s->terms[i].text);
    list_free(&s->pane);
    free(s);
}

static void draw(void *state, struct surface *body)
{
    struct filters_screen *s = state;

    list_sync(&s->pane);
    list_draw(&s->pane, body);
}

static void status(const void *state, struct screen_status *out)
{
    const struct filters_screen *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    (void)snprintf(out->note, sizeof out->note, _("%zu rows of %u"), list_view_count(s->list),
                   table_rows(source_table(s->list->source)));
}

static const struct list_pane *pane(const void *state)
{
    const struct filters_screen *s = state;

    return &s->pane;
}

static const struct binding bindings[] = {
    {"<Space> <Enter>", "filters.toggle", N_("this term on, or off"), N_("on or off"), 10},
    {"x", "filters.drop", N_("this term goes"), N_("drop"), 11},
    {0},
};

const struct screen_spec filters_screen = {
    .name = "filters",
    .title = N_("Filter"),
    .about = N_("the filter of the list, term by term: on, off, and what each finds"),
    .widget = SCREEN_LIST,
    .bindings = bindings,
    .open = open_filters,
    .close = close_filters,
    .draw = draw,
    .act = act,
    .pane = pane,
    .status = status,
};
