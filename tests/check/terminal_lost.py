"""A line that drops: the console ends by itself, without spinning, whatever SIGHUP does."""

import glob
import sys

from pty_session import Session, run_tests, wait_gone

PICKET = sys.argv[1]
# The product needs a few milliseconds; a build with sanitizers looks for leaks at the end. A
# console that spins burns all the time there is until it is killed.
CPU_SECONDS = 2.0


def children_of(pid):
    found = []
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="utf-8") as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.split("/")[2]))
    return found


def drop(ignore_hangup):
    with Session([PICKET, "--local"], ignore_hangup=ignore_hangup) as s:
        s.wait("picket")
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
