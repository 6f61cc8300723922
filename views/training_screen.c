/* Training: how far the models of ML detect are, and why one is not ready yet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/alarm_rows.h"
#include "views/screens.h"
#include "views/training_rows.h"

enum {
    PANE_ROWS = 11,      /* what is said of the model under the cursor */
    PANE_FROM_ROWS = 12, /* of the body; below it the list has them all */
    LIST_LEAST = 5,      /* rows of the list beside a pane */
    CARDS_FROM_ROWS = 30,
    CARD_LEAST = 9, /* rows that a further card is worth beginning with */
    BAR = 12,
};

struct training_screen {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
};

/* ---- cells ---- */

#define CELL(name, call)                                                               \
    static enum style cell_##name(const struct list_view *v, uint32_t row, int column, \
                                  struct buf *out)                                     \
    {                                                                                  \
        struct training_row r;                                                         \
        (void)column;                                                                  \
        training_row_read(v, row, &r);                                                 \
        return call;                                                                   \
    }
CELL(target, training_put_target(v->app, &r, out))
CELL(confidence, training_put_confidence(v->app, &r, out))
CELL(status, training_put_status(&r, out))
CELL(days, training_put_days(&r, BAR, out))
CELL(points, training_put_points(&r, BAR, out))
CELL(built, training_put_built(&r, out))

static const struct list_column shapes[] = {
    {.title = N_("BEHAVIOUR"), .name = "behaviour", .width = 16, .min = 8, .flex = 2},
    {.title = N_("TARGET"),
     .name = "target",
     .width = 12,
     .min = 8,
     .flex = 1,
     .from_cols = 96},
    {.title = N_("STATE"), .name = "state", .width = 13},
    {.title = N_("CONF"), .name = "conf", .width = 6, .from_cols = 78},
    {.title = N_("DAYS OF 14"), .name = "days", .width = BAR},
    {.title = N_("POINTS OF 25000"), .name = "points", .width = BAR + 5},
    {.title = N_("BUILT"),
     .name = "built",
     .width = 5,
     .fits = LIST_AGE,
     .align = ALIGN_RIGHT,
     .from_cols = 66},
    {.title = N_("PROFILE"),
     .name = "profile",
     .width = 12,
     .min = 8,
     .flex = 1,
     .from_cols = 100},
};
static const struct list_view_column cells[] = {
    {TRAINING_BEHAVIOR, NULL},      {TRAINING_PROFILE, cell_target},
    {TRAINING_STATUS, cell_status}, {TRAINING_PROFILE, cell_confidence},
    {TRAINING_START, cell_days},    {TRAINING_PERCENT, cell_points},
    {TRAINING_BUILT, cell_built},   {TRAINING_PROFILE, NULL},
};
static const struct list_view_spec view_spec = {
    .table = &training_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{TRAINING_STATUS, SORT_UP},
             {TRAINING_PROFILE, SORT_UP},
             {TRAINING_BEHAVIOR, SORT_UP}},
    .n_sort = 3,
    .empty = N_("No behaviour learns: none of the profiles has an ML criterion."),
    .thing = N_("models"),
};

/* ---- life ---- */

static void on_change(void *ctx)
{
    struct training_screen *s = ctx;

    list_sync(&s->view.pane);
    app_redraw(s->app);
}

static void *open_training(struct app *app, const char *text, struct err *err)
{
    struct training_screen *s = mem_alloc(1, sizeof *s);

    s->app = app;
    list_view_init(&s->view, app, &view_spec,
                   watched_list_source(training_list(app_training(app))));
    if (*text == '\0' || list_view_filter(&s->view, text, err))
        return s;
    list_view_free(&s->view);
    free(s);
    return NULL;
}

static void hidden(void *state)
{
    struct training_screen *s = state;

    watched_list_unwatch(training_list(app_training(s->app)), s);
    described_unwatch(app_profiles(s->app), s);
}

static void shown(void *state)
{
    struct training_screen *s = state;

    watched_list_watch(training_list(app_training(s->app)), on_change, s);
    described_watch(app_profiles(s->app), on_change, s);
    on_change(s);
}

static void close_training(void *state)
{
    struct training_screen *s = state;

    hidden(s);
    list_view_free(&s->view);
    free(s);
}

static void refresh(void *state)
{
    struct training_screen *s = state;

    watched_list_refresh(training_list(app_training(s->app)));
    described_refresh(app_profiles(s->app));
}

/* ---- drawing ---- */

static void draw_pane(const struct training_screen *s, uint32_t row, struct surface *body)
{
    struct training_row r;

    training_row_read(&s->view, row, &r);
    (void)training_card(s->app, &r, body);
}

/* From the one under the cursor on, as many as there is room for. */
static void draw_cards(const struct training_screen *s, uint32_t position, struct surface *body)
{
    int at = 0;

    for (; position < list_view_count(&s->view) && body->rows - at >= CARD_LEAST; position++) {
        struct surface card = surface_part(body, at, 0, body->rows - at, body->cols);
        struct training_row r;
        training_row_read(&s->view, list_view_row(&s->view, position), &r);
        at += training_card(s->app, &r, &card) + 1;
    }
}

static int list_rows(const struct training_screen *s, int rows, int least)
{
    const int wanted = (int)list_view_count(&s->view) + 2;

    if (wanted <= least)
        return least;
    return wanted < rows ? wanted : rows;
}

static void draw(void *state, struct surface *body)
{
    struct training_screen *s = state;
    uint32_t row, position;
    const bool any =
        list_view_current(&s->view, &row) && row_index_position(s->view.index, row, &position);

    if (!any && alarm_rows_closed(s->app, body))
        return;
    int list = body->rows;
    const bool cards = body->rows >= CARDS_FROM_ROWS;
    if (any && cards)
        list = list_rows(s, body->rows / 3, LIST_LEAST);
    else if (any && body->rows >= PANE_FROM_ROWS)
        list = body->rows - PANE_ROWS > LIST_LEAST
                   ? list_rows(s, body->rows - PANE_ROWS, LIST_LEAST)
                   : LIST_LEAST;
    struct surface above = surface_part(body, 0, 0, list, body->cols);
    struct surface below = surface_part(body, list, 0, body->rows - list, body->cols);

    list_view_draw(&s->view, &above);
    if (list == body->rows)
        return;
    surface_fill(&below, 0, 0, below.rows, below.cols, STYLE_TEXT);
    if (cards)
        draw_cards(s, position, &below);
    else
        draw_pane(s, row, &below);
}

/* ---- keys ---- */

static bool act(void *state, const char *action)
{
    struct training_screen *s = state;
    struct training_row r;
    uint32_t row;
    const bool any = list_view_current(&s->view, &row);

    app_redraw(s->app);
    if (any)
        training_row_read(&s->view, row, &r);
    if (strcmp(action, "training.profile") == 0 && any)
        app_openf(s->app, "profile %s", r.profile);
    else
        return list_view_act(&s->view, action);
    return true;
}

static void status(const void *state, struct screen_status *out)
{
    const struct training_screen *s = state;
    struct training_tally n;

    alarm_rows_status(&s->view, out);
    training_count(app_training(s->app), &n);
    if (out->note[0] == '\0' && n.active + n.pending + n.expired > 0)
        (void)snprintf(out->note, sizeof out->note, _("%u active, %u pending, %u expired"),
                       n.active, n.pending, n.expired);
}

static bool raw(const void *state, struct buf *out)
{
    const struct training_screen *s = state;
    struct training_row r;
    size_t position;

    if (!list_current(&s->view.pane, &position))
        return false;
    training_row_read(&s->view, list_view_row(&s->view, position), &r);
    const struct behavior_model_training_summary summary = {
        .behavior_name = r.behavior,
        .security_profile_name = r.profile,
        .model_status = r.facts.status,
        .datapoints_collection_percentage = r.facts.percent,
        .training_data_collection_start_date = r.facts.start,
        .last_model_refresh_date = r.facts.built};
    struct json_writer w = {.out = out};

    record_encode(&behavior_model_training_summary_record, &summary, &w);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter>", "training.profile", N_("the security profile that it is of"), N_("profile"),
     10},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec training_screen = {
    .name = "training",
    .title = N_("Training"),
    .argument = "[FILTER]",
    .about = N_("models of ML detect: how far they are, what they wait for, when they will be"),
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_training,
    .close = close_training,
    .draw = draw,
    .act = act,
    .status = status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
    .raw = raw,
};
