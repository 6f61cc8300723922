#include <criterion/criterion.h>
#include <stdio.h>

#include "client/local/detect.h"
#include "client/local/profiles.h"

#define HERE "arn:aws:iot:us-east-1:123456789012:"

static const int64_t now_ms = 1795000000000;

static struct registry *registry;
static struct arena *arena;

static void exec(const char *sql)
{
    struct err err;
    cr_assert(db_exec(registry_db(registry), sql, &err), "%s: %s", sql, err.text);
}

static void open_account(void)
{
    struct err err;
    cr_assert(registry_open(&registry, ":memory:", NULL, &err), "%s", err.text);
    arena = arena_new();
    exec("INSERT INTO custom_metric VALUES(1, 'cpu', 'number', 'CPU', 't1', 1, 1),"
         " (2, 'users', 'string-list', NULL, 't2', 1, 1);"
         "INSERT INTO dimension VALUES(1, 'own', 'TOPIC_FILTER', '[\"a/+\"]', 't', 1, 1);"
         "INSERT INTO thing_group(id, name, parent_id, description, attributes, uuid,"
         " created_ms) VALUES(1, 'top', NULL, '', '{}', 'u1', 1), (2, 'mid', 1, '', '{}', 'u2',"
         " 1), (3, 'low', 2, '', '{}', 'u3', 1), (4, 'other', NULL, '', '{}', 'u4', 1)");
}

static void close_account(void)
{
    arena_free(arena);
    registry_close(registry);
}

TestSuite(local_profiles, .init = open_account, .fini = close_account);

static void read_input(const struct record *r, const char *json, void *out)
{
    struct err err;
    const struct json *object = json_parse(str_of(arena_str(arena, json)), arena, &err);
    cr_assert_not_null(object, "%s: %s", json, err.text);
    cr_assert(record_decode_whole(r, object, arena, out, &err), "%s: %s", json, err.text);
}

static bool create(const char *json, struct err *err)
{
    struct create_security_profile_input in;
    read_input(&create_security_profile_input_record, json, &in);
    return profile_rows_create(registry, &in, now_ms, arena, err);
}

static void must_create(const char *json)
{
    struct err err;
    cr_assert(create(json, &err), "%s: %s", json, err.text);
}

static bool update(const char *json, struct err *err)
{
    struct update_security_profile_input in;
    read_input(&update_security_profile_input_record, json, &in);
    return profile_rows_update(registry, &in, now_ms + 1000, arena, err);
}

static const char *described(const char *name)
{
    struct describe_security_profile_output d;
    struct buf text = BUF_INIT(65536);
    struct json_writer w = {.out = &text};
    struct err err;
    cr_assert(profile_rows_describe(registry, name, arena, &d, &err), "%s", err.text);
    record_encode(&describe_security_profile_output_record, &d, &w);
    const char *out = arena_str(arena, buf_text(&text));
    buf_free(&text);
    return out;
}

/* ---- what is wrong with a behavior ---- */

#define COUNT(op, n) "\"comparisonOperator\":\"" op "\",\"value\":{\"count\":" n "}"
#define BEHAVIOR(metric, criteria) \
    "{\"name\":\"b\",\"metric\":\"" metric "\",\"criteria\":{" criteria "}}"

static const struct {
    const char *behavior;
    const char *complaint; /* after "Behavior b is malformed. "; NULL: fine */
} judged[] = {
    {"{\"name\":\"b\"}", NULL},
    {"{\"name\":\"b\",\"metric\":\"aws:num-disconnects\"}", NULL},
    {BEHAVIOR("aws:num-disconnects", COUNT("less-than", "5") ",\"durationSeconds\":300"), NULL},
    {BEHAVIOR("aws:num-disconnects", COUNT("less-than", "0")), NULL},
    {BEHAVIOR("aws:listening-tcp-ports",
              "\"comparisonOperator\":\"in-port-set\",\"value\":{\"ports\":[]}"),
     NULL},
    {BEHAVIOR("aws:source-ip-address", "\"comparisonOperator\":\"in-cidr-set\",\"value\":{"
                                       "\"cidrs\":[\"10.0.0.0/8\",\"2001:db8::/32\","
                                       "\"::1\",\"1.2.3.4\"]}"),
     NULL},
    {BEHAVIOR("aws:message-byte-size",
              "\"comparisonOperator\":\"less-than\",\"durationSeconds\":600,"
              "\"statisticalThreshold\":{\"statistic\":\"p99.9\"}"),
     NULL},
    {BEHAVIOR("aws:num-messages-sent", "\"mlDetectionConfig\":{\"confidenceLevel\":\"LOW\"}"),
     NULL},
    {BEHAVIOR("cpu", "\"comparisonOperator\":\"less-than\",\"value\":{\"number\":90.5}"), NULL},
    {BEHAVIOR("cpu", COUNT("less-than", "90")), NULL},
    {BEHAVIOR("cpu", "\"mlDetectionConfig\":{\"confidenceLevel\":\"HIGH\"}"), NULL},
    {BEHAVIOR("users", "\"comparisonOperator\":\"in-set\",\"value\":{\"strings\":[\"root\"]}"),
     NULL},
    {"{\"name\":\"b\",\"metric\":\"aws:num-messages-sent\",\"metricDimension\":"
     "{\"dimensionName\":\"own\",\"operator\":\"NOT_IN\"}}",
     NULL},
    /* the service's own words */
    {BEHAVIOR("aws:num-disconnects",
              COUNT("less-than", "5") ",\"consecutiveDatapointsToAlarm\":100000"),
     "consecutiveDatapointsToAlarm 100000 should be in range[1,10]"},
    {BEHAVIOR("aws:num-disconnects",
              COUNT("less-than", "5") ",\"consecutiveDatapointsToClear\":0"),
     "consecutiveDatapointsToClear 0 should be in range[1,10]"},
    {"{\"name\":\"b\",\"metric\":\"aws:num-dragons\"}", "Metric aws:num-dragons does not"},
    {"{\"name\":\"b\",\"metric\":\"dragons\"}", "Custom metric dragons does not exist."},
    {"{\"name\":\"b\",\"criteria\":{" COUNT("less-than", "5") "}}", "metric is required"},
    {BEHAVIOR("aws:num-disconnects", "\"comparisonOperator\":\"less-than\""),
     "exactly one of value, statisticalThreshold and mlDetectionConfig"},
    {BEHAVIOR("aws:num-disconnects", COUNT("less-than", "5") ",\"mlDetectionConfig\":{"
                                                             "\"confidenceLevel\":\"LOW\"}"),
     "exactly one of value, statisticalThreshold and mlDetectionConfig"},
    {BEHAVIOR("aws:num-disconnects", "\"value\":{\"count\":5}"),
     "comparisonOperator is required: one of less-than,"},
    {BEHAVIOR("aws:num-disconnects", COUNT("in-cidr-set", "5")),
     "comparisonOperator in-cidr-set does not fit the metric"},
    {BEHAVIOR("aws:num-disconnects", COUNT("nearly", "5")), "none of"},
    {BEHAVIOR("aws:num-disconnects", COUNT("less-than", "-5")), "-5 is less than 0"},
    {BEHAVIOR("aws:num-disconnects",
              "\"comparisonOperator\":\"less-than\",\"value\":{\"ports\":[5]}"),
     "should be given as count, not as ports"},
    {BEHAVIOR("aws:num-disconnects", "\"comparisonOperator\":\"less-than\",\"value\":{}"),
     "exactly one member, count"},
    {BEHAVIOR("aws:num-disconnects", COUNT("less-than", "5") ",\"durationSeconds\":301"),
     "durationSeconds 301 should be one of 300, 600, 900, 1800, 3600"},
    {BEHAVIOR("aws:message-byte-size", COUNT("less-than", "5") ",\"durationSeconds\":300"),
     "durationSeconds cannot be used with this metric without a statisticalThreshold"},
    {BEHAVIOR("aws:listening-tcp-ports", "\"comparisonOperator\":\"in-port-set\","
                                         "\"value\":{\"ports\":[1]},"
                                         "\"durationSeconds\":300"),
     "durationSeconds cannot be used with this metric."},
    {BEHAVIOR("aws:listening-tcp-ports",
              "\"comparisonOperator\":\"in-port-set\",\"value\":{\"ports\":[65536]}"),
     "65536 is more than 65535"},
    {BEHAVIOR("aws:source-ip-address", "\"comparisonOperator\":\"in-cidr-set\",\"value\":{"
                                       "\"cidrs\":[\"10.0.0.0/33\"]}"),
     "10.0.0.0/33 is not an address"},
    {BEHAVIOR("aws:num-disconnects", "\"comparisonOperator\":\"less-than\","
                                     "\"statisticalThreshold\":{\"statistic\":\"p98\"}"),
     "does not fit EvaluationStatistic"},
    {BEHAVIOR("aws:num-disconnects", "\"comparisonOperator\":\"less-than\","
                                     "\"statisticalThreshold\":{}"),
     "should have a statistic"},
    {BEHAVIOR("users", "\"comparisonOperator\":\"in-set\","
                       "\"statisticalThreshold\":{\"statistic\":\"p99\"}"),
     "statisticalThreshold cannot be used with this metric"},
    {BEHAVIOR("aws:disconnect-duration", "\"mlDetectionConfig\":{\"confidenceLevel\":\"LOW\"}"),
     "mlDetectionConfig cannot be used with this metric"},
    {BEHAVIOR("aws:num-disconnects", "\"comparisonOperator\":\"less-than\","
                                     "\"mlDetectionConfig\":{\"confidenceLevel\":\"LOW\"}"),
     "comparisonOperator cannot be used with mlDetectionConfig"},
    {"{\"name\":\"b\",\"metric\":\"aws:num-disconnects\",\"metricDimension\":"
     "{\"dimensionName\":\"own\"}}",
     "metricDimension cannot be used with this metric"},
    {"{\"name\":\"b\",\"metric\":\"aws:num-messages-sent\",\"metricDimension\":"
     "{\"dimensionName\":\"none\"}}",
     "Dimension none does not exist."},
};

Test(local_profiles, behaviors_are_judged_one_by_one)
{
    for (size_t i = 0; i < COUNT_OF(judged); i++) {
        const char *json = arena_printf(arena, "{\"behaviors\":[%s]}", judged[i].behavior);
        struct validate_security_profile_behaviors_input in;
        struct list errors;
        struct err err;
        read_input(&validate_security_profile_behaviors_input_record, json, &in);
        cr_assert(profiles_validate(registry, &in.behaviors, arena, &errors, &err), "%s",
                  err.text);
        cr_expect_eq(errors.n > 0, judged[i].complaint != NULL, "%s: %s", judged[i].behavior,
                     errors.n > 0
                         ? ((const struct validation_error *)errors.items)->error_message
                         : "no error");
        const char *json_profile =
            arena_printf(arena, "{\"securityProfileName\":\"p%zu\",\"behaviors\":[%s]}", i,
                         judged[i].behavior);
        cr_expect_eq(create(json_profile, &err), judged[i].complaint == NULL, "%s",
                     judged[i].behavior);
        if (!judged[i].complaint || errors.n == 0)
            continue;
        const struct validation_error *first = errors.items;
        cr_expect(str_starts(first->error_message, "Behavior b is malformed. ") &&
                      strstr(first->error_message, judged[i].complaint),
                  "%s: %s", judged[i].behavior, first->error_message);
        cr_expect_str_eq(err.code, "InvalidRequestException");
        cr_expect_str_eq(err.text, first->error_message, "refused with the first");
    }
}

Test(local_profiles, behaviors_are_judged_together)
{
    struct buf many = BUF_INIT(1 << 20);
    struct validate_security_profile_behaviors_input in;
    struct list errors;
    struct err err;

    read_input(&validate_security_profile_behaviors_input_record,
               "{\"behaviors\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"a\"}]}", &in);
    cr_assert(profiles_validate(registry, &in.behaviors, arena, &errors, &err));
    cr_assert_eq(errors.n, 1);
    cr_expect_str_eq(((const struct validation_error *)errors.items)->error_message,
                     "Behavior name a is used more than once.");

    buf_puts(&many,
             "{\"behaviors\":[{\"name\":\"p\",\"metric\":\"aws:listening-tcp-ports\","
             "\"criteria\":{\"comparisonOperator\":\"in-port-set\",\"value\":{\"ports\":[");
    for (int i = 0; i <= DETECT_VALUES_MAX; i++)
        buf_printf(&many, "%s%d", i > 0 ? "," : "", i + 1);
    buf_puts(&many, "]}}}]}");
    read_input(&validate_security_profile_behaviors_input_record, buf_text(&many), &in);
    cr_assert(profiles_validate(registry, &in.behaviors, arena, &errors, &err));
    cr_assert_eq(errors.n, 1);
    cr_expect_str_eq(((const struct validation_error *)errors.items)->error_message,
                     "The behaviors have 1001 value elements, at most 1000 fit.");

    buf_reset(&many);
    buf_puts(&many, "{\"behaviors\":[");
    for (int i = 0; i <= DETECT_BEHAVIORS_MAX; i++)
        buf_printf(&many, "%s{\"name\":\"b%d\"}", i > 0 ? "," : "", i);
    buf_puts(&many, "]}");
    read_input(&validate_security_profile_behaviors_input_record, buf_text(&many), &in);
    cr_expect_not(profiles_validate(registry, &in.behaviors, arena, &errors, &err));
    cr_expect_str_eq(err.text, "behaviors: 101 given, at most 100 are taken");
    buf_free(&many);
}

/* ---- one profile ---- */

#define TWO_BEHAVIORS "\"behaviors\":[{\"name\":\"a\",\"metric\":\"cpu\"},{\"name\":\"b\"}]"

Test(local_profiles, an_update_replaces_what_it_gives)
{
    static const struct {
        const char *change;
        int behaviors, retained; /* afterwards */
        bool alerts;
        const char *refusal; /* NULL: taken */
    } rows[] = {
        {"\"securityProfileDescription\":\"x\"", 2, 2, true, NULL},
        {"\"behaviors\":[{\"name\":\"c\"}]", 1, 2, true, NULL},
        {"\"behaviors\":[]", 2, 2, true, NULL},
        {"\"deleteBehaviors\":true", 0, 2, true, NULL},
        {"\"deleteBehaviors\":true,\"behaviors\":[{\"name\":\"c\"}]", 2, 2, true,
         "behaviors are both given and deleted."},
        {"\"deleteAlertTargets\":true", 2, 2, false, NULL},
        {"\"deleteAdditionalMetricsToRetain\":true", 2, 0, true, NULL},
        {"\"deleteAdditionalMetricsToRetain\":true,\"additionalMetricsToRetain\":[\"cpu\"]", 2,
         2, true, "additionalMetricsToRetain are both given and deleted."},
        {"\"additionalMetricsToRetainV2\":[{\"metric\":\"aws:all-bytes-in\"}]", 2, 2, true,
         NULL},
        {"\"additionalMetricsToRetainV2\":[{\"metric\":\"nothing\"}]", 2, 2, true,
         "Metric nothing to retain does not exist."},
        {"\"behaviors\":[{\"name\":\"c\",\"metric\":\"nothing\"}]", 2, 2, true,
         "Behavior c is malformed. Custom metric nothing does not exist."},
        {"\"expectedVersion\":2,\"deleteBehaviors\":true", 2, 2, true,
         "The security profile has version 1, not the expected 2."},
        {"\"expectedVersion\":1,\"deleteBehaviors\":true", 0, 2, true, NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *name = arena_printf(arena, "p%zu", i);
        struct profile p;
        struct err err;
        bool found;
        must_create(arena_printf(
            arena,
            "{\"securityProfileName\":\"%s\"," TWO_BEHAVIORS
            ",\"additionalMetricsToRetain\":[\"cpu\"],\"additionalMetricsToRetainV2\":"
            "[{\"metric\":\"aws:num-disconnects\"}],\"alertTargets\":{\"SNS\":{"
            "\"alertTargetArn\":\"arn:aws:sns:us-east-1:123456789012:t\",\"roleArn\":"
            "\"arn:aws:iam::123456789012:role/sender\"}}}",
            name));
        bool ok = update(
            arena_printf(arena, "{\"securityProfileName\":\"%s\",%s}", name, rows[i].change),
            &err);
        cr_expect_eq(ok, rows[i].refusal == NULL, "%s: %s", rows[i].change, err.text);
        if (rows[i].refusal)
            cr_expect_str_eq(err.text, rows[i].refusal);
        cr_assert(profile_rows_find(registry, name, arena, &p, &found, &err) && found);
        cr_expect_eq(p.version, ok ? 2 : 1, "%s", rows[i].change);
        cr_expect_eq(p.behaviors.n, (size_t)rows[i].behaviors, "%s", rows[i].change);
        cr_expect_eq(p.retained.n, (size_t)rows[i].retained, "%s", rows[i].change);
        cr_expect_eq(strstr(described(name), "alertTargets") != NULL, rows[i].alerts, "%s",
                     rows[i].change);
    }
}

Test(local_profiles, a_name_is_taken_once_and_an_id_never_again)
{
    struct delete_security_profile_input gone = {.security_profile_name = "p",
                                                 .expected_version = {7, true}};
    struct profile first, second;
    struct err err;
    bool found;

    must_create("{\"securityProfileName\":\"p\"}");
    cr_expect_not_null(strstr(described("p"), "\"behaviors\":[]"), "none is a list as well");
    cr_expect_not(create("{\"securityProfileName\":\"p\"}", &err));
    cr_expect_str_eq(err.code, "ResourceAlreadyExistsException");
    cr_assert(profile_rows_find(registry, "p", arena, &first, &found, &err) && found);
    cr_expect_not(profile_rows_delete(registry, &gone, arena, &err));
    cr_expect_str_eq(err.code, "VersionConflictException");
    gone.expected_version.set = false;
    cr_assert(profile_rows_delete(registry, &gone, arena, &err), "%s", err.text);
    cr_assert(profile_rows_delete(registry, &gone, arena, &err), "twice is once");
    must_create("{\"securityProfileName\":\"p\"}");
    cr_assert(profile_rows_find(registry, "p", arena, &second, &found, &err) && found);
    cr_expect_gt(second.id, first.id);
}

/* ---- targets ---- */

static bool attach(const char *profile, const char *target, struct err *err)
{
    return profile_rows_attach(registry, profile, target, arena, err);
}

Test(local_profiles, targets_are_known_and_few)
{
    static const struct {
        const char *arn, *code; /* code NULL: taken */
    } rows[] = {
        {HERE "all/things", NULL},
        {HERE "all/registered-things", NULL},
        {HERE "all/unregistered-things", NULL},
        {HERE "thinggroup/mid", NULL},
        {HERE "all/things", NULL}, /* again */
        {HERE "all/", "InvalidRequestException"},
        {HERE "thing/x", "InvalidRequestException"},
        {HERE "thinggroup/nobody", "ResourceNotFoundException"},
        {"arn:aws:iot:us-east-1:999999999999:all/things", "InvalidRequestException"},
        {"arn:aws:iot:eu-west-1:123456789012:all/things", "InvalidRequestException"},
        {"", "InvalidRequestException"},
    };
    struct profile_set set;
    struct err err;

    must_create("{\"securityProfileName\":\"p\"}");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool ok = attach("p", rows[i].arn, &err);
        cr_expect_eq(ok, rows[i].code == NULL, "%s", rows[i].arn);
        if (rows[i].code)
            cr_expect_str_eq(err.code, rows[i].code, "%s", rows[i].arn);
    }
    cr_assert(profiles_load(registry, arena, &set, &err), "%s", err.text);
    cr_assert_eq(set.n, 1);
    cr_assert_eq(set.profiles[0].n_targets, 4);
    cr_expect_eq(set.profiles[0].targets[0].kind, TARGET_ALL);
    cr_expect_eq(set.profiles[0].targets[1].kind, TARGET_REGISTERED);
    cr_expect_eq(set.profiles[0].targets[2].kind, TARGET_UNREGISTERED);
    cr_expect_eq(set.profiles[0].targets[3].group_id, 2);

    for (int i = 1; i <= DETECT_PROFILES_PER_TARGET; i++) {
        const char *name = arena_printf(arena, "more%d", i);
        must_create(arena_printf(arena, "{\"securityProfileName\":\"%s\"}", name));
        cr_expect_eq(attach(name, HERE "all/things", &err), i < DETECT_PROFILES_PER_TARGET);
    }
    cr_expect_str_eq(err.code, "LimitExceededException");
    cr_assert(profile_rows_detach(registry, "p", HERE "all/things", arena, &err));
    cr_assert(profile_rows_detach(registry, "p", HERE "all/things", arena, &err), "twice");
    cr_expect(attach("more5", HERE "all/things", &err), "there is room again");
    cr_expect_not(attach("nobody", HERE "all/things", &err));
    cr_expect_str_eq(err.code, "ResourceNotFoundException");
}

Test(local_profiles, groups_below_count_when_asked_for)
{
    static const struct {
        const char *group;
        bool recursive;
        size_t n;
    } rows[] = {
        {"top", false, 1}, {"top", true, 2}, {"mid", false, 0},
        {"mid", true, 1},  {"low", true, 1}, {"other", true, 0},
    };
    struct err err;

    must_create("{\"securityProfileName\":\"p\"}");
    cr_assert(attach("p", HERE "thinggroup/top", &err) &&
              attach("p", HERE "thinggroup/low", &err));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct list_security_profiles_for_target_input in = {
            .recursive = {rows[i].recursive, true},
            .security_profile_target_arn =
                arena_printf(arena, HERE "thinggroup/%s", rows[i].group)};
        struct list_security_profiles_for_target_output out;
        struct page page = {.limit = 10, .text = "", .arena = arena};
        cr_assert(profile_rows_of_target(registry, &in, &page, arena, &out, &err), "%s",
                  err.text);
        cr_expect_eq(out.security_profile_target_mappings.n, rows[i].n, "%s %d", rows[i].group,
                     rows[i].recursive);
    }
}

/* ---- who uses what ---- */

Test(local_profiles, uses_are_found_wherever_they_stand)
{
    static const char *const profiles[] = {
        "{\"securityProfileName\":\"in-behavior\",\"behaviors\":[{\"name\":\"x\",\"metric\":"
        "\"cpu\"}]}",
        "{\"securityProfileName\":\"in-v1\",\"additionalMetricsToRetain\":[\"cpu\"]}",
        "{\"securityProfileName\":\"in-v2\",\"additionalMetricsToRetainV2\":[{\"metric\":"
        "\"aws:num-messages-sent\",\"metricDimension\":{\"dimensionName\":\"own\"}}]}",
    };
    static const struct {
        const char *metric, *dimension;
        size_t n;
    } rows[] = {
        {NULL, NULL, 3},  {"cpu", NULL, 2},   {"aws:num-messages-sent", NULL, 1},
        {NULL, "own", 1}, {"users", NULL, 0},
    };
    struct page page = {.limit = 10, .text = "", .arena = arena};
    const char *by;
    struct err err;

    for (size_t i = 0; i < COUNT_OF(profiles); i++)
        must_create(profiles[i]);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct list_security_profiles_input in = {.metric_name = rows[i].metric,
                                                  .dimension_name = rows[i].dimension};
        struct list_security_profiles_output out;
        cr_assert(profile_rows_list(registry, &in, &page, arena, &out, &err), "%s", err.text);
        cr_expect_eq(out.security_profile_identifiers.n, rows[i].n, "row %zu", i);
    }
    cr_assert(profile_rows_metric_used(registry, "cpu", arena, &by, &err));
    cr_expect_str_eq(by, "in-behavior");
    cr_assert(profile_rows_dimension_used(registry, "own", arena, &by, &err));
    cr_expect_str_eq(by, "in-v2");
    cr_assert(profile_rows_metric_used(registry, "users", arena, &by, &err));
    cr_expect_null(by);
}
