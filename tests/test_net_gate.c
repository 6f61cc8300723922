/* net/gate: what passes, what is asked for, when the window closes, what is written down. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "client/api/audit.h"
#include "client/api/certificates.h"
#include "client/api/custom_metrics.h"
#include "client/api/detect_mitigation.h"
#include "client/api/dimensions.h"
#include "client/api/groups.h"
#include "client/api/suppressions.h"
#include "client/api/violations.h"
#include "tests/support/gate_rig.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

struct world {
    struct fake_clock clock;
    struct loop *loop;
    struct gate_rig rig;
};

static void open_world(struct world *w, enum gate_start start)
{
    fake_clock_init(&w->clock, INT64_C(1764000000000));
    w->loop = loop_new(&w->clock.clock);
    gate_rig_open(&w->rig, w->loop, start);
}

static void close_world(struct world *w)
{
    gate_rig_close(&w->rig);
    loop_free(w->loop);
}

static void pass_ms(struct world *w, int64_t ms)
{
    fake_clock_advance(&w->clock, ms);
    (void)loop_turn(w->loop, 0);
}

static bool begin(struct world *w, const struct operation *op, const void *input,
                  const struct gate_change *change, struct err *err)
{
    int64_t entry;

    *err = (struct err){0};
    return gate_begin(w->rig.gate, op, input, change, &entry, err);
}

Test(gate, what_passes_when)
{
    struct operation other = {.name = "DeletePolicy", .effect = EFFECT_MUTATE};
    const struct {
        enum gate_start start;
        const struct operation *op;
        bool pass;
    } rows[] = {
        {GATE_NEVER, &op_list_audit_findings, true},
        {GATE_NEVER, &op_start_on_demand_audit_task, false},
        {GATE_NEVER, &op_delete_audit_suppression, false},
        {GATE_CLOSED, &op_start_on_demand_audit_task, true},
        {GATE_CLOSED, &op_cancel_audit_task, true},
        {GATE_CLOSED, &op_delete_audit_suppression, false},
        {GATE_CLOSED, &op_update_certificate, false},
        {GATE_CLOSED, &other, false},
        {GATE_OPEN, &op_start_on_demand_audit_task, true},
        {GATE_OPEN, &op_delete_audit_suppression, true},
        {GATE_OPEN, &op_update_certificate, true},
        {GATE_OPEN, &op_delete_account_audit_configuration, false},
        {GATE_OPEN, &other, false},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct world w;
        struct err err;

        open_world(&w, rows[i].start);
        bool passed = begin(&w, rows[i].op, NULL, &gate_rig_reviewed, &err);
        cr_expect_eq(passed, rows[i].pass, "row %zu: %s", i, err.text);
        cr_expect_eq(err.kind, rows[i].pass ? ERR_NONE : ERR_DENIED, "row %zu", i);
        cr_expect_eq(w.rig.begun, rows[i].pass && rows[i].op->effect == EFFECT_MUTATE,
                     "row %zu: written down exactly when it may leave", i);
        close_world(&w);
    }
}

Test(gate, nobody_reviewed_it)
{
    struct world w;
    struct err err;

    open_world(&w, GATE_OPEN);
    cr_expect_not(begin(&w, &op_delete_audit_suppression, NULL, NULL, &err));
    cr_expect(strstr(err.text, "not reviewed") != NULL, "%s", err.text);
    cr_expect_eq(w.rig.begun, 0);
    close_world(&w);
}

Test(gate, a_full_disk_sends_nothing)
{
    struct world w;
    struct err err;

    open_world(&w, GATE_OPEN);
    w.rig.full = true;
    cr_expect_not(begin(&w, &op_delete_audit_suppression, NULL, &gate_rig_reviewed, &err));
    cr_expect_eq(err.kind, ERR_IO);
    close_world(&w);
}

Test(gate, the_window_closes_by_itself)
{
    struct world w;
    struct err err = {0};

    open_world(&w, GATE_CLOSED);
    cr_assert(gate_arm(w.rig.gate, 15 * 60 * 1000, "SEC-1", &err), "%s", err.text);
    cr_expect(gate_is_armed(w.rig.gate));
    cr_expect_str_eq(gate_ticket(w.rig.gate), "SEC-1");
    for (int minute = 1; minute < 15; minute++) { /* somebody is there */
        pass_ms(&w, 60 * 1000);
        gate_touch(w.rig.gate);
        cr_expect(gate_is_armed(w.rig.gate), "minute %d", minute);
    }
    cr_expect_leq(gate_left_ms(w.rig.gate), 60 * 1000);
    pass_ms(&w, 60 * 1000 + 1);
    cr_expect_not(gate_is_armed(w.rig.gate), "over after 15 minutes");
    cr_expect_not(begin(&w, &op_delete_audit_suppression, NULL, &gate_rig_reviewed, &err));

    cr_assert(gate_arm(w.rig.gate, 0, "", &err));
    pass_ms(&w, w.rig.guards.arm_idle_ms + 1);
    cr_expect_not(gate_is_armed(w.rig.gate), "over when nobody presses a key");
    cr_assert(gate_arm(w.rig.gate, 0, "", &err));
    gate_disarm(w.rig.gate);
    cr_expect_not(gate_is_armed(w.rig.gate));
    close_world(&w);
}

Test(gate, guards_of_the_context)
{
    static const struct create_audit_suppression_input soon = {
        .expiration_date = {INT64_C(1764000000000) + 10 * DAY_MS, true}};
    static const struct create_audit_suppression_input late = {
        .expiration_date = {INT64_C(1764000000000) + 31 * DAY_MS, true}};
    static const struct create_audit_suppression_input ever = {
        .suppress_indefinitely = {true, true}};
    const struct operation *create = &op_create_audit_suppression,
                           *start = &op_start_audit_mitigation_actions_task;
    struct gate_change typed = gate_rig_reviewed, big = gate_rig_reviewed,
                       approved = gate_rig_reviewed, ticket = gate_rig_reviewed;
    const struct {
        const char *name;
        struct guards guards; /* members that are set replace the defaults */
        const struct operation *op;
        const void *input;
        const struct gate_change *change;
        const char *refusal; /* a part of it; NULL: passes */
    } rows[] = {
        {"no limit", {0}, create, &ever, &gate_rig_reviewed, NULL},
        {"short enough",
         {.suppress_max_ms = 30 * DAY_MS},
         create,
         &soon,
         &gate_rig_reviewed,
         NULL},
        {"too long",
         {.suppress_max_ms = 30 * DAY_MS},
         create,
         &late,
         &gate_rig_reviewed,
         "at most"},
        {"for ever",
         {.suppress_max_ms = 30 * DAY_MS},
         create,
         &ever,
         &gate_rig_reviewed,
         "for ever"},
        {"not typed",
         {.protected_context = true},
         create,
         &soon,
         &gate_rig_reviewed,
         "'1 test' has to be typed"},
        {"typed", {.protected_context = true}, create, &soon, &typed, NULL},
        {"many", {.confirm_from = 1}, create, &soon, &gate_rig_reviewed, "has to be typed"},
        {"no ticket", {.ticket = true}, create, &soon, &gate_rig_reviewed, "asks for a ticket"},
        {"ticket", {.ticket = true}, create, &soon, &ticket, NULL},
        {"not among what is allowed",
         {.allow = 1u << CHANGE_SUPPRESS},
         start,
         NULL,
         &gate_rig_reviewed,
         "'mitigate' is not allowed"},
        {"one person", {.second_online = 100}, start, NULL, &big, "second person"},
        {"unknown reach", {.second_online = 100}, start, NULL, &gate_rig_reviewed, "not known"},
        {"two persons", {.second_online = 100}, start, NULL, &approved, NULL},
        {"region",
         {.regions = {"eu-west-1"}, .n_regions = 1},
         create,
         &soon,
         &gate_rig_reviewed,
         "us-east-1"},
    };

    typed.typed = "1 test";
    ticket.ticket = "SEC-9";
    big.reach = approved.reach = (struct gate_reach){2, 137, 123, 30};
    big.typed = approved.typed = "123 test";
    approved.approved_by = "bob";
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct world w;
        struct err err;

        open_world(&w, GATE_OPEN);
        struct guards *g = &w.rig.guards;
        g->protected_context = rows[i].guards.protected_context;
        g->ticket = rows[i].guards.ticket;
        g->suppress_max_ms = rows[i].guards.suppress_max_ms;
        g->second_online = rows[i].guards.second_online;
        g->n_regions = rows[i].guards.n_regions;
        g->regions[0] = rows[i].guards.regions[0];
        if (rows[i].guards.allow != 0)
            g->allow = rows[i].guards.allow;
        if (rows[i].guards.confirm_from != 0)
            g->confirm_from = rows[i].guards.confirm_from;
        bool passed = begin(&w, rows[i].op, rows[i].input, rows[i].change, &err);
        cr_expect_eq(passed, rows[i].refusal == NULL, "%s: %s", rows[i].name, err.text);
        if (rows[i].refusal != NULL)
            cr_expect(strstr(err.text, rows[i].refusal) != NULL, "%s: %s", rows[i].name,
                      err.text);
        g->n_regions = 0;
        g->regions[0] = NULL;
        close_world(&w);
    }
}

/* A plan says that it takes something back; only calls that can are believed. */
/* Every change of Detect is of a kind that a context allows or does not. */
Test(gate, changes_of_detect_have_their_kinds)
{
    static const struct {
        const struct operation *op;
        enum change_kind kind;
    } rows[] = {
        {&op_put_verification_state_on_violation, CHANGE_VERIFY},
        {&op_start_detect_mitigation_actions_task, CHANGE_MITIGATE},
        {&op_cancel_detect_mitigation_actions_task, CHANGE_MITIGATE},
        {&op_add_thing_to_thing_group, CHANGE_MITIGATE},
        {&op_remove_thing_from_thing_group, CHANGE_MITIGATE},
        {&op_create_security_profile, CHANGE_PROFILES},
        {&op_update_security_profile, CHANGE_PROFILES},
        {&op_delete_security_profile, CHANGE_PROFILES},
        {&op_attach_security_profile, CHANGE_PROFILES},
        {&op_detach_security_profile, CHANGE_PROFILES},
        {&op_create_custom_metric, CHANGE_PROFILES},
        {&op_update_custom_metric, CHANGE_PROFILES},
        {&op_delete_custom_metric, CHANGE_PROFILES},
        {&op_create_dimension, CHANGE_PROFILES},
        {&op_update_dimension, CHANGE_PROFILES},
        {&op_delete_dimension, CHANGE_PROFILES},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (int allowed = 1; allowed >= 0; allowed--) {
            const unsigned bit = 1u << rows[i].kind;
            struct world w;
            struct err err;

            open_world(&w, GATE_OPEN);
            w.rig.guards.allow = allowed == 1 ? bit : ~bit;
            cr_expect_eq(begin(&w, rows[i].op, NULL, &gate_rig_reviewed, &err), allowed == 1,
                         "%s %d: %s", rows[i].op->name, allowed, err.text);
            close_world(&w);
        }
}

Test(gate, what_is_a_way_back)
{
    static const struct update_certificate_input on = {.certificate_id = "c",
                                                       .new_status = "ACTIVE"},
                                                 off = {.certificate_id = "c",
                                                        .new_status = "INACTIVE"};
    static const struct {
        const char *name;
        unsigned allow;
        const struct operation *op;
        const void *input;
        const char *refusal; /* a part of it; NULL: passes */
    } rows[] = {
        {"activating", ~0u, &op_update_certificate, &on, NULL},
        {"deactivating", ~0u, &op_update_certificate, &off, "second person"},
        {"a start", ~0u, &op_start_audit_mitigation_actions_task, NULL, "second person"},
        {"a start on alarms", ~0u, &op_start_detect_mitigation_actions_task, NULL,
         "second person"},
        {"into the group again", ~0u, &op_add_thing_to_thing_group, NULL, NULL},
        {"no undo here", ~(1u << CHANGE_UNDO), &op_update_certificate, &on, "'undo' is not"},
    };
    struct gate_change back = gate_rig_reviewed;

    back.is_undo = true;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct world w;
        struct err err;

        open_world(&w, GATE_OPEN);
        w.rig.guards.second_online = 100;
        w.rig.guards.allow &= rows[i].allow;
        bool passed = begin(&w, rows[i].op, rows[i].input, &back, &err);
        cr_expect_eq(passed, rows[i].refusal == NULL, "%s: %s", rows[i].name, err.text);
        if (rows[i].refusal != NULL)
            cr_expect(strstr(err.text, rows[i].refusal) != NULL, "%s: %s", rows[i].name,
                      err.text);
        close_world(&w);
    }
}

Test(gate, an_end_beside_for_ever_does_not_count)
{
    static const struct create_audit_suppression_input both = {
        .expiration_date = {INT64_C(1764000000000) + 10 * DAY_MS, true},
        .suppress_indefinitely = {true, true}};
    struct world w;
    struct err err;

    open_world(&w, GATE_OPEN);
    w.rig.guards.suppress_max_ms = 30 * DAY_MS;
    cr_expect_not(begin(&w, &op_create_audit_suppression, &both, &gate_rig_reviewed, &err));
    cr_expect(strstr(err.text, "for ever") != NULL, "%s", err.text);
    close_world(&w);
}

/* "2mo" is 62 days in summer, "30d" an hour more when the clocks are put back. */
Test(gate, an_end_by_the_calendar_is_not_too_late)
{
    static const struct {
        struct when_span max;
        int64_t end_ms; /* from now */
        bool pass;
    } rows[] = {
        {{.months = 2}, 62 * DAY_MS, true},
        {{.months = 2}, 64 * DAY_MS, false},
        {{.days = 30}, 30 * DAY_MS + DAY_MS / 24, true},
        {{.days = 30}, 31 * DAY_MS, false},
        {{.ms = DAY_MS}, DAY_MS + 1, false},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct create_audit_suppression_input in = {
            .expiration_date = {INT64_C(1764000000000) + rows[i].end_ms, true}};
        struct world w;
        struct err err;

        open_world(&w, GATE_OPEN);
        w.rig.guards.suppress_max = rows[i].max;
        w.rig.guards.suppress_max_ms = when_span_ms(&rows[i].max);
        cr_expect_eq(begin(&w, &op_create_audit_suppression, &in, &gate_rig_reviewed, &err),
                     rows[i].pass, "%zu: %s", i, err.text);
        close_world(&w);
    }
}
