"""What is made of the program's own tables: picket-keys(7) and the completion of three shells
say all that --help and the screens say, and their readers understand them.
"""
import json
import re
import subprocess
import sys
import tempfile

import console

PICKET = sys.argv[1]


def out(home, *arguments, status=0):
    done = console.run(PICKET, home, *arguments)
    assert done.returncode == status, f"{arguments}: {done.returncode} {done.stderr}"
    return done.stdout if status == 0 else done.stderr


def completed(script, *words):
    line = " ".join(words)
    call = (f"{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _picket; "
            'printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "--norc", "-c", call], check=True, capture_output=True,
                          text=True)
    assert not done.stderr, done.stderr
    return done.stdout.split()


def the_manual_page(home):
    page = out(home, "keys", "-o", "mdoc")
    lint = subprocess.run(["mandoc", "-Tlint"], input=page, check=False, capture_output=True,
                          text=True)
    wrong = [line for line in lint.stdout.splitlines()
             if "referenced manual not found" not in line]
    assert not wrong, wrong
    entries = json.loads(out(home, "keys", "-o", "json"))
    assert len(entries) > 150, len(entries)
    for e in entries:
        assert f".Pq {e['action']}\n" in page, e
    one = json.loads(out(home, "keys", "findings", "-o", "json"))
    assert {"global", "list", "findings"} <= {e["scope"] for e in one}
    assert "the nearest is findings" in out(home, "keys", "findngs", status=2)


def the_completions(home):
    scripts = {s: out(home, "completion", s) for s in ("bash", "zsh", "fish")}
    told = out(home, "--help")
    options = re.findall(r"^  --([a-z-]+)", told, re.M)
    commands = re.findall(r"^  ([a-z]+)", told[told.index("\nCommands:"):], re.M)
    assert len(options) > 20 and len(commands) > 10, (options, commands)
    own = {c: re.findall(r"^  --([a-z-]+)", out(home, c, "--help"), re.M) for c in commands}
    for name in options + [o for of_one in own.values() for o in of_one]:
        assert f"--{name}" in scripts["bash"] and f"--{name}[" in scripts["zsh"], name
        assert re.search(rf" -l {name}\b", scripts["fish"]), name
    first = completed(scripts["bash"], "picket", "''")
    assert set(commands) <= set(first) and "findings" in first, first
    for command, of_one in own.items():
        assert {f"--{o}" for o in of_one} <= set(
            completed(scripts["bash"], "picket", command, "--")), command
    assert completed(scripts["bash"], "picket", "audit", "--fail") == ["--fail-on"]
    assert "bash, zsh or fish" in out(home, "completion", "tcsh", status=2)


with tempfile.TemporaryDirectory() as folder:
    the_manual_page(folder)
    the_completions(folder)
