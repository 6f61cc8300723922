/* picket suppress, unsuppress: findings hidden for a while, and shown again. */
#include <string.h>

#include "client/api/check.h"
#include "client/base/i18n.h"
#include "tui/form_text.h"
#include "views/cli.h"
#include "views/complain.h"

enum { FINDING_ID_MIN = 32, CHECK_PREFIX = 6, KEY_PREFIX = 4 /* "check:", "res:" */ };

/* ---- what ---- */

/* What the words of both commands name; texts are owned. */
struct suppress_what {
    struct buf filter;     /* checks by the names that the service has for them */
    struct buf check, key; /* check:NAME res:KEY is one resource; empty: none */
};

static bool begins(struct str word, const char *prefix)
{
    const size_t n = strlen(prefix);

    return word.n > n && memcmp(word.p, prefix, n) == 0;
}

static bool is_id(const char *text)
{
    return strlen(text) >= FINDING_ID_MIN &&
           strspn(text, "0123456789abcdefABCDEF-") == strlen(text);
}

static void what_free(struct suppress_what *w)
{
    buf_free(&w->filter);
    buf_free(&w->check);
    buf_free(&w->key);
}

static bool add_check(struct suppress_what *w, struct str name, struct err *err)
{
    buf_reset(&w->check);
    buf_put(&w->check, name.p, name.n);
    const struct check *known = check_find(buf_text(&w->check));

    if (known != NULL) {
        buf_reset(&w->check);
        buf_puts(&w->check, known->name);
    }
    buf_printf(&w->filter, " check:%s", buf_text(&w->check));
    return known != NULL || cli_check_known(buf_text(&w->check), err);
}

/* A filter may hold anything. A key of a resource is never one of its words: where it named
 * nothing, all would be meant. */
static bool read_what(const char *text, struct suppress_what *w, struct err *err)
{
    size_t others = 0;
    bool ok = true;

    *w = (struct suppress_what){BUF_INIT(FORM_TEXT_MAX), BUF_INIT(FORM_TEXT_MAX),
                                BUF_INIT(FORM_TEXT_MAX)};
    for (struct str rest = str_of(text); ok && rest.n > 0 && w->key.len == 0;) {
        struct str all = rest, word = str_cut(rest, ' ', &rest);

        /* $CHECK was empty: it would mean all of them. */
        if (word.n > 0 && strchr(":=", word.p[word.n - 1]) != NULL)
            ok = err_set(err, ERR_USAGE, "nothing stands behind %.*s", (int)word.n, word.p);
        else if (begins(word, "check:")) {
            ok = add_check(w, (struct str){word.p + CHECK_PREFIX, word.n - CHECK_PREFIX}, err);
        } else if (begins(word, "res:")) {
            buf_put(&w->key, all.p + KEY_PREFIX, all.n - KEY_PREFIX);
        } else if (word.n > 0) {
            buf_printf(&w->filter, " %.*s", (int)word.n, word.p);
            others++;
        }
    }
    if (ok && w->key.len > 0 && (w->check.len == 0 || others > 0)) {
        ok = err_set(err, ERR_USAGE, "res: is one resource, and needs check:NAME alone");
        (void)err_advise(err, "check:CERT_SHARED res:cert:ID; of many, words of a filter");
    }
    if (!ok)
        what_free(w);
    return ok;
}

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
    if (cli->reason != NULL)
        cli_put_value(out, "reason", cli->reason);
    if (cli->ticket != NULL)
        cli_put_value(out, "ticket", cli->ticket);
    return put_end(cli, out, err) && cli_put_set(cli, out, err);
}

int cli_suppress(const struct cli *cli, struct app *app)
{
    static const char *const on_all[] = {"list.mark_all", "findings.suppress", NULL};
    struct buf values = BUF_INIT(FORM_TEXT_MAX), view = BUF_INIT(FORM_TEXT_MAX);
    struct suppress_what what;
    struct err err;

    if (!read_what(cli->what, &what, &err))
        return complain(&err);
    const bool one = what.key.len > 0;

    if (one)
        buf_printf(&view, "suppress check:%s res:%s", buf_text(&what.check),
                   buf_text(&what.key));
    else if (is_id(cli->what))
        buf_printf(&view, "findings id:%s", cli->what);
    else
        buf_printf(&view, "findings%s", buf_text(&what.filter));
    const int status =
        put_values(cli, &values, &err)
            ? cli_change(cli, app,
                         &(struct cli_change){.view = buf_text(&view),
                                              .actions = one ? NULL : on_all,
                                              .values = {buf_text(&values), values.len}},
                         NULL)
            : complain(&err);

    what_free(&what);
    buf_free(&view);
    buf_free(&values);
    return status;
}

int cli_unsuppress(const struct cli *cli, struct app *app)
{
    static const char *const on_all[] = {"list.mark_all", "suppressions.end", NULL};
    static const char *const on_one[] = {"suppressions.end", NULL};
    struct buf view = BUF_INIT(FORM_TEXT_MAX), id = BUF_INIT(FORM_TEXT_MAX);
    struct suppress_what what;
    struct err err;

    if (!read_what(cli->what, &what, &err))
        return complain(&err);
    const bool one = what.key.len > 0;

    if (one) /* suppression_id() */
        buf_printf(&id, "%s %s", buf_text(&what.check), buf_text(&what.key));
    buf_printf(&view, "suppressions%s", one ? "" : buf_text(&what.filter));
    const int status =
        cli_change(cli, app,
                   &(struct cli_change){.view = buf_text(&view),
                                        .actions = one ? on_one : on_all,
                                        .row = one ? buf_text(&id) : NULL,
                                        .none = _("Nothing to end: no suppression matches.")},
                   NULL);

    what_free(&what);
    buf_free(&id);
    buf_free(&view);
    return status;
}
