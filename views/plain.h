/*
 * views/plain: the console line by line: for readers of a screen, serial lines, terminals that
 * cannot move a cursor, programs like expect(1), and as a transcript.
 *
 * The same app, drawn on nothing. After each line that is typed, and once everything it asked
 * for is there, the top screen is printed from the top: where one is, the rows of a list, each
 * with a number, or a form as `name: value`, or the text of the screen; then messages and the
 * prompt. When something changes by itself, only rows that are new or gone are printed. Nothing
 * but text, line feeds and the prompt is ever written. Lines may come from a pipe; each waits
 * for the one before it.
 *
 *   7                the row of that number, opened; `7 s`: that row, then key s
 *   +                the next rows
 *   :findings        a screen or command; /sev>=high filters; a known word needs no colon
 *   j j <Enter>      keys, as in keys.conf
 *   type some text   every character as a key
 *   name: value      a field of the form; submit: its review
 *   (nothing)        the screen again
 */
#pragma once

#include "views/app.h"

struct plain;

struct plain *plain_new(struct loop *loop) NONNULL MUST_USE;
const struct display *plain_display(const struct plain *p) NONNULL;
/* Prints the first screen and reads standard input from now on. The app is borrowed; the end of
 * the input ends it. */
void plain_serve(struct plain *p, struct app *app) NONNULL;
void plain_free(struct plain *p); /* before the app is freed; NULL is fine */
