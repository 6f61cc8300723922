/*
 * aws/sigv4: signatures computed by an independent program, every way a signed request can be
 * refused, every single bit of one flipped. With PICKET_CHECK_DATA naming a folder that holds
 * sigv4/cases.json, the public suites too.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/json.h"
#include "client/aws/sigv4.h"
#include "client/base/clock.h"
#include "client/base/files.h"
#include "client/base/sha256.h"

#define KEY_ID "AKIDPICKETTEST"
#define SECRET "picket/Test+Secret=Key"
#define HOST                                  \
    {                                         \
        "Host", "iot.eu-west-1.amazonaws.com" \
    }
#define DATE                             \
    {                                    \
        "X-Amz-Date", "20261122T184500Z" \
    }

static const int64_t NOW_MS = INT64_C(1795373100) * 1000; /* 2026-11-22T18:45:00Z */

static void signature_of(const struct sigv4_request *r, const struct sigv4_scope *s,
                         char hex[65])
{
    struct buf canonical = BUF_INIT(SIGV4_MAX_BYTES), text = BUF_INIT(4096);

    sigv4_canonical_request(r, &canonical);
    sigv4_string_to_sign((struct str){buf_text(&canonical), canonical.len}, s, &text);
    sigv4_signature((struct str){buf_text(&text), text.len}, s, hex);
    buf_free(&canonical);
    buf_free(&text);
}

struct vector {
    const char *method, *path, *query, *body, *signature;
    struct sigv4_header headers[6];
};

static const struct vector vectors[] = {
    {"GET",
     "/security-profiles/plant%3Aline-1",
     "",
     "",
     "b62070693917bbcafda7fb6dcd25c7eabf39a216766a74ba2f085fd103d626da",
     {HOST, DATE}},
    {"GET",
     "/policies/a%2Bb%3Dc%2Cd%40e",
     "",
     "",
     "404a5368986bd9aac3178e44564e950a83fec7e7ed987fa0d951996660263e75",
     {HOST, DATE}},
    {"GET",
     "/audit/tasks",
     "startTime=2026-04-01T00%3A00%3A00Z&endTime=2026-05-01T00%3A00%3A00Z&maxResults=250",
     "",
     "0a09e3c9ae10799f7c25f491a91084939bf83861b055c213de16e9acb8a86329",
     {HOST, DATE}},
    {"GET",
     "/active-violations",
     "thingName=gw%3A%E6%9D%B1%E4%BA%AC%2F7%2050%25&a-b=1&a=2&a=1&flag",
     "",
     "3a03ff021705d6ecfe4954da79f6510fb8d7364c1ed19f31b761c201b1b4129c",
     {HOST, DATE}},
    {"GET",
     "/a//b/./c/../d/",
     "",
     "",
     "30037ffbebb48b11555eae50219e5becbe23e91ffd910767ffec0822733ffa3e",
     {HOST, DATE}},
    {"POST",
     "/audit/tasks",
     "",
     "{\"targetCheckNames\":[\"LOGGING_DISABLED_CHECK\"]}",
     "787350a0f434c3d50da7bb5e3d9d626b459594e03ccd2ac13b7e405a04adc9a8",
     {HOST, DATE, {"Content-Type", "application/json"}}},
    {"PUT",
     "/audit/tasks/0123/cancel",
     "",
     "",
     "1a349c4e32efdac8ae027b644e7d80d0eb591c3e531f00ae37b7e0c55384b076",
     {HOST, DATE, {"X-Amz-Security-Token", "IQoJb3//8wEaDMkL5"}}},
    {"DELETE",
     "/x",
     "",
     "",
     "5cb827195f61ce76c2e08adf4b4106d9cea6f20374bd70dc656804d4ef508e38",
     {HOST,
      DATE,
      {"X-Amzn-Principal", "  arn:aws:iot   x  "},
      {"B", "2"},
      {"a", "1"},
      {"B", "1"}}},
};

static size_t count_headers(const struct vector *v)
{
    size_t n = 0;

    while (n < COUNT_OF(v->headers) && v->headers[n].name != NULL)
        n++;
    return n;
}

static struct sigv4_request request_of(const struct vector *v)
{
    return (struct sigv4_request){v->method,  str_of(v->path),  str_of(v->query),
                                  v->headers, count_headers(v), str_of(v->body)};
}

Test(sigv4, signatures_of_an_independent_signer)
{
    const struct sigv4_scope scope = {KEY_ID, SECRET, "eu-west-1", "iot", NOW_MS};

    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        struct sigv4_request r = request_of(&vectors[i]);
        char hex[65];
        signature_of(&r, &scope, hex);
        cr_expect_str_eq(hex, vectors[i].signature, "%s %s", vectors[i].path, vectors[i].query);
    }
}

Test(sigv4, authorization_names_everything)
{
    const struct sigv4_scope scope = {KEY_ID, SECRET, "eu-west-1", "iot", NOW_MS};
    struct sigv4_request r = request_of(&vectors[5]);
    struct buf out = BUF_INIT(4096);
    struct err err;

    cr_assert(sigv4_sign(&r, &scope, &out, &err));
    cr_expect_str_eq(buf_text(&out),
                     "AWS4-HMAC-SHA256 Credential=" KEY_ID
                     "/20261122/eu-west-1/iot/aws4_request, "
                     "SignedHeaders=content-type;host;x-amz-date, Signature="
                     "787350a0f434c3d50da7bb5e3d9d626b459594e03ccd2ac13b7e405a04adc9a8");
    buf_free(&out);
}

Test(sigv4, a_request_beyond_the_bound_is_refused)
{
    const struct sigv4_scope scope = {KEY_ID, SECRET, "eu-west-1", "iot", NOW_MS};
    struct sigv4_request r = request_of(&vectors[0]);
    struct buf out = BUF_INIT(4096);
    size_t n = SIGV4_MAX_BYTES + 1;
    char *query = malloc(n);
    struct err err = {0};

    memset(query, 'a', n);
    r.query = (struct str){query, n};
    cr_assert_not(sigv4_sign(&r, &scope, &out, &err));
    cr_expect_eq(err.kind, ERR_LIMIT);
    free(query);
    buf_free(&out);
}

/* ---- the server's side ---- */

enum { SENT_MAX = 8 };

struct sent {
    char method[16], path[256], query[256], body[256];
    char names[SENT_MAX][32], values[SENT_MAX][400];
    size_t n;
};

static void sent_set(struct sent *s, const char *name, const char *value)
{
    size_t i = 0;

    while (i < s->n && strcasecmp(s->names[i], name) != 0)
        i++;
    snprintf(s->names[i], sizeof s->names[i], "%s", name);
    snprintf(s->values[i], sizeof s->values[i], "%s", value);
    s->n += i == s->n;
}

static const char *sent_header(void *ctx, const char *name)
{
    const struct sent *s = ctx;

    for (size_t i = 0; i < s->n; i++)
        if (strcasecmp(s->names[i], name) == 0 && s->names[i][0] != '\0')
            return s->values[i];
    return NULL;
}

static bool keys(void *ctx, const char *id, struct sigv4_keys *out)
{
    (void)ctx;
    if (strcmp(id, "AKIDTEMPORARY") == 0)
        *out = (struct sigv4_keys){SECRET, "token"};
    else if (strcmp(id, KEY_ID) == 0)
        *out = (struct sigv4_keys){SECRET, NULL};
    else
        return false;
    return true;
}

static void sign_sent(struct sent *s, const struct sigv4_scope *scope)
{
    struct sigv4_header h[SENT_MAX];
    struct buf out = BUF_INIT(4096);
    char date[SIGV4_DATE_SIZE];
    struct err err;

    sigv4_date(scope->time_ms, date);
    sent_set(s, "X-Amz-Date", date);
    for (size_t i = 0; i < s->n; i++)
        h[i] = (struct sigv4_header){s->names[i], s->values[i]};
    struct sigv4_request r = {s->method, str_of(s->path), str_of(s->query), h,
                              s->n,      str_of(s->body)};
    cr_assert(sigv4_sign(&r, scope, &out, &err));
    sent_set(s, "Authorization", buf_text(&out));
    buf_free(&out);
}

static const char *const services[] = {"iot", "execute-api", NULL};

static bool verify(struct sent *s, int64_t now_ms, struct err *err)
{
    struct sigv4_policy policy = {services, "eu-west-1", now_ms, SIGV4_SKEW_MAX_MS, keys, NULL};
    struct sigv4_incoming in = {s->method,       str_of(s->path), str_of(s->query),
                                str_of(s->body), sent_header,     s};
    char id[129];

    return sigv4_verify(&in, &policy, id, err);
}

static struct sent plain_request(void)
{
    struct sent s = {.method = "POST",
                     .path = "/audit/suppressions/create",
                     .query = "b=2&a=%201",
                     .body = "{\"checkName\":\"X\"}"};

    sent_set(&s, "Host", "127.0.0.1:8080");
    sent_set(&s, "Content-Type", "application/json");
    return s;
}

static const struct sigv4_scope good = {KEY_ID, SECRET, "eu-west-1", "iot",
                                        INT64_C(1795373100000)};

Test(sigv4, what_is_signed_is_accepted)
{
    const struct sigv4_scope scopes[] = {
        good,
        {KEY_ID, SECRET, "eu-west-1", "execute-api", NOW_MS},
        {KEY_ID, SECRET, "eu-west-1", "iot", NOW_MS - SIGV4_SKEW_MAX_MS},
        {KEY_ID, SECRET, "eu-west-1", "iot", NOW_MS + SIGV4_SKEW_MAX_MS},
    };

    for (size_t i = 0; i < COUNT_OF(scopes); i++) {
        struct sent s = plain_request();
        struct err err = {0};
        sign_sent(&s, &scopes[i]);
        cr_expect(verify(&s, NOW_MS, &err), "%zu: %s", i, err.text);
    }
}

Test(sigv4, temporary_keys_need_their_token)
{
    const struct sigv4_scope scope = {"AKIDTEMPORARY", SECRET, "eu-west-1", "iot", NOW_MS};
    const struct {
        const char *token;
        bool ok;
    } rows[] = {{"token", true}, {"tokem", false}, {"tok", false}, {NULL, false}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct sent s = plain_request();
        struct err err = {0};
        if (rows[i].token != NULL)
            sent_set(&s, "X-Amz-Security-Token", rows[i].token);
        sign_sent(&s, &scope);
        cr_expect_eq(verify(&s, NOW_MS, &err), rows[i].ok, "row %zu", i);
        if (!rows[i].ok)
            cr_expect_str_eq(err.code, "UnrecognizedClientException");
    }
}

#define CRED "AWS4-HMAC-SHA256 Credential=" KEY_ID "/20261122/eu-west-1/iot/aws4_request"
#define SIG  "Signature=0123456789012345678901234567890123456789012345678901234567890123"

Test(sigv4, refusals_have_their_names)
{
    const struct {
        const char *authorization, *code;
    } rows[] = {
        {"", "MissingAuthenticationTokenException"},
        {"Basic abc", "IncompleteSignatureException"},
        {"AWS4-HMAC-SHA256", "IncompleteSignatureException"},
        {"AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, " SIG,
         "IncompleteSignatureException"},
        {CRED ", " SIG, "IncompleteSignatureException"},
        {CRED ", SignedHeaders=host", "IncompleteSignatureException"},
        {CRED ", SignedHeaders=host;;x-amz-date, " SIG, "IncompleteSignatureException"},
        {CRED ", SignedHeaders=content-type;Host;x-amz-date, " SIG,
         "IncompleteSignatureException"},
        {CRED ", SignedHeaders=host;content-type;x-amz-date, " SIG,
         "IncompleteSignatureException"},
        {CRED ", SignedHeaders=content-type;x-amz-date, " SIG, "InvalidSignatureException"},
        {CRED ", SignedHeaders=host;x-amz-date, " SIG, "InvalidSignatureException"},
        {CRED ", SignedHeaders=content-type;host;nowhere;x-amz-date, " SIG,
         "InvalidSignatureException"},
        {CRED ", SignedHeaders=content-type;host;x-amz-date, " SIG,
         "InvalidSignatureException"},
        {CRED ", SignedHeaders=content-type;host;x-amz-date, Signature=00",
         "InvalidSignatureException"},
        {"AWS4-HMAC-SHA256 Credential=" KEY_ID "/20261122/eu-west-1/iot/other, "
         "SignedHeaders=content-type;host;x-amz-date, " SIG,
         "InvalidSignatureException"},
        {"AWS4-HMAC-SHA256 Credential=AKIDNOBODY/20261122/eu-west-1/iot/aws4_request, "
         "SignedHeaders=content-type;host;x-amz-date, " SIG,
         "UnrecognizedClientException"},
        {"AWS4-HMAC-SHA256 Credential=" KEY_ID "/20261121/eu-west-1/iot/aws4_request, "
         "SignedHeaders=content-type;host;x-amz-date, " SIG,
         "InvalidSignatureException"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct sent s = plain_request();
        struct err err = {0};
        sent_set(&s, "X-Amz-Date", "20261122T184500Z");
        sent_set(&s, "Authorization", rows[i].authorization);
        cr_assert_not(verify(&s, NOW_MS, &err), "row %zu", i);
        cr_expect_str_eq(err.code, rows[i].code, "row %zu: %s", i, err.text);
        cr_expect_eq(err.status, 403);
    }
}

Test(sigv4, wrong_scopes_and_times_are_refused)
{
    const struct {
        struct sigv4_scope scope;
        const char *text;
    } rows[] = {
        {{KEY_ID, SECRET, "eu-west-2", "iot", NOW_MS}, "valid region"},
        {{KEY_ID, SECRET, "eu-west-1", "s3", NOW_MS}, "correct service: 'iot'"},
        {{KEY_ID, "wrong", "eu-west-1", "iot", NOW_MS}, "does not match the signature"},
        {{KEY_ID, SECRET, "eu-west-1", "iot", NOW_MS - SIGV4_SKEW_MAX_MS - 1000}, "expired"},
        {{KEY_ID, SECRET, "eu-west-1", "iot", NOW_MS + SIGV4_SKEW_MAX_MS + 1000}, "not yet"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct sent s = plain_request();
        struct err err = {0};
        sign_sent(&s, &rows[i].scope);
        cr_assert_not(verify(&s, NOW_MS, &err), "row %zu", i);
        cr_expect_str_eq(err.code, "InvalidSignatureException");
        cr_expect_not_null(strstr(err.text, rows[i].text), "row %zu: %s", i, err.text);
    }
}

Test(sigv4, headers_that_matter_cannot_be_added_afterwards)
{
    static const char *const names[] = {"X-Amz-Security-Token", "X-Amzn-Principal",
                                        "X-Amz-Content-Sha256"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct sent s = plain_request();
        struct err err = {0};
        sign_sent(&s, &good);
        sent_set(&s, names[i], "something");
        cr_expect_not(verify(&s, NOW_MS, &err), "%s", names[i]);
    }
}

Test(sigv4, a_declared_hash_must_be_that_of_the_body)
{
    uint8_t digest[SIGV4_DIGEST];
    struct buf hex = BUF_INIT(100);
    struct sent s = plain_request();
    struct err err = {0};

    sha256(str_of(s.body), digest);
    str_hex(&hex, digest, sizeof digest);
    sent_set(&s, "X-Amz-Content-Sha256", buf_text(&hex));
    sign_sent(&s, &good);
    cr_expect(verify(&s, NOW_MS, &err), "%s", err.text);
    s = plain_request();
    sent_set(&s, "X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
    sign_sent(&s, &good);
    cr_expect_not(verify(&s, NOW_MS, &err));
    buf_free(&hex);
}

/* Flips each bit of a text in turn; the verdict must turn with it. (The case of a hex digit in
 * an escape is no difference in meaning, so the request here has none with letters.) */
static int flip_all(struct sent *s, char *text)
{
    int accepted = 0;

    for (size_t i = 0; text[i] != '\0'; i++)
        for (int bit = 0; bit < 8; bit++) {
            char kept = text[i];
            struct err err;
            text[i] = (char)(kept ^ (1 << bit));
            if (text[i] != '\0' && verify(s, NOW_MS, &err)) {
                accepted++;
                cr_log_error("accepted with bit %d of byte %zu flipped: %s", bit, i, text);
            }
            text[i] = kept;
        }
    return accepted;
}

Test(sigv4, every_flipped_bit_is_refused)
{
    struct sent s = plain_request();
    struct err err = {0};
    int accepted = 0;

    sign_sent(&s, &good);
    cr_assert(verify(&s, NOW_MS, &err), "%s", err.text);
    accepted += flip_all(&s, s.method) + flip_all(&s, s.path) + flip_all(&s, s.query) +
                flip_all(&s, s.body);
    for (size_t i = 0; i < s.n; i++)
        accepted += flip_all(&s, s.values[i]);
    cr_expect_eq(accepted, 0);
}

/* ---- the public suites ---- */

static const char *text_of(const struct json *o, const char *name)
{
    const struct json *v = json_get(o, name);

    return v != NULL && json_type(v) == JSON_STRING ? json_string(v) : NULL;
}

static bool is_true(const struct json *o, const char *name)
{
    const struct json *v = json_get(o, name);

    return v != NULL && json_type(v) == JSON_BOOL && json_is_true(v);
}

static int64_t time_of(const char *d)
{
    char iso[32];
    int64_t ms = 0;

    snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", d, d + 4, d + 6, d + 9, d + 11,
             d + 13);
    cr_assert(time_parse_iso8601(str_of(iso), &ms));
    return ms;
}

static void check_case(const struct json *c)
{
    struct sigv4_header h[16];
    size_t n = 0;
    bool dated = false, has_token = false;
    struct buf hex = BUF_INIT(100);
    uint8_t digest[SIGV4_DIGEST];
    struct str query, path = str_cut(str_of(text_of(c, "target")), '?', &query);
    const char *token = text_of(c, "session_token");
    char signature[65];

    for (const struct json *p = json_first(json_get(c, "headers")); p != NULL;
         p = json_next(p)) {
        h[n] = (struct sigv4_header){json_string(json_first(p)),
                                     json_string(json_next(json_first(p)))};
        dated |= strcasecmp(h[n].name, "x-amz-date") == 0;
        has_token |= strcasecmp(h[n++].name, "x-amz-security-token") == 0;
    }
    if (!dated)
        h[n++] = (struct sigv4_header){"X-Amz-Date", text_of(c, "date")};
    if (token != NULL && !has_token && !is_true(c, "omit_session_token_from_signature"))
        h[n++] = (struct sigv4_header){"X-Amz-Security-Token", token};
    if (is_true(c, "sign_body")) {
        sha256(str_of(text_of(c, "body")), digest);
        str_hex(&hex, digest, sizeof digest);
        h[n++] = (struct sigv4_header){"x-amz-content-sha256", buf_text(&hex)};
    }
    struct sigv4_request r = {text_of(c, "method"),      path, query, h, n,
                              str_of(text_of(c, "body"))};
    struct sigv4_scope s = {text_of(c, "access_key_id"), text_of(c, "secret_access_key"),
                            text_of(c, "region"), text_of(c, "service"),
                            time_of(text_of(c, "date"))};
    signature_of(&r, &s, signature);
    cr_expect_str_eq(signature, text_of(c, "signature"), "%s", text_of(c, "name"));
    buf_free(&hex);
}

Test(sigv4, public_suites)
{
    const char *folder = getenv("PICKET_CHECK_DATA");
    struct buf path = BUF_INIT(4096), text = BUF_INIT(JSON_MAX_BYTES);
    struct arena *a = arena_new();
    struct err err = {0};
    int checked = 0;

    if (folder != NULL) {
        buf_printf(&path, "%s/sigv4/cases.json", folder);
        cr_assert(files_read(buf_text(&path), &text, &err), "%s", err.text);
        const struct json *all = json_parse((struct str){text.data, text.len}, a, &err);
        cr_assert_not_null(all, "%s", err.text);
        for (const struct json *c = json_first(all); c != NULL; c = json_next(c))
            if (json_get(c, "normalize") == NULL || is_true(c, "normalize")) {
                check_case(c);
                checked++;
            }
        cr_expect_eq(checked, 65);
    }
    arena_free(a);
    buf_free(&path);
    buf_free(&text);
}
