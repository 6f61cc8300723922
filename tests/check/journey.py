"""A way through the console on a local fleet of its own: the script NAME.txt beside this file.

usage: journey.py PICKET NAME [OPTION...]      options of picket
"""
import pathlib
import sys
import tempfile

import console

picket, name, *options = sys.argv[1:]
script = pathlib.Path(__file__).resolve().with_name(name + ".txt")
with tempfile.TemporaryDirectory() as home:
    done = console.run(picket, home, "--local", *options, "--script", str(script))
    print(done.stdout, done.stderr, sep="")
    sys.exit(done.returncode)
