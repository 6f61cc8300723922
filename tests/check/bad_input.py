"""What goes wrong around the console: settings, refusals, broken answers, hostile text.

Each case says what a person has to read then, and that the rows they had stay.
"""

import calendar
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from fake_service import (Answer, Fake, TASK, closed_port, finding, http_date,
                          make_certificate, refusal)
from pty_session import Session, fresh_environment, run_tests, temporary_home

PICKET = sys.argv[1]
SECRET = "cAnArY+secret/key=0123456789"
TOKEN = "cAnArY-session-token-0123456789"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIACANARYCANARY7788", "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "eu-west-1"}


class Run:
    """picket without a terminal; files: path below HOME -> text; HOME in values is replaced."""

    def __init__(self, *args, files=None, size="110x24", keys=True, **env):
        home = temporary_home()
        try:
            for name, text in (files or {}).items():
                path = os.path.join(home, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as f:
                    f.write(text)
            given = {**(KEYS if keys else {}), **env}
            given = {n: v.replace("HOME", home) if v else v for n, v in given.items()}
            command = [PICKET, *(["--dump-screen", size] if size else []), *args]
            done = subprocess.run(command, env=fresh_environment(home, **given), timeout=300,
                                  stdin=subprocess.DEVNULL, capture_output=True, check=False,
                                  start_new_session=True)
        finally:
            shutil.rmtree(home, ignore_errors=True)
        self.status, self.raw = done.returncode, done.stdout + done.stderr
        self.text = done.stdout.decode() + done.stderr.decode()
        self.flat = " ".join(self.text.split())

    def says(self, status, *words):
        assert self.status == status, (self.status, self.text)
        for word in words:
            assert word in self.flat, f"{word!r} is not in:\n{self.text}"


def console(fake, *view, **more):
    return Session([PICKET, "--endpoint-url", fake.url(), *view], cols=110, rows=24,
                   **{**KEYS, **more})


# ---- settings ----

def test_mistakes_in_settings_are_named():
    plain = "[default]\nregion = eu-west-1\n[profile prod]\nregion = eu-west-1\n"
    rows = [
        (["--profile", "prdo"], plain, {}, 4, ["no profile 'prdo'", "prod"]),
        ([], plain, {"AWS_PROFILE": "prdo"}, 4, ["no profile 'prdo'", "prod"]),
        ([], plain, {"AWS_PROFILE": "prdo", **KEYS}, 4, ["no profile 'prdo'"]),
        (["--profile", "prod"], plain, {}, 4,
         ["profile 'prod' has no credentials", "aws configure --profile prod"]),
        ([], "[default]\nregion eu\n", {}, 3, [".aws/config:2:", "'='"]),
        ([], "[profile x\nregion=eu\n", {}, 3, [".aws/config:1:", "']'"]),
        ([], "region=eu\n", {}, 3, [".aws/config:1:"]),
        (["--region", "eu-wset-1"], "", KEYS, 3, ["'eu-wset-1'", "eu-west-1"]),
        ([], "[default]\nregion=us-eats-1\n", {**KEYS, "AWS_REGION": None}, 3,
         ["'us-eats-1'", "us-east-1"]),
        ([], "", {**KEYS, "AWS_REGION": None}, 3, ["no region", "--region"]),
        ([], "", {"AWS_ACCESS_KEY_ID": "A"}, 3, ["no region"]),
        ([], "", {"AWS_ACCESS_KEY_ID": "A", "AWS_REGION": "eu-west-1"}, 4,
         ["AWS_SECRET_ACCESS_KEY is not", "both"]),
        (["--endpoint-url", "http://example.com"], "", KEYS, 2, ["without TLS"]),
        (["--endpoint-url", "ftp://example.com"], "", KEYS, 2, ["https://"]),
        ([], "", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, 3, ["no region"]),
        ([], "", {**KEYS, "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"}, 5,
         ["expired at 2020-01-01", "Renew"]),
    ]
    for args, config, env, status, words in rows:
        run = Run(*args, files={".aws/config": config}, keys=False, **env)
        run.says(status, *words)
        assert SECRET not in run.text


def test_it_goes_where_aws_would():
    """Which service is asked, with which key: the settings decide as they do for `aws`."""
    profile = ("[profile p]\nregion = eu-north-1\naws_access_key_id = AKIAPROFILE\n"
               "aws_secret_access_key = s\n")
    rows = [
        (["--endpoint-url", "A"], "", KEYS, "A", "AKIACANARYCANARY7788", "eu-west-1"),
        ([], "", {**KEYS, "AWS_ENDPOINT_URL": "A"}, "A", "AKIACANARY", "eu-west-1"),
        ([], "", {**KEYS, "AWS_ENDPOINT_URL": "B", "AWS_ENDPOINT_URL_IOT": "A"}, "A", "AKIAC",
         "eu-west-1"),
        (["--endpoint-url", "A"], "", {**KEYS, "AWS_ENDPOINT_URL_IOT": "B"}, "A", "AKIAC",
         "eu-west-1"),
        (["--region", "us-east-2"], "", {**KEYS, "AWS_ENDPOINT_URL": "A"}, "A", "AKIAC",
         "us-east-2"),
        ([], profile + "endpoint_url = A\n", {"AWS_PROFILE": "p"}, "A", "AKIAPROFILE",
         "eu-north-1"),
        (["--profile", "p"], profile + "endpoint_url = A\n", KEYS, "A", "AKIAPROFILE",
         "eu-west-1"),
        ([], profile + "endpoint_url = A\n", {**KEYS, "AWS_PROFILE": "p", "AWS_REGION": None},
         "A", "AKIACANARY", "eu-north-1"),
        ([], profile + "services = s\nendpoint_url = B\n[services s]\niot =\n"
         "  endpoint_url = A\n", {"AWS_PROFILE": "p"}, "A", "AKIAPROFILE", "eu-north-1"),
        ([], profile + "endpoint_url = B\n", {"AWS_PROFILE": "p", "AWS_ENDPOINT_URL": "A"}, "A",
         "AKIAPROFILE", "eu-north-1"),
        ([], "", {**KEYS, "AWS_ENDPOINT_URL": "A", "AWS_REGION": None,
                  "AWS_DEFAULT_REGION": "eu-west-3"}, "A", "AKIACANARY", "eu-west-3"),
    ]
    with Fake() as a, Fake() as b:
        urls = {"A": a.url(), "B": b.url()}
        for args, config, env, who, key, region in rows:
            for f in (a, b):
                f.requests.clear()
            config = re.sub(r"endpoint_url = ([AB])", lambda m: "endpoint_url = " + urls[m[1]],
                            config)
            run = Run(*(urls.get(w, w) for w in args), files={".aws/config": config},
                      keys=False, **{n: urls.get(v, v) for n, v in env.items()})
            asked = {"A": a, "B": b}[who]
            other = {"A": b, "B": a}[who]
            iot = [r for r in asked.requests if r.path != "/"]
            assert iot, (args, config, env, run.text)
            assert not [r for r in other.requests if r.path != "/"], (args, config, env)
            signed = iot[0].headers["Authorization"]
            assert f"Credential={key}" in signed and f"/{region}/iot/" in signed, signed


# ---- what the service answers ----

def everywhere(answer):
    return lambda request: answer


DENIED = ("User: arn:aws:sts::123456789012:assumed-role/ops/me is not authorized to perform: "
          "iot:ListAuditFindings on resource: *")


def test_refusals_and_broken_answers_say_what_to_do():
    page = {"Content-Type": "text/html"}
    rows = [
        (refusal("ExpiredTokenException", "The security token included is expired"),
         ["ExpiredTokenException", "aws sso login", "environment", "7788"]),
        (refusal("UnrecognizedClientException", "The security token is invalid."),
         ["access key is not known", "7788"]),
        (refusal("AccessDeniedException", DENIED),
         ["Allow iot:ListAuditFindings to arn:aws:sts::123456789012:assumed-role/ops/me."]),
        (refusal("AccessDeniedException", "no"), ["Allow iot:ListAuditFindings to the role"]),
        (refusal("InvalidSignatureException", "Signature expired: a is earlier than b",
                 Date=http_date(900)), ["15 min", "clock"]),
        (refusal("ThrottlingException", "Rate exceeded", 400),
         ["ThrottlingException", "throttled to", "more slowly"]),
        (Answer(text="<html>Sign in</html>", headers=page), ["web page", "proxy"]),
        (Answer(text="<html>Bad gateway</html>", status=502, headers=page), ["502", "again"]),
        (Answer(status=500, text='{"message":"oops"}'), ["500", "oops", "again"]),
        (Answer(status=503, text=""), ["503", "again"]),
        (Answer(status=302, text="", headers={"Location": "https://login.example/x"}),
         ["redirect to login.example", "proxy"]),
        (Answer(text='{"findings":[{"findingId":"x"'), ["breaks off", "endpoint"]),
        (Answer(findings=[{"findingId": 7}]), ["findings[0].findingId: expected text"]),
        (Answer(findings="no"), ["findings: expected a list, got text"]),
        (Answer([1, 2]), ["expected an object, got a list"]),
        (Answer(text=b'{"findings":[]}\xff'), ["not UTF-8"]),
        (Answer(text='{"findings":[' + "[" * 5000), ["bad JSON"]),
        (Answer(text=b'{"findings":[' + b" " * 9_000_000 + b"]}"), ["longer than 8 MiB"]),
        (Answer(text=""), ["empty"]),
        (Answer(findings=[finding(1)], cut=60), ["broke off", "again"]),
        (b"SSH-2.0-OpenSSH_9.2\r\n", ["not HTTP", "--endpoint-url"]),
        (b"", ["closed without an answer", "again"]),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", ["length"]),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", ["header"]),
    ]
    for answer, words in rows:
        with Fake(everywhere(answer)) as fake:
            run = Run("--endpoint-url", fake.url(), "findings")
            run.says(5, *words)
            assert "failed" in run.flat and "No findings" not in run.flat, run.text
            assert SECRET not in run.text


def test_a_listing_that_does_not_end_keeps_its_rows_and_says_so():
    with Fake(lambda r: Answer(findings=[finding(1)], nextToken="same")
              if r.path == "/audit/findings" else None) as fake:
        run = Run("--endpoint-url", fake.url(), "findings")
        run.says(5, "partial", "not all loaded", "the same page token twice", "CERT_SHARED")
        assert fake.count("POST", "/audit/findings") == 2


def test_a_wrong_clock_is_corrected_once_and_said():
    ahead = 900

    def rule(request):
        signed = calendar.timegm(time.strptime(request.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ"))
        if abs(signed - time.time() - ahead) > 120:
            return refusal("InvalidSignatureException", "Signature expired: a is before b",
                           Date=http_date(ahead))
        answer = fake.usual(request)
        answer.headers["Date"] = http_date(ahead)
        return answer

    with Fake(rule) as fake:
        run = Run("--endpoint-url", fake.url(), "findings")
        run.says(0, "clock 15 min slow", "live", "CERT_SHARED")
        assert fake.count("POST", "/audit/findings") == 2


def test_throttling_on_every_second_call_costs_no_rows():
    seen = {}  # of each kind every second one: a call asks three times at most

    def rule(request):
        seen[request.path] = seen.get(request.path, 0) + 1
        refused = seen[request.path] % 2 == 1
        return refusal("ThrottlingException", "Rate exceeded", 400) if refused else None

    with Fake(rule) as fake:
        run = Run("--endpoint-url", fake.url(), "findings")
        run.says(0, "CERT_SHARED", "throttled to", "live")
        rate = float(re.search(r"throttled to ([0-9.]+)/s", run.flat)[1])
        assert rate <= 100, f"slowed down to {rate} calls a second?"


def test_no_way_to_the_service():
    port = closed_port()
    Run("--endpoint-url", f"http://127.0.0.1:{port}").says(5, "no connection", "picket serve")
    Run("--endpoint-url", "https://nobody.invalid").says(
        5, "does not resolve", "nobody.invalid", "--endpoint-url")


def test_tls():
    folder = tempfile.mkdtemp(prefix="picket-tls-")
    try:
        good = make_certificate(folder, "good")
        other = make_certificate(folder, "other", subject="other.example")
        old = make_certificate(folder, "old", expired=True)
        rows = [
            (good, {}, 5, ["certificate was refused", "self-signed", "AWS_CA_BUNDLE"]),
            (good, {"AWS_CA_BUNDLE": good[0]}, 0, ["Device certificate shared"]),
            (good, {"AWS_CA_BUNDLE": "/nonexistent.pem"}, 5, ["/nonexistent.pem", "Correct"]),
            (other, {"AWS_CA_BUNDLE": other[0]}, 5, ["'localhost'", "name in its certificate"]),
            (old, {"AWS_CA_BUNDLE": old[0]}, 5, ["has expired", "Renew"]),
        ]
        for certificate, env, status, words in rows:
            with Fake(tls=certificate) as fake:
                Run("--endpoint-url", fake.url("localhost"), **env).says(status, *words)
                assert (status == 0) == bool(fake.requests), "asked although not trusted"
        with Fake() as fake:
            Run("--endpoint-url", f"https://localhost:{fake.port}").says(
                5, "speaks TLS", "http://")
    finally:
        shutil.rmtree(folder)


# ---- at the keyboard ----

def help_is_open(session):
    return "Keys on" in session.text()


def typical_seconds(session, rounds=9):
    """From a key to its effect: opening and closing help; the median."""
    taken = []
    for i in range(2 * rounds):
        before = time.monotonic()
        session.send("?" if i % 2 == 0 else "\x1b")
        session.wait(lambda s: help_is_open(s) == (i % 2 == 0))
        taken.append(time.monotonic() - before)
    return sorted(taken)[len(taken) // 2]


def test_keys_are_answered_while_the_service_says_nothing():
    with Fake() as fake:
        with console(fake, "findings") as s:
            s.wait("CERT_SHARED")
            s.settle()
            usual = typical_seconds(s)
    with Fake(lambda r: fake.hang()) as fake:
        with console(fake, "findings") as s:
            s.wait("loading")
            s.wait(lambda _: fake.requests)
            waiting = typical_seconds(s)
            assert s.text().count("loading") == 1, "looking at help ended the question"
            assert waiting < 20 * usual + 0.1, f"{waiting} s instead of {usual} s a key"
            s.send("\x1b")
            s.wait("Stopped waiting")
            assert "Findings" in s.text(), "Esc left the screen instead of stopping"
            s.send("r")
            s.wait("loading")
            s.send(":q\r")
            assert s.wait_exit(30) == 0  # far below the limit of one request
            s.assert_terminal_restored()


def test_rows_stay_with_their_age_when_a_refresh_fails():
    broken = [
        everywhere(Answer(status=500, text='{"message":"oops"}')),
        everywhere(refusal("AccessDeniedException", DENIED)),
        everywhere(Answer(text="<html>Sign in</html>")),
        everywhere(Answer(findings="no", tasks=7)),
        lambda r: Answer(findings=[finding(9, checkName="LOGGING_DISABLED_CHECK")],
                         nextToken=f"t{len(fake.requests)}")
        if "nextToken" not in r.target and b"nextToken" not in r.body else b"",
    ]
    for rule in broken:
        with Fake() as fake:
            with console(fake, "findings") as s:
                s.wait("CERT_SHARED")
                s.settle()
                before = s.text().count("CERT_SHARED")
                fake.rule = rule
                s.send("r")
                s.wait("stale")
                assert re.search(r"as of 20\d\d-\d\d-\d\d \d\d:\d\dZ", s.text()), s.text()
                assert s.text().count("CERT_SHARED") == before == 3, s.text()
                assert "No findings" not in s.text() and "LOGGING" not in s.text(), s.text()
                fake.rule = None
                s.send("r")
                s.wait("live")
                assert s.text().count("CERT_SHARED") == 3


def test_rows_of_the_last_time_are_there_when_the_service_is_not():
    home = temporary_home()
    try:
        with Fake() as fake:
            port = fake.port
            with console(fake, "findings", home=home) as s:
                s.wait("live")
                s.settle()
        command = [PICKET, "--endpoint-url", f"http://127.0.0.1:{port}", "findings"]
        with Session(command, cols=110, rows=24, home=home, **KEYS) as s:
            s.wait("stale")
            assert s.text().count("CERT_SHARED") == 3 and "as of" in s.text(), s.text()
    finally:
        shutil.rmtree(home)


def start_audit(session):
    session.wait("certificate shared")
    session.settle()
    session.send("n")
    session.wait("1 of 17 checks chosen")
    session.settle()
    session.send("\x18")
    session.wait("[ Start the audit ]")
    session.settle()
    session.send("\t\t\r")


def test_an_audit_whose_answer_is_lost_is_not_started_again():
    for lost in (b"", Answer(taskId=TASK, cut=3), Answer(status=500, text="{}"),
                 Answer(text="<html>"), Answer(text="")):
        with Fake(lambda r: lost if r.is_a("POST", "/audit/tasks") else None) as fake:
            with console(fake) as s:
                start_audit(s)
                s.wait("not known whether")
                s.settle()
                assert fake.count("POST", "/audit/tasks") == 1


def test_an_audit_whose_answer_never_comes_can_be_given_up():
    with Fake(lambda r: fake.hang() if r.is_a("POST", "/audit/tasks") else None) as fake:
        with console(fake) as s:
            start_audit(s)
            s.wait(lambda _: fake.count("POST", "/audit/tasks") == 1)
            s.wait("[ Stop ]")
            s.settle()
            s.send("\t\r")  # no further step, then no more waiting for this one
            s.wait("[ Stop waiting ]")
            s.send("\r")
            s.wait("not known whether")
            s.settle()
            assert fake.count("POST", "/audit/tasks") == 1


def test_a_readonly_console_starts_nothing():
    for options, env in ((["--readonly"], {}), ([], {"PICKET_READONLY": "1"})):
        with Fake() as fake:
            with console(fake, *options, **env) as s:
                s.wait("READ-ONLY")
                s.wait("certificate shared")
                s.send("n")
                s.wait(lambda s: "read-only" in s.text())
                s.send("\x18")
                s.settle()
                s.send("\t\r")
                s.settle()
                assert fake.count("POST", "/audit/tasks") == 0


# ---- scenarios, which only a local service has ----

def test_scenarios_stay_on_this_machine():
    away = ("--endpoint-url", "https://iot.invalid", "--region", "eu-west-1")
    calm = ("scenarios are played on the local service's simulated fleet",
            "picket without a context opens it")
    Run(*away, "scenarios").says(0, *calm)
    Run(*away, "scenario", "3").says(5, *calm)
    with Session([PICKET, *away, "scenarios"], cols=110, rows=24, **KEYS) as s:
        s.wait("simulated fleet")
        s.send(":play\r")
        s.wait("scenarios are played on the local service's simulated fleet; this is default")
    with Fake() as fake:  # on this machine, but no service of ours
        for view in ("scenarios", "scenario 1"):
            run = Run("--endpoint-url", fake.url(), view)
            assert run.status == 5 and "Exception" in run.text, run.text


def test_scenarios_that_are_none():
    with Fake() as fake:
        Run("--endpoint-url", fake.url(), "scenario").says(0, "which scenario? scenario ID")
    Run("--local", "scenario", "999", keys=False).says(5, "There is no scenario 999")
    Run("--local", "play", "flood", keys=False).says(0, "There is no scenario flood")


# ---- hostile text ----

HOSTILE = [
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred", "a\rSPOOFED", "a\b\b\b\bSPOOFED", "a\nSPOOFED",
    "a\tb", "\u202espoofed\u202c", "\u2066x\u2069", "\u200b\u200d\ufeff", "\x9b31m\x90q\x9c",
    "\U000e0041\U000e0042", "\u2028line", "z" + "\u0301" * 200, "\ud83d", "\U0001f600" * 40,
    "%s%n%100000d", "n" * 1_000_000, "\x7f\x00end",
]
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u115f\u200b-\u200f\u2028-\u202e"
                       "\u2060-\u206f\u3164\ufeff\U000e0000-\U000e007f]")


def hostile_findings(text):
    """Number 1 of three is hostile wherever a service or a device may choose text."""
    bad = finding(1, resource={"clientId": text}, reasonForNonCompliance=text,
                  reasonForNonComplianceCode=text)
    bad["nonCompliantResource"]["additionalInfo"] = {text[:100]: text}
    return [finding(0), bad, finding(2)]


def rows_of(text):
    return [line for line in text.splitlines() if "CERT_SHARED" in line]


def test_hostile_text_stays_in_its_cell():
    with Fake() as fake:
        fake.findings = hostile_findings("plain")
        clean = rows_of(Run("--endpoint-url", fake.url(), "findings").text)
        assert len(clean) == 3 and "plain" in clean[1], clean
        for text in HOSTILE:
            fake.findings = hostile_findings(text)
            if "\x00" in text or "\ud83d" in text:
                continue  # refused as JSON; see below
            for view in ("findings", f"finding {fake.findings[1]['findingId']}", None):
                log = tempfile.NamedTemporaryFile(suffix=".log")
                run = Run("--endpoint-url", fake.url(), "--log-file", log.name, "--log-level",
                          "debug", *([view] if view else []))
                for said in (run.text, open(log.name, encoding="utf-8").read()):
                    found = FORBIDDEN.search(said)
                    assert not found, (text[:30], view, found, said[:2000])
                assert run.status == 0, (text[:30], view, run.text)
                if view == "findings":
                    rows = rows_of(run.text)
                    assert [rows[0], rows[2]] == [clean[0], clean[2]], (text[:30], rows)
                    assert rows[1].startswith("  C    CERT_SHARED"), (text[:30], rows)
                    assert rows[1].endswith(clean[1][-16:].lstrip()), (text[:30], rows)


def test_hostile_text_never_reaches_the_terminal():
    with Fake() as fake:
        fake.findings = hostile_findings("".join(t for t in HOSTILE if len(t) < 1000
                                                 and "\x00" not in t and "\ud83d" not in t))
        with console(fake, "findings") as s:
            s.wait("CERT_SHARED")
            for keys in ("j", "\r", "v", "\x1b", "\x1b", "/SPOOF\r", ":messages\r", ":calls\r"):
                s.send(keys)
                s.settle()
            said = s.raw.decode("utf-8")
            assert "owned\x07" not in said and "]0;owned\x07" not in said
            assert "\x1b[31mred" not in said and "\rSPOOFED" not in said
            assert "\bSPOOFED" not in said and "\nSPOOFED" not in said
            found = re.search("[\x80-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                              "\U000e0000-\U000e007f]", said)
            assert not found, (found, said[found.start() - 80:found.start() + 80])


def test_hostile_messages_of_the_service():
    evil = refusal("Evil\x1b[2J", "\x1b]0;owned\x07\u202e" + "x" * 100_000, 400)
    with Fake(everywhere(evil)) as f:
        run = Run("--endpoint-url", f.url(), "findings")
        run.says(5, "owned")
        assert not FORBIDDEN.search(run.text), run.text


# ---- secrets ----

def test_secrets_stay_inside():
    with Fake(lambda r: refusal("InvalidSignatureException", "no", 403)
              if len(fake.requests) % 3 == 0 else None) as fake:
        folder = temporary_home()
        try:
            log = os.path.join(folder, "log")
            with console(fake, "--log-file", log, "--log-level", "debug", home=folder,
                         AWS_SESSION_TOKEN=TOKEN) as s:
                s.wait("picket")
                for keys in (":findings\r", "r", "\r", "v", "\x1b", ":calls\r", "\r",
                             ":messages\r"):
                    s.send(keys)
                    s.settle()
                command_line = open(f"/proc/{s.pid}/cmdline", "rb").read()
                assert SECRET.encode() not in command_line
                shown = s.raw
            written = b""
            for where, _, names in os.walk(folder):
                for name in names:
                    written += open(os.path.join(where, name), "rb").read()
            for canary in (SECRET, TOKEN, KEYS["AWS_ACCESS_KEY_ID"], "Signature=",
                           "Credential="):
                assert canary.encode() not in shown, f"{canary} on the screen"
                assert canary.encode() not in written, f"{canary} in a file"
            assert TOKEN in fake.requests[0].headers["X-Amz-Security-Token"]
        finally:
            shutil.rmtree(folder)


run_tests(globals())
