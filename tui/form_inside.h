/*
 * tui/form_inside: what form.c and form_draw.c share. For nobody else.
 *
 * Fields are the caller's and constant, states are ours, one a field.
 */
#pragma once

#include "tui/form.h"

struct form_state {
    struct prompt *prompt; /* text fields */
    size_t at;             /* radio: the choice; checklist: the line under the cursor */
    bool *checked;         /* checklist, one a choice */
    char *value;           /* owned; of radio and checklist, made anew when asked */
    char *disabled;        /* owned; why, NULL: enabled */
    char *error, *warning; /* owned; NULL: none */
    char *refused;         /* owned; what the service said, until the value changes */
    char *fact;            /* owned; NULL: the row is not there */
    enum style fact_style;
    char quick;   /* the key that filled the field just now; 0: none */
    bool touched; /* verdicts are shown from now on */
};

struct form {
    const struct form_field *fields; /* borrowed */
    struct form_state *states;
    size_t n;
    size_t focus; /* n: nothing can have it */
    form_check_fn *check;
    void *ctx;
    int top; /* rows scrolled away */
};

bool form_can_focus(const struct form *f, size_t i) NONNULL;
/* n: no such field. */
size_t form_find(const struct form *f, const char *name) NONNULL;
bool form_has_value(enum form_kind kind);
/* What stands beside the field; NULL: nothing. */
const char *form_problem(const struct form_state *st, enum style *style) NONNULL;
