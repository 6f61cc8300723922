/*
 * views/training_rows: one model as a person reads it: what the behavior asks for, the two
 * bars, what is missing and when. For views/training_screen.
 */
#pragma once

#include "client/store/profiles.h"
#include "tui/surface.h"
#include "views/list_view.h"

struct training_row {
    char behavior[160], profile[160]; /* names of at most 128 */
    struct training_facts facts;
    struct training_forecast forecast;
    const struct described_item *item; /* of the profile; NULL: not known */
    const struct behavior *is;         /* NULL: not known, or gone by now */
};
/* Borrowed until the next change. */
void training_row_read(const struct list_view *v, uint32_t row,
                       struct training_row *out) NONNULL;

/* Cells: the words for what is not known as everywhere. */
enum style training_put_target(const struct app *app, const struct training_row *r,
                               struct buf *out) NONNULL;
enum style training_put_confidence(const struct app *app, const struct training_row *r,
                                   struct buf *out) NONNULL;
enum style training_put_status(const struct training_row *r, struct buf *out) NONNULL;
enum style training_put_days(const struct training_row *r, int width, struct buf *out) NONNULL;
enum style training_put_points(const struct training_row *r, int width,
                               struct buf *out) NONNULL;
enum style training_put_built(const struct training_row *r, struct buf *out) NONNULL;

/* The service's own report of the model and what it leaves out, in this part of the screen: one
 * column, or two where there is room. Returns the rows it took. */
int training_card(const struct app *app, const struct training_row *r,
                  struct surface *s) NONNULL;
