"""audit_bench.py PICKET: what a full audit of the fleet `metro` costs the local service.

CPU of the service from start to end of the audit, and how long other calls take meanwhile. The
calls come from botocore, whose own time is part of what is measured: the same calls against the
idle service stand beside them.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import botocore.config
import botocore.session

CPU_LIMIT_S = 5.0
LATENCY_LIMIT_MS = 50.0
START_SECONDS = 280
ENDED = ("COMPLETED", "FAILED", "CANCELED")
# In turn and paced, so that each stays well under its quota: a throttled call tells nothing.
CALLS = ("list_things", "list_certificates", "list_policies", "list_audit_tasks")
PACE_SECONDS = 0.04
CALIBRATION_ROUNDS = 10


def cpu_ns(pid):
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)


class Service:
    def __init__(self, picket):
        self.home = tempfile.mkdtemp(prefix="picket-")
        env_file = pathlib.Path(self.home, "env")
        self.log = open(self.home + "/log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [picket, "serve", "--listen", "127.0.0.1:0", "--state", self.home + "/state",
             "--fleet", "metro", "--env", env_file], stdin=subprocess.DEVNULL, stderr=self.log)
        end = time.monotonic() + START_SECONDS
        while not env_file.exists() or not env_file.read_text().endswith("\n"):
            if self.process.poll() is not None or time.monotonic() > end:
                self.log.seek(0)
                sys.exit("the service did not start:\n" + self.log.read())
            time.sleep(0.1)
        command = f". '{env_file}'; env -0"
        shell = subprocess.run(["sh", "-ac", command], capture_output=True, check=True,
                               text=True)
        env = dict(word.split("=", 1) for word in shell.stdout.split("\0") if "=" in word)
        session = botocore.session.Session()
        self.client = session.create_client(
            "iot", region_name=env.get("AWS_REGION") or env["AWS_DEFAULT_REGION"],
            endpoint_url=env.get("AWS_ENDPOINT_URL_IOT") or env["AWS_ENDPOINT_URL"],
            aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
            config=botocore.config.Config(retries={"max_attempts": 0}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def cpu_ms(self):
        return cpu_ns(self.process.pid) / 1e6


def timed(call, **parameters):
    begin = time.monotonic()
    answer = call(**parameters)
    return (time.monotonic() - begin) * 1e3, answer


def one_round(service):
    """One of each call; their latencies."""
    now = time.time()
    latencies = []
    for name in CALLS:
        window = {"startTime": now - 86400, "endTime": now}
        parameters = window if name == "list_audit_tasks" else {}
        latencies.append(timed(getattr(service.client, name), **parameters)[0])
        time.sleep(PACE_SECONDS)
    return latencies


def idle_calls(service):
    """Median latency, and CPU of a call, on an idle service."""
    before = service.cpu_ms()
    latencies = sorted(ms for _ in range(CALIBRATION_ROUNDS) for ms in one_round(service))
    return latencies[len(latencies) // 2], (service.cpu_ms() - before) / len(latencies)


def audit(service):
    configuration = service.client.describe_account_audit_configuration()
    checks = [name for name, check in configuration["auditCheckConfigurations"].items()
              if check.get("enabled")]
    before = service.cpu_ms()
    began = time.monotonic()
    task = service.client.start_on_demand_audit_task(targetCheckNames=checks)["taskId"]
    latencies = []
    while True:
        latencies += one_round(service)
        ms, state = timed(service.client.describe_audit_task, taskId=task)
        latencies.append(ms)
        if state["taskStatus"] in ENDED:
            break
    seconds = time.monotonic() - began
    return len(checks), state, service.cpu_ms() - before, seconds, sorted(latencies)


def row(what, value, limit=None):
    over = limit is not None and value > limit
    print(f"{what:<52} {value:>10.2f} {'-' if limit is None else limit:>8}"
          f"{'  OVER' if over else ''}")
    return over


def main():
    with Service(os.path.abspath(sys.argv[1])) as service:
        idle_ms, call_cpu_ms = idle_calls(service)
        checks, state, cpu_ms, seconds, latencies = audit(service)
    print(f"\nAudit of metro, {checks} checks: {state['taskStatus']}")
    print(f"{'':<52} {'picket':>10} {'limit':>8}")
    own = cpu_ms - call_cpu_ms * len(latencies)
    over = row("CPU of the service, the other calls' taken off, s", own / 1e3, CPU_LIMIT_S)
    row("from start to end, s", seconds)
    row("calls meanwhile", len(latencies))
    row("a call on the idle service, median ms", idle_ms)
    row("a call meanwhile, median ms", latencies[len(latencies) // 2])
    over |= row("a call meanwhile, worst ms", latencies[-1], LATENCY_LIMIT_MS)
    return 1 if over or state["taskStatus"] != "COMPLETED" else 0


sys.exit(main())
