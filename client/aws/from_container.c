/* The endpoint a container is given: ECS, EKS Pod Identity, Greengrass. */
#include <stdlib.h>
#include <string.h>

#include "client/aws/near.h"
#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"

#define WHAT _("the container's credentials endpoint")

enum { TOKEN_MAX = 8 * 1024 };

static bool put_token(struct key_step *s, const char *token, struct err *err)
{
    if (strpbrk(token, "\r\n") != NULL)
        return err_set(err, ERR_CREDENTIALS,
                       "the authorization token of the container has a line end in it");
    key_request_header(&s->request, "Authorization", token);
    return true;
}

/* The file is renewed by others and wins. */
static bool authorize(struct key_step *s, struct err *err)
{
    const char *file = aws_env(s->in, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    const char *token = aws_env(s->in, "AWS_CONTAINER_AUTHORIZATION_TOKEN");

    if (file == NULL)
        return token == NULL || put_token(s, token, err);

    struct buf text = BUF_INIT(TOKEN_MAX);
    char *path = aws_path(s->in, file);
    bool ok = files_read(path, &text, err);

    if (ok) {
        ok = put_token(s, buf_text(&text), err);
    } else {
        err->kind = ERR_CREDENTIALS;
        err_advise(err, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names it.");
    }
    buf_wipe(&text);
    free(path);
    return ok;
}

static enum key_next ask(struct key_step *s, struct err *err)
{
    const char *relative = aws_env(s->in, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const char *full = aws_env(s->in, "AWS_CONTAINER_CREDENTIALS_FULL_URI");

    key_request_reset(&s->request);
    if (relative == NULL && full == NULL) {
        err_set(err, ERR_CREDENTIALS,
                "credential_source of profile '%s' is EcsContainer, and "
                "this is none: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is "
                "not set",
                s->link->profile);
        return KEY_FAILED;
    }
    bool ok = relative != NULL ? near_address(&s->request, "http://169.254.170.2", relative,
                                              "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", err)
                               : near_address(&s->request, full, "",
                                              "AWS_CONTAINER_CREDENTIALS_FULL_URI", err);

    if (!ok || !authorize(s, err))
        return KEY_FAILED;
    key_request_header(&s->request, "Accept", "application/json");
    s->request.method = "GET";
    s->request.total_ms = KEY_CONTAINER_MS;
    s->request.tries = 3;
    return KEY_SEND;
}

static enum key_next next(struct key_step *s, struct err *err)
{
    if (s->answers == 0)
        return ask(s, err);
    if (s->failure.kind != ERR_NONE || s->status != 200)
        return key_refused(s, WHAT, err);
    if (!key_read_json(s->body, &near_names, WHAT, &s->keys, err))
        return KEY_FAILED;
    key_name_source(s, &s->keys);
    return KEY_HAVE;
}

const struct provider provider_container = {"container", next, NULL};
