/*
 * tui/keys: keys, their names, and which action they mean.
 *
 * A key is a code point or a named code above Unicode, with modifiers. Names are what
 * keys.conf, help and scripts use: "j", "<Enter>", "C-r", "M-b", "S-<Tab>", "<F5>", "<PgDn>",
 * "<Space>". A keymap is a stack of tables, the most specific last; help, action bar and the
 * manual page are made from it, so no key is described by hand.
 */
#pragma once

#include "client/base/str.h"

enum keycode {
    KEYCODE_NONE = 0,
    KEYCODE_FIRST = 0x110000, /* below it: Unicode */
    KEYCODE_ENTER = KEYCODE_FIRST,
    KEYCODE_TAB,
    KEYCODE_ESC,
    KEYCODE_BACKSPACE,
    KEYCODE_UP,
    KEYCODE_DOWN,
    KEYCODE_LEFT,
    KEYCODE_RIGHT,
    KEYCODE_HOME,
    KEYCODE_END,
    KEYCODE_PGUP,
    KEYCODE_PGDN,
    KEYCODE_INSERT,
    KEYCODE_DELETE,
    KEYCODE_F1,
    KEYCODE_F12 = KEYCODE_F1 + 11,
    KEYCODE_LAST = KEYCODE_F12,
};

enum key_mods { KEY_SHIFT = 1, KEY_ALT = 2, KEY_CTRL = 4 };

/* Letters carry their case in the code; KEY_SHIFT is set on named keys only. */
struct key {
    uint32_t code;
    uint8_t mods;
};

bool keys_equal(struct key a, struct key b);
bool keys_is(struct key k, uint32_t code); /* without modifiers */
/* A code point that types itself. */
bool keys_printable(struct key k);
/* One key name. */
bool keys_parse(struct str name, struct key *out) NONNULL MUST_USE;
void keys_print(struct key k, struct buf *out) NONNULL;

struct binding {
    const char *keys;   /* names, blank between them; the first is shown */
    const char *action; /* stable name, e.g. "list.down": what keys.conf and code use */
    const char *help;   /* one line for the help screen */
    const char *label;  /* short, for the action bar; NULL: not in the bar */
    int rank;           /* place in the bar, lowest first */
};

/* Ends with {0}. */
struct keymap_layer {
    const char *scope; /* "global", "findings": the first half of a name in keys.conf */
    const struct binding *bindings;
};

struct keymap;

/* Layers are borrowed; later ones win. Copied per screen: cheap, a few hundred entries. */
struct keymap *keymap_new(const struct keymap_layer *layers, size_t n) NONNULL MUST_USE;
void keymap_free(struct keymap *m);
/* NULL: the key means nothing here. */
const struct binding *keymap_find(const struct keymap *m, struct key k) NONNULL;
/* Replaces the keys of one action ("suppress" in scope "findings"); `keys` is copied. */
bool keymap_override(struct keymap *m, const char *scope, const char *action, const char *keys,
                     struct err *err) NONNULL MUST_USE;

/* The keys of an action, by its whole name: sound names of keys, "" for none, NULL: as it
 * is. */
typedef const char *keymap_keys_fn(const void *ctx, const char *action);
/* Asks for every action there is. */
void keymap_rebind(struct keymap *m, keymap_keys_fn *fn, const void *ctx)
    __attribute__((nonnull(1, 2)));

/* All entries, least specific layer first. */
struct keymap_entry {
    const struct binding *binding;
    const char *scope;
    const char *keys; /* after overrides */
    bool overridden;  /* by keys.conf */
    bool shadowed;    /* every key of it means something else in a later layer */
};
size_t keymap_count(const struct keymap *m) NONNULL;
struct keymap_entry keymap_at(const struct keymap *m, size_t i) NONNULL;
/* First key of the action that still means it, as text; "" when none. Appended to out. */
void keymap_key_of(const struct keymap *m, const char *action, struct buf *out) NONNULL;
/* The first key that means two things in one layer; false: there is none. */
struct keymap_clash {
    struct key key;
    const char *a, *b; /* actions; borrowed from the bindings */
};
bool keymap_clash(const struct keymap *m, struct keymap_clash *out) NONNULL;
/* One line a problem: the same key twice in a layer, names that are no keys. 0: fine. */
size_t keymap_problems(const struct keymap *m, struct buf *out) NONNULL;
