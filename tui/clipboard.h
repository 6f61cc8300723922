/*
 * tui/clipboard: text for the clipboard of the terminal a person sits at, by OSC 52.
 *
 * Works over ssh, because the terminal itself takes the text. Inside tmux the sequence goes to
 * tmux (set-clipboard on) and through it (allow-passthrough on), inside screen through it in
 * pieces. A terminal gives no answer: whether it allows this is not known. Texts come from
 * outside and are base64, so that nothing in them can end the sequence. Source: xterm's
 * ctlseqs, "Manipulate Selection Data"; tmux(1); screen's limit of 768 bytes a string.
 */
#pragma once

#include "client/base/buf.h"
#include "client/base/err.h"
#include "client/base/str.h"

enum { CLIPBOARD_TEXT_MAX = 74994 /* what xterm takes: 100,000 bytes with the sequence */ };

enum clipboard_way {
    CLIPBOARD_DIRECT,
    CLIPBOARD_TMUX,
    CLIPBOARD_SCREEN,
    CLIPBOARD_BUFFER, /* tmux's own (tui/tmux_buffer); clipboard_way() never says it */
};

/* How it gets out of here; term: $TERM, tmux and screen: $TMUX and $STY, or NULL. Fails, with
 * what to do instead, for terminals that have no clipboard. */
bool clipboard_way(const char *term, const char *tmux, const char *screen,
                   enum clipboard_way *out, struct err *err)
    __attribute__((nonnull(4, 5))) MUST_USE;
/* Appends what to write to the terminal. Fails on a text that is too long. */
bool clipboard_put(struct str text, enum clipboard_way way, struct buf *out,
                   struct err *err) NONNULL MUST_USE;
