/*
 * support/detect_fixture: a small account, its Detect, and a clock that moves when told.
 *
 * Things are connected since yesterday unless a test says otherwise. Values come from real
 * reports (exact) or from the simulation of the type "Sim", which says 100 messages sent, more
 * or less. Everything fails the test by itself; texts live in the fixture's arena.
 */
#pragma once

#include "client/local/detect.h"
#include "client/local/device_report.h"
#include "client/local/models.h"
#include "client/local/profiles.h"
#include "client/local/scenarios.h"
#include "tests/support/audit_fixture.h"

#define DETECT_HERE "arn:aws:iot:us-east-1:123456789012:"
#define DETECT_ALL  DETECT_HERE "all/things"

struct detect_fixture {
    struct audit_fixture f;
    struct scenarios *scenarios;
    struct device_reports *reports;
    struct models *models;
    struct detect *detect;
    int64_t report_id;
    int messages; /* how often detect said that there are some */
};

/* dir: ":memory:", or a folder that stays. Things "a", "b" and "c" (ids 1 to 3) are there. */
void detect_fixture_open(struct detect_fixture *t, const char *dir);
void detect_fixture_close(struct detect_fixture *t);
void detect_fixture_reopen(struct detect_fixture *t); /* as after kill -9 */

void detect_fixture_remove(const char *folder); /* after closing */

/* A profile with these behaviors (JSON, or NULL) and whatever else; attached and in force. */
void detect_fixture_profile(struct detect_fixture *t, const char *name, const char *behaviors,
                            const char *more, const char *target);
/* Custom metrics of a device, now: "\"load\":[{\"number\":41}]". */
void detect_fixture_report(struct detect_fixture *t, const char *thing, const char *custom);
void detect_fixture_settle(struct detect_fixture *t);
void detect_fixture_slots(struct detect_fixture *t, int n); /* of time, each settled */
/* "in-alarm a NAME {"count":41}; alarm-cleared a NAME {..}", oldest first. */
const char *detect_fixture_events(struct detect_fixture *t);
/* "a NAME {"count":41} UNKNOWN; ...", oldest first. */
const char *detect_fixture_active(struct detect_fixture *t);
