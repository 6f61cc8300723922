/*
 * local/mitigation_inside: what the files of local/mitigation share. Nobody else includes it.
 *
 * Effects are rows: a function that does to one finding's resource what the action says. It
 * looks first and changes last, so that a refusal leaves nothing half done.
 */
#pragma once

#include "client/local/fault.h"
#include "client/local/handlers.h"
#include "client/local/mitigation.h"
#include "client/local/mitigation_outbox.h"
#include "client/local/slices.h"

struct mitigation {
    struct registry *registry;
    struct db *db;
    const struct service_clock *clock;
    struct audit *audit;
    struct outbox *outbox; /* NULL: messages stay in the database */
    int64_t pace_ms;
    int64_t purged_ms;   /* when old tasks were last looked for */
    struct arena *arena; /* scratch of a step */
    struct slices slices;
};

int64_t mitigation_now_ms(const struct mitigation *m) NONNULL;
/* Something may be ready: look again in the next idle turn. */
void mitigation_wake(struct mitigation *m) NONNULL;
/* A transaction around `body`; rolled back when it fails. */
typedef bool mitigation_body_fn(struct mitigation *m, const void *in, void *out,
                                struct err *err);
bool mitigation_transaction(struct mitigation *m, mitigation_body_fn *body, const void *in,
                            void *out, struct err *err) MUST_USE;
/* One statement without rows; parameters after the first are text or absent. */
bool mitigation_change(struct mitigation *m, const char *sql_literal, int64_t parameter,
                       struct err *err) NONNULL MUST_USE;
/* The same with n whole numbers for ?1, ?2 ... */
bool mitigation_run(struct mitigation *m, const char *sql_literal, const int64_t *values, int n,
                    struct err *err) NONNULL MUST_USE;
/* One row of a whole number, 0 when there is none. */
bool mitigation_number(struct mitigation *m, const char *sql_literal, int64_t parameter,
                       int64_t *out, struct err *err) NONNULL MUST_USE;
/* audit_check.id by exact name; *check is the row in checks[]. A fault when there is none. */
bool mitigation_check_named(struct mitigation *m, const char *name, enum check_id *check,
                            int64_t *check_no, struct err *err) NONNULL MUST_USE;
const char *mitigation_text(struct db_stmt *s, int column, struct arena *a) NONNULL;
/* A list or map of a record's member as JSON, in the arena. A fault when it is too long. */
bool mitigation_json(const struct record *r, const char *member, const void *value,
                     struct arena *a, const char **out, struct err *err) NONNULL MUST_USE;

/* A stored action. */
struct mitigation_def {
    const char *name, *action_id, *type, *role_arn;
    const struct mitigation_action_params *params;
};
/* Columns from `first`: name, action_id, type, params, role_arn. */
bool mitigation_read_def(struct db_stmt *s, int first, struct arena *a,
                         struct mitigation_def *out, struct err *err) NONNULL MUST_USE;

/* The definitions of a task's actions, as they were when it began: a query of such columns by
 * task. *out: of struct mitigation_action. */
bool mitigation_read_definitions(struct mitigation *m, const char *sql_literal, int64_t task,
                                 struct arena *a, struct list *out,
                                 struct err *err) NONNULL MUST_USE;

/* How one execution ended. code NULL: done. */
struct outcome {
    const char *code, *message;
};

/* One execution while it is carried out. */
struct remedy {
    struct mitigation *m;
    const struct mitigation_def *action;
    const struct audit_finding *finding;
    enum check_id check;
    struct arena *arena;
    struct outcome *outcome;
};
/* false: the database failed, nothing may be committed. */
bool mitigation_carry_out(const struct remedy *e, struct err *err) NONNULL MUST_USE;
/* Says why it was not done; always true, as the execution has ended. */
bool mitigation_refuse(const struct remedy *e, const char *code, const char *fmt, ...) NONNULL
    PRINTF(3);

/* What is to be done to one finding or violation, in order. */
enum { MITIGATION_STEPS_MAX = 5 }; /* as the API limits the actions of one */
struct mitigation_step {
    int64_t execution; /* its row */
    struct mitigation_def action;
};
/* A query by ?1 task and ?2 finding or violation: execution, then a definition's columns. Texts
 * live in m->arena. */
bool mitigation_read_steps(struct mitigation *m, const char *sql_literal, int64_t task,
                           int64_t of, struct mitigation_step out[MITIGATION_STEPS_MAX],
                           size_t *n, struct err *err) NONNULL MUST_USE;
/* An update by ?1 status, ?2 now, ?3 code, ?4 message, ?5 execution. */
bool mitigation_write_outcome(struct mitigation *m, const char *sql_literal, int64_t execution,
                              const char *status, const struct outcome *o,
                              struct err *err) NONNULL MUST_USE;

/* How far a task has come, and when its next turn is: what it does is spread over span_ms. */
struct mitigation_progress {
    int64_t id, start_ms;
    int64_t planned; /* the last row looked at while the task takes in its own; -1: all are */
    int64_t total, done, span_ms;
};
int64_t mitigation_due_ms(const struct mitigation_progress *t) NONNULL;
/* Columns from 0: id, start_ms, planned, total, done, span_ms. */
struct mitigation_progress mitigation_read_progress(struct db_stmt *s) NONNULL;

/* Why the role may not do what the action needs; NULL: it may. */
bool mitigation_role_obstacle(struct mitigation *m, const char *role_arn,
                              const char *const *rights, struct arena *a, const char **why,
                              struct err *err) NONNULL MUST_USE;

/* What is done to the findings that the task took in after that row of mitigation_finding. */
bool mitigation_add_executions(struct mitigation *m, int64_t task, int64_t after,
                               struct err *err) NONNULL MUST_USE;
/* The task's next finding shows that it is being worked on. */
bool mitigation_mark_next(struct mitigation *m, int64_t task, struct err *err) NONNULL MUST_USE;

/* ---- tasks of violations (mitigation_detect_*.c) ---- */

/* The same for a violation's thing; `finding` and `check` of the remedy are not looked at. */
bool mitigation_carry_out_alarm(const struct remedy *e, const char *thing,
                                struct err *err) NONNULL MUST_USE;
/* Violations were taken into the task after that row of detect_task_violation. */
bool detect_tasks_planned(struct mitigation *m, int64_t task, int64_t after,
                          struct err *err) NONNULL MUST_USE;
/* When the next running task is due. */
bool detect_tasks_due(struct mitigation *m, int64_t *out_ms, bool *found,
                      struct err *err) NONNULL MUST_USE;
/* Bodies of a transaction. purge: in, const int64_t: what began before goes; out, bool: there
 * is more. */
bool detect_tasks_slice(struct mitigation *m, const void *in, void *out, struct err *err);
bool detect_tasks_purge(struct mitigation *m, const void *in, void *out, struct err *err);
