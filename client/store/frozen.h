/*
 * store/frozen: the findings, or alarms, somebody chose for a change, held by what identifies
 * them.
 *
 * Frozen when the action is asked for, so that no refresh, filter or new row changes what it is
 * about, and kept in a file in the state folder, so that a form survives a lost connection. The
 * key is that of api/resource and leads back to the identifier the service knows. Owned:
 * frozen_free().
 */
#pragma once

#include "client/api/audit.h"
#include "client/api/violations.h"

enum {
    FROZEN_MAX = 4 * 1000, /* as PLAN_TARGETS_MAX */
    FROZEN_ID_MAX = 24,
};

struct frozen_finding {
    const char *finding; /* findingId; "" when only check and resource are known */
    const char *check, *key, *severity, *task; /* checkName, resource_key(), ..., taskId */
    bool suppressed;
    const char *behavior, *profile; /* of an alarm; "" */
    const char *state, *note;       /* its verification as it was seen; "": none */
    const char *says;               /* "expected at most ..; 41 seen"; "" */
};

/* An alarm is a finding whose id is the violationId, whose check is FROZEN_ALARMS and whose key
 * is "thing:NAME"; suppressed: its alerts are. A set holds one kind. */
#define FROZEN_ALARMS "alarms"
#define FROZEN_THING  "thing:"

struct frozen {
    struct arena *arena;
    char id[FROZEN_ID_MAX];
    int64_t at_ms;
    struct frozen_finding *items;
    size_t n, cap;
};

struct frozen *frozen_new(int64_t now_ms) MUST_USE; /* a fresh id */
void frozen_free(struct frozen *f);
/* Copies. false: FROZEN_MAX reached. */
bool frozen_add(struct frozen *f, const struct frozen_finding *finding) NONNULL MUST_USE;
bool frozen_save(const struct frozen *f, struct err *err) NONNULL MUST_USE;
/* An alarm; of one without id or thing the other members say what it was. */
bool frozen_add_alarm(struct frozen *f, const struct active_violation *v) NONNULL MUST_USE;
bool frozen_of_alarms(const struct frozen *f) NONNULL; /* not of findings */
/* Its thing; "": the service named none. */
const char *frozen_thing(const struct frozen_finding *alarm) NONNULL;
struct frozen *frozen_load(const char *id, struct err *err) NONNULL MUST_USE; /* NULL */
/* The identifier of an item, in the arena of the set; NULL: not a resource that is known. */
const struct resource_identifier *frozen_resource(const struct frozen *f, size_t i) NONNULL;
