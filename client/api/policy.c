#include "client/api/policy.h"

#include "client/base/i18n.h"

/* Why a document is refused, once found; NULL while all is well. */
struct parser {
    struct arena *arena;
    const char *wrong;
};

static bool wrong(struct parser *p, const char *why)
{
    p->wrong = why;
    return false;
}

/* Booleans and numbers stand bare in some condition blocks; the service takes them as text. */
static bool read_text(struct parser *p, const struct json *j, const char **out)
{
    if (json_type(j) == JSON_BOOL)
        *out = json_is_true(j) ? "true" : "false";
    else if (json_type(j) == JSON_NUMBER)
        *out = arena_printf(p->arena, "%.17g", json_number(j));
    else if (json_type(j) == JSON_STRING)
        *out = json_string(j);
    else
        return wrong(p, "holds a value that is not text");
    return strlen(*out) <= POLICY_MAX_TEXT || wrong(p, _("holds a text that is too long"));
}

/* A text, or a list of texts. */
static bool read_texts(struct parser *p, const struct json *j, struct policy_texts *out)
{
    bool many = json_type(j) == JSON_ARRAY;
    size_t n = many ? json_count(j) : 1;
    const char **items = arena_alloc(p->arena, n + 1, sizeof *items);
    const struct json *item = many ? json_first(j) : j;

    if (n > POLICY_MAX_TEXTS)
        return wrong(p, _("names too many actions, resources or values"));
    for (size_t i = 0; i < n; i++, item = many ? json_next(item) : NULL) {
        if (!read_text(p, item, &items[i]))
            return false;
    }
    *out = (struct policy_texts){n, items};
    return true;
}

/* One of two members that exclude each other. *except: it was the second. */
static bool read_either(struct parser *p, const struct json *statement,
                        const char *const names[2], struct policy_texts *out, bool *except)
{
    const struct json *these = json_get(statement, names[0]);
    const struct json *others = json_get(statement, names[1]);

    if (these != NULL && others != NULL)
        return wrong(p, _("has both a member and its Not form"));
    *except = others != NULL;
    if (these == NULL && others == NULL)
        return true;
    return read_texts(p, these != NULL ? these : others, out);
}

static size_t count_conditions(const struct json *block)
{
    size_t n = 0;

    for (const struct json *t = json_first(block); t != NULL; t = json_next(t))
        n += json_type(t) == JSON_OBJECT ? json_count(t) : 0;
    return n;
}

static bool read_conditions(struct parser *p, const struct json *block,
                            struct policy_statement *out)
{
    if (block == NULL)
        return true;
    if (json_type(block) != JSON_OBJECT)
        return wrong(p, _("has a Condition that is not an object"));
    struct policy_condition *rows =
        arena_alloc(p->arena, count_conditions(block) + 1, sizeof *rows);
    for (const struct json *t = json_first(block); t != NULL; t = json_next(t)) {
        if (json_type(t) != JSON_OBJECT)
            return wrong(p, _("has a Condition that is not an object of objects"));
        for (const struct json *k = json_first(t); k != NULL; k = json_next(k)) {
            struct policy_condition *row = &rows[out->n_conditions++];
            row->test = json_name(t);
            row->key = json_name(k);
            if (!read_texts(p, k, &row->values))
                return false;
        }
    }
    out->conditions = rows;
    return true;
}

static bool read_effect(struct parser *p, const struct json *effect, bool *deny)
{
    const char *text =
        effect != NULL && json_type(effect) == JSON_STRING ? json_string(effect) : "";

    *deny = strcmp(text, "Deny") == 0;
    return *deny || strcmp(text, "Allow") == 0 ||
           wrong(p, _("has an Effect other than Allow or Deny"));
}

static const struct policy_glob *globs_of(struct policy_texts texts, struct arena *a)
{
    struct policy_glob *globs = arena_alloc(a, texts.n + 1, sizeof *globs);

    for (size_t i = 0; i < texts.n; i++)
        globs[i] = policy_glob(texts.items[i], a);
    return globs;
}

static bool read_statement(struct parser *p, const struct json *j, struct policy_statement *out)
{
    static const char *const action[2] = {"Action", "NotAction"};
    static const char *const resource[2] = {"Resource", "NotResource"};

    if (json_type(j) != JSON_OBJECT)
        return wrong(p, _("is not an object"));
    const struct json *sid = json_get(j, "Sid");
    if (sid != NULL && json_type(sid) == JSON_STRING)
        out->sid = json_string(sid);
    if (!read_effect(p, json_get(j, "Effect"), &out->deny) ||
        !read_either(p, j, action, &out->actions, &out->except_actions) ||
        !read_either(p, j, resource, &out->resources, &out->except_resources))
        return false;
    if (out->actions.n == 0)
        return wrong(p, _("names no action"));
    out->resource_globs = globs_of(out->resources, p->arena);
    return read_conditions(p, json_get(j, "Condition"), out);
}

bool policy_read(const struct json *document, struct arena *a, struct policy *out,
                 struct err *err)
{
    const struct json *list =
        json_type(document) == JSON_OBJECT ? json_get(document, "Statement") : NULL;

    if (list == NULL)
        return err_set(err, ERR_DECODE, "the policy document has no Statement");
    bool many = json_type(list) == JSON_ARRAY;
    size_t n = many ? json_count(list) : 1;
    if (n > POLICY_MAX_STATEMENTS)
        return err_set(err, ERR_LIMIT, "the policy document has more than %d statements",
                       POLICY_MAX_STATEMENTS);
    struct policy_statement *statements = arena_alloc(a, n + 1, sizeof *statements);
    const struct json *item = many ? json_first(list) : list;
    for (size_t i = 0; i < n; i++, item = many ? json_next(item) : NULL) {
        struct parser p = {.arena = a};
        if (!read_statement(&p, item, &statements[i]))
            return err_set(err, ERR_DECODE, "statement %zu of the policy document %s", i + 1,
                           p.wrong);
    }
    *out = (struct policy){n, statements};
    return true;
}

bool policy_parse(struct str text, struct arena *a, struct policy *out, struct err *err)
{
    if (text.n > POLICY_MAX_BYTES)
        return err_set(err, ERR_LIMIT, "the policy document is longer than %d bytes",
                       POLICY_MAX_BYTES);
    const struct json *document = json_parse(text, a, err);
    return document != NULL && policy_read(document, a, out, err);
}

bool policy_has_action(const struct policy_statement *s, const char *action)
{
    for (size_t i = 0; i < s->actions.n; i++) {
        if (policy_match_nocase(s->actions.items[i], action))
            return !s->except_actions;
    }
    return s->except_actions;
}

bool policy_requires_true(const struct policy_statement *s, const char *key)
{
    for (size_t i = 0; i < s->n_conditions; i++) {
        const struct policy_condition *c = &s->conditions[i];
        if (str_eq_nocase(str_of(c->test), "Bool") && str_eq_nocase(str_of(c->key), key) &&
            c->values.n == 1 && str_eq_nocase(str_of(c->values.items[0]), "true"))
            return true;
    }
    return false;
}
