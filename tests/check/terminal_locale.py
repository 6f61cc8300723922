"""Character sets: ASCII where the locale has no UTF-8, no byte above it."""

import sys

from pty_session import Session, run_tests

PICKET = sys.argv[1]


def bytes_drawn(*options, **env):
    with Session([PICKET, "--local", *options], 100, 30, **env) as s:
        s.wait("Pulse")
        s.settle()
        s.send("?")
        s.settle()
        s.send("\x1b")
        s.settle()  # an escape that stands alone is a key of its own
        s.send(":q\r")
        assert s.wait_exit() == 0, s.text()
        s.assert_terminal_restored()
        return s.raw


def test_plain_locales_get_ascii():
    for locale in ("C", "POSIX", "xx_YY.nothing"):
        raw = bytes_drawn(LC_ALL=locale)
        assert max(raw) < 0x80, f"{locale}: {sorted(set(b for b in raw if b >= 0x80))}"


def test_no_locale_at_all():
    raw = bytes_drawn(LC_ALL=None, LANG=None)
    assert max(raw) < 0x80


def test_ascii_on_demand():
    raw = bytes_drawn("--ascii")
    assert max(raw) < 0x80


def test_utf8_is_valid():
    bytes_drawn().decode("utf-8")


run_tests(globals())
