/*
 * store/group_policies: what it means to be in a thing group: the policies attached to it, and
 * whether they cut a device off.
 *
 * Only reads: DescribeThingGroup for the ARN, ListAttachedPolicies with those of the groups
 * above it, GetPolicy of each for its default version; a bounded number, each once. Judges only
 * what is certain: a Deny of iot:Connect on everything, without a condition, cuts off; what
 * else a policy denies is said. What was not seen stays unknown. Owned: group_policies_free();
 * texts are borrowed from it until the next change.
 */
#pragma once

#include "client/net/call.h"

enum {
    GROUP_POLICIES_GROUPS_MAX = 16, /* an action names at most ten */
    GROUP_POLICIES_MAX = 20,        /* of a group; the service attaches at most ten */
};

enum group_cut {
    GROUP_CUT_UNKNOWN, /* not asked, not answered, or not all of it */
    GROUP_CUT_OFF,
    GROUP_CUT_SOME, /* something is denied, or allowed */
    GROUP_CUT_NOT,  /* no policy: being in it changes nothing of what a device may do */
    GROUP_CUT_GONE, /* there is no such group */
};

struct group_policies;
typedef void group_policies_fn(void *ctx);

struct group_policies *group_policies_new(struct client *client, group_policies_fn *on_change,
                                          void *ctx) NONNULL MUST_USE;
void group_policies_free(struct group_policies *g);
void group_policies_want(struct group_policies *g, const char *group) NONNULL;
enum group_cut group_policies_cut(const struct group_policies *g, const char *group) NONNULL;
/* "policy Quarantine denies iot:* on *: devices in it are cut off". Appends. */
void group_policies_text(const struct group_policies *g, const char *group,
                         struct buf *out) NONNULL;

/* What one document does: appends "denies iot:* on *", or what it allows. Pure. */
enum group_cut group_policy_judge(struct str document, struct buf *out) NONNULL;
