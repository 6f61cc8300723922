/*
 * The form of a mitigation: findings frozen by somebody, or those of an audit, and what is done
 * to them. Whom it concerns comes in while the form is open; nothing is sent from here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/resource.h"
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
    }
    buf_free(&choices);
    free(items);
}

/* ---- the form ---- */

static void changed(void *ctx)
{
    struct mitigate *s = ctx;
    const bool waves = strcmp(form_value(s->host.form, "send"), "waves") == 0;

    form_disable(s->host.form, "first", waves ? NULL : "only with waves");
    form_disable(s->host.form, "pause", waves ? NULL : "only with waves");
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
    char name[200];

    (void)snprintf(name, sizeof name, "mitigate %s%s%s%s", s->set_id, s->run,
                   *s->only_check != '\0' ? " " : "", s->only_check);
    s->made_changes = changes_count(app_changes(s->app));
    mitigate_make_fields(s);
    form_host_make(&s->host, &(struct form_host_options){.name = name,
                                                         .fields = s->fields,
                                                         .n = s->n_fields,
                                                         .check = mitigate_check_field,
                                                         .fill = mitigate_fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = review,
                                                         .ctx = s});
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

/* ---- the findings of an audit ---- */

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct mitigate *s = ctx;
    const struct list_audit_findings_output *out = page->output;
    const struct audit_finding *f = out->findings.items;

    for (size_t i = 0; i < out->findings.n; i++) {
        struct buf key = BUF_INIT(TEXT_MAX);
        const struct non_compliant_resource *r = f[i].non_compliant_resource;
        if (r == NULL || !resource_key(r->resource_identifier, &key))
            buf_reset(&key); /* of a newer service: listed, and left out */
        bool room = frozen_add(
            s->set, &(struct frozen_finding){.finding = f[i].finding_id,
                                             .check = f[i].check_name,
                                             .key = buf_text(&key),
                                             .severity = f[i].severity,
                                             .task = f[i].task_id,
                                             .suppressed = f[i].is_suppressed.value});
        buf_free(&key);
        if (!room) {
            s->cut = true;
            return CALL_STOP;
        }
    }
    return CALL_MORE;
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct mitigate *s = ctx;

    s->loading = NULL;
    if (result->err.kind != ERR_NONE)
        s->err = result->err;
    else if (s->set->n == 0) {
        (void)err_set(&s->err, ERR_USAGE, "this audit has no findings");
        (void)err_advise(&s->err, "there is nothing to mitigate");
    }
    make_when_ready(s);
}

static void load_run(struct mitigate *s)
{
    const struct list_audit_findings_input in = {
        .task_id = s->run, .check_name = *s->only_check != '\0' ? s->only_check : NULL};

    if (*s->run == '\0' || app_client(s->app) == NULL || s->loading != NULL ||
        s->host.form != NULL)
        return;
    frozen_free(s->set);
    s->set = frozen_new(app_now_ms(s->app));
    s->err = (struct err){0};
    s->cut = false;
    s->loading = call_start(
        app_client(s->app), &op_list_audit_findings, &in,
        &(struct call_options){
            .priority = CALL_INTERACTIVE, .on_page = on_page, .on_done = on_done, .ctx = s});
}

/* ---- the screen ---- */

static bool read_argument(struct mitigate *s, const char *argument, struct err *err)
{
    const struct argument args[] = {
        {"set", &s->set_id}, {"run", &s->run}, {"check", &s->only_check}, {"with", &s->with}};

    if (!argument_parse(argument, args, COUNT_OF(args), err))
        return false;
    const struct check *check = *s->only_check != '\0' ? check_find(s->only_check) : NULL;

    if (check != NULL) {
        free(s->only_check);
        s->only_check = mem_strdup(check->name);
    }
    if (*s->set_id != '\0')
        s->set = frozen_load(s->set_id, err);
    else if (*s->run == '\0') {
        (void)err_set(err, ERR_USAGE, "mitigate what? Mark findings and press m");
        (void)err_advise(err, "or mitigate run:TASK for all findings of an audit");
    }
    return s->set != NULL || *s->run != '\0';
}

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
    free(s);
}

static void *open_mitigate(struct app *app, const char *argument, struct err *err)
{
    struct mitigate *s = mem_alloc(1, sizeof *s);

    s->app = app;
    form_host_init(&s->host, app);
    s->arena = arena_new();
    if (!read_argument(s, argument, err)) {
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
                      s->loading != NULL ? "Asking for the findings .."
                                         : "Asking which actions are defined ..");
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
    load_run(s);
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
    load_run(s);
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
        (void)snprintf(out->note, sizeof out->note, "%zu%s finding%s, frozen", s->set->n,
                       s->cut ? "+" : "", s->set->n == 1 ? "" : "s");
    form_host_status(&s->host, out);
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {"n", "mitigate.action", "define another mitigation action", "new action", 4},
    {0},
};

const struct screen_spec mitigate_screen = {
    .name = "mitigate",
    .title = "Mitigate",
    .argument = "set:ID | run:TASK [check:NAME] [with:ACTION]",
    .about = "act on findings: which action, whom it concerns, in which waves",
    .widget = SCREEN_FORM,
    .bindings = bindings,
    .open = open_mitigate,
    .close = close_mitigate,
    .draw = draw,
    .act = act,
    .why_not = form_host_why_not,
    .key = form_host_key,
    .typing = form_host_typing,
    .paste = form_host_paste,
    .save = form_host_save,
    .status = status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
