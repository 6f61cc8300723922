#include "views/configure_wish.h"

#include <string.h>

#include "client/api/check.h"
#include "client/api/scalars.h"
#include "client/base/i18n.h"
#include "client/store/plan_audit.h"
#include "client/store/plan_configure.h"
#include "views/check_choices.h"

enum { TEXT_MAX = 4096 };

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

const struct audit_notification_target *configured_target(
    const struct describe_account_audit_configuration_output *c)
{
    const struct map_entry *e = c->audit_notification_target_configurations.items;

    for (size_t i = 0; i < c->audit_notification_target_configurations.n; i++)
        if (is(e[i].key, "SNS"))
            return e[i].value;
    return NULL;
}

/* ---- values ---- */

/* NULL: nothing was typed. */
static const char *typed(const struct form *f, const char *name, struct arena *a)
{
    struct str text = str_trim(str_of(form_value(f, name)));

    return text.n > 0 ? arena_strn(a, text.p, text.n) : NULL;
}

static bool is_chosen(const struct list *names, const char *check)
{
    const char *const *name = names->items;

    for (size_t i = 0; i < names->n; i++)
        if (is(name[i], check))
            return true;
    return false;
}

static const char *days_typed(const struct form *f, const char *check, struct arena *a)
{
    return typed(f, arena_printf(a, CONFIGURE_DAYS "%s", check), a);
}

/* Days as they are unless the field says others. */
static struct list days_of(const struct audit_check_configuration *was, const struct form *f,
                           const char *name, struct arena *a)
{
    const struct check *check = check_find(name);
    const char *days =
        check != NULL && check->threshold != NULL ? days_typed(f, name, a) : NULL;

    if (days == NULL)
        return was->configuration;
    struct map_entry *e = arena_alloc(a, 1, sizeof *e);
    const char **value = arena_alloc(a, 1, sizeof *value);

    *value = days;
    *e = (struct map_entry){check->threshold, value};
    return (struct list){1, e};
}

static struct map_entry check_wish(const char *name,
                                   const struct audit_check_configuration *was, bool enabled,
                                   const struct form *f, struct arena *a)
{
    struct audit_check_configuration *one = arena_alloc(a, 1, sizeof *one);

    one->enabled = (struct opt_bool){enabled, true};
    one->configuration = days_of(was, f, name, a);
    return (struct map_entry){name, one};
}

static struct list checks_wish(const struct configure *c, const struct form *f, struct arena *a)
{
    static const struct audit_check_configuration none = {.enabled = {false, true}};
    const struct list *was = &c->was->audit_check_configurations;
    const struct list chosen = plan_audit_names(form_value(f, "checks"), a);
    const struct map_entry *e = was->items;
    const char *const *names = chosen.items;
    struct map_entry *out = arena_alloc(a, was->n + chosen.n + 1, sizeof *out);
    size_t n = 0;

    for (size_t i = 0; i < was->n; i++)
        out[n++] = check_wish(e[i].key, e[i].value, is_chosen(&chosen, e[i].key), f, a);
    for (size_t i = 0; i < chosen.n; i++) /* of an account that lists none yet */
        if (check_configured(c->was, names[i]) == NULL)
            out[n++] = check_wish(names[i], &none, true, f, a);
    return (struct list){n, out};
}

static struct list target_wish(const struct form *f, struct arena *a)
{
    struct map_entry *e = arena_alloc(a, 1, sizeof *e);
    struct audit_notification_target *t = arena_alloc(a, 1, sizeof *t);

    *t = (struct audit_notification_target){
        .enabled = {is(form_value(f, "notify"), "on"), true},
        .target_arn = typed(f, "topic", a),
        .role_arn = typed(f, "topicrole", a),
    };
    *e = (struct map_entry){"SNS", t};
    return (struct list){1, e};
}

void configure_wish(const struct configure *c, const struct form *f, struct arena *a,
                    struct describe_account_audit_configuration_output *out)
{
    *out = (struct describe_account_audit_configuration_output){
        .audit_check_configurations = checks_wish(c, f, a),
        .audit_notification_target_configurations = target_wish(f, a),
        .role_arn = typed(f, "role", a),
    };
}

/* ---- what is wrong ---- */

static void check_role(const char *arn, const char *missing, struct form_verdict *v)
{
    struct err err;

    if (arn == NULL)
        buf_puts(v->error, missing);
    else if (!scalar_check(&scalar_role_arn, arn, &err) || !str_starts(arn, "arn:") ||
             strstr(arn, ":role/") == NULL)
        buf_puts(v->error, _("the ARN of a role: arn:aws:iam::ACCOUNT:role/NAME"));
}

static void check_topic(const struct form *f, const char *name, struct arena *a,
                        struct form_verdict *v)
{
    const char *arn = typed(f, name, a);
    const bool on = is(form_value(f, "notify"), "on");

    if (arn == NULL) {
        buf_puts(v->error, on ? _("needed while notifications are on") : "");
    } else if (is(name, "topicrole")) {
        check_role(arn, "", v);
    } else if (!str_starts(arn, "arn:") || strstr(arn, ":sns:") == NULL) {
        buf_puts(v->error, _("the ARN of a topic: arn:aws:sns:REGION:ACCOUNT:NAME"));
    }
}

static void check_days(const char *name, const struct form *f, struct arena *a,
                       struct form_verdict *v)
{
    const struct check *check = check_find(name + strlen(CONFIGURE_DAYS));
    const char *text = typed(f, name, a);
    int64_t days;

    if (check == NULL || text == NULL ||
        !str_to_int(str_of(text), check->threshold_min, check->threshold_max, &days))
        buf_printf(v->error, _("a number of days from %d to %d"),
                   check != NULL ? check->threshold_min : 0,
                   check != NULL ? check->threshold_max : 0);
}

static void check_checks(const struct configure *c, const struct form *f, struct arena *a,
                         struct form_verdict *v)
{
    struct describe_account_audit_configuration_output wish;

    configure_wish(c, f, a, &wish);
    if (plan_configure_in_use(c->was, &wish, app_schedules(c->app), v->error))
        return;
    if (c->was->role_arn == NULL && form_chosen_count(f, "checks") == 0)
        buf_puts(v->error, _("the first configuration enables at least one check"));
}

void configure_check_field(const struct configure *c, const struct form *f, const char *name,
                           struct form_verdict *v)
{
    struct arena *a = arena_new();

    if (is(name, "role"))
        check_role(typed(f, "role", a), _("audits need a role to read with"), v);
    else if (is(name, "topic") || is(name, "topicrole"))
        check_topic(f, name, a, v);
    else if (is(name, "checks"))
        check_checks(c, f, a, v);
    else if (str_starts(name, CONFIGURE_DAYS))
        check_days(name, f, a, v);
    arena_free(a);
}

/* ---- facts ---- */

static void show_switched(const struct configure *c,
                          const struct describe_account_audit_configuration_output *wish,
                          struct form *f)
{
    struct buf on = BUF_INIT(TEXT_MAX), off = BUF_INIT(TEXT_MAX);

    if (plan_configure_switched(c->was, wish, CONFIGURE_ON, &on) > 0)
        buf_puts(&on, _(": data collection begins at once; results may lag"));
    if (plan_configure_switched(c->was, wish, CONFIGURE_OFF, &off) > 0)
        buf_puts(&off, _(": what was collected for them is deleted and does not come back"));
    form_set_fact(f, "enables", buf_text(&on), STYLE_OK);
    form_set_fact(f, "disables", buf_text(&off), STYLE_WARN);
    buf_free(&on);
    buf_free(&off);
}

void configure_show_facts(const struct configure *c, struct form *f)
{
    struct describe_account_audit_configuration_output wish;
    struct arena *a = arena_new();

    configure_wish(c, f, a, &wish);
    show_switched(c, &wish, f);
    struct plan *p = plan_configure(c->was, &wish, app_now_ms(c->app));
    struct buf text = BUF_INIT(256);

    if (p == NULL)
        buf_puts(&text, _("nothing: nothing was changed"));
    else
        buf_printf(&text, _("UpdateAccountAuditConfiguration, %zu change%s"), p->n_targets,
                   p->n_targets == 1 ? "" : "s");
    form_set_fact(f, "sends", buf_text(&text), STYLE_DIM);
    plan_free(p);
    buf_free(&text);
    arena_free(a);
}
