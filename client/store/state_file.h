/*
 * store/state_file: small files that a form or a review leans on, by their id, in folders of
 * the state folder: plans and the targets they are about.
 *
 * 0600, written aside and renamed; each folder holds a bounded number, the oldest go. Ids are
 * made here by us: eight hexadecimal digits, so nothing else becomes part of a path.
 */
#pragma once

#include "client/base/buf.h"

enum state_folder { STATE_PLANS, STATE_TARGETS, STATE_FOLDERS };

bool state_file_path(enum state_folder in, const char *id, struct buf *out,
                     struct err *err) NONNULL MUST_USE;
bool state_file_write(enum state_folder in, const char *id, const struct buf *text,
                      struct err *err) NONNULL MUST_USE;
/* ERR_USAGE when nothing with this id is kept. */
bool state_file_read(enum state_folder in, const char *id, struct buf *out,
                     struct err *err) NONNULL MUST_USE;
