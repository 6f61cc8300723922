#include "client/net/call.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/aws/sigv4.h"
#include "client/base/mem.h"
#include "client/net/call_internal.h"
#include "client/net/input_copy.h"
#include "client/net/retry.h"

enum { URL_MAX = 64 * 1024, LINES_MAX = 9 }; /* 4 of the operation's, 5 of ours */

const struct endpoint *call_endpoint(const struct call *k)
{
    return k->op->service == SERVICE_STS ? &k->client->sts : &k->client->iot;
}

void call_note(struct call *k, enum call_state phase)
{
    struct call_record *row = call_log_row(&k->client->log, k->result.log_id);

    k->phase = phase;
    if (row == NULL)
        return;
    row->state = phase;
    row->attempts = k->result.attempts;
    row->pages = k->result.pages;
    row->ms = (int)((loop_now_us(k->client->loop) - k->started_us) / 1000);
    k->client->log.changes++;
}

static void call_free(struct call *k)
{
    loop_remove_timer(k->timer);
    if (k->transfer != NULL) {
        http_cancel(k->transfer);
        k->client->in_flight--;
        client_wake(k->client);
    }
    *k->link = k->next;
    if (k->next != NULL)
        k->next->link = k->link;
    else
        k->client->end = k->link;
    http_request_free(&k->request);
    arena_free(k->arena);
    arena_free(k->page_arena);
    free(k->token);
    free(k->seen);
    free(k);
}

/* The journal's entry gets its end. */
static void tell_gate(const struct call *k, const struct err *err)
{
    const struct gate_outcome o = {
        .result = k->result.outcome_open  ? GATE_UNKNOWN
                  : err->kind == ERR_NONE ? GATE_DONE
                                          : GATE_REFUSED,
        .err = err,
        .answer = k->answer,
        .request_id = err->request_id[0] != '\0' ? err->request_id : k->result.request_id,
        .status = err->kind == ERR_NONE ? 200 : err->status,
        .attempts = k->result.attempts,
    };

    if (k->result.entry != 0)
        gate_end(k->client->gate, k->result.entry, &o);
}

/* What was canceled, or never left, says nothing of the service. */
static void tell_watch(struct call *k)
{
    const struct client_watch *w = k->client->watch;

    if (w != NULL && w->answered != NULL && k->barred.kind == ERR_NONE &&
        k->result.attempts > 0 && k->result.err.kind != ERR_CANCELED)
        w->answered(w->ctx, k->op, &k->result.err);
}

void call_end(struct call *k, const struct err *err)
{
    call_done_fn *done = k->options.on_done;
    void *ctx = k->options.ctx;
    struct call_record *row = call_log_row(&k->client->log, k->result.log_id);

    if (err != NULL) {
        k->result.err = *err;
        if (k->result.err.where[0] == '\0')
            err_at(&k->result.err, "%s", k->op->name);
    }
    tell_watch(k);
    enum err_kind kind = k->result.err.kind;
    if (row != NULL && kind != ERR_NONE) {
        const char *code = k->result.err.code;
        row->kind = kind;
        snprintf(row->error, sizeof row->error, "%s",
                 code[0] != '\0' ? code : err_kind_name(kind));
    }
    call_note(k, kind == ERR_NONE       ? CALL_OK
                 : kind == ERR_CANCELED ? CALL_CANCELED
                                        : CALL_FAILED);
    struct call_result result = k->result;
    tell_gate(k, &result.err);
    call_free(k);
    if (done != NULL)
        done(ctx, &result);
}

/* ---- one attempt ---- */

static void put_url(const struct endpoint *e, const struct http_request *r, struct buf *out)
{
    buf_printf(out, "%s%s%s%s%s", e->origin, e->prefix, r->path, r->query[0] != '\0' ? "?" : "",
               r->query);
}

static size_t signed_lines(const struct call *k, const char *date, struct sigv4_header *lines)
{
    const struct http_request *r = &k->request;
    const char *token = client_credentials(k->client)->session_token;
    size_t n = 0;

    lines[n++] = (struct sigv4_header){"Host", call_endpoint(k)->host};
    lines[n++] = (struct sigv4_header){"X-Amz-Date", date};
    if (token != NULL)
        lines[n++] = (struct sigv4_header){"X-Amz-Security-Token", token};
    if (r->content_type != NULL)
        lines[n++] = (struct sigv4_header){"Content-Type", r->content_type};
    for (int i = 0; i < r->n_headers; i++)
        lines[n++] = (struct sigv4_header){r->headers[i].name, r->headers[i].value};
    return n;
}

static int timeout_ms(const struct call *k)
{
    if (k->client->timeout_ms > 0)
        return k->client->timeout_ms;
    return k->op->paging.token_in != NULL ? CALL_LIST_TOTAL_MS : HTTP_TOTAL_MS;
}

static void send_signed(struct call *k, const char *url, const struct sigv4_header *lines,
                        size_t n_lines, const char *authorization)
{
    const struct endpoint *e = call_endpoint(k);
    struct http_line sent[LINES_MAX];
    /* libcurl sends again by itself when an idle connection turns out to be dead. A change is
     * repeated by us alone, who count the tries. */
    bool again = k->op->effect == EFFECT_READ;

    for (size_t i = 0; i < n_lines; i++)
        sent[i] = (struct http_line){lines[i].name, lines[i].value};
    sent[n_lines] = (struct http_line){"Authorization", authorization};
    struct http_options o = {
        .method = http_method_name(k->request.method),
        .url = url,
        .unix_path = e->unix_path,
        .ca_file = e->ca_file,
        .headers = sent,
        .n_headers = n_lines + 1,
        .body = {buf_text(&k->request.body), k->request.body.len},
        .repeat = again ? HTTP_REPEATABLE : HTTP_ONCE,
        .total_ms = timeout_ms(k),
    };
    k->transfer = http_start(k->client->http, &o, call_answered, k);
}

static void note_sent(struct call *k)
{
    k->client->in_flight++;
    k->page_attempts++;
    k->result.attempts++;
    call_note(k, CALL_IN_FLIGHT);
}

static void send_to_tape(struct call *k)
{
    struct http_result result;
    int took_ms;

    tape_player_answer(k->client->player, k->op, k->input, &result, &took_ms);
    k->transfer = http_pretend(k->client->http, &result, took_ms, call_answered, k);
    note_sent(k);
}

bool call_send(struct call *k, struct err *err)
{
    struct client *c = k->client;
    const struct endpoint *e = call_endpoint(k);
    struct sigv4_header lines[LINES_MAX];
    char date[SIGV4_DATE_SIZE];
    struct buf url = BUF_INIT(URL_MAX), authorization = BUF_INIT(4096),
               path = BUF_INIT(URL_MAX);

    k->signed_ms = clock_real_ms(loop_clock(c->loop));
    k->signed_as_ms = k->signed_ms + c->clock_offset_ms;
    if (c->player != NULL) {
        send_to_tape(k);
        return true;
    }
    sigv4_date(k->signed_as_ms, date);
    put_url(e, &k->request, &url);
    buf_printf(&path, "%s%s", e->prefix, k->request.path);
    struct sigv4_request r = {
        .method = http_method_name(k->request.method),
        .path = {buf_text(&path), path.len},
        .query = str_of(k->request.query),
        .headers = lines,
        .n_headers = signed_lines(k, date, lines),
        .body = {buf_text(&k->request.body), k->request.body.len},
    };
    const struct credentials *keys = client_credentials(c);
    k->signed_with = c->keys != NULL ? keys_generation(c->keys) : 0;
    struct sigv4_scope s = {keys->access_key_id, keys->secret, e->region,
                            k->op->service == SERVICE_STS ? "sts" : "iot", k->signed_as_ms};
    bool ok = sigv4_sign(&r, &s, &authorization, err);
    if (ok && (url.full || path.full || authorization.full))
        ok = err_set(err, ERR_LIMIT, "the address of the request is longer than 64 KiB");
    if (ok) {
        send_signed(k, buf_text(&url), lines, r.n_headers, buf_text(&authorization));
        note_sent(k);
    }
    buf_free(&url);
    buf_free(&path);
    buf_free(&authorization);
    return ok;
}

/* ---- start and end ---- */

/* Servers drop "." and ".." from a path: the request would mean something else. */
static bool path_is_sendable(const char *path, struct err *err)
{
    for (struct str rest = str_of(path); rest.n > 0;) {
        struct str segment = str_cut(rest, '/', &rest);
        if (str_eq(segment, ".") || str_eq(segment, ".."))
            return err_set(err, ERR_USAGE,
                           "a resource named '%.*s' cannot be asked for by name",
                           (int)segment.n, segment.p);
    }
    return true;
}

static bool credentials_are_fresh(const struct client *c, struct err *err)
{
    int64_t now_ms = clock_real_ms(loop_clock(c->loop)) + c->clock_offset_ms;
    const struct credentials *keys = client_credentials(c);
    struct buf when = BUF_INIT(64);

    if (keys->expires_ms == 0 || now_ms < keys->expires_ms)
        return true;
    time_iso8601(&when, keys->expires_ms);
    err_set(err, ERR_CREDENTIALS, "the credentials (%s) expired at %s", keys->source,
            buf_text(&when));
    buf_free(&when);
    return err_advise(err, "Renew them where they came from, then start picket again.");
}

void call_await_keys(struct call *k)
{
    k->awaits_keys = true;
    k->begun = false; /* the pump is to leave it alone */
    call_note(k, CALL_QUEUED);
}

/* false: the call waits for keys, or has ended for want of them. */
static bool has_keys(struct call *k)
{
    struct err err;

    switch (keys_state(k->client->keys, &err)) {
    case KEYS_READY: return true;
    case KEYS_COMING: call_await_keys(k); return false;
    case KEYS_NONE: break;
    }
    call_end(k, &err);
    return false;
}

void call_encode(struct call *k)
{
    struct err err;

    http_request_free(&k->request);
    k->request = (struct http_request){0};
    k->page_attempts = 0;
    if (k->client->keys != NULL && !has_keys(k))
        return;
    if (!credentials_are_fresh(k->client, &err) ||
        !operation_request(k->op, k->input, &k->request, &err) ||
        !path_is_sendable(k->request.path, &err)) {
        call_end(k, &err);
        return;
    }
    k->begun = true;
    call_note(k, CALL_QUEUED);
    client_wake(k->client);
}

static void on_begin(void *ctx)
{
    struct call *k = ctx;

    k->timer = NULL;
    if (k->barred.kind != ERR_NONE)
        call_end(k, &k->barred);
    else
        call_encode(k);
}

void call_keys_settled(struct call *k, const struct err *err)
{
    if (!k->awaits_keys)
        return;
    k->awaits_keys = false;
    if (err != NULL)
        k->barred = *err;
    k->timer = loop_add_timer(k->client->loop, 0, on_begin, k);
}

/* As few calls as possible: every call costs a part of the account's quota. */
static void ask_for_large_pages(struct call *k)
{
    const struct paging *p = &k->op->paging;
    const struct field *f = p->size != NULL ? record_field(k->op->input, p->size) : NULL;

    if (f == NULL || f->is.type != FIELD_INT || p->max <= 0)
        return;
    struct opt_int *size = (struct opt_int *)(void *)((char *)k->input + f->offset);
    if (!size->set)
        *size = (struct opt_int){p->max, true};
}

/* Before anything is queued: what the gate refuses, or the journal does not take, never
 * leaves. */
static void pass_gate(struct call *k, const struct gate_change *change)
{
    struct gate *gate = k->client->gate;
    const struct client_watch *w = k->client->watch;

    if (k->op->service == SERVICE_PICKET && !k->client->iot.loopback) {
        err_set(&k->barred, ERR_USAGE, "%s is only known to a local service", k->op->name);
        err_advise(&k->barred, "scenarios are played on the simulated fleet: start picket"
                               " without a context");
        return;
    }
    if (k->op->effect == EFFECT_READ) {
        if (w != NULL && w->may_ask != NULL)
            (void)w->may_ask(w->ctx, k->op, &k->barred); /* which stays as it is if so */
        return;
    }
    if (k->input != NULL)
        operation_fill_token(k->op, k->input, k->arena);
    if (gate == NULL)
        err_set(&k->barred, ERR_DENIED, "%s changes something, which is not possible here",
                k->op->name);
    else if (!gate_begin(gate, k->op, k->input, change, &k->result.entry, &k->barred))
        k->result.entry = 0;
}

struct call *call_start(struct client *c, const struct operation *op, const void *input,
                        const struct call_options *o)
{
    struct call *k = mem_alloc(1, sizeof *k);
    struct call_record *row = call_log_add(&c->log);

    k->client = c;
    k->link = c->end;
    *c->end = k;
    c->end = &k->next;
    k->op = op;
    k->options = *o;
    if (o->max_pages <= 0 || o->max_pages > CALL_PAGES_MAX)
        k->options.max_pages = CALL_PAGES_MAX;
    if (op->input != NULL) {
        k->arena = arena_new();
        k->input = input != NULL ? input_copy(op->input, input, k->arena)
                                 : arena_alloc(k->arena, 1, op->input->size);
        ask_for_large_pages(k);
    }
    k->started_us = loop_now_us(c->loop);
    row->started_ms = clock_real_ms(loop_clock(c->loop));
    row->operation = op->name;
    k->result.log_id = row->id;
    call_note(k, CALL_QUEUED);
    pass_gate(k, o->change);
    k->options.change = NULL;
    k->timer = loop_add_timer(c->loop, 0, on_begin, k);
    return k;
}

static bool may_have_arrived(const struct call *k)
{
    return k->op->effect == EFFECT_MUTATE && (k->transfer != NULL || k->result.tried_before);
}

void call_cancel(struct call *k)
{
    struct err err;

    if (k->in_page) {
        if (k->fate == FATE_GOES_ON)
            k->fate = FATE_CANCELED;
        return;
    }
    k->result.outcome_open = may_have_arrived(k);
    err_set(&err, ERR_CANCELED, "canceled");
    call_end(k, &err);
}

void call_drop(struct call *k)
{
    if (k == NULL)
        return;
    if (k->in_page) {
        k->fate = FATE_DROPPED;
        return;
    }
    struct err err = {0};

    if (k->result.pages == 0) /* else it was dropped by who was shown the answer */
        err_set(&err, ERR_CANCELED, "nobody waited for the answer");
    k->result.outcome_open = k->result.pages == 0 && may_have_arrived(k);
    tell_gate(k, &err);
    call_note(k, CALL_CANCELED);
    call_free(k);
}
