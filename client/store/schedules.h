/*
 * store/schedules: the scheduled audits of the account, described, with what was seen of them.
 *
 * The list names no checks, so each is described. The API tells neither the time of day nor the
 * next run: both are estimated from the runs that store/audit_runs knows (borrowed), and what
 * was not seen is not guessed. A schedule changed since its last run is measured by its new
 * days: the API does not say when that was. Shared by all screens; asks while somebody watches.
 * Facts: ListScheduledAudits, DescribeScheduledAudit; 5 exist at most.
 */
#pragma once

#include "client/api/schedules.h"
#include "client/base/recur.h"
#include "client/store/audit_runs.h"

enum {
    SCHEDULES_QUOTA = 5, /* of an account and region, "AWS IoT endpoints and quotas" */
    SCHEDULES_MAX = 50,  /* should the quota grow: more than a screen shows */
    SCHEDULES_POLL_MS = 5 * 60 * 1000, /* nobody changes them by the minute */
    SCHEDULE_STARTS = 5,               /* of the last runs, for the time of day */
};

struct schedule {
    const char *name;
    const struct describe_scheduled_audit_output *what;
    /* worked out from the runs */
    int64_t starts[SCHEDULE_STARTS]; /* ms, newest first */
    size_t n_starts;
    struct opt_time next; /* estimated; midnight UTC of the day unless `timed` */
    bool timed;
    struct opt_int missed; /* due days since the last run that passed without one */
    int64_t due_day;       /* the first of them; recur_day */
};
extern const struct record schedule_record;

/* Columns of the table, in this order. */
enum schedule_column {
    SCHEDULE_NAME,
    SCHEDULE_REPEAT,
    SCHEDULE_DAY,
    SCHEDULE_CHECKS,
    SCHEDULE_LAST,
    SCHEDULE_NEXT,
    SCHEDULE_MISSED,
    SCHEDULE_COLUMNS,
};
extern const struct table_spec schedules_table;

struct schedules;

struct schedules *schedules_new(struct loop *loop, struct audit_runs *runs) NONNULL MUST_USE;
void schedules_free(struct schedules *s);
void schedules_connect(struct schedules *s, struct client *client)
    __attribute__((nonnull(1))); /* NULL: not connected */
void schedules_refresh(struct schedules *s) NONNULL;
/* fn is called after every change, of the runs too; both are asked for while somebody
 * watches. */
void schedules_watch(struct schedules *s, source_fn *fn, void *ctx) NONNULL;
void schedules_unwatch(struct schedules *s, const void *ctx) NONNULL;
enum schedules_pace { SCHEDULES_PAUSED, SCHEDULES_POLL };
void schedules_set_pace(struct schedules *s, enum schedules_pace pace) NONNULL;

const struct source *schedules_source(const struct schedules *s) NONNULL;
/* They were listed, in this session: what is not among them does not exist. */
bool schedules_known(const struct schedules *s) NONNULL;
/* By name. Borrowed until the next change. */
size_t schedules_count(const struct schedules *s) NONNULL;
const struct schedule *schedules_at(const struct schedules *s, size_t i) NONNULL;
const struct schedule *schedules_find(const struct schedules *s, const char *name) NONNULL;
bool schedule_holds(const struct schedule *s, const char *check) NONNULL;
/* Names of those that contain the check, ", " between, but for one; false: none. */
bool schedules_holding(const struct schedules *s, const char *check, const char *but,
                       struct buf *out) NONNULL;

/* starts, next, missed anew. Pure. */
void schedule_work_out(struct schedule *s, const struct audit_runs *runs,
                       int64_t now_ms) NONNULL;
/* "~Sun 29 Nov 06:00Z", "~Sun 29 Nov" when no time was seen; "-" when it is not known. */
void schedule_next_say(const struct schedule *s, struct buf *out) NONNULL;
/* "last 5 runs began 06:00-06:04Z"; "" when none was seen. */
void schedule_starts_say(const int64_t *starts, size_t n, struct buf *out) NONNULL;

/* For fixtures: one described schedule. The arena holds it and is taken over. */
void schedules_put(struct schedules *s, struct arena *arena,
                   const struct describe_scheduled_audit_output *what) NONNULL;
