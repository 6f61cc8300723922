#!/usr/bin/python3
"""A scheduled audit from the form to its run: the parts of journey_schedule.txt, one console
each, on a service whose clock is fast.

usage: journey_schedule.py PICKET
"""
import sys
import tempfile
import time

import console
from local_service import Service

SPEED = 40000  # a month in about a minute
WAIT_SECONDS = 200  # a run that a loaded machine was late for is skipped: the next one will do
NAME = "monthly-end"


def ran(service):
    now = time.time()
    span = [time.strftime("%Y-%m-%dT%H%%3A%M%%3A%SZ", time.gmtime(t))
            for t in (now - 80 * 86400, now + 86400)]
    told = service.ask("GET", f"/audit/tasks?startTime={span[0]}&endTime={span[1]}"
                              "&taskType=SCHEDULED_AUDIT_TASK&maxResults=50")
    tasks = (service.ask("GET", f"/audit/tasks/{t['taskId']}") for t in told["tasks"])
    return any(t["scheduledAuditName"] == NAME for t in tasks)


def make(service, name):
    service.ask("POST", f"/audit/scheduledaudits/{name}",
                {"frequency": "DAILY", "targetCheckNames": ["LOGGING_DISABLED_CHECK"]})


def main():
    script = console.parts(__file__)
    with tempfile.TemporaryDirectory() as home, \
            Service(sys.argv[1], "--no-throttle", "--clock-speed", str(SPEED)) as service:
        console.play(sys.argv[1], service, home, "create", script["create"])
        limit = time.monotonic() + WAIT_SECONDS
        while not ran(service):
            assert time.monotonic() < limit, "it did not run"
            time.sleep(1)
        for name in ("seen", "change", "delete"):
            console.play(sys.argv[1], service, home, name, script[name])
        for name in ("a", "b", "c"):
            make(service, name)
        for name in ("quota", "in-use"):
            console.play(sys.argv[1], service, home, name, script[name])


main()
