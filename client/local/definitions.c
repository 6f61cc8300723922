#include "client/local/definitions.h"

#include "client/local/fault.h"
#include "client/local/tags_store.h"

static bool look_up(struct call *c, const char *sql_literal, const char *key,
                    struct definition *out, bool *found, struct err *err)
{
    struct db_stmt *s = db_query(call_db(c), sql_literal, err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, key);
    if (!db_step(s, found, err))
        return false;
    if (*found)
        *out = (struct definition){
            .name = arena_str(c->arena, db_text(s, 0)),
            .type = arena_str(c->arena, db_text(s, 1)),
            .text = db_is_null(s, 2) ? NULL : arena_str(c->arena, db_text(s, 2)),
            .token = arena_str(c->arena, db_text(s, 3)),
            .created_ms = db_int(s, 4),
            .modified_ms = db_int(s, 5)};
    db_reset(s);
    return true;
}

bool definition_find(struct call *c, const struct definition_kind *k, const char *name,
                     struct definition *out, struct err *err)
{
    bool found;
    return look_up(c, k->named, name, out, &found, err) &&
           (found ||
            fault(err, API_RESOURCE_NOT_FOUND, "%s %s does not exist.", k->title, name));
}

/* ---- create ------------------------------------------------------------------------------ */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_same(const struct definition *a, const struct definition *b)
{
    return strcmp(a->token, b->token) == 0 && strcmp(a->type, b->type) == 0 &&
           same_text(a->text, b->text);
}

/* *again: the request that made it, sent once more. */
static bool check_earlier(struct call *c, const struct definition_kind *k,
                          const struct definition *d, bool *again, struct err *err)
{
    struct definition there;
    bool named, tokened;

    if (!look_up(c, k->named, d->name, &there, &named, err))
        return false;
    *again = named && is_same(&there, d);
    if (*again)
        return true;
    if (named)
        return fault(err, API_RESOURCE_ALREADY_EXISTS, "%s %s already exists.", k->title,
                     d->name);
    if (!look_up(c, k->tokened, d->token, &there, &tokened, err))
        return false;
    return !tokened || fault(err, API_INVALID_REQUEST,
                             "clientRequestToken was used for %s %s: give every %s its own.",
                             k->noun, there.name, k->noun);
}

static bool check_quota(struct call *c, const struct definition_kind *k, struct err *err)
{
    struct db_stmt *s = db_query(call_db(c), k->count, err);
    bool row;

    if (s == NULL || !db_step(s, &row, err))
        return false;
    int64_t n = db_int(s, 0);
    db_reset(s);
    return n < k->most ||
           fault(err, API_LIMIT_EXCEEDED, "There are already %d %ss: delete one first.",
                 k->most, k->noun);
}

static bool insert(struct call *c, const struct definition_kind *k, const struct definition *d,
                   struct err *err)
{
    struct db_stmt *s = db_query(call_db(c), k->insert, err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, d->name);
    db_bind_text(s, 2, d->type);
    db_bind_text(s, 3, d->text);
    db_bind_text(s, 4, d->token);
    db_bind_int(s, 5, call_now_ms(c));
    return db_run(s, err);
}

bool definition_create(struct call *c, const struct definition_kind *k,
                       const struct definition *d, struct list tags, struct err *err)
{
    bool again;

    if (str_starts(d->name, "aws:"))
        return fault(err, API_INVALID_REQUEST,
                     "%s names that begin with aws: are reserved: take another one.", k->title);
    if (!check_earlier(c, k, d, &again, err))
        return false;
    return again || (check_quota(c, k, err) && insert(c, k, d, err) &&
                     tags_set(call_registry(c), call_arn(c, k->arn, d->name), tags, err));
}

/* ---- update, delete, list ---------------------------------------------------------------- */

bool definition_update(struct call *c, const struct definition_kind *k, const char *name,
                       const char *text, struct definition *out, struct err *err)
{
    if (!definition_find(c, k, name, out, err))
        return false;
    struct db_stmt *s = db_query(call_db(c), k->update, err);
    if (s == NULL)
        return false;
    out->text = text;
    out->modified_ms = call_now_ms(c);
    db_bind_text(s, 1, out->text);
    db_bind_int(s, 2, out->modified_ms);
    db_bind_text(s, 3, name);
    return db_run(s, err);
}

bool definition_delete(struct call *c, const struct definition_kind *k, const char *name,
                       struct err *err)
{
    const char *by;

    if (!k->used(call_registry(c), name, c->arena, &by, err))
        return false;
    if (by != NULL)
        return fault(err, API_INVALID_REQUEST,
                     "%s %s is used by security profile %s: remove it there first.", k->title,
                     name, by);
    struct db_stmt *s = db_query(call_db(c), k->delete, err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    return db_run(s, err) && tags_remove_all(call_registry(c), call_arn(c, k->arn, name), err);
}

bool definition_list(struct call *c, const struct definition_kind *k, struct list *names,
                     const char **next, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) && call_names(c, k->names, &page, names, next, err);
}
