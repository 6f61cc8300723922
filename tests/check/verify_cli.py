"""A verification of an alarm from screen to file to service, with somebody else on the phone.

usage: verify_cli.py PICKET

The plan is made on screen and saved. What somebody else said meanwhile stops it; said as it was
again it goes through, and what it overwrote comes back with its undo.
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import time

from local_service import Service

PICKET = os.path.abspath(sys.argv[1])
NOTE = "顧客に確認済み"
BEFORE = "as planned, 50%"
SCRIPT = f"""
wait for VERIFIED
wait
keys G v
wait for 1 frozen
keys t <Tab> C-u
type {NOTE}
keys C-x
wait for Verify 1 alarm: true positive
keys W
wait for picket-plan
"""
SECONDS = 60


def alarms(iot):
    return {a["violationId"]: a
            for a in iot.list_active_violations(maxResults=250)["activeViolations"]}


def wait_for_alarms(iot):
    """Until there are some, each of them judged, and no new one came for a while."""
    limit = time.monotonic() + SECONDS
    quiet = 0
    while quiet < 3:
        assert time.monotonic() < limit, "the fleet has no alarm, or always new ones"
        now = alarms(iot)
        new = [v for v, alarm in now.items() if alarm["verificationState"] == "UNKNOWN"]
        for violation in new:
            iot.put_verification_state_on_violation(
                violationId=violation, verificationState="BENIGN_POSITIVE",
                verificationStateDescription=BEFORE)
        quiet = quiet + 1 if now and not new else 0
        time.sleep(0.5)


def run(service, home, *arguments, status=0):
    env = service.environment() | {"HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC",
                                   "AWS_ENDPOINT_URL": service.endpoint}
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        env.pop(name)
    done = subprocess.run([PICKET, *arguments], check=False, capture_output=True, text=True,
                          cwd=home, stdin=subprocess.DEVNULL, timeout=180, env=env)
    told = f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == status, told
    return done.stdout + done.stderr


def judged(iot, violation):
    alarm = alarms(iot)[violation]
    return alarm["verificationState"], alarm.get("verificationStateDescription", "")


def walk(service, home):
    iot = service.client("iot")
    wait_for_alarms(iot)
    script = os.path.join(home, "keys.txt")
    with open(script, "w", encoding="utf-8") as f:
        f.write(SCRIPT)
    run(service, home, "--script", script, "alarms")
    (plan,) = glob.glob(os.path.join(home, "picket-plan-*.json"))
    with open(plan, encoding="utf-8") as f:
        violation = json.load(f)["targets"][0]["id"]
    iot.put_verification_state_on_violation(
        violationId=violation, verificationState="FALSE_POSITIVE",
        verificationStateDescription="said by somebody else")
    told = run(service, home, "apply", plan, "--arm", "10min", status=7)
    assert "FALSE_POSITIVE" in told, told
    assert judged(iot, violation) == ("FALSE_POSITIVE", "said by somebody else")
    iot.put_verification_state_on_violation(
        violationId=violation, verificationState="BENIGN_POSITIVE",
        verificationStateDescription=BEFORE)
    told = run(service, home, "apply", plan, "--arm", "10min")
    assert "1 of 1 done" in told, told
    assert judged(iot, violation) == ("TRUE_POSITIVE", NOTE)
    back = re.search(r"picket-plan-\w+\.json", run(service, home, "undo", plan)).group()
    run(service, home, "apply", back, "--arm", "10min")
    assert judged(iot, violation) == ("BENIGN_POSITIVE", BEFORE)


with Service(PICKET) as local, tempfile.TemporaryDirectory() as folder:
    walk(local, folder)
