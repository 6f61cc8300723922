/*
 * local/audit_inside: what the files of local/audit share. Nobody else includes it.
 *
 * Checks are rows: a function that looks at a few resources and says whether it has seen all.
 */
#pragma once

#include "client/local/audit.h"
#include "client/local/audit_resource.h"
#include "client/local/fault.h"
#include "client/local/slices.h"
#include "client/local/weak_keys.h"

#define DAY_MS ((int64_t)24 * 3600 * 1000)

enum {
    AUDIT_WINDOW_DAYS = 31,            /* of connections and pools, for runs on demand */
    AUDIT_SETTLE_MS = 2 * 3600 * 1000, /* connections younger than this are not yet joined */
    AUDIT_CA_EXPIRY_DAYS = 30,         /* fixed by the service */
    CHECK_BATCH = 64,                  /* resources looked at before the time is read again */
    AUDIT_BUSY_MS = 2000,  /* real time that a loaded machine may be late for a scheduled run */
    AUDIT_DUE_UNKNOWN = 0, /* to be looked up */
    AUDIT_DUE_AFTER_PAUSE = -1, /* to be looked up, missed runs are to be skipped first */
};

/* One check of one task while it is evaluated. */
struct check_run {
    struct registry *registry;
    struct db *db;
    struct arena *arena; /* emptied after every batch */
    enum check_id check;
    int64_t check_no, task, task_check; /* rows */
    const struct service_clock *clock;
    int64_t as_of_ms;
    bool past; /* as_of_ms is before the run was made */
    int64_t
        since_ms; /* connections before this were looked at by the last run, or are too old */
    int64_t threshold_ms;
    const char *account;
    int64_t cursor, cursor_inner; /* the last resource seen; 0: none */
    char *cursor_text;            /* the same where the key is text; NULL: none; owned */
    void *state;                  /* the check's own, freed by its end() */
    struct weak_keys **weak_keys; /* read when first needed, kept by the audit */
    int64_t total, non_compliant, suppressed;
    int64_t finding;     /* row of the last one made */
    int64_t n_related;   /* its related resources so far */
    char *last_resource; /* owned */
};

/* Looks at up to about CHECK_BATCH resources. *done: there are no more. */
typedef bool check_slice_fn(struct check_run *r, bool *done, struct err *err);

struct check_way {
    check_slice_fn *slice;
    void (*end)(struct check_run *r); /* frees r->state; may be NULL */
    const char *const *rights; /* what the audit's role must be allowed; NULL-terminated */
    bool collects;             /* needs connection data collected for a while */
};
extern const struct check_way check_ways[CHECK_COUNT];

check_slice_fn check_device_expiring, check_device_age, check_device_keys, check_ca_keys,
    check_ca_expiring, check_device_revoked, check_ca_revoked, check_issuer_revoked,
    check_shared, check_client_ids, check_policy_broad, check_policy_misconfigured,
    check_pool_unauthenticated, check_pool_authenticated, check_alias_permissive,
    check_alias_unused, check_logging;
void check_revoked_end(struct check_run *r);

struct check_info {
    const char *key;
    int64_t ms; /* written as text, as the service does; negative: left out */
};
struct check_finding {
    const char *resource; /* audit_resource_of */
    const char *reason;   /* code */
    const char *text;
    struct check_info info;
};
bool check_report(struct check_run *r, const struct check_finding *f,
                  struct err *err) NONNULL MUST_USE;
/* Adds to the finding just reported. info: up to two. */
bool check_relate(struct check_run *r, const char *type, const char *resource,
                  const struct check_info info[2], struct err *err) MUST_USE;

/* The next resources of a check, and the cursor behind them. sql: rows with id > ?1 that are
 * there at the time ?2, in the order of their ids, which come first. */
typedef bool check_row_fn(struct check_run *r, struct db_stmt *row, struct err *err);
bool check_each(struct check_run *r, const char *sql_literal, check_row_fn *look, bool *done,
                struct err *err) NONNULL MUST_USE;

/* Certificates that count: the service speaks of these two states. */
#define LIVE_CERTIFICATE "status IN ('ACTIVE', 'PENDING_TRANSFER')"

struct audit {
    struct registry *registry;
    struct db *db;
    const struct service_clock *clock;
    int64_t collect_ms, pace_ms;
    int64_t check_no[CHECK_COUNT]; /* rows of audit_check */
    struct arena *arena;           /* scratch of a batch */
    struct check_run *active;      /* NULL: between checks */
    struct weak_keys *weak_keys;   /* NULL: not read yet */
    int64_t pretended_ms;          /* what time it is while the past is made; 0: the clock's */
    int64_t purged_ms;             /* when old runs were last looked for */
    int64_t due_ms;                /* the next scheduled run; INT64_MAX: none; AUDIT_DUE_... */
    audit_message_fn *on_message;  /* NULL: nobody is told */
    void *on_message_ctx;
    struct slices slices;
};

int64_t audit_now_ms(const struct audit *a) NONNULL;
/* Ranges come by the clock of whoever asks, which is real time also when ours runs ahead: how
 * far back they may begin, and their end, which when it is now is that of our clock. */
int64_t audit_oldest_ms(const struct audit *a) NONNULL;
int64_t audit_until_ms(const struct audit *a, int64_t end_ms) NONNULL;
/* Something may be ready to run: look again in the next idle turn. */
void audit_wake(struct audit *a) NONNULL;
/* A transaction around `body`; rolled back when it fails. */
typedef bool audit_body_fn(struct audit *a, const void *in, void *out, struct err *err);
bool audit_transaction(struct audit *a, audit_body_fn *body, const void *in, void *out,
                       struct err *err) MUST_USE;
/* 32 lower case hex digits that nobody can guess. */
void audit_new_id(char out[33]) NONNULL;
/* By name or fault "invalid Audit Check Name". */
bool audit_check_named(const char *name, enum check_id *out, struct err *err) NONNULL MUST_USE;
enum check_id audit_check_of(const struct audit *a, int64_t check_no) NONNULL;
/* One row of whole numbers; false in *row when there is none. */
bool audit_number(struct audit *a, const char *sql_literal, int64_t parameter, int64_t *out,
                  struct err *err) NONNULL MUST_USE;

/* One statement without rows. */
bool audit_change(struct audit *a, const char *sql_literal, int64_t parameter,
                  struct err *err) NONNULL MUST_USE;

/* Makes task and check rows; the checks of the mask must be enabled. as_of_ms < 0: now. */
struct task_order {
    const char *type, *schedule; /* schedule NULL: on demand */
    int64_t start_ms;
    bool past;     /* evaluated as of start_ms, without waiting */
    unsigned mask; /* 1u << enum check_id */
};
bool audit_make_task(struct audit *a, const struct task_order *o, char task_id[33],
                     struct err *err) NONNULL MUST_USE;
bool audit_checks_mask(struct audit *a, struct list names, unsigned *mask,
                       struct err *err) NONNULL MUST_USE;
/* The task whose checks are all over gets its status. */
bool audit_settle_task(struct audit *a, int64_t task, struct err *err) NONNULL MUST_USE;
/* The task has its final status: what the account's topic is told, in this transaction. */
bool audit_notify(struct audit *a, int64_t task, struct err *err) NONNULL MUST_USE;
/* A bounded part of what is older than the retention. *more: call again soon. */
bool audit_purge(struct audit *a, bool *more, struct err *err) NONNULL MUST_USE;
void audit_drop_active(struct audit *a) NONNULL;
bool audit_schedule_mask(struct audit *a, int64_t schedule, unsigned *mask,
                         struct err *err) NONNULL MUST_USE;
/* Begins one scheduled run that is due. *wait_ms as in audit_step(). */
bool audit_timer_step(struct audit *a, int64_t *wait_ms, struct err *err) NONNULL MUST_USE;
/* The schedules have changed: look when the next run is due. */
void audit_timer_changed(struct audit *a) NONNULL;
void audit_timer_forget(struct audit *a) NONNULL; /* the same without waking */
bool audit_forget_findings(struct audit *a, const struct check_run *r,
                           struct err *err) NONNULL MUST_USE;
/* additionalInfo as it is stored, back into a list of struct map_entry. */
bool audit_info_read(const char *json, struct arena *arena, struct list *out,
                     struct err *err) NONNULL MUST_USE;
