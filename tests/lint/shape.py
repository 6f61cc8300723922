"""The shape of the tree and of its text: top level, headers, format, man pages, scripts."""

import ast
import re
import subprocess

import tree

TOP = {"client", "tui", "views", "themes", "share", "tests", "meson.build", "README.md",
       "LICENSE"}
HEADER_OPENING = re.compile(r"\A/\*\n(( \*[^\n]*\n){2,24}) \*/\n#pragma once\n")


def run(*command):
    done = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def top_level():
    for entry in sorted({name.split("/")[0] for name in tree.files()}):
        if entry not in TOP and not entry.startswith("."):
            yield f"{entry}: not one of the top-level entries"


def headers():
    for name in tree.named(".h"):
        if not HEADER_OPENING.search(tree.text(name)):
            yield f"{name}: a header opens with a comment of what it is for, then #pragma once"


def c_format():
    names = tree.c_files()
    status, lines = run("clang-format", "--dry-run", "-Werror", *names) if names else (0, [])
    if status:
        yield from (line for line in lines if "error:" in line)


def man_pages():
    for name in tree.files():
        if re.search(r"\.[1-8]$", name) and name.startswith("share/man/"):
            status, lines = run("mandoc", "-T", "lint", "-W", "warning", name)
            if status:
                yield from lines


def scripts():
    for name in tree.files():
        first = tree.text(name)[:64].split("\n")[0]
        if name.endswith(".py"):
            try:
                ast.parse(tree.text(name), name)
            except SyntaxError as error:
                yield f"{name}:{error.lineno}: {error.msg}"
        elif re.match(r"#!\s*/bin/sh\b", first) or name.endswith(".sh"):
            status, lines = run("dash" if "dash" in first else "sh", "-n", name)
            if status:
                yield from lines


CHECKS = [top_level, headers, c_format, man_pages, scripts]

tree.finish([line for check in CHECKS for line in check()])
