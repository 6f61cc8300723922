"""Where keys come from: a loopback server plays STS, SSO, the container's endpoint and the
instance metadata; picket and the `aws` command are asked for the same, and what one of them
keeps in its cache is used by the other.

usage: key_sources.py PICKET
"""
import hashlib
import hmac
import json
import os
import shutil
import stat
import subprocess
import sys
import time
import urllib.parse

from fake_service import Answer, Fake, refusal
from pty_session import Session, fresh_environment, run_tests, temporary_home

PICKET = os.path.abspath(sys.argv[1])
ROLE = "arn:aws:iam::123456789012:role/audit"
BASE = ("[profile base]\nregion = eu-west-1\naws_access_key_id = AKIDBASE\n"
        "aws_secret_access_key = BaseCanary\n")
ROLES = BASE + f"[profile role]\nregion = eu-west-1\nrole_arn = {ROLE}\nsource_profile = base\n"
CANARIES = ("BaseCanary", "RoleCanary", "TokenCanary", "WebCanary", "SsoCanary", "AuthCanary")


# What the `aws` command makes of botocore's providers, and nothing that leaves this machine.
AWS = """
import os, socket, botocore.session
from botocore.utils import JSONFileCache
session = botocore.session.Session()
resolver = session.get_component("credential_provider")
cache = JSONFileCache(os.path.expanduser("~/.aws/cli/cache"))
for name in ("assume-role", "assume-role-with-web-identity", "sso"):
    resolver.get_provider(name).cache = cache
look_up = socket.getaddrinfo
def near(host, *more, **named):
    assert str(host) in ("127.0.0.1", "localhost"), f"{host} is not near"
    return look_up(host, *more, **named)
socket.getaddrinfo = near
keys = session.get_credentials().get_frozen_credentials()
print(keys.access_key, keys.secret_key, keys.token)
"""


def moment(seconds, form="%Y-%m-%dT%H:%M:%SZ"):
    return time.strftime(form, time.gmtime(time.time() + seconds))


def signature_holds(r, secret, region, service):
    """By the rules of Signature Version 4, from what arrived."""
    fields = dict(f.strip().split("=", 1)
                  for f in r.headers["Authorization"].partition(" ")[2].split(","))
    names = fields["SignedHeaders"].split(";")
    canonical = "\n".join([r.method, r.path, "",
                           *[f"{n}:{' '.join(r.headers[n].split())}" for n in names], "",
                           ";".join(names), hashlib.sha256(r.body).hexdigest()])
    date = r.headers["X-Amz-Date"]
    scope = f"{date[:8]}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", date, scope,
                      hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest() == fields["Signature"]


def sts_answer(action, seconds, key):
    return Answer(headers={"Content-Type": "text/xml"}, text=(
        f"<{action}Response><{action}Result><AssumedRoleUser><AssumedRoleId>AROA:s"
        "</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/audit/s</Arn>"
        f"</AssumedRoleUser><Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>"
        "RoleCanary</SecretAccessKey><SessionToken>TokenCanary</SessionToken><Expiration>"
        f"{moment(seconds)}</Expiration></Credentials></{action}Result></{action}Response>"))


def keys_json(seconds, **more):
    return {"AccessKeyId": "ASIANEAR", "SecretAccessKey": "RoleCanary", "Token": "TokenCanary",
            "Expiration": moment(seconds), **more}


class Sources(Fake):
    """Answers everywhere at once; asked: what was asked for, in order."""

    def __init__(self, seconds=3600, refuse=()):
        super().__init__(self.source)
        self.seconds, self.refuse, self.asked = seconds, refuse, []

    def source(self, r):
        form = dict(urllib.parse.parse_qsl(r.body.decode())) if r.path == "/" else {}
        action = form.get("Action", "")
        for name in self.refuse:
            if name in (action, r.path):
                return self.refuse[name]
        if action.startswith("AssumeRole"):
            self.asked.append((action, r, form))
            return sts_answer(action, self.seconds, f"ASIA{len(self.asked)}")
        if r.path == "/latest/api/token":
            assert r.method == "PUT" and r.headers["x-aws-ec2-metadata-token-ttl-seconds"]
            return Answer(text="METADATA-TOKEN")
        if r.path.startswith("/latest/meta-data/iam/security-credentials/"):
            self.asked.append(("metadata", r, form))
            assert r.headers["x-aws-ec2-metadata-token"] == "METADATA-TOKEN"
            if r.path.endswith("/"):
                return Answer(text="bastion")
            return Answer(keys_json(self.seconds, Code="Success"))
        if r.path == "/container":
            self.asked.append(("container", r, form))
            return Answer(keys_json(self.seconds))
        if r.path == "/federation/credentials":
            self.asked.append(("sso", r, form))
            return Answer(roleCredentials={
                "accessKeyId": "ASIASSO", "secretAccessKey": "RoleCanary",
                "sessionToken": "TokenCanary",
                "expiration": int((time.time() + self.seconds) * 1000)})
        return None

    def keys_of_findings(self):
        """(access key, session token) of every question for findings."""
        return {(r.headers["Authorization"].partition("Credential=")[2].partition("/")[0],
                 r.headers["x-amz-security-token"])
                for r in self.requests if r.path == "/audit/findings"}


class Home:
    """A person's folder; files: path below it -> text."""

    def __init__(self, files, **env):
        self.path = temporary_home()
        for name, text in files.items():
            self.write(name, text)
        self.env = {n: v.replace("HOME", self.path) for n, v in env.items()}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, name, text):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)

    def run(self, command, canaries=True, **env):
        done = subprocess.run(command, env=fresh_environment(self.path, **{**self.env, **env}),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              check=False, start_new_session=True)
        for canary in CANARIES:
            assert not canaries or canary not in done.stdout + done.stderr, done
        return done

    def picket(self, *arguments, **env):
        return self.run([PICKET, *arguments, "findings", "-o", "json", "--log-file",
                         self.path + "/log", "--log-level", "debug"], **env)

    def findings(self, *arguments, **env):
        done = self.picket(*arguments, **env)
        assert done.returncode == 0, (done.returncode, done.stderr)
        assert len(json.loads(done.stdout)) == 3, done.stdout
        with open(self.path + "/log", encoding="utf-8") as f:
            log = f.read()
        assert not any(c in log for c in CANARIES), log

    def refused(self, status, *words, arguments=(), **env):
        done = self.picket(*arguments, **env)
        flat = " ".join(done.stderr.split())
        assert done.returncode == status, (done.returncode, done.stderr)
        assert all(w in flat for w in words), done.stderr
        return done

    def aws_keys(self, profile, **env):
        """As the `aws` command has them: botocore, with its cache. It is told no address of
        STS or SSO, so what comes from there can only have been kept."""
        done = self.run([sys.executable, "-c", AWS], canaries=False,
                        AWS_PROFILE=profile or None, AWS_ENDPOINT_URL="", **env)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()[0]

    def cached(self):
        folder = self.path + "/.aws/cli/cache"
        return sorted(os.path.join(folder, n) for n in os.listdir(folder))


def program(text, status=0):
    return f"""sh -c 'echo "complaint"$(printf "\\033[31m")"x" >&2; echo "$0"; exit {status}' \
'{text}'"""


def test_a_program_prints_keys():
    said = json.dumps({"Version": 1, "AccessKeyId": "AKIDPROGRAM",
                       "SecretAccessKey": "RoleCanary", "SessionToken": "TokenCanary",
                       "Expiration": moment(3600)})
    config = f"[profile p]\nregion = eu-west-1\ncredential_process = {program(said)}\n"
    with Sources() as s, Home({".aws/config": config}, AWS_PROFILE="p",
                              AWS_ENDPOINT_URL=s.url()) as home:
        home.findings()
        assert s.keys_of_findings() == {("AKIDPROGRAM", "TokenCanary")}
        assert home.aws_keys("p") == "AKIDPROGRAM"
        config = f"[profile p]\nregion = eu-west-1\ncredential_process = {program(said, 3)}\n"
        home.write(".aws/config", config)
        home.refused(4, "ended with 3: complaint", "Run it in a shell")
        assert "\033" not in home.picket().stderr
        for line, words in [("/no/such/program", "No such file"),
                            ("echo RoleCanary", "no JSON"),
                            ("sh -c 'kill -9 $$'", "signal 9"),
                            ("echo \"x", "a quote is open"),
                            ("sh -c 'head -c 100000 /dev/zero'", "more than 65536 bytes")]:
            home.write(".aws/config",
                       f"[profile p]\nregion = eu-west-1\ncredential_process = {line}\n")
            done = home.picket()
            assert done.returncode in (3, 4) and words in done.stderr, done.stderr


def test_a_role_is_assumed_and_shared_with_aws():
    config = ROLES.replace("source_profile", "external_id = x-1\nduration_seconds = 1800\n"
                                             "role_session_name = op\nsource_profile")
    with Sources() as s, Home({".aws/config": config}, AWS_PROFILE="role",
                              AWS_ENDPOINT_URL=s.url()) as home:
        home.findings()
        (action, request, form), = s.asked
        assert action == "AssumeRole" and form == {
            "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": ROLE,
            "RoleSessionName": "op", "ExternalId": "x-1", "DurationSeconds": "1800"}
        assert "AKIDBASE/" in request.headers["Authorization"]
        assert signature_holds(request, "BaseCanary", "eu-west-1", "sts")
        assert s.keys_of_findings() == {("ASIA1", "TokenCanary")}
        path, = home.cached()
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        assert home.aws_keys("role") == "ASIA1"
        home.findings()  # from the cache
        assert len(s.asked) == 1
        with open(path, encoding="utf-8") as f:  # what `aws` wrote would be used
            kept = json.load(f)
        kept["Credentials"]["AccessKeyId"] = "ASIAKEPT"
        home.write(path, json.dumps(kept))
        home.findings()
        assert ("ASIAKEPT", "TokenCanary") in s.keys_of_findings()
        kept["Credentials"]["Expiration"] = moment(600, "%Y-%m-%dT%H:%M:%SUTC")
        home.write(path, json.dumps(kept))
        home.findings()  # less than a quarter of an hour: asked for again
        assert len(s.asked) == 2


def test_roles_chain():
    config = ROLES + (f"[profile outer]\nregion = eu-west-1\nrole_arn = {ROLE}2\n"
                      "source_profile = role\n")
    with Sources() as s, Home({".aws/config": config}, AWS_PROFILE="outer",
                              AWS_ENDPOINT_URL="http://127.0.0.1:1", AWS_ENDPOINT_URL_STS=s.url(),
                              AWS_ENDPOINT_URL_IOT=s.url()) as home:
        home.findings()
        assert [f["RoleArn"] for _, _, f in s.asked] == [ROLE, ROLE + "2"]
        second = s.asked[1][1]
        assert "ASIA1/" in second.headers["Authorization"]
        assert signature_holds(second, "RoleCanary", "eu-west-1", "sts")
        assert len(home.cached()) == 2
        assert home.aws_keys("outer") == "ASIA2"
        home.write(".aws/config", config.replace("= base", "= outer"))
        home.refused(3, "in circles: outer -> role -> outer")


def test_what_sts_refuses_is_said():
    denied = Answer(status=403, headers={"Content-Type": "text/xml"}, text=(
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
        "<Message>User is not authorized</Message></Error></ErrorResponse>"))
    with Sources(refuse={"AssumeRole": denied}) as s, Home(
            {".aws/config": ROLES}, AWS_PROFILE="role", AWS_ENDPOINT_URL=s.url()) as home:
        done = home.refused(4, ROLE, "AccessDenied", "User is not authorized", "trust policy")
        assert not done.stdout, done.stdout  # no rows, rather than a list of none
        done = home.run([PICKET, "handover"])
        assert done.returncode == 4 and "AccessDenied" in done.stderr, done.stderr
        assert "not answered yet" in done.stdout, done.stdout
        home.write(".aws/config", ROLES + "mfa_serial = arn:aws:iam::123456789012:mfa/op\n")
        home.refused(4, "needs a code of arn:aws:iam::123456789012:mfa/op",
                     "aws sts get-caller-identity --profile role")


def test_web_identity():
    with Sources() as s, Home({"token": "WebCanary\n"}, AWS_REGION="eu-west-1",
                              AWS_WEB_IDENTITY_TOKEN_FILE="HOME/token", AWS_ROLE_ARN=ROLE,
                              AWS_ROLE_SESSION_NAME="web", AWS_ENDPOINT_URL=s.url()) as home:
        home.findings()
        (action, request, form), = s.asked
        assert action == "AssumeRoleWithWebIdentity" and "Authorization" not in request.headers
        assert form["WebIdentityToken"] == "WebCanary" and form["RoleSessionName"] == "web"
        assert home.aws_keys("") == "ASIA1"
        shutil.rmtree(home.path + "/.aws")
        os.unlink(home.path + "/token")
        home.refused(4, "/token", "AWS_WEB_IDENTITY_TOKEN_FILE")
        home.refused(3, "no role to ask for", AWS_ROLE_ARN=None)


def test_container():
    with Sources() as s, Home({"auth": "AuthCanary"}, AWS_REGION="eu-west-1",
                              AWS_CONTAINER_CREDENTIALS_FULL_URI=s.url() + "/container",
                              AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="HOME/auth",
                              AWS_ENDPOINT_URL=s.url()) as home:
        home.findings()
        (_, request, _), = s.asked
        assert request.headers["Authorization"] == "AuthCanary"
        assert s.keys_of_findings() == {("ASIANEAR", "TokenCanary")}
        assert home.aws_keys("") == "ASIANEAR"
        home.write("auth", "a\nX-Evil: b")
        home.refused(4, "line end")
        home.refused(3, "without TLS 'example.com'",
                     AWS_CONTAINER_CREDENTIALS_FULL_URI="http://example.com/x")
        s.refuse = {"/container": Answer(status=404, message="no such task")}
        home.refused(4, "answered 404: no such task",
                     AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=None)


def test_instance_metadata():
    with Sources() as s, Home({}, AWS_REGION="eu-west-1", AWS_PROFILE="default",
                              AWS_EC2_METADATA_DISABLED="false",
                              AWS_EC2_METADATA_SERVICE_ENDPOINT=s.url(),
                              AWS_METADATA_SERVICE_TIMEOUT="30",
                              AWS_ENDPOINT_URL=s.url()) as home:
        home.findings()
        assert [r.path.rpartition("/")[2] for _, r, _ in s.asked] == ["", "bastion"]
        assert home.aws_keys("") == "ASIANEAR"
        s.refuse = {"/latest/api/token": Answer(status=404, text="")}
        home.refused(4, "answered 404", "version 2")
        home.refused(4, "no credentials", AWS_EC2_METADATA_DISABLED="true")


def test_sso():
    config = ("[profile s]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 1234\n"
              "sso_role_name = Auditor\n[sso-session corp]\nsso_region = eu-central-1\n"
              "sso_start_url = https://corp.example.com/start\n"
              "[profile old]\nregion = eu-west-1\nsso_start_url = https://old.example.com/\n"
              "sso_region = eu-central-1\nsso_account_id = 1234\nsso_role_name = Auditor\n")

    def token(name, seconds, form="%Y-%m-%dT%H:%M:%SZ"):
        file = hashlib.sha1(name.encode()).hexdigest()
        home.write(f".aws/sso/cache/{file}.json", json.dumps(
            {"accessToken": "SsoCanary", "expiresAt": moment(seconds, form)}))

    with Sources() as s, Home({".aws/config": config}, AWS_PROFILE="s",
                              AWS_ENDPOINT_URL=s.url()) as home:
        home.refused(4, "nobody has logged in", "aws sso login --profile s")
        token("corp", -5)
        home.refused(4, "the SSO login is over", "aws sso login --profile s")
        assert not s.asked
        token("corp", 3600)
        s.refuse = {"/federation/credentials": Answer(status=401, message="Session token")}
        home.refused(4, "not taken any more", "aws sso login --profile s")
        s.refuse = {}
        home.findings()
        (_, request, _), = s.asked
        assert request.headers["x-amz-sso_bearer_token"] == "SsoCanary"
        assert request.query == {"account_id": "1234", "role_name": "Auditor"}
        assert home.aws_keys("s") == "ASIASSO"
        token("https://old.example.com/", 3600, "%Y-%m-%dT%H:%M:%SUTC")
        home.findings(AWS_PROFILE="old")
        assert home.aws_keys("old") == "ASIASSO"
        assert len(home.cached()) == 2


def test_keys_the_service_calls_expired_are_renewed_once():
    late = refusal("ExpiredTokenException", "The security token included in the request is"
                                            " expired")
    with Sources() as s, Home({".aws/config": ROLES}, AWS_PROFILE="role",
                              AWS_ENDPOINT_URL=s.url()) as home:
        usual = s.source
        s.rule = lambda r: late if "=ASIA1/" in r.headers.get("Authorization", "") else usual(r)
        home.findings()
        assert {k for k, _ in s.keys_of_findings()} == {"ASIA1", "ASIA2"}
        assert len(s.asked) == 2
        assert home.aws_keys("role") == "ASIA2"
        s.rule = lambda r: late if "=ASIA" in r.headers.get("Authorization", "") else usual(r)
        home.refused(4, "expired")


def test_the_second_page_goes_on_with_other_keys():
    late = refusal("ExpiredTokenException", "The security token is expired")
    with Sources() as s, Home({".aws/config": ROLES}, AWS_PROFILE="role",
                              AWS_ENDPOINT_URL=s.url()) as home:
        usual, pages = s.source, []

        def rule(r):
            if r.path != "/audit/findings":
                return usual(r)
            pages.append((r.json().get("nextToken"),
                          "=ASIA1/" in r.headers["Authorization"]))
            if pages[-1][0] is None:
                return Answer(findings=s.findings[:2], nextToken="more")
            return late if pages[-1][1] else Answer(findings=s.findings[2:])

        s.rule = rule
        home.findings()
        assert ("more", True) in pages and ("more", False) in pages, pages


def test_the_header_says_when_keys_end():
    with Sources() as s, Home({}, AWS_REGION="eu-west-1", AWS_ACCESS_KEY_ID="AKIDSOON",
                              AWS_SECRET_ACCESS_KEY="x", AWS_ENDPOINT_URL=s.url()) as home:
        for seconds, words in [(600, "keys end in"), (-1, "keys are over"), (7200, "")]:
            done = home.run([PICKET, "--dump-screen", "80x24", "findings"],
                            AWS_CREDENTIAL_EXPIRATION=moment(seconds))
            assert ("keys" in done.stdout.splitlines()[0]) == bool(words), done.stdout
            assert words in done.stdout.splitlines()[0], done.stdout


def console(home, *arguments):
    return Session([PICKET, *arguments], cols=100, rows=24, home=home.path, **home.env)


def test_a_code_is_asked_for_on_the_screen():
    device = "arn:aws:iam::123456789012:mfa/op"
    with Sources() as s, Home({".aws/config": ROLES + f"mfa_serial = {device}\n"},
                              AWS_PROFILE="role", AWS_ENDPOINT_URL=s.url()) as home:
        with console(home, "findings") as c:
            c.wait(f"Code of {device}:")
            c.send("12x4\r")
            c.wait("A code has 6 digits")
            assert "12x4" not in c.text() and "****" in c.text()
            c.send("\x1b")
            c.wait("no code was given")
            assert not s.asked
            c.send(":renew\r")
            c.wait(f"Code of {device}:")
            c.send("424242\r")
            c.wait("Certificate shared by many devices")
            assert "424242" not in c.text()
        (_, request, form), = s.asked
        assert form["TokenCode"] == "424242" and form["SerialNumber"] == device
        assert signature_holds(request, "BaseCanary", "eu-west-1", "sts")
        home.findings()  # without a terminal, from the cache
        assert len(s.asked) == 1
        assert home.aws_keys("role") == "ASIA1"


def test_keys_are_renewed_and_no_call_is_lost():
    """Keys of seconds, so that they end all the time: nothing on the screen ever fails."""
    line = ("sh -c 'n=$(cat n 2>/dev/null || echo 0); n=$((n + 1)); echo $n >n; printf "
            "\"{\\\"Version\\\":1,\\\"AccessKeyId\\\":\\\"AKID%d\\\",\\\"SecretAccessKey\\\":"
            "\\\"x\\\",\\\"Expiration\\\":\\\"%s\\\"}\" $n "
            "$(date -u -d +14sec +%Y-%m-%dT%H:%M:%SZ)'")
    config = f"[profile p]\nregion = eu-west-1\ncredential_process = {line}\n"
    with Sources() as s, Home({".aws/config": config}, AWS_PROFILE="p",
                              AWS_ENDPOINT_URL=s.url()) as home:
        os.chdir(home.path)
        with console(home, "findings") as c:
            c.wait("Certificate shared by many devices")

            def asked_with_others(session):
                session.send("r")
                session.pump(0.2)
                return len(s.keys_of_findings()) >= 2

            c.wait(asked_with_others)
            c.send(":calls\r")
            c.wait("Calls")
            failed = [line for line in c.lines() if "failed" in line]
            assert all("ResourceNotFound" in line for line in failed), c.text()
        os.chdir("/")


if __name__ == "__main__":
    run_tests(globals())
