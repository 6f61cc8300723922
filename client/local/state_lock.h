/*
 * local/state_lock: one service at a time on a state folder.
 *
 * An advisory lock (flock(2)) on DIR/lock, which the kernel drops however the process ends; the
 * file holds the process id for people. Waits a moment for a service that is on its way out.
 */
#pragma once

#include "client/base/err.h"

/* *fd: close it to let go. ERR_CONFIG says which process holds the state. */
bool state_lock(const char *dir, int *fd, struct err *err) NONNULL MUST_USE;
