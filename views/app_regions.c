/* The regions that lists are of, and what is not done with a row of another one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/app_inside.h"
#include "views/list_view.h"
#include "views/regions.h"
#include "views/settings.h"

void app_set_regions(struct app *a, const struct region_client *regions, size_t n)
{
    if (n > REGIONS_MAX)
        bug("%zu regions", n);
    memcpy(a->regions, regions, n * sizeof *regions);
    a->n_regions = n;
}

bool app_has_regions(const struct app *a)
{
    return a->context.regions.n > 1;
}

void app_connect_list(const struct app *a, struct source *s)
{
    if (regions_column(source_spec(s)) < 0)
        source_connect(s, a->client);
    else
        source_connect_regions(s, a->regions, a->client != NULL ? a->n_regions : 0);
}

size_t app_regions(const struct app *a, const struct region_client **list)
{
    *list = a->regions;
    return a->client != NULL ? a->n_regions : 0;
}

size_t app_pending(const struct app *a)
{
    size_t n = a->client != NULL ? client_pending(a->client) : 0;

    for (size_t i = 1; a->client != NULL && i < a->n_regions; i++)
        n += client_pending(a->regions[i].client);
    return n;
}

void app_regions_set_pace(struct app *a)
{
    if (a->client == NULL || a->settings == NULL)
        return;
    const int slower = (int)settings_number(a->settings, SETTING_POLL);

    client_set_pace(a->client, slower);
    for (size_t i = 1; i < a->n_regions; i++)
        client_set_pace(a->regions[i].client, slower);
}

void app_regions_cancel(struct app *a)
{
    client_cancel_all(a->client);
    for (size_t i = 1; i < a->n_regions; i++)
        client_cancel_all(a->regions[i].client);
}

/* ---- rows of another region ---- */

/* What such a row is no matter for; whatever is not here is about the row under the cursor.
 * Those on chosen rows look at all of them: views/chosen. */
static const char *const free_actions[] = {
    "list.",
    "view.",
    "app.",
    "findings.diff",
    "findings.audit",
    "findings.suppress",
    "findings.mitigate",
    "suppressions.extend",
    "suppressions.end",
    "suppressions.audit",
    "alarms.verify",
    "alarms.mitigate",
    "alarms.release",
    "alarms.history",
    "alarms.group",
    "audits.start",
};

static bool is_free(const char *action)
{
    for (size_t i = 0; i < COUNT_OF(free_actions); i++) {
        const size_t n = strlen(free_actions[i]);

        if (strncmp(action, free_actions[i], n) == 0 &&
            (free_actions[i][n - 1] == '.' || action[n] == '\0'))
            return true;
    }
    return false;
}

static void go_there(void *ctx)
{
    struct app *a = ctx;

    place_go_record(a, a->region_next, a->region_record);
}

/* What Enter opens of a row alone, and so means the same over there. */
static const char *const of_record[] = {"findings.open", "audits.open", "alarms.open"};

/* The view that the action would open here. */
static void find_record(struct app *a, const char *action)
{
    free(a->region_record);
    a->region_record = NULL;
    for (size_t i = 0; i < COUNT_OF(of_record); i++) {
        if (strcmp(of_record[i], action) != 0)
            continue;
        a->finds_view = true;
        (void)app_top(a)->spec->act(app_top(a)->state, action);
        a->finds_view = false;
    }
}

static void offer(struct app *a, const char *region, const char *action)
{
    struct buf text = BUF_INIT(400);

    find_record(a, action);

    (void)snprintf(a->region_next, sizeof a->region_next, "%s", region);
    buf_printf(&text,
               _("This row is of %s. What is opened, and all that changes something, belongs "
                 "to the home region, which is %s now."),
               region, a->context.region);
    app_confirm(a, region, buf_text(&text), _("Go there"), go_there, a);
    buf_free(&text);
}

bool app_regions_stop(struct app *a, const char *action)
{
    const struct level *top = app_top(a);
    struct list_view *v = app_has_regions(a) ? app_list(a) : NULL;
    const char *region;
    uint32_t row;
    struct err err;

    if (v == NULL || v->is_behind || is_free(action) || !list_view_current(v, &row) ||
        !regions_elsewhere(source_table(v->source), row, &region))
        return false;
    const struct binding *enter = keymap_find(top->map, (struct key){.code = KEYCODE_ENTER});

    if (enter != NULL && strcmp(enter->action, action) == 0 && a->door.go_region != NULL) {
        offer(a, region, action);
    } else {
        (void)region_refuse(a, region, &err);
        app_error(a, &err);
    }
    return true;
}
