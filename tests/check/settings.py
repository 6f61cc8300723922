"""settings.conf: who said what, read again while the console runs; and what tells of alarms to
somebody who looks elsewhere, only when it was asked for.
"""
import pathlib
import subprocess
import sys

from pty_session import Session, fresh_environment, run_tests, temporary_home

PICKET = sys.argv[1]
LOCAL = ["--local"]


def settings_of(home, folder="c"):
    path = pathlib.Path(home, folder, "picket/settings.conf")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def start(home, *arguments, **env):
    s = Session([PICKET, *LOCAL, *arguments], home=home, **env)
    s.own_home = True
    return s


def run(home, *arguments, **env):
    return subprocess.run([PICKET, *arguments], capture_output=True, text=True, check=False,
                          env=fresh_environment(home, XDG_CONFIG_DIRS=home + "/team", **env))


def info(home, **env):
    done = run(home, "info", **env)
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    return done, rows


def test_the_louder_voice_wins_and_is_named():
    home = temporary_home()
    settings_of(home, "team").write_text('theme = "light"; poll = 3; ascii = true;',
                                         encoding="utf-8")
    settings_of(home).write_text('poll = 4;\ntheme = "mono";', encoding="utf-8")
    done, rows = info(home)
    assert done.returncode == 0, done.stderr
    assert "mono" in rows["theme"] and "your file" in rows["theme"], rows["theme"]
    assert "settings.conf:2" in rows["theme"], rows["theme"]
    assert " 4 " in rows["poll"] and "settings.conf:1" in rows["poll"], rows["poll"]
    assert " on " in rows["ascii"] and "the team's file" in rows["ascii"], rows["ascii"]
    assert "PICKET_THEME" in info(home, PICKET_THEME="light")[1]["theme"]
    assert "NO_COLOR" in info(home, NO_COLOR="1")[1]["theme"]


def test_what_is_wrong_is_said_with_its_line():
    home = temporary_home()
    rows = {
        "\nthme = 3;": ("settings.conf:2: there is no setting thme", "the nearest is theme"),
        "poll = 0;": ("settings.conf:1: poll", "1 to 60"),
        'notify = "bell,loud";': ("settings.conf:1: notify is not \"bell,loud\"", "desktop"),
        'ambiguous = "3";': ("settings.conf:1: ambiguous is not \"3\"", "auto, 1, 2"),
    }
    for text, says in rows.items():
        settings_of(home).write_text(text, encoding="utf-8")
        done, shown = info(home)
        assert done.returncode == 3, done.stdout
        assert all(word in done.stderr for word in says), done.stderr
        assert "default16" in shown["theme"], shown
        check = run(home, "config", "check")
        assert check.returncode == 3 and says[0] in check.stderr, check.stderr


def test_a_file_that_is_made_or_changed_counts_at_once():
    home = temporary_home()
    with start(home) as s:
        s.wait("Needs you now")
        s.send(",")
        s.wait("low-bandwidth")
        pathlib.Path(home, "c").mkdir(exist_ok=True)
        s.settle()
        settings_of(home).write_text("poll = 7;", encoding="utf-8")
        s.wait("your file")
        assert "7" in s.text(), s.text()
        settings_of(home).write_text("poll = 77;", encoding="utf-8")
        s.wait("settings.conf:1: poll")
        s.send(":q\r")
        assert s.wait_exit() == 0


def test_nobody_is_told_of_anything_unasked():
    with start(temporary_home(), "--clock-speed", "600", "alarms") as s:
        s.wait("Alarms")
        s.settle()
        assert b"\x1b]" not in s.raw and b"\a" not in s.raw and b"?1004" not in s.raw


def test_the_title_is_ours_while_we_are_there():
    home = temporary_home()
    settings_of(home).write_text('notify = "title";', encoding="utf-8")
    with start(home) as s:
        s.wait(lambda s: b"\x1b]2;picket local harbour, " in s.raw)
        s.send("\x1b[O\x1b[Ij")  # somebody looked elsewhere, and is back
        s.settle()
        s.send(":q\r")
        assert s.wait_exit() == 0
        assert s.raw.count(b"\x1b[?1004h") == s.raw.count(b"\x1b[?1004l") == 1
        assert s.raw.count(b"\x1b[22;2t") == s.raw.count(b"\x1b[23;2t") == 1


run_tests(globals())
