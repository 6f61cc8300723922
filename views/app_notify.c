/* Somebody who looks elsewhere: the title of the terminal says how many alarms there are, and a
 * bell or the desktop tells of new ones. Only what the setting `notify` asks for. */
#include <stdio.h>
#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "views/app_inside.h"
#include "views/settings.h"

enum { TEXT_BYTES = 200 };

/* Alarms that were there when it was looked last, by id. NULL: it was not looked yet. */
struct notified {
    struct app *app;
    struct map *seen;
    bool watches;
};

static bool wants(const struct app *a, const char *word)
{
    return a->settings != NULL && settings_has(a->settings, SETTING_NOTIFY, word);
}

static bool wants_any(const struct app *a)
{
    return a->display->tell != NULL &&
           (wants(a, "title") || wants(a, "bell") || wants(a, "desktop"));
}

static struct map *ids_of(const struct table *t)
{
    struct map *ids = map_new();
    char scratch[TABLE_SCRATCH];

    for (uint32_t row = 0; row < table_rows(t); row++) {
        struct str id = table_text(t, row, ALARM_ID, scratch);
        char *z = mem_strndup(id.p, id.n);

        (void)map_put(ids, z, ids);
        free(z);
    }
    return ids;
}

/* How many are new; the first of them in words. */
static uint32_t new_ones(const struct table *t, const struct map *seen, char text[TEXT_BYTES])
{
    char scratch[TABLE_SCRATCH], more[TABLE_SCRATCH];
    uint32_t n = 0;

    for (uint32_t row = 0; row < table_rows(t); row++) {
        struct str id = table_text(t, row, ALARM_ID, scratch);
        char *z = mem_strndup(id.p, id.n);

        if (map_get(seen, z) == NULL && n++ == 0) {
            struct str thing = table_text(t, row, ALARM_THING, scratch);
            struct str behavior = table_text(t, row, ALARM_BEHAVIOR, more);

            (void)snprintf(text, TEXT_BYTES, "%.*s: %.*s", (int)thing.n, thing.p,
                           (int)behavior.n, behavior.p);
        }
        free(z);
    }
    return n;
}

static void tell_new(struct app *a, uint32_t n, const char *first)
{
    char text[2 * TEXT_BYTES];

    if (n == 1)
        (void)snprintf(text, sizeof text, _("picket %s: in alarm, %s"), a->context.name, first);
    else
        (void)snprintf(text, sizeof text, _("picket %s: %u new alarms, %s and others"),
                       a->context.name, n, first);
    a->display->tell(a->display->ctx,
                     &(struct display_news){.bell = wants(a, "bell"),
                                            .desktop = wants(a, "desktop") ? text : NULL});
}

void app_focus(struct app *a, bool in_front)
{
    a->in_front = in_front;
}

static void tell_title(struct app *a, uint32_t active)
{
    char text[TEXT_BYTES];

    (void)snprintf(text, sizeof text, _("picket %s, %u in alarm"), a->context.name, active);
    a->display->tell(a->display->ctx, &(struct display_news){.title = text});
}

/* What is in alarm at the start is no news. */
static void on_alarms(void *ctx)
{
    const struct notified *notified = ctx;
    struct app *a = notified->app;
    const struct source *source = watched_list_source(a->alarms);
    const struct table *t = source_table(source);
    char first[TEXT_BYTES] = "";

    if (source_status(source).state != SOURCE_COMPLETE)
        return;
    const uint32_t n = a->notified->seen != NULL ? new_ones(t, a->notified->seen, first) : 0;

    map_free(a->notified->seen, NULL);
    a->notified->seen = ids_of(t);
    if (wants(a, "title"))
        tell_title(a, table_rows(t));
    if (n > 0 && !a->in_front)
        tell_new(a, n, first);
}

void app_notify_follow(struct app *a)
{
    if (a->notified == NULL)
        a->notified = mem_alloc(1, sizeof *a->notified);
    a->notified->app = a;
    if (wants_any(a) == a->notified->watches)
        return;
    a->notified->watches = !a->notified->watches;
    if (a->notified->watches)
        watched_list_watch(a->alarms, on_alarms, a->notified);
    else
        watched_list_unwatch(a->alarms, a->notified);
    if (a->display->set_focus != NULL)
        a->display->set_focus(a->display->ctx, a->notified->watches);
    a->in_front = false; /* until the terminal says so */
}

void app_notify_free(struct app *a)
{
    if (a->notified == NULL)
        return;
    if (a->notified->watches)
        watched_list_unwatch(a->alarms, a->notified);
    map_free(a->notified->seen, NULL);
    free(a->notified);
    a->notified = NULL;
}

const struct settings *app_settings(const struct app *a)
{
    return a->settings;
}

void app_settings_changed(struct app *a)
{
    app_regions_set_pace(a);
    app_notify_follow(a);
    app_redraw(a);
}
