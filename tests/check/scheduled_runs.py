#!/usr/bin/python3
"""Scheduled audits on a fast clock: one run a day, also over a kill -9.

usage: scheduled_runs.py PICKET
"""
import sys
import time
from datetime import datetime, timedelta, timezone

from local_service import Service

SPEED = 40000  # a day in about two seconds
DAYS = 4
WAIT_SECONDS = 120
NAME = "walk"


def service_time(service):
    """What time the service says it is: that of a task begun now."""
    checks = service.ask("GET", "/audit/configuration")["auditCheckConfigurations"]
    enabled = [n for n, c in checks.items() if c["enabled"]]
    task = service.ask("POST", "/audit/tasks", {"targetCheckNames": enabled[:1]})["taskId"]
    return service.ask("GET", f"/audit/tasks/{task}")["taskStartTime"]


def runs(service):
    """Start times of the schedule's runs, in order."""
    now = datetime.fromtimestamp(service_time(service), timezone.utc)
    span = (now - timedelta(days=80)).strftime("%Y-%m-%dT%H:%M:%SZ"), \
        (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    target = f"/audit/tasks?startTime={span[0]}&endTime={span[1]}" \
             "&taskType=SCHEDULED_AUDIT_TASK&maxResults=250"
    told = service.ask("GET", target.replace(":", "%3A"))
    assert "nextToken" not in told, "more runs than days"
    tasks = [service.ask("GET", f"/audit/tasks/{t['taskId']}") for t in told["tasks"]]
    return sorted(t["taskStartTime"] for t in tasks if t["scheduledAuditName"] == NAME)


def wait_for(service, n):
    limit = time.monotonic() + WAIT_SECONDS
    while True:
        found = runs(service)
        if len(found) >= n:
            return found
        assert time.monotonic() < limit, f"{len(found)} runs of {n}"
        time.sleep(0.5)


def days_of(times):
    # A loaded machine may be some hours late by such a clock.
    return [int(t - 6 * 3600) // 86400 for t in times]


def main():
    with Service(sys.argv[1], "--no-throttle", "--clock-speed", str(SPEED)) as service:
        service.ask("POST", f"/audit/scheduledaudits/{NAME}",
                    {"frequency": "DAILY", "targetCheckNames": ["LOGGING_DISABLED_CHECK"]})
        first = wait_for(service, DAYS)
        days = days_of(first)
        assert days == list(range(days[0], days[0] + len(days))), f"not one a day: {first}"
        service.kill()
        service.start()
        then = wait_for(service, len(first) + 2)
        assert then[:len(first)] == first, "what had run is there"
        days = days_of(then)
        assert len(set(days)) == len(days), f"twice on a day: {then}"
        print(f"{len(first)} runs, {len(then)} after a kill")


main()
