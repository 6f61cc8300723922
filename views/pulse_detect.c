#include "views/pulse_detect.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/store/mitigation_tasks.h"
#include "views/pulse_inside.h"

static const int64_t DAY_MS = 24 * 3600 * INT64_C(1000);

/* ---- the rule ---- */

/* Source: the threats that the developer guide, "Detect: security use cases", names for each
 * metric. What tells of data that leaves, of somebody who tries keys, or of doors that stand
 * open weighs more than what a poor radio link does as well. */
static const struct {
    const char *metric;
    enum severity severity;
} rule[] = {
    {"aws:num-authorization-failures", SEVERITY_HIGH},
    {"aws:source-ip-address", SEVERITY_HIGH},
    {"aws:destination-ip-addresses", SEVERITY_HIGH},
    {"aws:all-bytes-out", SEVERITY_HIGH},
    {"aws:all-packets-out", SEVERITY_HIGH},
    {"aws:listening-tcp-ports", SEVERITY_HIGH},
    {"aws:listening-udp-ports", SEVERITY_HIGH},
    {"aws:num-listening-tcp-ports", SEVERITY_HIGH},
    {"aws:num-listening-udp-ports", SEVERITY_HIGH},
    {"aws:num-established-tcp-connections", SEVERITY_MEDIUM},
    {"aws:all-bytes-in", SEVERITY_MEDIUM},
    {"aws:all-packets-in", SEVERITY_MEDIUM},
    {"aws:num-messages-sent", SEVERITY_MEDIUM},
    {"aws:num-messages-received", SEVERITY_MEDIUM},
    {"aws:message-byte-size", SEVERITY_MEDIUM},
    {"aws:num-connection-attempts", SEVERITY_MEDIUM},
    {"aws:num-disconnects", SEVERITY_LOW},
    {"aws:disconnect-duration", SEVERITY_LOW},
};

static enum severity severity_of_metric(const char *metric)
{
    for (size_t i = 0; metric != NULL && i < COUNT_OF(rule); i++)
        if (strcmp(rule[i].metric, metric) == 0)
            return rule[i].severity;
    return SEVERITY_MEDIUM;
}

enum severity pulse_severity_of_alarm(const char *metric, uint32_t things, bool suppressed)
{
    int severity = (int)severity_of_metric(metric);

    if (things >= PULSE_MANY_THINGS && severity > SEVERITY_CRITICAL)
        severity--;
    if (suppressed && severity < SEVERITY_LOW)
        severity++;
    return (enum severity)severity;
}

/* ---- alarms, by behavior ---- */

struct group {
    const char *behavior, *profile, *metric;
    uint32_t open, confirmed, fresh; /* not judged; true positives; of them since last looked */
    bool suppressed;                 /* all of them are */
    bool twin;                       /* another profile has a behavior of this name */
    int64_t since_ms, newest_ms;
};

struct grouping {
    const struct table *table;
    struct arena *arena;
    struct map *by_name;
    struct group *all;
    size_t n;
    int64_t seen_ms;
};

static const char *cell(const struct table *t, uint32_t row, int column, struct arena *a)
{
    char scratch[TABLE_SCRATCH];
    const struct str s = table_text(t, row, column, scratch);

    return arena_strn(a, s.p != NULL ? s.p : "", s.n);
}

static struct group *group_of(struct grouping *g, uint32_t row)
{
    const char *behavior = cell(g->table, row, ALARM_BEHAVIOR, g->arena);
    const char *profile = cell(g->table, row, ALARM_PROFILE, g->arena);
    const char *name = arena_printf(g->arena, "%s %s", profile, behavior);
    struct group *found = map_get(g->by_name, name);

    if (found != NULL)
        return found;
    found = &g->all[g->n++];
    *found = (struct group){.behavior = behavior,
                            .profile = profile,
                            .metric = cell(g->table, row, ALARM_METRIC, g->arena),
                            .suppressed = true};
    (void)map_put(g->by_name, name, found);
    return found;
}

enum judged { NOT_JUDGED, CONFIRMED, BENIGN, FALSE_ALARM };

static enum judged judged(const struct table *t, uint32_t row)
{
    static const struct {
        const char *state;
        enum judged is;
    } states[] = {{"TRUE_POSITIVE", CONFIRMED},
                  {"BENIGN_POSITIVE", BENIGN},
                  {"FALSE_POSITIVE", FALSE_ALARM}};
    char scratch[TABLE_SCRATCH];
    const struct str s = table_text(t, row, ALARM_STATE, scratch);

    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (str_eq(s, states[i].state))
            return states[i].is;
    return NOT_JUDGED; /* a newer word is nobody's verdict that we know */
}

static void add_row(struct grouping *g, uint32_t row, struct pulse_detect *out)
{
    const enum judged is = judged(g->table, row);
    char scratch[TABLE_SCRATCH];
    int64_t since = 0;

    out->confirmed += is == CONFIRMED;
    out->benign += is == BENIGN;
    out->false_alarms += is == FALSE_ALARM;
    if (is == BENIGN || is == FALSE_ALARM)
        return;
    struct group *one = group_of(g, row);

    one->open += is == NOT_JUDGED;
    one->confirmed += is == CONFIRMED;
    one->suppressed &= str_eq(table_text(g->table, row, ALARM_SUPPR, scratch), "yes");
    if (!table_number(g->table, row, ALARM_SINCE, &since))
        return;
    const bool fresh = g->seen_ms > 0 && since > g->seen_ms;

    one->fresh += fresh;
    out->fresh += fresh;
    one->since_ms = one->since_ms == 0 || since < one->since_ms ? since : one->since_ms;
    one->newest_ms = since > one->newest_ms ? since : one->newest_ms;
}

static const char *summary_of(const struct group *g, struct arena *a)
{
    const uint32_t n = g->open + g->confirmed;
    struct buf text = BUF_INIT(1024);

    buf_printf(&text, _("%u thing%s in alarm: %s"), n, n == 1 ? "" : "s",
               *g->behavior != '\0' ? g->behavior : "?");
    if (g->twin)
        buf_printf(&text, " of %s", g->profile);
    if (g->fresh > 0 && g->fresh < n)
        buf_printf(&text, _(", %u new"), g->fresh);
    if (g->open == 0)
        buf_puts(&text, _(", confirmed and still active"));
    else if (g->confirmed > 0)
        buf_printf(&text, _(", %u confirmed"), g->confirmed);
    const char *kept = arena_str(a, buf_text(&text));

    buf_free(&text);
    return kept;
}

static const char *view_of(const struct group *g, struct arena *a)
{
    if (*g->behavior == '\0' || strchr(g->behavior, ' ') != NULL)
        return "alarms";
    return arena_printf(a, "alarms profile:%s behaviour:%s", g->profile, g->behavior);
}

static void add_group(struct pulse *p, const struct group *g, struct arena *a)
{
    struct pulse_item *item = pulse_item_add(p);

    if (item != NULL)
        *item = (struct pulse_item){
            .kind = PULSE_ALARM,
            .severity =
                pulse_severity_of_alarm(g->metric, g->open + g->confirmed, g->suppressed),
            .id = arena_printf(a, "alarm %s %s", g->profile, g->behavior),
            .summary = summary_of(g, a),
            .view = view_of(g, a),
            .at_ms = g->since_ms,
            .fresh = g->fresh > 0,
        };
}

static void find_twins(struct grouping *g)
{
    struct map *first = map_new();

    for (size_t i = 0; i < g->n; i++) {
        struct group *before = map_put(first, g->all[i].behavior, &g->all[i]);

        if (before != NULL)
            before->twin = g->all[i].twin = true;
    }
    map_free(first, NULL);
}

static int most_first(const void *x, const void *y)
{
    const struct group *a = x, *b = y;
    const uint32_t na = a->open + a->confirmed, nb = b->open + b->confirmed;

    if (na != nb)
        return na > nb ? -1 : 1;
    return strcmp(a->behavior, b->behavior);
}

static void add_alarms(const struct pulse_detect_input *in, struct arena *a,
                       struct pulse_detect *out, struct pulse *p)
{
    const struct table *t = source_table(watched_list_source(in->alarms));
    const uint32_t rows = table_rows(t);
    struct grouping g = {.table = t,
                         .arena = a,
                         .by_name = map_new(),
                         .all = arena_alloc(a, rows + 1, sizeof *g.all),
                         .seen_ms = in->seen_ms};

    alarms_count(in->alarms, &out->alarms);
    for (uint32_t i = 0; i < rows; i++)
        add_row(&g, i, out);
    find_twins(&g);
    qsort(g.all, g.n, sizeof *g.all, most_first);
    for (size_t i = 0; i < g.n && i < PULSE_ALARM_LINES; i++)
        add_group(p, &g.all[i], a);
    struct pulse_item *more = g.n > PULSE_ALARM_LINES ? pulse_item_add(p) : NULL;

    if (more != NULL)
        *more = (struct pulse_item){
            .kind = PULSE_ALARM,
            .severity = SEVERITY_MEDIUM,
            .id = "alarms more",
            .summary =
                arena_printf(a, _("and alarms of %zu more behaviors"), g.n - PULSE_ALARM_LINES),
            .view = "alarms by:behaviour",
        };
    map_free(g.by_name, NULL);
}

/* ---- models ---- */

struct model {
    const char *name, *profile, *brief;
    enum severity severity; /* SEVERITY_UNKNOWN: it needs nobody */
    int64_t at_ms;
};

/* What trains as it should needs nobody: it is ready by itself. */
static enum severity severity_of_model(const struct training_facts *f,
                                       const struct training_forecast *c)
{
    if (f->status != NULL && strcmp(f->status, "EXPIRED") == 0)
        return SEVERITY_MEDIUM;
    if (f->status == NULL || strcmp(f->status, "PENDING_BUILD") != 0)
        return SEVERITY_UNKNOWN;
    if (c->full == TRAINING_FULL_NEVER || (c->lacks_data && !c->lacks_days))
        return SEVERITY_MEDIUM;
    return SEVERITY_UNKNOWN;
}

static void count_model(struct pulse_detect *out, const struct training_facts *f,
                        const struct model *m)
{
    const char *status = f->status != NULL ? f->status : "";
    struct pulse_model_group *g = strcmp(status, "ACTIVE") == 0    ? &out->active
                                  : strcmp(status, "EXPIRED") == 0 ? &out->expired
                                                                   : &out->pending;

    g->n++;
    /* The first one named is the one that needs somebody most. */
    if (g->worst == NULL || (m->severity != SEVERITY_UNKNOWN && g != &out->active))
        g->worst = m->brief;
}

static void add_model(struct pulse *p, const struct model *m, struct arena *a)
{
    struct pulse_item *item = pulse_item_add(p);

    if (item != NULL)
        *item = (struct pulse_item){
            .kind = PULSE_MODEL,
            .severity = m->severity,
            .id = arena_printf(a, "model %s %s", m->profile, m->name),
            .summary = m->brief,
            .view = arena_printf(a, "training profile:%s", m->profile),
            .at_ms = m->at_ms,
        };
}

static struct model read_model(const struct training *t, uint32_t row, struct training_facts *f,
                               struct arena *a)
{
    const struct table *table = source_table(watched_list_source(training_list(t)));
    struct training_forecast forecast;
    struct buf text = BUF_INIT(512);

    training_facts(t, row, f);
    training_forecast(f, &forecast);
    struct model m = {.name = cell(table, row, TRAINING_BEHAVIOR, a),
                      .profile = cell(table, row, TRAINING_PROFILE, a),
                      .severity = severity_of_model(f, &forecast),
                      .at_ms = f->start.ms};

    buf_printf(&text, "%s ", m.name);
    training_brief(f, &text);
    m.brief = arena_str(a, buf_text(&text));
    buf_free(&text);
    return m;
}

static void add_models(const struct pulse_detect_input *in, struct arena *a,
                       struct pulse_detect *out, struct pulse *p)
{
    const uint32_t rows =
        table_rows(source_table(watched_list_source(training_list(in->training))));
    uint32_t need = 0;

    for (uint32_t i = 0; i < rows; i++) {
        struct training_facts f;
        const struct model m = read_model(in->training, i, &f, a);

        count_model(out, &f, &m);
        if (m.severity != SEVERITY_UNKNOWN && need++ < PULSE_MODEL_LINES)
            add_model(p, &m, a);
    }
    struct pulse_item *more = need > PULSE_MODEL_LINES ? pulse_item_add(p) : NULL;

    if (more != NULL)
        *more = (struct pulse_item){
            .kind = PULSE_MODEL,
            .severity = SEVERITY_MEDIUM,
            .id = "models more",
            .summary = arena_printf(a, _("and %u more models that are not ready"),
                                    need - PULSE_MODEL_LINES),
            .view = "training",
        };
}

/* ---- tasks ---- */

static void count_tasks(const struct pulse_detect_input *in, struct pulse_detect *out)
{
    for (size_t i = 0; i < described_count(in->tasks); i++) {
        struct mitigation_task t;

        if (!mitigation_task_read(described_at(in->tasks, i), &t) || t.state == NULL)
            continue;
        const int64_t ago = in->now_ms - t.ended.ms;

        out->running += mitigation_task_going(&t);
        out->failed += strcmp(t.state, "FAILED") == 0 && ago < PULSE_TASK_DAYS * DAY_MS;
        out->done += strcmp(t.state, "SUCCESSFUL") == 0 && ago < DAY_MS;
    }
}

/* ---- quarantine ---- */

static const char *mark_of(const struct source *s)
{
    const struct source_status st = source_status(s);

    if (st.state == SOURCE_FAILED)
        return "?";
    return st.state == SOURCE_NEVER || st.state == SOURCE_LOADING ? ".." : NULL;
}

static size_t add_name(const char *out[PULSE_GROUPS_MAX], size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(out[i], name) == 0)
            return n;
    if (n < PULSE_GROUPS_MAX)
        out[n++] = name;
    return n;
}

size_t pulse_quarantine_groups(const struct described *tasks, const char *out[PULSE_GROUPS_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < described_count(tasks); i++) {
        struct mitigation_task t;

        if (!mitigation_task_read(described_at(tasks, i), &t) || t.n.ok == 0)
            continue;
        const struct mitigation_action *a = t.actions.items;

        for (size_t k = 0; k < t.actions.n; k++) {
            const struct add_things_to_thing_group_params *p =
                a[k].action_params != NULL
                    ? a[k].action_params->add_things_to_thing_group_params
                    : NULL;

            for (size_t g = 0; p != NULL && g < p->thing_group_names.n; g++)
                n = add_name(out, n, ((const char *const *)p->thing_group_names.items)[g]);
        }
    }
    return n;
}

static struct map *things_in_alarm(const struct pulse_detect_input *in, struct arena *a)
{
    const struct table *t = source_table(watched_list_source(in->alarms));
    struct map *names = map_new();

    for (uint32_t i = 0; i < table_rows(t); i++)
        (void)map_put(names, cell(t, i, ALARM_THING, a), names);
    return names;
}

static size_t still_in_alarm(const struct pulse_detect_input *in,
                             const struct device_fact *members, const struct map *alarmed)
{
    size_t n = 0;

    for (size_t i = 0; i < members->n; i++)
        n += map_get(alarmed, devices_name(in->devices, members->ids[i])) != NULL;
    return n;
}

/* Those that are in alarm are lines already; the others wait for somebody to let them out. */
static void add_quarantine(const struct pulse_detect_input *in, const char *group,
                           const struct map *alarmed, struct arena *a, struct pulse *p)
{
    const struct device_fact *f =
        devices_fact(in->devices, DEVICE_GROUP_THINGS, devices_id(in->devices, str_of(group)));
    const size_t still = f->state == DEVICE_KNOWN ? still_in_alarm(in, f, alarmed) : 0;
    struct pulse_item *item =
        f->state == DEVICE_KNOWN && f->n > still ? pulse_item_add(p) : NULL;

    if (item == NULL)
        return;
    *item = (struct pulse_item){
        .kind = PULSE_QUARANTINE,
        .severity = SEVERITY_MEDIUM, /* devices that could work again do not */
        .id = arena_printf(a, "quarantine %s", group),
        .summary =
            arena_printf(a, _("%zu of %u%s thing%s in %s: no active alarm any more"),
                         f->n - still, f->n, f->cut ? "+" : "", f->n == 1 ? "" : "s", group),
        .view = arena_printf(a, "release group:%s", group),
    };
}

static void add_quarantines(const struct pulse_detect_input *in, struct arena *a,
                            struct pulse *p)
{
    const char *groups[PULSE_GROUPS_MAX];
    const size_t n = pulse_quarantine_groups(in->tasks, groups);

    if (in->devices == NULL || n == 0 || mark_of(watched_list_source(in->alarms)) != NULL)
        return;
    struct map *alarmed = things_in_alarm(in, a);

    for (size_t i = 0; i < n; i++)
        add_quarantine(in, groups[i], alarmed, a, p);
    map_free(alarmed, NULL);
}

/* ---- all of it ---- */

void pulse_detect_work_out(const struct pulse_detect_input *in, struct arena *a,
                           struct pulse_detect *out, struct pulse *p)
{
    *out = (struct pulse_detect){.closed = in->closed};
    if (in->closed != NULL)
        return;
    out->alarms_mark = mark_of(watched_list_source(in->alarms));
    out->models_mark = mark_of(watched_list_source(training_list(in->training)));
    out->tasks_mark = mark_of(described_source(in->tasks));
    add_alarms(in, a, out, p);
    add_models(in, a, out, p);
    count_tasks(in, out);
    add_quarantines(in, a, p);
    pulse_add_tasks(p, in->tasks, in->now_ms, a);
}
