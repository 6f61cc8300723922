/*
 * api/policy_verdict: what the audit's policy checks say about one document.
 *
 * Pure: document in, verdict out. The local service decides findings with it, the console marks
 * the offending statements with it. Rules: developer guide, "AWS IoT policies overly
 * permissive", "AWS IoT policy potentially misconfigured", the Cognito role checks and the role
 * alias checks. Deny statements do not take back what an Allow statement gives: the checks look
 * at grants.
 */
#pragma once

#include "client/api/policy.h"

/* Data plane actions a finding can name, in the order it names them. */
enum iot_data_action {
    IOT_CONNECT,
    IOT_PUBLISH,
    IOT_SUBSCRIBE,
    IOT_GET_THING_SHADOW,
    IOT_UPDATE_THING_SHADOW,
    IOT_DELETE_THING_SHADOW,
    IOT_DESCRIBE_JOB_EXECUTION,
    IOT_GET_PENDING_JOB_EXECUTIONS,
    IOT_START_NEXT_PENDING_JOB_EXECUTION,
    IOT_UPDATE_JOB_EXECUTION,
    IOT_DATA_ACTION_COUNT,
};
const char *iot_data_action_name(enum iot_data_action action); /* "iot:Connect" */

struct policy_broad {
    unsigned actions;         /* 1u << enum iot_data_action; 0: compliant */
    size_t n;                 /* offending statements */
    const size_t *statements; /* their positions in the policy, ascending */
};

/* ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS: which actions are granted for other devices
 * too. */
void policy_find_broad(const struct policy *p, struct arena *a,
                       struct policy_broad *out) NONNULL;
/* "[iot:Connect, iot:Publish]" */
const char *policy_broad_list(unsigned actions, struct arena *a) NONNULL;
/* Does one statement grant this action broadly? */
bool policy_is_broad(const struct policy_statement *s, enum iot_data_action action,
                     struct arena *a) NONNULL;

/* Is a thing that nobody named among the statement's resources? */
bool policy_reaches_all_things(const struct policy_statement *s, struct arena *a) NONNULL;

struct policy_misconfigured {
    bool mqtt_wildcards;           /* POLICY_CONTAINS_MQTT_WILDCARDS_IN_DENY_STATEMENT */
    bool bypassed;                 /* TOPIC_FILTERS_INTENDED_TO_DENY_ALLOWED_USING_WILDCARDS */
    const char *wildcard_resource; /* the first such resource, or NULL */
    const char
        *bypassed_resource; /* the first denied topic filter with a way around, or NULL */
    const char *bypass;     /* a topic filter that goes around it, e.g. "building/#" */
    size_t n;               /* offending Deny statements */
    const size_t *statements;
};
void policy_find_misconfigured(const struct policy *p, struct arena *a,
                               struct policy_misconfigured *out) NONNULL;
