/*
 * net/gate: the one place that decides whether an operation may change anything.
 *
 * Reads always pass. A mutation passes only when its name is in the table here and the context
 * is at least as open as the table asks; an operation nobody put in the table is refused.
 */
#pragma once

#include "client/api/operation.h"

enum gate_mode {
    GATE_READONLY, /* --readonly, PICKET_READONLY */
    GATE_AUDITS,   /* the default: audits may be started and canceled, nothing is altered */
    GATE_ARMED,    /* --arm: everything in the table */
};

bool gate_pass(enum gate_mode mode, const struct operation *op,
               struct err *err) NONNULL MUST_USE;
