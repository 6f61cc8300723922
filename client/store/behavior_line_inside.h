/*
 * store/behavior_line_inside: what behavior_line.c (writing) and behavior_line_read.c (reading)
 * share. For nobody else.
 */
#pragma once

#include "client/store/behavior_line.h"

/* A sign, and the operators it means for a number, addresses, ports and other lists. */
enum { BEHAVIOR_SIGNS = 6 };
struct behavior_sign {
    const char *sign;
    const char *operators[4];
};
extern const struct behavior_sign behavior_signs[BEHAVIOR_SIGNS];

static inline bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == '\x7f';
}

bool behavior_line_fits(const struct metric *m, const char *operator) NONNULL;
bool behavior_line_is_statistic(struct str word); /* "p99" */
