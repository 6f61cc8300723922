#include "client/local/registry.h"

#include <stdio.h>
#include <stdlib.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/local/schema.h"

enum {
    ACCOUNT_DIGITS = 12,
    REGION_MAX = 32, /* the longest today has 14 characters */
};

struct registry {
    struct db *db;
    char account[ACCOUNT_DIGITS + 1];
    char region[REGION_MAX + 1];
    bool in_transaction;
    uint64_t generation;
};

struct arn_form {
    const char *service;
    const char *prefix; /* between the account and the name */
    bool regional;
};

static const struct arn_form arn_forms[] = {
    [ARN_THING] = {"iot", "thing/", true},
    [ARN_THING_GROUP] = {"iot", "thinggroup/", true},
    [ARN_CERTIFICATE] = {"iot", "cert/", true},
    [ARN_CA_CERTIFICATE] = {"iot", "cacert/", true},
    [ARN_POLICY] = {"iot", "policy/", true},
    [ARN_ROLE_ALIAS] = {"iot", "rolealias/", true},
    [ARN_SCHEDULED_AUDIT] = {"iot", "scheduledaudit/", true},
    [ARN_MITIGATION_ACTION] = {"iot", "mitigationaction/", true},
    [ARN_SECURITY_PROFILE] = {"iot", "securityprofile/", true},
    [ARN_CUSTOM_METRIC] = {"iot", "custommetric/", true},
    [ARN_DIMENSION] = {"iot", "dimension/", true},
    [ARN_JOB] = {"iot", "job/", true},
    [ARN_IAM_ROLE] = {"iam", "role/", false},
    [ARN_SNS_TOPIC] = {"sns", "", true},
};

static bool open_file(struct registry *r, const char *dir, struct err *err)
{
    if (strcmp(dir, ":memory:") == 0)
        return db_open(&r->db, dir, DB_SYNC_FULL, err);
    if (!files_mkdirs(dir, err))
        return false;
    char *path = mem_printf("%s/service.db", dir);
    bool ok = db_open(&r->db, path, DB_SYNC_FULL, err);
    free(path);
    return ok;
}

/* What the state says wins over what is asked for: ARNs inside it carry both. */
static bool settle(struct registry *r, const char *key, const char *wanted, char *out,
                   size_t size, struct err *err)
{
    struct arena *a = arena_new();
    const char *kept = NULL;
    bool ok = registry_meta(r, key, a, &kept, err);
    if (ok && !kept)
        ok = registry_set_meta(r, key, wanted, err);
    const char *value = kept ? kept : wanted;
    if (ok && strlen(value) >= size)
        ok = err_set(err, ERR_CONFIG, "%s \"%s\" is too long", key, value);
    if (ok)
        memcpy(out, value, strlen(value) + 1);
    arena_free(a);
    return ok;
}

static bool check_account(const char *account, struct err *err)
{
    int64_t number;
    struct str s = str_of(account);
    if (s.n == ACCOUNT_DIGITS && str_to_int(s, 0, INT64_MAX, &number))
        return true;
    err_set(err, ERR_USAGE, "account id \"%s\" is not 12 digits", account);
    return false;
}

bool registry_open(struct registry **out, const char *dir, const struct registry_options *o,
                   struct err *err)
{
    const char *account = o && o->account ? o->account : REGISTRY_ACCOUNT;
    const char *region = o && o->region ? o->region : REGISTRY_REGION;
    if (!check_account(account, err))
        return false;
    struct registry *r = mem_alloc(1, sizeof *r);
    if (!open_file(r, dir, err) ||
        !db_migrate(r->db, schema_migrations, schema_migration_count, err) ||
        !settle(r, "account", account, r->account, sizeof r->account, err) ||
        !settle(r, "region", region, r->region, sizeof r->region, err)) {
        registry_close(r);
        return false;
    }
    *out = r;
    return true;
}

void registry_close(struct registry *r)
{
    if (!r)
        return;
    if (r->db)
        db_close(r->db);
    free(r);
}

struct db *registry_db(const struct registry *r)
{
    return r->db;
}

const char *registry_account(const struct registry *r)
{
    return r->account;
}

const char *registry_region(const struct registry *r)
{
    return r->region;
}

uint64_t registry_generation(const struct registry *r)
{
    return r->generation;
}

void registry_moved(struct registry *r)
{
    r->generation++;
}

bool registry_begin(struct registry *r, struct err *err)
{
    if (r->in_transaction)
        bug("registry_begin inside a transaction");
    if (!db_exec(r->db, "BEGIN IMMEDIATE", err))
        return false;
    r->in_transaction = true;
    return true;
}

bool registry_commit(struct registry *r, struct err *err)
{
    if (!db_exec(r->db, "COMMIT", err))
        return false;
    r->in_transaction = false;
    return true;
}

void registry_rollback(struct registry *r)
{
    struct err ignored;
    if (r->in_transaction && !db_exec(r->db, "ROLLBACK", &ignored))
        r->in_transaction = false; /* SQLite has rolled back by itself, after a full disk say */
    r->in_transaction = false;
}

bool registry_meta(struct registry *r, const char *key, struct arena *a, const char **out,
                   struct err *err)
{
    struct db_stmt *s = db_query(r->db, "SELECT value FROM meta WHERE key = ?", err);
    if (!s)
        return false;
    db_bind_text(s, 1, key);
    bool row;
    if (!db_step(s, &row, err))
        return false;
    *out = row ? arena_str(a, db_text(s, 0)) : NULL;
    db_reset(s);
    return true;
}

bool registry_set_meta(struct registry *r, const char *key, const char *value, struct err *err)
{
    struct db_stmt *s = db_query(r->db,
                                 "INSERT INTO meta(key, value) VALUES(?, ?)"
                                 " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                                 err);
    if (!s)
        return false;
    db_bind_text(s, 1, key);
    db_bind_text(s, 2, value);
    return db_run(s, err);
}

const char *registry_arn(const struct registry *r, enum arn_kind kind, const char *name,
                         struct arena *a)
{
    const struct arn_form *f = &arn_forms[kind];
    return arena_printf(a, "arn:aws:%s:%s:%s:%s%s", f->service, f->regional ? r->region : "",
                        r->account, f->prefix, name);
}

bool registry_arn_name(const struct registry *r, enum arn_kind kind, const char *arn,
                       const char **name)
{
    const struct arn_form *f = &arn_forms[kind];
    char start[128];
    int n = snprintf(start, sizeof start, "arn:aws:%s:%s:%s:%s", f->service,
                     f->regional ? r->region : "", r->account, f->prefix);
    if (n < 0 || (size_t)n >= sizeof start || !str_starts(arn, start) || !arn[n])
        return false;
    *name = arn + n;
    return true;
}
