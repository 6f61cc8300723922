/* What audits may do in this account, to be changed: checks, thresholds, role, topic. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/check.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/net/input_copy.h"
#include "client/store/answer.h"
#include "client/store/plan_configure.h"
#include "views/check_choices.h"
#include "views/configure_wish.h"
#include "views/form_host.h"
#include "views/screens.h"

enum { FIELDS_MAX = 20 + CHECK_COUNT, DAYS_WIDTH = 5 };

struct configure_form {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    struct answer *answer;
    struct arena *arena;
    struct configure configure; /* was: as it was when the form was made */
    const struct form_choice *choices;
    size_t n_choices;
    struct form_field fields[FIELDS_MAX]; /* of the form, which borrows them */
    size_t n_fields;
};

static const struct form_choice notify[] = {
    {.value = "off", .label = N_("off"), .style = STYLE_TEXT},
    {.value = "on", .label = N_("on"), .style = STYLE_TEXT},
};

/* ---- the form ---- */

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    const struct configure_form *s = ctx;

    configure_check_field(&s->configure, f, name, v);
}

static void set(struct form *f, const char *name, const char *value)
{
    (void)form_set(f, name, value != NULL ? value : "");
}

static void set_days(const struct configure_form *s, struct form *f)
{
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        const struct audit_check_configuration *one =
            check_configured(s->configure.was, checks[i].name);
        char name[128], days[32];

        (void)snprintf(name, sizeof name, CONFIGURE_DAYS "%s", checks[i].name);
        (void)snprintf(days, sizeof days, "%lld",
                       (long long)plan_configure_days(one, checks[i].name));
        (void)form_set(f, name, days); /* only where there is such a field */
        if (one == NULL && s->configure.was->audit_check_configurations.n > 0)
            form_disable(f, name, _("not offered in this region"));
    }
}

static void set_enabled(const struct configure_form *s, struct form *f)
{
    const struct list *map = &s->configure.was->audit_check_configurations;
    const struct map_entry *e = map->items;
    struct buf on = BUF_INIT(64 * 1024);

    for (size_t i = 0; i < map->n; i++) {
        const struct audit_check_configuration *one = e[i].value;

        if (one->enabled.value)
            buf_printf(&on, "%s%s", on.len > 0 ? "," : "", e[i].key);
    }
    (void)form_set(f, "checks", buf_text(&on));
    buf_free(&on);
}

static void fill(void *ctx, struct form *f)
{
    const struct configure_form *s = ctx;
    const struct audit_notification_target *t = configured_target(s->configure.was);

    set(f, "role", s->configure.was->role_arn);
    set(f, "topic", t != NULL ? t->target_arn : NULL);
    set(f, "topicrole", t != NULL ? t->role_arn : NULL);
    set(f, "notify", t != NULL && t->enabled.value ? "on" : "off");
    set_days(s, f);
    set_enabled(s, f);
    form_focus(f, "checks");
}

static void changed(void *ctx)
{
    struct configure_form *s = ctx;

    configure_show_facts(&s->configure, s->host.form);
}

static void ask(void *ctx)
{
    struct configure_form *s = ctx;
    struct arena *a = arena_new();
    struct describe_account_audit_configuration_output wish;

    if (form_valid(s->host.form)) {
        configure_wish(&s->configure, s->host.form, a, &wish);
        struct plan *p = plan_configure(s->configure.was, &wish, app_now_ms(s->app));

        if (p != NULL)
            form_host_review(&s->host, p);
        else
            app_message(s->app, MESSAGE_INFO, "Nothing was changed: there is nothing to send.");
    }
    arena_free(a);
}

static void pressed(void *ctx, const char *button)
{
    (void)button;
    ask(ctx);
}

static void add_field(struct configure_form *s, struct form_field field)
{
    s->fields[s->n_fields++] = field;
}

static void add_days(struct configure_form *s)
{
    for (size_t i = 0; i < CHECK_COUNT; i++)
        if (checks[i].threshold != NULL)
            add_field(s,
                      (struct form_field){
                          .kind = FORM_TEXT,
                          .name = arena_printf(s->arena, CONFIGURE_DAYS "%s", checks[i].name),
                          .label = checks[i].short_name,
                          .hint = arena_printf(s->arena, _("days, %d to %d; default %d"),
                                               checks[i].threshold_min, checks[i].threshold_max,
                                               checks[i].threshold_default),
                          .width = DAYS_WIDTH});
}

static void add_fields(struct configure_form *s)
{
    static const struct form_field head[] = {
        {.kind = FORM_TEXT, .name = "role", .label = N_("role")},
        {.kind = FORM_HEADING,
         .name = "",
         .label = N_("notifications"),
         .hint = N_("Amazon SNS")},
        {.kind = FORM_RADIO,
         .name = "notify",
         .label = N_("notify"),
         .choices = notify,
         .n_choices = COUNT_OF(notify)},
        {.kind = FORM_TEXT, .name = "topic", .label = N_("topic")},
        {.kind = FORM_TEXT, .name = "topicrole", .label = N_("its role")},
        {.kind = FORM_HEADING, .name = "", .label = N_("thresholds"), .hint = ""},
    };
    static const struct form_field tail[] = {
        {.kind = FORM_HEADING, .name = "", .label = N_("what it does"), .hint = ""},
        {.kind = FORM_FACT, .name = "enables", .label = N_("enables")},
        {.kind = FORM_FACT, .name = "disables", .label = N_("disables")},
        {.kind = FORM_FACT, .name = "sends", .label = N_("sends")},
        {.kind = FORM_BUTTON, .name = "review", .label = N_("Review")},
        FORM_HOST_DISCARD_FIELD,
    };

    add_field(s,
              (struct form_field){
                  .kind = FORM_HEADING, .name = "", .label = N_("enabled checks"), .hint = ""});
    add_field(s, (struct form_field){.kind = FORM_CHECKLIST,
                                     .name = "checks",
                                     .label = "",
                                     .choices = s->choices,
                                     .n_choices = s->n_choices});
    for (size_t i = 0; i < COUNT_OF(head); i++)
        add_field(s, head[i]);
    add_days(s);
    for (size_t i = 0; i < COUNT_OF(tail); i++)
        add_field(s, tail[i]);
}

static void make_form(struct configure_form *s)
{
    s->configure = (struct configure){
        s->app, input_copy(&describe_account_audit_configuration_output_record,
                           answer_output(s->answer, 0), s->arena)};
    s->choices =
        check_choices(s->app, s->configure.was, CHECKS_TO_ENABLE, "", s->arena, &s->n_choices);
    add_fields(s);
    form_host_make(&s->host, &(struct form_host_options){.name = "configure",
                                                         .fields = s->fields,
                                                         .n = s->n_fields,
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = ask,
                                                         .ctx = s});
}

/* ---- the screen ---- */

static void on_change(void *ctx)
{
    struct configure_form *s = ctx;

    if (s->host.form == NULL && answer_state(s->answer) == ANSWER_READY &&
        schedules_known(app_schedules(s->app)))
        make_form(s);
    app_redraw(s->app);
}

static void shown(void *state)
{
    struct configure_form *s = state;

    if (form_host_over(&s->host))
        return;
    schedules_watch(app_schedules(s->app), on_change, s);
    if (s->host.form == NULL)
        answer_ask(s->answer, app_client(s->app), &op_describe_account_audit_configuration,
                   NULL);
}

static void hidden(void *state)
{
    struct configure_form *s = state;

    schedules_unwatch(app_schedules(s->app), s);
    form_host_save(state);
}

static void refresh(void *state)
{
    struct configure_form *s = state;

    schedules_refresh(app_schedules(s->app));
    shown(s);
}

static void *open_configure(struct app *app, const char *argument, struct err *err)
{
    struct configure_form *s;

    (void)argument;
    if (!app_may_prepare(app, &op_update_account_audit_configuration, err))
        return NULL;
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    form_host_init(&s->host, app);
    s->arena = arena_new();
    s->answer = answer_new(loop_clock(app_loop(app)), on_change, s);
    return s;
}

static void close_configure(void *state)
{
    struct configure_form *s = state;

    schedules_unwatch(app_schedules(s->app), s);
    form_host_free(&s->host);
    answer_free(s->answer);
    arena_free(s->arena);
    free(s);
}

static const struct err *why_none(const struct configure_form *s)
{
    const struct source_status st = source_status(schedules_source(app_schedules(s->app)));

    if (answer_state(s->answer) == ANSWER_FAILED)
        return answer_err(s->answer);
    return st.err->kind != ERR_NONE ? st.err : NULL;
}

static void draw(void *state, struct surface *body)
{
    struct configure_form *s = state;

    form_host_draw_or(&s->host, body, why_none(s),
                      _("Asking what is enabled and what is scheduled .."));
}

static void status(const void *state, struct screen_status *out)
{
    const struct configure_form *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL && why_none(s) == NULL)
        out->freshness = SCREEN_LOADING;
    if (s->host.form != NULL)
        (void)snprintf(out->note, sizeof out->note, _("%zu of %zu checks enabled"),
                       form_chosen_count(s->host.form, "checks"), s->n_choices);
    form_host_status(&s->host, out);
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {"<Space>", "configure.toggle", N_("enable or disable a check"), N_("toggle"), 2},
    {0},
};

const struct screen_spec configure_screen = {
    .name = "configure",
    .title = N_("Change configuration"),
    .about = N_("change which checks are enabled, thresholds, role and notifications"),
    .bindings = bindings,
    .open = open_configure,
    .close = close_configure,
    .draw = draw,
    .act = form_host_act,
    FORM_HOST_INPUT,
    .status = status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
