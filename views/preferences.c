#include "views/preferences.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/tty.h"

enum { WRONG_SETTINGS, WRONG_VIEWS, WRONG_KEYS };

/* ---- settings ---- */

static bool apply_flags(struct settings *s, const struct options *o, struct err *err)
{
    const struct {
        enum setting id;
        const char *text; /* NULL: not given */
    } flags[] = {
        {SETTING_THEME, o->theme},
        {SETTING_COLOR, o->colour},
        {SETTING_ASCII, o->ascii ? "on" : NULL},
        {SETTING_LOW_BANDWIDTH, o->low_bandwidth ? "on" : NULL},
        {SETTING_MOUSE, o->no_mouse ? "off"
                        : o->mouse  ? "on"
                                    : NULL},
    };

    for (size_t i = 0; i < COUNT_OF(flags); i++)
        if (flags[i].text != NULL && !settings_flag(s, flags[i].id, flags[i].text, err))
            return false;
    return true;
}

const char *preferences_theme(const struct preferences *p)
{
    const bool by_file = p->settings.v[SETTING_THEME].origin < FROM_ENVIRONMENT;

    return by_file && p->place_theme != NULL ? p->place_theme
                                             : p->settings.v[SETTING_THEME].text;
}

enum glyph_set preferences_glyphs(const struct preferences *p)
{
    const enum glyph_set locale = tty_glyphs();
    const bool wide = settings_has(&p->settings, SETTING_AMBIGUOUS, "2");

    if (settings_on(&p->settings, SETTING_ASCII) || locale == GLYPHS_ASCII)
        return GLYPHS_ASCII;
    if (settings_has(&p->settings, SETTING_AMBIGUOUS, "auto"))
        return locale;
    return wide ? GLYPHS_LINES_ASCII : GLYPHS_UNICODE;
}

/* The name stays in the preferences: it is borrowed by nobody. */
static void wear(const struct preferences *p)
{
    char *command = mem_printf("theme %s", preferences_theme(p));

    app_command(p->app, command);
    free(command);
}

static void on_settings(void *ctx)
{
    struct preferences *p = ctx;
    struct settings fresh;
    struct err err;
    char theme[SETTING_TEXT_MAX];

    if (!settings_load(&fresh, &err) || !apply_flags(&fresh, p->flags, &err)) {
        app_error(p->app, &err);
        return;
    }
    (void)snprintf(theme, sizeof theme, "%s", preferences_theme(p));
    const bool mouse = settings_on(&p->settings, SETTING_MOUSE);

    p->settings = fresh;
    app_settings_changed(p->app);
    if (strcmp(theme, preferences_theme(p)) != 0)
        wear(p);
    app_message(p->app, MESSAGE_OK, "The settings were read again; , shows them.");
    if (mouse != settings_on(&fresh, SETTING_MOUSE))
        app_set_mouse(p->app, !mouse);
}

static void on_themes(void *ctx)
{
    wear(ctx);
}

/* ---- views ---- */

static void on_views(void *ctx)
{
    struct preferences *p = ctx;
    struct saved_views fresh;
    struct err err;

    if (!saved_views_load(&fresh, &err))
        app_error(p->app, &err); /* what could be read of them is there */
    saved_views_free(&p->views);
    p->views = fresh;
}

/* ---- life ---- */

bool preferences_open(struct preferences *p, const struct options *flags, struct err *err)
{
    *p = (struct preferences){.flags = flags};
    if (!settings_load(&p->settings, &p->wrong[WRONG_SETTINGS]))
        ; /* told later: what could be read of them is there */
    else
        p->wrong[WRONG_SETTINGS].kind = ERR_NONE;
    if (!apply_flags(&p->settings, flags, err))
        return false;
    if (settings_on(&p->settings, SETTING_ASCII))
        i18n_english();
    if (saved_views_load(&p->views, &p->wrong[WRONG_VIEWS]))
        p->wrong[WRONG_VIEWS].kind = ERR_NONE;
    if (key_settings_open(&p->keys, &p->wrong[WRONG_KEYS]))
        p->wrong[WRONG_KEYS].kind = ERR_NONE;
    return true;
}

void preferences_serve(struct preferences *p, struct app *app)
{
    const struct config_file files[] = {
        {"settings.conf", on_settings, p},
        {"views.conf", on_views, p},
        {"keys.conf", key_settings_changed, &p->keys},
        {"themes", on_themes, p},
    };

    p->app = app;
    key_settings_serve(&p->keys, app);
    for (size_t i = 0; i < COUNT_OF(p->wrong); i++)
        if (p->wrong[i].kind != ERR_NONE)
            app_error(app, &p->wrong[i]);
    if (settings_on(&p->settings, SETTING_MOUSE))
        app_set_mouse(app, true);
    p->watch = config_watch_new(app_loop(app), files, COUNT_OF(files));
}

void preferences_close(struct preferences *p)
{
    config_watch_free(p->watch);
    key_settings_close(&p->keys);
    saved_views_free(&p->views);
    *p = (struct preferences){0};
}
