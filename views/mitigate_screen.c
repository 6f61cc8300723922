/*
 * The form of a mitigation: findings or alarms frozen by somebody, those of an audit, of a
 * thing or of a behavior, and what is done to them. Whom it concerns comes in while the form is
 * open; nothing is sent from here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/resource.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/mitigation_lists.h"
#include "views/argument.h"
#include "views/changes.h"
#include "views/mitigate_inside.h"
#include "views/screens.h"

enum { TEXT_MAX = 16 * 1024 }; /* longer than any key, or all choices together */

/* ---- whom it concerns ---- */

static void on_news(void *ctx)
{
    struct mitigate *s = ctx;

    s->stale = true;
    app_redraw(s->app);
}

static void stop_asking(struct mitigate *s)
{
    blast_free(s->blast);
    s->blast = NULL;
    mitigate_look_free(s->look);
    s->look = NULL;
    group_policies_free(s->groups);
    s->groups = NULL;
    free(s->asked);
    s->asked = NULL;
}

static void look_at(struct mitigate *s, const struct blast_item *items, size_t n)
{
    s->look = mitigate_look_new(app_client(s->app), on_news, s);
    for (size_t i = 0; i < n; i++) {
        struct str rest, name = str_cut(str_of(items[i].key), ':', &rest);

        if (items[i].effect == BLAST_LOGGING)
            mitigate_look_logging(s->look);
        if (items[i].effect != BLAST_BLANK_POLICY || !str_eq(name, "policy"))
            continue;
        name = str_cut(rest, ':', &rest);
        char *policy = mem_strndup(name.p, name.n);

        mitigate_look_policy(s->look, policy);
        free(policy);
    }
}

/* What it means to be in the groups that the actions name. */
static void look_at_groups(struct mitigate *s)
{
    s->groups = group_policies_new(app_client(s->app), on_news, s);
    for (size_t a = 0; a < s->n_actions; a++) {
        const struct mitigation_action_params *p = s->actions[a].params;

        if (p == NULL || p->add_things_to_thing_group_params == NULL)
            continue;
        const struct list *names = &p->add_things_to_thing_group_params->thing_group_names;

        for (size_t i = 0; i < names->n; i++)
            group_policies_want(s->groups, ((const char *const *)names->items)[i]);
    }
}

/* Another choice concerns others; what is known of them already is not asked again. */
static void ask_blast(struct mitigate *s)
{
    struct plan_mitigate_options o = mitigate_options(s);
    struct blast_item *items = mem_alloc(s->set->n + 1, sizeof *items);
    struct buf choices = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < s->n_actions; i++)
        buf_printf(&choices, "%s=%s\n", s->actions[i].check, s->actions[i].name);
    if (app_client(s->app) == NULL ||
        (s->asked != NULL && strcmp(s->asked, buf_text(&choices)) == 0)) {
        buf_free(&choices);
        free(items);
        return;
    }
    stop_asking(s);
    s->asked = mem_strdup(buf_text(&choices));
    size_t n = plan_mitigate_items(&o, items);

    if (n > 0) {
        s->blast = blast_new(&(struct blast_options){.loop = app_loop(s->app),
                                                     .devices = app_devices(s->app),
                                                     .items = items,
                                                     .n_items = n,
                                                     .priority = CALL_INTERACTIVE,
                                                     .on_change = on_news,
                                                     .ctx = s});
        look_at(s, items, n);
        look_at_groups(s);
    }
    buf_free(&choices);
    free(items);
}

/* ---- the form ---- */

static void changed(void *ctx)
{
    struct mitigate *s = ctx;
    const bool waves = strcmp(form_value(s->host.form, "send"), "waves") == 0;

    form_disable(s->host.form, "first", waves ? NULL : _("only with waves"));
    form_disable(s->host.form, "pause", waves ? NULL : _("only with waves"));
    mitigate_collect(s);
    ask_blast(s);
    s->stale = true;
}

static void review(void *ctx)
{
    struct mitigate *s = ctx;
    struct err err;

    if (!form_valid(s->host.form))
        return;
    mitigate_collect(s);
    struct plan_mitigate_options o = mitigate_options(s);
    struct plan *p = plan_mitigate(&o, &err);

    if (p == NULL)
        app_error(s->app, &err);
    else
        form_host_review(&s->host, p);
    if (p != NULL && s->blast != NULL && !blast_done(s->blast))
        app_message(s->app, MESSAGE_WARN,
                    "Not everything was answered yet: what is still asked counts as unknown.");
}

static void pressed(void *ctx, const char *button)
{
    (void)button;
    review(ctx);
}

static void make_form(struct mitigate *s)
{
    const char *const about[] = {s->set_id, s->run,     s->only_check,
                                 s->thing,  s->profile, s->behavior};
    struct buf name = BUF_INIT(1024);

    buf_puts(&name, "mitigate");
    for (size_t i = 0; i < COUNT_OF(about); i++)
        if (*about[i] != '\0')
            buf_printf(&name, " %s", about[i]);
    s->made_changes = changes_count(app_changes(s->app));
    mitigate_make_fields(s);
    form_host_make(&s->host, &(struct form_host_options){.name = buf_text(&name),
                                                         .fields = s->fields,
                                                         .n = s->n_fields,
                                                         .check = mitigate_check_field,
                                                         .fill = mitigate_fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = review,
                                                         .ctx = s});
    buf_free(&name);
}

static bool is_ready(const struct mitigate *s)
{
    return s->set != NULL && s->loading == NULL && described_ready(app_actions(s->app));
}

static void make_when_ready(struct mitigate *s)
{
    if (s->host.form == NULL && s->err.kind == ERR_NONE && is_ready(s))
        make_form(s);
    app_redraw(s->app);
}

void mitigate_loaded(struct mitigate *s)
{
    make_when_ready(s);
}

/* ---- actions and tasks ---- */

static void on_lists(void *ctx)
{
    struct mitigate *s = ctx;
    const struct source_status st = source_status(described_source(app_actions(s->app)));

    /* Another console, or the form of an action, made one: the choices are made anew. */
    if (s->host.form != NULL && !st.refreshing && st.state == SOURCE_COMPLETE &&
        s->made_changes != changes_count(app_changes(s->app)))
        form_host_renew(&s->host);
    make_when_ready(s);
    if (s->host.form != NULL)
        changed(s);
}

/* ---- the screen ---- */

static void close_mitigate(void *state)
{
    struct mitigate *s = state;

    described_unwatch(app_actions(s->app), s);
    described_unwatch(app_tasks(s->app), s);
    form_host_free(&s->host);
    call_drop(s->loading);
    stop_asking(s);
    frozen_free(s->set);
    arena_free(s->arena);
    free(s->set_id);
    free(s->run);
    free(s->only_check);
    free(s->with);
    free(s->thing);
    free(s->profile);
    free(s->behavior);
    free(s->range);
    free(s);
}

static void *open_mitigate(struct app *app, const char *argument, struct err *err)
{
    struct mitigate *s = mem_alloc(1, sizeof *s);

    s->app = app;
    form_host_init(&s->host, app);
    s->arena = arena_new();
    if (!mitigate_read_argument(s, argument, err)) {
        close_mitigate(s);
        return NULL;
    }
    return s;
}

static void draw(void *state, struct surface *body)
{
    struct mitigate *s = state;
    const struct source_status st = source_status(described_source(app_actions(s->app)));

    if (s->host.form != NULL && s->stale) {
        s->stale = false;
        mitigate_collect(s);
        mitigate_say(s);
    }
    form_host_draw_or(&s->host, body, s->err.kind != ERR_NONE ? &s->err : st.err,
                      s->loading != NULL ? _("Asking what it is about ..")
                                         : _("Asking which actions are defined .."));
}

static void shown(void *state)
{
    struct mitigate *s = state;

    if (form_host_over(&s->host))
        return;
    if (s->made_changes != changes_count(app_changes(s->app)))
        described_refresh(app_actions(s->app));
    described_watch(app_actions(s->app), on_lists, s);
    described_watch(app_tasks(s->app), on_lists, s);
    mitigate_load(s);
    make_when_ready(s);
    if (s->host.form != NULL)
        changed(s);
}

static void hidden(void *state)
{
    struct mitigate *s = state;

    described_unwatch(app_actions(s->app), s);
    described_unwatch(app_tasks(s->app), s);
    stop_asking(s); /* what is sent meanwhile comes first; devices remembers the answers */
    form_host_save(&s->host);
}

static void refresh(void *state)
{
    struct mitigate *s = state;

    described_refresh(app_actions(s->app));
    described_refresh(app_tasks(s->app));
    mitigate_load(s);
    if (s->host.form != NULL) {
        stop_asking(s);
        changed(s);
    }
}

static bool act(void *state, const char *action)
{
    struct mitigate *s = state;

    if (strcmp(action, "mitigate.action") != 0)
        return form_host_act(state, action);
    (void)app_open(s->app, "action");
    return true;
}

static void status(const void *state, struct screen_status *out)
{
    const struct mitigate *s = state;
    const struct source_status st = source_status(described_source(app_actions(s->app)));
    const bool failed = s->err.kind != ERR_NONE || st.err->kind != ERR_NONE;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL)
        out->freshness = failed ? SCREEN_FAILED : SCREEN_LOADING;
    if (s->set != NULL)
        (void)snprintf(out->note, sizeof out->note, _("%zu%s %s%s, frozen"), s->set->n,
                       s->cut ? "+" : "", mitigate_word(s), s->set->n == 1 ? "" : "s");
    form_host_status(&s->host, out);
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {"n", "mitigate.action", N_("define another mitigation action"), N_("new action"), 4},
    {0},
};

const struct screen_spec mitigate_screen = {
    .name = "mitigate",
    .title = N_("Mitigate"),
    .argument = "[with:ACTION] set:ID | run:TASK [check:NAME] | [range:24h] "
                "[profile:NAME [behaviour:NAME]] [thing:NAME]",
    .about = N_("act on findings or alarms: which action, whom it concerns, in which waves"),
    .bindings = bindings,
    .open = open_mitigate,
    .close = close_mitigate,
    .draw = draw,
    .act = act,
    FORM_HOST_INPUT,
    .status = status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
