/*
 * Only for local/models_save.c and models_load.c: what lies in the blobs of model_part and
 * model_device. This machine's own layout, read by nobody else; a blob of another size, or
 * with what cannot be a number in it, is not read.
 */
#pragma once

#include "client/local/models_inside.h"

struct saved_cell {
    int64_t id;
    uint32_t n;
    float mean, squares;
    struct model_wave sums;
};
struct saved_sample {
    int64_t id; /* INT64_MIN: of a device that is not remembered */
    uint32_t minute;
    float x;
};
struct saved_day { /* before the samples */
    uint64_t offered;
    struct model_wave wave;
};
struct saved_device {
    int64_t id;
    struct model_known is;
};

/* The part of the database a device is in: 0 .. MODELS_PARTS - 1. */
int model_part_of(int64_t device);
/* Binds the numbers in order and runs; s NULL: fails. */
bool models_run_with(struct db_stmt *s, const int64_t *numbers, int n, struct err *err)
    __attribute__((nonnull(2, 4))) MUST_USE;
bool model_save_row(struct models *m, const struct model *one,
                    struct err *err) NONNULL MUST_USE;
