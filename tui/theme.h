/*
 * tui/theme: what each meaning looks like, for what the terminal can do.
 *
 * Five themes are compiled in (theme_builtin_names()), so a missing file never stops the
 * start; a file of the same format adds or changes one. A theme names colours by word or
 * number only: no text of a theme ever reaches the terminal.
 *
 *   name = "calm"; base = "default16";
 *   roles = { header = "default,default,bold"; sev_high = "yellow"; };   fg, bg, attributes
 *   mono = { sev_high = "bold"; };      used instead when there are no colours
 *   fallback8 = { };                    used on top of roles with 8 colours
 */
#pragma once

#include "tui/style.h"

enum { COLOUR_DEFAULT = -1 };

enum look_attrs {
    LOOK_BOLD = 1,
    LOOK_DIM = 2,
    LOOK_REVERSE = 4,
    LOOK_UNDERLINE = 8,
    LOOK_ITALIC = 16,
};

struct look {
    short fg, bg; /* 0..255 as in xterm's palette, or COLOUR_DEFAULT */
    unsigned char attrs;
};

struct theme;

/* A compiled-in theme by name, else a file: PATH, or NAME.conf in the person's or the installed
 * themes folder. NULL on failure. */
struct theme *theme_load(const char *name_or_path, struct err *err) NONNULL MUST_USE;
/* Compiled in; never NULL: unknown names give default16. */
struct theme *theme_builtin(const char *name) NONNULL MUST_USE;
/* From text, for tests; `where` stands in messages. */
struct theme *theme_parse(const char *text, const char *where,
                          struct err *err) NONNULL MUST_USE;
void theme_free(struct theme *t);
const char *theme_name(const struct theme *t) NONNULL;
/* Names of the compiled-in themes, NULL at the end. */
const char *const *theme_builtin_names(void);

/* colours: how many the terminal has; below 8 the mono roles are used. */
struct look theme_look(const struct theme *t, enum style s, enum over o, int colours) NONNULL;
/* WCAG contrast of a look, 1..21, with the background the theme is made for. */
double theme_contrast(const struct theme *t, struct look look) NONNULL;
/* The role that is hardest to read with so many colours, when its contrast is below
 * THEME_CONTRAST_LEAST; NULL: all can be read. */
#define THEME_CONTRAST_LEAST 3.0 /* WCAG 2.1, 1.4.11: what a meaning is told by */
const char *theme_faintest(const struct theme *t, int colours, double *contrast) NONNULL;
#define THEME_NAMES "default16, mono, light, high-contrast, deuteranopia"
