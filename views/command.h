/*
 * views/command: what can be typed after `:`: every screen by its name with its argument, and
 * the commands of the console itself. Unknown words are answered with the nearest known one.
 */
#pragma once

#include "tui/prompt.h"
#include "views/app.h"

/* A command of the console; screens are commands too and are not in this table. */
struct command {
    const char *name, *alias; /* alias may be NULL */
    const char *argument;     /* for help; NULL: none */
    const char *about;
    void (*run)(struct app *a, const char *argument);
};

extern const struct command commands[]; /* ends with {0} */
/* The known word that takes fewest changes to get to; NULL when none is near. */
const char *command_nearest(const char *word, const struct saved_views *views)
    __attribute__((nonnull(1)));
bool command_is_known(const char *word) NONNULL; /* a screen or a command is called so */
