"""A service on loopback that misbehaves as told.

Fake answers what the console asks as a small account would. A rule, a function of a Request,
may answer in its place: an Answer, raw bytes, or None for the ordinary answer. Every request is
kept.
"""

import http.server
import json
import os
import re
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse

ACCOUNT = "123456789012"
CHECK = "DEVICE_CERTIFICATE_SHARED_CHECK"
TASK = "0123456789abcdef0123456789abcdef"
STARTED = 1_700_000_000


class Request:
    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.path = urllib.parse.unquote(target.partition("?")[0])
        self.query = dict(urllib.parse.parse_qsl(target.partition("?")[2]))

    def is_a(self, method, path):
        return self.method == method and re.fullmatch(path, self.path) is not None

    def json(self):
        return json.loads(self.body or b"{}")


class Answer:
    """text: as it is; record: as JSON; cut: so many bytes are sent, then the end."""

    def __init__(self, record=None, status=200, text=None, headers=None, cut=None, **members):
        self.status, self.cut = status, cut
        self.headers = dict(headers or {})
        if text is None:
            text = json.dumps(record if record is not None else members)
        self.body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def refusal(name, message, status=403, **headers):
    return Answer({"message": message}, status=status,
                  headers={"x-amzn-ErrorType": name, **headers})


def certificate_id(i):
    return f"{i:064x}"


def finding(i, task=TASK, resource=None, **members):
    """resource: a resource identifier; usually certificate number i."""
    row = {
        "findingId": f"f{i:031x}", "taskId": task, "checkName": CHECK,
        "taskStartTime": STARTED, "findingTime": STARTED + i, "severity": "CRITICAL",
        "nonCompliantResource": {
            "resourceType": "DEVICE_CERTIFICATE",
            "resourceIdentifier": resource or {"deviceCertificateId": certificate_id(i)},
            "additionalInfo": {}},
        "relatedResources": [], "reasonForNonCompliance": "Certificate shared by many devices.",
        "reasonForNonComplianceCode": "CERTIFICATE_SHARED", "isSuppressed": False}
    row.update(members)
    return row


def task(identifier=TASK, n_findings=3, status="COMPLETED"):
    return {
        "taskStatus": status, "taskType": "ON_DEMAND_AUDIT_TASK", "taskStartTime": STARTED,
        "taskStatistics": {"totalChecks": 1, "inProgressChecks": 0,
                           "waitingForDataCollectionChecks": 0, "compliantChecks": 0,
                           "nonCompliantChecks": 1, "failedChecks": 0, "canceledChecks": 0},
        "auditDetails": {CHECK: {
            "checkRunStatus": "COMPLETED_NON_COMPLIANT", "checkCompliant": False,
            "totalResourcesCount": 10, "nonCompliantResourcesCount": n_findings,
            "suppressedNonCompliantResourcesCount": 0}},
        "taskId": identifier}


class Fake:
    """with Fake() as fake: ... ; fake.rule = lambda request: refusal(...)"""

    def __init__(self, rule=None, tls=None, port=0):
        self.rule = rule
        self.requests = []
        self.findings = [finding(i) for i in range(3)]
        self.tasks = [TASK]
        self.released = threading.Event()  # ends every answer that hangs
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def answer(self):
                outer.serve(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *_):
                pass  # a client that goes away is what is tested

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        self.scheme = "http"
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
            self.scheme = "https"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def url(self, host="127.0.0.1"):
        return f"{self.scheme}://{host}:{self.port}"

    def count(self, method, path):
        return sum(r.is_a(method, path) for r in list(self.requests))

    def hang(self):
        """For a rule: no answer until the end of the test."""
        self.released.wait()
        return None

    def serve(self, handler):
        length = int(handler.headers.get("content-length") or 0)
        request = Request(handler.command, handler.path, handler.headers,
                          handler.rfile.read(length))
        self.requests.append(request)
        answer = self.rule(request) if self.rule else None
        if answer is None:
            answer = self.usual(request)
        if isinstance(answer, bytes):
            handler.wfile.write(answer)
            handler.close_connection = True
            return
        handler.send_response_only(answer.status)
        if "Date" not in answer.headers:
            handler.send_header("Date", handler.date_time_string())
        handler.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(answer.body[:answer.cut])
        handler.close_connection = handler.close_connection or answer.cut is not None

    def usual(self, r):
        if r.is_a("POST", "/") and b"GetCallerIdentity" in r.body:
            return Answer(text="<GetCallerIdentityResponse><GetCallerIdentityResult>"
                               f"<Arn>arn:aws:iam::{ACCOUNT}:user/walker</Arn>"
                               "<UserId>U</UserId>"
                               f"<Account>{ACCOUNT}</Account></GetCallerIdentityResult>"
                               "</GetCallerIdentityResponse>",
                          headers={"Content-Type": "text/xml"})
        if r.is_a("POST", "/audit/findings"):
            wanted = r.json().get("taskId")
            return Answer(findings=[f for f in self.findings
                                    if wanted is None or f["taskId"] == wanted])
        if r.is_a("GET", "/audit/findings/[^/]+"):
            name = r.path.rpartition("/")[2]
            for f in self.findings:
                if f["findingId"] == name:
                    return Answer(finding=f)
        if r.is_a("GET", "/audit/tasks"):
            return Answer(tasks=[{"taskId": t, "taskStatus": "COMPLETED",
                                  "taskType": "ON_DEMAND_AUDIT_TASK"} for t in self.tasks])
        if r.is_a("GET", "/audit/tasks/[^/]+"):
            return Answer(task(r.path.rpartition("/")[2], len(self.findings)))
        if r.is_a("POST", "/audit/tasks"):
            return Answer(taskId=TASK)
        if r.is_a("GET", "/audit/configuration"):
            return Answer(accountId=ACCOUNT, roleArn=f"arn:aws:iam::{ACCOUNT}:role/audit",
                          auditNotificationTargetConfigurations={},
                          auditCheckConfigurations={CHECK: {"enabled": True}})
        if r.is_a("POST", "/audit/relatedResources"):
            return Answer(relatedResources=[])
        return refusal("ResourceNotFoundException", "There is no such thing here.", 404)


def silent_port():
    """A listening socket whose connections nobody answers; close it to end."""
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    s.listen(16)
    return s, s.getsockname()[1]


def closed_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def make_certificate(folder, name, subject="localhost", days=2, expired=False):
    """(certificate, key) of a server, signed by itself."""
    certificate, key = (os.path.join(folder, f"{name}.{kind}") for kind in ("crt", "key"))
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
               f"/CN={subject}", "-addext", f"subjectAltName=DNS:{subject}", "-keyout", key,
               "-out", certificate]
    if not expired:
        subprocess.run([*command, "-days", str(days)], check=True, capture_output=True)
        return certificate, key
    # `req -x509` has no dates of its own in OpenSSL 3.0: sign with `ca`.
    request = os.path.join(folder, "request.pem")
    config = os.path.join(folder, "ca.conf")
    subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj",
                    f"/CN={subject}", "-keyout", key, "-out", request],
                   check=True, capture_output=True)
    open(os.path.join(folder, "index.txt"), "w", encoding="ascii").close()
    with open(config, "w", encoding="ascii") as f:
        f.write(f"[ca]\ndefault_ca=d\n[d]\nnew_certs_dir={folder}\n"
                f"database={folder}/index.txt\nrand_serial=yes\ndefault_md=sha256\n"
                "policy=p\nx509_extensions=x\n[p]\ncommonName=supplied\n"
                f"[x]\nsubjectAltName=DNS:{subject}\nbasicConstraints=CA:TRUE\n")
    subprocess.run(["openssl", "ca", "-batch", "-selfsign", "-config", config, "-keyfile", key,
                    "-startdate", "20200101000000Z", "-enddate", "20200201000000Z", "-in",
                    request, "-out", certificate, "-notext"], check=True, capture_output=True)
    return certificate, key


def http_date(offset_seconds):
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + offset_seconds))
