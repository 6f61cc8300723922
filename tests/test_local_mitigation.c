#include <criterion/criterion.h>

#include "tests/support/mitigation_fixture.h"

#define DEACTIVATE    "{\"updateDeviceCertificateParams\":{\"action\":\"DEACTIVATE\"}}"
#define DEACTIVATE_CA "{\"updateCACertificateParams\":{\"action\":\"DEACTIVATE\"}}"
#define BLANK                                                                   \
    "{\"replaceDefaultPolicyVersionParams\":{\"templateName\":\"BLANK_POLICY\"" \
    "}}"
#define GROUP(names) "{\"addThingsToThingGroupParams\":{\"thingGroupNames\":[" names "]}}"
#define PUBLISH      "{\"publishFindingToSnsParams\":{\"topicArn\":\"" TOPIC "\"}}"
#define LOGGING(level)                                                     \
    "{\"enableIoTLoggingParams\":{\"roleArnForLogging\":\"" ROLE_ALL "\"," \
    "\"logLevel\":\"" level "\"}}"

#define EXPIRING CHECK_DEVICE_CERTIFICATE_EXPIRING

/* Each effect: what the registry says afterwards, and whether the next audit still finds it. */
Test(local_mitigation, effects_change_the_registry)
{
    static const struct {
        const char *params;
        enum check_id check;
        const char *sql;
        int64_t wanted;
        const char *next; /* of the next audit: status, total, non-compliant, suppressed */
    } rows[] = {
        {DEACTIVATE, EXPIRING,
         "SELECT count(*) FROM certificate c WHERE status = 'INACTIVE' AND modified_ms > 1"
         " AND NOT EXISTS(SELECT 1 FROM connection n WHERE n.certificate_id = c.id"
         " AND n.disconnected_ms IS NULL)",
         3, "COMPLETED_COMPLIANT 0 0 0"},
        {DEACTIVATE_CA, CHECK_CA_EXPIRING, "SELECT count(*) FROM ca WHERE status = 'INACTIVE'",
         1, "COMPLETED_COMPLIANT 0 0 0"},
        {BLANK, CHECK_POLICY_PERMISSIVE,
         "SELECT ifnull(sum(default_version), 0) FROM policy p JOIN policy_version v"
         " ON v.policy_id = p.id"
         " AND v.version = p.default_version AND v.document LIKE '%\"Statement\":[]}'",
         2, "COMPLETED_COMPLIANT 1 0 0"},
        {GROUP("\"quarantine\",\"pier-north\""), EXPIRING,
         "SELECT count(*) FROM thing_group_member WHERE group_id IN (1, 3)", 6,
         "COMPLETED_NON_COMPLIANT 3 3 0"},
        {LOGGING("INFO"), CHECK_LOGGING_DISABLED,
         "SELECT count(*) FROM logging_options WHERE v2_level = 'INFO' AND NOT v2_disabled"
         " AND v2_role = '" ROLE_ALL "'",
         1, "COMPLETED_COMPLIANT 1 0 0"},
        {PUBLISH, EXPIRING,
         "SELECT count(*) FROM outbox_line WHERE json_extract(line, '$.topicArn') = '" TOPIC
         "' AND json_type(line, '$.message.findingTime') = 'integer'"
         " AND json_extract(line, '$.message.checkName') ="
         " 'DEVICE_CERTIFICATE_EXPIRING_CHECK'"
         " AND json_extract(line, '$.message.nonCompliantResource.resourceIdentifier"
         ".deviceCertificateId') LIKE 'cert%'",
         3, "COMPLETED_NON_COMPLIANT 3 3 0"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct mitigation_fixture x;
        mitigation_fixture_open(&x, ":memory:");
        fixture_enable(&x.f, rows[i].check, NULL);
        make_action(&x, "act", ROLE_ALL, rows[i].params);
        const char *audit = fixture_run(&x.f, rows[i].check);
        start_on_audit(&x, "t", audit, rows[i].check, "\"act\"");
        cr_expect_neq(fixture_number(&x.f, rows[i].sql), rows[i].wanted, "row %zu: already", i);
        mitigation_settle(&x);
        cr_expect(str_starts(mitigation_task_line(&x, "t"), "COMPLETED"), "row %zu: %s", i,
                  mitigation_task_line(&x, "t"));
        cr_expect_eq(fixture_number(&x.f, rows[i].sql), rows[i].wanted, "row %zu: %lld", i,
                     (long long)fixture_number(&x.f, rows[i].sql));
        audit = fixture_run(&x.f, rows[i].check);
        cr_expect_str_eq(fixture_details(&x.f, audit, rows[i].check), rows[i].next, "row %zu",
                         i);
        mitigation_fixture_close(&x);
    }
}

/* The certificates under a revoked intermediate are what the finding relates to. */
Test(local_mitigation, an_intermediate_has_many_certificates)
{
    struct mitigation_fixture x;

    mitigation_fixture_open(&x, ":memory:");
    fixture_enable(&x.f, CHECK_INTERMEDIATE_CA_REVOKED, NULL);
    fixture_sql(&x.f, "INSERT INTO issuer(id, subject, issuer_key_id, serial, der, ca_id,"
                      " revoked_ms) VALUES(1, 'CN=i', 'bb', '05', x'', 1, 1);"
                      "UPDATE certificate SET issuer_id = 1 WHERE id < 3");
    make_action(&x, "act", ROLE_ALL, DEACTIVATE);
    const char *audit = fixture_run(&x.f, CHECK_INTERMEDIATE_CA_REVOKED);
    start_on_audit(&x, "t", audit, CHECK_INTERMEDIATE_CA_REVOKED, "\"act\"");
    mitigation_settle(&x);
    cr_expect_str_eq(mitigation_task_line(&x, "t"), "COMPLETED 1 1 0 0 0");
    cr_expect_eq(fixture_number(&x.f, "SELECT group_concat(id, '') FROM certificate WHERE"
                                      " status = 'INACTIVE'"),
                 12);
    mitigation_fixture_close(&x);
}

/* What an action cannot do fails with a reason, changes nothing, and ends that finding. */
Test(local_mitigation, what_fails)
{
    static const char nothing_changed[] =
        "SELECT (SELECT count(*) FROM certificate WHERE status <> 'ACTIVE' AND id <> 2)"
        " + (SELECT count(*) FROM thing_group_member)"
        " + (SELECT default_version - 1 FROM policy)"
        " + (SELECT count(*) FROM ca WHERE status <> 'ACTIVE')"
        " + (SELECT v2_level <> 'DISABLED' FROM logging_options)"
        " + (SELECT count(*) FROM outbox_line)";
    static const struct {
        const char *params, *role;
        enum check_id check;
        const char *prepare, *code;
    } rows[] = {
        {DEACTIVATE_CA, ROLE_ALL, EXPIRING, "", "InvalidRequestException"},
        {DEACTIVATE, ROLE_ALL, CHECK_CA_EXPIRING, "", "InvalidRequestException"},
        {BLANK, ROLE_ALL, CHECK_LOGGING_DISABLED, "", "InvalidRequestException"},
        {LOGGING("WARN"), ROLE_LITTLE, CHECK_LOGGING_DISABLED, "", "AccessDeniedException"},
        {PUBLISH, ROLE_LITTLE, EXPIRING, "", "AccessDeniedException"},
        {DEACTIVATE, ROLE_ALIEN, EXPIRING, "", "AccessDeniedException"},
        {DEACTIVATE, "arn:aws:iam::123456789012:role/nobody", EXPIRING, "",
         "AccessDeniedException"},
        {GROUP("\"quarantine\",\"nowhere\""), ROLE_ALL, EXPIRING, "",
         "ResourceNotFoundException"},
        {GROUP("\"pier-north\",\"pier-south\""), ROLE_ALL, EXPIRING, "",
         "InvalidRequestException"},
        {GROUP("\"quarantine\""), ROLE_ALL, EXPIRING, "DELETE FROM thing_principal",
         "ResourceNotFoundException"},
        {DEACTIVATE, ROLE_ALL, EXPIRING, "UPDATE certificate SET cert_id = 'other' || id",
         "ResourceNotFoundException"},
        {DEACTIVATE, ROLE_ALL, EXPIRING,
         "UPDATE certificate SET status = 'PENDING_TRANSFER' WHERE id = 2;"
         "DELETE FROM audit_finding WHERE resource NOT LIKE '%cert2'",
         "CertificateStateException"},
        {BLANK, ROLE_ALL, CHECK_POLICY_PERMISSIVE,
         "INSERT INTO policy_version VALUES(1, 2, '', 0), (1, 3, '', 0), (1, 4, '', 0),"
         " (1, 5, '', 0)",
         "VersionsLimitExceededException"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct mitigation_fixture x;
        const char *ids[4];
        mitigation_fixture_open(&x, ":memory:");
        fixture_enable(&x.f, rows[i].check, NULL);
        make_action(&x, "act", rows[i].role, rows[i].params);
        make_action(&x, "after", ROLE_ALL, PUBLISH);
        const char *audit = fixture_run(&x.f, rows[i].check);
        if (rows[i].prepare[0] != '\0')
            fixture_sql(&x.f, rows[i].prepare);
        size_t n = finding_ids(&x, audit, ids, COUNT_OF(ids));
        cr_assert_gt(n, 0, "row %zu", i);
        start_on_audit(&x, "t", audit, rows[i].check, "\"act\", \"after\"");
        mitigation_settle(&x);
        cr_expect_str_eq(mitigation_task_line(&x, "t"),
                         arena_printf(x.f.arena, "FAILED %zu 0 %zu 0 0", n, n), "row %zu", i);
        cr_expect_str_eq(executions_line(&x, "t", ids[0]),
                         arena_printf(x.f.arena, "FAILED %s, SKIPPED", rows[i].code),
                         "row %zu: %s", i, executions_line(&x, "t", ids[0]));
        cr_expect_eq(fixture_number(&x.f, nothing_changed), 0, "row %zu", i);
        cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM mitigation_execution WHERE"
                                          " message IS NULL OR end_ms IS NULL"),
                     0, "row %zu", i);
        mitigation_fixture_close(&x);
    }
}

/* Each finding for itself: one fails, the next is done. Suppressed ones are left alone. */
Test(local_mitigation, findings_are_apart)
{
    struct mitigation_fixture x;
    const char *ids[4];

    mitigation_fixture_open(&x, ":memory:");
    fixture_enable(&x.f, EXPIRING, NULL);
    make_action(&x, "off", ROLE_ALL, DEACTIVATE);
    make_action(&x, "tell", ROLE_ALL, PUBLISH);
    fixture_sql(&x.f, "INSERT INTO audit_suppression(check_id, resource, token, created_ms)"
                      " SELECT id, 'deviceCertificateId' || char(9) || 'cert3', 't', 0"
                      " FROM audit_check WHERE name = 'DEVICE_CERTIFICATE_EXPIRING_CHECK'");
    const char *audit = fixture_run(&x.f, EXPIRING);
    cr_assert_eq(finding_ids(&x, audit, ids, COUNT_OF(ids)), 3);
    fixture_sql(&x.f, "UPDATE certificate SET status = 'PENDING_TRANSFER' WHERE id = 1");
    start_on_audit(&x, "t", audit, EXPIRING, "\"tell\", \"off\", \"tell\"");
    mitigation_settle(&x);
    cr_expect_str_eq(mitigation_task_line(&x, "t"), "FAILED 3 1 1 1 0");
    cr_expect_str_eq(executions_line(&x, "t", ids[0]),
                     "COMPLETED, FAILED CertificateStateException, SKIPPED");
    cr_expect_str_eq(executions_line(&x, "t", ids[1]), "COMPLETED, COMPLETED, COMPLETED");
    cr_expect_str_eq(executions_line(&x, "t", ids[2]), "SKIPPED, SKIPPED, SKIPPED");
    cr_expect_str_eq(executions_line(&x, "t", "nobody"), "");
    cr_expect_str_eq(executions_line(&x, "other", ids[0]), "");
    cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM outbox_line"), 3);
    cr_expect_eq(fixture_number(&x.f, "SELECT status = 'ACTIVE' FROM certificate WHERE id = 3"),
                 1);
    mitigation_fixture_close(&x);
}

/* What is done stays done, the rest is never begun. */
Test(local_mitigation, a_canceled_task)
{
    struct cancel_audit_mitigation_actions_task_input in = {"t"};
    struct mitigation_fixture x;
    const char *ids[4];
    struct err err = {0};
    int64_t wait_ms;

    mitigation_fixture_open(&x, ":memory:");
    fixture_enable(&x.f, EXPIRING, NULL);
    make_action(&x, "off", ROLE_ALL, DEACTIVATE);
    const char *audit = fixture_run(&x.f, EXPIRING);
    cr_assert_eq(finding_ids(&x, audit, ids, COUNT_OF(ids)), 3);
    cr_expect_not(mitigation_cancel(x.m, &in, &err));
    cr_expect_str_eq(err.code, "ResourceNotFoundException");
    start_on_audit(&x, "t", audit, EXPIRING, "\"off\"");
    do
        cr_assert(mitigation_step(x.m, &wait_ms, &err), "%s", err.text);
    while (wait_ms == 0);
    cr_expect_str_eq(mitigation_task_line(&x, "t"), "IN_PROGRESS 3 0 0 0 0");
    cr_expect_str_eq(executions_line(&x, "t", ids[0]), "IN_PROGRESS");
    cr_expect_str_eq(executions_line(&x, "t", ids[1]), "PENDING");
    fake_clock_advance(&x.f.clock, MITIGATION_PACE_MS + 10);
    do
        cr_assert(mitigation_step(x.m, &wait_ms, &err), "%s", err.text);
    while (wait_ms == 0);
    cr_expect_str_eq(mitigation_task_line(&x, "t"), "IN_PROGRESS 3 1 0 0 0");
    cr_assert(mitigation_cancel(x.m, &in, &err), "%s", err.text);
    cr_expect_str_eq(mitigation_task_line(&x, "t"), "CANCELED 3 1 0 0 2");
    fake_clock_advance(&x.f.clock, 10000);
    mitigation_settle(&x);
    cr_expect_str_eq(executions_line(&x, "t", ids[0]), "COMPLETED");
    cr_expect_str_eq(executions_line(&x, "t", ids[1]), "CANCELED");
    cr_expect_str_eq(executions_line(&x, "t", ids[2]), "CANCELED");
    cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM certificate WHERE status ="
                                      " 'INACTIVE'"),
                 1);
    cr_expect_not(mitigation_cancel(x.m, &in, &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    mitigation_fixture_close(&x);
}

/* A thousand findings take no longer than somebody watches. */
Test(local_mitigation, many_findings)
{
    struct mitigation_fixture x;

    mitigation_fixture_open(&x, ":memory:");
    fixture_enable(&x.f, EXPIRING, NULL);
    fixture_sql(&x.f, "DELETE FROM connection; DELETE FROM thing_principal;"
                      "DELETE FROM certificate");
    fixture_add_expired(&x.f);
    make_action(&x, "off", ROLE_ALL, DEACTIVATE);
    const char *audit = fixture_run(&x.f, EXPIRING);
    int64_t start_ms = service_clock_now_ms(x.f.service_clock);
    start_on_audit(&x, "t", audit, EXPIRING, "\"off\"");
    mitigation_settle(&x);
    cr_expect_str_eq(mitigation_task_line(&x, "t"), "COMPLETED 1000 1000 0 0 0");
    cr_expect_eq(service_clock_now_ms(x.f.service_clock) - start_ms, MITIGATION_SPAN_MAX_MS);
    cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM certificate WHERE status ="
                                      " 'INACTIVE'"),
                 1000);
    mitigation_fixture_close(&x);
}
