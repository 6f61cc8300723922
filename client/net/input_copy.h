/*
 * net/input_copy: a deep copy of an operation's input, so that a call may outlive whoever
 * asked. Walks the record's table; everything goes into the arena.
 */
#pragma once

#include "client/api/field.h"

void *input_copy(const struct record *r, const void *in, struct arena *a) NONNULL MUST_USE;
