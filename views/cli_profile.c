/* picket profile: a security profile written to a file, and a file made into a plan. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/store/plan_file.h"
#include "views/cli.h"
#include "views/complain.h"
#include "views/profile_common.h"
#include "views/profile_files.h"

enum {
    WAIT_S = 120, /* a local fleet of a million things is made meanwhile */
    FACTS_S = 20, /* numbers beside the plan are worth no longer */
    TURN_US = 100 * 1000,
};

static void on_change(void *ctx)
{
    (void)ctx; /* the loop looks by itself after each turn */
}

typedef bool ready_fn(struct app *app, const void *ctx);

static bool wait_until(struct app *app, int seconds, ready_fn *ready, const void *ctx)
{
    struct loop *loop = app_loop(app);
    const int64_t deadline = loop_now_us(loop) + seconds * INT64_C(1000000);

    while (!ready(app, ctx) && !app_is_ended(app) && loop_now_us(loop) < deadline)
        (void)loop_turn(loop, TURN_US);
    return ready(app, ctx);
}

static bool is_listed(struct app *app, const void *ctx)
{
    const struct described *list = ctx;

    (void)app;
    return described_ready(list) || source_status(described_source(list)).err->kind != ERR_NONE;
}

static bool listed(struct app *app, struct described *list, struct err *err)
{
    described_watch(list, on_change, app);
    if (!wait_until(app, WAIT_S, is_listed, list))
        return err_set(err, ERR_TIMEOUT, "the service did not answer within %d s", WAIT_S);
    if (described_ready(list))
        return true;
    *err = *source_status(described_source(list)).err;
    return false;
}

/* ---- export ---- */

static bool export_profile(const struct cli *cli, struct app *app, const char *name,
                           struct err *err)
{
    const struct described_item *item;
    struct buf text = BUF_INIT(PROFILE_JSON_MAX);
    struct arena *a;

    if (cli->output != NULL && cli->restricted)
        return err_set(err, ERR_DENIED, "picket is restricted: it writes no file here");
    if (!listed(app, app_profiles(app), err))
        return false;
    item = described_find(app_profiles(app), name);
    if (item == NULL || item->output == NULL) {
        (void)err_set(err, ERR_USAGE, "no security profile is called %s", name);
        return err_advise(err, "picket profiles lists them");
    }
    if (cli->output != NULL)
        return profile_write_file(item, cli->output, err);
    a = arena_new();
    const struct profile_state s = profile_state_of(item, a);

    profile_json_put(&s, &text);
    cli_print(&text);
    buf_free(&text);
    arena_free(a);
    return true;
}

/* ---- import ---- */

struct reach_wait {
    struct target_reach *reach;
    const struct profile_state *want;
};

static bool is_counted(struct app *app, const void *ctx)
{
    const struct reach_wait *w = ctx;
    const enum source_state alarms = source_status(watched_list_source(app_alarms(app))).state;

    return target_reach_of(w->reach, w->want->targets, w->want->n_targets).state !=
               REACH_COMING &&
           alarms != SOURCE_NEVER && alarms != SOURCE_LOADING;
}

static struct plan *make_plan(struct app *app, const struct profile_state *want,
                              struct arena *a)
{
    const struct described_item *item =
        described_find(app_profiles(app), want->what->security_profile_name);
    struct target_reach *reach = target_reach_new(app_devices(app), on_change, app);
    const struct reach_wait w = {reach, want};
    struct plan *p;

    watched_list_watch(app_alarms(app), on_change, app);
    (void)wait_until(app, FACTS_S, is_counted, &w);
    const struct profile_effects e = profile_effects_of(app, reach);

    if (item != NULL && item->output != NULL) {
        struct profile_state was = profile_state_of(item, a);

        p = plan_profile_update(&was, want, &e, app_now_ms(app));
    } else {
        p = plan_profile_create(want, &e, app_now_ms(app));
    }
    watched_list_unwatch(app_alarms(app), app);
    target_reach_free(reach);
    return p;
}

static bool keep(const struct cli *cli, struct app *app, struct plan *p, struct err *err)
{
    struct buf path = BUF_INIT(4096);

    app_sign_plan(app, p);
    if (cli->output != NULL)
        buf_puts(&path, cli->output);
    else
        buf_printf(&path, "picket-plan-%s.json", p->id);
    const bool ok =
        plan_save(p, err) && (cli->restricted || plan_save_as(p, buf_text(&path), err));

    if (ok) {
        cli_say("%s: %zu to send", p->title, p->n_steps);
        cli_say("%s", cli->restricted ? p->id : buf_text(&path));
        cli_say("Nothing is sent yet: picket show and picket apply take it.");
    }
    buf_free(&path);
    return ok;
}

static void on_note(void *ctx, const struct profile_note *n)
{
    struct err *err = ctx;

    if (n->kind == PROFILE_NOTE_ERROR && err->kind == ERR_NONE)
        (void)err_set(err, ERR_USAGE, "behavior %s, %s: %s", n->behavior, n->member, n->text);
}

/* What is wrong with it, before a plan is made. */
static bool is_sound(struct app *app, const struct describe_security_profile_output *p,
                     struct err *err)
{
    const struct profile_facts facts = profile_facts_of(app, p);
    const struct create_security_profile_input in = {
        .security_profile_name = p->security_profile_name,
        .security_profile_description = p->security_profile_description,
        .behaviors = p->behaviors,
        .alert_targets = p->alert_targets,
        .metrics_export_config = p->metrics_export_config};
    struct err found = {.kind = ERR_NONE};

    profile_check(p, &facts, on_note, &found);
    if (found.kind != ERR_NONE) {
        *err = found;
        return false;
    }
    return record_validate(&create_security_profile_input_record, &in, err);
}

static bool import_profile(const struct cli *cli, struct app *app, const char *path,
                           struct err *err)
{
    struct arena *a = arena_new();
    struct profile_file file;
    bool ok = !cli->restricted || err_set(err, ERR_DENIED,
                                          "picket is restricted: it reads "
                                          "no file here");

    ok = ok && profile_read_file(path, a, &file, err) && listed(app, app_profiles(app), err) &&
         listed(app, app_custom_metrics(app), err) && listed(app, app_dimensions(app), err);
    if (ok) {
        struct describe_security_profile_output what = *file.what;
        const struct profile_state want = {&what, file.targets, file.n_targets,
                                           file.has_targets};

        if (cli->as != NULL)
            what.security_profile_name = cli->as;
        if (*file.unknown != '\0')
            cli_say("Left out, as nobody knows them: %s", file.unknown);
        ok = is_sound(app, &what, err);
        struct plan *p = ok ? make_plan(app, &want, a) : NULL;

        if (p != NULL)
            ok = keep(cli, app, p, err);
        else if (ok)
            cli_say("Nothing would change: the service has it so already.");
        plan_free(p);
    }
    arena_free(a);
    return ok;
}

int cli_profile(const struct cli *cli, struct app *app)
{
    static const struct {
        const char *word;
        bool (*run)(const struct cli *cli, struct app *app, const char *what, struct err *err);
    } words[] = {{"export", export_profile}, {"import", import_profile}};
    struct str rest;
    const struct str word = str_cut(str_of(cli->what), ' ', &rest);
    struct err err;
    bool ok = err_set(&err, ERR_USAGE, "picket profile export NAME, or import FILE");
    char *what = mem_strndup(rest.p, rest.n);

    for (size_t i = 0; i < COUNT_OF(words) && *what != '\0'; i++)
        if (str_eq(word, words[i].word))
            ok = words[i].run(cli, app, what, &err);
    described_unwatch(app_profiles(app), app);
    described_unwatch(app_custom_metrics(app), app);
    described_unwatch(app_dimensions(app), app);
    free(what);
    return ok ? 0 : complain(&err);
}
