"""What goes wrong around Detect in the console: closed doors, odd profiles, hostile text.

usage: bad_detect.py PICKET
"""

import os
import re
import shutil
import subprocess
import sys
import time

from fake_service import Answer, Fake, refusal
from pty_session import fresh_environment, run_tests, temporary_home

PICKET = sys.argv[1]
KEYS = {"AWS_ACCESS_KEY_ID": "AKIACANARYCANARY7788", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "eu-west-1"}
HERE = "arn:aws:iot:eu-west-1:123456789012:"
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u115f\u200b-\u200f\u2028-\u202e"
                       "\u2060-\u206f\u3164\ufeff\U000e0000-\U000e007f]")


def screen(fake, *view, size="120x40"):
    """What one screen says, blanks folded, and how picket ended."""
    home = temporary_home()
    try:
        command = [PICKET, "--dump-screen", size, "--endpoint-url", fake.url(), *view]
        done = subprocess.run(command, env=fresh_environment(home, **KEYS), timeout=120,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              start_new_session=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    text = done.stdout.decode() + done.stderr.decode()
    assert done.returncode >= 0, (done.returncode, text)
    assert not FORBIDDEN.search(text), (view, FORBIDDEN.search(text), text[:2000])
    return done.returncode, " ".join(text.split())


def criteria(operator, value, **more):
    return {"comparisonOperator": operator, "value": value, **more}


def alarm(i, **members):
    row = {"violationId": f"v{i}", "thingName": f"thing-{i}", "securityProfileName": "p",
           "behavior": {"name": "auth", "metric": "aws:num-authorization-failures",
                        "criteria": criteria("less-than", {"count": 5}, durationSeconds=300)},
           "lastViolationValue": {"count": 41}, "lastViolationTime": time.time() - 60,
           "violationStartTime": time.time() - 3600, "verificationState": "UNKNOWN"}
    row.update(members)
    return {k: v for k, v in row.items() if v is not None}


class Detect(Fake):
    """Answers Detect's reads from profiles (name -> behaviors) and alarms."""

    def __init__(self, rule=None):
        super().__init__(rule)
        self.profiles = {"p": []}
        self.alarms = []
        self.description = "d"

    def usual(self, r):
        if r.is_a("GET", "/security-profiles"):
            return Answer(securityProfileIdentifiers=[
                {"name": n, "arn": HERE + "securityprofile/" + n} for n in self.profiles])
        if r.is_a("GET", "/security-profiles/[^/]+"):
            name = r.path.rpartition("/")[2]
            if name in self.profiles:
                return Answer(securityProfileName=name, version=1, creationDate=time.time(),
                              securityProfileArn=HERE + "securityprofile/" + name,
                              securityProfileDescription=self.description,
                              lastModifiedDate=time.time(), behaviors=self.profiles[name])
        if r.is_a("GET", "/security-profiles/[^/]+/targets"):
            return Answer(securityProfileTargets=[{"arn": HERE + "all/things"}])
        if r.is_a("GET", "/active-violations"):
            return Answer(activeViolations=self.alarms)
        for path, items in (("/custom-metrics", "metricNames"), ("/dimensions",
                            "dimensionNames"), ("/violation-events", "violationEvents"),
                            ("/behavior-model-training/summaries", "summaries")):
            if r.is_a("GET", path):
                return Answer(**{items: []})
        return super().usual(r)


def is_detect(request):
    return re.match("/(security-profile|active-violations|violation-events|custom-metric|"
                    "dimensions|metric-values|behavior-model|detect)", request.path)


CLOSED = "Detect is not available to this account"
VIEWS = ("profiles", "profile p", "alarms", "training", "metrics", "dimensions")


def test_a_closed_door_is_said_calmly():
    words = ["AWS IoT Device Defender Detect is not available to this account: only existing "
             "customers can use it.", "Detect is no longer available to new customers."]
    for text in words:
        answer = refusal("AccessDeniedException", text)
        with Detect(lambda r, a=answer: a if is_detect(r) else None) as fake:
            for view in VIEWS[:4]:
                _, said = screen(fake, view)
                assert CLOSED in said, (view, said)
                assert "No alarms" not in said and "no profiles" not in said, (view, said)
            status, said = screen(fake, "findings")
            assert status == 0 and "CERT_SHARED" in said, said


def test_the_local_fleet_without_detect():
    """The same door, closed by the local service that the console starts."""
    home = temporary_home()
    try:
        for view, word in (("alarms", CLOSED), ("suppressions", "NH-342")):
            command = [PICKET, "--local", "--no-detect", "--dump-screen", "120x40", view]
            done = subprocess.run(command, env=fresh_environment(home), timeout=300,
                                  stdin=subprocess.DEVNULL, capture_output=True, check=False,
                                  start_new_session=True)
            assert word in " ".join(done.stdout.decode().split()), done.stdout.decode()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def test_a_failure_is_no_empty_list():
    for answer in (refusal("InternalFailureException", "oops", 500),
                   refusal("ThrottlingException", "Rate exceeded", 400),
                   Answer(text="<html>Sign in</html>"), Answer(securityProfileIdentifiers=7,
                                                               activeViolations="no")):
        with Detect(lambda r, a=answer: a if is_detect(r) else None) as fake:
            for view in ("profiles", "alarms"):
                status, said = screen(fake, view)
                assert status == 5 and "failed" in said, (view, status, said)


def test_odd_profiles_are_shown_as_they_are():
    rows = [
        ([], []),
        ([{"name": "name-only"}], ["name-only"]),
        ([{"name": "b", "metric": "aws:num-dragons",
           "criteria": criteria("less-than", {"count": 5})}], ["num-dragons"]),
        ([{"name": "b", "metric": "aws:num-disconnects",
           "criteria": criteria("roughly", {"count": 5})}], ["roughly"]),
        ([{"name": "b", "metric": "gone_metric",
           "criteria": criteria("less-than", {"number": -5.5})}], ["gone_metric", "-5.5"]),
        ([{"name": "always", "metric": "aws:num-disconnects",
           "criteria": criteria("less-than", {"count": 0})}], ["every datapoint alarms"]),
        ([{"name": "never", "metric": "aws:num-disconnects",
           "criteria": criteria("greater-than-equals", {"count": 0})}], ["never alarms"]),
        ([{"name": "b", "metric": "aws:num-authorization-failures",
           "criteria": criteria("greater-than", {"count": 10})}], ["reads backwards"]),
        ([{"name": "b", "metric": "aws:num-disconnects", "criteria": {}}], ["b"]),
        ([{"name": "b", "metric": "aws:num-messages-sent", "criteria": {
            "mlDetectionConfig": {"confidenceLevel": "EXTREME"}}}], ["EXTREME"]),
        ([{"name": "b", "metric": "aws:listening-tcp-ports",
           "criteria": criteria("in-port-set", {"ports": []})}], ["b"]),
    ]
    for behaviors, words in rows:
        with Detect() as fake:
            fake.profiles = {"p": behaviors}
            for view in ("profiles", "profile p"):
                status, said = screen(fake, view)
                assert status == 0, (behaviors, view, said)
            for word in words:
                assert word.lower() in said.lower(), (behaviors, word, said)


def test_odd_alarms_are_shown_as_they_are():
    rows = [
        (alarm(1, lastViolationValue=None), ["thing-1"]),
        (alarm(1, behavior={"name": "only-a-name"}), ["only-a-name"]),
        (alarm(1, verificationState="MAYBE"), ["MAYBE"]),
        (alarm(1, lastViolationTime=None, violationStartTime=None), ["thing-1"]),
        (alarm(1, thingName=None), ["auth"]),
        (alarm(1, lastViolationValue={"number": -3.25}), ["thing-1"]),
        (alarm(1, behavior={"name": "b", "metric": "aws:num-dragons",
                            "criteria": criteria("roughly", {"count": 5})}), ["thing-1"]),
        ({"violationId": "v"}, []),
    ]
    for row, words in rows:
        with Detect() as fake:
            fake.alarms = [alarm(0), row, alarm(2)]
            status, said = screen(fake, "alarms", size="160x40")
            assert status == 0 and "thing-0" in said and "thing-2" in said, (row, said)
            for word in words:
                assert word.lower() in said.lower(), (row, word, said)


HOSTILE = ["\x1b]0;owned\x07\x1b[2J", "a\rSPOOFED", "\u202espoofed\u202c", "\x9b31m",
           "z" + "\u0301" * 200, "%s%n%100000d", "n" * 100_000, "a\nb"]
NAMES = ["a thing", "a/b", "100%", "\u51b7\u8535\u30b3\u30f3\u30c6\u30ca-\uff17"]


def test_hostile_text_stays_harmless():
    for text in HOSTILE:
        with Detect() as fake:
            fake.description = text
            fake.profiles = {"p": [{"name": text, "metric": text, "criteria": criteria(
                text, {"strings": [text]})}]}
            fake.alarms = [alarm(0), alarm(1, thingName=text, securityProfileName=text,
                                           verificationStateDescription=text,
                                           behavior={"name": text, "metric": text})]
            for view in ("profiles", "profile p", "alarms"):
                status, said = screen(fake, view)
                assert status == 0 and "owned\x07" not in said, (view, said)
    with Detect() as fake:
        fake.alarms = [alarm(i, thingName=n) for i, n in enumerate(NAMES)]
        _, said = screen(fake, "alarms")
        for name in NAMES:
            assert name in said, (name, said)


run_tests(globals())
