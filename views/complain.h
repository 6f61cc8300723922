/*
 * views/complain: errors on stderr and the exit status of the program.
 *
 * What each status means is one table, which --help prints; scripts rely on it, so a number
 * never gets another meaning.
 */
#pragma once

#include "client/base/buf.h"

enum { EXIT_CONFIG = 3, EXIT_PART = 6, EXIT_REFUSED = 7, EXIT_FOUND = 8 };

void complain_statuses(struct buf *out) NONNULL; /* a line each, for --help */
int complain_status(const struct err *err) NONNULL;
int complain(const struct err *err) NONNULL; /* prints it; returns the status */
