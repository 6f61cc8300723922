/*
 * The composition root: which account, which display, one loop. Only this file knows the local
 * service. Exit status: views/complain, and 128+n ended by signal n.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/base/safe.h"
#include "client/local/local.h"
#include "client/local/serve.h"
#include "client/store/contexts.h"
#include "tui/tty.h"
#include "views/account.h"
#include "views/authority.h"
#include "views/cli.h"
#include "views/complain.h"
#include "views/harden.h"
#include "views/options.h"
#include "views/place.h"
#include "views/place_find.h"
#include "views/place_next.h"
#include "views/plain.h"
#include "views/preferences.h"
#include "views/print_rows.h"
#include "views/script.h"
#include "views/tape_deck.h"
#include "views/terminal.h"
#include "views/version.h"

#define DEFAULT_FLEET "harbour"
#define CLI_START     "messages" /* a screen that asks nothing */

/* Of the local fleet. */
struct local_plan {
    struct buf state; /* its folder */
    int64_t things;   /* 0: as the fleet says */
    double speed;     /* 0: real time */
};

struct console {
    struct options options;
    struct tape_deck deck;
    struct cli cli; /* command NULL: a console */
    int status;     /* of the command */
    struct contexts contexts;
    struct preferences preferences;
    struct authority authority;
    struct loop *loop;
    struct account account;
    struct local_plan plan;
    struct local *local; /* NULL: an account somewhere else */
    struct app *app;
    struct terminal terminal; /* or, when it is not open: */
    struct plain *plain;      /* likewise */
    struct memory_display memory;
    struct err local_failed; /* kind ERR_NONE: it did not */
    int signo;               /* what ended us; 0: nothing did */
    struct place_entry place;
    struct place_next next;
};

/* ---- the process ---- */

static void on_end_signal(void *ctx, int signo)
{
    struct console *c = ctx;

    c->signo = signo;
    app_hangup(c->app);
    app_end(c->app);
}

static void on_terminal_lost(void *ctx)
{
    on_end_signal(ctx, SIGHUP);
}

/* ---- what is drawn on ---- */

static bool open_terminal(struct console *c, struct err *err)
{
    return terminal_open(&c->terminal,
                         &(struct terminal_options){.loop = c->loop,
                                                    .preferences = &c->preferences,
                                                    .lost = on_terminal_lost,
                                                    .ctx = c},
                         err);
}

/* A terminal that cannot move its cursor is one for lines. */
static bool is_plain(const struct console *c)
{
    const char *term = getenv("TERM");

    return c->options.plain || (term != NULL && strcmp(term, "dumb") == 0);
}

/* Somebody sits there, or a program in the place of one. */
static bool has_person(const struct console *c)
{
    return terminal_is_open(&c->terminal) || c->plain != NULL;
}

static const struct display *display_of(const struct console *c)
{
    if (terminal_is_open(&c->terminal))
        return &c->terminal.display;
    return c->plain != NULL ? plain_display(c->plain) : &c->memory.display;
}

static bool open_memory(struct console *c, struct err *err)
{
    int cols = 80, rows = 24;

    if (c->options.dump_screen != NULL &&
        !options_size(c->options.dump_screen, &cols, &rows, err))
        return false;
    memory_display_init(&c->memory, rows, cols);
    return true;
}

static bool is_headless(const struct console *c)
{
    return c->options.dump_screen != NULL || c->options.script != NULL ||
           c->options.prints_rows || c->cli.command != NULL;
}

static bool open_display(struct console *c, struct err *err)
{
    if (is_headless(c))
        return open_memory(c, err);
    if (!is_plain(c))
        return open_terminal(c, err);
    c->plain = plain_new(c->loop);
    return true;
}

/* ---- the local fleet ---- */

static void local_answers(struct console *c)
{
    struct local_access access;
    struct err err;

    if (!local_access(c->local, &access, &err) ||
        !account_set(&c->account, local_endpoint(c->local), access.region, access.access_key_id,
                     access.secret, &err)) {
        app_error(c->app, &err);
        return;
    }
    struct app_context context = *app_context(c->app);

    (void)snprintf(context.region, sizeof context.region, "%s", access.region);
    app_set_context(c->app, &context);
    authority_where(&c->authority, &context);
    account_connect(&c->account, c->app, &c->authority);
    if (has_person(c) && app_last_seen_ms(c->app) == 0)
        app_message(c->app, MESSAGE_HINT, "New here? :tour shows five screens, :q leaves.");
}

static void on_local(void *ctx, const struct local_news *news)
{
    struct console *c = ctx;

    switch (news->event) {
    case LOCAL_PROGRESS:
        app_message(c->app, MESSAGE_INFO, "Making the local fleet: %lld of %lld things.",
                    (long long)news->done, (long long)news->total);
        break;
    case LOCAL_READY: local_answers(c); break;
    case LOCAL_LOST:
        app_message(c->app, MESSAGE_WARN, "The local service ended and is started again: %s",
                    news->err != NULL ? news->err->text : "");
        break;
    case LOCAL_FAILED:
        c->local_failed = *news->err;
        app_error(c->app, news->err);
        if (!has_person(c))
            app_end(c->app);
        break;
    }
}

/* Each fleet and size has a folder of its own. */
static bool local_state(const struct options *o, struct buf *out, struct err *err)
{
    const char *fleet = o->fleet != NULL ? o->fleet : DEFAULT_FLEET;
    const char *slash = strrchr(fleet, '/');
    struct buf name = BUF_INIT(256);

    buf_puts(out, o->state != NULL ? o->state : "");
    if (o->state != NULL)
        return true;
    buf_printf(&name, "local/%s", slash != NULL ? slash + 1 : fleet);
    if (o->size != NULL)
        buf_printf(&name, "-%s", o->size);
    bool ok = files_xdg(out, XDG_STATE, buf_text(&name), err);

    buf_free(&name);
    return ok;
}

/* What the command line says of the local fleet, before any screen opens. */
static bool plan_local(struct console *c, struct err *err)
{
    const struct options *o = &c->options;
    struct local_plan *plan = &c->plan;

    plan->state = BUF_INIT(4096);
    if (o->size != NULL && !str_to_int(str_of(o->size), 1, 1000000, &plan->things))
        return err_set(err, ERR_USAGE, "--size is a number from 1 to 1000000");
    if (o->clock_speed != NULL && (!str_to_double(str_of(o->clock_speed), &plan->speed) ||
                                   plan->speed < 1 || plan->speed > 100000))
        return err_set(err, ERR_USAGE, "--clock-speed is a number from 1 to 100000");
    if (local_state(o, &plan->state, err))
        return true;
    return err_advise(err, "set HOME, or name a folder with --state");
}

static bool start_local(struct console *c, struct err *err)
{
    return local_start(&c->local, c->loop,
                       &(struct local_options){
                           .state_dir = buf_text(&c->plan.state),
                           .fleet = c->options.fleet != NULL ? c->options.fleet : DEFAULT_FLEET,
                           .things = c->plan.things,
                           .clock_speed = c->plan.speed,
                           .no_detect = c->options.no_detect},
                       on_local, c, err);
}

/* ---- changes ---- */

static void find_guards(struct console *c, bool local)
{
    if (local || c->deck.player != NULL)
        guards_default(&c->authority.guards);
    else
        contexts_guards(&c->contexts, c->place.chosen, aws_profile(&c->place.aws),
                        c->account.iot.region, &c->authority.guards);
}

static void on_gate(void *ctx)
{
    struct console *c = ctx;

    if (c->app != NULL)
        app_gate_changed(c->app);
}

/* ---- putting it together ---- */

static struct app_context context_of(const struct console *c, bool local)
{
    const struct context_entry *chosen = c->place.chosen;
    struct app_context x = {.regions = c->account.regions.all};

    if (local) {
        (void)snprintf(x.name, sizeof x.name, "local %s",
                       c->options.fleet != NULL ? c->options.fleet : DEFAULT_FLEET);
        return x;
    }
    (void)snprintf(x.name, sizeof x.name, "%s",
                   chosen != NULL ? chosen->name : aws_profile(&c->place.aws));
    (void)snprintf(x.region, sizeof x.region, "%s", c->account.iot.region);
    if (strcmp(c->account.iot.from, "region") != 0)
        (void)snprintf(x.endpoint, sizeof x.endpoint, "%.127s", c->account.iot.origin);
    return x;
}

static bool run_script(struct console *c, struct script *s, struct err *err)
{
    struct buf text = BUF_INIT(SCRIPT_MAX_BYTES);
    bool stdin_script = strcmp(c->options.script, "-") == 0;

    s->name = stdin_script ? "script" : c->options.script;
    bool ok = stdin_script ? files_read_fd(STDIN_FILENO, s->name, &text, err)
                           : files_read(s->name, &text, err);

    ok = ok && script_run(s, buf_text(&text), err);
    buf_free(&text);
    return ok;
}

static bool run_headless(struct console *c, struct err *err)
{
    struct buf out = BUF_INIT(64 * 1024 * 1024);
    struct script s = {c->app, c->loop, &c->memory, &out, "script"};
    bool ok = true;

    if (c->cli.command != NULL) {
        c->status = c->cli.command->run(&c->cli, c->app);
    } else if (c->options.script != NULL) {
        ok = run_script(c, &s, err);
    } else if (c->options.prints_rows) {
        ok = print_rows(&s, &c->options, err);
    } else {
        ok = script_settle(&s, err);
        script_dump(&s);
        if (ok && app_is_failed(c->app))
            ok = err_set(err, ERR_SERVICE, "not everything was answered: the screen says why");
    }
    if (c->local_failed.kind != ERR_NONE || c->account.refused.kind != ERR_NONE) {
        *err = c->local_failed.kind != ERR_NONE ? c->local_failed : c->account.refused;
        ok = false;
    }
    (void)fwrite(buf_text(&out), 1, out.len, stdout);
    buf_free(&out);
    return ok;
}

static void watch_signals(struct console *c)
{
    static const int ends[] = {SIGTERM, SIGHUP, SIGINT};

    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (ends[i] != SIGINT || c->cli.command == NULL) /* commands have their own */
            loop_on_signal(c->loop, ends[i], on_end_signal, c);
    if (terminal_is_open(&c->terminal))
        terminal_serve(&c->terminal, c->app);
    if (c->plain != NULL)
        plain_serve(c->plain, c->app);
}

/* Lines across the screen say nothing to who hears it. */
static enum glyph_set glyphs_of(const struct console *c)
{
    const enum glyph_set any = preferences_glyphs(&c->preferences);

    return c->plain != NULL && any == GLYPHS_UNICODE ? GLYPHS_LINES_ASCII : any;
}

/* Its journal, gate and drafts, then the app itself. */
static void open_app(struct console *c, const struct app_context *context,
                     enum gate_start start)
{
    const struct options *o = &c->options;

    authority_open(&c->authority,
                   &(struct authority_options){.loop = c->loop,
                                               .context = context,
                                               .start = o->read_only ? GATE_NEVER : start,
                                               .on_change = on_gate,
                                               .ctx = c});
    c->app = app_new(&(struct app_options){
        .loop = c->loop,
        .display = display_of(c),
        .glyphs = glyphs_of(c),
        .context = *context,
        .gate = c->authority.gate,
        .journal = c->authority.journal,
        .zone = c->authority.zone,
        .person = c->authority.who,
        /* A form filled from a script begins anew, and leaves nothing for the next one. */
        .drafts = c->cli.command != NULL ? NULL : &c->authority.drafts.drafts,
        .views = &c->preferences.views,
        .door = has_person(c) && !tape_deck_is_used(&c->deck)
                    ? &(struct place_door){place_next_go, place_next_go_region, &c->next}
                    : NULL,
        .keys = &c->preferences.keys.conf,
        .settings = &c->preferences.settings,
        .fleet = buf_text(&c->plan.state), /* empty: an account somewhere else */
        .restricted = o->restricted,
        .is_command = c->cli.command != NULL,
        .start = c->cli.command != NULL ? CLI_START : o->view,
    });
    place_next_open_record(&c->next, c->app);
    preferences_serve(&c->preferences, c->app);
}

/* Rows of several regions are for looking at: what a command changes, or a recording keeps, is
 * of one. */
static bool is_of_one_region(const struct console *c)
{
    return c->cli.command != NULL || tape_deck_is_used(&c->deck);
}

static bool find_account(struct console *c, enum account_kind *kind, struct err *err)
{
    const struct options *o = &c->options;

    if (c->deck.player != NULL) {
        *kind = ACCOUNT_NAMED;
        c->place = (struct place_entry){.aws = o->aws};
        return tape_deck_account(&c->deck, &c->account, err);
    }
    if (is_of_one_region(c) && o->regions.n > 1)
        return err_set(err, ERR_USAGE, "This works in one region: give --region once.");
    if (!place_enter(o, c->next.home, &c->contexts, &c->place, err))
        return false;
    if (o->local)
        return true;
    return account_find(&c->place.aws, &c->account, kind, err) &&
           (*kind == ACCOUNT_NONE || is_of_one_region(c) ||
            account_read_regions(&c->account, &c->place.regions, err));
}

static bool run(struct console *c, struct err *err)
{
    enum account_kind kind = ACCOUNT_NONE;
    const struct options *o = &c->options;

    if (o->log_file != NULL && !log_open(o->log_file, o->log_level, err))
        return false;
    if (!preferences_open(&c->preferences, o, err) || !find_account(c, &kind, err))
        return false;
    const struct context_entry *chosen = c->place.chosen;

    if (chosen != NULL && kind == ACCOUNT_NONE)
        return err_set(err, ERR_CONFIG, "context %s names no profile, and none is configured",
                       chosen->name);
    c->preferences.place_theme = chosen != NULL ? chosen->theme : NULL;
    find_guards(c, kind == ACCOUNT_NONE);
    if (kind == ACCOUNT_NONE && !plan_local(c, err))
        return false;
    if (!open_display(c, err))
        return false;
    const bool local = kind == ACCOUNT_NONE;
    struct app_context context = context_of(c, local);

    tape_deck_context(&c->deck, &context);
    open_app(c, &context, local ? GATE_OPEN : GATE_CLOSED);
    tape_deck_serve(&c->deck, &c->account, c->app);
    watch_signals(c);
    if (o->view == NULL && !is_headless(c))
        app_resume(c->app);
    /* The first frame is on its way before anything is started or asked. */
    (void)loop_turn(c->loop, 0);
    c->account.asks = has_person(c);
    c->account.needs_keys = c->cli.command != NULL;
    if (kind == ACCOUNT_NAMED)
        account_connect(&c->account, c->app, &c->authority);
    else if (!start_local(c, err))
        return false;
    if (is_headless(c))
        return run_headless(c, err);
    if (!app_is_ended(c->app)) /* by a key that was there before the first frame */
        loop_run(c->loop);
    app_remember(c->app);
    return true;
}

static void close_place(struct console *c)
{
    terminal_close(&c->terminal);
    plain_free(c->plain);
    c->plain = NULL;
    if (c->app != NULL)
        app_set_client(c->app, NULL);
    app_free(c->app);
    account_close(&c->account);
    authority_close(&c->authority);
    local_stop(c->local);
    preferences_close(&c->preferences);
    loop_free(c->loop);
    buf_free(&c->plan.state);
    contexts_free(&c->contexts);
    c->app = NULL;
    c->local = NULL;
    c->loop = NULL;
    c->account = (struct account){0};
    c->authority = (struct authority){0};
    c->plan = (struct local_plan){0};
    c->place = (struct place_entry){0};
    c->local_failed = (struct err){0};
}

/* One place after the other, until somebody leaves for good. */
static bool run_places(struct console *c, struct err *err)
{
    for (;;) {
        c->loop = loop_new(tape_deck_clock(&c->deck));
        const bool ok = run(c, err);

        close_place(c);
        if (!ok || c->signo != 0 || !place_next_is_set(&c->next))
            return ok;
        place_next_turn(&c->next, &c->options);
    }
}

static void close_all(struct console *c)
{
    tape_deck_close(&c->deck);
    options_free(&c->options);
    place_next_free(&c->next);
    log_close();
}

static int print_and_end(const struct console *c)
{
    struct buf text = BUF_INIT(16 * 1024);

    if (c->options.version)
        buf_puts(&text,
                 "picket " PICKET_VERSION " (" PICKET_COMMIT ")\n" PICKET_LIBRARIES "\n");
    else if (c->cli.command != NULL)
        cli_help(c->cli.command, &text);
    else
        options_help(&text);
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
    return 0;
}

static int end_now(struct console *c, int status)
{
    options_free(&c->options);
    return status;
}

int main(int argc, char **argv)
{
    struct console c = {0};
    struct err err;

    if (argc > 1 && strcmp(argv[1], "serve") == 0) /* speaks English: it is an API */
        return serve_main(argc - 1, argv + 1);
    i18n_start();
    harden();
    if (!tape_deck_take(&c.deck, &argc, &argv, &err))
        return complain(&err);
    if (cli_is_command(argc, argv) ? !cli_parse(argc, argv, &c.cli, &c.options, &err)
                                   : !options_parse(argc, argv, &c.options, &err))
        return complain(&err);
    if (c.options.ascii)
        i18n_english();
    if (c.options.help || c.options.version)
        return end_now(&c, print_and_end(&c));
    if (c.cli.command != NULL && !c.cli.command->online)
        return end_now(&c, c.cli.command->run(&c.cli, NULL));
    bool ok = tape_deck_open(&c.deck, &c.options, &err) && run_places(&c, &err);
    int signo = c.signo, status = c.status;

    close_all(&c);
    if (!ok)
        return complain(&err);
    if (signo != 0) { /* ended by it, so that whoever started us can see why */
        (void)signal(signo, SIG_DFL);
        (void)raise(signo);
    }
    return status;
}
