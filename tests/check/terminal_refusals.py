"""Terminals that cannot show the console: one line that says what to do, nothing drawn."""

import os
import shutil
import subprocess
import sys

from pty_session import Session, fresh_environment, run_tests, temporary_home

PICKET = sys.argv[1]
USAGE = 2


def refusal(**env):
    with Session([PICKET, "--local"], **env) as s:
        status = s.wait_exit()
        s.assert_terminal_restored()
        assert b"\x1b" not in s.raw, f"escapes on a terminal that knows none: {s.raw!r}"
        return status, s.text()


def piped(stdin, stdout):
    """Runs without a terminal at one end or both; (status, what it wrote)."""
    home = temporary_home()
    try:
        done = subprocess.run([PICKET, "--local"], stdin=stdin, stdout=stdout, timeout=60,
                              stderr=subprocess.PIPE, env=fresh_environment(home), check=False,
                              start_new_session=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return done.returncode, (done.stdout or b"") + done.stderr


def test_no_term():
    status, text = refusal(TERM=None)
    assert status == USAGE, (status, text)
    assert "TERM" in text, text


def test_empty_term():
    status, text = refusal(TERM="")
    assert status == USAGE, (status, text)
    assert "TERM" in text, text


def test_unknown_term():
    status, text = refusal(TERM="no-such-terminal-7")
    assert status == USAGE, (status, text)
    assert "no-such-terminal-7" in text, text


def test_hostile_term_name_is_made_harmless():
    with Session([PICKET, "--local"], TERM="x\x1b]0;owned\x07") as s:
        assert s.wait_exit() == USAGE
        assert b"\x1b" not in s.raw and b"\x07" not in s.raw, s.raw


def test_stdin_is_no_terminal():
    for stdin in (subprocess.DEVNULL, subprocess.PIPE):
        status, text = piped(stdin, subprocess.PIPE)
        assert status == USAGE, (status, text)
        assert b"terminal" in text, text
        assert b"\x1b" not in text, text


def test_stdout_is_no_terminal():
    master, slave = os.openpty()
    try:
        status, text = piped(slave, subprocess.PIPE)
    finally:
        os.close(master)
        os.close(slave)
    assert status == USAGE, (status, text)
    assert b"terminal" in text, text
    assert b"\x1b" not in text, text


run_tests(globals())
