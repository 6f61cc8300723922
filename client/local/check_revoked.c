#include <stdio.h>
#include <stdlib.h>

#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/local/audit_inside.h"
#include "client/local/x509.h"

/*
 * Revocation lists, parsed once a run of a check: "ca 7" -> list. An issuer without a list, or
 * with one that it did not sign, revokes nothing.
 */
struct lists {
    struct map *by_issuer;
    struct x509_crl **all; /* owned; NULL for issuers without a usable list */
    size_t n, cap;
};

static struct lists *lists_of(struct check_run *r)
{
    if (r->state == NULL) {
        struct lists *made = mem_alloc(1, sizeof *made);
        made->by_issuer = map_new();
        r->state = made;
    }
    return r->state;
}

void check_revoked_end(struct check_run *r)
{
    struct lists *lists = r->state;

    if (lists == NULL)
        return;
    for (size_t i = 0; i < lists->n; i++)
        x509_crl_free(lists->all[i]);
    free(lists->all);
    map_free(lists->by_issuer, free);
    free(lists);
    r->state = NULL;
}

enum issuer_kind { ISSUER_CA, ISSUER_INTERMEDIATE };

static bool load(struct check_run *r, enum issuer_kind kind, int64_t id, struct x509_crl **out,
                 struct err *err)
{
    struct db_stmt *s =
        kind == ISSUER_CA
            ? db_query(r->db,
                       "SELECT l.der, c.der FROM crl l JOIN ca c ON c.id ="
                       " l.issuer_id WHERE l.issuer_kind = 'ca' AND l.issuer_id = ?",
                       err)
            : db_query(r->db,
                       "SELECT l.der, i.der FROM crl l JOIN issuer i ON i.id ="
                       " l.issuer_id WHERE l.issuer_kind = 'issuer'"
                       " AND l.issuer_id = ?",
                       err);
    struct err unreadable;
    bool row;
    size_t list_n, signer_n;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, id);
    if (!db_step(s, &row, err))
        return false;
    if (row) {
        const void *list = db_blob(s, 0, &list_n);
        const void *signer = db_blob(s, 1, &signer_n);
        *out = x509_crl_parse(list, list_n, &unreadable);
        if (*out != NULL && !x509_crl_issued_by(*out, signer, signer_n)) {
            x509_crl_free(*out);
            *out = NULL;
        }
    }
    db_reset(s);
    return true;
}

/* Is the serial in the issuer's list, at the time the check speaks of? */
static bool revoked(struct check_run *r, enum issuer_kind kind, int64_t id, const char *serial,
                    bool *out, struct err *err)
{
    struct lists *lists = lists_of(r);
    char key[32];
    size_t *at;
    int64_t since_ms = 0;

    (void)snprintf(key, sizeof key, "%d %lld", (int)kind, (long long)id);
    at = map_get(lists->by_issuer, key);
    if (at == NULL) {
        struct x509_crl *list = NULL;
        if (!load(r, kind, id, &list, err))
            return false;
        lists->all = mem_grow(lists->all, &lists->cap, lists->n + 1, sizeof(struct x509_crl *));
        at = mem_alloc(1, sizeof *at);
        *at = lists->n;
        lists->all[lists->n++] = list;
        (void)map_put(lists->by_issuer, key, at);
    }
    *out = lists->all[*at] != NULL && x509_crl_revokes(lists->all[*at], serial, &since_ms) &&
           since_ms <= r->as_of_ms;
    return true;
}

/* Reports the certificate of the row when its issuer has revoked it. */
static bool look_listed(struct check_run *r, struct db_stmt *s, enum issuer_kind kind,
                        int64_t issuer, const char *text, struct err *err)
{
    struct check_finding f = {
        .reason = "CERTIFICATE_REVOKED_BY_ISSUER", .text = text, .info = {NULL, -1}};
    bool hit;

    if (!revoked(r, kind, issuer, db_text(s, 2), &hit, err))
        return false;
    if (!hit)
        return true;
    f.resource = audit_resource_of(r->check, db_text(s, 1), NULL, NULL, r->arena);
    return check_report(r, &f, err);
}

static bool look_device(struct check_run *r, struct db_stmt *s, struct err *err)
{
    bool from_intermediate = !db_is_null(s, 4);

    if (db_is_null(s, 3) && !from_intermediate)
        return true; /* the service's own: nobody else can revoke it */
    return look_listed(r, s, from_intermediate ? ISSUER_INTERMEDIATE : ISSUER_CA,
                       db_int(s, from_intermediate ? 4 : 3),
                       "Certificate is revoked by its issuer but still active.", err);
}

bool check_device_revoked(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r,
                      "SELECT id, cert_id, serial, ca_id, issuer_id FROM certificate"
                      " WHERE id > ?1 AND created_ms <= ?2 AND " LIVE_CERTIFICATE
                      " ORDER BY id",
                      look_device, done, err);
}

static bool look_ca(struct check_run *r, struct db_stmt *s, struct err *err)
{
    return look_listed(r, s, ISSUER_CA, db_int(s, 3),
                       "CA certificate is revoked by its issuer but still active.", err);
}

bool check_ca_revoked(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r,
                      "SELECT id, cert_id, serial, ifnull(issuer_ca_id, id) FROM ca"
                      " WHERE id > ?1 AND created_ms <= ?2 AND " LIVE_CERTIFICATE
                      " ORDER BY id",
                      look_ca, done, err);
}

/* Some more of the active certificates under the intermediate that is being reported. */
static bool relate_devices(struct check_run *r, bool *more, struct err *err)
{
    struct db_stmt *s = db_query(r->db,
                                 "SELECT id, cert_id FROM certificate WHERE issuer_id = ?1"
                                 " AND id > ?2 AND created_ms <= ?3 AND status = 'ACTIVE'"
                                 " ORDER BY id",
                                 err);
    bool row = false, ok = s != NULL;
    int seen = 0;

    if (s != NULL) {
        db_bind_int(s, 1, r->cursor);
        db_bind_int(s, 2, r->cursor_inner);
        db_bind_int(s, 3, r->as_of_ms);
    }
    while (ok && seen < CHECK_BATCH && (ok = db_step(s, &row, err)) && row) {
        r->cursor_inner = db_int(s, 0);
        seen++;
        ok = check_relate(r, "DEVICE_CERTIFICATE",
                          arena_printf(r->arena, "deviceCertificateId\t%s", db_text(s, 1)),
                          NULL, err);
    }
    if (s != NULL)
        db_reset(s);
    *more = seen == CHECK_BATCH;
    return ok;
}

static bool report_issuer(struct check_run *r, struct db_stmt *issuer, struct err *err)
{
    return check_report(
        r,
        &(struct check_finding){
            .resource = audit_resource_of(r->check, db_text(issuer, 1), db_text(issuer, 2),
                                          db_text(issuer, 3), r->arena),
            .reason = "INTERMEDIATE_CA_REVOKED_BY_ISSUER",
            .text =
                "Intermediate CA is revoked by its issuer but device certificates it issued "
                "are active.",
            .info = {NULL, -1},
        },
        err);
}

/* The next intermediate. *hit: it is revoked, in use and reported. */
static bool next_issuer(struct check_run *r, bool *hit, bool *done, struct err *err)
{
    struct db_stmt *s = db_query(
        r->db,
        "SELECT id, subject, issuer_key_id, serial, ca_id, revoked_ms, EXISTS(SELECT 1 FROM"
        " certificate c WHERE c.issuer_id = issuer.id AND c.status = 'ACTIVE'"
        " AND c.created_ms <= ?2) FROM issuer WHERE id > ?1 ORDER BY id LIMIT 1",
        err);
    bool row = false, listed = false;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, r->cursor);
    db_bind_int(s, 2, r->as_of_ms);
    bool ok = db_step(s, &row, err);
    if (ok && row) {
        r->cursor = db_int(s, 0);
        r->cursor_inner = 0;
        r->total++;
        bool marked = !db_is_null(s, 5) && db_int(s, 5) <= r->as_of_ms;
        ok = revoked(r, ISSUER_CA, db_int(s, 4), db_text(s, 3), &listed, err);
        *hit = ok && (marked || listed) && db_int(s, 6) != 0;
        ok = ok && (!*hit || report_issuer(r, s, err));
    }
    *done = ok && !row;
    db_reset(s);
    return ok;
}

bool check_issuer_revoked(struct check_run *r, bool *done, struct err *err)
{
    bool more = r->cursor_inner > 0, hit = false;

    *done = false;
    if (!more && !next_issuer(r, &hit, done, err))
        return false;
    if (!more && !hit)
        return true;
    if (!relate_devices(r, &more, err))
        return false;
    if (!more)
        r->cursor_inner = 0;
    return true;
}
