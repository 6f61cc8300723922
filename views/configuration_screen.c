/* Configuration: what audits may do in this account, and which schedules use which check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/check.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/safe.h"
#include "client/store/answer.h"
#include "client/store/plan_configure.h"
#include "views/changes.h"
#include "views/check_choices.h"
#include "views/configure_wish.h"
#include "views/list_view.h"
#include "views/pane_search.h"
#include "views/refill.h"
#include "views/screens.h"

struct configuration {
    struct detail pane; /* first: DETAIL_CALLS */
    struct app *app;
    struct answer *answer;
    bool stale; /* the pane is to be filled anew */
    uint64_t changes;
};

static const struct describe_account_audit_configuration_output *output(
    const struct configuration *s)
{
    return answer_output(s->answer, 0);
}

/* ---- the pane ---- */

static void fill_role(const struct describe_account_audit_configuration_output *c,
                      struct detail *d)
{
    detail_heading(d, "Audits of this account");
    if (c->role_arn != NULL)
        detail_field(d, "role", STYLE_TEXT, c->role_arn);
    else
        detail_field(d, "role", STYLE_WARN,
                     _("none: audits are not set up here. e sets them up: a role to read with, "
                       "and the checks to enable"));
}

static void fill_notifications(const struct describe_account_audit_configuration_output *c,
                               struct detail *d)
{
    const struct audit_notification_target *t = configured_target(c);
    const bool on = t != NULL && t->enabled.value;

    detail_blank(d);
    detail_heading(d, "Notifications");
    if (t == NULL) {
        detail_field(d, "SNS", STYLE_DIM, _("none: audits end silently"));
        return;
    }
    detail_field(d, "SNS", on ? STYLE_OK : STYLE_WARN, on ? _("on") : _("off"));
    detail_field(d, "topic", STYLE_TEXT, t->target_arn != NULL ? t->target_arn : "-");
    detail_field(d, "its role", STYLE_TEXT, t->role_arn != NULL ? t->role_arn : "-");
}

/* As wide as the wider of the two words. */
static void put_state(struct buf *out, const char *word)
{
    const int on = safe_width(str_of(_("on"))), off = safe_width(str_of(_("off")));

    buf_puts(out, word);
    for (int used = safe_width(str_of(word)); used < on || used < off; used++)
        buf_putc(out, ' ');
}

/* "on   C  30 days (30 to 3652, default 30); in daily-full" */
static void fill_check(const struct configuration *s, const char *name, struct detail *d)
{
    const struct check *check = check_find(name);
    const struct audit_check_configuration *one = check_configured(output(s), name);
    const bool on = one != NULL && one->enabled.value;
    struct buf text = BUF_INIT(4096), in = BUF_INIT(2048);
    const int64_t days = plan_configure_days(one, name);
    const bool offered = one != NULL || output(s)->audit_check_configurations.n == 0;

    put_state(&text, !offered ? "-" : on ? _("on") : _("off"));
    buf_printf(&text, "  %c",
               severity_letter(check != NULL ? check->severity : SEVERITY_UNKNOWN));
    if (!offered)
        buf_puts(&text, _("  not offered in this region"));
    else if (schedules_holding(app_schedules(s->app), name, "", &in))
        buf_printf(&text, _("  in %s"), buf_text(&in));
    else if (schedules_known(app_schedules(s->app)))
        buf_puts(&text, on ? _("  in no schedule") : _("  disabled: it says nothing"));
    if (days > 0 && check != NULL)
        buf_printf(&text, _("; %lld days (%d to %d, default %d)"), (long long)days,
                   check->threshold_min, check->threshold_max, check->threshold_default);
    detail_name_field(d, check != NULL ? check->short_name : name, on ? STYLE_TEXT : STYLE_DIM,
                      buf_text(&text));
    buf_free(&text);
    buf_free(&in);
}

static void fill_checks(const struct configuration *s, struct detail *d)
{
    const struct list *map = &output(s)->audit_check_configurations;
    const struct map_entry *e = map->items;
    const size_t all = map->n > 0 ? map->n : CHECK_COUNT;
    char heading[64];
    size_t on = 0;

    for (size_t i = 0; i < map->n; i++)
        on += ((const struct audit_check_configuration *)e[i].value)->enabled.value;
    (void)snprintf(heading, sizeof heading, _("Checks (%zu of %zu enabled)"), on, all);
    detail_blank(d);
    detail_heading(d, heading);
    for (int severity = 0; severity <= SEVERITY_UNKNOWN; severity++)
        for (size_t i = 0; i < CHECK_COUNT; i++)
            if ((int)checks[i].severity == severity)
                fill_check(s, checks[i].name, d);
    for (size_t i = 0; i < map->n; i++)
        if (check_find(e[i].key) == NULL)
            fill_check(s, e[i].key, d);
}

static void fill_missing(const struct configuration *s, struct detail *d)
{
    const struct err *err = answer_err(s->answer);

    if (answer_state(s->answer) != ANSWER_FAILED) {
        detail_text(d, STYLE_RUNNING, _("Asking what is enabled .."));
        return;
    }
    detail_text(d, STYLE_ERROR, err->text);
    detail_text(d, STYLE_DIM, err->advice);
}

static void fill(void *ctx, struct detail *d)
{
    const struct configuration *s = ctx;

    if (output(s) == NULL) {
        fill_missing(s, d);
        return;
    }
    if (answer_err(s->answer)->kind != ERR_NONE)
        detail_text(d, STYLE_ERROR, answer_err(s->answer)->text);
    fill_role(output(s), d);
    fill_notifications(output(s), d);
    fill_checks(s, d);
}

static void follow(struct configuration *s)
{
    if (s->stale)
        refill(&s->pane, fill, s);
    s->stale = false;
}

/* ---- the screen ---- */

static void ask(struct configuration *s)
{
    answer_ask(s->answer, app_client(s->app), &op_describe_account_audit_configuration, NULL);
}

/* An answer that was under way when something was carried out may not show it. */
static void follow_changes(struct configuration *s)
{
    if (changes_moved(app_changes(s->app), &s->changes, answer_waiting(s->answer)))
        ask(s);
}

static void on_change(void *ctx)
{
    struct configuration *s = ctx;

    follow_changes(s);
    s->stale = true;
    app_redraw(s->app);
}

static void shown(void *state)
{
    struct configuration *s = state;

    schedules_watch(app_schedules(s->app), on_change, s);
    if (answer_state(s->answer) == ANSWER_NONE)
        ask(s);
    on_change(s);
}

static void hidden(void *state)
{
    struct configuration *s = state;

    schedules_unwatch(app_schedules(s->app), s);
}

static void refresh(void *state)
{
    struct configuration *s = state;

    schedules_refresh(app_schedules(s->app));
    ask(s);
}

static void *open_configuration(struct app *app, const char *argument, struct err *err)
{
    struct configuration *s = mem_alloc(1, sizeof *s);

    (void)argument;
    (void)err;
    s->app = app;
    s->changes = changes_count(app_changes(app));
    s->answer = answer_new(loop_clock(app_loop(app)), on_change, s);
    s->stale = true;
    detail_init(&s->pane);
    s->pane.focused = true;
    return s;
}

static void close_configuration(void *state)
{
    struct configuration *s = state;

    hidden(s);
    answer_free(s->answer);
    detail_free(&s->pane);
    free(s);
}

static void draw(void *state, struct surface *body)
{
    struct configuration *s = state;

    follow(s);
    detail_draw(&s->pane, body);
}

static bool act(void *state, const char *action)
{
    struct configuration *s = state;

    follow(s);
    app_redraw(s->app);
    if (strcmp(action, "configuration.edit") != 0)
        return detail_do(&s->pane, action);
    app_open(s->app, "configure");
    return true;
}

static const char *why_not(const void *state, const char *action)
{
    const struct configuration *s = state;

    return strcmp(action, "configuration.edit") == 0
               ? app_why_not(s->app, &op_update_account_audit_configuration)
               : NULL;
}

static void status(const void *state, struct screen_status *out)
{
    const struct configuration *s = state;

    answer_screen_status(s->answer, out);
}

static bool raw(const void *state, struct buf *out)
{
    const struct configuration *s = state;
    struct str body = answer_body(s->answer, 0);

    buf_put(out, body.p, body.n);
    return body.n > 0;
}

static const struct binding bindings[] = {
    {"e", "configuration.edit", N_("change it: checks, thresholds, role, notifications"),
     N_("edit"), 10},
    {0},
};

const struct screen_spec configuration_screen = {
    .name = "configuration",
    .title = N_("Configuration"),
    .about = N_("what audits may do in this account: checks, thresholds, role, notifications"),
    DETAIL_CALLS,
    .bindings = bindings,
    .open = open_configuration,
    .close = close_configuration,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
    .raw = raw,
};
