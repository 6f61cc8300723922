/*
 * views/profile_wish: what the values of a security profile's form mean: fields from a profile,
 * a profile from fields, and what is wrong with a value.
 *
 * A behavior is one line (store/behavior_line) in a field of its own, "b1", "b2" ...; targets
 * are a checklist and names of groups. Nothing here sends anything. Texts lie in the arena that
 * is given.
 */
#pragma once

#include "tui/form.h"
#include "views/profile_common.h"

enum { PROFILE_LINES_MAX = PROFILE_BEHAVIORS_MAX, PROFILE_LINE_NAME = 16 };

/* "b7" */
void profile_line_name(size_t line, char out[PROFILE_LINE_NAME]) NONNULL;
/* Fields of a form with so many lines for behaviors, in the arena. */
enum profile_wish_form {
    PROFILE_WISH_CHANGE,
    PROFILE_WISH_NEW,      /* may begin with measuring only */
    PROFILE_WISH_CONFLICT, /* somebody changed it meanwhile: what to do about that */
};
const struct form_field *profile_wish_fields(enum profile_wish_form form, size_t lines,
                                             struct arena *a, size_t *n) NONNULL;
/* Sets what the fields begin with. */
void profile_wish_fill(const struct app *app, const struct profile_state *s, size_t lines,
                       struct form *f) NONNULL;
/* false: *err says which value is not understood; where: the field's name. */
bool profile_wish_read(const struct app *app, const struct form *f, size_t lines,
                       struct arena *a, struct profile_state *out,
                       struct err *err) NONNULL MUST_USE;
/* The targets alone: their fields, what they begin with, what they mean. */
enum { PROFILE_TARGET_FIELDS = 4 };
extern const struct form_field profile_target_fields[PROFILE_TARGET_FIELDS];
void profile_wish_fill_targets(const struct profile_state *s, struct form *f) NONNULL;
void profile_wish_show_reach(const struct app *app, struct target_reach *reach,
                             struct form *f) NONNULL;
struct profile_state profile_wish_targets(const struct app *app, const struct form *f,
                                          struct arena *a) NONNULL;
/* Metrics to retain as a line, ',' between; into the arena. */
bool profile_wish_retained(const char *text, struct arena *a, struct list *out,
                           struct err *err) NONNULL MUST_USE;
/* What is wrong with one value. */
void profile_wish_check(const struct app *app, const struct form *f, const char *name,
                        bool is_new, struct form_verdict *v) NONNULL;
/* The cloud's metrics, for a profile that only measures: value of "retain". */
extern const char profile_wish_measured[];
/* What a line says, as a sentence, and below it what reads backwards, always or never fires; ""
 * for an empty one. */
enum style profile_wish_say(const struct app *app, const char *line, struct buf *out) NONNULL;
/* "arn:aws:iot:eu-west-1:123456789012:" */
void profile_arn_prefix(const struct app *app, struct buf *out) NONNULL;
