/* A list of several regions: two services that answer in their own time, or do not. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/api/audit.h"
#include "client/base/mem.h"
#include "client/store/regions.h"
#include "client/store/source.h"
#include "tests/support/fault_server.h"

enum { HERE, THERE, SIDES };

#define FINDING(id) "{\"findingId\":\"" id "\",\"severity\":\"HIGH\"}"
#define PAGE(items) "{\"findings\":[" items "]}"
#define MORE(items) "{\"findings\":[" items "],\"nextToken\":\"more\"}"

static const char denied[] = "HTTP/1.1 403 Forbidden\r\n"
                             "x-amzn-ErrorType: AccessDeniedException\r\n"
                             "Content-Length: 17\r\n\r\n{\"message\":\"no.\"}";
static const char *const names[SIDES] = {"eu-west-1", "us-east-1"};

static const struct column columns[] = {
    {.name = "id", .path = "findingId", .kind = COLUMN_ID},
    {.name = "sev", .path = "severity", .kind = COLUMN_NAME},
};
static const struct table_spec spec = {"findings", &audit_finding_record, columns, 2, 0};
enum { ID, SEV, REGION };

struct side {
    struct fault_server *server;
    const char *bodies[4]; /* per request; the last repeats; NULL: no answer; "denied" */
    int n_bodies;
    char space[4096];
};

struct rig {
    struct loop *loop;
    struct http *http;
    struct side sides[SIDES];
    struct client *clients[SIDES];
    struct source *source;
    int changes;
};

static void script(void *ctx, const struct fault_request *q, struct fault_reply *reply)
{
    struct side *s = ctx;
    const char *body = s->bodies[q->number <= s->n_bodies ? q->number - 1 : s->n_bodies - 1];

    *reply = (struct fault_reply){.how = body == NULL ? FAULT_HANG : FAULT_ANSWER};
    if (body == NULL)
        return;
    (void)snprintf(s->space, sizeof s->space,
                   "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
    reply->bytes = str_of(body == denied ? denied : s->space);
}

static void on_change(void *ctx)
{
    struct rig *r = ctx;

    r->changes++;
}

static void connect_all(struct rig *r)
{
    const struct region_client list[SIDES] = {{names[HERE], r->clients[HERE]},
                                              {names[THERE], r->clients[THERE]}};

    source_connect_regions(r->source, list, SIDES);
}

static void make_source(struct rig *r)
{
    r->source = source_new(&(struct source_options){
        .loop = r->loop, .spec = &spec, .on_change = on_change, .ctx = r, .several = true});
    source_set_query(r->source, &(struct source_query){.op = &op_list_audit_findings});
    connect_all(r);
}

static void open_rig(struct rig *r)
{
    struct credentials credentials = {0};
    struct err err;

    r->loop = loop_new(&system_clock);
    r->http = http_new(r->loop);
    credentials_set(&credentials, "AKID", "secret", NULL);
    for (int i = 0; i < SIDES; i++) {
        struct endpoint e;
        char url[64];

        r->sides[i].server = fault_server_new(r->loop, NULL, script, &r->sides[i]);
        (void)snprintf(url, sizeof url, "http://127.0.0.1:%d",
                       fault_server_port(r->sides[i].server));
        cr_assert(endpoint_parse(url, names[i], &e, &err), "%s", err.text);
        r->clients[i] = client_new(&(struct client_options){
            .loop = r->loop, .http = r->http, .iot = &e, .credentials = &credentials});
    }
    credentials_wipe(&credentials);
    make_source(r);
}

static void close_rig(struct rig *r)
{
    source_free(r->source);
    for (int i = 0; i < SIDES; i++)
        client_free(r->clients[i]);
    http_free(r->http);
    for (int i = 0; i < SIDES; i++)
        fault_server_free(r->sides[i].server);
    loop_free(r->loop);
}

static void says(struct side *s, const char *first, const char *second)
{
    s->bodies[0] = first;
    s->bodies[1] = second;
    s->n_bodies = 2;
}

static size_t pending(const struct rig *r)
{
    return client_pending(r->clients[HERE]) + client_pending(r->clients[THERE]);
}

static void settle(struct rig *r)
{
    for (int i = 0; i < 2000 && pending(r) > 0; i++)
        (void)loop_turn(r->loop, 5000);
    cr_assert_eq(pending(r), 0);
    (void)loop_turn(r->loop, 0);
}

static void refresh(struct rig *r)
{
    source_refresh(r->source);
    settle(r);
}

/* "a eu-west-1, us-east-1/a us-east-1" */
static const char *rows(const struct rig *r)
{
    static char text[512];
    const struct table *t = source_table(r->source);
    struct buf out = BUF_INIT(sizeof text - 1);
    char scratch[TABLE_SCRATCH];

    for (uint32_t row = 0; row < table_rows(t); row++) {
        const struct str id = table_text(t, row, ID, scratch);

        buf_puts(&out, row > 0 ? ", " : "");
        buf_put(&out, id.p, id.n);
        buf_putc(&out, ' ');
        buf_puts(&out, table_text(t, row, REGION, scratch).p);
    }
    (void)snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_free(&out);
    return text;
}

static struct source_status status(const struct rig *r)
{
    return source_status(r->source);
}

#define A_HERE  "aa eu-west-1"
#define A_THERE "us-east-1/aa us-east-1"

Test(store_regions, rows_of_all_with_keys_of_their_own)
{
    struct rig r = {0};
    const char *region;
    uint32_t row;

    says(&r.sides[HERE], PAGE(FINDING("aa")), PAGE(FINDING("aa")));
    says(&r.sides[THERE], PAGE(FINDING("aa")), PAGE(FINDING("aa")));
    open_rig(&r);
    refresh(&r);
    refresh(&r);
    cr_expect_str_eq(rows(&r), A_HERE ", " A_THERE);
    cr_expect_eq(status(&r).state, SOURCE_COMPLETE);
    const struct table *t = source_table(r.source);

    cr_assert(table_find(t, STR("aa"), &row) && row == 0);
    cr_expect_not(regions_elsewhere(t, row, &region));
    cr_assert(table_find(t, STR("us-east-1/aa"), &row) && row == 1);
    cr_assert(regions_elsewhere(t, row, &region));
    cr_expect_str_eq(region, "us-east-1");
    cr_expect(str_eq(regions_plain_key(t, row, STR("us-east-1/aa")), "aa"));
    close_rig(&r);
}

Test(store_regions, answers_in_another_order_are_no_other_table)
{
    struct rig r = {0};
    uint64_t generation;

    says(&r.sides[HERE], PAGE(FINDING("aa")), PAGE(FINDING("aa")));
    says(&r.sides[THERE], PAGE(FINDING("bb")), PAGE(FINDING("bb")));
    r.sides[HERE].bodies[2] = MORE(FINDING("aa")); /* home is asked twice, and ends last */
    r.sides[HERE].bodies[3] = PAGE("");
    r.sides[HERE].n_bodies = 4;
    open_rig(&r);
    refresh(&r);
    refresh(&r);
    generation = source_generation(r.source);
    refresh(&r);
    cr_expect_eq(source_generation(r.source), generation);
    cr_expect_str_eq(rows(&r), A_HERE ", us-east-1/bb us-east-1");
    close_rig(&r);
}

Test(store_regions, one_that_refuses_takes_nothing_from_the_other)
{
    struct rig r = {0};

    says(&r.sides[HERE], PAGE(FINDING("aa")), PAGE(FINDING("bb")));
    says(&r.sides[THERE], denied, denied);
    open_rig(&r);
    refresh(&r);
    cr_expect_str_eq(rows(&r), A_HERE);
    cr_expect_eq(status(&r).state, SOURCE_PARTIAL);
    cr_expect_eq(status(&r).err->kind, ERR_DENIED);
    cr_expect(str_starts(status(&r).err->text, "us-east-1: "), "%s", status(&r).err->text);
    refresh(&r);
    cr_expect_str_eq(rows(&r), "bb eu-west-1", "home's are the new ones");
    cr_expect_eq(status(&r).state, SOURCE_PARTIAL);
    close_rig(&r);
}

Test(store_regions, a_failed_refresh_keeps_the_rows_of_its_region)
{
    struct rig r = {0};

    says(&r.sides[HERE], PAGE(FINDING("aa")), PAGE(FINDING("bb")));
    says(&r.sides[THERE], PAGE(FINDING("aa")), denied);
    r.sides[THERE].bodies[2] = PAGE("");
    r.sides[THERE].n_bodies = 3;
    open_rig(&r);
    refresh(&r);
    const int64_t as_of = status(&r).as_of_ms;

    usleep(2000);
    refresh(&r);
    cr_expect_str_eq(rows(&r), "bb eu-west-1, " A_THERE);
    cr_expect_eq(status(&r).state, SOURCE_STALE);
    cr_expect_eq(status(&r).as_of_ms, as_of);
    refresh(&r);
    cr_expect_str_eq(rows(&r), "bb eu-west-1");
    cr_expect_eq(status(&r).state, SOURCE_COMPLETE);
    cr_expect_eq(status(&r).err->kind, ERR_NONE);
    close_rig(&r);
}

Test(store_regions, when_all_refuse_each_is_named_and_nothing_goes)
{
    struct rig r = {0};

    says(&r.sides[HERE], PAGE(FINDING("aa")), denied);
    says(&r.sides[THERE], PAGE(FINDING("aa")), denied);
    open_rig(&r);
    refresh(&r);
    refresh(&r);
    cr_expect_eq(table_rows(source_table(r.source)), 2);
    cr_expect_eq(status(&r).state, SOURCE_STALE);
    cr_expect(str_starts(status(&r).err->text, "eu-west-1, us-east-1: "), "%s",
              status(&r).err->text);
    close_rig(&r);
}

Test(store_regions, what_failed_alike_is_said_once)
{
    const struct err no = {.kind = ERR_DENIED, .text = "no", .code = "A", .advice = "ask"},
                     late = {.kind = ERR_TIMEOUT, .text = "late"},
                     over = {.kind = ERR_CANCELED, .text = "over"};
    const struct region_answer mixed[] = {{"a", NULL}, {"b", &no}, {"c", &late}, {"d", &no}},
                               ended[] = {{"a", &over}, {"b", &over}},
                               closed[] = {{"a", &no}, {"b", &no}};
    struct err out = {0};

    cr_expect_eq(regions_join_errors(mixed, 1, &out), 0);
    cr_expect_eq(out.kind, ERR_NONE);
    cr_expect_eq(regions_join_errors(mixed, 4, &out), 3);
    cr_expect_str_eq(out.text, "b, d: no; c: late");
    cr_expect_str_eq(out.advice, "ask");
    cr_expect_str_eq(out.code, "", "not everybody's");
    cr_expect_eq(regions_join_errors(ended, 2, &out), 2);
    cr_expect_str_eq(out.text, "over", "somebody pressed Esc");
    (void)regions_join_errors(closed, 2, &out);
    cr_expect_str_eq(out.code, "A");
}

Test(store_regions, what_hangs_is_canceled_and_what_came_stays)
{
    struct rig r = {0};

    says(&r.sides[HERE], PAGE(FINDING("aa")), PAGE(FINDING("aa")));
    says(&r.sides[THERE], NULL, NULL);
    open_rig(&r);
    source_refresh(r.source);
    for (int i = 0; i < 2000 && client_pending(r.clients[HERE]) > 0; i++)
        (void)loop_turn(r.loop, 5000);
    cr_expect_eq(status(&r).state, SOURCE_LOADING, "not complete before every region is");
    cr_expect_str_eq(rows(&r), A_HERE, "its rows are there at once");
    source_cancel(r.source);
    cr_expect_eq(status(&r).state, SOURCE_PARTIAL);
    cr_expect_str_eq(rows(&r), A_HERE);
    source_refresh(r.source);
    source_connect_regions(r.source, NULL, 0); /* in the middle of a refresh */
    cr_expect_str_eq(rows(&r), A_HERE);
    close_rig(&r);
}

Test(store_regions, what_is_kept_is_told_apart_in_the_next_session)
{
    struct rig r = {0};
    char path[] = "/tmp/picket-regions-XXXXXX";
    const struct sort_key by_id = {ID, SORT_UP};

    says(&r.sides[HERE], PAGE(FINDING("aa")), PAGE(FINDING("aa")));
    says(&r.sides[THERE], PAGE(FINDING("aa")), PAGE(FINDING("aa")));
    cr_assert_neq(mkstemp(path), -1);
    open_rig(&r);
    source_keep(r.source, path, &by_id, 1);
    refresh(&r);
    refresh(&r); /* which puts region after region */
    source_free(r.source);
    make_source(&r);
    source_keep(r.source, path, &by_id, 1);
    cr_expect_eq(status(&r).state, SOURCE_STALE);
    cr_expect_str_eq(rows(&r), A_THERE ", " A_HERE, "in the order of the keys");
    struct source *one = source_new(&(struct source_options){.loop = r.loop, .spec = &spec});

    source_keep(one, path, &by_id, 1); /* rows of several are not rows of one */
    cr_expect_eq(source_status(one).state, SOURCE_NEVER);
    source_free(one);
    close_rig(&r);
    (void)unlink(path);
}

Test(store_regions, one_region_has_no_column_and_needs_no_memory_for_it)
{
    struct table *one = table_new(&spec);
    struct regions all = {0};

    cr_expect_eq(regions_column(&spec), -1);
    cr_expect_eq(table_spec(one)->n_columns, 2);
    table_free(one);
    cr_expect(regions_add(&all, "a") && regions_add(&all, "b") && !regions_add(&all, "a"));
    cr_expect(regions_go_home(&all, "b") && !regions_go_home(&all, "c"));
    cr_expect_str_eq(all.names[0], "b");
    cr_expect_str_eq(all.names[1], "a");
}
