/*
 * tui/tmux_buffer: text for tmux's paste buffer, by the tmux command.
 *
 * As tmux comes, it ignores what programs in it send for a clipboard (set-clipboard external),
 * but takes a buffer from its own command and hands it on to the terminal (load-buffer -w).
 * Needs tmux 3.2 or later in PATH, and $TMUX. Source: tmux(1), BUFFERS.
 */
#pragma once

#include "client/base/loop.h"
#include "client/base/str.h"

struct tmux_buffer;

/* The buffer has it, or not: tmux is too old, is not there, does not answer. */
typedef void tmux_buffer_fn(void *ctx, bool took);

/* NULL and *err: it could not be started. Calls back once, never at once. */
struct tmux_buffer *tmux_buffer_load(struct loop *l, struct str text, tmux_buffer_fn *fn,
                                     void *ctx, struct err *err)
    __attribute__((nonnull(1, 3, 5))) MUST_USE;
void tmux_buffer_stop(struct tmux_buffer *b); /* no callback any more; NULL is fine */
