#!/usr/bin/python3
"""The same walk as boto3_walk.py, shorter, with the `aws` command line.

usage: aws_walk.py PICKET
"""
import json
import subprocess
import sys
import time

from local_service import Service

AUDIT_SECONDS = 240


class Aws:
    def __init__(self, service):
        self.service = service
        self.calls = 0

    def __call__(self, *arguments, service="iot"):
        command = ["/usr/bin/aws", "--endpoint-url", self.service.endpoint, "--output", "json",
                   service, *arguments]
        done = subprocess.run(command, env=self.service.environment(), text=True,
                              capture_output=True, timeout=120)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
        self.calls += 1
        return json.loads(done.stdout) if done.stdout.strip() else {}


def audit(aws):
    checks = aws("describe-account-audit-configuration")["auditCheckConfigurations"]
    enabled = sorted(n for n, c in checks.items() if c["enabled"])
    task = aws("start-on-demand-audit-task", "--target-check-names", *enabled)["taskId"]
    limit = time.monotonic() + AUDIT_SECONDS
    while True:
        told = aws("describe-audit-task", "--task-id", task)
        if told["taskStatus"] != "IN_PROGRESS":
            break
        assert time.monotonic() < limit, "the audit does not end"
    assert told["taskStatus"] == "COMPLETED", told
    return task


def device_of(aws, finding):
    certificate = finding["nonCompliantResource"]["resourceIdentifier"]["deviceCertificateId"]
    told = aws("describe-certificate", "--certificate-id", certificate)
    told = told["certificateDescription"]
    things = aws("list-principal-things", "--principal", told["certificateArn"])["things"]
    assert things, "the certificate is of no thing"
    assert aws("describe-thing", "--thing-name", things[0])["thingName"] == things[0]


def targets_of(aws, finding):
    version = finding["nonCompliantResource"]["resourceIdentifier"]["policyVersionIdentifier"]
    aws("get-policy-version", "--policy-name", version["policyName"], "--policy-version-id",
        version["policyVersionId"])
    targets = aws("list-targets-for-policy", "--policy-name", version["policyName"])["targets"]
    assert targets, "the policy has no targets"
    policies = aws("list-attached-policies", "--target", targets[0])["policies"]
    assert version["policyName"] in [p["policyName"] for p in policies]


def main():
    with Service(sys.argv[1]) as service:
        aws = Aws(service)
        assert len(aws("get-caller-identity", service="sts")["Account"]) == 12
        assert aws("describe-endpoint")["endpointAddress"]
        task = audit(aws)
        found = aws("list-audit-findings", "--task-id", task, "--page-size", "40")["findings"]
        assert found, "nothing found"
        one = {f["checkName"]: f for f in found}
        aws("describe-audit-finding", "--finding-id", found[0]["findingId"])
        device_of(aws, one["DEVICE_CERTIFICATE_EXPIRING_CHECK"])
        targets_of(aws, one["IOT_POLICY_OVERLY_PERMISSIVE_CHECK"])
        names = [t["thingName"] for t in aws("list-things", "--page-size", "60")["things"]]
        assert names == sorted(set(names)) and names
        print(f"{aws.calls} calls, {len(found)} findings, {len(names)} things")


main()
