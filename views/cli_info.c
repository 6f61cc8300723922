/* picket info: every path picket uses, every setting and who said so. */
#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/safe.h"
#include "views/cli.h"
#include "views/complain.h"
#include "views/settings.h"

enum { PATH_BYTES = 4096, WHAT_CELLS = 16 };

static const struct {
    const char *what;
    enum xdg_dir dir;
    const char *name;
} paths[] = {
    {N_("contexts"), XDG_CONFIG, "picket.conf"},
    {N_("settings"), XDG_CONFIG, "settings.conf"},
    {N_("keys"), XDG_CONFIG, "keys.conf"},
    {N_("views"), XDG_CONFIG, "views.conf"},
    {N_("themes"), XDG_CONFIG, "themes/"},
    {N_("journal"), XDG_STATE, "journal.jsonl"},
    {N_("plans"), XDG_STATE, "plans/"},
    {N_("history"), XDG_STATE, "history.db"},
    {N_("commands typed"), XDG_STATE, "history"},
    {N_("local fleets"), XDG_STATE, "local/"},
    {N_("snapshots"), XDG_CACHE, ""},
};

static const char *const of_team[] = {"picket.conf", "settings.conf", "views.conf"};

static void put_path(struct buf *out, const char *what, const char *path)
{
    buf_puts(out, what);
    for (int used = safe_width(str_of(what)); used < WHAT_CELLS; used++)
        buf_putc(out, ' ');
    buf_putc(out, ' ');
    buf_puts(out, path);
    buf_puts(out, files_exists(path) ? "" : "  ");
    buf_puts(out, files_exists(path) ? "" : _("(not there)"));
    buf_putc(out, '\n');
}

static void put_paths(struct buf *out)
{
    struct err homeless;

    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct buf path = BUF_INIT(PATH_BYTES);

        if (files_xdg(&path, paths[i].dir, paths[i].name, &homeless))
            put_path(out, i18n_text(paths[i].what), buf_text(&path));
        buf_free(&path);
    }
    for (size_t i = 0; i < COUNT_OF(of_team); i++) {
        struct buf path = BUF_INIT(PATH_BYTES);

        if (files_team(&path, of_team[i]))
            put_path(out, _("of the team"), buf_text(&path));
        buf_free(&path);
    }
}

static void put_settings(struct buf *out, const struct settings *s)
{
    for (int i = 0; i < SETTINGS; i++)
        buf_printf(out, "%-16s %-14s %s%s%s\n", setting_name((enum setting)i), s->v[i].text,
                   setting_origin_name(s->v[i].origin), s->v[i].where[0] != '\0' ? "  " : "",
                   s->v[i].where);
}

int cli_info(const struct cli *cli, struct app *app)
{
    struct buf out = BUF_INIT(64 * 1024);
    struct settings settings;
    struct err err;

    (void)cli;
    (void)app;
    put_paths(&out);
    buf_putc(&out, '\n');
    const bool ok = settings_load(&settings, &err);

    put_settings(&out, &settings);
    cli_print(&out);
    buf_free(&out);
    return ok ? 0 : complain(&err);
}
