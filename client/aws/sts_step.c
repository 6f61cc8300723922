#include "client/aws/sts_step.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/aws/sigv4.h"
#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/base/utf8.h"

/* ---- names in the cache ---- */

static void put_code(struct buf *out, uint32_t c)
{
    static const char *const names[128] = {
        ['"'] = "\\\"", ['\\'] = "\\\\", ['\n'] = "\\n", ['\r'] = "\\r",
        ['\t'] = "\\t", ['\b'] = "\\b",  ['\f'] = "\\f"};

    if (c < 128 && names[c] != NULL)
        buf_puts(out, names[c]);
    else if (c >= ' ' && c < 127)
        buf_putc(out, (char)c);
    else if (c < 0x10000)
        buf_printf(out, "\\u%04" PRIx32, c);
    else
        buf_printf(out, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xd800 + ((c - 0x10000) >> 10),
                   0xdc00 + ((c - 0x10000) & 0x3ff));
}

static void put_quoted(struct buf *out, const char *text)
{
    buf_putc(out, '"');
    for (struct str rest = str_of(text); rest.n > 0;) {
        bool valid;

        put_code(out, utf8_next(&rest, &valid));
    }
    buf_putc(out, '"');
}

static void put_name(struct key_text *t, const char *name)
{
    buf_puts(t->out, t->begun ? t->comma : "{");
    put_quoted(t->out, name);
    buf_puts(t->out, t->colon);
    t->begun = true;
}

void key_text_put(struct key_text *t, const char *name, const char *value)
{
    put_name(t, name);
    put_quoted(t->out, value);
}

void key_text_put_int(struct key_text *t, const char *name, int64_t value)
{
    put_name(t, name);
    buf_printf(t->out, "%" PRId64, value);
}

void key_text_end(struct key_text *t)
{
    buf_puts(t->out, t->begun ? "}" : "{}");
}

/* ---- settings ---- */

/* Variables name these for a web identity only: they go with its token file. */
static const char *setting(const struct key_step *s, const char *variable, const char *key)
{
    const char *v = s->link->by_environment ? aws_env(s->in, variable) : NULL;

    return v != NULL ? v : key_setting(s, key);
}

const char *sts_role_arn(const struct key_step *s)
{
    return setting(s, "AWS_ROLE_ARN", "role_arn");
}

const char *sts_session_name(const struct key_step *s)
{
    return setting(s, "AWS_ROLE_SESSION_NAME", "role_session_name");
}

const char *sts_session_name_or(const struct key_step *s, char made[64])
{
    const char *name = sts_session_name(s);

    if (name != NULL)
        return name;
    snprintf(made, 64, "picket-session-%" PRId64, s->now_ms / 1000);
    return made;
}

/* ---- the request ---- */

static bool sign(struct key_step *s, const struct http_request *r,
                 const struct credentials *signer, struct err *err)
{
    const struct endpoint *e = &s->request.endpoint;
    struct buf path = BUF_INIT(1024), line = BUF_INIT(4096);
    struct sigv4_header lines[4];
    char date[SIGV4_DATE_SIZE];
    size_t n = 0;

    sigv4_date(s->now_ms, date);
    lines[n++] = (struct sigv4_header){"Host", e->host};
    lines[n++] = (struct sigv4_header){"X-Amz-Date", date};
    lines[n++] = (struct sigv4_header){"Content-Type", r->content_type};
    if (signer->session_token != NULL)
        lines[n++] = (struct sigv4_header){"X-Amz-Security-Token", signer->session_token};
    buf_printf(&path, "%s%s", e->prefix, r->path);
    const struct sigv4_request what = {.method = http_method_name(r->method),
                                       .path = {buf_text(&path), path.len},
                                       .query = str_of(r->query),
                                       .headers = lines,
                                       .n_headers = n,
                                       .body = {buf_text(&r->body), r->body.len}};
    const struct sigv4_scope scope = {signer->access_key_id, signer->secret, e->region, "sts",
                                      s->now_ms};
    bool ok = sigv4_sign(&what, &scope, &line, err);

    for (size_t i = 1; ok && i < n; i++) /* libcurl says Host itself */
        if (i != 2)
            key_request_header(&s->request, lines[i].name, lines[i].value);
    if (ok)
        key_request_header(&s->request, "Authorization", buf_text(&line));
    buf_free(&path);
    buf_wipe(&line);
    return ok;
}

static bool find_sts(const struct key_step *s, struct endpoint *out, struct err *err)
{
    struct aws_inputs in = *s->in;

    in.endpoint_url = NULL;
    return endpoint_find(&in, s->files, "sts", out, err);
}

enum key_next sts_send(struct key_step *s, const struct operation *op, const void *input,
                       const struct credentials *signer, struct err *err)
{
    struct http_request r = {0};

    key_request_reset(&s->request);
    if (!find_sts(s, &s->request.endpoint, err))
        return KEY_FAILED;
    if (!operation_request(op, input, &r, err)) {
        err->kind = ERR_CONFIG;
        if (err->advice[0] == '\0')
            err_advise(err, "See profile '%s' in %s.", s->link->profile,
                       shared_config_path(s->files));
        return KEY_FAILED;
    }
    bool ok = signer == NULL || sign(s, &r, signer, err);

    s->request.method = http_method_name(r.method);
    buf_printf(&s->request.url, "%s%s%s", s->request.endpoint.origin,
               s->request.endpoint.prefix, r.path);
    buf_put(&s->request.body, r.body.data, r.body.len);
    key_request_header(&s->request, "Content-Type", r.content_type);
    s->request.tries = 3;
    if (r.body.data != NULL)
        explicit_bzero(r.body.data, r.body.len);
    http_request_free(&r);
    return ok ? KEY_SEND : KEY_FAILED;
}

/* ---- the answer ---- */

static enum key_next refused(const struct key_step *s, struct err *err)
{
    static const struct {
        const char *code, *advice;
    } advices[] = {
        {"ExpiredToken", N_("The keys it was asked with are over: renew them.")},
        {"InvalidClientTokenId", N_("The keys it was asked with are not known there.")},
        {"InvalidIdentityToken", N_("Look at the token file: who issued it, and for whom.")},
        {"ExpiredTokenException", N_("The token file holds an old token: renew it.")},
        {"SignatureDoesNotMatch", N_("Look at the secret key, and at this machine's clock.")},
        {"RegionDisabledException", N_("STS is switched off there: choose another region.")},
    };
    struct err why = {0};

    operation_error(s->status, "", "", s->body, &why);
    err_set(err, ERR_CREDENTIALS, "role %.100s was not given: %s: %.140s",
            sts_role_arn(s) != NULL ? sts_role_arn(s) : "", why.code, why.text);
    snprintf(err->code, sizeof err->code, "%s", why.code);
    err->status = s->status;
    for (size_t i = 0; i < COUNT_OF(advices); i++)
        if (strcmp(advices[i].code, why.code) == 0)
            err_advise(err, "%s", i18n_text(advices[i].advice));
    if (err->advice[0] == '\0')
        err_advise(err,
                   "Look at the role's trust policy, and at role_arn, external_id and "
                   "mfa_serial of profile '%s'.",
                   s->link->profile);
    return KEY_FAILED;
}

struct answer {
    const struct sts_credentials *keys;
    const struct sts_assumed_role_user *who;
};

static struct answer answer_of(const struct operation *op, const void *output)
{
    if (op == &op_sts_assume_role) {
        const struct sts_assume_role_output *o = output;
        return (struct answer){o->credentials, o->assumed_role_user};
    }
    const struct sts_assume_role_with_web_identity_output *o = output;

    return (struct answer){o->credentials, o->assumed_role_user};
}

static bool is_whole(const struct sts_credentials *c)
{
    return c != NULL && c->access_key_id != NULL && c->secret_access_key != NULL &&
           c->session_token != NULL && c->expiration.set;
}

static bool take(struct key_step *s, const struct answer *answer, struct err *err)
{
    const struct sts_credentials *c = answer->keys;
    const struct sts_assumed_role_user *who = answer->who;

    if (!is_whole(c))
        return err_set(err, ERR_CREDENTIALS, "STS gave no keys for the role");
    if (!credentials_are_text(c->access_key_id, c->secret_access_key, c->session_token, "STS",
                              err))
        return false;
    credentials_set(&s->keys, c->access_key_id, c->secret_access_key, c->session_token);
    s->keys.expires_ms = c->expiration.ms;
    key_name_source(s, &s->keys);
    s->role = s->role_id = BUF_INIT(2048);
    if (who != NULL && who->arn != NULL)
        buf_puts(&s->role, who->arn);
    if (who != NULL && who->assumed_role_id != NULL)
        buf_puts(&s->role_id, who->assumed_role_id);
    return true;
}

enum key_next sts_receive(struct key_step *s, const struct operation *op, struct err *err)
{
    if (s->failure.kind != ERR_NONE)
        return key_refused(s, "STS", err);
    if (s->status != 200)
        return refused(s, err);

    struct arena *a = arena_new();
    const void *output = NULL;
    struct answer answer = {0};
    struct err why;

    if (operation_response(op, s->body, a, &output, &why) && output != NULL)
        answer = answer_of(op, output);
    bool ok = take(s, &answer, err);

    arena_wipe(a);
    return ok ? KEY_HAVE : KEY_FAILED;
}
