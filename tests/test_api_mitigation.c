#include <criterion/criterion.h>

#include "client/api/enums.h"
#include "client/api/mitigation_fit.h"

Test(api_mitigation, rows_are_whole)
{
    for (size_t i = 0; i < MITIGATION_COUNT; i++) {
        const struct mitigation_kind *k = &mitigation_kinds[i];

        cr_assert_str_eq(k->name, enum_mitigation_action_type.values[i]);
        cr_assert_eq(mitigation_find(k->name), k);
        cr_assert_eq(mitigation_type_of(k), (enum mitigation_type)i);
        cr_assert_not_null(record_field(&mitigation_action_params_record, k->params), "%s",
                           k->params);
        cr_assert_not_null(k->rights[0]);
        cr_assert(str_ends(k->does, ".") && str_ends(k->way_back, "."), "%s", k->name);
        cr_assert_gt(strlen(k->title), 5);
        cr_assert_gt(strlen(k->acts_on), 5);
    }
    cr_assert_null(enum_mitigation_action_type.values[MITIGATION_COUNT]);
    cr_assert_null(mitigation_find("PUBLISH_FINDINGS_TO_SNS"));
    cr_assert_null(mitigation_find(NULL));
}

/* The guide's table, read the other way round: which types fit a check. */
Test(api_mitigation, what_fits)
{
    enum {
        DEV = 1 << MITIGATION_UPDATE_DEVICE_CERTIFICATE,
        CA = 1 << MITIGATION_UPDATE_CA_CERTIFICATE,
        GRP = 1 << MITIGATION_ADD_THINGS_TO_THING_GROUP,
        POL = 1 << MITIGATION_REPLACE_DEFAULT_POLICY_VERSION,
        LOG = 1 << MITIGATION_ENABLE_IOT_LOGGING,
        SNS = 1 << MITIGATION_PUBLISH_FINDING_TO_SNS,
    };
    static const struct {
        const char *check;
        int types;
    } rows[] = {
        {"REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK", SNS | CA},
        {"DEVICE_CERTIFICATE_SHARED_CHECK", SNS | DEV | GRP},
        {"DEVICE_CERTIFICATE_KEY_QUALITY_CHECK", SNS | DEV | GRP},
        {"CA_CERTIFICATE_KEY_QUALITY_CHECK", SNS | CA},
        {"UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK", SNS},
        {"AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK", SNS},
        {"IOT_POLICY_OVERLY_PERMISSIVE_CHECK", SNS | POL},
        {"IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK", SNS},
        {"IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES_CHECK", SNS},
        {"CA_CERTIFICATE_EXPIRING_CHECK", SNS | CA},
        {"CONFLICTING_CLIENT_IDS_CHECK", SNS},
        {"DEVICE_CERTIFICATE_EXPIRING_CHECK", SNS | DEV | GRP},
        {"REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK", SNS | DEV | GRP},
        {"LOGGING_DISABLED_CHECK", SNS | LOG},
        {"INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK", SNS | DEV | GRP},
        {"IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK", SNS | POL},
        {"DEVICE_CERTIFICATE_AGE_CHECK", SNS},
    };
    struct arena *a = arena_new();

    cr_assert_eq(COUNT_OF(rows), CHECK_COUNT);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum check_id check = (enum check_id)(check_find(rows[i].check) - checks);
        for (int t = 0; t < MITIGATION_COUNT; t++) {
            bool fits = (rows[i].types & 1 << t) != 0;
            const char *why = mitigation_misfit((enum mitigation_type)t, check, a);
            cr_expect_eq(mitigation_fits((enum mitigation_type)t, check), fits, "%s %s",
                         rows[i].check, mitigation_kinds[t].name);
            cr_expect_eq(why == NULL, fits);
            cr_expect(fits ||
                      (strstr(why, rows[i].check) && strstr(why, mitigation_kinds[t].name)));
        }
    }
    arena_free(a);
}

Test(api_mitigation, one_member_decides)
{
    struct update_device_certificate_params device = {"DEACTIVATE"};
    struct publish_finding_to_sns_params sns = {"arn:aws:sns:us-east-1:123456789012:t"};
    struct mitigation_action_params p = {.publish_finding_to_sns_params = NULL};

    cr_expect_null(mitigation_of_params(&p));
    p.update_device_certificate_params = &device;
    cr_expect_eq(mitigation_of_params(&p),
                 &mitigation_kinds[MITIGATION_UPDATE_DEVICE_CERTIFICATE]);
    p.publish_finding_to_sns_params = &sns;
    cr_expect_null(mitigation_of_params(&p));
}
