"""Catalogues: every marked message is in them, translated, with the same placeholders and the
same blanks at its ends.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ["client", "tui", "views", "share/po"]
PLACEHOLDER = re.compile(
    r"%(?:\d+\$)?(?:<\w+>|[-+ #0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z)?[a-zA-Z%])")


def updated(folder):
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name)
    subprocess.run(["share/po/update"], cwd=folder, check=True, stderr=subprocess.DEVNULL)


def unquoted(block):
    """keyword -> text, escapes as they stand."""
    out, word = {}, None
    for line in block.splitlines():
        match = re.match(r'(msg\w+(?:\[\d\])?) "(.*)"$', line)
        if match:
            word = match.group(1)
            out[word] = match.group(2)
        elif line.startswith('"') and word:
            out[word] += line[1:-1]
    return out


def placeholders(text):
    """An argument that a language has no use for is printed with no bytes of it; one that has
    its place in another order is numbered; how many digits a number has at least is the
    language's own.
    """
    found = [re.sub(r"^%(\d\$)?02d$", r"%\1d", p.replace("%.0s", "%s"))
             for p in PLACEHOLDER.findall(text)]
    numbered = sorted(re.sub(r"^%(\d)\$", r"\1%", p) for p in found if "$" in p)
    return [p[1:] for p in numbered] if len(numbered) == len(found) else found


def ends(text):
    return (re.match(r"(?: |\\n)*", text).group(), re.search(r"(?: |\\n)*$", text).group())


def wrong_in(block):
    texts = unquoted(block)
    message = texts.get("msgid_plural", texts["msgid"])
    for word, text in texts.items():
        if not word.startswith("msgstr"):
            continue
        if not text:
            yield "not translated"
        elif placeholders(text) != placeholders(message):
            yield "other placeholders"
        elif ends(text) != ends(message):
            yield "other blanks at its ends"
    if re.search(r"^#,.*\bfuzzy\b", block, re.M):
        yield "fuzzy"


def check(path, stored):
    now = path.read_text(encoding="utf-8")
    assert now == stored.read_text(encoding="utf-8"), f"{stored}: share/po/update changes it"
    blocks = [b for b in now.split("\n\n")[1:] if "msgid" in b]
    wrong = [f"{path.name}: {unquoted(b)['msgid']}: {why}"
             for b in blocks for why in wrong_in(b)]
    assert not wrong, "\n".join(wrong)
    return len(blocks)


with tempfile.TemporaryDirectory() as scratch:
    updated(pathlib.Path(scratch))
    files = sorted(pathlib.Path(scratch, "share/po").glob("*/*.po"))
    messages = sum(check(f, ROOT / f.relative_to(scratch)) for f in files)
    assert messages > 1500, messages
sys.exit(0)
