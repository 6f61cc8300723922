#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/local/audit_schedules.h"
#include "tests/support/audit_fixture.h"

#define EXPIRING "DEVICE_CERTIFICATE_EXPIRING_CHECK"

#define PARTIAL                                                                     \
    "INSERT INTO audit_finding(finding_id, task, check_id, resource, reason, text," \
    " found_ms, suppressed) SELECT 'partial', max(t.id), c.id,"                     \
    " 'deviceCertificateId' || char(9) || 'x', 'X', 'x', 1, 0"                      \
    " FROM audit_task t, audit_check c WHERE c.name = '" EXPIRING "'"

/* What forgets the run of a check and fails afterwards leaves the check as it was. */
Test(local_audit_runs, a_refused_change_does_not_find_twice)
{
    struct audit_check_configuration off = {.enabled = {false, true}};
    struct map_entry entries[] = {{EXPIRING, &off}, {"NO_CHECK", &off}};
    struct update_account_audit_configuration_input in = {
        .audit_check_configurations = {COUNT_OF(entries), entries}};
    struct audit_fixture f;
    struct err err;
    int64_t wait_ms;

    fixture_open(&f, ":memory:");
    fixture_enable(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING, NULL);
    fixture_add_expired(&f);
    const char *task = fixture_start(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING);
    cr_assert(audit_step(f.audit, &wait_ms, &err), "%s", err.text);
    /* as a slice before this one leaves it */
    fixture_sql(&f, PARTIAL);
    cr_expect_not(audit_update_configuration(f.audit, &in, &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    fixture_settle(&f);
    cr_expect_str_eq(fixture_details(&f, task, CHECK_DEVICE_CERTIFICATE_EXPIRING),
                     "COMPLETED_NON_COMPLIANT 1000 1000 0");
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_finding"), 1000);
    fixture_close(&f);
}

/* kill -9: what a list has shown stays, under its id, and nothing is found twice. */
Test(local_audit_runs, a_cut_run_goes_on)
{
    static const char shown[] = "SELECT count(*) FROM audit_finding";
    char dir[] = "/tmp/picket-audit-XXXXXX";
    struct audit_fixture f;
    struct err err;
    int64_t wait_ms;

    cr_assert_not_null(mkdtemp(dir));
    fixture_open(&f, dir);
    fixture_enable(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING, NULL);
    fixture_add_expired(&f);
    const char *cut = fixture_start(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING);
    for (int i = 0; i < 2; i++) /* it begins, and one slice */
        cr_assert(audit_step(f.audit, &wait_ms, &err), "%s", err.text);
    int64_t before = fixture_number(&f, shown);
    cr_expect(before > 0 && before < 1000, "%lld", (long long)before);
    fixture_sql(&f, "CREATE TABLE seen AS SELECT finding_id FROM audit_finding");
    fixture_reopen(&f);
    cr_expect_eq(fixture_number(&f, shown), before);
    fixture_settle(&f);
    cr_expect_str_eq(fixture_details(&f, cut, CHECK_DEVICE_CERTIFICATE_EXPIRING),
                     "COMPLETED_NON_COMPLIANT 1000 1000 0");
    cr_expect_eq(fixture_number(&f, shown), 1000);
    cr_expect_eq(fixture_number(&f, "SELECT count(DISTINCT resource) FROM audit_finding"),
                 1000);
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM seen JOIN audit_finding USING"
                                    " (finding_id)"),
                 before);
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_progress"), 0);
    fixture_close(&f);
    const char *const files[] = {"service.db", "service.db-wal", "service.db-shm"};
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT_OF(files); i++)
        (void)unlink(arena_printf(a, "%s/%s", dir, files[i]));
    arena_free(a);
    (void)rmdir(dir);
}

/* What is too old goes in small parts, so that nobody waits for it. */
Test(local_audit_runs, old_runs_go_part_by_part)
{
    struct audit_fixture f;
    struct err err;
    int64_t wait_ms, left = 1000;

    fixture_open(&f, ":memory:");
    fixture_enable(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING, NULL);
    fixture_add_expired(&f);
    (void)fixture_run(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING);
    fake_clock_advance(&f.clock, 91 * (int64_t)86400000);
    do {
        cr_assert(audit_step(f.audit, &wait_ms, &err), "%s", err.text);
        int64_t now = fixture_number(&f, "SELECT count(*) FROM audit_finding");
        cr_expect(left - now <= 200, "%lld at once", (long long)(left - now));
        left = now;
    } while (wait_ms == 0);
    cr_expect_eq(left, 0);
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_task"), 0);
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_task_check"), 0);
    fixture_close(&f);
}

#define CERT1 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

Test(local_audit_runs, a_past_is_made_as_of_its_time)
{
    static const char calls[] =
        "INSERT INTO startup_call(at_ms, operation, name, body) VALUES"
        "(1794000000000, 'UpdateAccountAuditConfiguration', NULL, '{\"roleArn\":\"" AUDIT_ROLE
        "\",\"auditCheckConfigurations\":{\"" EXPIRING "\":{\"enabled\":true}}}'),"
        "(1794000000000, 'CreateScheduledAudit', 'daily', '{\"frequency\":\"DAILY\","
        "\"targetCheckNames\":[\"" EXPIRING "\"]}'),"
        "(1794500000000, 'StartOnDemandAuditTask', 'daily', '{\"targetCheckNames\":[\"" EXPIRING
        "\"]}'),"
        "(1794600000000, 'CreateAuditSuppression', NULL, '{\"checkName\":\"" EXPIRING
        "\",\"resourceIdentifier\":{\"deviceCertificateId\":\"" CERT1 "\"},"
        "\"suppressIndefinitely\":true,\"clientRequestToken\":\"t\"}'),"
        "(1794900000000, 'StartOnDemandAuditTask', NULL, '{\"targetCheckNames\":[\"" EXPIRING
        "\"]}')";
    struct list_audit_tasks_input in = {
        .start_time = {AUDIT_NOW_MS - 20 * (int64_t)86400000, true},
        .end_time = {AUDIT_NOW_MS, true}};
    struct list_audit_tasks_output out;
    struct describe_audit_task_output task;
    struct audit_fixture f;
    struct err err;

    fixture_open(&f, ":memory:");
    /* expires 30 days after a time between the two runs: seen by the second one only */
    fixture_sql(
        &f, "INSERT INTO certificate(id, cert_id, der, status, created_ms, modified_ms,"
            " not_before_ms, not_after_ms, serial) VALUES(1, '" CERT1 "', x'', 'ACTIVE', 0, 0,"
            " 0, 1794700000000 + 30 * 86400000, '01'), (2, 'cert2', x'', 'ACTIVE', 0, 0,"
            " 0, 1794700000000 + 30 * 86400000, '02'), (3, 'cert3', x'', 'ACTIVE',"
            " 1794950000000, 0, 0, 0, '03')");
    fixture_sql(&f, calls);
    cr_assert(audit_seed(f.audit, &err), "%s %s", err.text, err.where);
    cr_assert(audit_seed(f.audit, &err), "%s: once is enough", err.text);
    fixture_settle(&f); /* later than the hour of runs: today's is not made up for */
    struct page page = fixture_page(&f, &op_list_audit_tasks, &in);
    cr_assert(audit_list_tasks(f.audit, &in, &page, f.arena, &out, &err), "%s", err.text);
    cr_assert_eq(out.tasks.n, 2);
    const struct audit_task_metadata *rows = out.tasks.items;
    cr_expect_str_eq(rows[0].task_type, "ON_DEMAND_AUDIT_TASK");
    cr_expect_str_eq(rows[1].task_type, "SCHEDULED_AUDIT_TASK");
    cr_expect_str_eq(fixture_details(&f, rows[1].task_id, CHECK_DEVICE_CERTIFICATE_EXPIRING),
                     "COMPLETED_COMPLIANT 2 0 0");
    cr_expect_str_eq(fixture_details(&f, rows[0].task_id, CHECK_DEVICE_CERTIFICATE_EXPIRING),
                     "COMPLETED_NON_COMPLIANT 2 1 1");
    struct describe_audit_task_input which = {rows[1].task_id};
    cr_assert(audit_describe_task(f.audit, &which, f.arena, &task, &err), "%s", err.text);
    cr_expect_str_eq(task.scheduled_audit_name, "daily");
    cr_expect_eq(task.task_start_time.ms, 1794500000000);
    fixture_close(&f);
}
