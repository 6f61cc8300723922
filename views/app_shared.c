/* Described lists of the account that screens share: one row each. */
#include "client/store/mitigation_lists.h"
#include "views/app_inside.h"

static const struct described_spec *const specs[SHARED_LISTS] = {
    [SHARED_ACTIONS] = &mitigation_actions_spec,    [SHARED_TASKS] = &mitigation_tasks_spec,
    [SHARED_DETECT_TASKS] = &detect_tasks_spec,     [SHARED_PROFILES] = &profiles_spec,
    [SHARED_CUSTOM_METRICS] = &custom_metrics_spec, [SHARED_DIMENSIONS] = &dimensions_spec,
};

void app_shared_new(struct app *a)
{
    for (int i = 0; i < SHARED_LISTS; i++)
        a->shared[i] = described_new(a->loop, specs[i]);
}

void app_shared_free(struct app *a)
{
    for (int i = 0; i < SHARED_LISTS; i++)
        described_free(a->shared[i]);
}

void app_shared_connect(struct app *a)
{
    for (int i = 0; i < SHARED_LISTS; i++)
        described_connect(a->shared[i], a->client);
}

void app_shared_set_paused(struct app *a)
{
    for (int i = 0; i < SHARED_LISTS; i++)
        described_set_paused(a->shared[i], a->paused);
}

struct described *app_actions(const struct app *a)
{
    return a->shared[SHARED_ACTIONS];
}

struct described *app_tasks(const struct app *a)
{
    return a->shared[SHARED_TASKS];
}

struct described *app_detect_tasks(const struct app *a)
{
    return a->shared[SHARED_DETECT_TASKS];
}

struct described *app_profiles(const struct app *a)
{
    return a->shared[SHARED_PROFILES];
}

struct described *app_custom_metrics(const struct app *a)
{
    return a->shared[SHARED_CUSTOM_METRICS];
}

struct described *app_dimensions(const struct app *a)
{
    return a->shared[SHARED_DIMENSIONS];
}
