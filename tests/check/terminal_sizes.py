"""Windows of every size, and sizes that change while the console runs."""

import sys

from pty_session import Session, run_tests

PICKET = sys.argv[1]
SIZES = [(1, 1), (2, 1), (1, 24), (80, 1), (20, 5), (59, 14), (60, 15), (80, 24), (120, 40),
         (200, 60), (500, 200)]
SMALLEST = (60, 15)


def shows_something(s):
    return any(s.lines())


def quits(s):
    s.send(":q\r")
    assert s.wait_exit() == 0, s.text()
    s.assert_terminal_restored()


def test_starts_in_any_window():
    for cols, rows in SIZES:
        with Session([PICKET, "--local"], cols, rows) as s:
            if cols >= SMALLEST[0] and rows >= SMALLEST[1]:
                s.wait("Pulse")
            else:
                s.wait(shows_something)
            s.settle()
            quits(s)


def test_follows_the_window():
    with Session([PICKET, "--local"], 80, 24) as s:
        s.wait("Pulse")
        for cols, rows in SIZES + SIZES[::-1]:
            s.resize(cols, rows)
            s.settle(0.1)
        s.resize(120, 40)
        s.wait(lambda s: "picket" in s.lines()[0])
        quits(s)


def test_too_small_keeps_its_state():
    with Session([PICKET, "--local"], 80, 24) as s:
        s.wait("Pulse")
        s.send(":calls\r")
        s.wait("Calls")
        s.resize(30, 5)
        s.wait("small")
        s.resize(80, 24)
        s.wait("Calls")
        quits(s)


def test_absurd_size_from_the_environment():
    with Session([PICKET, "--local"], 80, 24, LINES="99999", COLUMNS="99999") as s:
        s.wait("Pulse")
        quits(s)


run_tests(globals())
