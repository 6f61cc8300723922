/* api/behavior_text: behaviors, limits, values and verdicts in words, row by row. */
#include <criterion/criterion.h>

#include "client/api/behavior_text.h"

struct row {
    const char *json; /* of the behavior */
    const char *seen; /* of the MetricValue; NULL: none */
    const char *sentence, *value, *limit;
};

static const void *decode(const struct record *r, const char *text, struct arena *a)
{
    struct err err;
    void *out = arena_alloc(a, 1, r->size);
    const struct json *j = json_parse(str_of(text), a, &err);

    cr_assert_not_null(j, "%s: %s", text, err.text);
    cr_assert(record_decode(r, j, a, out, &err), "%s: %s", text, err.text);
    return out;
}

#define B(metric, criteria) \
    "{\"name\":\"b\",\"metric\":\"" metric "\",\"criteria\":{" criteria "}}"
#define COUNT(n)   "\"value\":{\"count\":" #n "}"
#define OP(op)     "\"comparisonOperator\":\"" op "\","
#define IN_5       "\"durationSeconds\":300,"
#define STAT(p)    "\"statisticalThreshold\":{\"statistic\":\"" p "\"}"
#define ML(level)  "\"mlDetectionConfig\":{\"confidenceLevel\":\"" level "\"}"
#define AUTH       "aws:num-authorization-failures"
#define MANY_PORTS "[1,2,3,4,5,6,7,8,9,10]"

static const struct row rows[] = {
    {B(AUTH, OP("less-than-equals") IN_5 COUNT(10)), "{\"count\":41}",
     "expected at most 10 authorization failures in 5 min; 41 seen", "41 /5min", "<= 10 /5min"},
    {B("aws:num-disconnects", OP("less-than-equals") IN_5 COUNT(1)), NULL,
     "expected at most 1 disconnect in 5 min; no value given", "-", "<= 1 /5min"},
    {B("aws:message-byte-size", OP("less-than") COUNT(1024)), "{\"count\":2500000}",
     "expected message size less than 1,024 bytes; 2,500,000 bytes seen", "2.5M", "< 1024"},
    {B("aws:all-bytes-out", OP("greater-than") "\"durationSeconds\":3600," COUNT(5)),
     "{\"count\":0}", "expected more than 5 bytes out in 1 h; 0 seen", "0 /1h", "> 5 /1h"},
    {B("aws:listening-tcp-ports", OP("in-port-set") "\"value\":{\"ports\":[22,8883]}"),
     "{\"ports\":[23,4444]}", "expected listening TCP ports only in {22, 8883}; 23, 4444 seen",
     "23,4444", "in {22,8883}"},
    {B("aws:listening-udp-ports", OP("not-in-port-set") "\"value\":{\"ports\":[53]}"),
     "{\"ports\":" MANY_PORTS "}",
     "expected listening UDP ports not in {53}; 1, 2, 3, 4, 5, 6, 7, 8, +2 more seen",
     "1,2,3,4,5,6,7,8,+2 more", "not in 53"},
    {B("aws:listening-tcp-ports", OP("in-port-set") "\"value\":{\"ports\":[]}"),
     "{\"ports\":[]}", "expected listening TCP ports only in {none}; none seen", "none",
     "in {}"},
    {B("aws:source-ip-address", OP("not-in-cidr-set") "\"value\":{\"cidrs\":[\"10.0.0.0/8\"]}"),
     "{\"cidrs\":[\"10.1.2.3\"]}", "expected source IP not in {10.0.0.0/8}; 10.1.2.3 seen",
     "10.1.2.3", "not in 10.0.0.0/8"},
    {B("aws:destination-ip-addresses",
       OP("in-cidr-set") "\"value\":{\"cidrs\":[\"10.0.0.0/8\",\"2001:db8::/32\"]}"),
     "{\"cidrs\":[\"198.18.10.1/32\",\"::1/128\"]}",
     "expected destination IPs only in {10.0.0.0/8, 2001:db8::/32}; 198.18.10.1, ::1 seen",
     "198.18.10.1,::1", "in {10.0.0.0/8,2001:db8::/32}"},
    {B("aws:destination-ip-addresses",
       OP("in-cidr-set") "\"value\":{\"cidrs\":[\"10.0.0.0/8\"]}"),
     "{\"cidrs\":[\"10.0.0.7/32\",\"203.0.113.9/32\",\"10.9.0.0/16\"]}",
     "expected destination IPs only in {10.0.0.0/8}; 203.0.113.9 seen, beside 2 expected",
     "203.0.113.9 +2 ok", "in 10.0.0.0/8"},
    {B("aws:listening-tcp-ports", OP("in-port-set") "\"value\":{\"ports\":[22]}"),
     "{\"ports\":[22,4444]}",
     "expected listening TCP ports only in {22}; 4444 seen, beside 1 expected", "4444 +1 ok",
     "in 22"},
    {B("temps", OP("not-in-set") "\"value\":{\"numbers\":[1.5]}"), "{\"numbers\":[3,1.5]}",
     "expected temps not in {1.5}; 1.5 seen, beside 1 expected", "1.5 +1 ok", "not in 1.5"},
    {B("aws:num-messages-sent", OP("less-than-equals") IN_5 STAT("p99")), "{\"count\":900}",
     "expected messages sent at most p99 of all devices in 5 min; 900 seen", "900 /5min",
     "<= p99 /5min"},
    {B("aws:num-messages-received", ML("HIGH")), "{\"count\":7}",
     "expected messages received as the model has learned (HIGH confidence); 7 seen", "7",
     "model HIGH"},
    {B("aws:num-messages-received", "\"mlDetectionConfig\":{}"), NULL,
     "expected messages received as the model has learned; no value given", "-", "model ?"},
    /* custom metrics: number, numbers, strings */
    {B("cpu_usage", OP("less-than-equals") "\"value\":{\"number\":75.5}"), "{\"number\":99}",
     "expected cpu_usage at most 75.5; 99 seen", "99", "<= 75.5"},
    {B("temps", OP("in-set") "\"value\":{\"numbers\":[1.5,2]}"), "{\"numbers\":[3]}",
     "expected temps only in {1.5, 2}; 3 seen", "3", "in {1.5,2}"},
    {B("services", OP("not-in-set") "\"value\":{\"strings\":[\"telnetd\"]}"),
     "{\"strings\":[\"telnetd\",\"sshd\"]}",
     "expected services not in {telnetd}; telnetd seen, beside 1 expected", "telnetd +1 ok",
     "not in telnetd"},
    /* what we do not know stays as it came */
    {B("aws:new-metric", OP("about") COUNT(3)), "{\"count\":4}",
     "expected aws:new-metric about 3; 4 seen", "4", "about 3"},
    {B(AUTH, OP("about") IN_5 COUNT(3)), "{}",
     "expected about 3 authorization failures in 5 min; no value given", "-", "about 3 /5min"},
    {B(AUTH, OP("less-than") "\"value\":{}"), "{\"count\":1}",
     "expected authorization failures less than nothing; 1 seen", "1", "< ?"},
    {B(AUTH, OP("less-than") "\"durationSeconds\":90," STAT("p42")), NULL,
     "expected authorization failures below p42 of all devices in 90 s; no value given", "-",
     "< p42 /90s"},
    {"{\"name\":\"b\"}", NULL, "expected nothing: no metric without criteria; no value given",
     "-", "-"},
    {"{\"name\":\"b\",\"metric\":\"aws:num-disconnects\",\"metricDimension\":{"
     "\"dimensionName\":\"topics\",\"operator\":\"NOT_IN\"},\"criteria\":{" OP("less-than")
         COUNT(2) "}}",
     NULL, "expected less than 2 disconnects, outside dimension topics; no value given", "-",
     "< 2"},
};

static void expect(const char *what, struct buf *got, const char *want, const char *json)
{
    cr_expect_str_eq(buf_text(got), want, "%s of %s: \"%s\"", what, json, buf_text(got));
    buf_free(got);
}

Test(behavior, sentences_values_and_limits)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *r = &rows[i];
        struct arena *a = arena_new();
        const struct behavior *b = decode(&behavior_record, r->json, a);
        const struct metric_value *v =
            r->seen != NULL ? decode(&metric_value_record, r->seen, a) : NULL;
        struct buf sentence = BUF_INIT(1024), value = BUF_INIT(1024), limit = BUF_INIT(1024);

        behavior_seen_say(&sentence, b, v);
        behavior_value_short(&value, b, v);
        behavior_limit_short(&limit, b);
        expect("sentence", &sentence, r->sentence, r->json);
        expect("value", &value, r->value, r->json);
        expect("limit", &limit, r->limit, r->json);
        arena_free(a);
    }
}

static const struct {
    const char *json;
    enum behavior_verdict verdict;
    const char *why, *alarms;
} verdicts[] = {
    {B(AUTH, OP("less-than-equals") COUNT(10)), BEHAVIOR_SOUND, "",
     "more than 10 authorization failures"},
    {B(AUTH, OP("greater-than") IN_5 COUNT(10)), BEHAVIOR_BACKWARDS,
     "criteria describe the normal: this alarms on at most 10 authorization failures in 5 min",
     "at most 10 authorization failures in 5 min"},
    {B("aws:all-bytes-out", OP("greater-than-equals") COUNT(10)), BEHAVIOR_BACKWARDS,
     "criteria describe the normal: this alarms on less than 10 bytes out",
     "less than 10 bytes out"},
    {B(AUTH, OP("less-than") COUNT(0)), BEHAVIOR_ALWAYS,
     "every datapoint alarms: a count is never below 0", "at least 0 authorization failures"},
    {B(AUTH, OP("less-than-equals") COUNT(0)), BEHAVIOR_SOUND, "",
     "more than 0 authorization failures"},
    {B(AUTH, OP("greater-than-equals") COUNT(0)), BEHAVIOR_NEVER,
     "never alarms: a count is never below 0", "less than 0 authorization failures"},
    {B("cpu_usage", OP("greater-than") "\"value\":{\"number\":75}"), BEHAVIOR_SOUND, "",
     "cpu_usage at most 75"},
    {B("aws:listening-tcp-ports", OP("in-port-set") "\"value\":{\"ports\":[]}"),
     BEHAVIOR_ALWAYS, "the set is empty: everything alarms but a report of nothing",
     "listening TCP ports not only in {none}"},
    {B("aws:listening-tcp-ports", OP("not-in-port-set") "\"value\":{\"ports\":[]}"),
     BEHAVIOR_NEVER, "never alarms: the set is empty", "listening TCP ports in {none}"},
    {B("aws:source-ip-address", OP("in-cidr-set") "\"value\":{\"cidrs\":[\"0.0.0.0/0\"]}"),
     BEHAVIOR_NEVER, "never alarms: the set holds every address",
     "source IP not only in {0.0.0.0/0}"},
    {B("aws:all-bytes-in", OP("less-than-equals") STAT("p100")), BEHAVIOR_NEVER,
     "never alarms: every device is within p0 to p100", "bytes in above p100 of all devices"},
    {B("aws:all-bytes-in", OP("greater-than") STAT("p99")), BEHAVIOR_BACKWARDS,
     "criteria describe the normal: this alarms on bytes in at most p99 of all devices",
     "bytes in at most p99 of all devices"},
    {B("aws:all-bytes-in", ML("LOW")), BEHAVIOR_SOUND, "",
     "bytes in unlike the model (LOW confidence)"},
    {"{\"name\":\"b\"}", BEHAVIOR_NEVER, "never alarms: there are no criteria", "never"},
    {B(AUTH, OP("about") COUNT(3)), BEHAVIOR_SOUND, "", "not: about 3 authorization failures"},
};

Test(behavior, verdicts)
{
    for (size_t i = 0; i < COUNT_OF(verdicts); i++) {
        struct arena *a = arena_new();
        const struct behavior *b = decode(&behavior_record, verdicts[i].json, a);
        struct buf why = BUF_INIT(1024), alarms = BUF_INIT(1024);

        cr_expect_eq(behavior_verdict(&why, b), verdicts[i].verdict, "%s", verdicts[i].json);
        behavior_alarms_say(&alarms, b);
        expect("verdict", &why, verdicts[i].why, verdicts[i].json);
        expect("alarms", &alarms, verdicts[i].alarms, verdicts[i].json);
        arena_free(a);
    }
}

Test(behavior, kinds)
{
    static const struct {
        const char *word;
        enum behavior_kind kind;
    } words[] = {{"rule", BEHAVIOR_STATIC},
                 {"STATIC", BEHAVIOR_STATIC},
                 {"ML", BEHAVIOR_ML},
                 {"machine_learning", BEHAVIOR_ML},
                 {"stat", BEHAVIOR_STATISTICAL},
                 {"", BEHAVIOR_NO_CRITERIA},
                 {"other", BEHAVIOR_NO_CRITERIA}};

    for (size_t i = 0; i < COUNT_OF(words); i++)
        cr_expect_eq(behavior_kind_of(words[i].word), words[i].kind, "%s", words[i].word);
    cr_expect_eq(behavior_kind(NULL), BEHAVIOR_NO_CRITERIA);
    cr_expect_null(behavior_confidence(NULL));
}
