"""F2 in a form: the editor has the terminal, and the form has what it wrote."""

import os
import shutil
import signal
import sys

from pty_session import Session, children_of, run_tests, temporary_home, wait_gone

PICKET = sys.argv[1]
ONE_CHECK = """#!/bin/sh
echo "editor of $$ for ${AWS_PROFILE-nobody}"
%s
sed -e '/^    /d' -e 's/^checks:$/checks: LOGGING_DISABLED_CHECK/' "$1" >"$1.new"
mv "$1.new" "$1"
"""


def console(script=None, arguments=(), **more):
    home = temporary_home()
    editor = home + "/my editor"
    if script is not None:
        with open(editor, "w", encoding="utf-8") as out:
            out.write(script)
        os.chmod(editor, 0o700)
    s = Session([PICKET, "--local", "--size", "60", *arguments, "start-audit"], home=home,
                EDITOR=f"'{editor}'", **more)
    s.own_home = True
    s.wait("16 of 17 checks chosen")
    s.settle()
    return s


def left_files(s):
    return [name for _, folders, files in os.walk(s.home + "/r") for name in folders + files
            if name != "picket"]


def test_the_form_has_what_the_editor_wrote():
    with console(ONE_CHECK % "read x", AWS_PROFILE=None) as s:
        s.send("\x1bOQ")
        s.wait(lambda s: b"for nobody" in s.raw)
        s.assert_terminal_restored()
        s.resize(90, 30)  # nobody tells the console: the signal is the editor's
        before = s.raw
        s.settle(1.0)
        assert s.raw == before, "something was drawn over the editor"
        s.send("\r")
        s.wait("1 of 17 checks chosen")
        s.settle()
        assert "Tab next" in s.lines()[29], "the new size was not seen\n" + s.text()
        assert s.modes() != s.modes_before
        assert left_files(s) == []
        s.send("\x1b")
        s.wait(lambda s: "Start audit" not in s.text())
        s.send(":q\r")
        assert s.wait_exit() == 0
        s.assert_terminal_restored()


def test_keys_of_the_account_stay_here():
    with console(ONE_CHECK % "", AWS_PROFILE="secret") as s:
        s.send("\x1bOQ")
        s.wait("1 of 17 checks chosen")
        assert b"for nobody" in s.raw


def test_interrupt_in_the_editor_ends_only_the_editor():
    with console(ONE_CHECK % "sleep 60") as s:
        s.send("\x1bOQ")
        s.wait(lambda s: b"editor of" in s.raw)
        s.settle()  # its sleep has begun
        s.send("\x03")
        s.wait("ended with signal 2: nothing was taken over")
        assert "16 of 17 checks chosen" in s.text()
        assert left_files(s) == []


def test_stopped_with_the_editor_and_continued():
    with Session(["/bin/sh", "-m", "-c", f"""
            printf '#!/bin/sh\\necho editing; read x; sleep 0.1\\n' >$HOME/ed
            chmod 700 $HOME/ed
            EDITOR=$HOME/ed '{PICKET}' --local --size 60 start-audit
            echo stopped; read x; fg; echo ended-$?; read x"""]) as s:
        s.wait("16 of 17 checks chosen")
        s.settle()
        s.send("\x1bOQ")
        s.wait(lambda s: b"editing" in s.raw)
        s.send("\x1a")
        s.wait(lambda s: b"stopped" in s.raw)
        s.send("\r")
        s.settle(0.5)
        s.send("\r")  # for the editor's read
        s.wait("values from the editor")
        s.send(":q\r\x1b")
        s.settle()
        s.send("\x1b\x1b")
        s.settle()
        s.send(":q\r")
        s.wait(lambda s: b"ended-0" in s.raw)


def test_an_editor_that_does_not_start_or_fails():
    with console() as s:
        s.send("\x1bOQ")
        s.wait("No such file")
        assert "16 of 17 checks chosen" in s.text() and left_files(s) == []
    with console("#!/bin/sh\nexit 3\n") as s:
        s.send("\x1bOQ")
        s.wait("ended with status 3")
        assert "16 of 17 checks chosen" in s.text() and left_files(s) == []


def test_restricted():
    with console(ONE_CHECK % "", ["--restricted"]) as s:
        s.send("\x1bOQ")
        s.wait("picket is restricted")
        s.send("\x1a")
        s.wait("no way to a shell")
        assert b"editor of" not in s.raw
    with console(ONE_CHECK % "", PICKET_RESTRICTED="1") as s:
        s.send("\x1bOQ")
        s.wait("picket is restricted")


def keeps_its_draft(leave):
    home = temporary_home()
    try:
        with Session([PICKET, "--local", "--size", "60", "start-audit"], home=home) as s:
            s.wait("16 of 17 checks chosen")
            s.send(" ")
            s.wait("15 of 17 checks chosen")
            leave(s)
            status = s.wait_exit()
            assert status in (-signal.SIGHUP, 128 + signal.SIGHUP, -signal.SIGTERM), status
        with Session([PICKET, "--local", "--size", "60"], home=home) as s:
            s.wait("Last here: start-audit")
            s.wait("live")
            s.send("[")
            s.wait("15 of 17 checks chosen")
            s.wait("draft kept")
    finally:
        shutil.rmtree(home)


def test_a_hang_up_keeps_the_draft():
    keeps_its_draft(lambda s: s.hang_up())
    keeps_its_draft(lambda s: s.kill(signal.SIGHUP))
    keeps_its_draft(lambda s: s.kill(signal.SIGTERM))


def test_the_line_drops_while_the_editor_runs():
    with console(ONE_CHECK % "sleep 60") as s:
        s.send("\x1bOQ")
        s.wait(lambda s: b"editor of" in s.raw)
        s.settle()
        children = children_of(s.pid)
        assert len(children) == 2, children  # the local service and the editor
        s.hang_up()
        assert s.wait_exit() in (-signal.SIGHUP, 128 + signal.SIGHUP)
        for child in children:
            wait_gone(child)
        assert left_files(s) == []


run_tests(globals())
