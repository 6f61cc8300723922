"""review_bench.py PICKET: more than 2,000 marked findings of the fleet `metro`, frozen, and the
review of what would be done to them on screen: CPU of the console from the key to the review.
"""

import os
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "check"))

from pty_session import Session, temporary_home  # noqa: E402

LIMIT_S = 1.0
FLEET_SECONDS = 280


def spent(session, keys, wanted):
    """CPU seconds from the first key until the text is on screen and nothing more is drawn."""
    before = session.cpu_seconds()
    session.send(keys)
    session.wait(wanted)
    session.settle()
    return session.cpu_seconds() - before


def suppress(session):
    form = spent(session, "s", "duration")
    session.send("3\t\tretired in March")
    session.wait("= until")
    session.settle()
    review = spent(session, "\x18", "nothing is sent yet")
    session.send("\x1b\x1b")
    session.settle()
    return form, review


def mitigate(session):
    form = spent(session, "m", "blast radius")
    reach = spent(session, "\x1b[C", "act, in")
    review = spent(session, "\x18", "nothing is sent yet")
    session.send("\x1b\x1b")
    session.wait("marked")
    session.settle()
    return form, reach, review


def line(what, seconds):
    print(f"  {what:<58} {seconds * 1000:7.0f} ms", flush=True)


def main():
    home = temporary_home()
    command = [os.path.abspath(sys.argv[1]), "--local", "--fleet", "metro",
               "findings", "check:CERT_AGE"]
    with Session(command, 120, 40, home=home) as s:
        s.wait("CERT_AGE", FLEET_SECONDS)
        s.wait("live", FLEET_SECONDS)
        s.settle()
        mark = spent(s, "*", "marked")
        supp_form, supp_review = suppress(s)
        first = mitigate(s)
        again = mitigate(s)
    print("CPU of the console, all findings of one check marked "
          f"(limit {LIMIT_S * 1000:.0f} ms from the key to the review):")
    line("mark all", mark)
    line("suppress: freeze and form", supp_form)
    line("suppress: plan and review", supp_review)
    line("mitigate: freeze, form, plan and review", sum(first))
    line("mitigate: the same again", sum(again))
    shutil.rmtree(home, ignore_errors=True)


main()
