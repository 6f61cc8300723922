/* Security profiles made, changed, attached and deleted: calls, their order, the way back. */
#include <criterion/criterion.h>
#include <string.h>

#include "client/store/plan_profile.h"
#include "client/store/profile_json.h"

#define ALL   "arn:aws:iot:eu-west-1:123456789012:all/registered-things"
#define GROUP "arn:aws:iot:eu-west-1:123456789012:thinggroup/cameras"
#define AUTH                                                                         \
    "{\"name\":\"auth\",\"metric\":\"aws:num-authorization-failures\",\"criteria\":" \
    "{\"comparisonOperator\":\"less-than\",\"value\":{\"count\":5},"                 \
    "\"durationSeconds\":300}}"
#define LEARNT                                                                \
    "{\"name\":\"learnt\",\"metric\":\"aws:num-messages-sent\",\"criteria\":" \
    "{\"mlDetectionConfig\":{\"confidenceLevel\":\"HIGH\"}}}"
#define PROFILE(behaviors, rest) \
    "{\"securityProfileName\":\"base\",\"version\":4,\"behaviors\":[" behaviors "]" rest "}"

static struct arena *arena;

static struct profile_state state_of(const char *text)
{
    struct profile_file f;
    struct err err;

    if (arena == NULL)
        arena = arena_new();
    cr_assert(profile_json_read(str_of(text), arena, &f, &err), "%s: %s", text, err.text);
    return (struct profile_state){f.what, f.targets, f.n_targets, true};
}

static const struct profile_effects nothing;

static bool says(const struct plan *p, const char *label, const char *part)
{
    for (size_t i = 0; i < p->n_facts; i++)
        if (strcmp(p->facts[i].label, label) == 0 && strstr(p->facts[i].text, part) != NULL)
            return true;
    return false;
}

static const char *call(const struct plan *p, size_t i)
{
    return p->steps[i].call.op->name;
}

static void all_done(struct plan *p)
{
    for (size_t i = 0; i < p->n_steps; i++)
        p->steps[i].state = PLAN_STEP_DONE;
}

Test(store_plan_profile, made_before_it_is_attached_and_taken_back_the_other_way)
{
    const struct profile_state want =
        state_of(PROFILE(AUTH, ",\"targets\":[\"" ALL "\",\"" GROUP "\"]"));
    struct plan *p = plan_profile_create(&want, &nothing, 1000);

    cr_assert_eq(p->n_steps, 3);
    cr_expect_str_eq(call(p, 0), "CreateSecurityProfile");
    cr_expect_str_eq(call(p, 1), "AttachSecurityProfile");
    cr_expect_eq(p->steps[0].wave, 0);
    cr_expect_eq(p->steps[2].wave, 1);
    cr_expect_eq(plan_reach(p).things, 0, "to be watched changes no device");
    cr_expect(says(p, "expects", "less than 5 authorization failures in 5 min"));
    cr_expect(says(p, "alerts", "no alert target"));
    cr_expect_str_eq(p->then, "profile base");
    all_done(p);
    struct plan *undo = plan_undo(p, 2000);
    cr_assert_not_null(undo);
    cr_assert_eq(undo->n_steps, 3);
    cr_expect_str_eq(call(undo, 0), "DetachSecurityProfile");
    cr_expect_str_eq(call(undo, 2), "DeleteSecurityProfile");
    cr_expect_eq(undo->steps[0].wave, 0);
    cr_expect_eq(undo->steps[2].wave, 1, "detached before it goes");
    plan_free(undo);
    plan_free(p);
}

Test(store_plan_profile, only_what_changes_is_sent_with_the_version)
{
    const struct profile_state was = state_of(PROFILE(
        AUTH "," LEARNT,
        ",\"additionalMetricsToRetain\":[\"aws:all-bytes-in\"],\"targets\":[\"" ALL "\"]"));
    const struct profile_state want = state_of(
        PROFILE(AUTH, ",\"additionalMetricsToRetainV2\":[{\"metric\":\"aws:all-bytes-in\"}],"
                      "\"targets\":[\"" GROUP "\"]"));
    struct plan *p = plan_profile_update(&was, &want, &nothing, 1000);

    cr_assert_not_null(p);
    cr_assert_eq(p->n_steps, 3);
    const struct update_security_profile_input *in = p->steps[0].call.input;
    cr_expect_eq(in->expected_version.value, 4);
    cr_expect_eq(in->behaviors.n, 1);
    cr_expect_not(in->delete_behaviors.set);
    cr_expect_eq(in->additional_metrics_to_retain_v2.n, 0, "the same in the other list");
    cr_expect_str_eq(call(p, 1), "AttachSecurityProfile");
    cr_expect_str_eq(call(p, 2), "DetachSecurityProfile");
    cr_expect(p->steps[1].wave < p->steps[2].wave, "nothing is unwatched in between");
    cr_expect(says(p, "model", "learnt is lost for ever"));
    cr_expect(says(p, "removes", "learnt"));
    cr_expect_str_eq(p->targets[0].probe.seen, "4");
    all_done(p);
    struct plan *undo = plan_undo(p, 2000);
    const struct update_security_profile_input *back = NULL;
    for (size_t i = 0; i < undo->n_steps; i++)
        if (strcmp(call(undo, i), "UpdateSecurityProfile") == 0)
            back = undo->steps[i].call.input;
    cr_assert_not_null(back);
    cr_expect_eq(back->behaviors.n, 2);
    plan_free(undo);
    plan_free(p);
}

Test(store_plan_profile, what_is_switched_off_is_no_change)
{
    const struct profile_state was = state_of(PROFILE(
        "{\"name\":\"a\",\"metric\":\"m\",\"suppressAlerts\":false,\"exportMetric\":false,"
        "\"metricDimension\":{\"dimensionName\":\"d\"}}",
        ",\"additionalMetricsToRetainV2\":[{\"metric\":\"m\",\"exportMetric\":false}]"));
    const struct profile_state want = state_of(
        PROFILE("{\"name\":\"a\",\"metric\":\"m\",\"metricDimension\":{\"dimensionName\":\"d\","
                "\"operator\":\"IN\"}}",
                ",\"additionalMetricsToRetainV2\":[{\"metric\":\"m\"}]"));

    cr_expect_null(plan_profile_update(&was, &want, &nothing, 1000));
}

Test(store_plan_profile, an_empty_list_needs_its_flag)
{
    const struct profile_state was = state_of(PROFILE(
        AUTH, ",\"alertTargets\":{\"SNS\":{\"alertTargetArn\":\"t\",\"roleArn\":\"r\"}},"
              "\"additionalMetricsToRetainV2\":[{\"metric\":\"aws:all-bytes-in\"}],"
              "\"metricsExportConfig\":{\"mqttTopic\":\"t\",\"roleArn\":\"r\"}"));
    const struct profile_state want = state_of(PROFILE("", ""));
    struct plan *p = plan_profile_update(&was, &want, &nothing, 1000);

    cr_assert_not_null(p);
    const struct update_security_profile_input *in = p->steps[0].call.input;
    cr_expect(in->delete_behaviors.value && in->behaviors.items == NULL);
    cr_expect(in->delete_alert_targets.value && in->alert_targets.items == NULL);
    cr_expect(in->delete_additional_metrics_to_retain.value);
    cr_expect(in->delete_metrics_export_config.value);
    plan_free(p);
    cr_expect_null(plan_profile_update(&was, &was, &nothing, 1000), "nothing to send");
}

Test(store_plan_profile, deleted_and_made_again_before_it_is_attached_again)
{
    const struct profile_state was =
        state_of(PROFILE(AUTH "," LEARNT, ",\"targets\":[\"" ALL "\"]"));
    struct plan *p = plan_profile_delete(&was, &nothing, 1000);

    cr_assert_eq(p->n_steps, 1);
    const struct delete_security_profile_input *in = p->steps[0].call.input;
    cr_expect_eq(in->expected_version.value, 4);
    cr_expect_eq(plan_reach(p).things, -1, "nobody counted them: the guards ask");
    cr_expect(says(p, "model", "learnt is lost"));
    all_done(p);
    struct plan *undo = plan_undo(p, 2000);
    cr_assert_eq(undo->n_steps, 2);
    cr_expect_str_eq(call(undo, 0), "CreateSecurityProfile");
    cr_expect_eq(undo->steps[0].wave, 0);
    cr_expect_str_eq(call(undo, 1), "AttachSecurityProfile");
    cr_expect_eq(undo->steps[1].wave, 1);
    plan_free(undo);
    plan_free(p);
}

Test(store_plan_profile, targets_alone)
{
    const struct profile_state was = state_of(PROFILE(LEARNT, ",\"targets\":[\"" ALL "\"]"));
    struct profile_state none = was;
    none.n_targets = 0;
    struct plan *p = plan_profile_update(&was, &none, &nothing, 1000);

    cr_assert_eq(p->n_steps, 1);
    cr_expect_str_eq(call(p, 0), "DetachSecurityProfile");
    cr_expect_eq(p->steps[0].wave, 0);
    cr_expect(says(p, "model", "learning pauses"));
    cr_expect(says(p, "watches", "nothing any more"));
    plan_free(p);
    none.targets_known = false;
    cr_expect_null(plan_profile_update(&was, &none, &nothing, 1000), "unknown is not none");
}
