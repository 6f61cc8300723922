#!/usr/bin/python3
"""Kill -9 while mitigation tasks run: each finding and each violation is acted on once, each
message sent once.

usage: kill9_mitigation.py PICKET [ROUNDS [SEED]]
"""
import json
import os
import random
import sys
import time
from urllib.parse import quote

from local_service import Service

CHECK = "DEVICE_CERTIFICATE_EXPIRING_CHECK"
SECONDS = 120
ENDED = ("succeededFindingsCount", "failedFindingsCount", "skippedFindingsCount")


def audit(service):
    task = service.ask("POST", "/audit/tasks", {"targetCheckNames": [CHECK]})["taskId"]
    limit = time.monotonic() + SECONDS
    while service.ask("GET", f"/audit/tasks/{task}")["taskStatus"] == "IN_PROGRESS":
        assert time.monotonic() < limit
        time.sleep(0.1)
    return task, service.ask("POST", "/audit/findings", {"taskId": task, "maxResults": 250,
                                                         "listSuppressedFindings": False})


def ended(told):
    return sum(told["taskStatistics"][CHECK][k] for k in ENDED)


def run(service, name, task, rnd):
    """Starts the task and kills the service again and again until the task has ended."""
    service.ask("POST", f"/audit/mitigationactions/tasks/{name}", {
        "target": {"auditTaskId": task}, "clientRequestToken": name,
        "auditCheckToActionsMapping": {CHECK: ["tell-security", "deactivate-certificate"]}})
    kills = before = 0
    limit = time.monotonic() + SECONDS
    while True:
        time.sleep(rnd.uniform(0.02, 0.6))
        service.kill()
        kills += 1
        service.start()
        told = service.ask("GET", f"/audit/mitigationactions/tasks/{name}")
        assert ended(told) >= before, "what was done is not undone"
        before = ended(told)
        if told["taskStatus"] != "IN_PROGRESS":
            return told, kills
        assert time.monotonic() < limit, told


def verify(service, name, told, findings):
    assert told["taskStatus"] == "COMPLETED", told
    assert told["taskStatistics"][CHECK]["succeededFindingsCount"] == len(findings), told
    for f in findings:
        done = service.ask("GET", "/audit/mitigationactions/executions?taskId=" + name +
                           "&findingId=" + f["findingId"])["actionsExecutions"]
        assert [e["status"] for e in done] == ["COMPLETED", "COMPLETED"], done
        certificate = f["nonCompliantResource"]["resourceIdentifier"]["deviceCertificateId"]
        told = service.ask("GET", "/certificates/" + certificate)
        assert told["certificateDescription"]["status"] == "INACTIVE"


def sent(service, wanted):
    path = os.path.join(service.state, "outbox.ndjson")
    limit = time.monotonic() + SECONDS
    while True:
        lines = []
        if os.path.exists(path):
            with open(path, encoding="utf-8") as f:
                told = [json.loads(x)["message"] for x in f if x.endswith("\n")]
            lines = [m["findingId"] for m in told if "findingId" in m]  # alarms are told, too
        if len(lines) >= wanted or time.monotonic() > limit:
            return lines
        time.sleep(0.1)


# ---- violations ----

def wait_for_alarms(service):
    limit = time.monotonic() + SECONDS
    while True:
        told = service.ask("GET", "/active-violations?securityProfileName=harbour-hosts")
        if told["activeViolations"]:
            return
        assert time.monotonic() < limit, "a new harbour without alarms"
        time.sleep(0.5)


def executions(service):
    found, token = [], ""
    while True:
        told = service.ask("GET", "/detect/mitigationactions/executions?taskId=alarms" + token)
        found += told["actionsExecutions"]
        if not told.get("nextToken"):
            return found
        token = "&nextToken=" + quote(told["nextToken"], safe="")


def run_on_alarms(service, rnd):
    wait_for_alarms(service)
    service.ask("PUT", "/detect/mitigationactions/tasks/alarms", {
        "target": {"securityProfileName": "harbour-hosts"}, "clientRequestToken": "alarms",
        "actions": ["put-into-quarantine"]})
    kills = before = 0
    limit = time.monotonic() + SECONDS
    while True:
        time.sleep(rnd.uniform(0.2, 2))
        service.kill()
        kills += 1
        service.start()
        told = service.ask("GET", "/detect/mitigationactions/tasks/alarms")["taskSummary"]
        done = told["taskStatistics"]["actionsExecuted"]
        assert done >= before, "what was done is not undone"
        before = done
        if told["taskStatus"] != "IN_PROGRESS":
            break
        assert time.monotonic() < limit, told
    assert told["taskStatus"] == "SUCCESSFUL", told
    found = executions(service)
    ids = [e["violationId"] for e in found]
    assert len(ids) == len(set(ids)) == done and {e["status"] for e in found} == {
        "SUCCESSFUL"}, (len(ids), done)
    members = service.ask("GET", "/thing-groups/quarantine/things?maxResults=250")["things"]
    assert set(members) == {e["thingName"] for e in found}, members
    return kills, done


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2] else 2
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(10 ** 6)
    rnd = random.Random(seed)
    print(f"seed {seed}")
    kills, wanted = 0, []
    with Service(sys.argv[1], "--no-throttle") as service:
        for n in range(rounds):
            task, answer = audit(service)
            findings = answer["findings"]
            assert findings, "nothing to act on"
            told, more = run(service, f"round-{n}", task, rnd)
            kills += more
            verify(service, f"round-{n}", told, findings)
            wanted += [f["findingId"] for f in findings]
            for f in findings:
                identifier = f["nonCompliantResource"]["resourceIdentifier"]
                service.ask("PUT", "/certificates/" + identifier["deviceCertificateId"] +
                            "?newStatus=ACTIVE")
        lines = sent(service, len(wanted))
        assert sorted(lines) == sorted(wanted), (len(lines), len(wanted))
        more, alarms = run_on_alarms(service, rnd)
    print(f"{more} kills: {alarms} violations acted on once")
    print(f"{kills} kills: {len(wanted)} findings acted on once, as many messages")


main()
