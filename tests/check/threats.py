#!/usr/bin/python3
"""Every threat that can be played is caught by a rule that a new fleet begins with.

usage: threats.py PICKET
"""
import sys
import time

from local_service import Service

CLOCK_SPEED = "900"  # a slot of five minutes in a third of a second
SECONDS = 120


def behaviors_of(iot):
    """(profile, behavior) -> what it compares with."""
    found = {}
    for p in iot.list_security_profiles()["securityProfileIdentifiers"]:
        told = iot.describe_security_profile(securityProfileName=p["name"])
        for b in told["behaviors"]:
            found[p["name"], b["name"]] = b.get("criteria", {})
    return found


def rules_that_caught(service, scenario, criteria):
    told = service.ask("GET", f"/picket/scenarios/{scenario}")
    return {(a["securityProfileName"], a["behaviorName"]) for a in told["alarms"]
            if "value" in criteria.get((a["securityProfileName"], a["behaviorName"]), {})}


def walk(service):
    iot = service.client("iot")
    criteria = behaviors_of(iot)
    kinds = [k["name"] for k in service.ask("GET", "/picket/scenario-kinds")["scenarioKinds"]]
    running = {}
    for kind in kinds:
        asked = {"name": kind, "clientRequestToken": "threat-" + kind, "minutes": 2880}
        running[kind] = service.ask("POST", "/picket/scenarios", asked)["scenarioId"]
    limit = time.monotonic() + SECONDS
    caught = {}
    while len(caught) < len(kinds):
        for kind in kinds:
            rules = rules_that_caught(service, running[kind], criteria)
            if rules:
                caught.setdefault(kind, rules)
        missed = [k for k in kinds if k not in caught]
        assert time.monotonic() < limit, f"nobody saw {missed}; seen: {caught}"
        time.sleep(0.5)
    return caught


def main():
    for fleet, size in (("harbour", "200"), ("metro", "400")):
        with Service(sys.argv[1], "--clock-speed", CLOCK_SPEED, "--no-throttle", "--size", size,
                     fleet=fleet) as service:
            caught = walk(service)
        print(f"{fleet}: {len(caught)} threats, each seen by a rule")


main()
