#include "views/tape_deck.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/i18n.h"
#include "views/cli.h"
#include "views/complain.h"

/* ---- the command line ---- */

static bool take_speed(struct tape_deck *d, int *argc, char **argv, struct err *err)
{
    static const char flag[] = "--speed";
    int n = 1;

    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], flag) == 0 && i + 1 < *argc)
            d->speed = argv[++i];
        else if (str_starts(argv[i], "--speed="))
            d->speed = argv[i] + sizeof flag;
        else if (strcmp(argv[i], flag) == 0)
            return err_set(err, ERR_USAGE, "%s needs a value", flag);
        else
            argv[n++] = argv[i];
    }
    *argc = n;
    return true;
}

bool tape_deck_take(struct tape_deck *d, int *argc, char ***argv, struct err *err)
{
    char **words = *argv;
    const char **file = *argc < 2                         ? NULL
                        : strcmp(words[1], "record") == 0 ? &d->record
                        : strcmp(words[1], "replay") == 0 ? &d->replay
                                                          : NULL;

    if (file == NULL || (*argc > 2 && strcmp(words[2], "--help") == 0))
        return true;
    if (*argc < 3 || words[2][0] == '-') {
        (void)err_set(err, ERR_USAGE, "picket %s: which file?", words[1]);
        return err_advise(err, "picket %s FILE, then any other command line", words[1]);
    }
    *file = words[2];
    words[2] = words[0];
    *argv += 2;
    *argc -= 2;
    return d->replay == NULL || take_speed(d, argc, *argv, err);
}

/* tape_deck_take() takes its words off before anybody asks what the rest is. */
int cli_tape(const struct cli *cli, struct app *app)
{
    struct err err;

    (void)app;
    (void)err_set(&err, ERR_USAGE, "one recording at a time");
    (void)err_advise(&err, "picket %s FILE, then a command or a view", cli->command->name);
    return complain(&err);
}

/* ---- the folder ---- */

static bool make_folder(struct tape_deck *d, struct err *err)
{
    if (d->folder[0] != '\0')
        return true;
    (void)snprintf(d->folder, sizeof d->folder, "/tmp/picket-tape-XXXXXX");
    if (mkdtemp(d->folder) != NULL)
        return true;
    d->folder[0] = '\0';
    return err_sys(err, errno, "no folder for the recording can be made in /tmp");
}

static void remove_folder(struct tape_deck *d)
{
    if (d->folder[0] != '\0')
        (void)files_remove_tree(d->folder);
    d->folder[0] = '\0';
}

/* ---- recording ---- */

static void on_failed(void *ctx, const struct err *err)
{
    struct tape_deck *d = ctx;

    if (d->app != NULL)
        app_error(d->app, err);
}

static bool open_tape(struct tape_deck *d, const struct options *o, struct err *err)
{
    if (o->restricted) {
        (void)err_set(err, ERR_USAGE, "a recording is a file, and picket is restricted");
        return err_advise(err, "leave out --restricted and PICKET_RESTRICTED");
    }
    if (d->tape == NULL)
        d->tape = tape_new(d->record, on_failed, d, err);
    return d->tape != NULL && make_folder(d, err);
}

/* ---- replaying ---- */

static bool keep_state_in(const char *folder, struct err *err)
{
    return (setenv("XDG_STATE_HOME", folder, 1) == 0 &&
            setenv("XDG_CACHE_HOME", folder, 1) == 0) ||
           err_sys(err, errno, "the environment is full");
}

static bool open_player(struct tape_deck *d, struct options *o, struct err *err)
{
    double speed = 1;

    if (o->local || o->context != NULL || o->aws.profile != NULL || o->aws.region != NULL ||
        o->aws.endpoint_url != NULL) {
        (void)err_set(err, ERR_USAGE, "a recording knows where it was made");
        return err_advise(err, "leave out what says where: --local, --context, --profile, ..");
    }
    if (d->speed != NULL && (!str_to_double(str_of(d->speed), &speed) ||
                             speed < TAPE_SPEED_MIN || speed > TAPE_SPEED_MAX))
        return err_set(err, ERR_USAGE, "--speed is a number from %g to %g", TAPE_SPEED_MIN,
                       TAPE_SPEED_MAX);
    d->player = tape_player_new(d->replay, speed, err);
    o->read_only = true;
    return d->player != NULL && make_folder(d, err) && keep_state_in(d->folder, err);
}

bool tape_deck_open(struct tape_deck *d, struct options *o, struct err *err)
{
    return (d->record == NULL || open_tape(d, o, err)) &&
           (d->replay == NULL || open_player(d, o, err));
}

void tape_deck_close(struct tape_deck *d)
{
    tape_free(d->tape);
    tape_player_free(d->player);
    remove_folder(d);
    *d = (struct tape_deck){0};
}

bool tape_deck_is_used(const struct tape_deck *d)
{
    return d->tape != NULL || d->player != NULL;
}

const struct clock *tape_deck_clock(const struct tape_deck *d)
{
    return d->player != NULL ? tape_player_clock(d->player) : &system_clock;
}

bool tape_deck_account(struct tape_deck *d, struct account *out, struct err *err)
{
    const struct tape_head *head = tape_player_head(d->player);

    *out = (struct account){.player = d->player};
    return account_set(out, head->loopback ? "http://127.0.0.1" : "https://replay.invalid",
                       head->region, "REPLAY", "none is needed", err);
}

/* ---- at work ---- */

static void on_end(void *ctx)
{
    const struct tape_deck *d = ctx;

    if (d->app != NULL)
        app_message(d->app, MESSAGE_INFO, "The recording is over: this is how it ended.");
}

static void serve_player(struct tape_deck *d, struct app *app)
{
    const double speed = tape_player_speed(d->player);
    const size_t left_out = tape_player_left_out(d->player);

    (void)loop_add_timer(app_loop(app),
                         (int64_t)((double)tape_player_length_ms(d->player) * 1000 / speed),
                         on_end, d);
    if (left_out > 0)
        app_message(app, MESSAGE_WARN, "%zu lines of the recording cannot be read.", left_out);
}

void tape_deck_context(const struct tape_deck *d, struct app_context *c)
{
    (void)snprintf(c->kept_in, sizeof c->kept_in, "%s", d->folder);
    c->recorded = d->tape != NULL;
    if (d->player == NULL)
        return;
    (void)snprintf(c->name, sizeof c->name, "%s", tape_player_head(d->player)->context);
    c->endpoint[0] = '\0';
    c->replay_speed = tape_player_speed(d->player);
}

void tape_deck_serve(struct tape_deck *d, struct account *account, struct app *app)
{
    d->app = app;
    account->tape = d->tape;
    if (d->player != NULL)
        serve_player(d, app);
    if (d->tape != NULL)
        app_message(app, MESSAGE_INFO,
                    "What the service answers is recorded, without secrets: %s", d->record);
}
