"""Words that do not belong here: unsafe calls, unfinished work, paths of one machine."""

import re

import tree

UNSAFE_CALLS = """strcpy strcat sprintf vsprintf strncpy strncat strtok atoi atol atoll atof
    gets gmtime localtime ctime asctime alloca system popen setjmp longjmp rand srand
    curl_easy_perform""".split()
# A member of a struct may carry such a name: no "." or ">" before it.
CALL = re.compile(r"(?<![\w.>])(" + "|".join(UNSAFE_CALLS) + r")\s*\(")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
# Criterion's ways to let a test stand aside, and meson's status for it.
SET_ASIDE = re.compile(r"\bcr_skip\w*|Test\w*\([^)]*\.disabled\s*=|\bGNU_SKIP\b")
# Spelled with brackets so that this file does not name what it looks for.
MACHINE = re.compile(r"/[w]ork/|/[r]oot/|/[t]mp/helpers|/home/[a-z]+/(?!\.)src")

NOT_TEXT = (".der", ".bin", ".png", ".gz")


def main():
    offenders = []

    def look(name, body, pattern, why):
        for match in pattern.finditer(body):
            offenders.append(f"{name}:{tree.line_of(body, match.start())}: "
                             f"{match.group().strip()}: {why}")

    for name in tree.c_files():
        code = tree.code(name)
        look(name, code, CALL, "banned call")
        look(name, code, SET_ASIDE, "a test must run")
    here = str(tree.ROOT) + "/"
    for name in tree.files():
        if name.endswith(NOT_TEXT) or "/corpus/" in name:
            continue
        body = tree.text(name)
        look(name, body, UNFINISHED, "unfinished")
        look(name, body, MACHINE, "path of a machine")
        if len(here) > 2:
            look(name, body, re.compile(re.escape(here)), "path of this clone")
    tree.finish(offenders)


main()
