"""Rows of lists on standard output: every format read back by somebody else's parser, the same
rows in all of them, and an exit status for everything that can be wrong.
"""
import csv
import io
import json
import sys
import tempfile

import console

PICKET = sys.argv[1]
LISTS = ["findings", "alarms", "audits", "suppressions", "schedules", "profiles", "actions",
         "events", "training", "journal", "tasks", "metrics", "dimensions", "scenarios"]
# What follows `picket --local`, and how it ends.
REFUSED = [
    (["pulse", "-o", "json"], 2, "pulse is no list"),
    (["nosuch", "-o", "json"], 2, "no screen is called nosuch"),
    (["findings", "sort:nosuch", "-o", "json"], 2, 'no column is called "nosuch"'),
    (["findings", "sev>=nosuch", "-o", "json"], 2, 'sev has no value like "nosuch"'),
    (["findings", "sev>=hgh", "-o", "json"], 2, "the nearest is HIGH"),
    (["findings", "sve:high", "-o", "json"], 2, "no column is called sve; the nearest is sev"),
    (["findings", "found<", "-o", "json"], 2, "nothing stands behind found<"),
    (["findings", "~[a", "-o", "json"], 2, "~[a is no regular expression"),
    (["findigs", "-o", "json"], 2, "the nearest is findings"),
    (["findings", "-o", "json", "--regoin", "x"], 2, "the nearest is --region"),
    (["thing", "-o", "csv"], 2, "thing is no list"),
    (["handover", "--since", "8h"], 2, "commands have it, and are the first word"),
    (["findings", "-o", "cvs"], 2, "cvs is not a format"),
    (["audits", "-o", "ocsf"], 2, "not for audits"),
    (["findings", "-o"], 2, "-o needs a value"),
    (["findings", "-o", "csv", "--limit", "0"], 2, "--limit: 0 is no number from 1 to"),
    (["findings", "--limit", "3"], 2, "--limit belongs to --output"),
    (["findings", "check:NO_SUCH_CHECK", "-o", "json"], 5, "invalid Audit Check Name"),
]
# Members the schema requires of every event of these classes.
OCSF = {"activity_id", "category_uid", "class_uid", "finding_info", "metadata", "severity_id",
        "time", "type_uid", "cloud"}


def an_unknown_device_is_said_beside_the_rows(home):
    done = console.run(PICKET, home, "--local", "thing", "cam-e-99", "-o", "csv")
    assert done.returncode == 0 and done.stdout.count("\n") == 1, done
    assert "cam-e-99 is not registered" in done.stderr, done


def printed(home, *arguments):
    done = console.run(PICKET, home, "--local", *arguments)
    assert done.returncode == 0, f"{arguments}: {done.returncode} {done.stderr}"
    assert not done.stderr, done.stderr
    return done.stdout


def read_csv(text):
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def same_rows_in_every_format(home):
    view = ["findings", "sev>=high", "!suppr:suppressed", "sort:found-"]
    rows = json.loads(printed(home, *view, "-o", "json"))
    assert len(rows) > 20, len(rows)
    assert all(r["sev"] in ("CRITICAL", "HIGH") and "suppr" not in r for r in rows)
    assert [r["found"] for r in rows] == sorted((r["found"] for r in rows), reverse=True)
    ids = [r["id"] for r in rows]
    lines = printed(home, *view, "-o", "ndjson").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    cells = read_csv(printed(home, *view, "-o", "csv"))
    assert [c["id"] for c in cells] == ids
    assert all(c["found"].endswith("Z") for c in cells)
    events = [json.loads(line) for line in printed(home, *view, "-o", "ocsf").splitlines()]
    assert [e["finding_info"]["uid"] for e in events] == ids
    assert all(OCSF <= set(e) and e["class_uid"] == 2003 for e in events)
    assert [e["time"] for e in events] == [round(r["found"] * 1000) for r in rows]
    table = printed(home, *view, "-o", "md").splitlines()
    assert len(table) == len(ids) + 2 and all(t.startswith("| ") for t in table)
    text = printed(home, *view, "-o", "txt").splitlines()
    assert len(text) == len(ids) + 1
    limited = printed(home, *view, "-o", "ndjson", "--limit", "3").splitlines()
    assert limited == lines[:3]
    chosen = read_csv(printed(home, *view, "cols:check,sev", "-o", "csv", "--limit", "1"))
    assert list(chosen[0]) == ["check", "sev", "id"], chosen


def every_list(home):
    for name in LISTS:
        rows = json.loads(printed(home, name, "-o", "json"))
        cells = read_csv(printed(home, name, "-o", "csv"))
        assert len(rows) == len(cells), f"{name}: {len(rows)} {len(cells)}"
        assert rows or name in ("journal", "tasks"), name
    events = [json.loads(line) for line in printed(home, "alarms", "-o", "ocsf").splitlines()]
    assert events and all(OCSF <= set(e) and e["class_uid"] == 2004 for e in events)
    assert all(e["message"].startswith("expected ") for e in events)


with tempfile.TemporaryDirectory() as folder:
    same_rows_in_every_format(folder)
    every_list(folder)
    an_unknown_device_is_said_beside_the_rows(folder)
    for arguments, status, told in REFUSED:
        done = console.run(PICKET, folder, "--local", *arguments)
        assert done.returncode == status and told in done.stderr, (
            f"{arguments}: {done.returncode}, {done.stderr}")
