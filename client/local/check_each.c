#include "client/local/audit_inside.h"

bool check_each(struct check_run *r, const char *sql_literal, check_row_fn *look, bool *done,
                struct err *err)
{
    struct db_stmt *s = db_query(r->db, sql_literal, err);
    bool row = false, ok = s != NULL;
    int seen = 0;

    if (s != NULL) {
        db_bind_int(s, 1, r->cursor);
        db_bind_int(s, 2, r->as_of_ms);
    }
    while (ok && seen < CHECK_BATCH && (ok = db_step(s, &row, err)) && row) {
        r->cursor = db_int(s, 0);
        r->total++;
        seen++;
        ok = look(r, s, err);
    }
    if (s != NULL)
        db_reset(s);
    *done = seen < CHECK_BATCH;
    return ok;
}
