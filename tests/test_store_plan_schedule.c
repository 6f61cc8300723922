/* Plans about schedules and the audit configuration: what is sent, what leads back, what is
 * looked at again, what is said. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/plan_audit.h"
#include "client/store/plan_configure.h"
#include "client/store/plan_schedule.h"

#define NOW_MS   INT64_C(1795608000000)
#define EXPIRING "DEVICE_CERTIFICATE_EXPIRING_CHECK"
#define SHARED   "DEVICE_CERTIFICATE_SHARED_CHECK"
#define LOGGING  "LOGGING_DISABLED_CHECK"
#define AGE      "DEVICE_CERTIFICATE_AGE_CHECK"

static const char *const three[] = {SHARED, EXPIRING, LOGGING};
static const char *const one[] = {EXPIRING};

static const struct describe_scheduled_audit_output daily = {.scheduled_audit_name =
                                                                 "daily-full",
                                                             .frequency = "DAILY",
                                                             .target_check_names = {3, three}};
static const struct describe_scheduled_audit_output weekly = {.scheduled_audit_name =
                                                                  "weekly-ca",
                                                              .frequency = "WEEKLY",
                                                              .day_of_week = "SUN",
                                                              .target_check_names = {1, one}};

struct desk {
    struct loop *loop;
    struct audit_runs *runs;
    struct schedules *schedules;
};

static void open_desk(struct desk *d)
{
    d->loop = loop_new(&system_clock);
    d->runs = audit_runs_new(d->loop);
    d->schedules = schedules_new(d->loop, d->runs);
    schedules_put(d->schedules, arena_new(), &weekly);
    schedules_put(d->schedules, arena_new(), &daily);
}

static void close_desk(struct desk *d)
{
    schedules_free(d->schedules);
    audit_runs_free(d->runs);
    loop_free(d->loop);
}

static bool says(const struct plan *p, const char *label, const char *part)
{
    for (size_t i = 0; i < p->n_facts; i++)
        if (strcmp(p->facts[i].label, label) == 0 && strstr(p->facts[i].text, part) != NULL)
            return true;
    return false;
}

/* The input of a call as one line of JSON. */
static const char *sent(const struct plan_call *c)
{
    static char text[4096];
    struct buf out = BUF_INIT(sizeof text - 1);
    struct json_writer w = {.out = &out};

    record_encode_whole(c->op->input, c->input, &w);
    snprintf(text, sizeof text, "%s %s", c->op->name, buf_text(&out));
    buf_free(&out);
    return text;
}

Test(store_plan_schedule, schedules_are_found_and_held)
{
    struct desk d;
    struct buf names = BUF_INIT(256);

    open_desk(&d);
    cr_assert(schedules_known(d.schedules));
    cr_expect_eq(schedules_count(d.schedules), 2);
    cr_expect_str_eq(schedules_at(d.schedules, 0)->name, "daily-full");
    cr_expect_null(schedules_find(d.schedules, "daily"));
    cr_expect(schedules_holding(d.schedules, EXPIRING, "", &names));
    cr_expect_str_eq(buf_text(&names), "daily-full, weekly-ca");
    buf_reset(&names);
    cr_expect(schedules_holding(d.schedules, EXPIRING, "daily-full", &names));
    cr_expect_str_eq(buf_text(&names), "weekly-ca");
    cr_expect_not(schedules_holding(d.schedules, AGE, "", &names));
    buf_reset(&names);
    plan_schedule_quota(d.schedules, &names);
    cr_expect_str_eq(buf_text(&names), "2 of 5 exist: daily-full daily, weekly-ca weekly SUN");
    buf_free(&names);
    close_desk(&d);
}

Test(store_plan_schedule, a_new_one)
{
    const struct tag tag = {"team", "sec"};
    const struct create_scheduled_audit_input in = {.scheduled_audit_name = "month-end",
                                                    .frequency = "MONTHLY",
                                                    .day_of_month = "LAST",
                                                    .tags = {1, &tag},
                                                    .target_check_names = {1, one}};
    struct desk d;

    open_desk(&d);
    struct plan *p = plan_schedule_create(&in, d.schedules, NOW_MS);

    cr_expect_str_eq(p->kind, "schedule");
    cr_assert_eq(p->n_steps, 1);
    cr_expect_str_eq(sent(&p->steps[0].call),
                     "CreateScheduledAudit {\"dayOfMonth\":\"LAST\",\"frequency\":\"MONTHLY\","
                     "\"scheduledAuditName\":\"month-end\",\"tags\":[{\"Key\":\"team\","
                     "\"Value\":\"sec\"}],\"targetCheckNames\":[\"" EXPIRING "\"]}");
    cr_expect_str_eq(p->targets[0].probe.seen, "!");
    cr_expect_eq(p->targets[0].probe.call.op, &op_describe_scheduled_audit);
    cr_assert_eq(p->n_back, 1);
    cr_expect_str_eq(sent(&p->back[0].call),
                     "DeleteScheduledAudit {\"scheduledAuditName\":\"month-end\"}");
    cr_expect(says(p, "repeats", "monthly LAST"));
    cr_expect(says(p, "overlaps", "daily-full runs the same 1 check daily: this adds nothing"));
    cr_expect(says(p, "overlaps", "1 of the checks also runs in weekly-ca, weekly SUN"));
    plan_free(p);
    close_desk(&d);
}

Test(store_plan_schedule, only_what_changes_is_sent)
{
    struct update_scheduled_audit_input wish = {
        .frequency = "WEEKLY", .day_of_week = "SUN", .target_check_names = {1, one}};
    struct desk d;

    open_desk(&d);
    cr_expect_null(plan_schedule_update(&weekly, &wish, d.schedules, NOW_MS));
    wish.frequency = "MONTHLY";
    wish.day_of_week = NULL;
    wish.day_of_month = "31";
    struct plan *p = plan_schedule_update(&weekly, &wish, d.schedules, NOW_MS);

    cr_expect_str_eq(sent(&p->steps[0].call),
                     "UpdateScheduledAudit {\"dayOfMonth\":\"31\",\"frequency\":\"MONTHLY\","
                     "\"scheduledAuditName\":\"weekly-ca\"}");
    cr_expect_str_eq(sent(&p->back[0].call),
                     "UpdateScheduledAudit {\"dayOfWeek\":\"SUN\",\"frequency\":\"WEEKLY\","
                     "\"scheduledAuditName\":\"weekly-ca\"}");
    cr_expect_str_eq(p->targets[0].probe.seen, "WEEKLY,SUN,-,[\"" EXPIRING "\"]");
    plan_free(p);

    wish = (struct update_scheduled_audit_input){
        .frequency = "WEEKLY", .day_of_week = "SUN", .target_check_names = {3, three}};
    p = plan_schedule_update(&weekly, &wish, d.schedules, NOW_MS);
    cr_expect_str_eq(sent(&p->steps[0].call),
                     "UpdateScheduledAudit {\"scheduledAuditName\":\"weekly-ca\","
                     "\"targetCheckNames\":[\"" SHARED "\",\"" EXPIRING "\",\"" LOGGING "\"]}");
    cr_expect(says(p, "adds", "CERT_SHARED, LOGGING_DISABLED"));
    cr_expect(says(p, "overlaps", "daily-full runs the same 3 checks daily"));
    plan_free(p);
    close_desk(&d);
}

Test(store_plan_schedule, deleted_and_made_again)
{
    struct desk d;

    open_desk(&d);
    struct plan *p = plan_schedule_delete(&daily, d.schedules, NOW_MS);

    cr_expect_str_eq(sent(&p->steps[0].call),
                     "DeleteScheduledAudit {\"scheduledAuditName\":\"daily-full\"}");
    cr_expect_str_eq(sent(&p->back[0].call),
                     "CreateScheduledAudit {\"frequency\":\"DAILY\",\"scheduledAuditName\":"
                     "\"daily-full\",\"targetCheckNames\":[\"" SHARED "\",\"" EXPIRING
                     "\",\"" LOGGING "\"]}");
    cr_expect(strstr(p->back[0].note, "tags do not come back") != NULL);
    cr_expect(says(p, "no other runs", "CERT_SHARED, LOGGING_DISABLED"));
    plan_free(p);
    p = plan_schedule_delete(&weekly, d.schedules, NOW_MS);
    cr_expect(says(p, "still runs", "another schedule"));
    plan_free(p);
    close_desk(&d);
}

Test(store_plan_schedule, an_audit_now)
{
    struct arena *a = arena_new();
    const struct list names = plan_audit_names(SHARED "," LOGGING, a);
    struct plan *p = plan_audit_start(&names, NOW_MS);

    cr_expect_str_eq(sent(&p->steps[0].call),
                     "StartOnDemandAuditTask {\"targetCheckNames\":[\"" SHARED "\",\"" LOGGING
                     "\"]}");
    cr_expect_str_eq(p->title, "Start an audit of 2 checks");
    cr_expect_eq(plan_audit_names("", a).n, 0);
    plan_free(p);
    arena_free(a);
}

/* ---- the configuration ---- */

static const struct audit_check_configuration on = {.enabled = {true, true}};
static const struct audit_check_configuration off = {.enabled = {false, true}};
static const char *const days60[] = {"60"};
static const struct map_entry threshold60 = {"CERT_EXPIRATION_THRESHOLD_IN_DAYS", days60};
static const struct audit_check_configuration on60 = {.enabled = {true, true},
                                                      .configuration = {1, &threshold60}};
static const struct map_entry was_checks[] = {{SHARED, &on}, {EXPIRING, &on}, {AGE, &off}};
#define ROLE "arn:aws:iam::123456789012:role/audit"
static const struct describe_account_audit_configuration_output was = {
    .audit_check_configurations = {3, was_checks}, .role_arn = ROLE};

Test(store_plan_schedule, a_configuration_sends_what_changes)
{
    const struct map_entry checks_wish[] = {{SHARED, &off}, {EXPIRING, &on60}, {AGE, &on}};
    struct describe_account_audit_configuration_output wish = {
        .audit_check_configurations = {3, checks_wish}, .role_arn = ROLE};

    cr_expect_null(plan_configure(&was, &was, NOW_MS));
    struct plan *p = plan_configure(&was, &wish, NOW_MS);

    cr_expect_str_eq(p->kind, "configure");
    cr_expect_str_eq(
        sent(&p->steps[0].call),
        "UpdateAccountAuditConfiguration {\"auditCheckConfigurations\":{\"" SHARED
        "\":{\"enabled\":false},\"" EXPIRING
        "\":{\"configuration\":{\"CERT_EXPIRATION_THRESHOLD_IN_DAYS\":\"60\"},\"enabled\":"
        "true},"
        "\"" AGE
        "\":{\"configuration\":{\"CERT_AGE_THRESHOLD_IN_DAYS\":\"365\"},\"enabled\":true}}}");
    cr_expect_str_eq(
        sent(&p->back[0].call),
        "UpdateAccountAuditConfiguration {\"auditCheckConfigurations\":{\"" SHARED
        "\":{\"enabled\":true},\"" EXPIRING
        "\":{\"configuration\":{\"CERT_EXPIRATION_THRESHOLD_IN_DAYS\":\"30\"},\"enabled\":"
        "true},"
        "\"" AGE
        "\":{\"configuration\":{\"CERT_AGE_THRESHOLD_IN_DAYS\":\"365\"},\"enabled\":false}}}");
    cr_expect_str_eq(p->back[0].note, "the deleted data do not come back");
    cr_expect(says(p, "enables", "CERT_AGE"));
    cr_expect(says(p, "disables", "CERT_SHARED"));
    cr_expect(says(p, "deletes", "collected"));
    cr_expect_eq(p->n_targets, 3);
    cr_expect_eq(p->targets[0].probe.call.op, &op_describe_account_audit_configuration);
    cr_expect_null(p->targets[1].probe.call.op, "one configuration, looked at once");
    cr_expect(strstr(p->targets[0].probe.seen, ROLE) != NULL);
    plan_free(p);
}

Test(store_plan_schedule, notifications_and_role)
{
    const struct audit_notification_target sns = {
        .enabled = {true, true},
        .target_arn = "arn:aws:sns:eu-west-1:123456789012:audits",
        .role_arn = "arn:aws:iam::123456789012:role/sns"};
    const struct map_entry target = {"SNS", &sns};
    const struct describe_account_audit_configuration_output wish = {
        .audit_check_configurations = {3, was_checks},
        .audit_notification_target_configurations = {1, &target},
        .role_arn = "arn:aws:iam::123456789012:role/other"};
    struct plan *p = plan_configure(&was, &wish, NOW_MS);

    cr_expect_str_eq(
        sent(&p->steps[0].call),
        "UpdateAccountAuditConfiguration {\"auditNotificationTargetConfigurations\":"
        "{\"SNS\":{\"enabled\":true,\"roleArn\":\"arn:aws:iam::123456789012:role/"
        "sns\",\"targetArn\":\"arn:aws:sns:eu-west-1:123456789012:audits\"}},"
        "\"roleArn\":\"arn:aws:iam::123456789012:role/other\"}");
    cr_expect_str_eq(
        sent(&p->back[0].call),
        "UpdateAccountAuditConfiguration {\"auditNotificationTargetConfigurations\":"
        "{\"SNS\":{\"enabled\":false}},\"roleArn\":\"" ROLE "\"}");
    plan_free(p);
}

Test(store_plan_schedule, the_first_configuration_has_no_way_back)
{
    const struct map_entry checks_wish[] = {{SHARED, &on}};
    const struct describe_account_audit_configuration_output none = {0};
    const struct describe_account_audit_configuration_output wish = {
        .audit_check_configurations = {1, checks_wish}, .role_arn = ROLE};
    struct plan *p = plan_configure(&none, &wish, NOW_MS);

    cr_expect_eq(p->n_back, 0);
    cr_expect_not_null(p->no_way_back);
    plan_free(p);
}

Test(store_plan_schedule, a_check_in_use_is_not_disabled)
{
    const struct map_entry checks_wish[] = {{SHARED, &on}, {EXPIRING, &off}, {AGE, &off}};
    const struct describe_account_audit_configuration_output wish = {
        .audit_check_configurations = {3, checks_wish}, .role_arn = ROLE};
    struct buf why = BUF_INIT(1024);
    struct desk d;

    open_desk(&d);
    cr_expect(plan_configure_in_use(&was, &wish, d.schedules, &why));
    cr_expect_str_eq(buf_text(&why), "CERT_EXPIRING is used by daily-full, weekly-ca: take it "
                                     "out there first");
    cr_expect_not(plan_configure_in_use(&was, &was, d.schedules, &why));
    buf_free(&why);
    close_desk(&d);
}
