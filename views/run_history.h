/*
 * views/run_history: what the history says of the findings of one audit, for the columns D and
 * RUNS of a list of them.
 *
 * Asks nothing of the service: what is not recorded yet is "..", and is looked at again when
 * the recorder is done with it. Findings are known by their id. Embedded in its screen; texts
 * are copied.
 */
#pragma once

#include "client/store/history_compare.h"
#include "views/list_view.h"

struct run_history {
    struct app *app;
    char *run, *check; /* owned; check "": all */
    struct list_view *view;
    struct history_compare *asking;
    struct history_answer *answer; /* rows by id; NULL: not known yet */
    size_t counted;                /* audits in the history when it was asked */
};

/* The view's cells come from here: it is drawn again when something becomes known. */
void run_history_init(struct run_history *h, struct app *app, const char *run,
                      const char *check, struct list_view *view) NONNULL;
void run_history_free(struct run_history *h) NONNULL; /* what is inside */
void run_history_shown(struct run_history *h) NONNULL;
void run_history_hidden(struct run_history *h) NONNULL;

/* Cells of the finding with this id. */
enum style run_history_class(const struct run_history *h, struct str id,
                             struct buf *out) NONNULL;
enum style run_history_streak(const struct run_history *h, struct str id,
                              struct buf *out) NONNULL;
