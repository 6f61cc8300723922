/* Reading themes and answering for them; theme_colour.c knows colours. */
#include "tui/theme.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/base/conf.h"
#include "client/base/files.h"
#include "client/base/mem.h"
#include "tui/builtin_themes.h"
#include "tui/theme_colour.h"

enum {
    MEANINGS = STYLE_COUNT + OVER_COUNT, /* styles, then overlays */
    BASES_MAX = 4,                       /* themes built on one another */
    FEW_COLOURS = 16,
};

/* One group of a file; a role it does not name is not set. */
struct looks {
    struct look look[MEANINGS];
    bool set[MEANINGS];
};

enum group { GROUP_ROLES, GROUP_FEW, GROUP_MONO, GROUP_COUNT };

static const char *const group_names[GROUP_COUNT] = {"roles", "fallback8", "mono"};

struct theme {
    char name[48];
    bool light;
    struct looks groups[GROUP_COUNT];
};

static const struct {
    const char *name, *text;
} builtin[] = {
    {"default16", THEME_DEFAULT16},
    {"mono", THEME_MONO},
    {"light", THEME_LIGHT},
    {"high-contrast", THEME_HIGH_CONTRAST},
    {"deuteranopia", THEME_DEUTERANOPIA},
};

static const char *const names[COUNT_OF(builtin) + 1] = {
    "default16", "mono", "light", "high-contrast", "deuteranopia", NULL};

const char *const *theme_builtin_names(void)
{
    return names;
}

static NONNULL const char *builtin_text(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(builtin); i++)
        if (strcmp(builtin[i].name, name) == 0)
            return builtin[i].text;
    return NULL;
}

static const char *meaning_name(int i)
{
    return i < STYLE_COUNT ? style_name((enum style)i)
                           : over_name((enum over)(i - STYLE_COUNT));
}

static int meaning_of(const char *name)
{
    for (int i = 0; i < MEANINGS; i++)
        if (i != STYLE_COUNT && strcmp(meaning_name(i), name) == 0)
            return i;
    return -1;
}

static bool read_group(struct looks *g, const struct conf_node *group, struct err *err)
{
    for (size_t i = 0; i < conf_count(group); i++) {
        const struct conf_node *n = conf_at(group, i);
        int at = meaning_of(conf_name(n));
        const char *text = "";

        if (at < 0)
            return conf_err(n, err, "there is no role \"%s\"", conf_name(n));
        if (!conf_text(group, conf_name(n), &text, err))
            return false;
        if (!theme_parse_look(str_of(text), &g->look[at]))
            return conf_err(n, err,
                            "\"%s\" is not a look; write foreground,background,attributes: "
                            "\"red,default,bold+reverse\"",
                            text);
        g->set[at] = true;
    }
    return true;
}

static bool read_theme(struct theme *t, const struct conf_node *root, struct err *err);

static NONNULL bool read_base(struct theme *t, const char *base, struct err *err)
{
    const char *text = builtin_text(base);

    if (text == NULL) {
        err_set(err, ERR_CONFIG, "there is no theme \"%s\" to build on", base);
        return err_advise(err, "base is one of: %s", THEME_NAMES);
    }
    struct conf *c = conf_parse(text, base, err);
    bool ok = c != NULL && read_theme(t, conf_root(c), err);

    conf_free(c);
    return ok;
}

static bool read_background(struct theme *t, const struct conf_node *root, const char *word,
                            struct err *err)
{
    t->light = strcmp(word, "light") == 0;
    if (t->light || strcmp(word, "dark") == 0)
        return true;
    return conf_err(conf_get(root, "background"), err,
                    "background is \"dark\" or \"light\", not \"%s\"", word);
}

static bool read_theme(struct theme *t, const struct conf_node *root, struct err *err)
{
    static const char *const known[] = {"name",      "base", "background", "roles",
                                        "fallback8", "mono", NULL};
    const char *name = "", *base = "", *background = "";

    if (!conf_unknown(root, known, err) || !conf_text(root, "name", &name, err) ||
        !conf_text(root, "base", &base, err) ||
        !conf_text(root, "background", &background, err))
        return false;
    if (base[0] != '\0' && strcmp(base, name) != 0 && !read_base(t, base, err))
        return false;
    if (background[0] != '\0' && !read_background(t, root, background, err))
        return false;
    snprintf(t->name, sizeof t->name, "%s", name);
    for (int g = 0; g < GROUP_COUNT; g++) {
        const struct conf_node *n = conf_get(root, group_names[g]);

        if (n != NULL && !read_group(&t->groups[g], n, err))
            return false;
    }
    return true;
}

static void set_plain(struct looks *g)
{
    for (int i = 0; i < MEANINGS; i++)
        g->look[i] = (struct look){COLOUR_DEFAULT, COLOUR_DEFAULT, 0};
}

static struct theme *from_conf(struct conf *c, struct err *err)
{
    struct theme *t = mem_alloc(1, sizeof *t);

    set_plain(&t->groups[GROUP_ROLES]);
    if (c == NULL || !read_theme(t, conf_root(c), err)) {
        free(t);
        t = NULL;
    }
    conf_free(c);
    return t;
}

struct theme *theme_parse(const char *text, const char *where, struct err *err)
{
    return from_conf(conf_parse(text, where, err), err);
}

struct theme *theme_builtin(const char *name)
{
    struct err err;
    const char *text = builtin_text(name);
    struct theme *t = theme_parse(text != NULL ? text : THEME_DEFAULT16, name, &err);

    if (t == NULL)
        bug("built-in theme %s: %s", name, err.text);
    return t;
}

static struct theme *load_file(const char *path, struct err *err)
{
    return from_conf(conf_load(path, err), err);
}

struct theme *theme_load(const char *name, struct err *err)
{
    struct theme *t = NULL;
    struct buf path = BUF_INIT(4096), file = BUF_INIT(256);
    struct err own;

    if (strchr(name, '/') != NULL || str_ends(name, ".conf"))
        return load_file(name, err);
    buf_printf(&file, "themes/%s.conf", name);
    if (files_xdg(&path, XDG_CONFIG, buf_text(&file), &own) &&
        access(buf_text(&path), F_OK) == 0) {
        t = load_file(buf_text(&path), err);
    } else if (builtin_text(name) != NULL) {
        t = theme_builtin(name);
    } else {
        buf_reset(&path);
        if (files_data(&path, buf_text(&file), &own)) {
            t = load_file(buf_text(&path), err);
        } else {
            err_set(err, ERR_CONFIG, "there is no theme \"%s\"", name);
            err_advise(err, "there are %s, and files", THEME_NAMES);
        }
    }
    buf_free(&path);
    buf_free(&file);
    return t;
}

void theme_free(struct theme *t)
{
    free(t);
}

const char *theme_name(const struct theme *t)
{
    return t->name;
}

static struct look meaning_look(const struct theme *t, int i, int colours)
{
    if (colours < 8) {
        if (t->groups[GROUP_MONO].set[i])
            return t->groups[GROUP_MONO].look[i];
        struct look l = t->groups[GROUP_ROLES].look[i];

        return (struct look){COLOUR_DEFAULT, COLOUR_DEFAULT, l.attrs};
    }
    if (colours <= FEW_COLOURS && t->groups[GROUP_FEW].set[i])
        return t->groups[GROUP_FEW].look[i];
    return t->groups[GROUP_ROLES].look[i];
}

struct look theme_look(const struct theme *t, enum style s, enum over o, int colours)
{
    struct look l = meaning_look(t, (int)s, colours);

    if (o != OVER_NONE) {
        struct look over = meaning_look(t, STYLE_COUNT + (int)o, colours);

        /* A bar is one bar, not a patchwork of the colours it covers. */
        if (over.fg != COLOUR_DEFAULT || over.bg != COLOUR_DEFAULT ||
            (over.attrs & LOOK_REVERSE)) {
            l = over;
        } else {
            l.attrs |= over.attrs;
        }
    }
    return theme_fit(l, colours);
}

double theme_contrast(const struct theme *t, struct look look)
{
    return theme_look_contrast(look, t->light ? THEME_LIGHT_GROUND : THEME_DARK_GROUND);
}

const char *theme_faintest(const struct theme *t, int colours, double *contrast)
{
    const char *worst = NULL;
    double least = THEME_CONTRAST_LEAST;

    for (int s = 0; colours >= 8 && s < STYLE_COUNT; s++) {
        const double c = theme_contrast(t, theme_look(t, (enum style)s, OVER_NONE, colours));

        if (c >= least)
            continue;
        least = c;
        worst = style_name((enum style)s);
    }
    *contrast = least;
    return worst;
}
