/*
 * store/alarm_log: the events of a range as rows that stream: what the service has is asked
 * for, what is older or known already comes out of the alarm history.
 *
 * One source for a list. Of a range the service is asked only what the history has not in full,
 * or, since verifications change, all it still has; with the filter it can do. What it answers
 * is recorded. Rows of the history follow in slices and are held against the same filter; an
 * event that came both ways is one row. Without an answer the rows of the history stay and the
 * error is said. Borrows loop and history. Owned: alarm_log_free().
 */
#pragma once

#include "client/net/call.h"
#include "client/store/alarm_asked.h"
#include "client/store/alarm_history.h"
#include "client/store/source.h"

struct alarm_log;

struct alarm_log_options {
    struct loop *loop;
    struct alarm_history *history;
    source_fn *on_change;
    void *ctx;
};
struct alarm_log *alarm_log_new(const struct alarm_log_options *o) NONNULL MUST_USE;
void alarm_log_free(struct alarm_log *l);
void alarm_log_connect(struct alarm_log *l, struct client *client) __attribute__((nonnull(1)));

struct alarm_range {
    int64_t from_ms;
    int64_t to_ms; /* INT64_MAX: it has no end yet */
};
enum alarm_log_how {
    ALARM_LOG_MISSING, /* the service is asked what the history has not */
    ALARM_LOG_ALL,     /* all it still has: verifications may have changed */
};
/* What is under way for another range or filter ends; rows stay until the new ones are
 * there. */
void alarm_log_ask(struct alarm_log *l, const struct alarm_range *range,
                   const struct alarm_asked *asked, enum alarm_log_how how) NONNULL;
void alarm_log_reread(struct alarm_log *l) NONNULL; /* the history knows more */
bool alarm_log_is_busy(const struct alarm_log *l) NONNULL;
struct source *alarm_log_source(const struct alarm_log *l) NONNULL;
