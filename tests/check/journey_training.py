#!/usr/bin/python3
"""A behavior that learns, from its first datapoint to its model, on a service whose clock is
fast: the parts of journey_training.txt, one console each. The date that Training predicted has
to be the one on which the model was built.

usage: journey_training.py PICKET
"""
import re
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

import console
from local_service import Service

SPEED = 12000  # two weeks in under two minutes
WAIT_SECONDS = 200
DAY = timedelta(days=1)
ENOUGH, FEW = 16, 3  # things: 16 send 64,512 datapoints in 14 days, 3 send 12,096


def learn(iot, group, things):
    """A profile with one behavior that learns, on a group of things that are there."""
    arn = iot.create_thing_group(thingGroupName=group)["thingGroupArn"]
    for thing in things:
        iot.add_thing_to_thing_group(thingGroupName=group, thingName=thing)
    iot.create_security_profile(securityProfileName=group, behaviors=[
        {"name": "sent", "metric": "aws:num-messages-sent", "suppressAlerts": True,
         "criteria": {"mlDetectionConfig": {"confidenceLevel": "MEDIUM"}}}])
    iot.attach_security_profile(securityProfileName=group, securityProfileTargetArn=arn)


def summary(iot, profile):
    told = iot.get_behavior_model_training_summaries(securityProfileName=profile)
    assert len(told["summaries"]) == 1, told
    return told["summaries"][0]


def until(what, fn):
    limit = time.monotonic() + WAIT_SECONDS
    while not (out := fn()):
        assert time.monotonic() < limit, what
        time.sleep(0.3)
    return out


def date_in(frame, label):
    found = re.search(label + r" +expected \w{3} (\d+ \w{3} \d{4} \d\d:\d\d)Z", frame)
    assert found, frame
    return datetime.strptime(found[1], "%d %b %Y %H:%M").replace(tzinfo=timezone.utc)


def main():
    script = console.parts(__file__)
    with tempfile.TemporaryDirectory() as home, \
            Service(sys.argv[1], "--no-throttle", "--clock-speed", str(SPEED),
                    "--size", "60") as service:
        iot = service.client("iot")
        for profile in iot.list_security_profiles()["securityProfileIdentifiers"]:
            iot.delete_security_profile(securityProfileName=profile["name"])  # time for ours
        things = [t["thingName"] for t in iot.list_things(maxResults=50)["things"]]
        learn(iot, "enough", things[:ENOUGH])
        learn(iot, "few", things[ENOUGH:ENOUGH + FEW])
        before = summary(iot, "enough")
        assert before["modelStatus"] == "PENDING_BUILD", before
        assert "lastModelRefreshDate" not in before, before
        for name in ("enough", "few"):
            until(f"{name} collects", lambda n=name: summary(iot, n).get(
                "datapointsCollectionPercentage", 0) > 2)
        predicted = date_in(console.play(sys.argv[1], service, home, "waits",
                                         script["waits"]), "build")
        start = summary(iot, "enough")["trainingDataCollectionStartDate"]
        assert summary(iot, "enough")["modelStatus"] == "PENDING_BUILD", "too fast to see"
        built = until("it is built", lambda: summary(iot, "enough").get("lastModelRefreshDate"))
        # The first refresh that is seen is the first one, or a day after it on a slow machine.
        late = built - predicted
        assert -DAY <= late <= DAY * 1.5, f"predicted {predicted}, built {built}"
        assert built - start >= 14 * DAY, f"since {start}, built {built}"
        assert summary(iot, "few")["modelStatus"] == "PENDING_BUILD"
        console.play(sys.argv[1], service, home, "active", script["active"])
        iot.delete_security_profile(securityProfileName="enough")
        try:
            summary(iot, "enough")
            raise AssertionError("a profile that is not there has models")
        except iot.exceptions.ResourceNotFoundException:
            pass


main()
