/* picket scenario: incidents on the local fleet, listed, started, stopped and told of. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/when.h"
#include "client/store/answer.h"
#include "client/store/drills.h"
#include "views/audit_progress.h"
#include "views/cli.h"
#include "views/complain.h"
#include "views/scenario_fill.h"

enum {
    CONNECT_S = 120, /* a local fleet of a million things is made meanwhile */
    TURN_US = 100 * 1000,
    TEXT_MAX = 16 * 1024 * 1024,
    LINE_MAX = 512,
    MINUTE_MS = 60 * 1000,
};

struct drill {
    const struct cli *cli;
    struct app *app;
    struct str what; /* after the word: a name, an id; empty */
    bool json;
    struct err err;
};

/* ---- asking ------------------------------------------------------------------------------ */

static bool wait_for_client(struct drill *d)
{
    struct loop *loop = app_loop(d->app);
    const int64_t deadline = loop_now_us(loop) + CONNECT_S * INT64_C(1000000);

    while (app_client(d->app) == NULL) {
        (void)loop_turn(loop, TURN_US);
        if (app_is_ended(d->app) || loop_now_us(loop) > deadline)
            return err_set(&d->err, ERR_TIMEOUT, "the service did not answer within %d s",
                           CONNECT_S);
    }
    return drills_are_here(app_client(d->app), app_context(d->app)->name, &d->err);
}

static void on_answer(void *ctx)
{
    (void)ctx; /* the loop looks by itself after each turn */
}

/* NULL: d->err says why. Owned: answer_free(). */
static struct answer *ask(struct drill *d, const struct operation *op, const void *input)
{
    struct answer *a = answer_new(loop_clock(app_loop(d->app)), on_answer, d);

    answer_ask(a, app_client(d->app), op, input);
    while (answer_waiting(a) && !app_is_ended(d->app))
        (void)loop_turn(app_loop(d->app), TURN_US);
    if (answer_state(a) == ANSWER_READY)
        return a;
    d->err = *answer_err(a);
    if (d->err.kind == ERR_NONE)
        (void)err_set(&d->err, ERR_CANCELED, "ended before the service answered");
    answer_free(a);
    return NULL;
}

struct changing {
    bool over;
    struct err err;
    char id[32]; /* of what was started; "" */
    struct opt_int things;
};

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct changing *c = ctx;

    if (page->op == &op_start_scenario && page->output != NULL) {
        const struct start_scenario_output *o = page->output;

        (void)snprintf(c->id, sizeof c->id, "%s", o->scenario_id != NULL ? o->scenario_id : "");
        c->things = o->things;
    }
    return CALL_MORE;
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct changing *c = ctx;

    c->err = result->err;
    c->over = true;
}

static bool arm(struct drill *d)
{
    const char *ticket = d->cli->ticket != NULL ? d->cli->ticket : "";
    struct when_span span = {0};

    if (d->cli->arm == NULL)
        return true;
    if (when_duration(str_of(d->cli->arm), &span, &d->err) != WHEN_OK)
        return err_advise(&d->err, "a duration: --arm 15min");
    return gate_arm(app_gate(d->app), when_span_ms(&span), ticket, &d->err);
}

/* What was typed is what was reviewed: no target but the simulated fleet. */
static bool change(struct drill *d, const struct operation *op, const void *input,
                   const char *title, struct changing *c)
{
    const struct gate_change reviewed = {.plan = "",
                                         .title = title,
                                         .target = title,
                                         .ticket = d->cli->ticket != NULL ? d->cli->ticket : "",
                                         .undo_note = _("what was moved stays in the metrics"),
                                         .reach = GATE_REACH_UNKNOWN,
                                         .typed = "",
                                         .approved_by = ""};

    if (!arm(d))
        return false;
    (void)call_start(app_client(d->app), op, input,
                     &(struct call_options){.priority = CALL_INTERACTIVE,
                                            .on_page = on_page,
                                            .on_done = on_done,
                                            .change = &reviewed,
                                            .ctx = c});
    while (!c->over)
        (void)loop_turn(app_loop(d->app), TURN_US);
    d->err = c->err;
    return c->err.kind == ERR_NONE;
}

/* ---- the words --------------------------------------------------------------------------- */

static int put_json(struct answer *a)
{
    const struct str body = answer_body(a, 0);
    struct buf text = BUF_INIT(TEXT_MAX);

    buf_put(&text, body.p, body.n);
    buf_putc(&text, '\n');
    cli_print(&text);
    buf_free(&text);
    answer_free(a);
    return 0;
}

static void say_reports(const struct device_reports_summary *r)
{
    if (r == NULL || (r->accepted.value == 0 && r->rejected.value == 0))
        return;
    cli_say("device reports: %lld accepted of %lld devices, %lld rejected",
            (long long)r->accepted.value, (long long)r->devices.value,
            (long long)r->rejected.value);
    if (r->last_rejected_reason != NULL)
        cli_say("last rejected:  %s: %s", r->last_rejected_thing, r->last_rejected_reason);
}

static void say_one(const struct scenario_summary *s)
{
    struct buf began = BUF_INIT(64), end = BUF_INIT(64);

    time_text(s->start_time, &began);
    time_text(s->end_time, &end);
    cli_say("%5s  %-17s %-8s %lld of %lld alarmed  %s  %s  %lld things, %s",
            s->scenario_id != NULL ? s->scenario_id : "-", s->name != NULL ? s->name : "-",
            s->status != NULL ? s->status : "-", (long long)s->alarmed.value,
            (long long)s->struck.value, buf_text(&began), buf_text(&end),
            (long long)s->things.value, s->aim != NULL ? s->aim : "-");
    buf_free(&began);
    buf_free(&end);
}

static int say_kinds(struct drill *d)
{
    struct answer *a = ask(d, &op_list_scenario_kinds, NULL);

    if (a == NULL)
        return complain(&d->err);
    const struct list_scenario_kinds_output *o = answer_output(a, 0);
    const struct scenario_about *kind = o->scenario_kinds.items;

    for (size_t i = 0; i < o->scenario_kinds.n; i++)
        cli_say("%-18s %s", kind[i].name, kind[i].threat);
    answer_free(a);
    return 0;
}

static int list(struct drill *d)
{
    struct answer *a =
        ask(d, &op_list_scenarios, &(struct list_scenarios_input){.next_token = NULL});

    if (a == NULL)
        return complain(&d->err);
    if (d->json)
        return put_json(a);
    const struct list_scenarios_output *o = answer_output(a, 0);

    for (size_t i = 0; i < answer_items(a); i++)
        say_one(answer_item(a, i));
    if (answer_items(a) == 0)
        cli_say("No scenario was played in 14 days. picket scenario start NAME plays one:");
    say_reports(o->device_reports);
    const bool none = answer_items(a) == 0;

    answer_free(a);
    return none ? say_kinds(d) : 0;
}

static bool wish(struct drill *d, struct start_scenario_input *in)
{
    struct when_span span;

    in->thing_names =
        (struct list){d->cli->thing.n, d->cli->thing.n > 0 ? d->cli->thing.values : NULL};
    in->thing_type_name = d->cli->type;
    in->thing_group_name = d->cli->group;
    in->things.set = d->cli->things != NULL;
    if (in->things.set && !str_to_int(str_of(d->cli->things), 1, INT32_MAX, &in->things.value))
        return err_set(&d->err, ERR_USAGE, "--things is a number, not '%.40s'", d->cli->things);
    if (d->cli->span == NULL)
        return true;
    if (when_duration(str_of(d->cli->span), &span, &d->err) != WHEN_OK)
        return err_advise(&d->err, "a duration: --for 90min");
    in->minutes = (struct opt_int){when_span_ms(&span) / MINUTE_MS, true};
    return true;
}

static int start(struct drill *d)
{
    char name[80], title[160];
    struct changing c = {.over = false};
    struct start_scenario_input in = {.name = name};

    (void)snprintf(name, sizeof name, "%.*s", (int)d->what.n, d->what.p);
    (void)snprintf(title, sizeof title, "play %s", name);
    if (!wish(d, &in) || !change(d, &op_start_scenario, &in, title, &c))
        return complain(&d->err);
    cli_say("%s", c.id);
    if (in.things.set && c.things.set && c.things.value < in.things.value)
        fprintf(stderr, _("picket: there are only %lld such things\n"),
                (long long)c.things.value);
    return 0;
}

static int stop(struct drill *d)
{
    char what[80], title[160];
    struct changing c = {.over = false};
    const struct stop_scenario_input in = {.scenario_id = what};

    (void)snprintf(what, sizeof what, "%.*s", (int)d->what.n, d->what.p);
    (void)snprintf(title, sizeof title, _("stop scenario %s"), what);
    return change(d, &op_stop_scenario, &in, title, &c) ? 0 : complain(&d->err);
}

static int debrief(struct drill *d)
{
    char what[80];
    const struct describe_scenario_input in = {.scenario_id = what};
    struct buf text = BUF_INIT(TEXT_MAX);
    struct detail pane;

    (void)snprintf(what, sizeof what, "%.*s", (int)d->what.n, d->what.p);
    struct answer *a = ask(d, &op_describe_scenario, &in);

    if (a == NULL)
        return complain(&d->err);
    if (d->json)
        return put_json(a);
    detail_init(&pane);
    scenario_fill(answer_output(a, 0), &pane);
    detail_plain(&pane, &text);
    cli_print(&text);
    detail_free(&pane);
    buf_free(&text);
    answer_free(a);
    return 0;
}

static const struct word {
    const char *name, *what; /* what NULL: takes nothing */
    int (*run)(struct drill *d);
} words[] = {
    {"list", NULL, list},
    {"start", "NAME", start},
    {"stop", "ID", stop},
    {"debrief", "ID", debrief},
};

static const struct word *word_of(struct str first)
{
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(first, words[i].name))
            return &words[i];
    return NULL;
}

int cli_scenario(const struct cli *cli, struct app *app)
{
    struct drill d = {.cli = cli, .app = app};
    const struct word *word = word_of(str_cut(str_of(cli->what), ' ', &d.what));
    const bool fits = word != NULL && (word->what != NULL) == (d.what.n > 0) &&
                      (d.what.n == 0 || memchr(d.what.p, ' ', d.what.n) == NULL);

    d.json = cli->output != NULL && strcmp(cli->output, "json") == 0;
    if (!fits) {
        (void)err_set(&d.err, ERR_USAGE, "picket scenario '%.80s': what shall be done?",
                      cli->what);
        (void)err_advise(&d.err, "list, start NAME, stop ID or debrief ID");
        return complain(&d.err);
    }
    if (cli->output != NULL && !d.json && strcmp(cli->output, "text") != 0) {
        (void)err_set(&d.err, ERR_USAGE, "--output is text or json, not '%.40s'", cli->output);
        return complain(&d.err);
    }
    return wait_for_client(&d) ? word->run(&d) : complain(&d.err);
}
