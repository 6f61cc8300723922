/* aws/endpoint: which host, which region, and what is said when that cannot be known. */
#include <criterion/criterion.h>
#include <string.h>

#include "client/aws/endpoint.h"
#include "tests/support/env.h"

#define CONFIG                                                                \
    "[default]\nregion = eu-central-1\n"                                      \
    "[profile own]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:4\n"  \
    "ca_bundle = /ca.pem\n"                                                   \
    "[profile many]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:5\n" \
    "services = s\n"                                                          \
    "[profile off]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:5\n"  \
    "ignore_configured_endpoint_urls = TRUE\n"                                \
    "[profile bare]\nk = v\n"                                                 \
    "[services s]\niot =\n  endpoint_url = http://127.0.0.1:6\nsts =\n  other = 1\n"

struct row {
    const char *flag_profile, *flag_region, *flag_url, *env[4], *service;
    const char *origin, *region; /* NULL: refused */
    const char *text, *advice, *from;
};

static const struct row rows[] = {
    {NULL,
     NULL,
     NULL,
     {NULL},
     "iot",
     "https://iot.eu-central-1.amazonaws.com",
     "eu-central-1",
     NULL,
     NULL,
     "region"},
    {NULL,
     "us-west-2",
     NULL,
     {NULL},
     "sts",
     "https://sts.us-west-2.amazonaws.com",
     "us-west-2",
     NULL,
     NULL,
     "region"},
    {NULL,
     "cn-north-1",
     NULL,
     {NULL},
     "iot",
     "https://iot.cn-north-1.amazonaws.com.cn",
     "cn-north-1",
     NULL,
     NULL,
     "region"},
    {NULL,
     "us-gov-west-1",
     NULL,
     {NULL},
     "iot",
     "https://iot.us-gov-west-1.amazonaws.com",
     "us-gov-west-1",
     NULL,
     NULL,
     "region"},
    {NULL,
     NULL,
     NULL,
     {"AWS_DEFAULT_REGION=eu-west-1"},
     "iot",
     "https://iot.eu-west-1.amazonaws.com",
     "eu-west-1",
     NULL,
     NULL,
     "region"},
    {NULL,
     NULL,
     NULL,
     {"AWS_DEFAULT_REGION=eu-west-1", "AWS_REGION=eu-west-2"},
     "iot",
     "https://iot.eu-west-2.amazonaws.com",
     "eu-west-2",
     NULL,
     NULL,
     "region"},
    {NULL,
     "eu-west-3",
     NULL,
     {"AWS_REGION=eu-west-2"},
     "iot",
     "https://iot.eu-west-3.amazonaws.com",
     "eu-west-3",
     NULL,
     NULL,
     "region"},
    {NULL,
     NULL,
     NULL,
     {"AWS_REGION="},
     "iot",
     "https://iot.eu-central-1.amazonaws.com",
     "eu-central-1",
     NULL,
     NULL,
     "region"},
    /* endpoints, first wins */
    {"own",
     NULL,
     NULL,
     {NULL},
     "iot",
     "http://127.0.0.1:4",
     "us-east-1",
     NULL,
     NULL,
     "profile"},
    {"many",
     NULL,
     NULL,
     {NULL},
     "iot",
     "http://127.0.0.1:6",
     "us-east-1",
     NULL,
     NULL,
     "services section"},
    {"many",
     NULL,
     NULL,
     {NULL},
     "sts",
     "http://127.0.0.1:5",
     "us-east-1",
     NULL,
     NULL,
     "profile"},
    {"many",
     NULL,
     NULL,
     {"AWS_ENDPOINT_URL=http://127.0.0.1:7"},
     "iot",
     "http://127.0.0.1:7",
     "us-east-1",
     NULL,
     NULL,
     "AWS_ENDPOINT_URL"},
    {"many",
     NULL,
     NULL,
     {"AWS_ENDPOINT_URL=http://127.0.0.1:7", "AWS_ENDPOINT_URL_IOT=http://127.0.0.1:8"},
     "iot",
     "http://127.0.0.1:8",
     "us-east-1",
     NULL,
     NULL,
     "AWS_ENDPOINT_URL_*"},
    {NULL,
     NULL,
     "http://127.0.0.1:9",
     {"AWS_ENDPOINT_URL_IOT=http://127.0.0.1:8"},
     "iot",
     "http://127.0.0.1:9",
     "eu-central-1",
     NULL,
     NULL,
     "--endpoint-url"},
    {"own",
     NULL,
     NULL,
     {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true"},
     "iot",
     "https://iot.us-east-1.amazonaws.com",
     "us-east-1",
     NULL,
     NULL,
     "region"},
    {"off",
     NULL,
     NULL,
     {"AWS_ENDPOINT_URL=http://127.0.0.1:7"},
     "iot",
     "https://iot.us-east-1.amazonaws.com",
     "us-east-1",
     NULL,
     NULL,
     "region"},
    {"off",
     NULL,
     "https://proxy.example:8443/iot/",
     {NULL},
     "iot",
     "https://proxy.example:8443",
     "us-east-1",
     NULL,
     NULL,
     "--endpoint-url"},
    {NULL,
     "mars-north-1",
     "https://iot.example",
     {NULL},
     "iot",
     "https://iot.example",
     "mars-north-1",
     NULL,
     NULL,
     "--endpoint-url"},
    /* refusals */
    {"bare", NULL, NULL, {NULL}, "iot", NULL, NULL, "no region", "--region", NULL},
    {NULL, "eu-wset-1", NULL, {NULL}, "iot", NULL, NULL, "'eu-wset-1'", "eu-west-1", NULL},
    {NULL, "us-esat-2", NULL, {NULL}, "iot", NULL, NULL, "'us-esat-2'", "us-east-2", NULL},
    {NULL, "eu west 1", NULL, {NULL}, "iot", NULL, NULL, "cannot be the name", "", NULL},
    {NULL,
     "x/../y",
     "https://iot.example",
     {NULL},
     "iot",
     NULL,
     NULL,
     "cannot be the name",
     "",
     NULL},
    {NULL,
     NULL,
     NULL,
     {"AWS_ENDPOINT_URL=http://iot.example"},
     "iot",
     NULL,
     NULL,
     "without TLS",
     "",
     NULL},
};

static struct shared_config *parse(void)
{
    struct shared_config *files = NULL;
    struct err err;

    cr_assert(shared_config_parse(STR(CONFIG), "config", STR(""), "credentials", &files, &err),
              "%s", err.text);
    return files;
}

Test(endpoint, table)
{
    struct shared_config *files = parse();

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *row = &rows[i];
        struct aws_inputs in = {row->flag_profile, row->flag_region, row->flag_url, env_of_rows,
                                (void *)row->env};
        struct endpoint e = {0};
        struct err err = {0};
        bool ok = endpoint_find(&in, files, row->service, &e, &err);
        cr_expect_eq(ok, row->origin != NULL, "row %zu: %s", i, err.text);
        if (ok && row->origin != NULL) {
            cr_expect_str_eq(e.origin, row->origin, "row %zu", i);
            cr_expect_str_eq(e.region, row->region, "row %zu", i);
            cr_expect_str_eq(e.from, row->from, "row %zu", i);
        } else if (!ok) {
            cr_expect_eq(err.kind, ERR_CONFIG, "row %zu: %s", i, err_kind_name(err.kind));
            cr_expect_not_null(strstr(err.text, row->text), "row %zu: %s", i, err.text);
            cr_expect_not_null(strstr(err.advice, row->advice), "row %zu: %s", i, err.advice);
        }
    }
    shared_config_free(files);
}

Test(endpoint, ca_bundles)
{
    static const char *const none[] = {NULL}, *const given[] = {"AWS_CA_BUNDLE=/env.pem", NULL};
    struct shared_config *files = parse();
    struct aws_inputs in = {.profile = "own", .env = env_of_rows, .env_ctx = (void *)none};
    struct endpoint e;
    struct err err;

    cr_assert(endpoint_find(&in, files, "iot", &e, &err));
    cr_expect_str_eq(e.ca_file, "/ca.pem");
    in.env_ctx = (void *)given;
    cr_assert(endpoint_find(&in, files, "iot", &e, &err));
    cr_expect_str_eq(e.ca_file, "/env.pem");
    shared_config_free(files);
}

Test(endpoint, addresses)
{
    const struct {
        const char *url, *origin, *host, *prefix, *unix_path;
        bool loopback;
    } cases[] = {
        {"https://Iot.Example", "https://Iot.Example", "iot.example", "", "", false},
        {"https://iot.example:443", "https://iot.example:443", "iot.example", "", "", false},
        {"https://iot.example:8443/a/b//", "https://iot.example:8443", "iot.example:8443",
         "/a/b", "", false},
        {"http://127.0.0.1:8080/", "http://127.0.0.1:8080", "127.0.0.1:8080", "", "", true},
        {"http://127.9.9.9", "http://127.9.9.9", "127.9.9.9", "", "", true},
        {"http://localhost:80", "http://localhost:80", "localhost", "", "", true},
        {"http://[::1]:8080", "http://[::1]:8080", "[::1]:8080", "", "", true},
        {"https://[2001:db8::1]", "https://[2001:db8::1]", "[2001:db8::1]", "", "", false},
        {"unix:/run/user/1/picket.sock", "http://localhost", "localhost", "",
         "/run/user/1/picket.sock", true},
        {"http://iot.example", NULL, NULL, NULL, NULL, false},
        {"http://127.0.0.1.example", NULL, NULL, NULL, NULL, false},
        {"http://127.0.0.1.2", NULL, NULL, NULL, NULL, false},
        {"http://10.0.0.1", NULL, NULL, NULL, NULL, false},
        {"ftp://127.0.0.1", NULL, NULL, NULL, NULL, false},
        {"127.0.0.1:8080", NULL, NULL, NULL, NULL, false},
        {"https://", NULL, NULL, NULL, NULL, false},
        {"https://user:pw@iot.example", NULL, NULL, NULL, NULL, false},
        {"https://iot.example?x", NULL, NULL, NULL, NULL, false},
        {"https://iot.example#x", NULL, NULL, NULL, NULL, false},
        {"https://iot.example:0", NULL, NULL, NULL, NULL, false},
        {"https://iot.example:65536", NULL, NULL, NULL, NULL, false},
        {"https://iot.example:8a", NULL, NULL, NULL, NULL, false},
        {"https://iot ex", NULL, NULL, NULL, NULL, false},
        {"https://iot\r\nX: y", NULL, NULL, NULL, NULL, false},
        {"unix:relative", NULL, NULL, NULL, NULL, false},
        {"", NULL, NULL, NULL, NULL, false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct endpoint e = {0};
        struct err err = {0};
        bool ok = endpoint_parse(cases[i].url, "eu-west-1", &e, &err);
        cr_expect_eq(ok, cases[i].origin != NULL, "%s: %s", cases[i].url, err.text);
        if (!ok || cases[i].origin == NULL) {
            cr_expect_eq(err.kind, ERR_USAGE, "%s", cases[i].url);
            continue;
        }
        cr_expect_str_eq(e.origin, cases[i].origin);
        cr_expect_str_eq(e.host, cases[i].host);
        cr_expect_str_eq(e.prefix, cases[i].prefix);
        cr_expect_str_eq(e.unix_path, cases[i].unix_path);
        cr_expect_eq(e.loopback, cases[i].loopback, "%s", cases[i].url);
    }
}

Test(endpoint, partitions)
{
    const struct {
        const char *region, *partition;
    } cases[] = {
        {"eu-west-1", "aws"},
        {"us-gov-east-1", "aws-us-gov"},
        {"cn-northwest-1", "aws-cn"},
        {"us-iso-east-1", "aws-iso"},
        {"us-isob-east-1", "aws-iso-b"},
        {"eusc-de-east-1", "aws-eusc"},
        {"us-east", NULL},
        {"us-east-1a", NULL},
        {"", NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *p = endpoint_partition(cases[i].region);
        cr_expect(p == cases[i].partition || (p != NULL && cases[i].partition != NULL &&
                                              strcmp(p, cases[i].partition) == 0),
                  "%s: %s", cases[i].region, p != NULL ? p : "none");
    }
    for (size_t i = 0; endpoint_regions[i] != NULL; i++)
        cr_expect_not_null(endpoint_partition(endpoint_regions[i]), "%s", endpoint_regions[i]);
}
