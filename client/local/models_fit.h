/*
 * Only for local/models_build.c: what the samples say once levels, waves and scales of the
 * devices are known: the fleet's rhythm, where counts scatter wider, and how far tails reach.
 */
#pragma once

#include "client/local/models_inside.h"

struct model_fit_sample {
    uint32_t device;
    uint16_t minute; /* of the week */
    uint16_t field;  /* of the widths */
    float x, away;   /* away: what is not explained yet, then in scales */
};

struct model_fit {
    const struct model_known *devices; /* borrowed */
    size_t n_devices;
    struct model_fit_sample *samples; /* owned; by hour of the week */
    size_t n, cap;
};

/* FIT_COLLECTING: devices have levels only; FIT_LEARNED: waves of their own as well. */
enum model_fit_for { FIT_COLLECTING, FIT_LEARNED };
void model_fit_rhythm(struct model_fit *f, const struct model *m, enum model_fit_for what,
                      float rhythm[MODELS_WEEK]) NONNULL;
void model_fit_scales(struct model_fit *f, const struct model_learned *l) NONNULL;
void model_fit_widths(struct model_fit *f, struct model_learned *l) NONNULL;
/* From here on samples are away as beside how wide their field scatters, and those of lasting
 * incidents are left out. */
void model_fit_incidents(struct model_fit *f, const struct model_learned *l) NONNULL;
void model_fit_limits(const struct model_fit *f, struct model_learned *l) NONNULL;
