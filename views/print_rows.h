/*
 * views/print_rows: `picket VIEW -o FORMAT`: the rows of a list on standard output.
 *
 * The list is the screen's own: the same arguments, filter, order and columns. It is printed
 * when everything was answered; with less than that the rows there are come all the same and
 * the error says that they are not all.
 */
#pragma once

#include "views/options.h"
#include "views/script.h"

/* ERR_USAGE: the view is no list, or one that cannot be written so; ERR_SERVICE, ERR_TIMEOUT:
 * not everything was answered; ERR_SYSTEM: standard output does not take it. */
bool print_rows(struct script *s, const struct options *o, struct err *err) NONNULL MUST_USE;
