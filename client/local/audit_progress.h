/*
 * local/audit_progress: how far the checks of running tasks have come.
 *
 * Written in the transaction of every slice that does not end its check, so that after kill -9
 * the check goes on behind the last resource whose findings were kept: a finding that a list
 * has shown is never made again under another id. Rows of checks that are over are removed.
 */
#pragma once

#include "client/local/audit_inside.h"

bool audit_progress_save(const struct check_run *r, struct err *err) NONNULL MUST_USE;
/* Fills in what the last slice of the check left; *found: there was one. */
bool audit_progress_load(struct check_run *r, bool *found, struct err *err) NONNULL MUST_USE;
/* Of one row of audit_task_check. */
bool audit_progress_forget(struct audit *a, int64_t task_check,
                           struct err *err) NONNULL MUST_USE;
