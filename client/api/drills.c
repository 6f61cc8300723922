#include "client/api/drills.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

const struct enumeration enum_scenario_status = {
    "ScenarioStatus", (const char *const[]){"RUNNING", "ENDED", "STOPPED", NULL}};

static const struct scalar scalar_scenario_name = {
    .name = "ScenarioName", .min = 1, .max = 64, .chars = "a-z\\-"};
static const struct scalar scalar_scenario_id = {
    .name = "ScenarioId", .min = 1, .max = 18, .chars = "0-9"};
static const struct scalar scalar_scenario_things = {
    .name = "ScenarioThings", .min = 1, .max = 20000};
static const struct scalar scalar_scenario_minutes = {
    .name = "ScenarioMinutes", .min = 1, .max = 10080};

static const struct field scenario_metric_fields[] = {
    ROW(scenario_metric, metric_name, "metricName", IS_TEXT),
    ROW(scenario_metric, change, "change", IS_TEXT),
};
RECORD(scenario_metric, "ScenarioMetric");

static const struct field scenario_about_fields[] = {
    ROW(scenario_about, name, "name", IS_TEXT),
    ROW(scenario_about, title, "title", IS_TEXT),
    ROW(scenario_about, threat, "threat", IS_TEXT),
    ROW(scenario_about, signs, "signs", IS_TEXT),
    ROW(scenario_about, metrics, "metrics", IS_LIST(IS_RECORD(scenario_metric_record))),
    ROW(scenario_about, per_mille, "perMille", IS_INT),
    ROW(scenario_about, spread_min, "spreadMinutes", IS_INT),
    ROW(scenario_about, minutes, "minutes", IS_INT),
};
RECORD(scenario_about, "ScenarioAbout");

static const struct field list_scenario_kinds_output_fields[] = {
    ROW(list_scenario_kinds_output, scenario_kinds, "scenarioKinds",
        IS_LIST(IS_RECORD(scenario_about_record))),
};
RECORD(list_scenario_kinds_output, "ListScenarioKindsResponse");

static const struct field list_scenarios_input_fields[] = {
    QUERY(list_scenarios_input, max_results, "maxResults", IS_INT_OF(scalar_max_results)),
    QUERY(list_scenarios_input, next_token, "nextToken", IS_TEXT),
};
RECORD(list_scenarios_input, "ListScenariosRequest");

static const struct field scenario_summary_fields[] = {
    ROW(scenario_summary, scenario_id, "scenarioId", IS_TEXT),
    ROW(scenario_summary, name, "name", IS_TEXT),
    ROW(scenario_summary, title, "title", IS_TEXT),
    ROW(scenario_summary, status, "status", IS_ENUM(enum_scenario_status)),
    ROW(scenario_summary, aim, "aim", IS_TEXT),
    ROW(scenario_summary, start_time, "startTime", IS_TIME),
    ROW(scenario_summary, end_time, "endTime", IS_TIME),
    ROW(scenario_summary, things, "things", IS_INT),
    ROW(scenario_summary, struck, "struck", IS_INT),
    ROW(scenario_summary, alarmed, "alarmed", IS_INT),
};
RECORD(scenario_summary, "ScenarioSummary");

static const struct field device_reports_summary_fields[] = {
    ROW(device_reports_summary, devices, "devices", IS_INT),
    ROW(device_reports_summary, accepted, "accepted", IS_INT),
    ROW(device_reports_summary, rejected, "rejected", IS_INT),
    ROW(device_reports_summary, last_rejected_thing, "lastRejectedThing", IS_TEXT),
    ROW(device_reports_summary, last_rejected_reason, "lastRejectedReason", IS_TEXT),
    ROW(device_reports_summary, last_rejected_time, "lastRejectedTime", IS_TIME),
};
RECORD(device_reports_summary, "DeviceReportsSummary");

static const struct field list_scenarios_output_fields[] = {
    ROW(list_scenarios_output, scenarios, "scenarios",
        IS_LIST(IS_RECORD(scenario_summary_record))),
    ROW(list_scenarios_output, device_reports, "deviceReports",
        IS_RECORD(device_reports_summary_record)),
    ROW(list_scenarios_output, next_token, "nextToken", IS_TEXT),
};
RECORD(list_scenarios_output, "ListScenariosResponse");

static const struct field start_scenario_input_fields[] = {
    REQUIRED(start_scenario_input, name, "name", IS_TEXT_OF(scalar_scenario_name)),
    TOKEN(start_scenario_input, client_request_token, "clientRequestToken",
          IS_TEXT_OF(scalar_client_request_token)),
    ROW(start_scenario_input, thing_names, "thingNames",
        IS_LIST_OF(IS_TEXT_OF(scalar_device_defender_thing_name), 1, DRILL_THINGS_MAX)),
    ROW(start_scenario_input, thing_type_name, "thingTypeName",
        IS_TEXT_OF(scalar_thing_type_name)),
    ROW(start_scenario_input, thing_group_name, "thingGroupName",
        IS_TEXT_OF(scalar_thing_group_name)),
    ROW(start_scenario_input, things, "things", IS_INT_OF(scalar_scenario_things)),
    ROW(start_scenario_input, minutes, "minutes", IS_INT_OF(scalar_scenario_minutes)),
};
RECORD(start_scenario_input, "StartScenarioRequest");

static const struct field start_scenario_output_fields[] = {
    ROW(start_scenario_output, scenario_id, "scenarioId", IS_TEXT),
    ROW(start_scenario_output, things, "things", IS_INT),
};
RECORD(start_scenario_output, "StartScenarioResponse");

static const struct field describe_scenario_input_fields[] = {
    PATH(describe_scenario_input, scenario_id, "scenarioId", IS_TEXT_OF(scalar_scenario_id)),
};
RECORD(describe_scenario_input, "DescribeScenarioRequest");

static const struct field scenario_thing_fields[] = {
    ROW(scenario_thing, thing_name, "thingName", IS_TEXT),
    ROW(scenario_thing, start_time, "startTime", IS_TIME),
    ROW(scenario_thing, end_time, "endTime", IS_TIME),
    ROW(scenario_thing, cut_time, "cutTime", IS_TIME),
    ROW(scenario_thing, alarms, "alarms", IS_INT),
    ROW(scenario_thing, first_alarm_time, "firstAlarmTime", IS_TIME),
    ROW(scenario_thing, first_behavior, "firstBehavior", IS_TEXT),
    ROW(scenario_thing, first_profile, "firstProfile", IS_TEXT),
    ROW(scenario_thing, verification_state, "verificationState",
        IS_ENUM(enum_verification_state)),
};
RECORD(scenario_thing, "ScenarioThing");

static const struct field scenario_alarm_fields[] = {
    ROW(scenario_alarm, behavior_name, "behaviorName", IS_TEXT),
    ROW(scenario_alarm, security_profile_name, "securityProfileName", IS_TEXT),
    ROW(scenario_alarm, metric_name, "metricName", IS_TEXT),
    ROW(scenario_alarm, things, "things", IS_INT),
    ROW(scenario_alarm, first_alarm_time, "firstAlarmTime", IS_TIME),
    ROW(scenario_alarm, verified, "verified", IS_INT),
};
RECORD(scenario_alarm, "ScenarioAlarm");

static const struct field scenario_watch_fields[] = {
    ROW(scenario_watch, metric_name, "metricName", IS_TEXT),
    ROW(scenario_watch, change, "change", IS_TEXT),
    ROW(scenario_watch, behaviors, "behaviors", IS_INT),
    ROW(scenario_watch, things, "things", IS_INT),
};
RECORD(scenario_watch, "ScenarioWatch");

static const struct field describe_scenario_output_fields[] = {
    ROW(describe_scenario_output, scenario, "scenario", IS_RECORD(scenario_summary_record)),
    ROW(describe_scenario_output, threat, "threat", IS_TEXT),
    ROW(describe_scenario_output, signs, "signs", IS_TEXT),
    ROW(describe_scenario_output, watches, "watches",
        IS_LIST(IS_RECORD(scenario_watch_record))),
    ROW(describe_scenario_output, alarms, "alarms", IS_LIST(IS_RECORD(scenario_alarm_record))),
    ROW(describe_scenario_output, things, "things", IS_LIST(IS_RECORD(scenario_thing_record))),
    ROW(describe_scenario_output, shown, "shown", IS_INT),
    ROW(describe_scenario_output, missed, "missed", IS_INT),
    ROW(describe_scenario_output, verified, "verified", IS_INT),
    ROW(describe_scenario_output, quarantined, "quarantined", IS_INT),
    ROW(describe_scenario_output, first_alarm_time, "firstAlarmTime", IS_TIME),
    ROW(describe_scenario_output, first_verified_time, "firstVerifiedTime", IS_TIME),
    ROW(describe_scenario_output, first_quarantine_time, "firstQuarantineTime", IS_TIME),
};
RECORD(describe_scenario_output, "DescribeScenarioResponse");

static const struct field stop_scenario_input_fields[] = {
    PATH(stop_scenario_input, scenario_id, "scenarioId", IS_TEXT_OF(scalar_scenario_id)),
};
RECORD(stop_scenario_input, "StopScenarioRequest");

enum { CALLS_PER_SECOND = 10 };
#define COMMON_ERRORS \
    (ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE))

static const char *const shown_by[] = {"ListScenarios", "DescribeScenario", NULL};

const struct operation op_list_scenario_kinds = {
    .name = "ListScenarioKinds",
    .service = SERVICE_PICKET,
    .method = HTTP_GET,
    .uri = "/picket/scenario-kinds",
    .output = &list_scenario_kinds_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = COMMON_ERRORS,
    .calls_per_second = CALLS_PER_SECOND,
};

const struct operation op_list_scenarios = {
    .name = "ListScenarios",
    .service = SERVICE_PICKET,
    .method = HTTP_GET,
    .uri = "/picket/scenarios",
    .input = &list_scenarios_input_record,
    .output = &list_scenarios_output_record,
    .paging = {"nextToken", "nextToken", "scenarios", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = COMMON_ERRORS,
    .calls_per_second = CALLS_PER_SECOND,
};

const struct operation op_start_scenario = {
    .name = "StartScenario",
    .service = SERVICE_PICKET,
    .method = HTTP_POST,
    .uri = "/picket/scenarios",
    .input = &start_scenario_input_record,
    .output = &start_scenario_output_record,
    .retry = RETRY_TOKEN,
    .effect = EFFECT_MUTATE,
    .errors = COMMON_ERRORS | ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(LIMIT_EXCEEDED) |
              ERROR_BIT(TASK_ALREADY_EXISTS),
    .calls_per_second = CALLS_PER_SECOND,
    .invalidates = shown_by,
};

const struct operation op_describe_scenario = {
    .name = "DescribeScenario",
    .service = SERVICE_PICKET,
    .method = HTTP_GET,
    .uri = "/picket/scenarios/{scenarioId}",
    .input = &describe_scenario_input_record,
    .output = &describe_scenario_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = COMMON_ERRORS | ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = CALLS_PER_SECOND,
};

const struct operation op_stop_scenario = {
    .name = "StopScenario",
    .service = SERVICE_PICKET,
    .method = HTTP_PUT,
    .uri = "/picket/scenarios/{scenarioId}/stop",
    .input = &stop_scenario_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = COMMON_ERRORS | ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = CALLS_PER_SECOND,
    .invalidates = shown_by,
};
