/*
 * tui/form_text: a whole form as text for an editor, and back.
 *
 * `name: value`, one a line; a checklist has its values on the lines below, indented, or behind
 * the colon with commas between; lines further in go on the text field above. Lines that begin
 * with # explain and are not read. A field that is not there stays as it is. A text is taken
 * whole or not at all: with one mistake the form stays as it was, and the text comes back with
 * the mistake marked above its line, so that nothing typed is lost.
 */
#pragma once

#include "tui/form.h"

enum { FORM_TEXT_MAX = 256 * 1024 }; /* a form with every field full stays far below */

enum { FORM_TEXT_HEAD = 2 }; /* lines at the top, for who has it in an editor */

void form_text(const struct form *f, struct buf *out) NONNULL;
/* false: err->where is "line N", text and advice say what is wrong there and what would be
 * right; the text with that marked is appended to `again`. */
bool form_read(struct form *f, struct str text, struct buf *again,
               struct err *err) NONNULL MUST_USE;
