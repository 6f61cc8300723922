#include "views/profile_fill.h"

#include <stdio.h>
#include <string.h>

#include "client/api/behavior_text.h"
#include "client/base/i18n.h"
#include "client/store/profile_check.h"
#include "views/audit_progress.h"

enum { TEXT_MAX = 8192 };

typedef struct describe_security_profile_output security_profile;

static void put_time(struct detail *d, const char *label, struct opt_time t)
{
    struct buf text = BUF_INIT(64);

    if (t.set) {
        time_text(t, &text);
        detail_field(d, label, STYLE_TEXT, buf_text(&text));
    }
    buf_free(&text);
}

static void put_head(const security_profile *p, const char *name, struct detail *d)
{
    detail_name_heading(d, name);
    if (p->security_profile_description != NULL && *p->security_profile_description != '\0')
        detail_field(d, "description", STYLE_TEXT, p->security_profile_description);
    if (p->version.set)
        detail_fieldf(d, "version", STYLE_TEXT, "%lld", (long long)p->version.value);
    put_time(d, "created", p->creation_date);
    put_time(d, "changed", p->last_modified_date);
    if (p->security_profile_arn != NULL)
        detail_field(d, "ARN", STYLE_DIM, p->security_profile_arn);
}

/* ---- whom it watches ---- */

static void put_target(const char *arn, struct target_reach *reach, struct detail *d)
{
    struct buf name = BUF_INIT(TEXT_MAX), text = BUF_INIT(64);
    const struct target_reach_number n = target_reach_of(reach, &arn, 1);
    const char *group;

    profile_scope_put(arn, &name);
    target_reach_put(&n, &text);
    if (n.state == REACH_KNOWN || n.state == REACH_COMING)
        detail_fieldf(d, "target", STYLE_TEXT, _("%s, now %s thing%s"), buf_text(&name),
                      buf_text(&text), n.things == 1 && !n.more ? "" : "s");
    else if (n.state == REACH_NEVER && profile_scope(arn, &group) == SCOPE_UNREGISTERED)
        detail_fieldf(d, "target", STYLE_TEXT, _("%s; how many the service does not tell"),
                      buf_text(&name));
    else
        detail_fieldf(d, "target", STYLE_TEXT, _("%s, ? things"), buf_text(&name));
    buf_free(&name);
    buf_free(&text);
}

static void put_targets(const struct described_item *item, struct target_reach *reach,
                        struct detail *d)
{
    const struct security_profile_target *t = item->also.items;
    struct buf total = BUF_INIT(64);

    detail_blank(d);
    detail_heading(d, "Watches");
    for (size_t i = 0; i < item->also.n; i++)
        put_target(t[i].arn != NULL ? t[i].arn : "?", reach, d);
    if (item->also.n > 1) {
        (void)profile_put_things(item, reach, &total);
        detail_fieldf(d, "together", STYLE_TEXT, _("%s things"), buf_text(&total));
    }
    if (item->also_state == ALSO_UNKNOWN)
        detail_text(d, STYLE_RUNNING, _("loading .."));
    else if (item->also_state == ALSO_DENIED)
        detail_text(d, STYLE_WARN, _("? Allow iot:ListTargetsForSecurityProfile to see them."));
    else if (item->also_state == ALSO_FAILED)
        detail_text(d, STYLE_ERROR, _("Its targets could not be listed; r asks again."));
    else if (item->also_state == ALSO_CUT)
        detail_text(d, STYLE_WARN, _("There are more."));
    else if (item->also.n == 0)
        detail_text(d, STYLE_WARN, _("Nothing: it is not attached. t attaches it."));
    buf_free(&total);
}

/* ---- what it expects ---- */

static void on_note(void *ctx, const struct profile_note *n)
{
    static const enum style styles[] = {[PROFILE_NOTE_ERROR] = STYLE_ERROR,
                                        [PROFILE_NOTE_WARN] = STYLE_WARN,
                                        [PROFILE_NOTE_SAY] = STYLE_DIM};
    struct detail *d = ctx;

    detail_field(d, n->kind == PROFILE_NOTE_SAY ? "note" : "look again", styles[n->kind],
                 n->text);
}

static void put_datapoints(const struct behavior *b, struct detail *d)
{
    const struct behavior_criteria *c = b->criteria;
    const long long alarm = c->consecutive_datapoints_to_alarm.set
                                ? (long long)c->consecutive_datapoints_to_alarm.value
                                : 1;
    const long long clear = c->consecutive_datapoints_to_clear.set
                                ? (long long)c->consecutive_datapoints_to_clear.value
                                : 1;

    detail_fieldf(d, "datapoints", STYLE_TEXT, _("%lld to alarm, %lld to clear"), alarm, clear);
}

static void put_scope(const struct behavior *b, struct detail *d)
{
    const struct metric_dimension *m = b->metric_dimension;
    char target[160];

    if (m == NULL)
        return;
    const char *name = m->dimension_name != NULL ? m->dimension_name : "?";
    const bool out = m->operator!= NULL && strcmp(m->operator, "NOT_IN") == 0;
    struct buf text = BUF_INIT(512);

    buf_printf(&text, "%s%s", out ? _("all topics but those of ") : _("topics of "), name);
    (void)snprintf(target, sizeof target, "edit-dimension %s", name);
    detail_link(d, "dimension", buf_text(&text), target);
    buf_free(&text);
}

static void put_behavior(const struct app *app, const char *profile, const struct behavior *b,
                         const struct profile_facts *facts, struct detail *d)
{
    const char *name = b->name != NULL ? b->name : "?";
    const struct source *alarms = watched_list_source(app_alarms(app));
    const int64_t n = profile_alarms(source_table(alarms), profile, name);
    struct buf text = BUF_INIT(TEXT_MAX);

    detail_blank(d);
    buf_printf(&text, "%s (%s)", name, behavior_kind_word(behavior_kind(b)));
    detail_field(d, "behavior", STYLE_TITLE, buf_text(&text));
    buf_reset(&text);
    if (b->criteria != NULL) {
        behavior_expects_say(&text, b);
        detail_field(d, "expected", STYLE_TEXT, buf_text(&text));
        buf_reset(&text);
        behavior_alarms_say(&text, b);
        detail_field(d, "alarms on", STYLE_TEXT, buf_text(&text));
        put_datapoints(b, d);
    } else if (b->metric != NULL) {
        behavior_metric_say(&text, b->metric);
        detail_field(d, "measures", STYLE_TEXT, buf_text(&text));
    }
    put_scope(b, d);
    behavior_check(b, facts, on_note, d);
    if (n > 0)
        detail_fieldf(d, "in alarm", STYLE_WARN, _("%lld thing%s"), (long long)n,
                      n == 1 ? "" : "s");
    buf_free(&text);
}

static void put_behaviors(const struct app *app, const struct described_item *item,
                          const security_profile *p, struct detail *d)
{
    const struct profile_facts facts = profile_facts_of(app, p);
    const struct behavior *b = p->behaviors.items;
    char heading[64], training[200];

    detail_blank(d);
    (void)snprintf(heading, sizeof heading, _("%zu behavior%s"), p->behaviors.n,
                   p->behaviors.n == 1 ? "" : "s");
    detail_heading(d, heading);
    if (p->behaviors.n == 0)
        detail_text(d, STYLE_DIM,
                    _("It only measures. Look at the values for a while, then say what is "
                      "normal: e."));
    if (profile_count(p, BEHAVIOR_ML) > 0) {
        (void)snprintf(training, sizeof training, "training profile=%s", item->id);
        detail_link(d, "models", _("what they wait for, when they were built"), training);
    }
    for (size_t i = 0; i < p->behaviors.n; i++)
        put_behavior(app, item->id, &b[i], &facts, d);
}

/* ---- the rest ---- */

static void put_alerts(const security_profile *p, struct detail *d)
{
    const struct map_entry *e = p->alert_targets.items;

    detail_blank(d);
    detail_heading(d, "Alerts");
    for (size_t i = 0; i < p->alert_targets.n; i++) {
        const struct alert_target *t = e[i].value;

        detail_name_field(d, e[i].key, STYLE_TEXT,
                          t->alert_target_arn != NULL ? t->alert_target_arn : "-");
        detail_field(d, "role", STYLE_DIM, t->role_arn != NULL ? t->role_arn : "-");
    }
    if (p->alert_targets.n == 0)
        detail_text(d, STYLE_DIM, _("No message is sent: alarms are shown here only."));
}

static void put_retained(const security_profile *p, struct detail *d)
{
    struct arena *a = arena_new();
    const struct list kept = profile_retained(p, a);
    const struct metric_to_retain *m = kept.items;
    struct buf text = BUF_INIT(TEXT_MAX);

    detail_blank(d);
    detail_heading(d, "Metrics to retain");
    for (size_t i = 0; i < kept.n; i++) {
        buf_reset(&text);
        behavior_metric_say(&text, m[i].metric);
        if (m[i].metric_dimension != NULL && m[i].metric_dimension->dimension_name != NULL)
            buf_printf(&text, _(", topics of %s"), m[i].metric_dimension->dimension_name);
        if (m[i].export_metric.set && m[i].export_metric.value)
            buf_puts(&text, _(", exported"));
        detail_field(d, "metric", STYLE_TEXT, buf_text(&text));
    }
    if (kept.n == 0)
        detail_text(d, STYLE_DIM, _("None besides those of the behaviors."));
    if (p->metrics_export_config != NULL) {
        detail_field(d, "export to", STYLE_TEXT,
                     p->metrics_export_config->mqtt_topic != NULL
                         ? p->metrics_export_config->mqtt_topic
                         : "-");
        detail_field(d, "role", STYLE_DIM,
                     p->metrics_export_config->role_arn != NULL
                         ? p->metrics_export_config->role_arn
                         : "-");
    }
    buf_free(&text);
    arena_free(a);
}

static void put_alarms(const struct app *app, const char *name, struct detail *d)
{
    const struct source *alarms = watched_list_source(app_alarms(app));
    const int64_t n = profile_alarms(source_table(alarms), name, NULL);
    char view[200], text[64];

    (void)snprintf(view, sizeof view, "alarms profile:%s", name);
    if (n > 0)
        (void)snprintf(text, sizeof text, _("%lld active"), (long long)n);
    else
        (void)snprintf(text, sizeof text, "%s", profile_alarms_word(alarms));
    detail_link(d, "alarms", text, view);
}

static void put_tags(const struct answer *tags, struct detail *d)
{
    const struct tag *t;

    if (answer_state(tags) == ANSWER_NONE)
        return;
    detail_blank(d);
    detail_heading(d, "Tags");
    for (size_t i = 0; (t = answer_item(tags, i)) != NULL; i++)
        detail_name_field(d, t->key != NULL ? t->key : "?", STYLE_TEXT,
                          t->value != NULL ? t->value : "");
    if (answer_state(tags) == ANSWER_WAITING)
        detail_text(d, STYLE_RUNNING, "..");
    else if (answer_state(tags) == ANSWER_FAILED)
        detail_text(d, STYLE_WARN,
                    answer_err(tags)->kind == ERR_DENIED ? "?" : answer_err(tags)->text);
    else if (answer_items(tags) == 0)
        detail_text(d, STYLE_DIM, _("None."));
}

void profile_fill(const struct app *app, const struct described_item *item,
                  struct target_reach *reach, const struct answer *tags, struct detail *d)
{
    const security_profile *p = item->output;

    put_head(p, item->id, d);
    put_alarms(app, item->id, d);
    put_targets(item, reach, d);
    put_behaviors(app, item, p, d);
    put_alerts(p, d);
    put_retained(p, d);
    put_tags(tags, d);
}
