/*
 * tui/detail_inside: what detail.c and detail_draw.c share. For nobody else.
 *
 * Items are what was put in, lines what they became for one width.
 */
#pragma once

#include "tui/detail.h"

#define DETAIL_NO_LINK SIZE_MAX

enum detail_kind {
    DETAIL_HEADING,
    DETAIL_FIELD,
    DETAIL_TEXT,
    DETAIL_CODE,
    DETAIL_LINK,
    DETAIL_BLANK,
};

struct detail_item {
    enum detail_kind kind;
    enum style style;
    const char *label, *text, *target; /* in the arena */
};

/* A row of the layout: a piece of an item's text. */
struct detail_line {
    size_t item;
    struct str text;
    bool first; /* of its item: carries the label */
};

/* The selected link, by a person: it stays when everything is filled in anew. */
void detail_choose(struct detail *d, size_t link) NONNULL;
bool detail_line_has(const struct detail *d, const struct detail_line *line,
                     const char *needle) NONNULL;
