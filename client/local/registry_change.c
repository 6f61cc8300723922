#include "client/local/registry_change.h"

static bool connections_end(struct registry *r, int64_t certificate_id, int64_t now_ms,
                            struct err *err)
{
    struct db_stmt *q = db_query(registry_db(r),
                                 "UPDATE connection SET disconnected_ms = ?1,"
                                 " disconnect_reason = 'SERVER_INITIATED_DISCONNECT'"
                                 " WHERE certificate_id = ?2 AND disconnected_ms IS NULL",
                                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, now_ms);
    db_bind_int(q, 2, certificate_id);
    return db_run(q, err);
}

bool registry_set_certificate_status(struct registry *r, int64_t id, const char *status,
                                     int64_t now_ms, struct err *err)
{
    registry_moved(r);
    struct db_stmt *q =
        db_query(registry_db(r),
                 "UPDATE certificate SET status = ?1, modified_ms = ?2,"
                 " activated_ms = CASE WHEN ?1 = 'ACTIVE' AND status <> 'ACTIVE' THEN ?2"
                 " ELSE activated_ms END WHERE id = ?3",
                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, status);
    db_bind_int(q, 2, now_ms);
    db_bind_int(q, 3, id);
    return db_run(q, err) &&
           (strcmp(status, "ACTIVE") == 0 || connections_end(r, id, now_ms, err));
}

bool registry_update_ca(struct registry *r, int64_t id, const char *status,
                        const char *auto_registration, int64_t now_ms, struct err *err)
{
    struct db_stmt *q = db_query(registry_db(r),
                                 "UPDATE ca SET status = coalesce(?1, status),"
                                 " auto_registration = coalesce(?2, auto_registration),"
                                 " modified_ms = ?3 WHERE id = ?4",
                                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, status);
    db_bind_text(q, 2, auto_registration);
    db_bind_int(q, 3, now_ms);
    db_bind_int(q, 4, id);
    return db_run(q, err);
}

bool registry_add_member(struct registry *r, int64_t group_id, int64_t thing_id,
                         struct err *err)
{
    registry_moved(r);
    struct db_stmt *q =
        db_query(registry_db(r), "INSERT OR IGNORE INTO thing_group_member VALUES(?, ?)", err);
    if (!q)
        return false;
    db_bind_int(q, 1, group_id);
    db_bind_int(q, 2, thing_id);
    return db_run(q, err);
}

bool registry_policy_versions(struct registry *r, int64_t policy_id, int64_t *n,
                              int64_t *latest, struct err *err)
{
    bool row;
    struct db_stmt *q = db_query(
        registry_db(r),
        "SELECT count(*), coalesce(max(version), 0) FROM policy_version WHERE policy_id = ?",
        err);
    if (!q)
        return false;
    db_bind_int(q, 1, policy_id);
    if (!db_step(q, &row, err))
        return false;
    *n = db_int(q, 0);
    *latest = db_int(q, 1);
    db_reset(q);
    return true;
}

bool registry_add_policy_version(struct registry *r, int64_t policy_id, int64_t version,
                                 const char *document, int64_t now_ms, struct err *err)
{
    struct db_stmt *q =
        db_query(registry_db(r), "INSERT INTO policy_version VALUES(?, ?, ?, ?)", err);
    if (!q)
        return false;
    db_bind_int(q, 1, policy_id);
    db_bind_int(q, 2, version);
    db_bind_text(q, 3, document);
    db_bind_int(q, 4, now_ms);
    return db_run(q, err);
}

bool registry_set_default_version(struct registry *r, int64_t policy_id, int64_t version,
                                  int64_t now_ms, struct err *err)
{
    registry_moved(r);
    struct db_stmt *q =
        db_query(registry_db(r),
                 "UPDATE policy SET default_version = ?, modified_ms = ? WHERE id = ?", err);
    if (!q)
        return false;
    db_bind_int(q, 1, version);
    db_bind_int(q, 2, now_ms);
    db_bind_int(q, 3, policy_id);
    return db_run(q, err);
}

bool registry_set_logging(struct registry *r, const char *role_arn, const char *level,
                          int disabled, struct err *err)
{
    struct db_stmt *q = db_query(registry_db(r),
                                 "UPDATE logging_options SET v2_role = coalesce(?1, v2_role),"
                                 " v2_level = coalesce(?2, v2_level),"
                                 " v2_disabled = coalesce(?3, v2_disabled)",
                                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, role_arn);
    db_bind_text(q, 2, level);
    if (disabled >= 0)
        db_bind_int(q, 3, disabled);
    else
        db_bind_null(q, 3);
    return db_run(q, err);
}
