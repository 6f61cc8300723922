/* credential_process: a program that prints keys as JSON. Contract: the SDKs and Tools
 * reference, "process credential provider". */
#include <stdlib.h>
#include <string.h>

#include "client/api/json.h"
#include "client/aws/provider.h"
#include "client/aws/split.h"

static const struct key_names names = {.id = "AccessKeyId",
                                       .secret = "SecretAccessKey",
                                       .token = "SessionToken",
                                       .expires = "Expiration"};

static enum key_next run(struct key_step *s, struct err *err)
{
    const char *line = key_setting(s, "credential_process");

    s->argv = line != NULL ? split_words(line) : NULL;
    if (s->argv != NULL && s->argv[0] != NULL)
        return KEY_RUN;
    err_set(err, ERR_CONFIG,
            "credential_process of profile '%s' is no command: a quote is open",
            s->link->profile);
    err_advise(err, "See %s.", shared_config_path(s->files));
    return KEY_FAILED;
}

static bool version_is_1(struct str text)
{
    struct arena *a = arena_new();
    struct err ignored;
    const struct json *j = json_parse(text, a, &ignored), *v = NULL;

    if (j != NULL && json_type(j) == JSON_OBJECT)
        v = json_get(j, "Version");
    bool ok = j == NULL || /* said by whoever reads it next */
              (v != NULL && json_type(v) == JSON_NUMBER && json_number(v) == 1);

    arena_wipe(a);
    return ok;
}

static enum key_next read_keys(struct key_step *s, struct err *err)
{
    const char *what = "credential_process";

    if (s->failure.kind != ERR_NONE) {
        *err = s->failure;
        return KEY_FAILED;
    }
    if (!version_is_1(s->body)) {
        err_set(err, ERR_CREDENTIALS,
                "credential_process of profile '%s' did not say \"Version\": 1",
                s->link->profile);
        return KEY_FAILED;
    }
    if (!key_read_json(s->body, &names, what, &s->keys, err))
        return KEY_FAILED;
    key_name_source(s, &s->keys);
    return KEY_HAVE;
}

static enum key_next next(struct key_step *s, struct err *err)
{
    enum key_next n = s->answers == 0 ? run(s, err) : read_keys(s, err);

    if (n == KEY_FAILED && s->answers > 0 && err->advice[0] == '\0')
        err_advise(err, "Run it in a shell to see what it prints; it is in %s.",
                   shared_config_path(s->files)); /* not here: it may hold a password */
    return n;
}

const struct provider provider_process = {"credential_process", next, NULL};
