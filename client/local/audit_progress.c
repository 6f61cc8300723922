#include "client/local/audit_progress.h"

#include "client/base/mem.h"

bool audit_progress_save(const struct check_run *r, struct err *err)
{
    const int64_t numbers[] = {r->task_check,   r->as_of_ms, r->cursor,
                               r->cursor_inner, r->total,    r->non_compliant,
                               r->suppressed,   r->finding,  r->n_related};
    struct db_stmt *s = db_query(r->db,
                                 "INSERT OR REPLACE INTO audit_progress(task_check, as_of_ms,"
                                 " cursor, cursor_inner, total, non_compliant, suppressed,"
                                 " finding, n_related, cursor_text, last_resource)"
                                 " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                 err);
    int n = COUNT_OF(numbers);

    if (s == NULL)
        return false;
    for (int i = 0; i < n; i++)
        db_bind_int(s, i + 1, numbers[i]);
    db_bind_text(s, n + 1, r->cursor_text);
    db_bind_text(s, n + 2, r->last_resource);
    return db_run(s, err);
}

static char *text_or_null(struct db_stmt *s, int column)
{
    return db_is_null(s, column) ? NULL : mem_strdup(db_text(s, column));
}

bool audit_progress_load(struct check_run *r, bool *found, struct err *err)
{
    int64_t *const numbers[] = {&r->as_of_ms, &r->cursor,        &r->cursor_inner,
                                &r->total,    &r->non_compliant, &r->suppressed,
                                &r->finding,  &r->n_related};
    struct db_stmt *s = db_query(r->db,
                                 "SELECT as_of_ms, cursor, cursor_inner, total, non_compliant,"
                                 " suppressed, finding, n_related, cursor_text, last_resource"
                                 " FROM audit_progress WHERE task_check = ?",
                                 err);
    int n = COUNT_OF(numbers);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, r->task_check);
    if (!db_step(s, found, err))
        return false;
    if (*found) {
        for (int i = 0; i < n; i++)
            *numbers[i] = db_int(s, i);
        r->cursor_text = text_or_null(s, n);
        r->last_resource = text_or_null(s, n + 1);
    }
    db_reset(s);
    return true;
}

bool audit_progress_forget(struct audit *a, int64_t task_check, struct err *err)
{
    return audit_change(a, "DELETE FROM audit_progress WHERE task_check = ?", task_check, err);
}
