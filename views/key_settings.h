/*
 * views/key_settings: the person's keys.conf, checked against every screen and read again when
 * it changes.
 *
 * A file with something wrong in it is told, with its line, and changes nothing: the keys stay
 * as they were. Owned: key_settings_close().
 */
#pragma once

#include "tui/keys_conf.h"
#include "views/app.h"

struct key_settings {
    struct keys_conf conf;
    char *path; /* NULL: there is no home */
    struct app *app;
    struct loop *loop;
    struct loop_fd *watch;
    int fd; /* of inotify(7); -1: nobody watches */
};

/* false: *err says what is wrong; there are no keys of one's own then. */
bool key_settings_open(struct key_settings *s, struct err *err) NONNULL MUST_USE;
/* From now on a change of the file is a change of the app's keys. */
void key_settings_watch(struct key_settings *s, struct loop *loop, struct app *app) NONNULL;
void key_settings_close(struct key_settings *s) NONNULL;
/* What is wrong with one file; true: nothing. */
bool key_settings_check(const struct keys_conf *c, struct err *err) NONNULL MUST_USE;
