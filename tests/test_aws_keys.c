/* aws/key_chain and the providers: which links, which requests, which files, which refusals. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/aws/key_cache.h"
#include "client/aws/key_chain.h"
#include "client/aws/near.h"
#include "client/aws/split.h"
#include "client/base/clock.h"
#include "client/base/files.h"
#include "client/base/mem.h"
#include "tests/support/env.h"

#define ROLE "arn:aws:iam::123456789012:role/audit"
#define MFA  "arn:aws:iam::123456789012:mfa/op"
#define NOW  INT64_C(1795373100000) /* 2026-11-22T18:45:00Z */

#define CONFIG                                                                              \
    "[default]\nregion = eu-west-1\n"                                                       \
    "[profile plain]\naws_access_key_id = PK\naws_secret_access_key = PS\n"                 \
    "[profile both]\naws_access_key_id = BK\naws_secret_access_key = BS\n"                  \
    "credential_process = keys\n"                                                           \
    "[profile process]\ncredential_process = '/opt/my keys' --for \"a \\\"b\\\"\"\n"        \
    "[profile open]\ncredential_process = keys 'x\n"                                        \
    "[profile role]\nrole_arn = " ROLE "\nsource_profile = plain\n"                         \
    "[profile named]\nrole_arn = " ROLE "\nsource_profile = role\nrole_session_name = op\n" \
    "external_id = x\xc3\xa9\"\nmfa_serial = " MFA "\nduration_seconds = 3600\n"            \
    "[profile long]\nrole_arn = " ROLE "\nsource_profile = plain\nduration_seconds = 9e9\n" \
    "[profile self]\nrole_arn = " ROLE "\nsource_profile = self\n"                          \
    "aws_access_key_id = SK\naws_secret_access_key = SS\n"                                  \
    "[profile alone]\nrole_arn = " ROLE "\nsource_profile = alone\n"                        \
    "[profile ring1]\nrole_arn = " ROLE "\nsource_profile = ring2\n"                        \
    "[profile ring2]\nrole_arn = " ROLE "\nsource_profile = ring1\n"                        \
    "[profile lost]\nrole_arn = " ROLE "\nsource_profile = nobody\n"                        \
    "[profile two]\nrole_arn = " ROLE "\nsource_profile = plain\n"                          \
    "credential_source = Environment\n"                                                     \
    "[profile none]\nrole_arn = " ROLE "\n"                                                 \
    "[profile dry]\nrole_arn = " ROLE "\nsource_profile = default\n"                        \
    "[profile ec2]\nrole_arn = " ROLE "\ncredential_source = Ec2InstanceMetadata\n"         \
    "[profile ecs]\nrole_arn = " ROLE "\ncredential_source = EcsContainer\n"                \
    "[profile env]\nrole_arn = " ROLE "\ncredential_source = Environment\n"                 \
    "[profile odd]\nrole_arn = " ROLE "\ncredential_source = Moon\n"                        \
    "[profile web]\nrole_arn = " ROLE "\nweb_identity_token_file = /t\n"                    \
    "[profile viaweb]\nrole_arn = " ROLE "\nsource_profile = web\n"                         \
    "[profile sso]\nsso_session = corp\nsso_account_id = 123456789012\n"                    \
    "sso_role_name = Auditor\n"                                                             \
    "[profile oldsso]\nsso_start_url = https://corp.awsapps.com/start\n"                    \
    "sso_region = eu-central-1\nsso_account_id = 123456789012\nsso_role_name = Auditor\n"   \
    "[profile halfsso]\nsso_session = corp\n"                                               \
    "[profile nosso]\nsso_session = gone\nsso_account_id = 1\nsso_role_name = R\n"          \
    "[profile odds]\nsso_session = corp\nsso_region = us-east-1\nsso_account_id = 1\n"      \
    "sso_role_name = R\n"                                                                   \
    "[profile login]\nlogin_session = arn:aws:iam::1:user/op\n"                             \
    "[profile d1]\nrole_arn = r\nsource_profile = d2\n"                                     \
    "[profile d2]\nrole_arn = r\nsource_profile = d3\n"                                     \
    "[profile d3]\nrole_arn = r\nsource_profile = d4\n"                                     \
    "[profile d4]\nrole_arn = r\nsource_profile = d5\n"                                     \
    "[profile d5]\nrole_arn = r\nsource_profile = d6\n"                                     \
    "[profile d6]\nrole_arn = r\nsource_profile = d7\n"                                     \
    "[profile d7]\nrole_arn = r\nsource_profile = d8\n"                                     \
    "[profile d8]\nrole_arn = r\nsource_profile = plain\n"                                  \
    "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\n"                  \
    "sso_region = eu-central-1\n"
#define CREDENTIALS "[both2]\naws_access_key_id = BK\naws_secret_access_key = BS\n"

#define KEYS "AWS_ACCESS_KEY_ID=EK", "AWS_SECRET_ACCESS_KEY=ES"
#define WEB  "AWS_WEB_IDENTITY_TOKEN_FILE=/w"

static struct shared_config *parse(const char *config)
{
    struct shared_config *files = NULL;
    struct err err;

    cr_assert(shared_config_parse(str_of(config), "config", str_of(CREDENTIALS), "credentials",
                                  &files, &err),
              "%s", err.text);
    return files;
}

static void say(const struct key_chain *c, struct buf *out)
{
    for (size_t i = 0; i < c->n; i++)
        buf_printf(out, "%s%s(%s)", i > 0 ? " " : "", c->links[i].provider->name,
                   c->links[i].profile);
}

Test(keys, chains)
{
    static const struct {
        const char *profile, *env[5];
        const char *links; /* NULL: refused */
        const char *text, *advice;
    } rows[] = {
        {NULL, {KEYS, WEB}, "environment(default)", NULL, NULL},
        {NULL, {KEYS, "AWS_PROFILE=role"}, "environment(role)", NULL, NULL},
        {"role", {KEYS}, "keys(plain) assume-role(role)", NULL, NULL},
        {NULL, {"AWS_PROFILE=role", WEB}, "keys(plain) assume-role(role)", NULL, NULL},
        {"named", {0}, "keys(plain) assume-role(role) assume-role(named)", NULL, NULL},
        {"self", {0}, "keys(self) assume-role(self)", NULL, NULL},
        {NULL, {"AWS_PROFILE=plain", WEB}, "assume-role-with-web-identity(plain)", NULL, NULL},
        {"plain", {WEB}, "keys(plain)", NULL, NULL},
        {"web", {0}, "assume-role-with-web-identity(web)", NULL, NULL},
        {"viaweb", {0}, "assume-role-with-web-identity(web) assume-role(viaweb)", NULL, NULL},
        {"sso", {0}, "sso(sso)", NULL, NULL},
        {"halfsso", {0}, "sso(halfsso)", NULL, NULL},
        {"both", {0}, "credential_process(both)", NULL, NULL},
        {"both2", {0}, "keys(both2)", NULL, NULL},
        {"process", {0}, "credential_process(process)", NULL, NULL},
        {"ec2", {0}, "instance metadata(ec2) assume-role(ec2)", NULL, NULL},
        {"ecs", {0}, "container(ecs) assume-role(ecs)", NULL, NULL},
        {"env", {0}, "environment(env) assume-role(env)", NULL, NULL},
        {NULL,
         {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://localhost/x"},
         "container(default)",
         NULL,
         NULL},
        {NULL, {0}, "instance metadata(default)", NULL, NULL},
        {NULL, {"AWS_EC2_METADATA_DISABLED=TRUE"}, NULL, "no credentials", "aws configure"},
        {"alone", {0}, NULL, "in circles: alone -> alone", "See config"},
        {"ring1", {0}, NULL, "in circles: ring1 -> ring2 -> ring1", "See config"},
        {"lost", {0}, NULL, "'nobody', which is none", "See config"},
        {"two", {0}, NULL, "both source_profile and credential_source", "See config"},
        {"none", {0}, NULL, "neither source_profile nor", "See config"},
        {"dry", {0}, NULL, "'default', whose keys are to ask for a role, has none", "See"},
        {"odd", {0}, NULL, "'Moon'", "EcsContainer"},
        {"login", {0}, NULL, "`aws login`", "export-credentials --profile login"},
        {"d1", {0}, NULL, "more than 7 roles", ""},
        {"d2",
         {0},
         "keys(plain) assume-role(d8) assume-role(d7) assume-role(d6) "
         "assume-role(d5) assume-role(d4) assume-role(d3) assume-role(d2)",
         NULL,
         NULL},
    };
    struct shared_config *files = parse(CONFIG);

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct aws_inputs in = {
            .profile = rows[i].profile, .env = env_of_rows, .env_ctx = (void *)rows[i].env};
        struct buf links = BUF_INIT(1024);
        struct key_chain c = {0};
        struct err err = {0};
        bool ok = key_chain_find(&in, files, &c, &err);

        cr_expect_eq(ok, rows[i].links != NULL, "row %zu: %s", i, err.text);
        say(&c, &links);
        if (ok && rows[i].links != NULL)
            cr_expect_str_eq(buf_text(&links), rows[i].links, "row %zu", i);
        if (!ok && rows[i].text != NULL) {
            cr_expect_not_null(strstr(err.text, rows[i].text), "row %zu: %s", i, err.text);
            cr_expect_not_null(strstr(err.advice, rows[i].advice), "row %zu: %s", i,
                               err.advice);
        }
        buf_free(&links);
    }
    shared_config_free(files);
}

Test(keys, words_of_a_command)
{
    static const struct {
        const char *line, *words; /* NULL: refused */
    } rows[] = {
        {"", ""},
        {" a\tb\n", "[a][b]"},
        {"'a b' c", "[a b][c]"},
        {"a'b'\"c\"d", "[abcd]"},
        {"\"a \\\"b\\\" \\\\ \\n\"", "[a \"b\" \\ \\n]"},
        {"'a\\b'", "[a\\b]"},
        {"a\\ b \\\\ \\'", "[a b][\\][']"},
        {"'' \"\"", "[][]"},
        {"a # b;c $x *", "[a][#][b;c][$x][*]"},
        {"'a", NULL},
        {"\"a", NULL},
        {"\"a\\\"", NULL},
        {"a\\", NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char **words = split_words(rows[i].line);
        struct buf said = BUF_INIT(256);

        for (char **w = words; w != NULL && *w != NULL; w++)
            buf_printf(&said, "[%s]", *w);
        cr_expect_eq(words != NULL, rows[i].words != NULL, "row %zu", i);
        if (rows[i].words != NULL)
            cr_expect_str_eq(buf_text(&said), rows[i].words, "row %zu", i);
        buf_free(&said);
        split_free(words);
    }
}

/* One link, as the driver begins it. */
struct one {
    struct shared_config *files;
    struct aws_inputs in;
    struct key_chain chain;
    struct key_step step;
    struct credentials source;
};

static struct one begin(const char *profile, const char *const *env)
{
    struct one o = {.files = parse(CONFIG)};
    struct err err;

    o.in = (struct aws_inputs){.profile = profile, .env = env_of_rows, .env_ctx = (void *)env};
    cr_assert(key_chain_find(&o.in, o.files, &o.chain, &err), "%s", err.text);
    return o;
}

static void last_link(struct one *o)
{
    credentials_set(&o->source, "AKIDEXAMPLE", "SourceSecret", "SourceToken");
    o->step = (struct key_step){.in = &o->in,
                                .files = o->files,
                                .link = &o->chain.links[o->chain.n - 1],
                                .source = &o->source,
                                .now_ms = NOW};
    key_request_reset(&o->step.request);
}

static enum key_next next(struct one *o, struct err *err)
{
    *err = (struct err){0};
    return o->step.link->provider->next(&o->step, err);
}

static enum key_next answer(struct one *o, int status, const char *body, struct err *err)
{
    o->step.answers++;
    o->step.status = status;
    o->step.body = str_of(body);
    return next(o, err);
}

static void finish(struct one *o)
{
    key_step_free(&o->step);
    credentials_wipe(&o->source);
    shared_config_free(o->files);
}

static const char *header(const struct one *o, const char *name)
{
    for (size_t i = 0; i < o->step.request.n_headers; i++)
        if (strcmp(o->step.request.headers[i].name, name) == 0)
            return buf_text(&o->step.request.headers[i].value);
    return NULL;
}

/* The names are those that botocore's fetchers make of the same settings. */
Test(keys, names_in_the_cache)
{
    static const struct {
        const char *profile, *name;
    } rows[] = {
        {"role", "ab5c156cf09e60dc7bf581422811eaca6ceafb68"},
        {"named", "022328b7cd7bda6c92b81d4e73e5d61ff234b379"},
        {"web", "ab5c156cf09e60dc7bf581422811eaca6ceafb68"},
        {"sso", "66767f6f7511d728bfce50102eee7f885ade310a"},
        {"oldsso", "f69593b02b078793ee5406fb5548ae5ace16e6f6"},
    };
    static const char *const env[] = {"HOME=/h", NULL};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct one o = begin(rows[i].profile, env);
        struct buf text = BUF_INIT(4096);

        last_link(&o);
        o.step.link->provider->cached_as(&o.step, &text);
        char *path = key_cache_path(&o.in, "~/.aws/cli/cache", buf_text(&text));
        char *want = mem_printf("/h/.aws/cli/cache/%s.json", rows[i].name);

        cr_expect_str_eq(path, want, "%s: %s", rows[i].profile, buf_text(&text));
        free(path);
        free(want);
        buf_free(&text);
        finish(&o);
    }
}

#define STS_ANSWER                                                                        \
    "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROA:op"       \
    "</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/audit/op</Arn>"          \
    "</AssumedRoleUser><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>"                  \
    "<SecretAccessKey>RoleSecret</SecretAccessKey><SessionToken>RoleToken</SessionToken>" \
    "<Expiration>2026-11-22T19:45:00Z</Expiration></Credentials></AssumeRoleResult>"      \
    "</AssumeRoleResponse>"

Test(keys, a_role_is_asked_for)
{
    static const char *const env[] = {"AWS_REGION=eu-west-1", NULL};
    struct one o = begin("named", env);
    struct err err;

    last_link(&o);
    cr_assert_eq(next(&o, &err), KEY_PROMPT);
    cr_expect_str_eq(o.step.device, MFA);
    snprintf(o.step.code, sizeof o.step.code, "123456");
    cr_assert_eq(next(&o, &err), KEY_FAILED, "an external id has no umlauts");
    cr_expect_not_null(strstr(err.advice, "named"), "%s", err.advice);
    finish(&o);

    o = begin("role", env);
    last_link(&o);
    cr_assert_eq(next(&o, &err), KEY_SEND, "%s", err.text);
    const char *body = buf_text(&o.step.request.body);
    cr_expect_str_eq(buf_text(&o.step.request.url), "https://sts.eu-west-1.amazonaws.com/");
    cr_expect_not_null(strstr(body, "Action=AssumeRole&Version=2011-06-15"), "%s", body);
    cr_expect_not_null(strstr(body, "RoleSessionName=picket-session-1795373100"), "%s", body);
    cr_expect_null(strstr(body, "Secret"));
    cr_expect_str_eq(header(&o, "X-Amz-Security-Token"), "SourceToken");
    cr_expect_not_null(
        strstr(header(&o, "Authorization"), "AKIDEXAMPLE/20261122/eu-west-1/sts/aws4_request"));
    cr_assert_eq(answer(&o, 200, STS_ANSWER, &err), KEY_HAVE, "%s", err.text);
    cr_expect_str_eq(o.step.keys.access_key_id, "ASIAROLE");
    cr_expect_str_eq(o.step.keys.secret, "RoleSecret");
    cr_expect_str_eq(o.step.keys.session_token, "RoleToken");
    cr_expect_eq(o.step.keys.expires_ms, NOW + INT64_C(3600000));
    cr_expect_str_eq(o.step.keys.source, "profile role: assume-role");
    finish(&o);

    o = begin("role", env);
    last_link(&o);
    (void)next(&o, &err);
    cr_assert_eq(answer(&o, 403,
                        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you"
                        "</Message></Error></ErrorResponse>",
                        &err),
                 KEY_FAILED);
    cr_expect_not_null(strstr(err.text, "AccessDenied"), "%s", err.text);
    cr_expect_not_null(strstr(err.text, "not you"), "%s", err.text);
    cr_expect_not_null(strstr(err.advice, "trust policy"), "%s", err.advice);
    finish(&o);

    o = begin("long", env);
    last_link(&o);
    cr_assert_eq(next(&o, &err), KEY_FAILED);
    cr_expect_not_null(strstr(err.text, "900 to 43200: 9e9"), "%s", err.text);
    finish(&o);
}

/* An answer cut anywhere gives no keys, and no part of one in what is said. */
Test(keys, half_an_answer_is_none)
{
    static const struct {
        const char *profile, *body;
        size_t whole; /* so much of it is enough */
    } rows[] = {
        {"role", STS_ANSWER,
         sizeof STS_ANSWER - sizeof "</AssumeRoleResult></AssumeRoleResponse>"},
        {"process",
         "{\"Version\":1,\"SessionToken\":\"RoleToken\",\"SecretAccessKey\":\"RoleSecret\","
         "\"AccessKeyId\":\"A\"}",
         0},
    };
    static const char *const env[] = {"AWS_REGION=eu-west-1", NULL};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const size_t n = strlen(rows[i].body), whole = rows[i].whole > 0 ? rows[i].whole : n;

        for (size_t cut = 0; cut <= n; cut++) {
            char *part = mem_strndup(rows[i].body, cut);
            struct one o = begin(rows[i].profile, env);
            struct err err;

            last_link(&o);
            (void)next(&o, &err);
            enum key_next got = answer(&o, rows[i].profile[0] == 'r' ? 200 : 0, part, &err);

            cr_assert_eq(got, cut >= whole ? KEY_HAVE : KEY_FAILED, "%s cut at %zu of %zu",
                         rows[i].profile, cut, whole);
            cr_assert_null(strstr(err.text, "Role"), "%s", err.text);
            finish(&o);
            free(part);
        }
    }
}

Test(keys, a_program_says_json)
{
    static const struct {
        const char *body, *text; /* text NULL: keys */
        int64_t expires_ms;
    } rows[] = {
        {"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"Sesame\"}", NULL, 0},
        {"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"Sesame\","
         "\"SessionToken\":\"T\",\"Expiration\":\"2026-11-22T19:45:00+01:00\"}",
         NULL, NOW},
        {"{\"Version\":2,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"Sesame\"}", "Version", 0},
        {"{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"Sesame\"}", "Version", 0},
        {"{\"Version\":1,\"AccessKeyId\":\"A\"}", "no SecretAccessKey", 0},
        {"{\"Version\":1,\"AccessKeyId\":7,\"SecretAccessKey\":\"Sesame\"}", "no AccessKeyId",
         0},
        {"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"Se\\nsame\"}",
         "control characters", 0},
        {"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"Sesame\","
         "\"Expiration\":\"soon\"}",
         "Expiration that is no time", 0},
        {"Sesame", "no JSON", 0},
        {"[1]", "Version", 0},
        {"", "no JSON", 0},
    };
    static const char *const env[] = {NULL};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct one o = begin("process", env);
        struct err err;

        last_link(&o);
        cr_assert_eq(next(&o, &err), KEY_RUN);
        cr_expect_str_eq(o.step.argv[0], "/opt/my keys");
        cr_expect_str_eq(o.step.argv[2], "a \"b\"");
        enum key_next n = answer(&o, 0, rows[i].body, &err);

        cr_expect_eq(n, rows[i].text == NULL ? KEY_HAVE : KEY_FAILED, "row %zu", i);
        if (n == KEY_HAVE)
            cr_expect_eq(o.step.keys.expires_ms, rows[i].expires_ms, "row %zu", i);
        else if (rows[i].text != NULL)
            cr_expect_not_null(strstr(err.text, rows[i].text), "row %zu: %s", i, err.text);
        cr_expect_null(strstr(err.text, "Sesame"), "row %zu: no secret in a message", i);
        finish(&o);
    }
    struct one o = begin("open", env);
    struct err err;

    last_link(&o);
    cr_expect_eq(next(&o, &err), KEY_FAILED);
    cr_expect_not_null(strstr(err.text, "a quote is open"), "%s", err.text);
    finish(&o);
}

Test(keys, who_is_asked_without_tls)
{
    static const struct {
        const char *origin, *path;
        const char *url; /* NULL: refused */
    } rows[] = {
        {"http://169.254.170.2", "/v2/x?id=1", "http://169.254.170.2/v2/x?id=1"},
        {"http://169.254.170.23/v1/credentials", "", "http://169.254.170.23/v1/credentials"},
        {"http://[fd00:ec2::23]:80/x", "", "http://[fd00:ec2::23]:80/x"},
        {"http://localhost:1234/x?y", "", "http://localhost:1234/x?y"},
        {"http://127.0.0.9/x", "", "http://127.0.0.9/x"},
        {"http://127.0.0.1:80/", "/latest", "http://127.0.0.1:80/latest"},
        {"http://127.0.0.1:80", "relative", "http://127.0.0.1:80/relative"},
        {"https://keys.example.com/x", "", "https://keys.example.com/x"},
        {"http://keys.example.com/x", "", NULL},
        {"http://169.254.170.2.example.com/x", "", NULL},
        {"http://169.254.170.2@example.com/x", "", NULL},
        {"http://127.example.com", "", NULL},
        {"http://10.0.0.1/", "", NULL},
        {"http://", "", NULL},
        {"ftp://localhost/", "", NULL},
        {"file:///etc/passwd", "", NULL},
        {"http://169.254.170.2", "/a\r\nX: y", NULL},
        {"http://169.254.170.2", "@example.com/", NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct key_request r = {0};
        struct err err = {0};

        key_request_reset(&r);
        bool ok = near_address(&r, rows[i].origin, rows[i].path, "NAME", &err);

        cr_expect_eq(ok, rows[i].url != NULL, "row %zu: %s", i, buf_text(&r.url));
        if (ok && rows[i].url != NULL)
            cr_expect_str_eq(buf_text(&r.url), rows[i].url, "row %zu", i);
        if (!ok)
            cr_expect_not_null(strstr(err.text, "NAME"), "%s", err.text);
        key_request_reset(&r);
    }
}

Test(keys, metadata_takes_three_steps)
{
    static const char *const env[] = {"AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:9",
                                      NULL};
    struct one o = begin(NULL, env);
    struct err err;

    last_link(&o);
    cr_assert_eq(next(&o, &err), KEY_SEND);
    cr_expect_str_eq(o.step.request.method, "PUT");
    cr_expect_str_eq(buf_text(&o.step.request.url), "http://127.0.0.1:9/latest/api/token");
    cr_expect_str_eq(header(&o, "x-aws-ec2-metadata-token-ttl-seconds"), "21600");
    cr_assert_eq(answer(&o, 200, "TOKEN==", &err), KEY_SEND);
    cr_expect_str_eq(header(&o, "x-aws-ec2-metadata-token"), "TOKEN==");
    cr_assert_eq(answer(&o, 200, "bastion\n", &err), KEY_SEND);
    cr_expect_str_eq(buf_text(&o.step.request.url),
                     "http://127.0.0.1:9/latest/meta-data/iam/security-credentials/bastion");
    cr_assert_eq(answer(&o, 200,
                        "{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\",\"Token\":\"T\","
                        "\"Expiration\":\"2026-11-22T18:50:00Z\"}",
                        &err),
                 KEY_HAVE);
    cr_expect_eq(o.step.keys.expires_ms, NOW + KEY_FRESH_MS, "old keys are taken a while yet");
    finish(&o);

    for (int status = 403; status <= 405; status++) { /* never the first version */
        o = begin(NULL, env);
        last_link(&o);
        (void)next(&o, &err);
        cr_expect_eq(answer(&o, status, "", &err), KEY_FAILED);
        cr_expect_not_null(strstr(err.advice, "version 2"), "%s", err.advice);
        finish(&o);
    }
}

Test(keys, settings_of_sso_are_checked)
{
    static const struct {
        const char *profile, *text, *advice;
    } rows[] = {
        {"halfsso", "has no sso_account_id", "aws configure sso --profile halfsso"},
        {"nosso", "no [sso-session gone]", "aws configure sso-session"},
        {"odds", "sso_region", "Take it out"},
        {"sso", "nobody has logged in", "aws sso login --profile sso"},
    };
    static const char *const env[] = {"HOME=/nonexistent", NULL};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct one o = begin(rows[i].profile, env);
        struct err err;

        last_link(&o);
        cr_expect_eq(next(&o, &err), KEY_FAILED);
        cr_expect_not_null(strstr(err.text, rows[i].text), "%s", err.text);
        cr_expect_not_null(strstr(err.advice, rows[i].advice), "%s", err.advice);
        finish(&o);
    }
}

Test(keys, what_is_cached_is_read_back)
{
    char home[] = "/tmp/picket-keys-XXXXXX";
    cr_assert_not_null(mkdtemp(home));
    char *variable = mem_printf("HOME=%s", home);
    const char *const env[] = {variable, NULL};
    struct one o = begin("role", env);
    struct credentials read = {0};
    struct err err;
    struct stat st;

    last_link(&o);
    cr_expect(!key_cache_read(&o.step, &read), "nothing is there yet");
    (void)next(&o, &err);
    cr_assert_eq(answer(&o, 200, STS_ANSWER, &err), KEY_HAVE);
    cr_assert(key_cache_write(&o.step, &err), "%s", err.text);
    char *path =
        mem_printf("%s/.aws/cli/cache/ab5c156cf09e60dc7bf581422811eaca6ceafb68.json", home);
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0600);
    struct buf text = BUF_INIT(4096);
    cr_assert(files_read(path, &text, &err));
    cr_expect_not_null(strstr(buf_text(&text), "\"2026-11-22T19:45:00UTC\""), "%s",
                       buf_text(&text));
    buf_free(&text);
    cr_assert(key_cache_read(&o.step, &read));
    cr_expect_str_eq(read.secret, "RoleSecret");
    cr_expect_eq(read.expires_ms, NOW + INT64_C(3600000));
    credentials_wipe(&read);
    o.step.now_ms = NOW + 45 * INT64_C(60000) + 1; /* a quarter of an hour is not left */
    cr_expect(!key_cache_read(&o.step, &read));
    cr_assert(files_write(path, "{\"Credentials\"", 14, &err));
    o.step.now_ms = NOW;
    cr_expect(!key_cache_read(&o.step, &read), "half a file is none");
    cr_expect_eq(unlink(path), 0);
    free(path);
    free(variable);
    finish(&o);
    static const char *const folders[] = {"/.aws/cli/cache", "/.aws/cli", "/.aws", ""};
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        char *folder = mem_printf("%s%s", home, folders[i]);
        cr_expect_eq(rmdir(folder), 0);
        free(folder);
    }
}
