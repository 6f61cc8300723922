/*
 * IAM Identity Center: the token that `aws sso login` left in ~/.aws/sso/cache is exchanged for
 * a role's keys. Nobody is logged in here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/json.h"
#include "client/aws/key_cache.h"
#include "client/aws/sts_step.h"
#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"

static const struct key_names names = {.inside = "roleCredentials",
                                       .id = "accessKeyId",
                                       .secret = "secretAccessKey",
                                       .token = "sessionToken",
                                       .expires = "expiration",
                                       .expires_in_ms = true,
                                       .temporary = true};

static const char *of_session(const struct key_step *s, const char *key)
{
    const char *session = key_setting(s, "sso_session");
    const char *v =
        session != NULL ? shared_config_get(s->files, SECTION_SSO_SESSION, session, key) : NULL;

    return v != NULL && v[0] != '\0' ? v : NULL;
}

/* In the session, or in the profile as before there were sessions. */
static const char *setting(const struct key_step *s, const char *key)
{
    const char *v = of_session(s, key);

    return v != NULL ? v : key_setting(s, key);
}

static void cached_as(const struct key_step *s, struct buf *out)
{
    struct key_text t = {out, ",", ":", false};
    const char *session = key_setting(s, "sso_session"), *url = setting(s, "sso_start_url"),
               *account = setting(s, "sso_account_id"), *role = setting(s, "sso_role_name");

    key_text_put(&t, "accountId", account != NULL ? account : "");
    key_text_put(&t, "roleName", role != NULL ? role : "");
    if (session != NULL)
        key_text_put(&t, "sessionName", session);
    else
        key_text_put(&t, "startUrl", url != NULL ? url : "");
    key_text_end(&t);
}

static bool check(const struct key_step *s, struct err *err)
{
    static const char *const needed[] = {"sso_account_id", "sso_role_name", "sso_start_url",
                                         "sso_region"};
    const char *session = key_setting(s, "sso_session");

    if (session != NULL && !shared_config_has(s->files, SECTION_SSO_SESSION, session)) {
        err_set(err, ERR_CONFIG, "there is no [sso-session %.60s], which profile '%.60s' names",
                session, s->link->profile);
        return err_advise(err, "See %s; `aws configure sso-session` makes one.",
                          shared_config_path(s->files));
    }
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        const char *a = of_session(s, needed[i]), *b = key_setting(s, needed[i]);

        if (a == NULL && b == NULL) {
            err_set(err, ERR_CONFIG, "profile '%s' is for SSO and has no %s", s->link->profile,
                    needed[i]);
            return err_advise(err, "`aws configure sso --profile %s` sets it.",
                              s->link->profile);
        }
        if (a != NULL && b != NULL && strcmp(a, b) != 0) {
            err_set(err, ERR_CONFIG, "%s of profile '%.60s' is not that of its sso-session",
                    needed[i], s->link->profile);
            return err_advise(err, "Take it out of the profile in %s.",
                              shared_config_path(s->files));
        }
    }
    return true;
}

static enum key_next log_in(const struct key_step *s, const char *why, struct err *err)
{
    err_set(err, ERR_CREDENTIALS, "%s (profile '%.80s')", why, s->link->profile);
    err_advise(err, "Run: aws sso login --profile %s", s->link->profile);
    return KEY_FAILED;
}

static const char *member(const struct json *j, const char *name)
{
    const struct json *m = j != NULL && json_type(j) == JSON_OBJECT ? json_get(j, name) : NULL;

    return m != NULL && json_type(m) == JSON_STRING ? json_string(m) : NULL;
}

/* Of the login; into s->memo. */
static enum key_next read_token(struct key_step *s, struct err *err)
{
    const char *session = key_setting(s, "sso_session");
    const char *url = setting(s, "sso_start_url");
    char *path = key_cache_path(s->in, "~/.aws/sso/cache", session != NULL ? session : url);
    struct buf text = BUF_INIT(KEY_BODY_MAX);
    struct arena *a = arena_new();
    struct err why;
    enum key_next n = KEY_SEND;
    int64_t ends_ms;

    s->memo = BUF_INIT(16 * 1024);
    if (!files_read(path, &text, &why)) {
        n = log_in(s, _("nobody has logged in to SSO here"), err);
    } else {
        const struct json *j = json_parse((struct str){buf_text(&text), text.len}, a, &why);
        const char *token = member(j, "accessToken"), *ends = member(j, "expiresAt");

        if (token == NULL || ends == NULL || !key_time(ends, &ends_ms))
            n = log_in(s, _("the token of the SSO login cannot be read"), err);
        else if (ends_ms <= s->now_ms)
            n = log_in(s, _("the SSO login is over"), err);
        else if (strpbrk(token, "\r\n") != NULL)
            n = log_in(s, _("the token of the SSO login has a line end in it"), err);
        else
            buf_puts(&s->memo, token);
    }
    arena_wipe(a);
    buf_wipe(&text);
    free(path);
    return n;
}

static enum key_next ask(struct key_step *s, struct err *err)
{
    struct aws_inputs in = *s->in;
    enum key_next n;

    key_request_reset(&s->request);
    if (!check(s, err))
        return KEY_FAILED;
    n = read_token(s, err);
    if (n != KEY_SEND)
        return n;
    in.endpoint_url = NULL;
    in.region = setting(s, "sso_region");
    if (!endpoint_find(&in, s->files, "sso", &s->request.endpoint, err))
        return KEY_FAILED;
    buf_printf(&s->request.url,
               "%s%s/federation/credentials?account_id=", s->request.endpoint.origin,
               s->request.endpoint.prefix);
    str_percent_encode(&s->request.url, str_of(setting(s, "sso_account_id")));
    buf_puts(&s->request.url, "&role_name=");
    str_percent_encode(&s->request.url, str_of(setting(s, "sso_role_name")));
    key_request_header(&s->request, "x-amz-sso_bearer_token", buf_text(&s->memo));
    s->request.method = "GET";
    s->request.tries = 3;
    return KEY_SEND;
}

static enum key_next next(struct key_step *s, struct err *err)
{
    if (s->answers == 0)
        return ask(s, err);
    if (s->failure.kind == ERR_NONE && s->status == 401)
        return log_in(s, _("the SSO login is not taken any more"), err);
    if (s->failure.kind != ERR_NONE || s->status != 200) {
        (void)key_refused(s, "SSO", err);
        if (s->status == 403)
            err_advise(err, "May you have the role %s of account %s?",
                       setting(s, "sso_role_name"), setting(s, "sso_account_id"));
        return KEY_FAILED;
    }
    if (!key_read_json(s->body, &names, "SSO", &s->keys, err))
        return KEY_FAILED;
    key_name_source(s, &s->keys);
    return KEY_HAVE;
}

const struct provider provider_sso = {"sso", next, cached_as};
