/*
 * tui/keys_conf: keys of one's own, from a libconfig file.
 *
 *   findings = { suppress = "S <F8>"; };    # action findings.suppress
 *   app = { refresh = "R"; };               # action app.refresh, on every screen
 *
 * A group is the first half of an action's name, its members the second; `picket keys` lists
 * them. The keys replace those of the program; "" takes them away. Errors are "path:line: what
 * is wrong". Owned: keys_conf_free().
 */
#pragma once

#include "tui/keys.h"

enum { KEYS_CONF_MAX = 1000 /* twice the actions there are */ };

struct keys_conf_entry {
    char *action, *keys;
    int line;
};

struct keys_conf {
    struct keys_conf_entry *items;
    size_t n, cap;
    char *path;
    struct map *by_action; /* of items, the last of each action; NULL: there are none */
};

/* An absent file has no entries. false: *out is empty. */
bool keys_conf_load(const char *path, struct keys_conf *out, struct err *err) NONNULL MUST_USE;
void keys_conf_free(struct keys_conf *c) NONNULL; /* what is inside */
/* What the file says of an action; NULL: nothing. */
const struct keys_conf_entry *keys_conf_find(const struct keys_conf *c,
                                             const char *action) NONNULL;
/* What of it this map has. */
void keys_conf_apply(const struct keys_conf *c, struct keymap *m) NONNULL;
