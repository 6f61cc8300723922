#include "client/local/tags_store.h"

#include "client/local/fault.h"

static const char *value_of(const struct tag *t)
{
    return t->value != NULL ? t->value : "";
}

static bool check_keys(struct list tags, struct err *err)
{
    const struct tag *items = tags.items;

    if (tags.n > TAGS_MAX) /* before they are compared with each other */
        return fault(err, API_LIMIT_EXCEEDED, "A resource has at most %d tags.", TAGS_MAX);
    for (size_t i = 0; i < tags.n; i++) {
        if (str_eq_nocase((struct str){items[i].key, strnlen(items[i].key, 4)}, "aws:"))
            return fault(err, API_INVALID_REQUEST,
                         "Tag keys that begin with aws: are reserved.");
        for (size_t j = 0; j < i; j++) {
            if (strcmp(items[i].key, items[j].key) == 0)
                return fault(err, API_INVALID_REQUEST, "A tag key is given twice.");
        }
    }
    return true;
}

static bool count_of(struct registry *r, const char *arn, int64_t *out, struct err *err)
{
    struct db_stmt *s = db_query(registry_db(r), "SELECT count(*) FROM tag WHERE arn = ?", err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, arn);
    if (!db_step(s, &row, err))
        return false;
    *out = db_int(s, 0);
    db_reset(s);
    return true;
}

static bool put(struct registry *r, const char *arn, const struct tag *t, struct err *err)
{
    struct db_stmt *s =
        db_query(registry_db(r), "INSERT OR REPLACE INTO tag VALUES(?, ?, ?)", err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, arn);
    db_bind_text(s, 2, t->key);
    db_bind_text(s, 3, value_of(t));
    return db_run(s, err);
}

bool tags_set(struct registry *r, const char *arn, struct list tags, struct err *err)
{
    const struct tag *items = tags.items;
    int64_t n;

    if (!check_keys(tags, err))
        return false;
    for (size_t i = 0; i < tags.n; i++) {
        if (!put(r, arn, &items[i], err))
            return false;
    }
    if (!count_of(r, arn, &n, err))
        return false;
    return n <= TAGS_MAX ||
           fault(err, API_LIMIT_EXCEEDED, "A resource has at most %d tags.", TAGS_MAX);
}

bool tags_remove(struct registry *r, const char *arn, struct list keys, struct err *err)
{
    const char *const *items = keys.items;

    for (size_t i = 0; i < keys.n; i++) {
        struct db_stmt *s =
            db_query(registry_db(r), "DELETE FROM tag WHERE arn = ? AND key = ?", err);
        if (s == NULL)
            return false;
        db_bind_text(s, 1, arn);
        db_bind_text(s, 2, items[i]);
        if (!db_run(s, err))
            return false;
    }
    return true;
}

bool tags_remove_all(struct registry *r, const char *arn, struct err *err)
{
    struct db_stmt *s = db_query(registry_db(r), "DELETE FROM tag WHERE arn = ?", err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, arn);
    return db_run(s, err);
}

bool tags_remove_below(struct registry *r, const char *prefix, struct err *err)
{
    struct db_stmt *s =
        db_query(registry_db(r), "DELETE FROM tag WHERE substr(arn, 1, length(?1)) = ?1", err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, prefix);
    return db_run(s, err);
}

static bool has(struct registry *r, const char *arn, const struct tag *t, bool *out,
                struct err *err)
{
    struct db_stmt *s = db_query(
        registry_db(r), "SELECT 1 FROM tag WHERE arn = ? AND key = ? AND value = ?", err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, arn);
    db_bind_text(s, 2, t->key);
    db_bind_text(s, 3, value_of(t));
    if (!db_step(s, out, err))
        return false;
    db_reset(s);
    return true;
}

bool tags_same(struct registry *r, const char *arn, struct list tags, bool *same,
               struct err *err)
{
    const struct tag *items = tags.items;
    bool all = true;
    int64_t n;

    if (!check_keys(tags, err) || !count_of(r, arn, &n, err))
        return false;
    for (size_t i = 0; all && i < tags.n; i++) {
        if (!has(r, arn, &items[i], &all, err))
            return false;
    }
    *same = all && n == (int64_t)tags.n;
    return true;
}

bool tags_page(struct registry *r, const char *arn, const struct page *page,
               struct arena *arena, struct list *out, const char **next, struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct tag *rows = arena_alloc(arena, limit + 1, sizeof *rows);
    struct db_stmt *s = db_query(
        registry_db(r),
        "SELECT key, value FROM tag WHERE arn = ? AND key > ? ORDER BY key LIMIT ?", err);
    bool row = false, ok = s != NULL;

    *next = NULL;
    if (s != NULL) {
        db_bind_text(s, 1, arn);
        db_bind_text(s, 2, page->text);
        db_bind_int(s, 3, page->limit + 1);
    }
    while (ok && *next == NULL && (ok = db_step(s, &row, err)) && row) {
        if (n == limit) {
            *next = page_token(page, 0, rows[n - 1].key);
            continue;
        }
        rows[n].key = arena_str(arena, db_text(s, 0));
        rows[n++].value = arena_str(arena, db_text(s, 1));
    }
    if (s != NULL)
        db_reset(s);
    *out = (struct list){n, rows};
    return ok;
}
