#include "tests/support/call_rig.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "client/aws/sigv4.h"

#define SECRET "picket/Test+Secret=Key"

/* sigv4 keeps several header values at a time: one buffer each. */
struct headers {
    const struct fault_request *request;
    char values[16][2048];
    size_t n;
};

static const char *header_of(void *ctx, const char *name)
{
    struct headers *h = ctx;
    char *value = h->values[h->n % 16];

    h->n++;
    return fault_header(h->request, name, value, sizeof h->values[0]) ? value : NULL;
}

static bool keys(void *ctx, const char *id, struct sigv4_keys *out)
{
    (void)ctx;
    *out = (struct sigv4_keys){SECRET, "session/Token=="};
    return strcmp(id, "AKIDPICKETTEST") == 0;
}

static void judge(struct call_rig *r, const struct fault_request *q)
{
    static const char *const services[] = {"iot", NULL};
    static struct headers headers;
    struct sigv4_policy policy = {
        services,          "eu-west-1", clock_real_ms(&system_clock) + r->server_ahead_ms,
        SIGV4_SKEW_MAX_MS, keys,        NULL};
    struct str rest, query, version;
    char method[16], id[129];
    struct err err;

    headers = (struct headers){.request = q};
    struct str line = str_cut(q->head, '\r', &rest);
    struct str word = str_cut(line, ' ', &rest);
    snprintf(method, sizeof method, "%.*s", (int)word.n, word.p);
    struct str path = str_cut(str_cut(rest, ' ', &version), '?', &query);
    struct sigv4_incoming in = {method, path, query, q->body, header_of, &headers};
    if (!sigv4_verify(&in, &policy, id, &err)) {
        r->badly_signed++;
        snprintf(r->refusal, sizeof r->refusal, "%s", err.text);
    }
}

static void script(void *ctx, const struct fault_request *q, struct fault_reply *reply)
{
    struct call_rig *r = ctx;
    int i = (q->number - 1) % RIG_HEADS;

    snprintf(r->heads[i], sizeof r->heads[i], "%.*s", (int)q->head.n, q->head.p);
    snprintf(r->bodies[i], sizeof r->bodies[i], "%.*s", (int)q->body.n, q->body.p);
    judge(r, q);
    *reply = r->replies[q->number <= r->n_replies ? q->number - 1 : r->n_replies - 1];
}

struct str rig_answer(char *space, size_t size, const char *body)
{
    int n = snprintf(space, size, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
                     strlen(body), body);

    return (struct str){space, (size_t)n};
}

static double no_jitter(void *ctx)
{
    (void)ctx;
    return 0;
}

void rig_open(struct call_rig *r, struct client_options *o)
{
    struct endpoint endpoint;
    struct credentials credentials = {0};
    char url[64];
    struct err err;

    r->loop = loop_new(&system_clock);
    r->http = http_new(r->loop);
    r->server = fault_server_new(r->loop, NULL, script, r);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", fault_server_port(r->server));
    cr_assert(endpoint_parse(url, "eu-west-1", &endpoint, &err), "%s", err.text);
    credentials_set(&credentials, "AKIDPICKETTEST", SECRET, "session/Token==");
    snprintf(credentials.source, sizeof credentials.source, "test");
    if (o->credentials != NULL)
        credentials.expires_ms = o->credentials->expires_ms;
    gate_rig_open(&r->gate, r->loop, r->read_only ? GATE_NEVER : GATE_OPEN);
    o->loop = r->loop;
    o->gate = r->gate.gate;
    o->http = r->http;
    if (o->iot == NULL)
        o->iot = &endpoint;
    o->credentials = &credentials;
    o->random01 = o->random01 != NULL ? o->random01 : no_jitter;
    o->timeout_ms = o->timeout_ms > 0 ? o->timeout_ms : 10000;
    r->client = client_new(o);
    credentials_wipe(&credentials);
}

void rig_close(struct call_rig *r)
{
    client_free(r->client);
    gate_rig_close(&r->gate);
    http_free(r->http);
    fault_server_free(r->server);
    loop_free(r->loop);
}

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct call_rig *r = ctx;
    size_t used = strlen(r->page_bodies);

    cr_expect_eq(page->number, r->pages, "pages come in order");
    r->pages++;
    snprintf(r->page_bodies + used, sizeof r->page_bodies - used, "%.*s|", (int)page->body.n,
             page->body.p);
    if (r->own != NULL && r->drop_own)
        call_drop(r->own);
    else if (r->own != NULL)
        call_cancel(r->own);
    return r->stop_after > 0 && r->pages >= r->stop_after ? CALL_STOP : CALL_MORE;
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct call_rig *r = ctx;

    r->done++;
    r->result = *result;
}

struct call_options rig_options(struct call_rig *r)
{
    return (struct call_options){
        .on_page = on_page, .on_done = on_done, .change = &gate_rig_reviewed, .ctx = r};
}

void rig_turns(struct call_rig *r, int n)
{
    for (int i = 0; i < n; i++)
        (void)loop_turn(r->loop, 1000);
}

void rig_run(struct call_rig *r, int done)
{
    for (int i = 0; i < 100000 && r->done < done; i++)
        (void)loop_turn(r->loop, 100 * 1000);
    cr_assert_eq(r->done, done, "the call never ended");
}
