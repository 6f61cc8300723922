/*
 * store/contexts: the named places a person goes to, and the guards of each.
 *
 * Two files: the team's (picket/picket.conf in the first folder of XDG_CONFIG_DIRS that has it,
 * /etc/xdg by default) and the person's own ($PICKET_CONFIG, else picket/picket.conf below
 * XDG_CONFIG_HOME). A context in both is one: the own file may add to it and tighten it, but
 * it cannot loosen a guard (the stricter of both counts) nor lead the name elsewhere (refused).
 * The guards belong to the profile as well: no other name and no --profile goes around them.
 * A file that is there and cannot be read is an error, not an absent guard. Format:
 * picket.conf(5). Owned: contexts_free().
 */
#pragma once

#include "client/net/guards.h"
#include "client/store/regions.h"

enum { CONTEXTS_MAX = 100 }; /* more than a team keeps apart */

struct context_texts {
    char *items[REGIONS_MAX]; /* owned */
    size_t n;
};

struct context_entry {
    char *name;
    char *profile, *region, *endpoint_url; /* NULL: as without a context */
    struct context_texts regions;          /* n 0: not given; the first is `region` as well */
    struct context_texts endpoint_urls;    /* n 0: the service's own; else one a region */
    char *theme;                           /* by name; NULL: the usual one */
    struct guards guards;
};

struct contexts {
    struct context_entry *items;
    size_t n, cap;
};

bool contexts_load(struct contexts *out, struct err *err) NONNULL MUST_USE;
/* The same from these files; NULL or absent: none. */
bool contexts_read(const char *team_path, const char *own_path, struct contexts *out,
                   struct err *err) __attribute__((nonnull(3, 4))) MUST_USE;
void contexts_free(struct contexts *c); /* what is inside */

/* NULL: none is called so. Borrowed from `c`. */
const struct context_entry *contexts_find(const struct contexts *c, const char *name) NONNULL;
/* ERR_USAGE, naming the nearest, when there is none. */
bool contexts_need(const struct contexts *c, const char *name, const struct context_entry **out,
                   struct err *err) NONNULL MUST_USE;
/*
 * What holds for somebody who goes to `profile` in `region`, through `chosen` or (NULL) by
 * naming the profile: the stricter of all that apply. Of several contexts with that profile
 * those without a region and those with this region apply; all of them when none of them has
 * this region. The defaults where nothing applies. Owned: guards_free().
 */
void contexts_guards(const struct contexts *c, const struct context_entry *chosen,
                     const char *profile, const char *region, struct guards *out)
    __attribute__((nonnull(1, 5)));
