/*
 * views/command_history: the lines typed after `:`, from one session to the next.
 *
 * $XDG_STATE_HOME/picket/history, a line each, oldest first, 0600. Consoles that run side by
 * side add to it, none takes the others' lines away. A file that cannot be read or written is
 * no reason to stop anybody: it is logged.
 */
#pragma once

#include "tui/prompt.h"

void command_history_load(struct prompt *p) NONNULL;
/* What was remembered since, at the end of what the file has now. */
void command_history_save(const struct prompt *p) NONNULL;
