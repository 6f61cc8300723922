#include "client/local/audit_suppressions.h"

#include "client/local/audit_inside.h"

/* Which suppression a request speaks of. */
struct key {
    int64_t check_no;
    const char *resource;
};

static bool find_key(struct audit *a, const char *check_name,
                     const struct resource_identifier *resource, struct arena *arena,
                     struct key *out, struct err *err)
{
    enum check_id check;
    const char *text = audit_resource_text(resource, arena);

    if (!audit_check_named(check_name, &check, err))
        return false;
    if (text == NULL)
        return fault(err, API_INVALID_REQUEST, "resourceIdentifier must name one resource.");
    size_t n = strcspn(text, "\t");
    if (strlen(checks[check].identifier) != n ||
        strncmp(text, checks[check].identifier, n) != 0)
        return fault(err, API_INVALID_REQUEST, "The resource of %s is named by %s.", check_name,
                     checks[check].identifier);
    *out = (struct key){a->check_no[check], text};
    return true;
}

/* Exactly one of a date to come and "for ever". */
static bool read_end(struct audit *a, struct opt_time date, struct opt_bool for_ever,
                     int64_t *ms, struct err *err)
{
    bool indefinitely = for_ever.set && for_ever.value;

    if (date.set == indefinitely)
        return fault(err, API_INVALID_REQUEST,
                     "Give either expirationDate or suppressIndefinitely.");
    if (date.set && date.ms <= audit_now_ms(a))
        return fault(err, API_INVALID_REQUEST, "expirationDate is not in the future.");
    *ms = date.set ? date.ms : -1;
    return true;
}

struct row {
    int64_t id, expiration_ms; /* -1: indefinitely */
    const char *description, *token;
    bool found;
};

static bool find_row(struct audit *a, const struct key *key, struct arena *arena,
                     struct row *out, struct err *err)
{
    struct db_stmt *s = db_query(a->db,
                                 "SELECT id, ifnull(expiration_ms, -1), description, token FROM"
                                 " audit_suppression WHERE check_id = ? AND resource = ?",
                                 err);
    bool found;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, key->check_no);
    db_bind_text(s, 2, key->resource);
    if (!db_step(s, &found, err))
        return false;
    *out = (struct row){.found = found};
    if (found) {
        out->id = db_int(s, 0);
        out->expiration_ms = db_int(s, 1);
        out->description = db_is_null(s, 2) ? NULL : arena_str(arena, db_text(s, 2));
        out->token = arena_str(arena, db_text(s, 3));
    }
    db_reset(s);
    return true;
}

static void bind_end(struct db_stmt *s, int i, int64_t ms)
{
    if (ms >= 0)
        db_bind_int(s, i, ms);
    else
        db_bind_null(s, i);
}

/* ---- create ---- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The request that made the row, sent again. Its date may have passed meanwhile. */
static bool is_repeat(const struct row *row, const struct create_audit_suppression_input *in)
{
    bool indefinitely = in->suppress_indefinitely.set && in->suppress_indefinitely.value;
    int64_t end_ms = in->expiration_date.set ? in->expiration_date.ms : -1;

    return strcmp(row->token, in->client_request_token) == 0 &&
           in->expiration_date.set != indefinitely && row->expiration_ms == end_ms &&
           same_text(row->description, in->description);
}

static bool check_quota(struct audit *a, struct err *err)
{
    int64_t n;

    if (!audit_number(a, "SELECT count(*) FROM audit_suppression WHERE id >= ?", 0, &n, err))
        return false;
    return n < AUDIT_SUPPRESSIONS_MAX ||
           fault(err, API_LIMIT_EXCEEDED, "There are already %d audit finding suppressions.",
                 AUDIT_SUPPRESSIONS_MAX);
}

static bool create(struct audit *a, const void *input, void *out, struct err *err)
{
    const struct create_audit_suppression_input *in = input;
    struct key key;
    struct row row;
    int64_t end_ms;

    (void)out;
    if (!find_key(a, in->check_name, in->resource_identifier, a->arena, &key, err) ||
        !find_row(a, &key, a->arena, &row, err))
        return false;
    if (row.found && is_repeat(&row, in))
        return true;
    if (row.found)
        return fault(err, API_RESOURCE_ALREADY_EXISTS,
                     "The resource is already suppressed for %s.", in->check_name);
    if (!read_end(a, in->expiration_date, in->suppress_indefinitely, &end_ms, err) ||
        !check_quota(a, err))
        return false;
    struct db_stmt *s =
        db_query(a->db,
                 "INSERT INTO audit_suppression(check_id, resource, expiration_ms,"
                 " description, token, created_ms) VALUES(?, ?, ?, ?, ?, ?)",
                 err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, key.check_no);
    db_bind_text(s, 2, key.resource);
    bind_end(s, 3, end_ms);
    db_bind_text(s, 4, in->description);
    db_bind_text(s, 5, in->client_request_token);
    db_bind_int(s, 6, audit_now_ms(a));
    return db_run(s, err);
}

bool audit_create_suppression(struct audit *a, const struct create_audit_suppression_input *in,
                              struct err *err)
{
    arena_reset(a->arena);
    return audit_transaction(a, create, in, NULL, err);
}

/* ---- describe ---- */

static bool missing(struct err *err)
{
    return fault(err, API_RESOURCE_NOT_FOUND, "There is no such audit finding suppression.");
}

bool audit_describe_suppression(struct audit *a,
                                const struct describe_audit_suppression_input *in,
                                struct arena *arena,
                                struct describe_audit_suppression_output *out, struct err *err)
{
    struct key key;
    struct row row;

    if (!find_key(a, in->check_name, in->resource_identifier, arena, &key, err) ||
        !find_row(a, &key, arena, &row, err))
        return false;
    if (!row.found)
        return missing(err);
    *out = (struct describe_audit_suppression_output){
        .check_name = in->check_name,
        .description = row.description,
        .expiration_date = {row.expiration_ms, row.expiration_ms >= 0},
        .resource_identifier = in->resource_identifier,
        .suppress_indefinitely = {row.expiration_ms < 0, true},
    };
    return true;
}

/* ---- update ---- */

static bool update(struct audit *a, const void *input, void *out, struct err *err)
{
    const struct update_audit_suppression_input *in = input;
    struct key key;
    struct row row;
    int64_t end_ms;

    (void)out;
    if (!find_key(a, in->check_name, in->resource_identifier, a->arena, &key, err) ||
        !find_row(a, &key, a->arena, &row, err))
        return false;
    if (!row.found)
        return missing(err);
    end_ms = row.expiration_ms;
    if ((in->expiration_date.set || in->suppress_indefinitely.set) &&
        !read_end(a, in->expiration_date, in->suppress_indefinitely, &end_ms, err))
        return false;
    struct db_stmt *s = db_query(a->db,
                                 "UPDATE audit_suppression SET expiration_ms = ?,"
                                 " description = ifnull(?, description) WHERE id = ?",
                                 err);
    if (s == NULL)
        return false;
    bind_end(s, 1, end_ms);
    db_bind_text(s, 2, in->description);
    db_bind_int(s, 3, row.id);
    return db_run(s, err);
}

bool audit_update_suppression(struct audit *a, const struct update_audit_suppression_input *in,
                              struct err *err)
{
    arena_reset(a->arena);
    return audit_transaction(a, update, in, NULL, err);
}

/* ---- delete ---- */

static bool remove_row(struct audit *a, const void *input, void *out, struct err *err)
{
    const struct delete_audit_suppression_input *in = input;
    struct key key;

    (void)out;
    if (!find_key(a, in->check_name, in->resource_identifier, a->arena, &key, err))
        return false;
    struct db_stmt *s = db_query(
        a->db, "DELETE FROM audit_suppression WHERE check_id = ? AND resource = ?", err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, key.check_no);
    db_bind_text(s, 2, key.resource);
    return db_run(s, err);
}

bool audit_delete_suppression(struct audit *a, const struct delete_audit_suppression_input *in,
                              struct err *err)
{
    arena_reset(a->arena);
    return audit_transaction(a, remove_row, in, NULL, err);
}

/* ---- list ---- */

/* Indefinite ones count as expiring last. */
#define EXPIRY "ifnull(expiration_ms, 9223372036854775807)"
#define LIST_WHERE                                                       \
    "SELECT id, check_id, resource, expiration_ms, description, " EXPIRY \
    " FROM audit_suppression WHERE (?1 IS NULL OR check_id = ?1)"        \
    " AND (?2 IS NULL OR resource = ?2) AND (?3 IS NULL OR (" EXPIRY ", id) "

static struct db_stmt *list_query(struct audit *a,
                                  const struct list_audit_suppressions_input *in,
                                  const struct page *page, struct arena *arena, struct err *err)
{
    bool descending = in->ascending_order.set && !in->ascending_order.value;
    const char *resource = NULL;
    enum check_id check = CHECK_COUNT;
    int64_t after_ms;

    if (in->check_name != NULL && !audit_check_named(in->check_name, &check, err))
        return NULL;
    if (in->resource_identifier != NULL) {
        resource = audit_resource_text(in->resource_identifier, arena);
        if (resource == NULL) {
            (void)fault(err, API_INVALID_REQUEST, "resourceIdentifier must name one resource.");
            return NULL;
        }
    }
    struct db_stmt *s =
        descending
            ? db_query(a->db,
                       LIST_WHERE "< (?3, ?4)) ORDER BY " EXPIRY " DESC, id DESC LIMIT ?5", err)
            : db_query(a->db, LIST_WHERE "> (?3, ?4)) ORDER BY " EXPIRY ", id LIMIT ?5", err);
    if (s == NULL)
        return NULL;
    if (check != CHECK_COUNT)
        db_bind_int(s, 1, a->check_no[check]);
    db_bind_text(s, 2, resource);
    if (page->started && str_to_int(str_of(page->text), 0, INT64_MAX, &after_ms))
        db_bind_int(s, 3, after_ms);
    db_bind_int(s, 4, page->number);
    db_bind_int(s, 5, page->limit + 1);
    return s;
}

static void read_row(struct audit *a, struct db_stmt *s, struct arena *arena,
                     struct audit_suppression *out)
{
    enum check_id check = audit_check_of(a, db_int(s, 1));

    *out = (struct audit_suppression){
        .check_name = check == CHECK_COUNT ? "" : checks[check].name,
        .description = db_is_null(s, 4) ? NULL : arena_str(arena, db_text(s, 4)),
        .expiration_date = {db_int(s, 3), !db_is_null(s, 3)},
        .resource_identifier = audit_resource_read(db_text(s, 2), arena),
        .suppress_indefinitely = {db_is_null(s, 3), true},
    };
}

bool audit_list_suppressions(struct audit *a, const struct list_audit_suppressions_input *in,
                             const struct page *page, struct arena *arena,
                             struct list_audit_suppressions_output *out, struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct audit_suppression *rows = arena_alloc(arena, limit + 1, sizeof *rows);
    struct db_stmt *s = list_query(a, in, page, arena, err);
    const char *next = NULL, *last = "";
    int64_t id = 0;
    bool row = false, ok = s != NULL;

    while (ok && next == NULL && (ok = db_step(s, &row, err)) && row) {
        if (n == limit) {
            next = page_token(page, id, last);
            continue;
        }
        id = db_int(s, 0);
        last = arena_str(arena, db_text(s, 5));
        read_row(a, s, arena, &rows[n++]);
    }
    if (s != NULL)
        db_reset(s);
    if (ok)
        *out = (struct list_audit_suppressions_output){next, {n, rows}};
    return ok;
}
