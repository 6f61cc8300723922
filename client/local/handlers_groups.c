#include <string.h>

#include "client/api/groups.h"
#include "client/local/fault.h"
#include "client/local/handlers.h"

enum { DEPTH_MAX = 16 }; /* more than the seven levels a hierarchy may have */

static struct list names_and_arns(struct call *c, const char *const *names, size_t n)
{
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < n; i++) {
        struct group_name_and_arn *g = rows_add(&rows, sizeof *g);
        g->group_name = names[i];
        g->group_arn = call_arn(c, ARN_THING_GROUP, names[i]);
    }
    return rows_list(&rows, c->arena);
}

/* One column of names out of a bound query, at most page->limit of them. */
static bool names_step(struct call *c, struct db_stmt *q, const struct page *page,
                       struct rows *rows, const char **token, struct err *err)
{
    bool ok, row;
    while ((ok = db_step(q, &row, err)) && row && rows->n < (size_t)page->limit)
        *(const char **)rows_add(rows, sizeof(char *)) = arena_str(c->arena, db_text(q, 0));
    db_reset(q);
    if (ok && row)
        *token =
            page_token(page, 0, ((const char *const *)(const void *)rows->items)[rows->n - 1]);
    return ok;
}

/* ---- lists ------------------------------------------------------------------------------- */

static const char children_sql[] =
    "SELECT name FROM thing_group WHERE name > ?1 AND parent_id IS ?2"
    " AND (?3 IS NULL OR substr(name, 1, length(?3)) = ?3) ORDER BY name LIMIT ?4";
static const char below_sql[] =
    "WITH RECURSIVE down(id, depth) AS (SELECT id, 1 FROM thing_group WHERE parent_id IS ?2"
    " UNION SELECT g.id, down.depth + 1 FROM thing_group g JOIN down ON g.parent_id = down.id"
    " WHERE down.depth < ?5)"
    " SELECT name FROM thing_group WHERE id IN (SELECT id FROM down) AND name > ?1"
    " AND (?3 IS NULL OR substr(name, 1, length(?3)) = ?3) ORDER BY name LIMIT ?4";

static bool list_thing_groups(struct call *c, struct err *err)
{
    const struct list_thing_groups_input *in = c->input;
    struct list_thing_groups_output *out = c->output;
    bool recursive = !in->recursive.set || in->recursive.value;
    struct group_row parent = {.id = 0};
    struct page page;
    struct rows rows = {.n = 0};
    if (!call_page(c, &page, err) ||
        (in->parent_group && !find_group(c, in->parent_group, &parent, err)))
        return false;
    struct db_stmt *q = recursive ? db_query(call_db(c), below_sql, err)
                                  : db_query(call_db(c), children_sql, err);
    if (!q)
        return false;
    db_bind_text(q, 1, page.text);
    if (in->parent_group)
        db_bind_int(q, 2, parent.id);
    db_bind_text(q, 3, in->name_prefix_filter);
    db_bind_int(q, 4, page.limit + 1);
    if (recursive)
        db_bind_int(q, 5, DEPTH_MAX);
    bool ok = names_step(c, q, &page, &rows, &out->next_token, err);
    if (ok)
        out->thing_groups =
            names_and_arns(c, (const char *const *)(const void *)rows.items, rows.n);
    rows_free(&rows);
    return ok;
}

static const char members_sql[] =
    "SELECT t.name FROM thing_group_member m JOIN thing t ON t.id = m.thing_id"
    " WHERE m.group_id = ?2 AND t.name > ?1 ORDER BY t.name LIMIT ?3";
static const char members_below_sql[] =
    "WITH RECURSIVE down(id, depth) AS (SELECT ?2, 1"
    " UNION SELECT g.id, down.depth + 1 FROM thing_group g JOIN down ON g.parent_id = down.id"
    " WHERE down.depth < ?4)"
    " SELECT DISTINCT t.name FROM thing_group_member m JOIN thing t ON t.id = m.thing_id"
    " WHERE m.group_id IN (SELECT id FROM down) AND t.name > ?1 ORDER BY t.name LIMIT ?3";

static bool list_things_in_thing_group(struct call *c, struct err *err)
{
    const struct list_things_in_thing_group_input *in = c->input;
    struct list_things_in_thing_group_output *out = c->output;
    struct group_row group;
    struct page page;
    struct rows rows = {.n = 0};
    if (!find_group(c, in->thing_group_name, &group, err) || !call_page(c, &page, err))
        return false;
    struct db_stmt *q = in->recursive.value ? db_query(call_db(c), members_below_sql, err)
                                            : db_query(call_db(c), members_sql, err);
    if (!q)
        return false;
    db_bind_text(q, 1, page.text);
    db_bind_int(q, 2, group.id);
    db_bind_int(q, 3, page.limit + 1);
    if (in->recursive.value)
        db_bind_int(q, 4, DEPTH_MAX);
    bool ok = names_step(c, q, &page, &rows, &out->next_token, err);
    if (ok)
        out->things = rows_list(&rows, c->arena);
    rows_free(&rows);
    return ok;
}

static bool list_thing_groups_for_thing(struct call *c, struct err *err)
{
    const struct list_thing_groups_for_thing_input *in = c->input;
    struct list_thing_groups_for_thing_output *out = c->output;
    struct thing_row thing;
    struct page page;
    struct registry_page found;
    if (!find_thing(c, in->thing_name, &thing, err) || !call_page(c, &page, err) ||
        !registry_list(call_registry(c), LIST_GROUPS_OF_THING, thing.id,
                       page.started ? page.text : NULL, (size_t)page.limit, c->arena, &found,
                       err))
        return false;
    out->thing_groups = names_and_arns(c, found.texts, found.n);
    if (found.after)
        out->next_token = page_token(&page, 0, found.after);
    return true;
}

/* ---- one group --------------------------------------------------------------------------- */

/* Names from the root down to the parent. */
static bool ancestors(struct call *c, int64_t parent_id, struct rows *rows, struct err *err)
{
    bool ok, row;
    struct db_stmt *q = db_query(
        call_db(c),
        "WITH RECURSIVE up(id, name, parent_id, depth) AS ("
        " SELECT id, name, parent_id, 1 FROM thing_group WHERE id = ?1"
        " UNION ALL SELECT g.id, g.name, g.parent_id, up.depth + 1 FROM thing_group g JOIN up"
        " ON g.id = up.parent_id WHERE up.depth < ?2) SELECT name FROM up ORDER BY depth DESC",
        err);
    if (!q)
        return false;
    db_bind_int(q, 1, parent_id);
    db_bind_int(q, 2, DEPTH_MAX);
    while ((ok = db_step(q, &row, err)) && row)
        *(const char **)rows_add(rows, sizeof(char *)) = arena_str(c->arena, db_text(q, 0));
    db_reset(q);
    return ok;
}

static bool metadata(struct call *c, const struct group_row *group,
                     struct describe_thing_group_output *out, struct err *err)
{
    struct thing_group_metadata *m = arena_alloc(c->arena, 1, sizeof *m);
    struct rows rows = {.n = 0};
    m->creation_date = (struct opt_time){group->created_ms, true};
    if (group->parent_id) {
        if (!ancestors(c, group->parent_id, &rows, err)) {
            rows_free(&rows);
            return false;
        }
        const char *const *names = (const void *)rows.items;
        m->root_to_parent_thing_groups = names_and_arns(c, names, rows.n);
        m->parent_group_name = rows.n ? names[rows.n - 1] : NULL;
        rows_free(&rows);
    }
    out->thing_group_metadata = m;
    return true;
}

static bool properties(struct call *c, const struct group_row *group,
                       struct describe_thing_group_output *out, struct err *err)
{
    struct thing_group_properties *p = arena_alloc(c->arena, 1, sizeof *p);
    struct attribute_payload *payload = arena_alloc(c->arena, 1, sizeof *payload);
    if (!attributes_list(c, group->attributes, &payload->attributes, err))
        return false;
    p->attribute_payload = payload;
    p->thing_group_description = *group->description ? group->description : NULL;
    out->thing_group_properties = p;
    return true;
}

static bool describe_thing_group(struct call *c, struct err *err)
{
    const struct describe_thing_group_input *in = c->input;
    struct describe_thing_group_output *out = c->output;
    struct group_row group;
    if (!find_group(c, in->thing_group_name, &group, err) || !metadata(c, &group, out, err) ||
        !properties(c, &group, out, err))
        return false;
    out->thing_group_name = group.name;
    out->thing_group_arn = call_arn(c, ARN_THING_GROUP, group.name);
    out->thing_group_id = group.uuid;
    out->version = (struct opt_int){group.version, true};
    return true;
}

const struct handler handlers_groups[] = {
    {"ListThingGroups", list_thing_groups},
    {"DescribeThingGroup", describe_thing_group},
    {"ListThingsInThingGroup", list_things_in_thing_group},
    {"ListThingGroupsForThing", list_thing_groups_for_thing},
    {NULL, NULL},
};
