"""A mouse on demand: its modes go on and off again, whatever ends or interrupts the console."""
import pathlib
import signal
import sys

from pty_session import Session, run_tests, temporary_home

PICKET = sys.argv[1]
ON, OFF = b"\x1b[?1000h\x1b[?1006h", b"\x1b[?1006l\x1b[?1000l"


def press(row, col, end="M"):
    return f"\x1b[<0;{col + 1};{row + 1}{end}"


def row_of(s, text):
    return next(i for i, line in enumerate(s.lines()) if text in line)


def start(*arguments, **env):
    s = Session([PICKET, "--local", *arguments], **env)
    s.wait("Needs you now")
    return s


def test_it_is_off_until_somebody_asks():
    with start() as s:
        s.send("6")
        s.wait("bytes-out")
        assert ON not in s.raw and b"?1000" not in s.raw
        s.send(press(8, 5) + press(8, 5, "m"))
        s.settle()
        s.send(":mouse\r")
        s.wait("mouse moves and opens")
        assert s.raw.count(ON) == 1
        row = row_of(s, "cam-e-05")
        s.send(press(row, 5) + press(row, 5, "m"))
        s.wait("> cam-e-05")
        s.send(press(row, 5) + press(row, 5, "m"))
        s.wait("Alarm")
        s.send(":mouse off\r")
        s.wait("selects text again")
        assert s.raw.count(OFF) == 1
        s.send("Q")
        s.wait_exit()
        assert s.raw.count(OFF) == 1


def test_every_way_out_ends_it():
    for way in ("Q", signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV):
        with start("--mouse") as s:
            assert s.raw.count(ON) == 1
            if way == "Q":
                s.send("Q")
            else:
                s.kill(way)
            s.wait_exit()
            assert s.raw.count(OFF) == 1, way


def test_the_settings_turn_it_on_and_off_while_it_runs():
    home = temporary_home()
    path = pathlib.Path(home, "c/picket/settings.conf")
    path.parent.mkdir(parents=True)
    path.write_text("mouse = true;", encoding="utf-8")
    with start(home=home) as s:
        assert s.raw.count(ON) == 1
        path.write_text("mouse = false;", encoding="utf-8")
        s.wait(lambda s: OFF in s.raw)
        s.send(":messages\r")
        s.wait("selects text again")
        assert s.raw.count(OFF) == 1
    with start("--no-mouse", home=home) as s:
        assert ON not in s.raw


def test_a_terminal_without_one_says_so():
    for term in ("vt220", "vt100", "linux"):
        with start("--mouse", TERM=term) as s:
            s.send(":mouse\r")
            s.wait("tells of no mouse")
            assert b"?1000" not in s.raw


run_tests(globals())
