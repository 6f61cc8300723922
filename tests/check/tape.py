"""picket record and picket replay: the same screens again, without keys, without a trace."""
import json
import pathlib
import re
import subprocess
import sys

from pty_session import Session, fresh_environment, run_tests, temporary_home

PICKET = sys.argv[1]
SCREENS = ["pulse", "findings", "audits", "alarms", "suppressions", "thing cam-e-06",
           "training", "profiles", "diff"]


def run(home, *arguments, **env):
    return subprocess.run([PICKET, *arguments], capture_output=True, text=True, check=False,
                          env=fresh_environment(home, **env))


def tapes_left():
    return {p.name for p in pathlib.Path("/tmp").glob("picket-tape-??????")}


def body(dump):
    """A screen without its first line, which says REC or REPLAY, without messages, and without
    what the history makes of the counts a moment after they are there.
    """
    lines = dump.splitlines()
    return [re.sub(r" new  | fixed", "      ", line) for line in [*lines[1:-2], lines[-1]]]


def test_every_screen_is_the_same_again():
    home = temporary_home()
    before = tapes_left()
    for i, view in enumerate(SCREENS):
        tape = f"{home}/{i}.tape"
        first = run(home, "record", tape, "--local", "--dump-screen", "100x30", view)
        assert first.returncode == 0 and "REC" in first.stdout, first.stdout + first.stderr
        again = run(temporary_home(), "replay", tape, "--dump-screen", "100x30", view)
        assert again.returncode == 0 and "REPLAY" in again.stdout, again.stdout + again.stderr
        assert body(first.stdout) == body(again.stdout), f"{view}\n{first.stdout}{again.stdout}"
    assert tapes_left() == before, tapes_left() - before


def test_rows_are_the_same_again_and_the_file_holds_no_key():
    home = temporary_home()
    env = pathlib.Path(home, "env")
    tape = pathlib.Path(home, "rows.tape")
    rows = ["findings", "sev>=high", "-o", "csv"]
    with subprocess.Popen([PICKET, "serve", "--state", f"{home}/fleet", "--fleet", "harbour",
                           "--env", str(env)], stderr=subprocess.PIPE, text=True,
                          env=fresh_environment(home)) as service:
        try:
            assert "answering on" in service.stderr.readline()
            where = dict(line.removeprefix("export ").split("=", 1)
                         for line in env.read_text(encoding="utf-8").split() if "=" in line)
            where = {k: v.strip("'\"") for k, v in where.items()}
            first = run(home, "record", str(tape), *rows, **where)
        finally:
            service.terminate()
    assert first.returncode == 0 and first.stdout.count("\n") > 5, first.stderr
    again = run(temporary_home(), "replay", str(tape), *rows)
    assert again.stdout == first.stdout, again.stdout + again.stderr
    text = tape.read_text(encoding="utf-8")
    assert tape.stat().st_mode & 0o777 == 0o600
    assert where["AWS_SECRET_ACCESS_KEY"] not in text and where["AWS_ACCESS_KEY_ID"] not in text
    assert [json.loads(line) for line in text.splitlines()][0]["tape"] == 1


def test_a_replay_changes_nothing_and_knows_what_was_not_asked():
    home = temporary_home()
    tape = f"{home}/one.tape"
    done = run(home, "record", tape, "--local", "--dump-screen", "80x24", "alarms")
    assert done.returncode == 0, done.stderr
    with Session([PICKET, "replay", tape, "--speed", "50", "alarms"]) as s:
        s.wait("REPLAY x50")
        s.wait("cam-e-06")
        s.wait("recording is over")
        s.send(":arm\r")
        s.wait("read-only")
        s.send("3")
        s.wait("not asked while it was recorded")
        s.send("@")
        s.settle()
        s.send("Q")
        s.wait_exit()
        assert not pathlib.Path(s.home, "s", "picket").exists()


def test_what_is_asked_of_it_wrongly_is_told():
    home = temporary_home()
    tape = pathlib.Path(home, "is.tape")
    tape.write_text("mine", encoding="utf-8")
    rows = [
        (["record"], "which file"),
        (["replay"], "which file"),
        (["record", "--local"], "which file"),
        (["record", str(tape), "--local"], "is there already"),
        (["record", f"{home}/no/such", "--local"], "cannot be made"),
        (["record", f"{home}/a", "--restricted", "--local"], "restricted"),
        (["record", f"{home}/a", "replay", f"{home}/b"], "one recording at a time"),
        (["replay", str(tape)], "is no recording"),
        (["replay", f"{home}/none"], "none"),
        (["replay", str(tape), "--local"], "knows where it was made"),
        (["replay", str(tape), "--speed", "0"], "from 0.1 to 1000"),
        (["replay", str(tape), "--speed"], "needs a value"),
        (["record", f"{home}/a", "--speed", "2"], "speed"),
    ]
    for words, says in rows:
        done = run(home, *words)
        assert done.returncode != 0 and says in done.stderr, f"{words}: {done.stderr}"
    assert tape.read_text(encoding="utf-8") == "mine"
    for word in ("record", "replay"):
        done = run(home, word, "--help")
        assert done.returncode == 0 and f"picket {word}" in done.stdout, done.stdout


run_tests(globals())
