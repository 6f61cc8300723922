/* What a change of a profile does, in facts. */
#include <string.h>

#include "client/api/behavior_text.h"
#include "client/base/i18n.h"
#include "client/store/plan_profile_inside.h"
#include "client/store/profile_check.h"

enum { TEXT_MAX = 4096, MEMBER_MAX = 2 * 1024 * 1024 };

void profile_fact(struct plan *p, const char *label, const char *text, enum plan_tone tone)
{
    plan_add_fact(p, &(struct plan_fact){N_("what it does"), label, text, tone});
}

/* ---- what differs ---- */

/* No dimension operator is IN, and what is switched off says no more than what is not there. */
static struct metric_dimension canonical_scope(const struct metric_dimension *d)
{
    return d == NULL ? (struct metric_dimension){0}
                     : (struct metric_dimension){d->dimension_name,
                                                 d->operator!= NULL ? d->operator: "IN" };
}

static struct opt_bool only_true(struct opt_bool b)
{
    return b.set && b.value ? b : (struct opt_bool){0};
}

static void put_behavior(const struct behavior *b, struct json_writer *w)
{
    const struct metric_dimension scope = canonical_scope(b->metric_dimension);
    struct behavior c = *b;

    c.suppress_alerts = only_true(b->suppress_alerts);
    c.export_metric = only_true(b->export_metric);
    c.metric_dimension = b->metric_dimension != NULL ? &scope : NULL;
    record_encode(&behavior_record, &c, w);
}

static void put_retained(const struct metric_to_retain *m, struct json_writer *w)
{
    const struct metric_dimension scope = canonical_scope(m->metric_dimension);
    struct metric_to_retain c = *m;

    c.export_metric = only_true(m->export_metric);
    c.metric_dimension = m->metric_dimension != NULL ? &scope : NULL;
    record_encode(&metric_to_retain_record, &c, w);
}

/* An empty list that was sent says no more than none. */
static void put_member(const char *member, const security_profile *p, struct buf *out)
{
    const struct field *f = record_field(&describe_security_profile_output_record, member);
    const void *value = field_value(f, p);
    const struct behavior *b = p->behaviors.items;
    const struct metric_to_retain *m = p->additional_metrics_to_retain_v2.items;
    struct json_writer w = {.out = out};

    if (value == &p->behaviors)
        for (size_t i = 0; i < p->behaviors.n; i++)
            put_behavior(&b[i], &w);
    else if (value == &p->additional_metrics_to_retain_v2)
        for (size_t i = 0; i < p->additional_metrics_to_retain_v2.n; i++)
            put_retained(&m[i], &w);
    else if (value != NULL && element_is_set(&f->is, value) &&
             ((f->is.type != FIELD_LIST && f->is.type != FIELD_MAP) ||
              ((const struct list *)value)->n > 0))
        element_encode(&f->is, value, &w);
}

/* Frees both. */
static bool same_then_free(struct buf *x, struct buf *y)
{
    const bool same = x->len == y->len && strcmp(buf_text(x), buf_text(y)) == 0;

    buf_free(x);
    buf_free(y);
    return same;
}

bool profile_member_same(const char *member, const security_profile *a,
                         const security_profile *b)
{
    struct buf x = BUF_INIT(MEMBER_MAX), y = BUF_INIT(MEMBER_MAX);

    put_member(member, a, &x);
    put_member(member, b, &y);
    return same_then_free(&x, &y);
}

bool profile_text_same(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

/* ---- alarms ---- */

int64_t profile_alarms(const struct table *alarms, const char *profile, const char *behavior)
{
    int64_t n = 0;
    char a[TABLE_SCRATCH], b[TABLE_SCRATCH];

    if (alarms == NULL)
        return -1;
    for (uint32_t row = 0; row < table_rows(alarms); row++)
        n += str_eq(table_text(alarms, row, ALARM_PROFILE, a), profile) &&
             (behavior == NULL || str_eq(table_text(alarms, row, ALARM_BEHAVIOR, b), behavior));
    return n;
}

void profile_add_alarms(struct plan *p, int64_t n, const char *why)
{
    if (n < 0)
        profile_fact(p, "alarms", _("whether alarms end with it is not known"), PLAN_WARN);
    else if (n == 0)
        profile_fact(p, "alarms", plan_printf(p, _("none is active %s"), why), PLAN_PLAIN);
    else
        profile_fact(p, "alarms",
                     plan_printf(p, _("%lld active alarm%s %s will be invalidated"),
                                 (long long)n, n == 1 ? "" : "s", why),
                     PLAN_WARN);
}

/* ---- whom it concerns ---- */

static const char *reach_text(struct plan *p, const struct profile_effects *e,
                              const char *const *arns, size_t n)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    struct target_reach_number number = {.state = REACH_NEVER};
    const char *kept;

    if (e->reach != NULL)
        number = target_reach_of(e->reach, arns, n);
    if (number.state == REACH_KNOWN) {
        buf_puts(&text, _("now "));
        target_reach_put(&number, &text);
        buf_puts(&text, number.things == 1 && !number.more ? _(" thing") : _(" things"));
    } else {
        buf_puts(&text, number.state == REACH_COMING
                            ? _("how many things is still being counted")
                            : _("how many things is not known"));
    }
    kept = plan_text(p, buf_text(&text));
    buf_free(&text);
    return kept;
}

static void put_targets(const char *const *arns, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_puts(out, ", ");
        profile_scope_put(arns[i], out);
    }
}

void profile_add_reach(struct plan *p, const char *label, const struct profile_effects *e,
                       const char *const *arns, size_t n, enum plan_tone tone)
{
    struct buf text = BUF_INIT(TEXT_MAX);

    put_targets(arns, n, &text);
    profile_fact(p, label, plan_printf(p, "%s, %s", buf_text(&text), reach_text(p, e, arns, n)),
                 tone);
    buf_free(&text);
}

/* The service allows PROFILE_TARGETS_MAX profiles on one target. */
void profile_add_crowded(struct plan *p, const struct profile_effects *e, const char *arn)
{
    struct buf name = BUF_INIT(TEXT_MAX);
    size_t n = 0;

    for (size_t i = 0; e->profiles != NULL && i < described_count(e->profiles); i++) {
        const struct list *also = &described_at(e->profiles, i)->also;
        const struct security_profile_target *t = also->items;

        for (size_t k = 0; k < also->n; k++)
            n += t[k].arn != NULL && strcmp(t[k].arn, arn) == 0;
    }
    profile_scope_put(arn, &name);
    if (n >= PROFILE_TARGETS_MAX)
        profile_fact(p, "quota",
                     plan_printf(p, _("%s has %zu profiles; the service takes %d"),
                                 buf_text(&name), n, PROFILE_TARGETS_MAX),
                     PLAN_WARN);
    buf_free(&name);
}

/* ---- behaviors in words ---- */

static void add_behavior(struct plan *p, const char *label, const struct behavior *b)
{
    struct buf text = BUF_INIT(TEXT_MAX);

    buf_printf(&text, "%s: ", b->name != NULL ? b->name : "?");
    if (b->criteria != NULL) {
        buf_puts(&text, _("expected "));
        behavior_expects_say(&text, b);
    } else {
        buf_puts(&text, "only measured");
    }
    profile_fact(p, label, buf_text(&text), PLAN_PLAIN);
    buf_free(&text);
}

static bool is_same_behavior(const struct behavior *a, const struct behavior *b)
{
    struct buf x = BUF_INIT(MEMBER_MAX), y = BUF_INIT(MEMBER_MAX);
    struct json_writer wx = {.out = &x}, wy = {.out = &y};

    put_behavior(a, &wx);
    put_behavior(b, &wy);
    return same_then_free(&x, &y);
}

bool profile_is_learned(const struct behavior *b)
{
    return behavior_kind(b) == BEHAVIOR_ML;
}

/* Another level asks the same model; another metric or dimension does not. */
static bool loses_model(const struct behavior *was, const struct behavior *now)
{
    return profile_is_learned(was) &&
           (now == NULL || !profile_is_learned(now) ||
            !profile_text_same(was->metric, now->metric) ||
            (was->metric_dimension != NULL) != (now->metric_dimension != NULL));
}

void profile_add_lost_model(struct plan *p, const struct behavior *b)
{
    profile_fact(
        p, "model",
        plan_printf(p,
                    _("what was learned for %s is lost for ever: it begins anew with 14 days"),
                    b->name != NULL ? b->name : "?"),
        PLAN_WARN);
}

void profile_add_removed(struct plan *p, const security_profile *was,
                         const security_profile *want, const struct profile_effects *e)
{
    const struct behavior *b = was->behaviors.items;
    int64_t alarms = 0;
    bool gone = false;

    for (size_t i = 0; i < was->behaviors.n; i++) {
        const struct behavior *now =
            b[i].name != NULL ? profile_behavior(want, b[i].name) : NULL;

        if (loses_model(&b[i], now))
            profile_add_lost_model(p, &b[i]);
        if (now != NULL || b[i].name == NULL)
            continue;
        gone = true;
        add_behavior(p, "removes", &b[i]);
        const int64_t n = profile_alarms(e->alarms, was->security_profile_name, b[i].name);
        alarms = n < 0 ? -1 : alarms + n;
    }
    if (gone)
        profile_add_alarms(p, alarms, _("of what is removed"));
}

void profile_add_behaviors(struct plan *p, const security_profile *was,
                           const security_profile *want)
{
    const struct behavior *b = want->behaviors.items;

    for (size_t i = 0; i < want->behaviors.n; i++) {
        const struct behavior *old =
            was != NULL && b[i].name != NULL ? profile_behavior(was, b[i].name) : NULL;

        if (old == NULL)
            add_behavior(p, was != NULL ? "adds" : "expects", &b[i]);
        else if (!is_same_behavior(old, &b[i]))
            add_behavior(p, "changes", &b[i]);
    }
}

struct say {
    struct plan *p;
};

static void on_note(void *ctx, const struct profile_note *n)
{
    struct say *s = ctx;

    if (n->kind == PROFILE_NOTE_SAY && strcmp(n->member, "alerts") != 0)
        return; /* the form said it */
    profile_fact(
        s->p, n->kind == PROFILE_NOTE_SAY ? "alerts" : _("look again"),
        plan_printf(s->p, "%s%s%s", n->behavior, *n->behavior != '\0' ? ": " : "", n->text),
        n->kind == PROFILE_NOTE_SAY ? PLAN_PLAIN : PLAN_WARN);
}

void profile_add_notes(struct plan *p, const security_profile *want,
                       const struct profile_effects *e)
{
    struct say s = {p};

    profile_check(want,
                  &(struct profile_facts){.custom_metrics = e->custom_metrics,
                                          .dimensions = e->dimensions,
                                          .has_alert_target = want->alert_targets.n > 0,
                                          .has_export = want->metrics_export_config != NULL},
                  on_note, &s);
}

void profile_add_paused_models(struct plan *p, const security_profile *w)
{
    if (profile_count(w, BEHAVIOR_ML) > 0)
        profile_fact(
            p, "model",
            _("learning pauses: attached to nothing for 30 days, what was learned is lost"),
            PLAN_WARN);
}
