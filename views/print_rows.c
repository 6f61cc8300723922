#include "views/print_rows.h"

#include <errno.h>
#include <stdio.h>

#include "client/base/i18n.h"
#include "tui/status.h"
#include "views/complain.h"
#include "views/list_export.h"

static bool write_out(void *ctx, struct str bytes)
{
    (void)ctx;
    return fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n;
}

/* Why another screen is open than the one that was asked for, if there is a reason. */
static bool no_list(const struct script *s, struct err *err)
{
    const struct message *m = messages_at(app_messages(s->app), 0);

    if (m != NULL && m->level == MESSAGE_ERROR) {
        (void)err_set(err, ERR_USAGE, "%s", m->text);
        return m->advice == NULL ? false : err_advise(err, "%s", m->advice);
    }
    (void)err_set(err, ERR_USAGE, "%.80s is no list, and only lists have rows to print.",
                  app_view(s->app));
    return err_advise(err, "name one first: picket findings -o json; --help says more");
}

static bool print_list(struct script *s, const struct options *o, struct err *err)
{
    struct list_view *list = app_list(s->app);
    const struct list_pane *pane = app_pane(s->app);
    uint32_t rows;

    if (list != NULL && !list_view_filter_checked(list, err))
        return false;
    if (list != NULL)
        return list_export(
            &(struct list_export){
                .view = list, .format = o->output, .limit = o->limit, .write = write_out},
            &rows, err);
    if (pane != NULL)
        return pane_export(
            &(struct pane_export){
                .pane = pane, .format = o->output, .limit = o->limit, .write = write_out},
            &rows, err);
    return no_list(s, err);
}

/* Rows are there, but not all: the list knows why. */
static bool not_all(const struct script *s, struct err *err)
{
    const struct list_view *list = app_list(s->app);

    if (list == NULL || source_status(list->source).err->kind == ERR_NONE)
        return err_set(err, ERR_SERVICE,
                       "Not everything was answered: these are not all rows.");
    *err = *source_status(list->source).err;
    return false;
}

/* No rows because nobody could be asked is not the same as no rows. */
static bool nobody_answered(const struct script *s)
{
    const struct list_view *list = app_list(s->app);

    return list != NULL && list_view_count(list) == 0 && app_is_failed(s->app);
}

/* Beside the rows, which are for a program: what the screen warned of, and that not every list
 * is of all regions. */
static void say_aside(const struct script *s)
{
    const struct list_view *list = app_list(s->app);
    const struct message *m;

    for (size_t i = 0; (m = messages_at(app_messages(s->app), i)) != NULL; i++)
        if (m->level == MESSAGE_WARN) {
            struct err said;

            (void)err_set(&said, ERR_USAGE, "%s", m->text);
            (void)complain(&said);
        }
    if (app_has_regions(s->app) && (list == NULL || list->several == NULL))
        (void)fprintf(stderr, _("picket: these are rows of %s alone\n"),
                      app_context(s->app)->region);
}

bool print_rows(struct script *s, const struct options *o, struct err *err)
{
    struct err unsettled = {0};
    const bool settled = script_settle_rows(s, &unsettled);

    if (nobody_answered(s))
        return not_all(s, err);
    if (!print_list(s, o, err))
        return false;
    if (fflush(stdout) != 0)
        return err_sys(err, errno, "standard output");
    say_aside(s);
    if (!settled) {
        *err = unsettled;
        return false;
    }
    return !app_is_failed(s->app) || not_all(s, err);
}
