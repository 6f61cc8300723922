#include "client/store/plan_configure.h"

#include <string.h>

#include "client/api/check.h"
#include "client/base/i18n.h"
#include "client/store/plan_look.h"

enum { SEEN_MAX = 4096, TEXT_MAX = 4096, IN_USE_NAMED = 2 /* what a person reads */ };

#define SECTION N_("what it does")
#define SNS     "SNS"

static bool same(const char *a, const char *b)
{
    return (a == NULL && b == NULL) || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static const void *member(const struct list *map, const char *key)
{
    const struct map_entry *e = map->items;

    for (size_t i = 0; i < map->n; i++)
        if (strcmp(e[i].key, key) == 0)
            return e[i].value;
    return NULL;
}

static const char *short_name(const char *name)
{
    const struct check *check = check_find(name);

    return check != NULL ? check->short_name : name;
}

/* ---- one check ---- */

static bool is_on(const struct audit_check_configuration *c)
{
    return c != NULL && c->enabled.set && c->enabled.value;
}

int64_t plan_configure_days(const struct audit_check_configuration *c, const char *name)
{
    const struct check *check = check_find(name);
    const char *const *text;
    int64_t days;

    if (check == NULL || check->threshold == NULL)
        return 0;
    text = c != NULL ? member(&c->configuration, check->threshold) : NULL;
    return text != NULL && str_to_int(str_of(*text), 0, INT32_MAX, &days)
               ? days
               : check->threshold_default;
}

static bool differs(const struct audit_check_configuration *was,
                    const struct audit_check_configuration *wish, const char *check)
{
    return is_on(was) != is_on(wish) ||
           plan_configure_days(was, check) != plan_configure_days(wish, check);
}

/* As it is sent: whole, with the days where it has any. */
static void put_check(struct plan *p, struct map_entry *out, const char *name,
                      const struct audit_check_configuration *c)
{
    const struct check *check = check_find(name);
    struct audit_check_configuration *made = arena_alloc(p->arena, 1, sizeof *made);

    made->enabled = (struct opt_bool){is_on(c), true};
    if (check != NULL && check->threshold != NULL) {
        const char **days = arena_alloc(p->arena, 1, sizeof *days);
        struct map_entry *one = arena_alloc(p->arena, 1, sizeof *one);

        *days = arena_printf(p->arena, "%lld", (long long)plan_configure_days(c, name));
        *one = (struct map_entry){check->threshold, days};
        made->configuration = (struct list){1, one};
    }
    *out = (struct map_entry){name, made};
}

size_t plan_configure_switched(const struct describe_account_audit_configuration_output *was,
                               const struct describe_account_audit_configuration_output *wish,
                               enum plan_configure_switch to, struct buf *out)
{
    const struct map_entry *e = wish->audit_check_configurations.items;
    size_t n = 0;

    for (size_t i = 0; i < wish->audit_check_configurations.n; i++) {
        const void *before = member(&was->audit_check_configurations, e[i].key);

        if (is_on(before) == is_on(e[i].value) || is_on(e[i].value) != (to == CONFIGURE_ON))
            continue;
        buf_printf(out, "%s%s", n++ > 0 ? ", " : "", short_name(e[i].key));
    }
    return n;
}

bool plan_configure_in_use(const struct describe_account_audit_configuration_output *was,
                           const struct describe_account_audit_configuration_output *wish,
                           const struct schedules *schedules, struct buf *why)
{
    const struct map_entry *e = wish->audit_check_configurations.items;
    size_t n = 0;

    for (size_t i = 0; i < wish->audit_check_configurations.n; i++) {
        const void *before = member(&was->audit_check_configurations, e[i].key);
        struct buf names = BUF_INIT(TEXT_MAX);

        if (is_on(before) && !is_on(e[i].value) &&
            schedules_holding(schedules, e[i].key, "", &names) && ++n <= IN_USE_NAMED)
            buf_printf(why, _("%s%s is used by %s"), n > 1 ? "; " : "", short_name(e[i].key),
                       buf_text(&names));
        buf_free(&names);
    }
    if (n > IN_USE_NAMED)
        buf_printf(why, _("; and %zu more are used"), n - IN_USE_NAMED);
    if (n > 0)
        buf_puts(why, _(": take it out there first"));
    return n > 0;
}

/* ---- the plan ---- */

struct work {
    struct plan *p;
    const struct describe_account_audit_configuration_output *was, *wish;
    struct update_account_audit_configuration_input in, back;
    bool probed, deletes;
};

static void add_fact(struct work *w, const char *label, const char *text, enum plan_tone tone)
{
    plan_add_fact(w->p, &(struct plan_fact){SECTION, label, text, tone});
}

/* The first target looks for all of them: there is one configuration. The step comes later, and
 * is the first. */
static void add_target(struct work *w, const char *text, const char *before, const char *after)
{
    struct plan_target t = {.id = text,
                            .text = text,
                            .before = before,
                            .after = after,
                            .things = -1,
                            .online = -1,
                            .step = 0};
    struct buf seen = BUF_INIT(SEEN_MAX);

    if (!w->probed) {
        t.probe = (struct plan_probe){
            .call = {&op_describe_account_audit_configuration, NULL},
            .paths = "roleArn,auditCheckConfigurations,auditNotificationTargetConfigurations"};
        plan_look_put(&t.probe, w->was, &seen);
        t.probe.seen = buf_text(&seen);
    }
    plan_add_target(w->p, &t);
    w->probed = true;
    buf_free(&seen);
}

static const char *check_state(struct work *w, const struct audit_check_configuration *c,
                               const char *name)
{
    const int64_t days = plan_configure_days(c, name);
    const char *state = is_on(c) ? "enabled" : "disabled";

    return days == 0 ? state : plan_printf(w->p, _("%s, %lld days"), state, (long long)days);
}

static void add_checks(struct work *w)
{
    const struct list *map = &w->wish->audit_check_configurations;
    const struct map_entry *e = map->items;
    struct map_entry *in = arena_alloc(w->p->arena, map->n + 1, sizeof *in);
    struct map_entry *back = arena_alloc(w->p->arena, map->n + 1, sizeof *back);
    size_t n = 0;

    for (size_t i = 0; i < map->n; i++) {
        const struct audit_check_configuration *before =
            member(&w->was->audit_check_configurations, e[i].key);

        if (!differs(before, e[i].value, e[i].key))
            continue;
        put_check(w->p, &in[n], e[i].key, e[i].value);
        put_check(w->p, &back[n], e[i].key, before);
        n++;
        add_target(w, e[i].key, check_state(w, before, e[i].key),
                   check_state(w, e[i].value, e[i].key));
    }
    if (n > 0) {
        w->in.audit_check_configurations = (struct list){n, in};
        w->back.audit_check_configurations = (struct list){n, back};
    }
}

static void say_switched(struct work *w)
{
    struct buf names = BUF_INIT(TEXT_MAX);

    if (plan_configure_switched(w->was, w->wish, CONFIGURE_ON, &names) > 0) {
        add_fact(w, "enables", buf_text(&names), PLAN_PLAIN);
        add_fact(w, "starts", _("data collection, at once; first results may take a while"),
                 PLAN_PLAIN);
    }
    buf_reset(&names);
    if (plan_configure_switched(w->was, w->wish, CONFIGURE_OFF, &names) > 0) {
        w->deletes = true;
        add_fact(w, "disables", buf_text(&names), PLAN_WARN);
        add_fact(w, "deletes", _("what was collected for these checks so far"), PLAN_WARN);
    }
    buf_free(&names);
}

static const char *or_none(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : _("none");
}

static void add_role(struct work *w)
{
    if (w->wish->role_arn == NULL || same(w->was->role_arn, w->wish->role_arn))
        return;
    w->in.role_arn = w->wish->role_arn;
    w->back.role_arn = w->was->role_arn;
    add_fact(w, "role", _("audits read with the rights of this role"), PLAN_PLAIN);
    add_target(w, "role", or_none(w->was->role_arn), w->wish->role_arn);
}

static bool sends(const struct audit_notification_target *t)
{
    return t != NULL && t->enabled.set && t->enabled.value;
}

static const char *target_state(struct work *w, const struct audit_notification_target *t)
{
    if (t == NULL)
        return _("none");
    return plan_printf(w->p, _("%s, %s, role %s"), sends(t) ? _("on") : _("off"),
                       or_none(t->target_arn), or_none(t->role_arn));
}

static void one_target(struct work *w, struct list *out,
                       const struct audit_notification_target *t)
{
    static const struct audit_notification_target off = {.enabled = {false, true}};
    struct map_entry *e = arena_alloc(w->p->arena, 1, sizeof *e);

    *e = (struct map_entry){SNS, t != NULL ? t : &off};
    *out = (struct list){1, e};
}

static void add_notifications(struct work *w)
{
    const struct audit_notification_target *a =
        member(&w->was->audit_notification_target_configurations, SNS);
    const struct audit_notification_target *b =
        member(&w->wish->audit_notification_target_configurations, SNS);

    if (b == NULL || (a == NULL && !sends(b) && b->target_arn == NULL && b->role_arn == NULL) ||
        (a != NULL && same(a->target_arn, b->target_arn) && same(a->role_arn, b->role_arn) &&
         sends(a) == sends(b)))
        return;
    one_target(w, &w->in.audit_notification_target_configurations, b);
    one_target(w, &w->back.audit_notification_target_configurations, a);
    add_fact(w, "notifies",
             sends(b) ? _("the topic, when an audit ends") : _("nobody: audits end silently"),
             PLAN_PLAIN);
    add_target(w, "notifications", target_state(w, a), target_state(w, b));
}

static void add_back(struct work *w, int step)
{
    if (w->was->role_arn == NULL)
        w->p->no_way_back = plan_text(
            w->p, _("A first configuration is not taken back; checks can be disabled again."));
    else
        plan_add_back(w->p,
                      &(struct plan_back){
                          .step = step,
                          .text = _("the configuration as it was"),
                          .call = {&op_update_account_audit_configuration, &w->back},
                          .note = w->deletes ? _("the deleted data do not come back") : NULL});
}

struct plan *plan_configure(const struct describe_account_audit_configuration_output *was,
                            const struct describe_account_audit_configuration_output *wish,
                            int64_t now_ms)
{
    struct work w = {.p = plan_new("configure", now_ms), .was = was, .wish = wish};

    w.p->title = plan_text(w.p, _("Change the audit configuration of this account"));
    w.p->verb = plan_text(w.p, _("Change"));
    w.p->then = plan_text(w.p, "configuration");
    say_switched(&w);
    add_checks(&w);
    add_role(&w);
    add_notifications(&w);
    if (!w.probed) {
        plan_free(w.p);
        return NULL;
    }
    int step = plan_add_step(
        w.p, &(struct plan_step){.text = _("audit configuration"),
                                 .call = {&op_update_account_audit_configuration, &w.in}});

    add_back(&w, step);
    return w.p;
}
