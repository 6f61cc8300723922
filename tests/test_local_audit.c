#include <criterion/criterion.h>

#include "client/local/audit_schedules.h"
#include "client/local/audit_suppressions.h"
#include "tests/support/audit_fixture.h"

static bool update(struct audit_fixture *f, const char *check, bool enabled, const char *name,
                   const char *value, const char *role, struct err *err)
{
    struct map_entry setting = {name, &value};
    struct audit_check_configuration configuration = {.enabled = {enabled, true}};
    struct map_entry entry = {check, &configuration};
    struct update_account_audit_configuration_input in = {
        .audit_check_configurations = {check != NULL, &entry}, .role_arn = role};

    if (name != NULL)
        configuration.configuration = (struct list){1, &setting};
    return audit_update_configuration(f->audit, &in, err);
}

#define EXPIRING  "DEVICE_CERTIFICATE_EXPIRING_CHECK"
#define AGE       "DEVICE_CERTIFICATE_AGE_CHECK"
#define LOGGING   "LOGGING_DISABLED_CHECK"
#define THRESHOLD "CERT_EXPIRATION_THRESHOLD_IN_DAYS"

/* In this order, on one account. */
Test(local_audit, configuration_merges)
{
    static const struct {
        const char *check;
        bool enabled;
        const char *name, *value, *role, *error; /* error NULL: accepted */
    } rows[] = {
        {LOGGING, true, NULL, NULL, NULL, "InvalidRequestException"},
        {NULL, true, NULL, NULL, AUDIT_ROLE, "InvalidRequestException"},
        {LOGGING, false, NULL, NULL, AUDIT_ROLE, "InvalidRequestException"},
        {LOGGING, true, NULL, NULL, AUDIT_ROLE, NULL},
        {EXPIRING, true, NULL, NULL, NULL, NULL},
        {"DEVICE_CERT_APPROACHING_EXPIRATION_CHECK", true, NULL, NULL, NULL,
         "InvalidRequestException"},
        {EXPIRING, true, THRESHOLD, "29", NULL, "InvalidRequestException"},
        {EXPIRING, true, THRESHOLD, "3653", NULL, "InvalidRequestException"},
        {EXPIRING, true, THRESHOLD, "60x", NULL, "InvalidRequestException"},
        {EXPIRING, true, "CERT_AGE_THRESHOLD_IN_DAYS", "60", NULL, "InvalidRequestException"},
        {LOGGING, true, THRESHOLD, "60", NULL, "InvalidRequestException"},
        {EXPIRING, true, THRESHOLD, "3652", NULL, NULL},
        {AGE, false, NULL, NULL, NULL, NULL},
    };
    struct describe_account_audit_configuration_output out;
    struct audit_fixture f;
    struct err err;

    fixture_open(&f, ":memory:");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        err = (struct err){0};
        bool ok = update(&f, rows[i].check, rows[i].enabled, rows[i].name, rows[i].value,
                         rows[i].role, &err);
        cr_expect_eq(ok, rows[i].error == NULL, "row %zu: %s", i, err.text);
        cr_expect_str_eq(err.code, rows[i].error != NULL ? rows[i].error : "", "row %zu", i);
    }
    cr_assert(audit_describe_configuration(f.audit, f.arena, &out, &err), "%s", err.text);
    cr_expect_str_eq(out.role_arn, AUDIT_ROLE);
    cr_assert_eq(out.audit_check_configurations.n, CHECK_COUNT);
    const struct map_entry *entries = out.audit_check_configurations.items;
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        const struct audit_check_configuration *c = entries[i].value;
        bool expected =
            strcmp(entries[i].key, LOGGING) == 0 || strcmp(entries[i].key, EXPIRING) == 0;
        cr_expect_eq(c->enabled.value, expected, "%s", entries[i].key);
        cr_expect_eq(c->configuration.n, strcmp(entries[i].key, EXPIRING) == 0, "%s",
                     entries[i].key);
    }
    fixture_close(&f);
}

Test(local_audit, disabling_and_deleting)
{
    const char *const names[] = {LOGGING};
    struct create_scheduled_audit_input schedule = {.frequency = "DAILY",
                                                    .scheduled_audit_name = "daily",
                                                    .target_check_names = {1, names}};
    struct create_scheduled_audit_output made;
    struct delete_account_audit_configuration_input delete = {{false, false}};
    struct describe_account_audit_configuration_output out;
    struct audit_fixture f;
    struct err err = {0};

    fixture_open(&f, ":memory:");
    cr_expect_not(audit_delete_configuration(f.audit, &delete, &err));
    cr_expect_str_eq(err.code, "ResourceNotFoundException");
    fixture_enable(&f, CHECK_LOGGING_DISABLED, NULL);
    (void)fixture_run(&f, CHECK_LOGGING_DISABLED);
    cr_assert(audit_create_schedule(f.audit, &schedule, f.arena, &made, &err), "%s", err.text);
    cr_expect_not(update(&f, LOGGING, false, NULL, NULL, NULL, &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    cr_expect_not(audit_delete_configuration(f.audit, &delete, &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_finding"), 1);
    struct delete_scheduled_audit_input gone = {"daily"};
    cr_assert(audit_delete_schedule(f.audit, &gone, &err), "%s", err.text);
    cr_assert(update(&f, LOGGING, false, NULL, NULL, NULL, &err), "%s", err.text);
    fixture_settle(&f);
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_finding"), 0,
                 "the check's data go with it");
    cr_assert(audit_create_schedule(f.audit, &schedule, f.arena, &made, &err) == false);
    fixture_enable(&f, CHECK_LOGGING_DISABLED, NULL);
    cr_assert(audit_create_schedule(f.audit, &schedule, f.arena, &made, &err), "%s", err.text);
    delete.delete_scheduled_audits = (struct opt_bool){true, true};
    cr_assert(audit_delete_configuration(f.audit, &delete, &err), "%s", err.text);
    cr_assert(audit_describe_configuration(f.audit, f.arena, &out, &err), "%s", err.text);
    cr_expect_null(out.role_arn);
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM scheduled_audit"), 0);
    fixture_close(&f);
}

static bool try_start(struct audit_fixture *f, const char *name, struct err *err)
{
    struct start_on_demand_audit_task_input in = {{name != NULL, &name}};
    struct start_on_demand_audit_task_output out;

    return audit_start(f->audit, &in, f->arena, &out, err);
}

Test(local_audit, what_cannot_be_started)
{
    struct audit_fixture f;
    struct err err = {0};

    fixture_open(&f, ":memory:");
    fixture_enable(&f, CHECK_LOGGING_DISABLED, NULL);
    cr_expect_not(try_start(&f, "NO_SUCH_CHECK", &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    cr_expect_str_eq(err.text, "Request contains an invalid Audit Check Name.");
    cr_expect_eq(err.status, 400);
    cr_expect_not(try_start(&f, AGE, &err), "it is not enabled");
    cr_expect_str_eq(err.code, "InvalidRequestException");
    cr_expect_not(try_start(&f, NULL, &err), "no check at all");
    for (int i = 0; i < AUDIT_RUNNING_MAX; i++)
        cr_assert(try_start(&f, LOGGING, &err), "%s", err.text);
    cr_expect_not(try_start(&f, LOGGING, &err));
    cr_expect_str_eq(err.code, "LimitExceededException");
    fixture_settle(&f);
    cr_expect(try_start(&f, LOGGING, &err), "%s", err.text);
    fixture_close(&f);
}

static const char *statistics(struct audit_fixture *f, const char *task_id)
{
    struct describe_audit_task_input in = {task_id};
    struct describe_audit_task_output out;
    struct err err;

    cr_assert(audit_describe_task(f->audit, &in, f->arena, &out, &err), "%s", err.text);
    const struct task_statistics *s = out.task_statistics;
    return arena_printf(
        f->arena, "%s of %d: %d running %d waiting %d good %d bad %d failed %d canceled",
        out.task_status, (int)s->total_checks.value, (int)s->in_progress_checks.value,
        (int)s->waiting_for_data_collection_checks.value, (int)s->compliant_checks.value,
        (int)s->non_compliant_checks.value, (int)s->failed_checks.value,
        (int)s->canceled_checks.value);
}

Test(local_audit, checks_wait_for_their_data_and_for_each_other)
{
    struct audit_fixture f;
    struct err err;
    int64_t wait_ms;

    fixture_open(&f, ":memory:");
    fixture_enable_all(&f);
    const char *task = fixture_start(&f, CHECK_COUNT);
    cr_expect_str_eq(statistics(&f, task),
                     "IN_PROGRESS of 17: 15 running 2 waiting 0 good 0 bad "
                     "0 failed 0 canceled");
    do {
        cr_assert(audit_step(f.audit, &wait_ms, &err), "%s", err.text);
    } while (wait_ms == 0);
    cr_expect_eq(wait_ms, 100, "the next check has not begun");
    cr_expect_str_eq(statistics(&f, task),
                     "IN_PROGRESS of 17: 14 running 2 waiting 1 good 0 bad "
                     "0 failed 0 canceled");
    fake_clock_advance(&f.clock, 3900);
    do {
        cr_assert(audit_step(f.audit, &wait_ms, &err), "%s", err.text);
    } while (wait_ms == 0);
    cr_expect_str_eq(statistics(&f, task),
                     "IN_PROGRESS of 17: 0 running 2 waiting 14 good 1 bad "
                     "0 failed 0 canceled");
    fixture_settle(&f);
    cr_expect_str_eq(statistics(&f, task), "COMPLETED of 17: 0 running 0 waiting 16 good 1 bad "
                                           "0 failed 0 canceled");
    fixture_close(&f);
}

/* A check enabled a moment ago has no data yet, whatever it looks at. */
Test(local_audit, fresh_checks_wait)
{
    struct audit_fixture f;
    struct err err;

    fixture_open(&f, ":memory:");
    cr_assert(update(&f, LOGGING, true, NULL, NULL, AUDIT_ROLE, &err), "%s", err.text);
    const char *task = fixture_start(&f, CHECK_LOGGING_DISABLED);
    cr_expect_str_eq(fixture_details(&f, task, CHECK_LOGGING_DISABLED),
                     "WAITING_FOR_DATA_COLLECTION -1 -1 -1");
    fixture_settle(&f);
    cr_expect_str_eq(fixture_details(&f, task, CHECK_LOGGING_DISABLED),
                     "COMPLETED_NON_COMPLIANT 1 1 0");
    fixture_close(&f);
}

Test(local_audit, cancel)
{
    struct cancel_audit_task_input in;
    struct audit_fixture f;
    struct err err;
    int64_t wait_ms;

    fixture_open(&f, ":memory:");
    fixture_enable_all(&f);
    in.task_id = fixture_start(&f, CHECK_COUNT);
    for (int i = 0; i < 4; i++)
        cr_assert(audit_step(f.audit, &wait_ms, &err), "%s", err.text);
    cr_assert(audit_cancel(f.audit, &in, &err), "%s", err.text);
    cr_expect_str_eq(statistics(&f, in.task_id),
                     "CANCELED of 17: 0 running 0 waiting 1 good 0 bad 0 failed 16 canceled");
    fixture_settle(&f);
    cr_expect_str_eq(statistics(&f, in.task_id),
                     "CANCELED of 17: 0 running 0 waiting 1 good 0 bad 0 failed 16 canceled");
    cr_expect_not(audit_cancel(f.audit, &in, &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    in.task_id = "0123";
    cr_expect_not(audit_cancel(f.audit, &in, &err));
    cr_expect_str_eq(err.code, "ResourceNotFoundException");
    fixture_close(&f);
}

/* The role decides what can be audited, the check that lost its right fails alone. */
Test(local_audit, missing_rights_and_disabled_checks)
{
    struct describe_audit_task_input in;
    struct describe_audit_task_output out;
    struct audit_fixture f;
    struct err err;

    fixture_open(&f, ":memory:");
    fixture_enable(&f, CHECK_LOGGING_DISABLED, NULL);
    fixture_enable(&f, CHECK_POLICY_PERMISSIVE, NULL);
    fixture_sql(&f,
                "UPDATE iam_role SET documents = '[{\"Statement\":{\"Effect\":\"Allow\","
                "\"Action\":[\"iot:GetLoggingOptions\",\"iot:ListPolicies\",\"iot:GetPolicy\"],"
                "\"Resource\":\"*\"}}]'");
    in.task_id = fixture_run(&f, CHECK_LOGGING_DISABLED);
    cr_assert(audit_describe_task(f.audit, &in, f.arena, &out, &err), "%s", err.text);
    const struct audit_check_details *d =
        ((const struct map_entry *)out.audit_details.items)->value;
    cr_expect_str_eq(d->check_run_status, "FAILED");
    cr_expect_str_eq(d->error_code, "INSUFFICIENT_PERMISSIONS");
    cr_expect_str_eq(d->message,
                     "Role " AUDIT_ROLE " is not allowed to perform iot:GetV2LoggingOptions.");
    cr_expect_not(d->check_compliant.set);
    cr_expect_str_eq(out.task_status, "FAILED");
    const char *task = fixture_run(&f, CHECK_POLICY_PERMISSIVE);
    cr_expect_str_eq(fixture_details(&f, task, CHECK_POLICY_PERMISSIVE),
                     "COMPLETED_COMPLIANT 0 0 0");

    in.task_id = fixture_start(&f, CHECK_POLICY_PERMISSIVE);
    cr_assert(update(&f, "IOT_POLICY_OVERLY_PERMISSIVE_CHECK", false, NULL, NULL, NULL, &err),
              "%s", err.text);
    fixture_settle(&f);
    cr_assert(audit_describe_task(f.audit, &in, f.arena, &out, &err), "%s", err.text);
    d = ((const struct map_entry *)out.audit_details.items)->value;
    cr_expect_str_eq(d->error_code, "AUDIT_CHECK_DISABLED");
    fixture_close(&f);
}

/* Gone at once for whoever asks, from the tables bit by bit, not back when enabled again. */
Test(local_audit, what_a_disabled_check_has_found)
{
    static const bool settled[] = {true, false}; /* before it is enabled again */

    for (size_t i = 0; i < COUNT_OF(settled); i++) {
        struct audit_fixture f;
        struct err err;
        int64_t wait_ms, left = 1001;
        fixture_open(&f, ":memory:");
        fixture_enable(&f, CHECK_LOGGING_DISABLED, NULL);
        fixture_enable(&f, CHECK_POLICY_PERMISSIVE, NULL);
        const char *task = fixture_run(&f, CHECK_LOGGING_DISABLED);
        fixture_sql(&f,
                    "INSERT INTO audit_finding(finding_id, task, check_id, resource, reason,"
                    " text, found_ms, suppressed) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                    " SELECT i + 1 FROM n WHERE i < 1000) SELECT 'f' || i, task, check_id,"
                    " resource, reason, text, found_ms, 0 FROM audit_finding, n");
        cr_assert(update(&f, LOGGING, false, NULL, NULL, NULL, &err), "%s", err.text);
        cr_expect_str_eq(fixture_findings(&f, task), "", "row %zu: at once", i);
        cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_finding"), left);
        while (settled[i] && left > 0) {
            cr_assert(audit_step(f.audit, &wait_ms, &err), "%s", err.text);
            int64_t now = fixture_number(&f, "SELECT count(*) FROM audit_finding");
            cr_assert(now < left && left - now <= 200, "%lld at once", (long long)(left - now));
            left = now;
        }
        cr_assert(update(&f, LOGGING, true, NULL, NULL, NULL, &err), "%s", err.text);
        cr_expect_str_eq(fixture_findings(&f, task), "", "row %zu: enabled again", i);
        cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_finding"), 0);
        fixture_close(&f);
    }
}

/* ---- suppressions ---- */

Test(local_audit, suppressed_findings_do_not_count)
{
    const struct resource_identifier account = {.account = "123456789012"};
    struct create_audit_suppression_input in = {.check_name = LOGGING,
                                                .client_request_token = "t1",
                                                .expiration_date = {AUDIT_NOW_MS + 60000, true},
                                                .resource_identifier = &account};
    struct list_audit_findings_input list = {.max_results = {10, true}};
    struct list_audit_findings_output out;
    struct audit_fixture f;
    struct err err;

    fixture_open(&f, ":memory:");
    fixture_enable(&f, CHECK_LOGGING_DISABLED, NULL);
    cr_assert(audit_create_suppression(f.audit, &in, &err), "%s", err.text);
    cr_expect(audit_create_suppression(f.audit, &in, &err), "the same request again");
    in.client_request_token = "t2";
    cr_expect_not(audit_create_suppression(f.audit, &in, &err));
    cr_expect_str_eq(err.code, "ResourceAlreadyExistsException");
    const char *task = fixture_run(&f, CHECK_LOGGING_DISABLED);
    cr_expect_str_eq(fixture_details(&f, task, CHECK_LOGGING_DISABLED),
                     "COMPLETED_COMPLIANT 1 0 1");
    cr_expect_str_eq(fixture_findings(&f, task),
                     "LOGGING_DISABLED account=123456789012 suppressed");
    list.task_id = task;
    for (int shown = 0; shown < 2; shown++) {
        list.list_suppressed_findings = (struct opt_bool){shown == 1, true};
        struct page page = fixture_page(&f, &op_list_audit_findings, &list);
        cr_assert(audit_list_findings(f.audit, &list, &page, f.arena, &out, &err), "%s",
                  err.text);
        cr_expect_eq(out.findings.n, shown);
    }
    fake_clock_advance(&f.clock, 60000);
    task = fixture_run(&f, CHECK_LOGGING_DISABLED);
    cr_expect_str_eq(fixture_details(&f, task, CHECK_LOGGING_DISABLED),
                     "COMPLETED_NON_COMPLIANT 1 1 0", "it has expired");
    fixture_close(&f);
}

Test(local_audit, suppressions_that_are_refused)
{
    const struct resource_identifier account = {.account = "1"}, none = {0},
                                     two = {.account = "1", .client_id = "a"},
                                     certificate = {.device_certificate_id = "a"};
    const struct {
        const char *check;
        const struct resource_identifier *resource;
        int64_t expires_ms; /* 0: not set */
        struct opt_bool for_ever;
        bool ok;
    } rows[] = {
        {LOGGING, &account, 0, {true, true}, true},
        {EXPIRING, &certificate, AUDIT_NOW_MS + 10, {false, true}, true},
        {AGE, &certificate, AUDIT_NOW_MS + 10, {true, true}, false},
        {AGE, &certificate, 0, {false, false}, false},
        {AGE, &certificate, AUDIT_NOW_MS, {false, false}, false},
        {AGE, &account, 0, {true, true}, false},
        {AGE, &none, 0, {true, true}, false},
        {AGE, &two, 0, {true, true}, false},
        {"NO_CHECK", &certificate, 0, {true, true}, false},
    };
    struct audit_fixture f;

    fixture_open(&f, ":memory:");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct create_audit_suppression_input in = {
            .check_name = rows[i].check,
            .client_request_token = "t",
            .expiration_date = {rows[i].expires_ms, rows[i].expires_ms != 0},
            .resource_identifier = rows[i].resource,
            .suppress_indefinitely = rows[i].for_ever};
        struct err err = {0};
        cr_expect_eq(audit_create_suppression(f.audit, &in, &err), rows[i].ok, "row %zu: %s", i,
                     err.text);
        cr_expect_str_eq(err.code, rows[i].ok ? "" : "InvalidRequestException", "row %zu", i);
    }
    fixture_close(&f);
}

/* ---- lists ---- */

/* Every page once, nothing twice, though findings come and go meanwhile. */
Test(local_audit, pages_are_stable)
{
    struct audit_fixture f;
    struct err err;

    fixture_open(&f, ":memory:");
    fixture_enable(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING, NULL);
    fixture_add_expired(&f);
    const char *task = fixture_run(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING);
    for (int by_time = 0; by_time < 2; by_time++) {
        struct list_audit_findings_input in = {.max_results = {70, true}};
        struct list_audit_findings_output out;
        bool seen[1001] = {false};
        size_t n = 0, pages = 0;
        if (by_time == 1) {
            in.start_time = (struct opt_time){AUDIT_NOW_MS, true};
            in.end_time = (struct opt_time){AUDIT_NOW_MS + 10000, true};
            in.check_name = EXPIRING;
        } else {
            in.task_id = task;
        }
        do {
            struct page page = fixture_page(&f, &op_list_audit_findings, &in);
            cr_assert(audit_list_findings(f.audit, &in, &page, f.arena, &out, &err), "%s",
                      err.text);
            const struct audit_finding *rows = out.findings.items;
            for (size_t i = 0; i < out.findings.n; i++) {
                const struct resource_identifier *r =
                    rows[i].non_compliant_resource->resource_identifier;
                int id = (int)strtol(r->device_certificate_id + 4, NULL, 10);
                cr_expect_not(seen[id], "%d", id);
                seen[id] = true;
                n++;
            }
            if (++pages == 3) {
                fake_clock_advance(&f.clock, 20000);
                (void)fixture_run(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING);
            }
            in.next_token = out.next_token;
        } while (out.next_token != NULL && pages < 100);
        cr_expect_eq(n, 1000);
        cr_expect_eq(pages, 15);
    }
    fixture_close(&f);
}

Test(local_audit, findings_are_asked_for_one_way)
{
    const struct {
        const char *task;
        int64_t start_ms, end_ms; /* 0: not set */
        bool ok;
    } rows[] = {
        {NULL, 0, 0, false},
        {NULL, AUDIT_NOW_MS, 0, false},
        {NULL, 0, AUDIT_NOW_MS, false},
        {"0123", AUDIT_NOW_MS, AUDIT_NOW_MS, false},
        {"0123", 0, 0, false},
        {NULL, AUDIT_NOW_MS, AUDIT_NOW_MS - 1, false},
        {NULL, AUDIT_NOW_MS - 92 * (int64_t)86400000, AUDIT_NOW_MS, false},
        {NULL, AUDIT_NOW_MS - 90 * (int64_t)86400000, AUDIT_NOW_MS, true},
    };
    struct audit_fixture f;

    fixture_open(&f, ":memory:");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct list_audit_findings_input in = {
            .task_id = rows[i].task,
            .start_time = {rows[i].start_ms, rows[i].start_ms != 0},
            .end_time = {rows[i].end_ms, rows[i].end_ms != 0}};
        struct list_audit_findings_output out;
        struct page page = fixture_page(&f, &op_list_audit_findings, &in);
        struct err err = {0};
        cr_expect_eq(audit_list_findings(f.audit, &in, &page, f.arena, &out, &err), rows[i].ok,
                     "row %zu", i);
        cr_expect_str_eq(err.code, rows[i].ok ? "" : "InvalidRequestException", "row %zu", i);
    }
    fixture_close(&f);
}

Test(local_audit, tasks_are_listed_newest_first_and_kept_for_a_while)
{
    struct list_audit_tasks_input in = {
        .start_time = {AUDIT_NOW_MS, true},
        .end_time = {AUDIT_NOW_MS + 100 * (int64_t)86400000, true},
        .max_results = {2, true}};
    struct list_audit_tasks_output out;
    struct audit_fixture f;
    const char *tasks[5];
    struct err err;
    size_t n = 0;

    fixture_open(&f, ":memory:");
    fixture_enable(&f, CHECK_LOGGING_DISABLED, NULL);
    for (size_t i = 0; i < COUNT_OF(tasks); i++) {
        tasks[i] = fixture_run(&f, CHECK_LOGGING_DISABLED);
        fake_clock_advance(&f.clock, i * 1000);
    }
    do {
        struct page page = fixture_page(&f, &op_list_audit_tasks, &in);
        cr_assert(audit_list_tasks(f.audit, &in, &page, f.arena, &out, &err), "%s", err.text);
        const struct audit_task_metadata *rows = out.tasks.items;
        for (size_t i = 0; i < out.tasks.n; i++, n++)
            cr_expect_str_eq(rows[i].task_id, tasks[COUNT_OF(tasks) - 1 - n]);
        in.next_token = out.next_token;
    } while (out.next_token != NULL);
    cr_expect_eq(n, COUNT_OF(tasks));
    in.next_token = NULL;
    in.task_status = "FAILED";
    struct page page = fixture_page(&f, &op_list_audit_tasks, &in);
    cr_assert(audit_list_tasks(f.audit, &in, &page, f.arena, &out, &err), "%s", err.text);
    cr_expect_eq(out.tasks.n, 0);

    fake_clock_advance(&f.clock, 91 * (int64_t)86400000);
    fixture_settle(&f);
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_task"), 0);
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_finding"), 0);
    fixture_close(&f);
}
