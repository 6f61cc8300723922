/*
 * views/handover_alarms: the part of a handover about Detect: alarms that are active, by
 * behavior, what of them is new and what was said of them, models that need somebody, and what
 * was done to things in alarm. Text is safe to print.
 */
#pragma once

#include "client/store/answer.h"
#include "views/app.h"

/* tasks: of ListDetectMitigationActionsTasks since then. Lines ending with '\n'. */
void handover_put_alarms(struct app *app, int64_t since_ms, const struct answer *tasks,
                         struct buf *out) NONNULL;
