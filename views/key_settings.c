#include "views/key_settings.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/conf.h"
#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/nearest.h"
#include "views/app_inside.h"

#define FILE_NAME "keys.conf"

enum { PATH_BYTES = 4096, ACTIONS_MAX = 2000 /* of all screens; there are about 500 */ };

/* ---- checking ---- */

/* Names of actions are static: they outlive the maps. */
static void advise_action(const char *action, struct err *err)
{
    const char **known = mem_alloc(ACTIONS_MAX + 1, sizeof *known);
    size_t n = 0;

    for (size_t i = 0; screens[i] != NULL; i++) {
        struct keymap *m = app_keymap_new(screens[i], NULL);

        for (size_t k = 0; k < keymap_count(m) && n < ACTIONS_MAX; k++)
            known[n++] = keymap_at(m, k).binding->action;
        keymap_free(m);
    }
    const char *nearest = nearest_word(action, known);

    if (nearest != NULL)
        (void)err_advise(err, "the nearest is %s", nearest);
    else
        (void)err_advise(err, "picket keys lists the actions");
    free(known);
}

static bool clash(const struct keys_conf *c, const struct keymap_clash *x, struct err *err)
{
    const struct keys_conf_entry *a = keys_conf_find(c, x->a), *b = keys_conf_find(c, x->b);
    const struct keys_conf_entry *later = a == NULL || (b != NULL && b->line > a->line) ? b : a;
    struct buf key = BUF_INIT(64);

    keys_print(x->key, &key);
    (void)err_set(err, ERR_CONFIG, "%s:%d: %s is both %s and %s", c->path,
                  later != NULL ? later->line : 0, buf_text(&key), x->a, x->b);
    buf_free(&key);
    return err_advise(err, "give one of them another key, or \"\" for none");
}

/* Which entries this screen knows, and whether each key means one thing there. */
static bool check_screen(const struct keys_conf *c, const struct screen_spec *spec, bool *known,
                         struct err *err)
{
    struct keymap *m = app_keymap_new(spec, c);
    struct keymap_clash x;
    bool any = false, ok;

    for (size_t i = 0; i < keymap_count(m); i++) {
        const struct keys_conf_entry *e = keys_conf_find(c, keymap_at(m, i).binding->action);

        if (e == NULL)
            continue;
        any = true;
        known[e - c->items] = true;
    }
    ok = !any || !keymap_clash(m, &x) || clash(c, &x, err);
    keymap_free(m);
    return ok;
}

static void check_known(const struct keys_conf *c, const bool *known, bool *ok, struct err *err)
{
    for (size_t i = 0; i < c->n; i++) {
        struct err why;

        if (known[i] || keys_conf_find(c, c->items[i].action) != &c->items[i])
            continue;
        (void)err_set(&why, ERR_CONFIG, "%s:%d: there is no action %s", c->path,
                      c->items[i].line, c->items[i].action);
        advise_action(c->items[i].action, &why);
        conf_wrong(ok, err, &why);
    }
}

bool key_settings_check(const struct keys_conf *c, struct err *err)
{
    bool *known = mem_alloc(c->n + 1, sizeof *known), ok = true;

    for (size_t i = 0; c->n > 0 && screens[i] != NULL; i++) {
        struct err why;

        if (!check_screen(c, screens[i], known, &why))
            conf_wrong(&ok, err, &why);
    }
    check_known(c, known, &ok, err);
    free(known);
    return ok;
}

static bool load(const char *path, struct keys_conf *out, struct err *err)
{
    if (!keys_conf_load(path, out, err))
        return false;
    if (key_settings_check(out, err))
        return true;
    keys_conf_free(out);
    return false;
}

/* ---- life ---- */

bool key_settings_open(struct key_settings *s, struct err *err)
{
    struct buf path = BUF_INIT(PATH_BYTES);
    struct err homeless;

    *s = (struct key_settings){0};
    if (files_xdg(&path, XDG_CONFIG, FILE_NAME, &homeless))
        s->path = mem_strdup(buf_text(&path));
    buf_free(&path);
    return s->path == NULL || load(s->path, &s->conf, err);
}

void key_settings_changed(void *ctx)
{
    struct key_settings *s = ctx;
    struct keys_conf fresh;
    struct err err;

    if (s->path == NULL)
        return;
    if (!load(s->path, &fresh, &err)) {
        app_error(s->app, &err);
        return;
    }
    const bool any = s->conf.n > 0 || fresh.n > 0;

    keys_conf_free(&s->conf);
    s->conf = fresh;
    app_keymaps_changed(s->app);
    if (any)
        app_message(s->app, MESSAGE_OK, "The keys were read again.");
}

void key_settings_serve(struct key_settings *s, struct app *app)
{
    s->app = app;
}

void key_settings_close(struct key_settings *s)
{
    keys_conf_free(&s->conf);
    free(s->path);
    *s = (struct key_settings){0};
}
