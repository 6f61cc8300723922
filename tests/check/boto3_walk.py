#!/usr/bin/python3
"""An operator's day with boto3, every answer walked strictly by botocore's model.

usage: boto3_walk.py PICKET
"""
import sys
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from botocore.exceptions import ClientError

from local_service import Service
from mitigation_walk import mitigate
from strict_model import watch

POLL_SECONDS = 0.3
AUDIT_SECONDS = 240


def pages(call, token_in, token_out, items, **parameters):
    """All items of a list, with the pages asked for one by one."""
    found = []
    while True:
        answer = call(**parameters)
        found += answer[items]
        if not answer.get(token_out):
            return found
        parameters[token_in] = answer[token_out]


def listed(call, items, **parameters):
    return pages(call, "nextToken", "nextToken", items, **parameters)


def marked(call, items, **parameters):
    return pages(call, "marker", "nextMarker", items, **parameters)


def refused(code, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response
    raise AssertionError(f"not refused: {call.__name__} {parameters}")


def unique(items, what):
    keys = [i if isinstance(i, str) else tuple(sorted(map(str, i.items()))) for i in items]
    assert len(set(keys)) == len(keys), f"{what}: something twice"
    return items


def wait_for(iot, task):
    limit = time.monotonic() + AUDIT_SECONDS
    seen = set()
    while True:
        told = iot.describe_audit_task(taskId=task)
        seen |= {d["checkRunStatus"] for d in told["auditDetails"].values()}
        counts = told["taskStatistics"]
        parts = ("inProgressChecks", "waitingForDataCollectionChecks", "compliantChecks",
                 "nonCompliantChecks", "failedChecks", "canceledChecks")
        assert sum(counts.get(p, 0) for p in parts) == counts["totalChecks"], counts
        if told["taskStatus"] != "IN_PROGRESS":
            return told, seen
        assert time.monotonic() < limit, f"still running: {told}"
        time.sleep(POLL_SECONDS)


def run_audit(iot):
    checks = iot.describe_account_audit_configuration()["auditCheckConfigurations"]
    enabled = [n for n, c in checks.items() if c["enabled"]]
    disabled = [n for n, c in checks.items() if not c["enabled"]]
    assert enabled, "the fleet has no check enabled"
    for name in disabled[:1]:
        refused("InvalidRequestException", iot.start_on_demand_audit_task,
                targetCheckNames=[name])
    task = iot.start_on_demand_audit_task(targetCheckNames=enabled)["taskId"]
    told, seen = wait_for(iot, task)
    assert told["taskStatus"] == "COMPLETED", told["taskStatus"]
    assert told["taskType"] == "ON_DEMAND_AUDIT_TASK"
    assert set(told["auditDetails"]) == set(enabled)
    assert "IN_PROGRESS" in seen or "WAITING_FOR_DATA_COLLECTION" in seen, seen
    return task, told


def findings_of(iot, task, told):
    found = unique(listed(iot.list_audit_findings, "findings", taskId=task, maxResults=7),
                   "findings")
    assert found, "an audit of a fleet with problems found nothing"
    for check, detail in told["auditDetails"].items():
        of_check = [f for f in found if f["checkName"] == check]
        counted = [f for f in of_check if not f.get("isSuppressed")]
        if detail["checkRunStatus"] == "COMPLETED_NON_COMPLIANT":
            assert counted, f"{check} is said to be non-compliant"
            assert detail["nonCompliantResourcesCount"] <= detail["totalResourcesCount"]
        elif detail["checkRunStatus"] == "COMPLETED_COMPLIANT":
            assert not counted, f"{check} is said to be compliant"
    for f in found:
        assert f["taskId"] == task
    by_check = found[0]["checkName"]
    same = listed(iot.list_audit_findings, "findings", taskId=task, checkName=by_check)
    assert {f["findingId"] for f in same} == \
        {f["findingId"] for f in found if f["checkName"] == by_check}
    now = datetime.now(timezone.utc)
    ids = {f["findingId"] for f in listed(
        iot.list_audit_findings, "findings", startTime=now - timedelta(days=1),
        endTime=now + timedelta(days=1), maxResults=250)}
    assert ids >= {f["findingId"] for f in found}, "findings by time lack some of the task"
    refused("InvalidRequestException", iot.list_audit_findings)
    refused("InvalidRequestException", iot.list_audit_findings, taskId=task,
            startTime=now - timedelta(days=1), endTime=now)
    tasks = listed(iot.list_audit_tasks, "tasks", startTime=now - timedelta(days=1),
                   endTime=now + timedelta(days=1), maxResults=5)
    assert task in [t["taskId"] for t in unique(tasks, "tasks")]
    refused("InvalidRequestException", iot.list_audit_tasks,
            startTime=now - timedelta(days=400), endTime=now)
    return found


# ---- from a finding to what it is about -------------------------------------------------

def see_certificate(iot, identifier):
    told = iot.describe_certificate(certificateId=identifier["deviceCertificateId"])
    told = told["certificateDescription"]
    assert told["certificatePem"].startswith("-----BEGIN CERTIFICATE-----")
    things = listed(iot.list_principal_things, "things", principal=told["certificateArn"])
    for name in things[:2]:
        thing = iot.describe_thing(thingName=name)
        assert told["certificateArn"] in listed(iot.list_thing_principals, "principals",
                                                thingName=name)
        for group in listed(iot.list_thing_groups_for_thing, "thingGroups", thingName=name)[:1]:
            members = listed(iot.list_things_in_thing_group, "things", maxResults=250,
                             thingGroupName=group["groupName"])
            assert thing["thingName"] in members
    marked(iot.list_attached_policies, "policies", target=told["certificateArn"])
    if things:
        iot.get_effective_policies(principal=told["certificateArn"], thingName=things[0])


def see_ca(iot, identifier):
    told = iot.describe_ca_certificate(certificateId=identifier["caCertificateId"])
    told = told["certificateDescription"]
    marked(iot.list_certificates_by_ca, "certificates", caCertificateId=told["certificateId"],
           pageSize=50)


def see_policy(iot, identifier):
    version = identifier["policyVersionIdentifier"]
    told = iot.get_policy_version(**version)
    versions = iot.list_policy_versions(policyName=version["policyName"])["policyVersions"]
    assert version["policyVersionId"] in [v["versionId"] for v in versions]
    assert sum(v["isDefaultVersion"] for v in versions) == 1
    assert iot.get_policy(policyName=version["policyName"])["policyArn"] == told["policyArn"]
    targets = marked(iot.list_targets_for_policy, "targets", policyName=version["policyName"])
    for target in unique(targets, "targets")[:2]:
        names = [p["policyName"] for p in marked(iot.list_attached_policies, "policies",
                                                 target=target)]
        assert version["policyName"] in names


def see_role_alias(iot, identifier):
    name = identifier["roleAliasArn"].rsplit("/", 1)[1]
    assert iot.describe_role_alias(roleAlias=name)["roleAliasDescription"]["roleArn"]


def see_account(iot, identifier):
    assert len(identifier["account"]) == 12
    iot.get_logging_options()


def see_nothing(_iot, identifier):
    assert identifier


SEE = {
    "deviceCertificateId": see_certificate, "caCertificateId": see_ca,
    "policyVersionIdentifier": see_policy, "roleAliasArn": see_role_alias,
    "account": see_account, "clientId": see_nothing, "cognitoIdentityPoolId": see_nothing,
    "issuerCertificateIdentifier": see_nothing,
}


def follow(iot, found):
    """One finding of every check, down to what it is about."""
    first = {}
    for f in found:
        first.setdefault(f["checkName"], f)
    for check, f in first.items():
        told = iot.describe_audit_finding(findingId=f["findingId"])["finding"]
        assert told["checkName"] == check
        assert len(told.get("relatedResources", [])) <= 10
        related = listed(iot.list_related_resources_for_audit_finding, "relatedResources",
                         findingId=f["findingId"], maxResults=5)
        if told.get("relatedResources"):
            assert related[:1] == told["relatedResources"][:1]
        identifier = f["nonCompliantResource"]["resourceIdentifier"]
        known = [k for k in SEE if k in identifier]
        assert known, f"{check} names {identifier}"
        SEE[known[0]](iot, identifier)
    return first


# ---- changes ----------------------------------------------------------------------------

def suppress(iot, finding):
    key = {"checkName": finding["checkName"],
           "resourceIdentifier": finding["nonCompliantResource"]["resourceIdentifier"]}
    until = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=30)
    iot.create_audit_suppression(**key, expirationDate=until, description="until the refit",
                                 clientRequestToken="walk-1")
    told = iot.describe_audit_suppression(**key)
    assert told["expirationDate"] == until and told["description"] == "until the refit"
    refused("ResourceAlreadyExistsException", iot.create_audit_suppression, **key,
            suppressIndefinitely=True, clientRequestToken="walk-2")
    iot.update_audit_suppression(**key, suppressIndefinitely=True)
    assert iot.describe_audit_suppression(**key)["suppressIndefinitely"]
    all_of_them = listed(iot.list_audit_suppressions, "suppressions", maxResults=1)
    assert key["resourceIdentifier"] in [s["resourceIdentifier"] for s in all_of_them]
    task = iot.start_on_demand_audit_task(targetCheckNames=[key["checkName"]])["taskId"]
    told, _ = wait_for(iot, task)
    again = listed(iot.list_audit_findings, "findings", taskId=task, maxResults=250)
    hidden = [f for f in again
              if f["nonCompliantResource"]["resourceIdentifier"] == key["resourceIdentifier"]]
    assert hidden and all(f["isSuppressed"] for f in hidden), hidden
    only = listed(iot.list_audit_findings, "findings", taskId=task, listSuppressedFindings=True)
    rest = listed(iot.list_audit_findings, "findings", taskId=task,
                  listSuppressedFindings=False, maxResults=250)
    assert len(only) + len(rest) == len(again) and len(only) >= len(hidden)
    iot.delete_audit_suppression(**key)
    iot.delete_audit_suppression(**key)
    refused("ResourceNotFoundException", iot.describe_audit_suppression, **key)


def schedules(iot, enabled, disabled):
    name = "walk-weekly"
    plan = {"scheduledAuditName": name, "frequency": "WEEKLY", "dayOfWeek": "SUN",
            "targetCheckNames": enabled[:2], "tags": [{"Key": "team", "Value": "deck"}]}
    for wrong in ({"dayOfWeek": None}, {"dayOfMonth": "1"}, {"frequency": "DAILY"},
                  {"frequency": "MONTHLY"}, {"targetCheckNames": ["NO_CHECK"]},
                  {"targetCheckNames": []}, {"targetCheckNames": disabled[:1]}):
        bad = {k: v for k, v in {**plan, **wrong}.items() if v is not None}
        refused("InvalidRequestException", iot.create_scheduled_audit, **bad)
    arn = iot.create_scheduled_audit(**plan)["scheduledAuditArn"]
    assert iot.create_scheduled_audit(**plan)["scheduledAuditArn"] == arn
    refused("ResourceAlreadyExistsException", iot.create_scheduled_audit,
            **{**plan, "dayOfWeek": "MON"})
    told = iot.describe_scheduled_audit(scheduledAuditName=name)
    assert told["dayOfWeek"] == "SUN" and told["scheduledAuditArn"] == arn
    refused("InvalidRequestException", iot.update_account_audit_configuration,
            auditCheckConfigurations={enabled[0]: {"enabled": False}})
    refused("InvalidRequestException", iot.delete_account_audit_configuration)
    refused("InvalidRequestException", iot.update_scheduled_audit, scheduledAuditName=name,
            frequency="MONTHLY")
    iot.update_scheduled_audit(scheduledAuditName=name, frequency="MONTHLY", dayOfMonth="LAST",
                               targetCheckNames=enabled[:1])
    told = iot.describe_scheduled_audit(scheduledAuditName=name)
    assert told["dayOfMonth"] == "LAST" and "dayOfWeek" not in told
    assert told["targetCheckNames"] == enabled[:1]
    refused("ResourceNotFoundException", iot.update_scheduled_audit, frequency="DAILY",
            scheduledAuditName="nobody")
    there = listed(iot.list_scheduled_audits, "scheduledAudits", maxResults=2)
    for i in range(5 - len(there)):
        iot.create_scheduled_audit(scheduledAuditName=f"walk-{i}", frequency="DAILY",
                                   targetCheckNames=enabled)
    refused("LimitExceededException", iot.create_scheduled_audit, scheduledAuditName="sixth",
            frequency="DAILY", targetCheckNames=enabled)
    tags(iot, arn)
    iot.delete_scheduled_audit(scheduledAuditName=name)
    refused("ResourceNotFoundException", iot.delete_scheduled_audit, scheduledAuditName=name)
    refused("ResourceNotFoundException", iot.describe_scheduled_audit, scheduledAuditName=name)
    refused("ResourceNotFoundException", iot.list_tags_for_resource, resourceArn=arn)


def tags(iot, arn):
    def held():
        pairs = listed(iot.list_tags_for_resource, "tags", resourceArn=arn)
        assert len(pairs) == len({t["Key"] for t in pairs})
        return {t["Key"]: t["Value"] for t in pairs}
    assert held() == {"team": "deck"}
    iot.tag_resource(resourceArn=arn, tags=[{"Key": "team", "Value": "engine"}, {"Key": "a"}])
    assert held() == {"team": "engine", "a": ""}
    more = [{"Key": f"key{i}", "Value": "v"} for i in range(48)]
    iot.tag_resource(resourceArn=arn, tags=more)
    assert len(held()) == 50
    refused("LimitExceededException", iot.tag_resource, resourceArn=arn,
            tags=[{"Key": "one more", "Value": ""}])
    assert len(held()) == 50
    iot.untag_resource(resourceArn=arn, tagKeys=[t["Key"] for t in more] + ["a", "nobody"])
    assert held() == {"team": "engine"}
    for wrong in ([{"Key": "aws:x", "Value": ""}], [{"Key": "a"}, {"Key": "a"}]):
        refused("InvalidRequestException", iot.tag_resource, resourceArn=arn, tags=wrong)
    refused("ResourceNotFoundException", iot.tag_resource, resourceArn=arn + "x", tags=more)
    refused("InvalidRequestException", iot.list_tags_for_resource, resourceArn="arn:aws:x")


def configure(iot, enabled):
    topic = "arn:aws:sns:us-east-1:123456789012:audits"
    role = "arn:aws:iam::123456789012:role/notify"
    change = iot.update_account_audit_configuration

    def target(**parts):
        return {"auditNotificationTargetConfigurations": {"SNS": parts}}
    for wrong in ({"roleArn": topic + "/long enough"}, target(targetArn=role, roleArn=role),
                  target(targetArn=topic, roleArn=topic), target(enabled=True),
                  target(targetArn=topic, enabled=True)):
        refused("InvalidRequestException", change, **wrong)
    assert not iot.describe_account_audit_configuration().get(
        "auditNotificationTargetConfigurations")
    change(**target(targetArn=topic, roleArn=role))
    change(**target(enabled=True))
    told = iot.describe_account_audit_configuration()
    assert told["auditNotificationTargetConfigurations"]["SNS"] == {
        "targetArn": topic, "roleArn": role, "enabled": True}
    assert [n for n, c in told["auditCheckConfigurations"].items() if c["enabled"]] == enabled
    iot.delete_account_audit_configuration(deleteScheduledAudits=True)
    told = iot.describe_account_audit_configuration()
    assert "roleArn" not in told
    assert not any(c["enabled"] for c in told["auditCheckConfigurations"].values())
    assert not listed(iot.list_scheduled_audits, "scheduledAudits")
    refused("ResourceNotFoundException", iot.delete_account_audit_configuration)


def cancel(iot, enabled):
    task = iot.start_on_demand_audit_task(targetCheckNames=enabled)["taskId"]
    iot.cancel_audit_task(taskId=task)
    told = iot.describe_audit_task(taskId=task)
    assert told["taskStatus"] == "CANCELED", told["taskStatus"]
    refused("InvalidRequestException", iot.cancel_audit_task, taskId=task)
    refused("ResourceNotFoundException", iot.cancel_audit_task, taskId="0" * 32)


def change_certificate(iot, finding):
    identifier = finding["nonCompliantResource"]["resourceIdentifier"]["deviceCertificateId"]
    for status in ("INACTIVE", "REVOKED", "ACTIVE"):
        iot.update_certificate(certificateId=identifier, newStatus=status)
        told = iot.describe_certificate(certificateId=identifier)["certificateDescription"]
        assert told["status"] == status
    for status in ("PENDING_TRANSFER", "REGISTER_INACTIVE"):
        refused("InvalidRequestException", iot.update_certificate, certificateId=identifier,
                newStatus=status)
    refused("ResourceNotFoundException", iot.update_certificate, certificateId="0" * 64,
            newStatus="ACTIVE")


def change_policy(iot, finding):
    name = finding["nonCompliantResource"]["resourceIdentifier"]["policyVersionIdentifier"]
    name = name["policyName"]
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",' \
               '"Action":"iot:Connect","Resource":"*"}]}'
    refused("MalformedPolicyException", iot.create_policy_version, policyName=name,
            policyDocument='{"Version":"2012-10-17","Statement":"Allow"}')
    before = len(iot.list_policy_versions(policyName=name)["policyVersions"])
    for _ in range(before, 5):
        made = iot.create_policy_version(policyName=name, policyDocument=document)
        assert not made["isDefaultVersion"] and made["policyDocument"] == document
    refused("VersionsLimitExceededException", iot.create_policy_version, policyName=name,
            policyDocument=document)
    iot.set_default_policy_version(policyName=name, policyVersionId=made["policyVersionId"])
    assert iot.get_policy(policyName=name)["policyDocument"] == document
    refused("ResourceNotFoundException", iot.set_default_policy_version, policyName=name,
            policyVersionId="4711")


def change_groups(iot, things):
    iot.create_thing_group(thingGroupName="walk:top", thingGroupProperties={
        "thingGroupDescription": "for the walk",
        "attributePayload": {"attributes": {"a": "b"}}})
    iot.create_thing_group(thingGroupName="walk:below", parentGroupName="walk:top")
    refused("ResourceAlreadyExistsException", iot.create_thing_group, thingGroupName="walk:top")
    told = iot.describe_thing_group(thingGroupName="walk:below")
    assert told["thingGroupMetadata"]["parentGroupName"] == "walk:top"
    for thing in things:
        iot.add_thing_to_thing_group(thingGroupName="walk:below", thingName=thing)
        iot.add_thing_to_thing_group(thingGroupName="walk:below", thingName=thing)
    inside = listed(iot.list_things_in_thing_group, "things", thingGroupName="walk:top",
                    recursive=True, maxResults=2)
    assert sorted(inside) == sorted(things)
    assert not listed(iot.list_things_in_thing_group, "things", thingGroupName="walk:top")
    below = listed(iot.list_thing_groups, "thingGroups", parentGroup="walk:top", maxResults=1)
    assert [g["groupName"] for g in below] == ["walk:below"]
    prefixed = listed(iot.list_thing_groups, "thingGroups", namePrefixFilter="walk:")
    assert [g["groupName"] for g in prefixed] == ["walk:below", "walk:top"]
    iot.remove_thing_from_thing_group(thingGroupName="walk:below", thingName=things[0])
    iot.update_thing_groups_for_thing(thingName=things[0], thingGroupsToAdd=["walk:top"])
    groups = listed(iot.list_thing_groups_for_thing, "thingGroups", thingName=things[0])
    assert "walk:top" in [g["groupName"] for g in groups]
    assert "walk:below" not in [g["groupName"] for g in groups]


def change_logging(iot):
    role = "arn:aws:iam::123456789012:role/logging"
    iot.set_v2_logging_options(roleArn=role, defaultLogLevel="WARN")
    told = iot.get_v2_logging_options()
    assert told["defaultLogLevel"] == "WARN" and told["roleArn"] == role
    levels = listed(iot.list_v2_logging_levels, "logTargetConfigurations")
    assert [t["logLevel"] for t in levels] == ["WARN"]


# ---- lists and refusals -----------------------------------------------------------------

def list_everything(iot):
    things = unique(listed(iot.list_things, "things", maxResults=100), "things")
    assert [t["thingName"] for t in things] == sorted(t["thingName"] for t in things)
    kind = next(t["thingTypeName"] for t in things if "thingTypeName" in t)
    of_kind = listed(iot.list_things, "things", thingTypeName=kind, maxResults=250)
    assert len(of_kind) == sum(t.get("thingTypeName") == kind for t in things)
    certificates = unique(marked(iot.list_certificates, "certificates", pageSize=100),
                          "certificates")
    upward = marked(iot.list_certificates, "certificates", pageSize=250, ascendingOrder=True)
    assert upward == certificates[::-1]
    unique(marked(iot.list_ca_certificates, "certificates", pageSize=2), "CAs")
    unique(marked(iot.list_policies, "policies", pageSize=2), "policies")
    unique(listed(iot.list_thing_groups, "thingGroups", maxResults=3), "groups")
    marked(iot.list_role_aliases, "roleAliases", pageSize=1)
    for audit in listed(iot.list_scheduled_audits, "scheduledAudits", maxResults=1):
        told = iot.describe_scheduled_audit(scheduledAuditName=audit["scheduledAuditName"])
        assert told["targetCheckNames"]
    assert iot.describe_endpoint(endpointType="iot:Data-ATS")["endpointAddress"]
    return [t["thingName"] for t in things]


def newer_operations(service, thing):
    """What the model at hand may not know yet."""
    name = quote(thing, safe="")
    held = service.ask("GET", f"/things/{name}/principals-v2")["thingPrincipalObjects"]
    if held:
        status, _, answer = service.call("GET", "/principals/things-v2",
                                         headers={"x-amzn-principal": held[0]["principal"]})
        objects = answer["principalThingObjects"]
        assert status == 200 and thing in [o["thingName"] for o in objects]
    told = service.ask("POST", f"/things/{name}/connectivity-data",
                       {"includeSocketInformation": True})
    assert told["thingName"] == thing and isinstance(told["connected"], bool)


def refusals(iot):
    refused("ResourceNotFoundException", iot.describe_thing, thingName="nobody")
    refused("ResourceNotFoundException", iot.get_policy, policyName="nobody")
    refused("ResourceNotFoundException", iot.describe_certificate, certificateId="0" * 64)
    refused("ResourceNotFoundException", iot.describe_audit_finding, findingId="nobody")
    refused("InvalidRequestException", iot.list_things, nextToken="forged")
    refused("InvalidRequestException", iot.describe_endpoint, endpointType="nobody")
    refused("UnknownOperationException", iot.list_jobs)
    told = refused("NotImplementedException", iot.describe_index, indexName="AWS_Things")
    assert told["ResponseMetadata"]["HTTPStatusCode"] == 501


def main():
    with Service(sys.argv[1]) as service:
        iot = service.client("iot")
        seen = watch(iot)
        who = service.client("sts").get_caller_identity()
        assert len(who["Account"]) == 12 and who["Arn"].startswith("arn:aws:iam::")
        things = list_everything(iot)
        task, told = run_audit(iot)
        found = findings_of(iot, task, told)
        first = follow(iot, found)
        newer_operations(service, things[0])
        refusals(iot)
        suppress(iot, first["DEVICE_CERTIFICATE_EXPIRING_CHECK"])
        cancel(iot, list(told["auditDetails"]))
        mitigate(iot, service, task, found)
        change_certificate(iot, first["DEVICE_CERTIFICATE_EXPIRING_CHECK"])
        change_policy(iot, first["IOT_POLICY_OVERLY_PERMISSIVE_CHECK"])
        change_groups(iot, things[:3])
        change_logging(iot)
        states = iot.describe_account_audit_configuration()["auditCheckConfigurations"]
        enabled = [n for n, c in states.items() if c["enabled"]]
        schedules(iot, enabled, [n for n in states if n not in enabled])
        configure(iot, enabled)
        print(f"{len(first)} checks followed, {sum(seen.values())} answers of "
              f"{len(seen)} operations as the model says")


main()
