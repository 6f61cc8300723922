"""Mitigation from start to end on the local fleet: journey_mitigate.txt, without a terminal."""

import os
import pathlib
import subprocess
import sys
import tempfile

picket = os.path.abspath(sys.argv[1])
script = pathlib.Path(__file__).with_suffix(".txt")
with tempfile.TemporaryDirectory() as home:
    kept = {name: os.environ[name] for name in os.environ if name.endswith("SAN_OPTIONS")}
    done = subprocess.run(
        [picket, "--local", "--script", str(script)],
        check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env=kept | {"HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.environ["PATH"]})
    print(done.stdout, done.stderr, sep="")
    sys.exit(done.returncode)
