"""Over a line of 9,600 bit/s with a round trip of 300 ms, at 80x24: how long until a key is
settled on screen, how long until another screen is, what queue held keys leave behind.

The line is as bad as ssh makes it: whatever picket writes is taken at once, into a queue
without end; then it travels at the line's rate. Its answers travel back as a terminal's would.
"""

import fcntl
import heapq
import os
import pty
import select
import shutil
import struct
import sys
import tempfile
import termios
import time

BYTES_PER_S = 960  # 9,600 bit/s, with start and stop bit
ONE_WAY_S = 0.150
RTT_S = 2 * ONE_WAY_S
QUIET_S = 1.2  # nothing under way for so long: what a key causes has been drawn
QUESTION = b"\x1b[5n"
ANSWER = b"\x1b[0n"
SCREENS = "1234568907"  # 7 asks for a thing: digits are text there
KEYS = 12
HELD_S = 6
HELD_PER_S = 30


class Line:
    """Both directions between a program on a pseudo-terminal and its user."""

    def __init__(self, argv, env):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(argv[0], argv, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.free = time.monotonic()  # when the line has taken all that was written
        self.arrived = self.free  # when the last byte was or will be on screen
        self.up = []  # (when it reaches the program, bytes)
        self.written = 0
        self.queue = 0.0  # the longest, in seconds
        self.tail = b""

    def press(self, keys):
        heapq.heappush(self.up, (time.monotonic() + ONE_WAY_S, keys))

    def take(self, data):
        now = time.monotonic()
        self.written += len(data)
        self.free = max(self.free, now) + len(data) / BYTES_PER_S
        self.arrived = self.free + ONE_WAY_S
        self.queue = max(self.queue, self.free - now)
        seen = self.tail + data
        for _ in range(seen.count(QUESTION)):
            heapq.heappush(self.up, (self.arrived + ONE_WAY_S, ANSWER))
        self.tail = seen[-(len(QUESTION) - 1):] if not seen.endswith(QUESTION) else b""

    def turn(self, wait):
        now = time.monotonic()
        while self.up and self.up[0][0] <= now:
            os.write(self.fd, heapq.heappop(self.up)[1])
        due = self.up[0][0] - now if self.up else wait
        if select.select([self.fd], [], [], max(0.0, min(wait, due)))[0]:
            self.take(os.read(self.fd, 65536))

    def run(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.turn(left)

    def end(self):
        self.press(b":q\r")
        try:
            while True:
                self.turn(1)
        except OSError:  # it has ended
            os.close(self.fd)
        os.waitpid(self.pid, 0)

    def settle(self):
        """Until nothing is under way and nothing comes any more."""
        while self.up or time.monotonic() < max(self.arrived, self.free) + QUIET_S:
            self.turn(0.05)

    def key(self, keys):
        """Seconds from the key to the last byte it causes, and how many bytes."""
        before = self.written
        pressed = time.monotonic()
        self.press(keys)
        self.run(ONE_WAY_S + 0.05)
        self.settle()
        return self.arrived - pressed, self.written - before


def held(line):
    """The longest queue while j and k are held in turn; how long until all is drawn after."""
    line.key(b"g")
    line.queue = 0.0
    for i in range(HELD_S * HELD_PER_S):
        line.press(b"j" if i // HELD_PER_S % 2 == 0 else b"k")
        line.run(1 / HELD_PER_S)
    let_go = time.monotonic()
    line.settle()
    return line.queue, max(0.0, line.arrived - let_go)


def figures(argv, env):
    line = Line(argv, env)
    line.settle()
    line.key(b"2")
    line.key(b"jk")
    keys = sorted(line.key(b"j") for _ in range(KEYS))
    shown = sorted(line.key(screen.encode()) for screen in SCREENS)
    line.key(b"\x1b")
    line.key(b"2")
    queue, after = held(line)
    line.end()
    return (keys[KEYS // 2][0], keys[-1][0], sum(n for _, n in keys) / KEYS,
            shown[len(shown) // 2][0], shown[-1][0], max(n for _, n in shown), queue, after)


ROWS = (("j to settled, median", "s", RTT_S + 0.2), ("j, worst", "s", None),
        ("j, mean", "bytes", None), ("another screen to settled, median", "s", 3),
        ("another screen, worst", "s", 3), ("another screen, most", "bytes", None),
        ("j, k held: longest queue", "s", "one screen"),
        ("held: settled after they are let go", "s", None))

MOST_BYTES = 5  # of ROWS


def main():
    folder = tempfile.mkdtemp(prefix="picket-bench-")
    env = {"PATH": os.environ["PATH"], "HOME": folder, "TERM": "xterm", "LC_ALL": "C.UTF-8",
           "TZ": "UTC"}
    argv = [sys.argv[1], "--local", "--state", folder + "/fleet"]
    told = figures([*argv, "--low-bandwidth"], env)
    measured = figures(argv, env | {"SSH_TTY": "/dev/pts/0"})
    unasked = figures(argv, env)
    shutil.rmtree(folder)
    print("9,600 bit/s, round trip 300 ms, 80x24, the local fleet")
    print(f"  {'':<40}{'told slow':>10}{'measured':>10}{'not asked':>10}")
    past = 0
    screen_s = max(told[MOST_BYTES], measured[MOST_BYTES]) / BYTES_PER_S
    for (what, unit, limit), *values in zip(ROWS, told, measured, unasked):
        limit = screen_s if limit == "one screen" else limit
        over = limit is not None and max(values[:2]) > limit
        past += over
        bound = f"at most {limit:.2g}" if limit is not None else ""
        print(f"  {what:<40}" + "".join(f"{v:>10.2f}" for v in values)
              + f" {unit:<6}{bound}{'  PAST' if over else ''}")
    return 1 if past else 0


sys.exit(main())
