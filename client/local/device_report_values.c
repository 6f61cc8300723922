#include "client/local/device_report_inside.h"

static bool value_decode(const char *text, struct arena *a, struct metric_value *out,
                         struct err *err)
{
    const char *kept = arena_str(a, text);
    const struct json *object = json_parse(str_of(kept), a, err);
    return object && record_decode(&metric_value_record, object, a, out, err);
}

bool device_reports_values(struct device_reports *d, int64_t device, const char *metric,
                           int64_t from_ms, int64_t until_ms, size_t max, struct arena *a,
                           struct list *out, struct err *err)
{
    struct db_stmt *q = db_query(d->db,
                                 "SELECT at_ms, value FROM device_datapoint WHERE device = ?"
                                 " AND metric = ? AND at_ms >= ? AND at_ms < ?"
                                 " ORDER BY at_ms LIMIT ?",
                                 err);
    struct metric_datum *items = arena_alloc(a, max + 1, sizeof *items);
    size_t n = 0;
    bool row = true;
    if (!q)
        return false;
    db_bind_int(q, 1, device);
    db_bind_text(q, 2, metric);
    db_bind_int(q, 3, from_ms);
    db_bind_int(q, 4, until_ms);
    db_bind_int(q, 5, (int64_t)max);
    while (row && n <= max) {
        if (!db_step(q, &row, err))
            return false;
        if (!row)
            break;
        struct metric_value *v = arena_alloc(a, 1, sizeof *v);
        if (!value_decode(db_text(q, 1), a, v, err)) {
            db_reset(q);
            return false;
        }
        items[n++] = (struct metric_datum){.timestamp = {db_int(q, 0), true}, .value = v};
    }
    *out = (struct list){n, items};
    return true;
}
