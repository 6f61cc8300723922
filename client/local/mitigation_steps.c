/* What tasks of findings and tasks of violations do alike. */
#include "client/local/mitigation_inside.h"

bool mitigation_run(struct mitigation *m, const char *sql_literal, const int64_t *values, int n,
                    struct err *err)
{
    struct db_stmt *s = db_query(m->db, sql_literal, err);

    if (s == NULL)
        return false;
    for (int i = 0; i < n; i++)
        db_bind_int(s, i + 1, values[i]);
    return db_run(s, err);
}

bool mitigation_read_definitions(struct mitigation *m, const char *sql_literal, int64_t task,
                                 struct arena *a, struct list *out, struct err *err)
{
    struct db_stmt *s = db_query(m->db, sql_literal, err);
    struct rows rows = {.n = 0};
    bool row = false, ok = s != NULL;

    if (s != NULL)
        db_bind_int(s, 1, task);
    while (ok && (ok = db_step(s, &row, err)) && row) {
        struct mitigation_def def;
        ok = mitigation_read_def(s, 0, a, &def, err);
        if (ok)
            *(struct mitigation_action *)rows_add(&rows, sizeof(struct mitigation_action)) =
                (struct mitigation_action){.action_params = def.params,
                                           .id = def.action_id,
                                           .name = def.name,
                                           .role_arn = def.role_arn};
    }
    if (s != NULL)
        db_reset(s);
    *out = rows_list(&rows, a);
    return ok;
}

bool mitigation_read_steps(struct mitigation *m, const char *sql_literal, int64_t task,
                           int64_t of, struct mitigation_step out[MITIGATION_STEPS_MAX],
                           size_t *n, struct err *err)
{
    struct db_stmt *s = db_query(m->db, sql_literal, err);
    bool row = false, ok = s != NULL;

    *n = 0;
    if (s != NULL) {
        db_bind_int(s, 1, task);
        db_bind_int(s, 2, of);
    }
    while (ok && *n < MITIGATION_STEPS_MAX && (ok = db_step(s, &row, err)) && row) {
        out[*n].execution = db_int(s, 0);
        ok = mitigation_read_def(s, 1, m->arena, &out[*n].action, err);
        ++*n;
    }
    if (s != NULL)
        db_reset(s);
    return ok;
}

bool mitigation_write_outcome(struct mitigation *m, const char *sql_literal, int64_t execution,
                              const char *status, const struct outcome *o, struct err *err)
{
    struct db_stmt *s = db_query(m->db, sql_literal, err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, status);
    db_bind_int(s, 2, mitigation_now_ms(m));
    db_bind_text(s, 3, o->code);
    db_bind_text(s, 4, o->message);
    db_bind_int(s, 5, execution);
    return db_run(s, err);
}

int64_t mitigation_due_ms(const struct mitigation_progress *t)
{
    if (t->planned >= 0 || t->total == 0 || t->done >= t->total)
        return t->start_ms;
    return t->start_ms + (t->done + 1) * t->span_ms / t->total;
}

struct mitigation_progress mitigation_read_progress(struct db_stmt *s)
{
    return (struct mitigation_progress){.id = db_int(s, 0),
                                        .start_ms = db_int(s, 1),
                                        .planned = db_int(s, 2),
                                        .total = db_int(s, 3),
                                        .done = db_int(s, 4),
                                        .span_ms = db_int(s, 5)};
}
