"""A line that drops: the console ends by itself, without spinning, whatever SIGHUP does."""

import sys

from pty_session import Session, children_of, run_tests, wait_gone

PICKET = sys.argv[1]
# The product needs a few milliseconds; a build with sanitizers looks for leaks at the end. A
# console that spins burns all the time there is until it is killed.
CPU_SECONDS = 2.0


def drop(ignore_hangup):
    with Session([PICKET, "--local"], ignore_hangup=ignore_hangup) as s:
        s.wait("Pulse")
        s.settle()
        children = children_of(s.pid)
        before = s.cpu_seconds()
        s.hang_up()
        s.wait_exit()
        used = s.cpu_seconds() - before
        assert used < CPU_SECONDS, f"{used:.2f} s of CPU after the terminal was gone"
        for child in children:
            wait_gone(child)


def test_hang_up():
    drop(ignore_hangup=False)


def test_hang_up_ignored():
    drop(ignore_hangup=True)


run_tests(globals())
