/* What is wrong with a profile, and what in it reads backwards, always or never fires. */
#include <criterion/criterion.h>
#include <string.h>

#include "client/api/json.h"
#include "client/store/profile_check.h"

struct seen {
    struct buf errors, warnings, says;
};

static void keep(void *ctx, const struct profile_note *n)
{
    struct seen *s = ctx;
    struct buf *out = n->kind == PROFILE_NOTE_ERROR  ? &s->errors
                      : n->kind == PROFILE_NOTE_WARN ? &s->warnings
                                                     : &s->says;
    buf_printf(out, "%s: %s\n", n->member, n->text);
}

static void check(const char *text, struct seen *s)
{
    struct arena *a = arena_new();
    struct behavior b;
    struct err err;
    const struct json *j = json_parse(str_of(text), a, &err);

    cr_assert_not_null(j, "%s: %s", text, err.text);
    cr_assert(record_decode(&behavior_record, j, a, &b, &err), "%s", err.text);
    behavior_check(&b, &(struct profile_facts){0}, keep, s);
    arena_free(a);
}

#define B(metric, criteria) \
    "{\"name\":\"b\",\"metric\":\"" metric "\",\"criteria\":{" criteria "}}"
#define OP(o)    "\"comparisonOperator\":\"" o "\""
#define COUNT(n) ",\"value\":{\"count\":" n "}"
#define FIVE     ",\"durationSeconds\":300"
#define STAT(p)  ",\"statisticalThreshold\":{\"statistic\":\"" p "\"}" FIVE
#define AUTH     "aws:num-authorization-failures"
#define SIZE     "aws:message-byte-size"
#define IP       "aws:source-ip-address"

static const struct {
    const char *behavior, *error, *warning; /* "": none */
} rows[] = {
    {B(AUTH, OP("less-than") COUNT("5") FIVE), "", ""},
    {B(AUTH, OP("greater-than") COUNT("5") FIVE), "", "reads backwards?"},
    {B(AUTH, OP("less-than") COUNT("0") FIVE), "", "every datapoint alarms"},
    {B(AUTH, OP("less-than-equals") COUNT("0") FIVE), "", ""},
    {B(AUTH, OP("greater-than-equals") COUNT("0") FIVE), "", "never alarms"},
    {B(AUTH, OP("less-than") COUNT("-1") FIVE), "never below 0", ""},
    {B(AUTH, OP("less-than") COUNT("5")), "", "say which"},
    {B(AUTH, OP("less-than") COUNT("5") ",\"durationSeconds\":301"), "300, 600", ""},
    {B(AUTH, OP("in-port-set") COUNT("5") FIVE), "does not fit", ""},
    {B(AUTH, "\"value\":{\"count\":5}" FIVE), "needs an operator", ""},
    {B(AUTH, OP("less-than") FIVE), "need a value", ""},
    {B(AUTH, OP("less-than") ",\"value\":{}" FIVE), "which value", ""},
    {B(AUTH, OP("less-than") ",\"value\":{\"ports\":[1]}" FIVE), "has count, not ports", ""},
    {B(AUTH, OP("less-than") COUNT("5") STAT("p90")), "or a statistic", ""},
    {B(SIZE, OP("less-than") COUNT("5")), "", ""},
    {B(SIZE, OP("less-than") COUNT("5") FIVE), "with a statistic only", ""},
    {B(SIZE, OP("less-than-equals") STAT("p99")), "", ""},
    {B(SIZE, OP("greater-than") STAT("p99")), "", "about 99% of the devices"},
    {B(SIZE, OP("less-than") STAT("p50")), "", "about 50% of the devices"},
    {B(SIZE, OP("less-than") STAT("p0")), "", "every device alarms"},
    {B(SIZE, OP("greater-than") STAT("p100")), "", "every device alarms"},
    {B(SIZE, OP("less-than-equals") STAT("p100")), "", "never alarms"},
    {B(SIZE, OP("less-than") STAT("p42")), "p0, p0.01", "about 58%"},
    {B(SIZE, OP("less-than") ",\"statisticalThreshold\":{\"statistic\":\"p99\"}"),
     "over a duration", ""},
    {B(AUTH, "\"mlDetectionConfig\":{\"confidenceLevel\":\"HIGH\"}"), "", ""},
    {B(AUTH, "\"mlDetectionConfig\":{\"confidenceLevel\":\"SURE\"}"), "LOW, MEDIUM", ""},
    {B(IP, "\"mlDetectionConfig\":{\"confidenceLevel\":\"HIGH\"}"), "cannot be learned", ""},
    {B(IP, OP("in-cidr-set") ",\"value\":{\"cidrs\":[\"10.0.0.0/8\"]}"), "", ""},
    {B(IP, OP("in-cidr-set") ",\"value\":{\"cidrs\":[\"0.0.0.0/0\"]}"), "", "never alarms"},
    {B(IP, OP("not-in-cidr-set") ",\"value\":{\"cidrs\":[\"::/0\"]}"), "",
     "every address alarms"},
    {B(IP, OP("in-cidr-set") ",\"value\":{\"cidrs\":[\"example\"]}"), "cidrs", ""},
    {B(IP, OP("in-cidr-set") ",\"value\":{\"cidrs\":[\"10.0.0.0/8\"]}" FIVE), "no duration",
     ""},
    {B("aws:listening-tcp-ports", OP("in-port-set") ",\"value\":{\"ports\":[22,70000]}"),
     "ports", ""},
    {B("aws:brand-new", OP("less-than") COUNT("5")), "", "no metric that is known"},
    {"{\"name\":\"b\"}", "", ""},
    {"{\"name\":\"b c\"}", "name", ""},
    {"{\"name\":\"b\",\"criteria\":{" OP("less-than") COUNT("5") "}}", "need a metric", ""},
    {"{\"name\":\"b\",\"metric\":\"aws:num-disconnects\",\"metricDimension\":"
     "{\"dimensionName\":\"d\"}}",
     "cannot be scoped", ""},
    {B(AUTH, OP("less-than") COUNT("5") FIVE ",\"consecutiveDatapointsToAlarm\":11"), "1 to 10",
     ""},
};

static bool says(const struct buf *b, const char *part)
{
    return *part == '\0' ? b->len == 0 : b->len > 0 && strstr(b->data, part) != NULL;
}

Test(store_profile_check, rows)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct seen s = {BUF_INIT(4096), BUF_INIT(4096), BUF_INIT(4096)};
        check(rows[i].behavior, &s);
        cr_expect(says(&s.errors, rows[i].error), "%s\nerrors: %s", rows[i].behavior,
                  buf_text(&s.errors));
        cr_expect(says(&s.warnings, rows[i].warning), "%s\nwarnings: %s", rows[i].behavior,
                  buf_text(&s.warnings));
        buf_free(&s.errors);
        buf_free(&s.warnings);
        buf_free(&s.says);
    }
}

struct tally {
    enum profile_note_kind kind;
    size_t n;
};

static void tally(void *ctx, const struct profile_note *n)
{
    struct tally *t = ctx;

    t->n += n->kind == t->kind;
}

static size_t notes(const struct describe_security_profile_output *p,
                    const struct profile_facts *facts, enum profile_note_kind kind)
{
    struct tally t = {kind, 0};

    profile_check(p, facts, tally, &t);
    return t.n;
}

Test(store_profile_check, the_whole)
{
    const struct behavior twice[] = {{.name = "a"}, {.name = "a"}};
    const struct describe_security_profile_output p = {.behaviors = {2, twice}};
    const struct profile_facts facts = {0};

    cr_expect_eq(notes(&p, &facts, PROFILE_NOTE_ERROR), 1);
    const struct behavior_criteria loud = {.comparison_operator = "less-than"};
    const struct behavior one[] = {{.name = "a", .metric = "x", .criteria = &loud}};
    const struct describe_security_profile_output q = {.behaviors = {1, one}};
    const struct profile_facts told = {.has_alert_target = true};
    cr_expect_eq(notes(&q, &facts, PROFILE_NOTE_SAY), 1, "nobody is told");
    cr_expect_eq(notes(&q, &told, PROFILE_NOTE_SAY), 0);
}
