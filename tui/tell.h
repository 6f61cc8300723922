/*
 * tui/tell: what a terminal can tell somebody who is not looking at it: its title, a bell, a
 * notification of the desktop.
 *
 * Texts are made safe here and cut to TELL_TEXT_MAX, so that nothing in them ends a sequence.
 * Sources: xterm's ctlseqs (OSC 2, the title stack), iTerm2's OSC 9, which WezTerm, foot,
 * kitty, Windows Terminal and others show as well; tmux and screen hand OSC 9 on
 * (tui/clipboard).
 */
#pragma once

#include "tui/clipboard.h"

enum { TELL_TEXT_MAX = 120 }; /* cells */

#define TELL_TITLE_SAVE    "\033[22;2t"
#define TELL_TITLE_RESTORE "\033[23;2t"

void tell_title(struct str text, struct buf *out) NONNULL;
void tell_bell(struct buf *out) NONNULL;
void tell_desktop(struct str text, enum clipboard_way way, struct buf *out) NONNULL;
