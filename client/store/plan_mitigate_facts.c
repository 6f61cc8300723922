/* What a mitigation does, whom it concerns and how it goes, as lines of the review. */
#include <inttypes.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/store/plan_mitigate_inside.h"

enum { GROUPS_SAID = 6, REASONS_SAID = 8, TEXT_MAX = 1024 };

#define DOES  N_("what it does")
#define BLAST N_("blast radius")
#define HOW   N_("how")

void mitigate_fact(struct mitigating *m, const char *section, const char *label,
                   const char *text, enum plan_tone tone)
{
    plan_add_fact(m->p, &(struct plan_fact){section, label, text, tone});
}

void mitigate_params_text(const struct mitigation_action_params *p, struct buf *out)
{
    if (p == NULL)
        return;
    if (p->update_device_certificate_params != NULL)
        buf_puts(out, p->update_device_certificate_params->action);
    else if (p->update_ca_certificate_params != NULL)
        buf_puts(out, p->update_ca_certificate_params->action);
    else if (p->replace_default_policy_version_params != NULL)
        buf_puts(out, p->replace_default_policy_version_params->template_name);
    else if (p->enable_iot_logging_params != NULL)
        buf_printf(out, _("level %s"), p->enable_iot_logging_params->log_level);
    else if (p->publish_finding_to_sns_params != NULL)
        buf_puts(out, p->publish_finding_to_sns_params->topic_arn);
    else if (p->add_things_to_thing_group_params != NULL) {
        const struct list *l = &p->add_things_to_thing_group_params->thing_group_names;

        for (size_t i = 0; i < l->n; i++)
            buf_printf(out, "%s%s", i > 0 ? ", " : "", ((const char *const *)l->items)[i]);
    }
}

/* ---- what it does ---- */

static size_t acting_with(const struct mitigating *m, const struct mitigate_action *a)
{
    size_t n = 0;

    for (size_t i = 0; i < m->o->set->n; i++)
        n += m->all[i].left_out == NULL && m->all[i].action == a;
    return n;
}

static void add_action(struct mitigating *m, const struct mitigate_action *a)
{
    const struct check *check = check_find(a->check);
    const struct mitigation_kind *kind = mitigation_find(a->type);
    size_t n = acting_with(m, a);
    struct buf text = BUF_INIT(TEXT_MAX);

    if (n == 0 || kind == NULL)
        return;
    buf_printf(&text, "%s (", a->type);
    mitigate_params_text(a->params, &text);
    if (mitigate_alarms(m))
        buf_printf(&text, _("), name %s, on %s"), a->name, mitigate_count(m, n));
    else
        buf_printf(&text, _("), name %s, on %zu of %s"), a->name, n,
                   check != NULL ? check->short_name : a->check);
    mitigate_fact(m, DOES, "action", buf_text(&text), PLAN_PLAIN);
    mitigate_fact(m, DOES, "", i18n_text(kind->does),
                  kind->has_way_back ? PLAN_WARN : PLAN_PLAIN);
    if (a->role != NULL)
        mitigate_fact(m, DOES, "role", a->role, PLAN_PLAIN);
    buf_free(&text);
}

/* "3 suppressed..": each reason once, with how many. */
static void add_left_out(struct mitigating *m)
{
    size_t left = m->o->set->n - m->acting;
    const char *said[REASONS_SAID];
    size_t n_said = 0;

    for (size_t i = 0; left > 0 && i < m->o->set->n && n_said < REASONS_SAID; i++) {
        const char *why = m->all[i].left_out;
        size_t same = 0;
        bool before = why == NULL;

        for (size_t k = 0; k < n_said && !before; k++)
            before = strcmp(said[k], why) == 0;
        if (before)
            continue;
        said[n_said++] = why;
        for (size_t k = i; k < m->o->set->n; k++)
            same += m->all[k].left_out != NULL && strcmp(m->all[k].left_out, why) == 0;
        mitigate_fact(m, DOES, n_said == 1 ? "left out" : "",
                      arena_printf(m->arena, "%zu: %s", same, why), PLAN_WARN);
    }
}

static void add_does(struct mitigating *m)
{
    for (size_t i = 0; i < m->o->n_actions; i++)
        add_action(m, &m->o->actions[i]);
    mitigate_fact(m, DOES, mitigate_alarms(m) ? "alarms" : "findings",
                  arena_printf(m->arena, _("%zu frozen, %zu act"), m->o->set->n, m->acting),
                  PLAN_PLAIN);
    add_left_out(m);
    if (mitigate_alarms(m))
        mitigate_add_alarm_facts(m);
    mitigate_add_group_facts(m);
    mitigate_fact(m, DOES, "no dry run",
                  _("the service offers none: this is worked out from what can be read"),
                  PLAN_PLAIN);
    if (m->o->cut && !mitigate_alarms(m))
        mitigate_fact(
            m, DOES, "more",
            arena_printf(
                m->arena,
                _("the audit has more than the %zu findings listed here: the task acts "
                  "on all of them, and their way back is not kept"),
                m->o->set->n),
            PLAN_WARN);
}

/* ---- whom it concerns ---- */

static void number_fact(struct mitigating *m, const char *label, const struct blast_number *n,
                        const char *words)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    const bool vague = n->sure != BLAST_KNOWN && n->sure != BLAST_NOT_APPLICABLE;

    blast_number_text(n, &text);
    buf_printf(&text, " %s", words);
    if (n->sure == BLAST_AT_LEAST && n->unknown > 0)
        buf_printf(&text, "; of %" PRId64 " nothing is known", n->unknown);
    if (n->sure == BLAST_LOADING)
        buf_puts(&text, _(" (still being asked)"));
    if (n->sure == BLAST_DENIED)
        buf_puts(&text, _(" (not permitted)"));
    if (n->sure != BLAST_NOT_APPLICABLE)
        mitigate_fact(m, BLAST, label, buf_text(&text), vague ? PLAN_WARN : PLAN_PLAIN);
    buf_free(&text);
}

static void add_fleet(struct mitigating *m, const struct blast_totals *t)
{
    struct buf number = BUF_INIT(TEXT_MAX), text = BUF_INIT(TEXT_MAX);

    if (t->share_pm < 0 || t->things.sure == BLAST_LOADING)
        return;
    blast_number_text(&t->fleet, &number);
    buf_printf(&text, _("%s%d.%d%% of %s"),
               t->fleet.sure == BLAST_AT_LEAST ? _("at most ") : "", t->share_pm / 10,
               t->share_pm % 10, buf_text(&number));
    mitigate_fact(m, BLAST, "fleet", buf_text(&text), PLAN_PLAIN);
    buf_free(&number);
    buf_free(&text);
}

static void add_groups(struct mitigating *m)
{
    struct blast_group groups[GROUPS_SAID];
    size_t all = blast_groups(m->o->blast, groups, GROUPS_SAID);
    size_t n = all < GROUPS_SAID ? all : GROUPS_SAID;

    for (size_t i = 0; i < n; i++) {
        struct buf text = BUF_INIT(TEXT_MAX);

        buf_printf(&text, "%s %" PRId64, groups[i].name, groups[i].things);
        if (groups[i].share_pm >= 0)
            buf_printf(&text, _(" (%d.%d%% of it)"), groups[i].share_pm / 10,
                       groups[i].share_pm % 10);
        else
            buf_puts(&text, _(" (its size is not known)"));
        mitigate_fact(m, BLAST, i == 0 ? "by group" : "", buf_text(&text), PLAN_PLAIN);
        buf_free(&text);
    }
    if (all > n)
        mitigate_fact(m, BLAST, "", arena_printf(m->arena, _("and %zu more groups"), all - n),
                      PLAN_PLAIN);
}

static void add_policy_targets(struct mitigating *m)
{
    for (size_t i = 0; i < m->o->set->n; i++) {
        const struct judged *j = &m->all[i];
        struct buf text = BUF_INIT(TEXT_MAX);

        if (j->left_out != NULL || !j->has_blast ||
            j->type != MITIGATION_REPLACE_DEFAULT_POLICY_VERSION)
            continue;
        buf_printf(&text, _("%s is attached to "), mitigate_name(mitigate_finding(m, j)->key));
        blast_number_text(&j->blast.certificates, &text);
        buf_puts(&text, _(" certificates and "));
        blast_number_text(&j->blast.groups, &text);
        buf_puts(&text, _(" groups"));
        mitigate_fact(m, BLAST, "policy", buf_text(&text), PLAN_WARN);
        buf_free(&text);
    }
}

static const char *words_of_things(const struct mitigating *m)
{
    static const char *const words[MITIGATION_COUNT] = {
        [MITIGATION_UPDATE_DEVICE_CERTIFICATE] = N_("lose this credential"),
        [MITIGATION_UPDATE_CA_CERTIFICATE] = N_("use certificates of this CA"),
        [MITIGATION_ADD_THINGS_TO_THING_GROUP] = N_("join the groups"),
        [MITIGATION_REPLACE_DEFAULT_POLICY_VERSION] = N_("lose what the policy allows"),
        [MITIGATION_ENABLE_IOT_LOGGING] = N_("are logged"),
        [MITIGATION_PUBLISH_FINDING_TO_SNS] = N_("are named"),
    };
    int only = -1;

    for (size_t i = 0; i < m->o->set->n; i++) {
        if (m->all[i].left_out != NULL || m->all[i].type == MITIGATION_PUBLISH_FINDING_TO_SNS)
            continue;
        if (only >= 0 && only != (int)m->all[i].type)
            return _("are concerned");
        only = (int)m->all[i].type;
    }
    return only >= 0 ? i18n_text(words[only]) : _("are named");
}

static void add_when(struct mitigating *m)
{
    struct buf text = BUF_INIT(TEXT_MAX);

    if (blast_computed_ms(m->o->blast) > 0)
        time_iso8601(&text, blast_computed_ms(m->o->blast));
    else
        buf_puts(&text, _("now"));
    buf_printf(&text, _(" from %d calls%s"), blast_calls(m->o->blast),
               blast_done(m->o->blast) ? "" : _("; not everything has been answered yet"));
    mitigate_fact(m, BLAST, "computed", buf_text(&text),
                  blast_done(m->o->blast) ? PLAN_PLAIN : PLAN_WARN);
    buf_free(&text);
}

static void add_blast(struct mitigating *m)
{
    struct blast *b = m->o->blast;

    if (m->p->reach.things == 0 && (b == NULL || blast_targets(b) == 0)) {
        mitigate_fact(m, BLAST, "things", "no device is changed", PLAN_PLAIN);
        return;
    }
    if (b == NULL) {
        mitigate_fact(m, BLAST, "things", _("? nothing is known of the devices concerned"),
                      PLAN_WARN);
        return;
    }
    struct blast_totals t = blast_totals(b);

    number_fact(m, "things", &t.things, words_of_things(m));
    number_fact(m, "online", &t.online, _("are online now"));
    add_fleet(m, &t);
    add_groups(m);
    number_fact(m, "other certs", &t.second,
                _("have a second active certificate and can reconnect"));
    add_policy_targets(m);
    for (size_t i = 0; blast_unknown(b, i) != NULL; i++)
        mitigate_fact(m, BLAST, i == 0 ? "not known" : "", blast_unknown(b, i), PLAN_WARN);
    add_when(m);
}

/* ---- how it goes ---- */

static size_t in_wave(const struct mitigating *m, int wave)
{
    size_t n = 0;

    for (size_t i = 0; i < m->o->set->n; i++)
        n += m->all[i].left_out == NULL && m->all[i].wave == wave;
    return n;
}

static void add_waves(struct mitigating *m)
{
    const int waves = plan_waves(m->p);
    struct buf text = BUF_INIT(TEXT_MAX);

    if (m->o->layout == MITIGATE_WHOLE_RUN)
        buf_printf(&text, _("one task over %s %.64s"),
                   mitigate_alarms(m) ? _("all alarms of") : _("the whole audit"),
                   mitigate_alarms(m) ? m->o->profile : arena_strn(m->arena, m->o->run, 8));
    else if (waves == 1)
        buf_printf(&text, _("all %zu at once, in %zu tasks"), m->acting, m->p->n_steps);
    else
        buf_printf(&text, _("%d: %s first, %zu tasks in all, at most %zu at once"), waves,
                   mitigate_count(m, in_wave(m, 0)), m->p->n_steps, mitigate_at_once(m));
    buf_puts(&text,
             m->o->layout == MITIGATE_WAVES && waves > 1 ? _(", least concerned first") : "");
    mitigate_fact(m, HOW, "waves", buf_text(&text), PLAN_PLAIN);
    buf_free(&text);
}

static void add_pause(struct mitigating *m)
{
    if (plan_waves(m->p) < 2)
        return;
    if (m->p->pause_ms == 0)
        mitigate_fact(m, HOW, "between", _("somebody starts each wave"), PLAN_PLAIN);
    else
        mitigate_fact(m, HOW, "between",
                      arena_printf(m->arena,
                                   "the next wave starts by itself after %" PRId64 " s",
                                   m->p->pause_ms / 1000),
                      PLAN_PLAIN);
}

static void add_rollback(struct mitigating *m)
{
    struct plan *p = m->p;

    if (p->n_back > 0)
        mitigate_fact(m, HOW, "rollback",
                      arena_printf(m->arena,
                                   _("kept with plan %s: %zu calls; u on the task walks them"),
                                   p->id, p->n_back),
                      PLAN_PLAIN);
    if (m->removals_left > 0)
        mitigate_fact(
            m, HOW, "",
            arena_printf(
                m->arena,
                _("%zu things are beyond the %d that the way back takes out of groups"),
                m->removals_left, MITIGATE_REMOVALS_MAX),
            PLAN_WARN);
    if (m->without_back > 0)
        mitigate_fact(m, HOW, "",
                      arena_printf(m->arena,
                                   _("of %zu it is not known how they are now: no way back"),
                                   m->without_back),
                      PLAN_WARN);
    if (acting_with(m, NULL) == 0 && p->n_back > 0)
        for (size_t i = 0; i < m->o->set->n; i++)
            if (m->all[i].left_out == NULL &&
                m->all[i].type == MITIGATION_PUBLISH_FINDING_TO_SNS) {
                mitigate_fact(m, HOW, "",
                              mitigation_kinds[MITIGATION_PUBLISH_FINDING_TO_SNS].way_back,
                              PLAN_PLAIN);
                break;
            }
}

void mitigate_add_facts(struct mitigating *m)
{
    add_does(m);
    add_blast(m);
    add_waves(m);
    if (m->p->stop_after > 0)
        mitigate_fact(m, HOW, "stops",
                      arena_printf(m->arena,
                                   _("when the action failed on %s, before the next wave"),
                                   mitigate_count(m, (size_t)m->p->stop_after)),
                      PLAN_PLAIN);
    else
        mitigate_fact(m, HOW, "stops", _("not by itself"), PLAN_WARN);
    add_pause(m);
    add_rollback(m);
}
