/*
 * store/hidden: what suppressions hide: the suppressed findings of the newest finished audit of
 * each check, counted by check and resource.
 *
 * Asks ListAuditFindings for suppressed ones only, once a run, of at most HIDDEN_RUNS runs; a
 * check whose run says that it suppressed nothing is not asked about. The key is that of
 * api/resource. Owned: hidden_free().
 */
#pragma once

#include "client/net/call.h"
#include "client/store/audit_runs.h"

enum { HIDDEN_RUNS = 6 }; /* schedules that share out the checks */

/* Instead of a count. */
enum {
    HIDDEN_WAITS = -1,
    HIDDEN_NO_RUN = -2,  /* no audit of this check is known */
    HIDDEN_UNKNOWN = -3, /* it could not be asked, or not all of it */
};

struct hidden;
typedef void hidden_fn(void *ctx);

struct hidden *hidden_new(const struct clock *clock, hidden_fn *on_change, void *ctx) MUST_USE;
void hidden_free(struct hidden *h);
/* About these checks; what is known of a run is not asked again. client NULL: later. */
void hidden_ask(struct hidden *h, struct client *client, const struct audit_runs *runs,
                const char *const *checks, size_t n) __attribute__((nonnull(1, 3)));
int64_t hidden_count(const struct hidden *h, const struct audit_runs *runs, const char *check,
                     const char *key) NONNULL;
/* The run that count is of; NULL: none. Borrowed from the runs. */
const char *hidden_run(const struct audit_runs *runs, const char *check) NONNULL;
