/* picket schedule: scheduled audits made, changed and deleted from a script. */
#include <stdlib.h>
#include <string.h>

#include "client/api/check.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/nearest.h"
#include "client/store/schedules.h"
#include "tui/form_text.h"
#include "views/cli.h"
#include "views/cli_what.h"
#include "views/complain.h"

enum { NAME_MAX_BYTES = 128, VIEW_MAX = 256 };

/* The name that follows the word; "" and *err: it is none. */
static const char *name_of(const struct cli *cli)
{
    const char *blank = strchr(cli->what, ' ');

    return blank != NULL ? blank + 1 : "";
}

/* ---- the form ---- */

static bool must_exist(const struct cli *cli, struct app *app, struct err *err)
{
    const struct schedules *all = app_schedules(app);
    const char *known[SCHEDULES_MAX + 1] = {NULL};

    if (!schedules_known(all) || schedules_find(all, name_of(cli)) != NULL)
        return true; /* where nobody answered the form says so */
    for (size_t i = 0; i < schedules_count(all) && i < SCHEDULES_MAX; i++)
        known[i] = schedules_at(all, i)->name;
    const char *nearest = nearest_word(name_of(cli), known);

    (void)err_set(err, ERR_USAGE, "no scheduled audit has the name %s", name_of(cli));
    return nearest != NULL ? err_advise(err, "the nearest is %s", nearest)
                           : err_advise(err, "picket schedules lists them");
}

/* What exists is changed instead, so that a line that runs again changes nothing. */
static bool or_change(const struct cli *cli, struct app *app, struct err *err)
{
    struct buf view = BUF_INIT(VIEW_MAX);

    (void)err;
    if (schedules_find(app_schedules(app), name_of(cli)) != NULL) {
        buf_printf(&view, "schedule %s", name_of(cli));
        app_replace(app, buf_text(&view));
    }
    buf_free(&view);
    return true;
}

static bool put_checks(const struct cli *cli, struct buf *out, struct err *err)
{
    struct buf all = BUF_INIT(FORM_TEXT_MAX);
    bool ok = true;

    for (size_t i = 0; ok && i < cli->check.n; i++) {
        const struct check *c = check_find(cli->check.values[i]);

        ok = c != NULL || cli_check_known(cli->check.values[i], err);
        buf_printf(&all, "%s%s", i > 0 ? "," : "", c != NULL ? c->name : cli->check.values[i]);
    }
    if (cli->check.n > 0)
        cli_put_value(out, "checks", buf_text(&all));
    buf_free(&all);
    return ok;
}

static bool put_values(const struct cli *cli, struct buf *out, struct err *err)
{
    const struct {
        const char *name, *value;
    } given[] = {{"repeat", cli->repeat}, {"day", cli->day}};

    for (size_t i = 0; i < COUNT_OF(given); i++)
        if (given[i].value != NULL)
            cli_put_value(out, given[i].name, given[i].value);
    return put_checks(cli, out, err) && cli_put_set(cli, out, err);
}

/* ---- the words ---- */

static const struct word {
    const char *word;
    bool named; /* the view is of this schedule; else of a new one */
    bool (*prepare)(const struct cli *cli, struct app *app, struct err *err);
} words[] = {{"create", false, NULL}, {"update", true, must_exist}, {"put", false, or_change}};

static int fill_form(const struct cli *cli, struct app *app, const struct word *w)
{
    struct buf view = BUF_INIT(VIEW_MAX), values = BUF_INIT(FORM_TEXT_MAX);
    struct err err;

    buf_printf(&view, "schedule%s%s", w->named ? " " : "", w->named ? name_of(cli) : "");
    if (!w->named)
        cli_put_value(&values, "name", name_of(cli));
    const int status =
        put_values(cli, &values, &err)
            ? cli_change(cli, app,
                         &(struct cli_change){.view = buf_text(&view),
                                              .prepare = w->prepare,
                                              .values = {buf_text(&values), values.len}},
                         NULL)
            : complain(&err);

    buf_free(&values);
    buf_free(&view);
    return status;
}

static int delete_one(const struct cli *cli, struct app *app)
{
    static const char *const actions[] = {"schedules.delete", NULL};

    return cli_change(
        cli, app,
        &(struct cli_change){.view = "schedules",
                             .actions = actions,
                             .row = name_of(cli),
                             .none = _("Nothing to delete: no scheduled audit has this name.")},
        NULL);
}

int cli_schedule(const struct cli *cli, struct app *app)
{
    struct str rest;
    const struct str word = str_cut(str_of(cli->what), ' ', &rest);
    struct err err;

    if (*name_of(cli) == '\0' || strchr(name_of(cli), ' ') != NULL ||
        strlen(name_of(cli)) > NAME_MAX_BYTES) {
        (void)err_set(&err, ERR_USAGE, "which schedule? One name of letters, digits, - and _");
        (void)err_advise(&err, "picket schedule create monthly --repeat monthly --day LAST");
        return complain(&err);
    }
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(word, words[i].word))
            return fill_form(cli, app, &words[i]);
    return delete_one(cli, app);
}
