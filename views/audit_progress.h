/*
 * views/audit_progress: how far an audit is, what its state looks like, and canceling it.
 * Texts are appended to bufs; a cancellation belongs to the screen that asked for it.
 */
#pragma once

#include "client/store/answer.h"
#include "views/app.h"

/* Of a task's or a check's status as the service names it. */
enum style audit_state_style(const char *state);
/* "[####------] 5/14" with a bar of `width` cells, in ASCII: it stands in a cell of a list. */
void audit_progress_text(int64_t done, int64_t total, int width, struct buf *out) NONNULL;
/* "On-demand", "Scheduled daily" and the like, with the time: the service's own title. */
void audit_title(const struct audit_run *run, struct buf *out) NONNULL;
/* "2026-11-22 14:22:07Z"; "-" when absent. */
void time_text(struct opt_time t, struct buf *out) NONNULL;

/* Shows what canceling a task means, for review. */
void audit_cancel_review(struct app *app, const char *task_id) NONNULL;
