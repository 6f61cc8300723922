/* role_arn with source_profile or credential_source: STS AssumeRole, signed with the keys of
 * the link before. */
#include "client/aws/sts_step.h"

static bool duration(const struct key_step *s, int64_t *seconds, struct err *err)
{
    const char *text = key_setting(s, "duration_seconds");

    *seconds = 0;
    if (text == NULL || str_to_int(str_of(text), 900, 43200, seconds))
        return true;
    err_set(err, ERR_CONFIG, "duration_seconds of profile '%s' is not from 900 to 43200: %.40s",
            s->link->profile, text);
    return err_advise(err, "See %s.", shared_config_path(s->files));
}

static void cached_as(const struct key_step *s, struct buf *out)
{
    struct key_text t = {out, ", ", ": ", false};
    const char *external = key_setting(s, "external_id"), *name = sts_session_name(s),
               *serial = key_setting(s, "mfa_serial"), *arn = sts_role_arn(s);
    struct err ignored;
    int64_t seconds;

    if (duration(s, &seconds, &ignored) && seconds > 0)
        key_text_put_int(&t, "DurationSeconds", seconds);
    if (external != NULL)
        key_text_put(&t, "ExternalId", external);
    key_text_put(&t, "RoleArn", arn != NULL ? arn : "");
    if (name != NULL)
        key_text_put(&t, "RoleSessionName", name);
    if (serial != NULL)
        key_text_put(&t, "SerialNumber", serial);
    key_text_end(&t);
}

static enum key_next ask(struct key_step *s, struct err *err)
{
    char made[64];
    int64_t seconds;

    if (!duration(s, &seconds, err))
        return KEY_FAILED;
    const struct sts_assume_role_input input = {
        .duration_seconds = {(int32_t)seconds, seconds > 0},
        .external_id = key_setting(s, "external_id"),
        .role_arn = sts_role_arn(s),
        .role_session_name = sts_session_name_or(s, made),
        .serial_number = key_setting(s, "mfa_serial"),
        .token_code = s->code[0] != '\0' ? s->code : NULL,
    };

    return sts_send(s, &op_sts_assume_role, &input, s->source, err);
}

static enum key_next next(struct key_step *s, struct err *err)
{
    if (s->answers > 0)
        return sts_receive(s, &op_sts_assume_role, err);
    s->device = key_setting(s, "mfa_serial");
    return s->device != NULL && s->code[0] == '\0' ? KEY_PROMPT : ask(s, err);
}

const struct provider provider_role = {"assume-role", next, cached_as};
