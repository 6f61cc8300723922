#!/usr/bin/python3
"""Random requests, signed by picket's signer and by botocore's: no difference is allowed.

usage: sigv4_random.py SIGN_LINES [COUNT [SEED]]
"""
import datetime
import json
import random
import subprocess
import sys
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ALPHABET = "abcXYZ019-_.~ :/+=,@%&?#*()'\"\\!$;[]{}|^`<>\u00e9\u6771\u4eac\U0001f512"
SERVICES = ["iot", "execute-api", "sts"]
REGIONS = ["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1"]


def word(rnd, low=1, high=12):
    return "".join(rnd.choice(ALPHABET) for _ in range(rnd.randint(low, high)))


def encode(text):
    return quote(text, safe="-_.~")


def make_path(rnd):
    """Labels as a client encodes them, now and then with what normalising takes away."""
    parts = []
    for _ in range(rnd.randint(0, 5)):
        parts.append(rnd.choice(["", ".", ".."]) if rnd.random() < 0.1 else encode(word(rnd)))
    return "/" + "/".join(parts) + ("/" if parts and rnd.random() < 0.2 else "")


def make_query(rnd):
    keys = [encode(word(rnd, 1, 4)) for _ in range(rnd.randint(0, 6))]
    if keys and rnd.random() < 0.3:
        keys.append(keys[0])
    return "&".join(f"{key}={encode(word(rnd, 0))}" for key in keys)


def make_headers(rnd):
    headers = [["Host", rnd.choice(["iot.eu-west-1.amazonaws.com", "127.0.0.1:8080"])]]
    if rnd.random() < 0.5:
        headers.append(["Content-Type", "application/json"])
    if rnd.random() < 0.3:
        value = "".join(rnd.choice("abc:/, \t=") for _ in range(rnd.randint(0, 20)))
        headers.append(["x-amzn-principal", "p" + value + "q"])
    return headers


def make_request(rnd):
    when = datetime.datetime(2020, 1, 1) + datetime.timedelta(seconds=rnd.randrange(10 ** 9))
    body = "" if rnd.random() < 0.4 else json.dumps({word(rnd): word(rnd) for _ in range(3)})
    return {
        "method": rnd.choice(["GET", "POST", "PUT", "PATCH", "DELETE"]),
        "path": make_path(rnd), "query": make_query(rnd), "headers": make_headers(rnd),
        "body": body, "key": "AKID" + str(rnd.randrange(10 ** 9)),
        "secret": "".join(rnd.choice("abcABC/+=019") for _ in range(40)),
        "token": "tok/en+" + str(rnd.randrange(99)) if rnd.random() < 0.3 else None,
        "region": rnd.choice(REGIONS), "service": rnd.choice(SERVICES),
        "time_ms": int((when - datetime.datetime(1970, 1, 1)).total_seconds()) * 1000,
    }


class FixedAuth(SigV4Auth):
    """botocore's signer at a given time."""

    def sign(self, request, stamp):
        request.context["timestamp"] = stamp
        self._modify_request_before_signing(request)
        canonical = self.canonical_request(request)
        string_to_sign = self.string_to_sign(request, canonical)
        self._inject_signature_to_request(request, self.signature(string_to_sign, request))

    def _modify_request_before_signing(self, request):
        request.headers["X-Amz-Date"] = request.context["timestamp"]
        if self.credentials.token:
            request.headers["X-Amz-Security-Token"] = self.credentials.token


def sign_botocore(req):
    stamp = (datetime.datetime(1970, 1, 1) +
             datetime.timedelta(milliseconds=req["time_ms"])).strftime("%Y%m%dT%H%M%SZ")
    url = "https://" + req["headers"][0][1] + req["path"]
    if req["query"]:
        url += "?" + req["query"]
    request = AWSRequest(method=req["method"], url=url, headers=dict(req["headers"]),
                         data=req["body"])
    auth = FixedAuth(Credentials(req["key"], req["secret"], req["token"]), req["service"],
                     req["region"])
    auth.sign(request, stamp)
    extra = [["X-Amz-Date", stamp]]
    if req["token"]:
        extra.append(["X-Amz-Security-Token", req["token"]])
    return request.headers["Authorization"], extra


def main():
    helper = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20261122
    rnd = random.Random(seed)
    requests, expected = [], []
    for _ in range(count):
        req = make_request(rnd)
        authorization, extra = sign_botocore(req)
        req["headers"] = req["headers"] + extra
        requests.append(req)
        expected.append(authorization)
    lines = "\n".join(json.dumps(r) for r in requests) + "\n"
    done = subprocess.run([helper], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    got = done.stdout.decode().splitlines()
    wrong = [i for i in range(count) if i >= len(got) or got[i] != expected[i]]
    for i in wrong[:5]:
        print("request ", json.dumps(requests[i]))
        print("botocore", expected[i])
        print("picket  ", got[i] if i < len(got) else "-")
    print(f"{count} requests, seed {seed}: {len(wrong)} differences")
    sys.exit(1 if wrong else 0)


main()
