#!/usr/bin/python3
"""A scheduled audit from the form to its run: the parts of journey_schedule.txt, one console
each, on a service whose clock is fast.

usage: journey_schedule.py PICKET
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from local_service import Service

SPEED = 40000  # a month in about a minute
WAIT_SECONDS = 200  # a run that a loaded machine was late for is skipped: the next one will do
NAME = "monthly-end"


def parts():
    text = pathlib.Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    pieces = re.split(r"^--- (\S+)\n", text, flags=re.M)
    return dict(zip(pieces[1::2], pieces[2::2]))


def console(picket, service, home, name, script):
    path = os.path.join(home, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(script)
    kept = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
    env = kept | {"HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.environ["PATH"],
                  "AWS_ACCESS_KEY_ID": service.key, "AWS_SECRET_ACCESS_KEY": service.secret,
                  "AWS_REGION": service.region, "AWS_ENDPOINT_URL": service.endpoint}
    done = subprocess.run([os.path.abspath(picket), "--script", path], check=False,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, env=env)
    assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"


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
    script = parts()
    with tempfile.TemporaryDirectory() as home, \
            Service(sys.argv[1], "--no-throttle", "--clock-speed", str(SPEED)) as service:
        console(sys.argv[1], service, home, "create", script["create"])
        limit = time.monotonic() + WAIT_SECONDS
        while not ran(service):
            assert time.monotonic() < limit, "it did not run"
            time.sleep(1)
        for name in ("seen", "change", "delete"):
            console(sys.argv[1], service, home, name, script[name])
        for name in ("a", "b", "c"):
            make(service, name)
        for name in ("quota", "in-use"):
            console(sys.argv[1], service, home, name, script[name])


main()
