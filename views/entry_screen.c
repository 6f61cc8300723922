/* One entry of the journal: everything that was written down. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/str.h"
#include "views/entry_fill.h"
#include "views/pane_search.h"
#include "views/refill.h"
#include "views/screens.h"
#include "views/undo.h"

struct entry_screen {
    struct detail pane; /* first: DETAIL_CALLS */
    struct app *app;
    int64_t id;
    struct arena *arena; /* of the entry */
    struct journal_entry entry;
};

/* What was read before stays when it cannot be read again. */
static bool load(struct entry_screen *s, struct err *err)
{
    struct arena *arena = arena_new();
    struct journal_entry e = {0};
    bool ok =
        journal_get(app_journal(s->app), s->id, arena, &e, err) &&
        (e.id != 0 || err_set(err, ERR_USAGE, "The journal has no entry %" PRId64 ".", s->id));

    if (ok) {
        arena_free(s->arena);
        s->arena = arena;
        s->entry = e;
    } else {
        arena_free(arena);
    }
    return ok;
}

static void fill(void *ctx, struct detail *d)
{
    const struct entry_screen *s = ctx;

    entry_fill(&s->entry, app_zone(s->app), d);
}

static void close_entry(void *state)
{
    struct entry_screen *s = state;

    detail_free(&s->pane);
    arena_free(s->arena);
    free(s);
}

static void *open_entry(struct app *app, const char *argument, struct err *err)
{
    int64_t id;

    if (!str_to_int(str_of(argument), 1, INT64_MAX, &id)) {
        (void)err_set(err, ERR_USAGE, "An entry of the journal has a number: :entry 12");
        return NULL;
    }
    struct entry_screen *s = mem_alloc(1, sizeof *s);

    s->app = app;
    s->id = id;
    s->arena = arena_new();
    detail_init(&s->pane);
    s->pane.focused = true;
    if (load(s, err))
        return s;
    close_entry(s);
    return NULL;
}

static void shown(void *state)
{
    struct entry_screen *s = state;
    struct err err;

    if (!load(s, &err))
        app_error(s->app, &err);
    app_redraw(s->app);
}

static void draw(void *state, struct surface *body)
{
    struct entry_screen *s = state;

    refill(&s->pane, fill, s);
    detail_draw(&s->pane, body);
}

static bool act(void *state, const char *action)
{
    struct entry_screen *s = state;

    app_redraw(s->app);
    if (strcmp(action, "entry.open") == 0) {
        const char *target = detail_target(&s->pane);

        if (target != NULL)
            app_openf(s->app, "%s", target);
        return true;
    }
    if (strcmp(action, "entry.plan") == 0) {
        if (s->entry.plan[0] != '\0')
            app_openf(s->app, "plan %s", s->entry.plan);
        return true;
    }
    if (strcmp(action, "entry.undo") == 0) {
        undo_entry(s->app, &s->entry);
        return true;
    }
    return detail_do(&s->pane, action);
}

static void status(const void *state, struct screen_status *out)
{
    const struct entry_screen *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    (void)snprintf(out->note, sizeof out->note, "%s",
                   journal_state_name(s->entry.outcome.state));
}

static void crumb(const void *state, struct buf *out)
{
    const struct entry_screen *s = state;

    buf_printf(out, _("Entry %" PRId64), s->id);
}

static bool raw(const void *state, struct buf *out)
{
    const struct entry_screen *s = state;
    struct json_writer w = {.out = out};

    entry_put_json(&s->entry, &w);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter>", "entry.open", N_("open what is selected"), N_("open"), 10},
    {"z", "entry.undo", N_("take back this change; shows the calls first"), N_("undo"), 15},
    {"P", "entry.plan", N_("the reviewed change it belongs to"), N_("plan"), 16},
    {0},
};

const struct screen_spec entry_screen = {
    .name = "entry",
    .title = N_("Entry"),
    .argument = "NUMBER",
    .about = N_("one change of the journal: request, answer, way back"),
    DETAIL_CALLS,
    .bindings = bindings,
    .open = open_entry,
    .close = close_entry,
    .draw = draw,
    .act = act,
    .status = status,
    .crumb = crumb,
    .shown = shown,
    .refresh = shown,
    .raw = raw,
};
