"""The console inside tmux."""

import os
import pathlib
import shutil
import subprocess
import sys
import time

from pty_session import (HANG_SECONDS, children_of, fresh_environment, run_tests,
                         temporary_home, wait_gone)

PICKET = os.path.abspath(sys.argv[1])


class Tmux:
    """A server of its own, with one window that runs the console, or something else."""

    def __init__(self, cols, rows, term, *, runs=None, options=()):
        self.home = temporary_home()
        self.env = fresh_environment(self.home, TERM="xterm-256color", TMUX_TMPDIR=self.home)
        runs = runs or f"'{PICKET}' --local; echo $? >'{self.home}/status'; exec sleep 600"
        self.run("start-server", ";", "set", "-g", "default-terminal", term, ";",
                 "set", "-g", "status", "off", ";",
                 "set", "-g", "default-shell", "/bin/sh", ";", *options,
                 "new-session", "-d", "-x", str(cols), "-y", str(rows), runs)

    def run(self, *command):
        return subprocess.run(["tmux", "-S", self.home + "/tmux", "-f", "/dev/null", *command],
                              env=self.env, check=True, capture_output=True, text=True).stdout

    def screen(self):
        return self.run("capture-pane", "-p")

    def wait(self, holds):
        end = time.monotonic() + HANG_SECONDS
        while not holds(self):
            assert time.monotonic() < end, "never came:\n" + self.screen()
            time.sleep(0.05)

    def status(self):
        """What the console ended with; None while it runs."""
        try:
            text = pathlib.Path(self.home, "status").read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        return int(text) if text.endswith("\n") else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["tmux", "-S", self.home + "/tmux", "kill-server"], env=self.env,
                       check=False, capture_output=True)
        shutil.rmtree(self.home, ignore_errors=True)


def walk(cols, rows, term):
    with Tmux(cols, rows, term) as t:
        t.wait(lambda t: "Pulse" in t.screen())
        t.run("send-keys", ":calls", "Enter")
        t.wait(lambda t: "Calls" in t.screen())
        t.run("resize-window", "-x", "100", "-y", "30")
        t.wait(lambda t: t.screen().rstrip("\n").count("\n") == 29 and "Calls" in t.screen())
        t.run("send-keys", ":q", "Enter")
        t.wait(lambda t: t.status() is not None)
        assert t.status() == 0


def test_tmux_256color():
    walk(80, 24, "tmux-256color")


def test_screen():
    walk(120, 40, "screen")


def test_server_dies():
    with Tmux(80, 24, "tmux-256color") as t:
        t.wait(lambda t: "Pulse" in t.screen())
        shell = int(t.run("display", "-p", "#{pane_pid}"))
        consoles = children_of(shell)
        assert consoles, "no console below the shell"
        t.run("kill-server")
        for console in consoles:
            wait_gone(console)


def copy_in(inner, set_clipboard):
    """What a tmux around that of the console got: it stands for the person's terminal."""
    inner.run("set", "-s", "set-clipboard", set_clipboard)
    attach = f"env -u TMUX tmux -S '{inner.home}/tmux' -f /dev/null attach"
    with Tmux(80, 24, "tmux-256color", runs=attach,
              options=("set", "-s", "set-clipboard", "on", ";")) as outer:
        outer.wait(lambda t: "Pulse" in t.screen())
        inner.run("send-keys", "c")
        inner.wait(lambda t: "view string" in t.screen())
        inner.run("send-keys", "v")
        inner.wait(lambda t: "5 bytes" in t.screen())
        said = inner.screen()
        outer.wait(lambda t: t.run("list-buffers") != "")
        return said, outer.run("show-buffer"), inner.run("list-buffers")


def test_copy_as_tmux_comes():
    """By its command: what a program sends for a clipboard is ignored by default."""
    with Tmux(80, 24, "tmux-256color") as t:
        t.wait(lambda t: "Pulse" in t.screen())
        said, outside, inside = copy_in(t, "external")
        assert "5 bytes in tmux's paste buffer" in said, said
        assert outside == "pulse", outside
        assert "pulse" in inside, inside


def test_copy_without_the_command():
    """What is left is the sequence, and tmux has to allow it."""
    with Tmux(80, 24, "tmux-256color",
              runs=f"PICKET_CLIPBOARD=osc52 '{PICKET}' --local; exec sleep 600") as t:
        t.wait(lambda t: "Pulse" in t.screen())
        said, outside, _ = copy_in(t, "on")
        assert 'sent to tmux; it needs "set-clipboard on"' in said, said
        assert outside == "pulse", outside


run_tests(globals())
