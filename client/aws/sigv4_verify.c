#include <stdio.h>

#include "client/aws/sigv4.h"
#include "client/base/clock.h"
#include "client/base/sha256.h"

#define ALGORITHM "AWS4-HMAC-SHA256"

#define MISSING      "MissingAuthenticationTokenException"
#define INCOMPLETE   "IncompleteSignatureException"
#define UNRECOGNIZED "UnrecognizedClientException"
#define INVALID      "InvalidSignatureException"

enum { FIELD_MAX = 128 }; /* of a key id, region or service: the longest key id is 128 */

/* An Authorization header taken apart. */
struct claim {
    char key_id[FIELD_MAX + 1], day[9], region[FIELD_MAX + 1], service[FIELD_MAX + 1];
    struct str signed_headers, signature;
};

static bool refuse(struct err *err, const char *code, const char *text)
{
    err_set(err, ERR_DENIED, "%s", text);
    snprintf(err->code, sizeof err->code, "%s", code);
    err->status = 403;
    return false;
}

static bool copy(struct str s, char *out, size_t size)
{
    if (s.n == 0 || s.n >= size || memchr(s.p, '\0', s.n) != NULL)
        return false;
    memcpy(out, s.p, s.n);
    out[s.n] = '\0';
    return true;
}

static bool parse_credential(struct str s, struct claim *c, struct err *err)
{
    /* The key id may hold slashes, the four parts after it may not: cut from the right. */
    struct str part[4];

    for (int i = 3; i >= 0; i--) {
        const char *slash = s.n > 0 ? memrchr(s.p, '/', s.n) : NULL;
        if (slash == NULL)
            return refuse(err, INCOMPLETE,
                          "Credential must have exactly 5 slash-delimited elements: "
                          "keyid/date/region/service/term");
        size_t before = (size_t)(slash - s.p);
        part[i] = (struct str){slash + 1, s.n - before - 1};
        s.n = before;
    }
    if (!copy(s, c->key_id, sizeof c->key_id) || !copy(part[0], c->day, sizeof c->day) ||
        !copy(part[1], c->region, sizeof c->region) ||
        !copy(part[2], c->service, sizeof c->service))
        return refuse(err, INCOMPLETE, "Credential has an empty or overlong element");
    if (!str_eq(part[3], "aws4_request"))
        return refuse(err, INVALID,
                      "Credential should be scoped with a valid terminator: 'aws4_request'");
    return true;
}

static bool parse_authorization(const char *value, struct claim *c, struct err *err)
{
    struct str rest, credential = {0}, algorithm = str_cut(str_of(value), ' ', &rest);
    const struct {
        const char *name;
        struct str *to;
    } parts[] = {{"Credential", &credential},
                 {"SignedHeaders", &c->signed_headers},
                 {"Signature", &c->signature}};

    if (!str_eq(algorithm, ALGORITHM))
        return refuse(err, INCOMPLETE, "Unsupported 'algorithm' in the Authorization header");
    while (rest.n > 0) {
        struct str text, name = str_cut(str_trim(str_cut(rest, ',', &rest)), '=', &text);
        for (size_t i = 0; i < COUNT_OF(parts); i++)
            if (str_eq(name, parts[i].name))
                *parts[i].to = text;
    }
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].to->n == 0) {
            refuse(err, INCOMPLETE, "");
            snprintf(err->text, sizeof err->text,
                     "Authorization header requires '%s' parameter", parts[i].name);
            return false;
        }
    return parse_credential(credential, c, err);
}

/* "20150830T123600Z" */
static bool parse_date(const char *z, int64_t *ms)
{
    static const char shape[] = "00000000T000000Z";
    char iso[32];

    for (size_t i = 0; i < sizeof shape; i++)
        if (shape[i] == '0' ? z[i] < '0' || z[i] > '9' : z[i] != shape[i])
            return false;
    snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", z, z + 4, z + 6, z + 9, z + 11,
             z + 13);
    return time_parse_iso8601(str_of(iso), ms);
}

static bool check_scope(const struct claim *c, const struct sigv4_policy *p, struct err *err)
{
    bool known = false;

    for (size_t i = 0; p->services[i] != NULL; i++)
        known |= strcmp(p->services[i], c->service) == 0;
    if (!known) {
        refuse(err, INVALID, "");
        snprintf(err->text, sizeof err->text,
                 "Credential should be scoped to correct service: '%s'.", p->services[0]);
        return false;
    }
    if (strcmp(c->region, p->region) != 0)
        return refuse(err, INVALID, "Credential should be scoped to a valid region.");
    return true;
}

static bool check_time(const struct sigv4_incoming *in, const struct claim *c,
                       const struct sigv4_policy *p, int64_t *time_ms, struct err *err)
{
    const char *date = in->header(in->ctx, "x-amz-date");

    if (date == NULL)
        return refuse(err, INCOMPLETE,
                      "Authorization header requires existence of an 'X-Amz-Date' header");
    if (!parse_date(date, time_ms))
        return refuse(err, INCOMPLETE, "X-Amz-Date must be in ISO-8601 basic format");
    if (memcmp(date, c->day, 8) != 0 || c->day[8] != '\0')
        return refuse(err, INVALID,
                      "Date in Credential scope does not match that of X-Amz-Date");

    int64_t late_ms = p->now_ms - *time_ms;
    if (late_ms <= p->max_skew_ms && -late_ms <= p->max_skew_ms)
        return true;
    char now[SIGV4_DATE_SIZE];
    sigv4_date(p->now_ms, now);
    refuse(err, INVALID, "");
    snprintf(err->text, sizeof err->text,
             late_ms > 0
                 ? "Signature expired: %s is now more than %d min. earlier than %s"
                 : "Signature not yet current: %s is still more than %d min. later than %s",
             date, (int)(p->max_skew_ms / 60000), now);
    return false;
}

/* Headers that change what a request means may not travel outside the signature. */
static bool check_covered(const struct sigv4_incoming *in, const struct sigv4_header *h,
                          size_t n, struct err *err)
{
    static const char *const must[] = {"host",
                                       "x-amz-date",
                                       "x-amz-security-token",
                                       "x-amz-content-sha256",
                                       "x-amzn-principal",
                                       "content-type"};

    for (size_t i = 0; i < COUNT_OF(must); i++) {
        bool found = false;
        for (size_t k = 0; k < n; k++)
            found |= strcasecmp(h[k].name, must[i]) == 0;
        if (!found && (i == 0 || in->header(in->ctx, must[i]) != NULL)) {
            refuse(err, INVALID, "");
            snprintf(err->text, sizeof err->text, "'%s' must be a signed header", must[i]);
            return false;
        }
    }
    return true;
}

/* Looks up what the claim says was signed. names holds the copies. */
static bool collect_headers(const struct sigv4_incoming *in, struct str list, struct buf *names,
                            struct sigv4_header *h, size_t *n, struct err *err)
{
    size_t start[SIGV4_SIGNED_HEADERS_MAX], count = 0;

    for (struct str rest = list; rest.n > 0; count++) {
        struct str name = str_cut(rest, ';', &rest);
        if (count == SIGV4_SIGNED_HEADERS_MAX || name.n == 0)
            return refuse(err, INCOMPLETE, "SignedHeaders cannot be read");
        start[count] = names->len;
        buf_put(names, name.p, name.n);
        buf_putc(names, '\0');
    }
    if (names->full)
        return refuse(err, INCOMPLETE, "SignedHeaders cannot be read");
    for (size_t i = 0; i < count; i++) {
        const char *name = names->data + start[i], *value = in->header(in->ctx, name);
        /* One spelling only: lower case, ascending. */
        for (const char *c = name; *c != '\0'; c++)
            if (*c != str_lower(*c))
                return refuse(err, INCOMPLETE, "SignedHeaders must be in lower case");
        if (i > 0 && strcmp(h[i - 1].name, name) >= 0)
            return refuse(err, INCOMPLETE, "SignedHeaders must be sorted");
        if (value == NULL)
            return refuse(err, INVALID, "a header named in SignedHeaders was not sent");
        h[i] = (struct sigv4_header){name, value};
    }
    *n = count;
    return check_covered(in, h, count, err);
}

static bool check_keys(const struct sigv4_incoming *in, const struct claim *c,
                       const struct sigv4_policy *p, struct sigv4_keys *keys, struct err *err)
{
    const char *token = in->header(in->ctx, "x-amz-security-token");

    *keys = (struct sigv4_keys){0};
    if (!p->keys(p->ctx, c->key_id, keys) || (token != NULL) != (keys->session_token != NULL))
        return refuse(err, UNRECOGNIZED,
                      "The security token included in the request is invalid.");
    if (token == NULL)
        return true;
    size_t n = strlen(token);
    if (n != strlen(keys->session_token) || !sigv4_same_bytes(token, keys->session_token, n))
        return refuse(err, UNRECOGNIZED,
                      "The security token included in the request is invalid.");
    return true;
}

/* A declared payload hash must be that of the payload. */
static bool check_payload(const struct sigv4_incoming *in, struct err *err)
{
    const char *declared = in->header(in->ctx, "x-amz-content-sha256");
    uint8_t digest[SIGV4_DIGEST], claimed[SIGV4_DIGEST];

    if (declared == NULL)
        return true;
    sha256(in->body, digest);
    if (str_unhex(str_of(declared), claimed, sizeof claimed) &&
        sigv4_same_bytes(digest, claimed, sizeof digest))
        return true;
    return refuse(err, INVALID, "X-Amz-Content-Sha256 is not the hash of the body");
}

static bool check_signature(const struct sigv4_incoming *in, const struct claim *c,
                            const struct sigv4_header *h, size_t n, const char *secret,
                            int64_t time_ms, struct err *err)
{
    struct sigv4_request r = {in->method, in->path, in->query, h, n, in->body};
    struct sigv4_scope s = {c->key_id, secret, c->region, c->service, time_ms};
    struct buf canonical = BUF_INIT(SIGV4_MAX_BYTES), text = BUF_INIT(4096);
    char hex[SIGV4_HEX + 1];

    sigv4_canonical_request(&r, &canonical);
    sigv4_string_to_sign((struct str){buf_text(&canonical), canonical.len}, &s, &text);
    sigv4_signature((struct str){buf_text(&text), text.len}, &s, hex);
    bool same = !canonical.full && !text.full && c->signature.n == SIGV4_HEX &&
                sigv4_same_bytes(c->signature.p, hex, SIGV4_HEX);
    explicit_bzero(hex, sizeof hex);
    buf_free(&canonical);
    buf_free(&text);
    if (same)
        return true;
    return refuse(
        err, INVALID,
        "The request signature we calculated does not match the signature you provided. "
        "Check your secret access key and signing method.");
}

bool sigv4_verify(const struct sigv4_incoming *in, const struct sigv4_policy *policy,
                  char access_key_id[129], struct err *err)
{
    const char *authorization = in->header(in->ctx, "authorization");
    struct claim claim = {0};
    struct sigv4_header headers[SIGV4_SIGNED_HEADERS_MAX];
    struct buf names = BUF_INIT(8192);
    struct sigv4_keys keys;
    size_t n;
    int64_t time_ms;

    if (authorization == NULL || authorization[0] == '\0')
        return refuse(err, MISSING, "Missing Authentication Token");
    bool ok = parse_authorization(authorization, &claim, err) &&
              check_scope(&claim, policy, err) &&
              check_time(in, &claim, policy, &time_ms, err) &&
              collect_headers(in, claim.signed_headers, &names, headers, &n, err) &&
              check_keys(in, &claim, policy, &keys, err) && check_payload(in, err) &&
              check_signature(in, &claim, headers, n, keys.secret, time_ms, err);
    if (ok)
        memcpy(access_key_id, claim.key_id, sizeof claim.key_id);
    buf_free(&names);
    return ok;
}
