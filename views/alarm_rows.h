/*
 * views/alarm_rows: what the screens Alarms and Alarm history share: cells, the line that says
 * which words of the filter the service was asked, states and times.
 */
#pragma once

#include "client/store/alarm_asked.h"
#include "views/list_view.h"

/* alarm_cell_seen: what was seen in words, for a column that holds the number to order by. */
list_cell_fn alarm_cell_state, alarm_cell_kind, alarm_cell_seen;

/* Reads the argument of a screen: what both have, profile, kind, verified, suppr and a thing at
 * the end, and more of its own. false: a word nobody knows (its own are NULL then), or one the
 * service does not know. */
enum { ALARM_ARGUMENTS_MORE = 3 };
struct argument;
bool alarm_rows_read(const char *text, const struct argument *more, size_t n,
                     struct alarm_asked *out, struct err *err) NONNULL MUST_USE;
/* " kind:ml verified:.. suppr:no", for a view; a thing comes last in one and is left out here,
 * a profile, because a group may replace it. */
void alarm_rows_put_arguments(const struct alarm_asked *a, struct buf *out) NONNULL;

/* "asked: kind:ml  here: value>40"; "(all)" when neither is set. */
void alarm_rows_line(const struct alarm_asked *a, struct buf *out) NONNULL;
/* The text of a cell as it came, appended. */
void alarm_text_put(const struct list_view *v, uint32_t row, int column,
                    struct buf *out) NONNULL;
/* How severe a state looks. */
enum style alarm_state_style(struct str state);

/* "22 Nov 14:02", where the person is. */
void alarm_time_put(const struct app *app, int64_t ms, struct buf *out) NONNULL;

/* list_view_status() of a list that Detect fills: rows that were there before Detect was closed
 * to this account are stale. */
void alarm_rows_status(const struct list_view *v, struct screen_status *out) NONNULL;
/* Detect is closed to this account: one calm line instead of rows; false: it is not. */
bool alarm_rows_closed(const struct app *app, struct surface *body) NONNULL;

/* struct list_view_spec's ocsf() for rows of alarms_table. */
void alarm_row_ocsf(const struct list_view *v, uint32_t row, const struct ocsf_context *c,
                    struct buf *out) NONNULL;
