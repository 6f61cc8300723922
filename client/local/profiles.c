#include "client/local/profiles.h"

#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/detect.h"
#include "client/local/fault.h"
#include "client/local/tags_store.h"

enum {
    DOCUMENT_MAX = 1024 * 1024, /* a request's body is no longer */
};

/* ---- the document: what DescribeSecurityProfile says of a profile's contents ---- */

struct stored {
    int64_t id, version, created_ms, modified_ms;
    const char *name;
    struct describe_security_profile_output is; /* contents only */
};

static bool write_document(const struct describe_security_profile_output *d, struct arena *a,
                           const char **out, struct err *err)
{
    struct buf text = BUF_INIT(DOCUMENT_MAX);
    struct json_writer w = {.out = &text};

    record_encode(&describe_security_profile_output_record, d, &w);
    bool ok =
        !text.full || fault(err, API_INVALID_REQUEST,
                            "The security profile is longer than %d bytes.", DOCUMENT_MAX);
    if (ok)
        *out = arena_str(a, buf_text(&text));
    buf_free(&text);
    return ok;
}

#define STORED \
    "SELECT id, name, version, document, created_ms, modified_ms FROM security_profile"

static bool read_stored(struct db_stmt *s, struct arena *a, struct stored *out, struct err *err)
{
    const struct json *object = json_parse(str_of(arena_str(a, db_text(s, 3))), a, err);

    *out = (struct stored){.id = db_int(s, 0),
                           .name = arena_str(a, db_text(s, 1)),
                           .version = db_int(s, 2),
                           .created_ms = db_int(s, 4),
                           .modified_ms = db_int(s, 5)};
    return object != NULL &&
           record_decode(&describe_security_profile_output_record, object, a, &out->is, err);
}

static bool find_stored(struct registry *r, const char *name, struct arena *a,
                        struct stored *out, bool *found, struct err *err)
{
    struct db_stmt *s = db_query(registry_db(r), STORED " WHERE name = ?", err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    if (!db_step(s, found, err))
        return false;
    bool ok = !*found || read_stored(s, a, out, err);
    db_reset(s);
    return ok;
}

static bool missing(struct err *err, const char *name)
{
    return fault(err, API_RESOURCE_NOT_FOUND, "Security profile %s does not exist.", name);
}

static const char *arn_of(struct registry *r, const char *name, struct arena *a)
{
    return registry_arn(r, ARN_SECURITY_PROFILE, name, a);
}

/* ---- all at once, for those who judge by them ---- */

static bool has_retained(const struct metric_to_retain *items, size_t n, const char *metric)
{
    for (size_t i = 0; i < n; i++) {
        if (items[i].metric_dimension == NULL && strcmp(items[i].metric, metric) == 0)
            return true;
    }
    return false;
}

/* Both ways to say it as one list. */
static struct list retained_of(const struct describe_security_profile_output *d,
                               struct arena *a)
{
    const struct list *v2 = &d->additional_metrics_to_retain_v2;
    const char *const *names = d->additional_metrics_to_retain.items;
    size_t n = v2->n, n_names = d->additional_metrics_to_retain.n;
    struct metric_to_retain *items = arena_alloc(a, n + n_names + 1, sizeof *items);

    if (n > 0)
        memcpy(items, v2->items, n * sizeof *items);
    for (size_t i = 0; i < n_names; i++) {
        if (!has_retained(items, n, names[i]))
            items[n++] = (struct metric_to_retain){.metric = names[i]};
    }
    return (struct list){n, items};
}

static struct profile profile_of(struct registry *r, const struct stored *s, struct arena *a)
{
    return (struct profile){.id = s->id,
                            .name = s->name,
                            .arn = arn_of(r, s->name, a),
                            .version = s->version,
                            .behaviors = s->is.behaviors,
                            .retained = retained_of(&s->is, a),
                            .alerts = s->is.alert_targets};
}

bool profile_rows_find(struct registry *r, const char *name, struct arena *a,
                       struct profile *out, bool *found, struct err *err)
{
    struct stored s;

    if (!find_stored(r, name, a, &s, found, err))
        return false;
    if (*found)
        *out = profile_of(r, &s, a);
    return true;
}

bool profile_rows_id(struct registry *r, const char *name, struct arena *a, int64_t *id,
                     struct err *err)
{
    struct stored s;
    bool found;

    if (!find_stored(r, name, a, &s, &found, err))
        return false;
    if (!found)
        return missing(err, name);
    *id = s.id;
    return true;
}

bool profiles_load(struct registry *r, struct arena *a, struct profile_set *out,
                   struct err *err)
{
    struct db_stmt *s = db_query(registry_db(r), STORED " ORDER BY name", err);
    struct profile *items = NULL;
    size_t n = 0, cap = 0;
    struct stored stored;
    bool row = false, ok = s != NULL;

    while (ok && (ok = db_step(s, &row, err)) && row) {
        ok = read_stored(s, a, &stored, err);
        if (!ok)
            break;
        items = mem_grow(items, &cap, n + 1, sizeof *items);
        items[n++] = profile_of(r, &stored, a);
    }
    if (s != NULL)
        db_reset(s);
    struct profile *all = arena_alloc(a, n + 1, sizeof *all);
    if (n > 0)
        memcpy(all, items, n * sizeof *all);
    free(items);
    for (size_t i = 0; ok && i < n; i++)
        ok = profile_rows_load_targets(r, a, &all[i], err);
    *out = (struct profile_set){all, n};
    return ok;
}

bool custom_metrics_load(struct registry *r, struct arena *a, struct custom_metric_row **out,
                         size_t *n, struct err *err)
{
    struct custom_metric_row *rows = arena_alloc(a, DETECT_CUSTOM_METRICS_MAX, sizeof *rows);
    struct db_stmt *s = db_query(
        registry_db(r),
        "SELECT name, type, display_name FROM custom_metric ORDER BY name LIMIT ?", err);
    bool row = false, ok = s != NULL;

    *out = rows;
    *n = 0;
    if (s != NULL)
        db_bind_int(s, 1, DETECT_CUSTOM_METRICS_MAX);
    while (ok && (ok = db_step(s, &row, err)) && row)
        rows[(*n)++] = (struct custom_metric_row){
            .name = arena_str(a, db_text(s, 0)),
            .type = arena_str(a, db_text(s, 1)),
            .display_name = db_is_null(s, 2) ? NULL : arena_str(a, db_text(s, 2))};
    if (s != NULL)
        db_reset(s);
    return ok;
}

/* ---- create ---- */

static bool check_contents(struct registry *r, const struct list *behaviors,
                           const struct profile_extras *extras, struct arena *a,
                           struct err *err)
{
    struct list errors;

    if (!profiles_validate(r, behaviors, a, &errors, err))
        return false;
    if (errors.n > 0) {
        const struct validation_error *first = errors.items;
        return fault(err, API_INVALID_REQUEST, "%s", first->error_message);
    }
    return profile_rows_check_extras(r, extras, a, err);
}

bool profile_rows_create(struct registry *r, const struct create_security_profile_input *in,
                         int64_t now_ms, struct arena *a, struct err *err)
{
    const struct profile_extras extras = {&in->additional_metrics_to_retain,
                                          &in->additional_metrics_to_retain_v2,
                                          &in->alert_targets};
    const struct describe_security_profile_output d = {
        .additional_metrics_to_retain = in->additional_metrics_to_retain,
        .additional_metrics_to_retain_v2 = in->additional_metrics_to_retain_v2,
        .alert_targets = in->alert_targets,
        .behaviors = in->behaviors,
        .metrics_export_config = in->metrics_export_config,
        .security_profile_description = in->security_profile_description,
    };
    const char *document;
    struct stored there;
    bool found;

    if (!find_stored(r, in->security_profile_name, a, &there, &found, err))
        return false;
    if (found)
        return fault(err, API_RESOURCE_ALREADY_EXISTS, "Security profile %s already exists.",
                     in->security_profile_name);
    if (!check_contents(r, &in->behaviors, &extras, a, err) ||
        !write_document(&d, a, &document, err))
        return false;
    struct db_stmt *s = db_query(registry_db(r),
                                 "INSERT INTO security_profile(name, version, document,"
                                 " created_ms, modified_ms) VALUES(?1, 1, ?2, ?3, ?3)",
                                 err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, in->security_profile_name);
    db_bind_text(s, 2, document);
    db_bind_int(s, 3, now_ms);
    return db_run(s, err) &&
           tags_set(r, arn_of(r, in->security_profile_name, a), in->tags, err);
}

bool profile_rows_describe(struct registry *r, const char *name, struct arena *a,
                           struct describe_security_profile_output *out, struct err *err)
{
    static const struct behavior none[1];
    struct stored s;
    bool found;

    if (!find_stored(r, name, a, &s, &found, err))
        return false;
    if (!found)
        return missing(err, name);
    *out = s.is;
    if (out->behaviors.items == NULL)
        out->behaviors.items = none;
    out->creation_date = (struct opt_time){s.created_ms, true};
    out->last_modified_date = (struct opt_time){s.modified_ms, true};
    out->security_profile_arn = arn_of(r, name, a);
    out->security_profile_name = s.name;
    out->version = (struct opt_int){s.version, true};
    return true;
}

/* ---- update ---- */

static bool is_true(struct opt_bool b)
{
    return b.set && b.value;
}

/* A list given takes the place of the other; deleting and giving one is a contradiction. */
static bool replace_list(struct list *is, const struct list *given, struct opt_bool drop,
                         const char *member, struct err *err)
{
    if (is_true(drop) && given->n > 0)
        return fault(err, API_INVALID_REQUEST, "%s are both given and deleted.", member);
    if (is_true(drop))
        *is = (struct list){0, NULL};
    else if (given->n > 0)
        *is = *given;
    return true;
}

static bool change(struct describe_security_profile_output *d,
                   const struct update_security_profile_input *in, struct err *err)
{
    if (is_true(in->delete_metrics_export_config) && in->metrics_export_config != NULL)
        return fault(err, API_INVALID_REQUEST,
                     "metricsExportConfig is both given and deleted.");
    if (is_true(in->delete_metrics_export_config) || in->metrics_export_config != NULL)
        d->metrics_export_config = in->metrics_export_config;
    if (in->security_profile_description != NULL)
        d->security_profile_description = in->security_profile_description;
    return replace_list(&d->behaviors, &in->behaviors, in->delete_behaviors, "behaviors",
                        err) &&
           replace_list(&d->alert_targets, &in->alert_targets, in->delete_alert_targets,
                        "alertTargets", err) &&
           replace_list(&d->additional_metrics_to_retain, &in->additional_metrics_to_retain,
                        in->delete_additional_metrics_to_retain, "additionalMetricsToRetain",
                        err) &&
           replace_list(
               &d->additional_metrics_to_retain_v2, &in->additional_metrics_to_retain_v2,
               in->delete_additional_metrics_to_retain, "additionalMetricsToRetain", err);
}

static bool check_version(const struct stored *s, struct opt_int expected, struct err *err)
{
    return !expected.set || expected.value == s->version ||
           fault(err, API_VERSION_CONFLICT,
                 "The security profile has version %lld, not the expected %lld.",
                 (long long)s->version, (long long)expected.value);
}

static bool write_update(struct registry *r, const struct stored *was, int64_t now_ms,
                         struct arena *a, struct err *err)
{
    const char *document;

    if (!write_document(&was->is, a, &document, err))
        return false;
    struct db_stmt *s = db_query(registry_db(r),
                                 "UPDATE security_profile SET version = version + 1,"
                                 " document = ?, modified_ms = ? WHERE id = ?",
                                 err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, document);
    db_bind_int(s, 2, now_ms);
    db_bind_int(s, 3, was->id);
    return db_run(s, err);
}

bool profile_rows_update(struct registry *r, const struct update_security_profile_input *in,
                         int64_t now_ms, struct arena *a, struct err *err)
{
    const struct profile_extras extras = {&in->additional_metrics_to_retain,
                                          &in->additional_metrics_to_retain_v2,
                                          &in->alert_targets};
    struct stored s;
    bool found;

    if (!find_stored(r, in->security_profile_name, a, &s, &found, err))
        return false;
    if (!found)
        return missing(err, in->security_profile_name);
    return check_version(&s, in->expected_version, err) && change(&s.is, in, err) &&
           check_contents(r, &in->behaviors, &extras, a, err) &&
           write_update(r, &s, now_ms, a, err);
}

/* ---- delete ---- */

static bool delete_rows(struct registry *r, const char *sql_literal, int64_t id,
                        struct err *err)
{
    struct db_stmt *s = db_query(registry_db(r), sql_literal, err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, id);
    return db_run(s, err);
}

bool profile_rows_delete(struct registry *r, const struct delete_security_profile_input *in,
                         struct arena *a, struct err *err)
{
    const char *name = in->security_profile_name;
    struct stored s;
    bool found;

    if (!find_stored(r, name, a, &s, &found, err))
        return false;
    return !found || (check_version(&s, in->expected_version, err) &&
                      delete_rows(r, "DELETE FROM security_profile_target WHERE profile = ?",
                                  s.id, err) &&
                      delete_rows(r, "DELETE FROM security_profile WHERE id = ?", s.id, err) &&
                      tags_remove_all(r, arn_of(r, name, a), err));
}

/* ---- by what they use ---- */

/* p: a row of security_profile; ?2: a metric. */
#define USES_METRIC                                                                     \
    "(EXISTS(SELECT 1 FROM json_each(p.document, '$.behaviors') e"                      \
    " WHERE json_extract(e.value, '$.metric') = ?2)"                                    \
    " OR EXISTS(SELECT 1 FROM json_each(p.document, '$.additionalMetricsToRetain') e"   \
    " WHERE e.value = ?2)"                                                              \
    " OR EXISTS(SELECT 1 FROM json_each(p.document, '$.additionalMetricsToRetainV2') e" \
    " WHERE json_extract(e.value, '$.metric') = ?2))"
#define USES_DIMENSION                                                                  \
    "(EXISTS(SELECT 1 FROM json_each(p.document, '$.behaviors') e"                      \
    " WHERE json_extract(e.value, '$.metricDimension.dimensionName') = ?3)"             \
    " OR EXISTS(SELECT 1 FROM json_each(p.document, '$.additionalMetricsToRetainV2') e" \
    " WHERE json_extract(e.value, '$.metricDimension.dimensionName') = ?3))"

static bool used_by(struct db_stmt *s, struct arena *a, const char **by, struct err *err)
{
    bool row;

    if (!db_step(s, &row, err))
        return false;
    *by = row ? arena_str(a, db_text(s, 0)) : NULL;
    db_reset(s);
    return true;
}

bool profile_rows_metric_used(struct registry *r, const char *metric, struct arena *a,
                              const char **by, struct err *err)
{
    struct db_stmt *s = db_query(
        registry_db(r),
        "SELECT name FROM security_profile p WHERE " USES_METRIC " ORDER BY name LIMIT 1", err);
    if (s == NULL)
        return false;
    db_bind_text(s, 2, metric);
    return used_by(s, a, by, err);
}

bool profile_rows_dimension_used(struct registry *r, const char *dimension, struct arena *a,
                                 const char **by, struct err *err)
{
    struct db_stmt *s = db_query(registry_db(r),
                                 "SELECT name FROM security_profile p WHERE " USES_DIMENSION
                                 " ORDER BY name LIMIT 1",
                                 err);
    if (s == NULL)
        return false;
    db_bind_text(s, 3, dimension);
    return used_by(s, a, by, err);
}

/* ---- list ---- */

static bool check_filter(struct registry *r, const struct list_security_profiles_input *in,
                         struct arena *a, struct err *err)
{
    const struct metric *m;
    bool row;

    if (in->metric_name != NULL && in->dimension_name != NULL)
        return fault(err, API_INVALID_REQUEST,
                     "Give either dimensionName or metricName, not both.");
    if (in->metric_name != NULL) {
        if (!profile_rows_metric(r, in->metric_name, a, &m, err))
            return false;
        return m != NULL ||
               fault(err, API_RESOURCE_NOT_FOUND, "Metric %s does not exist.", in->metric_name);
    }
    if (in->dimension_name == NULL)
        return true;
    struct db_stmt *s =
        db_query(registry_db(r), "SELECT name FROM dimension WHERE name = ?", err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, in->dimension_name);
    if (!db_step(s, &row, err))
        return false;
    db_reset(s);
    return row || fault(err, API_RESOURCE_NOT_FOUND, "Dimension %s does not exist.",
                        in->dimension_name);
}

bool profile_rows_list(struct registry *r, const struct list_security_profiles_input *in,
                       const struct page *page, struct arena *a,
                       struct list_security_profiles_output *out, struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct security_profile_identifier *rows = arena_alloc(a, limit + 1, sizeof *rows);
    const char *next = NULL;
    bool row = false;

    if (!check_filter(r, in, a, err))
        return false;
    struct db_stmt *s = db_query(registry_db(r),
                                 "SELECT name FROM security_profile p WHERE name > ?1"
                                 " AND (?2 IS NULL OR " USES_METRIC ")"
                                 " AND (?3 IS NULL OR " USES_DIMENSION ")"
                                 " ORDER BY name LIMIT ?4",
                                 err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, page->text);
    db_bind_text(s, 2, in->metric_name);
    db_bind_text(s, 3, in->dimension_name);
    db_bind_int(s, 4, page->limit + 1);
    bool ok;
    while ((ok = db_step(s, &row, err)) && row && next == NULL) {
        if (n == limit) {
            next = page_token(page, 0, rows[n - 1].name);
            continue;
        }
        const char *name = arena_str(a, db_text(s, 0));
        rows[n++] =
            (struct security_profile_identifier){.arn = arn_of(r, name, a), .name = name};
    }
    db_reset(s);
    *out = (struct list_security_profiles_output){.next_token = next,
                                                  .security_profile_identifiers = {n, rows}};
    return ok;
}
