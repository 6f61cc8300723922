"""Plans outside of the console: shown, approved by somebody else, carried out, taken back.

Runs `picket` on a local fleet and against `picket serve`, with guards in picket.conf. The
second person is another user id, so this runs as root (as the CI does).
"""
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from local_service import Service

PICKET = os.path.abspath(sys.argv[1])
OTHER_UID = 65534
WEEK_MS = 7 * 24 * 3600 * 1000
ROLE = "arn:aws:iam::123456789012:role/r"
DEACTIVATE = {"updateDeviceCertificateParams": {"action": "DEACTIVATE"}}
CONF = """contexts = (
  {{ name = "prod-eu"; profile = "p"; region = "{region}"; endpoint_url = "{endpoint}";
    protected = true; ticket = true; ticket_pattern = "SEC-";
    second_person = {{ things = 1; }}; }}
);
"""


class Desk:
    """A home of its own; what is run there sees nothing else."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="picket-desk-")
        os.chmod(self.home, 0o777)
        self.env = {n: os.environ[n] for n in os.environ if n.endswith("SAN_OPTIONS")}
        self.env |= {"HOME": self.home, "LC_ALL": "C.UTF-8", "TZ": "UTC",
                     "PATH": os.environ["PATH"]}

    def run(self, *arguments, status=0, uid=None, env=None, home=None):
        child = {"user": uid, "group": uid, "extra_groups": []} if uid is not None else {}
        program = PICKET if uid is None else self.copy()
        done = subprocess.run([program, *arguments], check=False, capture_output=True,
                              text=True, cwd=self.home, stdin=subprocess.DEVNULL, timeout=180,
                              env=self.env | (env or {}) | ({"HOME": home} if home else {}),
                              **child)
        told = f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == status, told
        assert "\x1b" not in done.stdout + done.stderr, told
        return done.stdout + done.stderr

    def copy(self):
        """The program where other users may run it: a build folder may be private."""
        path = os.path.join(self.home, "picket")
        if not os.path.exists(path):
            shutil.copy(PICKET, path)
            os.chmod(path, 0o755)
        return path

    def write(self, plan, name=None):
        path = os.path.join(self.home, name or f"plan-{plan['id']}.json")
        with open(path, "w", encoding="utf-8") as f:
            json.dump(plan, f)
        os.chmod(path, 0o644)
        return path


def call(operation, **members):
    return {"operation": operation, "input": members}


def plan(*steps, **members):
    """A plan whose targets are the steps; each is (text, wave, call, back, probe)."""
    now = int(time.time() * 1000)
    made = {"picketPlan": 1, "id": secrets.token_hex(4), "kind": "configure",
            "title": "Actions \x1b[2Jof a test", "verb": "Create", "context": "local harbour",
            "account": "123456789012", "region": "us-east-1", "ticket": "", "reason": "",
            "by": "alice", "undoesPlan": "", "createdAt": now, "computedAt": now, "undoes": 0,
            "pauseMs": 0, "stopAfter": 1, "reachTargets": len(steps), "reachThings": -1,
            "reachOnline": -1, "reachGroupPercent": -1, "facts": [], "targets": [], "steps": [],
            "back": [], "stage": "new", "approvals": []}
    for i, (text, wave, forth, back, probe) in enumerate(steps):
        made["steps"].append({"text": text, "wave": wave, "undoes": 0, "call": forth,
                              "state": "ready"})
        target = {"id": text, "text": text, "before": "none", "after": "daily", "things": -1,
                  "online": -1, "step": i}
        if probe:
            target |= {"looksAt": probe[1], "seen": probe[2], "probe": probe[0]}
        made["targets"].append(target)
        if back:
            made["back"].append({"step": i, "text": f"delete {text}", "call": back})
    return made | members


def action(name, wave=0):
    described = call("DescribeMitigationAction", actionName=name)
    return (name, wave, call("CreateMitigationAction", actionName=name, roleArn=ROLE,
                             actionParams=DEACTIVATE),
            call("DeleteMitigationAction", actionName=name), (described, "", "!"))


def fresh(made):
    """The same content as another plan."""
    return made | {"id": secrets.token_hex(4)}


def check_usage(desk):
    desk.run("show", status=2)
    desk.run("show", "nosuch.json", status=1)
    desk.run("apply", "--wave", status=2)
    desk.run("journal", "word", status=2)
    desk.run("journal", "-o", "xml", status=2)
    desk.run("handover", "--since", "when", "--local", status=2)
    assert "--confirm" in desk.run("apply", "--help")
    bad = os.path.join(desk.home, "bad.json")
    pathlib.Path(bad).write_text("{}", encoding="utf-8")
    assert "not a plan" in desk.run("show", bad, status=3)


def check_local(desk):
    """Show, apply, what was done, undo, on the local fleet."""
    file = desk.write(plan(action("deck"), action("pier")))
    shown = desk.run("show", file)
    for wanted in ("CreateMitigationAction", "aws iot create-mitigation-action", "deck",
                   "digest", "delete pier", "ready: 2 of 2"):
        assert wanted in shown, shown
    told = desk.run("apply", file, "--local")
    assert "2 of 2 done" in told and "done     deck" in told, told
    assert json.load(open(file, encoding="utf-8"))["stage"] == "ended"
    assert os.stat(file).st_mode & 0o777 == 0o644, "others can still read it"
    desk.run("apply", file, "--local", status=7)
    again = json.load(open(file, encoding="utf-8"))
    for step in again["steps"]:
        step["state"] = "ready"
    assert "already" in desk.run("apply", desk.write(again | {"stage": "new"}, "again.json"),
                                 "--local", status=7)
    entries = json.loads(desk.run("journal", "-o", "json", "--since", "1h"))
    assert [e["state"] for e in entries] == ["DONE", "DONE"], entries
    assert {e["account"] for e in entries} == {"123456789012"}, entries
    told = desk.run("undo", file)
    undo = re.search(r"picket-plan-\w+\.json", told).group()
    assert "2 of 2 done" in desk.run("apply", undo, "--local")
    entries = json.loads(desk.run("journal", "-o", "json"))
    assert sorted(bool(e.get("undoneBy")) for e in entries) == [False, False, True, True]
    assert "as it was written: 10 events" in desk.run("journal", "--verify")
    told = desk.run("handover", "--since", "2h", "--local")
    assert "CHANGES MADE WITH PICKET" in told and "undone by entry" in told, told


def check_refusals(desk):
    """Elsewhere, old, changed meanwhile, read-only: nothing is sent."""
    now = int(time.time() * 1000)
    one = plan(action("one"))
    for wrong in ({"account": "210987654321"}, {"region": "eu-west-1"}, {"account": ""},
                  {"computedAt": now - WEEK_MS - 60000}):
        desk.run("apply", desk.write(fresh(one) | wrong), "--local", status=7)
    desk.run("apply", desk.write(fresh(one)), "--local", "--readonly", status=7)
    assert "one" not in desk.run("journal", "-o", "json", "--since", "1h").replace("done", "")
    desk.run("apply", desk.write(fresh(one)), "--local")
    told = desk.run("apply", desk.write(fresh(one)), "--local", status=7)
    assert "changed  one" in told and "0 of 1 done" in told, told


def check_waves(desk):
    """Each wave by hand, partly done, the rest, drift behind the first."""
    file = desk.write(plan(action("w1"), action("w2", 1), action("w3", 2)))
    desk.run("apply", file, "--local", "--wave", "2", status=7)
    told = desk.run("apply", file, "--local", "--wave", "1")
    assert "1 of 3 done" in told and "--wave 2" in told, told
    desk.run("apply", desk.write(plan(action("w3"))), "--local")
    assert "2 of 3 done" in desk.run("apply", file, "--local")
    told = desk.run("apply", file, "--local", status=7)
    assert "2 of 3 done" in told and "changed  w3" in told, told
    timed = plan(action("t1"), action("t2", 1), pauseMs=1000)
    assert "2 of 2 done" in desk.run("apply", desk.write(timed), "--local")
    broken = plan(action("p1"),
                  ("w1", 0, action("w1")[2], None, None), stopAfter=0)
    told = desk.run("apply", desk.write(broken), "--local", status=6)
    assert "refused  w1" in told, told


def check_interrupt(desk):
    """Ctrl-C: no further wave."""
    file = desk.write(plan(action("i1"), action("i2", 1), pauseMs=60000))
    with subprocess.Popen([PICKET, "apply", file, "--local"], cwd=desk.home, env=desk.env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as child:
        for line in child.stdout:
            if line.startswith("wave 2"):
                child.send_signal(signal.SIGINT)
        assert child.wait(60) == 6
    states = [s["state"] for s in json.load(open(file, encoding="utf-8"))["steps"]]
    assert states == ["done", "skipped"], states


def check_guards(desk):
    """A protected context of an account: armed, confirmed, with a ticket, approved."""
    with Service(PICKET) as service:
        keys = {"AWS_ACCESS_KEY_ID": service.key, "AWS_SECRET_ACCESS_KEY": service.secret}
        config = os.path.join(desk.home, ".config", "picket")
        aws = os.path.join(desk.home, ".aws")
        os.makedirs(config)
        os.makedirs(aws)
        pathlib.Path(config, "picket.conf").write_text(
            CONF.format(region=service.region, endpoint=service.endpoint), encoding="utf-8")
        pathlib.Path(aws, "credentials").write_text(
            "[p]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
            % (service.key, service.secret), encoding="utf-8")
        there = ("--context", "prod-eu")
        file = desk.write(plan(action("g1")))
        assert "--arm" in desk.run("apply", file, *there, status=7)
        desk.run("apply", file, *there, "--arm", "15min", status=7)
        armed = (*there, "--arm", "15min", "--ticket", "SEC-7")
        told = desk.run("apply", file, *armed, status=7)
        assert "--confirm '1 prod-eu'" in told, told
        desk.run("apply", file, *armed, "--confirm", "2 prod-eu", status=7)
        desk.run("apply", file, *armed, "--confirm", "1 prod-eu")
        entries = json.loads(desk.run("journal", "-o", "json"))
        assert entries[0]["ticket"] == "SEC-7", entries[0]
        check_second(desk, (*armed, "--confirm", "2 prod-eu"))  # whatever reachTargets says
        plain = desk.write(plan(action("g2")))
        told = desk.run("apply", plain, "--endpoint-url", service.endpoint, "--region",
                        service.region, "--arm", "15min", env=keys)
        assert "1 of 1 done" in told, told


def check_second(desk, armed):
    """What a second person has to approve, and who counts as one."""
    made = plan(action("act"), ("start", 0, call("CancelAuditMitigationActionsTask",
                                                taskId="none"), None, None),
                kind="mitigate", reachThings=5, reachTargets=1, stopAfter=0)
    file = desk.write(made)
    told = desk.run("apply", file, *armed, status=7)
    assert "picket approve" in told, told
    desk.run("approve", file, status=7)
    home = tempfile.mkdtemp(prefix="picket-other-")
    os.chown(home, OTHER_UID, OTHER_UID)
    desk.run("approve", file, uid=OTHER_UID, home=home)
    record = next(pathlib.Path(desk.home).glob(f"{os.path.basename(file)}.approved-by-*"))
    assert record.stat().st_mode & 0o777 == 0o644 and record.stat().st_uid == OTHER_UID
    assert "approved" in desk.run("show", file)
    desk.write(made | {"title": "Something else"}, os.path.basename(file))
    assert "second person" in desk.run("apply", file, *armed, status=7)
    desk.write(made, os.path.basename(file))
    os.chown(record, 0, 0)
    assert "second person" in desk.run("apply", file, *armed, status=7)
    os.chown(record, OTHER_UID, OTHER_UID)
    assert "1 of 2 done" in desk.run("apply", file, *armed, status=6)
    shutil.rmtree(home)


def check_review(desk):
    """W in the console writes what show and apply take."""
    script = os.path.join(desk.home, "script.txt")
    pathlib.Path(script).write_text("wait\nkeys n\nwait for checks chosen\nkeys C-x\n"
                                    "wait for confirm\nkeys W\nexpect Saved as picket-plan\n",
                                    encoding="utf-8")
    desk.run("--local", "--script", script)
    saved = [n for n in os.listdir(desk.home) if n.startswith("picket-plan-")]
    new = max(saved, key=lambda n: os.stat(os.path.join(desk.home, n)).st_mtime_ns)
    assert "StartOnDemandAuditTask" in desk.run("show", new)
    assert "1 of 1 done" in desk.run("apply", new, "--local")
    assert "ended" in json.load(open(os.path.join(desk.home, new), encoding="utf-8"))["stage"]


def check_elsewhere(desk):
    """A plan of another account is not sent; a file takes no begun plan's place."""
    made = plan(action("k1")) | {"account": "999999999999"}
    kept = os.path.join(desk.home, ".local", "state", "picket", "plans", made["id"] + ".json")
    os.makedirs(os.path.dirname(kept), exist_ok=True)
    pathlib.Path(kept).write_text(json.dumps(made), encoding="utf-8")
    script = os.path.join(desk.home, "elsewhere.txt")
    pathlib.Path(script).write_text(
        "wait\nkeys :\ntype plan %s\nkeys <Enter>\nwait for confirm\n"
        "expect the plan is for\n" % made["id"], encoding="utf-8")
    desk.run("--local", "--script", script)
    begun = plan(action("k2"))
    desk.run("apply", desk.write(begun), "--local")
    other = desk.write(plan(action("k3")) | {"id": begun["id"]})
    assert "another plan" in desk.run("apply", other, "--local", status=7)
    assert "k2" in desk.run("show", begun["id"])


def check_half_undone(desk):
    """What was taken back already is not part of the next way back."""
    file = desk.write(plan(action("h1"), action("h2")))
    desk.run("apply", file, "--local")
    name = re.search(r"picket-plan-\w+\.json", desk.run("undo", file)).group()
    undo = fresh(json.load(open(os.path.join(desk.home, name), encoding="utf-8")))
    half = undo | {"steps": undo["steps"][:1], "targets": undo["targets"][:1]}
    assert "1 of 1 done" in desk.run("apply", desk.write(half), "--local")
    assert "1 to send" in desk.run("undo", file)
    script = os.path.join(desk.home, "half.txt")
    pathlib.Path(script).write_text("wait\nkeys z\nwait for confirm\nexpect Undo 1\n"
                                    "keys <Tab> <Tab> <Enter>\nwait for Done:\nwait\n",
                                    encoding="utf-8")
    desk.run("--local", "--script", script)
    assert "nothing to take back" in desk.run("undo", file, status=7)


UNDO = """wait
keys z
wait for confirm
expect Undo: Second
keys <Tab> <Tab> <Enter>
wait for Done:
wait
keys <Esc> z
wait for confirm
expect Undo: First
keys <Tab> <Tab> <Enter>
wait for Done:
wait
keys <Esc> z
absent Undo: Second
keys !
wait
expect undone
:filter First
keys g <Enter>
wait
keys G
dump
"""


def check_undo_keys(desk):
    """z takes back the last change, z again the one before; the journal says undone."""
    desk.run("apply", desk.write(plan(action("u1"), title="First")), "--local")
    desk.run("apply", desk.write(plan(action("u2"), title="Second")), "--local")
    script = os.path.join(desk.home, "undo.txt")
    pathlib.Path(script).write_text(UNDO, encoding="utf-8")
    desk.run("--local", "--script", script)
    entries = json.loads(desk.run("journal", "-o", "json"))
    told = [(e["title"], bool(e.get("undoneBy"))) for e in entries[:4]]
    assert told == [("Undo: First", False), ("Undo: Second", False), ("Second", True),
                    ("First", True)], told
    assert [e["state"] for e in entries[:4]] == ["DONE"] * 4


def check_restricted(desk):
    restricted = {"PICKET_RESTRICTED": "1"}
    made = plan(action("r1"))
    file = desk.write(made)
    desk.run("show", file, env=restricted, status=7)
    desk.run("approve", file, env=restricted, status=7)
    desk.run("apply", file, "--local", env=restricted, status=7)


def main():
    assert os.geteuid() == 0, "a second user id is needed: run it as root"
    desk = Desk()
    try:
        for check in (check_usage, check_local, check_refusals, check_waves, check_interrupt,
                      check_review, check_elsewhere, check_half_undone, check_undo_keys,
                      check_restricted, check_guards):
            check(desk)
            print("ok", check.__name__, flush=True)
    finally:
        shutil.rmtree(desk.home, ignore_errors=True)


main()
