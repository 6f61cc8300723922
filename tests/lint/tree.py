"""What the lint programs share: the files of the project, C without its comments, reporting."""

import functools
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMENT_OR_TEXT = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


@functools.cache
def files():
    """Paths below ROOT that git tracks or would track; without git, all but builds."""
    git = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False)
    if git.returncode == 0:
        names = [n for n in git.stdout.split("\0") if n]
    else:
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file()]
        names = [n for n in names if not n.startswith(("build", ".git/"))]
    return sorted(n for n in set(names) if (ROOT / n).is_file())


def named(*suffixes):
    return [n for n in files() if n.endswith(suffixes)]


def c_files():
    return named(".c", ".h")


def text(name):
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def code(name):
    """C text with comments gone and literals empty; lines keep their numbers."""
    def blank(match):
        lines = "\n" * match.group().count("\n")
        return lines if match.group()[0] == "/" else '""' + lines
    return COMMENT_OR_TEXT.sub(blank, text(name))


def line_of(body, offset):
    return body.count("\n", 0, offset) + 1


def finish(offenders):
    """Prints the offenders and ends the program; an empty tree is an offender as well."""
    if not files():
        offenders = ["no file of the project was found"]
    for line in offenders:
        print(line)
    sys.exit(1 if offenders else 0)
