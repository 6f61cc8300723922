/*
 * local/definitions: what custom metrics and dimensions are alike in.
 *
 * Both are a name of the account with a type that stays, one text that may be changed (a
 * display name, values as JSON) and the token of the request that made them: the same request
 * once more is answered as the first one was. None is deleted while a security profile uses it,
 * and there is a quota. Rows of the tables custom_metric and dimension (schema_profiles).
 * Failures that the API documents are faults; changes belong into the caller's transaction;
 * texts live in the call's arena.
 */
#pragma once

#include "client/local/handlers.h"

struct definition {
    const char *name, *type, *text, *token; /* text: NULL when there is none */
    int64_t created_ms, modified_ms;
};

struct definition_kind {
    const char *noun, *title; /* "custom metric", "Custom metric" */
    enum arn_kind arn;
    int most; /* in an account */
    bool (*used)(struct registry *r, const char *name, struct arena *a, const char **by,
                 struct err *err);
    const char *named, *tokened, *count, *insert, *update, *delete, *names; /* SQL */
};
/* The SQL of a table whose changeable text is in that column; both are literals. */
#define DEFINITION_SELECT(table, column) \
    "SELECT name, type, " column ", token, created_ms, modified_ms FROM " table
#define DEFINITION_SQL(table, column)                                                \
    .named = DEFINITION_SELECT(table, column) " WHERE name = ?",                     \
    .tokened = DEFINITION_SELECT(table, column) " WHERE token = ?",                  \
    .count = "SELECT count(*) FROM " table,                                          \
    .insert = "INSERT INTO " table "(name, type, " column ", token, created_ms,"     \
              " modified_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?5)",                        \
    .update = "UPDATE " table " SET " column " = ?, modified_ms = ? WHERE name = ?", \
    .delete = "DELETE FROM " table " WHERE name = ?",                                \
    .names = "SELECT name FROM " table " WHERE name > ? ORDER BY name LIMIT ?"

/* d without its times. */
bool definition_create(struct call *c, const struct definition_kind *k,
                       const struct definition *d, struct list tags,
                       struct err *err) NONNULL MUST_USE;
bool definition_find(struct call *c, const struct definition_kind *k, const char *name,
                     struct definition *out, struct err *err) NONNULL MUST_USE;
/* text: the new one, or NULL for none. *out: as it is now. */
bool definition_update(struct call *c, const struct definition_kind *k, const char *name,
                       const char *text, struct definition *out, struct err *err) MUST_USE;
/* One that is not there is deleted already. */
bool definition_delete(struct call *c, const struct definition_kind *k, const char *name,
                       struct err *err) NONNULL MUST_USE;
/* The page that the input asks for. */
bool definition_list(struct call *c, const struct definition_kind *k, struct list *names,
                     const char **next, struct err *err) NONNULL MUST_USE;
