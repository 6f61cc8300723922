/* A behavior as one line and back, and a profile as JSON and back. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "client/store/behavior_line.h"
#include "client/store/profile_json.h"

static const char *const same[] = {
    "auth-fail: aws:num-authorization-failures <= 10 over 5min alarm 2 clear 3",
    "bytes: aws:all-bytes-out < p99.9 over 15min",
    "learned: aws:all-bytes-in learned HIGH alarm 1 clear 1",
    "ports: aws:listening-tcp-ports in 22,443",
    "nets: aws:source-ip-address not-in 10.0.0.0/8,::1/128 dim plant quiet",
    "odd: aws:num-messages-sent >= 1 over 90s not-dim plant export",
    "talk: cpu",
    "name:only:",
    "cpu: load < 5",
};

Test(store_behavior_line, what_is_written_reads_back)
{
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        struct arena *a = arena_new();
        struct buf out = BUF_INIT(4096);
        struct behavior b;
        struct err err;
        cr_assert(behavior_line_read(str_of(same[i]), NULL, a, &b, &err), "%s: %s", same[i],
                  err.text);
        behavior_line_put(&b, b.metric != NULL ? metric_find(b.metric) : NULL, &out);
        cr_expect_str_eq(buf_text(&out), same[i]);
        buf_free(&out);
        arena_free(a);
    }
}

Test(store_behavior_line, the_service_s_own_words_are_taken)
{
    static const char line[] =
        "  a aws:num-disconnects less-than-equals 4 clear 2 over 1h alarm 1 ";
    struct arena *a = arena_new();
    struct buf out = BUF_INIT(4096);
    struct behavior b;
    struct err err;

    cr_assert(behavior_line_read(str_of(line), NULL, a, &b, &err), "%s", err.text);
    behavior_line_put(&b, metric_find(b.metric), &out);
    cr_expect_str_eq(buf_text(&out), "a: aws:num-disconnects <= 4 over 60min alarm 1 clear 2");
    buf_free(&out);
    arena_free(a);
}

Test(store_behavior_line, texts_with_blanks_and_commas)
{
    const char *const texts[] = {"a b", "c,d", "e\"f", "", "g", "h\r"};
    const struct metric_value v = {.strings = {COUNT_OF(texts), texts}};
    const struct behavior_criteria c = {.comparison_operator = "in-set", .value = &v};
    const struct behavior b = {.name = "s", .metric = "names", .criteria = &c};
    struct arena *a = arena_new();
    struct buf out = BUF_INIT(4096);
    struct behavior back;
    struct err err;

    behavior_line_put(&b, metric_of_type("string-list"), &out);
    cr_expect_str_eq(buf_text(&out), "s: names in \"a b\",\"c,d\",\"e\\\"f\",\"\",g,\"h\\r\"");
    /* of a metric nobody knows the type is not guessed: the JSON says it */
    buf_reset(&out);
    behavior_line_put(&b, NULL, &out);
    cr_expect_eq(buf_text(&out)[0], '{');
    cr_assert(behavior_line_read(str_of(buf_text(&out)), NULL, a, &back, &err), "%s", err.text);
    cr_assert_eq(back.criteria->value->strings.n, 6);
    cr_expect_str_eq(((const char *const *)back.criteria->value->strings.items)[2], "e\"f");
    buf_free(&out);
    arena_free(a);
}

Test(store_behavior_line, what_is_wrong_is_said)
{
    static const struct {
        const char *line, *says;
    } rows[] = {
        {"", "its name"},
        {":", "its name"},
        {"a: aws:num-disconnects <", "compared with"},
        {"a: aws:num-disconnects < many", "no number: many"},
        {"a: aws:num-disconnects < 1.5", "whole number"},
        {"a: aws:num-disconnects < 9007199254740993", "at most 2^53"},
        {"a: aws:num-disconnects < 3\rquiet", "a control character"},
        {"a: aws:num-disconnects\tquiet", "a control character"},
        {"a: aws:num-disconnects < 5 over soon", "no duration"},
        {"a: aws:num-disconnects < 5 alarm x", "no number"},
        {"a: aws:num-disconnects < 5 alarm", "nothing follows: alarm"},
        {"a: aws:num-disconnects < 5 loudly", "not understood: loudly"},
        {"a: aws:listening-tcp-ports in 22,http", "no port: http"},
        {"{\"metric\":7}", "metric"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *a = arena_new();
        struct behavior b;
        struct err err = {0};
        cr_expect_not(behavior_line_read(str_of(rows[i].line), NULL, a, &b, &err), "%s",
                      rows[i].line);
        cr_expect(strstr(err.text, rows[i].says) != NULL, "%s: %s", rows[i].line, err.text);
        arena_free(a);
    }
}

static const char described[] =
    "{\"securityProfileName\":\"base\",\"securityProfileArn\":\"arn:x\",\"version\":4,"
    "\"creationDate\":\"2026-11-01T10:00:00+00:00\",\"securityProfileDescription\":\"d\","
    "\"behaviors\":[{\"name\":\"a\",\"metric\":\"aws:num-disconnects\",\"colour\":1,"
    "\"criteria\":{\"comparisonOperator\":\"less-than\",\"value\":{\"count\":3},"
    "\"durationSeconds\":300,\"mood\":2}}],"
    "\"alertTargets\":{\"SNS\":{\"alertTargetArn\":\"t\",\"roleArn\":\"r\"}},"
    "\"additionalMetricsToRetain\":[\"aws:all-bytes-in\"],"
    "\"securityProfileTargets\":[{\"arn\":\"arn:aws:iot:r:1:all/things\"}],\"future\":{}}";

Test(store_profile_json, the_command_line_s_answer_is_taken_and_reads_back)
{
    struct arena *a = arena_new();
    struct profile_file one, two;
    struct buf out = BUF_INIT(PROFILE_JSON_MAX), again = BUF_INIT(PROFILE_JSON_MAX);
    struct err err;

    cr_assert(profile_json_read(str_of(described), a, &one, &err), "%s", err.text);
    cr_expect_str_eq(one.unknown, "future, behaviors.colour, behaviors.criteria.mood");
    cr_assert_eq(one.n_targets, 1);
    const struct profile_state s = {one.what, one.targets, one.n_targets, true};
    profile_json_put(&s, &out);
    cr_expect_not_null(strstr(buf_text(&out), "\"additionalMetricsToRetainV2\""));
    cr_expect_null(strstr(buf_text(&out), "version"));
    cr_assert(profile_json_read(str_of(buf_text(&out)), a, &two, &err), "%s", err.text);
    cr_expect_str_eq(two.unknown, "");
    const struct profile_state t = {two.what, two.targets, two.n_targets, true};
    profile_json_put(&t, &again);
    cr_expect_str_eq(buf_text(&again), buf_text(&out));
    cr_expect_str_eq(two.targets[0], "arn:aws:iot:r:1:all/things");
    buf_free(&out);
    buf_free(&again);
    arena_free(a);
}

Test(store_profile_json, what_is_no_profile)
{
    static const char *const rows[] = {"", "[]", "{\"behaviors\":7}", "{\"targets\":7}",
                                       "{\"targets\":[7]}"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *a = arena_new();
        struct profile_file f;
        struct err err = {0};
        cr_expect_not(profile_json_read(str_of(rows[i]), a, &f, &err), "%s", rows[i]);
        cr_expect(err.text[0] != '\0');
        arena_free(a);
    }
}
