#include <criterion/criterion.h>

#include "client/api/check.h"
#include "client/api/custom_metrics.h"
#include "client/api/enums.h"
#include "client/api/metrics.h"
#include "client/api/resource.h"

Test(api_check, rows_are_whole)
{
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        const struct check *c = &checks[i];

        cr_assert_not_null(c->name, "row %zu", i);
        cr_assert(str_ends(c->name, "_CHECK"));
        cr_assert_eq(check_find(c->name), c);
        cr_assert_eq(check_find(c->short_name), c);
        cr_assert(c->alias == NULL || check_find(c->alias) == c);
        cr_assert_leq(strlen(c->short_name), 18);
        cr_assert_gt(strlen(c->title), 10);
        cr_assert_neq(c->severity, SEVERITY_UNKNOWN);
        cr_assert_geq(enum_index(&enum_resource_type, c->resource), 0, "%s", c->resource);
        cr_assert_not_null(record_field(&resource_identifier_record, c->identifier));
        cr_assert_not_null(c->reasons[0]);
        cr_assert_not_null(c->fix[0]);
        cr_assert_not_null(c->looks_at);
        for (size_t k = 0; c->fix[k] != NULL; k++)
            cr_assert_leq(strlen(c->fix[k]), 110, "%s: %s", c->name, c->fix[k]);
        if (c->threshold != NULL) {
            cr_assert_geq(enum_index(&enum_config_name, c->threshold), 0);
            cr_assert_leq(c->threshold_min, c->threshold_default);
            cr_assert_leq(c->threshold_default, c->threshold_max);
        }
    }
    cr_assert_eq(check_find("device_cert_approaching_expiration_check"),
                 &checks[CHECK_DEVICE_CERTIFICATE_EXPIRING]);
    cr_assert_null(check_find("SOMETHING_NEW_CHECK"));
    cr_assert_null(check_find(""));
}

Test(api_check, severities)
{
    static const struct {
        const char *text;
        enum severity severity;
        char letter;
    } rows[] = {
        {"CRITICAL", SEVERITY_CRITICAL, 'C'}, {"HIGH", SEVERITY_HIGH, 'H'},
        {"MEDIUM", SEVERITY_MEDIUM, 'M'},     {"LOW", SEVERITY_LOW, 'L'},
        {"WORSE", SEVERITY_UNKNOWN, '?'},     {NULL, SEVERITY_UNKNOWN, '?'},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cr_assert_eq(severity_of(rows[i].text), rows[i].severity);
        cr_assert_eq(severity_letter(severity_of(rows[i].text)), rows[i].letter);
    }
    cr_assert_str_eq(severity_name(SEVERITY_HIGH), "HIGH");
}

Test(api_check, metrics_are_whole)
{
    size_t n = 0, learned = 0;

    for (; metrics[n].name != NULL; n++) {
        const struct metric *m = &metrics[n];

        cr_assert_eq(metric_find(m->name), m);
        cr_assert(str_starts(m->name, "aws:"));
        for (size_t k = 0; m->operators[k] != NULL; k++)
            cr_assert_geq(enum_index(&enum_comparison_operator, m->operators[k]), 0);
        cr_assert(!m->ml || strcmp(m->value, "count") == 0);
        learned += m->ml;
    }
    cr_assert_eq(n, 18);
    cr_assert_eq(learned, 13); /* 6 on the cloud side, 7 on the device side */
    for (size_t i = 0; enum_custom_metric_type.values[i] != NULL; i++)
        cr_assert_not_null(metric_of_type(enum_custom_metric_type.values[i]));
    cr_assert_null(metric_find("aws:unknown"));
}

Test(api_check, resources)
{
    static const char hex[] =
        "3f9a0c1d22e8aabbccddeeff00112233445566778899aabbccddeeff00112233";
    static const char arn[] =
        "arn:aws:iot:eu-west-1:123456789012:cert/"
        "3f9a0c1d22e8aabbccddeeff00112233445566778899aabbccddeeff00112233";
    struct policy_version_identifier policy = {"FleetDefault", "7"};
    struct issuer_certificate_identifier issuer = {"0a:1b", "CN=Plant CA 2, O=Harbour", "ab12"};
    struct issuer_certificate_identifier bare = {NULL, NULL, "ab12ab12ab12ab12ab12"};
    const struct {
        struct resource_identifier id;
        const char *key, *text;
    } rows[] = {
        {{.device_certificate_id = hex},
         "cert:3f9a0c1d22e8aabbccddeeff00112233445566778899aabbccddeeff00112233",
         "cert 3f9a0c1d22e8.."},
        {{.ca_certificate_id = "abcdef"}, "ca:abcdef", "ca abcdef"},
        {{.policy_version_identifier = &policy},
         "policy:FleetDefault:7",
         "policy FleetDefault:7"},
        {{.client_id = "gw:osaka 12"}, "client:gw:osaka 12", "client gw:osaka 12"},
        {{.cognito_identity_pool_id = "eu-west-1:8a2b6f31-0000"},
         "pool:eu-west-1:8a2b6f31-0000",
         "pool eu-west-1:8a2b6f31.."},
        {{.role_alias_arn = "arn:aws:iot:eu-west-1:1:rolealias/ota-updater"},
         "alias:arn:aws:iot:eu-west-1:1:rolealias/ota-updater",
         "alias ota-updater"},
        {{.iam_role_arn = "arn:aws:iam::1:role/a/b"}, "role:arn:aws:iam::1:role/a/b", "role b"},
        {{.account = "123456789012"}, "account:123456789012", "account 123456789012"},
        {{.issuer_certificate_identifier = &issuer},
         "issuer:ab12/0a:1b/CN=Plant CA 2, O=Harbour",
         "issuer Plant CA 2"},
        {{.issuer_certificate_identifier = &bare},
         "issuer:ab12ab12ab12ab12ab12//",
         "issuer ab12ab12ab12.."},
    };
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf b = BUF_INIT(1000), sent = BUF_INIT(1000), back = BUF_INIT(1000);
        struct json_writer w1 = {&sent, false}, w2 = {&back, false};

        cr_assert(resource_key(&rows[i].id, &b));
        cr_assert_str_eq(b.data, rows[i].key);
        const struct resource_identifier *id = resource_from_key(b.data, a);
        cr_assert_not_null(id);
        record_encode(&resource_identifier_record, &rows[i].id, &w1);
        record_encode(&resource_identifier_record, id, &w2);
        cr_assert_str_eq(sent.data, back.data);
        buf_reset(&b);
        resource_key_text(rows[i].key, &b);
        cr_assert_str_eq(b.data, rows[i].text);
        buf_free(&b);
        buf_free(&sent);
        buf_free(&back);
    }
    struct buf b = BUF_INIT(1000);
    struct resource_identifier by_arn = {.device_certificate_arn = arn}, nothing = {0};
    cr_assert(resource_key(&by_arn, &b));
    cr_assert_str_eq(b.data, rows[0].key);
    cr_assert_not(resource_key(&nothing, &b));
    cr_assert_not(resource_key(NULL, &b));
    cr_assert_null(resource_from_key("what", a));
    cr_assert_null(resource_from_key("what:ever", a));
    cr_assert_null(resource_from_key("cert:", a));
    buf_reset(&b);
    resource_key_text("what:ever", &b);
    cr_assert_str_eq(b.data, "what:ever");
    cr_assert(str_eq(resource_key_kind("cert:ab"), "cert"));
    buf_free(&b);
    arena_free(a);
}
