#include "client/local/handlers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/local/fault.h"

enum { ROWS_MAX = 1000 }; /* of one answer: four times the largest page */

static const struct handler *const tables[] = {
    handlers_account,        handlers_things,
    handlers_certificates,   handlers_policies,
    handlers_groups,         handlers_group_changes,
    handlers_audit,          handlers_suppressions,
    handlers_schedules,      handlers_policy_changes,
    handlers_tags,           handlers_mitigation,
    handlers_profiles,       handlers_profile_targets,
    handlers_custom_metrics, handlers_dimensions,
    handlers_training,       handlers_drills,
    handlers_violations,     handlers_detect_mitigation,
};

handler_fn *handler_find(const char *operation)
{
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        for (const struct handler *h = tables[i]; h->operation; h++)
            if (strcmp(h->operation, operation) == 0)
                return h->answer;
    return NULL;
}

bool not_served(struct err *err, const char *what)
{
    err_set(err, ERR_SERVICE, "%s is not served by the local service yet", what);
    err->status = 501;
    (void)snprintf(err->code, sizeof err->code, "NotImplementedException");
    return false;
}

struct registry *call_registry(const struct call *c)
{
    return c->service->registry;
}

struct db *call_db(const struct call *c)
{
    return registry_db(c->service->registry);
}

int64_t call_now_ms(const struct call *c)
{
    return service_clock_now_ms(c->service->clock);
}

const char *call_arn(const struct call *c, enum arn_kind kind, const char *name)
{
    return registry_arn(c->service->registry, kind, name, c->arena);
}

bool call_transaction(struct call *c, handler_fn *body, struct err *err)
{
    if (!registry_begin(call_registry(c), err))
        return false;
    if (body(c, err) && registry_commit(call_registry(c), err))
        return true;
    registry_rollback(call_registry(c));
    return false;
}

bool call_page(const struct call *c, struct page *out, struct err *err)
{
    return page_begin(out, c->op, c->input, &c->service->keys, c->arena, err);
}

bool call_names(struct call *c, const char *sql_literal, const struct page *page,
                struct list *out, const char **next, struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    const char **names = arena_alloc(c->arena, limit + 1, sizeof *names);
    struct db_stmt *s = db_query(call_db(c), sql_literal, err);
    bool row = false, ok;

    *next = NULL;
    if (s == NULL)
        return false;
    db_bind_text(s, 1, page->text);
    db_bind_int(s, 2, page->limit + 1);
    while ((ok = db_step(s, &row, err)) && row && *next == NULL) {
        if (n == limit)
            *next = page_token(page, 0, names[n - 1]);
        else
            names[n++] = arena_str(c->arena, db_text(s, 0));
    }
    db_reset(s);
    *out = (struct list){n, names};
    return ok;
}

void *rows_add(struct rows *r, size_t size)
{
    if (r->n == ROWS_MAX)
        bug("an answer of more than %d rows", ROWS_MAX);
    r->size = size;
    r->items = mem_grow(r->items, &r->cap, r->n + 1, size);
    void *item = r->items + r->n++ * size;
    memset(item, 0, size);
    return item;
}

struct list rows_list(struct rows *r, struct arena *a)
{
    /* An empty list is still a list. */
    size_t size = r->size ? r->size : 1;
    char *items = arena_alloc(a, r->n ? r->n : 1, size);
    if (r->n > 0)
        memcpy(items, r->items, r->n * size);
    struct list list = {.n = r->n, .items = items};
    rows_free(r);
    return list;
}

void rows_free(struct rows *r)
{
    free(r->items);
    *r = (struct rows){.items = NULL};
}

/* ---- lookups ----------------------------------------------------------------------------- */

static bool missing(struct err *err, const char *what, const char *name)
{
    return fault(err, API_RESOURCE_NOT_FOUND, "%s %s does not exist.", what, name);
}

bool find_thing(struct call *c, const char *name, struct thing_row *out, struct err *err)
{
    bool found;
    return registry_thing(call_registry(c), name, c->arena, out, &found, err) &&
           (found || missing(err, "Thing", name));
}

bool find_certificate(struct call *c, const char *id, struct certificate_row *out,
                      struct err *err)
{
    bool found;
    return registry_certificate(call_registry(c), id, c->arena, out, &found, err) &&
           (found || missing(err, "The certificate", id));
}

bool find_ca(struct call *c, const char *id, struct ca_row *out, struct err *err)
{
    bool found;
    return registry_ca(call_registry(c), id, c->arena, out, &found, err) &&
           (found || missing(err, "The CA certificate", id));
}

bool find_policy(struct call *c, const char *name, struct policy_row *out, struct err *err)
{
    bool found;
    return registry_policy(call_registry(c), name, c->arena, out, &found, err) &&
           (found || missing(err, "Policy", name));
}

bool find_group(struct call *c, const char *name, struct group_row *out, struct err *err)
{
    bool found;
    return registry_group(call_registry(c), name, c->arena, out, &found, err) &&
           (found || missing(err, "Thing group", name));
}

bool attributes_list(struct call *c, const char *json, struct list *out, struct err *err)
{
    const struct json *object = json_parse(str_of(json), c->arena, err);
    if (!object)
        return false;
    struct rows rows = {.n = 0};
    for (const struct json *m = json_first(object); m; m = json_next(m)) {
        if (json_type(m) != JSON_STRING)
            continue;
        struct map_entry *e = rows_add(&rows, sizeof *e);
        const char **value = arena_alloc(c->arena, 1, sizeof *value);
        *value = arena_str(c->arena, json_string(m));
        e->key = arena_str(c->arena, json_name(m));
        e->value = value;
    }
    *out = rows_list(&rows, c->arena);
    return true;
}
