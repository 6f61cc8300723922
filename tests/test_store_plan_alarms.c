/* A mitigation of alarms as a plan, and being in a group as what its policies say. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/api/detect_mitigation.h"
#include "client/api/groups.h"
#include "tests/support/blast_rig.h"
#include "tests/support/mitigate_fixture.h"

static const char *const group_names[] = {"quarantine"};
static const struct add_things_to_thing_group_params groups = {
    .thing_group_names = {1, group_names}};
static const struct mitigation_action_params join = {.add_things_to_thing_group_params =
                                                         &groups};
static const struct update_device_certificate_params off = {"DEACTIVATE"};
static const struct mitigation_action_params deactivate = {.update_device_certificate_params =
                                                               &off};

static struct mitigate_action action(enum mitigation_type type)
{
    return (struct mitigate_action){
        .check = FROZEN_ALARMS,
        .name = "to-quarantine",
        .type = mitigation_kinds[type].name,
        .role = "arn:aws:iam::123456789012:role/r",
        .params = type == MITIGATION_ADD_THINGS_TO_THING_GROUP ? &join : &deactivate};
}

static void add(struct frozen *set, const char *id, const char *thing, bool suppressed)
{
    const struct behavior b = {.name = "Auth_fail_ML", .suppress_alerts = {suppressed, true}};
    const struct active_violation v = {.violation_id = id,
                                       .thing_name = thing,
                                       .behavior = &b,
                                       .security_profile_name = "ml-fleet"};

    cr_assert(frozen_add_alarm(set, &v));
}

static struct frozen *alarms(int n)
{
    struct frozen *set = frozen_new(MITIGATE_NOW);

    for (int i = 0; i < n; i++) {
        char id[40], thing[40];

        (void)snprintf(id, sizeof id, "v%d", i);
        (void)snprintf(thing, sizeof thing, "sensor-%d", i);
        add(set, id, thing, false);
    }
    return set;
}

static struct plan_mitigate_options options(const struct frozen *set,
                                            const struct mitigate_action *a)
{
    struct plan_mitigate_options o = mitigate_options(set, a);

    o.only_active = o.with_suppressed = true;
    o.reason = "ransomware";
    return o;
}

static size_t alarms_of(const struct plan_step *s)
{
    const struct start_detect_mitigation_actions_task_input *in = s->call.input;

    return in->target->violation_ids.n;
}

Test(plan_alarms, waves_and_tasks)
{
    static const struct {
        int alarms, first;
        enum mitigate_layout layout;
        size_t tasks;
        int waves;
        size_t in_first;
    } rows[] = {
        {1, 1, MITIGATE_WAVES, 1, 1, 1},   {26, 1, MITIGATE_WAVES, 2, 2, 1},
        {27, 1, MITIGATE_WAVES, 3, 2, 1},  {25, 1, MITIGATE_ONCE, 1, 1, 25},
        {125, 1, MITIGATE_ONCE, 5, 1, 25}, {126, 1, MITIGATE_ONCE, 6, 2, 25},
    };
    const struct mitigate_action a = action(MITIGATION_ADD_THINGS_TO_THING_GROUP);

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct frozen *set = alarms(rows[i].alarms);
        struct plan_mitigate_options o = options(set, &a);
        struct err err;
        size_t sent = 0;

        o.first_wave = rows[i].first;
        o.layout = rows[i].layout;
        struct plan *p = plan_mitigate(&o, &err);

        cr_assert_not_null(p, "row %zu: %s", i, err.text);
        cr_expect_eq(p->n_steps, rows[i].tasks, "row %zu: %zu tasks", i, p->n_steps);
        cr_expect_eq(plan_waves(p), rows[i].waves, "row %zu: %d waves", i, plan_waves(p));
        cr_expect_eq(alarms_of(&p->steps[0]), rows[i].in_first, "row %zu", i);
        for (size_t s = 0; s < p->n_steps; s++) {
            const struct start_detect_mitigation_actions_task_input *in =
                p->steps[s].call.input;
            size_t same_wave = 0;

            cr_expect(record_validate(op_start_detect_mitigation_actions_task.input, in, &err),
                      "%s", err.text);
            cr_expect_not_null(in->client_request_token);
            cr_expect_str_eq(plan_call_task(&p->steps[s].call), in->task_id);
            cr_expect(in->include_only_active_violations.value);
            cr_expect(in->include_suppressed_alerts.value);
            for (size_t k = 0; k < p->n_steps; k++)
                same_wave += p->steps[k].wave == p->steps[s].wave;
            cr_expect_leq(same_wave, (size_t)MITIGATE_DETECT_TASKS);
            sent += alarms_of(&p->steps[s]);
        }
        cr_expect_eq(sent, (size_t)rows[i].alarms);
        plan_free(p);
        frozen_free(set);
    }
}

static const char *busy(void *ctx, const char *violation)
{
    (void)ctx;
    return strcmp(violation, "in-a-task") == 0 ? "picket-00aa00aa-w1-1" : NULL;
}

Test(plan_alarms, what_is_left_out_and_why)
{
    static const struct {
        const char *id, *thing;
        bool suppressed;
        const char *why; /* a part of it; NULL: it takes part */
    } rows[] = {
        {"a", "gw 1/2%3", false, NULL},
        {"b", "\xe6\xa9\x9f\xe5\x99\xa8", true, "suppressed"},
        {"c", "gw 1/2%3", false, "same thing"},
        {"in-a-task", "x", false, "picket-00aa00aa-w1-1"},
        {"", "y", false, "id is not known"},
        {"d", NULL, false, "what it is about"},
    };
    const struct mitigate_action a = action(MITIGATION_ADD_THINGS_TO_THING_GROUP);
    const struct mitigate_action wrong = action(MITIGATION_UPDATE_DEVICE_CERTIFICATE);
    struct frozen *set = frozen_new(MITIGATE_NOW);
    struct plan_mitigate_options o = options(set, &a);
    struct err err;

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        add(set, rows[i].id, rows[i].thing, rows[i].suppressed);
    o.busy = busy;
    o.with_suppressed = false;
    struct plan *p = plan_mitigate(&o, &err);

    cr_assert_not_null(p, "%s", err.text);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *why = p->targets[i].left_out;

        if (rows[i].why == NULL)
            cr_expect_null(why, "row %zu: %s", i, why);
        else
            cr_expect(why != NULL && strstr(why, rows[i].why), "row %zu: %s", i,
                      why != NULL ? why : "takes part");
    }
    plan_free(p);
    o.actions = &wrong;
    cr_expect_null(plan_mitigate(&o, &err));
    cr_expect(strstr(err.text, "the service applies only ADD_THINGS_TO_THING_GROUP"), "%s",
              err.text);
    frozen_free(set);
}

Test(plan_alarms, all_of_a_behavior_in_one_task)
{
    struct frozen *set = alarms(60);
    const struct mitigate_action a = action(MITIGATION_ADD_THINGS_TO_THING_GROUP);
    struct plan_mitigate_options o = options(set, &a);
    struct err err;

    o.layout = MITIGATE_WHOLE_RUN;
    o.profile = "ml-fleet";
    o.behavior = "Auth_fail_ML";
    o.from_ms = MITIGATE_NOW - 3600000;
    o.to_ms = MITIGATE_NOW;
    o.only_active = false;
    struct plan *p = plan_mitigate(&o, &err);

    cr_assert_not_null(p, "%s", err.text);
    cr_assert_eq(p->n_steps, 1);
    const struct start_detect_mitigation_actions_task_input *in = p->steps[0].call.input;

    cr_expect_str_eq(in->target->security_profile_name, "ml-fleet");
    cr_expect_str_eq(in->target->behavior_name, "Auth_fail_ML");
    cr_expect_null(in->target->violation_ids.items);
    cr_expect_not(in->include_only_active_violations.value);
    cr_expect_eq(in->violation_event_occurrence_range->start_time.ms, o.from_ms);
    cr_expect(record_validate(op_start_detect_mitigation_actions_task.input, in, &err), "%s",
              err.text);
    plan_free(p);
    frozen_free(set);
}

/* A set is the same after it was in a file. */
Test(plan_alarms, what_was_frozen_is_read_again)
{
    char folder[] = "/tmp/plan-alarms-XXXXXX";
    struct frozen *set = alarms(3);
    struct err err;

    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(setenv("XDG_STATE_HOME", folder, 1), 0);
    cr_assert(frozen_save(set, &err), "%s", err.text);
    struct frozen *again = frozen_load(set->id, &err);

    cr_assert_not_null(again, "%s", err.text);
    cr_expect(frozen_of_alarms(again));
    cr_assert_eq(again->n, 3);
    cr_expect_str_eq(again->items[2].key, "thing:sensor-2");
    cr_expect_str_eq(again->items[2].behavior, "Auth_fail_ML");
    cr_expect_str_eq(again->items[2].profile, "ml-fleet");
    frozen_free(again);
    frozen_free(set);
}

/* ---- with devices that are known ---- */

#define MEMBER                                                                  \
    "SELECT t.name FROM thing t JOIN thing_group_member m ON m.thing_id = t.id" \
    " JOIN thing_group g ON g.id = m.group_id WHERE g.name = (" OF_GROUP ") LIMIT 1"
#define OF_GROUP                                                                      \
    "SELECT g.name FROM thing_group g JOIN thing_group_member m ON m.group_id = g.id" \
    " ORDER BY g.id LIMIT 1"
#define STRANGER                                                                              \
    "SELECT t.name FROM thing t WHERE t.id NOT IN (SELECT m.thing_id FROM"                    \
    " thing_group_member m JOIN thing_group g ON g.id = m.group_id WHERE g.name = (" OF_GROUP \
    ")) LIMIT 1"

static bool has_fact(const struct plan *p, const char *part)
{
    for (size_t i = 0; i < p->n_facts; i++)
        if (strstr(p->facts[i].text, part) != NULL)
            return true;
    return false;
}

/* Who is in the group is left out, who is not registered too; the way back takes out those
 * alone who were not in it. */
Test(plan_alarms, what_is_known_of_devices_decides)
{
    struct blast_rig r;
    struct blast_item items[3];
    struct err err;

    blast_rig_open(&r, 60);
    char *group = blast_rig_text(&r, OF_GROUP), *member = blast_rig_text(&r, MEMBER);
    char *stranger = blast_rig_text(&r, STRANGER);
    const char *const there[] = {group};
    const struct add_things_to_thing_group_params in_it = {.thing_group_names = {1, there}};
    const struct mitigation_action_params params = {.add_things_to_thing_group_params = &in_it};
    struct mitigate_action a = action(MITIGATION_ADD_THINGS_TO_THING_GROUP);
    struct frozen *set = frozen_new(MITIGATE_NOW);
    struct plan_mitigate_options o = options(set, &a);

    a.params = &params;
    add(set, "in", member, false);
    add(set, "out", stranger, false);
    add(set, "nobody", "not registered", false);
    cr_assert_eq(plan_mitigate_items(&o, items), 3);
    o.devices = r.devices;
    o.blast = blast_rig_run(&r, items, 3);
    struct plan *p = plan_mitigate(&o, &err);

    cr_assert_not_null(p, "%s", err.text);
    cr_expect_eq(plan_acting(p), 1);
    cr_expect(p->targets[0].left_out != NULL && strstr(p->targets[0].left_out, "already"), "%s",
              p->targets[0].left_out != NULL ? p->targets[0].left_out : "takes part");
    cr_expect(p->targets[2].left_out != NULL && strstr(p->targets[2].left_out, "registered"),
              "%s", p->targets[2].left_out != NULL ? p->targets[2].left_out : "takes part");
    cr_assert_eq(p->n_back, 1);
    const struct remove_thing_from_thing_group_input *back = p->back[0].call.input;

    cr_expect_str_eq(back->thing_name, stranger);
    cr_expect_str_eq(back->thing_group_name, group);
    cr_expect(has_fact(p, "join the groups"));
    plan_free(p);
    blast_free(o.blast);
    frozen_free(set);
    free(group);
    free(member);
    free(stranger);
    blast_rig_close(&r);
}

/* ---- groups ---- */

Test(plan_alarms, policies_are_judged)
{
#define STATEMENT(effect, action, resource, more)                      \
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" effect \
    "\",\"Action\":\"" action "\",\"Resource\":\"" resource "\"" more "}]}"
    static const struct {
        const char *document;
        enum group_cut cut;
        const char *text;
    } rows[] = {
        {STATEMENT("Deny", "iot:*", "*", ""), GROUP_CUT_OFF, "denies iot:* on *"},
        {STATEMENT("Deny", "iot:Connect", "arn:aws:iot:*:*:client/*", ""), GROUP_CUT_OFF,
         "denies iot:Connect"},
        {STATEMENT("Deny", "iot:Publish", "*", ""), GROUP_CUT_SOME, "denies iot:Publish on *"},
        {STATEMENT("Deny", "iot:Connect", "arn:aws:iot:e:1:client/one", ""), GROUP_CUT_SOME,
         "client/one"},
        {STATEMENT("Deny", "iot:*", "*", ",\"Condition\":{\"Bool\":{\"a\":\"true\"}}"),
         GROUP_CUT_SOME, "under conditions"},
        {STATEMENT("Allow", "iot:*", "*", ""), GROUP_CUT_SOME, "allows iot:* on *"},
        {"{", GROUP_CUT_UNKNOWN, "cannot be read"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = BUF_INIT(1024);

        cr_expect_eq(group_policy_judge(str_of(rows[i].document), &text), rows[i].cut,
                     "row %zu: %s", i, buf_text(&text));
        cr_expect(strstr(buf_text(&text), rows[i].text), "row %zu: %s", i, buf_text(&text));
        buf_free(&text);
    }
}

static void note(void *ctx)
{
    ++*(int *)ctx;
}

Test(plan_alarms, policies_of_a_group_are_asked_for)
{
    struct blast_rig r;
    struct buf text = BUF_INIT(2048);
    int news = 0;

    blast_rig_open(&r, 60);
    char *group = blast_rig_text(&r, OF_GROUP);
    struct group_policies *g = group_policies_new(r.client, note, &news);

    group_policies_want(g, group);
    group_policies_want(g, "no-such-group");
    for (int i = 0; i < 2000 && (client_pending(r.client) > 0 || i < 10); i++)
        (void)loop_turn(r.loop, 10000);
    cr_expect_eq(group_policies_cut(g, "no-such-group"), GROUP_CUT_GONE);
    cr_expect_neq(group_policies_cut(g, group), GROUP_CUT_UNKNOWN);
    group_policies_text(g, group, &text);
    cr_expect(strstr(buf_text(&text), "devices in it") || strstr(buf_text(&text), "no policy"),
              "%s", buf_text(&text));
    cr_expect_gt(news, 0);
    group_policies_free(g);
    buf_free(&text);
    free(group);
    blast_rig_close(&r);
}
