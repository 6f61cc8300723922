/* A mitigation as a plan: tasks, waves, what is left out and why, and the way back. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/api/audit_mitigation.h"
#include "client/base/mem.h"
#include "client/store/plan_action.h"
#include "tests/support/blast_rig.h"
#include "tests/support/mitigate_fixture.h"

#define SHARED "DEVICE_CERTIFICATE_SHARED_CHECK"
#define POLICY "IOT_POLICY_OVERLY_PERMISSIVE_CHECK"
#define CA     "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK"
#define LOG    "LOGGING_DISABLED_CHECK"
#define HEX64  "aa00000000000000000000000000000000000000000000000000000000000000"

static const struct update_device_certificate_params off = {"DEACTIVATE"};
static const struct update_ca_certificate_params ca_off = {"DEACTIVATE"};
static const struct replace_default_policy_version_params blank = {"BLANK_POLICY"};
static const char *const group_names[] = {"quarantine"};
static const struct add_things_to_thing_group_params groups = {
    .thing_group_names = {1, group_names}};
static const struct enable_iot_logging_params logging = {"INFO", "arn:aws:iam::1:role/l"};
static const struct publish_finding_to_sns_params sns = {"arn:aws:sns:eu-west-1:1:t"};
static const struct mitigation_action_params of_type[MITIGATION_COUNT] = {
    [MITIGATION_UPDATE_DEVICE_CERTIFICATE] = {.update_device_certificate_params = &off},
    [MITIGATION_UPDATE_CA_CERTIFICATE] = {.update_ca_certificate_params = &ca_off},
    [MITIGATION_REPLACE_DEFAULT_POLICY_VERSION] = {.replace_default_policy_version_params =
                                                       &blank},
    [MITIGATION_ADD_THINGS_TO_THING_GROUP] = {.add_things_to_thing_group_params = &groups},
    [MITIGATION_ENABLE_IOT_LOGGING] = {.enable_iot_logging_params = &logging},
    [MITIGATION_PUBLISH_FINDING_TO_SNS] = {.publish_finding_to_sns_params = &sns},
};

static struct mitigate_action action(const char *check, enum mitigation_type type)
{
    return (struct mitigate_action){.check = check,
                                    .name = "act",
                                    .type = mitigation_kinds[type].name,
                                    .role = "arn:aws:iam::123456789012:role/r",
                                    .params = &of_type[type]};
}

static struct frozen *certificates(int n)
{
    struct frozen *set = frozen_new(MITIGATE_NOW);

    for (int i = 0; i < n; i++) {
        char id[40], key[80];

        (void)snprintf(id, sizeof id, "f%d", i);
        (void)snprintf(key, sizeof key, "cert:%064x", i);
        cr_assert(frozen_add(
            set, &(struct frozen_finding){.finding = id, .check = SHARED, .key = key}));
    }
    return set;
}

static size_t findings_of(const struct plan_step *s)
{
    const struct start_audit_mitigation_actions_task_input *in = s->call.input;

    return in->target->finding_ids.n;
}

Test(plan_mitigate, waves_and_tasks)
{
    static const struct {
        int findings, first;
        enum mitigate_layout layout;
        size_t tasks;
        int waves;
        size_t in_first; /* task */
    } rows[] = {
        {1, 1, MITIGATE_WAVES, 1, 1, 1},    {2, 1, MITIGATE_WAVES, 2, 2, 1},
        {3, 5, MITIGATE_WAVES, 1, 1, 3},    {26, 1, MITIGATE_WAVES, 2, 2, 1},
        {27, 1, MITIGATE_WAVES, 3, 2, 1},   {60, 30, MITIGATE_WAVES, 4, 2, 25},
        {25, 1, MITIGATE_ONCE, 1, 1, 25},   {26, 1, MITIGATE_ONCE, 2, 1, 25},
        {200, 1, MITIGATE_ONCE, 8, 1, 25},  {201, 1, MITIGATE_ONCE, 9, 2, 25},
        {202, 1, MITIGATE_WAVES, 10, 3, 1}, {2000, 1, MITIGATE_WAVES, 81, 11, 1},
    };
    const struct mitigate_action a = action(SHARED, MITIGATION_UPDATE_DEVICE_CERTIFICATE);

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct frozen *set = certificates(rows[i].findings);
        struct plan_mitigate_options o = mitigate_options(set, &a);
        struct err err;

        o.first_wave = rows[i].first;
        o.layout = rows[i].layout;
        struct plan *p = plan_mitigate(&o, &err);

        cr_assert_not_null(p, "row %zu: %s", i, err.text);
        cr_expect_eq(p->n_steps, rows[i].tasks, "row %zu: %zu tasks", i, p->n_steps);
        cr_expect_eq(plan_waves(p), rows[i].waves, "row %zu: %d waves", i, plan_waves(p));
        cr_expect_eq(findings_of(&p->steps[0]), rows[i].in_first, "row %zu", i);
        cr_expect_eq(plan_acting(p), (size_t)rows[i].findings);
        cr_expect_eq(p->n_back, (size_t)rows[i].findings);
        size_t sent = 0;

        for (size_t s = 0; s < p->n_steps; s++) {
            const struct start_audit_mitigation_actions_task_input *in = p->steps[s].call.input;
            const struct audit_mitigation_actions_task_target *t = in->target;
            size_t same_wave = 0;

            cr_expect_leq(findings_of(&p->steps[s]), (size_t)MITIGATE_TASK_FINDINGS);
            cr_expect_not_null(in->client_request_token);
            cr_expect_null(t->audit_task_id);
            cr_expect(record_validate(op_start_audit_mitigation_actions_task.input, in, &err),
                      "%s", err.text);
            cr_expect(str_starts(in->task_id, "picket-"));
            for (size_t k = 0; k < p->n_steps; k++)
                same_wave += p->steps[k].wave == p->steps[s].wave;
            cr_expect_leq(same_wave, (size_t)MITIGATE_WAVE_TASKS);
            sent += findings_of(&p->steps[s]);
        }
        cr_expect_eq(sent, (size_t)rows[i].findings);
        cr_expect_eq(p->pause_ms, rows[i].layout == MITIGATE_WAVES ? 0 : MITIGATE_NO_PAUSE_MS);
        plan_free(p);
        frozen_free(set);
    }
}

static const char *busy(void *ctx, const char *finding)
{
    (void)ctx;
    return strcmp(finding, "in-a-task") == 0 ? "picket-00aa00aa-w1-1" : NULL;
}

static const char *version_now(void *ctx, const char *policy)
{
    (void)ctx;
    return strcmp(policy, "Moved") == 0   ? "9"
           : strcmp(policy, "Gone") == 0  ? ""
           : strcmp(policy, "Fleet") == 0 ? "7"
                                          : NULL;
}

Test(plan_mitigate, what_is_left_out_and_why)
{
    static const struct {
        struct frozen_finding finding;
        const char *why; /* a part of it; NULL: it takes part */
    } rows[] = {
        {{.finding = "a", .check = SHARED, .key = "cert:aa", .suppressed = false}, NULL},
        {{.finding = "b", .check = SHARED, .key = "cert:bb", .suppressed = true}, "suppressed"},
        {{.finding = "c", .check = SHARED, .key = "cert:aa", .suppressed = false},
         "same resource"},
        {{.finding = "in-a-task", .check = SHARED, .key = "cert:dd", .suppressed = false},
         "picket-00aa00aa-w1-1"},
        {{.finding = "", .check = SHARED, .key = "cert:ee", .suppressed = false},
         "id is not known"},
        {{.finding = "f", .check = CA, .key = "ca:ff", .suppressed = false},
         "acts on a device certificate"},
        {{.finding = "g", .check = LOG, .key = "account:1", .suppressed = false},
         "no action was chosen"},
        {{.finding = "h",
          .check = "SOMETHING_NEW_CHECK",
          .key = "cert:ab",
          .suppressed = false},
         NULL},
        {{.finding = "i", .check = POLICY, .key = "policy:Fleet:7", .suppressed = false}, NULL},
        {{.finding = "j", .check = POLICY, .key = "policy:Moved:7", .suppressed = false},
         "version 9 is the default now"},
        {{.finding = "k", .check = POLICY, .key = "policy:Gone:1", .suppressed = false},
         "gone"},
        {{.finding = "l", .check = POLICY, .key = "policy:Unseen:3", .suppressed = false},
         NULL},
        {{.finding = "m", .check = SHARED, .key = "", .suppressed = false}, "what it is about"},
    };
    const struct mitigate_action actions[] = {
        action(SHARED, MITIGATION_UPDATE_DEVICE_CERTIFICATE),
        action(CA, MITIGATION_UPDATE_DEVICE_CERTIFICATE), /* does not fit */
        action("SOMETHING_NEW_CHECK", MITIGATION_UPDATE_DEVICE_CERTIFICATE),
        action(POLICY, MITIGATION_REPLACE_DEFAULT_POLICY_VERSION),
    };
    struct frozen *set = frozen_new(MITIGATE_NOW);
    struct plan_mitigate_options o = mitigate_options(set, actions);
    struct blast_item items[COUNT_OF(rows)];
    struct err err;

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_assert(frozen_add(set, &rows[i].finding));
    o.n_actions = COUNT_OF(actions);
    o.busy = busy;
    o.default_version = version_now;
    struct plan *p = plan_mitigate(&o, &err);

    cr_assert_not_null(p, "%s", err.text);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *why = p->targets[i].left_out;

        if (rows[i].why == NULL) {
            cr_expect_null(why, "row %zu: %s", i, why);
            cr_expect_geq(p->targets[i].step, 0);
        } else {
            cr_expect(why != NULL && strstr(why, rows[i].why), "row %zu: %s", i,
                      why != NULL ? why : "takes part");
            cr_expect_eq(p->targets[i].step, -1);
        }
    }
    cr_expect_eq(plan_acting(p), 4);
    cr_expect_eq(p->reach.targets, 4);
    cr_expect_eq(p->reach.online, -1, "nothing is known: nothing is counted as none");
    /* the one that a task works on is asked about: nobody knows what the task makes of it */
    cr_expect_eq(plan_mitigate_items(&o, items), 5);
    cr_expect_str_eq(p->targets[0].probe.seen, "ACTIVE");
    cr_expect_str_eq(p->targets[8].probe.seen, "7");
    plan_free(p);
    frozen_free(set);
}

Test(plan_mitigate, nothing_to_act_on)
{
    struct frozen *set = frozen_new(MITIGATE_NOW);
    const struct mitigate_action a = action(SHARED, MITIGATION_UPDATE_CA_CERTIFICATE);
    struct plan_mitigate_options o = mitigate_options(set, &a);
    struct err err;

    cr_expect_null(plan_mitigate(&o, &err));
    cr_expect(strstr(err.text, "there is no finding"), "%s", err.text);
    cr_assert(frozen_add(
        set, &(struct frozen_finding){.finding = "f", .check = SHARED, .key = "cert:aa"}));
    cr_expect_null(plan_mitigate(&o, &err));
    cr_expect(strstr(err.text, "UPDATE_CA_CERTIFICATE acts on a CA certificate"), "%s",
              err.text);
    frozen_free(set);
}

Test(plan_mitigate, the_way_back_of_each_type)
{
    static const struct get_v2_logging_options_output was = {.default_log_level = "ERROR",
                                                             .disable_all_logs = {true, true}};
    static const struct {
        const char *check, *key;
        enum mitigation_type type;
        const char *back, *after; /* operation; NULL: none */
    } rows[] = {
        {SHARED, "cert:" HEX64, MITIGATION_UPDATE_DEVICE_CERTIFICATE, "UpdateCertificate",
         "INACTIVE"},
        {CA, "ca:" HEX64, MITIGATION_UPDATE_CA_CERTIFICATE, "UpdateCACertificate", "INACTIVE"},
        {POLICY, "policy:P:4", MITIGATION_REPLACE_DEFAULT_POLICY_VERSION,
         "SetDefaultPolicyVersion", "a blank version"},
        {LOG, "account:1", MITIGATION_ENABLE_IOT_LOGGING, "SetV2LoggingOptions",
         "logging level INFO"},
        {SHARED, "cert:" HEX64, MITIGATION_PUBLISH_FINDING_TO_SNS, NULL, "a message"},
        {SHARED, "cert:" HEX64, MITIGATION_ADD_THINGS_TO_THING_GROUP, NULL,
         "its things in quarantine"}, /* of no things is anything known */
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct frozen *set = frozen_new(MITIGATE_NOW);
        const struct mitigate_action a = action(rows[i].check, rows[i].type);
        struct plan_mitigate_options o = mitigate_options(set, &a);
        struct err err;

        o.logging = &was;
        cr_assert(frozen_add(set, &(struct frozen_finding){.finding = "f",
                                                           .check = rows[i].check,
                                                           .key = rows[i].key}));
        struct plan *p = plan_mitigate(&o, &err);

        cr_assert_not_null(p, "row %zu: %s", i, err.text);
        cr_expect_str_eq(p->targets[0].after, rows[i].after, "row %zu", i);
        cr_expect_eq(p->n_back, rows[i].back != NULL, "row %zu", i);
        cr_expect_eq(p->no_way_back == NULL, rows[i].back != NULL, "row %zu", i);
        if (p->n_back == 1) {
            cr_expect_str_eq(p->back[0].call.op->name, rows[i].back);
            cr_expect(record_validate(p->back[0].call.op->input, p->back[0].call.input, &err),
                      "row %zu: %s", i, err.text);
            p->steps[0].state = PLAN_STEP_DONE;
            struct plan *undo = plan_undo(p, MITIGATE_NOW);

            cr_assert_not_null(undo);
            cr_expect_eq(undo->n_steps, 1);
            plan_free(undo);
        }
        cr_expect_eq(p->reach.things,
                     rows[i].type == MITIGATION_PUBLISH_FINDING_TO_SNS ? 0 : -1);
        plan_free(p);
        frozen_free(set);
    }
}

Test(plan_mitigate, a_whole_audit_in_one_task)
{
    struct frozen *set = certificates(60);
    const struct mitigate_action a = action(SHARED, MITIGATION_UPDATE_DEVICE_CERTIFICATE);
    struct plan_mitigate_options o = mitigate_options(set, &a);
    struct err err;

    o.layout = MITIGATE_WHOLE_RUN;
    o.run = "aa11aa11aa11aa11aa11aa11aa11aa11";
    struct plan *p = plan_mitigate(&o, &err);

    cr_assert_not_null(p, "%s", err.text);
    cr_assert_eq(p->n_steps, 1);
    const struct start_audit_mitigation_actions_task_input *in = p->steps[0].call.input;

    cr_expect_str_eq(in->target->audit_task_id, o.run);
    cr_expect_null(in->target->finding_ids.items);
    cr_expect(record_validate(op_start_audit_mitigation_actions_task.input, in, &err), "%s",
              err.text);
    cr_expect_eq(p->n_back, 60);
    plan_free(p);
    frozen_free(set);
}

/* ---- with devices that are known ---- */

static bool has_fact(const struct plan *p, const char *section, const char *part)
{
    for (size_t i = 0; i < p->n_facts; i++)
        if (strcmp(p->facts[i].section, section) == 0 && strstr(p->facts[i].text, part))
            return true;
    return false;
}

static void add_key(struct frozen *set, const char *id, char *key)
{
    cr_assert(
        frozen_add(set, &(struct frozen_finding){.finding = id, .check = SHARED, .key = key}));
    free(key);
}

#define ONE_THING                                                                          \
    "SELECT 'cert:' || c.cert_id FROM certificate c JOIN thing_principal p ON"             \
    " p.certificate_id = c.id WHERE c.status = 'ACTIVE' GROUP BY c.id HAVING count(*) = 1" \
    " ORDER BY c.id LIMIT 1"

/* Least concerned first; what is INACTIVE already is left out; a thing that was in the group
 * before stays in it. */
Test(plan_mitigate, what_is_known_of_devices_decides)
{
    struct blast_rig r;
    struct blast_item items[3];
    struct err err;
    struct mitigate_action a = action(SHARED, MITIGATION_UPDATE_DEVICE_CERTIFICATE);

    blast_rig_open(&r, 60);
    struct frozen *set = frozen_new(MITIGATE_NOW);
    add_key(set, "many", blast_rig_text(&r, BLAST_RIG_SHARED_KEY));
    add_key(set, "one", blast_rig_text(&r, ONE_THING));
    add_key(set, "idle",
            blast_rig_text(&r, "SELECT 'cert:' || cert_id FROM certificate"
                               " WHERE status = 'INACTIVE' ORDER BY id LIMIT 1"));
    struct plan_mitigate_options o = mitigate_options(set, &a);

    cr_assert_eq(plan_mitigate_items(&o, items), 3);
    o.devices = r.devices;
    o.blast = blast_rig_run(&r, items, 3);
    struct plan *p = plan_mitigate(&o, &err);

    cr_assert_not_null(p, "%s", err.text);
    cr_expect_eq(plan_acting(p), 2);
    cr_expect_str_eq(p->targets[2].left_out, "it is INACTIVE already");
    cr_expect_eq(p->targets[1].step, 0, "one thing before three");
    cr_expect_eq(p->targets[0].step, 1);
    cr_expect_eq(p->targets[0].things, 3);
    cr_expect_eq(p->reach.things, 4);
    cr_expect_geq(p->reach.online, 0);
    cr_expect_gt(p->reach.group_pct, 0);
    cr_expect(has_fact(p, "blast radius", "4 lose this credential"));
    cr_expect(has_fact(p, "how", "least concerned first"));
    cr_expect(has_fact(p, "what it does", "1: it is INACTIVE already"));
    plan_free(p);
    a = action(SHARED, MITIGATION_ADD_THINGS_TO_THING_GROUP);
    p = plan_mitigate(&o, &err);
    cr_assert_not_null(p, "%s", err.text);
    size_t things = p->n_back;
    cr_expect_geq(things, 4);
    plan_free(p);
    char *member = blast_rig_text(
        &r, "SELECT g.name FROM thing_group_member m JOIN thing_group g ON g.id = m.group_id"
            " JOIN thing_principal p ON p.thing_id = m.thing_id"
            " WHERE p.certificate_id = " BLAST_RIG_SHARED " ORDER BY g.id LIMIT 1");
    const char *const there[] = {member};
    const struct add_things_to_thing_group_params in_it = {.thing_group_names = {1, there}};
    const struct mitigation_action_params params = {.add_things_to_thing_group_params = &in_it};

    a.params = &params;
    p = plan_mitigate(&o, &err);
    cr_assert_not_null(p, "%s", err.text);
    cr_expect_lt(p->n_back, things, "who was in %s before stays in it", member);
    plan_free(p);
    free(member);
    blast_free(o.blast);
    frozen_free(set);
    blast_rig_close(&r);
}

/* ---- actions ---- */

Test(plan_mitigate, actions_made_changed_deleted)
{
    const struct action_wish wish = {"q", "arn:aws:iam::123456789012:role/r",
                                     MITIGATION_UPDATE_DEVICE_CERTIFICATE,
                                     &of_type[MITIGATION_UPDATE_DEVICE_CERTIFICATE]};
    const struct describe_mitigation_action_output was = {
        .action_name = "q",
        .action_id = "11111111-2222-3333-4444-555555555555",
        .action_type = "PUBLISH_FINDING_TO_SNS",
        .action_params = &of_type[MITIGATION_PUBLISH_FINDING_TO_SNS],
        .role_arn = "arn:aws:iam::123456789012:role/old"};
    struct plan *const plans[] = {plan_action_create(&wish, MITIGATE_NOW),
                                  plan_action_update(&wish, &was, MITIGATE_NOW),
                                  plan_action_delete(&was, MITIGATE_NOW)};
    static const char *const ops[][2] = {
        {"CreateMitigationAction", "DeleteMitigationAction"},
        {"UpdateMitigationAction", "UpdateMitigationAction"},
        {"DeleteMitigationAction", "CreateMitigationAction"},
    };

    for (size_t i = 0; i < COUNT_OF(plans); i++) {
        struct err err;
        const struct plan *p = plans[i];

        cr_expect_str_eq(p->kind, "configure");
        cr_expect_str_eq(p->steps[0].call.op->name, ops[i][0]);
        cr_expect_str_eq(p->back[0].call.op->name, ops[i][1]);
        cr_expect(record_validate(p->steps[0].call.op->input, p->steps[0].call.input, &err),
                  "%s", err.text);
        cr_expect(record_validate(p->back[0].call.op->input, p->back[0].call.input, &err), "%s",
                  err.text);
        cr_expect_eq(strcmp(p->targets[0].probe.seen, "!") == 0, i == 0);
        plan_free(plans[i]);
    }
}
