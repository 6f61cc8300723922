/* The end of a quarantine as a plan: who leaves, who does not and why, and the way back. */
#include <criterion/criterion.h>

#include "client/api/groups.h"
#include "client/store/plan_release.h"

#define NOW INT64_C(1795357327000)

static bool has_fact(const struct plan *p, const char *part)
{
    for (size_t i = 0; i < p->n_facts; i++)
        if (strstr(p->facts[i].text, part) != NULL)
            return true;
    return false;
}

static const struct release_thing things[] = {
    {"gw 1/2%3", RELEASE_IN, 2, "Auth_fail_ML, Disconnects", NOW - 3600000, "alice", "7f3a"},
    {"gw-2", RELEASE_IN, 0, "", 0, "", ""},
    {"gw-3", RELEASE_NOT_IN, 1, "Disconnects", 0, "", ""},
    {"gw-4", RELEASE_UNKNOWN, 0, "", 0, "", ""},
};

static struct plan_release_options options(void)
{
    return (struct plan_release_options){.group = "Quarantine",
                                         .things = things,
                                         .n = COUNT_OF(things),
                                         .now_ms = NOW,
                                         .ticket = "SEC-1",
                                         .reason = "mended",
                                         .alarms_known = true};
}

Test(plan_release, who_is_in_the_group_leaves_it)
{
    struct plan_release_options o = options();
    struct err err;
    struct plan *p = plan_release(&o, &err);

    cr_assert_not_null(p, "%s", err.text);
    cr_expect_str_eq(p->kind, "mitigate");
    cr_assert_eq(p->n_steps, 2);
    cr_assert_eq(p->n_back, 2);
    cr_expect_eq(plan_acting(p), 2);
    cr_expect(strstr(p->targets[2].left_out, "it is not in Quarantine"));
    cr_expect(strstr(p->targets[3].left_out, "not known"));
    const struct remove_thing_from_thing_group_input *out = p->steps[0].call.input;
    const struct add_thing_to_thing_group_input *in = p->back[0].call.input;

    cr_expect_eq(p->steps[0].call.op, &op_remove_thing_from_thing_group);
    cr_expect_eq(p->back[0].call.op, &op_add_thing_to_thing_group);
    cr_expect_str_eq(out->thing_name, "gw 1/2%3");
    cr_expect_str_eq(out->thing_group_name, "Quarantine");
    cr_expect_str_eq(in->thing_name, "gw 1/2%3");
    cr_expect_str_eq(in->thing_group_name, "Quarantine");
    cr_expect(has_fact(p, "1 of them still has an active alarm"));
    cr_expect(has_fact(p, "gw 1/2%3: Auth_fail_ML, Disconnects"));
    cr_expect(has_fact(p, "by alice, plan 7f3a"));
    cr_expect(has_fact(p, "1 put there by somebody else"));
    cr_expect_eq(p->reach.things, 2);
    cr_expect_eq(p->reach.online, -1, "nothing is known of it");
    p->steps[0].state = PLAN_STEP_DONE;
    struct plan *undo = plan_undo(p, NOW);

    cr_assert_not_null(undo);
    cr_expect_eq(undo->n_steps, 1);
    plan_free(undo);
    plan_free(p);
}

Test(plan_release, what_is_not_known_is_said)
{
    struct plan_release_options o = options();
    struct err err;

    o.alarms_known = false;
    o.cut = true;
    struct plan *p = plan_release(&o, &err);

    cr_assert_not_null(p, "%s", err.text);
    cr_expect(has_fact(p, "which of them are still in alarm is not known"));
    cr_expect(has_fact(p, "nothing is known of its policies"));
    cr_expect(has_fact(p, "the group has more than"));
    plan_free(p);
}

Test(plan_release, nothing_is_left)
{
    struct plan_release_options o = options();
    struct err err;

    o.things = &things[2];
    o.n = 2;
    cr_expect_null(plan_release(&o, &err));
    cr_expect(strstr(err.text, "it is not in Quarantine"), "%s", err.text);
    o.n = 0;
    cr_expect_null(plan_release(&o, &err));
    cr_expect(strstr(err.text, "there is no thing"), "%s", err.text);
}
