/*
 * views/plain_page: what the screen on top says, as lines. For views/plain alone.
 *
 * Texts are safe to write. A list has its rows whole, in the order of the screen, without the
 * mark that follows the cursor; what is on screen beside it is left to the screen Enter opens.
 */
#pragma once

#include "views/app.h"

enum { PLAIN_ROWS = 20, PLAIN_COLS = 100, PLAIN_FRAME_ROWS = 150, PLAIN_PAGE_MAX = 4 << 20 };

/* Where one is: account, mode, crumbs, counts. */
void plain_page_place(struct app *app, struct buf *out) NONNULL;
/* One line a row, titles first. false: no list with a table is on top. */
bool plain_page_rows(struct app *app, struct buf *out) NONNULL;
/* Everything else. */
void plain_page_text(struct app *app, struct buf *out) NONNULL;
/* The row of this number, from 1, becomes the current one, as far as the list goes;
 * false: there is none. */
bool plain_page_go(struct app *app, size_t number) NONNULL;
