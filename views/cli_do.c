/* picket do, and what other commands are made of: a change as its screen makes it, without. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/plan_file.h"
#include "tui/form_text.h"
#include "tui/status.h"
#include "views/cli.h"
#include "views/complain.h"
#include "views/list_view.h"
#include "views/screen.h"
#include "views/script.h"
#include "views/view_string.h"

enum { OUT_MAX = 1024 * 1024 };

/* ---- the screen ---- */

static void script_of(struct app *app, struct buf *out, struct script *s)
{
    *s = (struct script){.app = app, .loop = app_loop(app), .out = out, .name = "picket do"};
}

bool cli_settle(struct app *app, struct err *err)
{
    struct buf out = BUF_INIT(OUT_MAX);
    struct script s;

    script_of(app, &out, &s);
    const bool ok = script_settle_rows(&s, err);

    buf_free(&out);
    return ok;
}

static bool press(struct app *app, const char *keys, struct err *err)
{
    struct buf out = BUF_INIT(OUT_MAX), line = BUF_INIT(OUT_MAX);
    struct script s;

    script_of(app, &out, &s);
    buf_printf(&line, "keys %s\n", keys);
    const bool ok = script_run(&s, buf_text(&line), err) && cli_settle(app, err);

    buf_free(&line);
    buf_free(&out);
    return ok;
}

/* Why the screen that was wanted is not there, as the message line says it. */
static bool refused(struct app *app, const char *instead, struct err *err)
{
    const struct message *m = messages_at(app_messages(app), 0);

    (void)err_set(err, ERR_USAGE, "%s", m != NULL ? m->text : instead);
    return m == NULL || m->advice == NULL ? false : err_advise(err, "%s", m->advice);
}

enum made { MADE_PLAN, MADE_NOTHING /* all is as it is asked for */, MADE_ERROR };

/* What is marked in a part of the list would be a part of what was meant. */
static bool is_whole(struct app *app, struct err *err)
{
    const struct list_view *list = app_list(app);

    if (list == NULL)
        return true;
    const struct source_status st = source_status(list->source);

    if (st.err->kind != ERR_NONE)
        *err = *st.err;
    else if (st.state != SOURCE_COMPLETE || app_is_failed(app))
        (void)err_set(err, ERR_SERVICE, "not everything was answered: no row was chosen");
    else
        return true;
    return false;
}

static bool has_rows(const struct cli_change *c, struct list_view *list)
{
    uint32_t row;

    return list_view_current(list, &row) && (c->row == NULL || list_go_id(&list->pane, c->row));
}

/* Neither an argument of the list nor a word of its filter says which: $FILTER was empty. */
static bool is_unlimited(const struct cli_change *c, const struct list_view *list)
{
    char name[64];
    struct view_string v;

    (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(c->view, " "), c->view);
    const struct screen_spec *spec = screen_find(name);

    view_string_split(c->view, spec != NULL ? spec->argument : NULL, &v);
    const bool named = v.argument[0] != '\0';

    view_string_free(&v);
    return !named && !row_index_is_filtered(list->index);
}

/* Those that a filter leaves are marked, all of them. */
static bool may_mark_all(const struct cli_change *c, const struct list_view *list,
                         struct err *err)
{
    if (list == NULL)
        return true;
    if (!list_view_filter_checked(list, err))
        return false;
    if (c->all || c->row != NULL || c->actions == NULL || !is_unlimited(c, list))
        return true;
    (void)err_set(err, ERR_USAGE, "which of them? No filter says it");
    return err_advise(err, "the word all means every one");
}

static enum made choose(struct app *app, const struct cli_change *c, struct err *err)
{
    struct list_view *list = app_list(app);

    if (c->keys == NULL && c->actions == NULL)
        return MADE_PLAN;
    if (!may_mark_all(c, list, err) || !is_whole(app, err))
        return MADE_ERROR;
    if (c->none != NULL && list != NULL && !has_rows(c, list)) {
        (void)err_set(err, ERR_USAGE, "%s", c->none);
        return MADE_NOTHING;
    }
    for (const char *const *action = c->actions; action != NULL && *action != NULL; action++)
        app_act(app, *action);
    const bool ok = c->keys != NULL ? press(app, c->keys, err) : cli_settle(app, err);

    return ok ? MADE_PLAN : MADE_ERROR;
}

static enum made open_view(const struct cli *cli, struct app *app, const struct cli_change *c,
                           struct err *err)
{
    if (!cli_settle(app, err))
        return MADE_ERROR;
    if (!app_open(app, c->view)) {
        (void)refused(app, _("This view cannot be opened."), err);
        return MADE_ERROR;
    }
    if (!cli_settle(app, err))
        return MADE_ERROR;
    const enum made made = choose(app, c, err);

    if (made == MADE_PLAN && c->prepare != NULL && app_is_form(app) &&
        !(c->prepare(cli, app, err) && cli_settle(app, err)))
        return MADE_ERROR;
    return made;
}

/* ---- its form ---- */

/* Values of a file, or of standard input. */
static bool fill_from(struct app *app, const char *path, struct err *err)
{
    struct buf text = BUF_INIT(FORM_TEXT_MAX);
    const bool ok =
        (strcmp(path, "-") == 0 ? files_read_fd(STDIN_FILENO, _("standard input"), &text, err)
                                : files_read(path, &text, err)) &&
        app_form_fill(app, (struct str){buf_text(&text), text.len}, err);

    buf_free(&text);
    return ok;
}

static bool fill(struct app *app, const struct cli_change *c, struct err *err)
{
    if (c->fill != NULL && !fill_from(app, c->fill, err))
        return false;
    if (c->values.n > 0 && !app_form_fill(app, c->values, err)) {
        err->where[0] = '\0'; /* there are no lines to count on a command line */
        return false;
    }
    return cli_settle(app, err);
}

static const char *plan_shown(const struct app *app)
{
    const char *view = app_view(app);

    return str_starts(view, "plan ") ? view + 5 : NULL;
}

/* A plan of what stands on the screen. */
static enum made make_plan(struct app *app, const struct cli_change *c, struct err *err)
{
    const struct message *before, *after;

    if (plan_shown(app) != NULL) /* keys have led to the review already */
        return MADE_PLAN;
    if ((c->keys != NULL || c->actions != NULL) && !app_is_form(app)) {
        (void)refused(app, _("These keys open neither a form nor a review."), err);
        return MADE_ERROR;
    }
    if (!fill(app, c, err))
        return MADE_ERROR;
    before = messages_at(app_messages(app), 0);
    if (!app_form_submit(app, err) || !cli_settle(app, err))
        return MADE_ERROR;
    if (plan_shown(app) != NULL)
        return MADE_PLAN;
    after = messages_at(app_messages(app), 0);
    (void)refused(app, _("There is nothing to change."), err);
    if (after != NULL && after != before && (after->level == MESSAGE_INFO || c->acts))
        return MADE_NOTHING;
    return MADE_ERROR;
}

static bool print_form(struct app *app, const struct cli_change *c, struct err *err)
{
    struct buf text = BUF_INIT(FORM_TEXT_MAX);
    const bool ok = fill(app, c, err) && app_form_print(app, &text, err);

    if (ok)
        cli_print(&text);
    buf_free(&text);
    return ok;
}

static int show_plan(const struct cli *cli, const char *id)
{
    struct err err;
    struct plan *p = plan_load(id, &err);

    if (p == NULL)
        return complain(&err);
    if (cli_is_json(cli))
        cli_print_plan_json(p);
    else
        cli_print_plan(p);
    cli_say("Nothing was sent. To carry it out: picket apply %s", id);
    plan_free(p);
    return 0;
}

int cli_change(const struct cli *cli, struct app *app, const struct cli_change *change,
               struct buf *then)
{
    struct err err;
    enum made made =
        cli_read_output(cli, &err) ? open_view(cli, app, change, &err) : MADE_ERROR;

    if (made == MADE_PLAN && cli->form)
        return print_form(app, change, &err) ? 0 : complain(&err);
    if (made == MADE_PLAN)
        made = make_plan(app, change, &err);
    if (made == MADE_NOTHING)
        cli_say("%s", err.text);
    if (made == MADE_NOTHING && cli_is_json(cli))
        cli_print_plan_json(NULL);
    if (made != MADE_PLAN)
        return made == MADE_NOTHING ? 0 : complain(&err);
    char *id = mem_strdup(plan_shown(app)); /* in the state folder */
    struct cli apply = *cli;

    apply.what = id;
    const int status = cli->dry_run ? show_plan(cli, id) : cli_carry_out(&apply, app, then);

    free(id);
    return status;
}

/* ---- values on the command line ---- */

/* What begins further in goes on with the value above. */
static void put_value(struct buf *out, struct str name, const char *value)
{
    buf_printf(out, "%.*s: ", (int)name.n, name.p);
    for (; *value != '\0'; value++) {
        buf_putc(out, *value);
        if (*value == '\n')
            buf_puts(out, "    ");
    }
    buf_putc(out, '\n');
}

void cli_put_value(struct buf *out, const char *name, const char *value)
{
    put_value(out, str_of(name), value);
}

bool cli_put_set(const struct cli *cli, struct buf *out, struct err *err)
{
    const struct cli_many *set = &cli->set;

    for (size_t i = 0; i < set->n; i++) {
        const char *equals = strchr(set->values[i], '=');

        if (equals == NULL || equals == set->values[i]) {
            (void)err_set(err, ERR_USAGE, "--set %.80s: a field, =, and its value",
                          set->values[i]);
            return err_advise(err, "--form prints the fields there are");
        }
        put_value(out, (struct str){set->values[i], (size_t)(equals - set->values[i])},
                  equals + 1);
    }
    return true;
}

bool cli_put_common(const struct cli *cli, struct buf *out, struct err *err)
{
    if (cli->reason != NULL)
        cli_put_value(out, "reason", cli->reason);
    if (cli->ticket != NULL)
        cli_put_value(out, "ticket", cli->ticket);
    return cli_put_set(cli, out, err);
}

int cli_do(const struct cli *cli, struct app *app)
{
    struct buf values = BUF_INIT(FORM_TEXT_MAX);
    struct err err;
    int status;

    if (cli_put_set(cli, &values, &err))
        status = cli_change(cli, app,
                            &(struct cli_change){.view = cli->what,
                                                 .keys = cli->keys,
                                                 .fill = cli->fill,
                                                 .values = {buf_text(&values), values.len}},
                            NULL);
    else
        status = complain(&err);
    buf_free(&values);
    return status;
}
