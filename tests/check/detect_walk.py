#!/usr/bin/python3
"""Every operation of Detect: a profile from nothing, an alarm, what is done about it.

usage: detect_walk.py PICKET boto3|aws

With boto3 every answer is walked strictly by botocore's model, and refusals are tried too; with
aws the same walk goes through the `aws` command line.
"""
import json
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone

from botocore import xform_name
from botocore.exceptions import ClientError

from local_service import Service
from strict_model import watch

HERE = "arn:aws:iot:us-east-1:123456789012:"
TOPIC = "arn:aws:sns:us-east-1:123456789012:nordhaven-security"
ROLE = "arn:aws:iam::123456789012:role/service-role/NordhavenAlerts"
CLOCK_SPEED = "600"  # a slot of five minutes in half a second
ALARM_SECONDS = 90
THING = "crane-n01"

OPERATIONS = """
AttachSecurityProfile CancelDetectMitigationActionsTask CreateCustomMetric CreateDimension
CreateSecurityProfile DeleteCustomMetric DeleteDimension DeleteSecurityProfile
DescribeCustomMetric DescribeDetectMitigationActionsTask DescribeDimension
DescribeSecurityProfile DetachSecurityProfile GetBehaviorModelTrainingSummaries
ListActiveViolations ListCustomMetrics ListDetectMitigationActionsExecutions
ListDetectMitigationActionsTasks ListDimensions ListMetricValues ListSecurityProfiles
ListSecurityProfilesForTarget ListTargetsForSecurityProfile ListViolationEvents
PutVerificationStateOnViolation StartDetectMitigationActionsTask UpdateCustomMetric
UpdateDimension UpdateSecurityProfile ValidateSecurityProfileBehaviors
""".split()


class Aws:
    """The methods of a boto3 client, each a run of `aws iot`."""

    def __init__(self, service):
        self.service, self.seen = service, {}
        self.names = {xform_name(o): o for o in OPERATIONS}

    def __getattr__(self, method):
        def run(**parameters):
            def plain(value):
                return value.isoformat() if isinstance(value, datetime) else str(value)
            command = ["/usr/bin/aws", "--endpoint-url", self.service.endpoint, "--output",
                       "json", "iot", method.replace("_", "-"), "--no-paginate",
                       "--cli-input-json", json.dumps(parameters, default=plain)]
            done = subprocess.run(command, env=self.service.environment(), text=True,
                                  capture_output=True, timeout=120)
            name = self.names.get(method, method)
            self.seen[name] = self.seen.get(name, 0) + 1
            said = re.search(r"An error occurred \((\w+)\).*?: (.*)", done.stderr, re.S)
            if said:
                raise ClientError({"Error": {"Code": said[1], "Message": said[2]}}, method)
            assert done.returncode == 0, f"{method} {parameters}: {done.stderr}"
            return json.loads(done.stdout) if done.stdout.strip() else {}
        return run


def refused(code, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"not refused: {call.__name__} {parameters}")


def listed(call, items, **parameters):
    found = []
    while True:
        answer = call(**parameters)
        found += answer[items]
        if not answer.get("nextToken"):
            return found
        parameters["nextToken"] = answer["nextToken"]


def now():
    return datetime.now(timezone.utc)


# ---- custom metrics and dimensions ----

def metrics_and_dimensions(iot):
    made = iot.create_custom_metric(metricName="walk-users", metricType="string-list",
                                    displayName="Users", clientRequestToken="walk-m",
                                    tags=[{"Key": "team", "Value": "deck"}])
    told = iot.describe_custom_metric(metricName="walk-users")
    assert told["metricArn"] == made["metricArn"] == HERE + "custommetric/walk-users"
    assert told["metricType"] == "string-list" and told["displayName"] == "Users"
    told = iot.update_custom_metric(metricName="walk-users", displayName="Logged in")
    assert told["displayName"] == "Logged in"
    names = listed(iot.list_custom_metrics, "metricNames", maxResults=1)
    assert names == sorted(set(names)) and {"cpu_usage", "walk-users"} <= set(names), names
    made = iot.create_dimension(name="walk-topics", type="TOPIC_FILTER",
                                stringValues=["crane/+/load", "a/#"],
                                clientRequestToken="walk-d")
    iot.update_dimension(name="walk-topics", stringValues=["crane/${iot:ClientId}/#"])
    told = iot.describe_dimension(name="walk-topics")
    assert told["arn"] == made["arn"] == HERE + "dimension/walk-topics"
    assert told["stringValues"] == ["crane/${iot:ClientId}/#"], told
    names = listed(iot.list_dimensions, "dimensionNames", maxResults=1)
    assert names == ["crane-telemetry", "walk-topics"], names


def metrics_refused(iot):
    same = {"metricName": "walk-users", "metricType": "string-list", "displayName": "Logged in"}
    iot.create_custom_metric(**same, clientRequestToken="walk-m")
    refused("ResourceAlreadyExistsException", iot.create_custom_metric, **same,
            clientRequestToken="walk-other")
    refused("InvalidRequestException", iot.create_custom_metric, clientRequestToken="walk-m",
            metricName="walk-again", metricType="number")
    refused("InvalidRequestException", iot.create_custom_metric, clientRequestToken="walk-r",
            metricName="aws:walk", metricType="number")
    refused("InvalidRequestException", iot.create_dimension, clientRequestToken="walk-r",
            name="aws:walk", type="TOPIC_FILTER", stringValues=["a"])
    refused("ResourceNotFoundException", iot.describe_custom_metric, metricName="nobody")
    refused("ResourceNotFoundException", iot.update_custom_metric, metricName="nobody",
            displayName="x")
    refused("ResourceNotFoundException", iot.describe_dimension, name="nobody")
    refused("ResourceAlreadyExistsException", iot.create_dimension, name="walk-topics",
            type="TOPIC_FILTER", stringValues=["a"], clientRequestToken="walk-other")
    for i in range(98):
        iot.create_custom_metric(metricName=f"walk-{i}", metricType="number",
                                 clientRequestToken=f"walk-{i}")
    refused("LimitExceededException", iot.create_custom_metric, metricName="walk-more",
            metricType="number", clientRequestToken="walk-more")
    names = listed(iot.list_custom_metrics, "metricNames", maxResults=30)
    assert len(names) == len(set(names)) == 100, names
    for i in range(98):
        iot.delete_custom_metric(metricName=f"walk-{i}")
    for i in range(8):
        iot.create_dimension(name=f"walk-{i}", type="TOPIC_FILTER", stringValues=["a"],
                             clientRequestToken=f"walk-{i}")
    refused("LimitExceededException", iot.create_dimension, name="walk-more",
            type="TOPIC_FILTER", stringValues=["a"], clientRequestToken="walk-more")
    for i in range(8):
        iot.delete_dimension(name=f"walk-{i}")
    iot.delete_dimension(name="nobody")
    iot.delete_custom_metric(metricName="nobody")


# ---- profiles ----

BEHAVIORS = [
    {"name": "attempts", "metric": "aws:num-connection-attempts",
     "criteria": {"comparisonOperator": "less-than-equals", "value": {"count": 10},
                  "durationSeconds": 300, "consecutiveDatapointsToAlarm": 1,
                  "consecutiveDatapointsToClear": 1}},
    {"name": "failures", "metric": "aws:num-authorization-failures", "suppressAlerts": True,
     "criteria": {"comparisonOperator": "less-than", "value": {"count": 10},
                  "durationSeconds": 300}},
    {"name": "sizes", "metric": "aws:message-byte-size",
     "metricDimension": {"dimensionName": "walk-topics", "operator": "NOT_IN"},
     "criteria": {"comparisonOperator": "less-than-equals", "durationSeconds": 600,
                  "statisticalThreshold": {"statistic": "p99.9"}}},
    {"name": "ports", "metric": "aws:listening-tcp-ports",
     "criteria": {"comparisonOperator": "not-in-port-set", "value": {"ports": [23, 4444]}}},
    {"name": "users", "metric": "walk-users",
     "criteria": {"comparisonOperator": "in-set", "value": {"strings": ["root"]}}},
    {"name": "learned", "metric": "aws:num-messages-sent",
     "criteria": {"mlDetectionConfig": {"confidenceLevel": "MEDIUM"}}},
    {"name": "name-only"},
]


def make_profile(iot):
    assert iot.validate_security_profile_behaviors(behaviors=BEHAVIORS)["valid"]
    wrong = [{"name": "Authorization", "metric": "aws:num-authorization-failures",
              "criteria": {"comparisonOperator": "less-than", "value": {"count": 5},
                           "consecutiveDatapointsToAlarm": 100000}}]
    told = iot.validate_security_profile_behaviors(behaviors=wrong)
    assert told["valid"] is False and told["validationErrors"] == [
        {"errorMessage": "Behavior Authorization is malformed. consecutiveDatapointsToAlarm "
         "100000 should be in range[1,10]"}], told
    made = iot.create_security_profile(
        securityProfileName="walk", securityProfileDescription="for the walk",
        behaviors=BEHAVIORS, alertTargets={"SNS": {"alertTargetArn": TOPIC, "roleArn": ROLE}},
        additionalMetricsToRetainV2=[{"metric": "aws:all-bytes-out"}],
        tags=[{"Key": "team", "Value": "deck"}])
    told = iot.describe_security_profile(securityProfileName="walk")
    assert told["behaviors"] == BEHAVIORS and told["version"] == 1, told
    assert told["securityProfileArn"] == made["securityProfileArn"]
    told = iot.update_security_profile(securityProfileName="walk", expectedVersion=1,
                                       securityProfileDescription="changed",
                                       deleteAlertTargets=True)
    assert told["version"] == 2 and not told.get("alertTargets"), told
    names = [p["name"] for p in listed(iot.list_security_profiles,
                                       "securityProfileIdentifiers", maxResults=2)]
    assert names == sorted(set(names)) and "walk" in names, names
    for how in ({"metricName": "walk-users"}, {"dimensionName": "walk-topics"}):
        found = listed(iot.list_security_profiles, "securityProfileIdentifiers", **how)
        assert [p["name"] for p in found] == ["walk"], found


def profile_refused(iot):
    refused("ResourceAlreadyExistsException", iot.create_security_profile,
            securityProfileName="walk")
    refused("VersionConflictException", iot.update_security_profile, securityProfileName="walk",
            expectedVersion=1, securityProfileDescription="too late")
    refused("VersionConflictException", iot.delete_security_profile, securityProfileName="walk",
            expectedVersion=1)
    refused("InvalidRequestException", iot.update_security_profile, securityProfileName="walk",
            deleteBehaviors=True, behaviors=BEHAVIORS[:1])
    refused("InvalidRequestException", iot.create_security_profile, securityProfileName="bad",
            behaviors=[{"name": "x", "metric": "aws:num-dragons"}])
    for call in (iot.describe_security_profile, iot.update_security_profile,
                 iot.list_targets_for_security_profile):
        refused("ResourceNotFoundException", call, securityProfileName="nobody")
    refused("InvalidRequestException", iot.delete_custom_metric, metricName="walk-users")
    refused("InvalidRequestException", iot.delete_dimension, name="walk-topics")
    refused("ResourceNotFoundException", iot.list_security_profiles, dimensionName="nobody")
    refused("InvalidRequestException", iot.list_security_profiles, dimensionName="walk-topics",
            metricName="walk-users")
    refused("InvalidRequestException", iot.attach_security_profile, securityProfileName="walk",
            securityProfileTargetArn=HERE + "thing/x")
    refused("ResourceNotFoundException", iot.attach_security_profile,
            securityProfileName="walk", securityProfileTargetArn=HERE + "thinggroup/nobody")
    iot.delete_security_profile(securityProfileName="nobody")
    iot.create_security_profile(securityProfileName="empty")
    assert iot.describe_security_profile(securityProfileName="empty")["behaviors"] == []
    iot.delete_security_profile(securityProfileName="empty")


def behavior(value, metric="aws:num-disconnects", operator="less-than", **more):
    return {"behaviors": [{"name": "x", "metric": metric, "criteria": {
        "comparisonOperator": operator, "value": value, **more}}]}


PROFILE = "/security-profiles/bad"
LONG = "x" * 129
BAD_INPUT = [
    ("POST", PROFILE, {"behaviors": "no"}),
    ("POST", PROFILE, {"behaviors": {"name": "x"}}),
    ("POST", PROFILE, {"behaviors": [{"name": 7}]}),
    ("POST", PROFILE, {"behaviors": [{"metric": "aws:num-disconnects"}]}),
    ("POST", PROFILE, {"behaviors": [{"name": "a b"}]}),
    ("POST", PROFILE, {"behaviors": [{"name": "\u202ex"}]}),
    ("POST", PROFILE, {"behaviors": [{"name": LONG}]}),
    ("POST", PROFILE, {"behaviors": [{"name": "x", "metric": "aws:num-dragons"}]}),
    ("POST", PROFILE, {"behaviors": [{"name": f"b{i}"} for i in range(101)]}),
    ("POST", PROFILE, {"behaviors": [{"name": "x"}, {"name": "x"}]}),
    ("POST", PROFILE, behavior({"count": -1})),
    ("POST", PROFILE, behavior({"count": "5"})),
    ("POST", PROFILE, behavior({"count": 1.5})),
    ("POST", PROFILE, behavior({"count": 1e300})),
    ("POST", PROFILE, behavior({"count": 5, "number": 5})),
    ("POST", PROFILE, behavior({"count": 5}, operator="roughly")),
    ("POST", PROFILE, behavior({"count": 5}, durationSeconds=-300)),
    ("POST", PROFILE, behavior({"count": 5}, durationSeconds=301)),
    ("POST", PROFILE, behavior({"count": 5}, consecutiveDatapointsToAlarm=11)),
    ("POST", PROFILE, behavior({"ports": [70000]}, "aws:listening-tcp-ports", "in-port-set")),
    ("POST", PROFILE, behavior({"ports": [-1]}, "aws:listening-tcp-ports", "in-port-set")),
    ("POST", PROFILE, behavior({"ports": list(range(1001))}, "aws:listening-tcp-ports",
                               "in-port-set")),
    ("POST", PROFILE, behavior({"cidrs": ["10.0.0.0/99"]}, "aws:source-ip-address",
                               "in-cidr-set")),
    ("POST", PROFILE, {"securityProfileDescription": "x" * 1001}),
    ("POST", PROFILE, {"alertTargets": {"MAIL": {"alertTargetArn": TOPIC, "roleArn": ROLE}}}),
    ("POST", PROFILE, {"alertTargets": {"SNS": {"alertTargetArn": "x", "roleArn": ROLE}}}),
    ("POST", PROFILE, {"tags": [{"Key": "aws:x", "Value": ""}]}),
    ("POST", PROFILE, b"{"),
    ("POST", PROFILE, b'{"behaviors":[],"behaviors":[]}'),
    ("POST", "/security-profiles/a%20b", {}),
    ("POST", "/security-profiles/" + LONG, {}),
    ("POST", "/security-profiles/%E5%86%B7%E8%94%B5", {}),
    ("POST", "/security-profiles/a%2F..%2Fb", {}),
    ("POST", "/security-profiles/a%00", {}),
    ("PATCH", "/security-profiles/walk?expectedVersion=two", {}),
    ("PATCH", "/security-profiles/walk?expectedVersion=2&expectedVersion=2", {}),
    ("PUT", "/security-profiles/walk/targets", None),
    ("GET", "/security-profiles?maxResults=0", None),
    ("GET", "/security-profiles?maxResults=251", None),
    ("GET", "/security-profiles?nextToken=forged", None),
    ("POST", "/custom-metric/x", {"metricType": "colour", "clientRequestToken": "x"}),
    ("POST", "/custom-metric/a%20b", {"metricType": "number", "clientRequestToken": "x"}),
    ("POST", "/custom-metric/x", {"metricType": "number", "clientRequestToken": "x",
                                  "displayName": "\n"}),
    ("POST", "/dimensions/x", {"type": "TOPIC_FILTER", "stringValues": [],
                               "clientRequestToken": "x"}),
    ("POST", "/dimensions/x", {"type": "TOPIC_FILTER", "stringValues": ["x" * 257],
                               "clientRequestToken": "x"}),
    ("POST", "/dimensions/x", {"type": "COLOUR", "stringValues": ["x"],
                               "clientRequestToken": "x"}),
    ("POST", "/security-profile-behaviors/validate", {}),
    ("POST", "/security-profile-behaviors/validate", {"behaviors": [7]}),
]
# Odd, and yet what somebody may want: the first always fires, the second never.
ODD_INPUT = [
    behavior({"count": 0}),
    behavior({"ports": []}, "aws:listening-tcp-ports", "not-in-port-set"),
    behavior({"count": 9}, operator="greater-than"),
    {"behaviors": []},
    {},
]


def bad_input(service, iot):
    before = [p["name"] for p in listed(iot.list_security_profiles,
                                        "securityProfileIdentifiers")]
    for method, target, body in BAD_INPUT:
        status, error, answer = service.call(method, target, body)
        told = status, error
        assert told == (400, "InvalidRequestException"), (target, body, told)
        assert answer["message"], (target, body)
    for body in ODD_INPUT:
        service.ask("POST", PROFILE, body)
        service.ask("DELETE", PROFILE)
    after = [p["name"] for p in listed(iot.list_security_profiles,
                                       "securityProfileIdentifiers")]
    assert before == after, (before, after)


def attach(iot):
    groups = [HERE + "thinggroup/cranes", HERE + "thinggroup/quarantine"]
    for arn in groups + [HERE + "all/unregistered-things"]:
        iot.attach_security_profile(securityProfileName="walk", securityProfileTargetArn=arn)
    targets = listed(iot.list_targets_for_security_profile, "securityProfileTargets",
                     securityProfileName="walk", maxResults=2)
    assert [t["arn"] for t in targets] == groups + [HERE + "all/unregistered-things"], targets
    iot.detach_security_profile(securityProfileName="walk", securityProfileTargetArn=groups[1])
    for arn, recursive, wanted in ((groups[0], False, True), (groups[1], True, False),
                                   (HERE + "thinggroup/machines", False, False),
                                   (HERE + "thinggroup/machines", True, True)):
        found = listed(iot.list_security_profiles_for_target, "securityProfileTargetMappings",
                       securityProfileTargetArn=arn, recursive=recursive, maxResults=1)
        names = [m["securityProfileIdentifier"]["name"] for m in found]
        assert ("walk" in names) == wanted, (arn, recursive, names)


# ---- alarms ----

def wait_for(what, question):
    limit = time.monotonic() + ALARM_SECONDS
    while True:
        found = question()
        if found:
            return found
        assert time.monotonic() < limit, f"no {what}"
        time.sleep(0.5)


def strike(service, iot):
    service.ask("POST", "/picket/scenarios", {
        "name": "impersonation", "thingNames": [THING], "clientRequestToken": "walk-strike",
        "minutes": 10080})

    def alarms():
        found = listed(iot.list_active_violations, "activeViolations", thingName=THING,
                       securityProfileName="walk", maxResults=5)
        names = {a["behavior"]["name"] for a in found}
        return found if names >= {"attempts", "failures"} else []
    return {a["behavior"]["name"]: a for a in wait_for("alarm", alarms)}


def alarms(iot, alarm):
    for a in alarm.values():
        assert a["thingName"] == THING and a["verificationState"] == "UNKNOWN", a
        assert a["lastViolationValue"]["count"] > 10, a
    loud = listed(iot.list_active_violations, "activeViolations", thingName=THING,
                  listSuppressedAlerts=False)
    assert alarm["failures"]["violationId"] not in [a["violationId"] for a in loud]
    learned = listed(iot.list_active_violations, "activeViolations",
                     securityProfileName="walk", behaviorCriteriaType="MACHINE_LEARNING")
    assert not learned, learned
    iot.put_verification_state_on_violation(
        violationId=alarm["attempts"]["violationId"], verificationState="TRUE_POSITIVE",
        verificationStateDescription="seen on the quay")
    told = listed(iot.list_active_violations, "activeViolations", thingName=THING,
                  verificationState="TRUE_POSITIVE")
    assert [a["violationId"] for a in told] == [alarm["attempts"]["violationId"]], told
    assert told[0]["verificationStateDescription"] == "seen on the quay"
    ranges = {"startTime": now() - timedelta(days=14), "endTime": now() + timedelta(days=1)}
    events = listed(iot.list_violation_events, "violationEvents", **ranges, thingName=THING,
                    securityProfileName="walk", maxResults=3)
    assert {(e["violationId"], e["violationEventType"]) for e in events} >= {
        (a["violationId"], "in-alarm") for a in alarm.values()}, events
    values = listed(iot.list_metric_values, "metricDatumList", thingName=THING,
                    metricName="aws:num-connection-attempts", **ranges, maxResults=100)
    assert max(v["value"]["count"] for v in values) > 10, values
    summaries = listed(iot.get_behavior_model_training_summaries, "summaries",
                       securityProfileName="walk", maxResults=1)
    assert [s["behaviorName"] for s in summaries] == ["learned"], summaries
    assert summaries[0]["modelStatus"] == "PENDING_BUILD", summaries


def alarms_refused(iot):
    refused("InvalidRequestException", iot.put_verification_state_on_violation,
            violationId="no-such-violation", verificationState="TRUE_POSITIVE")
    refused("InvalidRequestException", iot.list_violation_events, startTime=now(),
            endTime=now() - timedelta(days=1))
    refused("ResourceNotFoundException", iot.get_behavior_model_training_summaries,
            securityProfileName="nobody")


# ---- mitigation ----

def mitigate(iot, alarm):
    ids = [a["violationId"] for a in alarm.values()]
    iot.start_detect_mitigation_actions_task(
        taskId="walk-cut", target={"violationIds": ids}, actions=["put-into-quarantine"],
        includeSuppressedAlerts=True, clientRequestToken="walk-cut")

    def ended():
        told = iot.describe_detect_mitigation_actions_task(taskId="walk-cut")["taskSummary"]
        return told if told["taskStatus"] != "IN_PROGRESS" else None
    told = wait_for("end of the task", ended)
    assert told["taskStatus"] == "SUCCESSFUL" and told["target"] == {"violationIds": ids}, told
    assert told["taskStatistics"] == {"actionsExecuted": len(ids), "actionsSkipped": 0,
                                      "actionsFailed": 0}, told
    assert [a["name"] for a in told["actionsDefinition"]] == ["put-into-quarantine"]
    done = listed(iot.list_detect_mitigation_actions_executions, "actionsExecutions",
                  taskId="walk-cut", maxResults=1)
    assert [e["violationId"] for e in done] == ids and {e["status"] for e in done} == {
        "SUCCESSFUL"}, done
    done = listed(iot.list_detect_mitigation_actions_executions, "actionsExecutions",
                  violationId=ids[0])
    assert len(done) == 1 and done[0]["thingName"] == THING, done
    iot.start_detect_mitigation_actions_task(
        taskId="walk-all", target={"securityProfileName": "walk", "behaviorName": "attempts"},
        actions=["put-into-quarantine"], clientRequestToken="walk-all",
        violationEventOccurrenceRange={"startTime": now() - timedelta(days=14),
                                       "endTime": now()})
    try:
        iot.cancel_detect_mitigation_actions_task(taskId="walk-all")
    except ClientError as error:  # it was faster
        assert error.response["Error"]["Code"] == "InvalidRequestException", error
    tasks = listed(iot.list_detect_mitigation_actions_tasks, "tasks", maxResults=1,
                   startTime=now() - timedelta(days=14), endTime=now() + timedelta(days=1))
    assert [t["taskId"] for t in tasks] == ["walk-all", "walk-cut"], tasks
    members = listed(iot.list_things_in_thing_group, "things", thingGroupName="quarantine")
    assert members == [THING], members


def mitigation_refused(iot, alarm):
    task = {"taskId": "walk-bad", "clientRequestToken": "walk-bad",
            "actions": ["put-into-quarantine"],
            "target": {"violationIds": [alarm["attempts"]["violationId"]]}}
    for wrong in ({"target": {}}, {"target": {"securityProfileName": "nobody"}},
                  {"target": {"violationIds": ["nobody"]}}, {"actions": ["nobody"]},
                  {"actions": ["deactivate-certificate"]}, {"clientRequestToken": "walk-cut"}):
        refused("InvalidRequestException", iot.start_detect_mitigation_actions_task,
                **{**task, **wrong})
    refused("TaskAlreadyExistsException", iot.start_detect_mitigation_actions_task,
            **{**task, "taskId": "walk-cut"})
    for call in (iot.describe_detect_mitigation_actions_task,
                 iot.cancel_detect_mitigation_actions_task):
        refused("ResourceNotFoundException", call, taskId="nobody")
    refused("InvalidRequestException", iot.cancel_detect_mitigation_actions_task,
            taskId="walk-cut")


def clear(iot):
    def cleared():
        events = listed(iot.list_violation_events, "violationEvents", thingName=THING,
                        startTime=now() - timedelta(days=14), endTime=now() + timedelta(days=1),
                        securityProfileName="walk", maxResults=250)
        return [e for e in events if e["violationEventType"] == "alarm-cleared"]
    assert wait_for("cleared alarm", cleared)


def put_away(iot):
    iot.delete_security_profile(securityProfileName="walk", expectedVersion=2)
    iot.delete_custom_metric(metricName="walk-users")
    iot.delete_dimension(name="walk-topics")
    names = listed(iot.list_security_profiles, "securityProfileIdentifiers")
    assert "walk" not in [p["name"] for p in names], names


def closed(picket, iot_of):
    """An account to which Detect is closed: audits work, Detect says that it does not."""
    with Service(picket, "--no-detect", "--no-throttle") as service:
        iot = iot_of(service)
        for call, how in ((iot.list_security_profiles, {}), (iot.list_active_violations, {}),
                          (iot.validate_security_profile_behaviors, {"behaviors": []}),
                          (iot.create_custom_metric, {"metricName": "x", "metricType": "number",
                                                      "clientRequestToken": "x"})):
            said = refused("AccessDeniedException", call, **how)
            assert "not available to this account" in said, said
        assert iot.list_mitigation_actions()["actionIdentifiers"]
        assert iot.list_scheduled_audits()["scheduledAudits"]


def walk(service, iot, strict):
    metrics_and_dimensions(iot)
    if strict:
        metrics_refused(iot)
    make_profile(iot)
    if strict:
        profile_refused(iot)
        bad_input(service, iot)
    attach(iot)
    alarm = strike(service, iot)
    alarms(iot, alarm)
    if strict:
        alarms_refused(iot)
    mitigate(iot, alarm)
    if strict:
        mitigation_refused(iot, alarm)
        clear(iot)
    put_away(iot)


def main():
    picket, how = sys.argv[1:3]
    with Service(picket, "--clock-speed", CLOCK_SPEED, "--no-throttle") as service:
        iot = service.client("iot") if how == "boto3" else Aws(service)
        seen = watch(iot) if how == "boto3" else iot.seen
        walk(service, iot, how == "boto3")
    missing = [o for o in OPERATIONS if o not in seen]
    assert not missing, f"never asked: {missing}"
    if how == "boto3":
        closed(picket, lambda s: s.client("iot"))
    print(f"{sum(seen.values())} answers of {len(seen)} operations through {how}")


main()
