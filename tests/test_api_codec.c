#include <criterion/criterion.h>
#include <stdio.h>

#include "client/api/audit.h"
#include "client/api/audit_mitigation.h"
#include "client/api/certificates.h"
#include "client/api/policies.h"
#include "client/api/scalars.h"
#include "client/api/things.h"
#include "client/api/violations.h"
#include "tests/support/random_record.h"

static const struct json *parsed(const char *text, struct arena *a)
{
    struct err err = {0};
    const struct json *j = json_parse(str_of(text), a, &err);

    cr_assert_not_null(j, "%s: %s", text, err.text);
    return j;
}

static void round_trip(const struct record *rec, const void *value, struct arena *a)
{
    struct buf once = BUF_INIT(1 << 20), again = BUF_INIT(1 << 20);
    struct json_writer w1 = {&once, false}, w2 = {&again, false};
    struct err err = {0};

    record_encode(rec, value, &w1);
    void *back = arena_alloc(a, 1, rec->size);
    cr_assert(record_decode(rec, parsed(once.data, a), a, back, &err), "%s: %s: %s", rec->name,
              once.data, err.text);
    record_encode(rec, back, &w2);
    cr_assert_str_eq(once.data, again.data);
    buf_free(&once);
    buf_free(&again);
}

Test(api_codec, every_record_survives_the_wire)
{
    struct arena *a = arena_new(), *list = arena_new();
    struct random r = {42};
    const struct record *const *all = all_records(list);
    size_t n = 0;

    for (; all[n] != NULL; n++) {
        for (int i = 0; i < 40; i++) {
            const void *value = random_record(&r, all[n], a);
            struct err err = {0};

            cr_assert(record_validate(all[n], value, &err), "%s: %s", all[n]->name, err.text);
            round_trip(all[n], value, a);
            arena_reset(a);
        }
    }
    cr_assert_gt(n, 200);
    arena_free(a);
    arena_free(list);
}

Test(api_codec, absent_null_and_unknown_members)
{
    struct arena *a = arena_new();
    struct err err = {0};
    struct list_audit_findings_output out;

    cr_assert(record_decode(&list_audit_findings_output_record,
                            parsed("{\"nextToken\":null,\"later\":{\"x\":[1]},\"findings\":["
                                   "null,{\"severity\":\"WORSE\",\"relatedResources\":[]}]}",
                                   a),
                            a, &out, &err));
    cr_assert_null(out.next_token);
    cr_assert_eq(out.findings.n, 1);
    const struct audit_finding *f = out.findings.items;
    cr_assert_str_eq(f->severity, "WORSE"); /* newer than our table: kept */
    cr_assert_null(f->finding_id);
    cr_assert_not(f->finding_time.set);
    cr_assert_not(f->is_suppressed.set);
    cr_assert_not_null(f->related_resources.items); /* sent, and empty */
    cr_assert_eq(f->related_resources.n, 0);
    cr_assert(
        record_decode(&list_audit_findings_output_record, parsed("{}", a), a, &out, &err));
    cr_assert_null(out.findings.items);
    arena_free(a);
}

Test(api_codec, times)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        {"1560161017.172", 1560161017172},
        {"1560369000.0", 1560369000000},
        {"1560369000", 1560369000000},
        {"1560161017172", 1560161017172},
        {"0", 0},
        {"-1.5", -1500},
        {"\"2026-04-01T00:00:00Z\"", 1775001600000},
        {"1.514869445E9", 1514869445000},
        {"253402300799", 253402300799000}, /* the last second of the year 9999: "never" */
        {"\"8104-04-01T00:00:00Z\"", 193578163200000},
    };
    struct arena *a = arena_new();
    struct err err = {0};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[80];
        struct audit_finding f;

        snprintf(text, sizeof text, "{\"findingTime\":%s}", rows[i].text);
        cr_assert(record_decode(&audit_finding_record, parsed(text, a), a, &f, &err), "%s",
                  text);
        cr_assert(f.finding_time.set);
        cr_assert_eq(f.finding_time.ms, rows[i].ms, "%s: %ld", rows[i].text,
                     (long)f.finding_time.ms);
    }
    arena_free(a);
}

Test(api_codec, wrong_types_name_their_path)
{
    static const struct {
        const struct record *record;
        const char *text, *message;
    } rows[] = {
        {&list_audit_findings_output_record, "[]",
         "the answer: expected an object, got a list"},
        {&list_audit_findings_output_record, "{\"findings\":{}}",
         "findings: expected a list, got an object"},
        {&list_audit_findings_output_record,
         "{\"findings\":[{},{\"nonCompliantResource\":{\"resourceIdentifier\":{\"clientId\":1"
         "}}}]}",
         "findings[1].nonCompliantResource.resourceIdentifier.clientId: expected text, got a "
         "number"},
        {&describe_audit_task_output_record,
         "{\"auditDetails\":{\"X_CHECK\":{\"totalResourcesCount\":1.5}}}",
         "auditDetails.X_CHECK.totalResourcesCount: expected a whole number below 2^53, got a "
         "number"},
        {&describe_audit_task_output_record,
         "{\"auditDetails\":{\"X_CHECK\":{\"totalResourcesCount\":1e300}}}",
         "auditDetails.X_CHECK.totalResourcesCount: expected a whole number below 2^53, got a "
         "number"},
        {&audit_finding_record, "{\"isSuppressed\":\"true\"}",
         "isSuppressed: expected true or false, got text"},
        {&audit_finding_record, "{\"findingTime\":\"soon\"}",
         "findingTime: expected a time, got text"},
        {&audit_finding_record, "{\"findingTime\":1e300}",
         "findingTime: expected a time in seconds, got a number"},
    };
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        void *out = arena_alloc(a, 1, rows[i].record->size);

        cr_assert_not(record_decode(rows[i].record, parsed(rows[i].text, a), a, out, &err),
                      "%s", rows[i].text);
        cr_assert_eq(err.kind, ERR_DECODE);
        cr_assert_str_eq(err.text, rows[i].message);
    }
    arena_free(a);
}

Test(api_codec, limits)
{
    static const struct {
        const struct scalar *scalar;
        const char *text;
        const char *message; /* NULL: passes */
    } rows[] = {
        {&scalar_audit_task_id, "abc-123", NULL},
        {&scalar_audit_task_id, "", "may not be empty"},
        {&scalar_audit_task_id, "a_b",
         "the character '_' may not stand here, only a-zA-Z0-9\\-"},
        {&scalar_audit_task_id, "12345678901234567890123456789012345678901",
         "41 characters, at most 40 fit"},
        {&scalar_aws_account_id, "12345678901", "11 characters, exactly 12 are needed"},
        {&scalar_policy_name, "..+=,.@-_w", NULL},
        {&scalar_policy_name, "a b",
         "the character ' ' may not stand here, only "
         "a-zA-Z0-9_+=,.@\\-"},
        {&scalar_day_of_month, "31", NULL},
        {&scalar_day_of_month, "LAST", NULL},
        {&scalar_day_of_month, "32", "\"32\" does not fit DayOfMonth"},
        {&scalar_day_of_month, "01", "\"01\" does not fit DayOfMonth"},
        {&scalar_evaluation_statistic, "p99.9", NULL},
        {&scalar_evaluation_statistic, "p98", "\"p98\" does not fit EvaluationStatistic"},
        {&scalar_device_defender_thing_name, "gw/7 \xe6\x9d\xb1 50%", NULL},
        {&scalar_audit_description, "a \xe6\x9d\xb1",
         "the character '\xe6\x9d\xb1' may not stand here, only  -~"},
        {&scalar_marker, "abc+/==", NULL},
        {&scalar_marker, "a=b", "\"a=b\" does not fit Marker"},
        {&scalar_verification_state_description, "\xe6\x9d\xb1 ok", NULL},
        {&scalar_verification_state_description, "a\nb",
         "\"a\nb\" does not fit VerificationStateDescription"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        bool ok = scalar_check(rows[i].scalar, rows[i].text, &err);

        cr_assert_eq(ok, rows[i].message == NULL, "%s %s: %s", rows[i].scalar->name,
                     rows[i].text, err.text);
        if (!ok)
            cr_assert_str_eq(err.text, rows[i].message);
    }
}

Test(api_codec, validation_names_what_is_wrong)
{
    struct err err = {0};
    const char *const checks[] = {"LOGGING_DISABLED_CHECK"};
    struct resource_identifier who = {.device_certificate_id = "12"};
    struct list_audit_findings_input findings = {.resource_identifier = &who};
    struct list_audit_tasks_input tasks = {.start_time = {0, true}, .end_time = {1, true}};
    struct start_on_demand_audit_task_input start = {{1, checks}};
    struct audit_check_configuration configuration = {0};
    struct map_entry threshold = {"CERT_RAGE", checks};
    struct map_entry entry = {"DEVICE_CERTIFICATE_AGE_CHECK", &configuration};
    struct update_account_audit_configuration_input update = {
        .audit_check_configurations = {1, &entry}};
    struct list_metric_values_input values = {0};

    cr_assert_not(record_validate(&list_audit_findings_input_record, &findings, &err));
    cr_assert_str_eq(err.text,
                     "resourceIdentifier.deviceCertificateId: 2 characters, exactly 64 "
                     "are needed");
    cr_assert_eq(err.kind, ERR_USAGE);
    cr_assert(record_validate(&list_audit_tasks_input_record, &tasks, &err));
    tasks.max_results = (struct opt_int){0, true};
    cr_assert_not(record_validate(&list_audit_tasks_input_record, &tasks, &err));
    cr_assert_str_eq(err.text, "maxResults: 0 is less than 1");
    tasks.max_results.set = false;
    tasks.task_status = "DONE";
    cr_assert_not(record_validate(&list_audit_tasks_input_record, &tasks, &err));
    cr_assert_str_eq(
        err.text, "taskStatus: \"DONE\" is none of IN_PROGRESS, COMPLETED, FAILED, CANCELED");
    cr_assert(record_validate(&start_on_demand_audit_task_input_record, &start, &err));
    start.target_check_names = (struct list){0, NULL};
    cr_assert_not(record_validate(&start_on_demand_audit_task_input_record, &start, &err));
    cr_assert_str_eq(err.text, "targetCheckNames is missing");
    cr_assert(record_validate(&update_account_audit_configuration_input_record, &update, &err));
    configuration.configuration = (struct list){1, &threshold};
    cr_assert_not(
        record_validate(&update_account_audit_configuration_input_record, &update, &err));
    cr_assert(str_starts(err.text, "auditCheckConfigurations.DEVICE_CERTIFICATE_AGE_CHECK."
                                   "configuration: \"CERT_RAGE\" is none of"),
              "%s", err.text);
    cr_assert_not(record_validate(&list_metric_values_input_record, &values, &err));
}

Test(api_codec, counts)
{
    static const struct {
        size_t n;
        const char *message; /* NULL: passes */
    } rows[] = {
        {0, "findingIds: 0 given, at least 1 are needed"},
        {1, NULL},
        {25, NULL},
        {26, "findingIds: 26 given, at most 25 are taken"},
    };
    const char *ids[26];

    for (size_t i = 0; i < COUNT_OF(ids); i++)
        ids[i] = "f-1";
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct audit_mitigation_actions_task_target target = {.finding_ids = {rows[i].n, ids}};
        struct err err = {0};
        bool ok = record_validate(&audit_mitigation_actions_task_target_record, &target, &err);

        cr_assert_eq(ok, rows[i].message == NULL, "%zu: %s", rows[i].n, err.text);
        cr_assert(ok || strcmp(err.text, rows[i].message) == 0, "%s", err.text);
    }
}

Test(api_codec, paths)
{
    struct policy_version_identifier policy = {"FleetDefault", "7"};
    struct resource_identifier who = {.policy_version_identifier = &policy};
    struct non_compliant_resource resource = {.resource_identifier = &who};
    struct audit_finding f = {.non_compliant_resource = &resource, .severity = "LOW"};
    const struct element *e;
    const void *value;

    cr_assert(record_path(
        &audit_finding_record, &f,
        "nonCompliantResource.resourceIdentifier.policyVersionIdentifier.policyName", &e,
        &value));
    cr_assert_str_eq(*(const char *const *)value, "FleetDefault");
    cr_assert_eq(e->type, FIELD_STR);
    cr_assert(record_path(&audit_finding_record, &f,
                          "nonCompliantResource.resourceIdentifier.clientId", &e, &value));
    cr_assert_null(value);
    resource.resource_identifier = NULL;
    cr_assert(record_path(&audit_finding_record, &f,
                          "nonCompliantResource.resourceIdentifier.clientId", &e, &value));
    cr_assert_null(value);
    cr_assert_not(
        record_path(&audit_finding_record, &f, "nonCompliantResource.name", &e, &value));
    cr_assert_not(record_path(&audit_finding_record, &f, "severity.name", &e, &value));
    cr_assert_not(record_path(&audit_finding_record, &f, "", &e, &value));
}
