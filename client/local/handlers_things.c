#include <string.h>

#include "client/api/things.h"
#include "client/local/fault.h"
#include "client/local/handlers.h"

/* Principals here belong to as many things as somebody attached them to. */
static const char principal_type[] = "NON_EXCLUSIVE_THING";

static bool describe_thing(struct call *c, struct err *err)
{
    const struct describe_thing_input *in = c->input;
    struct describe_thing_output *out = c->output;
    struct thing_row t;
    if (!find_thing(c, in->thing_name, &t, err))
        return false;
    out->thing_name = t.name;
    out->thing_arn = call_arn(c, ARN_THING, t.name);
    out->thing_id = t.uuid;
    out->thing_type_name = t.type;
    out->default_client_id = t.name;
    out->version = (struct opt_int){t.version, true};
    return attributes_list(c, t.attributes, &out->attributes, err);
}

/* ---- ListThings -------------------------------------------------------------------------- */

static bool thing_attribute(struct call *c, struct db_stmt *q, struct rows *rows,
                            struct err *err)
{
    struct thing_attribute *item = rows_add(rows, sizeof *item);
    item->thing_name = arena_str(c->arena, db_text(q, 0));
    item->thing_type_name = db_is_null(q, 1) ? NULL : arena_str(c->arena, db_text(q, 1));
    item->version = (struct opt_int){db_int(q, 3), true};
    item->thing_arn = call_arn(c, ARN_THING, item->thing_name);
    return attributes_list(c, db_text(q, 2), &item->attributes, err);
}

static bool list_things_filters(const struct list_things_input *in, struct err *err)
{
    if ((in->attribute_name == NULL) != (in->attribute_value == NULL))
        return fault(err, API_INVALID_REQUEST,
                     "attributeName and attributeValue have to be given together");
    return true;
}

static bool list_things(struct call *c, struct err *err)
{
    const struct list_things_input *in = c->input;
    struct list_things_output *out = c->output;
    struct page page;
    if (!list_things_filters(in, err) || !call_page(c, &page, err))
        return false;
    struct db_stmt *q =
        db_query(call_db(c),
                 "SELECT name, type, attributes, version FROM thing"
                 " WHERE name > ?1 AND (?2 IS NULL OR type = ?2) AND (?3 IS NULL OR EXISTS("
                 "  SELECT 1 FROM json_each(thing.attributes) AS a WHERE a.key = ?3 AND"
                 "  CASE WHEN ?5 THEN substr(a.value, 1, length(?4)) ELSE a.value END = ?4))"
                 " ORDER BY name LIMIT ?6",
                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, page.text);
    db_bind_text(q, 2, in->thing_type_name);
    db_bind_text(q, 3, in->attribute_name);
    db_bind_text(q, 4, in->attribute_value);
    db_bind_int(q, 5, in->use_prefix_attribute_value.value);
    db_bind_int(q, 6, page.limit + 1);
    struct rows rows = {.n = 0};
    bool ok, row;
    while ((ok = db_step(q, &row, err)) && row && rows.n < (size_t)page.limit)
        if (!(ok = thing_attribute(c, q, &rows, err)))
            break;
    db_reset(q);
    if (ok && row)
        out->next_token = page_token(
            &page, 0, ((const struct thing_attribute *)rows.items)[rows.n - 1].thing_name);
    if (ok)
        out->things = rows_list(&rows, c->arena);
    rows_free(&rows);
    return ok;
}

/* ---- principals -------------------------------------------------------------------------- */

static bool principals_page(struct call *c, const char *thing_name, const char **token,
                            struct registry_page *out, struct err *err)
{
    struct thing_row thing;
    struct page page;
    if (!find_thing(c, thing_name, &thing, err) || !call_page(c, &page, err) ||
        !registry_list(call_registry(c), LIST_PRINCIPALS_OF_THING, thing.id,
                       page.started ? page.text : NULL, (size_t)page.limit, c->arena, out, err))
        return false;
    if (out->after)
        *token = page_token(&page, 0, out->after);
    return true;
}

static bool list_thing_principals(struct call *c, struct err *err)
{
    const struct list_thing_principals_input *in = c->input;
    struct list_thing_principals_output *out = c->output;
    struct registry_page found;
    if (!principals_page(c, in->thing_name, &out->next_token, &found, err))
        return false;
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < found.n; i++)
        *(const char **)rows_add(&rows, sizeof(char *)) =
            call_arn(c, ARN_CERTIFICATE, found.texts[i]);
    out->principals = rows_list(&rows, c->arena);
    return true;
}

/* Does the filter leave anything? There are no exclusive principals here. */
static bool type_wanted(const char *type)
{
    return !type || strcmp(type, principal_type) == 0;
}

static bool list_thing_principals_v2(struct call *c, struct err *err)
{
    const struct list_thing_principals_v2_input *in = c->input;
    struct list_thing_principals_v2_output *out = c->output;
    struct registry_page found;
    if (!principals_page(c, in->thing_name, &out->next_token, &found, err))
        return false;
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < found.n && type_wanted(in->thing_principal_type); i++) {
        struct thing_principal_object *o = rows_add(&rows, sizeof *o);
        o->principal = call_arn(c, ARN_CERTIFICATE, found.texts[i]);
        o->thing_principal_type = principal_type;
    }
    out->thing_principal_objects = rows_list(&rows, c->arena);
    return true;
}

/* A Cognito identity ("us-east-1:uuid") is legal, and no thing here has one. */
static bool is_identity(const char *principal)
{
    return strncmp(principal, "arn:", 4) != 0 && strchr(principal, ':') != NULL;
}

static bool things_page(struct call *c, const char *principal, const char **token,
                        struct registry_page *out, struct err *err)
{
    struct certificate_row certificate;
    struct page page;
    const char *id;
    *out = (struct registry_page){.n = 0};
    if (!call_page(c, &page, err))
        return false;
    if (is_identity(principal))
        return true;
    if (!registry_arn_name(call_registry(c), ARN_CERTIFICATE, principal, &id))
        return fault(err, API_INVALID_REQUEST, "Invalid principal: %.100s", principal);
    if (!find_certificate(c, id, &certificate, err) ||
        !registry_list(call_registry(c), LIST_THINGS_OF_CERTIFICATE, certificate.id,
                       page.started ? page.text : NULL, (size_t)page.limit, c->arena, out, err))
        return false;
    if (out->after)
        *token = page_token(&page, 0, out->after);
    return true;
}

static bool list_principal_things(struct call *c, struct err *err)
{
    const struct list_principal_things_input *in = c->input;
    struct list_principal_things_output *out = c->output;
    struct registry_page found;
    if (!things_page(c, in->principal, &out->next_token, &found, err))
        return false;
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < found.n; i++)
        *(const char **)rows_add(&rows, sizeof(char *)) = found.texts[i];
    out->things = rows_list(&rows, c->arena);
    return true;
}

static bool list_principal_things_v2(struct call *c, struct err *err)
{
    const struct list_principal_things_v2_input *in = c->input;
    struct list_principal_things_v2_output *out = c->output;
    struct registry_page found;
    if (!things_page(c, in->principal, &out->next_token, &found, err))
        return false;
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < found.n && type_wanted(in->thing_principal_type); i++) {
        struct principal_thing_object *o = rows_add(&rows, sizeof *o);
        o->thing_name = found.texts[i];
        o->thing_principal_type = principal_type;
    }
    out->principal_thing_objects = rows_list(&rows, c->arena);
    return true;
}

/* ---- connections ------------------------------------------------------------------------- */

static void connectivity(struct call *c, struct db_stmt *q,
                         struct get_thing_connectivity_data_output *out)
{
    const struct get_thing_connectivity_data_input *in = c->input;
    bool connected = db_is_null(q, 4);
    out->connected = (struct opt_bool){connected, true};
    out->client_id = arena_str(c->arena, db_text(q, 0));
    out->timestamp = (struct opt_time){db_int(q, connected ? 3 : 4), true};
    if (!connected && !db_is_null(q, 5))
        out->disconnect_reason = arena_str(c->arena, db_text(q, 5));
    if (in->include_socket_information.value) {
        out->source_ip = arena_str(c->arena, db_text(q, 1));
        out->source_port = (struct opt_int){db_int(q, 2), true};
    }
}

/* A thing that never connected is not connected, and there is nothing more to say of it. */
static bool get_thing_connectivity_data(struct call *c, struct err *err)
{
    const struct get_thing_connectivity_data_input *in = c->input;
    struct get_thing_connectivity_data_output *out = c->output;
    struct thing_row thing;
    bool row;
    if (!find_thing(c, in->thing_name, &thing, err))
        return false;
    struct db_stmt *q =
        db_query(call_db(c),
                 "SELECT client_id, source_ip, source_port, connected_ms, disconnected_ms,"
                 " disconnect_reason FROM connection WHERE thing_id = ?"
                 " ORDER BY connected_ms DESC LIMIT 1",
                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, thing.id);
    if (!db_step(q, &row, err))
        return false;
    out->thing_name = thing.name;
    out->connected = (struct opt_bool){false, true};
    if (row)
        connectivity(c, q, out);
    db_reset(q);
    return true;
}

const struct handler handlers_things[] = {
    {"DescribeThing", describe_thing},
    {"ListThings", list_things},
    {"ListThingPrincipals", list_thing_principals},
    {"ListThingPrincipalsV2", list_thing_principals_v2},
    {"ListPrincipalThings", list_principal_things},
    {"ListPrincipalThingsV2", list_principal_things_v2},
    {"GetThingConnectivityData", get_thing_connectivity_data},
    {NULL, NULL},
};
