/*
 * store/session: where somebody was when they left, and when that was.
 *
 * One small JSON file for each context. Absent, damaged or foreign: an empty session. Owned:
 * session_free().
 */
#pragma once

#include "client/base/err.h"
#include "client/base/str.h"

struct session {
    char *place;     /* view strings of the open screens, '\n' between; NULL: nothing known */
    char *filter;    /* of the top screen; NULL: none */
    int64_t seen_ms; /* when the console was last open; 0: never */
};

void session_load(struct session *s, const char *context) NONNULL;
bool session_save(const struct session *s, const char *context,
                  struct err *err) NONNULL MUST_USE;
void session_free(struct session *s) NONNULL; /* what is inside */
