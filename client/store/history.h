/*
 * store/history: what each audit found, kept beyond the service's 90 days.
 *
 * One SQLite file for all contexts, $XDG_STATE_HOME/picket/history.db. A finding is told apart
 * by check and resource (api/resource.h), never by its id, which is another one in each audit.
 * An audit is recorded once, when it has ended and all of its findings have arrived; a check
 * that failed or was canceled has no result and says nothing. Nothing is read before
 * history_open(). Findings without a resource are not kept. Watchers are told from the loop.
 */
#pragma once

#include "client/base/loop.h"
#include "client/store/audit_runs.h"
#include "client/store/history_diff.h"

enum {
    HISTORY_RUNS_MAX = 400,                     /* of a context: a year of daily audits */
    HISTORY_FINDINGS_MAX = 20 * 1000 * 1000,    /* of a context; 40 bytes each */
    HISTORY_RUN_FINDINGS_MAX = 2 * 1000 * 1000, /* of one audit; more is not recorded */
    HISTORY_RESOURCES_MAX = 4 * 1000 * 1000,    /* of all; the file begins anew beyond */
    HISTORY_SERVICE_DAYS = 89, /* older audits may have lost findings in the service already */
    HISTORY_SLICE_US = 4 * 1000, /* of work between two looks at the keyboard */
};

/* Result of one check in one audit. */
struct history_result {
    const char *check;
    int64_t id; /* of the file; 0: the check had no result */
    uint32_t findings;
    bool tallied;
    struct history_tally tally; /* against the result before, once it is worked out */
};

struct history_run {
    const char *task_id, *schedule; /* schedule "": on demand */
    int64_t started_ms;
    const struct history_result *results;
    size_t n_results;
};

struct history;

/* Both copied. */
struct history *history_new(struct loop *loop, const char *path,
                            const char *context) NONNULL MUST_USE;
void history_free(struct history *h);
/* Reads which audits are recorded. Does nothing when it is open, or has failed before. */
void history_open(struct history *h) NONNULL;
bool history_is_open(const struct history *h) NONNULL;
/* Why it could not be opened or written; kind ERR_NONE: it could. */
const struct err *history_err(const struct history *h) NONNULL;

typedef void history_fn(void *ctx);
/* fn is called after every change of what is recorded. */
void history_watch(struct history *h, history_fn *fn, void *ctx) NONNULL;
void history_unwatch(struct history *h, const void *ctx) NONNULL;

/* Recorded audits, oldest first. Borrowed until the next change. */
size_t history_count(const struct history *h) NONNULL;
const struct history_run *history_at(const struct history *h, size_t i) NONNULL;
/* NULL: not recorded. */
const struct history_run *history_find(const struct history *h, const char *task_id) NONNULL;
/* NULL: not part of it, or without a result. */
const struct history_result *history_result(const struct history_run *run,
                                            const char *check) NONNULL;
/* Sum of the tallies of an audit; false: not worked out, or nothing to compare it with. */
bool history_run_tally(const struct history *h, const struct history_run *run,
                       struct history_tally *out) NONNULL MUST_USE;
/* The newest result of each check, added up; false: not all are worked out yet. */
bool history_newest_tally(const struct history *h, struct history_tally *out) NONNULL MUST_USE;
uint32_t history_sum(const struct history_tally *t, enum history_class c) NONNULL;
/* The newest two recorded audits of one schedule, or of the same checks, as task ids. false:
 * there are no two. newer NULL: the newest that has an older one. */
bool history_comparable(const struct history *h, const char *newer, const char **older_id,
                        const char **newer_id) __attribute__((nonnull(1, 3, 4))) MUST_USE;

/* ---- recording: findings as they come, then all of it at once or nothing ---- */

struct history_writer;

/* run has ended; what is needed of it is copied. */
struct history_writer *history_writer_new(struct history *h,
                                          const struct audit_run *run) NONNULL MUST_USE;
/* Adds a page of findings; what cannot be told apart is left out. */
bool history_writer_add(struct history_writer *w, const struct audit_finding *findings,
                        size_t n, struct err *err) __attribute__((nonnull(1, 4))) MUST_USE;
/* One slice of the rest; *done: the audit is recorded and everybody knows. */
bool history_writer_finish(struct history_writer *w, bool *done,
                           struct err *err) NONNULL MUST_USE;
void history_writer_free(struct history_writer *w);
