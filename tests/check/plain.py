"""--plain: the console line by line, from a pipe and from a terminal that knows no cursor."""
import os
import subprocess
import sys

from pty_session import Session, fresh_environment, run_tests, temporary_home

PICKET = sys.argv[1]
HOME = temporary_home()
LOCAL = ["--local", "--size", "60"]


def said(lines, *arguments, **env):
    """What is printed after each line, in order; the first is the screen it begins with."""
    done = subprocess.run([PICKET, *arguments, *LOCAL], input="".join(l + "\n" for l in lines),
                          env=fresh_environment(HOME, **env), capture_output=True, text=True,
                          timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert not any(ord(c) < 32 and c != "\n" for c in done.stdout), repr(done.stdout)
    return done.stdout.split("picket> ")


def test_a_list_has_numbered_rows_and_they_open():
    pages = said([":findings", "/sev>=critical", "+", "1", "q", "9999"], "--plain")
    assert "Needs you now" in pages[0], pages[0]
    assert "    1  CRITICAL  " in pages[2] and "HIGH" not in pages[2], pages[2]
    assert "   20  CRITICAL  " in pages[2] and "   21  CRITICAL  " in pages[3], pages[3]
    assert "== How to fix it" in pages[4] and "severity     CRITICAL" in pages[4], pages[4]
    assert "    1  CRITICAL  " in pages[5], pages[5]
    assert "There is no row 9999 here" in pages[6], pages[6]


def test_what_devices_are_called_stays_text():
    pages = said([":findings / sev=high"], "--plain")
    assert "^[]0;owned" in pages[1], pages[1]


def test_a_form_is_filled_in_reviewed_and_sent():
    pages = said([":findings / check:CERT_SHARED sev>=critical", "1 s", "duration: 2w",
                  "reason: known until March", "submit", "<Tab> <Tab> <Enter>", "5",
                  "/known until March", ""], "--plain")
    assert "duration:" in pages[2], pages[2]
    assert "== Suppress 1 finding" in pages[5], pages[5]
    assert "Enter acts on: [ Back ]" in pages[5], pages[5]
    assert "known until March" in pages[8] and "    1  " in pages[8], pages[8:]


def test_mistakes_are_said_and_lose_nothing():
    pages = said([":findings / check:CERT_KEY_QUALITY", "1 s", "duration: 2 fortnights",
                  "nonsense", "reason: because", ""], "--plain")
    assert "no unit is called fortnights" in pages[3], pages[3]
    assert "No screen or command is called nonsense" in pages[4], pages[4]
    assert "reason: because" in pages[6], pages[6]


def test_a_terminal_without_a_cursor():
    with Session([PICKET, *LOCAL], home=HOME, cols=200, rows=60, TERM="dumb") as s:
        s.wait("picket>")
        s.send("findings\r")
        s.wait("    1  CRITICAL")
        assert b"\x1b" not in s.raw
        s.send("\x04")
        assert s.wait_exit() == 0


def test_changes_are_told_by_themselves():
    with Session([PICKET, "--plain", *LOCAL, "--clock-speed", "3000", "alarms"], home=HOME,
                 TERM="dumb", rows=200) as s:
        s.wait("picket>")
        s.wait(lambda s: "\nnew: " in s.text() or "\ngone: " in s.text())
        s.send("quit\r")
        assert s.wait_exit() == 0


try:
    run_tests(globals())
finally:
    subprocess.run(["rm", "-rf", HOME], check=False)
