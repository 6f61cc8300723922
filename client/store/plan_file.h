/*
 * store/plan_file: plans as files, so that a change survives a lost connection, can be given to
 * somebody else, and says afterwards what was done.
 *
 * JSON, format 1. A file from elsewhere is hostile: sizes are bounded, operations are looked up
 * in our tables, inputs are decoded and validated like requests, what does not fit is refused
 * with the member that is wrong. The digest covers what is to be done, not how far it came, so
 * an approval holds for exactly one content. Files are 0600, written aside and renamed.
 */
#pragma once

#include "client/store/plan.h"

enum {
    PLAN_FILE_MAX = JSON_MAX_BYTES, /* 4,000 targets take about 4 MB */
    PLAN_DIGEST_HEX = 64,
};

void plan_write(const struct plan *p, struct buf *out) NONNULL;
/* NULL and *err for what is no plan of this format; err.where is `name`. */
struct plan *plan_read(struct str json, const char *name, struct err *err) NONNULL MUST_USE;

bool plan_save_as(const struct plan *p, const char *path, struct err *err) NONNULL MUST_USE;
struct plan *plan_load_from(const char *path, struct err *err) NONNULL MUST_USE;
/* In the state folder by its id. */
bool plan_save(const struct plan *p, struct err *err) NONNULL MUST_USE;
struct plan *plan_load(const char *id, struct err *err) NONNULL MUST_USE;

void plan_digest(const struct plan *p, char out[PLAN_DIGEST_HEX + 1]) NONNULL;
