/* Start an audit now: which checks, what they said last, which are disabled and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/answer.h"
#include "views/form_host.h"
#include "views/screens.h"
#include "views/severity_cell.h"

enum { START_FIELDS = 6 };

struct start_audit {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    struct answer *configuration;
    struct arena *arena; /* texts of the choices */
    struct form_choice *choices;
    size_t n_choices, n_enabled;
    struct form_field fields[START_FIELDS]; /* of the form, which borrows them */
};

/* ---- the form ---- */

static const struct audit_check_configuration *configured(const struct start_audit *s,
                                                          const char *check)
{
    const struct describe_account_audit_configuration_output *c =
        answer_output(s->configuration, 0);
    const struct map_entry *e = c != NULL ? c->audit_check_configurations.items : NULL;

    for (size_t i = 0; e != NULL && i < c->audit_check_configurations.n; i++)
        if (strcmp(e[i].key, check) == 0)
            return e[i].value;
    return NULL;
}

static const char *why_disabled(const struct start_audit *s, const char *check)
{
    const struct describe_account_audit_configuration_output *c =
        answer_output(s->configuration, 0);
    const struct audit_check_configuration *one = configured(s, check);

    if (c->role_arn == NULL)
        return "audit is not set up in this account: no role";
    if (one == NULL)
        return "not offered in this region";
    return one->enabled.value ? NULL : "not enabled in this account";
}

static const char *last_result(const struct start_audit *s, const char *check)
{
    const struct audit_runs *runs = app_runs(s->app);

    for (size_t i = 0; i < audit_runs_count(runs); i++) {
        const struct audit_check_details *d = audit_run_check(audit_runs_at(runs, i), check);

        if (d == NULL || d->check_run_status == NULL)
            continue;
        if (strcmp(d->check_run_status, "COMPLETED_NON_COMPLIANT") == 0)
            return arena_printf(s->arena, "last %lld of %lld",
                                (long long)d->non_compliant_resources_count.value,
                                (long long)d->total_resources_count.value);
        if (strcmp(d->check_run_status, "COMPLETED_COMPLIANT") == 0)
            return "last clean";
        if (strcmp(d->check_run_status, "FAILED") == 0)
            return "last failed";
    }
    return "never run";
}

static void add_choice(struct start_audit *s, const char *name)
{
    const struct check *check = check_find(name);
    const enum severity severity = check != NULL ? check->severity : SEVERITY_UNKNOWN;
    struct form_choice *c = &s->choices[s->n_choices++];

    *c = (struct form_choice){
        .value = arena_str(s->arena, name),
        .label = arena_printf(s->arena, "%c  %s", severity_letter(severity),
                              check != NULL ? check->title : name),
        .note = last_result(s, name),
        .disabled = why_disabled(s, name),
        .style = severity_style(severity),
    };
    s->n_enabled += c->disabled == NULL;
}

/* Known checks by severity, then those only the service knows. */
static void add_choices(struct start_audit *s)
{
    const struct describe_account_audit_configuration_output *c =
        answer_output(s->configuration, 0);
    const struct map_entry *e = c->audit_check_configurations.items;
    const size_t n = c->audit_check_configurations.n;

    s->choices = arena_alloc(s->arena, CHECK_COUNT + n, sizeof *s->choices);
    for (int severity = 0; severity <= SEVERITY_UNKNOWN; severity++)
        for (size_t i = 0; i < CHECK_COUNT; i++)
            if ((int)checks[i].severity == severity)
                add_choice(s, checks[i].name);
    for (size_t i = 0; i < n; i++)
        if (check_find(e[i].key) == NULL)
            add_choice(s, e[i].key);
}

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    (void)ctx;
    if (strcmp(name, "checks") == 0 && form_chosen_count(f, "checks") == 0)
        buf_puts(v->error, "choose at least one check");
}

static void put_all(const struct start_audit *s, struct buf *out)
{
    for (size_t i = 0; i < s->n_choices; i++) {
        if (s->choices[i].disabled != NULL)
            continue;
        if (out->len > 0)
            buf_putc(out, ',');
        buf_puts(out, s->choices[i].value);
    }
}

/* Whoever starts an audit wants to know everything. */
static void fill(void *ctx, struct form *f)
{
    struct buf all = BUF_INIT(64 * 1024);

    put_all(ctx, &all);
    (void)form_set(f, "checks", buf_text(&all));
    form_focus(f, "checks");
    buf_free(&all);
}

static void choose_all(struct start_audit *s)
{
    struct buf all = BUF_INIT(64 * 1024);

    put_all(s, &all);
    form_host_set(&s->host, "checks", buf_text(&all));
    buf_free(&all);
}

static void ask(void *ctx);

static void pressed(void *ctx, const char *button)
{
    struct start_audit *s = ctx;

    if (strcmp(button, "all") == 0)
        choose_all(s);
    else if (strcmp(button, "none") == 0)
        form_host_set(&s->host, "checks", "");
    else
        ask(s);
}

static void make_form(struct start_audit *s)
{
    add_choices(s);
    const struct form_field fields[START_FIELDS] = {
        {.kind = FORM_NOTE,
         .name = "",
         .label = "An audit reads; it changes no device. Space toggles, Ctrl-X starts."},
        {.kind = FORM_CHECKLIST,
         .name = "checks",
         .label = "checks",
         .choices = s->choices,
         .n_choices = s->n_choices},
        {.kind = FORM_BUTTON, .name = "all", .label = "All"},
        {.kind = FORM_BUTTON, .name = "none", .label = "None"},
        {.kind = FORM_BUTTON, .name = "start", .label = "Start audit"},
        FORM_HOST_DISCARD_FIELD,
    };

    memcpy(s->fields, fields, sizeof s->fields);
    form_host_make(&s->host, &(struct form_host_options){.name = "start-audit",
                                                         .fields = s->fields,
                                                         .n = START_FIELDS,
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .pressed = pressed,
                                                         .review = ask,
                                                         .ctx = s});
}

/* ---- starting ---- */

static void add_check(struct plan *p, const char *name, int step)
{
    const struct check *check = check_find(name);

    plan_add_target(p, &(struct plan_target){.id = name,
                                             .text = name,
                                             .after = check != NULL ? check->title : "",
                                             .things = -1,
                                             .online = -1,
                                             .step = step});
}

static struct plan *make_plan(struct start_audit *s)
{
    struct plan *p = plan_new("audit", app_now_ms(s->app));
    struct str rest = str_of(form_value(s->host.form, "checks"));
    const char **names = arena_alloc(p->arena, s->n_choices + 1, sizeof *names);
    struct start_on_demand_audit_task_input in = {.target_check_names = {0, names}};

    while (rest.n > 0) {
        struct str one = str_cut(rest, ',', &rest);

        names[in.target_check_names.n++] = arena_strn(p->arena, one.p, one.n);
    }
    p->title = plan_printf(p, "Start an audit of %zu checks", in.target_check_names.n);
    p->verb = plan_text(p, "Start the audit");
    p->then = plan_text(p, "report {taskId}");
    p->no_way_back = plan_text(p, "A running audit can be canceled; nothing is to be undone.");
    plan_add_fact(p, &(struct plan_fact){"what it does", "reads",
                                         "the account's resources; no device is changed",
                                         PLAN_PLAIN});
    int step =
        plan_add_step(p, &(struct plan_step){.text = "on-demand audit",
                                             .call = {&op_start_on_demand_audit_task, &in}});

    for (size_t i = 0; i < in.target_check_names.n; i++)
        add_check(p, names[i], step);
    return p;
}

static void ask(void *ctx)
{
    struct start_audit *s = ctx;

    if (form_valid(s->host.form))
        form_host_review(&s->host, make_plan(s));
}

/* ---- the screen ---- */

static void on_configuration(void *ctx)
{
    struct start_audit *s = ctx;

    if (s->host.form == NULL && answer_state(s->configuration) == ANSWER_READY)
        make_form(s);
    app_redraw(s->app);
}

static void ask_configuration(void *state)
{
    struct start_audit *s = state;

    if (!form_host_over(&s->host) && s->host.form == NULL)
        answer_ask(s->configuration, app_client(s->app),
                   &op_describe_account_audit_configuration, NULL);
}

static void *open_start_audit(struct app *app, const char *argument, struct err *err)
{
    struct start_audit *s;

    (void)argument;
    if (!gate_allows(app_gate(app), &op_start_on_demand_audit_task, err))
        return NULL;
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    form_host_init(&s->host, app);
    s->arena = arena_new();
    s->configuration = answer_new(loop_clock(app_loop(app)), on_configuration, s);
    return s;
}

static void close_start_audit(void *state)
{
    struct start_audit *s = state;

    form_host_free(&s->host);
    answer_free(s->configuration);
    arena_free(s->arena);
    free(s);
}

static void draw_start_audit(void *state, struct surface *body)
{
    struct start_audit *s = state;
    const struct err *err = answer_err(s->configuration);

    form_host_draw(&s->host, body);
    if (s->host.form != NULL)
        return;
    if (answer_state(s->configuration) != ANSWER_FAILED) {
        (void)surface_text(body, 1, 2, body->cols - 4, STYLE_RUNNING,
                           "Asking which checks are enabled ..");
        return;
    }
    (void)surface_text(body, 1, 2, body->cols - 4, STYLE_ERROR, err->text);
    (void)surface_text(body, 2, 2, body->cols - 4, STYLE_DIM, err->advice);
}

static void start_audit_status(const void *state, struct screen_status *out)
{
    const struct start_audit *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL && answer_waiting(s->configuration))
        out->freshness = SCREEN_LOADING;
    if (s->host.form != NULL)
        (void)snprintf(out->note, sizeof out->note, "%zu of %zu checks chosen, %zu disabled",
                       form_chosen_count(s->host.form, "checks"), s->n_choices,
                       s->n_choices - s->n_enabled);
    form_host_status(&s->host, out);
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {"<Space>", "start-audit.toggle", "choose or leave out a check", "toggle", 2},
    {0},
};

const struct screen_spec start_audit_screen = {
    .name = "start-audit",
    .title = "Start audit",
    .about = "start an audit now: choose the checks",
    .bindings = bindings,
    .open = open_start_audit,
    .close = close_start_audit,
    .draw = draw_start_audit,
    FORM_HOST_CALLS,
    .status = start_audit_status,
    .shown = ask_configuration,
    .refresh = ask_configuration,
};
