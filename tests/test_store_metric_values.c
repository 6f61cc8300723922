/* Values of one metric: pages put together, answers kept, calls that nobody wants ended. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "client/store/metric_values.h"
#include "tests/support/call_rig.h"

#define DAY INT64_C(86400000)

#define DATUM(seconds, value) "{\"timestamp\":" #seconds ",\"value\":" value "}"
#define PAGE(items, token)    "{\"metricDatumList\":[" items "]" token "}"

struct seen {
    struct call_rig rig;
    struct fake_clock clock;
    struct metric_values *values;
    int changes;
};

static char space[RIG_REPLIES][4096];

static void on_change(void *ctx)
{
    ((struct seen *)ctx)->changes++;
}

static void begin(struct seen *s, const char *const *bodies, int n)
{
    struct client_options o = {0};

    s->rig.n_replies = n;
    for (int i = 0; i < n; i++)
        s->rig.replies[i] = (struct fault_reply){
            .how = bodies[i] != NULL ? FAULT_ANSWER : FAULT_HANG,
            .bytes = bodies[i] == NULL ? STR("")
                     : strncmp(bodies[i], "HTTP/", 5) == 0
                         ? str_of(bodies[i])
                         : rig_answer(space[i], sizeof space[i], bodies[i])};
    rig_open(&s->rig, &o);
    fake_clock_init(&s->clock, clock_real_ms(&system_clock));
    s->values = metric_values_new(&s->clock.clock, on_change, s);
    metric_values_connect(s->values, s->rig.client);
}

static void end(struct seen *s)
{
    metric_values_free(s->values);
    rig_close(&s->rig);
}

static void settle(struct seen *s)
{
    for (int i = 0; i < 2000 && client_pending(s->rig.client) > 0; i++)
        (void)loop_turn(s->rig.loop, 5000);
    (void)loop_turn(s->rig.loop, 0);
}

static void want(struct seen *s, const char *metric, int64_t from_ago, int64_t to_ago)
{
    const int64_t now = clock_real_ms(&s->clock.clock);
    const struct metric_question q = {
        .thing = "gw 1/%", .metric = metric, .from_ms = now - from_ago, .to_ms = now - to_ago};

    metric_values_want(s->values, &q);
}

static int requests(const struct seen *s)
{
    return fault_server_requests(s->rig.server);
}

static const char denied[] = "HTTP/1.1 403 Forbidden\r\n"
                             "x-amzn-ErrorType: AccessDeniedException\r\n"
                             "Content-Length: 17\r\n\r\n{\"message\":\"no.\"}";

Test(store_metric_values, pages_are_one_series_and_what_lies_inside_is_not_asked_again)
{
    struct seen s = {0};
    const char *const bodies[] = {
        PAGE(DATUM(1763820000, "{\"count\":41}"), ",\"nextToken\":\"more\""),
        PAGE(DATUM(1763820300, "{\"ports\":[22,8883]}"), "")};

    begin(&s, bodies, 2);
    cr_expect_eq(metric_values_state(s.values), ANSWER_NONE);
    want(&s, "aws:num-messages-sent", DAY, 0);
    cr_expect_eq(metric_values_state(s.values), ANSWER_WAITING);
    settle(&s);
    cr_assert_eq(metric_values_state(s.values), ANSWER_READY);
    cr_assert_eq(metric_values_count(s.values), 2);
    cr_expect_eq(metric_values_at(s.values, 1)->timestamp.ms, INT64_C(1763820300000));
    cr_expect_null(metric_values_at(s.values, 2));
    cr_expect_eq(requests(&s), 2);
    cr_expect(strstr(s.rig.heads[0], "thingName=gw%201%2F%25") != NULL, "%s", s.rig.heads[0]);
    want(&s, "aws:num-messages-sent", DAY / 2, DAY / 4);
    want(&s, "aws:num-messages-sent", DAY / 2, 0);
    settle(&s);
    cr_expect_eq(requests(&s), 2, "it lies inside of what is there");
    fake_clock_advance(&s.clock, METRIC_VALUES_SLOT_MS + 1000);
    want(&s, "aws:num-messages-sent", DAY / 2, DAY / 4);
    cr_expect_eq(requests(&s), 2, "what is past does not change");
    want(&s, "aws:num-messages-sent", DAY / 2, 0);
    settle(&s);
    cr_expect_eq(requests(&s), 3, "by now there is another datapoint");
    want(&s, "aws:num-messages-sent", 2 * DAY, DAY / 4);
    settle(&s);
    cr_expect_eq(requests(&s), 4, "it begins before what is there");
    end(&s);
}

Test(store_metric_values, going_to_and_fro_asks_nothing_again)
{
    struct seen s = {0};
    const char *const bodies[] = {PAGE(DATUM(1763820000, "{\"count\":1}"), "")};

    begin(&s, bodies, 1);
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < METRIC_VALUES_KEPT; i++) {
            char metric[32];

            snprintf(metric, sizeof metric, "custom-%d", i);
            want(&s, metric, DAY, 0);
            settle(&s);
            cr_expect_eq(metric_values_count(s.values), 1);
        }
    cr_expect_eq(requests(&s), METRIC_VALUES_KEPT);
    end(&s);
}

Test(store_metric_values, moving_on_ends_the_call_before)
{
    struct seen s = {0};
    const char *const bodies[] = {NULL, PAGE(DATUM(1763820000, "{\"count\":1}"), "")};

    begin(&s, bodies, 2);
    want(&s, "aws:all-bytes-in", DAY, 0);
    for (int i = 0; i < 50 && requests(&s) == 0; i++)
        (void)loop_turn(s.rig.loop, 5000);
    want(&s, "aws:all-bytes-out", DAY, 0);
    cr_expect_eq(client_pending(s.rig.client), 1, "the first is given up");
    settle(&s);
    cr_expect_eq(metric_values_state(s.values), ANSWER_READY);
    want(&s, "aws:all-bytes-in", DAY, 0);
    settle(&s);
    cr_expect_eq(metric_values_state(s.values), ANSWER_READY, "and asked again when wanted");
    end(&s);
}

Test(store_metric_values, a_refusal_is_said_and_a_failed_refresh_keeps_the_values)
{
    struct seen s = {0};
    const char *const bodies[] = {denied, PAGE(DATUM(1763820000, "{\"count\":1}"), ""), denied};

    begin(&s, bodies, 3);
    want(&s, "aws:all-bytes-in", DAY, 0);
    settle(&s);
    cr_expect_eq(metric_values_state(s.values), ANSWER_FAILED);
    cr_expect_eq(metric_values_err(s.values)->status, 403);
    metric_values_refresh(s.values);
    settle(&s);
    cr_expect_eq(metric_values_state(s.values), ANSWER_READY);
    metric_values_refresh(s.values);
    settle(&s);
    cr_expect_eq(metric_values_count(s.values), 1);
    cr_expect_eq(metric_values_err(s.values)->status, 403);
    end(&s);
}

Test(store_metric_values, nothing_is_asked_from_before_what_is_kept)
{
    struct seen s = {0};
    const char *const bodies[] = {PAGE("", "")};
    struct buf day = BUF_INIT(64);
    struct civil c;

    begin(&s, bodies, 1);
    want(&s, "aws:all-bytes-in", 90 * DAY, 0);
    settle(&s);
    civil_from_ms(clock_real_ms(&s.clock.clock) - METRIC_VALUES_DAYS * DAY, &c);
    buf_printf(&day, "startTime=%04d-%02d-%02d", c.year, c.month, c.day);
    cr_expect(strstr(s.rig.heads[0], buf_text(&day)) != NULL, "%s", s.rig.heads[0]);
    cr_expect_eq(metric_values_state(s.values), ANSWER_READY);
    cr_expect_eq(metric_values_count(s.values), 0);
    buf_free(&day);
    end(&s);
}

Test(store_metric_values, kinds)
{
    static const int some[] = {1, 2, 3};
    static const struct {
        struct metric_value value;
        enum metric_kind kind;
        double height; /* negative: none */
    } rows[] = {
        {{.count = {41, true}}, METRIC_COUNT, 41},
        {{.number = {2.5, true}}, METRIC_NUMBER, 2.5},
        {{.number = {1.0 / 0.0, true}}, METRIC_NUMBER, -1},
        {{.cidrs = {2, some}}, METRIC_CIDRS, 2},
        {{.ports = {0, some}}, METRIC_PORTS, 0},
        {{.numbers = {3, some}}, METRIC_NUMBERS, 3},
        {{.strings = {1, some}}, METRIC_STRINGS, 1},
        {{.count = {0}}, METRIC_NOTHING, -1},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double got = -1;

        cr_expect_eq(metric_value_kind(&rows[i].value), rows[i].kind, "row %zu", i);
        cr_expect_eq(metric_value_height(&rows[i].value, &got), rows[i].height >= 0);
        cr_expect_eq(got, rows[i].height, "row %zu", i);
    }
    cr_expect_eq(metric_value_kind(NULL), METRIC_NOTHING);
}
