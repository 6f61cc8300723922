/* aws/credentials: where keys come from, what is said when there are none, what names one. */
#include <criterion/criterion.h>
#include <string.h>

#include "client/aws/key_chain.h"
#include "tests/support/env.h"

#define OFF "AWS_EC2_METADATA_DISABLED=true"
#define CONFIG                                                                   \
    "[profile plain]\naws_access_key_id = PK\naws_secret_access_key = PS\n"      \
    "[profile temp]\naws_access_key_id = TK\naws_secret_access_key = TS\n"       \
    "aws_session_token = TT\n"                                                   \
    "[profile half]\naws_access_key_id = HK\n"                                   \
    "[profile role]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = plain\n" \
    "[profile sso]\nsso_session = corp\nsso_account_id = 1\n"                    \
    "[profile process]\ncredential_process = /bin/keys\n"                        \
    "[profile web]\nweb_identity_token_file = /t\nrole_arn = r\n"                \
    "[profile split]\naws_access_key_id = a\n  b\naws_secret_access_key = s\n"   \
    "[profile empty]\nregion = eu-west-1\n"

struct row {
    const char *profile, *env[6];
    const char *key, *secret, *token; /* key NULL: refused */
    const char *source;               /* or what the refusal says */
    const char *advice;
};

static const struct row rows[] = {
    {NULL,
     {"AWS_ACCESS_KEY_ID=EK", "AWS_SECRET_ACCESS_KEY=Sesame"},
     "EK",
     "Sesame",
     NULL,
     "environment",
     NULL},
    {NULL,
     {"AWS_ACCESS_KEY_ID=EK", "AWS_SECRET_ACCESS_KEY=Sesame", "AWS_SESSION_TOKEN=ET"},
     "EK",
     "Sesame",
     "ET",
     "environment",
     NULL},
    {NULL,
     {"AWS_ACCESS_KEY_ID=EK", "AWS_SECRET_ACCESS_KEY=Sesame", "AWS_SECURITY_TOKEN=OLD"},
     "EK",
     "Sesame",
     "OLD",
     "environment",
     NULL},
    {NULL,
     {"AWS_ACCESS_KEY_ID=EK", "AWS_SECRET_ACCESS_KEY=Sesame", "AWS_PROFILE=plain"},
     "EK",
     "Sesame",
     NULL,
     "environment",
     NULL},
    {"plain",
     {"AWS_ACCESS_KEY_ID=EK", "AWS_SECRET_ACCESS_KEY=Sesame"},
     "PK",
     "PS",
     NULL,
     "profile plain",
     NULL},
    {NULL, {"AWS_PROFILE=temp"}, "TK", "TS", "TT", "profile temp", NULL},
    {NULL,
     {"AWS_DEFAULT_PROFILE=plain", "AWS_ACCESS_KEY_ID="},
     "PK",
     "PS",
     NULL,
     "profile plain",
     NULL},
    {NULL, {"AWS_ACCESS_KEY_ID=EK"}, NULL, NULL, NULL, "AWS_SECRET_ACCESS_KEY is not", "both"},
    {NULL,
     {"AWS_ACCESS_KEY_ID=EK", "AWS_SECRET_ACCESS_KEY=Sesame", "AWS_CREDENTIAL_EXPIRATION=soon"},
     NULL,
     NULL,
     NULL,
     "not a time",
     ""},
    {NULL,
     {"AWS_ACCESS_KEY_ID=E\nK", "AWS_SECRET_ACCESS_KEY=Sesame"},
     NULL,
     NULL,
     NULL,
     "control",
     ""},
    {"split", {NULL}, NULL, NULL, NULL, "control", ""},
    {"half", {NULL}, NULL, NULL, NULL, "no aws_secret_access_key", ""},
    {"nobody", {NULL}, NULL, NULL, NULL, "no profile 'nobody'", "plain, temp"},
    {"empty", {OFF}, NULL, NULL, NULL, "'empty' has no credentials in config", "--local"},
    {NULL,
     {"AWS_PROFILE=empty", OFF},
     NULL,
     NULL,
     NULL,
     "nor has the environment",
     "configure"},
    {NULL,
     {"AWS_PROFILE=nobody", "AWS_ACCESS_KEY_ID=EK", "AWS_SECRET_ACCESS_KEY=Sesame"},
     NULL,
     NULL,
     NULL,
     "no profile 'nobody'",
     "plain, temp"},
    {NULL, {OFF}, NULL, NULL, NULL, "no credentials", "--local"},
};

static struct shared_config *parse(const char *config, const char *credentials)
{
    struct shared_config *files = NULL;
    struct err err;

    cr_assert(shared_config_parse(str_of(config), "config", str_of(credentials), "credentials",
                                  &files, &err),
              "%s", err.text);
    return files;
}

/* Keys that lie there. */
static bool find(const struct aws_inputs *in, const struct shared_config *files,
                 struct credentials *out, struct err *err)
{
    struct key_chain chain;

    return key_chain_find(in, files, &chain, err) &&
           key_chain_static(&chain, in, files, out, err);
}

Test(credentials, table)
{
    struct shared_config *files = parse(CONFIG, "");

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *row = &rows[i];
        struct aws_inputs in = {
            .profile = row->profile, .env = env_of_rows, .env_ctx = (void *)row->env};
        struct credentials c = {0};
        struct err err = {0};
        bool ok = find(&in, files, &c, &err);
        cr_expect_eq(ok, row->key != NULL, "row %zu: %s", i, err.text);
        if (ok && row->key != NULL) {
            cr_expect_str_eq(c.access_key_id, row->key, "row %zu", i);
            cr_expect_str_eq(c.secret, row->secret, "row %zu", i);
            cr_expect_eq(c.session_token != NULL, row->token != NULL, "row %zu", i);
            if (row->token != NULL)
                cr_expect_str_eq(c.session_token, row->token, "row %zu", i);
            cr_expect_str_eq(c.source, row->source, "row %zu", i);
            cr_expect_eq(c.expires_ms, 0);
        } else if (!ok) {
            cr_expect_eq(err.kind, ERR_CREDENTIALS);
            cr_expect_not_null(strstr(err.text, row->source), "row %zu: %s", i, err.text);
            cr_expect_not_null(strstr(err.advice, row->advice), "row %zu: %s", i, err.advice);
            cr_expect_null(strstr(err.text, "Sesame"), "no secret in a message");
        }
        credentials_wipe(&c);
    }
    shared_config_free(files);
}

Test(credentials, expiry_is_read)
{
    static const char *const env[] = {"AWS_ACCESS_KEY_ID=EK", "AWS_SECRET_ACCESS_KEY=Sesame",
                                      "AWS_CREDENTIAL_EXPIRATION=2026-11-22T19:45:00+01:00",
                                      NULL};
    struct shared_config *files = parse("", "");
    struct aws_inputs in = {.env = env_of_rows, .env_ctx = (void *)env};
    struct credentials c = {0}, copy = {0};
    struct err err;

    cr_assert(find(&in, files, &c, &err));
    cr_expect_eq(c.expires_ms, INT64_C(1795373100000));
    credentials_copy(&c, &copy);
    credentials_wipe(&c);
    credentials_wipe(&c);
    cr_expect_null(c.secret);
    cr_expect_str_eq(copy.secret, "Sesame");
    cr_expect_eq(copy.expires_ms, INT64_C(1795373100000));
    credentials_wipe(&copy);
    shared_config_free(files);
}

Test(credentials, the_credentials_file_wins)
{
    static const char *const env[] = {"AWS_PROFILE=a", NULL};
    struct shared_config *files =
        parse("[profile a]\naws_access_key_id=1\naws_secret_access_key=2\n",
              "[a]\naws_access_key_id=3\naws_secret_access_key=4\n");
    struct aws_inputs in = {.env = env_of_rows, .env_ctx = (void *)env};
    struct credentials c = {0};
    struct err err;

    cr_assert(find(&in, files, &c, &err));
    cr_expect_str_eq(c.access_key_id, "3");
    cr_expect_str_eq(c.secret, "4");
    credentials_wipe(&c);
    shared_config_free(files);
}

Test(credentials, what_names_an_account)
{
    const struct {
        const char *profile, *url, *env[2], *config, *credentials;
        bool named;
    } cases[] = {
        {NULL, NULL, {NULL}, "", "", false},
        {NULL, NULL, {"AWS_REGION=eu-west-1"}, "[default]\nregion = eu-west-1\n", "", false},
        {NULL, NULL, {"AWS_ACCESS_KEY_ID="}, "", "", false},
        {"x", NULL, {NULL}, "", "", true},
        {NULL, "http://127.0.0.1:1", {NULL}, "", "", true},
        {NULL, NULL, {"AWS_PROFILE=x"}, "", "", true},
        {NULL, NULL, {"AWS_ACCESS_KEY_ID=x"}, "", "", true},
        {NULL, NULL, {"AWS_ENDPOINT_URL=http://127.0.0.1:1"}, "", "", true},
        {NULL, NULL, {NULL}, "", "[default]\naws_access_key_id = x\n", true},
        {NULL, NULL, {NULL}, "[profile p]\nsso_session = s\n", "", true},
        {NULL, NULL, {NULL}, "[profile p]\ncredential_process = x\n", "", true},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct shared_config *files = parse(cases[i].config, cases[i].credentials);
        struct aws_inputs in = {.profile = cases[i].profile,
                                .endpoint_url = cases[i].url,
                                .env = env_of_rows,
                                .env_ctx = (void *)cases[i].env};
        cr_expect_eq(credentials_named_anywhere(&in, files), cases[i].named, "row %zu", i);
        shared_config_free(files);
    }
}
