#include "client/store/contexts.h"

#include <errno.h>
#include <stdlib.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/base/nearest.h"

#define FILE_NAME "picket.conf"

enum { NAME_MAX_BYTES = NEAREST_WORD_MAX, PATH_MAX_BYTES = 4096 };

static const char *const file_settings[] = {"contexts", NULL};

/* ---- owning ---- */

static void texts_free(struct context_texts *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->items[i]);
    t->n = 0;
}

static void entry_free(struct context_entry *e)
{
    texts_free(&e->regions);
    texts_free(&e->endpoint_urls);
    free(e->name);
    free(e->profile);
    free(e->region);
    free(e->endpoint_url);
    free(e->theme);
    guards_free(&e->guards);
}

void contexts_free(struct contexts *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->n; i++)
        entry_free(&c->items[i]);
    free(c->items);
    *c = (struct contexts){0};
}

static struct context_entry *find(const struct contexts *c, const char *name)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->items[i].name, name) == 0)
            return &c->items[i];
    return NULL;
}

const struct context_entry *contexts_find(const struct contexts *c, const char *name)
{
    return find(c, name);
}

/* ---- reading ---- */

static bool name_valid(const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < n; i++)
        if (name[i] <= ' ' || name[i] > '~') /* it is typed, drawn and written to logs */
            return false;
    return n > 0 && n <= NAME_MAX_BYTES && name[0] != '-';
}

static bool read_name(const struct conf_node *group, const char **name, struct err *err)
{
    *name = NULL;
    if (!conf_is_group(group))
        return conf_err(group, err, "a context is a group, like { name = \"prod\"; }");
    if (!conf_text(group, "name", name, err))
        return false;
    if (*name == NULL)
        return conf_err(group, err, "a context needs a name");
    return name_valid(*name) ||
           conf_err(group, err, "the name of a context is 1 to %d ASCII letters without blanks",
                    NAME_MAX_BYTES);
}

/* Where the context leads: given once, or twice alike. */
static bool read_place(const struct conf_node *group, const char *setting, char **slot,
                       struct err *err)
{
    const char *text = NULL;

    if (!conf_text(group, setting, &text, err))
        return false;
    if (text == NULL)
        return true;
    if (text[0] == '\0')
        return conf_err(conf_get(group, setting), err, "%s is empty: leave it out", setting);
    if (*slot != NULL && strcmp(*slot, text) != 0)
        return conf_err(conf_get(group, setting), err,
                        "the team's file sets this %s to %.80s: use another name", setting,
                        *slot);
    if (*slot == NULL)
        *slot = mem_strdup(text);
    return true;
}

static bool add_text(const struct conf_node *list, size_t i, struct context_texts *out,
                     struct err *err)
{
    const char *text = NULL;

    if (!conf_text_at(list, i, &text, err))
        return false;
    if (text[0] == '\0')
        return conf_err(list, err, "%s has an empty text", conf_name(list));
    if (out->n == REGIONS_MAX)
        return conf_err(list, err, "%s are %d at most", conf_name(list), REGIONS_MAX);
    out->items[out->n++] = mem_strdup(text);
    return true;
}

static bool same_texts(const struct context_texts *a, const struct context_texts *b)
{
    bool same = a->n == b->n;

    for (size_t i = 0; same && i < a->n; i++)
        same = strcmp(a->items[i], b->items[i]) == 0;
    return same;
}

/* As read_place(): given once, or twice alike. */
static bool read_texts(const struct conf_node *group, const char *setting,
                       struct context_texts *slot, struct err *err)
{
    const struct conf_node *list = conf_get(group, setting);
    struct context_texts got = {0};

    if (list == NULL)
        return true;
    bool ok = (conf_is_list(list) && conf_count(list) > 0) ||
              conf_err(list, err, "%s is a list, like [ \"..\", \"..\" ]", setting);

    for (size_t i = 0; ok && i < conf_count(list); i++)
        ok = add_text(list, i, &got, err);
    if (ok && slot->n > 0 && !same_texts(slot, &got))
        ok = conf_err(list, err, "the team's file sets other %s: use another name", setting);
    if (!ok || slot->n > 0) {
        texts_free(&got);
        return ok;
    }
    *slot = got;
    return true;
}

static bool is_twice(const struct context_texts *t, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(t->items[k], t->items[i]) == 0)
            return true;
    return false;
}

/* The first of several regions is the region. */
static bool read_regions(const struct conf_node *group, struct context_entry *e,
                         struct err *err)
{
    const struct context_texts *all = &e->regions, *urls = &e->endpoint_urls;

    if (!read_texts(group, "regions", &e->regions, err) ||
        !read_texts(group, "endpoint_urls", &e->endpoint_urls, err))
        return false;
    if (urls->n != 0 && urls->n != all->n)
        return conf_err(group, err, "endpoint_urls has %zu addresses for %zu regions", urls->n,
                        all->n);
    if (urls->n != 0 && e->endpoint_url != NULL)
        return conf_err(group, err, "endpoint_url or endpoint_urls, not both");
    if (all->n > 1 && e->endpoint_url != NULL)
        return conf_err(group, err,
                        "endpoint_url is one address for %zu regions: use endpoint_urls",
                        all->n);
    for (size_t i = 0; i < all->n; i++)
        if (is_twice(all, i) || strlen(all->items[i]) >= REGION_BYTES)
            return conf_err(group, err, "regions has %.80s twice, or it is no region",
                            all->items[i]);
    if (all->n > 0 && e->region != NULL && strcmp(e->region, all->items[0]) != 0)
        return conf_err(group, err, "region is %.80s, and the first of regions is %.80s",
                        e->region, all->items[0]);
    if (all->n > 0 && e->region == NULL)
        e->region = mem_strdup(all->items[0]);
    return true;
}

static bool read_places(const struct conf_node *group, struct context_entry *e, struct err *err)
{
    return read_place(group, "profile", &e->profile, err) &&
           read_place(group, "region", &e->region, err) &&
           read_place(group, "endpoint_url", &e->endpoint_url, err) &&
           read_regions(group, e, err);
}

/* Guards nothing, so the own file has the last word. */
static bool read_theme(const struct conf_node *group, struct context_entry *e, struct err *err)
{
    const char *text = NULL;

    if (!conf_text(group, "theme", &text, err))
        return false;
    if (text == NULL)
        return true;
    if (text[0] == '\0')
        return conf_err(conf_get(group, "theme"), err, "theme is empty: leave it out");
    free(e->theme);
    e->theme = mem_strdup(text);
    return true;
}

static bool add_entry(struct contexts *c, const struct conf_node *group, const char *name,
                      struct err *err)
{
    struct context_entry e = {0};

    if (c->n == CONTEXTS_MAX)
        return conf_err(group, err, "more than %d contexts", CONTEXTS_MAX);
    if (!read_places(group, &e, err) || !read_theme(group, &e, err) ||
        !guards_read(group, &e.guards, err)) {
        entry_free(&e);
        return false;
    }
    e.name = mem_strdup(name);
    c->items = mem_grow(c->items, &c->cap, c->n + 1, sizeof *c->items);
    c->items[c->n++] = e;
    return true;
}

/* What the own file leaves out stays as the team has it, so only what it says can tighten. */
static bool tighten_entry(struct context_entry *e, const struct conf_node *group,
                          struct err *err)
{
    struct guards own;

    if (!read_places(group, e, err) || !read_theme(group, e, err) ||
        !guards_overlay(group, &e->guards, &own, err))
        return false;
    guards_tighten(&e->guards, &own);
    guards_free(&own);
    return true;
}

/* The first `of_team` entries are the team's. */
static bool read_item(const struct conf_node *list, size_t i, struct contexts *c,
                      size_t of_team, struct err *err)
{
    const struct conf_node *group = conf_at(list, i);
    const char *name;

    if (!read_name(group, &name, err))
        return false;
    for (size_t k = 0; k < i; k++) { /* in a list of at most CONTEXTS_MAX */
        const char *before = NULL;

        if (conf_text(conf_at(list, k), "name", &before, err) && before != NULL &&
            strcmp(before, name) == 0)
            return conf_err(group, err, "context %s is in this file twice", name);
    }
    struct context_entry *e = find(c, name);

    return e != NULL && (size_t)(e - c->items) < of_team ? tighten_entry(e, group, err)
                                                         : add_entry(c, group, name, err);
}

static bool read_list(const struct conf_node *list, struct contexts *c, size_t of_team,
                      struct err *err)
{
    bool ok = true;

    for (size_t i = 0; i < conf_count(list); i++) {
        struct err why;

        if (!read_item(list, i, c, of_team, &why))
            conf_wrong(&ok, err, &why);
    }
    return ok;
}

static bool read_file(const char *path, struct contexts *c, struct err *err)
{
    struct err why;
    struct conf *conf = path != NULL ? conf_load(path, &why) : NULL;
    bool ok = true;

    if (path == NULL)
        return true;
    if (conf == NULL) {
        if (files_absent(&why))
            return true;
        *err = why;
        if (err->kind == ERR_IO)
            err->kind = ERR_CONFIG;
        return false;
    }
    const struct conf_node *root = conf_root(conf), *list = conf_get(root, "contexts");

    ok = conf_unknown(root, file_settings, err);
    if (ok && list != NULL)
        ok = conf_is_list(list) ? read_list(list, c, c->n, err)
                                : conf_err(list, err, "contexts is a list, like ( { ... } )");
    conf_free(conf);
    return ok;
}

bool contexts_read(const char *team_path, const char *own_path, struct contexts *out,
                   struct err *err)
{
    struct contexts c = {0};

    if (!read_file(team_path, &c, err) || !read_file(own_path, &c, err)) {
        contexts_free(&c);
        return false;
    }
    *out = c;
    return true;
}

/* ---- where the files are ---- */

/* Leaves `out` empty where there is no home, hence no file of one's own. */
static bool own_path(struct buf *out, struct err *err)
{
    const char *named = getenv("PICKET_CONFIG");
    struct err homeless;

    if (named == NULL || named[0] == '\0') {
        if (!files_xdg(out, XDG_CONFIG, FILE_NAME, &homeless))
            buf_reset(out);
        return true;
    }
    buf_puts(out, named);
    if (!out->full && files_exists(named))
        return true;
    (void)err_set(err, ERR_CONFIG, "PICKET_CONFIG names %.200s, which is not there", named);
    return err_advise(err, "correct it or unset it");
}

bool contexts_load(struct contexts *out, struct err *err)
{
    struct buf team = BUF_INIT(PATH_MAX_BYTES), own = BUF_INIT(PATH_MAX_BYTES);
    bool has_team = files_team(&team, FILE_NAME);
    bool ok =
        own_path(&own, err) && contexts_read(has_team ? buf_text(&team) : NULL,
                                             own.len > 0 ? buf_text(&own) : NULL, out, err);

    buf_free(&team);
    buf_free(&own);
    return ok;
}

/* ---- asking ---- */

bool contexts_need(const struct contexts *c, const char *name, const struct context_entry **out,
                   struct err *err)
{
    const struct context_entry *e = find(c, name);
    const char *names[CONTEXTS_MAX + 1] = {NULL};

    if (e != NULL) {
        *out = e;
        return true;
    }
    for (size_t i = 0; i < c->n; i++)
        names[i] = c->items[i].name;
    const char *near = nearest_word(name, names);

    (void)err_set(err, ERR_USAGE, "no context is called %.60s", name);
    if (near != NULL)
        return err_advise(err, "the nearest is %s", near);
    return c->n > 0 ? err_advise(err, "there is %s, for one", names[0])
                    : err_advise(err, "contexts are described in picket.conf(5)");
}

static bool same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool has_region(const struct context_entry *e, const char *region)
{
    for (size_t i = 0; i < e->regions.n; i++)
        if (same(e->regions.items[i], region))
            return true;
    return same(e->region, region);
}

void contexts_guards(const struct contexts *c, const struct context_entry *chosen,
                     const char *profile, const char *region, struct guards *out)
{
    struct guards g;
    bool first = chosen == NULL, by_region = false;

    if (chosen != NULL)
        guards_copy(&chosen->guards, &g);
    else
        guards_default(&g);
    for (size_t i = 0; i < c->n; i++)
        by_region |= same(c->items[i].profile, profile) && has_region(&c->items[i], region);
    for (size_t i = 0; i < c->n; i++) {
        const struct context_entry *e = &c->items[i];

        if (e == chosen || !same(e->profile, profile) ||
            (by_region && e->region != NULL && !has_region(e, region)))
            continue;
        if (first) { /* not on top of the defaults: a context may be wider than they are */
            guards_free(&g);
            guards_copy(&e->guards, &g);
            first = false;
        } else {
            guards_tighten(&g, &e->guards);
        }
    }
    *out = g;
}
