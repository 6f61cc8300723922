#include <stdio.h>

#include "client/local/detect.h"
#include "client/local/fault.h"
#include "client/local/profiles.h"

/* What stands after the account in the ARNs of whole populations. */
static const struct {
    const char *tail;
    enum profile_target_kind kind;
} populations[] = {
    {"all/things", TARGET_ALL},
    {"all/registered-things", TARGET_REGISTERED},
    {"all/unregistered-things", TARGET_UNREGISTERED},
};

static bool is_population(struct registry *r, const char *arn, enum profile_target_kind *kind)
{
    char prefix[128];

    (void)snprintf(prefix, sizeof prefix, "arn:aws:iot:%s:%s:", registry_region(r),
                   registry_account(r));
    if (!str_starts(arn, prefix))
        return false;
    for (size_t i = 0; i < COUNT_OF(populations); i++) {
        if (strcmp(arn + strlen(prefix), populations[i].tail) == 0) {
            *kind = populations[i].kind;
            return true;
        }
    }
    return false;
}

static bool read_target(struct registry *r, const char *arn, struct arena *a,
                        struct profile_target *out, struct err *err)
{
    struct group_row group;
    const char *name;
    bool found;

    *out = (struct profile_target){.kind = TARGET_ALL};
    if (is_population(r, arn, &out->kind))
        return true;
    if (!registry_arn_name(r, ARN_THING_GROUP, arn, &name))
        return fault(err, API_INVALID_REQUEST,
                     "securityProfileTargetArn is neither the ARN of a thing group of this "
                     "account nor of all/things, all/registered-things or "
                     "all/unregistered-things.");
    if (!registry_group(r, name, a, &group, &found, err))
        return false;
    if (!found)
        return fault(err, API_RESOURCE_NOT_FOUND, "Thing group %s does not exist.", name);
    *out = (struct profile_target){.kind = TARGET_GROUP, .group_id = group.id};
    return true;
}

/* How many other profiles watch it already. */
static bool check_room(struct registry *r, int64_t profile, const char *arn, struct err *err)
{
    struct db_stmt *s = db_query(
        registry_db(r),
        "SELECT count(*) FROM security_profile_target WHERE arn = ? AND profile <> ?", err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, arn);
    db_bind_int(s, 2, profile);
    if (!db_step(s, &row, err))
        return false;
    int64_t n = db_int(s, 0);
    db_reset(s);
    return n < DETECT_PROFILES_PER_TARGET ||
           fault(err, API_LIMIT_EXCEEDED,
                 "There are already %d security profiles attached to this target: detach one"
                 " first.",
                 DETECT_PROFILES_PER_TARGET);
}

bool profile_rows_attach(struct registry *r, const char *profile, const char *target_arn,
                         struct arena *a, struct err *err)
{
    struct profile_target target;
    int64_t id;

    if (!profile_rows_id(r, profile, a, &id, err) ||
        !read_target(r, target_arn, a, &target, err) || !check_room(r, id, target_arn, err))
        return false;
    struct db_stmt *s = db_query(registry_db(r),
                                 "INSERT OR IGNORE INTO security_profile_target(profile, kind,"
                                 " group_id, arn) VALUES(?, ?, ?, ?)",
                                 err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, id);
    db_bind_int(s, 2, (int64_t)target.kind);
    if (target.kind == TARGET_GROUP)
        db_bind_int(s, 3, target.group_id);
    db_bind_text(s, 4, target_arn);
    return db_run(s, err);
}

bool profile_rows_detach(struct registry *r, const char *profile, const char *target_arn,
                         struct arena *a, struct err *err)
{
    struct profile_target target;
    int64_t id;

    if (!profile_rows_id(r, profile, a, &id, err) ||
        !read_target(r, target_arn, a, &target, err))
        return false;
    struct db_stmt *s =
        db_query(registry_db(r),
                 "DELETE FROM security_profile_target WHERE profile = ? AND arn = ?", err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, id);
    db_bind_text(s, 2, target_arn);
    return db_run(s, err);
}

bool profile_rows_load_targets(struct registry *r, struct arena *a, struct profile *p,
                               struct err *err)
{
    struct db_stmt *s = db_query(registry_db(r),
                                 "SELECT count(*) OVER (), kind, ifnull(group_id, 0) FROM"
                                 " security_profile_target WHERE profile = ? ORDER BY id",
                                 err);
    bool row = false, ok = s != NULL;

    p->targets = NULL;
    p->n_targets = 0;
    if (s != NULL)
        db_bind_int(s, 1, p->id);
    while (ok && (ok = db_step(s, &row, err)) && row) {
        if (p->targets == NULL)
            p->targets = arena_alloc(a, (size_t)db_int(s, 0), sizeof *p->targets);
        p->targets[p->n_targets++] = (struct profile_target){
            .kind = (enum profile_target_kind)db_int(s, 1), .group_id = db_int(s, 2)};
    }
    if (s != NULL)
        db_reset(s);
    return ok;
}

/* ---- lists ---- */

bool profile_rows_targets(struct registry *r,
                          const struct list_targets_for_security_profile_input *in,
                          const struct page *page, struct arena *a,
                          struct list_targets_for_security_profile_output *out, struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct security_profile_target *rows = arena_alloc(a, limit + 1, sizeof *rows);
    const char *next = NULL;
    int64_t profile, last = 0;
    bool row = false, ok;

    if (!profile_rows_id(r, in->security_profile_name, a, &profile, err))
        return false;
    struct db_stmt *s = db_query(registry_db(r),
                                 "SELECT id, arn FROM security_profile_target WHERE profile = ?"
                                 " AND id > ? ORDER BY id LIMIT ?",
                                 err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, profile);
    db_bind_int(s, 2, page->number);
    db_bind_int(s, 3, page->limit + 1);
    while ((ok = db_step(s, &row, err)) && row && next == NULL) {
        if (n == limit) {
            next = page_token(page, last, NULL);
            continue;
        }
        last = db_int(s, 0);
        rows[n++].arn = arena_str(a, db_text(s, 1));
    }
    db_reset(s);
    *out = (struct list_targets_for_security_profile_output){
        .next_token = next, .security_profile_targets = {n, rows}};
    return ok;
}

/* ?1 the target, ?2 its group's row, ?3 whether groups below it count, ?4 after, ?5 how many */
static const char of_target[] =
    "WITH RECURSIVE below(id) AS (SELECT ?2 WHERE ?2 <> 0 UNION"
    " SELECT g.id FROM thing_group g JOIN below b ON g.parent_id = b.id WHERE ?3)"
    " SELECT t.id, p.name, t.arn FROM security_profile_target t"
    " JOIN security_profile p ON p.id = t.profile"
    " WHERE (t.arn = ?1 OR t.group_id IN (SELECT id FROM below)) AND t.id > ?4"
    " ORDER BY t.id LIMIT ?5";

static void read_mapping(struct registry *r, struct db_stmt *s, struct arena *a,
                         struct security_profile_target_mapping *out)
{
    struct security_profile_identifier *profile = arena_alloc(a, 1, sizeof *profile);
    struct security_profile_target *target = arena_alloc(a, 1, sizeof *target);

    profile->name = arena_str(a, db_text(s, 1));
    profile->arn = registry_arn(r, ARN_SECURITY_PROFILE, profile->name, a);
    target->arn = arena_str(a, db_text(s, 2));
    *out = (struct security_profile_target_mapping){profile, target};
}

bool profile_rows_of_target(struct registry *r,
                            const struct list_security_profiles_for_target_input *in,
                            const struct page *page, struct arena *a,
                            struct list_security_profiles_for_target_output *out,
                            struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct security_profile_target_mapping *rows = arena_alloc(a, limit + 1, sizeof *rows);
    struct profile_target target;
    const char *next = NULL;
    int64_t last = 0;
    bool row = false, ok;

    if (!read_target(r, in->security_profile_target_arn, a, &target, err))
        return false;
    struct db_stmt *s = db_query(registry_db(r), of_target, err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, in->security_profile_target_arn);
    db_bind_int(s, 2, target.group_id);
    db_bind_int(s, 3, in->recursive.set && in->recursive.value);
    db_bind_int(s, 4, page->number);
    db_bind_int(s, 5, page->limit + 1);
    while ((ok = db_step(s, &row, err)) && row && next == NULL) {
        if (n == limit) {
            next = page_token(page, last, NULL);
            continue;
        }
        last = db_int(s, 0);
        read_mapping(r, s, a, &rows[n++]);
    }
    db_reset(s);
    *out = (struct list_security_profiles_for_target_output){
        .next_token = next, .security_profile_target_mappings = {n, rows}};
    return ok;
}
