"""keys.conf: told when something is wrong with it, used from the start, and read again while
the console runs.
"""
import pathlib
import re
import sys

import console
from pty_session import Session, run_tests, temporary_home

PICKET = sys.argv[1]


def keys_of(home):
    path = pathlib.Path(home, ".config/picket/keys.conf")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_what_is_wrong_is_said():
    home = temporary_home()
    rows = {
        'findings = { supress = "S"; };': "keys.conf:1: there is no action findings.supress",
        'findings = {\nsuppress = "m"; };':
            "keys.conf:2: m is both findings.suppress and findings.mitigate",
        'findings = { suppress = "<No>"; };': '"<No>" is not the name of a key',
    }
    console.run(PICKET, home, "--local", "--dump-screen", "80x24", "pulse")  # makes the fleet
    for text, says in rows.items():
        keys_of(home).write_text(text, encoding="utf-8")
        done = console.run(PICKET, home, "keys")
        assert done.returncode == 3 and says in done.stderr, done.stderr
        screen = console.run(PICKET, home, "--local", "--dump-screen", "120x24", "pulse").stdout
        assert "keys.conf" in screen, screen
    keys_of(home).write_text('findings = { suppress = "S"; };', encoding="utf-8")
    told = console.run(PICKET, home, "keys", "findings").stdout
    assert re.search(r"^S +findings.suppress", told, re.M), told


def test_every_file_is_checked():
    home = temporary_home()
    own = keys_of(home)
    done = console.run(PICKET, home, "config", "check")
    assert done.returncode == 0 and done.stdout.count("absent ") == 4, done.stdout
    own.write_text('findings = { suppress = "S"; };', encoding="utf-8")
    own.with_name("views.conf").write_text("views = ( 3 );", encoding="utf-8")
    own.with_name("picket.conf").write_text("contexts = (\n{ nam = 1; } );", encoding="utf-8")
    done = console.run(PICKET, home, "config", "check")
    assert done.returncode == 3 and "keys.conf: 1 keys" in done.stdout, done.stdout
    assert "views.conf:1:" in done.stderr and "picket.conf:2:" in done.stderr, done.stderr


def test_one_file_is_checked_by_its_name_and_themes_by_their_folder():
    home = temporary_home()
    folder = keys_of(home).parent
    (folder / "themes").mkdir()
    faint = folder / "themes" / "faint.conf"
    faint.write_text('base = "default16"; roles = { warn = "237,233"; };', encoding="utf-8")
    done = console.run(PICKET, home, "config", "check")
    assert done.returncode == 0 and "faint   " in done.stdout, done.stdout + done.stderr
    assert "warn is hard to read" in done.stdout, done.stdout
    faint.write_text('roles = { warn = "no such colour"; };', encoding="utf-8")
    done = console.run(PICKET, home, "config", "check")
    assert done.returncode == 3 and "faint.conf:1" in done.stderr, done.stderr
    mine = pathlib.Path(home, "my-settings.conf")
    mine.write_text("\nthme = 3;", encoding="utf-8")
    for path, status, says in ((mine, 3, "my-settings.conf:2"), (faint, 3, "faint.conf:1"),
                               (pathlib.Path(home, "keys.conf"), 1, "is not there"),
                               (pathlib.Path(home, "notes.txt"), 2, "which kind of file")):
        done = console.run(PICKET, home, "config", "check", str(path))
        assert done.returncode == status and says in done.stderr, (path, done.stderr)


def test_all_that_is_wrong_is_told_at_once():
    home = temporary_home()
    own = keys_of(home)
    own.write_text('findings = {\n  suppres = "S";\n  open = "<Entr>";\n  mitigate = "j";\n};\n'
                   'alarms = { verfy = "V"; };', encoding="utf-8")
    done = console.run(PICKET, home, "config", "check")
    assert "keys.conf:3: \"<Entr>\"" in done.stderr, done.stderr
    own.write_text('findings = {\n  suppres = "S";\n};\nalarms = { verfy = "V"; };',
                   encoding="utf-8")
    own.with_name("settings.conf").write_text("thme = 1;\npoll = 0;\nmouse = true;\npol = 2;",
                                              encoding="utf-8")
    own.with_name("views.conf").write_text("views = ( 3,\n { name = \"9\"; view = \"x\"; } );",
                                           encoding="utf-8")
    own.with_name("picket.conf").write_text(
        "contexts = ( { nam = 1; },\n { name = \"a\"; colour = \"red\"; } );", encoding="utf-8")
    done = console.run(PICKET, home, "config", "check")
    assert done.returncode == 3, done.stdout
    for says in ("keys.conf:2: there is no action findings.suppres", "the nearest is",
                 "keys.conf:4: there is no action alarms.verfy",
                 "settings.conf:1: there is no setting thme", "settings.conf:2: poll",
                 "settings.conf:4: there is no setting pol", "views.conf:1:", "views.conf:2:",
                 "picket.conf:1:", "picket.conf:2:"):
        assert done.stderr.count(says) >= 1, f"{says}\n{done.stderr}"
    assert done.stdout.count("wrong ") == 4, done.stdout


def test_a_change_is_read_while_it_runs():
    home = temporary_home()
    path = keys_of(home)
    with Session([PICKET, "--local", "--size", "60", "findings"], home=home,
                 XDG_CONFIG_HOME=home + "/.config") as s:
        s.own_home = True
        s.wait("s suppress")
        aside = path.with_suffix(".new")
        aside.write_text('findings = { suppress = "S"; };', encoding="utf-8")
        aside.rename(path)
        s.wait("S suppress")
        path.write_text('findings = { suppress = "m"; };', encoding="utf-8")
        s.wait("is both")
        assert "S suppress" in s.text(), "a broken file changes nothing\n" + s.text()
        s.send(":q\r")
        assert s.wait_exit() == 0


run_tests(globals())
