#include "tui/keys.h"

#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/utf8.h"

static const struct {
    const char *name;
    uint32_t code;
} names[] = {
    {"<Enter>", KEYCODE_ENTER},
    {"<Tab>", KEYCODE_TAB},
    {"<Esc>", KEYCODE_ESC},
    {"<Backspace>", KEYCODE_BACKSPACE},
    {"<Up>", KEYCODE_UP},
    {"<Down>", KEYCODE_DOWN},
    {"<Left>", KEYCODE_LEFT},
    {"<Right>", KEYCODE_RIGHT},
    {"<Home>", KEYCODE_HOME},
    {"<End>", KEYCODE_END},
    {"<PgUp>", KEYCODE_PGUP},
    {"<PgDn>", KEYCODE_PGDN},
    {"<Insert>", KEYCODE_INSERT},
    {"<Delete>", KEYCODE_DELETE},
    {"<F1>", KEYCODE_F1},
    {"<F2>", KEYCODE_F1 + 1},
    {"<F3>", KEYCODE_F1 + 2},
    {"<F4>", KEYCODE_F1 + 3},
    {"<F5>", KEYCODE_F1 + 4},
    {"<F6>", KEYCODE_F1 + 5},
    {"<F7>", KEYCODE_F1 + 6},
    {"<F8>", KEYCODE_F1 + 7},
    {"<F9>", KEYCODE_F1 + 8},
    {"<F10>", KEYCODE_F1 + 9},
    {"<F11>", KEYCODE_F1 + 10},
    {"<F12>", KEYCODE_F12},
    {"<Space>", ' '},
};

static const struct {
    char letter;
    uint8_t mod;
} mods[] = {{'C', KEY_CTRL}, {'M', KEY_ALT}, {'S', KEY_SHIFT}};

bool keys_equal(struct key a, struct key b)
{
    return a.code == b.code && a.mods == b.mods;
}

bool keys_is(struct key k, uint32_t code)
{
    return k.code == code && k.mods == 0;
}

bool keys_printable(struct key k)
{
    if (k.mods != 0 || k.code >= KEYCODE_FIRST)
        return false;
    enum cp_class class = utf8_class(k.code);

    return class == CP_PRINT || class == CP_WIDE || class == CP_COMBINING;
}

bool keys_parse(struct str name, struct key *out)
{
    struct key k = {0};

    for (size_t i = 0; i < COUNT_OF(mods); i++) {
        if (name.n < 3 || name.p[0] != mods[i].letter || name.p[1] != '-')
            continue;
        k.mods |= mods[i].mod;
        name.p += 2;
        name.n -= 2;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!str_eq_nocase(name, names[i].name))
            continue;
        k.code = names[i].code;
        *out = k;
        return true;
    }
    bool valid = false;

    if (name.n > 0)
        k.code = utf8_next(&name, &valid);
    if (!valid || name.n > 0 || k.code <= ' ' || k.code == 0x7f || (k.mods & KEY_SHIFT))
        return false;
    *out = k;
    return true;
}

void keys_print(struct key k, struct buf *out)
{
    for (size_t i = 0; i < COUNT_OF(mods); i++)
        if (k.mods & mods[i].mod)
            buf_printf(out, "%c-", mods[i].letter);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (names[i].code != k.code)
            continue;
        buf_puts(out, names[i].name);
        return;
    }
    char bytes[4];

    buf_put(out, bytes, utf8_put(bytes, k.code));
}

/* ---- keymap ---- */

struct entry {
    const struct binding *binding;
    const char *scope;
    size_t layer;
    char *keys;      /* owned; NULL: as in the binding */
    struct key live; /* the first of them that no later layer takes; looked at in every frame */
    bool is_live;
};

/* One key of one entry, sorted by key, then the winning layer first. */
struct slot {
    struct key key;
    uint32_t entry;
};

struct keymap {
    struct entry *entries;
    size_t n, cap;
    struct slot *slots;
    size_t n_slots, cap_slots;
};

static const char *keys_of(const struct entry *e)
{
    return e->keys != NULL ? e->keys : e->binding->keys;
}

/* Next blank-separated word; false at the end. */
static bool next_word(struct str *rest, struct str *word)
{
    *rest = str_trim(*rest);
    if (rest->n == 0)
        return false;
    *word = str_cut(*rest, ' ', rest);
    return true;
}

static int order(const struct keymap *m, const struct slot *a, const struct slot *b)
{
    if (a->key.code != b->key.code)
        return a->key.code < b->key.code ? -1 : 1;
    if (a->key.mods != b->key.mods)
        return a->key.mods < b->key.mods ? -1 : 1;
    size_t x = m->entries[a->entry].layer, y = m->entries[b->entry].layer;

    if (x != y)
        return x > y ? -1 : 1;
    return a->entry < b->entry ? -1 : a->entry > b->entry;
}

static int compare(const void *a, const void *b, void *map)
{
    return order(map, a, b);
}

static const struct slot *find_slot(const struct keymap *m, struct key k)
{
    size_t low = 0, high = m->n_slots;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct key *at = &m->slots[mid].key;

        if (at->code < k.code || (at->code == k.code && at->mods < k.mods))
            low = mid + 1;
        else
            high = mid;
    }
    return low < m->n_slots && keys_equal(m->slots[low].key, k) ? &m->slots[low] : NULL;
}

/* The first key of entry i that is not taken by a later layer. */
static void find_live_key(struct keymap *m, uint32_t i)
{
    struct entry *e = &m->entries[i];
    struct str rest = str_of(keys_of(e)), word;

    e->is_live = false;
    while (!e->is_live && next_word(&rest, &word)) {
        if (!keys_parse(word, &e->live))
            continue;
        const struct slot *s = find_slot(m, e->live);

        e->is_live = s != NULL && s->entry == i;
    }
}

static void index_keys(struct keymap *m)
{
    m->n_slots = 0;
    for (size_t i = 0; i < m->n; i++) {
        struct str rest = str_of(keys_of(&m->entries[i])), word;

        while (next_word(&rest, &word)) {
            struct key k;

            if (!keys_parse(word, &k))
                continue; /* told by keymap_problems() */
            m->slots = mem_grow(m->slots, &m->cap_slots, m->n_slots + 1, sizeof *m->slots);
            m->slots[m->n_slots++] = (struct slot){k, (uint32_t)i};
        }
    }
    qsort_r(m->slots, m->n_slots, sizeof *m->slots, compare, m);
    for (size_t i = 0; i < m->n; i++)
        find_live_key(m, (uint32_t)i);
}

struct keymap *keymap_new(const struct keymap_layer *layers, size_t n)
{
    struct keymap *m = mem_alloc(1, sizeof *m);

    for (size_t i = 0; i < n; i++) {
        for (const struct binding *b = layers[i].bindings; b->action != NULL; b++) {
            m->entries = mem_grow(m->entries, &m->cap, m->n + 1, sizeof *m->entries);
            m->entries[m->n++] =
                (struct entry){.binding = b, .scope = layers[i].scope, .layer = i};
        }
    }
    index_keys(m);
    return m;
}

void keymap_free(struct keymap *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->n; i++)
        free(m->entries[i].keys);
    free(m->entries);
    free(m->slots);
    free(m);
}

const struct binding *keymap_find(const struct keymap *m, struct key k)
{
    const struct slot *s = find_slot(m, k);

    return s != NULL ? m->entries[s->entry].binding : NULL;
}

bool keymap_override(struct keymap *m, const char *scope, const char *action, const char *keys,
                     struct err *err)
{
    struct str rest = str_of(keys), word;

    while (next_word(&rest, &word)) {
        struct key k;

        if (keys_parse(word, &k))
            continue;
        err_set(err, ERR_CONFIG, "\"%.*s\" is not the name of a key", (int)word.n, word.p);
        return err_advise(err, "names are like j, G, C-r, M-b, <Enter>, <F5>, <PgDn>, <Space>");
    }
    for (size_t i = 0; i < m->n; i++) {
        struct entry *e = &m->entries[i];

        if (strcmp(e->scope, scope) != 0 || strcmp(e->binding->action, action) != 0)
            continue;
        free(e->keys);
        e->keys = mem_strdup(keys);
        index_keys(m);
        return true;
    }
    err_set(err, ERR_CONFIG, "there is no action \"%s.%s\"", scope, action);
    return err_advise(err, "the help screen (?) lists the actions of every screen");
}

void keymap_rebind(struct keymap *m, keymap_keys_fn *fn, const void *ctx)
{
    bool any = false;

    for (size_t i = 0; i < m->n; i++) {
        struct entry *e = &m->entries[i];
        const char *keys = fn(ctx, e->binding->action);

        if (keys == NULL)
            continue;
        free(e->keys);
        e->keys = mem_strdup(keys);
        any = true;
    }
    if (any)
        index_keys(m);
}

size_t keymap_count(const struct keymap *m)
{
    return m->n;
}

struct keymap_entry keymap_at(const struct keymap *m, size_t i)
{
    const struct entry *e = &m->entries[i];

    return (struct keymap_entry){.binding = e->binding,
                                 .scope = e->scope,
                                 .keys = keys_of(e),
                                 .overridden = e->keys != NULL,
                                 .shadowed = !e->is_live};
}

void keymap_key_of(const struct keymap *m, const char *action, struct buf *out)
{
    for (size_t i = m->n; i-- > 0;) {
        const struct entry *e = &m->entries[i];

        if (!e->is_live || strcmp(e->binding->action, action) != 0)
            continue;
        keys_print(e->live, out);
        return;
    }
}

static size_t bad_names(const struct entry *e, struct buf *out)
{
    struct str rest = str_of(keys_of(e)), word;
    size_t problems = 0;

    while (next_word(&rest, &word)) {
        struct key k;

        if (keys_parse(word, &k))
            continue;
        buf_printf(out, "%s.%s: \"%.*s\" is not the name of a key\n", e->scope,
                   e->binding->action, (int)word.n, word.p);
        problems++;
    }
    return problems;
}

/* The slots i - 1 and i: one key, twice in one layer. */
static bool clashes(const struct keymap *m, size_t i, struct keymap_clash *out)
{
    const struct entry *a = &m->entries[m->slots[i - 1].entry];
    const struct entry *b = &m->entries[m->slots[i].entry];

    *out = (struct keymap_clash){m->slots[i].key, a->binding->action, b->binding->action};
    return a->layer == b->layer && keys_equal(m->slots[i - 1].key, m->slots[i].key);
}

bool keymap_clash(const struct keymap *m, struct keymap_clash *out)
{
    for (size_t i = 1; i < m->n_slots; i++)
        if (clashes(m, i, out))
            return true;
    return false;
}

size_t keymap_problems(const struct keymap *m, struct buf *out)
{
    struct keymap_clash clash;
    size_t problems = 0;

    for (size_t i = 0; i < m->n; i++)
        problems += bad_names(&m->entries[i], out);
    for (size_t i = 1; i < m->n_slots; i++) {
        if (!clashes(m, i, &clash))
            continue;
        buf_printf(out, "%s: ", m->entries[m->slots[i].entry].scope);
        keys_print(clash.key, out);
        buf_printf(out, _(" is both %s and %s\n"), clash.a, clash.b);
        problems++;
    }
    return problems;
}
