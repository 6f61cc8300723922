/* Start an audit now: which checks, what they said last, which are disabled and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/answer.h"
#include "client/store/plan_audit.h"
#include "views/check_choices.h"
#include "views/form_host.h"
#include "views/screens.h"

enum { START_FIELDS = 6 };

struct start_audit {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    struct answer *configuration;
    struct arena *arena; /* texts of the choices */
    const struct form_choice *choices;
    size_t n_choices, n_enabled;
    struct form_field fields[START_FIELDS]; /* of the form, which borrows them */
};

/* ---- the form ---- */

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    (void)ctx;
    if (strcmp(name, "checks") == 0 && form_chosen_count(f, "checks") == 0)
        buf_puts(v->error, _("choose at least one check"));
}

/* Whoever starts an audit wants to know everything. */
static void fill(void *ctx, struct form *f)
{
    const struct start_audit *s = ctx;
    struct buf all = BUF_INIT(64 * 1024);

    check_choices_put_all(s->choices, s->n_choices, &all);
    (void)form_set(f, "checks", buf_text(&all));
    form_focus(f, "checks");
    buf_free(&all);
}

static void choose_all(struct start_audit *s)
{
    struct buf all = BUF_INIT(64 * 1024);

    check_choices_put_all(s->choices, s->n_choices, &all);
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
    s->choices = check_choices(s->app, answer_output(s->configuration, 0), CHECKS_TO_RUN, NULL,
                               s->arena, &s->n_choices);
    s->n_enabled = check_choices_enabled(s->choices, s->n_choices);
    const struct form_field fields[START_FIELDS] = {
        {.kind = FORM_NOTE,
         .name = "",
         .label = N_("An audit reads; it changes no device. Space toggles, Ctrl-X reviews.")},
        {.kind = FORM_CHECKLIST,
         .name = "checks",
         .label = N_("checks"),
         .choices = s->choices,
         .n_choices = s->n_choices},
        {.kind = FORM_BUTTON, .name = "all", .label = N_("All")},
        {.kind = FORM_BUTTON, .name = "none", .label = N_("None")},
        {.kind = FORM_BUTTON, .name = "start", .label = N_("Start audit")},
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

static struct plan *make_plan(struct start_audit *s)
{
    struct arena *a = arena_new();
    const struct list names = plan_audit_names(form_value(s->host.form, "checks"), a);
    struct plan *p = plan_audit_start(&names, app_now_ms(s->app));

    arena_free(a);
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
    if (!app_may_prepare(app, &op_start_on_demand_audit_task, err))
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
    const bool failed = answer_state(s->configuration) == ANSWER_FAILED;

    form_host_draw_or(&s->host, body, failed ? answer_err(s->configuration) : NULL,
                      _("Asking which checks are enabled .."));
}

static void start_audit_status(const void *state, struct screen_status *out)
{
    const struct start_audit *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL && answer_waiting(s->configuration))
        out->freshness = SCREEN_LOADING;
    if (s->host.form != NULL)
        (void)snprintf(out->note, sizeof out->note, _("%zu of %zu checks chosen, %zu disabled"),
                       form_chosen_count(s->host.form, "checks"), s->n_choices,
                       s->n_choices - s->n_enabled);
    form_host_status(&s->host, out);
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {"<Space>", "start-audit.toggle", N_("choose or leave out a check"), N_("toggle"), 2},
    {0},
};

const struct screen_spec start_audit_screen = {
    .name = "start-audit",
    .title = N_("Start audit"),
    .about = N_("start an audit now: choose the checks"),
    .bindings = bindings,
    .open = open_start_audit,
    .close = close_start_audit,
    .draw = draw_start_audit,
    FORM_HOST_CALLS,
    .status = start_audit_status,
    .shown = ask_configuration,
    .refresh = ask_configuration,
};
