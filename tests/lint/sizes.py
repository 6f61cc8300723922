"""Nothing grows beyond what a reader can hold: lines, functions, files, branches."""

import json
import subprocess

import tree

COLUMNS = 96
FILE_LINES = 600
FUNCTION_LINES = 100
BRANCHES = 20  # McCabe's number, every case of a switch counted

SUFFIXES = (".c", ".h", ".py", ".sh")


def long_lines():
    for name in tree.named(*SUFFIXES):
        lines = tree.text(name).splitlines()
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMNS and "http" not in line:
                yield f"{name}:{number}: {len(line)} columns, at most {COLUMNS}"
        if len(lines) > FILE_LINES:
            yield f"{name}: {len(lines)} lines, at most {FILE_LINES}"


def run(command, names):
    return subprocess.run(command + names, cwd=tree.ROOT, capture_output=True, text=True,
                          check=True).stdout


def long_functions():
    tags = run(["ctags-universal", "--kinds-C=f", "--fields=+ne", "--output-format=json",
                "--languages=C", "--langmap=C:.c.h", "-f", "-"], tree.c_files())
    for tag in map(json.loads, tags.splitlines()):
        if tag["_type"] == "tag" and "end" in tag:
            length = tag["end"] - tag["line"] + 1
            if length > FUNCTION_LINES:
                yield (f"{tag['path']}:{tag['line']}: {tag['name']} has {length} lines, "
                       f"at most {FUNCTION_LINES}")


def branchy_functions():
    for line in run(["pmccabe"], tree.named(".c")).splitlines():
        columns = line.split("\t")
        if len(columns) >= 6 and int(columns[1]) > BRANCHES:
            yield f"{columns[5]}: complexity {columns[1]}, at most {BRANCHES}"


def main():
    offenders = list(long_lines())
    if tree.c_files():
        offenders += [*long_functions(), *branchy_functions()]
    tree.finish(offenders)


main()
