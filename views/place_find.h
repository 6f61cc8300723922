/*
 * views/place_find: where the name of a context leads, as the files are now.
 *
 * Asked before anything is given up for it: the account has to be configured and its theme has
 * to be one. Nothing is connected to.
 */
#pragma once

#include "client/base/err.h"

/* *local: it is the local fleet. false: it leads nowhere, and *err says why. */
bool place_find(const char *name, bool *local, struct err *err) NONNULL MUST_USE;
