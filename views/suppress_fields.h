/*
 * views/suppress_fields: what is wrong with the values of the form that suppresses findings.
 *
 * Holds them against the guards of the context before the gate would, and against what the
 * service takes. A duration that may become right by typing on is no error until the review is
 * asked for.
 */
#pragma once

#include "client/base/when.h"
#include "client/net/guards.h"
#include "tui/form.h"

#define SUPPRESS_INDEF "indef"

struct suppress_rules {
    const struct guards *guards;
    const char *context, *by; /* name of the context; who asks */
    const struct zone *zone;
    int64_t now_ms;
    bool is_reviewing; /* what is missing is said now */
};

enum when_state suppress_read_end(const struct suppress_rules *r, const char *text,
                                  struct when *out, struct err *err) NONNULL MUST_USE;
/* For a form with the fields ticket and, unless nothing has an end, duration, again, reason. */
void suppress_check(const struct suppress_rules *r, const struct form *f, const char *name,
                    struct form_verdict *v) NONNULL;
