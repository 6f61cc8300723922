"""The console over ssh -tt, through an sshd of its own on loopback with keys of its own."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

from pty_session import (HANG_SECONDS, Session, fresh_environment, run_tests, temporary_home,
                         wait_gone)

PICKET = os.path.abspath(sys.argv[1])


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Sshd:
    """A server for the user who runs the test; gone with the test."""

    def __init__(self):
        self.home = temporary_home()
        self.port = free_port()
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                            f"{self.home}/{name}"], check=True)
        shutil.copy(f"{self.home}/user.pub", f"{self.home}/authorized")
        lines = [f"Port {self.port}", "ListenAddress 127.0.0.1", f"HostKey {self.home}/host",
                 f"AuthorizedKeysFile {self.home}/authorized", f"PidFile {self.home}/pid",
                 "StrictModes no", "UsePAM no", "PasswordAuthentication no",
                 "KbdInteractiveAuthentication no", "PermitRootLogin prohibit-password",
                 "PrintMotd no", "PrintLastLog no"]
        with open(f"{self.home}/config", "w", encoding="utf-8") as config:
            config.write("\n".join(lines) + "\n")
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)  # it gives up its rights there
        sshd = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:" + os.environ["PATH"])
        self.log = open(f"{self.home}/log", "w+", encoding="utf-8")
        self.process = subprocess.Popen([sshd, "-D", "-e", "-f", f"{self.home}/config"],
                                        stderr=self.log, stdin=subprocess.DEVNULL)
        self.wait_for_port()

    def wait_for_port(self):
        end = time.monotonic() + HANG_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
                return
            except OSError:
                self.log.seek(0)
                assert self.process.poll() is None, self.log.read()
                assert time.monotonic() < end, "sshd does not answer"
                time.sleep(0.05)

    def command(self, remote):
        return ["ssh", "-tt", "-F", "/dev/null", "-p", str(self.port),
                "-i", f"{self.home}/user", "-o", "IdentitiesOnly=yes",
                "-o", "IdentityAgent=none", "-o", "LogLevel=ERROR",
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                f"{getpass.getuser()}@127.0.0.1", remote]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)


def remote_picket(home):
    """The command line on the far side: the same fresh environment, the terminal's own TERM."""
    env = fresh_environment(home)
    del env["TERM"]
    words = [f"{name}='{value}'" for name, value in env.items()]
    return "echo $$ >'" + home + "/pid'; exec env " + " ".join(words) + f" '{PICKET}' --local"


def test_a_session_over_ssh():
    with Sshd() as sshd:
        for cols, rows in ((80, 24), (120, 40)):
            far = temporary_home()
            with Session(sshd.command(remote_picket(far)), cols, rows) as s:
                s.wait("Pulse")
                s.send(":calls\r")
                s.wait("Calls")
                s.resize(100, 30)
                s.wait(lambda s: "Calls" in s.text() and s.lines()[29])
                s.send(":q\r")
                assert s.wait_exit() == 0, s.text()
                s.assert_terminal_restored()
            shutil.rmtree(far, ignore_errors=True)


def test_the_line_drops():
    with Sshd() as sshd:
        far = temporary_home()
        with Session(sshd.command(remote_picket(far))) as s:
            s.wait("Pulse")
            with open(far + "/pid", encoding="utf-8") as pid_file:
                pid = int(pid_file.read())
            assert os.path.exists(f"/proc/{pid}")
            s.kill(signal.SIGKILL)
            s.wait_exit()
            wait_gone(pid)
        shutil.rmtree(far, ignore_errors=True)


run_tests(globals())
