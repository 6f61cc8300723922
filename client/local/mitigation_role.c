#include "client/api/policy_role.h"
#include "client/local/mitigation_inside.h"

/* Is the text, or one of a list, what the pattern's side wants? */
static bool names(const struct json *value, bool (*is)(const char *text))
{
    if (value == NULL)
        return false;
    if (json_type(value) == JSON_STRING)
        return is(json_string(value));
    if (json_type(value) != JSON_ARRAY)
        return false;
    for (const struct json *item = json_first(value); item != NULL; item = json_next(item)) {
        if (json_type(item) == JSON_STRING && is(json_string(item)))
            return true;
    }
    return false;
}

static bool is_iot(const char *principal)
{
    return strcmp(principal, "iot.amazonaws.com") == 0;
}

static bool is_assume(const char *action)
{
    return policy_match_nocase(action, "sts:AssumeRole");
}

static bool is_allow(const char *effect)
{
    return strcmp(effect, "Allow") == 0;
}

static bool trusts(const struct json *statement)
{
    if (json_type(statement) != JSON_OBJECT)
        return false;
    const struct json *principal = json_get(statement, "Principal");
    return names(json_get(statement, "Effect"), is_allow) && principal != NULL &&
           json_type(principal) == JSON_OBJECT &&
           names(json_get(principal, "Service"), is_iot) &&
           names(json_get(statement, "Action"), is_assume);
}

/* May AWS IoT take the role on? Principals are not what api/policy reads. */
static bool trusted(const char *trust, struct arena *a)
{
    struct err unreadable;
    const struct json *document = json_parse(str_of(trust), a, &unreadable);
    const struct json *list = NULL;

    if (document != NULL && json_type(document) == JSON_OBJECT)
        list = json_get(document, "Statement");
    if (list == NULL)
        return false;
    if (json_type(list) != JSON_ARRAY)
        return trusts(list);
    for (const struct json *item = json_first(list); item != NULL; item = json_next(item)) {
        if (trusts(item))
            return true;
    }
    return false;
}

static const char *missing_right(const char *arn, const char *documents,
                                 const char *const *rights, struct arena *a)
{
    struct role_documents role;
    struct err unreadable;

    if (!role_parse(str_of(documents), a, &role, &unreadable))
        return arena_printf(a, "Role %s: %s", arn, unreadable.text);
    for (const char *const *right = rights; *right != NULL; right++) {
        if (!role_allows(&role, *right))
            return arena_printf(a, "Role %s is not allowed to perform %s.", arn, *right);
    }
    return NULL;
}

bool mitigation_role_obstacle(struct mitigation *m, const char *role_arn,
                              const char *const *rights, struct arena *a, const char **why,
                              struct err *err)
{
    struct db_stmt *s =
        db_query(m->db, "SELECT trust, documents FROM iam_role WHERE arn = ?", err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, role_arn);
    if (!db_step(s, &row, err))
        return false;
    if (!row)
        *why = arena_printf(a, "Role %s does not exist.", role_arn);
    else if (!trusted(db_text(s, 0), a))
        *why = arena_printf(a, "Role %s does not trust iot.amazonaws.com.", role_arn);
    else
        *why = missing_right(role_arn, db_text(s, 1), rights, a);
    db_reset(s);
    return true;
}
