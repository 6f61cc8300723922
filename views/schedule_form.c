/* Schedule an audit, or change a schedule: when, which checks, and what that adds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/net/input_copy.h"
#include "client/store/answer.h"
#include "client/store/plan_audit.h"
#include "client/store/plan_schedule.h"
#include "views/changes.h"
#include "views/check_choices.h"
#include "views/form_host.h"
#include "views/schedule_wish.h"
#include "views/screens.h"

enum { FIELDS_MAX = 20, NAME_WIDTH = 32, DAY_WIDTH = 5 };

struct schedule_form {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    char *name; /* owned; "": a new one */
    struct answer *configuration;
    struct arena *arena; /* of what the form was made from */
    /* as it was when the form was made; NULL: a new one */
    const struct describe_scheduled_audit_output *was;
    const struct form_choice *choices;
    size_t n_choices;
    uint64_t changes;                     /* what was carried out when it was made */
    bool again;                           /* to be made again: more may be enabled now */
    const char *repeat;                   /* as it was last seen; a constant; NULL: not yet */
    struct form_field fields[FIELDS_MAX]; /* of the form, which borrows them */
};

static const struct form_choice repeats[] = {
    {.value = SCHEDULE_NOW, .label = N_("now, once"), .style = STYLE_TEXT},
    {.value = "DAILY", .label = N_("daily"), .style = STYLE_TEXT},
    {.value = "WEEKLY", .label = N_("weekly"), .style = STYLE_TEXT},
    {.value = "BIWEEKLY", .label = N_("every 2 weeks"), .style = STYLE_TEXT},
    {.value = "MONTHLY", .label = N_("monthly"), .style = STYLE_TEXT},
};

/* ---- the form ---- */

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    const struct schedule_form *s = ctx;

    schedule_check_field(s->app, s->was, f, name, v);
}

static void set_checks(struct form *f, const struct list *names)
{
    const char *const *name = names->items;
    struct buf all = BUF_INIT(64 * 1024);

    for (size_t i = 0; i < names->n; i++)
        buf_printf(&all, "%s%s", i > 0 ? "," : "", name[i]);
    (void)form_set(f, "checks", buf_text(&all));
    buf_free(&all);
}

static void fill(void *ctx, struct form *f)
{
    const struct schedule_form *s = ctx;
    struct buf all = BUF_INIT(64 * 1024);

    if (s->was != NULL) {
        const char *day =
            s->was->day_of_week != NULL ? s->was->day_of_week : s->was->day_of_month;

        (void)form_set(f, "name", s->name);
        (void)form_set(f, "repeat", s->was->frequency != NULL ? s->was->frequency : "");
        (void)form_set(f, "day", day != NULL ? day : "");
        set_checks(f, &s->was->target_check_names);
    } else {
        (void)form_set(f, "repeat", "DAILY");
        check_choices_put_all(s->choices, s->n_choices, &all);
        (void)form_set(f, "checks", buf_text(&all));
    }
    buf_free(&all);
}

static void changed(void *ctx)
{
    struct schedule_form *s = ctx;

    schedule_fit_day(s->host.form, &s->repeat);
    schedule_show_facts(s->app, s->was, s->host.form);
}

static void ask(void *ctx);

static void pressed(void *ctx, const char *button)
{
    struct schedule_form *s = ctx;
    struct buf all = BUF_INIT(64 * 1024);

    if (strcmp(button, "all") == 0)
        check_choices_put_all(s->choices, s->n_choices, &all);
    if (strcmp(button, "review") == 0)
        ask(s);
    else if (strcmp(button, "configuration") == 0)
        app_open(s->app, "configuration");
    else
        form_host_set(&s->host, "checks", buf_text(&all));
    buf_free(&all);
}

static const struct form_field common_head[] = {
    {.kind = FORM_TEXT,
     .name = "name",
     .label = N_("name"),
     .hint = N_("letters digits - _  max 128"),
     .width = NAME_WIDTH},
    {.kind = FORM_RADIO,
     .name = "repeat",
     .label = N_("repeat"),
     .choices = repeats,
     .n_choices = COUNT_OF(repeats)},
    {.kind = FORM_TEXT,
     .name = "day",
     .label = N_("day"),
     .hint = N_("of a week SUN..SAT, of a month 1..31 or LAST"),
     .width = DAY_WIDTH},
    {.kind = FORM_TEXT,
     .name = "tags",
     .label = N_("tags"),
     .hint = N_("Key=Value, Key=Value"),
     .width = NAME_WIDTH},
    {.kind = FORM_FACT, .name = "overlaps", .label = N_("overlaps")},
    {.kind = FORM_HEADING,
     .name = "",
     .label = N_("checks"),
     .hint = N_("Space toggles, * all")},
};

static const struct form_field common_tail[] = {
    {.kind = FORM_BUTTON, .name = "all", .label = N_("All")},
    {.kind = FORM_BUTTON, .name = "none", .label = N_("None")},
    {.kind = FORM_BUTTON, .name = "configuration", .label = N_("Enabled checks")},
    {.kind = FORM_HEADING, .name = "", .label = N_("what it does"), .hint = ""},
    {.kind = FORM_FACT, .name = "quota", .label = N_("schedules")},
    {.kind = FORM_FACT, .name = "runtime", .label = N_("run time")},
    {.kind = FORM_FACT, .name = "next", .label = N_("next runs")},
    {.kind = FORM_FACT, .name = "call", .label = N_("call")},
    {.kind = FORM_BUTTON, .name = "review", .label = N_("Review")},
    FORM_HOST_DISCARD_FIELD,
};

/* A schedule that exists neither runs once nor shows tags: the API does not tell them. */
static size_t put_fields(struct schedule_form *s)
{
    size_t n = 0;

    for (size_t i = 0; i < COUNT_OF(common_head); i++)
        if (s->was == NULL || strcmp(common_head[i].name, "tags") != 0)
            s->fields[n++] = common_head[i];
    if (s->was != NULL) {
        s->fields[1].choices++;
        s->fields[1].n_choices--;
    }
    s->fields[n++] = (struct form_field){.kind = FORM_CHECKLIST,
                                         .name = "checks",
                                         .label = "",
                                         .choices = s->choices,
                                         .n_choices = s->n_choices};
    for (size_t i = 0; i < COUNT_OF(common_tail); i++)
        s->fields[n++] = common_tail[i];
    return n;
}

static void make_form(struct schedule_form *s,
                      const struct describe_scheduled_audit_output *was)
{
    struct buf draft = BUF_INIT(256);

    s->was = was;
    s->changes = changes_count(app_changes(s->app));
    s->again = false;
    s->choices = check_choices(s->app, answer_output(s->configuration, 0), CHECKS_TO_RUN,
                               s->name, s->arena, &s->n_choices);
    buf_printf(&draft, "schedule%s%s", s->name[0] != '\0' ? " " : "", s->name);
    form_host_make(&s->host, &(struct form_host_options){.name = buf_text(&draft),
                                                         .fields = s->fields,
                                                         .n = put_fields(s),
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = ask,
                                                         .ctx = s});
    buf_free(&draft);
}

/* With what stands in it: somebody went to enable a check. */
static void make_again(struct schedule_form *s)
{
    static const char *const names[] = {"name", "repeat", "day", "tags", "checks"};
    char *values[COUNT_OF(names)];

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *value = form_value(s->host.form, names[i]);

        values[i] = value != NULL ? mem_strdup(value) : NULL;
    }
    form_host_renew(&s->host);
    s->repeat = NULL;
    make_form(s, s->was);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *now = form_value(s->host.form, names[i]);

        if (values[i] != NULL && now != NULL && strcmp(values[i], now) != 0)
            form_host_set(&s->host, names[i], values[i]);
        free(values[i]);
    }
    form_focus(s->host.form, "checks");
}

/* ---- the review ---- */

static struct plan *make_plan(struct schedule_form *s, struct arena *a)
{
    const struct schedules *others = app_schedules(s->app);
    struct create_scheduled_audit_input w;

    schedule_wish(s->host.form, a, &w);
    if (w.frequency == NULL)
        return plan_audit_start(&w.target_check_names, app_now_ms(s->app));
    if (s->was == NULL)
        return plan_schedule_create(&w, others, app_now_ms(s->app));
    return plan_schedule_update(
        s->was,
        &(struct update_scheduled_audit_input){.frequency = w.frequency,
                                               .day_of_week = w.day_of_week,
                                               .day_of_month = w.day_of_month,
                                               .target_check_names = w.target_check_names},
        others, app_now_ms(s->app));
}

static void ask(void *ctx)
{
    struct schedule_form *s = ctx;
    struct arena *a = arena_new();

    if (form_valid(s->host.form)) {
        struct plan *p = make_plan(s, a);

        if (p != NULL)
            form_host_review(&s->host, p);
        else
            app_message(s->app, MESSAGE_INFO, "Nothing was changed: there is nothing to send.");
    }
    arena_free(a);
}

/* ---- the screen ---- */

static bool is_ready(const struct schedule_form *s)
{
    const enum source_state runs = source_status(audit_runs_source(app_runs(s->app))).state;

    return answer_state(s->configuration) == ANSWER_READY &&
           schedules_known(app_schedules(s->app)) && runs != SOURCE_NEVER &&
           runs != SOURCE_LOADING;
}

static const struct schedule *found(const struct schedule_form *s)
{
    return schedules_find(app_schedules(s->app), s->name);
}

static void make_first(struct schedule_form *s)
{
    const struct schedule *one = found(s);

    if (s->name[0] == '\0')
        make_form(s, NULL);
    else if (one != NULL)
        make_form(s, input_copy(&describe_scheduled_audit_output_record, one->what, s->arena));
}

static void on_change(void *ctx)
{
    struct schedule_form *s = ctx;

    if (s->host.form == NULL && is_ready(s))
        make_first(s);
    else if (s->again && !answer_waiting(s->configuration))
        make_again(s);
    else if (s->host.form != NULL)
        changed(s);
    app_redraw(s->app);
}

static void ask_configuration(struct schedule_form *s)
{
    answer_ask(s->configuration, app_client(s->app), &op_describe_account_audit_configuration,
               NULL);
}

static void shown(void *state)
{
    struct schedule_form *s = state;

    if (form_host_over(&s->host))
        return;
    schedules_watch(app_schedules(s->app), on_change, s);
    if (s->host.form != NULL && s->changes != changes_count(app_changes(s->app)))
        s->again = true;
    if (s->host.form == NULL || s->again)
        ask_configuration(s);
}

static void hidden(void *state)
{
    struct schedule_form *s = state;

    schedules_unwatch(app_schedules(s->app), s);
    form_host_save(state);
}

static void refresh(void *state)
{
    struct schedule_form *s = state;

    schedules_refresh(app_schedules(s->app));
    shown(s);
}

static void *open_schedule(struct app *app, const char *name, struct err *err)
{
    struct schedule_form *s;

    if (!app_may_prepare(
            app, *name == '\0' ? &op_create_scheduled_audit : &op_update_scheduled_audit, err))
        return NULL;
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    s->name = mem_strdup(name);
    form_host_init(&s->host, app);
    s->arena = arena_new();
    s->configuration = answer_new(loop_clock(app_loop(app)), on_change, s);
    return s;
}

static void close_schedule(void *state)
{
    struct schedule_form *s = state;

    schedules_unwatch(app_schedules(s->app), s);
    form_host_free(&s->host);
    answer_free(s->configuration);
    arena_free(s->arena);
    free(s->name);
    free(s);
}

/* Why there is no form; NULL: it is asked for. */
static const struct err *why_none(const struct schedule_form *s, struct err *missing)
{
    const struct source_status st = source_status(schedules_source(app_schedules(s->app)));

    if (answer_state(s->configuration) == ANSWER_FAILED)
        return answer_err(s->configuration);
    if (st.err->kind != ERR_NONE)
        return st.err;
    if (!is_ready(s) || found(s) != NULL)
        return NULL;
    (void)err_set(missing, ERR_USAGE, "no scheduled audit has the name %s", s->name);
    (void)err_advise(missing, "4 lists those that exist");
    return missing;
}

static void draw(void *state, struct surface *body)
{
    struct schedule_form *s = state;
    struct err missing;

    form_host_draw_or(&s->host, body, why_none(s, &missing),
                      _("Asking which checks are enabled and what is scheduled .."));
}

static bool act(void *state, const char *action)
{
    struct schedule_form *s = state;

    if (strcmp(action, "schedule.configuration") != 0)
        return form_host_act(state, action);
    app_open(s->app, "configuration");
    return true;
}

static void status(const void *state, struct screen_status *out)
{
    const struct schedule_form *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL && !is_ready(s))
        out->freshness = SCREEN_LOADING;
    if (s->host.form != NULL)
        (void)snprintf(out->note, sizeof out->note, _("%zu of %zu checks chosen"),
                       form_chosen_count(s->host.form, "checks"), s->n_choices);
    form_host_status(&s->host, out);
}

static void crumb(const void *state, struct buf *out)
{
    const struct schedule_form *s = state;

    buf_puts(out, s->name[0] != '\0' ? s->name : _("Schedule an audit"));
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {"<Space>", "schedule.toggle", N_("choose or leave out a check"), N_("toggle"), 2},
    {"E", "schedule.configuration", N_("what audits may do in this account"), N_("enabled"), 5},
    {0},
};

const struct screen_spec schedule_screen = {
    .name = "schedule",
    .title = N_("Schedule"),
    .argument = "[NAME]",
    .about = N_("schedule an audit, or change a schedule"),
    .bindings = bindings,
    .open = open_schedule,
    .close = close_schedule,
    .draw = draw,
    .act = act,
    FORM_HOST_INPUT,
    .hidden = hidden,
    .status = status,
    .crumb = crumb,
    .shown = shown,
    .refresh = refresh,
};
