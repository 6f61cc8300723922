"""A local service for the drivers beside this file: started, asked, ended.

Knows how to start `picket serve` on a state folder of its own, to make boto3 clients for it and
to send single requests signed by botocore's signer.
"""
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
import botocore.session

START_SECONDS = 120  # a sanitized build makes the fleet in a few


class Service:
    def __init__(self, picket, *options, state=None, fleet="harbour"):
        self.picket = picket
        self.folder = tempfile.mkdtemp(prefix="picket-check-")
        self.state = state or os.path.join(self.folder, "state")
        self.env_file = os.path.join(self.folder, "env")
        self.options = ["--fleet", fleet] if fleet else []
        self.options += options
        self.process = None
        self.endpoint = self.region = self.key = self.secret = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        if os.path.exists(self.env_file):
            os.unlink(self.env_file)
        command = [self.picket, "serve", "--listen", "127.0.0.1:0", "--state", self.state,
                   "--env", self.env_file, *self.options]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        limit = time.monotonic() + START_SECONDS
        while not os.path.exists(self.env_file):
            assert self.process.poll() is None, f"ended with {self.process.returncode}"
            assert time.monotonic() < limit, "does not start"
            time.sleep(0.02)
        self.read_env()

    def read_env(self):
        with open(self.env_file, encoding="utf-8") as f:
            values = dict(re.findall(r"^(AWS_\w+)=(.*)$", f.read(), re.M))
        self.endpoint = values["AWS_ENDPOINT_URL"]
        self.region = values["AWS_REGION"]
        self.key = values["AWS_ACCESS_KEY_ID"]
        self.secret = values["AWS_SECRET_ACCESS_KEY"]

    def end(self):
        """Orderly; the exit status has to say so."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            status = self.process.wait(60)
            assert status == 0, f"ended with {status}"
            assert not os.path.exists(self.env_file), "the file of --env is still there"

    def kill(self):
        self.process.kill()
        self.process.wait()

    def environment(self):
        """For programs that read credentials from their environment, and from nowhere else."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        env.update(AWS_ACCESS_KEY_ID=self.key, AWS_SECRET_ACCESS_KEY=self.secret,
                   AWS_DEFAULT_REGION=self.region, AWS_CONFIG_FILE=os.devnull,
                   AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true",
                   AWS_PAGER="", PYTHONWARNINGS="ignore")
        return env

    def client(self, name):
        session = botocore.session.Session()
        # "standard" takes a quota (LimitExceededException) for throttling and waits minutes.
        config = Config(retries={"max_attempts": 10, "mode": "legacy"},
                        parameter_validation=True)
        return session.create_client(name, region_name=self.region, endpoint_url=self.endpoint,
                                     aws_access_key_id=self.key,
                                     aws_secret_access_key=self.secret, config=config)

    def connect(self):
        url = urlsplit(self.endpoint)
        return http.client.HTTPConnection(url.hostname, url.port, timeout=60)

    def signed(self, method, target, body=None, headers=None, scope="iot", keys=None):
        """The headers of a request, signed."""
        text = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        request = AWSRequest(method, self.endpoint + target, data=text, headers=headers or {})
        if text is not None and "Content-Type" not in request.headers:
            request.headers["Content-Type"] = "application/json"
        request.headers["Host"] = urlsplit(self.endpoint).netloc
        credentials = Credentials(*(keys or (self.key, self.secret)))
        SigV4Auth(credentials, scope, self.region).add_auth(request)
        return dict(request.headers.items()), text

    def send(self, method, target, headers, text):
        """(status, headers, body as bytes)"""
        connection = self.connect()
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if text is not None or method != "GET":
            connection.putheader("Content-Length", str(len(text or b"")))
        connection.endheaders(text)
        answer = connection.getresponse()
        result = answer.status, answer.headers, answer.read()
        connection.close()
        return result

    def call(self, method, target, body=None, **how):
        """Sends signed; (status, error name or None, decoded body)."""
        signed, text = self.signed(method, target, body, **how)
        status, headers, data = self.send(method, target, signed, text)
        assert headers["x-amzn-RequestId"], "no request id"
        return status, headers.get("x-amzn-ErrorType"), json.loads(data) if data else {}

    def ask(self, method, target, body=None):
        """The same for what has to succeed; waits when it is told to."""
        while True:
            status, error, answer = self.call(method, target, body)
            if error == "ThrottlingException":
                time.sleep(0.2)
                continue
            assert status == 200, f"{method} {target}: {status} {error} {answer}"
            return answer
