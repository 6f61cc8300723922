/* picket apply: a plan carried out without a screen, through the same gate and runner. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/api/sts.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/when.h"
#include "client/store/plan_approval.h"
#include "client/store/plan_catch_up.h"
#include "client/store/plan_look.h"
#include "client/store/plan_run.h"
#include "client/store/unfinished.h"
#include "views/complain.h"
#include "views/plan_guard.h"
#include "views/plan_pick.h"

enum {
    DRIFT_MAX = 16 * 1024, /* of what a target was and is */
    CONNECT_S = 120,       /* a local fleet of a million things is made meanwhile */
    TURN_US = 200 * 1000,
};

struct apply {
    const struct cli *cli;
    struct app *app;
    struct plan_pick pick;
    struct plan_run *run;
    enum plan_step_state *told; /* of each step */
    size_t done_before;
    int only_wave;  /* from 0; -1: all of them */
    bool wave_over; /* stopped because the next wave is somebody's to start */
    bool paused;    /* the pause was told */
    char account[16];
    struct err asked; /* why we do not know who we are */
    bool answered;
};

/* ---- where we are ---- */

static enum call_next on_identity(void *ctx, struct call_page *page)
{
    struct apply *a = ctx;
    const struct sts_get_caller_identity_output *who = page->output;

    if (who != NULL && who->account != NULL)
        (void)snprintf(a->account, sizeof a->account, "%s", who->account);
    return CALL_MORE;
}

static void on_identity_done(void *ctx, const struct call_result *result)
{
    struct apply *a = ctx;

    a->asked = result->err;
    a->answered = true;
}

/* Turns the loop until it holds; false: too late, or the console ended. */
static bool turn_until(struct apply *a, bool (*holds)(const struct apply *a), struct err *err)
{
    struct loop *loop = app_loop(a->app);
    const int64_t deadline = loop_now_us(loop) + CONNECT_S * INT64_C(1000000);

    while (!holds(a)) {
        (void)loop_turn(loop, TURN_US);
        if (app_is_ended(a->app))
            return err_set(err, ERR_CANCELED, "ended before anything was sent");
        if (loop_now_us(loop) > deadline)
            return err_set(err, ERR_TIMEOUT, "no answer within %d s: nothing was sent",
                           CONNECT_S);
    }
    return true;
}

static bool has_client(const struct apply *a)
{
    return app_client(a->app) != NULL;
}

/* The console's own question, whose answer the journal takes, is answered too. */
static bool knows_itself(const struct apply *a)
{
    return a->answered &&
           (a->asked.kind != ERR_NONE || app_context(a->app)->account[0] != '\0');
}

static bool ask_where(struct apply *a, struct err *err)
{
    if (!turn_until(a, has_client, err))
        return false;
    struct call *call = call_start(app_client(a->app), &op_sts_get_caller_identity, NULL,
                                   &(struct call_options){.priority = CALL_INTERACTIVE,
                                                          .on_page = on_identity,
                                                          .on_done = on_identity_done,
                                                          .ctx = a});
    if (!turn_until(a, knows_itself, err)) {
        if (!a->answered)
            call_drop(call);
        return false;
    }
    if (a->asked.kind != ERR_NONE)
        *err = a->asked;
    return a->asked.kind == ERR_NONE;
}

static bool is_right_place(const struct apply *a, struct err *err)
{
    const struct plan *p = a->pick.plan;
    const struct app_context *here = app_context(a->app);

    if (strcmp(p->account, a->account) == 0 && strcmp(p->region, here->region) == 0 &&
        p->account[0] != '\0')
        return true;
    (void)err_set(err, ERR_DENIED, "the plan is for %s/%s, and this is %s/%s",
                  p->account[0] != '\0' ? p->account : _("an unknown account"), p->region,
                  a->account, here->region);
    return err_advise(
        err, "it was made in '%s': name it with --context, --profile and --region", p->context);
}

/* ---- may it be carried out? ---- */

static int first_wave(const struct plan *p)
{
    int first = PLAN_WAVES_MAX;

    for (size_t i = 0; i < p->n_steps; i++)
        if (p->steps[i].state == PLAN_STEP_READY && p->steps[i].wave < first)
            first = p->steps[i].wave;
    return first;
}

static bool choose_wave(struct apply *a, struct err *err)
{
    const struct plan *p = a->pick.plan;
    const int first = first_wave(p);
    int64_t n;

    a->only_wave = -1;
    if (first == PLAN_WAVES_MAX) /* looks what became of what has left */
        return true;
    if (a->cli->wave == NULL) {
        if (plan_waves(p) > 1 && p->pause_ms == 0)
            a->only_wave = first; /* somebody starts each */
        return true;
    }
    if (!str_to_int(str_of(a->cli->wave), 1, plan_waves(p), &n))
        return err_set(err, ERR_USAGE, "--wave is a number from 1 to %d", plan_waves(p));
    if (n - 1 != first)
        return err_set(err, ERR_DENIED, "wave %d is the next one", first + 1);
    a->only_wave = first;
    return true;
}

static bool arm(const struct apply *a, struct err *err)
{
    const char *ticket = a->cli->ticket != NULL ? a->cli->ticket : a->pick.plan->ticket;
    struct when_span span = {0};

    if (a->cli->arm == NULL && a->cli->ticket == NULL)
        return true;
    if (a->cli->arm != NULL && when_duration(str_of(a->cli->arm), &span, err) != WHEN_OK)
        return err_advise(err, "a duration: --arm 15min");
    if (a->cli->arm == NULL && !gate_is_armed(app_gate(a->app)))
        return true; /* the ticket alone arms nothing */
    return gate_arm(app_gate(a->app), when_span_ms(&span), ticket, err);
}

static bool is_confirmed(const struct apply *a, struct err *err)
{
    struct buf wanted = BUF_INIT(256);
    const char *typed = a->cli->confirm != NULL ? a->cli->confirm : "";
    bool ok = !plan_guard_typed(app_gate(a->app), a->pick.plan, &wanted) ||
              strcmp(buf_text(&wanted), typed) == 0;

    if (!ok) {
        (void)err_set(err, ERR_DENIED, "the guards of this context ask for a confirmation");
        (void)err_advise(err, "--confirm '%s'", buf_text(&wanted));
    }
    buf_free(&wanted);
    return ok;
}

/* What a second person can read: a plan that a command made is in the state folder only. */
static bool give_file(const struct apply *a, const char *path, struct err *err)
{
    return a->pick.path != NULL || a->cli->restricted || access(path, F_OK) == 0 ||
           plan_save_as(a->pick.plan, path, err);
}

/* What the file says of approvals counts for nothing: only the records beside it do. */
static bool is_approved(const struct apply *a, struct err *err)
{
    struct plan *p = a->pick.plan;
    struct buf beside = BUF_INIT(4096), why = BUF_INIT(256);

    buf_printf(&beside, "picket-plan-%s.json", p->id);
    bool ok = plan_approvals_read(p, a->pick.path != NULL ? a->pick.path : buf_text(&beside),
                                  (uint32_t)getuid(), app_now_ms(a->app), err);
    if (ok && p->n_approvals == 0 && plan_guard_second(app_gate(a->app), p, &why)) {
        ok = false;
        if (give_file(a, buf_text(&beside), err)) {
            (void)err_set(err, ERR_DENIED, "a second person has to approve: %s",
                          buf_text(&why));
            (void)err_advise(err, "they run: picket approve %s (it must be readable for them)",
                             a->pick.path != NULL ? a->pick.path : buf_text(&beside));
        }
    }
    buf_free(&beside);
    buf_free(&why);
    return ok;
}

static bool may_start(struct apply *a, struct err *err)
{
    struct plan *p = a->pick.plan;

    plan_catch_up(p, app_journal(a->app));
    if (plan_open(p) == 0 && plan_count(p, PLAN_STEP_UNKNOWN) == 0)
        return err_set(err, ERR_DENIED, "all of this plan was sent already");
    if (plan_is_expired(p, app_now_ms(a->app))) {
        (void)err_set(err, ERR_DENIED, "the plan is older than a week");
        return err_advise(err, "what it was made from has changed since: make it again");
    }
    if (!is_approved(a, err) || !arm(a, err))
        return false;
    plan_reopen(p);
    if (plan_guard_allows(app_gate(a->app), p, err))
        return is_confirmed(a, err) && choose_wave(a, err);
    if (!gate_is_armed(app_gate(a->app)) && gate_can_arm(app_gate(a->app)))
        (void)err_advise(err, "allow it for a while: --arm 15min --ticket TICKET");
    return false;
}

/* ---- while it runs ---- */

static void tell_steps(struct apply *a)
{
    const struct plan *p = a->pick.plan;

    for (size_t i = 0; i < p->n_steps; i++) {
        const struct plan_step *s = &p->steps[i];

        if (s->state == a->told[i])
            continue;
        a->told[i] = s->state;
        if (s->state != PLAN_STEP_SENDING && s->state != PLAN_STEP_READY)
            cli_say("%-8s %s%s%s", i18n_text(plan_step_state_name(s->state)), s->text,
                    s->result != NULL ? ": " : "", s->result != NULL ? s->result : "");
    }
}

static void tell_drift(const struct plan *p)
{
    for (size_t i = 0; i < p->n_targets; i++)
        if (p->targets[i].drift != NULL) {
            struct buf drift = BUF_INIT(DRIFT_MAX);

            plan_look_say_drift(&p->targets[i], &drift);
            cli_say("changed  %s: %s", p->targets[i].text, buf_text(&drift));
            buf_free(&drift);
        }
}

static void at_pause(struct apply *a)
{
    const int next = plan_run_wave(a->run) + 2;

    if (a->only_wave >= 0 && plan_run_wave(a->run) >= a->only_wave) {
        a->wave_over = true;
        plan_run_stop(a->run);
    } else if (a->only_wave >= 0 || a->pick.plan->pause_ms == 0) {
        plan_run_go_on(a->run); /* only looked at what had left before */
    } else if (!a->paused) {
        a->paused = true;
        cli_say("wave %d of %d starts in %lld s", next, plan_waves(a->pick.plan),
                (long long)(a->pick.plan->pause_ms / 1000));
    }
}

static void on_change(void *ctx)
{
    struct apply *a = ctx;

    tell_steps(a);
    if (plan_run_state(a->run) == PLAN_RUN_PAUSED)
        at_pause(a);
    else
        a->paused = false;
}

static void on_interrupt(void *ctx, int signo)
{
    struct apply *a = ctx;

    (void)signo;
    if (a->run == NULL)
        return;
    cli_say(plan_run_stopping(a->run) ? "Nobody waits any more for what has left."
                                      : _("Stopping: what has left is waited for."));
    plan_run_stop(a->run);
}

static bool carry_out(struct apply *a, struct err *err)
{
    const struct plan *p = a->pick.plan;
    struct loop *loop = app_loop(a->app);

    a->told = mem_alloc(p->n_steps, sizeof *a->told);
    for (size_t i = 0; i < p->n_steps; i++)
        a->told[i] = p->steps[i].state;
    a->done_before = plan_count(p, PLAN_STEP_DONE);
    cli_say("%s: %zu to send in %s", p->title, plan_open(p), app_context(a->app)->name);
    loop_on_signal(loop, SIGINT, on_interrupt, a);
    a->run = plan_run_start(
        &(struct plan_run_options){.loop = loop,
                                   .client = app_client(a->app),
                                   .plan = a->pick.plan,
                                   .typed = a->cli->confirm != NULL ? a->cli->confirm : "",
                                   .approved_by = p->n_approvals > 0 ? p->approvals[0].by : "",
                                   .on_change = on_change,
                                   .ctx = a},
        err);
    if (a->run != NULL)
        unfinished_add(p, app_now_ms(a->app));
    while (a->run != NULL && plan_run_state(a->run) != PLAN_RUN_ENDED &&
           !app_is_ended(a->app)) {
        (void)loop_turn(loop, TURN_US);
        gate_touch(app_gate(a->app)); /* a program that runs is somebody who is there */
    }
    return a->run != NULL;
}

/* ---- how it ended ---- */

static int status_of(const struct apply *a, const struct err *why)
{
    const struct plan *p = a->pick.plan;
    const size_t unknown = plan_count(p, PLAN_STEP_UNKNOWN);
    const bool did = plan_count(p, PLAN_STEP_DONE) > a->done_before;

    if (unknown == 0 && (plan_open(p) == 0 || (a->wave_over && plan_drifted(p) == 0)))
        return 0;
    if (did || unknown > 0)
        return EXIT_PART;
    if (plan_drifted(p) > 0)
        return EXIT_REFUSED;
    return why->kind != ERR_NONE ? complain_status(why) : 1;
}

static int sum_up(struct apply *a, struct buf *then)
{
    const struct plan *p = a->pick.plan;
    const struct err why = *plan_run_err(a->run);
    struct err err;

    if (then != NULL)
        buf_puts(then, plan_run_then(a->run));
    plan_run_free(a->run); /* what is in flight is unknown from here on */
    a->run = NULL;
    tell_steps(a);
    tell_drift(p);
    cli_say("%zu of %zu done, %zu refused, %zu unknown, %zu not sent",
            plan_count(p, PLAN_STEP_DONE), p->n_steps, plan_count(p, PLAN_STEP_REFUSED),
            plan_count(p, PLAN_STEP_UNKNOWN),
            plan_count(p, PLAN_STEP_SKIPPED) + plan_count(p, PLAN_STEP_READY));
    if (a->wave_over && plan_open(p) > 0)
        cli_say("The next wave: picket apply %s --wave %d", a->cli->what, a->only_wave + 2);
    if (plan_count(p, PLAN_STEP_UNKNOWN) > 0)
        cli_say("Of the unknown ones look before anything is sent again: picket journal");
    if (p->n_back > 0 && plan_count(p, PLAN_STEP_DONE) > 0)
        cli_say("The way back: picket undo %s", a->cli->what);
    if (p->stage == PLAN_NEW || (plan_open(p) == 0 && plan_count(p, PLAN_STEP_UNKNOWN) == 0))
        unfinished_remove(p->id);
    if (!plan_pick_save(&a->pick, &err)) /* the state folder has it */
        (void)complain(&err);
    if (then == NULL && cli_is_json(a->cli))
        cli_print_plan_json(p);
    int status = status_of(a, &why);

    if (status != 0 && why.kind != ERR_NONE)
        (void)complain(&why);
    return status;
}

int cli_carry_out(const struct cli *cli, struct app *app, struct buf *then)
{
    struct apply a = {.cli = cli, .app = app};
    int status;
    struct err err;

    if (!cli_read_output(cli, &err) || !plan_pick(cli, &a.pick, &err))
        return complain(&err);
    if (ask_where(&a, &err) && is_right_place(&a, &err) && may_start(&a, &err) &&
        carry_out(&a, &err))
        status = sum_up(&a, then);
    else
        status = complain(&err);
    loop_off_signal(app_loop(app), &a);
    free(a.told);
    plan_pick_free(&a.pick);
    return status;
}

int cli_apply(const struct cli *cli, struct app *app)
{
    return cli_carry_out(cli, app, NULL);
}
