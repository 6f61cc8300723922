/* Attach a security profile to whom it shall watch, and detach it: how many things that means
 * before anything is sent. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/net/input_copy.h"
#include "views/argument.h"
#include "views/form_host.h"
#include "views/profile_wish.h"
#include "views/screens.h"

enum { FIELDS = PROFILE_TARGET_FIELDS + 6 };

struct attach_form {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    char *name; /* owned */
    struct target_reach *reach;
    struct arena *arena; /* of was */
    struct profile_state was;
    struct form_field fields[FIELDS];
};

static const struct described_item *item_of(const struct attach_form *s)
{
    const struct described_item *item = described_find(app_profiles(s->app), s->name);

    return item != NULL && item->output != NULL ? item : NULL;
}

/* ---- the form ---- */

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    const struct attach_form *s = ctx;

    profile_wish_check(s->app, f, name, false, v);
}

static void fill(void *ctx, struct form *f)
{
    const struct attach_form *s = ctx;

    profile_wish_fill_targets(&s->was, f);
}

/* Targets that are left, and the alarms that may end with them. */
static void show_alarms(struct attach_form *s)
{
    struct arena *a = arena_new();
    const struct profile_state now = profile_wish_targets(s->app, s->host.form, a);
    const struct profile_effects e = profile_effects_of(s->app, s->reach);
    const int64_t n = profile_alarms(e.alarms, s->name, NULL);
    struct buf text = BUF_INIT(256);
    size_t left = s->was.n_targets;

    for (size_t i = 0; i < s->was.n_targets; i++)
        for (size_t k = 0; k < now.n_targets; k++)
            if (strcmp(s->was.targets[i], now.targets[k]) == 0) {
                left--;
                break;
            }
    if (left > 0 && n < 0)
        buf_puts(&text, _("how many are active is not known"));
    else if (left > 0)
        buf_printf(&text, _("%lld active; those of things that are no longer watched end"),
                   (long long)n);
    form_set_fact(s->host.form, "alarms", buf_text(&text), n != 0 ? STYLE_WARN : STYLE_TEXT);
    buf_free(&text);
    arena_free(a);
}

static void changed(void *ctx)
{
    struct attach_form *s = ctx;

    profile_wish_show_reach(s->app, s->reach, s->host.form);
    show_alarms(s);
}

static void review(void *ctx)
{
    struct attach_form *s = ctx;
    const struct profile_effects e = profile_effects_of(s->app, s->reach);
    struct arena *a;

    if (!form_valid(s->host.form))
        return;
    a = arena_new();
    struct profile_state want = profile_wish_targets(s->app, s->host.form, a);

    want.what = s->was.what;
    struct plan *p = plan_profile_update(&s->was, &want, &e, app_now_ms(s->app));

    if (p != NULL)
        form_host_review(&s->host, p);
    else
        app_message(s->app, MESSAGE_INFO, "Nothing was changed: there is nothing to send.");
    arena_free(a);
}

static void pressed(void *ctx, const char *button)
{
    (void)button;
    review(ctx);
}

static void make_form(struct attach_form *s)
{
    const struct form_field head[] = {{.kind = FORM_NOTE,
                                       .name = "",
                                       .label = N_("Whom the profile watches. Attach it to the "
                                                   "most specific target. Ctrl-X reviews.")}};
    const struct form_field tail[] = {
        {.kind = FORM_FACT, .name = "alarms", .label = N_("alarms")},
        {.kind = FORM_BUTTON, .name = "review", .label = N_("Review")},
        FORM_HOST_DISCARD_FIELD,
    };
    char draft[200];
    size_t n = 0;

    s->was = profile_state_of(item_of(s), s->arena);
    s->was.what = input_copy(&describe_security_profile_output_record, s->was.what, s->arena);
    s->fields[n++] = head[0];
    for (size_t i = 0; i < PROFILE_TARGET_FIELDS; i++)
        s->fields[n++] = profile_target_fields[i];
    for (size_t i = 0; i < COUNT_OF(tail); i++)
        s->fields[n++] = tail[i];
    (void)snprintf(draft, sizeof draft, "attach-profile %s", s->name);
    form_host_make(&s->host, &(struct form_host_options){.name = draft,
                                                         .fields = s->fields,
                                                         .n = n,
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = review,
                                                         .ctx = s});
}

/* ---- the screen ---- */

static void on_change(void *ctx)
{
    struct attach_form *s = ctx;
    const struct described_item *item = item_of(s);

    if (s->host.form == NULL && described_ready(app_profiles(s->app)) && item != NULL &&
        item->also_state == ALSO_KNOWN)
        make_form(s);
    else if (s->host.form != NULL)
        changed(s);
    app_redraw(s->app);
}

static void *open_attach(struct app *app, const char *argument, struct err *err)
{
    struct attach_form *s;

    if (!argument_one(argument, _("which profile? attach-profile NAME"), ":profiles lists them",
                      err))
        return NULL;
    if (!app_may_prepare(app, &op_attach_security_profile, err))
        return NULL;
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    s->name = mem_strdup(argument);
    s->arena = arena_new();
    s->reach = target_reach_new(app_devices(app), on_change, s);
    form_host_init(&s->host, app);
    return s;
}

static void close_attach(void *state)
{
    struct attach_form *s = state;

    described_unwatch(app_profiles(s->app), s);
    watched_list_unwatch(app_alarms(s->app), s);
    form_host_free(&s->host);
    target_reach_free(s->reach);
    arena_free(s->arena);
    free(s->name);
    free(s);
}

static void shown(void *state)
{
    struct attach_form *s = state;

    if (form_host_over(&s->host))
        return;
    described_watch(app_profiles(s->app), on_change, s);
    watched_list_watch(app_alarms(s->app), on_change, s);
    on_change(s);
}

static void hidden(void *state)
{
    struct attach_form *s = state;

    described_unwatch(app_profiles(s->app), s);
    watched_list_unwatch(app_alarms(s->app), s);
    form_host_save(&s->host);
}

static const struct err *why_none(const struct attach_form *s, struct err *missing)
{
    const struct err *err = source_status(described_source(app_profiles(s->app))).err;
    const struct described_item *item = item_of(s);

    if (err->kind != ERR_NONE)
        return err;
    if (!described_ready(app_profiles(s->app)))
        return NULL;
    if (item == NULL) {
        (void)err_set(missing, ERR_USAGE, "no security profile is called %s", s->name);
        (void)err_advise(missing, "8 lists those that exist");
        return missing;
    }
    if (item->also_state == ALSO_KNOWN || item->also_state == ALSO_UNKNOWN)
        return NULL;
    (void)err_set(missing, ERR_SERVICE, "its targets could not be listed");
    (void)err_advise(missing, "allow iot:ListTargetsForSecurityProfile; r asks again");
    return missing;
}

static void draw(void *state, struct surface *body)
{
    struct attach_form *s = state;
    struct err missing;

    form_host_draw_or(&s->host, body, why_none(s, &missing),
                      _("Asking whom the profile watches .."));
}

static void status(const void *state, struct screen_status *out)
{
    const struct attach_form *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL)
        out->freshness = described_freshness(app_profiles(s->app));
    form_host_status(&s->host, out);
}

static void crumb(const void *state, struct buf *out)
{
    const struct attach_form *s = state;

    buf_printf(out, _("Targets of %.40s"), s->name);
}

static void refresh(void *state)
{
    struct attach_form *s = state;

    described_refresh(app_profiles(s->app));
}

static const struct binding bindings[] = {FORM_HOST_BINDINGS, {0}};

const struct screen_spec attach_profile_screen = {
    .name = "attach-profile",
    .title = N_("Targets"),
    .argument = "NAME",
    .about = N_("attach a security profile to whom it shall watch, and detach it"),
    .bindings = bindings,
    .open = open_attach,
    .close = close_attach,
    .draw = draw,
    .act = form_host_act,
    FORM_HOST_INPUT,
    .hidden = hidden,
    .status = status,
    .crumb = crumb,
    .shown = shown,
    .refresh = refresh,
};
