#include "tui/keys_conf.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/conf.h"
#include "client/base/files.h"
#include "client/base/map.h"
#include "client/base/mem.h"

/* Every word is a key. */
static bool check_keys(const struct conf_node *group, const char *keys, struct err *err)
{
    for (struct str rest = str_of(keys); rest.n > 0;) {
        const struct str word = str_cut(rest, ' ', &rest);
        struct key k;

        if (word.n == 0 || keys_parse(word, &k))
            continue;
        (void)conf_err(group, err, "\"%.*s\" is not the name of a key", (int)word.n, word.p);
        return err_advise(err, "names are like j, G, C-r, M-b, <Enter>, <F5>, <PgDn>, <Space>");
    }
    return true;
}

static bool read_member(const struct conf_node *group, const struct conf_node *member,
                        struct keys_conf *c, struct err *err)
{
    const char *keys = "";

    if (c->n == KEYS_CONF_MAX)
        return conf_err(member, err, "more than %d keys", KEYS_CONF_MAX);
    if (!conf_text(group, conf_name(member), &keys, err) || !check_keys(member, keys, err))
        return false;
    c->items = mem_grow(c->items, &c->cap, c->n + 1, sizeof *c->items);
    c->items[c->n++] = (struct keys_conf_entry){
        .action = mem_printf("%s.%s", conf_name(group), conf_name(member)),
        .keys = mem_strdup(keys),
        .line = conf_line(member)};
    return true;
}

static void read_group(const struct conf_node *group, struct keys_conf *c, bool *ok,
                       struct err *err)
{
    struct err why;

    if (!conf_is_group(group)) {
        (void)conf_err(group, &why, "%s is a group, like { suppress = \"S\"; }",
                       conf_name(group));
        conf_wrong(ok, err, &why);
        return;
    }
    for (size_t i = 0; i < conf_count(group); i++)
        if (!read_member(group, conf_at(group, i), c, &why))
            conf_wrong(ok, err, &why);
}

/* Once the items stay where they are. */
static void index_items(struct keys_conf *c)
{
    c->by_action = map_new();
    for (size_t i = 0; i < c->n; i++)
        (void)map_put(c->by_action, c->items[i].action, &c->items[i]);
}

bool keys_conf_load(const char *path, struct keys_conf *out, struct err *err)
{
    struct err why;
    struct conf *conf = conf_load(path, &why);
    bool ok = true;

    *out = (struct keys_conf){0};
    if (conf == NULL) {
        if (files_absent(&why))
            return true;
        *err = why;
        return false;
    }
    out->path = mem_strdup(path);
    for (size_t i = 0; i < conf_count(conf_root(conf)); i++)
        read_group(conf_at(conf_root(conf), i), out, &ok, err);
    conf_free(conf);
    if (ok)
        index_items(out);
    else
        keys_conf_free(out);
    return ok;
}

void keys_conf_free(struct keys_conf *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->items[i].action);
        free(c->items[i].keys);
    }
    free(c->items);
    map_free(c->by_action, NULL);
    free(c->path);
    *c = (struct keys_conf){0};
}

const struct keys_conf_entry *keys_conf_find(const struct keys_conf *c, const char *action)
{
    return c->by_action != NULL ? map_get(c->by_action, action) : NULL;
}

static const char *keys_of(const void *ctx, const char *action)
{
    const struct keys_conf_entry *e = keys_conf_find(ctx, action);

    return e != NULL ? e->keys : NULL;
}

void keys_conf_apply(const struct keys_conf *c, struct keymap *m)
{
    keymap_rebind(m, keys_of, c);
}
