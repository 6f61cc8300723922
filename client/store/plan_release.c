#include "client/store/plan_release.h"

#include <inttypes.h>
#include <string.h>

#include "client/api/groups.h"
#include "client/base/clock.h"
#include "client/base/i18n.h"

#define DOES  N_("what it does")
#define BLAST N_("blast radius")
#define HOW   N_("how")

enum { TEXT_MAX = 2048, SAID = 6 };

static void fact(struct plan *p, const char *section, const char *label, const char *text,
                 enum plan_tone tone)
{
    plan_add_fact(p, &(struct plan_fact){section, label, text, tone});
}

static const char *left_out(struct plan *p, const struct plan_release_options *o,
                            const struct release_thing *t)
{
    if (t->member == RELEASE_NOT_IN)
        return plan_printf(p, _("it is not in %s"), o->group);
    return t->member == RELEASE_UNKNOWN
               ? plan_printf(p, _("it is not known whether it is in %s"), o->group)
               : NULL;
}

static void add_thing(struct plan *p, const struct plan_release_options *o,
                      const struct release_thing *t)
{
    const char *why = left_out(p, o, t);
    const struct remove_thing_from_thing_group_input in = {.thing_group_name = o->group,
                                                           .thing_name = t->name};
    const struct add_thing_to_thing_group_input back = {.thing_group_name = o->group,
                                                        .thing_name = t->name};
    const char *text = plan_printf(p, _("thing %s"), t->name);
    int step = -1;

    if (why == NULL) {
        step = plan_add_step(
            p, &(struct plan_step){.text = text,
                                   .call = {&op_remove_thing_from_thing_group, &in}});
        plan_add_back(p, &(struct plan_back){
                             .step = step,
                             .text = text,
                             .call = {&op_add_thing_to_thing_group, &back},
                             .note = plan_printf(p, _("into the group %s again"), o->group)});
    }
    plan_add_target(p, &(struct plan_target){.id = t->name,
                                             .text = text,
                                             .before = plan_printf(p, _("in %s"), o->group),
                                             .after = _("out of it"),
                                             .left_out = why,
                                             .things = 1,
                                             .online = -1,
                                             .step = step});
}

/* ---- what it says ---- */

static void add_group(struct plan *p, const struct plan_release_options *o)
{
    struct buf text = BUF_INIT(TEXT_MAX);

    if (o->groups == NULL)
        buf_puts(&text, _("nothing is known of its policies"));
    else
        group_policies_text(o->groups, o->group, &text);
    fact(p, DOES, "the group", buf_text(&text), PLAN_PLAIN);
    if (o->groups != NULL && group_policies_cut(o->groups, o->group) == GROUP_CUT_OFF)
        fact(p, DOES, "",
             _("out of it they can connect again, unless another group forbids it"), PLAN_WARN);
    buf_free(&text);
}

static void add_alarms(struct plan *p, const struct plan_release_options *o)
{
    size_t still = 0, said = 0;

    for (size_t i = 0; i < o->n; i++)
        still += o->things[i].member == RELEASE_IN && o->things[i].alarms > 0;
    if (!o->alarms_known) {
        fact(p, DOES, "alarms", _("? which of them are still in alarm is not known"),
             PLAN_WARN);
        return;
    }
    fact(p, DOES, "alarms",
         still == 0 ? _("none of them is in alarm now")
                    : plan_printf(p, _("%zu of them still %s an active alarm"), still,
                                  still == 1 ? "has" : "have"),
         still == 0 ? PLAN_PLAIN : PLAN_WARN);
    for (size_t i = 0; i < o->n && said < SAID; i++) {
        const struct release_thing *t = &o->things[i];

        if (t->member != RELEASE_IN || t->alarms == 0)
            continue;
        said++;
        fact(p, DOES, "", plan_printf(p, "%s: %s", t->name, t->behaviors), PLAN_WARN);
    }
}

static void add_since(struct plan *p, const struct plan_release_options *o)
{
    size_t said = 0, ours = 0, acting = plan_acting(p);

    for (size_t i = 0; i < o->n; i++)
        ours += o->things[i].member == RELEASE_IN && o->things[i].since_ms > 0;
    for (size_t i = 0; i < o->n && said < SAID; i++) {
        const struct release_thing *t = &o->things[i];
        struct buf text = BUF_INIT(TEXT_MAX);

        if (t->member != RELEASE_IN || t->since_ms == 0)
            continue;
        buf_printf(&text, _("%s since "), t->name);
        time_iso8601(&text, t->since_ms);
        buf_printf(&text, _(" by %s, plan %s"), *t->by != '\0' ? t->by : "?", t->plan);
        fact(p, DOES, said++ == 0 ? "in it" : "", buf_text(&text), PLAN_PLAIN);
        buf_free(&text);
    }
    if (ours < acting)
        fact(p, DOES, said == 0 ? "in it" : "",
             plan_printf(p, _("%zu put there by somebody else, or before this journal"),
                         acting - ours),
             PLAN_PLAIN);
    if (o->cut)
        fact(p, DOES, "more",
             plan_printf(p, _("the group has more than the %zu things listed here: they stay"),
                         o->n),
             PLAN_WARN);
}

static int64_t certain(const struct blast_number *n)
{
    return n->sure == BLAST_KNOWN ? n->n : -1;
}

/* Of the groups that devices are in for other reasons. */
static int other_group_pct(const struct plan_release_options *o)
{
    struct blast_group groups[BLAST_GROUPS_MAX];
    const size_t n = blast_groups(o->blast, groups, COUNT_OF(groups));
    int most = n > COUNT_OF(groups) ? -1 : 0;

    for (size_t i = 0; i < n && most >= 0; i++) {
        if (strcmp(groups[i].name, o->group) == 0)
            continue;
        const int pct = groups[i].share_pm < 0 ? -1 : (groups[i].share_pm + 9) / 10;

        most = pct < 0 ? -1 : pct > most ? pct : most;
    }
    return most;
}

static void add_reach(struct plan *p, const struct plan_release_options *o)
{
    struct buf text = BUF_INIT(TEXT_MAX);

    p->reach = GATE_REACH_UNKNOWN;
    p->reach.targets = p->reach.things = (int64_t)plan_acting(p);
    if (o->blast == NULL) {
        fact(p, BLAST, "online", _("? nothing is known"), PLAN_WARN);
        buf_free(&text);
        return;
    }
    struct blast_totals t = blast_totals(o->blast);

    p->reach.online = certain(&t.online);
    p->reach.group_pct = other_group_pct(o);
    buf_printf(&text, _("%zu leave %s"), plan_acting(p), o->group);
    fact(p, BLAST, "things", buf_text(&text), PLAN_PLAIN);
    buf_reset(&text);
    blast_number_text(&t.online, &text);
    buf_puts(&text, _(" online now"));
    fact(p, BLAST, "online", buf_text(&text), PLAN_PLAIN);
    for (size_t i = 0; blast_unknown(o->blast, i) != NULL; i++)
        fact(p, BLAST, i == 0 ? "not known" : "", blast_unknown(o->blast, i), PLAN_WARN);
    buf_free(&text);
}

struct plan *plan_release(const struct plan_release_options *o, struct err *err)
{
    struct plan *p = plan_new("mitigate", o->now_ms);

    for (size_t i = 0; i < o->n && i < RELEASE_MAX; i++)
        add_thing(p, o, &o->things[i]);
    const size_t n = plan_acting(p);

    if (n == 0) {
        (void)err_set(err, ERR_USAGE, "nothing is left to act on: %.150s",
                      p->n_targets > 0 ? p->targets[0].left_out : _("there is no thing"));
        (void)err_advise(err, "choose another group, or other things");
        plan_free(p);
        return NULL;
    }
    p->title = plan_printf(p, _("End the quarantine in %s: %zu thing%s"), o->group, n,
                           n == 1 ? "" : "s");
    p->verb = plan_printf(p, _("Take out: %zu thing%s"), n, n == 1 ? "" : "s");
    p->ticket = plan_text(p, o->ticket);
    p->reason = plan_text(p, o->reason);
    p->stop_after = 1;
    add_group(p, o);
    add_alarms(p, o);
    add_since(p, o);
    add_reach(p, o);
    fact(p, HOW, "calls", _("one for each thing; the first that fails stops the rest"),
         PLAN_PLAIN);
    fact(p, HOW, "rollback", plan_printf(p, _("kept with plan %s: each is added again"), p->id),
         PLAN_PLAIN);
    return p;
}
