"""Contexts: from one account to another and back in one terminal; nothing of one goes along."""
import pathlib
import sys

from pty_session import Session, run_tests, temporary_home

PICKET = sys.argv[1]
CONTEXTS = """contexts = (
  { name = "prod-eu"; profile = "prod"; region = "eu-west-1"; color = "red"; protected = true;
    ticket = true; endpoint_url = "http://127.0.0.1:1"; },
  { name = "staging"; profile = "staging"; region = "us-west-2"; theme = "light";
    endpoint_url = "http://127.0.0.1:1"; },
  { name = "broken"; profile = "nobody"; },
  { name = "unseen"; profile = "prod"; region = "eu-west-1"; theme = "none-such"; }%s
);
"""
KEYS = "[%s]\naws_access_key_id = AKID\naws_secret_access_key = secret\n"


def home_with_contexts(more=""):
    home = temporary_home()
    for name, text in (("c/picket/picket.conf", CONTEXTS % more),
                       (".aws/credentials", KEYS % "prod" + KEYS % "staging")):
        path = pathlib.Path(home, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return home


def start(home, *arguments):
    s = Session([PICKET, *arguments], home=home)
    s.own_home = True
    return s


def header(session):
    return session.lines()[0]


def test_there_and_back():
    with start(home_with_contexts(), "--context", "staging") as s:
        s.wait(lambda s: "staging" in header(s))
        s.send("@")
        s.wait("> * staging")
        s.send("k\r")
        s.wait(lambda s: "prod-eu" in header(s) and "!PROTECTED" in header(s))
        assert "READ-ONLY" in header(s) and "eu-west-1" in header(s), header(s)
        s.send(":context staging\r")
        s.wait(lambda s: "staging" in header(s) and "us-west-2" in header(s))
        assert "PROTECTED" not in header(s), header(s)
        s.send(":q\r")
        s.wait_exit()
        assert s.status == 0, s.status


def test_an_armed_window_stays_behind():
    with start(home_with_contexts(), "--context", "staging") as s:
        s.wait(lambda s: "READ-ONLY" in header(s))
        s.send(":arm 10min SEC-1\r")
        s.wait(lambda s: "ARMED" in header(s))
        s.send(":context prod-eu\r")
        s.wait(lambda s: "prod-eu" in header(s))
        assert "READ-ONLY" in header(s), header(s)
        s.send(":context staging\r")
        s.wait(lambda s: "staging" in header(s))
        assert "READ-ONLY" in header(s), header(s)


def test_a_place_that_is_none_is_refused_before_anything_ends():
    with start(home_with_contexts(), "--context", "staging") as s:
        s.wait(lambda s: "staging" in header(s))
        for typed, said in (("broken", "no profile 'nobody'"),
                            ("unseen", 'no theme "none-such"'),
                            ("prod-eo", "the nearest is prod-eu"),
                            ("staging", "This is staging")):
            s.send(f":context {typed}\r")
            s.wait(said)
            assert "staging" in header(s), header(s)


def test_the_files_are_read_as_they_are_now():
    home = home_with_contexts()
    with start(home, "--context", "staging") as s:
        s.wait(lambda s: "staging" in header(s))
        s.send("@")
        s.wait("> * staging")
        own = pathlib.Path(home, "c/picket/picket.conf")
        own.write_text(CONTEXTS % ', { name = "lab"; profile = "prod"; }', encoding="utf-8")
        s.send("r")
        s.wait(" lab ")
        own.write_text("contexts = 3;", encoding="utf-8")
        s.send("r")
        s.wait("picket.conf:1:")
        assert " lab " in s.text(), s.text()


run_tests(globals())
