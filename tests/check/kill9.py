#!/usr/bin/python3
"""Kill -9 at random moments: what was answered is there afterwards.

usage: kill9.py PICKET [ROUNDS [SEED]]
"""
import http.client
import random
import sys
import threading
import time

from local_service import Service

CANCELED_MAX = 4  # tasks left running, of the ten that are allowed


class Memory:
    """What the service has acknowledged."""

    def __init__(self):
        self.tasks, self.canceled, self.findings, self.groups = {}, set(), {}, set()
        self.round = 0


def work(service, memory, checks):
    """Starts, cancels, lists and makes, until the service is gone."""
    n = 0
    running = []
    try:
        while True:
            n += 1
            status, error, answer = service.call("POST", "/audit/tasks",
                                                 {"targetCheckNames": checks})
            if status == 200:
                memory.tasks[answer["taskId"]] = True
                running.append(answer["taskId"])
            else:
                assert error in ("LimitExceededException", "ThrottlingException"), error
            if len(running) > CANCELED_MAX:
                task = running.pop(0)
                status, error, _ = service.call("PUT", f"/audit/tasks/{task}/cancel", b"")
                if status == 200:
                    memory.canceled.add(task)
                else:
                    assert error in ("InvalidRequestException", "ThrottlingException"), error
            group = f"kill-{memory.round}-{n}"
            if service.call("POST", f"/thing-groups/{group}", {})[0] == 200:
                memory.groups.add(group)
            for task in running[:1]:
                status, _, answer = service.call("POST", "/audit/findings",
                                                 {"taskId": task, "maxResults": 50})
                for f in answer.get("findings", []) if status == 200 else []:
                    memory.findings[f["findingId"]] = f
    except (OSError, http.client.HTTPException):
        pass  # killed


def verify(service, memory):
    for task in memory.tasks:
        told = service.ask("GET", f"/audit/tasks/{task}")
        if task in memory.canceled:
            assert told["taskStatus"] == "CANCELED", told
    for name, before in memory.findings.items():
        assert service.ask("GET", f"/audit/findings/{name}")["finding"]["findingId"] == name
        assert before["checkName"]
    names = set()
    token = ""
    while True:
        target = "/thing-groups?maxResults=250&namePrefixFilter=kill-" + token
        answer = service.ask("GET", target)
        names |= {g["groupName"] for g in answer["thingGroups"]}
        if "nextToken" not in answer:
            break
        token = "&nextToken=" + http_quote(answer["nextToken"])
    assert memory.groups <= names, sorted(memory.groups - names)


def http_quote(text):
    from urllib.parse import quote
    return quote(text, safe="")


def settle(service, memory):
    """Ends what still runs, so that the next round may start something."""
    for task in memory.tasks:
        if service.ask("GET", f"/audit/tasks/{task}")["taskStatus"] == "IN_PROGRESS":
            status, _, _ = service.call("PUT", f"/audit/tasks/{task}/cancel", b"")
            if status == 200:
                memory.canceled.add(task)


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2] else 8
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(10 ** 6)
    rnd = random.Random(seed)
    print(f"seed {seed}")
    memory = Memory()
    with Service(sys.argv[1], "--no-throttle") as service:
        configuration = service.ask("GET", "/audit/configuration")["auditCheckConfigurations"]
        checks = [n for n, c in configuration.items() if c["enabled"]]
        for memory.round in range(rounds):
            worker = threading.Thread(target=work, args=(service, memory, checks))
            worker.start()
            time.sleep(rnd.uniform(0.05, 1.5))
            service.kill()
            worker.join()
            service.start()
            verify(service, memory)
            settle(service, memory)
    assert memory.tasks and memory.groups, "nothing was acknowledged: nothing was tested"
    print(f"{rounds} kills: {len(memory.tasks)} tasks, {len(memory.canceled)} canceled, "
          f"{len(memory.findings)} findings, {len(memory.groups)} groups kept")


main()
