"""A program on a pseudo-terminal, read back as a screen.

Session starts it with an environment and folders of its own, pumps what it writes into a
terminal emulator, and waits for what the screen shows. A wait ends when the condition holds;
the limit only keeps a hanging program from hanging the test, it measures nothing.
"""

import fcntl
import os
import pathlib
import pty
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time
import traceback

import pyte

HANG_SECONDS = 60
LEAVE_SCREEN = b"\x1b[?1049l"
DRAWING = dict(zip("`afgjklmnopqrstuvwxyz~", "◆▒°±┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥·"))


class Screen(pyte.HistoryScreen):
    """What pyte lacks: REP, SU, SD, the end of margins, the line drawing set in UTF-8 mode."""

    last = " "
    drawing = False

    def draw(self, data):
        if self.drawing:
            data = "".join(DRAWING.get(c, c) for c in data)
        super().draw(data)
        self.last = data[-1:] or self.last

    def repeat(self, count=1):
        super().draw(self.last * (count or 1))

    def set_margins(self, top=None, bottom=None):
        if not top and bottom is None:
            self.margins = None
            self.cursor_position()
        else:
            super().set_margins(top, bottom)

    def scroll_up(self, count=1):
        self._scroll(self.index, (self.margins or (0, self.lines - 1))[1], count)

    def scroll_down(self, count=1):
        self._scroll(self.reverse_index, (self.margins or (0, self.lines - 1))[0], count)

    def _scroll(self, step, row, count):
        before, self.cursor.y = self.cursor.y, row
        for _ in range(count or 1):
            step()
        self.cursor.y = before

    def define_charset(self, code, mode):
        if mode == "(":
            self.drawing = code == "0"

    def shift_out(self):
        self.drawing = True

    def shift_in(self):
        self.drawing = False


class Stream(pyte.ByteStream):
    csi = dict(pyte.ByteStream.csi, b="repeat", S="scroll_up", T="scroll_down")
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down"}


def fresh_environment(home, **changes):
    """The environment of a newcomer without an account; None removes a variable."""
    env = {
        "PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8", "TZ": "UTC",
        "XDG_CONFIG_HOME": home + "/c", "XDG_STATE_HOME": home + "/s",
        "XDG_CACHE_HOME": home + "/k", "XDG_DATA_HOME": home + "/d",
        "XDG_RUNTIME_DIR": home + "/r",
        "AWS_EC2_METADATA_DISABLED": "true",  # no test leaves this machine
    }
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    os.makedirs(home + "/r", mode=0o700, exist_ok=True)
    env.update(changes)
    return {name: value for name, value in env.items() if value is not None}


def temporary_home():
    return tempfile.mkdtemp(prefix="picket-")


class Session:
    """with Session([picket, "--local"]) as s: s.wait("Pulse"); s.send("j")"""

    def __init__(self, argv, cols=80, rows=24, home=None, ignore_hangup=False, **env):
        self.own_home = home is None
        self.home = home or temporary_home()
        self.raw = b""
        self.status = None
        self.usage = None
        self.screen = Screen(cols, rows)
        self.stream = Stream(self.screen)
        self.master, self.slave = pty.openpty()
        self._set_size(cols, rows)
        self.modes_before = termios.tcgetattr(self.slave)
        environment = fresh_environment(self.home, **env)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self.master)
                self._login()
                if ignore_hangup:
                    signal.signal(signal.SIGHUP, signal.SIG_IGN)
                os.execvpe(argv[0], argv, environment)
            finally:
                os._exit(127)

    def _login(self):
        os.setsid()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        for fd in range(3):
            os.dup2(self.slave, fd)
        os.close(self.slave)

    def _set_size(self, cols, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGTERM)
            try:
                self.wait_exit()
            except AssertionError:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        for fd in (self.master, self.slave):
            if fd is not None:
                os.close(fd)
        self.master = self.slave = None
        if self.own_home:
            shutil.rmtree(self.home, ignore_errors=True)

    def pump(self, seconds=0.02):
        """Reads what is there within so many seconds; False when nothing came."""
        if self.master is None or not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += data
        self.stream.feed(data)
        return bool(data)

    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    def text(self):
        return "\n".join(self.lines())

    def send(self, keys):
        os.write(self.master, keys.encode() if isinstance(keys, str) else keys)

    def wait(self, what, hang_seconds=HANG_SECONDS):
        """Until the text is on the screen, or the function of the session holds."""
        holds = what if callable(what) else lambda s: what in s.text()
        end = time.monotonic() + hang_seconds
        while not holds(self):
            if not self.pump(0.05) and self._exited():
                while self.pump(0.05):
                    pass
                assert holds(self), f"ended ({self.status}) before {what!r}:\n{self.text()}"
                return
            assert time.monotonic() < end, f"never came: {what!r}\n{self.text()}"

    def settle(self, quiet=0.3):
        """Until nothing was written for a while; not proof that nothing will come."""
        while self.pump(quiet):
            pass

    def resize(self, cols, rows):
        self.screen.resize(rows, cols)
        self._set_size(cols, rows)
        os.kill(self.pid, signal.SIGWINCH)

    def kill(self, signo):
        os.kill(self.pid, signo)

    def hang_up(self):
        """The terminal is gone: both ends closed, as when a line drops."""
        for fd in (self.slave, self.master):
            os.close(fd)
        self.master = self.slave = None

    def _exited(self):
        if self.status is None:
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self.status, self.usage = os.waitstatus_to_exitcode(status), usage
        return self.status is not None

    def wait_exit(self, hang_seconds=HANG_SECONDS):
        """Exit status; negative: died of that signal."""
        end = time.monotonic() + hang_seconds
        while not self._exited():
            self.pump(0.02) if self.master is not None else time.sleep(0.02)
            assert time.monotonic() < end, "does not end\n" + self.text()
        while self.pump(0.05):
            pass
        return self.status

    def cpu_seconds(self):
        """CPU used so far, also after the end."""
        if self.usage is not None:
            return self.usage.ru_utime + self.usage.ru_stime
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def modes(self):
        return termios.tcgetattr(self.slave)

    def assert_terminal_restored(self):
        assert self.modes() == self.modes_before, "terminal modes were not put back"
        entered = self.raw.rfind(b"\x1b[?1049h")
        left = self.raw.rfind(LEAVE_SCREEN)
        assert entered < 0 or left > entered, "still on the other screen"
        hidden = self.raw.rfind(b"\x1b[?25l")
        shown = max(self.raw.rfind(s) for s in (b"\x1b[?25h", b"\x1b[?12l\x1b[?25h"))
        assert hidden < 0 or shown > hidden, "the cursor stays hidden"


def children_of(pid):
    """The living processes that it started."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def wait_gone(pid):
    """Until no such process exists; a zombie of somebody else counts as gone."""
    end = time.monotonic() + HANG_SECONDS
    while True:
        try:
            stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return
        if stat.rpartition(")")[2].split()[0] in "ZX":
            return
        assert time.monotonic() < end, f"process {pid} survives: {stat}"
        time.sleep(0.05)


def run_tests(module):
    """Runs every test_* function of a module's globals; ends the program."""
    failed = 0
    tests = [f for name, f in module.items() if name.startswith("test_") and callable(f)]
    for test in tests:
        try:
            test()
            print("ok  ", test.__name__, flush=True)
        except Exception:  # whatever goes wrong is a failure of this test
            failed += 1
            print("FAIL", test.__name__, flush=True)
            traceback.print_exc(file=sys.stdout)
    print(f"{len(tests) - failed} of {len(tests)}")
    sys.exit(1 if failed or not tests else 0)
