/*
 * base/log: a log file, never the terminal. Off until log_open(). Each line is made safe
 * (base/safe) and secrets are removed before it is written; the file is 0600 and capped.
 */
#pragma once

#include "client/base/err.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

bool log_open(const char *path, enum log_level level, struct err *err) NONNULL MUST_USE;
void log_close(void);
void log_write(enum log_level level, const char *fmt, ...) PRINTF(2);
bool log_level_parse(const char *name, enum log_level *out) NONNULL MUST_USE;
