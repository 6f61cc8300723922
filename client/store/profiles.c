#include "client/store/profiles.h"

#include <string.h>

#include "client/base/i18n.h"

typedef struct describe_security_profile_output security_profile;

enum { IDLE_MS = 10 * 60 * 1000 /* what somebody else defines is seldom urgent */ };

/* ---- what members mean ---- */

size_t profile_count(const security_profile *p, enum behavior_kind kind)
{
    const struct behavior *b = p->behaviors.items;
    size_t n = 0;

    for (size_t i = 0; i < p->behaviors.n; i++)
        n += behavior_kind(&b[i]) == kind;
    return n;
}

const security_profile *profiles_find(const struct described *profiles, const char *name)
{
    const struct described_item *item = described_find(profiles, name);

    return item != NULL ? item->output : NULL;
}

const struct describe_custom_metric_output *custom_metrics_find(const struct described *customs,
                                                                const char *name)
{
    const struct described_item *item = described_find(customs, name);

    return item != NULL ? item->output : NULL;
}

const struct behavior *profile_behavior(const security_profile *p, const char *name)
{
    const struct behavior *b = p->behaviors.items;

    for (size_t i = 0; i < p->behaviors.n; i++)
        if (b[i].name != NULL && strcmp(b[i].name, name) == 0)
            return &b[i];
    return NULL;
}

const struct metric *profiles_metric(const struct described *custom_metrics, const char *name)
{
    const struct metric *m = metric_find(name);
    const struct describe_custom_metric_output *custom =
        m == NULL ? custom_metrics_find(custom_metrics, name) : NULL;

    if (custom != NULL && custom->metric_type != NULL)
        m = metric_of_type(custom->metric_type);
    return m;
}

/* ---- targets ---- */

static const struct {
    const char *ends, *words;
    enum profile_scope scope;
} scopes[] = {
    {":all/things", N_("all things"), SCOPE_ALL},
    {":all/registered-things", N_("registered things"), SCOPE_REGISTERED},
    {":all/unregistered-things", N_("unregistered things"), SCOPE_UNREGISTERED},
};

enum profile_scope profile_scope(const char *arn, const char **group)
{
    static const char infix[] = ":thinggroup/";
    const char *at;

    *group = "";
    if (!str_starts(arn, "arn:"))
        return SCOPE_OTHER;
    at = strstr(arn, infix);
    if (at != NULL && at[sizeof infix - 1] != '\0') {
        *group = at + sizeof infix - 1;
        return SCOPE_GROUP;
    }
    for (size_t i = 0; i < COUNT_OF(scopes); i++)
        if (str_ends(arn, scopes[i].ends))
            return scopes[i].scope;
    return SCOPE_OTHER;
}

void profile_scope_put(const char *arn, struct buf *out)
{
    const char *group;
    const enum profile_scope scope = profile_scope(arn, &group);

    if (scope == SCOPE_GROUP)
        buf_printf(out, _("group %s"), group);
    else if (scope == SCOPE_OTHER)
        buf_puts(out, arn);
    for (size_t i = 0; i < COUNT_OF(scopes); i++)
        if (scopes[i].scope == scope)
            buf_puts(out, i18n_text(scopes[i].words));
}

/* ---- who uses a metric or a dimension ---- */

static bool is(const char *text, const char *name)
{
    return text != NULL && strcmp(text, name) == 0;
}

static bool is_dimension(const struct metric_dimension *d, const char *name)
{
    return d != NULL && is(d->dimension_name, name);
}

static bool uses_metric(const security_profile *p, const char *metric)
{
    const struct behavior *b = p->behaviors.items;
    const struct metric_to_retain *r = p->additional_metrics_to_retain_v2.items;
    const char *const *old = p->additional_metrics_to_retain.items;

    for (size_t i = 0; i < p->behaviors.n; i++)
        if (is(b[i].metric, metric))
            return true;
    for (size_t i = 0; i < p->additional_metrics_to_retain_v2.n; i++)
        if (is(r[i].metric, metric))
            return true;
    for (size_t i = 0; i < p->additional_metrics_to_retain.n; i++)
        if (is(old[i], metric))
            return true;
    return false;
}

static bool uses_dimension(const security_profile *p, const char *dimension)
{
    const struct behavior *b = p->behaviors.items;
    const struct metric_to_retain *r = p->additional_metrics_to_retain_v2.items;

    for (size_t i = 0; i < p->behaviors.n; i++)
        if (is_dimension(b[i].metric_dimension, dimension))
            return true;
    for (size_t i = 0; i < p->additional_metrics_to_retain_v2.n; i++)
        if (is_dimension(r[i].metric_dimension, dimension))
            return true;
    return false;
}

static size_t using(const struct described *profiles, const char *name,
                    bool (*uses)(const security_profile *p, const char *name), struct buf *out)
{
    size_t n = 0;

    for (size_t i = 0; i < described_count(profiles); i++) {
        const struct described_item *item = described_at(profiles, i);

        if (item->output != NULL && uses(item->output, name))
            buf_printf(out, "%s%s", n++ > 0 ? ", " : "", item->id);
    }
    return n;
}

size_t profiles_using_metric(const struct described *profiles, const char *metric,
                             struct buf *out)
{
    return using(profiles, metric, uses_metric, out);
}

size_t profiles_using_dimension(const struct described *profiles, const char *dimension,
                                struct buf *out)
{
    return using(profiles, dimension, uses_dimension, out);
}

/* ---- columns ---- */

static const void *output_of(const void *record)
{
    return ((const struct described_item *)record)->output;
}

static bool number(size_t n, int64_t *out)
{
    *out = (int64_t)n;
    return true;
}

static bool rules_number(const void *record, int64_t *out)
{
    return number(profile_count(output_of(record), BEHAVIOR_STATIC), out);
}

static bool statistical_number(const void *record, int64_t *out)
{
    return number(profile_count(output_of(record), BEHAVIOR_STATISTICAL), out);
}

static bool ml_number(const void *record, int64_t *out)
{
    return number(profile_count(output_of(record), BEHAVIOR_ML), out);
}

static bool behaviors_number(const void *record, int64_t *out)
{
    return number(((const security_profile *)output_of(record))->behaviors.n, out);
}

static bool alert_to_text(const void *record, struct buf *out)
{
    const security_profile *p = output_of(record);
    const struct map_entry *e = p->alert_targets.items;

    for (size_t i = 0; i < p->alert_targets.n; i++) {
        const struct alert_target *t = e[i].value;

        buf_printf(out, "%s%s", i > 0 ? " " : "",
                   t->alert_target_arn != NULL ? t->alert_target_arn : "?");
    }
    return p->alert_targets.n > 0;
}

static bool version_number(const void *record, int64_t *out)
{
    const security_profile *p = output_of(record);

    *out = p->version.value;
    return p->version.set;
}

static bool latest(struct opt_time changed, struct opt_time created, int64_t *out)
{
    const struct opt_time t = changed.set ? changed : created;

    *out = t.ms;
    return t.set;
}

static bool changed_number(const void *record, int64_t *out)
{
    const security_profile *p = output_of(record);

    return latest(p->last_modified_date, p->creation_date, out);
}

static bool metrics_text(const void *record, struct buf *out)
{
    const security_profile *p = output_of(record);
    const struct behavior *b = p->behaviors.items;
    const struct metric_to_retain *r = p->additional_metrics_to_retain_v2.items;

    for (size_t i = 0; i < p->behaviors.n; i++)
        if (b[i].metric != NULL)
            buf_printf(out, "%s ", b[i].metric);
    for (size_t i = 0; i < p->additional_metrics_to_retain_v2.n; i++)
        if (r[i].metric != NULL)
            buf_printf(out, "%s ", r[i].metric);
    return out->len > 0;
}

static bool description_text(const void *record, struct buf *out)
{
    return table_put_text(
        out, ((const security_profile *)output_of(record))->security_profile_description);
}

static const struct column profile_columns[PROFILE_COLUMNS] = {
    [PROFILE_NAME] = {.name = "name", .kind = COLUMN_TEXT, .text = described_id_text},
    [PROFILE_RULES] = {.name = "rules", .kind = COLUMN_INT, .number = rules_number},
    [PROFILE_STATISTICAL] = {.name = "stat", .kind = COLUMN_INT, .number = statistical_number},
    [PROFILE_ML] = {.name = "ml", .kind = COLUMN_INT, .number = ml_number},
    [PROFILE_BEHAVIORS] = {.name = "behaviors", .kind = COLUMN_INT, .number = behaviors_number},
    [PROFILE_ALERT_TO] = {.name = "alert", .kind = COLUMN_TEXT, .text = alert_to_text},
    [PROFILE_VERSION] = {.name = "version", .kind = COLUMN_INT, .number = version_number},
    [PROFILE_CHANGED] = {.name = "changed", .kind = COLUMN_TIME, .number = changed_number},
    [PROFILE_METRICS] = {.name = "metric", .kind = COLUMN_TEXT, .text = metrics_text},
    [PROFILE_DESCRIPTION] = {.name = "description",
                             .kind = COLUMN_TEXT,
                             .text = description_text},
};
const struct table_spec profiles_table = {"profiles", &described_item_record, profile_columns,
                                          PROFILE_COLUMNS, PROFILE_NAME};
const struct described_spec profiles_spec = {
    .list = &op_list_security_profiles,
    .describe = &op_describe_security_profile,
    .listed = "name",
    .asked = "securityProfileName",
    .also = &op_list_targets_for_security_profile,
    .table = &profiles_table,
    .busy_ms = IDLE_MS,
    .idle_ms = IDLE_MS,
};

/* ---- custom metrics ---- */

typedef struct describe_custom_metric_output custom_metric;

static bool type_text(const void *record, struct buf *out)
{
    return table_put_text(out, ((const custom_metric *)output_of(record))->metric_type);
}

static bool display_text(const void *record, struct buf *out)
{
    return table_put_text(out, ((const custom_metric *)output_of(record))->display_name);
}

static bool metric_changed_number(const void *record, int64_t *out)
{
    const custom_metric *m = output_of(record);

    return latest(m->last_modified_date, m->creation_date, out);
}

static const struct column custom_columns[CUSTOM_COLUMNS] = {
    [CUSTOM_NAME] = {.name = "name", .kind = COLUMN_TEXT, .text = described_id_text},
    [CUSTOM_TYPE] = {.name = "type", .kind = COLUMN_NAME, .text = type_text},
    [CUSTOM_DISPLAY_NAME] = {.name = "display", .kind = COLUMN_TEXT, .text = display_text},
    [CUSTOM_CHANGED] = {.name = "changed",
                        .kind = COLUMN_TIME,
                        .number = metric_changed_number},
};
const struct table_spec custom_metrics_table = {"custom_metrics", &described_item_record,
                                                custom_columns, CUSTOM_COLUMNS, CUSTOM_NAME};
const struct described_spec custom_metrics_spec = {
    .list = &op_list_custom_metrics,
    .describe = &op_describe_custom_metric,
    .asked = "metricName",
    .table = &custom_metrics_table,
    .busy_ms = IDLE_MS,
    .idle_ms = IDLE_MS,
};

/* ---- dimensions ---- */

typedef struct describe_dimension_output dimension;

static bool dimension_type_text(const void *record, struct buf *out)
{
    return table_put_text(out, ((const dimension *)output_of(record))->type);
}

static bool values_text(const void *record, struct buf *out)
{
    const dimension *d = output_of(record);
    const char *const *values = d->string_values.items;

    for (size_t i = 0; i < d->string_values.n; i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : "", values[i] != NULL ? values[i] : "?");
    return d->string_values.n > 0;
}

static bool dimension_changed_number(const void *record, int64_t *out)
{
    const dimension *d = output_of(record);

    return latest(d->last_modified_date, d->creation_date, out);
}

static const struct column dimension_columns[DIMENSION_COLUMNS] = {
    [DIMENSION_NAME] = {.name = "name", .kind = COLUMN_TEXT, .text = described_id_text},
    [DIMENSION_TYPE] = {.name = "type", .kind = COLUMN_NAME, .text = dimension_type_text},
    [DIMENSION_VALUES] = {.name = "values", .kind = COLUMN_TEXT, .text = values_text},
    [DIMENSION_CHANGED] = {.name = "changed",
                           .kind = COLUMN_TIME,
                           .number = dimension_changed_number},
};
const struct table_spec dimensions_table = {
    "dimensions", &described_item_record, dimension_columns, DIMENSION_COLUMNS, DIMENSION_NAME};
const struct described_spec dimensions_spec = {
    .list = &op_list_dimensions,
    .describe = &op_describe_dimension,
    .asked = "name",
    .table = &dimensions_table,
    .busy_ms = IDLE_MS,
    .idle_ms = IDLE_MS,
};
