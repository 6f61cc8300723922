"""detect_bench.py PICKET [SECONDS]: what Detect costs the local service.

20,000 simulated devices of the fleet `metro`, 12 behaviors that watch all of them, a datapoint
in five minutes of service time, 60 times as fast as real time. Shows the share of one core, how
long other calls take meanwhile (single requests, signed before they are timed), what is kept on
disk of a device and day, and values judged in a second of CPU.
"""

import pathlib
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "check"))
from local_service import Service  # pylint: disable=wrong-import-position

DEVICES = 20000
SPEED = 60
DAYS_SPEED = 2880  # half a minute a day: what a whole day leaves on disk
SLOT_S = 300
CORE_LIMIT = 1.0
LATENCY_LIMIT_MS = 50.0
PACE_S = 0.02
SETTLE_S = 240
HERE = "arn:aws:iot:us-east-1:123456789012:all/registered-things"


def static(name, metric, operator, **value):
    return {"name": name, "metric": "aws:" + metric,
            "criteria": {"comparisonOperator": operator, "value": value}}


def timed(name, metric, count):
    behavior = static(name, metric, "less-than-equals", count=count)
    behavior["criteria"]["durationSeconds"] = 300
    return behavior


def percentile(name, metric, statistic, seconds):
    return {"name": name, "metric": "aws:" + metric,
            "criteria": {"comparisonOperator": "less-than-equals", "durationSeconds": seconds,
                         "statisticalThreshold": {"statistic": statistic}}}


def learned(name, metric, level):
    return {"name": name, "metric": "aws:" + metric,
            "criteria": {"mlDetectionConfig": {"confidenceLevel": level}}}


BEHAVIORS = [
    timed("failures", "num-authorization-failures", 8),
    timed("attempts", "num-connection-attempts", 12),
    timed("disconnects", "num-disconnects", 12),
    timed("bytes-out", "all-bytes-out", 4000000),
    timed("bytes-in", "all-bytes-in", 4000000),
    static("size", "message-byte-size", "less-than-equals", count=8192),
    static("ports", "listening-tcp-ports", "in-port-set", ports=[22, 80, 443, 554]),
    static("peers", "destination-ip-addresses", "in-cidr-set", cidrs=["198.18.0.0/15"]),
    percentile("packets-p999", "all-packets-out", "p99.9", 300),
    percentile("hour-p999", "num-messages-sent", "p99.9", 3600),
    learned("sent", "num-messages-sent", "HIGH"),
    learned("received", "num-messages-received", "MEDIUM"),
]


def cpu_s(pid):
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def profiles_of(service):
    return [p["name"] for p in
            service.ask("GET", "/security-profiles")["securityProfileIdentifiers"]]


def prepare(service):
    """The fleet's own profiles make way for the 12 behaviors."""
    for name in profiles_of(service):
        for target in service.ask("GET", f"/security-profiles/{name}/targets")[
                "securityProfileTargets"]:
            arn = target["arn"].replace(":", "%3A").replace("/", "%2F")
            service.ask("DELETE", f"/security-profiles/{name}/targets"
                                  f"?securityProfileTargetArn={arn}")
        service.ask("DELETE", f"/security-profiles/{name}")
    for i in range(3):
        service.ask("POST", f"/security-profiles/bench-{i}",
                    {"behaviors": BEHAVIORS[i * 4:i * 4 + 4]})
        arn = HERE.replace(":", "%3A").replace("/", "%2F")
        service.ask("PUT", f"/security-profiles/bench-{i}/targets"
                           f"?securityProfileTargetArn={arn}")


def slot_of(service):
    with sqlite3.connect(f"file:{service.state}/service.db?mode=ro", uri=True) as db:
        return db.execute("SELECT slot FROM detect_state").fetchone()[0]


def sizes(service):
    """Bytes of what alarms leave, of what models learn, and of all."""
    with sqlite3.connect(f"file:{service.state}/service.db?mode=ro", uri=True) as db:
        rows = dict(db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
        owners = dict(db.execute("SELECT name, tbl_name FROM sqlite_schema"))
    tables = {}
    for name, size in rows.items():
        table = owners.get(name, name)
        tables[table] = tables.get(table, 0) + size
    alarms = sum(n for t, n in tables.items() if t.startswith(("violation", "detect_")))
    models = sum(n for t, n in tables.items() if t.startswith("model"))
    return alarms, models, sum(tables.values())


def one_day(service):
    """What a day adds, after the day that is begun."""
    service.end()
    service.options[service.options.index("--clock-speed") + 1] = str(DAYS_SPEED)
    service.start()
    first = slot_of(service) + 86400 // SLOT_S
    while slot_of(service) < first:
        time.sleep(0.2)
    before, from_slot = sizes(service), slot_of(service)
    while slot_of(service) < first + 86400 // SLOT_S:
        time.sleep(0.2)
    days = (slot_of(service) - from_slot) * SLOT_S / 86400
    return [(b - a) / DEVICES / days for a, b in zip(before, sizes(service))]


def settled(service):
    """Waits until the past is judged: two slots in a row come at their time."""
    end = time.monotonic() + SETTLE_S
    while time.monotonic() < end:
        before = slot_of(service)
        time.sleep(2 * SLOT_S / SPEED)
        if slot_of(service) - before <= 3:
            return
    sys.exit("the service does not come to rest")


def latencies_for(service, seconds):
    """Of one call after the other, ms."""
    targets = ["/active-violations?maxResults=50", "/things?maxResults=50",
               "/thing-groups?maxResults=50"]
    signed = [(target, *service.signed("GET", target)) for target in targets]
    end, found, n = time.monotonic() + seconds, [], 0
    while time.monotonic() < end:
        target, headers, text = signed[n % len(signed)]
        n += 1
        began = time.monotonic()
        status, _, _ = service.send("GET", target, headers, text)
        found.append((time.monotonic() - began) * 1e3)
        assert status == 200, status
        time.sleep(PACE_S)
    return sorted(found)


def main():
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    with Service(sys.argv[1], "--no-throttle", "--clock-speed", str(SPEED),
                 fleet="metro") as service:
        prepare(service)
        settled(service)
        slot_before = slot_of(service)
        cpu_before = cpu_s(service.process.pid)
        began = time.monotonic()
        time.sleep(seconds)  # nobody asks: Detect alone
        cpu = cpu_s(service.process.pid) - cpu_before
        share = cpu / (time.monotonic() - began)
        slots = slot_of(service) - slot_before
        found = latencies_for(service, seconds)
        alarms, models, everything = one_day(service)
    values = slots * DEVICES * len(BEHAVIORS)
    p99, worst = found[len(found) * 99 // 100], found[-1]
    print(f"{DEVICES} devices x {len(BEHAVIORS)} behaviors, {SPEED}x, {slots} slots")
    print(f"share of one core   {share * 100:6.1f} %   (limit {CORE_LIMIT * 100:.0f} %)")
    print(f"values judged       {values / cpu / 1e6:6.2f} million in a second of CPU")
    print(f"other calls         {found[len(found) // 2]:6.1f} ms median, {p99:.1f} ms p99, "
          f"{worst:.1f} ms worst of {len(found)}   (limit {LATENCY_LIMIT_MS:.0f} ms)")
    print(f"kept on disk        {everything:6.0f} bytes a device and day: alarms {alarms:.0f}, "
          f"models {models:.0f}")
    if slots < seconds * SPEED / SLOT_S - 2 or share > CORE_LIMIT or p99 > LATENCY_LIMIT_MS:
        sys.exit("beyond the limits")


main()
