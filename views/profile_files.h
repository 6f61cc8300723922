/*
 * views/profile_files: security profiles as files: written by W and `picket profile export`,
 * read by `picket profile import` (store/profile_json).
 *
 * Nothing is sent from here. Callers refuse where the console is restricted.
 */
#pragma once

#include "client/store/profile_json.h"

/* path NULL: NAME.json in this folder. */
bool profile_write_file(const struct described_item *item, const char *path, struct err *err)
    __attribute__((nonnull(1, 3))) MUST_USE;
bool profile_read_file(const char *path, struct arena *a, struct profile_file *out,
                       struct err *err) NONNULL MUST_USE;
