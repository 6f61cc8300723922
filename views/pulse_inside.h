/*
 * views/pulse_inside: what pulse_items.c (the checks) and pulse_add.c (everything else) share.
 * For nobody else.
 */
#pragma once

#include "views/pulse_items.h"

struct pulse_item *pulse_item_add(struct pulse *p) NONNULL; /* NULL: full */
void pulse_items_sort(struct pulse *p) NONNULL;             /* most urgent first */
enum severity severity_of_check(const char *name) NONNULL;
