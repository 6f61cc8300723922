#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/net/call_internal.h"
#include "client/net/retry.h"

/* ---- pages ---- */

static uint64_t hash(const char *s) /* FNV-1a */
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (; *s != '\0'; s++)
        h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
    return h;
}

static bool token_is_new(struct call *k, const char *token)
{
    uint64_t h = hash(token);

    for (size_t i = 0; i < k->n_seen; i++)
        if (k->seen[i] == h)
            return false;
    k->seen = mem_grow(k->seen, &k->seen_cap, k->n_seen + 1, sizeof *k->seen);
    k->seen[k->n_seen++] = h;
    return true;
}

static const void *member(const struct operation *op, const void *output, const char *path)
{
    const struct element *e;
    const void *value = NULL;

    if (path == NULL || output == NULL || !record_path(op->output, output, path, &e, &value))
        return NULL;
    return value;
}

/* NULL: this was the last page. */
static const char *next_token(const struct operation *op, const void *output)
{
    const char *const *slot = member(op, output, op->paging.token_out);

    return slot != NULL && *slot != NULL && **slot != '\0' ? *slot : NULL;
}

static bool page_is_empty(const struct operation *op, const void *output)
{
    const struct list *l = member(op, output, op->paging.items);

    return l == NULL || l->n == 0;
}

static bool listing_moves(struct call *k, const char *token, const void *output,
                          struct err *err)
{
    if (!token_is_new(k, token))
        return err_set(err, ERR_DECODE, "the service gave the same page token twice");
    k->empty_pages = page_is_empty(k->op, output) ? k->empty_pages + 1 : 0;
    if (k->empty_pages > CALL_EMPTY_PAGES_MAX)
        return err_set(err, ERR_LIMIT, "the service sent %d empty pages in a row",
                       CALL_EMPTY_PAGES_MAX);
    return true;
}

static void ask_next_page(struct call *k, const char *token)
{
    const struct field *f = record_field(k->op->input, k->op->paging.token_in);

    if (f == NULL || f->is.type != FIELD_STR)
        bug("%s has no text member %s", k->op->name, k->op->paging.token_in);
    free(k->token);
    k->token = mem_strdup(token);
    memcpy((char *)k->input + f->offset, &k->token, sizeof k->token);
}

/* CALL_STOP also when the call was canceled or dropped from inside the callback. */
static enum call_next show_page(struct call *k, struct call_page *page)
{
    enum call_next next = CALL_MORE;

    if (k->options.on_page != NULL) {
        k->in_page = true;
        next = k->options.on_page(k->options.ctx, page);
        k->in_page = false;
    }
    k->page_arena = page->arena; /* NULL: taken over */
    return k->fate == FATE_GOES_ON ? next : CALL_STOP;
}

static void end_page(struct call *k, const char *token, enum call_next next,
                     const struct err *bad)
{
    if (k->fate == FATE_DROPPED) {
        k->fate = FATE_GOES_ON;
        call_drop(k);
    } else if (k->fate == FATE_CANCELED && k->op->effect == EFFECT_READ) {
        call_cancel(k); /* a change that was answered is done: too late */
    } else if (bad->kind != ERR_NONE) {
        call_end(k, bad);
    } else if (token == NULL) {
        call_end(k, NULL);
    } else if (next == CALL_STOP || k->result.pages >= k->options.max_pages) {
        k->result.stopped = true;
        call_end(k, NULL);
    } else {
        ask_next_page(k, token);
        call_encode(k);
    }
}

/* An empty body is an answer only where nothing is expected: a cut one is no empty list. */
static bool decode(const struct call *k, struct str body, struct arena *a, const void **output,
                   struct err *err)
{
    if (body.n == 0 && k->op->output != NULL && k->op->output->n_fields > 0)
        return err_set(err, ERR_DECODE, "the answer is empty");
    return operation_response(k->op, body, a, output, err);
}

/* Whether a change happened is more important than why nobody knows. */
static void end_failed(struct call *k, struct err *err)
{
    if (k->result.outcome_open)
        err_advise(err, "It may have been carried out: look before asking again.");
    call_end(k, err);
}

static void take_page(struct call *k, struct http_result *r)
{
    struct arena *a = k->page_arena != NULL ? k->page_arena : arena_new();
    struct str body = {buf_text(&r->body), r->body.len};
    struct err err = {0}, loop_err = {0};
    const void *output = NULL;

    k->page_arena = a;
    k->answer = body; /* lives as long as r, which outlives the call */
    arena_reset(a);
    if (!decode(k, body, a, &output, &err)) {
        err.status = r->status;
        k->result.outcome_open = k->op->effect == EFFECT_MUTATE;
        call_advise(k, &err);
        end_failed(k, &err);
        return;
    }
    const char *token = next_token(k->op, output);
    char *kept = NULL;
    if (token != NULL) { /* the callback may take the arena the token lives in */
        kept = mem_strdup(token);
        if (!listing_moves(k, token, output, &loop_err))
            err_advise(&loop_err, "The rows so far are shown; the list may be incomplete.");
    }
    struct call_page page = {.op = k->op,
                             .output = output,
                             .arena = a,
                             .body = body,
                             .number = k->result.pages++,
                             .last = token == NULL,
                             .date_ms = r->date_ms};
    end_page(k, kept, show_page(k, &page), &loop_err);
    free(kept);
}

/* ---- refusals and failures ---- */

static void read_redirect(const struct http_result *r, struct err *err)
{
    struct str rest, host = str_of(r->location);
    const char *slashes = strstr(r->location, "//");

    if (slashes != NULL)
        host = str_cut(str_of(slashes + 2), '/', &rest);
    err_set(err, ERR_SERVICE, "answered with a redirect to %.*s, which is not followed",
            (int)host.n, host.p);
    err->status = r->status;
    err_advise(err, "A proxy or a login page may stand in between: check the address.");
}

static void read_failure(const struct http_result *r, struct err *err)
{
    struct str body = {buf_text(&r->body), r->body.len};

    if (r->err.kind != ERR_NONE) {
        *err = r->err;
        return;
    }
    if (r->status >= 300 && r->status < 400) {
        read_redirect(r, err);
    } else if (r->status < 200 || r->status > 599) {
        err_set(err, ERR_DECODE, "answered with status %d, which HTTP does not know",
                r->status);
        err->status = r->status;
    } else {
        operation_error(r->status, r->error_type[0] != '\0' ? r->error_type : NULL,
                        r->request_id, body, err);
        err->status = r->status;
        if (r->status == 429)
            err->kind = ERR_THROTTLED;
    }
}

static void on_backoff_over(void *ctx)
{
    struct call *k = ctx;

    k->timer = NULL;
    call_note(k, CALL_QUEUED);
    client_wake(k->client);
}

static bool try_later(struct call *k, const struct http_result *r, const struct err *err)
{
    struct client *c = k->client;
    int cost = retry_cost(err);

    if (!budget_take_retry(&c->budget, cost))
        return false;
    k->retry_paid = cost;
    int64_t wait_ms =
        retry_delay_ms(k->page_attempts, r->retry_after_ms, c->random01(c->random_ctx));
    call_note(k, CALL_BACKOFF);
    k->timer = loop_add_timer(c->loop, wait_ms * 1000, on_backoff_over, k);
    return true;
}

/*
 * The service says that the keys are over, before we thought they were: revoked, or the clocks
 * differ. It did nothing then, so that the call may go again, once, with others.
 */
static bool renew_keys(struct call *k, const struct err *err)
{
    struct keys *keys = k->client->keys;

    if (keys == NULL || k->renewed_keys || !str_starts(err->code, "ExpiredToken"))
        return false;
    k->renewed_keys = true;
    if (keys_generation(keys) != k->signed_with) { /* they were renewed meanwhile */
        call_encode(k);
        return true;
    }
    call_await_keys(k);
    keys_renew(keys);
    return true;
}

static void fail(struct call *k, const struct http_result *r)
{
    struct client *c = k->client;
    struct err err = {0};

    read_failure(r, &err);
    if (renew_keys(k, &err))
        return;
    struct retry_failure f = {.err = &err,
                              .may_have_arrived = r->may_have_arrived,
                              .hopeless = r->hopeless,
                              .skew_corrected = k->skew_corrected};
    if (r->date_ms > 0)
        f.skew_ms = r->date_ms - k->signed_as_ms;
    if (err.kind == ERR_THROTTLED)
        budget_throttled(&c->budget, loop_now_us(c->loop));

    enum retry_action action =
        retry_decide(k->op->retry, &f, k->page_attempts, c->max_attempts);
    bool open = retry_outcome_open(&f);
    k->result.tried_before |= open && action != RETRY_GIVE_UP;
    if (action == RETRY_RESIGN) {
        c->clock_offset_ms = r->date_ms - k->signed_ms;
        k->skew_corrected = true;
        call_note(k, CALL_QUEUED);
        client_wake(c);
        return;
    }
    if (action == RETRY_LATER && try_later(k, r, &err))
        return;
    /* A refusal of the second try says nothing about the first, which may have arrived: "does
     * not exist" may mean that it was deleted by us. */
    k->result.outcome_open = k->op->effect == EFFECT_MUTATE && (open || k->result.tried_before);
    if (retry_blames_clock(&f))
        call_advise_clock(&err, r->date_ms - k->signed_ms);
    else
        call_advise(k, &err);
    end_failed(k, &err);
}

static void note_answer(struct call *k, const struct http_result *r)
{
    struct call_record *row = call_log_row(&k->client->log, k->result.log_id);

    if (r->date_ms > 0)
        k->result.date_ms = r->date_ms;
    if (r->service_ms > 0 && k->client->iot.loopback)
        k->client->service_ahead_ms =
            r->service_ms - clock_real_ms(loop_clock(k->client->loop));
    snprintf(k->result.request_id, sizeof k->result.request_id, "%s", r->request_id);
    if (row == NULL)
        return;
    row->status = r->status;
    row->wire_ms = r->total_ms;
    row->bytes += r->received;
    snprintf(row->request_id, sizeof row->request_id, "%s", r->request_id);
    k->client->log.changes++;
}

static void put_on_tape(const struct call *k, const struct http_result *r)
{
    const struct client *c = k->client;

    if (c->tape != NULL)
        tape_note(c->tape,
                  &(struct tape_note){.op = k->op,
                                      .input = k->input,
                                      .asked_ms = k->signed_ms,
                                      .answered_ms = clock_real_ms(loop_clock(c->loop)),
                                      .credentials = client_credentials(c),
                                      .result = r});
}

void call_answered(void *ctx, struct http_result *r)
{
    struct call *k = ctx;
    struct client *c = k->client;

    put_on_tape(k, r);

    k->transfer = NULL;
    c->in_flight--;
    client_wake(c);
    note_answer(k, r);
    if (r->err.kind != ERR_NONE || r->status < 200 || r->status > 299) {
        fail(k, r);
        return;
    }
    budget_refund_retry(&c->budget, k->retry_paid);
    k->retry_paid = 0;
    take_page(k, r);
}
