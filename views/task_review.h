/*
 * views/task_review: what can be done about a mitigation task, as plans to be reviewed: cancel
 * it, take back what it did. The way back is that of the plan which started the task, found by
 * the task's id; a task of somebody else has none here.
 */
#pragma once

#include "client/store/mitigation_tasks.h"
#include "views/app.h"

/* The task of either kind; NULL: not known. Borrowed until the lists change. */
const struct described_item *task_find(const struct app *app, const char *task_id) NONNULL;
const struct operation *task_cancel_operation(const struct described_item *item) NONNULL;
void task_cancel_review(struct app *app, const char *task_id) NONNULL;
void task_undo_review(struct app *app, const char *task_id) NONNULL;
/* Who started it, from the journal; "": not from here. Appends. */
void task_put_person(struct app *app, const char *task_id, struct buf *out) NONNULL;
enum style task_state_style(const char *state); /* NULL is fine */
/* "failed", "skipped" ... of one execution. */
enum style execution_style(const char *state);
