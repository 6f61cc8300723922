#include "client/api/mitigation_fit.h"

#include <string.h>

#include "client/base/i18n.h"

#define CHECK(name) (1u << CHECK_##name)

static const char *const rights_device[] = {"iot:UpdateCertificate", NULL};
static const char *const rights_ca[] = {"iot:UpdateCACertificate", NULL};
static const char *const rights_group[] = {"iot:ListPrincipalThings",
                                           "iot:AddThingToThingGroup", NULL};
static const char *const rights_policy[] = {"iot:CreatePolicyVersion", NULL};
static const char *const rights_logging[] = {"iot:SetV2LoggingOptions", "iam:PassRole", NULL};
static const char *const rights_sns[] = {"sns:Publish", NULL};

enum {
    /* DEVICE_CERTIFICATE_AGE_CHECK is not among them: the service offers it a message only. */
    DEVICE_CHECKS = CHECK(CERTIFICATE_SHARED) | CHECK(DEVICE_KEY_QUALITY) |
                    CHECK(DEVICE_CERTIFICATE_EXPIRING) | CHECK(REVOKED_DEVICE_CERTIFICATE) |
                    CHECK(INTERMEDIATE_CA_REVOKED),
    CA_CHECKS = CHECK(REVOKED_CA) | CHECK(CA_KEY_QUALITY) | CHECK(CA_EXPIRING),
    POLICY_CHECKS = CHECK(POLICY_PERMISSIVE) | CHECK(POLICY_MISCONFIGURED),
    ALL_CHECKS = (1u << CHECK_COUNT) - 1,
};

const struct mitigation_kind mitigation_kinds[MITIGATION_COUNT] = {
    [MITIGATION_UPDATE_DEVICE_CERTIFICATE] =
        {
            .name = "UPDATE_DEVICE_CERTIFICATE",
            .title = N_("Deactivate the device certificate"),
            .does =
                N_("Sets the certificate INACTIVE: every device that uses it is disconnected "
                   "and cannot connect again."),
            .acts_on = N_("a device certificate"),
            .params = "updateDeviceCertificateParams",
            .rights = rights_device,
            .has_way_back = true,
            .way_back = N_("UpdateCertificate sets it ACTIVE again."),
            .checks = DEVICE_CHECKS,
        },
    [MITIGATION_UPDATE_CA_CERTIFICATE] =
        {
            .name = "UPDATE_CA_CERTIFICATE",
            .title = N_("Deactivate the CA certificate"),
            .does = N_("Sets the CA certificate INACTIVE: no new device certificates of it are "
                       "taken, those registered stay as they are."),
            .acts_on = N_("a CA certificate"),
            .params = "updateCACertificateParams",
            .rights = rights_ca,
            .has_way_back = true,
            .way_back = N_("UpdateCACertificate sets it ACTIVE again."),
            .checks = CA_CHECKS,
        },
    [MITIGATION_ADD_THINGS_TO_THING_GROUP] =
        {
            .name = "ADD_THINGS_TO_THING_GROUP",
            .title = N_("Add the things to groups"),
            .does =
                N_("Adds the things of the certificate, or the thing in alarm, to thing "
                   "groups, whose policies then count for them; the finding itself remains."),
            .acts_on = N_("the things of a certificate, or a thing in alarm"),
            .params = "addThingsToThingGroupParams",
            .rights = rights_group,
            .has_way_back = true,
            .way_back = N_("RemoveThingFromThingGroup takes a thing out of a group again."),
            .checks = DEVICE_CHECKS,
            .alarms = true,
        },
    [MITIGATION_REPLACE_DEFAULT_POLICY_VERSION] =
        {
            .name = "REPLACE_DEFAULT_POLICY_VERSION",
            .title = N_("Replace the policy by a blank one"),
            .does =
                N_("Makes a blank version the default of the policy: everything the policy is "
                   "attached to loses what it granted."),
            .acts_on = N_("an AWS IoT policy"),
            .params = "replaceDefaultPolicyVersionParams",
            .rights = rights_policy,
            .has_way_back = true,
            .way_back =
                N_("SetDefaultPolicyVersion makes the version before it the default again."),
            .checks = POLICY_CHECKS,
        },
    [MITIGATION_ENABLE_IOT_LOGGING] =
        {
            .name = "ENABLE_IOT_LOGGING",
            .title = N_("Turn logging on"),
            .does = N_("Turns AWS IoT logging on with a role and a level."),
            .acts_on = N_("the logging of the account"),
            .params = "enableIoTLoggingParams",
            .rights = rights_logging,
            .has_way_back = true,
            .way_back =
                N_("SetV2LoggingOptions sets role and level back, or disables all logs."),
            .checks = CHECK(LOGGING_DISABLED),
        },
    [MITIGATION_PUBLISH_FINDING_TO_SNS] =
        {
            .name = "PUBLISH_FINDING_TO_SNS",
            .title = N_("Send the finding to an SNS topic"),
            .does =
                N_("Publishes the finding as a message to an SNS topic and changes nothing."),
            .acts_on = N_("a finding"),
            .params = "publishFindingToSnsParams",
            .rights = rights_sns,
            .has_way_back = false,
            .way_back = N_("A message that was sent cannot be taken back."),
            .checks = ALL_CHECKS,
        },
};

const struct mitigation_kind *mitigation_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < MITIGATION_COUNT; i++) {
        if (strcmp(mitigation_kinds[i].name, name) == 0)
            return &mitigation_kinds[i];
    }
    return NULL;
}

const struct mitigation_kind *mitigation_of_params(const struct mitigation_action_params *p)
{
    const struct mitigation_kind *found = NULL;

    for (size_t i = 0; i < MITIGATION_COUNT; i++) {
        const struct field *f =
            record_field(&mitigation_action_params_record, mitigation_kinds[i].params);
        if (f == NULL || field_value(f, p) == NULL)
            continue;
        if (found != NULL)
            return NULL;
        found = &mitigation_kinds[i];
    }
    return found;
}

enum mitigation_type mitigation_type_of(const struct mitigation_kind *kind)
{
    return (enum mitigation_type)(kind - mitigation_kinds);
}

bool mitigation_fits(enum mitigation_type type, enum check_id check)
{
    return (mitigation_kinds[type].checks & 1u << check) != 0;
}

const char *mitigation_misfit(enum mitigation_type type, enum check_id check, struct arena *a)
{
    if (mitigation_fits(type, check))
        return NULL;
    return arena_printf(a, _("%s acts on %s; the service does not apply it to findings of %s."),
                        mitigation_kinds[type].name, i18n_text(mitigation_kinds[type].acts_on),
                        checks[check].name);
}

const char *mitigation_alarm_misfit(enum mitigation_type type, struct arena *a)
{
    if (mitigation_kinds[type].alarms)
        return NULL;
    return arena_printf(a, _("%s acts on %s; the service applies only %s to alarms."),
                        mitigation_kinds[type].name, i18n_text(mitigation_kinds[type].acts_on),
                        mitigation_kinds[MITIGATION_ADD_THINGS_TO_THING_GROUP].name);
}
