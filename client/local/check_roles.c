#include "client/api/policy_role.h"
#include "client/base/log.h"
#include "client/local/audit_inside.h"

#define YEAR_MS (365 * DAY_MS)

/* What a role check looks at: a pool or an alias, and the role behind it. */
struct holder {
    const char *resource;
    const char *role_arn;
    int64_t role;
    struct role_documents documents;
};
typedef bool role_fn(struct check_run *r, const struct holder *h, struct err *err);

static bool report(struct check_run *r, const struct holder *h, const char *reason,
                   const char *what, struct policy_texts which, struct err *err)
{
    struct check_finding f = {.resource = h->resource, .reason = reason, .info = {NULL, -1}};

    if (which.n == 0)
        return true;
    f.text =
        arena_printf(r->arena, "Role allows %s: %s.", what, policy_texts_list(which, r->arena));
    return check_report(r, &f, err) &&
           (r->check != CHECK_ROLE_ALIAS_PERMISSIVE && r->check != CHECK_ROLE_ALIAS_UNUSED
                ? true
                : check_relate(r, "IAM_ROLE",
                               arena_printf(r->arena, "iamRoleArn\t%s", h->role_arn), NULL,
                               err));
}

static struct policy_texts data_action_names(unsigned actions, struct arena *a)
{
    const char **items = arena_alloc(a, IOT_DATA_ACTION_COUNT, sizeof *items);
    size_t n = 0;

    for (int i = 0; i < IOT_DATA_ACTION_COUNT; i++) {
        if ((actions & 1u << i) != 0)
            items[n++] = iot_data_action_name((enum iot_data_action)i);
    }
    return (struct policy_texts){n, items};
}

static struct policy_texts join(struct policy_texts a, struct policy_texts b,
                                struct arena *arena)
{
    const char **items = arena_alloc(arena, a.n + b.n + 1, sizeof *items);
    size_t n = a.n;

    for (size_t i = 0; i < a.n; i++)
        items[i] = a.items[i];
    for (size_t i = 0; i < b.n; i++) {
        bool twice = false;
        for (size_t k = 0; k < a.n && !twice; k++)
            twice = strcmp(a.items[k], b.items[i]) == 0;
        if (!twice)
            items[n++] = b.items[i];
    }
    return (struct policy_texts){n, items};
}

static bool report_broad_data(struct check_run *r, const struct holder *h, unsigned actions,
                              struct err *err)
{
    return report(r, h, "ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS",
                  "broad access to IoT data plane actions",
                  data_action_names(actions, r->arena), err);
}

/* What roles of signed-in users and of devices must not have. */
static bool report_admin(struct check_run *r, const struct holder *h,
                         const struct role_grants *g, struct err *err)
{
    return report(r, h, "ALLOWS_BROAD_ACCESS_TO_IOT_THING_ADMIN_READ_ACTIONS",
                  "broad access to actions that read things", g->broad_read, err) &&
           report(r, h, "ALLOWS_ACCESS_TO_IOT_NON_THING_ADMIN_ACTIONS",
                  "administration of AWS IoT", g->other, err) &&
           report(r, h, "ALLOWS_ACCESS_TO_IOT_THING_ADMIN_WRITE_ACTIONS",
                  "actions that change things", g->write, err);
}

static bool judge_guest(struct check_run *r, const struct holder *h, struct err *err)
{
    struct role_grants g;

    role_find_grants(&h->documents, r->arena, &g);
    struct policy_texts admin = join(join(g.write, g.read, r->arena), g.other, r->arena);
    return report(r, h, "ALLOWS_ACCESS_TO_IOT_ADMIN_ACTIONS", "administration of AWS IoT",
                  admin, err) &&
           report_broad_data(r, h, g.data_actions, err);
}

static bool judge_user(struct check_run *r, const struct holder *h, struct err *err)
{
    struct role_grants g;

    role_find_grants(&h->documents, r->arena, &g);
    return report_admin(r, h, &g, err);
}

/* Services of iam_service_used for the role, used (or not) in the year before the audit. */
enum usage { USED, UNUSED };

static bool services_by_use(struct check_run *r, int64_t role, enum usage usage,
                            struct policy_texts *out, struct err *err)
{
    enum { SERVICES_MAX = 1024 }; /* AWS has some 400 */
    const char **items = arena_alloc(r->arena, SERVICES_MAX, sizeof *items);
    struct db_stmt *s = db_query(r->db,
                                 "SELECT service, last_used_ms FROM iam_service_used"
                                 " WHERE role_id = ? ORDER BY service",
                                 err);
    bool row = false, ok = s != NULL;
    size_t n = 0;

    if (s != NULL)
        db_bind_int(s, 1, role);
    while (ok && n < SERVICES_MAX && (ok = db_step(s, &row, err)) && row) {
        bool used = db_int(s, 1) > r->as_of_ms - YEAR_MS && db_int(s, 1) <= r->as_of_ms;
        if (used == (usage == USED))
            items[n++] = arena_str(r->arena, db_text(s, 0));
    }
    if (s != NULL)
        db_reset(s);
    *out = (struct policy_texts){n, items};
    return ok;
}

/* Of the services in use, those that the role administers. */
static bool administered(struct check_run *r, const struct holder *h, struct policy_texts *out,
                         struct err *err)
{
    struct policy_texts used;

    if (!services_by_use(r, h->role, USED, &used, err))
        return false;
    const char **items = arena_alloc(r->arena, used.n + 1, sizeof *items);
    size_t n = 0;
    for (size_t i = 0; i < used.n; i++) {
        if (role_administers(&h->documents, used.items[i], r->arena))
            items[n++] = used.items[i];
    }
    *out = (struct policy_texts){n, items};
    return true;
}

static bool judge_alias(struct check_run *r, const struct holder *h, struct err *err)
{
    struct policy_texts used, auditing = role_auditing_services(&h->documents, r->arena);
    struct role_grants g;

    role_find_grants(&h->documents, r->arena, &g);
    return administered(r, h, &used, err) &&
           report(r, h, "ALLOWS_BROAD_ACCESS_TO_USED_SERVICES",
                  "every action of services in use", used, err) &&
           report(r, h, "ALLOWS_ACCESS_TO_SECURITY_AUDITING_SERVICES",
                  "access to security auditing services", auditing, err) &&
           report_admin(r, h, &g, err) && report_broad_data(r, h, g.data_actions, err);
}

/* Services that the role names (or had, when it names all) and did not use for a year. */
static bool judge_unused(struct check_run *r, const struct holder *h, struct err *err)
{
    struct policy_texts used, stale;
    bool all;
    struct policy_texts named = role_services(&h->documents, r->arena, &all);

    if (!services_by_use(r, h->role, USED, &used, err) ||
        !services_by_use(r, h->role, UNUSED, &stale, err))
        return false;
    struct policy_texts allowed = all ? join(named, stale, r->arena) : named;
    const char **items = arena_alloc(r->arena, allowed.n + 1, sizeof *items);
    size_t n = 0;
    for (size_t i = 0; i < allowed.n; i++) {
        bool is_used = false;
        for (size_t k = 0; k < used.n && !is_used; k++)
            is_used = strcmp(used.items[k], allowed.items[i]) == 0;
        if (!is_used)
            items[n++] = allowed.items[i];
    }
    return report(r, h, "ALLOWS_ACCESS_TO_UNUSED_SERVICES",
                  "services not used in the last year", (struct policy_texts){n, items}, err);
}

static bool look(struct check_run *r, struct db_stmt *s, role_fn *judge, struct err *err)
{
    struct err unreadable;
    struct holder h = {.role_arn = db_text(s, 2), .role = db_int(s, 3)};
    const char *name = db_text(s, 1);
    const char *id =
        r->check == CHECK_ROLE_ALIAS_PERMISSIVE || r->check == CHECK_ROLE_ALIAS_UNUSED
            ? registry_arn(r->registry, ARN_ROLE_ALIAS, name, r->arena)
            : name;

    h.resource = audit_resource_of(r->check, id, NULL, NULL, r->arena);
    if (role_parse(str_of(db_text(s, 4)), r->arena, &h.documents, &unreadable))
        return judge(r, &h, err);
    log_write(LOG_WARN, "audit: role %s: %s", h.role_arn, unreadable.text);
    return true;
}

/* Rows: id, name, role ARN, role id, documents. Pools that somebody used lately. */
#define WINDOW_MS "2678400000"
_Static_assert(AUDIT_WINDOW_DAYS *DAY_MS == 2678400000, "the window as SQL says it");
#define POOLS(role)                                                                        \
    "SELECT p.id, p.pool_id, i.arn, i.id, i.documents FROM cognito_pool p"                 \
    " JOIN iam_role i ON i.arn = p." role                                                  \
    " WHERE p.id > ?1 AND p.last_connect_ms <= ?2 AND p.last_connect_ms > ?2 - " WINDOW_MS \
    " ORDER BY p.id"
#define ALIASES                                                       \
    "SELECT a.id, a.name, i.arn, i.id, i.documents FROM role_alias a" \
    " JOIN iam_role i ON i.arn = a.role_arn"                          \
    " WHERE a.id > ?1 AND a.created_ms <= ?2 ORDER BY a.id"

static bool look_guest(struct check_run *r, struct db_stmt *s, struct err *err)
{
    return look(r, s, judge_guest, err);
}

static bool look_user(struct check_run *r, struct db_stmt *s, struct err *err)
{
    return look(r, s, judge_user, err);
}

static bool look_alias(struct check_run *r, struct db_stmt *s, struct err *err)
{
    return look(r, s, judge_alias, err);
}

static bool look_unused(struct check_run *r, struct db_stmt *s, struct err *err)
{
    return look(r, s, judge_unused, err);
}

bool check_pool_unauthenticated(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r, POOLS("unauthenticated_role_arn"), look_guest, done, err);
}

bool check_pool_authenticated(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r, POOLS("authenticated_role_arn"), look_user, done, err);
}

bool check_alias_permissive(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r, ALIASES, look_alias, done, err);
}

bool check_alias_unused(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r, ALIASES, look_unused, done, err);
}
