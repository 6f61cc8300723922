#include "client/local/audit_resource.h"

#include "client/base/mem.h"

enum { PARTS_MAX = 3 };

/* Where a member's values are: in the identifier itself, or in a record it points to. */
struct member {
    const char *name;
    size_t offset;
    size_t size; /* of the record; 0: the member is the text */
    int n;
    size_t parts[PARTS_MAX];
};

#define TEXT(name, field)                                        \
    {                                                            \
        name, offsetof(struct resource_identifier, field), 0, 1, \
        {                                                        \
            0                                                    \
        }                                                        \
    }
static const struct member members[] = {
    TEXT("account", account),
    TEXT("caCertificateId", ca_certificate_id),
    TEXT("clientId", client_id),
    TEXT("cognitoIdentityPoolId", cognito_identity_pool_id),
    TEXT("deviceCertificateId", device_certificate_id),
    TEXT("iamRoleArn", iam_role_arn),
    TEXT("roleAliasArn", role_alias_arn),
    {"policyVersionIdentifier",
     offsetof(struct resource_identifier, policy_version_identifier),
     sizeof(struct policy_version_identifier),
     2,
     {offsetof(struct policy_version_identifier, policy_name),
      offsetof(struct policy_version_identifier, policy_version_id)}},
    {"issuerCertificateIdentifier",
     offsetof(struct resource_identifier, issuer_certificate_identifier),
     sizeof(struct issuer_certificate_identifier),
     3,
     {offsetof(struct issuer_certificate_identifier, issuer_certificate_subject),
      offsetof(struct issuer_certificate_identifier, issuer_id),
      offsetof(struct issuer_certificate_identifier, issuer_certificate_serial_number)}},
};

static const char *text_at(const void *base, size_t offset)
{
    return *(const char *const *)(const void *)((const char *)base + offset);
}

/* The member's text, "" when a part of it is missing. */
static const char *member_text(const struct member *m, const void *value, struct arena *a)
{
    const char *out = m->name;

    if (m->size == 0)
        return arena_printf(a, "%s\t%s", m->name, (const char *)value);
    for (int i = 0; i < m->n; i++) {
        const char *part = text_at(value, m->parts[i]);
        if (part == NULL)
            return "";
        out = arena_printf(a, "%s\t%s", out, part);
    }
    return out;
}

/* The id at the end of a certificate's ARN. */
static const char *id_of_arn(const char *arn, struct arena *a)
{
    const char *slash = strstr(arn, ":cert/");

    return slash == NULL ? "" : arena_printf(a, "deviceCertificateId\t%s", slash + 6);
}

const char *audit_resource_text(const struct resource_identifier *r, struct arena *a)
{
    const char *found =
        r->device_certificate_arn != NULL ? id_of_arn(r->device_certificate_arn, a) : NULL;

    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const char *value = text_at(r, members[i].offset);
        if (value == NULL)
            continue;
        if (found != NULL)
            return NULL;
        found = member_text(&members[i], value, a);
    }
    return found == NULL || *found == '\0' ? NULL : found;
}

static const struct member *member_named(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        if (str_eq(name, members[i].name))
            return &members[i];
    }
    bug("no resource identifier member %.*s", (int)name.n, name.p);
}

static void put_text(void *base, size_t offset, const char *text)
{
    *(const char **)(void *)((char *)base + offset) = text;
}

const struct resource_identifier *audit_resource_read(const char *text, struct arena *a)
{
    struct resource_identifier *out = arena_alloc(a, 1, sizeof *out);
    struct str rest, name = str_cut(str_of(text), '\t', &rest);
    const struct member *m = member_named(name);

    if (m->size == 0) {
        put_text(out, m->offset, arena_strn(a, rest.p, rest.n));
        return out;
    }
    char *record = arena_alloc(a, 1, m->size);
    for (int i = 0; i < m->n; i++) {
        struct str part = i + 1 < m->n ? str_cut(rest, '\t', &rest) : rest;
        put_text(record, m->parts[i], arena_strn(a, part.p, part.n));
    }
    put_text(out, m->offset, record);
    return out;
}

const char *audit_resource_of(enum check_id check, const char *value, const char *value2,
                              const char *value3, struct arena *a)
{
    return arena_printf(a, "%s\t%s%s%s%s%s", checks[check].identifier, value,
                        value2 != NULL ? "\t" : "", value2 != NULL ? value2 : "",
                        value3 != NULL ? "\t" : "", value3 != NULL ? value3 : "");
}
