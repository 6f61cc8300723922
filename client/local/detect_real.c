/* Devices that really report: what they say takes the place of what would be simulated. */
#include "client/base/log.h"
#include "client/local/detect_inside.h"
#include "client/local/device_report.h"

enum {
    REPORTS_MAX = DETECT_WINDOW_SLOTS + 2, /* of one duration: one in five minutes at most */
    SILENT_SLOTS = DETECT_SILENT_MS / DETECT_SLOT_MS,
};

/* ---- who --------------------------------------------------------------------------------- */

static bool first_report(struct detect *d, int64_t device, int64_t *slot, struct err *err)
{
    struct db_stmt *q = db_query(d->db,
                                 "SELECT ifnull(min(at_ms), 0) FROM device_datapoint"
                                 " WHERE device = ?",
                                 err);
    bool row;
    if (!q)
        return false;
    db_bind_int(q, 1, device);
    if (!db_step(q, &row, err))
        return false;
    *slot = slot_of_ms(db_int(q, 0));
    db_reset(q);
    return true;
}

static bool mark(struct detect *d, const struct reporting_device *r, struct err *err)
{
    int64_t id = r->thing_id != 0 ? r->thing_id : client_id_hash(r->name);
    const struct device *found = device_set_find(d->devices, id);
    if (!found || found->real != 0 || r->accepted == 0)
        return true;
    struct device *v = &d->devices->items[found - d->devices->items];
    if (!first_report(d, r->id, &v->real_from, err))
        return false;
    v->real = r->id;
    return true;
}

bool real_refresh(struct detect *d, struct err *err)
{
    if (!d->reports || !d->devices)
        return true;
    uint64_t now = device_reports_generation(d->reports);
    size_t n = device_reports_count(d->reports);
    if (now == d->reports_seen && d->devices->real_known)
        return true;
    for (size_t i = 0; i < n; i++)
        if (!mark(d, device_reports_nth(d->reports, i), err))
            return false;
    d->reports_seen = now;
    d->devices->real_known = true;
    if (n != d->n_reporting)
        d->things_changed = true; /* one of them may be known from nothing else */
    return true;
}

bool real_is(const struct rule *r, const struct device *v, int64_t slot)
{
    return r->device_side && v->real != 0 && slot >= v->real_from;
}

bool real_is_silent(const struct detect *d, const struct device *v, int64_t slot)
{
    const struct reporting_device *r = v->id > 0 ? device_reports_of_thing(d->reports, v->id)
                                                 : device_reports_named(d->reports, v->name);
    return !r || slot_of_ms(r->last_ms) < slot - SILENT_SLOTS;
}

/* ---- what -------------------------------------------------------------------------------- */

static bool number_of(const struct metric_value *v, double *out)
{
    *out = v->count.set ? (double)v->count.value : v->number.value;
    return v->count.set || v->number.set;
}

/* A report that is there is a datapoint; numbers of a duration as those of simulated ones. */
bool real_observe(const struct detect *d, const struct rule *r, const struct device *v,
                  int64_t slot, struct arena *a, struct observed *out)
{
    struct list values;
    struct err err;
    int64_t end_ms = slot_end_ms(slot);
    int64_t from_ms = end_ms - (int64_t)r->criteria.slots * DETECT_SLOT_MS;
    double sum = 0, number;
    size_t counted = 0;
    if (!device_reports_values(d->reports, v->real, r->name, from_ms, end_ms, REPORTS_MAX, a,
                               &values, &err)) {
        log_write(LOG_ERROR, "detect: reports of %s: %s", v->name, err.text);
        return false;
    }
    const struct metric_datum *items = values.items;
    if (values.n == 0 || items[values.n - 1].timestamp.ms < end_ms - DETECT_SLOT_MS)
        return false;
    out->reported = items[values.n - 1].value;
    out->is_set = !number_of(out->reported, &number);
    for (size_t i = 0; !out->is_set && i < values.n; i++)
        if (number_of(items[i].value, &number)) {
            sum += number;
            counted++;
        }
    out->number = r->gauge && counted > 1 ? sum / (double)counted : sum;
    return true;
}
