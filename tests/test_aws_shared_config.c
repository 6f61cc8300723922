/*
 * aws/shared_config: what the files may hold, what is wrong with them and where. With
 * PICKET_CHECK_DATA naming a folder that holds aws-config/profile-parser-tests.json, the SDKs'
 * shared cases too.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/api/json.h"
#include "client/aws/shared_config.h"
#include "client/base/files.h"

/* All of it as "profile x{key=value,}sso-session ..." in file order. */
static void dump(const struct shared_config *c, struct buf *out)
{
    static const char *const kinds[] = {"profile", "sso-session", "services"};
    const char *section, *key, *value;

    for (int kind = 0; kind < SECTION_KINDS; kind++)
        for (size_t i = 0; shared_config_next(c, (enum section_kind)kind, &i, &section);) {
            buf_printf(out, "%s %s{", kinds[kind], section);
            for (size_t k = 0;
                 shared_config_next_key(c, (enum section_kind)kind, section, &k, &key, &value);)
                buf_printf(out, "%s=%s,", key, value);
            buf_puts(out, "}");
        }
}

struct row {
    const char *config, *credentials, *dump, *where, *error;
};

static const struct row rows[] = {
    {"", "", "", NULL, NULL},
    {"[default]\nregion = eu-west-1\n", "", "profile default{region=eu-west-1,}", NULL, NULL},
    {"[profile a]\r\nREGION=x\r\n", "", "profile a{region=x,}", NULL, NULL},
    {"[profile a]\nk = v # gone\nl = v#kept ; gone\n", "", "profile a{k=v,l=v#kept,}", NULL,
     NULL},
    {"[profile a]\nk = 1\n\n[profile a]\nk = 2\nm=3", "", "profile a{k=2,m=3,}", NULL, NULL},
    {"[default]\na=1\n[profile default]\nb=2\n", "", "profile default{b=2,}", NULL, NULL},
    {"[profile a]\nk = 1\n", "[a]\nk = 2\nid = 3\n", "profile a{k=2,id=3,}", NULL, NULL},
    {"[a]\nk = 1\n", "[profile b]\nk = 2\n", "", NULL, NULL},
    {"[profile a b]\nk = 1\n  x = 2\n[profile c]\n", "", "profile c{}", NULL, NULL},
    {"[profile a]\nk =\n  x = 1\n\n  y = 2 # kept\n", "", "profile a{k=\nx = 1\ny = 2 # kept,}",
     NULL, NULL},
    {"[profile a]\nk = 1\n   # a remark\nl = 2\n", "", "profile a{k=1,l=2,}", NULL, NULL},
    {"[services s]\niot =\n  endpoint_url = http://127.0.0.1:1\n[sso-session o]\nsso_region=x\n",
     "", "sso-session o{sso_region=x,}services s{iot=\nendpoint_url = http://127.0.0.1:1,}",
     NULL, NULL},
    {"\n[profile a\n", "", NULL, "config:2", "must end with ']'"},
    {"k = v\n", "", NULL, "config:1", "Expected a profile definition"},
    {"  k = v\n", "", NULL, "config:1", "Expected a profile definition"},
    {"[default]\n\nregion eu-west-1\n", "", NULL, "config:3", "Expected an '=' sign"},
    {"[default]\n= x\n", "", NULL, "config:2", "did not have a name"},
    {"[default]\n  x\n", "", NULL, "config:2", "found continuation"},
    {"[default]\nk =\n  x\n", "", NULL, "config:3", "sub-property"},
    {"", "[default]\naws_access_key_id\n", NULL, "credentials:2", "Expected an '=' sign"},
};

Test(shared_config, table)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct shared_config *c = NULL;
        struct buf text = BUF_INIT(4096);
        struct err err = {0};
        bool ok = shared_config_parse(str_of(rows[i].config), "config",
                                      str_of(rows[i].credentials), "credentials", &c, &err);
        cr_expect_eq(ok, rows[i].dump != NULL, "row %zu: %s", i, err.text);
        if (ok) {
            dump(c, &text);
            cr_expect_str_eq(buf_text(&text), rows[i].dump, "row %zu", i);
        } else {
            cr_expect_eq(err.kind, ERR_CONFIG);
            cr_expect_str_eq(err.where, rows[i].where);
            cr_expect_not_null(strstr(err.text, rows[i].error), "row %zu: %s", i, err.text);
            cr_expect_null(c, "outputs stay as they were");
        }
        shared_config_free(c);
        buf_free(&text);
    }
}

Test(shared_config, nested_blocks)
{
    struct buf out = BUF_INIT(100);

    cr_expect(
        shared_config_nested("\na = 1\nEndpoint_URL = http://x = y", "endpoint_url", &out));
    cr_expect_str_eq(buf_text(&out), "http://x = y");
    cr_expect_not(shared_config_nested("\na = 1", "endpoint_url", &out));
    buf_free(&out);
}

struct home {
    char path[64], config[100], credentials[100];
};

static const char *home_env(void *ctx, const char *name)
{
    struct home *h = ctx;

    if (strcmp(name, "HOME") == 0)
        return h->path;
    if (strcmp(name, "AWS_CONFIG_FILE") == 0)
        return h->config;
    return strcmp(name, "AWS_SHARED_CREDENTIALS_FILE") == 0 ? h->credentials : NULL;
}

Test(shared_config, files_where_they_are_looked_for)
{
    struct home h = {.path = "/tmp/picket-config-XXXXXX"};
    struct aws_inputs in = {.env = home_env, .env_ctx = &h};
    struct shared_config *c = NULL;
    char path[128];
    struct err err = {0};

    cr_assert_not_null(mkdtemp(h.path));
    cr_assert(shared_config_load(&in, &c, &err), "no file is an empty one: %s", err.text);
    cr_expect_not(shared_config_has(c, SECTION_PROFILE, "default"));
    shared_config_free(c);

    snprintf(path, sizeof path, "%s/.aws", h.path);
    cr_assert(files_mkdirs(path, &err), "%s", err.text);
    snprintf(path, sizeof path, "%s/.aws/config", h.path);
    cr_assert(files_write(path, "[default]\nregion=a\n", 19, &err), "%s", err.text);
    snprintf(path, sizeof path, "%s/elsewhere", h.path);
    cr_assert(files_write(path, "[x]\nk=v\n", 8, &err), "%s", err.text);
    snprintf(h.credentials, sizeof h.credentials, "~/elsewhere");
    cr_assert(shared_config_load(&in, &c, &err), "%s", err.text);
    cr_expect_str_eq(shared_config_get(c, SECTION_PROFILE, "default", "region"), "a");
    cr_expect_str_eq(shared_config_get(c, SECTION_PROFILE, "x", "k"), "v");
    cr_expect_str_eq(shared_credentials_path(c), path);
    shared_config_free(c);

    snprintf(h.config, sizeof h.config, "%s", h.path); /* a folder is no file */
    cr_expect_not(shared_config_load(&in, &c, &err));
    cr_expect_eq(err.kind, ERR_CONFIG);
    cr_expect_not_null(strstr(err.where, h.path));
    unlink(path);
    snprintf(path, sizeof path, "%s/.aws/config", h.path);
    unlink(path);
    snprintf(path, sizeof path, "%s/.aws", h.path);
    rmdir(path);
    rmdir(h.path);
}

/* ---- the SDKs' shared cases ---- */

static struct str text_of(const struct json *o, const char *name)
{
    const struct json *v = o != NULL ? json_get(o, name) : NULL;

    return v != NULL ? str_of(json_string(v)) : (struct str){0};
}

static void check_sections(const struct shared_config *c, enum section_kind kind,
                           const struct json *wanted, const char *test)
{
    size_t n = 0;
    const char *section, *key, *value;

    for (size_t i = 0; shared_config_next(c, kind, &i, &section);)
        n++;
    cr_expect_eq(n, json_count(wanted), "%s: %zu sections", test, n);
    for (const struct json *s = json_first(wanted); s != NULL; s = json_next(s)) {
        size_t keys = 0;
        cr_expect(shared_config_has(c, kind, json_name(s)), "%s: no %s", test, json_name(s));
        for (size_t k = 0; shared_config_next_key(c, kind, json_name(s), &k, &key, &value);)
            keys++;
        cr_expect_eq(keys, json_count(s), "%s: %s", test, json_name(s));
        for (const struct json *p = json_first(s); p != NULL; p = json_next(p)) {
            value = shared_config_get(c, kind, json_name(s), json_name(p));
            cr_expect_not_null(value, "%s: no %s", test, json_name(p));
            if (value != NULL)
                cr_expect_str_eq(value, json_string(p), "%s", test);
        }
    }
}

static void check_case(const struct json *t)
{
    const struct json *in = json_get(t, "input"), *out = json_get(t, "output");
    const struct json *config = json_get(out, "config");
    const char *name = json_string(json_get(t, "name"));
    struct shared_config *c = NULL;
    struct err err = {0};
    bool ok = shared_config_parse(text_of(in, "configFile"), "config",
                                  text_of(in, "credentialsFile"), "credentials", &c, &err);

    cr_expect_eq(ok, config != NULL, "%s: %s", name, err.text);
    if (!ok) {
        struct str wanted = text_of(out, "errorContaining");
        cr_expect_not_null(strstr(err.text, wanted.n > 0 ? wanted.p : "-"), "%s: %s", name,
                           err.text);
        return;
    }
    if (json_get(config, "profiles") != NULL)
        check_sections(c, SECTION_PROFILE, json_get(config, "profiles"), name);
    if (json_get(config, "sso_sessions") != NULL)
        check_sections(c, SECTION_SSO_SESSION, json_get(config, "sso_sessions"), name);
    shared_config_free(c);
}

Test(shared_config, shared_cases)
{
    const char *folder = getenv("PICKET_CHECK_DATA");
    struct buf path = BUF_INIT(4096), text = BUF_INIT(JSON_MAX_BYTES);
    struct arena *a = arena_new();
    struct err err = {0};
    int checked = 0;

    if (folder != NULL) {
        buf_printf(&path, "%s/aws-config/profile-parser-tests.json", folder);
        cr_assert(files_read(buf_text(&path), &text, &err), "%s", err.text);
        const struct json *all = json_parse((struct str){text.data, text.len}, a, &err);
        cr_assert_not_null(all, "%s", err.text);
        for (const struct json *t = json_first(json_get(all, "tests")); t != NULL;
             t = json_next(t), checked++)
            check_case(t);
        cr_expect_eq(checked, 65);
    }
    arena_free(a);
    buf_free(&path);
    buf_free(&text);
}
