/*
 * store/plan_inside: what plan_run.c (from one state to the next) and plan_ask.c (questions and
 * what their answers mean) share. For nobody else.
 */
#pragma once

#include "client/store/plan_run.h"

enum { TYPED_MAX = 128, THEN_MAX = 512 };

enum question { ASK_PROBE, ASK_SEND, ASK_SETTLE, ASK_WATCH };

/* One call under way: what it is for, and of which target or step. */
struct asked {
    struct plan_run *run;
    enum question question;
    size_t at;
    struct call *call; /* NULL: free */
    bool seen;         /* a page came */
    bool matches;      /* ASK_SETTLE: it is what the step was to make */
};

struct plan_run {
    struct plan_run_options o;
    char typed[TYPED_MAX], approved_by[TYPED_MAX], then[THEN_MAX];
    enum plan_run_state state;
    struct asked asked[PLAN_RUN_IN_FLIGHT];
    int in_flight, wave;
    size_t next;   /* target or step to look at next */
    int failures;  /* of this run */
    bool stopping; /* no further step is sent */
    struct err err;
    struct loop_timer *timer;  /* between two looks, or two waves */
    struct loop_timer *notice; /* on_change is due */
    int64_t next_us, saved_us;
    struct arena *arena; /* inputs of questions */
};

/* plan_run.c */
void plan_run_pump(struct plan_run *r) NONNULL;
void plan_run_save_now_and_then(struct plan_run *r) NONNULL;
void plan_run_stop_because(struct plan_run *r, const struct err *why) NONNULL;
/* plan_ask.c: the next question of a state; false: there is none. */
bool plan_ask_probe(struct plan_run *r) NONNULL;
bool plan_ask_send(struct plan_run *r) NONNULL;
bool plan_ask_settle(struct plan_run *r) NONNULL;
bool plan_ask_watch(struct plan_run *r) NONNULL;
bool plan_ask_is_running_task(const struct plan_run *r, const struct plan_step *s) NONNULL;
