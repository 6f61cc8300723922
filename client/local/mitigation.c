#include "client/local/mitigation.h"

#include <stdlib.h>

#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/local/mitigation_inside.h"

enum {
    WAIT_LONGEST_MS = 60 * 1000, /* real time between two looks when nothing is to be done */
    RETRY_MS = 1000,             /* after a failure of the database or of the outbox */
    JSON_MAX = 64 * 1024,        /* of a target or a mapping: a sensible request has far less */
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

static bool idle(void *ctx);

static void on_timer(void *ctx)
{
    struct mitigation *m = ctx;

    m->timer = NULL;
    mitigation_wake(m);
}

static void sleep_for(struct mitigation *m, int64_t us)
{
    int64_t longest_us = (int64_t)WAIT_LONGEST_MS * 1000;

    loop_remove_timer(m->timer);
    m->timer = loop_add_timer(m->loop, us < longest_us ? us : longest_us, on_timer, m);
}

static bool idle(void *ctx)
{
    struct mitigation *m = ctx;
    struct err err;
    int64_t wait_ms;

    if (!mitigation_step(m, &wait_ms, &err)) {
        log_write(LOG_ERROR, "mitigation: %s %s", err.where, err.text);
        sleep_for(m, (int64_t)RETRY_MS * 1000);
    } else if (wait_ms == 0) {
        return true;
    } else {
        sleep_for(m, wait_ms < 0 ? INT64_MAX : service_clock_real_us(m->clock, wait_ms));
    }
    m->mode = MITIGATION_ASLEEP;
    return false;
}

void mitigation_wake(struct mitigation *m)
{
    if (m->loop == NULL || m->mode == MITIGATION_BUSY)
        return;
    m->mode = MITIGATION_BUSY;
    loop_add_idle(m->loop, idle, m);
}

/* Others put messages into the outbox, too. */
static void on_message(void *ctx)
{
    mitigation_wake(ctx);
}

void mitigation_attach(struct mitigation *m, struct loop *loop)
{
    m->loop = loop;
    audit_on_message(m->audit, on_message, m);
    mitigation_wake(m);
}

void mitigation_close(struct mitigation *m)
{
    if (m == NULL)
        return;
    if (m->loop != NULL) {
        audit_on_message(m->audit, NULL, NULL);
        loop_remove_timer(m->timer);
        if (m->mode == MITIGATION_BUSY)
            loop_remove_idle(m->loop, idle, m);
    }
    outbox_close(m->outbox);
    arena_free(m->arena);
    free(m);
}
