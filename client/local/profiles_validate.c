#include <stdarg.h>
#include <stdio.h>

#include "client/api/scalars.h"
#include "client/base/cidr.h"
#include "client/local/detect.h"
#include "client/local/fault.h"
#include "client/local/profiles.h"

enum { ERRORS_MAX = 100 }; /* nobody reads more of them at once */

/* One behavior while it is looked at. */
struct look {
    struct registry *registry;
    struct arena *arena;
    struct validation_error *errors; /* ERRORS_MAX */
    size_t n_errors;
    const char *name;
    const struct metric *metric; /* NULL: none that we know */
};

static void add_error(struct look *l, const char *text)
{
    if (l->n_errors < ERRORS_MAX)
        l->errors[l->n_errors++].error_message = text;
}

static void complain(struct look *l, const char *fmt, ...) PRINTF(2);

static void complain(struct look *l, const char *fmt, ...)
{
    char text[512];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    add_error(l, arena_printf(l->arena, "Behavior %.128s is malformed. %s", l->name, text));
}

/* ---- what stands in the database ---- */

static bool has_row(struct registry *r, const char *sql_literal, const char *name, bool *out,
                    struct err *err)
{
    struct db_stmt *s = db_query(registry_db(r), sql_literal, err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    if (!db_step(s, out, err))
        return false;
    db_reset(s);
    return true;
}

static bool has_dimension(struct registry *r, const char *name, bool *out, struct err *err)
{
    return has_row(r, "SELECT 1 FROM dimension WHERE name = ?", name, out, err);
}

bool profile_rows_metric(struct registry *r, const char *name, struct arena *a,
                         const struct metric **out, struct err *err)
{
    bool found;

    *out = metric_find(name);
    if (*out != NULL || str_starts(name, "aws:"))
        return true;
    struct db_stmt *s =
        db_query(registry_db(r), "SELECT type FROM custom_metric WHERE name = ?", err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    if (!db_step(s, &found, err))
        return false;
    if (found)
        *out = metric_of_type(arena_str(a, db_text(s, 0)));
    db_reset(s);
    return true;
}

/* ---- values ---- */

static bool is_cidr(const char *text)
{
    struct cidr net;

    return cidr_read(text, &net);
}

/* Members of a value, as MetricValue names them. A custom number may come as a count. */
struct member {
    const char *name;
    bool given;
};

static bool is_member_of(const struct metric *m, const char *name)
{
    return strcmp(m->value, name) == 0 ||
           (strcmp(m->value, "number") == 0 && strcmp(name, "count") == 0);
}

static void look_at_value(struct look *l, const struct metric_value *v)
{
    const struct member members[] = {
        {"cidrs", v->cidrs.items != NULL}, {"count", v->count.set},
        {"number", v->number.set},         {"numbers", v->numbers.items != NULL},
        {"ports", v->ports.items != NULL}, {"strings", v->strings.items != NULL},
    };
    const char *const *cidrs = v->cidrs.items;
    const char *given = NULL;
    int n = 0;

    for (size_t i = 0; i < COUNT_OF(members); i++) {
        n += members[i].given;
        given = members[i].given ? members[i].name : given;
    }
    if (n != 1)
        complain(l, "value should have exactly one member, %s.", l->metric->value);
    else if (!is_member_of(l->metric, given))
        complain(l, "value of this metric should be given as %s, not as %s.", l->metric->value,
                 given);
    for (size_t i = 0; i < v->cidrs.n; i++) {
        if (!is_cidr(cidrs[i]))
            complain(l, "%.50s is not an address or a CIDR block.", cidrs[i]);
    }
}

static size_t elements_of(const struct metric_value *v)
{
    return v->cidrs.n + v->numbers.n + v->ports.n + v->strings.n + v->count.set + v->number.set;
}

/* ---- criteria ---- */

static void join(struct buf *out, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : "", words[i]);
}

static void look_at_operator(struct look *l, const struct behavior_criteria *c)
{
    struct buf fit = BUF_INIT(200);

    join(&fit, l->metric->operators);
    if (c->ml_detection_config != NULL) {
        if (c->comparison_operator != NULL)
            complain(l, "comparisonOperator cannot be used with mlDetectionConfig.");
    } else if (c->comparison_operator == NULL) {
        complain(l, "comparisonOperator is required: one of %s.", buf_text(&fit));
    } else {
        size_t i = 0;
        while (l->metric->operators[i] != NULL &&
               strcmp(l->metric->operators[i], c->comparison_operator) != 0)
            i++;
        if (l->metric->operators[i] == NULL)
            complain(l, "comparisonOperator %.40s does not fit the metric: use one of %s.",
                     c->comparison_operator, buf_text(&fit));
    }
    buf_free(&fit);
}

static void look_at_duration(struct look *l, const struct behavior_criteria *c)
{
    enum metric_duration rule = l->metric->duration;
    long long seconds = c->duration_seconds.value;
    size_t i = 0;

    if (!c->duration_seconds.set)
        return;
    while (metric_durations[i] != 0 && metric_durations[i] != seconds)
        i++;
    if (metric_durations[i] == 0)
        complain(l, "durationSeconds %lld should be one of 300, 600, 900, 1800, 3600.",
                 seconds);
    else if (c->ml_detection_config != NULL)
        complain(l, "durationSeconds cannot be used with mlDetectionConfig.");
    else if (rule == METRIC_DURATION_NEVER ||
             (rule == METRIC_DURATION_STATISTICAL && c->statistical_threshold == NULL))
        complain(l, "durationSeconds cannot be used with this metric%s.",
                 rule == METRIC_DURATION_NEVER ? "" : " without a statisticalThreshold");
}

static bool is_numeric(const struct metric *m)
{
    return strcmp(m->value, "count") == 0 || strcmp(m->value, "number") == 0;
}

static void look_at_kind(struct look *l, const struct behavior_criteria *c)
{
    int kinds = (c->value != NULL) + (c->statistical_threshold != NULL) +
                (c->ml_detection_config != NULL);

    if (kinds != 1) {
        complain(l, "criteria should have exactly one of value, statisticalThreshold and "
                    "mlDetectionConfig.");
        return;
    }
    if (c->value != NULL)
        look_at_value(l, c->value);
    if (c->statistical_threshold != NULL && c->statistical_threshold->statistic == NULL)
        complain(l, "statisticalThreshold should have a statistic.");
    if (c->statistical_threshold != NULL &&
        (!is_numeric(l->metric) || l->metric->duration == METRIC_DURATION_NEVER))
        complain(l, "statisticalThreshold cannot be used with this metric.");
    if (c->ml_detection_config != NULL && !l->metric->ml)
        complain(l, "mlDetectionConfig cannot be used with this metric.");
}

/* The wording is the service's own. false: it is out of range. */
static bool look_at_datapoints(struct look *l, const char *member, struct opt_int n)
{
    if (!n.set || (n.value >= 1 && n.value <= 10))
        return true;
    complain(l, "%s %lld should be in range[1,10]", member, (long long)n.value);
    return false;
}

static void look_at_criteria(struct look *l, const struct behavior_criteria *c)
{
    look_at_kind(l, c);
    look_at_operator(l, c);
    look_at_duration(l, c);
}

/* ---- a behavior ---- */

static bool look_at_dimension(struct look *l, const struct metric_dimension *d, struct err *err)
{
    bool there;

    if (!l->metric->dimension) {
        complain(l, "metricDimension cannot be used with this metric.");
        return true;
    }
    if (!has_dimension(l->registry, d->dimension_name, &there, err))
        return false;
    if (!there)
        complain(l, "Dimension %.128s does not exist.", d->dimension_name);
    return true;
}

/* Limits of single members, as the API's model has them. */
static bool look_at_members(struct look *l, const struct behavior *b)
{
    const struct behavior_criteria *c = b->criteria;
    struct err why;

    if (c != NULL && (!look_at_datapoints(l, "consecutiveDatapointsToAlarm",
                                          c->consecutive_datapoints_to_alarm) ||
                      !look_at_datapoints(l, "consecutiveDatapointsToClear",
                                          c->consecutive_datapoints_to_clear)))
        return false;
    if (record_validate(&behavior_record, b, &why))
        return true;
    complain(l, "%s.", why.text);
    return false;
}

static bool look_at_behavior(struct look *l, const struct behavior *b, struct err *err)
{
    l->name = b->name != NULL ? b->name : "without a name";
    l->metric = NULL;
    if (!look_at_members(l, b))
        return true;
    if (b->metric == NULL) {
        if (b->criteria != NULL || b->metric_dimension != NULL)
            complain(l, "metric is required with criteria.");
        return true;
    }
    if (!profile_rows_metric(l->registry, b->metric, l->arena, &l->metric, err))
        return false;
    if (l->metric == NULL) {
        complain(l, "%s %.128s does not exist.",
                 str_starts(b->metric, "aws:") ? "Metric" : "Custom metric", b->metric);
        return true;
    }
    if (b->criteria != NULL)
        look_at_criteria(l, b->criteria);
    return b->metric_dimension == NULL || look_at_dimension(l, b->metric_dimension, err);
}

static void look_at_names(struct look *l, const struct behavior *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; items[i].name != NULL && k < i; k++) {
            if (items[k].name == NULL || strcmp(items[i].name, items[k].name) != 0)
                continue;
            add_error(l, arena_printf(l->arena, "Behavior name %.128s is used more than once.",
                                      items[i].name));
            break;
        }
    }
}

bool profiles_validate(struct registry *r, const struct list *behaviors, struct arena *a,
                       struct list *errors, struct err *err)
{
    struct look l = {.registry = r,
                     .arena = a,
                     .errors = arena_alloc(a, ERRORS_MAX, sizeof(struct validation_error))};
    const struct behavior *items = behaviors->items;
    size_t elements = 0;

    if (behaviors->n > DETECT_BEHAVIORS_MAX)
        return fault(err, API_INVALID_REQUEST, "behaviors: %zu given, at most %d are taken",
                     behaviors->n, DETECT_BEHAVIORS_MAX);
    for (size_t i = 0; i < behaviors->n; i++) {
        if (!look_at_behavior(&l, &items[i], err))
            return false;
        if (items[i].criteria != NULL && items[i].criteria->value != NULL)
            elements += elements_of(items[i].criteria->value);
    }
    look_at_names(&l, items, behaviors->n);
    if (elements > DETECT_VALUES_MAX)
        add_error(&l, arena_printf(a, "The behaviors have %zu value elements, at most %d fit.",
                                   elements, DETECT_VALUES_MAX));
    *errors = (struct list){l.n_errors, l.errors};
    return true;
}

/* ---- the rest of a profile ---- */

static bool check_retained(struct registry *r, const char *metric,
                           const struct metric_dimension *d, struct arena *a, struct err *err)
{
    const struct metric *m;
    bool there;

    if (!profile_rows_metric(r, metric, a, &m, err))
        return false;
    if (m == NULL)
        return fault(err, API_INVALID_REQUEST, "Metric %.128s to retain does not exist.",
                     metric);
    if (d == NULL)
        return true;
    if (!m->dimension)
        return fault(err, API_INVALID_REQUEST, "Metric %.128s cannot have a dimension.",
                     metric);
    return has_dimension(r, d->dimension_name, &there, err) &&
           (there || fault(err, API_INVALID_REQUEST, "Dimension %.128s does not exist.",
                           d->dimension_name));
}

static bool check_alert_target(const struct alert_target *t, struct err *err)
{
    if (!str_starts(t->alert_target_arn, "arn:aws:sns:"))
        return fault(err, API_INVALID_REQUEST,
                     "alertTargetArn is not the ARN of an SNS topic.");
    return (str_starts(t->role_arn, "arn:aws:iam::") &&
            strstr(t->role_arn, ":role/") != NULL) ||
           fault(err, API_INVALID_REQUEST, "roleArn is not the ARN of an IAM role.");
}

bool profile_rows_check_extras(struct registry *r, const struct profile_extras *x,
                               struct arena *a, struct err *err)
{
    const char *const *names = x->retained_names->items;
    const struct metric_to_retain *retained = x->retained->items;
    const struct map_entry *targets = x->alert_targets->items;

    for (size_t i = 0; i < x->retained_names->n; i++) {
        if (!check_retained(r, names[i], NULL, a, err))
            return false;
    }
    for (size_t i = 0; i < x->retained->n; i++) {
        if (!check_retained(r, retained[i].metric, retained[i].metric_dimension, a, err))
            return false;
    }
    for (size_t i = 0; i < x->alert_targets->n; i++) {
        if (!check_alert_target(targets[i].value, err))
            return false;
    }
    return true;
}
