#include "client/aws/provider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/json.h"
#include "client/aws/split.h"
#include "client/base/clock.h"
#include "client/base/mem.h"

void key_request_reset(struct key_request *r)
{
    buf_wipe(&r->url);
    buf_wipe(&r->body);
    for (size_t i = 0; i < r->n_headers; i++)
        buf_wipe(&r->headers[i].value);
    *r = (struct key_request){.url = BUF_INIT(4096), .body = BUF_INIT(KEY_BODY_MAX)};
}

void key_request_header(struct key_request *r, const char *name, const char *value)
{
    struct key_header *h = &r->headers[r->n_headers];

    if (r->n_headers == KEY_HEADERS_MAX)
        bug("more than %d headers", KEY_HEADERS_MAX);
    *h = (struct key_header){name, BUF_INIT(KEY_BODY_MAX)};
    buf_puts(&h->value, value);
    r->n_headers++;
}

void key_step_free(struct key_step *s)
{
    key_request_reset(&s->request);
    split_free(s->argv);
    s->argv = NULL;
    credentials_wipe(&s->keys);
    buf_free(&s->role);
    buf_free(&s->role_id);
    buf_wipe(&s->memo);
    explicit_bzero(s->code, sizeof s->code);
}

const char *key_setting(const struct key_step *s, const char *key)
{
    const char *v = shared_config_get(s->files, SECTION_PROFILE, s->link->profile, key);

    return v != NULL && v[0] != '\0' ? v : NULL;
}

void key_name_source(const struct key_step *s, struct credentials *keys)
{
    snprintf(keys->source, sizeof keys->source, "profile %.60s: %s", s->link->profile,
             s->link->provider->name);
}

/* What services say in an error: {"message": ...} or {"Message": ...} or {"error": ...}. */
static const char *words_of(struct str body, struct arena *a)
{
    static const char *const names[] = {"message", "Message", "error", "code", "Code"};
    struct err ignored;
    const struct json *j = json_parse(body, a, &ignored);

    if (j == NULL || json_type(j) != JSON_OBJECT)
        return "";
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct json *m = json_get(j, names[i]);
        if (m != NULL && json_type(m) == JSON_STRING)
            return json_string(m);
    }
    return "";
}

enum key_next key_refused(const struct key_step *s, const char *what, struct err *err)
{
    struct arena *a;

    if (s->failure.kind != ERR_NONE) {
        err_set(err, ERR_CREDENTIALS, "%s did not answer: %.200s", what, s->failure.text);
        return KEY_FAILED;
    }
    a = arena_new();
    const char *words = words_of(s->body, a);

    if (words[0] != '\0')
        err_set(err, ERR_CREDENTIALS, "%s answered %d: %.160s", what, s->status, words);
    else
        err_set(err, ERR_CREDENTIALS, "%s answered %d", what, s->status);
    err->status = s->status;
    arena_free(a);
    return KEY_FAILED;
}

/* ---- keys in JSON ---- */

static const char *text_of(const struct json *j, const char *name)
{
    const struct json *m = name != NULL ? json_get(j, name) : NULL;

    return m != NULL && json_type(m) == JSON_STRING && json_string(m)[0] != '\0'
               ? json_string(m)
               : NULL;
}

/* Also "2026-11-26T18:00:00UTC", as the `aws` command writes it. */
bool key_time(const char *text, int64_t *ms)
{
    char iso[64];
    size_t n = strlen(text);

    if (n >= sizeof iso)
        return false;
    memcpy(iso, text, n + 1);
    if (str_ends(iso, "UTC"))
        memcpy(iso + n - 3, "Z", 2);
    return time_parse_iso8601(str_of(iso), ms);
}

static bool read_expiry(const struct json *j, const struct key_names *n, int64_t *ms)
{
    const struct json *m = json_get(j, n->expires);

    *ms = 0;
    if (m == NULL || json_type(m) == JSON_NULL)
        return !n->temporary;
    if (n->expires_in_ms) {
        if (json_type(m) != JSON_NUMBER || !(json_number(m) > 0) ||
            json_number(m) > (double)JSON_TIME_MAX_MS)
            return false;
        *ms = (int64_t)json_number(m);
        return true;
    }
    return json_type(m) == JSON_STRING && key_time(json_string(m), ms);
}

static bool read_object(const struct json *j, const struct key_names *n, const char *what,
                        struct credentials *out, struct err *err)
{
    const struct json *in =
        n->inside != NULL && json_type(j) == JSON_OBJECT ? json_get(j, n->inside) : j;
    int64_t expires_ms;

    if (in == NULL || json_type(in) != JSON_OBJECT)
        return err_set(err, ERR_CREDENTIALS, "%s gave no object with keys", what);
    const char *id = text_of(in, n->id), *secret = text_of(in, n->secret);
    const char *token = text_of(in, n->token);
    const char *missing = id == NULL                      ? n->id
                          : secret == NULL                ? n->secret
                          : token == NULL && n->temporary ? n->token
                                                          : NULL;

    if (missing != NULL)
        return err_set(err, ERR_CREDENTIALS, "%s gave no %s", what, missing);
    if (!read_expiry(in, n, &expires_ms))
        return err_set(err, ERR_CREDENTIALS, "%s gave a %s that is no time", what, n->expires);
    if (!credentials_are_text(id, secret, token, what, err))
        return false;
    credentials_set(out, id, secret, token);
    out->expires_ms = expires_ms;
    return true;
}

bool key_read_json(struct str text, const struct key_names *names, const char *what,
                   struct credentials *out, struct err *err)
{
    struct arena *a = arena_new();
    struct err why;
    const struct json *j = json_parse(text, a, &why);
    /* The parser's words may quote what it met, which may be half a key. */
    bool ok = j != NULL ? read_object(j, names, what, out, err)
                        : err_set(err, ERR_CREDENTIALS, "%s gave no JSON", what);

    arena_wipe(a);
    return ok;
}
