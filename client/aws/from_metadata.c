/*
 * The instance metadata service of EC2, version 2: a token first, then the role's name, then
 * its keys. Version 1, which answers whoever can make this machine send a GET, is never asked.
 */
#include <stdio.h>
#include <string.h>

#include "client/aws/near.h"
#include "client/base/i18n.h"

#define WHAT        _("the instance metadata service")
#define ROLES       "/latest/meta-data/iam/security-credentials/"
#define TTL_SECONDS "21600"

static const char *setting(const struct key_step *s, const char *variable, const char *key)
{
    const char *v = aws_env(s->in, variable);

    return v != NULL ? v : key_setting(s, key);
}

static const char *origin(const struct key_step *s)
{
    const char *own =
        setting(s, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
    const char *mode = setting(s, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
                               "ec2_metadata_service_endpoint_mode");

    if (own != NULL)
        return own;
    return mode != NULL && str_eq_nocase(str_of(mode), "ipv6") ? "http://[fd00:ec2::254]"
                                                               : "http://169.254.169.254";
}

static enum key_next ask(struct key_step *s, const char *method, const char *path,
                         struct err *err)
{
    key_request_reset(&s->request);
    if (!near_address(&s->request, origin(s), path, "AWS_EC2_METADATA_SERVICE_ENDPOINT", err))
        return KEY_FAILED;
    s->request.method = method;
    s->request.total_ms = KEY_METADATA_MS * (int)near_number(s, "AWS_METADATA_SERVICE_TIMEOUT",
                                                             "metadata_service_timeout", 60, 1);
    s->request.tries = (int)near_number(s, "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
                                        "metadata_service_num_attempts", 10, 1);
    if (s->memo.len > 0)
        key_request_header(&s->request, "x-aws-ec2-metadata-token", buf_text(&s->memo));
    else
        key_request_header(&s->request, "x-aws-ec2-metadata-token-ttl-seconds", TTL_SECONDS);
    return KEY_SEND;
}

/* The first line of the answer, when it can stand in a header or a path. */
static struct str first_line(const struct key_step *s)
{
    struct str rest, line = str_trim(str_cut(s->body, '\n', &rest));

    for (size_t i = 0; i < line.n; i++)
        if ((unsigned char)line.p[i] <= ' ' || (unsigned char)line.p[i] >= 0x7f)
            return (struct str){0};
    return line;
}

static enum key_next take_token(struct key_step *s, struct err *err)
{
    struct str token = first_line(s);

    s->memo = BUF_INIT(1024);
    buf_put(&s->memo, token.p, token.n);
    if (token.n > 0 && !s->memo.full)
        return ask(s, "GET", ROLES, err);
    err_set(err, ERR_CREDENTIALS, "%s gave no token", WHAT);
    return KEY_FAILED;
}

static enum key_next take_role(struct key_step *s, struct err *err)
{
    struct str role = first_line(s);
    struct buf path = BUF_INIT(1024);
    enum key_next n;

    if (role.n == 0) {
        err_set(err, ERR_CREDENTIALS, "this instance has no role");
        err_advise(err, "Attach an instance profile to it.");
        return KEY_FAILED;
    }
    buf_puts(&path, ROLES);
    str_percent_encode(&path, role);
    n = ask(s, "GET", buf_text(&path), err);
    buf_free(&path);
    return n;
}

static enum key_next take_keys(struct key_step *s, struct err *err)
{
    if (!key_read_json(s->body, &near_names, WHAT, &s->keys, err))
        return KEY_FAILED;
    /* The service hands out old keys while it cannot renew them, and they are taken meanwhile:
     * botocore's way. */
    if (s->keys.expires_ms < s->now_ms + KEY_FRESH_MS)
        s->keys.expires_ms = s->now_ms + KEY_FRESH_MS;
    key_name_source(s, &s->keys);
    return KEY_HAVE;
}

/* Nothing at all on a machine that is no instance: then there is no source of keys. */
static enum key_next no_answer(const struct key_step *s, struct err *err)
{
    if (s->answers == 1 && s->failure.kind != ERR_NONE &&
        key_setting(s, "credential_source") == NULL) {
        (void)credentials_none_found(s->in, s->files, err);
        return KEY_FAILED;
    }
    (void)key_refused(s, WHAT, err);
    if (s->failure.kind != ERR_NONE)
        err_advise(err, "In a container the instance's hop limit for it has to be 2.");
    else if (s->answers == 2 && s->status == 404)
        err_advise(err, "The instance has no role: attach an instance profile to it.");
    else if (s->answers == 1)
        err_advise(err,
                   "Only its version 2 is asked. If this is no instance, profile '%s' has no "
                   "keys: `aws configure`.",
                   s->link->profile);
    return KEY_FAILED;
}

static bool is_off(const struct key_step *s)
{
    const char *v = aws_env(s->in, "AWS_EC2_METADATA_DISABLED");

    return v != NULL && str_eq_nocase(str_of(v), "true");
}

static enum key_next begin(struct key_step *s, struct err *err)
{
    if (!is_off(s))
        return ask(s, "PUT", "/latest/api/token", err);
    err_set(err, ERR_CREDENTIALS,
            "profile '%s' wants keys of the instance, and AWS_EC2_METADATA_DISABLED is true",
            s->link->profile);
    return KEY_FAILED;
}

static enum key_next next(struct key_step *s, struct err *err)
{
    static enum key_next (*const take[])(struct key_step * s,
                                         struct err * err) = {take_token, take_role, take_keys};

    if (s->answers == 0)
        return begin(s, err);
    if (s->failure.kind != ERR_NONE || s->status != 200)
        return no_answer(s, err);
    return take[s->answers - 1](s, err);
}

const struct provider provider_metadata = {"instance metadata", next, NULL};
