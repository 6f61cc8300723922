/*
 * tui/detail: a scrollable pane of labelled values, text, headings and links.
 *
 * Built line by line, texts copied; laid out for the width when drawn. Enter on a link gives
 * its target back as the text the builder attached to it. `/` text is found in what is shown.
 */
#pragma once

#include "client/base/arena.h"
#include "tui/keys.h"
#include "tui/surface.h"

struct detail_item;
struct detail_line;

struct detail {
    struct arena *arena;
    struct detail_item *items;
    size_t n_items, cap_items;
    int label_width; /* widest label so far, bounded */

    struct detail_line *lines; /* of the last layout */
    size_t n_lines, cap_lines;
    int laid_out_for; /* width; 0: not yet */
    size_t top;
    size_t link; /* selected item, SIZE_MAX: none */
    struct {
        char *target; /* of the link that somebody selected; owned; NULL: the first one is */
        size_t nth;   /* among those of this target, 0 first */
    } chosen;
    int rows_shown;
    bool focused;
    const char *find; /* in the arena; NULL: no search */
    size_t found;     /* line of the last hit */
};

void detail_init(struct detail *d) NONNULL;
void detail_free(struct detail *d); /* what is inside, not *d */
/* For filling anew: the place is kept, and so is the link that somebody selected, wherever it
 * is then; until somebody does, the first link is selected. */
void detail_clear(struct detail *d) NONNULL;

/* Headings and labels are our words and stand in the person's language; the three that follow
 * them take what somebody else has named, as it is: a schedule may be called "monthly". */
void detail_heading(struct detail *d, const char *text) NONNULL;
void detail_field(struct detail *d, const char *label, enum style style,
                  const char *value) NONNULL;
void detail_fieldf(struct detail *d, const char *label, enum style style, const char *fmt,
                   ...) NONNULL PRINTF(4);
/* Wrapped at words; line feeds are kept. */
void detail_text(struct detail *d, enum style style, const char *text) NONNULL;
/* Not wrapped, cut at the edge: JSON, documents. */
void detail_code(struct detail *d, enum style style, const char *line) NONNULL;
void detail_link(struct detail *d, const char *label, const char *text,
                 const char *target) NONNULL;
void detail_name_heading(struct detail *d, const char *name) NONNULL;
void detail_name_field(struct detail *d, const char *name, enum style style,
                       const char *value) NONNULL;
void detail_name_link(struct detail *d, const char *name, const char *text,
                      const char *target) NONNULL;
void detail_blank(struct detail *d) NONNULL;

void detail_draw(struct detail *d, struct surface *s) NONNULL;
/* "detail.*" actions of detail_bindings; false: not one of them. */
bool detail_do(struct detail *d, const char *action) NONNULL;
/* Target of the selected link; NULL: none. Borrowed until detail_clear(). */
const char *detail_target(const struct detail *d) NONNULL;
/* Starts a search and goes to the first line from the top of the pane on; "" ends it.
 * false: not found. */
bool detail_find(struct detail *d, const char *text) NONNULL;
size_t detail_line_count(struct detail *d, int width) NONNULL;
/* The plain text, one line an item: for copying and --plain. */
void detail_plain(const struct detail *d, struct buf *out) NONNULL;

extern const struct binding detail_bindings[];
