/*
 * net/call_log: the last calls of a context, for people: what was asked, how long it took, what
 * came back. Holds no secret and no request content. One row a call, kept while it runs.
 */
#pragma once

#include <stdint.h>

#include "client/base/err.h"

enum { CALL_LOG_ROWS = 500 };

enum call_state {
    CALL_QUEUED, /* waits for the budget */
    CALL_IN_FLIGHT,
    CALL_BACKOFF, /* waits before another try */
    CALL_OK,
    CALL_FAILED,
    CALL_CANCELED,
};

struct call_record {
    uint64_t id;        /* counts up from 1 in each log */
    int64_t started_ms; /* real time */
    const char *operation;
    enum call_state state;
    int status;  /* HTTP; 0: no answer yet */
    int ms;      /* from start to now or end, waiting included */
    int wire_ms; /* of it on the wire, last attempt */
    int attempts, pages;
    size_t bytes; /* received */
    enum err_kind kind;
    char error[64];      /* service error name, or the kind's */
    char request_id[64]; /* of the last answer */
};

struct call_log {
    struct call_record rows[CALL_LOG_ROWS]; /* ring: row of id i is rows[i % CALL_LOG_ROWS] */
    uint64_t last_id;                       /* 0: empty */
    uint64_t changes;                       /* moves whenever a row does */
};

struct call_record *call_log_add(struct call_log *log) NONNULL; /* cleared, with its id */
struct call_record *call_log_row(struct call_log *log, uint64_t id) NONNULL; /* NULL: gone */
/* i = 0 is the newest; NULL past the oldest. */
const struct call_record *call_log_at(const struct call_log *log, size_t i) NONNULL;
size_t call_log_count(const struct call_log *log) NONNULL;
const char *call_state_name(enum call_state s);
