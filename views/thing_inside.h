/*
 * views/thing_inside: what views/thing_data.c, thing_gather.c, thing_gather_audit.c,
 * thing_journal.c, thing_past.c, thing_facts.c and thing_draw.c share. For nobody else.
 */
#pragma once

#include "views/thing_data.h"

/* Ids of the lanes that are of no behavior. */
#define THING_LANE_FINDINGS     "findings"
#define THING_LANE_SUPPRESSIONS "suppressions"
#define THING_LANE_MITIGATIONS  "mitigations"
#define THING_LANE_CONNECTION   "connectivity"

/* "CERT_SHARED"; an unknown name as it came, NULL as NULL. */
const char *thing_check_word(const char *name);
const char *thing_or_dash(const char *text); /* "-": absent */
/* The finding is about this resource. */
bool thing_finding_of(const struct thing_resource *r, const struct audit_finding *f) NONNULL;
/* What one gathering knows. */
struct thing_gather {
    const struct thing_data *d;
    struct thing_model *m;
    int64_t now_ms;
    int64_t events_from_ms; /* INT64_MAX: events are not known */
    bool active_known;
};

/* thing_gather_audit.c */
void thing_add_findings(struct thing_gather *g) NONNULL;
void thing_add_suppressions(struct thing_gather *g) NONNULL;
void thing_add_mitigations(struct thing_gather *g) NONNULL;

/* Reads anew what of the journal touched the device. */
void thing_journal_read(struct thing_data *d) NONNULL;
/* thing_past.c */
void thing_past_read(struct thing_data *d) NONNULL;   /* once */
void thing_past_search(struct thing_data *d) NONNULL; /* once */
void thing_past_free(struct thing_data *d) NONNULL;
/* The row of d->past is not among what the service still has. */
bool thing_past_is_new(const struct thing_data *d, uint32_t row) NONNULL;
size_t thing_past_gaps(const struct thing_data *d, int64_t from_ms, int64_t to_ms,
                       struct arena *a, const struct lanes_gap **out) NONNULL;
/* "PROFILE\nBEHAVIOR". */
void thing_lane_id(const char *profile, const char *behavior, struct buf *out) NONNULL;
