/*
 * Only for local/models*.c: what one model consists of.
 *
 * Values are learned as x = sign(v) * log(1 + |v|), so that a device ten times as busy is as
 * far away as one a tenth as busy. A value is expected at base(device) + the device's own wave
 * over the day + the fleet's rhythm of the week, and judged by how many of the device's own
 * scales it is away, scales being wider where counts are small; how many are usual is read off
 * the model's own data. A day of a device is one small cell, kept MODELS_RING days; of all
 * datapoints of a day an even sample is kept for rhythm and tails.
 */
#pragma once

#include "client/local/models.h"
#include "client/local/rng.h"

enum {
    MODELS_RING = MODELS_DAYS + 1,   /* today and the 14 days before it */
    MODELS_HOURS = 24 * MODELS_DAYS, /* of the trailing window */
    MODELS_WEEK = 7 * 24,            /* hours of a rhythm */
    MODELS_SAMPLES = 4096,           /* kept of a day: 57,000 in all place a tail of 1:3,000 */
    MODELS_PARTS = 16,               /* of a day's cells in the database, by device */
    MODELS_SAMPLES_PART,             /* and one for the samples */
    MODELS_DEVICES_MAX = 100 * 1000, /* remembered by one model; further ones are judged as
                                         unknown: client ids can be made up */
    MODELS_SLICE_US = 1500,          /* of a step */
    MODELS_SAVE_MS = 10 * 60 * 1000, /* service time between two savings of today ... */
    MODELS_SAVE_REAL_MS = 20 * 1000, /* ... and real time: a fast clock does not save more */
    MODELS_BUILD_CHUNK = 512,        /* devices worked out in one go */
};
#define MODELS_DAY_MS    ((int64_t)86400000)
#define MODELS_HOUR_MS   ((int64_t)3600000)
#define MODELS_ALL_DIRTY ((UINT32_C(1) << (MODELS_PARTS + 1)) - 1)
#define MODELS_NO_DEVICE UINT32_MAX

/* A wave of one day: sine * sin(time of day) + cosine * cos(time of day). */
struct model_wave {
    float sine, cosine;
};

/* A day of a device that is over. Halves: the upper 16 bits of a float. Mean and wave: of
 * x - collecting rhythm; sd is about both. */
struct model_cell {
    float mean;
    uint16_t n; /* 0: nothing came; stops at 65535 */
    uint16_t sd_half, sine_half, cosine_half;
};

/* What is looked at with every datapoint, in a cache line. */
struct model_device {
    int64_t id;
    float base, scale; /* learned; scale 0: not known yet */
    struct model_wave wave;
    /* today, of y = x - collecting rhythm: count, mean, squares about it, sums of y - before
     * times sine and cosine */
    uint32_t n;
    float mean, squares;
    struct model_wave sums;
    float before; /* yesterday's mean, or today's first */
};

struct model_sample {
    uint32_t device; /* index, or MODELS_NO_DEVICE */
    uint16_t minute; /* of the day */
    float x;
};

struct model_day {
    int64_t day; /* since 1970; -1: none */
    struct model_cell *cells;
    uint32_t n_cells; /* devices known when it ended; 0: today */
    struct model_sample *samples;
    uint32_t n_samples;
    uint64_t offered;       /* datapoints that the samples stand for */
    struct model_wave wave; /* of the collecting rhythm of the day */
    uint32_t dirty;         /* parts that the database has not */
};

/* Standard scales away that are still usual, up and down, by confidence. */
struct model_limits {
    float up[CONFIDENCE_LEVELS], down[CONFIDENCE_LEVELS];
    float least[CONFIDENCE_LEVELS]; /* x: up to here it is usual whatever the scale */
};

/* How much wider than its scale a device scatters at a level (row) and away from its own base
 * (column). */
enum { MODELS_LEVELS = 16, MODELS_AWAY = 16 };

/* What is not of one device. Kept in the database as it is; floats only. */
struct model_learned {
    float rhythm[MODELS_WEEK];
    float base, scale; /* of a device that is not known */
    struct model_wave wave;
    float wider[MODELS_LEVELS][MODELS_AWAY];
    struct model_limits limits;
};

/* A time as models see it. */
struct model_when {
    int hour, next; /* of the week: the middles before and after */
    float part;     /* of the way from one to the other */
    struct model_wave at;
};

/* A device as learned. */
struct model_known {
    float base, scale;
    struct model_wave wave;
};

struct model_build; /* under way */

struct model {
    int64_t row, profile_id;
    char *profile, *behavior, *metric; /* owned */
    bool watched, kept;                /* kept: named by the models_keep() under way */

    int64_t start_ms, built_ms, paused_ms, resumed_ms, expired_ms; /* 0: not */
    int64_t tried_ms, saved_ms, saved_real_us; /* the last refused refresh; savings */
    int64_t rhythm_day;                        /* the collecting rhythm is as of */
    bool changed;                              /* the row itself is to be saved */
    int64_t generation;                        /* of device rows in the database */
    int built_parts;                           /* of the next one that are there */

    struct model_device *devices;
    size_t n_devices, cap_devices;
    uint32_t *hash; /* index + 1; 0: free */
    uint32_t hash_size;

    int64_t today;
    struct model_day days[MODELS_RING];
    int64_t hour;                      /* the newest; -1: none yet */
    uint32_t counts[MODELS_HOURS + 1]; /* by hour % size, the running one included */
    float collecting[MODELS_WEEK];     /* rhythm taken off before a cell is filled; mean 0 */
    float coming[MODELS_WEEK];         /* the same from tomorrow on */
    struct rng rng;

    struct model_learned learned;
    struct model_build *build;
};

struct models {
    struct registry *registry; /* borrowed */
    struct model **all;        /* by row */
    size_t n, cap;
    size_t turn;  /* whose slice is next */
    bool orphans; /* parts of deleted models may be in the database */
};

/* ---- models_collect.c ---- */

float model_x(double value);
double model_value(float x);
struct model_when model_when_of(int64_t at_ms);
float model_rhythm_at(const float rhythm[MODELS_WEEK], const struct model_when *w) NONNULL;
float model_wave_at(const struct model_wave *wave, const struct model_when *w) NONNULL;
/* What is usual for a device, and its scale there. */
float model_usual(const struct model_learned *l, const struct model_known *d,
                  const struct model_when *w) NONNULL;
const float *model_wider(const struct model_learned *l, const struct model_known *d,
                         float usual) NONNULL;
void model_collect_init(struct model *m) NONNULL;
void model_collect_free(struct model *m) NONNULL;
/* MODELS_NO_DEVICE: not known. */
uint32_t model_device_find(const struct model *m, int64_t id) NONNULL;
/* Made when it is not there and there is room. */
uint32_t model_device_at(struct model *m, int64_t id) NONNULL;
/* Datapoints of the trailing 14 days. */
int64_t model_trailing(const struct model *m, int64_t now_ms) NONNULL;
/* Forgets devices without a datapoint in any day kept. */
void model_forget_silent(struct model *m) NONNULL;
void model_begin_day(struct model *m, int64_t day) NONNULL; /* ends the one before */
struct model_day *model_day_of(struct model *m, int64_t day) NONNULL;
float model_float_of(uint16_t half);
struct model_cell model_cell_of(const struct model_device *d) NONNULL; /* today so far */
void model_uncell(const struct model_cell *c, struct model_device *out) NONNULL;

/* ---- models_build.c, models_tail.c ---- */

enum model_build_for { BUILD_RHYTHM, BUILD_MODEL };
void model_build_begin(struct model *m, enum model_build_for what) NONNULL;
void model_build_free(struct model_build *b); /* NULL is fine */
/* One slice; true: *out and the devices' base and scale are ready in the build. */
bool model_build_step(struct model *m) NONNULL;
bool model_build_is_model(const struct model_build *b) NONNULL;
/* The devices as learned, in the model's order, for saving. */
size_t model_build_devices(const struct model_build *b) NONNULL;
const struct model_known *model_build_device(const struct model_build *b, size_t i) NONNULL;
const struct model_learned *model_build_learned(const struct model_build *b) NONNULL;
/* Takes over what was built and ends the build. */
void model_build_publish(struct model *m, int64_t now_ms) NONNULL;

/* The k smallest-th of n values, 0 <= k < n; reorders them. */
float model_select(float *v, size_t n, size_t k) NONNULL;
float model_median(float *v, size_t n) NONNULL; /* n > 0; reorders */
/* From how far the model's own datapoints were away, in scales. Reorders. */
void model_limits_of(float *z, size_t n, struct model_limits *out) NONNULL;
/* A metric that counts what seldom comes: its mean, the share of its datapoints that are not 0,
 * and of those the share that are 2 or more. A slope of scales says nothing of it: least, and
 * up is held down to what noise would be. After model_limits_of(). */
struct model_rare {
    double mean, some, more;
};
void model_limits_of_rare(const struct model_rare *r, struct model_limits *out) NONNULL;

/* ---- models_save.c: the rows of models; models_load.c: back again ---- */

bool models_load(struct models *m, struct err *err) NONNULL MUST_USE;
bool model_insert(struct models *m, struct model *one, struct err *err) NONNULL MUST_USE;
bool model_delete(struct models *m, const struct model *one, struct err *err) NONNULL MUST_USE;
bool model_unsaved(const struct model *m) NONNULL;
/* One transaction's worth of what the database has not. */
bool model_save_step(struct models *m, struct model *one, struct err *err) NONNULL MUST_USE;
/* What was built, a few parts at a time; published when all of it is there. */
bool model_save_built(struct models *m, struct model *one, int64_t now_ms,
                      struct err *err) NONNULL MUST_USE;
bool models_sweep(struct models *m, struct err *err) NONNULL MUST_USE; /* orphans, a few */

struct model *model_new(void) MUST_USE;
void model_free(struct model *m) NONNULL;
