#include "client/api/metrics.h"
#include "client/local/detect.h"
#include "client/local/fleet_inside.h"
#include "client/local/profiles.h"

enum { FILTERS_MAX = 32 * 1024 };

/* ---- custom metrics, dimensions ---- */

static bool make_custom_metric(struct fleet_work *w, const struct fleet_custom_metric *m,
                               struct err *err)
{
    struct db_stmt *q = db_query(w->db,
                                 "INSERT OR IGNORE INTO custom_metric(name, type, display_name,"
                                 " token, created_ms, modified_ms)"
                                 " VALUES(?1, ?2, ?3, ?4, ?5, ?5)",
                                 err);
    char uuid[37];
    if (!q)
        return false;
    if (!metric_of_type(m->type))
        return err_set(err, ERR_CONFIG,
                       "custom metric \"%s\" has the type \"%s\", which is none", m->name,
                       m->type);
    rng_uuid(w->rng, uuid);
    db_bind_text(q, 1, m->name);
    db_bind_text(q, 2, m->type);
    db_bind_text(q, 3, m->display);
    db_bind_text(q, 4, uuid);
    db_bind_int(q, 5, fleet_ago(w, m->age));
    return db_run(q, err);
}

static bool make_dimension(struct fleet_work *w, const struct fleet_dimension *d,
                           struct err *err)
{
    struct db_stmt *q = db_query(w->db,
                                 "INSERT OR IGNORE INTO dimension(name, type, string_values,"
                                 " token, created_ms, modified_ms)"
                                 " VALUES(?1, 'TOPIC_FILTER', ?2, ?3, ?4, ?4)",
                                 err);
    char uuid[37];
    if (!q)
        return false;
    struct buf text = BUF_INIT(FILTERS_MAX);
    struct json_writer j = {.out = &text};
    json_open(&j, '[');
    for (size_t i = 0; i < d->filters.n; i++)
        json_put_string(&j, str_of(d->filters.items[i]));
    json_close(&j, ']');
    rng_uuid(w->rng, uuid);
    db_bind_text(q, 1, d->name);
    db_bind_text(q, 2, buf_text(&text));
    db_bind_text(q, 3, uuid);
    db_bind_int(q, 4, fleet_ago(w, d->age));
    buf_free(&text);
    return db_run(q, err);
}

/* ---- behaviors ---- */

/* The values of a description as the member of MetricValue that the metric takes. */
typedef bool value_fn(struct arena *a, struct fleet_texts from, struct metric_value *out);

static bool one_number(struct fleet_texts from, double *out)
{
    return from.n == 1 && str_to_double(str_of(from.items[0]), out);
}

static bool read_count(struct arena *a, struct fleet_texts from, struct metric_value *out)
{
    double n;
    (void)a;
    if (!one_number(from, &n))
        return false;
    out->count = (struct opt_int){(int64_t)n, true};
    return true;
}

static bool read_number(struct arena *a, struct fleet_texts from, struct metric_value *out)
{
    (void)a;
    out->number.set = true;
    return one_number(from, &out->number.value);
}

static bool read_ports(struct arena *a, struct fleet_texts from, struct metric_value *out)
{
    struct opt_int *items = arena_alloc(a, from.n + 1, sizeof *items);
    for (size_t i = 0; i < from.n; i++) {
        items[i].set = true;
        if (!str_to_int(str_of(from.items[i]), 0, 65535, &items[i].value))
            return false;
    }
    out->ports = (struct list){from.n, items};
    return true;
}

static bool read_numbers(struct arena *a, struct fleet_texts from, struct metric_value *out)
{
    struct opt_double *items = arena_alloc(a, from.n + 1, sizeof *items);
    for (size_t i = 0; i < from.n; i++) {
        items[i].set = true;
        if (!str_to_double(str_of(from.items[i]), &items[i].value))
            return false;
    }
    out->numbers = (struct list){from.n, items};
    return true;
}

static bool read_cidrs(struct arena *a, struct fleet_texts from, struct metric_value *out)
{
    (void)a;
    out->cidrs = (struct list){from.n, from.items};
    return true;
}

static bool read_strings(struct arena *a, struct fleet_texts from, struct metric_value *out)
{
    (void)a;
    out->strings = (struct list){from.n, from.items};
    return true;
}

static const struct {
    const char *member; /* of MetricValue */
    value_fn *read;
} values[] = {
    {"count", read_count}, {"number", read_number},   {"ports", read_ports},
    {"cidrs", read_cidrs}, {"numbers", read_numbers}, {"strings", read_strings},
};

static const struct metric_value *value_of(struct fleet_work *w, const struct metric *m,
                                           struct fleet_texts from)
{
    struct metric_value *value = arena_alloc(w->arena, 1, sizeof *value);
    for (size_t i = 0; i < COUNT_OF(values); i++)
        if (strcmp(values[i].member, m->value) == 0)
            return values[i].read(w->arena, from, value) ? value : NULL;
    return NULL;
}

static struct opt_int given(int64_t n)
{
    return (struct opt_int){n, n != 0};
}

static bool make_criteria(struct fleet_work *w, const struct fleet_behavior *b,
                          const struct metric *m, const struct behavior_criteria **out,
                          struct err *err)
{
    struct behavior_criteria *c = arena_alloc(w->arena, 1, sizeof *c);
    *c = (struct behavior_criteria){.comparison_operator = b->normal,
                                    .consecutive_datapoints_to_alarm = given(b->alarm),
                                    .consecutive_datapoints_to_clear = given(b->clear),
                                    .duration_seconds = given(b->seconds)};
    if (b->statistic) {
        struct statistical_threshold *t = arena_alloc(w->arena, 1, sizeof *t);
        t->statistic = b->statistic;
        c->statistical_threshold = t;
    }
    if (b->confidence) {
        struct machine_learning_detection_config *l = arena_alloc(w->arena, 1, sizeof *l);
        l->confidence_level = b->confidence;
        c->ml_detection_config = l;
    }
    if (b->values.n > 0) {
        c->value = value_of(w, m, b->values);
        if (!c->value)
            return err_set(err, ERR_CONFIG, "behavior \"%s\": values are not %s", b->name,
                           m->value);
    }
    *out = c;
    return true;
}

static bool make_behavior(struct fleet_work *w, const struct fleet_behavior *b,
                          struct behavior *out, struct err *err)
{
    const struct metric *m = NULL;
    *out = (struct behavior){.name = b->name,
                             .metric = b->metric,
                             .suppress_alerts = {b->suppress != 0, b->suppress != 0}};
    if (!b->metric)
        return true;
    if (!profile_rows_metric(w->registry, b->metric, w->arena, &m, err))
        return false;
    if (!m)
        return err_set(err, ERR_CONFIG, "behavior \"%s\": there is no metric %s", b->name,
                       b->metric);
    if (b->dimension) {
        struct metric_dimension *d = arena_alloc(w->arena, 1, sizeof *d);
        *d = (struct metric_dimension){.dimension_name = b->dimension, .operator= "IN" };
        out->metric_dimension = d;
    }
    return make_criteria(w, b, m, &out->criteria, err);
}

/* ---- profiles ---- */

static struct list alert_targets(struct fleet_work *w, const struct fleet_profile *p)
{
    if (!p->topic || !p->role)
        return (struct list){0, NULL};
    struct map_entry *entry = arena_alloc(w->arena, 1, sizeof *entry);
    struct alert_target *t = arena_alloc(w->arena, 1, sizeof *t);
    t->alert_target_arn = registry_arn(w->registry, ARN_SNS_TOPIC, p->topic, w->arena);
    t->role_arn = fleet_role_arn(w, p->role);
    *entry = (struct map_entry){"SNS", t};
    return (struct list){1, entry};
}

static struct list retained(struct fleet_work *w, const struct fleet_profile *p)
{
    struct metric_to_retain *items = arena_alloc(w->arena, p->retain.n + 1, sizeof *items);
    for (size_t i = 0; i < p->retain.n; i++)
        items[i].metric = p->retain.items[i];
    return (struct list){p->retain.n, p->retain.n > 0 ? items : NULL};
}

static bool behaviors_of(struct fleet_work *w, const struct fleet_profile *p, struct list *out,
                         struct err *err)
{
    const struct fleet *f = w->fleet;
    struct behavior *items = arena_alloc(w->arena, f->n_behaviors + 1, sizeof *items);
    size_t n = 0;
    for (size_t i = 0; i < f->n_behaviors; i++)
        if (strcmp(f->behaviors[i].profile, p->name) == 0 &&
            !make_behavior(w, &f->behaviors[i], &items[n++], err))
            return false;
    *out = (struct list){n, items};
    return true;
}

static bool attach(struct fleet_work *w, const struct fleet_profile *p, struct err *err)
{
    for (size_t i = 0; i < p->targets.n; i++) {
        const char *arn =
            arena_printf(w->arena, "arn:aws:iot:%s:%s:%s", registry_region(w->registry),
                         registry_account(w->registry), p->targets.items[i]);
        if (!profile_rows_attach(w->registry, p->name, arn, w->arena, err))
            return false;
    }
    return true;
}

static bool make_profile(struct fleet_work *w, const struct fleet_profile *p, struct err *err)
{
    struct create_security_profile_input in = {
        .additional_metrics_to_retain_v2 = retained(w, p),
        .alert_targets = alert_targets(w, p),
        .security_profile_description = p->description,
        .security_profile_name = p->name,
    };
    struct profile there;
    bool found;
    if (!profile_rows_find(w->registry, p->name, w->arena, &there, &found, err))
        return false;
    return found ||
           (behaviors_of(w, p, &in.behaviors, err) &&
            record_validate(&create_security_profile_input_record, &in, err) &&
            profile_rows_create(w->registry, &in, fleet_ago(w, p->age), w->arena, err) &&
            attach(w, p, err));
}

bool fleet_make_profiles(struct fleet_work *w, struct err *err)
{
    const struct fleet *f = w->fleet;
    if (f->n_dimensions > DETECT_DIMENSIONS_MAX ||
        f->n_custom_metrics > DETECT_CUSTOM_METRICS_MAX)
        return err_set(err, ERR_CONFIG, "at most %d custom metrics and %d dimensions",
                       DETECT_CUSTOM_METRICS_MAX, DETECT_DIMENSIONS_MAX);
    for (size_t i = 0; i < f->n_custom_metrics; i++)
        if (!make_custom_metric(w, &f->custom_metrics[i], err))
            return false;
    for (size_t i = 0; i < f->n_dimensions; i++)
        if (!make_dimension(w, &f->dimensions[i], err))
            return false;
    for (size_t i = 0; i < f->n_profiles; i++)
        if (!make_profile(w, &f->profiles[i], err))
            return err_at(err, "profile \"%s\"", f->profiles[i].name);
    return true;
}
