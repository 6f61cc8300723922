/*
 * views/pulse_items: what needs somebody, worked out from the audits the service remembers.
 *
 * Pure: runs in, lines out, most urgent first. A check's state is that of the newest finished
 * run that contains it; its change is against the run with that check before. Texts live in the
 * arena.
 */
#pragma once

#include "client/api/check.h"
#include "client/api/suppressions.h"
#include "client/store/audit_runs.h"
#include "client/store/described.h"
#include "client/store/schedules.h"
#include "client/store/unfinished.h"

enum pulse_kind {
    PULSE_RUNNING,     /* an audit is under way */
    PULSE_PLAN,        /* a change was begun and is not known to have ended */
    PULSE_ALARM,       /* devices do now what their profiles do not expect */
    PULSE_FAILED,      /* a check could not be evaluated: nobody knows */
    PULSE_OPEN,        /* a check found something */
    PULSE_MISSED,      /* a schedule did not run when it was due */
    PULSE_TASK,        /* a mitigation task failed on findings or alarms */
    PULSE_OLD,         /* the newest result is older than PULSE_OLD_DAYS */
    PULSE_MODEL,       /* a model expired, or is not ready and will not be by itself */
    PULSE_QUARANTINE,  /* things are in a group for alarms that they do not have any more */
    PULSE_SUPPRESSION, /* suppressions end, have ended, or nobody answers for them */
    PULSE_KINDS,
};

enum { PULSE_OLD_DAYS = 8 }; /* a weekly audit that missed its day */

struct pulse_item {
    enum pulse_kind kind;
    enum severity severity;
    const char *id;      /* stable across refreshes */
    const char *summary; /* one line */
    const char *view;    /* where Enter goes */
    const char *check;   /* name of the check it is about; NULL: a run */
    int64_t at_ms;       /* since when; 0: not known */
    bool fresh;          /* since somebody looked last */
};

enum { PULSE_TREND = 14 }; /* finished runs, newest last */

struct pulse_severity {
    int64_t open, suppressed;
    int64_t trend[PULSE_TREND]; /* open after each of the last runs, the newest last */
    int64_t change;             /* against the runs before; meaningful when compared */
    bool compared;
};

struct pulse {
    struct pulse_item *items;
    size_t n_items;
    struct pulse_severity by_severity[SEVERITY_UNKNOWN + 1];
    size_t n_trend;
    int checks, compliant;          /* with a result; of them without findings */
    const struct audit_run *newest; /* finished; NULL: none. Borrowed from the runs */
};

/* Schedules that did not run when they were due: more lines, in their order. */
void pulse_add_missed(struct pulse *p, const struct schedules *schedules, int64_t now_ms,
                      struct arena *a) NONNULL;

/* Empty, with room for items. */
void pulse_begin(struct pulse *out, struct arena *a) NONNULL;
void pulse_work_out(const struct audit_runs *runs, int64_t now_ms, struct arena *a,
                    struct pulse *out) NONNULL;
/* Tasks on findings or alarms that run, and those that failed in the last days: more lines. */
enum { PULSE_TASK_DAYS = 7 };
void pulse_add_tasks(struct pulse *p, const struct described *tasks, int64_t now_ms,
                     struct arena *a) NONNULL;

/* Marks what is newer than when somebody looked last; 0: nobody did, and nothing is news. */
void pulse_mark_fresh(struct pulse *p, int64_t seen_ms) NONNULL;

/* What suppressions ask of somebody, added to what was worked out. */
void pulse_add_suppressions(struct pulse *p, const struct audit_suppression *const *all,
                            size_t n, int64_t now_ms, struct arena *a) NONNULL;
/* They could not be listed: nobody knows what ends. */
void pulse_add_unknown_suppressions(struct pulse *p, const struct err *err,
                                    struct arena *a) NONNULL;

/* Changes of this context that somebody has to come back to. */
void pulse_add_unfinished(struct pulse *p, const struct unfinished *all, size_t n,
                          struct arena *a) NONNULL;
