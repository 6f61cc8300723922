#include "tests/support/blast_rig.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"

enum {
    TURNS_MAX = 200000, /* a service that says nothing for this long is broken */
    TURN_US = 2000,
};

static int64_t mono_us(const struct clock *c)
{
    return clock_mono_us(&system_clock) + ((const struct blast_rig *)(const void *)c)->ahead_us;
}

static int64_t real_ms(const struct clock *c)
{
    (void)c;
    return clock_real_ms(&system_clock);
}

static bool ends(struct str path, const char *end)
{
    size_t n = end != NULL ? strlen(end) : 0;
    return n > 0 && path.n >= n && memcmp(path.p + path.n - n, end, n) == 0;
}

/* A document for each name in the query. */
static void search(struct blast_rig *r, struct str body, struct httpd_answer *a)
{
    static const char mark[] = "thingName:\\\"";
    const char *at = body.p, *end = body.p + body.n;
    r->searches++;
    a->content_type = "application/json";
    buf_puts(&a->body, "{\"things\":[");
    for (int i = 0; (at = memmem(at, (size_t)(end - at), mark, strlen(mark))) != NULL; i++) {
        at += strlen(mark);
        const char *stop = memchr(at, '\\', (size_t)(end - at));
        cr_assert(stop);
        buf_printf(&a->body, "%s{\"thingName\":\"%.*s\"%s}", i > 0 ? "," : "", (int)(stop - at),
                   at, r->index_says);
    }
    buf_puts(&a->body, "]}");
}

static void answer(void *ctx, const struct httpd_request *q, struct httpd_answer *a)
{
    struct blast_rig *r = ctx;
    r->requests++;
    if (r->index_says != NULL && str_eq(q->path, "/indices/search")) {
        search(r, q->body, a);
        return;
    }
    if (ends(q->path, r->endless_end)) {
        a->content_type = "application/json";
        buf_printf(&a->body, "{\"things\":[\"endless-%d\"],\"nextToken\":\"after-%d\"}",
                   r->requests, r->requests);
        return;
    }
    if (!ends(q->path, r->refuse_end)) {
        service_answer(r->service, q, a);
        return;
    }
    r->refused++;
    a->status = r->refuse_status;
    a->content_type = "application/json";
    a->headers[a->n_headers++] = (struct httpd_header){"x-amzn-ErrorType", r->refuse_type};
    buf_puts(&a->body, "{\"message\":\"no.\"}");
}

static void connect(struct blast_rig *r)
{
    struct err err = {.kind = ERR_NONE};
    struct endpoint at;
    struct credentials keys = {0};
    cr_assert(endpoint_parse(httpd_endpoint(r->httpd), "us-east-1", &at, &err), "%s", err.text);
    credentials_set(&keys, r->service->keys.id, r->service->keys.secret, NULL);
    r->http = http_new(r->loop);
    r->client = client_new(&(struct client_options){.loop = r->loop,
                                                    .http = r->http,
                                                    .iot = &at,
                                                    .credentials = &keys,
                                                    .max_attempts = 1,
                                                    .timeout_ms = 60000});
    credentials_wipe(&keys);
    r->devices = devices_new(r->loop);
    devices_connect(r->devices, r->client);
}

void blast_rig_open(struct blast_rig *r, int things)
{
    struct err err = {.kind = ERR_NONE};
    char folder[] = "/tmp/picket-test-XXXXXX";
    cr_assert(mkdtemp(folder));
    *r = (struct blast_rig){.clock = {mono_us, real_ms}, .folder = mem_strdup(folder)};
    r->loop = loop_new(&r->clock);
    struct service_options o = {.state_dir = r->folder,
                                .fleet = "harbour",
                                .things = things,
                                .clock_speed = 1,
                                .throttling = SERVICE_UNTHROTTLED};
    cr_assert(service_open(&r->service, r->loop, &o, &err), "%s", err.text);
    cr_assert(httpd_listen_tcp(&r->httpd, r->loop, "127.0.0.1:0", answer, r, &err), "%s",
              err.text);
    r->service->endpoint = httpd_endpoint(r->httpd);
    connect(r);
}

void blast_rig_close(struct blast_rig *r)
{
    devices_free(r->devices);
    client_free(r->client);
    http_free(r->http);
    httpd_free(r->httpd);
    service_close(r->service);
    loop_free(r->loop);
    (void)files_remove_tree(r->folder);
    free(r->folder);
}

void blast_rig_sql(struct blast_rig *r, const char *sql)
{
    struct err err = {.kind = ERR_NONE};
    cr_assert(db_exec(registry_db(r->service->registry), sql, &err), "%s", err.text);
}

char *blast_rig_text(struct blast_rig *r, const char *sql)
{
    struct err err = {.kind = ERR_NONE};
    bool row = false;
    struct db_stmt *q = db_prepare(registry_db(r->service->registry), sql, &err);
    cr_assert(q, "%s", err.text);
    cr_assert(db_step(q, &row, &err) && row, "nothing for: %s", sql);
    char *text = mem_strdup(db_text(q, 0));
    db_finish(q);
    return text;
}

int64_t blast_rig_number(struct blast_rig *r, const char *sql)
{
    char *text = blast_rig_text(r, sql);
    int64_t n = 0;
    cr_assert(str_to_int(str_of(text), 0, INT64_MAX, &n), "no number: %s", text);
    free(text);
    return n;
}

void blast_rig_changed(void *ctx)
{
    ((struct blast_rig *)ctx)->changes++;
}

struct blast *blast_rig_start(struct blast_rig *r, const struct blast_item *items, size_t n)
{
    return blast_new(&(struct blast_options){.loop = r->loop,
                                             .devices = r->devices,
                                             .items = items,
                                             .n_items = n,
                                             .priority = CALL_INTERACTIVE,
                                             .on_change = blast_rig_changed,
                                             .ctx = r});
}

void blast_rig_settle(struct blast_rig *r, const struct blast *b)
{
    for (int i = 0; i < TURNS_MAX && !blast_done(b); i++)
        (void)loop_turn(r->loop, TURN_US);
    cr_assert(blast_done(b), "it never ended");
}

struct blast *blast_rig_run(struct blast_rig *r, const struct blast_item *items, size_t n)
{
    struct blast *b = blast_rig_start(r, items, n);
    blast_rig_settle(r, b);
    return b;
}

void blast_rig_equal(const char *what, struct blast_number n, int64_t wanted,
                     enum blast_sure sure)
{
    cr_expect_eq(n.n, wanted, "%s: %lld, not %lld", what, (long long)n.n, (long long)wanted);
    cr_expect_eq(n.sure, sure, "%s: sure %d, not %d", what, (int)n.sure, (int)sure);
}

bool blast_rig_says(struct blast *b, const char *part)
{
    for (size_t i = 0; blast_unknown(b, i) != NULL; i++)
        if (strstr(blast_unknown(b, i), part) != NULL)
            return true;
    return false;
}
