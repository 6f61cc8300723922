/* Answers about one device, as lanes and events of its model. */
#include <string.h>

#include "client/base/i18n.h"
#include "client/store/profiles.h"
#include "views/thing_inside.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

void thing_lane_id(const char *profile, const char *behavior, struct buf *out)
{
    buf_printf(out, "%s\n%s", profile, behavior);
}

const char *thing_or_dash(const char *text)
{
    return text != NULL && *text != '\0' ? text : "-";
}

/* ---- behaviors ---- */

/* The lane of a behavior; made when this is the first to speak of it. */
static struct thing_lane *behavior_lane(struct thing_gather *g, const char *profile,
                                        const char *behavior, const char *kind,
                                        const char *metric)
{
    struct buf id = BUF_INIT(1024);

    thing_lane_id(profile, behavior, &id);
    struct thing_lane *lane =
        thing_model_lane(g->m, &(struct thing_lane){.id = buf_text(&id),
                                                    .title = thing_or_dash(behavior),
                                                    .kind = thing_or_dash(kind),
                                                    .profile = thing_or_dash(profile),
                                                    .metric = metric,
                                                    .of_behavior = true,
                                                    .open_known = g->active_known,
                                                    .known_from_ms = g->events_from_ms,
                                                    .quiet = THING_QUIET});
    buf_free(&id);
    return lane;
}

/* A text of a row, in the arena; NULL: absent. */
static const char *cell(const struct thing_gather *g, const struct table *t, uint32_t row,
                        int column)
{
    char scratch[TABLE_SCRATCH];
    const struct str s = table_text(t, row, column, scratch);

    return s.n > 0 ? arena_strn(g->m->arena, s.p, s.n) : NULL;
}

bool thing_data_is_mine(const struct thing_data *d, const struct table *alarms, uint32_t row)
{
    char scratch[TABLE_SCRATCH];

    return str_eq(table_text(alarms, row, ALARM_THING, scratch), d->name);
}

static void add_active(struct thing_gather *g)
{
    const struct source *s = watched_list_source(app_alarms(g->d->app));
    const struct table *t = source_table(s);
    const enum source_state state = source_status(s).state;

    g->active_known = state == SOURCE_COMPLETE || state == SOURCE_STALE;
    for (uint32_t row = 0; row < table_rows(t); row++) {
        if (!thing_data_is_mine(g->d, t, row))
            continue;
        struct thing_lane *lane =
            behavior_lane(g, thing_or_dash(cell(g, t, row, ALARM_PROFILE)),
                          thing_or_dash(cell(g, t, row, ALARM_BEHAVIOR)),
                          cell(g, t, row, ALARM_KIND), cell(g, t, row, ALARM_METRIC));
        if (lane == NULL)
            return;
        lane->active = true;
        lane->state = cell(g, t, row, ALARM_STATE);
        if (!table_number(t, row, ALARM_SINCE, &lane->since_ms))
            lane->since_ms = 0;
    }
}

static enum thing_kind kind_of(const char *type)
{
    static const struct {
        const char *type;
        enum thing_kind kind;
    } kinds[] = {{"in-alarm", THING_EVENT_ALARM},
                 {"alarm-cleared", THING_EVENT_CLEARED},
                 {"alarm-invalidated", THING_EVENT_GONE}};

    for (size_t i = 0; i < COUNT_OF(kinds) && type != NULL; i++)
        if (strcmp(kinds[i].type, type) == 0)
            return kinds[i].kind;
    return THING_EVENT_STRANGE;
}

/* Who said so from this console last, and what about it. */
static const struct thing_change *verification(const struct thing_data *d,
                                               const char *violation)
{
    for (size_t i = 0; i < d->n_changes && violation != NULL; i++)
        if (d->changes[i].violation != NULL && strcmp(d->changes[i].violation, violation) == 0)
            return &d->changes[i];
    return NULL;
}

static void add_event(struct thing_gather *g, const struct table *t, uint32_t row)
{
    const char *type = cell(g, t, row, EVENT_TYPE), *note = cell(g, t, row, EVENT_NOTE);
    const struct thing_lane *lane =
        behavior_lane(g, thing_or_dash(cell(g, t, row, EVENT_PROFILE)),
                      thing_or_dash(cell(g, t, row, EVENT_BEHAVIOR)),
                      cell(g, t, row, EVENT_KIND), cell(g, t, row, EVENT_METRIC));
    struct thing_event e = {.kind = kind_of(type),
                            .id = thing_or_dash(cell(g, t, row, EVENT_KEY)),
                            .type = alarm_event_word(type),
                            .what = cell(g, t, row, EVENT_BEHAVIOR),
                            .seen = cell(g, t, row, EVENT_SEEN),
                            .limit = cell(g, t, row, EVENT_LIMIT),
                            .conf = cell(g, t, row, EVENT_CONF),
                            .state = cell(g, t, row, EVENT_STATE),
                            .profile = cell(g, t, row, EVENT_PROFILE),
                            .metric = cell(g, t, row, EVENT_METRIC),
                            .expects = cell(g, t, row, EVENT_EXPECTS),
                            .violation = cell(g, t, row, EVENT_ID),
                            .note = note};
    const struct thing_change *who = verification(g->d, e.violation);
    const char *suppressed = cell(g, t, row, EVENT_SUPPR);

    if (lane == NULL || !table_number(t, row, EVENT_TIME, &e.time_ms))
        return;
    e.lane = lane->id;
    e.suppressed = suppressed != NULL && strcmp(suppressed, "yes") == 0;
    e.says = arena_printf(g->m->arena, _("expected %s; %s"), thing_or_dash(e.expects),
                          thing_or_dash(cell(g, t, row, EVENT_OBSERVED)));
    if (who != NULL && thing_is_verified(e.state))
        e.by = who->person;
    (void)thing_model_event(g->m, &e);
}

/* The service's days once they are there; before them what was recorded here. */
static void look_at_events(struct thing_gather *g)
{
    const struct source_status st = source_status(g->d->events);
    const int64_t asked_ms = g->now_ms - ALARM_EVENTS_DAYS * DAY_MS;
    const int64_t past_ms = g->now_ms - ALARM_HISTORY_DAYS * DAY_MS;

    g->events_from_ms = INT64_MAX;
    if (st.rows == 0 && st.state != SOURCE_COMPLETE && st.state != SOURCE_STALE)
        return;
    g->events_from_ms = past_ms;
    g->m->n_gaps = thing_past_gaps(g->d, past_ms, asked_ms, g->m->arena, &g->m->gaps);
}

static void add_events(struct thing_gather *g)
{
    const struct table *t = source_table(g->d->events);

    for (uint32_t row = 0; row < table_rows(t); row++)
        add_event(g, t, row);
    for (uint32_t row = 0; g->d->past != NULL && row < table_rows(g->d->past); row++)
        if (thing_past_is_new(g->d, row))
            add_event(g, g->d->past, row);
}

/* ---- behaviors that apply to it, whether or not they ever fired ---- */

static bool applies(const struct thing_data *d, const struct described_item *item)
{
    const bool registered = about_output(d->about, ABOUT_THING) != NULL;
    const bool unknown = !registered && thing_data_unregistered(d);
    const struct security_profile_target *targets = item->also.items;

    for (size_t i = 0; i < item->also.n; i++) {
        const char *group = "", *arn = targets[i].arn;

        if (arn == NULL)
            continue;
        switch (profile_scope(arn, &group)) {
        case SCOPE_ALL: return true;
        case SCOPE_REGISTERED:
            if (registered)
                return true;
            break;
        case SCOPE_UNREGISTERED:
            if (unknown)
                return true;
            break;
        case SCOPE_GROUP:
            if (thing_data_in_group(d, group))
                return true;
            break;
        case SCOPE_OTHER: break;
        }
    }
    return false;
}

static void add_profiles(struct thing_gather *g)
{
    const struct described *profiles = app_profiles(g->d->app);

    for (size_t i = 0; i < described_count(profiles); i++) {
        const struct described_item *item = described_at(profiles, i);
        const struct describe_security_profile_output *p = item->output;

        if (p == NULL || !applies(g->d, item))
            continue;
        const struct behavior *b = p->behaviors.items;

        for (size_t k = 0; k < p->behaviors.n; k++)
            if (b[k].name != NULL)
                (void)behavior_lane(g, item->id, b[k].name,
                                    behavior_kind_word(behavior_kind(&b[k])), b[k].metric);
    }
}

/* Only the last change is to be had: what was before is blank. */
static void add_connection(struct thing_gather *g)
{
    const struct get_thing_connectivity_data_output *c =
        about_output(g->d->about, ABOUT_THING_CONNECTION);
    const bool up = c != NULL && c->connected.set && c->connected.value;

    (void)thing_model_lane(
        g->m, &(struct thing_lane){
                  .id = THING_LANE_CONNECTION,
                  .title = _("connectivity"),
                  .kind = "iot",
                  .profile = "-",
                  .known_from_ms = c != NULL && c->timestamp.set ? c->timestamp.ms : INT64_MAX,
                  .quiet = up ? THING_ONLINE : THING_OFFLINE,
                  .order = 4});
    if (c == NULL || !c->timestamp.set)
        return;
    (void)thing_model_event(g->m,
                            &(struct thing_event){.kind = THING_EVENT_CONNECTION,
                                                  .lane = THING_LANE_CONNECTION,
                                                  .id = "connection",
                                                  .type = up ? "online" : "offline",
                                                  .time_ms = c->timestamp.ms,
                                                  .until_ms = up ? g->now_ms : 0,
                                                  .what = c->client_id,
                                                  .seen = up ? c->source_ip : NULL,
                                                  .profile = "iot",
                                                  .note = up ? NULL : c->disconnect_reason});
}

void thing_data_model(const struct thing_data *d, struct thing_model *m,
                      const struct axis *axis)
{
    struct thing_gather g = {.d = d, .m = m, .now_ms = axis->now_ms};

    thing_model_reset(m);
    look_at_events(&g);
    add_active(&g);
    add_events(&g);
    add_profiles(&g);
    thing_add_findings(&g);
    thing_add_suppressions(&g);
    thing_add_mitigations(&g);
    add_connection(&g);
    thing_model_finish(m, axis);
}
