#!/usr/bin/python3
"""A security profile from nothing to its end: the parts of journey_profile.txt, one console
each, and out to a file and back as another profile by the command line in between.

usage: journey_profile.py PICKET
"""
import json
import os
import sys
import tempfile

import console
from local_service import Service


def good(picket, service, home, *arguments):
    done = console.run(picket, home, *arguments, service=service)
    assert done.returncode == 0, f"{done.args}: {done.stdout}{done.stderr}"
    return done.stdout


def file_and_back(picket, service, home):
    """What export writes import makes, under another name; then nothing is left to do."""
    told = json.loads(good(picket, service, home, "profile", "export", "yard"))
    assert [b["name"] for b in told["behaviors"]] == ["auth"], told
    told["targets"] = ["arn:aws:iot:us-east-1:123456789012:thinggroup/cranes"]
    told["comment"] = "of nobody's model"
    with open(os.path.join(home, "yard.json"), "w", encoding="utf-8") as f:
        json.dump(told, f)
    said = good(picket, service, home, "profile", "import", "yard.json", "--as", "yard-2",
                "-o", "plan.json")
    assert "Left out, as nobody knows them: comment" in said, said
    good(picket, service, home, "apply", "plan.json", "--arm", "15min")
    made = service.ask("GET", "/security-profiles/yard-2")
    assert made["behaviors"] == told["behaviors"], made
    targets = service.ask("GET", "/security-profiles/yard-2/targets")
    assert [t["arn"] for t in targets["securityProfileTargets"]] == told["targets"], targets
    good(picket, service, home, "profile", "export", "yard-2", "-o", "again.json")
    said = good(picket, service, home, "profile", "import", "again.json")
    assert "Nothing would change" in said, said


def refuses(picket, service, home):
    for arguments, says in (
            (("profile", "export", "nobody"), "no security profile is called nobody"),
            (("profile", "import", "missing.json"), "missing.json"),
            (("profile", "import", "yard.json", "--restricted"), "restricted"),
            (("profile", "export", "yard", "-o", "x.json", "--restricted"), "restricted")):
        done = console.run(picket, home, *arguments, service=service)
        assert done.returncode != 0 and says in done.stderr, f"{arguments}: {done}"
    assert not os.path.exists(os.path.join(home, "x.json"))


def main():
    script = console.parts(__file__)
    picket = sys.argv[1]
    with tempfile.TemporaryDirectory() as home, Service(picket, "--no-throttle") as service:
        for name in ("measure", "judge", "refused", "attach", "undo", "parts"):
            console.play(picket, service, home, name, script[name])
        file_and_back(picket, service, home)
        refuses(picket, service, home)
        console.play(picket, service, home, "delete", script["delete"])
        left = service.ask("GET", "/security-profiles")["securityProfileIdentifiers"]
        assert "yard-2" not in [p["name"] for p in left], left


main()
