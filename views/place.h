/*
 * views/place: from one context to another.
 *
 * A context is a console of its own: its account, guards, gate and journal, its screens. Going
 * to another one ends this console and begins that one, in the same process, so nothing of the
 * one can be sent to the other, and no armed window goes along. What was on screen is kept as
 * when picket is left. Who put the console together (main) does it; a place that cannot be gone
 * to is refused before anything ends.
 */
#pragma once

#include "tui/style.h"
#include "views/app.h"

#define PLACE_LOCAL "local" /* the local fleet, unless a context is called so */

/* Checks that the name leads somewhere, and remembers it for when the app has ended. */
typedef bool place_go_fn(void *ctx, const char *name, struct err *err);

/* The same for a region of this context that is to be home. */
struct place_region {
    const char *name;
    const char *view;   /* to begin on; NULL: as ever */
    const char *record; /* the view on top of it; NULL: none */
};
typedef bool place_region_fn(void *ctx, const struct place_region *region, struct err *err);

struct place_door {
    place_go_fn *go; /* NULL: a script or a command, which stays where it is */
    place_region_fn *go_region;
    void *ctx;
};

/* Ends the app when it can; else a message says why not. */
void place_go(struct app *a, const char *name) NONNULL;
/* The same context with another of its regions as home, on the list of them one stands on. */
void place_go_region(struct app *a, const char *region) NONNULL;
/* And there to one of its records, the list below; view NULL: to the list. */
void place_go_record(struct app *a, const char *region, const char *view)
    __attribute__((nonnull(1, 2)));
bool place_is_here(const struct app *a, const char *name) NONNULL;
/* Of a context's name. color: of struct guards; NULL: the theme's. */
enum style place_style(const char *color);
