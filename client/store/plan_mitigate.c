/* Which findings take part, in which tasks and waves. */
#include "client/store/plan_mitigate.h"

#include <stdlib.h>

#include "client/api/audit_mitigation.h"
#include "client/api/resource.h"
#include "client/base/i18n.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/store/plan_mitigate_inside.h"

const struct frozen_finding *mitigate_finding(const struct mitigating *m,
                                              const struct judged *j)
{
    return &m->o->set->items[j->at];
}

const char *mitigate_name(const char *key)
{
    const char *colon = strchr(key, ':');

    return colon != NULL ? colon + 1 : key;
}

/* ---- which take part ---- */

static const struct mitigate_action *action_for(const struct plan_mitigate_options *o,
                                                const char *check)
{
    for (size_t i = 0; i < o->n_actions; i++)
        if (strcmp(o->actions[i].check, check) == 0)
            return &o->actions[i];
    return NULL;
}

/* A check we do not know may fit: the service decides. */
static const char *misfit(struct mitigating *m, const struct judged *j)
{
    const struct check *check = check_find(mitigate_finding(m, j)->check);

    if (mitigate_alarms(m))
        return mitigation_alarm_misfit(j->type, m->arena);
    return check != NULL ? mitigation_misfit(j->type, (enum check_id)(check - checks), m->arena)
                         : NULL;
}

static const char *in_a_task(const struct mitigating *m, const struct frozen_finding *f)
{
    const char *task = m->o->busy != NULL ? m->o->busy(m->o->ctx, f->finding) : NULL;

    return task != NULL ? arena_printf(m->arena, "task %s works on it now", task) : NULL;
}

#define GONE "it is gone: the service does not know it any more"

/* A certificate that needs no action as it stands. */
static const char *idle_certificate(const struct mitigating *m, const struct judged *j)
{
    if (!j->has_blast || j->blast.status_sure != BLAST_KNOWN || j->blast.status[0] == '\0')
        return NULL;
    if (strcmp(j->blast.status, "gone") == 0)
        return GONE;
    if (strcmp(j->blast.status, "ACTIVE") == 0 ||
        (j->type != MITIGATION_UPDATE_DEVICE_CERTIFICATE &&
         j->type != MITIGATION_UPDATE_CA_CERTIFICATE))
        return NULL;
    return arena_printf(m->arena, _("it is %s already"), j->blast.status);
}

/* The action replaces the default version, whichever the finding is about. */
static const char *other_version(const struct mitigating *m, const struct judged *j)
{
    struct str version,
        name = str_cut(str_of(mitigate_name(mitigate_finding(m, j)->key)), ':', &version);
    const char *now;

    if (j->type != MITIGATION_REPLACE_DEFAULT_POLICY_VERSION || m->o->default_version == NULL)
        return NULL;
    now = m->o->default_version(m->o->ctx, arena_strn(m->arena, name.p, name.n));
    if (now == NULL || str_eq(version, now))
        return NULL;
    if (now[0] == '\0')
        return GONE;
    return arena_printf(m->arena, _("version %s is the default now; the finding is about %.*s"),
                        now, (int)version.n, version.n > 0 ? version.p : "");
}

static const char *why_left_out(struct mitigating *m, struct judged *j)
{
    const struct frozen_finding *f = mitigate_finding(m, j);
    const char *why;

    j->action = action_for(m->o, f->check);
    if (j->action == NULL)
        return _("no action was chosen for its check");
    const struct mitigation_kind *kind = mitigation_find(j->action->type);

    if (kind == NULL)
        return _("the type of the action is not known to picket");
    j->type = mitigation_type_of(kind);
    if (f->suppressed && !mitigate_alarms(m))
        return _("suppressed: the service skips it; end the suppression first");
    if ((why = misfit(m, j)) != NULL)
        return why;
    if (f->finding[0] == '\0' || f->key[0] == '\0')
        return f->key[0] == '\0' ? _("picket does not know what it is about")
                                 : _("its id is not known");
    if ((why = in_a_task(m, f)) != NULL)
        return why;
    if (mitigate_alarms(m))
        return mitigate_alarm_left_out(m, j);
    why = idle_certificate(m, j);
    return why != NULL ? why : other_version(m, j);
}

/* A second action of this kind on the same resource would change nothing. */
static bool is_twin(struct mitigating *m, struct map *seen, const struct judged *j)
{
    const char *key =
        arena_printf(m->arena, "%d %s", (int)j->type, mitigate_finding(m, j)->key);

    return j->type != MITIGATION_PUBLISH_FINDING_TO_SNS && map_put(seen, key, m) != NULL;
}

static struct map *blast_by_key(struct blast *b, size_t **places)
{
    struct map *by_key = map_new();
    size_t n = b != NULL ? blast_targets(b) : 0;

    *places = mem_alloc(n + 1, sizeof **places);
    for (size_t i = 0; i < n; i++) {
        struct blast_target t = blast_target(b, i);

        (*places)[i] = i;
        (void)map_put(by_key, t.key, &(*places)[i]);
    }
    return by_key;
}

static void judge(struct mitigating *m)
{
    const struct plan_mitigate_options *o = m->o;
    struct map *twins = map_new();
    size_t *places;
    struct map *by_key = blast_by_key(o->blast, &places);

    m->all = arena_alloc(m->arena, o->set->n + 1, sizeof *m->all);
    for (size_t i = 0; i < o->set->n; i++) {
        struct judged *j = &m->all[i];
        const size_t *place = map_get(by_key, o->set->items[i].key);

        *j = (struct judged){.at = i, .step = -1};
        if (place != NULL && o->blast != NULL) {
            j->has_blast = true;
            j->blast = blast_target(o->blast, *place);
        }
        j->left_out = why_left_out(m, j);
        if (j->left_out == NULL && is_twin(m, twins, j))
            j->left_out = mitigate_alarms(m)
                              ? _("another alarm here is about the same thing")
                              : _("another finding here is about the same resource");
        m->acting += j->left_out == NULL;
    }
    map_free(twins, NULL);
    map_free(by_key, NULL);
    free(places);
}

/* ---- whom to ask about ---- */

static enum blast_effect effect_of(enum mitigation_type type)
{
    static const enum blast_effect effects[MITIGATION_COUNT] = {
        [MITIGATION_UPDATE_DEVICE_CERTIFICATE] = BLAST_DEACTIVATE_CERTIFICATE,
        [MITIGATION_UPDATE_CA_CERTIFICATE] = BLAST_DEACTIVATE_CA,
        [MITIGATION_ADD_THINGS_TO_THING_GROUP] = BLAST_JOIN_GROUP,
        [MITIGATION_REPLACE_DEFAULT_POLICY_VERSION] = BLAST_BLANK_POLICY,
        [MITIGATION_ENABLE_IOT_LOGGING] = BLAST_LOGGING,
        [MITIGATION_PUBLISH_FINDING_TO_SNS] = BLAST_NONE,
    };

    return effects[type];
}

size_t plan_mitigate_items(const struct plan_mitigate_options *o, struct blast_item *out)
{
    struct plan_mitigate_options unknown = *o;
    struct mitigating m = {.o = &unknown, .arena = arena_new()};
    size_t n = 0;

    unknown.blast = NULL; /* what it said must not take away what it is asked */
    unknown.busy = NULL;
    judge(&m);
    for (size_t i = 0; i < o->set->n; i++)
        if (m.all[i].left_out == NULL && m.all[i].type != MITIGATION_PUBLISH_FINDING_TO_SNS)
            out[n++] = (struct blast_item){o->set->items[i].key, effect_of(m.all[i].type)};
    arena_free(m.arena);
    return n;
}

/* ---- tasks and waves ---- */

static int64_t weight(const struct judged *j)
{
    if (j->type == MITIGATION_PUBLISH_FINDING_TO_SNS)
        return 0;
    return j->has_blast && j->blast.things.sure == BLAST_KNOWN ? j->blast.things.n : INT64_MAX;
}

static int least_first(const void *a, const void *b)
{
    const struct judged *x = *(const struct judged *const *)a;
    const struct judged *y = *(const struct judged *const *)b;
    int64_t wx = weight(x), wy = weight(y);

    if (wx != wy)
        return wx < wy ? -1 : 1;
    return x->at < y->at ? -1 : 1;
}

/* Check -> the one action, for the checks of these findings. */
static struct list mapping_of(struct mitigating *m, struct judged *const *some, size_t n)
{
    struct map_entry *entries = arena_alloc(m->arena, m->o->n_actions, sizeof *entries);
    struct list *names = arena_alloc(m->arena, m->o->n_actions, sizeof *names);
    struct list out = {0, entries};

    for (size_t a = 0; a < m->o->n_actions; a++)
        for (size_t i = 0; i < n; i++) {
            if (some[i]->action != &m->o->actions[a])
                continue;
            names[out.n] = (struct list){1, &m->o->actions[a].name};
            entries[out.n] = (struct map_entry){m->o->actions[a].check, &names[out.n]};
            out.n++;
            break;
        }
    return out;
}

static struct plan_call audit_task(struct mitigating *m, struct judged *const *some, size_t n,
                                   const char *task_id)
{
    struct start_audit_mitigation_actions_task_input *in = arena_alloc(m->arena, 1, sizeof *in);
    struct audit_mitigation_actions_task_target *target =
        arena_alloc(m->arena, 1, sizeof *target);
    const char **ids = arena_alloc(m->arena, n, sizeof *ids);
    const bool whole = m->o->layout == MITIGATE_WHOLE_RUN;

    for (size_t i = 0; i < n; i++)
        ids[i] = mitigate_finding(m, some[i])->finding;
    target->audit_task_id = whole ? m->o->run : NULL;
    target->finding_ids = whole ? (struct list){0, NULL} : (struct list){n, ids};
    in->audit_check_to_actions_mapping = mapping_of(m, some, n);
    in->target = target;
    in->task_id = task_id;
    return (struct plan_call){&op_start_audit_mitigation_actions_task, in};
}

static void add_task(struct mitigating *m, struct judged **some, size_t n, int wave, int number)
{
    const char *task_id =
        arena_printf(m->arena, "picket-%s-w%d-%d", m->p->id, wave + 1, number);
    const struct plan_call call = mitigate_alarms(m) ? mitigate_alarm_task(m, some, n, task_id)
                                                     : audit_task(m, some, n, task_id);
    int step = plan_add_step(
        m->p, &(struct plan_step){.text = mitigate_count(m, n), .call = call, .wave = wave});

    for (size_t i = 0; i < n; i++) {
        some[i]->step = step;
        some[i]->wave = wave;
    }
}

/* Only so many tasks a wave as the service runs at once. Returns the next wave. */
static int add_tasks(struct mitigating *m, struct judged **some, size_t n, int wave)
{
    const int at_once = (int)mitigate_at_once(m);
    int number = 0;

    for (size_t i = 0; i < n; i += MITIGATE_TASK_FINDINGS) {
        size_t left = n - i;

        if (number == at_once) {
            number = 0;
            wave++;
        }
        add_task(m, some + i, left < MITIGATE_TASK_FINDINGS ? left : MITIGATE_TASK_FINDINGS,
                 wave, ++number);
    }
    return wave + 1;
}

static void add_steps(struct mitigating *m)
{
    struct judged **order = mem_alloc(m->acting + 1, sizeof *order);
    size_t n = 0, first = 0;
    int wave = 0;

    for (size_t i = 0; i < m->o->set->n; i++)
        if (m->all[i].left_out == NULL)
            order[n++] = &m->all[i];
    qsort(order, n, sizeof *order, least_first);
    if (m->o->layout == MITIGATE_WHOLE_RUN) {
        add_task(m, order, n, 0, 1);
        free(order);
        return;
    }
    if (m->o->layout == MITIGATE_WAVES && m->o->first_wave > 0)
        first = (size_t)m->o->first_wave < n ? (size_t)m->o->first_wave : n;
    if (first > 0)
        wave = add_tasks(m, order, first, 0);
    (void)add_tasks(m, order + first, n - first, wave);
    free(order);
}

/* ---- whom it reaches ---- */

static int64_t certain(const struct blast_number *n)
{
    if (n->sure == BLAST_NOT_APPLICABLE)
        return 0;
    return n->sure == BLAST_KNOWN ? n->n : -1;
}

static bool changes_devices(const struct mitigating *m)
{
    for (size_t i = 0; i < m->o->set->n; i++)
        if (m->all[i].left_out == NULL && m->all[i].type != MITIGATION_PUBLISH_FINDING_TO_SNS)
            return true;
    return false;
}

/* The largest part of one group, rounded up; a group of unknown size may be the largest. */
static int group_pct(struct blast *b, const struct blast_totals *t)
{
    struct blast_group groups[BLAST_GROUPS_MAX];
    size_t n = blast_groups(b, groups, COUNT_OF(groups));
    int most = 0;

    if (t->things.sure != BLAST_NOT_APPLICABLE && t->grouped.sure != BLAST_KNOWN &&
        certain(&t->things) != 0)
        return -1;
    if (n > COUNT_OF(groups))
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (groups[i].share_pm < 0)
            return -1;
        int pct = (groups[i].share_pm + 9) / 10;

        most = pct > most ? pct : most;
    }
    return most;
}

/* Names of the things there are, for whoever reviews; which of them are online. */
static void name_things(struct mitigating *m)
{
    static const struct {
        enum blast_which which;
        const char *state;
    } states[] = {
        {BLAST_ONLINE, "online"}, {BLAST_ONLINE_UNKNOWN, "?"}, {BLAST_ALL, "offline"}};
    const char **names = mem_alloc(PLAN_THINGS_MAX, sizeof *names);
    struct map *seen = map_new();

    for (size_t s = 0; s < COUNT_OF(states); s++) {
        const struct blast_question q = {.which = states[s].which};
        size_t n = blast_things(m->o->blast, &q, names, PLAN_THINGS_MAX);

        for (size_t i = 0; i < n && m->p->n_things < PLAN_THINGS_MAX; i++)
            if (map_put(seen, names[i], m) == NULL) /* not said to be something else */
                plan_add_thing(m->p, &(struct plan_thing){names[i], states[s].state});
    }
    map_free(seen, NULL);
    free(names);
}

static void add_reach(struct mitigating *m)
{
    struct gate_reach *r = &m->p->reach;

    r->targets = (int64_t)m->acting;
    if (!changes_devices(m)) {
        r->things = r->online = 0;
        r->group_pct = 0;
        return;
    }
    if (m->o->blast == NULL || m->o->cut)
        return;
    struct blast_totals t = blast_totals(m->o->blast);

    r->things = certain(&t.things);
    r->online = certain(&t.online);
    r->group_pct = group_pct(m->o->blast, &t);
    name_things(m);
}

/* ---- the plan ---- */

static const struct mitigation_kind *only_kind(const struct mitigating *m)
{
    const struct mitigation_kind *only = NULL;

    for (size_t i = 0; i < m->o->set->n; i++) {
        const struct mitigation_kind *kind = &mitigation_kinds[m->all[i].type];

        if (m->all[i].left_out != NULL)
            continue;
        if (only != NULL && only != kind)
            return NULL;
        only = kind;
    }
    return only;
}

static void add_words(struct mitigating *m)
{
    const struct plan_mitigate_options *o = m->o;
    const struct mitigation_kind *only = only_kind(m);
    struct plan *p = m->p;

    p->title = plan_printf(p, "%s: %s", only != NULL ? i18n_text(only->title) : _("Mitigate"),
                           mitigate_count(m, m->acting));
    p->verb = plan_printf(p, _("Start: %s"), mitigate_count(m, m->acting));
    p->ticket = plan_text(p, o->ticket);
    p->reason = plan_text(p, o->reason);
    p->pause_ms = o->layout == MITIGATE_WAVES ? o->pause_ms : MITIGATE_NO_PAUSE_MS;
    p->stop_after = o->stop_after;
    p->then = p->n_steps == 1 ? plan_printf(p, "task %s", plan_call_task(&p->steps[0].call))
                              : plan_text(p, "tasks");
    if (p->n_back == 0)
        p->no_way_back = plan_text(p, only != NULL && !only->has_way_back
                                          ? i18n_text(only->way_back)
                                          : _("Nothing is known that would lead back."));
}

static bool refuse_empty(const struct mitigating *m, struct err *err)
{
    const char *why = m->o->set->n > 0 ? m->all[0].left_out : _("there is no finding");

    (void)err_set(err, ERR_USAGE, "nothing is left to act on: %.150s", why);
    return err_advise(err, "choose another action, or other %s",
                      mitigate_alarms(m) ? "alarms" : "findings");
}

struct plan *plan_mitigate(const struct plan_mitigate_options *o, struct err *err)
{
    struct plan *p = plan_new("mitigate", o->now_ms);
    struct mitigating m = {.o = o, .p = p, .arena = arena_new()};

    judge(&m);
    if (m.acting == 0) {
        (void)refuse_empty(&m, err);
        arena_free(m.arena);
        plan_free(p);
        return NULL;
    }
    add_steps(&m);
    for (size_t i = 0; i < o->set->n; i++)
        mitigate_add_target(&m, &m.all[i]);
    for (size_t i = 0; i < o->set->n; i++)
        if (m.all[i].left_out == NULL)
            mitigate_add_back(&m, &m.all[i]);
    add_reach(&m);
    add_words(&m);
    mitigate_add_facts(&m);
    arena_free(m.arena);
    return p;
}
