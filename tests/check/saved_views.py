"""Views by name: saved and opened in one console, opened by the next one and on the command
line, told when their file cannot be read.
"""
import json
import pathlib
import sys
import tempfile

import console

PICKET = sys.argv[1]
SCRIPT = pathlib.Path(__file__).with_suffix(".txt")


def run(home, *arguments, status=0):
    done = console.run(PICKET, home, "--local", *arguments)
    assert done.returncode == status, f"{arguments}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


with tempfile.TemporaryDirectory() as folder:
    run(folder, "--script", str(SCRIPT))
    kept = pathlib.Path(folder, ".config/picket/views.conf")
    assert "findings sev>=high sort:found-" in kept.read_text(encoding="utf-8")
    rows = json.loads(run(folder, "oncall", "-o", "json"))
    assert rows and all(r["sev"] in ("CRITICAL", "HIGH") for r in rows), rows[:3]
    kept.write_text("views = ( { name = 7; } );\n", encoding="utf-8")
    told = run(folder, "--dump-screen", "100x24", "messages")
    assert "views.conf:1:" in told, told
    run(folder, "oncall", "-o", "json", status=2)
