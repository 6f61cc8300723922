/* Which things a quarantine is ended for, and what is known of them. */
#include <stdlib.h>
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/api/mitigation.h"
#include "client/base/map.h"
#include "client/store/plan_file.h"
#include "views/release_inside.h"

enum { PLANS_READ = 20, ENTRIES_READ = 1000 };

/* ---- which ---- */

static void add_thing(struct release *s, struct map *seen, const char *name)
{
    if (*name == '\0' || map_put(seen, name, s) != NULL)
        return;
    if (s->n == RELEASE_MAX) {
        s->cut = true;
        return;
    }
    s->things[s->n++] = (struct release_thing){
        .name = arena_str(s->arena, name), .behaviors = "", .by = "", .plan = ""};
}

bool release_collect(struct release *s)
{
    struct map *seen;

    if (s->set == NULL && *s->thing == '\0' && answer_state(s->members) != ANSWER_READY)
        return false;
    seen = map_new();
    s->things = arena_alloc(s->arena, RELEASE_MAX, sizeof *s->things);
    s->n = 0;
    for (size_t i = 0; s->set != NULL && i < s->set->n; i++)
        add_thing(s, seen, frozen_thing(&s->set->items[i]));
    add_thing(s, seen, s->thing);
    for (size_t i = 0; s->set == NULL && *s->thing == '\0' && i < answer_items(s->members); i++)
        add_thing(s, seen, *(const char *const *)answer_item(s->members, i));
    s->cut |= answer_cut(s->members);
    map_free(seen, NULL);
    return true;
}

/* ---- groups ---- */

static enum release_member member_of(const struct release *s, const char *thing,
                                     const char *group)
{
    struct devices *d = app_devices(s->app);
    const struct device_fact *f = devices_fact(d, DEVICE_GROUPS, devices_id(d, str_of(thing)));
    const uint32_t id = devices_id(d, str_of(group));

    if (f->state == DEVICE_GONE)
        return RELEASE_NOT_IN;
    if (f->state != DEVICE_KNOWN)
        return RELEASE_UNKNOWN;
    for (size_t i = 0; i < f->n; i++)
        if (f->ids[i] == id)
            return RELEASE_IN;
    return f->cut ? RELEASE_UNKNOWN : RELEASE_NOT_IN;
}

static bool any_member(const struct release *s, const char *group)
{
    for (size_t i = 0; i < s->n; i++)
        if (member_of(s, s->things[i].name, group) == RELEASE_IN)
            return true;
    return false;
}

static void add_group(struct release *s, const char *name)
{
    for (size_t i = 0; i < s->n_groups; i++)
        if (strcmp(s->groups[i], name) == 0)
            return;
    if (s->n_groups < RELEASE_GROUPS_MAX)
        s->groups[s->n_groups++] = arena_str(s->arena, name);
}

void release_find_groups(struct release *s)
{
    const struct described *actions = app_actions(s->app);

    s->n_groups = 0;
    if (*s->group != '\0') {
        add_group(s, s->group);
        return;
    }
    for (size_t i = 0; i < described_count(actions); i++) {
        const struct describe_mitigation_action_output *a = described_at(actions, i)->output;
        const struct add_things_to_thing_group_params *p =
            a != NULL && a->action_params != NULL
                ? a->action_params->add_things_to_thing_group_params
                : NULL;

        for (size_t k = 0; p != NULL && k < p->thing_group_names.n; k++) {
            const char *name = ((const char *const *)p->thing_group_names.items)[k];

            if (any_member(s, name))
                add_group(s, name);
        }
    }
}

/* ---- what is known ---- */

static void add_alarm(struct release *s, struct release_thing *t, struct str behavior)
{
    t->alarms++;
    t->behaviors = arena_printf(s->arena, "%s%s%.*s", t->behaviors, t->alarms > 1 ? ", " : "",
                                (int)behavior.n, behavior.n > 0 ? behavior.p : "");
}

static void count_alarms(struct release *s)
{
    const struct table *rows = source_table(watched_list_source(app_alarms(s->app)));
    struct map *by_name = map_new();
    char scratch[TABLE_SCRATCH], other[TABLE_SCRATCH];
    struct buf name = BUF_INIT(TABLE_TEXT_MAX);

    for (size_t i = 0; i < s->n; i++) {
        s->things[i].alarms = 0;
        s->things[i].behaviors = "";
        (void)map_put(by_name, s->things[i].name, &s->things[i]);
    }
    for (uint32_t row = 0; row < table_rows(rows); row++) {
        const struct str thing = table_text(rows, row, ALARM_THING, scratch);

        buf_reset(&name);
        buf_put(&name, thing.p, thing.n);
        struct release_thing *t = map_get(by_name, buf_text(&name));

        if (t != NULL)
            add_alarm(s, t, table_text(rows, row, ALARM_BEHAVIOR, other));
    }
    buf_free(&name);
    map_free(by_name, NULL);
}

void release_judge(struct release *s, const char *group)
{
    for (size_t i = 0; i < s->n; i++)
        s->things[i].member = member_of(s, s->things[i].name, group);
    count_alarms(s);
}

/* ---- since when, and by whom ---- */

struct reading {
    struct release *s;
    const char *group;
    struct map *plans; /* read already */
    size_t n_plans;
};

static bool names_group(const struct plan_target *t, const char *group)
{
    return t->after != NULL && strstr(t->after, group) != NULL;
}

/* "gw-12, Auth_fail_ML", or "gw-12", is of the thing gw-12. */
static bool is_about(const struct plan_target *t, const char *thing)
{
    const size_t n = strlen(thing);

    return t->left_out == NULL && str_starts(t->text, thing) &&
           (t->text[n] == ',' || t->text[n] == '\0');
}

static void note_plan(struct reading *r, const struct plan *p, const struct journal_entry *e)
{
    for (size_t i = 0; i < r->s->n; i++) {
        struct release_thing *t = &r->s->things[i];

        for (size_t k = 0; t->since_ms == 0 && k < p->n_targets; k++)
            if (is_about(&p->targets[k], t->name) && names_group(&p->targets[k], r->group)) {
                t->since_ms = e->time.ms;
                t->by = arena_str(r->s->arena, e->person);
                t->plan = arena_str(r->s->arena, p->id);
            }
    }
}

static bool on_entry(void *ctx, const struct journal_entry *e)
{
    struct reading *r = ctx;
    struct err err;

    if (strcmp(e->operation, op_start_detect_mitigation_actions_task.name) != 0 ||
        e->plan == NULL || map_put(r->plans, e->plan, r) != NULL)
        return true;
    struct plan *p = plan_load(e->plan, &err);

    if (p != NULL)
        note_plan(r, p, e);
    plan_free(p);
    return ++r->n_plans < PLANS_READ;
}

void release_read_journal(struct release *s, const char *group)
{
    const struct journal_query q = {.context = app_context(s->app)->name,
                                    .limit = ENTRIES_READ};
    struct reading r = {.s = s, .group = group, .plans = map_new()};
    struct err err; /* what cannot be read says nothing: "by somebody else" */

    for (size_t i = 0; i < s->n; i++)
        s->things[i].since_ms = 0;
    (void)!journal_read(app_journal(s->app), &q, on_entry, &r, &err);
    map_free(r.plans, NULL);
}
