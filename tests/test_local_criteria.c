#include <criterion/criterion.h>

#include "client/local/detect.h"
#include "client/local/detect_criteria.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(local_criteria, .init = setup, .fini = teardown);

static const void *decode(const struct record *r, const char *json, size_t size)
{
    struct err err;
    void *out = arena_alloc(arena, 1, size);
    const struct json *object = json_parse(str_of(arena_str(arena, json)), arena, &err);
    cr_assert(object, "%s: %s", json, err.text);
    cr_assert(record_decode(r, object, arena, out, &err), "%s: %s", json, err.text);
    return out;
}

static struct criteria read(const char *criteria)
{
    const char *json =
        arena_printf(arena, "{\"name\":\"n\",\"metric\":\"m\",\"criteria\":{%s}}", criteria);
    struct criteria c;
    criteria_read(decode(&behavior_record, json, sizeof(struct behavior)), arena, &c);
    return c;
}

#define OP(op, value) "\"comparisonOperator\":\"" op "\",\"value\":{" value "}"

#define PERCENTILE(p) \
    "\"comparisonOperator\":\"less-than\",\"statisticalThreshold\":{\"statistic\":\"" p "\"}"

Test(local_criteria, numbers)
{
    static const struct {
        const char *criteria;
        double value;
        bool normal;
    } rows[] = {
        {OP("less-than", "\"count\":10"), 9, true},
        {OP("less-than", "\"count\":10"), 10, false},
        {OP("less-than-equals", "\"count\":10"), 10, true},
        {OP("less-than-equals", "\"count\":10"), 11, false},
        {OP("greater-than", "\"count\":10"), 11, true},
        {OP("greater-than", "\"count\":10"), 10, false},
        {OP("greater-than-equals", "\"count\":10"), 10, true},
        {OP("greater-than-equals", "\"count\":10"), 9, false},
        {OP("less-than", "\"number\":-1.5"), -1.6, true},
        {OP("less-than", "\"number\":-1.5"), -1.5, false},
        {OP("greater-than-equals", "\"count\":0"), 0, true}, /* never an alarm */
        {OP("less-than", "\"count\":0"), 0, false},          /* always one */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct criteria c = read(rows[i].criteria);
        cr_assert_eq(c.kind, CRITERIA_NUMBER, "row %zu", i);
        cr_expect_eq(criteria_number(&c, rows[i].value, c.limit), rows[i].normal, "row %zu", i);
    }
}

Test(local_criteria, sets)
{
    static const struct {
        const char *criteria, *value;
        bool normal;
    } rows[] = {
        {OP("in-cidr-set", "\"cidrs\":[\"10.0.0.0/8\"]"), "\"cidrs\":[\"10.1.2.3\"]", true},
        {OP("in-cidr-set", "\"cidrs\":[\"10.0.0.0/8\"]"),
         "\"cidrs\":[\"10.1.2.3/32\",\"11.0.0.1\"]", false},
        {OP("in-cidr-set", "\"cidrs\":[\"10.0.0.0/15\"]"), "\"cidrs\":[\"10.1.255.255\"]",
         true},
        {OP("in-cidr-set", "\"cidrs\":[\"10.0.0.0/15\"]"), "\"cidrs\":[\"10.2.0.0\"]", false},
        {OP("in-cidr-set", "\"cidrs\":[\"0.0.0.0/0\"]"), "\"cidrs\":[\"8.8.8.8\"]", true},
        {OP("in-cidr-set", "\"cidrs\":[\"0.0.0.0/0\"]"), "\"cidrs\":[\"::1\"]", false},
        {OP("in-cidr-set", "\"cidrs\":[\"2001:db8::/32\"]"), "\"cidrs\":[\"2001:db8::7\"]",
         true},
        {OP("in-cidr-set", "\"cidrs\":[\"2001:db8::/32\"]"), "\"cidrs\":[\"2001:db9::7\"]",
         false},
        {OP("in-cidr-set", "\"cidrs\":[\"10.0.0.0/8\"]"), "\"cidrs\":[\"nonsense\"]", false},
        {OP("in-cidr-set", "\"cidrs\":[\"10.0.0.0/8\"]"), "\"cidrs\":[]", true},
        {OP("not-in-cidr-set", "\"cidrs\":[\"10.0.0.0/8\"]"), "\"cidrs\":[\"10.1.2.3\"]",
         false},
        {OP("not-in-cidr-set", "\"cidrs\":[\"10.0.0.0/8\"]"), "\"cidrs\":[\"11.1.2.3\"]", true},
        {OP("not-in-cidr-set", "\"cidrs\":[\"10.0.0.0/8\"]"), "\"cidrs\":[]", true},
        {OP("in-port-set", "\"ports\":[22,8883]"), "\"ports\":[22]", true},
        {OP("in-port-set", "\"ports\":[22,8883]"), "\"ports\":[22,23]", false},
        {OP("in-port-set", "\"ports\":[22,8883]"), "\"ports\":[]", true},
        {OP("not-in-port-set", "\"ports\":[23]"), "\"ports\":[22]", true},
        {OP("not-in-port-set", "\"ports\":[23]"), "\"ports\":[22,23]", false},
        {OP("in-set", "\"strings\":[\"op\"]"), "\"strings\":[\"op\"]", true},
        {OP("in-set", "\"strings\":[\"op\"]"), "\"strings\":[\"op\",\"\"]", false},
        {OP("not-in-set", "\"strings\":[\"root\"]"), "\"strings\":[\"op\"]", true},
        {OP("not-in-set", "\"strings\":[\"root\"]"), "\"strings\":[\"root\"]", false},
        {OP("in-set", "\"numbers\":[1,2.5]"), "\"numbers\":[2.5]", true},
        {OP("in-set", "\"numbers\":[1,2.5]"), "\"numbers\":[2]", false},
        {OP("in-set", "\"numbers\":[1,2.5]"), "\"numbers\":[]", true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct criteria c = read(rows[i].criteria);
        const struct metric_value *v =
            decode(&metric_value_record, arena_printf(arena, "{%s}", rows[i].value),
                   sizeof(struct metric_value));
        cr_assert_eq(c.kind, CRITERIA_SET, "row %zu", i);
        cr_expect_eq(criteria_value(&c, v), rows[i].normal, "row %zu", i);
    }
}

Test(local_criteria, simulated_sets)
{
    struct criteria nets = read(OP("in-cidr-set", "\"cidrs\":[\"198.18.0.0/15\"]"));
    struct criteria ports = read(OP("not-in-port-set", "\"ports\":[23]"));
    struct sim_set inside = {2, {0xc6120001, 0xc613ffff}},
                   outside = {2, {0xc6120001, 0xcb007121}};
    struct sim_set none = {.n = 0}, telnet = {1, {23}}, ssh = {1, {22}};
    cr_expect(criteria_set(&nets, &inside));
    cr_expect_not(criteria_set(&nets, &outside));
    cr_expect(criteria_set(&nets, &none));
    cr_expect_not(criteria_set(&ports, &telnet));
    cr_expect(criteria_set(&ports, &ssh));
    cr_expect(criteria_set(&ports, &none));
}

/* What says nothing that could be judged never alarms; what is out of range is brought in. */
Test(local_criteria, what_is_read)
{
    static const struct {
        const char *criteria;
        enum criteria_kind kind;
        int slots, to_alarm, to_clear;
    } rows[] = {
        {"", CRITERIA_NONE, 1, 1, 1},
        {"\"comparisonOperator\":\"less-than\"", CRITERIA_NONE, 1, 1, 1},
        {"\"value\":{\"count\":1}", CRITERIA_NONE, 1, 1, 1},
        {OP("less-than", "\"ports\":[1]"), CRITERIA_NONE, 1, 1, 1},
        {OP("around", "\"count\":1"), CRITERIA_NONE, 1, 1, 1},
        {OP("less-than", "\"count\":1") ",\"durationSeconds\":300", CRITERIA_NUMBER, 1, 1, 1},
        {OP("less-than", "\"count\":1") ",\"durationSeconds\":900", CRITERIA_NUMBER, 3, 1, 1},
        {OP("less-than", "\"count\":1") ",\"durationSeconds\":3600", CRITERIA_NUMBER, 12, 1, 1},
        {OP("less-than", "\"count\":1") ",\"durationSeconds\":86400", CRITERIA_NUMBER, 12, 1,
         1},
        {OP("less-than", "\"count\":1") ",\"consecutiveDatapointsToAlarm\":3,"
                                        "\"consecutiveDatapointsToClear\":10",
         CRITERIA_NUMBER, 1, 3, 10},
        {OP("less-than", "\"count\":1") ",\"consecutiveDatapointsToAlarm\":0,"
                                        "\"consecutiveDatapointsToClear\":99",
         CRITERIA_NUMBER, 1, 1, DETECT_CONSECUTIVE_MAX},
        {PERCENTILE("p99.9"), CRITERIA_STATISTICAL, 1, 1, 1},
        {PERCENTILE("Average"), CRITERIA_NONE, 1, 1, 1},
        {"\"mlDetectionConfig\":{\"confidenceLevel\":\"HIGH\"}", CRITERIA_LEARNED, 1, 1, 1},
        {"\"mlDetectionConfig\":{\"confidenceLevel\":\"SURE\"}", CRITERIA_NONE, 1, 1, 1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct criteria c = read(rows[i].criteria);
        cr_expect_eq(c.kind, rows[i].kind, "row %zu: %d", i, c.kind);
        cr_expect_eq(c.slots, rows[i].slots, "row %zu: %d", i, c.slots);
        cr_expect_eq(c.to_alarm, rows[i].to_alarm, "row %zu: %d", i, c.to_alarm);
        cr_expect_eq(c.to_clear, rows[i].to_clear, "row %zu: %d", i, c.to_clear);
    }
}

Test(local_criteria, percentiles)
{
    static const struct {
        double percent, expected;
    } rows[] = {{0, 1},  {0.01, 1}, {1, 1},   {10, 1},  {50, 5},
                {51, 6}, {90, 9},   {99, 10}, {100, 10}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double values[] = {7, 3, 10, 1, 9, 2, 8, 4, 6, 5}, one = 42;
        cr_expect_float_eq(criteria_percentile(values, 10, rows[i].percent), rows[i].expected,
                           0, "row %zu", i);
        cr_expect_float_eq(criteria_percentile(&one, 1, rows[i].percent), 42, 0, "row %zu", i);
    }
}
