/* Contexts: the places picket.conf names, and the local fleet; Enter goes there. */
#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/contexts.h"
#include "tui/list.h"
#include "views/app.h"
#include "views/place.h"
#include "views/screens.h"

struct contexts_screen {
    struct app *app;
    struct list_pane pane;
    struct contexts contexts; /* as the files have them now */
};

enum context_column { HERE, NAME, PROFILE, REGION, GUARDS, ENDPOINT };

static const struct list_column columns[] = {
    [HERE] = {.title = "", .name = "here", .width = 1},
    [NAME] = {.title = N_("NAME"), .name = "name", .width = 20, .min = 10},
    [PROFILE] = {.title = N_("PROFILE"), .name = "profile", .width = 16, .min = 8},
    [REGION] = {.title = N_("REGION"), .name = "region", .width = 17, .min = 14},
    [GUARDS] = {.title = N_("GUARDS"), .name = "guards", .width = 20, .min = 10, .flex = 1},
    [ENDPOINT] =
        {.title = N_("ENDPOINT"), .name = "endpoint", .width = 32, .min = 10, .from_cols = 110},
};

/* ---- rows: the contexts, then the local fleet ---- */

static size_t count(void *ctx)
{
    const struct contexts_screen *s = ctx;

    return s->contexts.n + 1;
}

static const struct context_entry *entry_at(const struct contexts_screen *s, size_t row)
{
    return row < s->contexts.n ? &s->contexts.items[row] : NULL;
}

static const char *name_at(const struct contexts_screen *s, size_t row)
{
    const struct context_entry *e = entry_at(s, row);

    return e != NULL ? e->name : PLACE_LOCAL;
}

static void put_id(void *ctx, size_t row, struct buf *out)
{
    buf_puts(out, name_at(ctx, row));
}

static void put_guards(const struct guards *g, struct buf *out)
{
    const char *const words[] = {
        g->protected_context ? _("protected") : NULL,
        g->ticket ? _("ticket") : NULL,
        g->suppress_max_ms > 0 ? _("suppressions end") : NULL,
    };

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (words[i] == NULL)
            continue;
        buf_puts(out, out->len > 0 ? ", " : "");
        buf_puts(out, words[i]);
    }
}

static enum style put_text(struct buf *out, const char *text)
{
    buf_puts(out, text != NULL ? text : "-");
    return text != NULL ? STYLE_TEXT : STYLE_DIM;
}

/* Home, and how many there are besides. */
static enum style put_region(const struct context_entry *e, struct buf *out)
{
    const enum style style = put_text(out, e != NULL ? e->region : NULL);

    if (e != NULL && e->regions.n > 1)
        buf_printf(out, " +%zu", e->regions.n - 1);
    return style;
}

static enum style put_cell(void *ctx, size_t row, size_t column, struct buf *out)
{
    const struct contexts_screen *s = ctx;
    const struct context_entry *e = entry_at(s, row);

    switch ((enum context_column)column) {
    case HERE:
        buf_puts(out, place_is_here(s->app, name_at(s, row)) ? "*" : "");
        return STYLE_KEY;
    case NAME:
        buf_puts(out, name_at(s, row));
        return e != NULL ? place_style(e->guards.color) : STYLE_TEXT;
    case PROFILE: return put_text(out, e != NULL ? e->profile : NULL);
    case REGION: return put_region(e, out);
    case ENDPOINT: return put_text(out, e != NULL ? e->endpoint_url : NULL);
    case GUARDS:
        if (e == NULL)
            buf_puts(out, _("the fleet of this machine: anything may be tried"));
        else
            put_guards(&e->guards, out);
        return STYLE_TEXT;
    }
    return STYLE_TEXT;
}

/* ---- life ---- */

static void *open_contexts(struct app *app, const char *argument, struct err *err)
{
    struct contexts_screen *s = mem_alloc(1, sizeof *s);

    (void)argument;
    if (!contexts_load(&s->contexts, err)) {
        free(s);
        return NULL;
    }
    s->app = app;
    list_init(&s->pane,
              &(struct list_source){.ctx = s, .count = count, .id = put_id, .cell = put_cell},
              columns, COUNT_OF(columns));
    s->pane.focused = true;
    list_sync(&s->pane);
    for (size_t row = 0; row < count(s); row++)
        if (place_is_here(app, name_at(s, row)))
            list_go(&s->pane, row);
    return s;
}

static void close_contexts(void *state)
{
    struct contexts_screen *s = state;

    list_free(&s->pane);
    contexts_free(&s->contexts);
    free(s);
}

/* The files may be other ones by now; as they cannot be read, what was read stays. */
static void refresh(void *state)
{
    struct contexts_screen *s = state;
    struct contexts fresh;
    struct err err;

    if (!contexts_load(&fresh, &err)) {
        app_error(s->app, &err);
        return;
    }
    contexts_free(&s->contexts);
    s->contexts = fresh;
    app_redraw(s->app);
}

static void draw(void *state, struct surface *body)
{
    struct contexts_screen *s = state;

    list_sync(&s->pane);
    list_draw(&s->pane, body);
}

static bool act(void *state, const char *action)
{
    struct contexts_screen *s = state;

    app_redraw(s->app);
    if (strcmp(action, "contexts.go") != 0)
        return list_do(&s->pane, action);
    place_go(s->app, name_at(s, s->pane.cursor));
    return true;
}

static void status(const void *state, struct screen_status *out)
{
    (void)state;
    *out = (struct screen_status){.freshness = SCREEN_STILL};
}

static const struct list_pane *pane(const void *state)
{
    const struct contexts_screen *s = state;

    return &s->pane;
}

static const struct binding bindings[] = {
    {"<Enter>", "contexts.go", N_("go there; this place is kept and can be gone back to"),
     N_("go"), 10},
    {0},
};

const struct screen_spec contexts_screen = {
    .name = "contexts",
    .title = N_("Contexts"),
    .about = N_("accounts, regions and endpoints picket.conf names, and the local fleet"),
    .digit = "@",
    .widget = SCREEN_LIST,
    .bindings = bindings,
    .open = open_contexts,
    .close = close_contexts,
    .draw = draw,
    .act = act,
    .pane = pane,
    .status = status,
    .refresh = refresh,
};
