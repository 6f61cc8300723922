/*
 * views/config_watch: the person's files of settings, read again when they change.
 *
 * Watches the folder they are in, and, as long as there is none, the folder it would be made
 * in. Editors write another file and rename it: that counts as a change of the name. Changes
 * that come together are told once. Owned: config_watch_free().
 */
#pragma once

#include "client/base/loop.h"

typedef void config_changed_fn(void *ctx);

struct config_file {
    const char *name; /* "keys.conf"; "themes": any file in that folder */
    config_changed_fn *changed;
    void *ctx;
};

enum { CONFIG_FILES_MAX = 8 };

struct config_watch;

/* NULL: there is no home, or nothing to watch with. */
struct config_watch *config_watch_new(struct loop *loop, const struct config_file *files,
                                      size_t n) NONNULL MUST_USE;
void config_watch_free(struct config_watch *w);
