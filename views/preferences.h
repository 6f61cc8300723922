/*
 * views/preferences: what the person's own files say, for as long as one console lives:
 * settings, keys, views by name. Read at the start, and again when a file changes.
 *
 * A file with something wrong in it is told, with its line, and changes nothing.
 */
#pragma once

#include "client/store/saved_views.h"
#include "views/app.h"
#include "views/config_watch.h"
#include "views/key_settings.h"
#include "views/options.h"
#include "views/settings.h"

struct preferences {
    const struct options *flags; /* borrowed: they beat what files say */
    struct settings settings;
    struct saved_views views;
    struct key_settings keys;
    const char *place_theme; /* of the context; borrowed; NULL: none */
    struct config_watch *watch;
    struct app *app;
    struct err wrong[3]; /* kind ERR_NONE: nothing; told once there is an app */
};

/* false: a flag is wrong, and nothing was read. */
bool preferences_open(struct preferences *p, const struct options *flags,
                      struct err *err) NONNULL MUST_USE;
/* Tells the app what was wrong, and from now on of every change. */
void preferences_serve(struct preferences *p, struct app *app) NONNULL;
void preferences_close(struct preferences *p) NONNULL; /* also when it was never opened */

/* The theme to begin with: what was said loudest, the context before the files. */
const char *preferences_theme(const struct preferences *p) NONNULL;
/* What there is to draw with, for this locale. */
enum glyph_set preferences_glyphs(const struct preferences *p) NONNULL;
