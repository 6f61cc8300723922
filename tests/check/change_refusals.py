"""What a change from a script is refused for, each with its exit status and what to do; nothing
of it may be sent.
"""
import json
import sys
import tempfile

import console
from local_service import Service

PICKET = sys.argv[1]
SUPPRESS = ["suppress", "check:CERT_SHARED", "--for", "7d", "--reason", "swap of the gateways"]
# What is refused, how it ends and what it says.
REFUSED = [
    (["suppress", "check:CERT_SHARED", "--reason", "x"], 2, "until when?"),
    (["suppress", "check:CERT_SHARED", "--for", "7d"], 2, "reason: why?"),
    (["suppress", "check:CERT_SHARED", "--for", "7d", "--until", "fri"], 2, "one of --for"),
    (["suppress", "check:CERT_SHARED", "--until", "2020-01-01", "--reason", "x"], 2, "past"),
    (["suppress", "nothing has this", "--for", "7d", "--reason", "x"], 2, "no row here"),
    (["suppress", "check:CERT_SHRED sev>=high", "--for", "7d", "--reason", "x"], 2,
     "the nearest is CERT_SHARED"),
    (["suppress", "", "--for", "7d", "--reason", "x"], 2, "which one?"),
    (["suppress", " ", "--for", "7d", "--reason", "x"], 2, "the word all means every one"),
    (["apply", ""], 2, "which one?"),
    (["handover", "-o", "json"], 2, "takes no --output"),
    (["suppress", "off:sev:high", "--for", "7d", "--reason", "x"], 2, "which of them?"),
    (["suppress", "|", "--for", "7d", "--reason", "x"], 2, "which of them?"),
    (["unsuppress", " "], 2, "which of them?"),
    (["mitigate", "alarms", "--reason", "x"], 2, "which of them?"),
    (["verify", "sort:since", "--verdict", "benign", "--note", "x"], 2, "which of them?"),
    (["release", "alarms", "--reason", "x"], 2, "which of them?"),
    (["suppress", "found<", "--for", "7d", "--reason", "x"], 2, "nothing stands behind found<"),
    (["suppress", "sve:high", "--for", "7d", "--reason", "x"], 2, "the nearest is sev"),
    (["mitigate", "alarms since<", "--reason", "x"], 2, "nothing stands behind since<"),
    (["unsuppress", '"CERT_SHARED'], 2, "does not end"),
    (["verify", "~(", "--verdict", "benign", "--note", "x"], 2, "no regular expression"),
    (["release", "thing~[", "--reason", "x"], 2, "no regular expression"),
    (["suppress", "check:", "--for", "7d", "--reason", "x"], 2, "nothing stands behind check:"),
    (["suppress", "res:cert:1", "--for", "7d", "--reason", "x"], 2, "needs check:NAME alone"),
    (["unsuppress", "sev>=high", "check:CERT_SHARED", "res:cert:1"], 2, "one resource"),
    (["audit", "start", "CERT_SHRED"], 2, "the nearest is CERT_SHARED"),
    (["audit", "start", "-o", "xml"], 2, "text or json"),
    ([*SUPPRESS, "-o", "xml"], 2, "text or json"),
    (["audit", "stop"], 2, "start is all there is"),
    (["audit", "start", "--check", "CERT_SHRED"], 2, "the nearest is CERT_SHARED"),
    (["audit", "start", "--wait", "--fail-on", "bad"], 2, "critical, high, medium or low"),
    (["audit", "start", "--fail-on", "high"], 2, "--fail-on needs --wait"),
    (["do", "schedule", "--set", "nam=x"], 2, "the fields are name, repeat"),
    (["do", "schedule", "--set", "repeat=mothly"], 2, "it takes one of NOW, DAILY"),
    (["do", "schedule", "--set", "repeat"], 2, "a field, =, and its value"),
    (["do", "schedule", "--set", "repeat=monthly"], 2, "name: a schedule needs a name"),
    (["mitigate", "check:CERT_SHARED", "--action", "tell-securty"], 2,
     "the nearest is tell-security"),
    (["mitigate", "check:POLICY_PERMISSIVE", "--action", "deactivate-certificate"], 2,
     "acts on a device certificate"),
    (["mitigate", "alarms nosuch", "--action", "put-into-quarantine"], 2, "no row here"),
    (["mitigate", "check:CERT_SHARED", "--reason", "x"], 2, "choose an action"),
    (["verify", "gate-e02", "--verdict", "flase"], 2, "true, benign, false or unknown"),
    (["verify", "gate-e02", "--note", "x"], 2, "what did they turn out to be?"),
    (["release", "thing:gate-e02", "--reason", "x"], 2, "name it: release group:NAME"),
    (["schedule", "create", "--repeat", "daily"], 2, "which schedule?"),
    (["schedule", "update", "daily-ful", "--day", "1"], 2, "no scheduled audit has the name"),
    (["schedule", "create", "new", "--check", "CERT_SHRED"], 2, "the nearest is CERT_SHARED"),
    (["schedule", "create", "new", "--repeat", "monthly", "--day", "SUN"], 2, "day: "),
    (["do", "pulse"], 2, "pulse is no form"),
    (["do", "findings", "--keys", "j"], 2, "neither a form nor a review"),
    (["do", "nosuch"], 2, "no screen is called nosuch"),
    (SUPPRESS + ["--readonly"], 7, "read-only"),
]


def refused(home, service, arguments, status, told):
    done = console.run(PICKET, home, *arguments, service=service)
    assert done.returncode == status and told in done.stderr, (
        f"{arguments}: {done.returncode}, {done.stdout}{done.stderr}")
    assert not done.stdout, f"{arguments}: {done.stdout}"


def nobody_answers(home, service):
    """Rows of an earlier session are no rows to act on, and no rows are not: nothing to do."""
    seen = console.run(PICKET, home, "findings", "-o", "json", service=service)
    assert len(json.loads(seen.stdout)) > 20, seen.stderr
    service.kill()
    refused(home, service, [*SUPPRESS, "--dry-run"], 5, "no connection")
    refused(home, service, ["unsuppress", "nothing has this"], 5, "no connection")


with tempfile.TemporaryDirectory() as folder, Service(PICKET) as local:
    for case in REFUSED:
        refused(folder, local, *case)
    nobody_answers(folder, local)
    sent = console.run(PICKET, folder, "journal", "-o", "json")
    assert json.loads(sent.stdout) == [], sent.stdout
