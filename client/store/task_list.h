/*
 * store/task_list: the mitigation tasks on findings and on alarms as one list, for a screen.
 *
 * Watches both lists (store/described) while somebody looks; its source holds the rows of both.
 * What fails in one does not hide the other: the rows that are known stay. An account without
 * Detect has tasks on findings, and nothing is missing. Owned: task_list_free().
 */
#pragma once

#include "client/store/mitigation_tasks.h"

struct task_list;

struct task_list *task_list_new(struct loop *loop, struct described *audit,
                                struct described *detect) NONNULL MUST_USE;
void task_list_free(struct task_list *t);
/* fn is called after every change. */
void task_list_watch(struct task_list *t, source_fn *fn, void *ctx) NONNULL;
void task_list_unwatch(struct task_list *t) NONNULL;
void task_list_refresh(struct task_list *t) NONNULL;
struct source *task_list_source(const struct task_list *t) NONNULL;
const struct described_item *task_list_find(const struct task_list *t,
                                            const char *id) NONNULL; /* NULL */
