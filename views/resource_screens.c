/* A screen for each kind of thing behind a finding: all the same but for the spec
 * (views/about). */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/about.h"
#include "views/pane_search.h"
#include "views/refill.h"
#include "views/screens.h"

struct resource_screen {
    struct detail pane; /* first: DETAIL_CALLS */
    struct app *app;
    struct about *about;
    bool stale; /* the pane is to be filled anew */
};

static void on_change(void *ctx)
{
    struct resource_screen *r = ctx;
    r->stale = true;
    app_redraw(r->app);
}

static void *open_about(struct app *app, const struct about_spec *spec, const char *argument,
                        struct err *err)
{
    if (*argument == '\0') {
        err_set(err, ERR_USAGE, "which one? %s NAME", spec->name);
        return NULL;
    }
    struct resource_screen *r = mem_alloc(1, sizeof *r);
    r->app = app;
    r->about = about_new(app, spec, argument, on_change, r);
    r->stale = true;
    detail_init(&r->pane);
    r->pane.focused = true;
    return r;
}

static void close_screen(void *state)
{
    struct resource_screen *r = state;
    about_free(r->about);
    detail_free(&r->pane);
    free(r);
}

static void fill(void *ctx, struct detail *d)
{
    const struct about *about = ctx;
    about->spec->fill(about, d);
}

static void follow(struct resource_screen *r)
{
    if (r->stale)
        refill(&r->pane, fill, r->about);
    r->stale = false;
}

static void draw(void *state, struct surface *body)
{
    struct resource_screen *r = state;
    follow(r);
    detail_draw(&r->pane, body);
}

static bool act(void *state, const char *action)
{
    struct resource_screen *r = state;
    follow(r);
    app_redraw(r->app);
    if (strcmp(action, "about.open") != 0)
        return detail_do(&r->pane, action);
    const char *target = detail_target(&r->pane);
    if (target != NULL)
        app_openf(r->app, "%s", target);
    return true;
}

static void status(const void *state, struct screen_status *out)
{
    const struct resource_screen *r = state;
    about_status(r->about, out);
}

static void crumb(const void *state, struct buf *out)
{
    const struct resource_screen *r = state;
    buf_printf(out, "%s %.16s", r->about->spec->name, r->about->id);
}

static void shown(void *state)
{
    struct resource_screen *r = state;
    about_ask(r->about);
}

static void refresh(void *state)
{
    struct resource_screen *r = state;
    about_refresh(r->about);
}

static bool raw(const void *state, struct buf *out)
{
    const struct resource_screen *r = state;
    struct str body = answer_body(r->about->answers[0], 0);
    buf_put(out, body.p, body.n);
    return body.n > 0;
}

static const struct binding bindings[] = {
    {"<Enter>", "about.open", N_("open what is selected"), N_("open"), 10},
    {0},
};

#define RESOURCE_SCREEN(id, word, heading, what, text)                             \
    static void *open_##id(struct app *app, const char *argument, struct err *err) \
    {                                                                              \
        return open_about(app, &about_##id, argument, err);                        \
    }                                                                              \
    const struct screen_spec id##_screen = {.name = word,                          \
                                            .title = heading,                      \
                                            .argument = what,                      \
                                            .about = text,                         \
                                            DETAIL_CALLS,                          \
                                            .bindings = bindings,                  \
                                            .open = open_##id,                     \
                                            .close = close_screen,                 \
                                            .draw = draw,                          \
                                            .act = act,                            \
                                            .status = status,                      \
                                            .crumb = crumb,                        \
                                            .shown = shown,                        \
                                            .refresh = refresh,                    \
                                            .raw = raw}

RESOURCE_SCREEN(certificate, "certificate", "Certificate", "ID",
                N_("a device certificate: things, policies, CA, validity"));
RESOURCE_SCREEN(ca, "ca", "CA certificate", "ID", N_("a CA certificate and what it issued"));
RESOURCE_SCREEN(policy, "policy", "Policy", "NAME[:VERSION]",
                N_("a policy: document with findings marked, targets, versions"));
RESOURCE_SCREEN(client, "client", N_("Client ID"), "ID", N_("an MQTT client ID and its thing"));
RESOURCE_SCREEN(alias, "alias", "Role alias", "NAME", N_("a role alias and its role"));
RESOURCE_SCREEN(pool, "pool", N_("Identity pool"), "ID", N_("a Cognito identity pool"));
RESOURCE_SCREEN(account, "account", "Account", "ID", N_("logging of this account"));
