#include "tests/support/views_rig.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/files.h"
#include "tui/tty.h"

#define NOW_MS      INT64_C(1795357327000) /* 2026-11-22T14:22:07Z */
#define ANSWERS_MAX 16384

const char *views_state_name(enum views_state s)
{
    static const char *const names[] = {"full",  "empty", "loading",
                                        "error", "stale", "hostile"};
    return names[s];
}

#define CERT     VIEWS_CERTIFICATE
#define CERT_ARN "arn:aws:iot:eu-west-1:123456789012:cert/" CERT
#define ROLE     "arn:aws:iam::123456789012:role/dd-mitigate"
#define CA       "c0ffee1188c0ffee1188c0ffee1188c0ffee1188c0ffee1188c0ffee1188c0ff"

#define FINDING(id, run, check, severity, reason, code, suppressed, resource, found)       \
    "{\"findingId\":\"" id "\",\"taskId\":\"" run "\",\"checkName\":\"" check              \
    "\",\"taskStartTime\":1795356600.0,\"findingTime\":" found ",\"severity\":\"" severity \
    "\",\"nonCompliantResource\":" resource ",\"reasonForNonCompliance\":\"" reason        \
    "\",\"reasonForNonComplianceCode\":\"" code "\",\"isSuppressed\":" suppressed "}"
#define SHARED                                                                            \
    FINDING(VIEWS_FINDING, VIEWS_RUN_DONE, "DEVICE_CERTIFICATE_SHARED_CHECK", "CRITICAL", \
            "Certificate shared by one or more devices.",                                 \
            "CERTIFICATE_SHARED_BY_MULTIPLE_DEVICES", "false",                            \
            "{\"resourceType\":\"DEVICE_CERTIFICATE\",\"resourceIdentifier\":{"           \
            "\"deviceCertificateId\":\"" CERT "\"}}",                                     \
            "1795356601.5")
#define WIDE                                                                        \
    FINDING("f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2", VIEWS_RUN_DONE,                     \
            "IOT_POLICY_OVERLY_PERMISSIVE_CHECK", "CRITICAL",                       \
            "Policy allows broad access to IoT data plane actions: [iot:Connect].", \
            "ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS", "true",                \
            "{\"resourceType\":\"IOT_POLICY\",\"resourceIdentifier\":{"             \
            "\"policyVersionIdentifier\":{\"policyName\":\"FleetDefault\","         \
            "\"policyVersionId\":\"7\"}}}",                                         \
            "1795328520")
#define CONFLICT(client)                                                                     \
    FINDING("f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3", VIEWS_RUN_DONE,                              \
            "CONFLICTING_CLIENT_IDS_CHECK", "HIGH",                                          \
            "Client ID used by more than one connection at the same time.",                  \
            "DUPLICATE_CLIENT_ID_ACROSS_CONNECTIONS", "false",                               \
            "{\"resourceType\":\"CLIENT_ID\",\"resourceIdentifier\":{\"clientId\":\"" client \
            "\"}}",                                                                          \
            "1795200000")
#define NEWER                                                                          \
    FINDING("f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4", VIEWS_RUN_DONE, "SOMETHING_NEW_CHECK", \
            "SEVERE", "A reason of a newer service.", "SOMETHING_NEW", "false",        \
            "{\"resourceType\":\"SOMETHING_NEW\",\"resourceIdentifier\":{}}", "1795300000")
#define EVIL "gw\\u001b[2J\\u001b]0;owned\\u0007\\u202eabc\\u200b\\r\\nend\\u6771\\u4eac\\u0301"

#include "tests/support/alarm_fixture.h"
#include "tests/support/thing_fixture.h"
#include "tests/support/views_drills.h"
#include "tests/support/views_profiles.h"
#include "tests/support/views_training.h"

/* clang-format off */
#define DETAILS(status, bad, all)                                   \
    "{\"checkRunStatus\":\"" status                                 \
    "\",\"nonCompliantResourcesCount\":" bad ",\"totalResourcesCount\":" all "}"
#define TASK(id, status, type) \
    "{\"taskId\":\"" id "\",\"taskStatus\":\"" status "\",\"taskType\":\"" type "\"}"
#define BAD(bad, all) DETAILS("COMPLETED_NON_COMPLIANT", bad, all)
#define GOOD(all)     DETAILS("COMPLETED_COMPLIANT", "0", all)
#define COUNTS(total, going, waits, good, bad, failed)                             \
    "\"taskStatistics\":{\"totalChecks\":" total ",\"inProgressChecks\":" going  \
    ",\"waitingForDataCollectionChecks\":" waits ",\"compliantChecks\":" good     \
    ",\"nonCompliantChecks\":" bad ",\"failedChecks\":" failed ",\"canceledChecks\":0},"

static const char run_done[] =
    "{\"taskStatus\":\"COMPLETED\",\"taskType\":\"SCHEDULED_AUDIT_TASK\","
    "\"scheduledAuditName\":\"daily-full\",\"taskStartTime\":1795356600.0,"
    COUNTS("5", "0", "0", "1", "3", "1")
    "\"auditDetails\":{"
    "\"DEVICE_CERTIFICATE_SHARED_CHECK\":" BAD("1", "61190") ","
    "\"IOT_POLICY_OVERLY_PERMISSIVE_CHECK\":" BAD("5", "38") ","
    "\"CONFLICTING_CLIENT_IDS_CHECK\":" BAD("96", "61204") ","
    "\"CA_CERTIFICATE_EXPIRING_CHECK\":" GOOD("3") ","
    "\"LOGGING_DISABLED_CHECK\":{\"checkRunStatus\":\"FAILED\","
    "\"errorCode\":\"INSUFFICIENT_PERMISSIONS\","
    "\"message\":\"The audit role may not read the logging options.\"}}}";
static const char run_going[] =
    "{\"taskStatus\":\"IN_PROGRESS\",\"taskType\":\"ON_DEMAND_AUDIT_TASK\","
    "\"taskStartTime\":1795357300.0,"
    COUNTS("3", "1", "1", "1", "0", "0")
    "\"auditDetails\":{\"DEVICE_CERTIFICATE_SHARED_CHECK\":"
    "{\"checkRunStatus\":\"WAITING_FOR_DATA_COLLECTION\"},"
    "\"REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK\":{\"checkRunStatus\":\"IN_PROGRESS\"},"
    "\"CA_CERTIFICATE_EXPIRING_CHECK\":" GOOD("3") "}}";
#define SUPPRESSED(check, resource, end, text)                                 \
    "{\"checkName\":\"" check "\",\"resourceIdentifier\":" resource "," end    \
    ",\"description\":\"" text "\"}"
#define OF_CA         "{\"caCertificateId\":\"" CA "\"}"
#define OF_CERT       "{\"deviceCertificateId\":\"" CERT "\"}"
#define OF_CLIENT(id) "{\"clientId\":\"" id "\"}"
#define OF_POLICY                                                              \
    "{\"policyVersionIdentifier\":{\"policyName\":\"FleetDefault\","           \
    "\"policyVersionId\":\"7\"}}"
#define UNTIL(seconds) "\"expirationDate\":" seconds
#define FOR_EVER       "\"suppressIndefinitely\":true"

static const char suppressions[] =
    "{\"suppressions\":["
    SUPPRESSED("CA_CERTIFICATE_EXPIRING_CHECK", OF_CA, UNTIL("1795270000"),
               "[by=bob tk=SEC-4377 at=20260823T0900Z] renewed in November") ","
    SUPPRESSED("IOT_POLICY_OVERLY_PERMISSIVE_CHECK", OF_POLICY, UNTIL("1795530127"),
               "[by=alice tk=SEC-4402 at=20261029T1422Z] LabRig is off line until then") ","
    SUPPRESSED("DEVICE_CERTIFICATE_SHARED_CHECK", OF_CERT, UNTIL("1803306127"),
               "[by=alice tk=SEC-4412 at=20261122T1402Z] until the swap") ","
    SUPPRESSED("CONFLICTING_CLIENT_IDS_CHECK", OF_CLIENT("test-rig"), FOR_EVER,
               "do not ask") "]}";
static const char hostile_suppressions[] =
    "{\"suppressions\":["
    SUPPRESSED("CONFLICTING_CLIENT_IDS_CHECK", OF_CLIENT("gw-osaka-12"),
               UNTIL("1795530127"), EVIL) ","
    SUPPRESSED("CONFLICTING_CLIENT_IDS_CHECK", OF_CLIENT(EVIL), FOR_EVER,
               "[by=" EVIL "] " EVIL) ","
    SUPPRESSED("SOMETHING_NEW_CHECK", "{}", FOR_EVER,
               "[by=eve tk=x at=20261122T1402Z] " EVIL) "]}";
/* clang-format on */

struct row {
    const char *path;                   /* how the request line goes on after the method */
    const char *full, *empty, *hostile; /* NULL: as full; "404": not found, "409": exists */
};

/* clang-format off: JSON in its own lines */
static const struct row rows[] = {
    {"/picket/scenario-kinds", scenario_kinds_full, "{\"scenarioKinds\":[]}", hostile_kinds},
    {"/picket/scenarios/", scenario_two, "404", hostile_scenario},
    {"/behavior-model-training/summaries", training_summaries, "{\"summaries\":[]}",
     hostile_training},
    {"/security-profiles/learn-fleet/targets",
     "{\"securityProfileTargets\":[{\"arn\":"
     "\"arn:aws:iot:eu-west-1:123456789012:thinggroup/sensors\"}]}",
     "{\"securityProfileTargets\":[]}",
     "{\"securityProfileTargets\":[{\"arn\":\"" EVIL "\"}]}"},
    {"/security-profiles/learn-fleet", training_profile, "404", hostile_training_profile},
    {"/security-profiles/perimeter/targets", perimeter_targets,
     "{\"securityProfileTargets\":[]}", hostile_targets},
    {"/security-profiles/perimeter", profile_perimeter, "404", hostile_perimeter},
    {"/security-profiles", profile_list, "{\"securityProfileIdentifiers\":[]}", NULL},
    {"/security-profile-behaviors/validate", "{\"valid\":true}", NULL, NULL},
    {"/tags", "{\"tags\":[{\"Key\":\"team\",\"Value\":\"security\"}]}", "{\"tags\":[]}",
     "{\"tags\":[{\"Key\":\"" EVIL "\",\"Value\":\"" EVIL "\"}]}"},
    {"/custom-metric/cpu", custom_metric_cpu, "404", hostile_metric},
    {"/custom-metrics", "{\"metricNames\":[\"cpu\"]}", "{\"metricNames\":[]}", NULL},
    {"/dimensions/plant", dimension_plant, "404", hostile_dimension},
    {"/dimensions", "{\"dimensionNames\":[\"plant\"]}", "{\"dimensionNames\":[]}", NULL},
    {"/thing-groups/cameras/things", "{\"things\":[\"cam-e-01\",\"cam-e-02\"]}",
     "{\"things\":[]}", NULL},
    {"/picket/scenarios", scenario_list, "{\"scenarios\":[]}", hostile_scenarios},
    {"/audit/suppressions/create", "409", NULL, NULL},
    {"/active-violations", alarms_active, "{\"activeViolations\":[]}", alarms_hostile},
    {"/violation-events", alarm_events, "{\"violationEvents\":[]}", alarm_events_hostile},
    {"/audit/suppressions/list", suppressions, "{\"suppressions\":[]}", hostile_suppressions},
    {"/audit/tasks/" VIEWS_RUN_DONE, run_done, "404", NULL},
    {"/audit/tasks/" VIEWS_RUN_GOING, run_going, "404", NULL},
    {"/audit/tasks",
     "{\"tasks\":[" TASK(VIEWS_RUN_DONE, "COMPLETED", "SCHEDULED_AUDIT_TASK") "," TASK(
         VIEWS_RUN_GOING, "IN_PROGRESS", "ON_DEMAND_AUDIT_TASK") "]}",
     "{\"tasks\":[]}", NULL},
    {"/audit/findings/", "{\"finding\":" SHARED "}", "404", "{\"finding\":" CONFLICT(EVIL) "}"},
    {"/audit/findings",
     "{\"findings\":[" CONFLICT("gw-osaka-12") "," SHARED "," WIDE "," NEWER "]}",
     "{\"findings\":[]}", "{\"findings\":[" CONFLICT(EVIL) "," SHARED "]}"},
    {"/audit/relatedResources",
     "{\"relatedResources\":[{\"resourceType\":\"CLIENT_ID\",\"resourceIdentifier\":{"
     "\"clientId\":\"cam-e-01\"},\"additionalInfo\":{\"CONNECTION_TIME\":\"1795300000000\"}},"
     "{\"resourceType\":\"CLIENT_ID\",\"resourceIdentifier\":{\"clientId\":\"cam-e-02\"},"
     "\"additionalInfo\":{\"CONNECTION_TIME\":\"1795290000000\",\"DISCONNECTION_TIME\":"
     "\"1795310000000\"}}]}",
     "{\"relatedResources\":[]}",
     "{\"relatedResources\":[{\"resourceType\":\"CLIENT_ID\",\"resourceIdentifier\":{"
     "\"clientId\":\"" EVIL "\"},\"additionalInfo\":{\"" EVIL "\":\"" EVIL "\"}}]}"},
    {"/mitigationactions/actions/deact-cert",
     "{\"actionName\":\"deact-cert\",\"actionType\":\"UPDATE_DEVICE_CERTIFICATE\","
     "\"actionId\":\"11111111-2222-3333-4444-555555555555\",\"roleArn\":\"" ROLE
     "\",\"actionParams\":{\"updateDeviceCertificateParams\":{\"action\":\"DEACTIVATE\"}},"
     "\"creationDate\":1763000000,\"lastModifiedDate\":1763000000}",
     "404",
     "{\"actionName\":\"" EVIL "\",\"actionType\":\"" EVIL "\",\"roleArn\":\"" EVIL
     "\",\"actionParams\":{}}"},
    {"/mitigationactions/actions/ca-off",
     "{\"actionName\":\"ca-off\",\"actionType\":\"UPDATE_CA_CERTIFICATE\",\"roleArn\":\"" ROLE
     "\",\"actionParams\":{\"updateCACertificateParams\":{\"action\":\"DEACTIVATE\"}},"
     "\"creationDate\":1763000000}",
     "404", NULL},
    {"/mitigationactions/actions/to-quarantine",
     "{\"actionName\":\"to-quarantine\",\"actionType\":\"ADD_THINGS_TO_THING_GROUP\","
     "\"roleArn\":\"" ROLE
     "\",\"actionParams\":{\"addThingsToThingGroupParams\":{\"thingGroupNames\":["
     "\"Quarantine\"]}},\"creationDate\":1763000000}",
     "404", NULL},
    {"/mitigationactions/actions",
     "{\"actionIdentifiers\":[{\"actionName\":\"deact-cert\"},{\"actionName\":\"ca-off\"},"
     "{\"actionName\":\"to-quarantine\"}]}",
     "{\"actionIdentifiers\":[]}", NULL},
    {"/audit/mitigationactions/tasks/" VIEWS_TASK,
     "{\"taskStatus\":\"FAILED\",\"startTime\":1795350000,\"endTime\":1795350060,"
     "\"taskStatistics\":{\"DEVICE_CERTIFICATE_SHARED_CHECK\":{\"totalFindingsCount\":2,"
     "\"failedFindingsCount\":1,\"succeededFindingsCount\":1,\"skippedFindingsCount\":0,"
     "\"canceledFindingsCount\":0}},\"target\":{\"findingIds\":[\"" VIEWS_FINDING
     "\",\"f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9\"]},\"auditCheckToActionsMapping\":{"
     "\"DEVICE_CERTIFICATE_SHARED_CHECK\":[\"deact-cert\"]},\"actionsDefinition\":[{\"name\":"
     "\"deact-cert\",\"id\":\"1\",\"roleArn\":\"" ROLE
     "\",\"actionParams\":{\"updateDeviceCertificateParams\":{\"action\":\"DEACTIVATE\"}}}]}",
     "404", NULL},
    {"/audit/mitigationactions/tasks/picket-77aa77aa-w1-1",
     "{\"taskStatus\":\"COMPLETED\",\"startTime\":1795340000,\"endTime\":1795340060,"
     "\"taskStatistics\":{\"CA_CERTIFICATE_EXPIRING_CHECK\":{\"totalFindingsCount\":3,"
     "\"succeededFindingsCount\":2,\"skippedFindingsCount\":1}},"
     "\"target\":{\"auditTaskId\":\"" VIEWS_RUN_DONE "\"},"
     "\"actionsDefinition\":[{\"name\":\"ca-off\"}]}",
     "404", NULL},
    {"/audit/mitigationactions/tasks",
     "{\"tasks\":[{\"taskId\":\"" VIEWS_TASK "\",\"taskStatus\":\"FAILED\"},{\"taskId\":"
     "\"picket-77aa77aa-w1-1\",\"taskStatus\":\"COMPLETED\"}]}",
     "{\"tasks\":[]}", NULL},
    {"/audit/mitigationactions/executions?findingId=f1f1",
     "{\"actionsExecutions\":[{\"actionName\":\"deact-cert\",\"status\":\"FAILED\","
     "\"errorCode\":\"AccessDeniedException\",\"message\":\"The role may not call "
     "iot:UpdateCertificate.\"}]}",
     "{\"actionsExecutions\":[]}",
     "{\"actionsExecutions\":[{\"actionName\":\"" EVIL "\",\"status\":\"" EVIL
     "\",\"errorCode\":\"" EVIL "\",\"message\":\"" EVIL "\"}]}"},
    {"/audit/mitigationactions/executions",
     "{\"actionsExecutions\":[{\"actionName\":\"deact-cert\",\"status\":\"COMPLETED\"}]}",
     "{\"actionsExecutions\":[]}", NULL},
    {"/detect/mitigationactions/tasks/" VIEWS_DETECT_TASK,
     "{\"taskSummary\":{\"taskId\":\"" VIEWS_DETECT_TASK
     "\",\"taskStatus\":\"FAILED\",\"taskStartTime\":1795351000,\"taskEndTime\":1795351030,"
     "\"target\":{\"violationIds\":[\"aa01\",\"aa02\",\"aa03\"]},"
     "\"onlyActiveViolationsIncluded\":true,\"suppressedAlertsIncluded\":true,"
     "\"actionsDefinition\":[{\"name\":\"to-quarantine\",\"id\":\"1\",\"roleArn\":\"" ROLE
     "\",\"actionParams\":{\"addThingsToThingGroupParams\":{\"thingGroupNames\":["
     "\"Quarantine\"]}}}],\"taskStatistics\":{\"actionsExecuted\":2,\"actionsSkipped\":0,"
     "\"actionsFailed\":1}}}",
     "404", NULL},
    {"/detect/mitigationactions/tasks",
     "{\"tasks\":[{\"taskId\":\"" VIEWS_DETECT_TASK "\",\"taskStatus\":\"FAILED\"}]}",
     "{\"tasks\":[]}", NULL},
    {"/detect/mitigationactions/executions",
     "{\"actionsExecutions\":[{\"taskId\":\"" VIEWS_DETECT_TASK
     "\",\"violationId\":\"aa01\",\"actionName\":\"to-quarantine\",\"thingName\":\"cam-e-01\","
     "\"status\":\"SUCCESSFUL\"},{\"taskId\":\"" VIEWS_DETECT_TASK
     "\",\"violationId\":\"aa02\",\"actionName\":\"to-quarantine\",\"thingName\":\"cam-e-02\","
     "\"status\":\"FAILED\",\"errorCode\":\"AccessDeniedException\",\"message\":\"The role may "
     "not call iot:AddThingToThingGroup.\"},{\"violationId\":\"aa03\",\"actionName\":"
     "\"to-quarantine\",\"thingName\":\"gw osaka/12\",\"status\":\"SUCCESSFUL\"}]}",
     "{\"actionsExecutions\":[]}",
     "{\"actionsExecutions\":[{\"violationId\":\"aa02\",\"actionName\":\"" EVIL
     "\",\"thingName\":\"" EVIL "\",\"status\":\"" EVIL "\",\"errorCode\":\"" EVIL
     "\",\"message\":\"" EVIL "\"}]}"},
    {"/audit/scheduledaudits/daily-full",
     "{\"scheduledAuditName\":\"daily-full\",\"frequency\":\"DAILY\",\"targetCheckNames\":["
     "\"DEVICE_CERTIFICATE_SHARED_CHECK\",\"CONFLICTING_CLIENT_IDS_CHECK\","
     "\"CA_CERTIFICATE_EXPIRING_CHECK\",\"LOGGING_DISABLED_CHECK\"]}",
     "404", NULL},
    {"/audit/scheduledaudits/weekly-ca",
     "{\"scheduledAuditName\":\"weekly-ca\",\"frequency\":\"WEEKLY\",\"dayOfWeek\":\"SUN\","
     "\"targetCheckNames\":[\"CA_CERTIFICATE_EXPIRING_CHECK\"]}",
     "404",
     "{\"scheduledAuditName\":\"weekly-ca\",\"frequency\":\"" EVIL "\",\"dayOfWeek\":\"" EVIL
     "\",\"targetCheckNames\":[\"" EVIL "\"]}"},
    {"/audit/scheduledaudits",
     "{\"scheduledAudits\":[{\"scheduledAuditName\":\"weekly-ca\",\"frequency\":\"WEEKLY\"},"
     "{\"scheduledAuditName\":\"daily-full\",\"frequency\":\"DAILY\"}]}",
     "{\"scheduledAudits\":[]}",
     "{\"scheduledAudits\":[{\"scheduledAuditName\":\"" EVIL "\",\"frequency\":\"" EVIL
     "\",\"dayOfMonth\":\"" EVIL "\"},{\"scheduledAuditName\":\"weekly-ca\"}]}"},
    {"/audit/configuration",
     "{\"roleArn\":\"arn:aws:iam::123456789012:role/audit\",\"auditCheckConfigurations\":{"
     "\"DEVICE_CERTIFICATE_SHARED_CHECK\":{\"enabled\":true},"
     "\"CONFLICTING_CLIENT_IDS_CHECK\":{\"enabled\":true},"
     "\"CA_CERTIFICATE_EXPIRING_CHECK\":{\"enabled\":true},"
     "\"DEVICE_CERTIFICATE_AGE_CHECK\":{\"enabled\":false},"
     "\"LOGGING_DISABLED_CHECK\":{\"enabled\":true}}}",
     "{\"auditCheckConfigurations\":{}}",
     "{\"roleArn\":\"" EVIL "\",\"auditCheckConfigurations\":{\"" EVIL "\":{\"enabled\":true},"
     "\"DEVICE_CERTIFICATE_EXPIRING_CHECK\":{\"enabled\":true,\"configuration\":{"
     "\"CERT_EXPIRATION_THRESHOLD_IN_DAYS\":\"" EVIL "\"}},"
     "\"DEVICE_CERTIFICATE_SHARED_CHECK\":{\"enabled\":true},"
     "\"CONFLICTING_CLIENT_IDS_CHECK\":{\"enabled\":true},"
     "\"LOGGING_DISABLED_CHECK\":{\"enabled\":true}},"
     "\"auditNotificationTargetConfigurations\":{\"SNS\":{\"targetArn\":\"" EVIL
     "\",\"roleArn\":\"" EVIL "\",\"enabled\":true}}}"},
    {"/certificates/",
     "{\"certificateDescription\":{\"certificateId\":\"" CERT
     "\",\"certificateArn\":\"" CERT_ARN "\",\"caCertificateId\":\"" CA
     "\",\"status\":\"ACTIVE\",\"ownedBy\":\"123456789012\","
     "\"creationDate\":1763000000,\"lastModifiedDate\":1763000100,\"validity\":{\"notBefore\":"
     "1763000000,\"notAfter\":1796000000},\"certificateMode\":\"DEFAULT\"}}",
     "404", NULL},
    {"/cacertificate/",
     "{\"certificateDescription\":{\"certificateId\":\"" CA "\",\"status\":\"INACTIVE\","
     "\"ownedBy\":\"123456789012\",\"creationDate\":1700000000,\"validity\":{\"notBefore\":"
     "1700000000,\"notAfter\":1790000000},\"autoRegistrationStatus\":\"DISABLE\"}}",
     "404", NULL},
    {"/certificates-by-ca/",
     "{\"certificates\":[{\"certificateId\":\"" CERT "\",\"status\":\"ACTIVE\"}]}",
     "{\"certificates\":[]}", NULL},
    {"/principals/things", "{\"things\":[\"cam-e-01\",\"cam-e-02\"]}", "{\"things\":[]}",
     "{\"things\":[\"" EVIL "\"]}"},
    {"/attached-policies/",
     "{\"policies\":[{\"policyName\":\"FleetDefault\",\"policyArn\":\"arn:aws:iot:eu-west-1:"
     "123456789012:policy/FleetDefault\"}]}",
     "{\"policies\":[]}", "{\"policies\":[{\"policyName\":\"" EVIL "\"}]}"},
    {"/thing-groups/cameras",
     "{\"thingGroupName\":\"cameras\",\"thingGroupArn\":\"arn:aws:iot:eu-west-1:123456789012:"
     "thinggroup/cameras\"}",
     "404", NULL},
    {"/things/cam-e-01/connectivity",
     "{\"thingName\":\"cam-e-01\",\"connected\":true,\"timestamp\":1795350000,"
     "\"clientId\":\"cam-e-01\",\"sourceIp\":\"10.0.0.7\"}",
     NULL, NULL},
    {"/things/cam-e-01/principals", "{\"principals\":[\"" CERT_ARN "\"]}", NULL, NULL},
    {"/things/cam-e-01/thing-groups",
     "{\"thingGroups\":[{\"groupName\":\"cameras\"},{\"groupName\":\"pier-east\"}]}", NULL,
     NULL},
    {"/things/cam-e-01",
     "{\"thingName\":\"cam-e-01\",\"thingArn\":\"arn:aws:iot:eu-west-1:123456789012:thing/"
     "cam-e-01\",\"thingTypeName\":\"camera\",\"attributes\":{\"pier\":\"east\"}}",
     "404", "{\"thingName\":\"" EVIL "\",\"attributes\":{\"" EVIL "\":\"" EVIL "\"}}"},
    {"/policies/FleetDefault/version/7",
     "{\"policyName\":\"FleetDefault\",\"policyVersionId\":\"7\",\"isDefaultVersion\":true,"
     "\"creationDate\":1763000000,\"policyDocument\":\"{\\\"Version\\\":\\\"2012-10-17\\\","
     "\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"iot:Connect\\\","
     "\\\"Resource\\\":\\\"*\\\"},{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"iot:Publish"
     "\\\",\\\"Resource\\\":\\\"arn:aws:iot:eu-west-1:123456789012:topic/up/${iot:ClientId}"
     "\\\"}]}\"}",
     "404",
     "{\"policyName\":\"FleetDefault\",\"policyVersionId\":\"7\",\"policyDocument\":\"" EVIL
     "\"}"},
    {"/policies/FleetDefault/version",
     "{\"policyVersions\":[{\"versionId\":\"7\",\"isDefaultVersion\":true},"
     "{\"versionId\":\"6\",\"isDefaultVersion\":false}]}",
     "{\"policyVersions\":[]}", NULL},
    {"/policy-targets/FleetDefault",
     "{\"targets\":[\"" CERT_ARN
     "\",\"arn:aws:iot:eu-west-1:123456789012:thinggroup/cameras\"]}",
     "{\"targets\":[]}", "{\"targets\":[\"" EVIL "\"]}"},
};
/* clang-format on */

static const char *answer_in(const struct views_rig *r, const char *full, const char *empty,
                             const char *hostile)
{
    const char *other = r->state == VIEWS_EMPTY     ? empty
                        : r->state == VIEWS_HOSTILE ? hostile
                                                    : NULL;
    return other != NULL ? other : full;
}

static bool begins(struct str path, const char *with)
{
    return path.n >= strlen(with) && memcmp(path.p, with, strlen(with)) == 0;
}

static bool is_held(const struct views_rig *r, struct str line, const char *holds)
{
    return holds == NULL ? r->of_thing : memmem(line.p, line.n, holds, strlen(holds)) != NULL;
}

static const char *answer_of(const struct views_rig *r, struct str path)
{
    struct str rest, line = str_cut(path, '\r', &rest);
    if (r->later && begins(path, "/security-profiles/perimeter") &&
        !begins(path, "/security-profiles/perimeter/"))
        return later_perimeter;
    for (size_t i = 0; i < COUNT_OF(held_rows); i++)
        if (begins(path, held_rows[i].path) && is_held(r, line, held_rows[i].holds))
            return answer_in(r, held_rows[i].full, held_rows[i].empty, held_rows[i].hostile);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (begins(path, rows[i].path))
            return answer_in(r, rows[i].full, rows[i].empty, rows[i].hostile);
    return "404";
}

static bool is_of_detect(struct str path)
{
    static const char *const paths[] = {"/detect/",          "/active-violations",
                                        "/violation-events", "/security-profile",
                                        "/custom-metric",    "/dimensions",
                                        "/metric-values",    "/behavior-model-training/"};

    for (size_t i = 0; i < COUNT_OF(paths); i++)
        if (path.n >= strlen(paths[i]) && memcmp(path.p, paths[i], strlen(paths[i])) == 0)
            return true;
    return false;
}

static void reply_to(void *ctx, const struct fault_request *q, struct fault_reply *reply)
{
    static char space[ANSWERS_MAX];
    struct views_rig *r = ctx;
    struct str path, rest = q->head;
    const char *status = "200 OK", *type = "", *body;
    (void)str_cut(rest, ' ', &path);
    rest = str_cut(rest, '\r', &(struct str){0});
    buf_printf(&r->requests, "%.*s\n", (int)rest.n, rest.p);
    body = answer_of(r, path);
    const bool closed = r->no_detect && is_of_detect(path);

    if (closed) {
        status = "403 Forbidden";
        type = "x-amzn-ErrorType: AccessDeniedException:\r\n";
        body = "{\"message\":\"Detect is not available to new customers.\"}";
        r->detect_asked++;
    } else if (r->state == VIEWS_ERROR || r->refuses ||
               (r->denied != NULL && begins(path, r->denied))) {
        status = "403 Forbidden";
        type = "x-amzn-ErrorType: AccessDeniedException:\r\n";
        body = "{\"message\":\"User: arn:aws:iam::123456789012:user/eve is not authorized.\"}";
    } else if (strcmp(body, "404") == 0) {
        status = "404 Not Found";
        type = "x-amzn-ErrorType: ResourceNotFoundException:\r\n";
        body = "{\"message\":\"It does not exist.\"}";
    } else if (strcmp(body, "409") == 0) {
        status = "409 Conflict";
        type = "x-amzn-ErrorType: ResourceAlreadyExistsException:\r\n";
        body = "{\"message\":\"It exists.\"}";
    }
    int n = snprintf(space, sizeof space, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s",
                     status, type, strlen(body), body);
    cr_assert(n < (int)sizeof space);
    reply->how = r->state == VIEWS_LOADING ? FAULT_HANG : FAULT_ANSWER;
    reply->bytes = (struct str){space, r->state == VIEWS_LOADING ? 0 : (size_t)n};
}

static int64_t real_now(const struct clock *c)
{
    (void)c;
    return NOW_MS;
}

static int64_t ahead_us; /* what views_later() has skipped */

static int64_t mono_now(const struct clock *c)
{
    (void)c;
    return clock_mono_us(&system_clock) + ahead_us;
}

/* Time goes on for waiting, and stands still for people. */
static const struct clock still = {.mono_us = mono_now, .real_ms = real_now};

static void connect_client(struct views_rig *r)
{
    struct endpoint endpoint;
    struct credentials credentials = {0};
    char url[64];
    struct err err;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", fault_server_port(r->server));
    cr_assert(endpoint_parse(url, "eu-west-1", &endpoint, &err), "%s", err.text);
    credentials_set(&credentials, "AKIDPICKETTEST", "secret", NULL);
    snprintf(credentials.source, sizeof credentials.source, "test");
    r->client = client_new(&(struct client_options){.loop = r->loop,
                                                    .http = r->http,
                                                    .iot = &endpoint,
                                                    .credentials = &credentials,
                                                    .gate = r->gate.gate});
    credentials_wipe(&credentials);
    app_set_client(r->app, r->client);
}

void views_settle(struct views_rig *r)
{
    for (int turn = 0, quiet = 0; turn < 5000 && quiet < 4; turn++) {
        bool any = loop_turn(r->loop, 5000);
        bool waits = app_pending(r->app) > 0;
        if (r->state == VIEWS_LOADING)
            waits = fault_server_requests(r->server) == 0;
        quiet = waits ? 0 : any ? quiet : quiet + 1;
    }
}

void views_later(struct views_rig *r, int64_t ms)
{
    ahead_us += ms * 1000;
    views_settle(r);
}

void views_open(struct views_rig *r, enum views_state state, const char *view)
{
    views_open_with(r, state, view, &(struct views_extras){0});
}

void views_open_with(struct views_rig *r, enum views_state state, const char *view,
                     const struct views_extras *extras)
{
    *r = (struct views_rig){.state = state,
                            .requests = BUF_INIT(1 << 20),
                            .of_thing = view != NULL && str_starts(view, "thing ")};
    snprintf(r->folder, sizeof r->folder, "/tmp/picket-views-XXXXXX");
    cr_assert_not_null(mkdtemp(r->folder));
    setenv("XDG_STATE_HOME", r->folder, 1); /* no memory of other tests */
    r->loop = loop_new(&still);
    r->http = http_new(r->loop);
    r->server = fault_server_new(r->loop, NULL, reply_to, r);
    memory_display_init(&r->display, 24, 80);
    r->display.display.tell = extras->tell;
    r->no_detect = extras->no_detect;
    r->denied = extras->denied;
    gate_rig_open(&r->gate, r->loop, extras->read_only ? GATE_NEVER : GATE_OPEN);
    r->journal = journal_new(NULL, &still);
    r->app = app_new(&(struct app_options){
        .loop = r->loop,
        .display = &r->display.display,
        .glyphs = extras->of_locale  ? tty_glyphs()
                  : extras->japanese ? GLYPHS_UNICODE
                                     : GLYPHS_ASCII,
        .context =
            {.name = "test", .account = "123456789012", .region = "eu-west-1", .endpoint = ""},
        .gate = r->gate.gate,
        .journal = r->journal,
        .person = "tester",
        .restricted = extras->restricted,
        .drafts = extras->drafts,
        .settings = extras->settings,
        .start = view,
    });
    /* nothing is asked that the test does not ask */
    history_recorder_set_pace(app_recorder(r->app), HISTORY_RECORDER_PAUSED);
    connect_client(r);
    views_settle(r);
    if (state == VIEWS_STALE) {
        r->refuses = true;
        app_command(r->app, "refresh");
        views_settle(r);
    }
}

void views_close(struct views_rig *r)
{
    app_free(r->app);
    client_free(r->client);
    gate_rig_close(&r->gate);
    journal_free(r->journal);
    http_free(r->http);
    fault_server_free(r->server);
    loop_free(r->loop);
    buf_free(&r->requests);
    (void)files_remove_tree(r->folder);
}

void views_keys(struct views_rig *r, const char *names)
{
    struct str rest = str_of(names);
    while (rest.n > 0) {
        struct key k;
        struct str name = str_cut(rest, ' ', &rest);
        cr_assert(keys_parse(name, &k), "%.*s", (int)name.n, name.p);
        app_key(r->app, k);
    }
    views_settle(r);
}

const struct surface *views_frame(struct views_rig *r, int cols, int rows_wanted)
{
    r->display.cols = cols;
    r->display.rows = rows_wanted;
    app_resized(r->app);
    return app_frame(r->app);
}

bool views_shows(struct views_rig *r, const char *text)
{
    struct buf b = BUF_INIT(1 << 20);
    surface_text_dump(app_frame(r->app), &b);
    bool found = strstr(buf_text(&b), text) != NULL;
    buf_free(&b);
    return found;
}
