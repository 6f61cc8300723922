/*
 * net/keys: when keys are renewed, and what holds when that fails. The clock is ours; keys come
 * from a program that prints a file of the test.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/api/audit.h"
#include "client/base/capture.h"
#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/net/call.h"
#include "client/net/keys.h"
#include "tests/support/env.h"

#define NOW    INT64_C(1795373100000)
#define MINUTE INT64_C(60000)

struct rig {
    char folder[40], *config, *file, *variable;
    const char *env[3];
    struct fake_clock clock;
    struct loop *loop;
    struct http *http;
    struct aws_inputs in;
    struct keys *keys;
    int n_news, n_settled, n_asked;
    enum keys_news news;
    struct err err; /* of the last news */
    bool settled_well;
};

static void on_news(void *ctx, enum keys_news news, const struct err *err)
{
    struct rig *r = ctx;

    r->n_news++;
    r->news = news;
    r->err = err != NULL ? *err : (struct err){0};
}

static void on_settled(void *ctx, const struct err *err)
{
    struct rig *r = ctx;

    r->n_settled++;
    r->settled_well = err == NULL;
}

static void on_ask(void *ctx, const char *device, const char *profile)
{
    struct rig *r = ctx;

    cr_expect_str_eq(device, "arn:aws:iam::1:mfa/op");
    cr_expect_str_eq(profile, "role");
    r->n_asked++;
}

static void write_file(const char *path, const char *text)
{
    struct err err;

    cr_assert(files_write(path, text, strlen(text), &err), "%s", err.text);
}

/* What the program prints from now on. */
static void print_keys(struct rig *r, const char *id, int64_t expires_ms)
{
    struct buf iso = BUF_INIT(64);

    time_iso8601(&iso, expires_ms);
    char *text = mem_printf("{\"Version\":1,\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"s\","
                            "\"SessionToken\":\"t\",\"Expiration\":\"%s\"}",
                            id, buf_text(&iso));

    write_file(r->file, text);
    free(text);
    buf_free(&iso);
}

static void open_rig(struct rig *r, const char *profile)
{
    *r = (struct rig){.folder = "/tmp/picket-keys-XXXXXX"};
    cr_assert_not_null(mkdtemp(r->folder));
    r->config = mem_printf("%s/config", r->folder);
    r->file = mem_printf("%s/keys", r->folder);
    r->variable = mem_printf("AWS_CONFIG_FILE=%s", r->config);
    r->env[0] = r->variable;
    r->env[1] = "AWS_REGION=eu-west-1";
    char *text = mem_printf("[profile p]\ncredential_process = sh -c "
                            "'until [ -e $0 ]; do sleep 0.02; done; cat $0' %s\n"
                            "[profile role]\nrole_arn = arn:aws:iam::1:role/r\n"
                            "mfa_serial = arn:aws:iam::1:mfa/op\nsource_profile = p\n",
                            r->file);

    write_file(r->config, text);
    free(text);
    fake_clock_init(&r->clock, NOW);
    r->loop = loop_new(&r->clock.clock);
    r->http = http_new(r->loop);
    r->in =
        (struct aws_inputs){.profile = profile, .env = env_of_rows, .env_ctx = (void *)r->env};
    r->keys = keys_new(&(struct keys_options){.loop = r->loop,
                                              .http = r->http,
                                              .in = &r->in,
                                              .ask = on_ask,
                                              .news = on_news,
                                              .ctx = r});
    keys_on_settled(r->keys, on_settled, r);
}

static void close_rig(struct rig *r)
{
    keys_free(r->keys);
    http_free(r->http);
    loop_free(r->loop);
    (void)unlink(r->file);
    cr_expect_eq(unlink(r->config), 0);
    cr_expect_eq(rmdir(r->folder), 0);
    free(r->config);
    free(r->file);
    free(r->variable);
}

/* However long the program takes. */
static void wait_for_news(struct rig *r)
{
    for (int before = r->n_news; r->n_news == before;)
        (void)loop_turn(r->loop, 10 * 1000);
}

/* Nothing that is due is left. */
static void run_due(struct rig *r)
{
    while (loop_turn(r->loop, 0))
        continue;
}

static void pass(struct rig *r, int64_t ms)
{
    fake_clock_advance(&r->clock, ms);
}

static enum keys_state state(struct rig *r)
{
    struct err err;

    return keys_state(r->keys, &err);
}

Test(net_keys, every_client_hears_of_them_until_it_goes)
{
    struct rig r, other = {0};

    open_rig(&r, "p");
    keys_on_settled(r.keys, on_settled, &other);
    print_keys(&r, "A", NOW + 60 * MINUTE);
    cr_assert_eq(state(&r), KEYS_COMING);
    wait_for_news(&r);
    cr_expect_eq(r.n_settled, 1);
    cr_expect_eq(other.n_settled, 1);
    cr_expect(other.settled_well);
    keys_on_settled(r.keys, NULL, &r);
    keys_renew(r.keys);
    wait_for_news(&r);
    cr_expect_eq(r.n_settled, 1, "one that has gone");
    cr_expect_eq(other.n_settled, 2);
    close_rig(&r);
}

Test(net_keys, are_renewed_before_they_end)
{
    struct rig r;

    open_rig(&r, "p");
    print_keys(&r, "A", NOW + 60 * MINUTE);
    cr_expect_null(keys_now(r.keys)->access_key_id);
    cr_assert_eq(state(&r), KEYS_COMING);
    wait_for_news(&r);
    cr_expect_eq(r.news, KEYS_FIRST, "%s", r.err.text);
    cr_expect_eq(r.n_settled, 1);
    cr_expect_str_eq(keys_now(r.keys)->access_key_id, "A");
    cr_expect_str_eq(keys_now(r.keys)->source, "profile p: credential_process");

    print_keys(&r, "B", NOW + 120 * MINUTE);
    pass(&r, 44 * MINUTE);
    run_due(&r);
    cr_expect_eq(state(&r), KEYS_READY);
    cr_expect_eq(r.n_news, 1, "16 minutes are left: nothing is asked");
    pass(&r, MINUTE); /* a quarter of an hour is left: by the timer, no call needed */
    wait_for_news(&r);
    cr_expect_eq(r.news, KEYS_RENEWED);
    cr_expect_str_eq(keys_now(r.keys)->access_key_id, "B");
    close_rig(&r);
}

Test(net_keys, old_ones_are_used_until_they_end)
{
    struct rig r;
    struct err err;

    open_rig(&r, "p");
    print_keys(&r, "A", NOW + 60 * MINUTE);
    cr_assert_eq(state(&r), KEYS_COMING);
    wait_for_news(&r);
    write_file(r.file, "Sesame");
    pass(&r, 45 * MINUTE);
    cr_expect_eq(state(&r), KEYS_READY, "calls go on with the old ones meanwhile");
    wait_for_news(&r);
    cr_expect_eq(r.news, KEYS_NOT_RENEWED);
    cr_expect_not_null(strstr(r.err.text, "no JSON"), "%s", r.err.text);
    cr_expect_null(strstr(r.err.text, "Sesame"));
    cr_expect(r.settled_well, "there are keys");
    cr_expect_eq(state(&r), KEYS_READY);
    cr_expect_str_eq(keys_now(r.keys)->access_key_id, "A");

    pass(&r, 5 * MINUTE); /* ten are left */
    cr_expect_eq(state(&r), KEYS_COMING, "calls wait for what is tried now");
    wait_for_news(&r);
    cr_expect_eq(r.news, KEYS_NOT_RENEWED);
    cr_expect_eq(state(&r), KEYS_READY, "it was tried just now");

    pass(&r, 10 * MINUTE);
    cr_expect_eq(state(&r), KEYS_COMING);
    wait_for_news(&r);
    cr_expect_eq(r.news, KEYS_REFUSED);
    cr_expect(!r.settled_well);
    cr_expect_eq(keys_state(r.keys, &err), KEYS_NONE);
    cr_expect_not_null(strstr(err.text, "no JSON"), "%s", err.text);

    print_keys(&r, "C", NOW + 200 * MINUTE);
    pass(&r, KEYS_PAUSE_MS);
    cr_expect_eq(state(&r), KEYS_COMING, "each call tries again, not more often than that");
    wait_for_news(&r);
    cr_expect_eq(r.news, KEYS_RENEWED);
    cr_expect_str_eq(keys_now(r.keys)->access_key_id, "C");
    close_rig(&r);
}

Test(net_keys, short_lived_ones_at_half_their_time)
{
    struct rig r;

    open_rig(&r, "p");
    print_keys(&r, "A", NOW + 12 * MINUTE);
    cr_assert_eq(state(&r), KEYS_COMING);
    wait_for_news(&r);
    pass(&r, 5 * MINUTE);
    run_due(&r);
    cr_expect_eq(state(&r), KEYS_READY);
    cr_expect_eq(r.n_news, 1);
    print_keys(&r, "B", NOW + 30 * MINUTE);
    pass(&r, MINUTE);
    wait_for_news(&r);
    cr_expect_str_eq(keys_now(r.keys)->access_key_id, "B");
    close_rig(&r);
}

Test(net_keys, some_hold_for_ever)
{
    struct rig r;

    open_rig(&r, "p");
    write_file(r.file, "{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\"}");
    cr_assert_eq(state(&r), KEYS_COMING);
    wait_for_news(&r);
    cr_expect_eq(r.news, KEYS_FIRST);
    pass(&r, 365 * 24 * 60 * MINUTE);
    run_due(&r);
    cr_expect_eq(state(&r), KEYS_READY);
    cr_expect_eq(r.n_news, 1);
    write_file(r.file, "none");
    keys_renew(r.keys);
    wait_for_news(&r);
    cr_expect_eq(r.news, KEYS_NOT_RENEWED);
    cr_expect_eq(state(&r), KEYS_READY);
    close_rig(&r);
}

Test(net_keys, nobody_is_asked_twice)
{
    struct rig r;
    struct err err;

    open_rig(&r, "role");
    print_keys(&r, "A", NOW + 60 * MINUTE);
    cr_assert_eq(state(&r), KEYS_COMING);
    while (r.n_asked == 0)
        (void)loop_turn(r.loop, 10 * 1000);
    keys_code(r.keys, NULL);
    cr_expect_eq(r.news, KEYS_REFUSED);
    cr_expect_not_null(strstr(r.err.advice, ":renew"), "%s", r.err.advice);
    pass(&r, 60 * MINUTE);
    run_due(&r);
    cr_expect_eq(keys_state(r.keys, &err), KEYS_NONE);
    print_keys(&r, "A", NOW + 120 * MINUTE);
    keys_renew(r.keys);
    while (r.n_asked == 1)
        (void)loop_turn(r.loop, 10 * 1000);
    close_rig(&r); /* with the question open */
}

/* ---- calls that wait ---- */

struct calls {
    int ended[3];
    enum err_kind kind[3];
};
struct waiting {
    struct calls *all;
    int i;
};

static void on_done(void *ctx, const struct call_result *result)
{
    struct waiting *w = ctx;

    w->all->ended[w->i]++;
    w->all->kind[w->i] = result->err.kind;
}

/* A client of an address where nobody is. */
static struct client *open_client(const struct rig *r)
{
    struct endpoint e;
    struct err err;

    cr_assert(endpoint_parse("http://127.0.0.1:1", "eu-west-1", &e, &err), "%s", err.text);
    return client_new(&(struct client_options){
        .loop = r->loop, .http = r->http, .iot = &e, .keys = r->keys, .max_attempts = 1});
}

Test(net_keys, calls_wait_for_them)
{
    struct rig r;
    struct calls all = {0};
    struct waiting w[] = {{&all, 0}, {&all, 1}, {&all, 2}};
    struct call *calls[3];

    open_rig(&r, "p"); /* the program prints nothing until there is a file */
    struct client *c = open_client(&r);

    for (int i = 0; i < 3; i++)
        calls[i] = call_start(c, &op_describe_account_audit_configuration, NULL,
                              &(struct call_options){.on_done = on_done, .ctx = &w[i]});
    while (state(&r) != KEYS_COMING)
        (void)loop_turn(r.loop, 0);
    run_due(&r);
    cr_expect_eq(client_pending(c), 3);
    call_cancel(calls[0]);
    call_drop(calls[1]);
    write_file(r.file, "none");
    while (all.ended[2] == 0)
        (void)loop_turn(r.loop, 10 * 1000);
    cr_expect_eq(all.ended[0], 1);
    cr_expect_eq(all.kind[0], ERR_CANCELED);
    cr_expect_eq(all.ended[1], 0);
    cr_expect_eq(all.kind[2], ERR_CREDENTIALS, "there were none");

    /* With keys it leaves, and finds nobody; with the client goes what still waits. */
    print_keys(&r, "A", NOW + 60 * MINUTE);
    pass(&r, KEYS_PAUSE_MS);
    (void)call_start(c, &op_describe_account_audit_configuration, NULL,
                     &(struct call_options){.on_done = on_done, .ctx = &w[0]});
    while (all.ended[0] == 1)
        (void)loop_turn(r.loop, 10 * 1000);
    cr_expect_eq(all.kind[0], ERR_CONNECT);
    pass(&r, 60 * MINUTE);
    (void)call_start(c, &op_describe_account_audit_configuration, NULL,
                     &(struct call_options){.on_done = on_done, .ctx = &w[1]});
    (void)loop_turn(r.loop, 0);
    client_free(c);
    cr_expect_eq(all.ended[1], 0);
    close_rig(&r);
}

static void on_captured(void *ctx, const struct capture_result *result)
{
    struct err *out = ctx;

    *out = result->err;
    if (result->err.kind == ERR_NONE)
        err_set(out, ERR_CANCELED, "%s|%s", buf_text(&result->out),
                buf_text(&result->complaints));
}

Test(net_keys, programs_end_in_time_or_are_ended)
{
    static const struct {
        const char *argv[4];
        const char *text;
    } rows[] = {
        {{"sh", "-c", "echo out; echo err >&2", NULL}, "out\n|err\n"},
        {{"sh", "-c", "cat; cat >&2", NULL}, "in|"},
        {{"sh", "-c", "exec >&- 2>&-; exit 3", NULL}, "|"},
        {{"sh", "-c", "sleep 5 & echo early", NULL}, "early\n|"},
        {{"sh", "-c", "yes", NULL}, "more than 100 bytes"},
        {{"sleep", "1000", NULL}, "did not end within 60 s"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fake_clock clock;
        struct err err, said = {0};

        fake_clock_init(&clock, NOW);
        struct loop *loop = loop_new(&clock.clock);
        struct capture *c = capture_start(loop,
                                          &(struct capture_options){.argv = rows[i].argv,
                                                                    .input = str_of("in"),
                                                                    .limit_ms = MINUTE,
                                                                    .out_max = 100,
                                                                    .complaints_max = 100},
                                          on_captured, &said, &err);

        cr_assert_not_null(c, "%s", err.text);
        if (i + 1 == COUNT_OF(rows))
            fake_clock_advance(&clock, MINUTE);
        while (said.kind == ERR_NONE)
            (void)loop_turn(loop, 10 * 1000);
        cr_expect_not_null(strstr(said.text, rows[i].text), "row %zu: %s", i, said.text);
        loop_free(loop);
    }
}
