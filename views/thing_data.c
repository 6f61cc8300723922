/* What is asked about one device, and when. */
#include "views/thing_data.h"

#include <stdlib.h>
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/api/resource.h"
#include "client/api/suppressions.h"
#include "client/base/mem.h"
#include "client/store/profiles.h"
#include "views/changes.h"
#include "views/kept.h"
#include "views/list_view.h"
#include "views/resource.h"
#include "views/thing_inside.h"

enum { POLL_EVENTS_MS = 30 * 1000 };

#define DAY_MS    (INT64_C(24) * 3600 * 1000)
#define MINUTE_MS (INT64_C(60) * 1000)

static const void *events_input(void *ctx, struct arena *a)
{
    const struct thing_data *d = ctx;
    struct list_violation_events_input *in = arena_alloc(a, 1, sizeof *in);
    const struct alarm_filter filter = {.thing = d->name};
    const int64_t now = app_service_ms(d->app);

    alarm_events_put(&filter, alarm_events_oldest_ms(now), now, in);
    return in;
}

static void tell(void *ctx)
{
    const struct thing_data *d = ctx;

    d->on_change(d->ctx);
}

/* ---- findings and suppressions, by resource ---- */

static void ask_resource(struct thing_data *d, struct thing_resource *r)
{
    struct arena *a = arena_new();
    const struct resource_identifier *resource = resource_from_key(r->key, a);
    const int64_t now = app_service_ms(d->app);
    const struct list_audit_findings_input findings = {
        .resource_identifier = resource,
        .start_time = {now - THING_FINDING_DAYS * DAY_MS + MINUTE_MS, true},
        .end_time = {now + MINUTE_MS, true}};
    const struct list_audit_suppressions_input hidden = {.resource_identifier = resource};

    if (r->due && resource != NULL) {
        answer_ask(r->findings, app_client(d->app), &op_list_audit_findings, &findings);
        answer_ask(r->suppressions, app_client(d->app), &op_list_audit_suppressions, &hidden);
    }
    r->due = false;
    arena_free(a);
}

static void ask_sharers(struct thing_data *d, struct thing_resource *r)
{
    if (r == &d->resources[0] || r->things_coming)
        return;
    r->things_coming = devices_want(app_devices(d->app), DEVICE_CERTIFICATE_THINGS,
                                    r->device_id, CALL_INTERACTIVE) == DEVICES_COMING;
}

static void add_resource(struct thing_data *d, const char *kind, const char *id)
{
    if (d->n_resources == THING_RESOURCES) {
        d->more_certificates = true;
        return;
    }
    struct thing_resource *r = &d->resources[d->n_resources++];

    r->key = mem_printf("%s:%s", kind, id);
    r->id = r->key + strlen(kind) + 1;
    r->findings = answer_new(loop_clock(app_loop(d->app)), tell, d);
    r->suppressions = answer_new(loop_clock(app_loop(d->app)), tell, d);
    r->device_id = devices_id(app_devices(d->app), str_of(r->id));
    r->due = true;
}

static bool has_resource(const struct thing_data *d, const char *id)
{
    for (size_t i = 1; i < d->n_resources; i++)
        if (strcmp(d->resources[i].id, id) == 0)
            return true;
    return false;
}

/* Certificates are known once the principals are. */
static void find_certificates(struct thing_data *d)
{
    const struct answer *principals = d->about->answers[ABOUT_THING_PRINCIPALS];

    if (answer_state(principals) != ANSWER_READY)
        return;
    for (size_t i = 0; i < answer_items(principals); i++) {
        const char *arn;

        memcpy(&arn, answer_item(principals, i), sizeof arn);
        if (arn == NULL || strstr(arn, ":cert/") == NULL ||
            has_resource(d, resource_arn_name(arn)))
            continue;
        devices_learn_arn(app_devices(d->app), arn);
        add_resource(d, "cert", resource_arn_name(arn));
    }
}

/* A profile of a group holds for those below it as well. */
static void ask_groups(struct thing_data *d)
{
    const struct answer *groups = d->about->answers[ABOUT_THING_GROUPS];
    const struct group_name_and_arn *g;

    if (d->n_groups > 0)
        return;
    for (size_t i = 0; (g = answer_item(groups, i)) != NULL && d->n_groups < THING_GROUPS;
         i++) {
        const struct describe_thing_group_input in = {.thing_group_name = g->group_name};

        if (g->group_name == NULL)
            continue;
        d->groups[d->n_groups] = answer_new(loop_clock(app_loop(d->app)), tell, d);
        answer_ask(d->groups[d->n_groups++], app_client(d->app), &op_describe_thing_group, &in);
    }
}

static void ask(struct thing_data *d)
{
    const struct list_detect_mitigation_actions_executions_input in = {.thing_name = d->name};

    if (app_client(d->app) == NULL)
        return;
    about_ask(d->about);
    find_certificates(d);
    ask_groups(d);
    thing_past_search(d);
    for (size_t i = 0; i < d->n_resources; i++) {
        ask_resource(d, &d->resources[i]);
        ask_sharers(d, &d->resources[i]);
    }
    if (answer_state(d->executions) == ANSWER_NONE)
        answer_ask(d->executions, app_client(d->app),
                   &op_list_detect_mitigation_actions_executions, &in);
}

static void on_about(void *ctx)
{
    struct thing_data *d = ctx;

    ask(d);
    tell(d);
}

static void on_device(void *ctx, enum device_kind kind, uint32_t id)
{
    struct thing_data *d = ctx;

    for (size_t i = 1; i < d->n_resources && kind == DEVICE_CERTIFICATE_THINGS; i++)
        if (d->resources[i].device_id == id)
            d->resources[i].things_coming = false;
    tell(d);
}

/* ---- life ---- */

struct thing_data *thing_data_new(struct app *app, const char *name, source_fn *on_change,
                                  void *ctx)
{
    struct thing_data *d = mem_alloc(1, sizeof *d);
    struct buf path = BUF_INIT(4096), query = BUF_INIT(1024);
    static const struct sort_key newest[] = {{EVENT_TIME, SORT_DOWN}};

    d->app = app;
    d->name = mem_strdup(name);
    d->on_change = on_change;
    d->ctx = ctx;
    d->about = about_new(app, &about_thing, name, on_about, d);
    d->executions = answer_new(loop_clock(app_loop(app)), tell, d);
    d->journal = arena_new();
    d->found_texts = arena_new();
    d->events = source_new(&(struct source_options){
        .loop = app_loop(app), .spec = &alarm_events_table, .on_change = tell, .ctx = d});
    source_set_query(d->events, &(struct source_query){.op = &op_list_violation_events,
                                                       .input = events_input,
                                                       .ctx = d,
                                                       .poll_ms = 0});
    buf_printf(&query, "thing %s", name);
    if (kept_path(app_context(app), buf_text(&query), &path))
        source_keep(d->events, buf_text(&path), newest, (int)COUNT_OF(newest));
    buf_free(&path);
    buf_free(&query);
    add_resource(d, "client", name);
    d->watch = devices_watch(app_devices(app), on_device, d);
    return d;
}

void thing_data_free(struct thing_data *d)
{
    if (d == NULL)
        return;
    thing_data_hidden(d);
    devices_unwatch(d->watch);
    for (size_t i = 0; i < d->n_resources; i++) {
        struct thing_resource *r = &d->resources[i];

        if (r->things_coming)
            devices_drop(app_devices(d->app), DEVICE_CERTIFICATE_THINGS, r->device_id);
        answer_free(r->findings);
        answer_free(r->suppressions);
        free(r->key);
    }
    thing_past_free(d);
    for (size_t i = 0; i < d->n_groups; i++)
        answer_free(d->groups[i]);
    about_free(d->about);
    answer_free(d->executions);
    source_free(d->events);
    arena_free(d->journal);
    free(d->changes);
    free(d->name);
    free(d);
}

void thing_data_follow_pause(struct thing_data *d)
{
    source_set_poll(d->events, app_is_paused(d->app) ? 0 : POLL_EVENTS_MS);
}

static void ask_events(struct thing_data *d)
{
    d->events_changes = changes_count(app_changes(d->app));
    source_refresh(d->events);
}

void thing_data_shown(struct thing_data *d)
{
    const enum source_state state = source_status(d->events).state;
    /* What was verified just now. */
    const bool changed = d->events_changes != changes_count(app_changes(d->app));

    source_connect(d->events, app_client(d->app));
    thing_data_follow_pause(d);
    if (state == SOURCE_NEVER || state == SOURCE_STALE || changed)
        ask_events(d);
    if (changed)
        watched_list_refresh(app_alarms(d->app));
    watched_list_unwatch(app_alarms(d->app), d);
    watched_list_watch(app_alarms(d->app), tell, d);
    described_unwatch(app_profiles(d->app), d);
    described_watch(app_profiles(d->app), tell, d);
    described_unwatch(app_tasks(d->app), d);
    described_watch(app_tasks(d->app), tell, d);
    thing_journal_read(d);
    thing_past_read(d);
    ask(d);
}

void thing_data_hidden(struct thing_data *d)
{
    source_set_poll(d->events, 0);
    watched_list_unwatch(app_alarms(d->app), d);
    described_unwatch(app_profiles(d->app), d);
    described_unwatch(app_tasks(d->app), d);
}

void thing_data_refresh(struct thing_data *d)
{
    const struct list_detect_mitigation_actions_executions_input in = {.thing_name = d->name};

    ask_events(d);
    watched_list_refresh(app_alarms(d->app));
    described_refresh(app_profiles(d->app));
    for (size_t i = 0; i < d->n_resources; i++)
        d->resources[i].due = true;
    answer_ask(d->executions, app_client(d->app), &op_list_detect_mitigation_actions_executions,
               &in);
    thing_journal_read(d);
    about_refresh(d->about);
    ask(d);
}

void thing_data_status(const struct thing_data *d, struct screen_status *out)
{
    source_screen_status(d->events, out);
}

/* ERR_USAGE: text that no thing could be called, though a client may. */
bool thing_data_unregistered(const struct thing_data *d)
{
    const struct err *err = answer_err(d->about->answers[ABOUT_THING]);

    return err->status == 404 || err->kind == ERR_USAGE;
}

static bool is_listed(const struct group_name_and_arn *g, size_t n, const char *group)
{
    for (size_t i = 0; i < n; i++)
        if (g[i].group_name != NULL && strcmp(g[i].group_name, group) == 0)
            return true;
    return false;
}

bool thing_data_in_group(const struct thing_data *d, const char *group)
{
    const struct group_name_and_arn *g;

    for (size_t i = 0; (g = answer_item(d->about->answers[ABOUT_THING_GROUPS], i)) != NULL; i++)
        if (is_listed(g, 1, group))
            return true;
    for (size_t i = 0; i < d->n_groups; i++) {
        const struct describe_thing_group_output *above = answer_output(d->groups[i], 0);
        const struct thing_group_metadata *m =
            above != NULL ? above->thing_group_metadata : NULL;

        if (m != NULL && is_listed(m->root_to_parent_thing_groups.items,
                                   m->root_to_parent_thing_groups.n, group))
            return true;
    }
    return false;
}

bool thing_data_sharers(const struct thing_data *d, const struct thing_resource *r,
                        const struct device_fact **out)
{
    *out = devices_fact(app_devices(d->app), DEVICE_CERTIFICATE_THINGS, r->device_id);
    return (*out)->state == DEVICE_KNOWN;
}

const struct behavior *thing_data_behavior(const struct thing_data *d, const char *profile,
                                           const char *name)
{
    const struct describe_security_profile_output *p =
        profiles_find(app_profiles(d->app), profile);

    return p != NULL ? profile_behavior(p, name) : NULL;
}
