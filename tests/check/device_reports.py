#!/usr/bin/python3
"""Devices report: `aws iot-data publish` and botocore against the local service.

usage: device_reports.py PICKET

Publishes as real clients do, on a clock on which 300 seconds pass in three, and looks for what
came of it: the answer of the topic, the refusals with their reasons, names of every kind.
"""
import json
import subprocess
import sys
import time
from urllib.parse import quote

from botocore.exceptions import ClientError

from local_service import Service

SPEED = 100
NAMES = ("crane-n01", "spaces in it", "a/b/c", "50%", "%2F", "ポンプ", "dollar$", "plus+",
         "x" * 128)
BAD_NAMES = ("bell\a", "two\nlines", "x" * 129, "あ" * 43)


def topic(thing):
    return f"$aws/things/{thing}/defender/metrics/json"


def report(number, **metrics):
    return json.dumps({"header": {"report_id": number, "version": "1.0"},
                       "metrics": metrics or {"network_stats": {"bytes_out": 5}}})


def refused(call, why, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == "InvalidRequestException", error
        assert why in error.response["Error"]["Message"], error
        return
    raise AssertionError(f"taken: {parameters}")


def by_aws(service):
    """The command line, as in the manual."""
    def publish(payload):
        return subprocess.run(
            ["aws", "iot-data", "publish", "--endpoint-url", service.endpoint,
             "--topic", topic("crane-n02"), "--qos", "1", "--payload", payload],
            env=service.environment(), capture_output=True, text=True, check=False)
    done = publish(report(1))
    assert done.returncode == 0, done.stderr
    done = publish(report(1))
    assert done.returncode != 0 and "InvalidRequestException" in done.stderr, done.stderr


def by_botocore(service):
    data = service.client("iot-data")
    for name in NAMES:
        data.publish(topic=topic(name), qos=1, payload=report(1).encode())
    for name in BAD_NAMES:
        refused(data.publish, "The thing name", topic=topic(name), payload=report(1).encode())
    refused(data.publish, "One report in 300 seconds", topic=topic("crane-n01"),
            payload=report(2).encode())
    time.sleep(1.2 * 300 / SPEED)
    refused(data.publish, "not greater", topic=topic("crane-n01"), payload=report(1).encode())
    refused(data.publish, "bytes_out is negative", topic=topic("crane-n01"),
            payload=report(2, network_stats={"bytes_out": -5}).encode())
    refused(data.publish, "Malformed metrics report", topic=topic("crane-n01"),
            payload=b'{"custom_metrics"')
    data.publish(topic=topic("crane-n01"), payload=report(2).encode())
    for other in ("some/topic", "$aws/things/x/defender/metrics/cbor", "$aws/things/x/shadow"):
        refused(data.publish, "Only $aws/things/", topic=other, payload=report(1).encode())


def messages(service):
    """The bodies are those of the topics accepted and rejected."""
    path = "/topics/" + quote(topic("crane-n03"), safe="")
    status, _, body = service.call("POST", path + "?qos=1", report(7).encode(), scope="iotdata")
    assert status == 200 and body["status"] == "ACCEPTED" and body["reportId"] == 7, body
    assert body["thingName"] == "crane-n03" and body["timestamp"] > 1e12, body
    status, error, body = service.call("POST", path, b"{}", scope="iotdata")
    assert (status, error) == (400, "InvalidRequestException"), (status, error)
    assert body["status"] == "REJECTED" and body["thingName"] == "crane-n03", body
    assert body["statusDetails"]["ErrorCode"] == "InvalidPayload", body
    assert body["statusDetails"]["ErrorMessage"].startswith("Malformed metrics report"), body
    status, error, _ = service.call("POST", path, report(8).encode())
    assert (status, error) == (403, "InvalidSignatureException"), "signed for iot"
    long = service.call("POST", path, report(9).encode() + b" " * 131072, scope="iotdata")
    assert long[0] == 400 and "longer than 131072" in long[2]["message"], long


def main():
    with Service(sys.argv[1], "--clock-speed", str(SPEED)) as service:
        by_aws(service)
        by_botocore(service)
        messages(service)
        service.kill()
        service.start()
        time.sleep(1.2 * 300 / SPEED)
        refused(service.client("iot-data").publish, "not greater", topic=topic("crane-n01"),
                payload=report(2).encode())
    print("reports are taken and refused as documented")


main()
