#include "client/local/audit_inside.h"

enum {
    SQL_MAX = 2048,
    BINDS_MAX = 12,
};

/* SQL that grows with what a request filters by; values are bound, never written into it. */
struct filter {
    struct buf sql;
    struct {
        const char *text; /* NULL: the number */
        int64_t number;
    } binds[BINDS_MAX];
    int n;
};

static void filter_number(struct filter *f, const char *condition, int64_t number)
{
    buf_puts(&f->sql, condition);
    f->binds[f->n].text = NULL;
    f->binds[f->n++].number = number;
}

static void filter_text(struct filter *f, const char *condition, const char *text)
{
    buf_puts(&f->sql, condition);
    f->binds[f->n++].text = text;
}

static struct db_stmt *filter_prepare(struct audit *a, const struct filter *f, struct err *err)
{
    struct db_stmt *s = db_prepare(a->db, buf_text(&f->sql), err);

    for (int i = 0; s != NULL && i < f->n; i++) {
        if (f->binds[i].text != NULL)
            db_bind_text(s, i + 1, f->binds[i].text);
        else
            db_bind_int(s, i + 1, f->binds[i].number);
    }
    return s;
}

#define FINDING                                                                                \
    "SELECT f.id, f.finding_id, f.check_id, f.resource, f.info, f.reason, f.text, f.found_ms," \
    " f.suppressed, t.task_id, t.start_ms FROM audit_finding f JOIN audit_task t ON t.id = "   \
    "f.task"

/* Those of a check that was disabled are on their way out. */
#define KEPT "+f.check_id IN (SELECT id FROM audit_check WHERE enabled <> 0)"

bool audit_info_read(const char *json, struct arena *arena, struct list *out, struct err *err)
{
    const struct json *object = json_parse(str_of(json), arena, err);
    size_t n = 0;

    if (object == NULL)
        return false;
    struct map_entry *entries = arena_alloc(arena, json_count(object) + 1, sizeof *entries);
    for (const struct json *m = json_first(object); m != NULL; m = json_next(m)) {
        const char **value = arena_alloc(arena, 1, sizeof *value);
        *value = json_string(m);
        entries[n++] = (struct map_entry){json_name(m), value};
    }
    *out = (struct list){n, entries};
    return true;
}

static bool read_related(struct db_stmt *s, struct arena *arena, struct related_resource *out,
                         struct err *err)
{
    out->resource_type = arena_str(arena, db_text(s, 1));
    out->resource_identifier = audit_resource_read(db_text(s, 2), arena);
    return db_is_null(s, 3) ||
           audit_info_read(arena_str(arena, db_text(s, 3)), arena, &out->additional_info, err);
}

/* Up to `limit` after position `after`; *more: there are others. */
static bool related_page(struct audit *a, int64_t finding, int64_t after, size_t limit,
                         struct arena *arena, struct list *out, int64_t *last, bool *more,
                         struct err *err)
{
    struct related_resource *rows = arena_alloc(arena, limit + 1, sizeof *rows);
    struct db_stmt *s = db_query(a->db,
                                 "SELECT seq, type, resource, info FROM audit_related"
                                 " WHERE finding = ? AND seq > ? ORDER BY seq LIMIT ?",
                                 err);
    bool row = false, ok = s != NULL;
    size_t n = 0;

    *more = false;
    if (s != NULL) {
        db_bind_int(s, 1, finding);
        db_bind_int(s, 2, after);
        db_bind_int(s, 3, (int64_t)limit + 1);
    }
    while (ok && !*more && (ok = db_step(s, &row, err)) && row) {
        *more = n == limit;
        if (*more)
            break;
        *last = db_int(s, 0);
        ok = read_related(s, arena, &rows[n], err);
        n++;
    }
    if (s != NULL)
        db_reset(s);
    *out = (struct list){n, rows};
    return ok;
}

/* The few that a finding shows by itself; the many under an intermediate have a list only. */
static bool shown_related(struct audit *a, int64_t finding, enum check_id check,
                          struct arena *arena, struct list *out, struct err *err)
{
    bool relates = check == CHECK_CERTIFICATE_SHARED || check == CHECK_CLIENT_ID_CONFLICT ||
                   check == CHECK_ROLE_ALIAS_PERMISSIVE || check == CHECK_ROLE_ALIAS_UNUSED;
    int64_t last;
    bool more;

    if (!relates)
        return true;
    return related_page(a, finding, -1, AUDIT_RELATED_SHOWN, arena, out, &last, &more, err);
}

static bool read_finding(struct audit *a, struct db_stmt *s, struct arena *arena,
                         struct audit_finding *out, struct err *err)
{
    enum check_id check = audit_check_of(a, db_int(s, 2));
    struct non_compliant_resource *resource = arena_alloc(arena, 1, sizeof *resource);

    if (check == CHECK_COUNT)
        return err_set(err, ERR_DECODE, "a finding of a check that this program does not know");
    resource->resource_type = checks[check].resource;
    resource->resource_identifier = audit_resource_read(db_text(s, 3), arena);
    *out = (struct audit_finding){
        .check_name = checks[check].name,
        .finding_id = arena_str(arena, db_text(s, 1)),
        .finding_time = {db_int(s, 7), true},
        .is_suppressed = {db_int(s, 8) != 0, true},
        .non_compliant_resource = resource,
        .reason_for_non_compliance = arena_str(arena, db_text(s, 6)),
        .reason_for_non_compliance_code = arena_str(arena, db_text(s, 5)),
        .severity = severity_name(checks[check].severity),
        .task_id = arena_str(arena, db_text(s, 9)),
        .task_start_time = {db_int(s, 10), true},
    };
    if (!db_is_null(s, 4) && !audit_info_read(arena_str(arena, db_text(s, 4)), arena,
                                              &resource->additional_info, err))
        return false;
    return shown_related(a, db_int(s, 0), check, arena, &out->related_resources, err);
}

/* ---- listing ---- */

static bool check_range(struct audit *a, const struct list_audit_findings_input *in,
                        struct err *err)
{
    bool times = in->start_time.set || in->end_time.set;

    if (in->task_id != NULL && times)
        return fault(err, API_INVALID_REQUEST, "Give either taskId or startTime and endTime.");
    if (in->task_id != NULL)
        return true;
    if (!in->start_time.set || !in->end_time.set)
        return fault(err, API_INVALID_REQUEST,
                     "Either taskId or startTime and endTime are required.");
    if (in->start_time.ms > in->end_time.ms)
        return fault(err, API_INVALID_REQUEST, "startTime is after endTime.");
    if (in->start_time.ms < audit_oldest_ms(a))
        return fault(err, API_INVALID_REQUEST, "startTime is more than %d days ago.",
                     AUDIT_RETENTION_DAYS);
    return true;
}

static bool task_row(struct audit *a, const char *task_id, int64_t *out, struct err *err)
{
    struct db_stmt *s = db_query(a->db, "SELECT id FROM audit_task WHERE task_id = ?", err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, task_id);
    if (!db_step(s, &row, err))
        return false;
    *out = row ? db_int(s, 0) : 0;
    db_reset(s);
    return row || fault(err, API_INVALID_REQUEST, "Audit task %s does not exist.", task_id);
}

/* Where the page starts, in the order that the list has. */
static void filter_page(struct filter *f, const struct list_audit_findings_input *in,
                        const struct page *page)
{
    int64_t ms = 0;

    if (page->started && in->task_id != NULL) {
        filter_number(f, " AND f.id < ?", page->number);
    } else if (page->started && str_to_int(str_of(page->text), 0, INT64_MAX, &ms)) {
        filter_number(f, " AND (f.found_ms, f.id) < (?", ms);
        filter_number(f, ", ?)", page->number);
    }
    buf_puts(&f->sql, in->task_id != NULL ? " ORDER BY f.id DESC"
                                          : " ORDER BY f.found_ms DESC, f.id DESC");
    filter_number(f, " LIMIT ?", page->limit + 1);
}

static bool make_filter(struct audit *a, const struct list_audit_findings_input *in,
                        const struct page *page, struct arena *arena, struct filter *f,
                        struct err *err)
{
    bool one = in->resource_identifier != NULL; /* few rows: keep the planner to their index */
    enum check_id check;
    int64_t task;

    buf_puts(&f->sql, FINDING);
    if (in->task_id != NULL) {
        if (!task_row(a, in->task_id, &task, err))
            return false;
        filter_number(f, one ? " WHERE +f.task = ?" : " WHERE f.task = ?", task);
    } else {
        filter_number(f, one ? " WHERE +f.found_ms >= ?" : " WHERE f.found_ms >= ?",
                      in->start_time.ms);
        filter_number(f, one ? " AND +f.found_ms <= ?" : " AND f.found_ms <= ?",
                      audit_until_ms(a, in->end_time.ms));
    }
    buf_puts(&f->sql, " AND " KEPT);
    if (in->check_name != NULL) {
        if (!audit_check_named(in->check_name, &check, err))
            return false;
        filter_number(f, " AND f.check_id = ?", a->check_no[check]);
    }
    if (in->resource_identifier != NULL) {
        const char *resource = audit_resource_text(in->resource_identifier, arena);
        if (resource == NULL)
            return fault(err, API_INVALID_REQUEST,
                         "resourceIdentifier must name one resource.");
        filter_text(f, " AND f.resource = ?", resource);
    }
    if (in->list_suppressed_findings.set)
        filter_number(f, " AND f.suppressed = ?", in->list_suppressed_findings.value);
    filter_page(f, in, page);
    return true;
}

static bool read_page(struct audit *a, struct db_stmt *s, const struct page *page,
                      struct arena *arena, struct list_audit_findings_output *out,
                      struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct audit_finding *rows = arena_alloc(arena, limit + 1, sizeof *rows);
    const char *next = NULL;
    int64_t id = 0, found_ms = 0;
    bool row = false;

    while (next == NULL) {
        if (!db_step(s, &row, err))
            return false;
        if (!row)
            break;
        if (n == limit) {
            next = page_token(page, id, arena_printf(arena, "%lld", (long long)found_ms));
            continue;
        }
        id = db_int(s, 0);
        found_ms = db_int(s, 7);
        if (!read_finding(a, s, arena, &rows[n], err))
            return false;
        n++;
    }
    *out = (struct list_audit_findings_output){.findings = {n, rows}, .next_token = next};
    return true;
}

bool audit_list_findings(struct audit *a, const struct list_audit_findings_input *in,
                         const struct page *page, struct arena *arena,
                         struct list_audit_findings_output *out, struct err *err)
{
    struct filter f = {.sql = BUF_INIT(SQL_MAX)};
    struct db_stmt *s = NULL;
    bool ok = check_range(a, in, err) && make_filter(a, in, page, arena, &f, err) &&
              (s = filter_prepare(a, &f, err)) != NULL &&
              read_page(a, s, page, arena, out, err);

    db_finish(s);
    buf_free(&f.sql);
    return ok;
}

/* ---- one finding ---- */

static bool no_finding(struct err *err, const char *finding_id)
{
    return fault(err, API_RESOURCE_NOT_FOUND, "Audit finding %s does not exist.", finding_id);
}

bool audit_describe_finding(struct audit *a, const struct describe_audit_finding_input *in,
                            struct arena *arena, struct describe_audit_finding_output *out,
                            struct err *err)
{
    struct db_stmt *s = db_query(a->db, FINDING " WHERE f.finding_id = ? AND " KEPT, err);
    struct audit_finding *finding = arena_alloc(arena, 1, sizeof *finding);
    bool row = false;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, in->finding_id);
    bool ok = db_step(s, &row, err);
    if (ok)
        ok = row ? read_finding(a, s, arena, finding, err) : no_finding(err, in->finding_id);
    db_reset(s);
    if (ok)
        out->finding = finding;
    return ok;
}

bool audit_list_related(struct audit *a,
                        const struct list_related_resources_for_audit_finding_input *in,
                        const struct page *page, struct arena *arena,
                        struct list_related_resources_for_audit_finding_output *out,
                        struct err *err)
{
    struct db_stmt *s =
        db_query(a->db, "SELECT id FROM audit_finding f WHERE finding_id = ? AND " KEPT, err);
    int64_t finding, last = 0;
    struct list rows;
    bool row, more;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, in->finding_id);
    if (!db_step(s, &row, err))
        return false;
    finding = row ? db_int(s, 0) : 0;
    db_reset(s);
    if (!row)
        return no_finding(err, in->finding_id);
    if (!related_page(a, finding, page->started ? page->number : -1, (size_t)page->limit, arena,
                      &rows, &last, &more, err))
        return false;
    *out = (struct list_related_resources_for_audit_finding_output){
        .next_token = more ? page_token(page, last, NULL) : NULL,
        .related_resources = rows,
    };
    return true;
}
