/*
 * views/place_next: where the console goes when this one ends, and where the last one led.
 *
 * Filled by the door of views/place while a console lives, and turned into options for the next
 * one: from then on the command line no longer says where we are. All zero: nowhere yet.
 */
#pragma once

#include "client/base/nearest.h"
#include "client/store/regions.h"
#include "views/options.h"
#include "views/place.h"

struct place_next {
    char context[NEAREST_WORD_MAX + 1]; /* "": none */
    char region[REGION_BYTES];          /* of this context, to be home; "": none */
    bool is_local;                      /* the context is the local fleet */
    char *view, *record; /* of the region: what to begin on, and above it; owned; NULL */

    char here[NEAREST_WORD_MAX + 1]; /* what options.context is, once somebody went there */
    char home[REGION_BYTES];         /* of several regions, likewise; "": the first */
};

/* The door: ctx is the place_next. */
bool place_next_go(void *ctx, const char *name, struct err *err) NONNULL;
bool place_next_go_region(void *ctx, const struct place_region *region,
                          struct err *err) NONNULL;

bool place_next_is_set(const struct place_next *n) NONNULL;
/* The options point into *n. The record stays for when its console is there. */
void place_next_turn(struct place_next *n, struct options *o) NONNULL;
/* Opens the record on top of what the app began on; once. */
void place_next_open_record(struct place_next *n, struct app *a) NONNULL;
void place_next_free(struct place_next *n) NONNULL;
