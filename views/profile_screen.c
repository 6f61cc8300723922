/* One security profile: whom it watches, what it expects, who is told, what is odd in it. */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/argument.h"
#include "views/changes.h"
#include "views/list_view.h"
#include "views/pane_search.h"
#include "views/profile_common.h"
#include "views/profile_files.h"
#include "views/profile_fill.h"
#include "views/refill.h"
#include "views/screens.h"

struct profile_screen {
    struct detail pane; /* first: DETAIL_CALLS */
    struct app *app;
    char *name; /* owned */
    struct target_reach *reach;
    struct answer *tags;
    uint64_t changes; /* seen; 0 at first: what was carried out before may not be shown */
    bool stale;
};

static const struct described_item *item_of(const struct profile_screen *s)
{
    return described_find(app_profiles(s->app), s->name);
}

static bool is_known(const struct profile_screen *s)
{
    const struct described_item *item = item_of(s);

    return item != NULL && item->output != NULL;
}

/* Asked for and not there: one that was just made may be on its way. */
static bool is_gone(const struct profile_screen *s)
{
    const struct described *profiles = app_profiles(s->app);

    return !is_known(s) && described_ready(profiles) &&
           !source_status(described_source(profiles)).refreshing;
}

static void fill(void *ctx, struct detail *d)
{
    struct profile_screen *s = ctx;
    const struct err *err = source_status(described_source(app_profiles(s->app))).err;

    if (is_known(s)) {
        profile_fill(s->app, item_of(s), s->reach, s->tags, d);
        return;
    }
    detail_name_heading(d, s->name);
    if (err->kind != ERR_NONE) {
        detail_text(d, STYLE_ERROR, err->text);
        detail_text(d, STYLE_DIM, err->advice);
    } else if (is_gone(s)) {
        detail_text(d, STYLE_WARN, _("The service does not know this profile (any more)."));
        detail_text(d, STYLE_DIM, _(":profiles lists those that exist."));
    } else {
        detail_text(d, STYLE_RUNNING, _("loading .."));
    }
}

/* What the pane will say of numbers is asked for before it is drawn. */
static void count_things(const struct profile_screen *s)
{
    struct buf ignored = BUF_INIT(64);

    (void)profile_put_things(item_of(s), s->reach, &ignored);
    buf_free(&ignored);
}

/* Once; `r` asks again. */
static void ask_tags(struct profile_screen *s)
{
    const struct describe_security_profile_output *p = is_known(s) ? item_of(s)->output : NULL;

    if (p != NULL && p->security_profile_arn != NULL && answer_state(s->tags) == ANSWER_NONE &&
        !answer_waiting(s->tags))
        answer_ask(
            s->tags, app_client(s->app), &op_list_tags_for_resource,
            &(struct list_tags_for_resource_input){.resource_arn = p->security_profile_arn});
}

static void on_change(void *ctx)
{
    struct profile_screen *s = ctx;

    ask_tags(s);
    count_things(s);
    s->stale = true;
    app_redraw(s->app);
}

/* ---- life ---- */

static void *open_profile(struct app *app, const char *argument, struct err *err)
{
    if (!argument_one(argument, _("which profile? profile NAME"), ":profiles lists them", err))
        return NULL;
    struct profile_screen *s = mem_alloc(1, sizeof *s);

    s->app = app;
    s->name = mem_strdup(argument);
    s->reach = target_reach_new(app_devices(app), on_change, s);
    s->tags = answer_new(loop_clock(app_loop(app)), on_change, s);
    s->stale = true;
    detail_init(&s->pane);
    s->pane.focused = true;
    return s;
}

static void hidden(void *state)
{
    struct profile_screen *s = state;

    described_unwatch(app_profiles(s->app), s);
    described_unwatch(app_custom_metrics(s->app), s);
    described_unwatch(app_dimensions(s->app), s);
    watched_list_unwatch(app_alarms(s->app), s);
}

static void close_profile(void *state)
{
    struct profile_screen *s = state;

    hidden(s);
    target_reach_free(s->reach);
    answer_free(s->tags);
    detail_free(&s->pane);
    free(s->name);
    free(s);
}

static void refresh(void *state)
{
    struct profile_screen *s = state;

    described_refresh(app_profiles(s->app));
    described_refresh(app_custom_metrics(s->app));
    described_refresh(app_dimensions(s->app));
    watched_list_refresh(app_alarms(s->app));
    target_reach_refresh(s->reach);
    on_change(s);
}

static void shown(void *state)
{
    struct profile_screen *s = state;
    const bool asking = source_status(described_source(app_profiles(s->app))).refreshing;

    described_watch(app_profiles(s->app), on_change, s);
    described_watch(app_custom_metrics(s->app), on_change, s);
    described_watch(app_dimensions(s->app), on_change, s);
    watched_list_watch(app_alarms(s->app), on_change, s);
    if (changes_moved(app_changes(s->app), &s->changes, asking) || !is_known(s))
        described_refresh(app_profiles(s->app));
    on_change(s);
}

static uint64_t count_changes(const void *state)
{
    const struct profile_screen *s = state;

    return changes_count(app_changes(s->app));
}

static void draw(void *state, struct surface *body)
{
    struct profile_screen *s = state;

    if (s->changes != count_changes(s))
        shown(s);
    if (s->stale)
        refill(&s->pane, fill, s);
    s->stale = false;
    detail_draw(&s->pane, body);
}

/* ---- keys ---- */

static void write_file(const struct profile_screen *s)
{
    const struct described_item *item = item_of(s);
    struct err err;

    if (app_is_restricted(s->app))
        app_message(s->app, MESSAGE_ERROR,
                    "Not in a restricted console: no files are written.");
    else if (item == NULL || item->output == NULL)
        app_message(s->app, MESSAGE_WARN, "There is nothing to write yet.");
    else if (!profile_write_file(item, NULL, &err))
        app_error(s->app, &err);
    else
        app_message(s->app, MESSAGE_OK, "Written to %s.json in this folder.", s->name);
}

static bool act(void *state, const char *action)
{
    static const struct {
        const char *action, *view;
    } opens[] = {
        {"profile.edit", "edit-profile "},
        {"profile.attach", "attach-profile "},
        {"profile.training", "training profile="},
    };
    struct profile_screen *s = state;

    app_redraw(s->app);
    for (size_t i = 0; i < COUNT_OF(opens); i++)
        if (strcmp(opens[i].action, action) == 0) {
            (void)app_openf(s->app, "%s%s", opens[i].view, s->name);
            return true;
        }
    if (strcmp(action, "profile.open") == 0) {
        const char *target = detail_target(&s->pane);

        if (target != NULL)
            (void)app_openf(s->app, "%s", target);
    } else if (strcmp(action, "profile.new") == 0)
        (void)app_openf(s->app, "edit-profile from:%s", s->name);
    else if (strcmp(action, "profile.delete") == 0)
        profile_review_delete(s->app, s->name, s->reach);
    else if (strcmp(action, "profile.write") == 0)
        write_file(s);
    else
        return detail_do(&s->pane, action);
    return true;
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"profile.new", &op_create_security_profile},
        {"profile.edit", &op_update_security_profile},
        {"profile.attach", &op_attach_security_profile},
        {"profile.delete", &op_delete_security_profile},
    };
    const struct profile_screen *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

static void status(const void *state, struct screen_status *out)
{
    const struct profile_screen *s = state;

    source_screen_status(described_source(app_profiles(s->app)), out);
    if (is_gone(s))
        out->freshness = SCREEN_FAILED;
}

static void crumb(const void *state, struct buf *out)
{
    const struct profile_screen *s = state;

    buf_printf(out, _("Profile %.40s"), s->name);
}

static bool raw(const void *state, struct buf *out)
{
    const struct profile_screen *s = state;

    return described_put_raw(app_profiles(s->app), &op_describe_security_profile, s->name, out);
}

static const struct binding bindings[] = {
    {"<Enter>", "profile.open", N_("open what is selected"), N_("open"), 10},
    {"e", "profile.edit", N_("change this profile"), N_("edit"), 15},
    {"t", "profile.attach", N_("whom this profile watches"), N_("targets"), 16},
    {"n", "profile.new", N_("make another profile like this one"), N_("copy"), 17},
    {"x", "profile.delete", N_("delete this profile, after a review"), N_("delete"), 18},
    {"T", "profile.training", N_("what its models wait for"), N_("training"), 19},
    {"W", "profile.write", N_("write it as a JSON file in this folder"), N_("write"), 21},
    {0},
};

const struct screen_spec profile_screen = {
    .name = "profile",
    .title = N_("Profile"),
    .argument = "NAME",
    .about = N_("one security profile: targets, behaviors as sentences, what is odd in it"),
    DETAIL_CALLS,
    .bindings = bindings,
    .open = open_profile,
    .close = close_profile,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = status,
    .crumb = crumb,
    .changes = count_changes,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
    .raw = raw,
};
