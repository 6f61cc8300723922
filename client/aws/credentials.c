#include "client/aws/credentials.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"

void credentials_set(struct credentials *out, const char *access_key_id, const char *secret,
                     const char *session_token)
{
    *out = (struct credentials){
        .access_key_id = mem_strdup(access_key_id),
        .secret = mem_strdup(secret),
        .session_token = session_token != NULL ? mem_strdup(session_token) : NULL,
    };
}

void credentials_copy(const struct credentials *from, struct credentials *out)
{
    credentials_set(out, from->access_key_id, from->secret, from->session_token);
    out->expires_ms = from->expires_ms;
    memcpy(out->source, from->source, sizeof out->source);
}

static void wipe(char *s)
{
    if (s != NULL)
        explicit_bzero(s, strlen(s));
    free(s);
}

void credentials_wipe(struct credentials *c)
{
    wipe(c->access_key_id);
    wipe(c->secret);
    wipe(c->session_token);
    *c = (struct credentials){0};
}

static bool has_blank_or_control(const char *s)
{
    for (; *s != '\0'; s++)
        if ((unsigned char)*s <= ' ' || *s == 0x7f)
            return true;
    return false;
}

/* A line end in a key would end a header in the request. */
bool credentials_are_text(const char *id, const char *secret, const char *token,
                          const char *source, struct err *err)
{
    if (!has_blank_or_control(id) && !has_blank_or_control(secret) &&
        (token == NULL || !has_blank_or_control(token)))
        return true;
    return err_set(err, ERR_CREDENTIALS,
                   "the keys from the %s hold blanks or control characters", source);
}

bool credentials_from_environment(const struct aws_inputs *in, struct credentials *out,
                                  struct err *err)
{
    const char *id = aws_env(in, "AWS_ACCESS_KEY_ID");
    const char *secret = aws_env(in, "AWS_SECRET_ACCESS_KEY");
    const char *token = aws_env(in, "AWS_SESSION_TOKEN");
    const char *expires = aws_env(in, "AWS_CREDENTIAL_EXPIRATION");
    int64_t expires_ms = 0;

    if (token == NULL)
        token = aws_env(in, "AWS_SECURITY_TOKEN");
    if (id == NULL || secret == NULL) {
        err_set(err, ERR_CREDENTIALS, "%s is set and %s is not",
                id != NULL ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
                id != NULL ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID");
        return err_advise(err, "Set both or neither.");
    }
    if (expires != NULL && !time_parse_iso8601(str_of(expires), &expires_ms))
        return err_set(err, ERR_CREDENTIALS, "AWS_CREDENTIAL_EXPIRATION is not a time: %s",
                       expires);
    if (!credentials_are_text(id, secret, token, "environment", err))
        return false;
    credentials_set(out, id, secret, token);
    out->expires_ms = expires_ms;
    snprintf(out->source, sizeof out->source, "environment");
    return true;
}

bool credentials_from_profile(const struct shared_config *files, const char *profile,
                              struct credentials *out, struct err *err)
{
    const char *id = shared_config_get(files, SECTION_PROFILE, profile, "aws_access_key_id");
    const char *secret =
        shared_config_get(files, SECTION_PROFILE, profile, "aws_secret_access_key");
    const char *token = shared_config_get(files, SECTION_PROFILE, profile, "aws_session_token");
    char source[96];

    if (token == NULL)
        token = shared_config_get(files, SECTION_PROFILE, profile, "aws_security_token");
    if (token != NULL && token[0] == '\0')
        token = NULL;
    if (id == NULL || id[0] == '\0' || secret == NULL || secret[0] == '\0') {
        err_set(err, ERR_CREDENTIALS, "profile '%s' has no %s", profile,
                id == NULL || id[0] == '\0' ? "aws_access_key_id" : "aws_secret_access_key");
        return err_advise(err, "See %s.", shared_credentials_path(files));
    }
    snprintf(source, sizeof source, "profile %s", profile);
    if (!credentials_are_text(id, secret, token, source, err))
        return false;
    credentials_set(out, id, secret, token);
    memcpy(out->source, source, sizeof source);
    return true;
}

static bool no_such_profile(const struct shared_config *files, const char *profile,
                            struct err *err)
{
    struct buf names = BUF_INIT(120);
    const char *name;

    for (size_t i = 0; shared_config_next(files, SECTION_PROFILE, &i, &name);)
        buf_printf(&names, "%s%s", names.len > 0 ? ", " : "", name);
    err_set(err, ERR_CREDENTIALS, "there is no profile '%s' in %s or %s", profile,
            shared_config_path(files), shared_credentials_path(files));
    if (names.len > 0)
        err_advise(err, "Profiles there: %s%s.", buf_text(&names), names.full ? "..." : "");
    else
        err_advise(err, "Make one with `aws configure`, or try `picket --local`.");
    buf_free(&names);
    return false;
}

bool credentials_none_found(const struct aws_inputs *in, const struct shared_config *files,
                            struct err *err)
{
    const char *profile = aws_profile(in);

    if (shared_config_has(files, SECTION_PROFILE, profile)) {
        err_set(err, ERR_CREDENTIALS, "profile '%s' has no credentials in %s or %s%s", profile,
                shared_config_path(files), shared_credentials_path(files),
                in->profile == NULL ? _(", nor has the environment") : "");
        return err_advise(
            err, "`aws configure --profile %s` sets keys; `picket --local` needs none.",
            profile);
    }
    err_set(err, ERR_CREDENTIALS, "no credentials: none in the environment, no profile '%s'",
            profile);
    return err_advise(err, "Set AWS_PROFILE, run `aws configure`, or try `picket --local`.");
}

/* A name that somebody gave, also where keys from elsewhere would do: it was meant. */
bool credentials_profile_exists(const struct aws_inputs *in, const struct shared_config *files,
                                struct err *err)
{
    const char *profile = aws_profile(in);

    return strcmp(profile, "default") == 0 ||
           shared_config_has(files, SECTION_PROFILE, profile) ||
           no_such_profile(files, profile, err);
}

static bool profile_names_keys(const struct shared_config *files, const char *profile)
{
    static const char *const keys[] = {
        "aws_access_key_id", "aws_secret_access_key",   "role_arn",       "source_profile",
        "sso_session",       "sso_start_url",           "sso_account_id", "credential_process",
        "credential_source", "web_identity_token_file", "login_session",
    };

    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (shared_config_get(files, SECTION_PROFILE, profile, keys[i]) != NULL)
            return true;
    return false;
}

bool credentials_named_anywhere(const struct aws_inputs *in, const struct shared_config *files)
{
    static const char *const variables[] = {
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_IOT",
    };
    const char *profile;

    if (in->profile != NULL || in->endpoint_url != NULL)
        return true;
    for (size_t i = 0; i < COUNT_OF(variables); i++)
        if (aws_env(in, variables[i]) != NULL)
            return true;
    for (size_t i = 0; shared_config_next(files, SECTION_PROFILE, &i, &profile);)
        if (profile_names_keys(files, profile))
            return true;
    return false;
}
