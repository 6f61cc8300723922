#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/audit_inside.h"

#define FOR_EVER INT64_MAX

/* Who of the connections seen so far stays longest, and who of the other clients does. */
struct holder {
    char *client_id; /* owned */
    int64_t until_ms;
};
struct holders {
    struct holder first, second;
};

static void holder_set(struct holder *h, const char *client_id, int64_t until_ms)
{
    free(h->client_id);
    *h = (struct holder){mem_strdup(client_id), until_ms};
}

static void holders_free(struct holders *h)
{
    free(h->first.client_id);
    free(h->second.client_id);
}

static bool is_of(const struct holder *h, const char *client_id)
{
    return h->client_id != NULL && strcmp(h->client_id, client_id) == 0;
}

/* Takes connections in the order they began. true: another client was still connected. */
static bool holders_add(struct holders *h, const char *client_id, int64_t from_ms,
                        int64_t until_ms)
{
    const struct holder *other = is_of(&h->first, client_id) ? &h->second : &h->first;
    bool together = other->client_id != NULL && other->until_ms > from_ms;

    if (is_of(&h->first, client_id)) {
        if (until_ms > h->first.until_ms)
            h->first.until_ms = until_ms;
    } else if (h->first.client_id == NULL || until_ms > h->first.until_ms) {
        free(h->second.client_id);
        h->second = h->first;
        h->first = (struct holder){mem_strdup(client_id), until_ms};
    } else if (h->second.client_id == NULL || until_ms > h->second.until_ms) {
        holder_set(&h->second, client_id, until_ms);
    }
    return together;
}

/* Is the certificate used by two clients at once? */
static bool is_shared(struct check_run *r, int64_t certificate, bool *out, struct err *err)
{
    struct db_stmt *s =
        db_query(r->db,
                 "SELECT client_id, connected_ms, disconnected_ms FROM connection"
                 " WHERE certificate_id = ?1 AND connected_ms <= ?2"
                 " AND ifnull(disconnected_ms, ?2) >= ?3"
                 " ORDER BY connected_ms, id",
                 err);
    struct holders holders = {0};
    bool row = false, ok = s != NULL;

    *out = false;
    if (s != NULL) {
        db_bind_int(s, 1, certificate);
        db_bind_int(s, 2, r->as_of_ms - AUDIT_SETTLE_MS);
        db_bind_int(s, 3, r->since_ms);
    }
    while (ok && !*out && (ok = db_step(s, &row, err)) && row)
        *out = holders_add(&holders, db_text(s, 0), db_int(s, 1),
                           db_is_null(s, 2) ? FOR_EVER : db_int(s, 2));
    if (s != NULL)
        db_reset(s);
    holders_free(&holders);
    return ok;
}

/* One client ID with the times of one of its connections. */
static bool relate_connection(struct check_run *r, struct db_stmt *s, const char *type,
                              const char *resource, struct err *err)
{
    bool open = db_is_null(s, 2) || db_int(s, 2) > r->as_of_ms;
    struct check_info info[2] = {
        {"CONNECTION_TIME", db_int(s, 1)},
        {"DISCONNECTION_TIME", open ? -1 : db_int(s, 2)},
    };

    return check_relate(r, type, resource, info, err);
}

static bool relate_clients(struct check_run *r, int64_t certificate, struct err *err)
{
    struct db_stmt *s =
        db_query(r->db,
                 "SELECT client_id, connected_ms, disconnected_ms FROM connection"
                 " WHERE certificate_id = ?1 AND connected_ms <= ?2"
                 " AND ifnull(disconnected_ms, ?2) >= ?3"
                 " ORDER BY connected_ms DESC, id DESC LIMIT ?4",
                 err);
    bool row = false, ok = s != NULL;

    if (s != NULL) {
        db_bind_int(s, 1, certificate);
        db_bind_int(s, 2, r->as_of_ms - AUDIT_SETTLE_MS);
        db_bind_int(s, 3, r->since_ms);
        db_bind_int(s, 4, AUDIT_RELATED_KEPT);
    }
    while (ok && (ok = db_step(s, &row, err)) && row)
        ok = relate_connection(r, s, "CLIENT_ID",
                               arena_printf(r->arena, "clientId\t%s", db_text(s, 0)), err);
    if (s != NULL)
        db_reset(s);
    return ok;
}

static bool look_shared(struct check_run *r, struct db_stmt *s, struct err *err)
{
    struct check_finding f = {
        .reason = "CERTIFICATE_SHARED_BY_MULTIPLE_DEVICES",
        .text = "Certificate shared by one or more devices.",
        .info = {NULL, -1},
    };
    bool hit;

    if (!is_shared(r, r->cursor, &hit, err))
        return false;
    if (!hit)
        return true;
    f.resource = audit_resource_of(r->check, db_text(s, 1), NULL, NULL, r->arena);
    return check_report(r, &f, err) && relate_clients(r, r->cursor, err);
}

bool check_shared(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r,
                      "SELECT id, cert_id FROM certificate WHERE id > ?1"
                      " AND created_ms <= ?2 AND " LIVE_CERTIFICATE " ORDER BY id",
                      look_shared, done, err);
}

/* The next client ID after the last one, by the index alone. */
static bool next_client(struct check_run *r, bool *found, struct err *err)
{
    struct db_stmt *s =
        r->cursor_text != NULL
            ? db_query(r->db,
                       "SELECT client_id FROM connection WHERE client_id > ?"
                       " ORDER BY client_id LIMIT 1",
                       err)
            : db_query(r->db, "SELECT client_id FROM connection ORDER BY client_id LIMIT 1",
                       err);

    if (s == NULL)
        return false;
    if (r->cursor_text != NULL)
        db_bind_text(s, 1, r->cursor_text);
    if (!db_step(s, found, err))
        return false;
    if (*found) {
        char *next = mem_strdup(db_text(s, 0));
        free(r->cursor_text);
        r->cursor_text = next;
    }
    db_reset(s);
    return true;
}

/* Connections of the client in the window; the ones that a newer one with its name ended. */
static bool look_client(struct check_run *r, struct err *err)
{
    struct db_stmt *s =
        db_query(r->db,
                 "SELECT e.cert_id, c.connected_ms, c.disconnected_ms,"
                 " c.disconnect_reason IN ('DUPLICATE_CLIENTID',"
                 " 'DUPLICATE_CLIENT_ID') AND c.disconnected_ms BETWEEN ?3 AND ?2"
                 " FROM connection c JOIN certificate e ON e.id = c.certificate_id"
                 " WHERE c.client_id = ?1 AND c.connected_ms <= ?2"
                 " AND ifnull(c.disconnected_ms, ?2) >= ?3"
                 " ORDER BY c.connected_ms DESC, c.id DESC",
                 err);
    bool row = false, ok = s != NULL, seen = false;
    int kept = 0;

    if (s != NULL) {
        db_bind_text(s, 1, r->cursor_text);
        db_bind_int(s, 2, r->as_of_ms);
        db_bind_int(s, 3, r->since_ms);
    }
    while (ok && kept < AUDIT_RELATED_KEPT && (ok = db_step(s, &row, err)) && row) {
        seen = true;
        if (db_int(s, 3) == 0)
            continue;
        if (kept == 0)
            ok = check_report(
                r,
                &(struct check_finding){
                    .resource =
                        audit_resource_of(r->check, r->cursor_text, NULL, NULL, r->arena),
                    .reason = "DUPLICATE_CLIENT_ID_ACROSS_CONNECTIONS",
                    .text = "Client ID used by more than one connection at the same time.",
                    .info = {NULL, -1},
                },
                err);
        kept++;
        ok = ok && relate_connection(
                       r, s, "DEVICE_CERTIFICATE",
                       arena_printf(r->arena, "deviceCertificateId\t%s", db_text(s, 0)), err);
    }
    if (s != NULL)
        db_reset(s);
    r->total += seen;
    return ok;
}

bool check_client_ids(struct check_run *r, bool *done, struct err *err)
{
    bool found = true;

    for (int i = 0; i < CHECK_BATCH && found; i++) {
        if (!next_client(r, &found, err) || (found && !look_client(r, err)))
            return false;
    }
    *done = !found;
    return true;
}
