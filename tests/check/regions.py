"""Several regions in one list: two services on two ports stand in for them, in the end with one
that refuses. Rows, marks and failures are told apart; nothing that changes anything leaves for
a region that is not home.
"""
import csv
import io
import json
import os
import pathlib
import sys
import tempfile

import console
from fake_service import TASK, Answer, Fake, finding, refusal
from pty_session import Session

PICKET = os.path.abspath(sys.argv[1])
HOME, AWAY = "eu-west-1", "us-east-1"
KEYS = "[prod]\naws_access_key_id = AKID\naws_secret_access_key = secret\n"
CONTEXTS = """contexts = ( { name = "both"; profile = "prod"; regions = ["%s", "%s"];
  endpoint_urls = ["%s", "%s"]; } );
"""


def signed_for(request):
    return request.headers["Authorization"].split("/")[2]


def make_home(folder, here, there):
    for name, text in ((".aws/credentials", KEYS),
                       (".config/picket/picket.conf",
                        CONTEXTS % (HOME, AWAY, here.url(), there.url()))):
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def findings(folder, *arguments, where=("--context", "both")):
    return console.run(PICKET, folder, *where, "findings", *arguments)


def rows_of(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def denied(request):
    if request.is_a("POST", "/audit/findings"):
        return refusal("UnauthorizedException", "not for you", 403)
    return None


def every_region_in_one_list(folder, here, there):
    rows = rows_of(findings(folder, "-o", "json"))
    assert [(r["region"], r["id"]) for r in sorted(rows, key=lambda r: r["region"])] == [
        (HOME, f["findingId"]) for f in reversed(here.findings)] + [
        (AWAY, f["findingId"]) for f in reversed(there.findings)], rows
    assert {signed_for(r) for r in here.requests} == {HOME}
    assert {signed_for(r) for r in there.requests} == {AWAY}
    only = rows_of(findings(folder, "region:" + AWAY, "-o", "json"))
    assert len(only) == len(there.findings) and {r["region"] for r in only} == {AWAY}, only
    sorted_rows = rows_of(findings(folder, "sort:region-", "-o", "json"))
    assert [r["region"] for r in sorted_rows] == [AWAY] * 2 + [HOME] * 3, sorted_rows
    cells = list(csv.DictReader(io.StringIO(findings(folder, "-o", "csv").stdout)))
    assert {c["region"] for c in cells} == {HOME, AWAY} and "/" not in cells[0]["id"], cells
    events = [json.loads(x) for x in findings(folder, "-o", "ocsf").stdout.splitlines()]
    assert sorted(e["cloud"]["region"] for e in events) == [HOME] * 3 + [AWAY] * 2, events


def flags_say_it_as_well(folder, here, there):
    flags = ("--profile", "prod", "--region", HOME, "--region", AWAY, "--endpoint-url",
             here.url(), "--endpoint-url", there.url())
    rows = rows_of(findings(folder, "-o", "json", where=flags))
    assert sorted(r["region"] for r in rows) == [HOME] * 3 + [AWAY] * 2, rows
    one = rows_of(findings(folder, "-o", "json", where=(*flags[:4], *flags[6:8])))
    assert len(one) == 3 and "region" not in one[0], one
    swapped = rows_of(findings(folder, "-o", "json", where=(
        "--context", "both", "--endpoint-url", there.url(), "--endpoint-url", here.url())))
    assert sorted(r["region"] for r in swapped) == [HOME] * 2 + [AWAY] * 3, swapped
    for arguments, said in ((flags[:-2], "for 2 regions"),
                            ((*flags[:6], "--region", AWAY), "twice"),
                            ((*flags[:4], "--region", "nowhere-1"), "nowhere-1")):
        done = findings(folder, "-o", "json", where=arguments)
        assert done.returncode != 0 and said in done.stderr, (arguments, done.stderr)


class OneAddress:
    key, secret, region = "AKID", "secret", HOME

    def __init__(self, fake):
        self.endpoint = fake.url()


def one_address_is_not_that_of_two_regions(folder, here, _):
    asked = len(here.requests)
    done = console.run(PICKET, folder, "--region", HOME, "--region", AWAY, "findings", "-o",
                       "json", service=OneAddress(here))
    assert done.returncode == 3 and "AWS_ENDPOINT_URL is one address" in done.stderr, done
    assert len(here.requests) == asked, here.requests[asked:]


def one_that_refuses_takes_nothing_from_the_other(folder, here, there):
    there.rule = denied
    done = findings(folder, "-o", "json")
    assert done.returncode != 0 and AWAY + ": " in done.stderr, (done.returncode, done.stderr)
    assert HOME + ": " not in done.stderr, done.stderr
    rows = json.loads(done.stdout)
    assert len([r for r in rows if r["region"] == HOME]) == 3, rows
    here.rule = denied
    done = findings(folder, "check:DEVICE_CERTIFICATE_SHARED_CHECK", "-o", "json")
    assert done.returncode != 0 and not done.stdout, done.stdout
    assert f"{HOME}, {AWAY}: " in done.stderr, done.stderr
    here.rule = there.rule = None


def audits_are_told_apart_too(folder, here, there):
    done = console.run(PICKET, folder, "--context", "both", "audits", "-o", "json")
    rows = rows_of(done)
    assert sorted((r["region"], r["task"]) for r in rows) == [
        (HOME, TASK), (AWAY, TASK)], rows
    there.rule = lambda r: refusal("UnauthorizedException", "no") if r.is_a(
        "GET", "/audit/tasks") else None
    done = console.run(PICKET, folder, "--context", "both", "audits", "-o", "json")
    assert done.returncode == 5 and AWAY + ": " in done.stderr, (done.returncode, done.stderr)
    assert HOME in {r["region"] for r in json.loads(done.stdout)}, done.stdout
    there.rule = None


def other_lists_say_that_they_are_of_home(folder, here, there):
    done = findings(folder, "run:" + TASK, "-o", "json")
    assert "region" not in rows_of(done)[0] and f"rows of {HOME} alone" in done.stderr, done
    assert "alone" not in findings(folder, "-o", "json").stderr


def what_changes_is_of_home(folder, here, there):
    here.rule = there.rule = lambda r: Answer(suppressions=[]) if r.is_a(
        "POST", "/audit/suppressions/list") else None
    asked, asked_here = len(there.requests), len(here.requests)
    done = console.run(PICKET, folder, "suppress", "--context", "both", "--dry-run", "--for",
                       "2h", "--reason", "noise", "--ticket", "SEC-1", "sev:critical")
    assert len(there.requests) == asked, there.requests[asked:]
    assert len(here.requests) > asked_here and AWAY not in done.stdout + done.stderr, done
    assert "3" in done.stdout, done
    two = console.run(PICKET, folder, "suppress", "--profile", "prod", "--region", HOME,
                      "--region", AWAY, "--for", "2h", "id:f")
    assert two.returncode == 2 and "one region" in two.stderr, (done, two)


def in_the_console(folder, here, there):
    with Session([PICKET, "--context", "both", "findings", "sort:region-"], home=folder,
                 XDG_CONFIG_HOME=str(pathlib.Path(folder, ".config"))) as s:
        s.wait(lambda s: f"{HOME} +1" in s.lines()[0] and AWAY in "".join(s.lines()[2:]))
        s.send(":arm 10min SEC-1\r")
        s.wait(lambda s: "ARMED" in s.lines()[0])
        s.send("s")
        s.wait("This row is of us-east-1")
        s.send("m")
        s.wait("This row is of us-east-1")
        s.send("X")
        s.wait("This row is of us-east-1")
        s.send("\r")
        s.wait("Go there")
        s.send("\x1b")
        s.wait(lambda s: "Go there" not in "".join(s.lines()))
        s.send("\r")
        s.wait("Go there")
        s.send("\t\r")
        s.wait(lambda s: f"{AWAY} +1" in s.lines()[0] and "READ-ONLY" in s.lines()[0])
        s.wait(lambda s: "Findings > Finding " in s.lines()[1])
        s.wait("resource")
        s.send("\x1b")
        s.wait(lambda s: "Findings" in s.lines()[1] and "sort REGION-" in s.lines()[2])
        s.send(f":region {HOME}\r")
        s.wait(lambda s: f"{HOME} +1" in s.lines()[0])
        s.send(":q\r")
        s.wait_exit()
    reads = "/(audit/(findings|suppressions/list))?"
    sent = [r for f in (here, there) for r in f.requests
            if not r.is_a("GET", ".*") and not r.is_a("POST", reads)]
    assert not sent, [(r.method, r.path) for r in sent]


def main():
    with tempfile.TemporaryDirectory() as folder, Fake() as here, Fake() as there:
        there.findings = [finding(i) for i in range(2)]  # the same ids in both
        make_home(folder, here, there)
        for check in (every_region_in_one_list, flags_say_it_as_well,
                      one_address_is_not_that_of_two_regions,
                      one_that_refuses_takes_nothing_from_the_other,
                      audits_are_told_apart_too, other_lists_say_that_they_are_of_home,
                      what_changes_is_of_home, in_the_console):
            check(folder, here, there)
            print("ok", check.__name__)


if __name__ == "__main__":
    main()
