#include "client/base/mem.h"
#include "client/local/mitigation_inside.h"
#include "client/local/tags_store.h"

enum { PARAMS_MAX = 16 * 1024 }; /* an ARN of 2,048 characters, each written as six */

bool mitigation_read_def(struct db_stmt *s, int first, struct arena *a,
                         struct mitigation_def *out, struct err *err)
{
    struct mitigation_action_params *params = arena_alloc(a, 1, sizeof *params);
    const struct json *object = json_parse(str_of(db_text(s, first + 3)), a, err);

    if (object == NULL ||
        !record_decode(&mitigation_action_params_record, object, a, params, err))
        return false;
    *out = (struct mitigation_def){.name = arena_str(a, db_text(s, first)),
                                   .action_id = arena_str(a, db_text(s, first + 1)),
                                   .type = arena_str(a, db_text(s, first + 2)),
                                   .role_arn = arena_str(a, db_text(s, first + 4)),
                                   .params = params};
    return true;
}

/* ---- what may be an action ---- */

static bool check_groups(const struct add_things_to_thing_group_params *p, struct err *err)
{
    const char *const *names = p->thing_group_names.items;

    for (size_t i = 0; i < p->thing_group_names.n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(names[i], names[k]) == 0)
                return fault(err, API_INVALID_REQUEST, "Thing group %s is named twice.",
                             names[i]);
        }
    }
    return true;
}

static bool check_role(const char *member, const char *arn, struct err *err)
{
    if (strncmp(arn, "arn:aws:iam::", 13) == 0 && strstr(arn, ":role/") != NULL)
        return true;
    return fault(err, API_INVALID_REQUEST, "%s is not the ARN of an IAM role.", member);
}

static bool check_params(const struct mitigation_action_params *p,
                         const struct mitigation_kind **kind, struct err *err)
{
    const struct mitigation_kind *found = mitigation_of_params(p);

    if (found == NULL)
        return fault(
            err, API_INVALID_REQUEST,
            "actionParams must have exactly one member: it says what the action does.");
    if (p->add_things_to_thing_group_params != NULL &&
        !check_groups(p->add_things_to_thing_group_params, err))
        return false;
    if (p->enable_iot_logging_params != NULL &&
        strcmp(p->enable_iot_logging_params->log_level, "DISABLED") == 0)
        return fault(err, API_INVALID_REQUEST,
                     "logLevel DISABLED does not turn logging on: use DEBUG, INFO, WARN or "
                     "ERROR.");
    if (p->enable_iot_logging_params != NULL &&
        !check_role("roleArnForLogging", p->enable_iot_logging_params->role_arn_for_logging,
                    err))
        return false;
    if (p->publish_finding_to_sns_params != NULL &&
        strncmp(p->publish_finding_to_sns_params->topic_arn, "arn:aws:sns:", 12) != 0)
        return fault(err, API_INVALID_REQUEST, "topicArn is not the ARN of an SNS topic.");
    *kind = found;
    return true;
}

static bool params_text(const struct mitigation_action_params *p, struct arena *a,
                        const char **out, struct err *err)
{
    struct buf text = BUF_INIT(PARAMS_MAX);
    struct json_writer w = {.out = &text};

    record_encode(&mitigation_action_params_record, p, &w);
    bool ok = !text.full || fault(err, API_INVALID_REQUEST,
                                  "actionParams is longer than %d bytes.", PARAMS_MAX);
    if (ok)
        *out = arena_str(a, buf_text(&text));
    buf_free(&text);
    return ok;
}

static const char *arn_of(struct mitigation *m, const char *name, struct arena *a)
{
    return registry_arn(m->registry, ARN_MITIGATION_ACTION, name, a);
}

/* ---- one action ---- */

struct action {
    struct mitigation_def def;
    int64_t id, created_ms, modified_ms;
};

static bool find_action(struct mitigation *m, const char *name, struct arena *a,
                        struct action *out, bool *found, struct err *err)
{
    struct db_stmt *s =
        db_query(m->db,
                 "SELECT name, action_id, type, params, role_arn, id, created_ms, modified_ms"
                 " FROM mitigation_action WHERE name = ?",
                 err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    if (!db_step(s, found, err))
        return false;
    bool ok = !*found || mitigation_read_def(s, 0, a, &out->def, err);
    if (ok && *found) {
        out->id = db_int(s, 5);
        out->created_ms = db_int(s, 6);
        out->modified_ms = db_int(s, 7);
    }
    db_reset(s);
    return ok;
}

static bool missing(struct err *err, const char *name)
{
    return fault(err, API_RESOURCE_NOT_FOUND, "Mitigation action %s does not exist.", name);
}

static bool insert(struct mitigation *m, const struct create_mitigation_action_input *in,
                   const char *type, const char *action_id, struct err *err)
{
    struct db_stmt *s =
        db_query(m->db,
                 "INSERT INTO mitigation_action(name, action_id, type, params, role_arn,"
                 " created_ms, modified_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?6)",
                 err);
    const char *params;

    if (s == NULL || !params_text(in->action_params, m->arena, &params, err))
        return false;
    db_bind_text(s, 1, in->action_name);
    db_bind_text(s, 2, action_id);
    db_bind_text(s, 3, type);
    db_bind_text(s, 4, params);
    db_bind_text(s, 5, in->role_arn);
    db_bind_int(s, 6, mitigation_now_ms(m));
    return db_run(s, err) &&
           tags_set(m->registry, arn_of(m, in->action_name, m->arena), in->tags, err);
}

static bool create(struct mitigation *m, const void *input, void *out, struct err *err)
{
    const struct create_mitigation_action_input *in = input;
    const struct mitigation_kind *kind;
    struct action there;
    int64_t n;
    bool found;

    if (!check_params(in->action_params, &kind, err) ||
        !check_role("roleArn", in->role_arn, err) ||
        !find_action(m, in->action_name, m->arena, &there, &found, err))
        return false;
    if (found)
        return fault(err, API_RESOURCE_ALREADY_EXISTS, "Mitigation action %s already exists.",
                     in->action_name);
    if (!mitigation_number(m, "SELECT count(*) FROM mitigation_action WHERE id >= ?", 0, &n,
                           err))
        return false;
    if (n >= MITIGATION_ACTIONS_MAX)
        return fault(err, API_LIMIT_EXCEEDED, "There are already %d mitigation actions.",
                     MITIGATION_ACTIONS_MAX);
    return insert(m, in, kind->name, out, err);
}

bool mitigation_create(struct mitigation *m, const struct create_mitigation_action_input *in,
                       struct arena *arena, struct create_mitigation_action_output *out,
                       struct err *err)
{
    char uuid[37];

    arena_reset(m->arena);
    keys_uuid(uuid);
    if (!mitigation_transaction(m, create, in, uuid, err))
        return false;
    *out = (struct create_mitigation_action_output){
        .action_arn = arn_of(m, in->action_name, arena), .action_id = arena_str(arena, uuid)};
    return true;
}

bool mitigation_describe(struct mitigation *m,
                         const struct describe_mitigation_action_input *in, struct arena *arena,
                         struct describe_mitigation_action_output *out, struct err *err)
{
    struct action a;
    bool found;

    if (!find_action(m, in->action_name, arena, &a, &found, err))
        return false;
    if (!found)
        return missing(err, in->action_name);
    *out = (struct describe_mitigation_action_output){
        .action_arn = arn_of(m, a.def.name, arena),
        .action_id = a.def.action_id,
        .action_name = a.def.name,
        .action_params = a.def.params,
        .action_type = a.def.type,
        .creation_date = {a.created_ms, true},
        .last_modified_date = {a.modified_ms, true},
        .role_arn = a.def.role_arn,
    };
    return true;
}

static bool write_update(struct mitigation *m, const struct action *a, const char *type,
                         const char *params, const char *role_arn, struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 "UPDATE mitigation_action SET type = ifnull(?, type),"
                                 " params = ifnull(?, params), role_arn = ifnull(?, role_arn),"
                                 " modified_ms = ? WHERE id = ?",
                                 err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, type);
    db_bind_text(s, 2, params);
    db_bind_text(s, 3, role_arn);
    db_bind_int(s, 4, mitigation_now_ms(m));
    db_bind_int(s, 5, a->id);
    return db_run(s, err);
}

static bool update(struct mitigation *m, const void *input, void *out, struct err *err)
{
    const struct update_mitigation_action_input *in = input;
    const struct mitigation_kind *kind = NULL;
    const char *params = NULL;
    struct action *a = out;
    bool found;

    if (in->action_params == NULL && in->role_arn == NULL)
        return fault(err, API_INVALID_REQUEST, "Give actionParams or roleArn to change.");
    if ((in->action_params != NULL && !check_params(in->action_params, &kind, err)) ||
        (in->role_arn != NULL && !check_role("roleArn", in->role_arn, err)) ||
        !find_action(m, in->action_name, m->arena, a, &found, err))
        return false;
    if (!found)
        return missing(err, in->action_name);
    if (kind != NULL && !params_text(in->action_params, m->arena, &params, err))
        return false;
    return write_update(m, a, kind != NULL ? kind->name : NULL, params, in->role_arn, err);
}

bool mitigation_update(struct mitigation *m, const struct update_mitigation_action_input *in,
                       struct arena *arena, struct update_mitigation_action_output *out,
                       struct err *err)
{
    struct action a;

    arena_reset(m->arena);
    if (!mitigation_transaction(m, update, in, &a, err))
        return false;
    *out = (struct update_mitigation_action_output){
        .action_arn = arn_of(m, in->action_name, arena),
        .action_id = arena_str(arena, a.def.action_id)};
    return true;
}

static bool delete_action(struct mitigation *m, const void *input, void *out, struct err *err)
{
    const char *name = input;
    struct db_stmt *s = db_query(m->db, "DELETE FROM mitigation_action WHERE name = ?", err);

    (void)out;
    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    return db_run(s, err) && tags_remove_all(m->registry, arn_of(m, name, m->arena), err);
}

bool mitigation_delete(struct mitigation *m, const struct delete_mitigation_action_input *in,
                       struct err *err)
{
    arena_reset(m->arena);
    return mitigation_transaction(m, delete_action, in->action_name, NULL, err);
}

/* ---- all of them ---- */

bool mitigation_list(struct mitigation *m, const struct list_mitigation_actions_input *in,
                     const struct page *page, struct arena *arena,
                     struct list_mitigation_actions_output *out, struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct mitigation_action_identifier *rows = arena_alloc(arena, limit + 1, sizeof *rows);
    struct db_stmt *s =
        db_query(m->db,
                 "SELECT name, created_ms FROM mitigation_action WHERE name > ?1"
                 " AND (?2 IS NULL OR type = ?2) ORDER BY name LIMIT ?3",
                 err);
    const char *next = NULL;
    bool row = false, ok = s != NULL;

    if (s != NULL) {
        db_bind_text(s, 1, page->text);
        db_bind_text(s, 2, in->action_type);
        db_bind_int(s, 3, page->limit + 1);
    }
    while (ok && next == NULL && (ok = db_step(s, &row, err)) && row) {
        if (n == limit) {
            next = page_token(page, 0, rows[n - 1].action_name);
            break;
        }
        const char *name = arena_str(arena, db_text(s, 0));
        rows[n++] =
            (struct mitigation_action_identifier){.action_arn = arn_of(m, name, arena),
                                                  .action_name = name,
                                                  .creation_date = {db_int(s, 1), true}};
    }
    if (s != NULL)
        db_reset(s);
    if (ok)
        *out = (struct list_mitigation_actions_output){.action_identifiers = {n, rows},
                                                       .next_token = next};
    return ok;
}
