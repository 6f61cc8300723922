/*
 * local/mitigation_inside: what the files of local/mitigation share. Nobody else includes it.
 *
 * Effects are rows: a function that does to one finding's resource what the action says. It
 * looks first and changes last, so that a refusal leaves nothing half done.
 */
#pragma once

#include "client/local/fault.h"
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

/* Why the role may not do what the action needs; NULL: it may. */
bool mitigation_role_obstacle(struct mitigation *m, const char *role_arn,
                              const char *const *rights, struct arena *a, const char **why,
                              struct err *err) NONNULL MUST_USE;

/* What is done to the findings that the task took in after that row of mitigation_finding. */
bool mitigation_add_executions(struct mitigation *m, int64_t task, int64_t after,
                               struct err *err) NONNULL MUST_USE;
/* The task's next finding shows that it is being worked on. */
bool mitigation_mark_next(struct mitigation *m, int64_t task, struct err *err) NONNULL MUST_USE;
