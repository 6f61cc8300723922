/* Schedules: the scheduled audits, when each ran last and will run next, and what it missed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/check.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/plan_schedule.h"
#include "views/list_view.h"
#include "views/screens.h"

enum {
    FOOT_ROWS = 8,       /* what is said of the schedule under the cursor */
    FOOT_FROM_ROWS = 18, /* of the body; below it the list has them all */
};

struct schedules_screen {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    char *wanted; /* owned; where the cursor goes once it is there; NULL */
};

/* ---- cells ---- */

static const struct schedule *schedule_of(const struct list_view *v, uint32_t row)
{
    char scratch[TABLE_SCRATCH], name[256];
    struct str s = list_view_text(v, row, SCHEDULE_NAME, scratch);

    (void)snprintf(name, sizeof name, "%.*s", (int)s.n, s.p);
    return schedules_find(app_schedules(v->app), name);
}

static enum style cell_repeat(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    const struct schedule *s = schedule_of(v, row);

    (void)column;
    buf_puts(out, recur_word(s != NULL ? s->what->frequency : NULL));
    return STYLE_TEXT;
}

static enum style cell_next(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    const struct schedule *s = schedule_of(v, row);

    (void)column;
    if (s == NULL) {
        buf_putc(out, '-');
        return STYLE_DIM;
    }
    schedule_next_say(s, out);
    return s->next.set ? STYLE_TEXT : STYLE_DIM;
}

static enum style cell_missed(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    int64_t n;

    if (!table_number(source_table(v->source), row, column, &n)) {
        buf_putc(out, '-');
        return STYLE_DIM;
    }
    buf_printf(out, "%lld", (long long)n);
    return n > 0 ? STYLE_ERROR : STYLE_DIM;
}

static const struct list_column shapes[] = {
    {.title = N_("NAME"), .name = "name", .width = 14, .min = 10, .flex = 1},
    {.title = N_("REPEAT"), .name = "repeat", .width = 8},
    {.title = N_("DAY"), .name = "day", .width = 4},
    {.title = N_("CHECKS"),
     .name = "checks",
     .width = 6,
     .align = ALIGN_RIGHT,
     .from_cols = 70},
    {.title = N_("LAST"), .name = "last", .width = 4, .fits = LIST_AGE, .align = ALIGN_RIGHT},
    {.title = N_("NEXT~"), .name = "next", .width = 18},
    {.title = N_("MISSED"), .name = "missed", .width = 6, .align = ALIGN_RIGHT},
};
static const struct list_view_column cells[] = {
    {SCHEDULE_NAME, NULL},          {SCHEDULE_REPEAT, cell_repeat}, {SCHEDULE_DAY, NULL},
    {SCHEDULE_CHECKS, NULL},        {SCHEDULE_LAST, NULL},          {SCHEDULE_NEXT, cell_next},
    {SCHEDULE_MISSED, cell_missed},
};
static const struct list_view_spec view_spec = {
    .table = &schedules_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{SCHEDULE_NAME, SORT_UP}},
    .n_sort = 1,
    .empty = N_("No audit is scheduled here: n schedules one."),
    .thing = N_("schedules"),
};

/* ---- life ---- */

static void on_change(void *ctx)
{
    struct schedules_screen *s = ctx;

    if (s->wanted != NULL && schedules_find(app_schedules(s->app), s->wanted) != NULL) {
        uint32_t row;

        (void)!list_view_current(&s->view, &row); /* brings the list up to its rows */
        (void)!list_go_id(&s->view.pane, s->wanted);
        free(s->wanted);
        s->wanted = NULL;
    }
    app_redraw(s->app);
}

static void *open_schedules(struct app *app, const char *name, struct err *err)
{
    struct schedules_screen *s = mem_alloc(1, sizeof *s);

    (void)err;
    s->app = app;
    s->wanted = *name != '\0' ? mem_strdup(name) : NULL;
    list_view_init(&s->view, app, &view_spec, schedules_source(app_schedules(app)));
    return s;
}

static void hidden(void *state)
{
    struct schedules_screen *s = state;

    schedules_unwatch(app_schedules(s->app), s);
}

static void shown(void *state)
{
    struct schedules_screen *s = state;

    schedules_watch(app_schedules(s->app), on_change, s);
    on_change(s);
}

static void close_schedules(void *state)
{
    struct schedules_screen *s = state;

    hidden(s);
    list_view_free(&s->view);
    free(s->wanted);
    free(s);
}

static void refresh(void *state)
{
    struct schedules_screen *s = state;

    schedules_refresh(app_schedules(s->app));
    audit_runs_refresh(app_runs(s->app));
}

/* ---- the schedule under the cursor ---- */

static const struct schedule *current(struct schedules_screen *s)
{
    uint32_t row;

    return list_view_current(&s->view, &row) ? schedule_of(&s->view, row) : NULL;
}

struct foot {
    struct surface *s;
    int row;
};

static void foot_line(struct foot *f, const char *label, enum style style, const char *text)
{
    if (f->row < f->s->rows)
        (void)surface_text(f->s, f->row, 1, 10, STYLE_LABEL, i18n_text(label));
    f->row = surface_lines(f->s, f->row, 12, f->s->cols - 13, style, str_of(text));
}

static void foot_missed(struct foot *f, const struct schedule *one)
{
    struct buf text = BUF_INIT(512);

    if (one->missed.set && one->missed.value > 0) {
        buf_puts(&text, _("no run since it was due "));
        recur_day_say(one->due_day, &text);
        buf_puts(&text, _("; one that was changed since counts until it runs again"));
        foot_line(f, "missed", STYLE_ERROR, buf_text(&text));
    }
    buf_free(&text);
}

static void foot_checks(struct foot *f, const struct schedule *one)
{
    const char *const *names = one->what->target_check_names.items;
    struct buf text = BUF_INIT(8192);

    for (size_t i = 0; i < one->what->target_check_names.n; i++) {
        const struct check *check = check_find(names[i]);

        buf_printf(&text, "%s%s", i > 0 ? ", " : "",
                   check != NULL ? check->short_name : names[i]);
    }
    foot_line(f, "checks", STYLE_TEXT, buf_text(&text));
    buf_free(&text);
}

static void foot_overlaps(struct foot *f, const struct schedule *one,
                          const struct schedules *others)
{
    struct buf text = BUF_INIT(4096);
    enum plan_tone tone = plan_schedule_overlaps(one->what, others, &text);

    for (struct str rest = str_of(buf_text(&text)); rest.n > 0;) {
        struct str line = str_cut(rest, '\n', &rest);
        struct buf z = BUF_INIT(1024);

        buf_put(&z, line.p, line.n);
        foot_line(f, "overlaps", tone == PLAN_WARN ? STYLE_WARN : STYLE_TEXT, buf_text(&z));
        buf_free(&z);
    }
    buf_free(&text);
}

static void draw_foot(const struct schedules_screen *s, const struct schedule *one,
                      struct surface *body)
{
    struct foot f = {.s = body, .row = 1};
    struct buf text = BUF_INIT(256);

    surface_fill(body, 0, 0, body->rows, body->cols, STYLE_TEXT);
    surface_rule(body, 0, one->name, "");
    foot_missed(&f, one);
    schedule_starts_say(one->starts, one->n_starts, &text);
    foot_line(&f, "run time", STYLE_TEXT,
              text.len > 0 ? buf_text(&text)
                           : _("not seen yet: the service chooses the time of day"));
    foot_overlaps(&f, one, app_schedules(s->app));
    foot_checks(&f, one);
    buf_free(&text);
}

static void draw(void *state, struct surface *body)
{
    struct schedules_screen *s = state;
    const struct schedule *one = body->rows >= FOOT_FROM_ROWS ? current(s) : NULL;
    const int foot = one != NULL ? FOOT_ROWS : 0;
    struct surface list = surface_part(body, 0, 0, body->rows - foot, body->cols);

    list_view_draw(&s->view, &list);
    if (foot > 0) {
        struct surface below = surface_part(body, body->rows - foot, 0, foot, body->cols);

        draw_foot(s, one, &below);
    }
}

/* ---- keys ---- */

static void review_delete(struct schedules_screen *s, const char *name)
{
    const struct schedule *one = schedules_find(app_schedules(s->app), name);

    if (one != NULL)
        (void)app_review(
            s->app, plan_schedule_delete(one->what, app_schedules(s->app), app_now_ms(s->app)));
}

static bool act(void *state, const char *action)
{
    struct schedules_screen *s = state;
    struct buf name = BUF_INIT(256);
    bool mine = true, row = list_view_current_id(&s->view, &name);

    app_redraw(s->app);
    if (strcmp(action, "schedules.new") == 0)
        app_open(s->app, "schedule");
    else if (strcmp(action, "schedules.configuration") == 0)
        app_open(s->app, "configuration");
    else if (strcmp(action, "schedules.runs") == 0 && row)
        app_openf(s->app, "audits name=%s", buf_text(&name));
    else if (strcmp(action, "schedules.edit") == 0 && row)
        app_openf(s->app, "schedule %s", buf_text(&name));
    else if (strcmp(action, "schedules.delete") == 0 && row)
        review_delete(s, buf_text(&name));
    else
        mine = list_view_act(&s->view, action);
    buf_free(&name);
    return mine;
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"schedules.new", &op_create_scheduled_audit},
        {"schedules.edit", &op_update_scheduled_audit},
        {"schedules.delete", &op_delete_scheduled_audit},
    };
    const struct schedules_screen *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

static void status(const void *state, struct screen_status *out)
{
    const struct schedules_screen *s = state;

    list_view_status(&s->view, out);
    if (schedules_known(app_schedules(s->app)))
        (void)snprintf(out->note, sizeof out->note, _("%zu of %d exist"),
                       schedules_count(app_schedules(s->app)), SCHEDULES_QUOTA);
}

static bool raw(const void *state, struct buf *out)
{
    const struct schedules_screen *s = state;
    size_t position;

    if (!list_current(&s->view.pane, &position))
        return false;
    const struct schedule *one = schedules_find(app_schedules(s->app), s->view.pane.cursor_id);

    if (one == NULL)
        return false;
    struct json_writer w = {.out = out};

    record_encode(&describe_scheduled_audit_output_record, one->what, &w);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter>", "schedules.runs", N_("the audits that this schedule ran"), N_("runs"), 10},
    {"n", "schedules.new", N_("schedule an audit"), N_("new"), 15},
    {"e", "schedules.edit", N_("change this schedule"), N_("edit"), 16},
    {"x", "schedules.delete", N_("delete this schedule, after a review"), N_("delete"), 17},
    {"E", "schedules.configuration", N_("what audits may do in this account"), N_("enabled"),
     18},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec schedules_screen = {
    .name = "schedules",
    .title = N_("Schedules"),
    .argument = "[NAME]",
    .about = N_("scheduled audits: when they ran, when they will, what they missed"),
    .digit = "4",
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_schedules,
    .close = close_schedules,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
    .raw = raw,
};
