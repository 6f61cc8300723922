/*
 * views/tour: `:tour`, the way through a night in five screens of the console as it is.
 *
 * Each step opens a screen, with what is there and no sample data, and says at its foot what it
 * answers and which keys lead on. Esc leaves the tour with the screen as it is, to try them;
 * `:tour N` goes on from step N. Nothing is changed by it.
 */
#pragma once

#include "views/app.h"

void tour_run(struct app *a, const char *argument) NONNULL; /* struct command's run() */
