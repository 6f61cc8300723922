"""L: the rows stand outside of the screen, uncut, on a terminal as it was before; Enter comes
back, and a signal meanwhile leaves it as it was.
"""
import re
import signal
import sys

from pty_session import Session, run_tests, temporary_home

PICKET = sys.argv[1]


def findings():
    s = Session([PICKET, "--local", "--size", "60", "findings", "CERT"], home=temporary_home())
    s.own_home = True
    s.wait("CERT_")
    s.settle()
    s.send("L")
    s.wait(lambda s: b"-- Enter goes back to picket --" in s.raw)
    return s


def test_rows_uncut_and_back():
    with findings() as s:
        s.assert_terminal_restored()
        assert re.search(rb"\b[0-9a-f]{64}\b", s.raw[s.raw.rindex(b"findings CERT"):]), s.raw
        before = s.raw
        s.resize(100, 30)
        s.settle(1.0)
        assert s.raw == before, "something was drawn over it"
        s.send("\r")
        s.wait("Enter open")
        s.settle()
        assert s.modes() != s.modes_before
        s.send(":q\r")
        assert s.wait_exit() == 0
        s.assert_terminal_restored()


def test_back_on_a_window_as_it_was():
    with findings() as s:
        drawn = len(s.raw)
        s.send("\r")
        s.wait(lambda s: b"Findings" in s.raw[drawn:])
        s.settle()
        drawn = len(s.raw)
        s.send("L")
        s.wait(lambda s: b"-- Enter goes back to picket --" in s.raw[drawn:])
        drawn = len(s.raw)
        s.send("\r")
        s.wait(lambda s: b"Findings" in s.raw[drawn:])


def test_ended_meanwhile():
    with findings() as s:
        s.kill(signal.SIGTERM)
        s.wait_exit()
        s.assert_terminal_restored()


run_tests(globals())
