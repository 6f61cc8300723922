/* picket suppress, unsuppress: findings hidden for a while, and shown again. */
#include <string.h>

#include "client/base/i18n.h"
#include "tui/form_text.h"
#include "views/cli.h"
#include "views/cli_what.h"
#include "views/complain.h"

/* ---- until when ---- */

/* The one of the three ends that was given. */
static bool put_end(const struct cli *cli, struct buf *out, struct err *err)
{
    const int given = (cli->span != NULL) + (cli->until != NULL) + cli->forever;
    struct buf end = BUF_INIT(4096);

    if (given > 1)
        return err_set(err, ERR_USAGE, "one of --for, --until and --forever");
    if (given == 0 && !cli->form) {
        (void)err_set(err, ERR_USAGE, "until when?");
        return err_advise(err, "--until 'fri 09:00', --for 7d, or --forever");
    }
    buf_printf(&end, "%s%s",
               cli->until != NULL && !str_starts(cli->until, "until ") ? "until " : "",
               cli->until != NULL  ? cli->until
               : cli->span != NULL ? cli->span
                                   : "indef");
    if (given > 0)
        cli_put_value(out, "duration", buf_text(&end));
    if (cli->forever)
        cli_put_value(out, "again", "indef");
    buf_free(&end);
    return true;
}

/* ---- the commands ---- */

static bool put_values(const struct cli *cli, struct buf *out, struct err *err)
{
    return put_end(cli, out, err) && cli_put_common(cli, out, err);
}

int cli_suppress(const struct cli *cli, struct app *app)
{
    static const char *const on_all[] = {"list.mark_all", "findings.suppress", NULL};
    struct buf values = BUF_INIT(FORM_TEXT_MAX), view = BUF_INIT(FORM_TEXT_MAX);
    struct cli_what what;
    struct err err;

    if (!cli_what_read(cli->what, &what, &err))
        return complain(&err);
    const bool one = what.key.len > 0;

    if (one)
        buf_printf(&view, "suppress check:%s res:%s", buf_text(&what.check),
                   buf_text(&what.key));
    else
        buf_printf(&view, "findings%s", buf_text(&what.filter));
    const int status =
        put_values(cli, &values, &err)
            ? cli_change(cli, app,
                         &(struct cli_change){.view = buf_text(&view),
                                              .actions = one ? NULL : on_all,
                                              .all = what.all,
                                              .values = {buf_text(&values), values.len}},
                         NULL)
            : complain(&err);

    cli_what_free(&what);
    buf_free(&view);
    buf_free(&values);
    return status;
}

int cli_unsuppress(const struct cli *cli, struct app *app)
{
    static const char *const on_all[] = {"list.mark_all", "suppressions.end", NULL};
    static const char *const on_one[] = {"suppressions.end", NULL};
    struct buf view = BUF_INIT(FORM_TEXT_MAX), id = BUF_INIT(FORM_TEXT_MAX);
    struct cli_what what;
    struct err err;

    if (!cli_what_read(cli->what, &what, &err))
        return complain(&err);
    const bool one = what.key.len > 0;

    if (one) /* suppression_id() */
        buf_printf(&id, "%s %s", buf_text(&what.check), buf_text(&what.key));
    buf_printf(&view, "suppressions%s", one ? "" : buf_text(&what.filter));
    const int status =
        cli_change(cli, app,
                   &(struct cli_change){.view = buf_text(&view),
                                        .actions = one ? on_one : on_all,
                                        .all = what.all,
                                        .row = one ? buf_text(&id) : NULL,
                                        .none = _("Nothing to end: no suppression matches.")},
                   NULL);

    cli_what_free(&what);
    buf_free(&id);
    buf_free(&view);
    return status;
}
