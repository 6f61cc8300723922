/*
 * net/call: an operation carried out: encoded, signed, sent, retried by its class, paged,
 * decoded.
 *
 * A client is one context: endpoint, credentials, gate, budget, clock offset, log. A call
 * belongs to its client. Lifetime: call_start() copies the input, never fails and never calls
 * back; the pages and at last on_done arrive from the loop. on_done runs exactly once, also
 * after call_cancel() (before that returns); the handle is dead when on_done is entered.
 * call_drop() ends a call without any callback. From a callback any call may be started,
 * canceled or dropped, its own included (its own ends when on_page returns), but the client may
 * not be freed.
 */
#pragma once

#include "client/api/operation.h"
#include "client/aws/credentials.h"
#include "client/aws/endpoint.h"
#include "client/base/loop.h"
#include "client/net/budget.h"
#include "client/net/call_log.h"
#include "client/net/gate.h"
#include "client/net/http.h"
#include "client/net/keys.h"

enum {
    CALL_PAGES_MAX = 20 * 1000, /* of one call: 5 million rows */
    CALL_EMPTY_PAGES_MAX = 100, /* in a row: legal, but a listing must move */
    CALL_IN_FLIGHT_MAX = 8,     /* connections of one context */
    CALL_LIST_TOTAL_MS = 60 * 1000,
};

struct client;
struct call;
struct tape;
struct tape_player;

struct client_options {
    struct loop *loop;
    struct http *http;
    const struct endpoint *iot, *sts;      /* copied; sts NULL: as iot */
    const struct credentials *credentials; /* copied; NULL with keys */
    struct keys *keys;          /* that renew themselves; borrowed; NULL: the credentials */
    struct gate *gate;          /* borrowed; NULL: nothing may be changed */
    struct tape *tape;          /* gets every answer; borrowed; NULL: none does */
    struct tape_player *player; /* answers in the service's place; borrowed; NULL */
    double calls_per_second; /* 0: BUDGET_CALLS, or unbound for an endpoint on this machine */
    int max_attempts;        /* 0: RETRY_ATTEMPTS */
    int timeout_ms; /* of one attempt; 0: HTTP_TOTAL_MS, CALL_LIST_TOTAL_MS for lists */
    double (*random01)(void *ctx); /* NULL: getrandom(2); tests say what jitter is */
    void *random_ctx;
};

struct client *client_new(const struct client_options *o) NONNULL MUST_USE;
void client_free(struct client *c); /* drops its calls */
void client_set_credentials(struct client *c, const struct credentials *credentials) NONNULL;
/* Gets keys anew, whatever holds. false: they are fixed ones. */
bool client_renew_keys(struct client *c) NONNULL;
/* Real time at which the keys are over; 0: never, or there are none yet. */
int64_t client_keys_end_ms(const struct client *c) NONNULL;
/* Ends every read; interactive ones first. For Esc. What changes something is not let go of:
 * nobody would know whether it was carried out. */
void client_cancel_all(struct client *c) NONNULL;
size_t client_pending(const struct client *c) NONNULL;
/* So many times slower than usual whoever asks again by himself does it; 1: as usual. */
void client_set_pace(struct client *c, int slower) NONNULL;
int64_t client_poll_us(const struct client *c, int64_t usual_ms) NONNULL;
const struct budget *client_budget(const struct client *c) NONNULL;
const struct call_log *client_log(const struct client *c) NONNULL;
const struct endpoint *client_endpoint(const struct client *c) NONNULL;
/* How far the service's clock is ahead of ours, 0 until a signature was refused for it. */
int64_t client_clock_offset_ms(const struct client *c) NONNULL;
/* What time it is for the service: ours, but for a local service with a clock of its own, as of
 * its last answer. For showing and working out dates, never for signing. */
int64_t client_service_now_ms(const struct client *c) NONNULL;
struct gate *client_gate(const struct client *c) NONNULL; /* NULL: none */

/* Who hears how the calls of a client ended, and may answer a read in the service's place.
 * Either may be NULL. */
struct client_watch {
    void *ctx;
    /* false: it does not leave, and ends with err. */
    bool (*may_ask)(void *ctx, const struct operation *op, struct err *err);
    /* Before whoever asked hears it; err.kind ERR_NONE: well. May say err in other words. */
    void (*answered)(void *ctx, const struct operation *op, struct err *err);
};
void client_set_watch(struct client *c, const struct client_watch *w)
    __attribute__((nonnull(1))); /* borrowed; NULL: nobody */

/* One answer. Everything is borrowed for the callback; set arena to NULL to take it over,
 * output included. */
struct call_page {
    const struct operation *op;
    const void *output; /* op->output->size bytes in the arena; NULL: the operation has none */
    struct arena *arena;
    struct str body; /* as received */
    int number;      /* from 0 */
    bool last;
    int64_t date_ms; /* the server's time of the answer; 0: not sent */
};

struct call_result {
    struct err err; /* kind ERR_NONE: done. where names the operation */
    int pages, attempts;
    bool stopped; /* by on_page, more pages were there */
    /* A mutation that may or may not have been carried out: look before asking again. */
    bool outcome_open;
    /* A try before the last one may have arrived: "already exists" may be our own doing. */
    bool tried_before;
    int64_t date_ms; /* the server's time of the last answer; 0: none */
    uint64_t log_id;
    int64_t entry; /* of the journal, for a mutation that reached it; else 0 */
    char request_id[64];
};

enum call_next { CALL_MORE, CALL_STOP };
typedef enum call_next call_page_fn(void *ctx, struct call_page *page);
typedef void call_done_fn(void *ctx, const struct call_result *result);

struct call_options {
    enum call_priority priority;
    int max_pages;         /* 0: CALL_PAGES_MAX; reaching it is `stopped`, not an error */
    call_page_fn *on_page; /* NULL: pages are only counted */
    call_done_fn *on_done; /* NULL: nobody is told */
    const struct gate_change *change; /* of a mutation: what was reviewed; borrowed for the
                                         start only */
    void *ctx;
};

/* input: op->input->size bytes, NULL for an operation without parameters. The page size, when
 * the input leaves it open, becomes the largest the operation allows. */
struct call *call_start(struct client *c, const struct operation *op, const void *input,
                        const struct call_options *o) __attribute__((nonnull(1, 2, 4)));
void call_cancel(struct call *k) NONNULL;
void call_drop(struct call *k); /* NULL is fine */
