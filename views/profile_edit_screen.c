/* The screen around the form of a security profile: when it is there, and what closes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/net/input_copy.h"
#include "views/changes.h"
#include "views/profile_edit_inside.h"
#include "views/profile_files.h"
#include "views/screens.h"

static const struct described_item *known(const struct profile_edit *s, const char *name)
{
    const struct described_item *item = described_find(app_profiles(s->app), name);

    return item != NULL && item->output != NULL ? item : NULL;
}

/* ---- what it begins with ---- */

static void begin_like(struct profile_edit *s)
{
    const struct described_item *item = known(s, s->from);
    struct arena *a = arena_new();

    if (item != NULL) {
        struct profile_state like = profile_state_of(item, a);
        struct describe_security_profile_output what = *like.what;

        what.security_profile_name = arena_printf(a, "%s-2", s->from);
        like.what = &what;
        like.n_targets = 0; /* on the same things both would alarm */
        profile_edit_apply(s, &like);
    } else {
        profile_edit_make(s);
    }
    arena_free(a);
}

static void begin_with_file(struct profile_edit *s)
{
    struct arena *a = arena_new();
    struct profile_file file;
    struct err err;

    if (profile_read_file(s->path, a, &file, &err)) {
        const struct profile_state wanted = {file.what, file.targets, file.n_targets, true};

        profile_edit_apply(s, &wanted);
        if (*file.unknown != '\0')
            app_message(s->app, MESSAGE_WARN, "Left out, as nobody knows them: %s.",
                        file.unknown);
    } else {
        app_error(s->app, &err);
        profile_edit_make(s);
    }
    arena_free(a);
}

static bool is_ready(const struct profile_edit *s)
{
    const struct described_item *item = known(s, s->name);

    return described_ready(app_profiles(s->app)) && described_ready(app_dimensions(s->app)) &&
           described_ready(app_custom_metrics(s->app)) &&
           (*s->name == '\0' || (item != NULL && item->also_state != ALSO_UNKNOWN));
}

static void make_first(struct profile_edit *s)
{
    if (*s->name != '\0') {
        s->was = profile_state_of(known(s, s->name), s->arena);
        s->was.what =
            input_copy(&describe_security_profile_output_record, s->was.what, s->arena);
        profile_edit_make(s);
    } else if (s->from != NULL) {
        begin_like(s);
    } else if (s->path != NULL) {
        begin_with_file(s);
    } else {
        profile_edit_make(s);
        form_focus(s->host.form, "name");
    }
}

/* ---- the screen ---- */

/* Said once, when it is seen; the review shows what differs. */
static void warn_conflict(struct profile_edit *s)
{
    if (s->now.what == NULL && profile_edit_has_conflict(s))
        app_message(s->app, MESSAGE_WARN,
                    "Somebody changed this profile meanwhile: ^X shows what differs.");
}

static void on_change(void *ctx)
{
    struct profile_edit *s = ctx;

    if (s->host.form == NULL && is_ready(s))
        make_first(s);
    else if (s->host.form != NULL && s->host.o.changed != NULL)
        s->host.o.changed(s);
    if (s->host.form != NULL)
        warn_conflict(s);
    profile_edit_checked(s);
    app_redraw(s->app);
}

static bool read_argument(struct profile_edit *s, const char *text, struct err *err)
{
    if (str_starts(text, "from:")) {
        s->from = mem_strdup(text + 5);
    } else if (str_starts(text, "file:")) {
        if (app_is_restricted(s->app))
            return err_set(err, ERR_DENIED, "No file is read: picket is restricted.");
        s->path = mem_strdup(text + 5);
    } else if (strchr(text, ' ') != NULL) {
        (void)err_set(err, ERR_USAGE, "which profile? edit-profile NAME");
        return err_advise(err, ":profiles lists them");
    } else {
        free(s->name);
        s->name = mem_strdup(text);
    }
    return true;
}

static void close_form(void *state)
{
    struct profile_edit *s = state;

    described_unwatch(app_profiles(s->app), s);
    described_unwatch(app_custom_metrics(s->app), s);
    described_unwatch(app_dimensions(s->app), s);
    watched_list_unwatch(app_alarms(s->app), s);
    form_host_free(&s->host);
    edit_forget(s->edit);
    answer_free(s->check);
    metric_sample_free(s->sample);
    free(s->group);
    target_reach_free(s->reach);
    arena_free(s->arena);
    arena_free(s->fields);
    arena_free(s->values);
    free(s->kept);
    free(s->again);
    free(s->line);
    free(s->name);
    free(s->from);
    free(s->path);
    free(s);
}

static void *open_form(struct app *app, const char *argument, struct err *err)
{
    struct profile_edit *s;

    if (!app_may_prepare(app, &op_update_security_profile, err))
        return NULL;
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    s->name = mem_strdup("");
    form_host_init(&s->host, app);
    s->arena = arena_new();
    s->fields = arena_new();
    s->values = arena_new();
    s->reach = target_reach_new(app_devices(app), on_change, s);
    s->check = answer_new(loop_clock(app_loop(app)), on_change, s);
    s->sample = metric_sample_new(on_change, s);
    if (read_argument(s, argument, err))
        return s;
    close_form(s);
    return NULL;
}

static void shown(void *state)
{
    struct profile_edit *s = state;

    if (form_host_over(&s->host))
        return;
    described_watch(app_profiles(s->app), on_change, s);
    described_watch(app_custom_metrics(s->app), on_change, s);
    described_watch(app_dimensions(s->app), on_change, s);
    watched_list_watch(app_alarms(s->app), on_change, s);
    /* back from a review that found it changed */
    if (s->host.plan[0] != '\0')
        described_refresh(app_profiles(s->app));
    on_change(s);
}

static void hidden(void *state)
{
    struct profile_edit *s = state;

    described_unwatch(app_profiles(s->app), s);
    described_unwatch(app_custom_metrics(s->app), s);
    described_unwatch(app_dimensions(s->app), s);
    watched_list_unwatch(app_alarms(s->app), s);
    form_host_save(&s->host);
}

static const struct err *why_none(const struct profile_edit *s, struct err *missing)
{
    const struct described *const lists[] = {app_profiles(s->app), app_custom_metrics(s->app),
                                             app_dimensions(s->app)};

    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        const struct source_status st = source_status(described_source(lists[i]));

        if (st.err->kind != ERR_NONE)
            return st.err;
    }
    if (*s->name == '\0' || !described_ready(lists[0]) || known(s, s->name) != NULL)
        return NULL;
    (void)err_set(missing, ERR_USAGE, "no security profile is called %s", s->name);
    (void)err_advise(missing, "8 lists those that exist");
    return missing;
}

static void draw(void *state, struct surface *body)
{
    struct profile_edit *s = state;
    struct err missing;

    form_host_draw_or(&s->host, body, why_none(s, &missing),
                      _("Asking which profiles, metrics and dimensions there are .."));
}

static bool key(void *state, struct key k)
{
    struct profile_edit *s = state;

    if (s->behavior > 0 && keys_is(k, KEYCODE_ESC)) {
        profile_edit_leave_behavior(s, false);
        return true;
    }
    return form_host_key(state, k);
}

static bool act(void *state, const char *action)
{
    struct profile_edit *s = state;

    if (s->behavior > 0 && strcmp(action, "form.leave") == 0) {
        profile_edit_leave_behavior(s, false);
        return true;
    }
    if (strcmp(action, "profile.json") == 0) {
        if (s->host.form != NULL && s->behavior == 0)
            profile_edit_json(s);
        return true;
    }
    return form_host_act(state, action);
}

static void status(const void *state, struct screen_status *out)
{
    const struct profile_edit *s = state;

    struct err missing;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL)
        out->freshness = why_none(s, &missing) != NULL ? SCREEN_FAILED : SCREEN_LOADING;
    form_host_status(&s->host, out);
}

static void crumb(const void *state, struct buf *out)
{
    const struct profile_edit *s = state;

    if (*s->name != '\0')
        buf_printf(out, _("Change %.40s"), s->name);
    else
        buf_puts(out, _("New profile"));
    if (s->behavior > 0)
        buf_printf(out, _(" > Behavior %zu"), s->behavior);
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {"<F4>", "profile.json", N_("the whole profile as JSON in $EDITOR"), N_("JSON"), 5},
    {0},
};

const struct screen_spec edit_profile_screen = {
    .name = "edit-profile",
    .title = N_("Profile"),
    .argument = "[NAME | from:NAME | file:PATH]",
    .about = N_("make a security profile, or change one"),
    .bindings = bindings,
    .widget = SCREEN_FORM,
    .open = open_form,
    .close = close_form,
    .draw = draw,
    .act = act,
    .why_not = form_host_why_not,
    .key = key,
    .typing = form_host_typing,
    .paste = form_host_paste,
    .hidden = hidden,
    .save = form_host_save,
    .status = status,
    .crumb = crumb,
    .shown = shown,
};
