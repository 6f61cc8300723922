#!/usr/bin/python3
"""Random settings: picket and botocore agree on where keys come from, through which roles, and
under which names what they get is kept.

usage: chain_random.py CHAIN_LINES [COUNT [SEED]]
"""
import json
import os
import random
import subprocess
import sys
import tempfile

import botocore.session
from botocore import credentials as sources
from botocore.exceptions import BotoCoreError

NAMES = ["default", "a", "b", "c"]
ROLE = "arn:aws:iam::123456789012:role/"
SSO = {"sso_start_url": "https://corp.example.com/start", "sso_region": "eu-central-1"}


def keys(name):
    return {"aws_access_key_id": "AK" + name, "aws_secret_access_key": "s"}


def a_profile(rnd, name):
    """Settings of one profile: whole ones, as half of one is refused in different places."""
    p = {}
    if rnd.random() < 0.55:
        p["role_arn"] = ROLE + rnd.choice("xy")
        if rnd.random() < 0.75:
            p["source_profile"] = rnd.choice([*NAMES, name, "gone"])
        if rnd.random() < 0.3:
            p["credential_source"] = rnd.choice(
                ["Environment", "EcsContainer", "Ec2InstanceMetadata", "Moon"])
        if rnd.random() < 0.3:
            p["external_id"] = rnd.choice(["x-1", 'q"u\u00e9\U0001f512', "b\\s"])
        if rnd.random() < 0.3:
            p["role_session_name"] = "op"
        if rnd.random() < 0.3:
            p["duration_seconds"] = "1800"
        if rnd.random() < 0.3:
            p["mfa_serial"] = "arn:aws:iam::123456789012:mfa/op"
    if rnd.random() < 0.15 and "role_arn" in p:
        p["web_identity_token_file"] = "/t"
    if rnd.random() < 0.2:
        p |= {"sso_account_id": "1234", "sso_role_name": rnd.choice(["R", "S"])}
        p |= {"sso_session": "corp"} if rnd.random() < 0.5 else SSO
    if rnd.random() < 0.2:
        p["credential_process"] = "keys"
    if rnd.random() < 0.25:
        p |= keys("conf" + name)
    return p


def a_case(rnd):
    # "default", when it is asked for by name, need not be there for picket.
    config = {n: a_profile(rnd, n) for n in NAMES if n == "default" or rnd.random() < 0.9}
    shared = {n: keys("file" + n) for n in NAMES if rnd.random() < 0.2}
    env = {}
    if rnd.random() < 0.2:
        env |= {"AWS_ACCESS_KEY_ID": "AKenv", "AWS_SECRET_ACCESS_KEY": "s"}
    if rnd.random() < 0.2:
        env |= {"AWS_WEB_IDENTITY_TOKEN_FILE": "/w", "AWS_ROLE_ARN": ROLE + "w"}
        if rnd.random() < 0.5:
            env["AWS_ROLE_SESSION_NAME"] = "web"
    if rnd.random() < 0.2:
        env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://localhost/x"
    if rnd.random() < 0.3:
        env["AWS_EC2_METADATA_DISABLED"] = "true"
    if rnd.random() < 0.4:
        env["AWS_PROFILE"] = rnd.choice(NAMES)
    profile = rnd.choice(NAMES) if rnd.random() < 0.5 else None
    section = {"default": "default"}
    text = "".join(f"[{section.get(n, 'profile ' + n)}]\n"
                   + "".join(f"{k} = {v}\n" for k, v in p.items()) for n, p in config.items())
    text += "[sso-session corp]\n" + "".join(f"{k} = {v}\n" for k, v in SSO.items())
    return {"config": text, "profile": profile, "env": env, "credentials": "".join(
        f"[{n}]\n" + "".join(f"{k} = {v}\n" for k, v in p.items()) for n, p in shared.items())}


# ---- botocore, with nothing that leaves the process ----

class Near(sources.Credentials):
    pass


def metadata(_self):
    if os.environ.get("AWS_EC2_METADATA_DISABLED") == "true":
        return None
    return Near("x", "x", method="instance metadata")


def container(self):
    full = sources.ContainerProvider.ENV_VAR_FULL
    return Near("x", "x", method="container") if full in os.environ else None


def program(self, _command):
    return {"access_key": "x", "secret_key": "x", "token": None, "expiry_time": None}


sources.InstanceMetadataProvider.load = metadata
sources.ContainerProvider.load = container
sources.ProcessProvider._retrieve_credentials_using = program
NAMES_OF_METHODS = {"custom-process": "credential_process", "sso": "sso",
                    "assume-role-with-web-identity": "assume-role-with-web-identity"}


def fetcher_of(found):
    refresh = found._refresh_using
    if not hasattr(refresh, "__self__"):
        refresh = refresh._refresh  # behind the one that asks for a code
    return refresh.__self__


def words(found):
    if isinstance(found, Near):
        return [found.method]
    if not isinstance(found, sources.DeferredRefreshableCredentials):
        if found.method in NAMES_OF_METHODS:
            return [NAMES_OF_METHODS[found.method]]
        return [found.access_key]
    fetcher = fetcher_of(found)
    if hasattr(fetcher, "_source_credentials"):
        return [*words(fetcher._source_credentials), fetcher._cache_key]
    return [NAMES_OF_METHODS[found.method], fetcher._cache_key]


def botocore_says(case, folder):
    paths = {}
    for name in ("config", "credentials"):
        paths[name] = os.path.join(folder, name)
        with open(paths[name], "w", encoding="utf-8") as f:
            f.write(case[name])
    os.environ.clear()
    os.environ.update(case["env"], HOME=folder, AWS_CONFIG_FILE=paths["config"],
                      AWS_SHARED_CREDENTIALS_FILE=paths["credentials"])
    try:
        session = botocore.session.Session(profile=case["profile"])
        found = session.get_component("credential_provider").load_credentials()
        return " ".join(words(found)) if found is not None else "refused"
    except BotoCoreError as e:
        return f"refused {e}"


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1500
    rnd = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    cases = [a_case(rnd) for _ in range(count)]
    done = subprocess.run([sys.argv[1]], input="".join(json.dumps(c) + "\n" for c in cases),
                          capture_output=True, text=True, check=True)
    ours = done.stdout.splitlines()
    assert len(ours) == count, done.stderr
    different, kinds = 0, {}
    with tempfile.TemporaryDirectory() as folder:
        for case, mine in zip(cases, ours):
            theirs = botocore_says(case, folder)
            kind = mine.split()[0] + f"+{len(mine.split()) - 1}" * (mine[:7] != "refused")
            kinds[kind] = kinds.get(kind, 0) + 1
            if mine.split()[0] == theirs.split()[0] == "refused" or mine == theirs:
                continue
            different += 1
            if different <= 5:
                print(f"{json.dumps(case, indent=1)}\n  picket:   {mine}\n  botocore: {theirs}")
    print(f"{count} cases, {different} different, {len(kinds)} kinds: {kinds}")
    sys.exit(1 if different or len(kinds) < 15 else 0)


main()
