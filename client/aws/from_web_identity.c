/* A token that somebody else signed, in a file that is renewed by them: STS
 * AssumeRoleWithWebIdentity, not signed. */
#include <stdlib.h>
#include <string.h>

#include "client/aws/sts_step.h"
#include "client/base/files.h"
#include "client/base/mem.h"

enum { TOKEN_MAX = 20 * 1000 }; /* as STS */

static const char *token_path(const struct key_step *s)
{
    const char *path =
        s->link->by_environment ? aws_env(s->in, "AWS_WEB_IDENTITY_TOKEN_FILE") : NULL;

    return path != NULL ? path : key_setting(s, "web_identity_token_file");
}

static void cached_as(const struct key_step *s, struct buf *out)
{
    struct key_text t = {out, ", ", ": ", false};
    const char *name = sts_session_name(s), *arn = sts_role_arn(s);

    key_text_put(&t, "RoleArn", arn != NULL ? arn : "");
    if (name != NULL)
        key_text_put(&t, "RoleSessionName", name);
    key_text_end(&t);
}

static enum key_next no_role(struct err *err)
{
    err_set(err, ERR_CONFIG, "there is a web identity token file, and no role to ask for");
    err_advise(err, "Set AWS_ROLE_ARN, or role_arn in the profile.");
    return KEY_FAILED;
}

static enum key_next ask(struct key_step *s, struct err *err)
{
    struct buf token = BUF_INIT(TOKEN_MAX);
    enum key_next n = KEY_FAILED;
    char made[64];
    char *path;

    if (sts_role_arn(s) == NULL)
        return no_role(err);
    path = aws_path(s->in, token_path(s)); /* read anew each time */
    if (files_read(path, &token, err)) {
        struct str text = str_trim((struct str){buf_text(&token), token.len});
        char *copy = mem_strndup(text.p, text.n);
        const struct sts_assume_role_with_web_identity_input input = {
            .role_arn = sts_role_arn(s),
            .role_session_name = sts_session_name_or(s, made),
            .web_identity_token = copy,
        };

        n = sts_send(s, &op_sts_assume_role_with_web_identity, &input, NULL, err);
        explicit_bzero(copy, text.n);
        free(copy);
    } else {
        err->kind = ERR_CREDENTIALS;
        err_advise(err, "AWS_WEB_IDENTITY_TOKEN_FILE or web_identity_token_file names it.");
    }
    buf_wipe(&token);
    free(path);
    return n;
}

static enum key_next next(struct key_step *s, struct err *err)
{
    return s->answers == 0 ? ask(s, err)
                           : sts_receive(s, &op_sts_assume_role_with_web_identity, err);
}

const struct provider provider_web_identity = {"assume-role-with-web-identity", next,
                                               cached_as};
