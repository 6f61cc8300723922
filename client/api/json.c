#include "client/api/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/utf8.h"

/* Objects of up to this many members are checked for duplicate keys pairwise. */
enum { PAIRWISE_MEMBERS = 24 };

/* cJSON's hooks take no context, so where they allocate is kept here while parsing. */
static _Thread_local struct {
    struct arena *arena;
    size_t nodes;
} parsing;

static void *hook_malloc(size_t size)
{
    if (size == sizeof(cJSON)) {
        if (++parsing.nodes > JSON_MAX_NODES)
            return NULL;
        return arena_raw(parsing.arena, size, _Alignof(cJSON));
    }
    return arena_raw(parsing.arena, size, 1);
}

static void hook_free(void *p)
{
    (void)p;
}

static const cJSON *node(const struct json *j)
{
    return (const cJSON *)(const void *)j;
}

static const struct json *view(const cJSON *c)
{
    return (const struct json *)(const void *)c;
}

static bool fail_at(struct err *err, struct str text, const char *at, const char *what)
{
    return err_set(err, ERR_DECODE, "bad JSON at byte %zu: %s", (size_t)(at - text.p), what);
}

/* Eight bytes at a time: none below 0x20, none above 0x7f, no backslash. */
static bool is_plain_word(const char *p)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    uint64_t w;

    memcpy(&w, p, sizeof w);
    uint64_t slash = w ^ (ones * '\\');
    return ((w | (w - ones * 0x20) | (slash - ones)) & high) == 0;
}

/* What cJSON would let through: controls, bytes that are not UTF-8, \u0000 (it would cut the
 * text). */
static bool scan_byte(struct str text, struct str *rest, struct err *err)
{
    const char *at = rest->p;
    unsigned char c = (unsigned char)*at;
    bool valid = true;

    if (c >= 0x80) {
        utf8_next(rest, &valid);
        return valid || fail_at(err, text, at, _("not UTF-8"));
    }
    size_t step = 1;
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
        return fail_at(err, text, at, _("a control character"));
    if (c == '\\' && rest->n > 1 && (unsigned char)at[1] < 0x80) {
        if (rest->n >= 6 && memcmp(at, "\\u0000", 6) == 0)
            return fail_at(err, text, at, _("a NUL character"));
        step = 2;
    }
    *rest = (struct str){at + step, rest->n - step};
    return true;
}

static bool scan(struct str text, struct err *err)
{
    struct str rest = text;

    while (rest.n > 0) {
        if (rest.n >= 8 && is_plain_word(rest.p))
            rest = (struct str){rest.p + 8, rest.n - 8};
        else if (!scan_byte(text, &rest, err))
            return false;
    }
    return true;
}

static bool fail_duplicate(const char *key, struct err *err)
{
    return err_set(err, ERR_DECODE, "bad JSON: the key \"%.80s\" stands twice in one object",
                   key);
}

/* A key is compared with those before it only when its fingerprint has been seen. */
static bool check_few_keys(const cJSON *object, struct err *err)
{
    uint64_t seen = 0;

    for (const cJSON *m = object->child; m != NULL; m = m->next) {
        size_t n = strlen(m->string);
        unsigned char last = n > 0 ? (unsigned char)m->string[n - 1] : 0;
        uint64_t bit = 1ull << ((n * 5 + (unsigned char)m->string[0] * 3u + last) & 63);

        if ((seen & bit) != 0) {
            for (const cJSON *e = object->child; e != m; e = e->next) {
                if (strcmp(e->string, m->string) == 0)
                    return fail_duplicate(m->string, err);
            }
        }
        seen |= bit;
    }
    return true;
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted rather than hashed: no choice of keys makes this slow. */
static bool check_many_keys(const cJSON *object, size_t n, struct arena *a, struct err *err)
{
    const char **keys = arena_raw(a, n * sizeof *keys, _Alignof(const char *));
    size_t i = 0;

    for (const cJSON *m = object->child; m != NULL; m = m->next)
        keys[i++] = m->string;
    qsort(keys, n, sizeof *keys, compare_keys);
    for (i = 1; i < n; i++) {
        if (strcmp(keys[i - 1], keys[i]) == 0)
            return fail_duplicate(keys[i], err);
    }
    return true;
}

/* What cJSON does not say about the tree it made. */
static bool check_node(const cJSON *n, int depth, struct arena *a, struct err *err)
{
    size_t members = 0;

    if (n->type == cJSON_Number)
        return isfinite(n->valuedouble) ||
               err_set(err, ERR_DECODE, "bad JSON: a number out of range");
    if (n->child == NULL)
        return true;
    if (depth > JSON_MAX_DEPTH)
        return err_set(err, ERR_LIMIT, "JSON nested deeper than %d levels", JSON_MAX_DEPTH);
    for (const cJSON *m = n->child; m != NULL; m = m->next) {
        members++;
        if ((m->type == cJSON_Number || m->child != NULL) && !check_node(m, depth + 1, a, err))
            return false;
    }
    if (n->type != cJSON_Object)
        return true;
    return members <= PAIRWISE_MEMBERS ? check_few_keys(n, err)
                                       : check_many_keys(n, members, a, err);
}

static const cJSON *parse(struct str text, struct arena *a, const char **end)
{
    cJSON_Hooks hooks = {hook_malloc, hook_free};

    parsing.arena = a;
    parsing.nodes = 0;
    cJSON_InitHooks(&hooks);
    const cJSON *root = cJSON_ParseWithLengthOpts(text.p, text.n, end, false);
    cJSON_InitHooks(NULL);
    parsing.arena = NULL;
    return root;
}

const struct json *json_parse(struct str text, struct arena *a, struct err *err)
{
    const char *end = text.p;

    if (text.n > JSON_MAX_BYTES) {
        err_set(err, ERR_LIMIT, "%zu bytes of JSON, at most %d are read", text.n,
                JSON_MAX_BYTES);
        return NULL;
    }
    if (text.n == 0) {
        err_set(err, ERR_DECODE, "bad JSON: nothing there");
        return NULL;
    }
    if (!scan(text, err))
        return NULL;
    const cJSON *root = parse(text, a, &end);
    if (root == NULL && parsing.nodes > JSON_MAX_NODES) {
        err_set(err, ERR_LIMIT, "JSON of more than %d values", JSON_MAX_NODES);
        return NULL;
    }
    if (root == NULL) {
        /* cJSON stops at the last byte it could read. */
        bool cut = end + 2 >= text.p + text.n && strchr("]}", text.p[text.n - 1]) == NULL;
        fail_at(err, text, end, cut ? _("it breaks off") : _("not what may stand here"));
        return NULL;
    }
    if (str_trim((struct str){end, text.n - (size_t)(end - text.p)}).n > 0) {
        fail_at(err, text, end, _("something follows the value"));
        return NULL;
    }
    return check_node(root, 1, a, err) ? view(root) : NULL;
}

enum json_type json_type(const struct json *j)
{
    switch (node(j)->type & 0xff) {
    case cJSON_True:
    case cJSON_False: return JSON_BOOL;
    case cJSON_Number: return JSON_NUMBER;
    case cJSON_String: return JSON_STRING;
    case cJSON_Array: return JSON_ARRAY;
    case cJSON_Object: return JSON_OBJECT;
    default: return JSON_NULL;
    }
}

bool json_is_true(const struct json *j)
{
    return (node(j)->type & 0xff) == cJSON_True;
}

double json_number(const struct json *j)
{
    return node(j)->valuedouble;
}

bool json_time(const struct json *j, int64_t *ms)
{
    if (j == NULL || json_type(j) != JSON_NUMBER || !(json_number(j) >= 0) ||
        json_number(j) > (double)JSON_TIME_MAX_MS)
        return false;
    *ms = (int64_t)json_number(j);
    return true;
}

const char *json_string(const struct json *j)
{
    const cJSON *n = node(j);
    return n->valuestring != NULL ? n->valuestring : "";
}

const struct json *json_get(const struct json *object, const char *name)
{
    for (const cJSON *m = node(object)->child; m != NULL; m = m->next) {
        if (m->string != NULL && strcmp(m->string, name) == 0)
            return view(m);
    }
    return NULL;
}

const struct json *json_first(const struct json *j)
{
    return j != NULL ? view(node(j)->child) : NULL;
}

const struct json *json_next(const struct json *j)
{
    return view(node(j)->next);
}

const char *json_name(const struct json *member)
{
    const cJSON *n = node(member);
    return n->string != NULL ? n->string : "";
}

size_t json_count(const struct json *j)
{
    size_t n = 0;

    for (const cJSON *m = node(j)->child; m != NULL; m = m->next)
        n++;
    return n;
}
