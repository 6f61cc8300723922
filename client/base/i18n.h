/*
 * base/i18n: user text in the person's language, through gettext(3).
 *
 * The text in the source is the English message and its key at once: a whole sentence or a
 * whole label, never half of one. `_()` translates where text is shown; `N_()` marks text of a
 * static table that is translated when it is used. Without a catalogue both give the English
 * text. What comes from outside (names, what a service answers) is never passed through it.
 * Functions that take a literal to show ("sinks": err_set(), app_message() ...) translate it
 * themselves; share/po/keywords lists them. Text is UTF-8 inside, always.
 */
#pragma once

#include <libintl.h>

#define _(text)  i18n_text(text)
#define N_(text) text

/*
 * Sets the locale of the process and finds the catalogues: $PICKET_DATA/locale, the installed
 * ones, the build folder's. A locale this machine does not have is replaced by C.UTF-8 with its
 * language kept; one that is not UTF-8 speaks English, as its terminal cannot show the rest.
 * Numbers are written and read as in C. Without this call all text is English.
 */
void i18n_start(void);
/* English from now on: for a terminal that shows ASCII only. */
void i18n_english(void);
/* The text in the person's language; NULL and "" stay what they are. Costs nothing in English:
 * a frame asks some hundred times. */
const char *i18n_text(const char *text) __attribute__((format_arg(1)));
