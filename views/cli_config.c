/* picket config check: every file of settings, and what is wrong with it. */
#include <stdlib.h>
#include <string.h>

#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/safe.h"
#include "client/store/contexts.h"
#include "client/store/saved_views.h"
#include "views/cli.h"
#include "views/complain.h"
#include "views/key_settings.h"
#include "views/settings.h"

enum { PATH_BYTES = 4096 };

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

/* false: something is wrong with it. */
static bool check(const struct file *f, const char *path)
{
    size_t n = 0;
    struct err err;

    if (!files_exists(path)) {
        cli_say("absent  %s", path);
        return true;
    }
    if (f->read(path, &n, &err)) {
        cli_say("ok      %s: %zu %s", path, n, i18n_text(f->what));
        return true;
    }
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
    return ok;
}

int cli_config(const struct cli *cli, struct app *app)
{
    struct err err;

    (void)app;
    if (strcmp(cli->what, "check") == 0)
        return check_all() ? 0 : EXIT_CONFIG;
    (void)err_set(&err, ERR_USAGE, "picket config '%.80s': check is all there is", cli->what);
    return complain(&err);
}
