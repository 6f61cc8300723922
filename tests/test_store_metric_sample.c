/* What some devices reported: which are asked, what their values add up to. */
#include <criterion/criterion.h>
#include <string.h>

#include "client/store/metric_sample.h"
#include "tests/support/call_rig.h"

static char space[RIG_REPLIES][2048];
static int told;

static void on_change(void *ctx)
{
    (void)ctx;
    told++;
}

static const char denied[] = "HTTP/1.1 403 Forbidden\r\n"
                             "x-amzn-ErrorType: AccessDeniedException\r\n"
                             "Content-Length: 17\r\n\r\n{\"message\":\"no.\"}";

static struct metric_sample *ask(struct call_rig *r, const char *group,
                                 const char *const *bodies, int n)
{
    struct client_options o = {0};
    const struct metric_sample_question q = {.metric = "aws:num-disconnects", .group = group};
    struct metric_sample *s = metric_sample_new(on_change, NULL);

    r->n_replies = n;
    for (int i = 0; i < n; i++)
        r->replies[i] = (struct fault_reply){
            .how = FAULT_ANSWER,
            .bytes = str_starts(bodies[i], "HTTP/")
                         ? str_of(bodies[i])
                         : rig_answer(space[i], sizeof space[i], bodies[i])};
    rig_open(r, &o);
    metric_sample_ask(s, r->client, &q, 1795357327000);
    for (int i = 0; i < 2000 && metric_sample_state(s) == ANSWER_WAITING; i++)
        (void)loop_turn(r->loop, 5000);
    return s;
}

Test(store_metric_sample, values_of_a_group)
{
    static struct call_rig r;
    const char *const bodies[] = {
        "{\"things\":[\"a\",\"b\"]}",
        ("{\"metricDatumList\":[{\"value\":{\"count\":1}},{\"value\":{\"count\":9}},"
         "{\"value\":{\"ports\":[22]}},{}]}"),
        "{\"metricDatumList\":[{\"value\":{\"number\":4.5}},{\"value\":{\"count\":2}}]}",
    };
    struct metric_sample *s = ask(&r, "yard", bodies, 3);

    cr_assert_eq(metric_sample_state(s), ANSWER_READY);
    cr_expect_not_null(strstr(r.heads[0], "/thing-groups/yard/things?"));
    cr_expect_not_null(strstr(r.heads[1], "metricName=aws%3Anum-disconnects"));
    cr_expect_eq(metric_sample_asked(s), 2);
    cr_expect_eq(metric_sample_things(s), 2);
    cr_assert_eq(metric_sample_values(s), 4, "numbers only");
    cr_expect_eq(metric_sample_percentile(s, 50), 2);
    cr_expect_eq(metric_sample_percentile(s, 75), 4.5);
    cr_expect_eq(metric_sample_percentile(s, 100), 9);
    cr_expect_eq(metric_sample_percentile(s, 0), 1);
    cr_expect_eq(metric_sample_above(s, 2), 2);
    cr_expect(told > 0);
    metric_sample_free(s);
    rig_close(&r);
}

/* Several are asked at once: who sent nothing is not counted by what others sent. */
Test(store_metric_sample, things_without_a_value_did_not_report)
{
    static struct call_rig r;
    const char *const bodies[] = {
        "{\"things\":[\"a\",\"b\",\"c\"]}",
        "{\"metricDatumList\":[{\"value\":{\"count\":1}},{\"value\":{\"count\":9}}]}",
        "{\"metricDatumList\":[]}",
    };
    struct metric_sample *s = ask(&r, "yard", bodies, 3);

    cr_assert_eq(metric_sample_state(s), ANSWER_READY);
    cr_expect_eq(metric_sample_asked(s), 3);
    cr_expect_eq(metric_sample_values(s), 2);
    cr_expect_eq(metric_sample_things(s), 1);
    metric_sample_free(s);
    rig_close(&r);
}

Test(store_metric_sample, a_refusal_is_said)
{
    static struct call_rig r;
    const char *const bodies[] = {"{\"things\":[{\"thingName\":\"a\"}]}", denied};
    struct metric_sample *s = ask(&r, NULL, bodies, 2);

    cr_expect_not_null(strstr(r.heads[0], "/things?"));
    cr_expect_eq(metric_sample_state(s), ANSWER_FAILED);
    cr_expect_eq(metric_sample_err(s)->kind, ERR_DENIED);
    cr_expect_eq(metric_sample_values(s), 0);
    cr_expect_eq(metric_sample_percentile(s, 50), 0);
    metric_sample_free(s);
    rig_close(&r);
}
