#include "client/local/audit.h"

#include <stdlib.h>
#include <sys/random.h>

#include "client/base/mem.h"
#include "client/local/audit_inside.h"

int64_t audit_now_ms(const struct audit *a)
{
    return a->pretended_ms != 0 ? a->pretended_ms : service_clock_now_ms(a->clock);
}

int64_t audit_oldest_ms(const struct audit *a)
{
    return audit_now_ms(a) - service_clock_ahead_ms(a->clock) -
           (AUDIT_RETENTION_DAYS + 1) * DAY_MS;
}

int64_t audit_until_ms(const struct audit *a, int64_t end_ms)
{
    return service_clock_until_ms(a->clock, end_ms);
}

bool audit_transaction(struct audit *a, audit_body_fn *body, const void *in, void *out,
                       struct err *err)
{
    if (!registry_begin(a->registry, err))
        return false;
    if (body(a, in, out, err) && registry_commit(a->registry, err))
        return true;
    registry_rollback(a->registry);
    return false;
}

void audit_new_id(char out[33])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[16];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        bug("getrandom");
    for (size_t i = 0; i < sizeof bytes; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[32] = '\0';
}

bool audit_check_named(const char *name, enum check_id *out, struct err *err)
{
    for (int i = 0; i < CHECK_COUNT; i++) {
        if (strcmp(checks[i].name, name) == 0) {
            *out = (enum check_id)i;
            return true;
        }
    }
    return fault(err, API_INVALID_REQUEST, "Request contains an invalid Audit Check Name.");
}

enum check_id audit_check_of(const struct audit *a, int64_t check_no)
{
    for (int i = 0; i < CHECK_COUNT; i++) {
        if (a->check_no[i] == check_no)
            return (enum check_id)i;
    }
    return CHECK_COUNT;
}

bool audit_number(struct audit *a, const char *sql_literal, int64_t parameter, int64_t *out,
                  struct err *err)
{
    struct db_stmt *s = db_query(a->db, sql_literal, err);
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

bool audit_change(struct audit *a, const char *sql_literal, int64_t parameter, struct err *err)
{
    struct db_stmt *s = db_query(a->db, sql_literal, err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, parameter);
    return db_run(s, err);
}

/* ---- opening ---- */

static bool know_checks(struct audit *a, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)out;
    for (int i = 0; i < CHECK_COUNT; i++) {
        struct db_stmt *s =
            db_query(a->db, "INSERT OR IGNORE INTO audit_check(name) VALUES(?)", err);
        bool row;
        if (s == NULL)
            return false;
        db_bind_text(s, 1, checks[i].name);
        if (!db_run(s, err))
            return false;
        s = db_query(a->db, "SELECT id FROM audit_check WHERE name = ?", err);
        if (s == NULL)
            return false;
        db_bind_text(s, 1, checks[i].name);
        if (!db_step(s, &row, err))
            return false;
        a->check_no[i] = db_int(s, 0);
        db_reset(s);
    }
    return true;
}

bool audit_open(struct audit **out, const struct audit_options *o, struct err *err)
{
    struct audit *a = mem_alloc(1, sizeof *a);

    a->registry = o->registry;
    a->db = registry_db(o->registry);
    a->clock = o->clock;
    a->collect_ms = o->collect_ms;
    a->pace_ms = o->pace_ms;
    a->purged_ms = INT64_MIN;
    a->due_ms = AUDIT_DUE_AFTER_PAUSE;
    a->arena = arena_new();
    if (!audit_transaction(a, know_checks, NULL, NULL, err)) {
        audit_close(a);
        return false;
    }
    *out = a;
    return true;
}

/* ---- in the loop ---- */

static bool step(void *ctx, int64_t *wait_ms, struct err *err)
{
    return audit_step(ctx, wait_ms, err);
}

void audit_wake(struct audit *a)
{
    slices_wake(&a->slices);
}

void audit_attach(struct audit *a, struct loop *loop)
{
    a->slices = (struct slices){.name = "audit", .step = step, .ctx = a, .clock = a->clock};
    slices_attach(&a->slices, loop);
}

void audit_close(struct audit *a)
{
    if (a == NULL)
        return;
    slices_stop(&a->slices);
    audit_drop_active(a);
    weak_keys_free(a->weak_keys);
    arena_free(a->arena);
    free(a);
}
