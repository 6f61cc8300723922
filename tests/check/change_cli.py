"""Changes from a script: the plan of a form without its screen, shown, carried out, not done
twice and taken back; audits whose findings are an exit status.
"""
import json
import pathlib
import re
import sys
import tempfile

import console
from local_service import Service

PICKET = sys.argv[1]
CONF = ('contexts = ({ name = "prod"; region = "us-east-1"; endpoint_url = "%s";'
        ' protected = true; second_person = { things = 1; }; });\n')
SUPPRESS = ["suppress", "check:CERT_SHARED", "--for", "7d", "--reason", "swap of the gateways"]
MONTHLY = ["do", "schedule", "--set", "name=monthly-full", "--set", "repeat=monthly",
           "--set", "day=LAST"]


def ended(home, *arguments, status=0):
    done = console.run(PICKET, home, arguments[0], "--local", *arguments[1:])
    said = done.stdout + done.stderr
    assert done.returncode == status, f"{arguments}: {done.returncode} {said}"
    return done.stdout


def rows(home, *view):
    return json.loads(ended(home, *view, "-o", "json"))


def ours(home):
    return [s for s in rows(home, "suppressions") if "swap of the gateways" in s["text"]]


def way_back(out):
    return out.rsplit("picket undo ", 1)[1].split()[0]


def findings_are_suppressed(home):
    plan = ended(home, *SUPPRESS, "--dry-run")
    assert "CreateAuditSuppression" in plan and "Nothing was sent" in plan, plan
    assert not ours(home)
    done = ended(home, *SUPPRESS)
    assert " 0 not sent" in done and len(ours(home)) == 3, done
    ended(home, "unsuppress", "swap of the gateways", "--dry-run")
    assert len(ours(home)) == 3
    undo = console.run(PICKET, home, "undo", way_back(done))
    assert undo.returncode == 0, undo.stderr
    path = [line for line in undo.stdout.splitlines() if line.startswith("picket-plan-")][0]
    ended(home, "apply", path)
    assert not ours(home)
    ended(home, *SUPPRESS)
    assert "Nothing to send" in ended(home, *SUPPRESS)
    every = ended(home, "unsuppress", "all", "--dry-run")
    assert f"End {len(rows(home, 'suppressions'))} suppressions" in every, every
    ended(home, "unsuppress", "check:CERT_SHARED", "swap")
    assert not ours(home)
    assert "Nothing to end" in ended(home, "unsuppress", "check:CERT_SHARED", "swap")


def a_program_reads_what_came_of_it(home):
    def read(*arguments, status=0):
        return json.loads(ended(home, *arguments, "-o", "json", status=status))

    plan = read(*SUPPRESS, "--dry-run")
    assert plan["stage"] == "new" and {s["state"] for s in plan["steps"]} == {"ready"}, plan
    plan = read(*SUPPRESS)
    assert plan["stage"] == "ended" and {s["state"] for s in plan["steps"]} == {"done"}, plan
    shown = console.run(PICKET, home, "show", plan["id"], "-o", "json")
    assert json.loads(shown.stdout) == plan, shown.stdout
    assert read(*SUPPRESS) is None
    audit = read("audit", "start", "CERT_SHARED", "--wait", "--fail-on", "low")
    assert [(c["found"], c["suppressed"]) for c in audit["checks"]] == [(0, 3)], audit
    assert read("unsuppress", "swap of the gateways")["stage"] == "ended"
    audit = read("audit", "start", "CERT_SHARED", "--wait", "--fail-on", "high", status=8)
    assert audit["status"] == "COMPLETED" and len(audit["task"]) == 32, audit
    found = {c["check"]: (c["severity"], c["found"]) for c in audit["checks"]}
    assert found == {"DEVICE_CERTIFICATE_SHARED_CHECK": ("CRITICAL", 3)}, audit
    assert len(read("audit", "start", "CERT_SHARED")["task"]) == 32


def one_resource_is_suppressed_once(home):
    found = rows(home, "findings", "check:CERT_SHARED")[0]
    one = ["suppress", "check:CERT_SHARED", "res:cert:" + found["res"], "--until", "2099-01-01",
           "--reason", "swap of the gateways"]
    ended(home, *one)
    assert len(ours(home)) == 1
    assert "Nothing to send" in ended(home, *one)
    assert len(ours(home)) == 1
    ended(home, "unsuppress", *one[1:3])
    assert not ours(home)
    assert "Nothing to end" in ended(home, "unsuppress", *one[1:3])
    ended(home, "suppress", found["id"], "--for", "7d", "--reason", "swap of the gateways")
    assert [s["res"] for s in ours(home)] == [found["res"]]
    ended(home, "unsuppress", *one[1:3])


def an_audit_is_scheduled(home):
    form = ended(home, *MONTHLY, "--form")
    assert "name: monthly-full\n" in form and "repeat: MONTHLY\n" in form, form
    ended(home, *MONTHLY)
    plan = [s for s in rows(home, "schedules") if s["name"] == "monthly-full"]
    assert [(s["repeat"], s["day"]) for s in plan] == [("MONTHLY", "LAST")], plan
    ended(home, *MONTHLY, status=2)
    ended(home, "do", "schedule monthly-full", "--set", "day=1")
    ended(home, "do", "schedules monthly-full", "--keys", "x")
    assert "monthly-full" not in [s["name"] for s in rows(home, "schedules")]


def a_schedule_is_put_once(home):
    monthly = ["schedule", "put", "monthly", "--repeat", "monthly", "--day", "LAST"]
    ended(home, *monthly)
    assert "nothing to send" in ended(home, *monthly)
    ended(home, "schedule", "create", *monthly[2:], status=2)
    ended(home, "schedule", "update", "monthly", "--day", "15", "--check", "CERT_SHARED")
    there = [s for s in rows(home, "schedules") if s["name"] == "monthly"]
    assert [(s["repeat"], s["day"]) for s in there] == [("MONTHLY", "15")], there
    ended(home, "schedule", "delete", "monthly")
    assert "Nothing to delete" in ended(home, "schedule", "delete", "monthly")


def alarms_are_dealt_with(home):
    """Judged, put into quarantine and let out again, each twice and sent once."""
    thing = rows(home, "alarms")[0]["thing"]
    judged = ["verify", thing, "--verdict", "benign", "--note", "a test"]
    ended(home, *judged)
    assert {a["verified"] for a in rows(home, "alarms", thing)} == {"BENIGN_POSITIVE"}
    assert "Nothing to send" in ended(home, *judged)
    act = ["mitigate", "alarms", thing, "--action", "put-into-quarantine", "--reason", "a test"]
    assert "put-into-quarantine" in ended(home, *act, "--dry-run")
    assert " 0 not sent" in ended(home, *act)
    assert "nothing is left to act on" in ended(home, *act)
    assert " 0 not sent" in ended(home, "release", "thing:" + thing, "--reason", "a test")


def an_audit_is_waited_for(home):
    found = ended(home, "audit", "start", "--check", "CERT_SHARED", "--wait",
                  "--fail-on", "high", status=8)
    assert "CRITICAL DEVICE_CERTIFICATE_SHARED_CHECK: " in found, found
    ended(home, "audit", "start", "--check", "CERT_SHARED", "--wait")
    clean = ended(home, "audit", "start", "--check", "CA_KEY_QUALITY", "--wait",
                  "--fail-on", "low")
    assert clean.rstrip().endswith("COMPLETED"), clean
    task = ended(home, "audit", "start", "CERT_SHARED", "CA_KEY_QUALITY").split()[-1]
    assert task in [a["task"] for a in rows(home, "audits")], task


def an_account_is_armed_first(home):
    """Nothing but an audit changes an account unless the line says so; all of it is shown."""
    with Service(PICKET) as service:

        config = pathlib.Path(home, ".config", "picket", "picket.conf")
        config.parent.mkdir(parents=True)
        config.write_text(CONF % service.endpoint, encoding="utf-8")

        def there(*arguments, status=0):
            done = console.run(PICKET, home, *arguments, "--context", "prod", service=service)
            said = done.stdout + done.stderr
            assert done.returncode == status, f"{arguments}: {done.returncode} {said}"
            return said

        for line in (SUPPRESS, MONTHLY):
            assert "Nothing was sent" in there(*line, "--dry-run")
            assert "--arm 15min" in there(*line, status=7)
            told = there(*line, "--arm", "15min", status=7)
            typed = re.search(r"--confirm '(.*)'", told).group(1)
            assert " 0 not sent" in there(*line, "--arm", "15min", "--confirm", typed)
        there("audit", "start", "CERT_SHARED", "--wait")
        told = there("mitigate", "check:CERT_SHARED", "--action", "deactivate-certificate",
                     "--arm", "15min", status=7)
        file = re.search(r"picket approve (picket-plan-\S+)", told).group(1)
        plan = json.loads(console.run(PICKET, home, "show", file, "-o", "json").stdout)
        assert plan["kind"] == "mitigate" and plan["stage"] == "new", plan
        assert "second person" in there("apply", plan["id"], "--arm", "15min", status=7)


PARTS = {
    "findings": (findings_are_suppressed, a_program_reads_what_came_of_it,
                 one_resource_is_suppressed_once),
    "rest": (an_audit_is_scheduled, a_schedule_is_put_once, alarms_are_dealt_with,
             an_audit_is_waited_for, an_account_is_armed_first),
}

with tempfile.TemporaryDirectory() as folder:
    for part in PARTS[sys.argv[2]]:
        part(folder)
