"""Compares the tables of client/api with botocore's service models, strictly.

usage: conformance.py DUMP_TABLES [MODEL_FOLDER]

Walks the models that Debian's python3-botocore ships (iot/2015-05-28, sts/2011-06-15): every
operation, URI, member, place, limit, character class, enumeration, error and pagination; then
lets botocore encode the same made-up inputs and compares the requests. With MODEL_FOLDER the
models in it (NAME-model.json, newer and perhaps cut to what we use) are walked too.
"""

import json
import re
import shlex
import subprocess
import sys
import unicodedata
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import parse_qsl, quote

import botocore.loaders
import botocore.model
import botocore.serialize
from botocore import xform_name

# What the service has that the model of Debian 12 (botocore 1.29.27) does not know yet.
NEW_OPERATIONS = {
    "ListThingPrincipalsV2", "ListPrincipalThingsV2", "GetThingConnectivityData",
}
NEW_MEMBERS = {
    "AuditCheckConfiguration": {"configuration"},
    "Behavior": {"exportMetric"},
    "MetricToRetain": {"exportMetric"},
    "CreateSecurityProfileRequest": {"metricsExportConfig"},
    "DescribeSecurityProfileResponse": {"metricsExportConfig"},
    "UpdateSecurityProfileRequest": {"metricsExportConfig", "deleteMetricsExportConfig"},
    "UpdateSecurityProfileResponse": {"metricsExportConfig"},
    "ThingConnectivity": {"cleanSession", "clientId", "keepAliveDuration", "sessionExpiry"},
    "IndexingFilter": {"connectivity", "geoLocations"},
    "GetV2LoggingOptionsResponse": {"eventConfigurations"},
    "SetV2LoggingOptionsRequest": {"eventConfigurations"},
    "AssumeRoleRequest": {"ProvidedContexts"},
}
# What later models changed: beginnings of the differences that the old one has to show.
CHANGED = (
    "SearchIndexRequest.maxResults ",  # had a largest value of 500
    "GetV2LoggingOptions input:",  # had no input
    "AttributeValue: ",  # now takes = [ ]
    "ShadowName: ",  # now takes $
    "AssumeRoleRequest.Policy ",  # had at most 2048 characters
)
# Operations that a cut model may lack.
MAY_BE_CUT = {"ListRoleAliases"}
# A code both services use, with another status in each; we keep what IoT answers.
OTHER_STATUS = {("sts", "ExpiredTokenException")}

DEVICE_DEFENDER = """
AttachSecurityProfile CancelAuditMitigationActionsTask CancelAuditTask
CancelDetectMitigationActionsTask CreateAuditSuppression CreateCustomMetric CreateDimension
CreateMitigationAction CreateScheduledAudit CreateSecurityProfile
DeleteAccountAuditConfiguration DeleteAuditSuppression DeleteCustomMetric DeleteDimension
DeleteMitigationAction DeleteScheduledAudit DeleteSecurityProfile
DescribeAccountAuditConfiguration DescribeAuditFinding DescribeAuditMitigationActionsTask
DescribeAuditSuppression DescribeAuditTask DescribeCustomMetric
DescribeDetectMitigationActionsTask DescribeDimension DescribeMitigationAction
DescribeScheduledAudit DescribeSecurityProfile DetachSecurityProfile
GetBehaviorModelTrainingSummaries ListActiveViolations ListAuditFindings
ListAuditMitigationActionsExecutions ListAuditMitigationActionsTasks ListAuditSuppressions
ListAuditTasks ListCustomMetrics ListDetectMitigationActionsExecutions
ListDetectMitigationActionsTasks ListDimensions ListMetricValues ListMitigationActions
ListRelatedResourcesForAuditFinding ListScheduledAudits ListSecurityProfiles
ListSecurityProfilesForTarget ListTagsForResource ListTargetsForSecurityProfile
ListViolationEvents PutVerificationStateOnViolation StartAuditMitigationActionsTask
StartDetectMitigationActionsTask StartOnDemandAuditTask TagResource UntagResource
UpdateAccountAuditConfiguration UpdateAuditSuppression UpdateCustomMetric UpdateDimension
UpdateMitigationAction UpdateScheduledAudit UpdateSecurityProfile
ValidateSecurityProfileBehaviors
""".split()

# Java's classes in the words of Python's re; letters and blanks beyond ASCII are probed apart.
CLASSES = [
    (r"\p{Graph}", "!-~"), (r"\p{Cntrl}", r"\x00-\x1f\x7f"), (r"\p{Upper}", "A-Z"),
    (r"\p{Digit}", "0-9"), (r"\p{L}", "a-zA-Z\\u0080-\\U0010ffff"), (r"\p{N}", "0-9"),
    (r"\p{Z}", " "), (r"\uD7FF\uE000", r"\ud7ff\ue000"),
    (r"\u10000-\u10FFFF", r"\U00010000-\U0010ffff"),
]
PROBES = "".join(map(chr, range(1, 0x180))) + "\u2028\u3042\ud7ff\ue000\ufffd\U0001f600"
WORDS = ["LAST", "last", "LASTS", "0", "00", "1", "01", "9", "10", "29", "30", "31", "32"]
WORDS += ["+1", "-1", "p0", "p0.1", "p0.01", "p1", "p98", "p99", "p99.9", "p99.99", "p100"]
WORDS += ["a=", "a==", "a===", "=", "==", "a=b", "0x", "0x" + "a" * 62, "a" * 62 + "0x"]
WORDS += ["a" * 64, "g" * 64, "x" * 64]


class Walk:
    def __init__(self, name, service, model, pagination, tables, is_old, is_cut):
        self.name, self.service = name, service
        self.model, self.pagination = model, pagination
        self.shapes = model["shapes"]
        self.records = {r["name"]: r for r in tables["records"]}
        self.operations = {o["name"]: o for o in tables["operations"]}
        self.is_old, self.is_cut = is_old, is_cut
        self.problems = []
        self.seen = set()
        self.scalars = {}
        self.members = 0

    def say(self, text):
        if self.is_old and text.startswith(CHANGED):
            return
        self.problems.append(f"{self.name}: {text}")

    def same(self, where, ours, theirs):
        if ours != theirs:
            self.say(f"{where}: ours {ours!r}, the model's {theirs!r}")

    def run(self):
        for name, operation in self.operations.items():
            theirs = self.model["operations"].get(name)
            if theirs is not None:
                self.walk_operation(operation, theirs)
            elif not (self.is_old and name in NEW_OPERATIONS) and not (
                    self.is_cut and name in MAY_BE_CUT):
                self.say(f"no operation {name}")

    def walk_operation(self, ours, theirs):
        name = ours["name"]
        self.same(f"{name} method", ours["method"], theirs["http"]["method"])
        self.same(f"{name} uri", ours["uri"], theirs["http"]["requestUri"])
        if theirs["http"].get("responseCode", 200) != 200:
            self.say(f"{name}: answers {theirs['http']['responseCode']}")
        for side in ("input", "output"):
            shape = theirs.get(side, {}).get("shape")
            if shape is None or not self.shapes[shape]["members"]:
                self.same(f"{name} {side}", ours[side], None)
                continue
            self.same(f"{name} {side}", ours[side], shape)
            self.walk_record(shape, side == "input")
        self.same(f"{name} errors", ours["errors"], self.errors_of(theirs))
        self.walk_paging(ours, theirs)

    def errors_of(self, theirs):
        out = {}
        for error in theirs.get("errors", []):
            shape = self.shapes[error["shape"]]
            code = shape.get("error", {}).get("code", error["shape"])
            status = shape.get("error", {}).get("httpStatusCode")
            out[code] = 403 if (self.service, code) in OTHER_STATUS else status
        return out

    def walk_paging(self, ours, theirs):
        name = ours["name"]
        page = self.pagination.get(name)
        if page is None:
            shape = theirs.get("input", {}).get("shape")
            members = self.shapes[shape]["members"] if shape else {}
            if "nextToken" not in members and "marker" not in members:
                self.same(f"{name} paging", ours["paging"], None)
            elif ours["paging"] is None:
                self.say(f"{name}: has a token but no paging")
            return
        if ours["paging"] is None:
            self.say(f"{name}: no paging")
            return
        for key in ("input_token", "output_token", "limit_key"):
            self.same(f"{name} {key}", ours["paging"][key], page.get(key))
        keys = page["result_key"]
        keys = keys if isinstance(keys, list) else [keys]
        if ours["paging"]["result_key"] not in keys:
            self.say(f"{name}: pages of {ours['paging']['result_key']}, not {keys}")
        limit = page.get("limit_key")
        if limit:
            shape = self.shapes[theirs["input"]["shape"]]["members"][limit]["shape"]
            self.same(f"{name} page size", ours["paging"]["max"],
                      self.shapes[shape].get("max", ours["paging"]["max"]))

    def walk_record(self, shape, is_input=False):
        if shape in self.seen:
            return
        self.seen.add(shape)
        ours = self.records.get(shape)
        if ours is None:
            self.say(f"no record {shape}")
            return
        theirs = self.shapes[shape]
        fields = {f["name"]: f for f in ours["fields"]}
        if len(fields) != len(ours["fields"]):
            self.say(f"{shape}: a member stands twice")
        for name, member in theirs["members"].items():
            if name not in fields:
                self.say(f"{shape}.{name}: not in our table")
                continue
            self.members += 1
            where, field = f"{shape}.{name}", fields.pop(name)
            place = member.get("location", "body") if is_input else "body"
            self.same(f"{where} place", field["place"], place)
            self.same(f"{where} wire name", field["wire"], member.get("locationName", name))
            required = name in theirs.get("required", [])
            self.same(f"{where} required", field["required"], required)
            self.same(f"{where} token", field["token"], member.get("idempotencyToken", False))
            self.walk_element(where, field["is"], member["shape"])
        for name in fields:
            if not (self.is_old and name in NEW_MEMBERS.get(shape, ())):
                self.say(f"{shape}.{name}: not in the model")

    def walk_element(self, where, ours, shape):
        theirs = self.shapes[shape]
        kind = {"long": "integer", "float": "double"}.get(theirs["type"], theirs["type"])
        if kind == "string" and "enum" in theirs:
            self.same(f"{where} type", ours["type"], "enum")
            self.same(f"{where} enumeration", ours.get("enum"), shape)
            self.same(f"{where} values", ours.get("values"), theirs["enum"])
            return
        self.same(f"{where} type", ours["type"], kind)
        if kind != ours["type"]:
            return
        if kind in ("string", "integer", "double"):
            self.walk_scalar(where, ours, shape)
        elif kind == "structure":
            self.same(f"{where} record", ours["record"], shape)
            self.walk_record(shape)
        elif kind in ("list", "map"):
            self.same(f"{where} least", ours["min"], theirs.get("min", 0))
            self.same(f"{where} most", ours["max"], theirs.get("max", 0))
            inner = theirs["member" if kind == "list" else "value"]["shape"]
            self.walk_element(where + "[]", ours["of"], inner)
            if kind == "map":
                self.walk_key(where, ours, theirs["key"]["shape"])

    def walk_key(self, where, ours, shape):
        if "enum" in self.shapes[shape]:
            self.same(f"{where} keys", ours.get("values"), self.shapes[shape]["enum"])
        else:
            self.walk_scalar(where + " key", ours, shape)

    def limits(self, shape):
        theirs = self.shapes[shape]
        least = theirs.get("min")
        if theirs["type"] == "string" and "pattern" in theirs:
            if not python_pattern(theirs["pattern"]).fullmatch(""):
                least = max(least or 0, 1)
        return least, theirs.get("max")

    def walk_scalar(self, where, ours, shape):
        least, most = self.limits(shape)
        theirs = self.shapes[shape]
        if "scalar" not in ours:
            limited = most is not None or (least or 0) > 0
            limited |= theirs["type"] != "string" and least is not None
            pattern = theirs.get("pattern")
            if limited or (pattern is not None and pattern != r"[\s\S]*"):
                self.say(f"{where}: {shape} has limits")
            return
        self.same(f"{where} scalar", ours["scalar"], shape)
        self.same(f"{where} min", ours["scalar_min"], least or 0)
        self.same(f"{where} max", ours["scalar_max"], most or 0)
        if theirs["type"] == "string":
            self.scalars[shape] = (least or 0, most, theirs.get("pattern"))


def python_pattern(pattern):
    for java, python in CLASSES:
        pattern = pattern.replace(java, python)
    return re.compile(pattern, re.ASCII)


def probe_texts(least, most, pattern):
    """Texts with one character of every kind, at the allowed length and just outside it."""
    regex = python_pattern(pattern or r"[\s\S]*")
    size = max(least, 1)
    fill = next((c for c in "a0A-" if regex.fullmatch(c * size)), None)
    texts = list(WORDS)
    if fill is None:
        return texts
    for probe in PROBES:
        for at in {0, size // 2, size - 1}:
            texts.append(fill * at + probe + fill * (size - at - 1))
        if size == 1:
            texts.append(fill + probe + fill)
    texts.append("")
    for n in (least - 1, least, least + 1, (most or 50) - 1, most or 50, (most or 50) + 1):
        if 0 <= n < 100000:
            texts += [fill * n, "\u3042" * n]
    return texts


def probe_scalars(dump, walk):
    lines, expected = [], []
    for name, (least, most, pattern) in sorted(walk.scalars.items()):
        regex = python_pattern(pattern or r"[\s\S]*")
        for text in probe_texts(least, most, pattern):
            if r"\p{L}" in (pattern or "") and any(
                    ord(c) > 127 and unicodedata.category(c)[0] not in "LNZ" for c in text):
                continue  # our table lets every character beyond ASCII pass there
            fits = least <= len(text) <= (most or 1 << 30) and bool(regex.fullmatch(text))
            lines.append(f"{name}\t{text.encode().hex()}")
            expected.append((name, text, fits))
    answers = subprocess.run([dump, "probe"], input="\n".join(lines) + "\n", text=True,
                             check=True, capture_output=True).stdout.split()
    assert len(answers) == len(expected), "an answer for every probe"
    for (name, text, fits), answer in zip(expected, answers):
        if (answer == "1") != fits:
            walk.say(f"{name}: {text[:70]!r} ours {answer}, the model's {int(fits)}")
    return len(expected)


def knows(model, shape, value):
    """Whether an old model has every member that was made up."""
    theirs = model["shapes"][shape]
    if theirs["type"] == "structure":
        members = theirs["members"]
        return all(name in members and knows(model, members[name]["shape"], v)
                   for name, v in value.items())
    if theirs["type"] == "list":
        return all(knows(model, theirs["member"]["shape"], v) for v in value)
    if theirs["type"] == "map":
        return all(knows(model, theirs["value"]["shape"], v) for v in value.values())
    return True


def same_time(ours, theirs):
    def seconds(text):
        form = "%Y-%m-%dT%H:%M:%S" + (".%f%z" if "." in text else "%z")
        at = datetime.strptime(text.replace("Z", "+0000"), form)
        return at.astimezone(timezone.utc)
    try:
        return abs((seconds(ours) - seconds(theirs)).total_seconds()) < 0.0015
    except ValueError:
        return False


def same_body(ours, theirs):
    """Equal but for fractions of seconds, which botocore cuts off."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same_body(ours[k], theirs[k]) for k in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same_body, ours, theirs))
    if isinstance(ours, float) and isinstance(theirs, int):
        return int(ours) == theirs
    return ours == theirs


def walk_request(walk, serializer, service_model, request):
    name = request["operation"]
    value = json.loads(request["input"])
    operation = service_model.operation_model(name)
    wire = serializer.serialize_to_request(value, operation)
    walk.same(f"{name} request method", request["method"], wire["method"])
    walk.same(f"{name} request path", request["path"], wire["url_path"])
    if walk.service == "sts":
        body = {k: str(v) for k, v in wire["body"].items()}
        form = dict(parse_qsl(request["body"], keep_blank_values=True))
        walk.same(f"{name} form", form, body)
        return
    pairs = parse_qsl(request["query"], keep_blank_values=True)
    encoded = sorted((quote(k, safe="-_.~"), quote(v, safe="-_.~")) for k, v in pairs)
    walk.same(f"{name} query order", request["query"], "&".join(f"{k}={v}" for k, v in encoded))
    theirs = {k: str(v).lower() if isinstance(v, bool) else str(v)
              for k, v in (wire["query_string"] or {}).items()}
    ours = dict(pairs)
    for key in ours.keys() & theirs.keys():
        if same_time(ours[key], theirs[key]):
            theirs[key] = ours[key]
    walk.same(f"{name} query", ours, theirs)
    headers = {k: v for k, v in wire["headers"].items() if k.lower() != "content-type"}
    walk.same(f"{name} headers", request["headers"], headers)
    body, mine = wire["body"], request["body"]
    if not body:
        walk.same(f"{name} body", mine, None)
    elif mine is None or not same_body(json.loads(mine), json.loads(body)):
        walk.say(f"{name} body: ours {mine!r}, botocore's {body!r}")


def walk_command(walk, request):
    """The command line names the operation and exactly the members that are set."""
    words = shlex.split(request["command"].replace("\\\n", " "))
    name = request["operation"]
    walk.same(f"{name} command", words[:3], ["aws", walk.service, xform_name(name, "-")])
    options = {w.split("=")[0] for w in words[3:] if re.match(r"--[a-z]", w)}
    members = json.loads(request["input"])
    wanted = {("--no-" if value is False else "--") + xform_name(member, "-")
              for member, value in members.items()}
    walk.same(f"{name} options", options & wanted, wanted)


def walk_requests(dump, walk):
    protocol = {"iot": "rest-json", "sts": "query"}[walk.service]
    serializer = botocore.serialize.create_serializer(protocol, include_validation=False)
    service_model = botocore.model.ServiceModel(walk.model, walk.service)
    output = subprocess.run([dump, "requests", "1", "25"], text=True, check=True,
                            capture_output=True).stdout
    count = 0
    for request in json.loads(output):
        theirs = walk.model["operations"].get(request["operation"])
        if request["service"] != walk.service or theirs is None:
            continue
        walk_command(walk, request)
        value = json.loads(request["input"])
        if "input" in theirs and not knows(walk.model, theirs["input"]["shape"], value):
            continue
        walk_request(walk, serializer, service_model, request)
        count += 1
    return count


def debian_models():
    loader = botocore.loaders.Loader()
    for service in ("iot", "sts"):
        model = loader.load_service_model(service, "service-2")
        try:
            pages = loader.load_service_model(service, "paginators-1")["pagination"]
        except botocore.exceptions.UnknownServiceError:
            pages = {}
        yield f"botocore {botocore.__version__} {service}", service, model, pages, True, False


def folder_models(folder):
    for service in ("iot", "sts"):
        model = json.loads((Path(folder) / f"{service}-model.json").read_text())
        model["metadata"].setdefault("protocol", {"iot": "rest-json", "sts": "query"}[service])
        yield f"{folder} {service}", service, model, model.get("pagination", {}), False, True


def main():
    dump = sys.argv[1]
    tables = json.loads(subprocess.run([dump, "tables"], text=True, check=True,
                                       capture_output=True).stdout)
    ours = {o["name"] for o in tables["iot"]["operations"]}
    problems = [f"no operation {name}" for name in DEVICE_DEFENDER if name not in ours]
    assert len(DEVICE_DEFENDER) == 63
    models = list(debian_models())
    if len(sys.argv) > 2 and Path(sys.argv[2]).is_dir():
        models += folder_models(sys.argv[2])
    for name, service, model, pages, is_old, is_cut in models:
        walk = Walk(name, service, model, pages, tables[service], is_old, is_cut)
        walk.run()
        probes = probe_scalars(dump, walk)
        requests = walk_requests(dump, walk)
        print(f"{name}: {len(walk.operations)} operations, {len(walk.seen)} records, "
              f"{walk.members} members, {probes} probes, {requests} requests, "
              f"{len(walk.problems)} problems")
        problems += walk.problems
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
