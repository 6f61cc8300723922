/* What the account's topic is told of an audit, and the tags of mitigation actions. */
#include <criterion/criterion.h>

#include "client/local/tags_store.h"
#include "tests/support/mitigation_fixture.h"

#define NOTIFY(enabled) \
    "INSERT INTO audit_notification VALUES('SNS', '" TOPIC "', '" ROLE_ALL "', " enabled ")"
#define TOLD \
    "SELECT count(*) FROM outbox_line WHERE json_extract(line, '$.topicArn') = '" TOPIC "'"
#define SAYS(x)   " AND json_extract(line, '$.message." x
#define EXPIRING  CHECK_DEVICE_CERTIFICATE_EXPIRING
#define ONE_CHECK "DEVICE_CERTIFICATE_EXPIRING_CHECK"

/* Counted from 1 when the SQL matches the one message. */
static const struct {
    const char *enabled, *where;
    enum { END_COMPLETED, END_CANCELED, END_PAST, END_SCHEDULED } end;
    int64_t wanted;
} rows[] = {
    {"1",
     SAYS("taskStatus') = 'COMPLETED'") SAYS("taskType') = 'ON_DEMAND_AUDIT_TASK'")
         SAYS("accountId') = '123456789012'") SAYS("totalChecksCount') = 1")
             SAYS("nonCompliantChecksCount') = 1") SAYS("compliantChecksCount') = 0")
                 SAYS("failedChecksCount') = 0") SAYS("canceledChecksCount') = 0")
                     SAYS("auditDetails[0].checkName') = '" ONE_CHECK "'")
                         SAYS("auditDetails[0].checkRunStatus') = 'COMPLETED_NON_COMPLIANT'")
                             SAYS("auditDetails[0].nonCompliantResourcesCount') = 3")
                                 SAYS("auditDetails[0].totalResourcesCount') = 3")
                                     SAYS("scheduledAuditName') IS NULL")
                                         SAYS("taskStartTime') > 1700000000000"),
     END_COMPLETED, 1},
    {"1",
     SAYS("taskStatus') = 'CANCELED'") SAYS("canceledChecksCount') = 1")
         SAYS("auditDetails[0].checkRunStatus') = 'CANCELED'")
             SAYS("auditDetails[0].totalResourcesCount') IS NULL"),
     END_CANCELED, 1},
    {"1", SAYS("scheduledAuditName') = 'nightly'"), END_SCHEDULED, 1},
    {"1", "", END_PAST, 0},
    {"0", "", END_COMPLETED, 0},
    {"0", "", END_CANCELED, 0},
};

static void end_one(struct mitigation_fixture *x, int how)
{
    struct cancel_audit_task_input cancel;
    struct err err;

    cancel.task_id = fixture_start(&x->f, EXPIRING);
    if (how == END_PAST)
        fixture_sql(&x->f, "UPDATE audit_task SET as_of_ms = start_ms");
    if (how == END_SCHEDULED)
        fixture_sql(&x->f, "UPDATE audit_task SET schedule = 'nightly'");
    if (how == END_CANCELED)
        cr_assert(audit_cancel(x->f.audit, &cancel, &err), "%s", err.text);
    fixture_settle(&x->f);
}

Test(local_notify, the_topic_is_told_of_the_end)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct mitigation_fixture x;
        struct arena *a = arena_new();

        mitigation_fixture_open(&x, ":memory:");
        fixture_enable(&x.f, EXPIRING, NULL);
        fixture_sql(&x.f, arena_printf(a, NOTIFY("%s"), rows[i].enabled));
        end_one(&x, rows[i].end);
        cr_expect_eq(fixture_number(&x.f, arena_printf(a, "%s%s", TOLD, rows[i].where)),
                     rows[i].wanted, "row %zu", i);
        cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM outbox_line"), rows[i].wanted,
                     "row %zu: nothing else is said", i);
        arena_free(a);
        mitigation_fixture_close(&x);
    }
}

/* Reasons that do not fit are left out; the audit ends and is told all the same. */
Test(local_notify, reasons_of_any_length)
{
    struct mitigation_fixture x;
    struct arena *a = arena_new();

    mitigation_fixture_open(&x, ":memory:");
    fixture_enable(&x.f, EXPIRING, NULL);
    fixture_sql(&x.f, NOTIFY("1"));
    fixture_sql(&x.f, arena_printf(a, "UPDATE audit_account SET role_arn = '%s%s'",
                                   "arn:aws:iam::123456789012:role/",
                                   "' || hex(zeroblob(32768)) || '"));
    (void)fixture_start(&x.f, EXPIRING);
    fixture_settle(&x.f);
    cr_expect_eq(
        fixture_number(&x.f, "SELECT count(*) FROM audit_task WHERE status = 'FAILED'"), 1);
    cr_expect_eq(fixture_number(&x.f, TOLD SAYS("auditDetails[0].errorCode') ="
                                                " 'INSUFFICIENT_PERMISSIONS'")
                                          SAYS("auditDetails[0].message') IS NULL")),
                 1);
    arena_free(a);
    mitigation_fixture_close(&x);
}

static bool fail_to_tell(struct mitigation_fixture *x)
{
    struct cancel_audit_task_input in = {fixture_start(&x->f, EXPIRING)};
    struct err err;

    fixture_sql(&x->f, "CREATE TRIGGER full BEFORE INSERT ON outbox_line BEGIN"
                       " SELECT raise(ABORT, 'no room'); END");
    return !audit_cancel(x->f.audit, &in, &err);
}

/* What cannot be told did not happen: both are one transaction. */
Test(local_notify, an_end_that_cannot_be_told_is_none)
{
    struct mitigation_fixture x;

    mitigation_fixture_open(&x, ":memory:");
    fixture_enable(&x.f, EXPIRING, NULL);
    fixture_sql(&x.f, NOTIFY("1"));
    cr_expect(fail_to_tell(&x));
    cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM audit_task"
                                      " WHERE status = 'IN_PROGRESS'"),
                 1);
    mitigation_fixture_close(&x);
}

static bool make_tagged(struct mitigation_fixture *x, const char *key, struct err *err)
{
    struct tag tags[] = {{key, "deck"}, {"cost", NULL}};
    struct enable_iot_logging_params logging = {"INFO", ROLE_ALL};
    const struct mitigation_action_params params = {.enable_iot_logging_params = &logging};
    const struct create_mitigation_action_input in = {.action_name = "act",
                                                      .action_params = &params,
                                                      .role_arn = ROLE_ALL,
                                                      .tags = {COUNT_OF(tags), tags}};
    struct create_mitigation_action_output out;

    return mitigation_create(x->m, &in, x->f.arena, &out, err);
}

Test(local_notify, tags_of_actions)
{
    static const char tags[] = "SELECT count(*) FROM tag WHERE arn LIKE"
                               " 'arn:aws:iot:%:123456789012:mitigationaction/act'";
    const struct delete_mitigation_action_input gone = {"act"};
    struct mitigation_fixture x;
    struct err err;

    mitigation_fixture_open(&x, ":memory:");
    cr_expect_not(make_tagged(&x, "aws:mine", &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM mitigation_action"), 0,
                 "a refused tag makes no action");
    cr_assert(make_tagged(&x, "team", &err), "%s", err.text);
    cr_expect_eq(fixture_number(&x.f, tags), 2);
    cr_assert(mitigation_delete(x.m, &gone, &err), "%s", err.text);
    cr_expect_eq(fixture_number(&x.f, tags), 0, "they go with it");
    mitigation_fixture_close(&x);
}
