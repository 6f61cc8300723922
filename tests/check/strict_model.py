"""Answers of the service, walked strictly by the service's own model.

botocore's parser is lenient: unknown members, wrong types and unknown enum values pass. Here
every member has to be in the model, of its type, within its limits, and every required
member has to be there.
"""
import json
import re

# In the model since the version of botocore this test may find on an older system.
NEWER = {
    "AuditCheckConfiguration": {"configuration": dict},
    "GetV2LoggingOptionsResponse": {"eventConfigurations": list},
}
# Answered by every operation, declared by none.
EVERYWHERE = {
    "AccessDeniedException": 403, "UnrecognizedClientException": 403,
    "InvalidSignatureException": 403, "MissingAuthenticationTokenException": 403,
    "IncompleteSignatureException": 403, "ThrottlingException": 400,
    "NotImplementedException": 501, "UnknownOperationException": 404,
}
MAP_KEY_MISSING = {"CERT_AGE_THRESHOLD_IN_DAYS", "CERT_EXPIRATION_THRESHOLD_IN_DAYS"}


class Strict(Exception):
    pass


def need(truth, where, what):
    if not truth:
        raise Strict(f"{where}: {what}")


def pattern_of(text):
    """A Java pattern for Python, or None when it needs classes Python has not."""
    text = text.replace(r"\p{Graph}", "!-~").replace(r"\p{Alnum}", "a-zA-Z0-9")
    return None if r"\p" in text or r"\u10000" in text else text


def check_string(shape, value, where):
    need(isinstance(value, str), where, f"not a text: {value!r}")
    enum = getattr(shape, "enum", None)
    if enum:
        need(value in enum, where, f"{value!r} is not one of {enum}")
    limits = shape.metadata
    need(len(value) >= limits.get("min", 0), where, f"too short: {value!r}")
    need(len(value) <= limits.get("max", len(value)), where, f"too long: {len(value)}")
    pattern = pattern_of(limits.get("pattern", ""))
    if pattern:
        need(re.fullmatch(pattern, value, re.S), where, f"{value!r} does not match {pattern}")


def check_number(shape, value, where):
    whole = shape.type_name in ("integer", "long")
    kind = int if whole else (int, float)
    need(isinstance(value, kind) and not isinstance(value, bool), where,
         f"not a number: {value!r}")
    need(value >= shape.metadata.get("min", value), where, f"too small: {value}")
    need(value <= shape.metadata.get("max", value), where, f"too large: {value}")


def check_timestamp(_shape, value, where):
    need(isinstance(value, (int, float)) and not isinstance(value, bool), where,
         f"not a time: {value!r}")
    need(0 <= value < 1e11, where, f"not in seconds: {value}")


def check_list(shape, value, where):
    need(isinstance(value, list), where, "not a list")
    need(len(value) >= shape.metadata.get("min", 0), where, "too few")
    need(len(value) <= shape.metadata.get("max", len(value)), where, "too many")
    for i, item in enumerate(value):
        check(shape.member, item, f"{where}[{i}]")


def check_map(shape, value, where):
    need(isinstance(value, dict), where, "not a map")
    for key, item in value.items():
        if key not in MAP_KEY_MISSING:
            check(shape.key, key, f"{where} key")
        check(shape.value, item, f"{where}.{key}")


def check_structure(shape, value, where):
    need(isinstance(value, dict), where, "not an object")
    names = {m.serialization.get("name", n): (n, m) for n, m in shape.members.items()}
    for wire, item in value.items():
        newer = NEWER.get(shape.name, {}).get(wire)
        if wire not in names and newer:
            need(isinstance(item, newer), where, f"{wire}: not a {newer.__name__}")
            continue
        need(wire in names, where, f"{wire} is not in {shape.name}")
        need(item is not None, where, f"{wire} is null")
        check(names[wire][1], item, f"{where}.{wire}")
    present = {names[w][0] for w in value if w in names}
    for name in shape.required_members:
        need(name in present, where, f"{name} is missing")


def check_boolean(_shape, value, where):
    need(isinstance(value, bool), where, f"not true or false: {value!r}")


KINDS = {
    "string": check_string, "integer": check_number, "long": check_number,
    "double": check_number, "float": check_number, "timestamp": check_timestamp,
    "list": check_list, "map": check_map, "structure": check_structure,
    "boolean": check_boolean,
}


def check(shape, value, where):
    KINDS[shape.type_name](shape, value, where)


def no_duplicates(pairs):
    names = [n for n, _ in pairs]
    if len(set(names)) != len(names):
        raise Strict(f"a member twice: {names}")
    return dict(pairs)


def check_answer(operation, content):
    """A success of this botocore operation model: its body, as bytes."""
    text = content.decode("utf-8")
    value = json.loads(text, object_pairs_hook=no_duplicates) if text else {}
    if operation.output_shape is None:
        need(value == {}, operation.name, f"answers nothing, not {value}")
        return
    check(operation.output_shape, value, operation.name)


def check_error(operation, status, headers, content):
    """A refusal: declared, with its documented status, named in the header, explained."""
    name = headers.get("x-amzn-ErrorType", "")
    declared = {s.name: s.metadata.get("error", {}).get("httpStatusCode")
                for s in operation.error_shapes}
    need(name in declared or name in EVERYWHERE, operation.name, f"{name} is not declared")
    documented = declared.get(name) or EVERYWHERE.get(name)
    need(status == documented, operation.name, f"{name} is {documented}, not {status}")
    body = json.loads(content, object_pairs_hook=no_duplicates)
    need(isinstance(body.get("message"), str) and body["message"], operation.name, "no message")


def watch(client):
    """Every answer this boto3 client gets is checked; returns what was answered, by name."""
    seen = {}

    def after_call(http_response, parsed, model, **_):
        del parsed
        need(http_response.headers.get("x-amzn-RequestId"), model.name, "no request id")
        if http_response.status_code == 200:
            check_answer(model, http_response.content)
        else:
            check_error(model, http_response.status_code, http_response.headers,
                        http_response.content)
        seen[model.name] = seen.get(model.name, 0) + 1

    client.meta.events.register("after-call.iot", after_call)
    return seen
