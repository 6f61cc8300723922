/*
 * net/call_internal: what call.c, call_answer.c and client.c share. Not for others.
 *
 * A call is in one list of its client from start to end. Its phase says who moves it next: a
 * timer (CALL_QUEUED until it has begun, CALL_BACKOFF), the client's pump (CALL_QUEUED), the
 * transfer (CALL_IN_FLIGHT).
 */
#pragma once

#include "client/net/call.h"
#include "client/net/tape_play.h"

struct client {
    struct loop *loop;
    struct http *http;
    struct endpoint iot, sts;
    struct credentials credentials;   /* none with keys */
    struct keys *keys;                /* NULL: the credentials */
    struct gate *gate;                /* NULL: reads only */
    struct tape *tape;                /* NULL: not recorded */
    struct tape_player *player;       /* NULL: the service answers */
    const struct client_watch *watch; /* NULL: nobody */
    struct budget budget;
    struct call_log log;
    int max_attempts, timeout_ms;
    int slower; /* client_set_pace() */
    double (*random01)(void *ctx);
    void *random_ctx;
    int64_t clock_offset_ms, service_ahead_ms;
    struct call *first, **end; /* in order of their start */
    int in_flight;
    struct loop_timer *pump;
};

enum call_fate { FATE_GOES_ON, FATE_CANCELED, FATE_DROPPED };

struct call {
    struct client *client;
    struct call *next, **link;
    const struct operation *op;
    struct call_options options;
    struct arena *arena; /* of the input */
    void *input;
    char *token;    /* of the page being asked for; owned */
    uint64_t *seen; /* hashes of the tokens so far */
    size_t n_seen, seen_cap;
    struct http_request request;
    enum call_state phase;
    bool begun; /* checked and encoded: the pump may take it */
    bool awaits_keys, renewed_keys;
    unsigned signed_with; /* generation of the keys */
    struct loop_timer *timer;
    struct http_transfer *transfer;
    int64_t started_us;
    int64_t signed_ms, signed_as_ms; /* our clock when signing; the time that was signed */
    int page_attempts, empty_pages, retry_paid;
    bool skew_corrected;
    struct arena *page_arena; /* kept from page to page */
    bool in_page;
    enum call_fate fate;
    struct err barred; /* by the gate or the watch, told when the call begins; kind ERR_NONE:
                          it passed */
    struct str answer; /* body of the last page, while the call ends */
    struct call_result result;
};

/* call.c */
const struct endpoint *call_endpoint(const struct call *k) NONNULL;
bool call_send(struct call *k, struct err *err) NONNULL MUST_USE;
void call_encode(struct call *k) NONNULL; /* the next page; ends the call when that fails */
void call_end(struct call *k, const struct err *err);          /* NULL: done well */
void call_note(struct call *k, enum call_state phase) NONNULL; /* phase, and the log's row */
/* call_answer.c */
void call_answered(void *ctx, struct http_result *r);
void call_await_keys(struct call *k) NONNULL;
void call_keys_settled(struct call *k, const struct err *err); /* NULL: there are some */
/* call_advice.c */
void call_advise(const struct call *k, struct err *err) NONNULL; /* unless it says enough */
void call_advise_clock(struct err *err, int64_t skew_ms) NONNULL;
/* client.c */
void client_wake(struct client *c) NONNULL; /* the pump runs on the next turn */
const struct credentials *client_credentials(const struct client *c) NONNULL;
