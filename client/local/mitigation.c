#include "client/local/mitigation.h"

#include <stdlib.h>

#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/local/mitigation_inside.h"

enum {
    JSON_MAX = 64 * 1024, /* of a target or a mapping: a sensible request has far less */
};

int64_t mitigation_now_ms(const struct mitigation *m)
{
    return service_clock_now_ms(m->clock);
}

bool mitigation_transaction(struct mitigation *m, mitigation_body_fn *body, const void *in,
                            void *out, struct err *err)
{
    if (!registry_begin(m->registry, err))
        return false;
    if (body(m, in, out, err) && registry_commit(m->registry, err))
        return true;
    registry_rollback(m->registry);
    return false;
}

bool mitigation_change(struct mitigation *m, const char *sql_literal, int64_t parameter,
                       struct err *err)
{
    struct db_stmt *s = db_query(m->db, sql_literal, err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, parameter);
    return db_run(s, err);
}

bool mitigation_number(struct mitigation *m, const char *sql_literal, int64_t parameter,
                       int64_t *out, struct err *err)
{
    struct db_stmt *s = db_query(m->db, sql_literal, err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, parameter);
    if (!db_step(s, &row, err))
        return false;
    *out = row ? db_int(s, 0) : 0;
    db_reset(s);
    return true;
}

bool mitigation_check_named(struct mitigation *m, const char *name, enum check_id *check,
                            int64_t *check_no, struct err *err)
{
    struct db_stmt *s = db_query(m->db, "SELECT id FROM audit_check WHERE name = ?", err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    if (!db_step(s, &row, err))
        return false;
    *check_no = row ? db_int(s, 0) : 0;
    db_reset(s);
    for (int i = 0; row && i < CHECK_COUNT; i++) {
        if (strcmp(checks[i].name, name) == 0) {
            *check = (enum check_id)i;
            return true;
        }
    }
    return fault(err, API_INVALID_REQUEST, "Request contains an invalid Audit Check Name.");
}

const char *mitigation_text(struct db_stmt *s, int column, struct arena *a)
{
    return db_is_null(s, column) ? NULL : arena_str(a, db_text(s, column));
}

bool mitigation_json(const struct record *r, const char *member, const void *value,
                     struct arena *a, const char **out, struct err *err)
{
    const struct field *f = record_field(r, member);
    struct buf text = BUF_INIT(JSON_MAX);
    struct json_writer w = {.out = &text};

    if (f == NULL)
        bug("%s has no member %s", r->name, member);
    element_encode(&f->is, value, &w);
    bool ok = !text.full ||
              fault(err, API_INVALID_REQUEST, "%s is longer than %d bytes.", member, JSON_MAX);
    if (ok)
        *out = arena_str(a, buf_text(&text));
    buf_free(&text);
    return ok;
}

/* ---- opening ---- */

bool mitigation_open(struct mitigation **out, const struct mitigation_options *o,
                     struct err *err)
{
    struct mitigation *m = mem_alloc(1, sizeof *m);
    int64_t running;

    m->registry = o->registry;
    m->db = registry_db(o->registry);
    m->clock = o->clock;
    m->audit = o->audit;
    m->pace_ms = o->pace_ms;
    m->purged_ms = INT64_MIN;
    m->arena = arena_new();
    if (o->outbox != NULL)
        m->outbox = outbox_open(o->registry, o->outbox);
    if (!mitigation_number(m,
                           "SELECT count(*) FROM mitigation_task WHERE status ="
                           " 'IN_PROGRESS' AND id >= ?",
                           0, &running, err)) {
        mitigation_close(m);
        return false;
    }
    if (running > 0)
        log_write(LOG_INFO, "%lld mitigation tasks go on", (long long)running);
    *out = m;
    return true;
}

/* ---- in the loop ---- */

static bool step(void *ctx, int64_t *wait_ms, struct err *err)
{
    return mitigation_step(ctx, wait_ms, err);
}

void mitigation_wake(struct mitigation *m)
{
    slices_wake(&m->slices);
}

/* Others put messages into the outbox, too. */
void mitigation_on_message(void *ctx)
{
    mitigation_wake(ctx);
}

void mitigation_attach(struct mitigation *m, struct loop *loop)
{
    m->slices =
        (struct slices){.name = "mitigation", .step = step, .ctx = m, .clock = m->clock};
    audit_on_message(m->audit, mitigation_on_message, m);
    slices_attach(&m->slices, loop);
}

void mitigation_close(struct mitigation *m)
{
    if (m == NULL)
        return;
    if (m->slices.loop != NULL) {
        audit_on_message(m->audit, NULL, NULL);
        slices_stop(&m->slices);
    }
    outbox_close(m->outbox);
    arena_free(m->arena);
    free(m);
}
