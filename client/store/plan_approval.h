/*
 * store/plan_approval: a second person's word for a plan, in a file beside the plan's.
 *
 * "FILE.approved-by-USER", written under the approver's own account: the owner of the file says
 * who it was, not its text. It holds the digest of the plan, so that it counts for exactly what
 * was read. A record counts when it is a regular file of another user than `self` and than who
 * made the plan, not writable by others, of this digest, and neither older than PLAN_LIFE_MS
 * nor from the future. Whatever else lies there is passed over. A process aid: whoever owns the
 * folder or is root can get around it, and IAM stays the fence. Times are ms since 1970.
 */
#pragma once

#include "client/store/plan_file.h"

enum {
    PLAN_APPROVAL_BYTES = 4096, /* a record has two hundred */
    PLAN_APPROVALS_MAX = 20,    /* that are read; one is enough */
};

struct plan_approver {
    const char *name; /* a word of base/person: person_short() */
    uint32_t uid;
};

/* A plan read from a file, and whose file it is. Owned: plan_free(). */
struct plan *plan_load_owned(const char *path, uint32_t *owner,
                             struct err *err) NONNULL MUST_USE;
/*
 * Approves what lies in the file now. Refuses one's own plan, one that was started, has
 * approached its end of life or is none. `out`: where the record is.
 */
bool plan_approve(const char *path, const struct plan_approver *who, int64_t now_ms,
                  struct buf *out, struct err *err) NONNULL MUST_USE;
/* Replaces the approvals of the plan by those beside `path` that count. false: the folder
 * cannot be read. */
bool plan_approvals_read(struct plan *p, const char *path, uint32_t self, int64_t now_ms,
                         struct err *err) NONNULL MUST_USE;
/* Longer ago than a plan holds. */
bool plan_is_expired(const struct plan *p, int64_t now_ms) NONNULL;
