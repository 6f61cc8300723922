#include "client/local/device_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "client/base/log.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/base/utf8.h"
#include "client/local/device_report_inside.h"
#include "client/local/profiles.h"

enum {
    DAY_MS = 86400000,
    ANSWER_MAX = 4096,       /* name, numbers and a complaint */
    VALUE_MAX = 1024 * 1024, /* a list of DEVICE_REPORT_LIST_MAX texts, escaped */
};

/* Reports with a name that is none are counted under this one. */
static const char nameless[] = "";

/* ---- who reports ------------------------------------------------------------------------- */

static void remember_thing(struct device_reports *d, int64_t thing_id, size_t place)
{
    size_t had = d->cap_things;
    d->by_thing =
        mem_grow(d->by_thing, &d->cap_things, (size_t)thing_id + 1, sizeof *d->by_thing);
    memset(d->by_thing + had, 0, (d->cap_things - had) * sizeof *d->by_thing);
    d->by_thing[thing_id] = (uint32_t)place + 1;
}

static struct reporter *reporter_add(struct device_reports *d, const char *name)
{
    struct reporter *one = mem_alloc(1, sizeof *one);
    one->shown.name = mem_strdup(name);
    one->report_id = -1;
    (void)map_put(d->by_name, name, one);
    d->all = mem_grow(d->all, &d->cap, d->n + 1, sizeof(struct reporter *));
    d->all[d->n++] = one;
    return one;
}

static void reporter_free(void *value)
{
    struct reporter *one = value;
    char *name;
    memcpy(&name, &one->shown.name, sizeof name); /* owned here, const for readers */
    free(name);
    free(one);
}

static void reporter_read(struct device_reports *d, struct db_stmt *q)
{
    struct reporter *one = reporter_add(d, db_text(q, 1));
    one->shown.id = db_int(q, 0);
    one->shown.thing_id = db_int(q, 2);
    one->report_id = db_is_null(q, 3) ? -1 : db_int(q, 3);
    one->shown.last_ms = db_int(q, 4);
    one->shown.accepted = db_int(q, 5);
    one->shown.rejected = db_int(q, 6);
    if (one->shown.thing_id > 0)
        remember_thing(d, one->shown.thing_id, d->n - 1);
}

static bool reporters_load(struct device_reports *d, struct err *err)
{
    struct db_stmt *q = db_query(d->db,
                                 "SELECT id, name, thing_id, report_id, last_ms, accepted,"
                                 " rejected FROM reporting_device ORDER BY id",
                                 err);
    bool row;
    if (!q)
        return false;
    while (db_step(q, &row, err)) {
        if (!row)
            return true;
        reporter_read(d, q);
    }
    return false;
}

bool device_reports_open(struct device_reports **out, struct registry *r, struct err *err)
{
    struct device_reports *d = mem_alloc(1, sizeof *d);
    d->registry = r;
    d->db = registry_db(r);
    d->by_name = map_new();
    d->arena = arena_new();
    if (!reporters_load(d, err)) {
        device_reports_close(d);
        return false;
    }
    *out = d;
    return true;
}

void device_reports_close(struct device_reports *d)
{
    if (!d)
        return;
    map_free(d->by_name, reporter_free);
    free(d->all);
    free(d->by_thing);
    arena_free(d->arena);
    free(d);
}

/* The one of that name, in the database as well. NULL with err->kind ERR_NONE: there are too
 * many. */
static struct reporter *reporter_of(struct device_reports *d, const char *name, struct err *err)
{
    struct reporter *one = map_get(d->by_name, name);
    struct thing_row thing = {.id = 0};
    bool found = false;
    if (one || d->n >= DEVICE_REPORT_DEVICES_MAX)
        return one;
    struct db_stmt *q =
        db_query(d->db, "INSERT INTO reporting_device(name, thing_id) VALUES(?, ?)", err);
    if (!q || !registry_thing(d->registry, name, d->arena, &thing, &found, err))
        return NULL;
    db_bind_text(q, 1, name);
    if (found)
        db_bind_int(q, 2, thing.id);
    if (!db_run(q, err))
        return NULL;
    one = reporter_add(d, name);
    one->shown.id = db_last_id(d->db);
    one->shown.thing_id = found ? thing.id : 0;
    if (found)
        remember_thing(d, thing.id, d->n - 1);
    return one;
}

/* ---- keeping ----------------------------------------------------------------------------- */

static bool value_insert(struct device_reports *d, int64_t device, const struct report_value *v,
                         int64_t now_ms, struct err *err)
{
    struct buf text = BUF_INIT(VALUE_MAX);
    struct json_writer w = {.out = &text};
    record_encode(&metric_value_record, &v->value, &w);
    struct db_stmt *q = db_query(d->db,
                                 "INSERT OR REPLACE INTO device_datapoint(device, metric,"
                                 " at_ms, value) VALUES(?, ?, ?, ?)",
                                 err);
    if (q) {
        db_bind_int(q, 1, device);
        db_bind_text(q, 2, v->metric);
        db_bind_int(q, 3, now_ms);
        db_bind_text(q, 4, buf_text(&text));
    }
    bool ok = q && (!text.full || err_set(err, ERR_LIMIT, "a metric value is too long")) &&
              db_run(q, err);
    buf_free(&text);
    return ok;
}

/* Some of them: more than a report brings, so that they become fewer. */
static bool old_values_delete(struct device_reports *d, int64_t now_ms, struct err *err)
{
    struct db_stmt *q = db_query(d->db,
                                 "DELETE FROM device_datapoint WHERE (device, metric, at_ms) IN"
                                 " (SELECT device, metric, at_ms FROM device_datapoint"
                                 " WHERE at_ms < ? ORDER BY at_ms LIMIT ?)",
                                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, now_ms - (int64_t)DEVICE_REPORT_DAYS * DAY_MS);
    db_bind_int(q, 2, 2 * REPORT_VALUES_MAX);
    return db_run(q, err);
}

static bool accept_body(struct device_reports *d, const struct reporter *one,
                        const struct report *r, int64_t now_ms, struct err *err)
{
    struct db_stmt *q = db_query(d->db,
                                 "UPDATE reporting_device SET report_id = ?2, last_ms = ?3,"
                                 " accepted = accepted + 1 WHERE id = ?1",
                                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, one->shown.id);
    db_bind_int(q, 2, r->id);
    db_bind_int(q, 3, now_ms);
    if (!db_run(q, err))
        return false;
    for (size_t i = 0; i < r->n_values; i++)
        if (!value_insert(d, one->shown.id, &r->values[i], now_ms, err))
            return false;
    return old_values_delete(d, now_ms, err);
}

static bool accept(struct device_reports *d, struct reporter *one, const struct report *r,
                   int64_t now_ms, struct err *err)
{
    if (!registry_begin(d->registry, err))
        return false;
    if (!accept_body(d, one, r, now_ms, err) || !registry_commit(d->registry, err)) {
        registry_rollback(d->registry);
        return false;
    }
    one->report_id = r->id;
    one->shown.last_ms = now_ms;
    one->shown.accepted++;
    return true;
}

/* ---- refusing ---------------------------------------------------------------------------- */

static bool count_rejected(struct device_reports *d, struct reporter *one, const char *why,
                           int64_t now_ms, struct err *err)
{
    struct db_stmt *q = db_query(d->db,
                                 "UPDATE reporting_device SET rejected = rejected + 1,"
                                 " rejected_ms = ?2, why = ?3 WHERE id = ?1",
                                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, one->shown.id);
    db_bind_int(q, 2, now_ms);
    db_bind_text(q, 3, why);
    if (!db_run(q, err))
        return false;
    one->shown.rejected++;
    log_write(LOG_WARN, "device report of %s rejected (%lld so far): %s",
              one->shown.name[0] ? one->shown.name : "a thing without a name",
              (long long)one->shown.rejected, why);
    return true;
}

static void write_answer(struct device_answer *out, const char *thing, int64_t report_id,
                         int64_t now_ms)
{
    struct json_writer w = {.out = &out->body};
    json_open(&w, '{');
    json_text_member(&w, "thingName", thing);
    if (out->accepted) {
        json_int_member(&w, "reportId", report_id);
    }
    json_text_member(&w, "status", out->accepted ? "ACCEPTED" : "REJECTED");
    if (!out->accepted) {
        json_key(&w, "statusDetails");
        json_open(&w, '{');
        json_text_member(&w, "ErrorCode", out->code);
        json_text_member(&w, "ErrorMessage", out->why);
        json_close(&w, '}');
        json_text_member(&w, "message", out->why); /* where HTTP clients look for it */
    }
    json_int_member(&w, "timestamp", now_ms);
    json_close(&w, '}');
}

/* ---- taking ------------------------------------------------------------------------------ */

const char *device_report_name_wrong(struct str name)
{
    struct str left = name;
    if (name.n == 0)
        return "The thing name is empty";
    if (name.n > DEVICE_REPORT_NAME_MAX)
        return "The thing name is longer than 128 bytes";
    while (left.n > 0) {
        bool valid;
        uint32_t cp = utf8_next(&left, &valid);
        if (!valid)
            return "The thing name is not UTF-8";
        if (utf8_class(cp) == CP_CONTROL)
            return "The thing name has a control character";
    }
    return NULL;
}

/* Why a report that is right in itself comes at the wrong time; NULL: it does not. */
static const char *too_soon(struct device_reports *d, const struct reporter *one,
                            const struct report *r, int64_t now_ms, const char **code)
{
    *code = "InvalidPayload";
    if (one->shown.last_ms > 0 && now_ms - one->shown.last_ms < DEVICE_REPORT_MS) {
        *code = "Throttled";
        return arena_printf(d->arena,
                            "One report in %d seconds is taken of a thing; the last"
                            " one came %lld seconds ago",
                            DEVICE_REPORT_MS / 1000,
                            (long long)(now_ms - one->shown.last_ms) / 1000);
    }
    if (r->id <= one->report_id)
        return arena_printf(d->arena,
                            "Malformed metrics report: report_id %lld is not greater"
                            " than %lld, that of the last one",
                            (long long)r->id, (long long)one->report_id);
    return NULL;
}

static bool take_of(struct device_reports *d, struct reporter *one, struct str payload,
                    int64_t now_ms, struct report *r, struct device_answer *answer,
                    struct err *err)
{
    struct custom_metric_row *defined = NULL;
    size_t n_defined = 0;
    answer->code = "InvalidPayload";
    if (!custom_metrics_load(d->registry, d->arena, &defined, &n_defined, err))
        return false;
    if (!report_read(r, payload) || (n_defined > 0 && !report_fits(r, defined, n_defined)))
        answer->why = arena_printf(d->arena, "Malformed metrics report: %s", r->why);
    else
        answer->why = too_soon(d, one, r, now_ms, &answer->code);
    answer->accepted = answer->why == NULL;
    return answer->accepted ? accept(d, one, r, now_ms, err)
                            : count_rejected(d, one, answer->why, now_ms, err);
}

static bool refuse_name(struct device_reports *d, const char *why, int64_t now_ms,
                        struct device_answer *answer, struct err *err)
{
    struct reporter *one = reporter_of(d, nameless, err);
    answer->code = "InvalidTopic";
    answer->why = why;
    return one ? count_rejected(d, one, why, now_ms, err) : err->kind == ERR_NONE;
}

bool device_report_take(struct device_reports *d, struct str thing, struct str payload,
                        int64_t now_ms, struct device_answer *answer, struct err *err)
{
    *answer = (struct device_answer){.body = BUF_INIT(ANSWER_MAX)};
    *err = (struct err){.kind = ERR_NONE};
    arena_reset(d->arena);
    struct report *r = arena_alloc(d->arena, 1, sizeof *r);
    r->arena = d->arena;
    d->generation++;
    const char *wrong = device_report_name_wrong(thing);
    const char *name = wrong ? nameless : arena_strn(d->arena, thing.p, thing.n);
    if (wrong) {
        if (!refuse_name(d, wrong, now_ms, answer, err))
            return false;
    } else {
        struct reporter *one = reporter_of(d, name, err);
        if (!one && err->kind != ERR_NONE)
            return false;
        if (!one)
            answer->code = "LimitExceeded", answer->why = "Too many devices report";
        else if (!take_of(d, one, payload, now_ms, r, answer, err))
            return false;
    }
    write_answer(answer, name, r->id, now_ms);
    return true;
}

/* ---- asking ------------------------------------------------------------------------------ */

uint64_t device_reports_generation(const struct device_reports *d)
{
    return d->generation;
}

size_t device_reports_count(const struct device_reports *d)
{
    return d->n;
}

const struct reporting_device *device_reports_nth(const struct device_reports *d, size_t i)
{
    return &d->all[i]->shown;
}

const struct reporting_device *device_reports_of_thing(const struct device_reports *d,
                                                       int64_t thing_id)
{
    if (thing_id < 0 || (uint64_t)thing_id >= d->cap_things || d->by_thing[thing_id] == 0)
        return NULL;
    return &d->all[d->by_thing[thing_id] - 1]->shown;
}

const struct reporting_device *device_reports_named(const struct device_reports *d,
                                                    const char *name)
{
    const struct reporter *one = map_get(d->by_name, name);
    return one ? &one->shown : NULL;
}
