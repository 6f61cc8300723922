/*
 * local/fleet: a small description of a fleet, expanded into a registry.
 *
 * A description (share/fleets/NAME.conf, libconfig) says what there is and what is wrong with
 * it; the same description, seed, size and start time give the same registry to the last byte.
 * Generation is a row of transactions; the state is marked complete last, and an incomplete one
 * is emptied and started again. What the audit part should have in its past is left in
 * startup_call (local/schema).
 */
#pragma once

#include "client/base/clock.h"
#include "client/local/registry.h"

enum {
    FLEET_THINGS_MAX = 1000000,
};

struct fleet;

/* NAME of an installed fleet, or a path (it holds a '/' ). */
struct fleet *fleet_load(const char *name,
                         struct err *err) NONNULL MUST_USE; /* NULL on failure */
struct fleet *fleet_parse(const char *text, const char *name, struct err *err) NONNULL MUST_USE;
void fleet_free(struct fleet *f);
const char *fleet_name(const struct fleet *f) NONNULL;

/* done of total things; called a few times a second at most. false: stop, ERR_CANCELED. */
typedef bool fleet_progress_fn(void *ctx, int64_t done, int64_t total);

struct fleet_options {
    uint64_t seed;               /* 0: the description's */
    int64_t things;              /* 0: the description's; at most FLEET_THINGS_MAX */
    int64_t now_ms;              /* service time: ages and expiries count from here */
    fleet_progress_fn *progress; /* NULL: none */
    void *ctx;
};

bool fleet_generate(const struct fleet *f, struct registry *r, const struct fleet_options *o,
                    struct err *err) NONNULL MUST_USE;
/* Once for a state from before fleets had mitigation actions or security profiles: what the
 * description has of them, and their roles. What is there under the same name stays. */
bool fleet_add_parts(const struct fleet *f, struct registry *r, int64_t now_ms,
                     struct err *err) NONNULL MUST_USE;
/* Would it do something? */
bool fleet_lacks_parts(struct registry *r, bool *out, struct err *err) NONNULL MUST_USE;
/* Is there a complete fleet in this registry? *name as its description says, NULL: none. */
bool fleet_present(struct registry *r, struct arena *a, const char **name,
                   struct err *err) NONNULL MUST_USE;
