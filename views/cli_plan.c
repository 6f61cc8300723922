/* picket show, approve, undo: plans without the service. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/i18n.h"
#include "client/base/person.h"
#include "client/store/plan_approval.h"
#include "client/store/plan_catch_up.h"
#include "views/complain.h"
#include "views/plan_fill.h"
#include "views/plan_pick.h"
#include "views/undo.h"

enum { TEXT_MAX = 64 * 1024 * 1024 };

static void add_end(const struct plan *p, struct detail *d)
{
    char digest[PLAN_DIGEST_HEX + 1];

    plan_digest(p, digest);
    detail_heading(d, "how far it came");
    for (enum plan_step_state s = PLAN_STEP_READY; s < PLAN_STEP_STATES; s++)
        if (plan_count(p, s) > 0)
            detail_fieldf(d, plan_step_state_name(s), STYLE_TEXT, _("%zu of %zu calls"),
                          plan_count(p, s), p->n_steps);
    detail_field(d, "digest", STYLE_TEXT, digest);
}

void cli_print_plan(const struct plan *p)
{
    struct buf out = BUF_INIT(TEXT_MAX);
    struct detail d;

    detail_init(&d);
    plan_fill(&(struct plan_fill){.plan = p,
                                  .now_ms = clock_real_ms(&system_clock),
                                  .second = "",
                                  .whole = PLAN_FILL_WHOLE},
              &d);
    add_end(p, &d);
    detail_plain(&d, &out);
    detail_free(&d);
    cli_print(&out);
    buf_free(&out);
}

void cli_print_plan_json(const struct plan *p)
{
    struct buf out = BUF_INIT(TEXT_MAX);

    if (p != NULL)
        plan_write(p, &out);
    else
        buf_puts(&out, "null");
    buf_putc(&out, '\n');
    cli_print(&out);
    buf_free(&out);
}

int cli_show(const struct cli *cli, struct app *app)
{
    const int64_t now_ms = clock_real_ms(&system_clock);
    struct plan_pick pick;
    struct err err;

    (void)app;
    if (!cli_read_output(cli, &err) || !plan_pick(cli, &pick, &err))
        return complain(&err);
    bool ok = pick.path == NULL ||
              plan_approvals_read(pick.plan, pick.path, (uint32_t)getuid(), now_ms, &err);

    if (ok && cli_is_json(cli))
        cli_print_plan_json(pick.plan);
    else if (ok)
        cli_print_plan(pick.plan);
    plan_pick_free(&pick);
    return ok ? 0 : complain(&err);
}

int cli_approve(const struct cli *cli, struct app *app)
{
    char name[PERSON_SHORT];
    struct buf record = BUF_INIT(4096);
    struct person person;
    struct err err;

    (void)app;
    if (cli->restricted) {
        (void)err_set(&err, ERR_DENIED, "picket is restricted: it writes no file here");
        return complain(&err);
    }
    person_now(&person);
    person_short(&person, name);
    const struct plan_approver who = {name, (uint32_t)getuid()};
    bool ok = plan_approve(cli->what, &who, clock_real_ms(&system_clock), &record, &err);

    if (ok)
        cli_say("Approved: %s", buf_text(&record));
    else
        (void)plan_pick_advise(cli, &err);
    buf_free(&record);
    return ok ? 0 : complain(&err);
}

/* The plan of the way back, kept and as a file. */
static bool keep_undo(const struct cli *cli, struct plan *undo, struct err *err)
{
    struct buf path = BUF_INIT(64);
    char name[PERSON_SHORT];
    struct person person;

    person_now(&person);
    person_short(&person, name);
    undo->by = plan_text(undo, name);
    undo->reach.targets = (int64_t)plan_acting(undo);
    buf_printf(&path, "picket-plan-%s.json", undo->id);
    bool ok =
        plan_save(undo, err) && (cli->restricted || plan_save_as(undo, buf_text(&path), err));

    if (ok) {
        cli_say("%s: %zu to send", undo->title, undo->n_steps);
        cli_say("%s", cli->restricted ? undo->id : buf_text(&path));
        cli_say("Nothing is sent yet: picket show and picket apply take it.");
    }
    buf_free(&path);
    return ok;
}

int cli_undo(const struct cli *cli, struct app *app)
{
    struct plan_pick pick;
    struct err err;

    (void)app;
    if (!plan_pick(cli, &pick, &err))
        return complain(&err);
    struct journal *j = journal_new(NULL, &system_clock);

    plan_catch_up(pick.plan, j);
    struct plan *undo = undo_make(pick.plan, j, clock_real_ms(&system_clock));

    journal_free(j);
    bool ok = undo != NULL;

    if (!ok) {
        (void)err_set(&err, ERR_DENIED, "%s: there is nothing to take back", cli->what);
        (void)err_advise(&err, "%s",
                         pick.plan->stage == PLAN_NEW     ? _("it was not carried out")
                         : pick.plan->no_way_back != NULL ? pick.plan->no_way_back
                                                          : _("none of its calls was done"));
    } else {
        ok = keep_undo(cli, undo, &err);
    }
    plan_free(undo);
    plan_pick_free(&pick);
    return ok ? 0 : complain(&err);
}
