#include <stdlib.h>
#include <string.h>

#include "client/api/groups.h"
#include "client/local/fault.h"
#include "client/local/handlers.h"
#include "client/local/registry_change.h"

/* ---- making one -------------------------------------------------------------------------- */

static char *attributes_json(const struct attribute_payload *payload)
{
    struct buf out = BUF_INIT(HTTPD_BODY_MAX);
    struct json_writer w = {.out = &out};
    const struct map_entry *entries = payload ? payload->attributes.items : NULL;
    json_open(&w, '{');
    for (size_t i = 0; entries && i < payload->attributes.n; i++) {
        json_text_member(&w, entries[i].key, *(const char *const *)entries[i].value);
    }
    json_close(&w, '}');
    return buf_steal(&out);
}

static bool group_insert(struct call *c, const struct create_thing_group_input *in,
                         int64_t parent_id, const char *uuid, struct err *err)
{
    const struct thing_group_properties *p = in->thing_group_properties;
    struct db_stmt *q =
        db_query(call_db(c),
                 "INSERT INTO thing_group(name, parent_id, description, attributes, uuid,"
                 " created_ms) VALUES(?, ?, ?, ?, ?, ?)",
                 err);
    if (!q)
        return false;
    char *attributes = attributes_json(p ? p->attribute_payload : NULL);
    db_bind_text(q, 1, in->thing_group_name);
    if (parent_id)
        db_bind_int(q, 2, parent_id);
    db_bind_text(q, 3, p && p->thing_group_description ? p->thing_group_description : "");
    db_bind_text(q, 4, attributes);
    db_bind_text(q, 5, uuid);
    db_bind_int(q, 6, call_now_ms(c));
    free(attributes);
    return db_run(q, err);
}

static bool create_thing_group(struct call *c, struct err *err)
{
    const struct create_thing_group_input *in = c->input;
    struct create_thing_group_output *out = c->output;
    struct group_row parent = {.id = 0}, other;
    bool found;
    char uuid[37];
    if (in->tags.n > 0)
        return not_served(err, "CreateThingGroup with tags");
    if ((in->parent_group_name && !find_group(c, in->parent_group_name, &parent, err)) ||
        !registry_group(call_registry(c), in->thing_group_name, c->arena, &other, &found, err))
        return false;
    if (found)
        return fault(err, API_RESOURCE_ALREADY_EXISTS,
                     "Thing Group %s already exists in current account", in->thing_group_name);
    keys_uuid(uuid);
    if (!group_insert(c, in, parent.id, uuid, err))
        return false;
    out->thing_group_name = in->thing_group_name;
    out->thing_group_arn = call_arn(c, ARN_THING_GROUP, in->thing_group_name);
    out->thing_group_id = arena_str(c->arena, uuid);
    return true;
}

/* ---- who is in it ------------------------------------------------------------------------ */

static bool member_add(struct call *c, int64_t group_id, int64_t thing_id, struct err *err)
{
    return registry_add_member(call_registry(c), group_id, thing_id, err);
}

static bool member_remove(struct call *c, int64_t group_id, int64_t thing_id, struct err *err)
{
    registry_moved(call_registry(c));
    struct db_stmt *q = db_query(
        call_db(c), "DELETE FROM thing_group_member WHERE group_id = ? AND thing_id = ?", err);
    if (!q)
        return false;
    db_bind_int(q, 1, group_id);
    db_bind_int(q, 2, thing_id);
    return db_run(q, err);
}

/* Either the name or the ARN; both have to mean the same. */
static bool name_of(struct call *c, enum arn_kind kind, const char *name, const char *arn,
                    const char *what, const char **out, struct err *err)
{
    const char *in_arn = NULL;
    if (arn && !registry_arn_name(call_registry(c), kind, arn, &in_arn))
        return fault(err, API_INVALID_REQUEST, "%.100s is no ARN of a %s of this account", arn,
                     what);
    if (!name && !in_arn)
        return fault(err, API_INVALID_REQUEST, "A %s is needed, by name or ARN", what);
    if (name && in_arn && strcmp(name, in_arn) != 0)
        return fault(err, API_INVALID_REQUEST, "Name and ARN of the %s do not agree", what);
    *out = name ? name : in_arn;
    return true;
}

struct membership {
    struct thing_row thing;
    struct group_row group;
};

static bool membership_find(struct call *c, const struct add_thing_to_thing_group_input *in,
                            struct membership *m, struct err *err)
{
    const char *thing, *group;
    return name_of(c, ARN_THING, in->thing_name, in->thing_arn, "thing", &thing, err) &&
           name_of(c, ARN_THING_GROUP, in->thing_group_name, in->thing_group_arn, "thing group",
                   &group, err) &&
           find_thing(c, thing, &m->thing, err) && find_group(c, group, &m->group, err);
}

static bool add_thing_to_thing_group(struct call *c, struct err *err)
{
    struct membership m;
    return membership_find(c, c->input, &m, err) && member_add(c, m.group.id, m.thing.id, err);
}

static bool remove_thing_from_thing_group(struct call *c, struct err *err)
{
    const struct remove_thing_from_thing_group_input *in = c->input;
    struct add_thing_to_thing_group_input same = {.thing_arn = in->thing_arn,
                                                  .thing_name = in->thing_name,
                                                  .thing_group_arn = in->thing_group_arn,
                                                  .thing_group_name = in->thing_group_name};
    struct membership m;
    return membership_find(c, &same, &m, err) && member_remove(c, m.group.id, m.thing.id, err);
}

typedef bool member_fn(struct call *c, int64_t group_id, int64_t thing_id, struct err *err);

static bool members_each(struct call *c, struct list names, int64_t thing_id, member_fn *fn,
                         struct err *err)
{
    const char *const *items = names.items;
    for (size_t i = 0; i < names.n; i++) {
        struct group_row group;
        if (!find_group(c, items[i], &group, err) || !fn(c, group.id, thing_id, err))
            return false;
    }
    return true;
}

/* All or nothing. */
static bool update_thing_groups_for_thing(struct call *c, struct err *err)
{
    const struct update_thing_groups_for_thing_input *in = c->input;
    struct registry *r = call_registry(c);
    struct thing_row thing;
    if (!in->thing_name)
        return fault(err, API_INVALID_REQUEST, "thingName is needed");
    if (!find_thing(c, in->thing_name, &thing, err) || !registry_begin(r, err))
        return false;
    if (members_each(c, in->thing_groups_to_add, thing.id, member_add, err) &&
        members_each(c, in->thing_groups_to_remove, thing.id, member_remove, err))
        return registry_commit(r, err);
    registry_rollback(r);
    return false;
}

const struct handler handlers_group_changes[] = {
    {"CreateThingGroup", create_thing_group},
    {"AddThingToThingGroup", add_thing_to_thing_group},
    {"RemoveThingFromThingGroup", remove_thing_from_thing_group},
    {"UpdateThingGroupsForThing", update_thing_groups_for_thing},
    {NULL, NULL},
};
