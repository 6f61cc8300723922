"""start_bench.py PICKET: what a start with a configuration of 50 contexts, 200 keys and 100
views takes beside one with none: from the process to its first screen, alternating in one run.
"""

import json
import os
import pathlib
import pty
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

STARTS = 61
CONTEXTS, KEYS, VIEWS = 50, 200, 100
MORE_MS = 10


def spent_ms(picket, home):
    """From the process to the title of its first screen on a terminal."""
    env = {"HOME": home, "TERM": "xterm", "LC_ALL": "C.UTF-8", "AWS_ACCESS_KEY_ID": "AKID",
           "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-1",
           "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    seen = b""
    begun = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(picket, [picket, "messages"], env)
    while b"Messages" not in seen:
        seen += os.read(fd, 65536)
    spent = (time.perf_counter() - begun) * 1000
    os.kill(pid, signal.SIGKILL)
    os.close(fd)
    os.waitpid(pid, 0)
    return spent


def actions(picket, home):
    """Of every screen, each once: the actions that a key of one's own can be given."""
    done = subprocess.run([picket, "keys", "-o", "json"], check=True, capture_output=True,
                          env={"HOME": home, "LC_ALL": "C.UTF-8"})
    return sorted({row["action"] for row in json.loads(done.stdout)})


def configure(home, names):
    folder = pathlib.Path(home, ".config/picket")
    folder.mkdir(parents=True)
    (folder / "picket.conf").write_text("contexts = (" + ",\n".join(
        f'{{ name = "place-{i}"; profile = "p{i}"; region = "eu-west-1"; protected = true;'
        f' ticket = true; arm_max = "15min"; suppress_max = "180d"; }}'
        for i in range(CONTEXTS)) + ");", encoding="utf-8")
    # Characters that no other action has: no two may mean one thing.
    groups = {}
    for i, name in enumerate(names[:KEYS]):
        groups.setdefault(name.split(".")[0], []).append((name.split(".")[1], i))
    (folder / "keys.conf").write_text("\n".join(
        f"{group} = {{ " + " ".join(f'{action} = "M-{chr(0x4e00 + i)}";' for action, i in rows)
        + " };" for group, rows in groups.items()), encoding="utf-8")
    (folder / "views.conf").write_text("views = (" + ",\n".join(
        f'{{ name = "view{i}"; view = "findings / sev>=high check:CERT res:gw-{i}"; }}'
        for i in range(VIEWS)) + ");", encoding="utf-8")


def main():
    picket = sys.argv[1]
    folder = tempfile.mkdtemp(prefix="picket-bench-")
    bare, full = folder + "/bare", folder + "/full"
    os.makedirs(bare)
    configure(full, actions(picket, bare))
    checked = subprocess.run([picket, "config", "check"], capture_output=True, text=True,
                             env={"HOME": full, "LC_ALL": "C.UTF-8"})
    assert checked.returncode == 0, checked.stdout + checked.stderr
    rows = [(spent_ms(picket, bare), spent_ms(picket, full)) for _ in range(STARTS)]
    without, with_it = (statistics.median(column) for column in zip(*rows))
    more = statistics.median(b - a for a, b in rows)
    past = more >= MORE_MS
    print(f"Start, {CONTEXTS} contexts, {KEYS} keys, {VIEWS} views; median of {STARTS}")
    print(f"  with none           {without:8.2f} ms")
    print(f"  configured          {with_it:8.2f} ms")
    print(f"  more                {more:8.2f} ms     under {MORE_MS}{'  PAST' if past else ''}")
    shutil.rmtree(folder)
    return 1 if past else 0


sys.exit(main())
