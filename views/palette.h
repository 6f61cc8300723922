/*
 * views/palette: what `:` offers while somebody types: screens, commands, views by name, and,
 * from two characters on, contexts, checks and devices by any part of their names.
 *
 * What begins with the text comes first, then what has its characters in this order. After the
 * name of a command that takes one of a few words, those words. Devices are those that are in
 * alarm or were looked at: nothing is asked for a completion.
 */
#pragma once

#include "tui/prompt.h"
#include "views/app.h"

void palette_complete(const struct app *app, const char *text, size_t cursor,
                      struct prompt_choices *c) NONNULL;
