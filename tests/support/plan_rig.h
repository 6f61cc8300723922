/*
 * support/plan_rig: plans of scheduled audits, and a service that remembers them and fails as
 * it is told.
 *
 * Creating a schedule makes it exist; describing tells how often it runs, or that there is
 * none. What a name begins with says how its creation fails. The state folder is one of its
 * own below /tmp.
 */
#pragma once

#include "client/store/plan_run.h"
#include "tests/support/fault_server.h"
#include "tests/support/gate_rig.h"

enum { PLAN_RIG_NAMES = 32 };

struct plan_rig {
    struct loop *loop;
    struct http *http;
    struct fault_server *server;
    struct client *client;
    struct gate_rig gate;
    struct plan_run *run;
    char folder[64];
    char *before; /* XDG_STATE_HOME as it was; owned */
    /* the world: schedules that exist, each daily unless it is in `weekly` */
    char exists[PLAN_RIG_NAMES][32];
    size_t n_exists;
    char weekly[32];
    int creations; /* that arrived */
    int described;
};

void plan_rig_open(struct plan_rig *r);
void plan_rig_close(struct plan_rig *r);
/* A daily schedule of that name, to be created in that wave:
 *   "bad.." is refused, "slow.." gets no answer, "lost.." is carried out and the answer breaks
 *   off, "cut.." breaks off before, "expired.." finds the token expired, "twin.." breaks off
 *   and something else has its name. */
int plan_rig_step(struct plan *p, const char *name, int wave);
/* A mitigation task: no answer comes to the first try, the second finds the task there; it is
 * ours when it is called "again..", somebody else's when "stolen..". One finding fails. */
void plan_rig_task(struct plan *p, const char *name, int wave);
/* A task on alarms: in progress at the first look, then as the name says: "alarms-SUCCESSFUL",
 * "alarms-FAILED", "alarms-CANCELED"; two actions done, and one failed when it FAILED. */
void plan_rig_alarm_task(struct plan *p, const char *name, int wave);
/* A target of the step that looks whether `name` runs daily. */
void plan_rig_target(struct plan *p, const char *name, int step);
struct plan *plan_rig_plan(void); /* of a test's own; no step yet */
/* Starts the run; it may not be saved: NULL. */
void plan_rig_start(struct plan_rig *r, struct plan *p);
/* Turns until it has ended or paused. */
void plan_rig_rest(struct plan_rig *r);
void plan_rig_turns(struct plan_rig *r, int n);
/* Starts, turns, frees. */
struct err plan_rig_run(struct plan_rig *r, struct plan *p);
/* "done refused skipped": of the steps in order. */
void plan_rig_expect(const struct plan *p, const char *states, const char *what);
bool plan_rig_has(const struct plan_rig *r, const char *name);
