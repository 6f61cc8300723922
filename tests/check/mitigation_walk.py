"""The part of boto3_walk.py that mitigates: from actions to what they change, and back."""
import json
import os
import time
from datetime import datetime, timedelta, timezone

from botocore.exceptions import ClientError

POLL_SECONDS = 0.1
TASK_SECONDS = 120
EXPIRING = "DEVICE_CERTIFICATE_EXPIRING_CHECK"
ROLE = "arn:aws:iam::123456789012:role/service-role/IoTMitigationActionServiceRole"
DEACTIVATE = {"updateDeviceCertificateParams": {"action": "DEACTIVATE"}}


def refused(code, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError(f"not refused: {call.__name__} {parameters}")


def define(iot):
    """Actions: made, told, changed, listed, deleted."""
    made = iot.create_mitigation_action(actionName="walk-off", roleArn=ROLE,
                                        actionParams=DEACTIVATE,
                                        tags=[{"Key": "a", "Value": "b"}])
    told = iot.describe_mitigation_action(actionName="walk-off")
    assert told["actionId"] == made["actionId"] and told["actionArn"] == made["actionArn"]
    assert told["actionType"] == "UPDATE_DEVICE_CERTIFICATE", told
    assert told["actionParams"] == DEACTIVATE
    iot.tag_resource(resourceArn=made["actionArn"], tags=[{"Key": "b", "Value": "c"}])
    assert iot.list_tags_for_resource(resourceArn=made["actionArn"])["tags"] == [
        {"Key": "a", "Value": "b"}, {"Key": "b", "Value": "c"}]
    refused("ResourceAlreadyExistsException", iot.create_mitigation_action,
            actionName="walk-off", roleArn=ROLE, actionParams=DEACTIVATE)
    for params in ({}, {**DEACTIVATE, "updateCACertificateParams": {"action": "DEACTIVATE"}},
                   {"enableIoTLoggingParams": {"roleArnForLogging": ROLE,
                                               "logLevel": "DISABLED"}}):
        refused("InvalidRequestException", iot.create_mitigation_action, actionName="walk-bad",
                roleArn=ROLE, actionParams=params)
    iot.create_mitigation_action(actionName="walk-blank", roleArn=ROLE, actionParams={
        "replaceDefaultPolicyVersionParams": {"templateName": "BLANK_POLICY"}})
    iot.update_mitigation_action(actionName="walk-blank", roleArn=ROLE + "2")
    assert iot.describe_mitigation_action(actionName="walk-blank")["roleArn"] == ROLE + "2"
    names, token = [], {}
    while True:
        answer = iot.list_mitigation_actions(maxResults=2, **token)
        names += [a["actionName"] for a in answer["actionIdentifiers"]]
        if not answer.get("nextToken"):
            break
        token = {"nextToken": answer["nextToken"]}
    assert names == sorted(names) and {"walk-off", "walk-blank"} <= set(names), names
    assert len(names) > 4, "the fleet starts with some"
    of_type = iot.list_mitigation_actions(actionType="REPLACE_DEFAULT_POLICY_VERSION")
    assert [a["actionName"] for a in of_type["actionIdentifiers"]] == ["walk-blank"]
    iot.delete_mitigation_action(actionName="walk-blank")
    iot.delete_mitigation_action(actionName="walk-blank")
    refused("ResourceNotFoundException", iot.describe_mitigation_action,
            actionName="walk-blank")
    refused("ResourceNotFoundException", iot.update_mitigation_action, actionName="walk-blank",
            roleArn=ROLE)


def watch_task(iot, task, check=EXPIRING):
    limit = time.monotonic() + TASK_SECONDS
    seen = []
    while True:
        told = iot.describe_audit_mitigation_actions_task(taskId=task)
        counts = told["taskStatistics"][check]
        ended = sum(counts[k] for k in counts if k != "totalFindingsCount")
        assert ended <= counts["totalFindingsCount"], counts
        seen.append(ended)
        if told["taskStatus"] != "IN_PROGRESS":
            assert seen == sorted(seen)
            return told
        assert time.monotonic() < limit, f"still running: {told}"
        time.sleep(POLL_SECONDS)


def executions(iot, task, finding):
    return iot.list_audit_mitigation_actions_executions(
        taskId=task, findingId=finding["findingId"])["actionsExecutions"]


def certificate_of(finding):
    return finding["nonCompliantResource"]["resourceIdentifier"]["deviceCertificateId"]


def status_of(iot, certificate):
    told = iot.describe_certificate(certificateId=certificate)["certificateDescription"]
    return told["status"]


def start(iot, task, findings, token, actions=("tell-security", "walk-off")):
    return iot.start_audit_mitigation_actions_task(
        taskId=task, clientRequestToken=token,
        target={"findingIds": [f["findingId"] for f in findings]},
        auditCheckToActionsMapping={EXPIRING: list(actions)})


def run_task(iot, findings, hidden):
    """Deactivates the certificates of the findings; the suppressed one stays as it is."""
    before = status_of(iot, certificate_of(hidden))
    assert start(iot, "walk-1", findings + [hidden], "token-1")["taskId"] == "walk-1"
    assert start(iot, "walk-1", findings + [hidden], "token-1")["taskId"] == "walk-1"
    refused("TaskAlreadyExistsException", start, iot=iot, task="walk-1", findings=findings,
            token="token-2")
    refused("InvalidRequestException", start, iot=iot, task="walk-2", findings=findings,
            token="token-1")
    told = watch_task(iot, "walk-1")
    assert told["taskStatus"] == "COMPLETED" and told["endTime"] >= told["startTime"], told
    assert {a["name"] for a in told["actionsDefinition"]} == {"tell-security", "walk-off"}
    counts = told["taskStatistics"][EXPIRING]
    assert counts == {"totalFindingsCount": len(findings) + 1, "failedFindingsCount": 0,
                      "succeededFindingsCount": len(findings), "skippedFindingsCount": 1,
                      "canceledFindingsCount": 0}, counts
    for f in findings:
        assert status_of(iot, certificate_of(f)) == "INACTIVE"
        done = executions(iot, "walk-1", f)
        assert [e["actionName"] for e in done] == ["tell-security", "walk-off"]
        assert {e["status"] for e in done} == {"COMPLETED"}
    assert {e["status"] for e in executions(iot, "walk-1", hidden)} == {"SKIPPED"}
    assert status_of(iot, certificate_of(hidden)) == before


def audited_again(iot, findings):
    task = iot.start_on_demand_audit_task(targetCheckNames=[EXPIRING])["taskId"]
    limit = time.monotonic() + TASK_SECONDS
    while iot.describe_audit_task(taskId=task)["taskStatus"] == "IN_PROGRESS":
        assert time.monotonic() < limit
        time.sleep(POLL_SECONDS)
    found = iot.list_audit_findings(taskId=task, maxResults=250)["findings"]
    named = {certificate_of(f) for f in found}
    return {certificate_of(f) for f in findings} & named


def read_outbox(service, findings):
    path = os.path.join(service.state, "outbox.ndjson")
    assert os.stat(path).st_mode & 0o777 == 0o600
    limit = time.monotonic() + TASK_SECONDS
    while True:
        with open(path, encoding="utf-8") as f:
            lines = [json.loads(line) for line in f]
        lines = [x for x in lines if "findingId" in x["message"]]  # alarms are told, too
        if len(lines) >= len(findings):
            break
        assert time.monotonic() < limit, lines
        time.sleep(POLL_SECONDS)
    assert [x["message"]["findingId"] for x in lines] == [f["findingId"] for f in findings]
    for line in lines:
        assert line["topicArn"].endswith(":nordhaven-security") and line["time"].endswith("Z")
        assert isinstance(line["message"]["findingTime"], int)
        assert isinstance(line["message"]["taskStartTime"], int)


def fail_and_cancel(iot, task, found):
    """A pair that does not fit fails; what is cancelled in time does nothing."""
    iot.create_mitigation_action(actionName="walk-ca", roleArn=ROLE, actionParams={
        "updateCACertificateParams": {"action": "DEACTIVATE"}})
    some = [f for f in found if f["checkName"] == EXPIRING and not f["isSuppressed"]]
    start(iot, "walk-3", some[:1], "token-3", ["walk-ca", "walk-off"])
    told = watch_task(iot, "walk-3")
    assert told["taskStatus"] == "FAILED", told
    done = executions(iot, "walk-3", some[0])
    assert [e["status"] for e in done] == ["FAILED", "SKIPPED"]
    assert done[0]["errorCode"] and "UPDATE_CA_CERTIFICATE" in done[0]["message"]
    iot.start_audit_mitigation_actions_task(
        taskId="walk-4", clientRequestToken="token-4",
        target={"auditTaskId": task, "auditCheckToReasonCodeFilter": {
            EXPIRING: ["CERTIFICATE_APPROACHING_EXPIRATION"]}},
        auditCheckToActionsMapping={EXPIRING: ["tell-security"]})
    iot.cancel_audit_mitigation_actions_task(taskId="walk-4")
    told = iot.describe_audit_mitigation_actions_task(taskId="walk-4")
    assert told["taskStatus"] == "CANCELED"
    assert told["taskStatistics"][EXPIRING]["canceledFindingsCount"] > 0
    refused("InvalidRequestException", iot.cancel_audit_mitigation_actions_task,
            taskId="walk-4")
    refused("ResourceNotFoundException", iot.cancel_audit_mitigation_actions_task,
            taskId="nobody")
    now = datetime.now(timezone.utc)
    span = {"startTime": now - timedelta(days=1), "endTime": now + timedelta(days=1)}
    tasks = iot.list_audit_mitigation_actions_tasks(**span)["tasks"]
    assert [t["taskId"] for t in tasks] == ["walk-4", "walk-3", "walk-1"], tasks
    tasks = iot.list_audit_mitigation_actions_tasks(**span, taskStatus="FAILED")["tasks"]
    assert [t["taskId"] for t in tasks] == ["walk-3"]
    tasks = iot.list_audit_mitigation_actions_tasks(**span, findingId=some[0]["findingId"])
    assert "walk-1" in [t["taskId"] for t in tasks["tasks"]]
    tasks = iot.list_audit_mitigation_actions_tasks(**span, auditTaskId=task)["tasks"]
    assert len(tasks) == 3


def apply(iot, name, params, finding):
    """One action on one finding, to its end."""
    check = finding["checkName"]
    iot.create_mitigation_action(actionName=name, roleArn=ROLE, actionParams=params)
    iot.start_audit_mitigation_actions_task(
        taskId=name, clientRequestToken=name, target={"findingIds": [finding["findingId"]]},
        auditCheckToActionsMapping={check: [name]})
    told = watch_task(iot, name, check)
    assert told["taskStatus"] == "COMPLETED", executions(iot, name, finding)
    return finding["nonCompliantResource"]["resourceIdentifier"]


def there_and_back(iot, found):
    """The other changes, each with the way back that the service offers."""
    first = {f["checkName"]: f for f in found if not f["isSuppressed"]}
    ca = apply(iot, "walk-ca-off", {"updateCACertificateParams": {"action": "DEACTIVATE"}},
               first["CA_CERTIFICATE_EXPIRING_CHECK"])["caCertificateId"]
    for status in ("INACTIVE", "ACTIVE"):
        told = iot.describe_ca_certificate(certificateId=ca)["certificateDescription"]
        assert told["status"] == status, told
        iot.update_ca_certificate(certificateId=ca, newStatus="ACTIVE")
    policy = apply(iot, "walk-blank-2", {"replaceDefaultPolicyVersionParams": {
        "templateName": "BLANK_POLICY"}}, first["IOT_POLICY_OVERLY_PERMISSIVE_CHECK"])
    policy = policy["policyVersionIdentifier"]
    told = iot.get_policy(policyName=policy["policyName"])
    assert json.loads(told["policyDocument"])["Statement"] == []
    iot.set_default_policy_version(**policy)
    told = iot.get_policy(policyName=policy["policyName"])
    assert told["defaultVersionId"] == policy["policyVersionId"]
    iot.delete_mitigation_action(actionName="put-into-quarantine")
    finding = first["DEVICE_CERTIFICATE_SHARED_CHECK"]
    apply(iot, "put-into-quarantine", {"addThingsToThingGroupParams": {
        "thingGroupNames": ["quarantine"], "overrideDynamicGroups": True}}, finding)
    held = iot.list_things_in_thing_group(thingGroupName="quarantine")["things"]
    told = iot.describe_certificate(certificateId=certificate_of(finding))
    arn = told["certificateDescription"]["certificateArn"]
    assert set(held) == set(iot.list_principal_things(principal=arn)["things"]) and held
    for thing in held:
        iot.remove_thing_from_thing_group(thingGroupName="quarantine", thingName=thing)
    assert not iot.list_things_in_thing_group(thingGroupName="quarantine")["things"]


def mitigate(iot, service, task, found):
    define(iot)
    expiring = [f for f in found if f["checkName"] == EXPIRING]
    hidden = [f for f in expiring if f["isSuppressed"]][0]
    findings = [f for f in expiring if not f["isSuppressed"]][:3]
    assert audited_again(iot, findings), "the findings are there before"
    run_task(iot, findings, hidden)
    assert not audited_again(iot, findings), "INACTIVE certificates are still found"
    read_outbox(service, findings)
    for f in findings:
        iot.update_certificate(certificateId=certificate_of(f), newStatus="ACTIVE")
        assert status_of(iot, certificate_of(f)) == "ACTIVE"
    assert len(audited_again(iot, findings)) == len(findings), "back, and found again"
    fail_and_cancel(iot, task, found)
    there_and_back(iot, found)
