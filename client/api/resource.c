#include "client/api/resource.h"

/* Hexadecimal ids are told apart by this many digits. */
enum { ID_SHOWN = 12 };

static void show_id(struct str rest, struct buf *out)
{
    size_t n = rest.n > ID_SHOWN + 2 ? ID_SHOWN : rest.n;

    buf_put(out, rest.p, n);
    if (n < rest.n)
        buf_puts(out, "..");
}

static void show_all(struct str rest, struct buf *out)
{
    buf_put(out, rest.p, rest.n);
}

/* "eu-west-1:8a2b6f31-..." keeps the region and eight digits. */
static void show_pool(struct str rest, struct buf *out)
{
    struct str id, region = str_cut(rest, ':', &id);

    if (id.n <= 8) {
        show_all(rest, out);
        return;
    }
    buf_put(out, region.p, region.n + 1);
    buf_put(out, id.p, 8);
    buf_puts(out, "..");
}

static void show_arn(struct str rest, struct buf *out)
{
    const char *slash = rest.n > 0 ? memrchr(rest.p, '/', rest.n) : NULL;

    if (slash != NULL && slash + 1 < rest.p + rest.n)
        rest = (struct str){slash + 1, rest.n - (size_t)(slash + 1 - rest.p)};
    show_all(rest, out);
}

/* The subject's common name where there is one, else the subject, else the id. */
static void show_issuer(struct str rest, struct buf *out)
{
    struct str subject, id = str_cut(rest, '/', &subject), end;

    str_cut(subject, '/', &subject);
    const char *cn = subject.p != NULL ? memmem(subject.p, subject.n, "CN=", 3) : NULL;
    if (cn != NULL)
        show_all(
            str_cut((struct str){cn + 3, subject.n - (size_t)(cn + 3 - subject.p)}, ',', &end),
            out);
    else if (subject.n > 0)
        show_all(subject, out);
    else
        show_id(id, out);
}

static const struct kind {
    const char *word;
    size_t offset; /* of the text in struct resource_identifier; 0 for records is not used */
    void (*show)(struct str rest, struct buf *out);
    bool record;
} kinds[] = {
#define KIND(word, member, show)                                        \
    {                                                                   \
        word, offsetof(struct resource_identifier, member), show, false \
    }
    KIND("cert", device_certificate_id, show_id),
    KIND("ca", ca_certificate_id, show_id),
    KIND("client", client_id, show_all),
    KIND("pool", cognito_identity_pool_id, show_pool),
    KIND("alias", role_alias_arn, show_arn),
    KIND("role", iam_role_arn, show_arn),
    KIND("account", account, show_all),
    {"policy", 0, show_all, true},
    {"issuer", 0, show_issuer, true},
#undef KIND
};

static const char *or_empty(const char *s)
{
    return s != NULL ? s : "";
}

bool resource_key(const struct resource_identifier *r, struct buf *out)
{
    if (r == NULL)
        return false;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const char *text = NULL;

        if (!kinds[i].record)
            memcpy(&text, (const char *)r + kinds[i].offset, sizeof text);
        if (text == NULL)
            continue;
        buf_printf(out, "%s:%s", kinds[i].word, text);
        return true;
    }
    if (r->policy_version_identifier != NULL) {
        const struct policy_version_identifier *p = r->policy_version_identifier;
        buf_printf(out, "policy:%s:%s", or_empty(p->policy_name),
                   or_empty(p->policy_version_id));
        return true;
    }
    if (r->issuer_certificate_identifier != NULL) {
        const struct issuer_certificate_identifier *c = r->issuer_certificate_identifier;
        buf_printf(out, "issuer:%s/%s/%s", or_empty(c->issuer_id),
                   or_empty(c->issuer_certificate_serial_number),
                   or_empty(c->issuer_certificate_subject));
        return true;
    }
    const char *id =
        r->device_certificate_arn != NULL ? strstr(r->device_certificate_arn, ":cert/") : NULL;
    if (id == NULL)
        return false;
    buf_printf(out, "cert:%s", id + strlen(":cert/"));
    return true;
}

struct str resource_key_kind(const char *key)
{
    struct str rest;
    return str_cut(str_of(key), ':', &rest);
}

static const struct kind *find_kind(const char *key, struct str *rest)
{
    struct str word = str_cut(str_of(key), ':', rest);

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (str_eq(word, kinds[i].word) && rest->n > 0)
            return &kinds[i];
    }
    return NULL;
}

static const char *text_or_null(struct str s, struct arena *a)
{
    return s.n > 0 ? arena_strn(a, s.p, s.n) : NULL;
}

static void read_policy(struct str rest, struct arena *a, struct resource_identifier *r)
{
    struct policy_version_identifier *p = arena_alloc(a, 1, sizeof *p);
    struct str version, name = str_cut(rest, ':', &version);

    p->policy_name = text_or_null(name, a);
    p->policy_version_id = text_or_null(version, a);
    r->policy_version_identifier = p;
}

static void read_issuer(struct str rest, struct arena *a, struct resource_identifier *r)
{
    struct issuer_certificate_identifier *c = arena_alloc(a, 1, sizeof *c);
    struct str subject, id = str_cut(rest, '/', &rest), serial = str_cut(rest, '/', &subject);

    c->issuer_id = text_or_null(id, a);
    c->issuer_certificate_serial_number = text_or_null(serial, a);
    c->issuer_certificate_subject = text_or_null(subject, a);
    r->issuer_certificate_identifier = c;
}

const struct resource_identifier *resource_from_key(const char *key, struct arena *a)
{
    struct str rest;
    const struct kind *k = find_kind(key, &rest);

    if (k == NULL)
        return NULL;
    struct resource_identifier *r = arena_alloc(a, 1, sizeof *r);
    if (!k->record) {
        const char *text = arena_strn(a, rest.p, rest.n);
        memcpy((char *)r + k->offset, &text, sizeof text);
    } else if (k->show == show_issuer) {
        read_issuer(rest, a, r);
    } else {
        read_policy(rest, a, r);
    }
    return r;
}

void resource_key_text(const char *key, struct buf *out)
{
    struct str rest;
    const struct kind *k = find_kind(key, &rest);

    if (k == NULL) {
        buf_puts(out, key);
        return;
    }
    buf_printf(out, "%s ", k->word);
    k->show(rest, out);
}
