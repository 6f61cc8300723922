/*
 * tui/theme_colour: colour names, xterm's palette, contrast. For theme.c and its tests.
 *
 * Palette: xterm's defaults (0-15), the 6x6x6 cube (16-231) and the greys (232-255). Contrast:
 * WCAG 2.1, relative luminance.
 */
#pragma once

#include "client/base/str.h"
#include "tui/theme.h"

enum theme_ground { THEME_DARK_GROUND, THEME_LIGHT_GROUND };

/* "red,default,bold+reverse"; background and attributes may be left out; a lone word that is no
 * colour is an attribute list ("bold+underline"). */
bool theme_parse_look(struct str text, struct look *out) NONNULL MUST_USE;
/* Of a colour of the palette: red, green, blue. */
void theme_rgb(short colour, unsigned char out[3]) NONNULL;
/* As near as the terminal can come. */
struct look theme_fit(struct look l, int colours);
double theme_look_contrast(struct look l, enum theme_ground ground);
