#!/usr/bin/python3
"""Scenarios on the local service: picket's own operations, over the wire and from a shell.

usage: drills.py PICKET
"""
import json
import os
import subprocess
import sys
import tempfile
import time

from local_service import Service

SPEED = 300 # five minutes of service time in a second
WAIT_SECONDS = 90
KINDS = {"impersonation", "data-theft", "cloud-abuse", "denial-of-service", "lateral-movement",
         "surveillance", "sabotage", "crypto-mining", "ransomware"}


def refused(service, status, error, method, target, body=None):
    told = service.call(method, target, body)
    assert told[:2] == (status, error), told


def start(service, **body):
    body = {"clientRequestToken": str(abs(hash(str(body)))), **body}
    return service.ask("POST", "/picket/scenarios", body)["scenarioId"]


def over_the_wire(service):
    kinds = service.ask("GET", "/picket/scenario-kinds")["scenarioKinds"]
    assert {k["name"] for k in kinds} == KINDS, kinds
    for kind in kinds:
        assert kind["threat"] and kind["signs"] and kind["metrics"], kind
    told = service.ask("GET", "/picket/scenarios")
    before = len(told["scenarios"]) # what happened to the fleet before it was looked at
    assert told["deviceReports"]["accepted"] == 0, told

    one = start(service, name="ransomware")
    assert start(service, name="ransomware") == one, "the same token twice"
    two = start(service, name="sabotage", thingNames=["crane-n01"], minutes=30)
    told = service.ask("GET", f"/picket/scenarios/{one}")
    assert told["scenario"]["status"] == "RUNNING", told
    assert told["scenario"]["things"] == len(told["things"]) == 16, told["scenario"]
    assert {w["metricName"] for w in told["watches"]} >= {"aws:destination-ip-addresses"}
    assert [t["thingName"] for t in service.ask("GET", f"/picket/scenarios/{two}")["things"]] \
        == ["crane-n01"]
    page = service.ask("GET", "/picket/scenarios?maxResults=1")
    rest = service.ask("GET", "/picket/scenarios?maxResults=1&nextToken="
                       + page["nextToken"].replace("+", "%2B").replace("=", "%3D")
                       .replace("/", "%2F"))
    assert [s["scenarioId"] for s in page["scenarios"] + rest["scenarios"]] == [two, one]
    assert len(service.ask("GET", "/picket/scenarios?maxResults=250")["scenarios"]) \
        == before + 2
    service.ask("PUT", f"/picket/scenarios/{two}/stop")
    assert service.ask("GET", f"/picket/scenarios/{two}")["scenario"]["status"] == "STOPPED"

    missing, invalid = (404, "ResourceNotFoundException"), (400, "InvalidRequestException")
    refused(service, *missing, "GET", "/picket/scenarios/9999")
    refused(service, *missing, "PUT", "/picket/scenarios/9999/stop")
    refused(service, *missing, "GET", "/picket/scenarios/999999999999999999")
    refused(service, *invalid, "GET", "/picket/scenarios/x")
    for body, why in (({"name": "flood"}, missing), ({"name": "a b"}, invalid), ({}, invalid),
                      ({"name": "sabotage", "things": 0}, invalid),
                      ({"name": "sabotage", "minutes": -5}, invalid),
                      ({"name": "sabotage", "minutes": 10081}, invalid),
                      ({"name": "sabotage", "thingNames": []}, invalid),
                      ({"name": "sabotage", "thingNames": ["nobody"]}, missing),
                      ({"name": "sabotage", "thingTypeName": "Nothing"}, missing)):
        refused(service, *why, "POST", "/picket/scenarios",
                {"clientRequestToken": "t" + str(len(str(body))), **body})
    return one


def survives(service, one):
    service.kill()
    service.start()
    told = service.ask("GET", f"/picket/scenarios/{one}")
    assert told["scenario"]["status"] == "RUNNING" and told["shown"] == 16, told


def wait_until(service, one, holds):
    limit = time.monotonic() + WAIT_SECONDS
    while True:
        told = service.ask("GET", f"/picket/scenarios/{one}")
        if holds(told):
            return told
        assert time.monotonic() < limit, told
        time.sleep(0.2)


def active(service, thing):
    return service.ask("GET", f"/active-violations?thingName={thing}"
                              "&listSuppressedAlerts=true")["activeViolations"]


def is_seen(service):
    """From the first alarm over a judgement and a quarantine to the end of it."""
    one = start(service, name="ransomware", thingNames=["crane-n02", "crane-n03"], minutes=600)
    told = wait_until(service, one, lambda t: t["scenario"]["alarmed"] == 2)
    assert told["missed"] == 0 and told["firstAlarmTime"] > told["scenario"]["startTime"], told
    assert told["alarms"][0]["firstAlarmTime"] == told["firstAlarmTime"], told
    assert any(w["things"] == 2 for w in told["watches"]), told["watches"]
    alarms = active(service, "crane-n02")
    assert alarms, "the debrief saw alarms that the service does not tell of"
    service.ask("POST", f"/violations/verification-state/{alarms[0]['violationId']}",
                {"verificationState": "TRUE_POSITIVE", "verificationStateDescription": "drill"})
    told = service.ask("GET", f"/picket/scenarios/{one}")
    assert told["verified"] == 1 and "firstVerifiedTime" in told, told
    group = {"thingGroupName": "quarantine", "thingName": "crane-n02"}
    service.ask("PUT", "/thing-groups/addThingToThingGroup", group)
    told = wait_until(service, one, lambda t: t["quarantined"] == 1)
    by_name = {t["thingName"]: t for t in told["things"]}
    assert "cutTime" in by_name["crane-n02"] and "cutTime" not in by_name["crane-n03"], by_name
    limit = time.monotonic() + WAIT_SECONDS
    # It may say nothing but how it is: what counts its messages goes on being in alarm.
    while any("messages" not in a["behavior"]["metric"] for a in active(service, "crane-n02")):
        assert time.monotonic() < limit, active(service, "crane-n02")
        time.sleep(0.2)
    service.ask("PUT", "/thing-groups/removeThingFromThingGroup", group)
    service.ask("PUT", f"/picket/scenarios/{one}/stop")


def real_report(service):
    """A device that says of itself what a profile does not like."""
    data = service.client("iot-data")
    limit = time.monotonic() + WAIT_SECONDS
    number = 0
    while not any(a["behavior"].get("metric") == "aws:listening-tcp-ports"
                  for a in active(service, "crane-n04")):
        number += 1
        data.publish(topic="$aws/things/crane-n04/defender/metrics/json", payload=json.dumps(
            {"header": {"report_id": number, "version": "1.0"},
             "metrics": {"listening_tcp_ports": {"ports": [{"port": 31337}]}}}).encode())
        assert time.monotonic() < limit, "a reported port raises no alarm"
        time.sleep(1.2 * 300 / SPEED)
    told = service.ask("GET", "/picket/scenarios")["deviceReports"]
    assert told["accepted"] == number and told["devices"] == 1, told


def picket(home, *words):
    """(status, what it printed)"""
    env = {"HOME": home, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC",
           **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}}
    done = subprocess.run([sys.argv[1], "scenario", *words], env=env, timeout=300,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def from_a_shell(home):
    state = ("--state", os.path.join(home, "state"))
    status, text = picket(home, *state, "list")
    assert status == 0, text
    ids = []
    for words in (("ransomware", "--things", "3", "--for", "2h"),
                  ("impersonation", "--thing", "crane-n01", "--thing=crane-n02"),
                  ("sabotage", "--type", "EdgeGateway")):
        status, text = picket(home, *state, "start", *words)
        assert status == 0, text
        ids.append(text.strip())
    assert picket(home, *state, "stop", ids[2]) == (0, "")
    status, text = picket(home, *state, "list", "-o", "json")
    told = json.loads(text)["scenarios"][:3]
    assert [(s["name"], s["status"], s["things"]) for s in told] == \
        [("sabotage", "STOPPED", 4), ("impersonation", "RUNNING", 2),
         ("ransomware", "RUNNING", 3)], told
    status, text = picket(home, *state, "debrief", ids[1])
    assert status == 0, text
    for word in ("Impersonation, scenario " + ids[1], "crane-n01", "crane-n02",
                 "stolen or guessed", "aws:num-authorization-failures: 34 more"):
        assert word in text, text
    for status, words in ((5, ("stop", "9999")), (5, ("debrief", "9999")),
                          (5, ("start", "flood")),
                          (2, ("dance",)), (2, ("start",)), (2, ("list", "all")),
                          (2, ("start", "ransomware", "sabotage")),
                          (2, ("start", "sabotage", "--things", "many")),
                          (2, ("start", "sabotage", "--things", "0")),
                          (2, ("start", "sabotage", "--for", "soon")),
                          (2, ("list", "-o", "xml")),
                          (5, ("start", "sabotage", "--thing", "nobody")),
                          (7, ("start", "sabotage", "--readonly"))):
        told = picket(home, *state, *words)
        assert told[0] == status, (status, words, told)


def never_leaves(home):
    """No request, to whatever host: there is none of this name."""
    env = {"HOME": home, "PATH": os.environ["PATH"], "AWS_ACCESS_KEY_ID": "AKIANONE",
           "AWS_SECRET_ACCESS_KEY": "none"}
    done = subprocess.run([sys.argv[1], "scenario", "start", "ransomware", "--region",
                           "eu-west-1", "--arm", "5min", "--endpoint-url",
                           "https://iot.invalid"],
                          env=env, timeout=300, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 2 and "simulated fleet" in done.stderr, done


def main():
    with Service(sys.argv[1]) as service:
        one = over_the_wire(service)
        survives(service, one)
    with Service(sys.argv[1], "--clock-speed", str(SPEED), "--no-throttle") as service:
        is_seen(service)
        real_report(service)
    with tempfile.TemporaryDirectory() as home:
        from_a_shell(home)
        never_leaves(home)
    print("scenarios start, stop and are told of")


main()
