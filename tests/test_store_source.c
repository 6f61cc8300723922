/* A live list over a service that misbehaves: rows early, old rows kept, errors told apart. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/api/audit.h"
#include "client/store/answer.h"
#include "client/store/audit_runs.h"
#include "client/store/source.h"
#include "tests/support/call_rig.h"

#define FINDING(id)        "{\"findingId\":\"" id "\",\"severity\":\"HIGH\"}"
#define PAGE(items, token) "{\"findings\":[" items "]" token "}"
#define MORE               ",\"nextToken\":\"more\""

static const struct column columns[] = {
    {.name = "id", .path = "findingId", .kind = COLUMN_TEXT},
    {.name = "sev", .path = "severity", .kind = COLUMN_NAME},
};
static const struct table_spec spec = {"findings", &audit_finding_record, columns, 2, 0};

static const struct sort_key by_id = {0, SORT_UP};

struct seen {
    struct call_rig rig;
    struct source *source;
    int changes;
    uint32_t rows_at_first_change; /* with rows */
    int requests_then;
};

static void on_change(void *ctx)
{
    struct seen *s = ctx;
    struct source_status st = source_status(s->source);
    s->changes++;
    if (s->rows_at_first_change == 0 && st.rows > 0) {
        s->rows_at_first_change = st.rows;
        s->requests_then = fault_server_requests(s->rig.server);
    }
}

static const void *input(void *ctx, struct arena *a)
{
    struct list_audit_findings_input *in = arena_alloc(a, 1, sizeof *in);
    (void)ctx;
    in->task_id = "t";
    return in;
}

static char space[8][4096];

static void replies(struct call_rig *r, const char *const *bodies, int n)
{
    r->n_replies = n;
    for (int i = 0; i < n; i++) {
        bool whole = strncmp(bodies[i], "HTTP/", 5) == 0;
        r->replies[i] = (struct fault_reply){
            .how = FAULT_ANSWER,
            .bytes =
                whole ? str_of(bodies[i]) : rig_answer(space[i], sizeof space[i], bodies[i])};
    }
}

static void open_source(struct seen *s)
{
    struct client_options o = {0};
    rig_open(&s->rig, &o);
    s->source = source_new(&(struct source_options){
        .loop = s->rig.loop, .spec = &spec, .on_change = on_change, .ctx = s});
    source_set_query(s->source, &(struct source_query){
                                    .op = &op_list_audit_findings, .input = input, .ctx = s});
    source_connect(s->source, s->rig.client);
}

static void close_source(struct seen *s)
{
    source_free(s->source);
    rig_close(&s->rig);
}

static void settle(struct seen *s)
{
    for (int i = 0; i < 2000; i++) {
        (void)loop_turn(s->rig.loop, 5000);
        if (client_pending(s->rig.client) == 0)
            break;
    }
    (void)loop_turn(s->rig.loop, 0);
}

static const char denied[] = "HTTP/1.1 403 Forbidden\r\n"
                             "x-amzn-ErrorType: AccessDeniedException\r\n"
                             "Content-Length: 17\r\n\r\n{\"message\":\"no.\"}";

Test(store_source, rows_before_the_second_page)
{
    struct seen s = {0};
    const char *const bodies[] = {PAGE(FINDING("a") "," FINDING("b"), MORE),
                                  PAGE(FINDING("c"), "")};
    replies(&s.rig, bodies, 2);
    open_source(&s);
    cr_expect_eq(source_status(s.source).state, SOURCE_NEVER);
    source_refresh(s.source);
    cr_expect_eq(source_status(s.source).state, SOURCE_LOADING);
    settle(&s);
    struct source_status st = source_status(s.source);
    cr_expect_eq(st.state, SOURCE_COMPLETE);
    cr_expect_eq(st.rows, 3);
    cr_expect_eq(s.rows_at_first_change, 2);
    cr_expect_eq(s.requests_then, 1, "the second page had not been asked");
    close_source(&s);
}

Test(store_source, a_failed_refresh_keeps_rows_age_and_error)
{
    struct seen s = {0};
    const char *const bodies[] = {PAGE(FINDING("a"), ""), denied, PAGE(FINDING("b"), "")};
    replies(&s.rig, bodies, 3);
    open_source(&s);
    source_refresh(s.source);
    settle(&s);
    int64_t as_of = source_status(s.source).as_of_ms;
    uint64_t generation = source_generation(s.source);
    cr_assert_gt(as_of, 0);
    usleep(2000);
    source_refresh(s.source);
    cr_expect(source_status(s.source).refreshing);
    settle(&s);
    struct source_status st = source_status(s.source);
    cr_expect_eq(st.state, SOURCE_STALE);
    cr_expect_eq(st.rows, 1);
    cr_expect_eq(st.as_of_ms, as_of);
    cr_expect_eq(st.err->kind, ERR_DENIED);
    cr_expect_eq(source_generation(s.source), generation);
    source_refresh(s.source);
    settle(&s);
    st = source_status(s.source);
    cr_expect_eq(st.state, SOURCE_COMPLETE);
    cr_expect_eq(st.err->kind, ERR_NONE);
    cr_expect_gt(st.as_of_ms, as_of);
    cr_expect_neq(source_generation(s.source), generation);
    char scratch[TABLE_SCRATCH];
    cr_expect(str_eq(table_text(source_table(s.source), 0, 0, scratch), "b"));
    close_source(&s);
}

Test(store_source, a_refresh_that_changes_nothing_is_the_same_table)
{
    struct seen s = {0};
    const char *const bodies[] = {PAGE(FINDING("a"), "")};
    replies(&s.rig, bodies, 1);
    open_source(&s);
    source_refresh(s.source);
    settle(&s);
    uint64_t generation = source_generation(s.source);
    source_refresh(s.source);
    settle(&s);
    cr_expect_eq(fault_server_requests(s.rig.server), 2);
    cr_expect_eq(source_generation(s.source), generation);
    close_source(&s);
}

Test(store_source, failed_partial_and_canceled_are_not_empty)
{
    static const struct {
        const char *first, *second; /* second NULL: the connection says nothing more */
        enum source_state state;
        uint32_t rows;
        enum err_kind kind;
    } cases[] = {
        {denied, denied, SOURCE_FAILED, 0, ERR_DENIED},
        {PAGE(FINDING("a"), MORE), denied, SOURCE_PARTIAL, 1, ERR_DENIED},
        {PAGE(FINDING("a"), MORE), NULL, SOURCE_PARTIAL, 1, ERR_CANCELED},
        {PAGE("", ""), denied, SOURCE_COMPLETE, 0, ERR_NONE},
        {"{\"findings\":7}", denied, SOURCE_FAILED, 0, ERR_DECODE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct seen s = {0};
        const char *const bodies[] = {cases[i].first,
                                      cases[i].second != NULL ? cases[i].second : ""};
        replies(&s.rig, bodies, 2);
        if (cases[i].second == NULL)
            s.rig.replies[1] = (struct fault_reply){.how = FAULT_HANG};
        open_source(&s);
        source_refresh(s.source);
        for (int turn = 0;
             turn < 200 && cases[i].second == NULL && fault_server_requests(s.rig.server) < 2;
             turn++)
            (void)loop_turn(s.rig.loop, 5000);
        if (cases[i].second == NULL)
            source_cancel(s.source);
        settle(&s);
        struct source_status st = source_status(s.source);
        cr_expect_eq(st.state, cases[i].state, "case %zu: state %d", i, st.state);
        cr_expect_eq(st.rows, cases[i].rows, "case %zu: %u rows", i, st.rows);
        cr_expect_eq(st.err->kind, cases[i].kind, "case %zu: %s", i, st.err->text);
        close_source(&s);
    }
}

Test(store_source, asks_again_by_itself_until_told_not_to)
{
    struct seen s = {0};
    const char *const bodies[] = {PAGE(FINDING("a"), "")};
    replies(&s.rig, bodies, 1);
    open_source(&s);
    source_set_poll(s.source, 5);
    source_refresh(s.source);
    for (int i = 0; i < 2000 && fault_server_requests(s.rig.server) < 4; i++)
        (void)loop_turn(s.rig.loop, 5000);
    cr_expect_geq(fault_server_requests(s.rig.server), 4);
    source_set_poll(s.source, 0);
    settle(&s);
    int then = fault_server_requests(s.rig.server);
    rig_turns(&s.rig, 50);
    cr_expect_eq(fault_server_requests(s.rig.server), then);
    close_source(&s);
}

Test(store_source, rows_come_back_in_the_next_session)
{
    struct seen s = {0}, next = {0};
    const char *const bodies[] = {PAGE(FINDING("a"), "")};
    char path[] = "/tmp/picket-source-XXXXXX", top[sizeof path + 4];
    snprintf(top, sizeof top, "%s.top", path);
    cr_assert_neq(close(mkstemp(path)), -1);
    replies(&s.rig, bodies, 1);
    open_source(&s);
    source_keep(s.source, path, &by_id, 1);
    source_refresh(s.source);
    settle(&s);
    close_source(&s);
    replies(&next.rig, &(const char *const){denied}, 1);
    open_source(&next);
    source_keep(next.source, path, &by_id, 1);
    struct source_status st = source_status(next.source);
    cr_expect_eq(st.state, SOURCE_STALE);
    cr_expect_eq(st.rows, 1);
    cr_expect_gt(st.as_of_ms, 0);
    source_refresh(next.source);
    settle(&next);
    st = source_status(next.source);
    cr_expect_eq(st.state, SOURCE_STALE);
    cr_expect_eq(st.rows, 1, "a refusal does not empty what was remembered");
    close_source(&next);
    unlink(path);
    unlink(top);
}

Test(store_source, of_many_remembered_rows_the_first_in_order_come_first)
{
    static char body[128 * 1024];
    enum { ROWS = 3 * SOURCE_TOP_ROWS };
    struct seen s = {0}, next = {0};
    char path[] = "/tmp/picket-source-XXXXXX", top[sizeof path + 4], scratch[TABLE_SCRATCH];
    size_t n = (size_t)snprintf(body, sizeof body, "{\"findings\":[");
    for (int i = 0; i < ROWS; i++) /* last first */
        n += (size_t)snprintf(body + n, sizeof body - n, "%s{\"findingId\":\"%06d\"}",
                              i > 0 ? "," : "", ROWS - i);
    snprintf(body + n, sizeof body - n, "]}");
    static char answer[sizeof body + 256];
    cr_assert_neq(close(mkstemp(path)), -1);
    snprintf(top, sizeof top, "%s.top", path);
    s.rig.n_replies = 1;
    s.rig.replies[0] = (struct fault_reply){.how = FAULT_ANSWER,
                                            .bytes = rig_answer(answer, sizeof answer, body)};
    open_source(&s);
    source_keep(s.source, path, &by_id, 1);
    source_refresh(s.source);
    settle(&s);
    cr_assert_eq(source_status(s.source).rows, ROWS);
    close_source(&s);
    open_source(&next);
    source_keep(next.source, path, &by_id, 1);
    cr_expect_eq(source_status(next.source).rows, SOURCE_TOP_ROWS);
    cr_expect(str_eq(table_text(source_table(next.source), 0, 0, scratch), "000001"));
    rig_turns(&next.rig, 3);
    cr_expect_eq(source_status(next.source).rows, ROWS);
    cr_expect_eq(source_status(next.source).state, SOURCE_STALE);
    close_source(&next);
    unlink(path);
    next = (struct seen){0};
    open_source(&next);
    source_keep(next.source, path, &by_id, 1);
    rig_turns(&next.rig, 3);
    cr_expect_eq(source_status(next.source).state, SOURCE_PARTIAL, "the rest is lost");
    close_source(&next);
    unlink(top);
}

/* ---- audits ---- */

#define TASK(id, status) "{\"taskId\":\"" id "\",\"taskStatus\":\"" status "\"}"
#define DESCRIBED(status, started)                                        \
    "{\"taskStatus\":\"" status "\",\"taskStartTime\":" started           \
    ",\"auditDetails\":{\"C\":{\"nonCompliantResourcesCount\":4},\"D\":{" \
    "\"nonCompliantResourcesCount\":3}}}"

static void nobody(void *ctx)
{
    (void)ctx;
}

static void settle_runs(struct call_rig *r)
{
    for (int i = 0; i < 2000; i++) {
        (void)loop_turn(r->loop, 5000);
        if (client_pending(r->client) == 0)
            break;
    }
}

Test(store_source, ended_audits_are_described_once)
{
    static struct call_rig r;
    const char *const bodies[] = {
        "{\"tasks\":[" TASK("a1", "COMPLETED") "," TASK("b2", "IN_PROGRESS") "]}",
        DESCRIBED("COMPLETED", "1000"),
        DESCRIBED("IN_PROGRESS", "2000"),
        "{\"tasks\":[" TASK("a1", "COMPLETED") "," TASK("b2", "COMPLETED") "]}",
        DESCRIBED("COMPLETED", "2000"),
        "{\"tasks\":[" TASK("b2", "COMPLETED") "]}",
    };
    struct client_options o = {0};
    replies(&r, bodies, 6);
    rig_open(&r, &o);
    struct audit_runs *runs = audit_runs_new(r.loop);
    audit_runs_watch(runs, nobody, &r);
    audit_runs_set_pace(runs, AUDIT_RUNS_PAUSED);
    audit_runs_connect(runs, r.client);
    settle_runs(&r);
    cr_assert_eq(audit_runs_count(runs), 2);
    cr_expect_eq(fault_server_requests(r.server), 3);
    const struct audit_run *newest = audit_runs_at(runs, 0);
    cr_expect_eq(newest->task->task_start_time.ms, 2000000);
    cr_expect_eq(audit_run_findings(newest), 7);
    cr_expect_not_null(audit_run_check(newest, "D"));
    cr_expect_null(audit_run_check(newest, "E"));
    cr_expect_eq(source_status(audit_runs_source(runs)).rows, 2);
    audit_runs_refresh(runs);
    settle_runs(&r);
    cr_expect_eq(fault_server_requests(r.server), 5, "only the one that ran is asked again");
    cr_expect_not(audit_run_is_going(audit_runs_at(runs, 0)));
    audit_runs_refresh(runs);
    settle_runs(&r);
    cr_expect_eq(fault_server_requests(r.server), 6);
    cr_expect_eq(audit_runs_count(runs), 1, "past its 90 days");
    struct buf json = BUF_INIT(1 << 20);
    struct err err;
    audit_runs_save(runs, &json);
    struct audit_runs *later = audit_runs_new(r.loop);
    cr_expect(audit_runs_restore(later, (struct str){json.data, json.len}, &err), "%s",
              err.text);
    memset(json.data, 'x', json.len); /* nothing may be borrowed from the text */
    cr_assert_eq(audit_runs_count(later), 1);
    cr_expect_str_eq(audit_runs_at(later, 0)->task->task_status, "COMPLETED");
    cr_expect_eq(audit_run_findings(audit_runs_at(later, 0)), 7);
    cr_expect_eq(source_status(audit_runs_source(later)).state, SOURCE_STALE);
    audit_runs_free(later);
    later = audit_runs_new(r.loop);
    cr_expect_not(audit_runs_restore(later, STR("{\"asOf\":1}\n{}"), &err));
    cr_expect_not(audit_runs_restore(later, STR("[]"), &err));
    audit_runs_free(later);
    audit_runs_unwatch(runs, &r);
    audit_runs_free(runs);
    buf_free(&json);
    rig_close(&r);
}

Test(store_source, an_answer_keeps_the_old_one_until_the_new_one_is_there)
{
    static struct call_rig r;
    const char *const bodies[] = {
        "{\"relatedResources\":[{\"resourceType\":\"A\"}],\"nextToken\":\"t\"}",
        "{\"relatedResources\":[{\"resourceType\":\"B\"}]}",
        denied,
    };
    struct client_options o = {0};
    struct list_related_resources_for_audit_finding_input in = {.finding_id = "f"};
    replies(&r, bodies, 3);
    rig_open(&r, &o);
    struct answer *a = answer_new(loop_clock(r.loop), NULL, NULL);
    cr_expect_eq(answer_state(a), ANSWER_NONE);
    answer_ask(a, r.client, &op_list_related_resources_for_audit_finding, &in);
    cr_expect_eq(answer_state(a), ANSWER_WAITING);
    settle_runs(&r);
    cr_assert_eq(answer_state(a), ANSWER_READY);
    cr_expect_eq(answer_items(a), 2);
    const struct related_resource *second = answer_item(a, 1);
    cr_expect_str_eq(second->resource_type, "B");
    cr_expect_null(answer_item(a, 2));
    answer_ask(a, r.client, &op_list_related_resources_for_audit_finding, &in);
    cr_expect(answer_waiting(a));
    settle_runs(&r);
    cr_expect_eq(answer_state(a), ANSWER_READY);
    cr_expect_eq(answer_items(a), 2);
    cr_expect_eq(answer_err(a)->kind, ERR_DENIED);
    answer_free(a);
    rig_close(&r);
}
