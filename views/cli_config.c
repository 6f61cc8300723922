/* picket config check: every file of settings, or one of them, and what is wrong with it. */
#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/conf.h"
#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/base/safe.h"
#include "client/store/contexts.h"
#include "client/store/saved_views.h"
#include "tui/theme.h"
#include "views/cli.h"
#include "views/complain.h"
#include "views/key_settings.h"
#include "views/settings.h"

enum { PATH_BYTES = 4096, COLOURS = 256 /* of the terminal a theme is judged for */ };

/* ---- what each of them is read by; *n: how many entries it has ---- */

static bool read_contexts(const char *path, size_t *n, struct err *err)
{
    struct contexts c;

    if (!contexts_read(NULL, path, &c, err))
        return false;
    *n = c.n;
    contexts_free(&c);
    return true;
}

static bool read_views(const char *path, size_t *n, struct err *err)
{
    struct saved_views v;
    const bool ok = saved_views_read(NULL, path, &v, err);

    *n = v.n;
    saved_views_free(&v);
    return ok;
}

static bool read_keys(const char *path, size_t *n, struct err *err)
{
    struct keys_conf c;

    if (!keys_conf_load(path, &c, err))
        return false;
    const bool ok = key_settings_check(&c, err);

    *n = c.n;
    keys_conf_free(&c);
    return ok;
}

static bool read_settings(const char *path, size_t *n, struct err *err)
{
    struct settings s = {0};

    return settings_read(path, FROM_OWN, &s, n, err);
}

/* A theme that can hardly be read is not wrong, and is told. *n: its colours and looks. */
static bool read_theme(const char *path, size_t *n, struct err *err)
{
    struct theme *t = theme_load(path, err);
    double contrast;

    if (t == NULL)
        return false;
    const char *role = theme_faintest(t, COLOURS, &contrast);

    if (role != NULL)
        cli_say("faint   %s: %s is hard to read, its contrast is %.1f:1 and should be 3:1",
                path, role, contrast);
    theme_free(t);
    *n = 1;
    return true;
}

static const struct file {
    const char *name;
    const char *what;     /* its entries */
    const char *variable; /* of the environment, that names another own one; NULL: none */
    bool (*read)(const char *path, size_t *n, struct err *err);
    bool of_team; /* a team has one as well */
} files[] = {
    {"picket.conf", N_("contexts"), "PICKET_CONFIG", read_contexts, true},
    {"settings.conf", N_("settings"), NULL, read_settings, true},
    {"views.conf", N_("views"), NULL, read_views, true},
    {"keys.conf", N_("keys"), NULL, read_keys, false},
};

static const struct file theme_file = {"themes/*.conf", N_("theme"), NULL, read_theme, false};

struct listening {
    const char *path;
    struct map *told; /* texts */
};

/* A key that means two things does so on many screens: each is told once. */
static void hear(void *ctx, const struct err *err)
{
    struct listening *l = ctx;

    if (map_put(l->told, err->text, l) != NULL)
        return;
    if (map_count(l->told) == 1)
        cli_say("wrong   %s", l->path);
    (void)complain(err);
}

/* All that is wrong with its entries; false: something is, and was told when it is of one. */
static bool read_all(const struct file *f, const char *path, size_t *n, bool *told,
                     struct err *err)
{
    struct listening heard = {path, map_new()};

    conf_listen(hear, &heard);
    const bool ok = f->read(path, n, err);

    conf_listen(NULL, NULL);
    *told = map_count(heard.told) > 0;
    map_free(heard.told, NULL);
    return ok;
}

/* false: something is wrong with it. */
static bool check(const struct file *f, const char *path)
{
    size_t n = 0;
    bool told;
    struct err err;

    if (!files_exists(path)) {
        cli_say("absent  %s", path);
        return true;
    }
    if (read_all(f, path, &n, &told, &err)) {
        cli_say("ok      %s: %zu %s", path, n, i18n_text(f->what));
        return true;
    }
    if (told)
        return false;
    cli_say("wrong   %s", path);
    (void)complain(&err);
    return false;
}

static bool own_path(const struct file *f, struct buf *out)
{
    const char *named = f->variable != NULL ? getenv(f->variable) : NULL;
    struct err homeless;

    buf_reset(out);
    if (named == NULL || named[0] == '\0')
        return files_xdg(out, XDG_CONFIG, f->name, &homeless);
    buf_puts(out, named);
    return true;
}

/* Those of one's own; what picket comes with is tested. */
static bool check_themes(void)
{
    struct buf pattern = BUF_INIT(PATH_BYTES);
    struct err homeless;
    glob_t found = {0};
    bool ok = true;

    if (files_xdg(&pattern, XDG_CONFIG, theme_file.name, &homeless) &&
        glob(buf_text(&pattern), 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            ok = check(&theme_file, found.gl_pathv[i]) && ok;
    globfree(&found);
    buf_free(&pattern);
    return ok;
}

/* By its name, or a part of it: my-keys.conf is read as keys.conf is. NULL: none fits. */
static const struct file *kind_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char pattern[40];

        (void)snprintf(pattern, sizeof pattern, "*%s", files[i].name);
        if (fnmatch(pattern, name, 0) == 0)
            return &files[i];
    }
    return fnmatch("*themes/*.conf", path, 0) == 0 || fnmatch("*theme*.conf", name, 0) == 0
               ? &theme_file
               : NULL;
}

static int check_one(const char *path)
{
    const struct file *f = kind_of(path);
    struct err err;

    if (f != NULL && files_exists(path))
        return check(f, path) ? 0 : EXIT_CONFIG;
    if (f != NULL) {
        (void)err_set(&err, ERR_IO, "%s is not there", path);
    } else {
        (void)err_set(&err, ERR_USAGE, "%s: which kind of file is it?", path);
        (void)err_advise(&err, "its name ends in picket.conf, settings.conf, views.conf, "
                               "keys.conf, or it lies in themes/");
    }
    return complain(&err);
}

static bool check_all(void)
{
    bool ok = true;

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buf path = BUF_INIT(PATH_BYTES);

        if (files[i].of_team && files_team(&path, files[i].name))
            ok = check(&files[i], buf_text(&path)) && ok;
        if (own_path(&files[i], &path))
            ok = check(&files[i], buf_text(&path)) && ok;
        buf_free(&path);
    }
    return check_themes() && ok;
}

int cli_config(const struct cli *cli, struct app *app)
{
    struct err err;

    (void)app;
    if (strcmp(cli->what, "check") == 0)
        return check_all() ? 0 : EXIT_CONFIG;
    if (str_starts(cli->what, "check "))
        return check_one(cli->what + strlen("check "));
    (void)err_set(&err, ERR_USAGE, "picket config '%.80s': check is all there is", cli->what);
    return complain(&err);
}
