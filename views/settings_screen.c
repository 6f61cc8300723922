/* `,`: every setting, its value, and who said so. */
#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/list.h"
#include "views/app.h"
#include "views/screens.h"
#include "views/settings.h"

struct settings_screen {
    struct app *app;
    struct list_pane pane;
};

enum settings_column { NAME, VALUE, FROM, WHERE, ABOUT };

static const struct list_column columns[] = {
    [NAME] = {.title = N_("SETTING"), .name = "setting", .width = 14, .min = 10},
    [VALUE] = {.title = N_("VALUE"), .name = "value", .width = 16, .min = 6},
    [FROM] = {.title = N_("FROM"), .name = "from", .width = 16, .min = 8},
    [WHERE] = {.title = N_("WHERE"), .name = "where", .width = 20, .min = 8, .flex = 1},
    [ABOUT] = {.title = N_("WHAT IT IS"), .name = "about", .width = 66, .from_cols = 110},
};

static size_t count(void *ctx)
{
    (void)ctx;
    return SETTINGS;
}

static void put_id(void *ctx, size_t row, struct buf *out)
{
    (void)ctx;
    buf_puts(out, setting_name((enum setting)row));
}

static enum style put_cell(void *ctx, size_t row, size_t column, struct buf *out)
{
    const struct settings_screen *s = ctx;
    const struct settings *all = app_settings(s->app);
    const enum setting id = (enum setting)row;
    const bool chosen = all->v[id].origin != FROM_PICKET;

    switch ((enum settings_column)column) {
    case NAME: buf_puts(out, setting_name(id)); return STYLE_LABEL;
    case VALUE: buf_puts(out, all->v[id].text); return chosen ? STYLE_STRONG : STYLE_TEXT;
    case FROM: buf_puts(out, setting_origin_name(all->v[id].origin)); break;
    case WHERE: buf_puts(out, all->v[id].where); break;
    case ABOUT: buf_puts(out, i18n_text(setting_about(id))); return STYLE_DIM;
    }
    return STYLE_TEXT;
}

static void *open_settings(struct app *app, const char *argument, struct err *err)
{
    struct settings_screen *s;

    (void)argument;
    if (app_settings(app) == NULL) {
        (void)err_set(err, ERR_USAGE, "there are no settings where nobody sits");
        return NULL;
    }
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    list_init(&s->pane,
              &(struct list_source){.ctx = s, .count = count, .id = put_id, .cell = put_cell},
              columns, COUNT_OF(columns));
    s->pane.focused = true;
    return s;
}

static void close_settings(void *state)
{
    struct settings_screen *s = state;

    list_free(&s->pane);
    free(s);
}

static void draw(void *state, struct surface *body)
{
    struct settings_screen *s = state;

    list_sync(&s->pane);
    list_draw(&s->pane, body);
}

static bool act(void *state, const char *action)
{
    struct settings_screen *s = state;

    return list_do(&s->pane, action);
}

static void status(const void *state, struct screen_status *out)
{
    (void)state;
    *out = (struct screen_status){.freshness = SCREEN_STILL};
}

static const struct list_pane *pane(const void *state)
{
    const struct settings_screen *s = state;

    return &s->pane;
}

const struct screen_spec settings_screen = {
    .name = "settings",
    .title = N_("Settings"),
    .about = N_("every setting, its value and who said so; picket.conf(5) has the files"),
    .digit = ",",
    .widget = SCREEN_LIST,
    .open = open_settings,
    .close = close_settings,
    .draw = draw,
    .act = act,
    .pane = pane,
    .status = status,
};
