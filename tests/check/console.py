"""Consoles without a terminal for the drivers beside this file: `picket --script`, in a home of
its own and with nothing of the person's environment.

A script of several consoles has its parts behind lines `--- NAME`.
"""
import os
import pathlib
import re
import subprocess


def environment(home, service=None):
    """Of a console; with a service its credentials and its address."""
    kept = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
    env = kept | {"HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.environ["PATH"],
                  "AWS_EC2_METADATA_DISABLED": "true"}
    if service:
        env |= {"AWS_ACCESS_KEY_ID": service.key, "AWS_SECRET_ACCESS_KEY": service.secret,
                "AWS_REGION": service.region, "AWS_ENDPOINT_URL": service.endpoint}
    return env


def run(picket, home, *arguments, service=None):
    return subprocess.run([os.path.abspath(picket), *arguments], check=False, cwd=home,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env=environment(home, service))


def parts(driver):
    """{name: script} of the text beside a driver, which gives its __file__."""
    text = pathlib.Path(driver).with_suffix(".txt").read_text(encoding="utf-8")
    pieces = re.split(r"^--- (\S+)\n", text, flags=re.M)
    return dict(zip(pieces[1::2], pieces[2::2]))


def play(picket, service, home, name, script):
    """What the console printed; all the script expects has to hold."""
    path = os.path.join(home, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(script)
    done = run(picket, home, "--script", path, service=service)
    assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    return done.stdout
