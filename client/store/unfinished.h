/*
 * store/unfinished: the changes of a context that were begun and are not known to have ended:
 * what somebody comes back to after a line was lost, or a part of a change was refused.
 *
 * One line a plan in plans/unfinished of the state folder, newest last; a bounded number, of
 * which UNFINISHED_MAX of a context are listed. A memory aid beside the plans themselves: what
 * cannot be read or written is left out, never an error.
 */
#pragma once

#include "client/store/plan.h"

enum { UNFINISHED_MAX = 20 };

struct unfinished {
    char id[PLAN_ID_MAX];
    char title[128];
    int64_t at_ms;
};

void unfinished_add(const struct plan *p, int64_t now_ms) NONNULL;
void unfinished_remove(const char *id) NONNULL;
/* Newest first; returns how many. */
size_t unfinished_list(const char *context, struct unfinished out[UNFINISHED_MAX]) NONNULL;
