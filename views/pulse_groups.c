#include "views/pulse_groups.h"

#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/pulse_detect.h"

struct pulse_groups {
    struct app *app;
    struct devices_watch *watch;
    pulse_groups_fn *fn;
    void *ctx;
    uint32_t coming[PULSE_GROUPS_MAX];
    size_t n;
};

static void on_fact(void *ctx, enum device_kind kind, uint32_t id)
{
    struct pulse_groups *g = ctx;

    for (size_t i = 0; kind == DEVICE_GROUP_THINGS && i < g->n; i++) {
        if (g->coming[i] != id)
            continue;
        g->coming[i] = g->coming[--g->n];
        g->fn(g->ctx);
        return;
    }
}

struct pulse_groups *pulse_groups_new(struct app *app, pulse_groups_fn *fn, void *ctx)
{
    struct pulse_groups *g = mem_alloc(1, sizeof *g);

    g->app = app;
    g->fn = fn;
    g->ctx = ctx;
    g->watch = devices_watch(app_devices(app), on_fact, g);
    return g;
}

void pulse_groups_stop(struct pulse_groups *g)
{
    while (g->n > 0)
        devices_drop(app_devices(g->app), DEVICE_GROUP_THINGS, g->coming[--g->n]);
}

void pulse_groups_free(struct pulse_groups *g)
{
    if (g == NULL)
        return;
    pulse_groups_stop(g);
    devices_unwatch(g->watch);
    free(g);
}

static bool is_coming(const struct pulse_groups *g, uint32_t id)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->coming[i] == id)
            return true;
    return false;
}

void pulse_groups_ask(struct pulse_groups *g)
{
    struct devices *d = app_devices(g->app);
    const char *names[PULSE_GROUPS_MAX];
    const size_t n = pulse_quarantine_groups(app_detect_tasks(g->app), names);

    for (size_t i = 0; app_client(g->app) != NULL && i < n && g->n < PULSE_GROUPS_MAX; i++) {
        const uint32_t id = devices_id(d, str_of(names[i]));

        if (!is_coming(g, id) && !devices_fresh(d, DEVICE_GROUP_THINGS, id) &&
            devices_want(d, DEVICE_GROUP_THINGS, id, CALL_BACKGROUND) == DEVICES_COMING)
            g->coming[g->n++] = id;
    }
}
