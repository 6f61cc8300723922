/*
 * views/behavior_fields: one behavior as a form with choices, for whoever does not write its
 * line: fields from a behavior, a behavior from fields.
 *
 * What does not fit a metric is greyed with the reason. Texts lie in the arena that is given;
 * choices of metrics and dimensions are those that are known when the fields are made.
 */
#pragma once

#include "client/store/metric_sample.h"
#include "tui/form.h"
#include "views/profile_common.h"

/* What `line` names is a choice too, when nobody knows it. */
const struct form_field *behavior_fields(const struct app *app, const char *line,
                                         struct arena *a, size_t *n) NONNULL;
/* line "": a new one. false: the fields do not mean what the line means. */
bool behavior_fields_fill(const struct app *app, const char *line, struct form *f) NONNULL;
/* Greys what does not apply to the metric and the way it is judged. */
void behavior_fields_fit(const struct app *app, struct form *f) NONNULL;
/* The line that the fields mean. */
void behavior_fields_line(const struct app *app, const struct form *f, struct buf *out) NONNULL;
/* What some devices reported, and how much of that would alarm. */
void behavior_fields_show_sample(struct metric_sample *sample, struct form *f) NONNULL;
/* Asks for it: of a group, or of the fleet (NULL). */
void behavior_fields_ask_sample(const struct app *app, const struct form *f, const char *group,
                                struct metric_sample *sample) __attribute__((nonnull(1, 2, 4)));
void behavior_fields_check(const struct app *app, const struct form *f, const char *name,
                           struct form_verdict *v) NONNULL;
