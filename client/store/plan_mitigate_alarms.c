/* A mitigation of alarms: what is different from one of findings. */
#include <inttypes.h>
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/store/plan_mitigate_inside.h"

#define DOES N_("what it does")

enum { TEXT_MAX = 2048, BEHAVIORS_SAID = 4 };

bool mitigate_alarms(const struct mitigating *m)
{
    return frozen_of_alarms(m->o->set);
}

const char *mitigate_count(const struct mitigating *m, size_t n)
{
    return mitigate_alarms(m)
               ? arena_printf(m->arena, _("%zu alarm%s"), n, n == 1 ? "" : "s")
               : arena_printf(m->arena, _("%zu finding%s"), n, n == 1 ? "" : "s");
}

size_t mitigate_at_once(const struct mitigating *m)
{
    return mitigate_alarms(m) ? MITIGATE_DETECT_TASKS : MITIGATE_WAVE_TASKS;
}

/* ---- which take part ---- */

static const struct list *groups_of(const struct judged *j)
{
    const struct mitigation_action_params *p = j->action != NULL ? j->action->params : NULL;

    return p != NULL && p->add_things_to_thing_group_params != NULL
               ? &p->add_things_to_thing_group_params->thing_group_names
               : NULL;
}

static const struct device_fact *membership(const struct mitigating *m, const struct judged *j)
{
    struct devices *d = m->o->devices;

    if (d == NULL)
        return NULL;
    const struct device_fact *f = devices_fact(
        d, DEVICE_GROUPS, devices_id(d, str_of(mitigate_name(mitigate_finding(m, j)->key))));

    return f->state == DEVICE_KNOWN ? f : NULL;
}

static bool is_member(const struct mitigating *m, const struct device_fact *f, const char *name)
{
    const uint32_t id = devices_id(m->o->devices, str_of(name));

    for (size_t i = 0; i < f->n; i++)
        if (f->ids[i] == id)
            return true;
    return false;
}

static const char *in_all_groups(const struct mitigating *m, const struct judged *j)
{
    const struct list *groups = groups_of(j);
    const struct device_fact *f = membership(m, j);

    if (groups == NULL || groups->n == 0 || f == NULL)
        return NULL;
    for (size_t i = 0; i < groups->n; i++)
        if (!is_member(m, f, ((const char *const *)groups->items)[i]))
            return NULL;
    return groups->n == 1 ? arena_printf(m->arena, _("it is in %s already"),
                                         ((const char *const *)groups->items)[0])
                          : _("it is in all of these groups already");
}

const char *mitigate_alarm_left_out(struct mitigating *m, const struct judged *j)
{
    if (mitigate_finding(m, j)->suppressed && !m->o->with_suppressed)
        return _("its alerts are suppressed, and such alarms were left out");
    if (j->has_blast && j->blast.status_sure == BLAST_KNOWN &&
        strcmp(j->blast.status, "gone") == 0)
        return _("no thing of this name is registered: nothing can join a group");
    return in_all_groups(m, j);
}

const char *mitigate_in_groups(const struct mitigating *m, const struct judged *j)
{
    const struct device_fact *f = membership(m, j);
    struct buf text = BUF_INIT(TEXT_MAX);

    if (f == NULL)
        return "";
    for (size_t i = 0; i < f->n && i < BEHAVIORS_SAID; i++)
        buf_printf(&text, "%s%s", i > 0 ? ", " : "", devices_name(m->o->devices, f->ids[i]));
    if (f->n > BEHAVIORS_SAID)
        buf_puts(&text, ", ..");
    const char *kept =
        f->n > 0 ? arena_printf(m->arena, _("in %s"), buf_text(&text)) : _("in no group");

    buf_free(&text);
    return kept;
}

/* ---- the task ---- */

static const struct detect_mitigation_actions_task_target *target_of(struct mitigating *m,
                                                                     struct judged *const *some,
                                                                     size_t n)
{
    struct detect_mitigation_actions_task_target *t = arena_alloc(m->arena, 1, sizeof *t);
    const char **ids = arena_alloc(m->arena, n, sizeof *ids);

    if (m->o->layout == MITIGATE_WHOLE_RUN) {
        t->security_profile_name = m->o->profile;
        t->behavior_name = *m->o->behavior != '\0' ? m->o->behavior : NULL;
        return t;
    }
    for (size_t i = 0; i < n; i++)
        ids[i] = mitigate_finding(m, some[i])->finding;
    t->violation_ids = (struct list){n, ids};
    return t;
}

struct plan_call mitigate_alarm_task(struct mitigating *m, struct judged *const *some, size_t n,
                                     const char *task_id)
{
    struct start_detect_mitigation_actions_task_input *in =
        arena_alloc(m->arena, 1, sizeof *in);
    const char **action = arena_alloc(m->arena, 1, sizeof *action);

    *action = some[0]->action->name; /* the set is of one check, which has one */
    in->actions = (struct list){1, action};
    in->include_only_active_violations = (struct opt_bool){m->o->only_active, true};
    in->include_suppressed_alerts = (struct opt_bool){m->o->with_suppressed, true};
    in->target = target_of(m, some, n);
    in->task_id = task_id;
    if (m->o->layout == MITIGATE_WHOLE_RUN && m->o->to_ms > 0) {
        struct violation_event_occurrence_range *range =
            arena_alloc(m->arena, 1, sizeof *range);

        range->start_time = (struct opt_time){m->o->from_ms, true};
        range->end_time = (struct opt_time){m->o->to_ms, true};
        in->violation_event_occurrence_range = range;
    }
    return (struct plan_call){&op_start_detect_mitigation_actions_task, in};
}

/* ---- what it says ---- */

static void say_behaviors(struct mitigating *m)
{
    const char *said[BEHAVIORS_SAID];
    size_t n_said = 0;

    for (size_t i = 0; i < m->o->set->n && n_said < BEHAVIORS_SAID; i++) {
        const char *name = m->o->set->items[i].behavior;
        size_t same = 0;
        bool before = *name == '\0'; /* of a task that failed: only the thing is known */

        for (size_t k = 0; k < n_said && !before; k++)
            before = strcmp(said[k], name) == 0;
        if (before)
            continue;
        said[n_said++] = name;
        for (size_t k = i; k < m->o->set->n; k++)
            same += strcmp(m->o->set->items[k].behavior, name) == 0;
        mitigate_fact(m, DOES, n_said == 1 ? "behavior" : "",
                      arena_printf(m->arena, "%s: %s", name, mitigate_count(m, same)),
                      PLAN_PLAIN);
    }
}

static const char *range_text(const struct mitigating *m)
{
    struct buf from = BUF_INIT(64), to = BUF_INIT(64);

    time_iso8601(&from, m->o->from_ms);
    time_iso8601(&to, m->o->to_ms);
    const char *kept =
        arena_printf(m->arena, _("alarms from %s to %s"), buf_text(&from), buf_text(&to));

    buf_free(&from);
    buf_free(&to);
    return kept;
}

void mitigate_add_alarm_facts(struct mitigating *m)
{
    say_behaviors(m);
    mitigate_fact(m, DOES, "only active",
                  m->o->only_active
                      ? _("an alarm that is over when the task comes to it is left alone")
                      : _("also alarms that are over by then"),
                  m->o->only_active ? PLAN_PLAIN : PLAN_WARN);
    mitigate_fact(m, DOES, "suppressed",
                  m->o->with_suppressed ? _("alarms whose alerts are suppressed too")
                                        : _("not alarms whose alerts are suppressed"),
                  PLAN_PLAIN);
    if (m->o->layout == MITIGATE_WHOLE_RUN) {
        mitigate_fact(
            m, DOES, "chosen by",
            _("the service, when the task runs: alarms that come meanwhile take part, "
              "and their way back is not kept"),
            PLAN_WARN);
        if (m->o->to_ms > 0)
            mitigate_fact(m, DOES, "range", range_text(m), PLAN_PLAIN);
    }
    mitigate_fact(m, DOES, "alarms stay",
                  _("an alarm clears by what the device does, not by this"), PLAN_PLAIN);
}

/* What being in the groups means, each once. */
void mitigate_add_group_facts(struct mitigating *m)
{
    for (size_t a = 0; a < m->o->n_actions; a++) {
        const struct mitigation_action_params *p = m->o->actions[a].params;
        const struct list *groups =
            p != NULL && p->add_things_to_thing_group_params != NULL
                ? &p->add_things_to_thing_group_params->thing_group_names
                : NULL;

        for (size_t i = 0; groups != NULL && i < groups->n; i++) {
            const char *name = ((const char *const *)groups->items)[i];
            struct buf text = BUF_INIT(TEXT_MAX);

            if (m->o->groups == NULL)
                buf_puts(&text, _("nothing is known of its policies"));
            else
                group_policies_text(m->o->groups, name, &text);
            mitigate_fact(m, DOES, arena_printf(m->arena, _("group %s"), name), buf_text(&text),
                          m->o->groups != NULL &&
                                  group_policies_cut(m->o->groups, name) == GROUP_CUT_NOT
                              ? PLAN_PLAIN
                              : PLAN_WARN);
            buf_free(&text);
        }
    }
}
