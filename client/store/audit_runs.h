/*
 * store/audit_runs: every audit the service remembers, each described, newest first.
 *
 * ListAuditTasks gives neither times nor counts nor an order, so each task is described; what
 * has ended is described once and kept. Asks often while an audit runs, rarely otherwise, and
 * only while somebody watches. Facts: DescribeAuditTask, ListAuditTasks; results are kept 90
 * days.
 */
#pragma once

#include "client/api/audit.h"
#include "client/store/source.h"

enum {
    AUDIT_RUNS_MAX = 2000, /* 90 days of 5 schedules and a dozen runs by hand a day */
    AUDIT_RUNS_DESCRIBING = 4,
    AUDIT_RUNS_BUSY_MS = 1000,     /* between askings while an audit runs */
    AUDIT_RUNS_IDLE_MS = 60 * 1000 /* and while none does */
};

struct audit_run {
    const char *task_id;
    const struct describe_audit_task_output *task; /* NULL: not described yet */
};
extern const struct record audit_run_record;

/* Columns of the table, in this order. */
enum audit_run_column {
    AUDIT_RUN_ID,
    AUDIT_RUN_STATE,
    AUDIT_RUN_TYPE,
    AUDIT_RUN_NAME,
    AUDIT_RUN_STARTED,
    AUDIT_RUN_TOTAL,
    AUDIT_RUN_COMPLIANT,
    AUDIT_RUN_NON_COMPLIANT,
    AUDIT_RUN_FAILED,
    AUDIT_RUN_WAITING,
    AUDIT_RUN_CANCELED,
    AUDIT_RUN_GOING,
    AUDIT_RUN_FINDINGS,
    AUDIT_RUN_COLUMNS,
};
extern const struct table_spec audit_runs_table;

struct audit_runs;

struct audit_runs *audit_runs_new(struct loop *loop) NONNULL MUST_USE;
void audit_runs_free(struct audit_runs *r);
void audit_runs_connect(struct audit_runs *r, struct client *client)
    __attribute__((nonnull(1))); /* NULL: not connected */
void audit_runs_refresh(struct audit_runs *r) NONNULL;
/* fn is called after every change, once however often it is asked for; asking goes on by itself
 * while somebody watches. */
void audit_runs_watch(struct audit_runs *r, source_fn *fn, void *ctx) NONNULL;
void audit_runs_unwatch(struct audit_runs *r, const void *ctx) NONNULL;
/* fn is called after every change, too, but nothing is asked for its sake. */
void audit_runs_observe(struct audit_runs *r, source_fn *fn, void *ctx) NONNULL;
void audit_runs_unobserve(struct audit_runs *r, const void *ctx) NONNULL;
enum audit_runs_pace { AUDIT_RUNS_PAUSED, AUDIT_RUNS_POLL };
void audit_runs_set_pace(struct audit_runs *r, enum audit_runs_pace pace) NONNULL;

const struct source *audit_runs_source(const struct audit_runs *r) NONNULL;
/* Described runs, newest first. Borrowed until the next change. */
size_t audit_runs_count(const struct audit_runs *r) NONNULL;
const struct audit_run *audit_runs_at(const struct audit_runs *r, size_t i) NONNULL;
const struct audit_run *audit_runs_find(const struct audit_runs *r,
                                        const char *task_id) NONNULL;
bool audit_run_is_going(const struct audit_run *run) NONNULL;
/* Sum over the checks of non-compliant resources. */
int64_t audit_run_findings(const struct audit_run *run) NONNULL;
/* What a run says about a check; NULL: not part of it. */
const struct audit_check_details *audit_run_check(const struct audit_run *run,
                                                  const char *check_name) NONNULL;

/* Shows what a file remembers and writes there what becomes known. Copied. */
void audit_runs_keep(struct audit_runs *r, const char *path) NONNULL;
/* As JSON, for the next session; and back, while nothing is known yet. */
void audit_runs_save(const struct audit_runs *r, struct buf *out) NONNULL;
bool audit_runs_restore(struct audit_runs *r, struct str json,
                        struct err *err) NONNULL MUST_USE;
/* For fixtures: one described run. The arena holds the task and is taken over. */
void audit_runs_put(struct audit_runs *r, const char *task_id, struct arena *arena,
                    const struct describe_audit_task_output *task) NONNULL;
