#!/usr/bin/python3
"""Kill -9 while Detect judges a fast clock: nothing is lost, nothing is there twice.

usage: kill9_detect.py PICKET [ROUNDS [SEED]]
"""
import http.client
import random
import sqlite3
import sys
import threading
import time

from local_service import Service

EVENTS = "/violation-events?startTime=2020-01-01T00%3A00%3A00Z&endTime=2100-01-01T00%3A00%3A00Z"
KINDS = ["impersonation", "ransomware", "crypto-mining", "denial-of-service"]


class Memory:
    """What the service has said."""

    def __init__(self):
        self.events, self.verified, self.round = set(), {}, 0


def key(event):
    return event["violationId"], event["violationEventType"], event["violationEventTime"]


def work(service, memory):
    """Starts incidents, reads and verifies, until the service is gone."""
    n = 0
    try:
        while True:
            n += 1
            if n % 8 == 1:
                name = KINDS[(memory.round + n) % len(KINDS)]
                service.call("POST", "/picket/scenarios",
                             {"name": name, "clientRequestToken": f"{memory.round}-{n}-drill",
                              "minutes": 30})
            status, _, answer = service.call("GET", EVENTS + "&maxResults=100")
            events = answer.get("violationEvents", []) if status == 200 else []
            memory.events |= {key(e) for e in events}
            for event in events[:1]:
                name = event["violationId"]
                if service.call("POST", f"/violations/verification-state/{name}",
                                {"verificationState": "BENIGN_POSITIVE"})[0] == 200:
                    memory.verified[name] = "BENIGN_POSITIVE"
    except (OSError, http.client.HTTPException):
        pass  # killed


ONCE = {
    "an alarm begins once":
        "SELECT violation FROM violation_event WHERE type = 0 GROUP BY violation"
        " HAVING count(*) <> 1",
    "it ends once at most":
        "SELECT violation FROM violation_event WHERE type <> 0 GROUP BY violation"
        " HAVING count(*) > 1",
    "active is what has not ended":
        "SELECT v.id FROM violation v WHERE v.active = EXISTS(SELECT 1 FROM violation_event e"
        " WHERE e.violation = v.id AND e.type <> 0)",
    "one at a time of a behavior and device":
        "SELECT v.device FROM violation v JOIN detect_behavior b ON b.id = v.behavior"
        " WHERE v.active GROUP BY v.device, b.profile_id, b.name HAVING count(*) > 1",
    "the next begins after the last has ended":
        "SELECT a.id FROM violation a JOIN violation b ON b.device = a.device AND b.behavior ="
        " a.behavior AND b.id > a.id JOIN violation_event e ON e.violation = a.id AND e.type"
        " <> 0 WHERE b.start_ms <= e.at_ms",
    "coverage does not overlap":
        "SELECT a.from_slot FROM detect_coverage a JOIN detect_coverage b ON b.from_slot >"
        " a.from_slot AND b.from_slot < a.to_slot",
    "coverage ends where judging has come to":
        "SELECT slot FROM detect_state WHERE slot < (SELECT max(to_slot) FROM detect_coverage)",
}


def verify(service, memory):
    with sqlite3.connect(f"file:{service.state}/service.db?mode=ro", uri=True) as db:
        for what, sql in ONCE.items():
            rows = db.execute(sql).fetchall()
            assert not rows, f"{what}: {rows[:5]}"
        names = ["in-alarm", "alarm-cleared", "alarm-invalidated"]
        kept = {(i, names[t], ms / 1000) for i, t, ms in db.execute(
            "SELECT v.violation_id, e.type, e.at_ms FROM violation_event e"
            " JOIN violation v ON v.id = e.violation")}
        states = dict(db.execute("SELECT violation_id, verification FROM violation"))
    missing = memory.events - kept
    assert not missing, sorted(missing)[:5]
    for name, state in memory.verified.items():
        assert states[name] == state, name
    return len(kept)


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2] else 8
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(10 ** 6)
    rnd = random.Random(seed)
    print(f"seed {seed}")
    memory, events = Memory(), 0
    with Service(sys.argv[1], "--no-throttle", "--clock-speed", "3000") as service:
        for memory.round in range(rounds):
            worker = threading.Thread(target=work, args=(service, memory))
            worker.start()
            time.sleep(rnd.uniform(0.05, 2.5))
            service.kill()
            worker.join()
            events = verify(service, memory)
            service.start()
        verify(service, memory)
    assert events > 50 and memory.verified, "nothing happened: nothing was tested"
    print(f"{rounds} kills: {events} events, {len(memory.events)} of them seen, "
          f"{len(memory.verified)} verified")


main()
