/*
 * views/complain: errors on stderr and the exit status of the program.
 *
 * 0 done, 1 failed, 2 usage, 3 configuration, 4 credentials, 5 network or service, 6 a part was
 * not done, 7 refused here (read-only, a guard, not confirmed, not as it was), 8 an audit found
 * what --fail-on names.
 */
#pragma once

#include "client/base/err.h"

enum { EXIT_PART = 6, EXIT_REFUSED = 7, EXIT_FOUND = 8 };

int complain_status(const struct err *err) NONNULL;
int complain(const struct err *err) NONNULL; /* prints it; returns the status */
