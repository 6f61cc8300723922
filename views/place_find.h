/*
 * views/place_find: where the name of a context leads, as the files are now.
 *
 * Asked before anything is given up for it: the account has to be configured and its theme has
 * to be one. Nothing is connected to.
 */
#pragma once

#include "views/account_regions.h"

/* *local: it is the local fleet. false: it leads nowhere, and *err says why. */
struct place_entry {
    const struct context_entry *chosen; /* NULL: no context; borrowed from the contexts */
    struct aws_inputs aws;              /* what flags and context say of home */
    struct account_regions regions;
};

/* Reads the contexts and follows the options, which beat the context, which beats the
 * environment. home: "", or the region somebody went to. */
bool place_enter(const struct options *o, const char *home, struct contexts *contexts,
                 struct place_entry *out, struct err *err) NONNULL MUST_USE;
bool place_find(const char *name, bool *local, struct err *err) NONNULL MUST_USE;
