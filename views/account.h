/*
 * views/account: the account on the other side: where it is, with which keys, who we are there.
 *
 * Resolves flags, environment and shared files once; makes the client; asks GetCallerIdentity
 * so that the header can name the account. Owned by main, outlives the app.
 */
#pragma once

#include "views/account_regions.h"
#include "views/authority.h"

struct account {
    struct endpoint iot, sts;
    struct account_regions regions; /* that are read beside it */
    struct credentials credentials; /* none when they come from somewhere */
    struct aws_inputs in;
    bool renews;                /* keys are asked for, and again before they end */
    struct keys *keys;          /* NULL: fixed ones */
    bool asks;                  /* somebody sits there and can be asked for codes */
    bool needs_keys;            /* without any there is nothing to wait for: the app ends */
    struct err refused;         /* kind ERR_NONE: there are keys, or will be */
    struct tape *tape;          /* records; borrowed; NULL */
    struct tape_player *player; /* answers instead; borrowed; NULL */
    struct http *http;
    struct client *client;       /* NULL until account_connect() */
    struct app *app;             /* borrowed; told the account number */
    struct authority *authority; /* likewise: what is changed is written down with it */
};

enum account_kind { ACCOUNT_NAMED, ACCOUNT_NONE };

/* ACCOUNT_NONE: neither flags, environment nor files name one, so the local fleet is meant. */
bool account_find(const struct aws_inputs *in, struct account *out, enum account_kind *kind,
                  struct err *err) NONNULL MUST_USE;
/* Those that are read beside it; before account_connect(). */
bool account_read_regions(struct account *a, const struct account_regions *regions,
                          struct err *err) NONNULL MUST_USE;
/* For the local fleet: what its service told. */
bool account_set(struct account *a, const char *endpoint, const char *region,
                 const char *access_key_id, const char *secret,
                 struct err *err) NONNULL MUST_USE;
void account_connect(struct account *a, struct app *app, struct authority *authority) NONNULL;
void account_close(struct account *a) NONNULL; /* drops its calls, wipes the keys */
