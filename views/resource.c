#include "views/resource.h"

#include <string.h>

#include "client/base/i18n.h"

static const struct {
    const char *word, *screen;
} kinds[] = {
    [RESOURCE_CERTIFICATE] = {"cert", "certificate"},
    [RESOURCE_CA] = {"CA", "ca"},
    [RESOURCE_POLICY] = {"policy", "policy"},
    [RESOURCE_CLIENT] = {"client", "client"},
    [RESOURCE_ALIAS] = {"alias", "alias"},
    [RESOURCE_POOL] = {"pool", "pool"},
    [RESOURCE_ROLE] = {"role", NULL},
    [RESOURCE_ISSUER] = {"issuer", NULL},
    [RESOURCE_ACCOUNT] = {"account", "account"},
    [RESOURCE_OTHER] = {"?", NULL},
};

const char *resource_word(enum resource_kind k)
{
    return kinds[k].word;
}

enum resource_kind resource_kind(const struct resource_identifier *r)
{
    if (r == NULL)
        return RESOURCE_OTHER;
    const struct {
        const void *set;
        enum resource_kind kind;
    } members[] = {
        {r->device_certificate_id, RESOURCE_CERTIFICATE},
        {r->device_certificate_arn, RESOURCE_CERTIFICATE},
        {r->ca_certificate_id, RESOURCE_CA},
        {r->policy_version_identifier, RESOURCE_POLICY},
        {r->client_id, RESOURCE_CLIENT},
        {r->role_alias_arn, RESOURCE_ALIAS},
        {r->cognito_identity_pool_id, RESOURCE_POOL},
        {r->iam_role_arn, RESOURCE_ROLE},
        {r->issuer_certificate_identifier, RESOURCE_ISSUER},
        {r->account, RESOURCE_ACCOUNT},
    };
    for (size_t i = 0; i < COUNT_OF(members); i++)
        if (members[i].set != NULL)
            return members[i].kind;
    return RESOURCE_OTHER;
}

const char *resource_arn_name(const char *arn)
{
    const char *slash = strrchr(arn, '/');
    return strncmp(arn, "arn:", 4) == 0 && slash != NULL ? slash + 1 : arn;
}

static bool put(struct buf *out, const char *text)
{
    if (text == NULL)
        return false;
    buf_puts(out, text);
    return true;
}

static bool issuer_text(const struct issuer_certificate_identifier *i, struct buf *out)
{
    if (i->issuer_certificate_subject != NULL)
        buf_puts(out, i->issuer_certificate_subject);
    if (i->issuer_certificate_serial_number != NULL)
        buf_printf(out, _(" serial %s"), i->issuer_certificate_serial_number);
    return i->issuer_certificate_subject != NULL || i->issuer_certificate_serial_number != NULL;
}

bool resource_text(const struct resource_identifier *r, struct buf *out)
{
    switch (resource_kind(r)) {
    case RESOURCE_CERTIFICATE:
        return put(out, r->device_certificate_id != NULL
                            ? r->device_certificate_id
                            : resource_arn_name(r->device_certificate_arn));
    case RESOURCE_CA: return put(out, r->ca_certificate_id);
    case RESOURCE_POLICY:
        if (r->policy_version_identifier->policy_version_id == NULL)
            return put(out, r->policy_version_identifier->policy_name);
        if (r->policy_version_identifier->policy_name == NULL)
            return false;
        buf_printf(out, "%s:%s", r->policy_version_identifier->policy_name,
                   r->policy_version_identifier->policy_version_id);
        return true;
    case RESOURCE_CLIENT: return put(out, r->client_id);
    case RESOURCE_ALIAS: return put(out, resource_arn_name(r->role_alias_arn));
    case RESOURCE_POOL: return put(out, r->cognito_identity_pool_id);
    case RESOURCE_ROLE: return put(out, resource_arn_name(r->iam_role_arn));
    case RESOURCE_ISSUER: return issuer_text(r->issuer_certificate_identifier, out);
    case RESOURCE_ACCOUNT: return put(out, r->account);
    case RESOURCE_OTHER: break;
    }
    return false;
}

bool resource_view(const struct resource_identifier *r, struct buf *out)
{
    const char *screen = kinds[resource_kind(r)].screen;
    struct buf text = BUF_INIT(2048);
    bool ok = screen != NULL && resource_text(r, &text);
    if (ok)
        buf_printf(out, "%s %s", screen, buf_text(&text));
    buf_free(&text);
    return ok;
}
