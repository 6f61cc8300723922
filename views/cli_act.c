/* picket mitigate, verify, release: what is done about findings and alarms from a script. */
#include <stdlib.h>
#include <string.h>

#include "client/api/check.h"
#include "client/api/mitigation.h"
#include "client/api/mitigation_fit.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/nearest.h"
#include "client/store/frozen.h"
#include "client/store/plan_verify.h"
#include "tui/form_text.h"
#include "views/cli.h"
#include "views/cli_what.h"
#include "views/complain.h"

enum { NAMES_MAX = 200 }; /* an account has at most 100 mitigation actions */

/* "findings WORDS" or "alarms WORDS": what `list` names when the words do not begin so. */
static bool put_view(const char *text, const char *list, struct buf *out, bool *all,
                     struct err *err)
{
    static const char *const lists[] = {"findings", "alarms"};
    struct str rest;
    const struct str first = str_cut(str_of(text), ' ', &rest);
    struct cli_what what;

    for (size_t i = 0; i < COUNT_OF(lists); i++)
        if (str_eq(first, lists[i])) {
            list = lists[i];
            text = rest.p;
        }
    if (!cli_what_read(text, &what, err))
        return false;
    *all = what.all;
    buf_printf(out, "%s%s", list, buf_text(&what.filter));
    if (what.key.len > 0)
        buf_printf(out, " res:%s", buf_text(&what.key));
    cli_what_free(&what);
    return true;
}

static int run(const struct cli *cli, struct app *app, const struct cli_change *about,
               const struct buf *view, const struct buf *values)
{
    struct cli_change c = *about;

    c.view = buf_text(view);
    c.values = (struct str){buf_text(values), values->len};
    return cli_change(cli, app, &c, NULL);
}

/* ---- mitigate ---- */

static bool find_action(const struct cli *cli, const struct described *actions,
                        const struct described_item **out, struct err *err)
{
    const char *known[NAMES_MAX + 1] = {NULL};

    *out = described_find(actions, cli->action);
    if (*out != NULL && (*out)->output != NULL)
        return true;
    for (size_t i = 0; i < described_count(actions) && i < NAMES_MAX; i++)
        known[i] = described_at(actions, i)->id;
    const char *nearest = nearest_word(cli->action, known);

    (void)err_set(err, ERR_USAGE, "no mitigation action is called %.80s", cli->action);
    return nearest != NULL ? err_advise(err, "the nearest is %s", nearest)
                           : err_advise(err, "picket actions lists them");
}

/* Why nothing of this check, or no alarm, can be treated so; NULL: it can, or nobody knows. */
static const char *misfit(const char *type, const char *check, struct arena *a)
{
    const struct mitigation_kind *kind = mitigation_find(type);
    const struct check *known = check_find(check);

    if (kind != NULL && strcmp(check, FROZEN_ALARMS) == 0)
        return mitigation_alarm_misfit(mitigation_type_of(kind), a);
    return kind != NULL && known != NULL
               ? mitigation_misfit(mitigation_type_of(kind), (enum check_id)(known - checks), a)
               : NULL;
}

/* Checks that it does not fit are left out, as in the form; the plan says so. */
static bool fits(const char *type, const struct frozen *set, struct err *err)
{
    struct arena *a = arena_new();
    const char *last = "", *why_not = NULL;
    bool any = false;

    for (size_t i = 0; i < set->n; i++) {
        const char *check = set->items[i].check;
        const char *why = misfit(type, check, a);

        any |= why == NULL;
        why_not = why != NULL ? why : why_not;
        last = check;
    }
    if (!any && why_not != NULL)
        (void)err_set(err, ERR_USAGE, "%s: %s", last, why_not);
    arena_free(a);
    return any || why_not == NULL;
}

/* The form of the set that was chosen, once more and with the action. */
static bool with_action(const struct cli *cli, struct app *app, struct err *err)
{
    const char *id = strstr(app_view(app), "set:");
    struct buf view = BUF_INIT(1024);
    const struct described_item *item;

    if (cli->action == NULL)
        return true; /* by --set, or asked for by the form */
    if (id == NULL)
        return err_set(err, ERR_USAGE, "nothing was chosen to act on");
    if (!find_action(cli, app_actions(app), &item, err))
        return false;
    const struct describe_mitigation_action_output *action = item->output;
    struct frozen *set = frozen_load(id + strlen("set:"), err);
    const bool ok = set != NULL && fits(action->action_type, set, err);

    frozen_free(set);
    if (ok) {
        buf_printf(&view, "mitigate with:%s %s", cli->action, id);
        app_replace(app, buf_text(&view));
    }
    buf_free(&view);
    return ok;
}

int cli_mitigate(const struct cli *cli, struct app *app)
{
    static const char *const on_findings[] = {"list.mark_all", "findings.mitigate", NULL};
    static const char *const on_alarms[] = {"list.mark_all", "alarms.mitigate", NULL};
    struct buf view = BUF_INIT(FORM_TEXT_MAX), values = BUF_INIT(FORM_TEXT_MAX);
    struct cli_change about = {.acts = true, .prepare = with_action};
    struct err err;
    int status;

    if (put_view(cli->what, "findings", &view, &about.all, &err) &&
        cli_put_common(cli, &values, &err)) {
        about.actions = str_starts(buf_text(&view), "alarms") ? on_alarms : on_findings;
        status = run(cli, app, &about, &view, &values);
    } else {
        status = complain(&err);
    }
    buf_free(&view);
    buf_free(&values);
    return status;
}

/* ---- verify ---- */

/* The first word of what people read, or the service's name. */
static bool put_verdict(const char *text, struct buf *out, struct err *err)
{
    for (size_t i = 0; i < VERIFY_STATES; i++) {
        struct str rest;
        const struct str word = str_cut(str_of(verify_states[i].word), ' ', &rest);

        if (!str_eq_nocase(str_of(text), verify_states[i].wire) &&
            !(strlen(text) == word.n && strncmp(text, word.p, word.n) == 0))
            continue;
        cli_put_value(out, "state", verify_states[i].wire);
        return true;
    }
    (void)err_set(err, ERR_USAGE, "--verdict %.40s is no verdict", text);
    return err_advise(err, "true, benign, false or unknown");
}

int cli_verify(const struct cli *cli, struct app *app)
{
    static const char *const on_all[] = {"list.mark_all", "alarms.verify", NULL};
    struct buf view = BUF_INIT(FORM_TEXT_MAX), values = BUF_INIT(FORM_TEXT_MAX);
    struct err err;
    struct cli_change about = {.actions = on_all};
    bool ok = put_view(cli->what, "alarms", &view, &about.all, &err);

    if (ok && cli->verdict == NULL && cli->set.n == 0 && !cli->form) {
        ok = err_set(&err, ERR_USAGE, "what did they turn out to be?");
        (void)err_advise(&err, "--verdict true, benign, false or unknown");
    }
    if (ok && cli->note != NULL)
        cli_put_value(&values, "note", cli->note);
    ok = ok && (cli->verdict == NULL || put_verdict(cli->verdict, &values, &err)) &&
         cli_put_common(cli, &values, &err);
    const int status = ok ? run(cli, app, &about, &view, &values) : complain(&err);

    buf_free(&view);
    buf_free(&values);
    return status;
}

/* ---- release ---- */

int cli_release(const struct cli *cli, struct app *app)
{
    static const char *const on_all[] = {"list.mark_all", "alarms.release", NULL};
    struct buf view = BUF_INIT(FORM_TEXT_MAX), values = BUF_INIT(FORM_TEXT_MAX);
    const bool named = str_starts(cli->what, "group:") || str_starts(cli->what, "thing:");
    struct cli_change about = {.actions = named ? NULL : on_all, .acts = true};
    struct err err;
    bool ok = true;

    if (named)
        buf_printf(&view, "release %s", cli->what);
    else
        ok = put_view(cli->what, "alarms", &view, &about.all, &err);
    ok = ok && cli_put_common(cli, &values, &err);
    const int status = ok ? run(cli, app, &about, &view, &values) : complain(&err);

    buf_free(&view);
    buf_free(&values);
    return status;
}
