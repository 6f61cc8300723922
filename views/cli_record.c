/* picket journal: what was changed, as text or JSON. */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/safe.h"
#include "views/cli.h"
#include "views/complain.h"
#include "views/entry_fill.h"
#include "views/journal_verify.h"

enum { TEXT_MAX = 256 * 1024 * 1024 };

struct printing {
    struct json_writer w;
    struct buf *out;
    bool json;
};

/* Lines of the journal are not safe yet. */
static void put_safe_lines(struct buf *out, struct str text)
{
    while (text.n > 0) {
        safe_text(out, str_cut(text, '\n', &text));
        buf_putc(out, '\n');
    }
}

static bool put_entry(void *ctx, const struct journal_entry *e)
{
    struct printing *p = ctx;
    struct buf text = BUF_INIT(JOURNAL_REQUEST_MAX);
    const char *advice = entry_unknown_advice(e);

    if (p->json) {
        entry_put_json(e, &p->w);
        return !p->out->full;
    }
    journal_put_text(e, &text);
    if (advice != NULL)
        buf_printf(&text, _("  to do: %s\n"), advice);
    put_safe_lines(p->out, (struct str){buf_text(&text), text.len});
    buf_free(&text);
    return !p->out->full;
}

static bool read_format(const struct cli *cli, bool *json, struct err *err)
{
    const char *o = cli->output;

    *json = o != NULL && strcmp(o, "json") == 0;
    return o == NULL || *json || strcmp(o, "text") == 0 ||
           err_set(err, ERR_USAGE, "--output is text or json");
}

static bool print_entries(const struct cli *cli, struct journal *j, struct err *err)
{
    struct buf out = BUF_INIT(TEXT_MAX);
    struct printing p = {.w = {.out = &out}, .out = &out};
    struct journal_query q = {0};
    struct zone *z = zone_local(getenv("TZ"), err);
    bool ok = read_format(cli, &p.json, err) &&
              (cli->since == NULL || cli_since(cli->since, clock_real_ms(&system_clock),
                                               z != NULL ? z : zone_utc(), &q.since_ms, err));

    if (p.json)
        json_open(&p.w, '[');
    ok = ok && journal_read(j, &q, put_entry, &p, err);
    if (p.json)
        json_close(&p.w, ']');
    if (ok && out.full)
        ok = err_set(err, ERR_LIMIT, "more than %d MiB: --since limits it",
                     TEXT_MAX / (1024 * 1024));
    if (p.json)
        buf_putc(&out, '\n');
    if (ok)
        cli_print(&out);
    zone_free(z);
    buf_free(&out);
    return ok;
}

static bool print_verdict(struct journal *j, struct err *err)
{
    struct buf text = BUF_INIT(512);
    bool ok = journal_verify_text(j, &text, err);

    if (ok)
        cli_say("%s", buf_text(&text));
    buf_free(&text);
    return ok;
}

int cli_journal(const struct cli *cli, struct app *app)
{
    struct journal *j = journal_new(NULL, &system_clock);
    struct err err;

    (void)app;
    bool ok = cli->verify ? print_verdict(j, &err) : print_entries(cli, j, &err);

    journal_free(j);
    return ok ? 0 : complain(&err);
}
