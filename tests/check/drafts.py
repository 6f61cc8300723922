"""Every form after the line has dropped: what was typed is there when it is opened again."""

import os
import shutil
import sys

from pty_session import Session, run_tests, temporary_home

PICKET = os.path.abspath(sys.argv[1])

# View of a form, a text of it that is there when it can be filled in, keys that change it, and
# what must be on screen afterwards and again after the line was dropped.
FORMS = [
    ("start-audit", "checks chosen", " ", "15 of 17 checks chosen"),
    ("suppress check:LOGGING_DISABLED_CHECK res:account:123456789012", "duration", "90min",
     "90min"),
    ("schedule", "every 2 weeks", "night-watch", "night-watch"),
    ("configure", "role", "\x05x", "draft"),
    ("action", "name", "isolate-now", "isolate-now"),
    ("edit-profile", "Recommended first", "net\t\ta: aws:num-disconnects < 5 over 5min",
     "alarms on at least 5 disconnects"),
    ("attach-profile cranes-at-work", "those below count too", "\t, reefers",
     "cranes, reefers"),
    ("edit-metric", "Name and type never change", "door-open", "door-open"),
    ("edit-dimension", "topic filters", "yard", "yard"),
]


def test_a_dropped_line_loses_nothing_that_was_typed():
    home = temporary_home()
    for view, there, keys, wanted in FORMS:
        for again in (False, True):
            s = Session([PICKET, "--local"], 100, 36, home=home)
            s.wait("ARMED")
            s.wait("last audit")
            s.settle()
            s.send(f":{view}\r")
            s.wait(there)
            s.settle()
            if again:
                s.wait(lambda s, wanted=wanted: wanted in s.text() and "draft" in s.text())
                s.close()
            else:
                s.send(keys)
                s.wait(wanted) if wanted != "draft" else s.settle()
                s.hang_up()
                s.wait_exit()
    shutil.rmtree(home, ignore_errors=True)


def test_a_form_about_chosen_findings_is_one_key_away():
    for key, there, keys in (("s", "duration", "3mo\t\tswap in March"),
                             ("m", "blast radius", "\t\t\t\t\t\tswap in March")):
        home = temporary_home()
        s = Session([PICKET, "--local"], 100, 36, home=home)
        s.wait("last audit")
        s.settle()
        s.send(":findings check:CERT_SHARED\r")
        s.wait("cert ")
        s.settle()
        s.send(" j ")
        s.wait("2 marked")
        s.send(key)
        s.wait(there)
        s.settle()
        s.send(keys)
        s.wait("swap in March")
        s.hang_up()
        s.wait_exit()
        with Session([PICKET, "--local"], 100, 36, home=home) as s:
            s.wait("ARMED")
            s.wait("[ goes back there")
            s.send("[")
            s.wait(lambda s: "swap in March" in s.text() and "2" in s.text())
            s.wait("draft")
        shutil.rmtree(home, ignore_errors=True)


run_tests(globals())
