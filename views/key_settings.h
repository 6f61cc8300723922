/*
 * views/key_settings: the person's keys.conf, checked against every screen; views/preferences
 * says when it changed.
 *
 * A file with something wrong in it is told, with its line, and changes nothing: the keys stay
 * as they were. Owned: key_settings_close().
 */
#pragma once

#include "tui/keys_conf.h"
#include "views/app.h"

struct key_settings {
    struct keys_conf conf;
    char *path;      /* NULL: there is no home */
    struct app *app; /* NULL until key_settings_serve() */
};

/* false: *err says what is wrong; there are no keys of one's own then. */
bool key_settings_open(struct key_settings *s, struct err *err) NONNULL MUST_USE;
/* Whose keys they are from now on. */
void key_settings_serve(struct key_settings *s, struct app *app) NONNULL;
/* A config_changed_fn of these: the file is another one now. */
void key_settings_changed(void *settings) NONNULL;
void key_settings_close(struct key_settings *s) NONNULL;
/* What is wrong with one file; true: nothing. */
bool key_settings_check(const struct keys_conf *c, struct err *err) NONNULL MUST_USE;
