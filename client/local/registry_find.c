#include <stdio.h>

#include "client/base/mem.h"
#include "client/local/registry.h"
#include "client/local/x509.h"

/* Runs a query of one text parameter and leaves the statement on its row, or *found = false. */
static struct db_stmt *one(struct registry *r, const char *sql, const char *name, bool *found,
                           struct err *err)
{
    struct db_stmt *s = db_query(registry_db(r), sql, err);
    if (!s)
        return NULL;
    db_bind_text(s, 1, name);
    return db_step(s, found, err) ? s : NULL;
}

static const char *text_or_null(struct db_stmt *s, int col, struct arena *a)
{
    return db_is_null(s, col) ? NULL : arena_str(a, db_text(s, col));
}

bool registry_thing(struct registry *r, const char *name, struct arena *a,
                    struct thing_row *out, bool *found, struct err *err)
{
    struct db_stmt *s = one(r,
                            "SELECT id, version, created_ms, name, type, attributes, uuid"
                            " FROM thing WHERE name = ?",
                            name, found, err);
    if (!s)
        return false;
    if (*found)
        *out = (struct thing_row){.id = db_int(s, 0),
                                  .version = db_int(s, 1),
                                  .created_ms = db_int(s, 2),
                                  .name = arena_str(a, db_text(s, 3)),
                                  .type = text_or_null(s, 4, a),
                                  .attributes = arena_str(a, db_text(s, 5)),
                                  .uuid = arena_str(a, db_text(s, 6))};
    db_reset(s);
    return true;
}

bool registry_certificate(struct registry *r, const char *cert_id, struct arena *a,
                          struct certificate_row *out, bool *found, struct err *err)
{
    struct db_stmt *s =
        one(r,
            "SELECT id, ca_id, issuer_id, created_ms, modified_ms, activated_ms, not_before_ms,"
            " not_after_ms, cert_id, status, serial FROM certificate WHERE cert_id = ?",
            cert_id, found, err);
    if (!s)
        return false;
    if (*found)
        *out = (struct certificate_row){.id = db_int(s, 0),
                                        .ca_id = db_int(s, 1),
                                        .issuer_id = db_int(s, 2),
                                        .created_ms = db_int(s, 3),
                                        .modified_ms = db_int(s, 4),
                                        .activated_ms = db_int(s, 5),
                                        .not_before_ms = db_int(s, 6),
                                        .not_after_ms = db_int(s, 7),
                                        .cert_id = arena_str(a, db_text(s, 8)),
                                        .status = arena_str(a, db_text(s, 9)),
                                        .serial = arena_str(a, db_text(s, 10))};
    db_reset(s);
    return true;
}

bool registry_ca(struct registry *r, const char *cert_id, struct arena *a, struct ca_row *out,
                 bool *found, struct err *err)
{
    struct db_stmt *s =
        one(r,
            "SELECT id, issuer_ca_id, created_ms, modified_ms, not_before_ms, not_after_ms,"
            " cert_id, status, subject, serial, auto_registration FROM ca WHERE cert_id = ?",
            cert_id, found, err);
    if (!s)
        return false;
    if (*found)
        *out = (struct ca_row){.id = db_int(s, 0),
                               .issuer_ca_id = db_int(s, 1),
                               .created_ms = db_int(s, 2),
                               .modified_ms = db_int(s, 3),
                               .not_before_ms = db_int(s, 4),
                               .not_after_ms = db_int(s, 5),
                               .cert_id = arena_str(a, db_text(s, 6)),
                               .status = arena_str(a, db_text(s, 7)),
                               .subject = arena_str(a, db_text(s, 8)),
                               .serial = arena_str(a, db_text(s, 9)),
                               .auto_registration = arena_str(a, db_text(s, 10))};
    db_reset(s);
    return true;
}

bool registry_policy(struct registry *r, const char *name, struct arena *a,
                     struct policy_row *out, bool *found, struct err *err)
{
    struct db_stmt *s = one(r,
                            "SELECT id, default_version, created_ms, modified_ms, name"
                            " FROM policy WHERE name = ?",
                            name, found, err);
    if (!s)
        return false;
    if (*found)
        *out = (struct policy_row){.id = db_int(s, 0),
                                   .default_version = db_int(s, 1),
                                   .created_ms = db_int(s, 2),
                                   .modified_ms = db_int(s, 3),
                                   .name = arena_str(a, db_text(s, 4))};
    db_reset(s);
    return true;
}

bool registry_group(struct registry *r, const char *name, struct arena *a,
                    struct group_row *out, bool *found, struct err *err)
{
    struct db_stmt *s = one(r,
                            "SELECT id, parent_id, version, created_ms, name, description,"
                            " attributes, uuid FROM thing_group WHERE name = ?",
                            name, found, err);
    if (!s)
        return false;
    if (*found)
        *out = (struct group_row){.id = db_int(s, 0),
                                  .parent_id = db_int(s, 1),
                                  .version = db_int(s, 2),
                                  .created_ms = db_int(s, 3),
                                  .name = arena_str(a, db_text(s, 4)),
                                  .description = arena_str(a, db_text(s, 5)),
                                  .attributes = arena_str(a, db_text(s, 6)),
                                  .uuid = arena_str(a, db_text(s, 7))};
    db_reset(s);
    return true;
}

bool registry_policy_document(struct registry *r, int64_t policy_id, int64_t version,
                              struct arena *a, const char **document, struct err *err)
{
    struct db_stmt *s = db_query(
        registry_db(r),
        "SELECT document FROM policy_version WHERE policy_id = ? AND version = ?", err);
    if (!s)
        return false;
    db_bind_int(s, 1, policy_id);
    db_bind_int(s, 2, version);
    bool row;
    if (!db_step(s, &row, err))
        return false;
    *document = row ? arena_str(a, db_text(s, 0)) : NULL;
    db_reset(s);
    return true;
}

bool registry_pem(struct registry *r, enum registry_der table, int64_t id, struct arena *a,
                  const char **pem, struct err *err)
{
    static const char *const sql[] = {
        [DER_CERTIFICATE] = "SELECT der FROM certificate WHERE id = ?",
        [DER_CA] = "SELECT der FROM ca WHERE id = ?",
        [DER_ISSUER] = "SELECT der FROM issuer WHERE id = ?",
    };
    struct db_stmt *s = db_query(registry_db(r), sql[table], err);
    if (!s)
        return false;
    db_bind_int(s, 1, id);
    bool row;
    if (!db_step(s, &row, err))
        return false;
    if (!row)
        return err_set(err, ERR_IO, "the registry has no certificate of row %lld",
                       (long long)id);
    size_t n;
    const void *der = db_blob(s, 0, &n);
    struct buf text = BUF_INIT(2 * X509_DER_MAX);
    x509_pem(der, n, &text);
    *pem = arena_str(a, buf_text(&text));
    buf_free(&text);
    db_reset(s);
    return true;
}

/* ?1 whose, ?2 after, ?3 how many. Column 0 is the key the page is ordered by. */
struct list_query {
    const char *sql;
    const char *start; /* less than any key; its type decides how SQLite compares */
};

static const struct list_query list_queries[] = {
    [LIST_PRINCIPALS_OF_THING] = {"SELECT c.id, c.cert_id FROM thing_principal p"
                                  " JOIN certificate c ON c.id = p.certificate_id"
                                  " WHERE p.thing_id = ?1 AND p.certificate_id > ?2"
                                  " ORDER BY p.certificate_id LIMIT ?3",
                                  "0"},
    [LIST_THINGS_OF_CERTIFICATE] = {"SELECT t.id, t.name FROM thing_principal p"
                                    " JOIN thing t ON t.id = p.thing_id"
                                    " WHERE p.certificate_id = ?1 AND p.thing_id > ?2"
                                    " ORDER BY p.thing_id LIMIT ?3",
                                    "0"},
    [LIST_GROUPS_OF_THING] = {"SELECT g.id, g.name FROM thing_group_member m"
                              " JOIN thing_group g ON g.id = m.group_id"
                              " WHERE m.thing_id = ?1 AND m.group_id > ?2"
                              " ORDER BY m.group_id LIMIT ?3",
                              "0"},
    [LIST_THINGS_OF_GROUP] = {"SELECT t.id, t.name FROM thing_group_member m"
                              " JOIN thing t ON t.id = m.thing_id"
                              " WHERE m.group_id = ?1 AND m.thing_id > ?2"
                              " ORDER BY m.thing_id LIMIT ?3",
                              "0"},
    [LIST_CHILDREN_OF_GROUP] = {"SELECT name, name FROM thing_group"
                                " WHERE parent_id = ?1 AND name > ?2 ORDER BY name LIMIT ?3",
                                ""},
    [LIST_TARGETS_OF_POLICY] = {"SELECT target_arn, target_arn FROM policy_target"
                                " WHERE policy_id = ?1 AND target_arn > ?2"
                                " ORDER BY target_arn LIMIT ?3",
                                ""},
    [LIST_THINGS] = {"SELECT id, name FROM thing WHERE id > ?2 ORDER BY id LIMIT ?3", "0"},
    [LIST_CERTIFICATES] = {"SELECT id, cert_id FROM certificate WHERE id > ?2"
                           " ORDER BY id LIMIT ?3",
                           "0"},
    [LIST_CERTIFICATES_OF_CA] =
        {"SELECT id, cert_id FROM certificate WHERE ca_id = ?1 AND id > ?2"
         " ORDER BY id LIMIT ?3",
         "0"},
    [LIST_CAS] = {"SELECT id, cert_id FROM ca WHERE id > ?2 ORDER BY id LIMIT ?3", "0"},
    [LIST_POLICIES] = {"SELECT name, name FROM policy WHERE name > ?2 ORDER BY name LIMIT ?3",
                       ""},
    [LIST_GROUPS] =
        {"SELECT name, name FROM thing_group WHERE name > ?2 ORDER BY name LIMIT ?3", ""},
    [LIST_ROLE_ALIASES] = {"SELECT name, name FROM role_alias WHERE name > ?2"
                           " ORDER BY name LIMIT ?3",
                           ""},
};

/* Reads max rows of a statement that was asked for max + 1. */
static bool read_page(struct db_stmt *s, size_t max, struct arena *a, struct registry_page *out,
                      struct err *err)
{
    struct registry_page page = {.texts = arena_alloc(a, max, sizeof *page.texts)};
    const char *last = NULL;
    bool row;
    for (;;) {
        if (!db_step(s, &row, err))
            return false;
        if (!row || page.n == max)
            break;
        last = arena_str(a, db_text(s, 0));
        page.texts[page.n++] = arena_str(a, db_text(s, 1));
    }
    page.after = row ? last : NULL;
    db_reset(s);
    *out = page;
    return true;
}

bool registry_list(struct registry *r, enum registry_list which, int64_t id, const char *after,
                   size_t max, struct arena *a, struct registry_page *out, struct err *err)
{
    const struct list_query *q = &list_queries[which];
    struct db_stmt *s = db_query(registry_db(r), q->sql, err);
    if (!s)
        return false;
    db_bind_int(s, 1, id);
    db_bind_text(s, 2, after ? after : q->start);
    db_bind_int(s, 3, (int64_t)max + 1);
    return read_page(s, max, a, out, err);
}
