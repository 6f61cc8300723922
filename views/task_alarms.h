/*
 * views/task_alarms: what a task on alarms did, thing by thing: the executions that one listing
 * (ListDetectMitigationActionsExecutions) answered with.
 */
#pragma once

#include "client/store/answer.h"
#include "client/store/frozen.h"
#include "tui/detail.h"

void task_alarms_put(const struct answer *executions, struct detail *d) NONNULL;
/* The alarms on which the action failed, into the set; the name of that action, NULL: none did.
 * *unknown counts those that cannot be frozen. Borrowed until the answer changes. */
const char *task_alarms_freeze(const struct answer *executions, struct frozen *set,
                               size_t *unknown) NONNULL;
