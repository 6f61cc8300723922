/*
 * store/watched_list: a list of the service that several screens look at, asked for once.
 *
 * One source, asked every poll_ms while somebody watches and the console is not paused, and at
 * once when what is known is older than that; kept from one session to the next. An error
 * empties nothing. Owned: watched_list_free(); the loop must outlive it. Times are ms.
 */
#pragma once

#include "client/base/watchers.h"
#include "client/store/source.h"

struct watched_list_options {
    struct loop *loop;
    const struct table_spec *spec;
    const struct operation *op; /* asked without parameters */
    int64_t poll_ms;
    source_fn *on_change; /* before those who watch are told; may be NULL */
    void *ctx;
};

struct watched_list;

struct watched_list *watched_list_new(const struct watched_list_options *o) NONNULL MUST_USE;
void watched_list_free(struct watched_list *l);
void watched_list_connect(struct watched_list *l, struct client *client)
    __attribute__((nonnull(1))); /* NULL: not connected */
void watched_list_refresh(struct watched_list *l) NONNULL;
void watched_list_set_paused(struct watched_list *l, bool paused) NONNULL;
/* fn is called after every change, once however often it is asked for. */
void watched_list_watch(struct watched_list *l, source_fn *fn, void *ctx) NONNULL;
void watched_list_unwatch(struct watched_list *l, const void *ctx) NONNULL;
struct source *watched_list_source(const struct watched_list *l) NONNULL;
