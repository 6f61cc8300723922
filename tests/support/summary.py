"""summary.py TESTLOG.json SANITIZER_FOLDER: what a run of `meson test` came to.

Prints what failed, with the end of its output, then "N passed, N failed". A Criterion
program counts as its tests, any other test as one. A skipped test and a sanitizer's report are
failures.
"""

import json
import pathlib
import re
import sys

SYNTHESIS = re.compile(
    r"Synthesis: Tested: \D*(\d+)\D* \| Passing: \D*(\d+)\D* \| Failing: \D*(\d+)")
LINES_SHOWN = 40


def output_of(test):
    return test.get("stdout", "") + test.get("stderr", "")


def judge(test):
    """(passed, failed) of one entry of the log."""
    found = [tuple(map(int, m)) for m in SYNTHESIS.findall(output_of(test))]
    passed = sum(f[1] for f in found)
    failed = sum(f[2] for f in found)
    if test["result"] == "OK":
        return (passed, failed) if found else (1, 0)
    return passed, max(failed, 1)


def main():
    log, reports = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    passed = failed = 0
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    for test in map(json.loads, lines):
        good, bad = judge(test)
        passed, failed = passed + good, failed + bad
        if bad:
            print(f"--- {test['name']}: {test['result']}")
            print("\n".join(output_of(test).splitlines()[-LINES_SHOWN:]))
    for report in sorted(reports.glob("*")):
        failed += 1
        print(f"--- sanitizer report {report.name}")
        print("\n".join(report.read_text(errors="replace").splitlines()[:LINES_SHOWN]))
    if not lines:
        print("no test ran")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
