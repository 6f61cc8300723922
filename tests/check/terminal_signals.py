"""However the console ends, the terminal is as it was, and the cause of the end is kept."""

import os
import signal
import sys

from pty_session import Session, run_tests

PICKET = sys.argv[1]
# The sanitizer would report these signals itself; here the program's own handlers are meant.
OWN_HANDLERS = ":handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigfpe=0"


def started(**more):
    asan = os.environ.get("ASAN_OPTIONS", "") + OWN_HANDLERS
    s = Session([PICKET, "--local"], ASAN_OPTIONS=asan, **more)
    s.wait("Pulse")
    s.settle()
    assert s.modes() != s.modes_before, "the console did not take the terminal"
    return s


def ended_by(status, signo):
    return status in (-signo, 128 + signo)


def test_orderly_signals():
    for signo in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        with started() as s:
            s.kill(signo)
            status = s.wait_exit()
            assert ended_by(status, signo), (signo, status)
            s.assert_terminal_restored()


def test_crashes():
    for signo in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE):
        with started() as s:
            s.kill(signo)
            status = s.wait_exit()
            assert status == -signo, f"the cause is lost: {status} instead of {-signo}"
            s.assert_terminal_restored()


def test_interrupt_key_twice_quits():
    with started() as s:
        s.send("\x03\x03")
        s.wait_exit()
        s.assert_terminal_restored()


def test_stop_and_continue():
    # Below a shell with job control: an orphan cannot be stopped.
    script = f"'{PICKET}' --local; echo stopped; read x; fg; echo ended-$?; read x"
    with Session(["/bin/sh", "-m", "-c", script]) as s:
        s.wait("Pulse")
        s.settle()
        assert s.modes() != s.modes_before
        s.send("\x1a")
        s.wait(lambda s: b"stopped" in s.raw)
        s.assert_terminal_restored()
        s.send("\r")
        s.wait(lambda s: s.modes() != s.modes_before)
        s.wait("Pulse")
        s.send(":q\r")
        s.wait(lambda s: b"ended-0" in s.raw)
        s.assert_terminal_restored()


def test_flow_control_does_not_freeze_it():
    with started() as s:
        s.send("\x13")  # ^S
        s.send(":calls\r")
        s.wait("Calls")


run_tests(globals())
