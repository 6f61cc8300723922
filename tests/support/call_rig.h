/*
 * A client of net/call, the misbehaving server it talks to, and what came of it.
 *
 * Replies are given per request number; the last one repeats. Every request that arrives is
 * checked against the signature it carries.
 */
#pragma once

#include "client/net/call.h"
#include "tests/support/fault_server.h"
#include "tests/support/gate_rig.h"

enum { RIG_REPLIES = 8, RIG_HEADS = 16 };

struct call_rig {
    struct loop *loop;
    struct http *http;
    struct fault_server *server;
    struct client *client;
    bool read_only;       /* said before rig_open(): the gate cannot be armed */
    struct gate_rig gate; /* else it is open */
    struct fault_reply replies[RIG_REPLIES];
    int n_replies;
    /* what the server saw */
    char heads[RIG_HEADS][2048], bodies[RIG_HEADS][512];
    int badly_signed;
    char refusal[320];
    int64_t server_ahead_ms; /* of our clock, when it judges signatures */
    /* what the callbacks saw */
    int done, pages;
    size_t rows;
    struct call_result result;
    char page_bodies[256];
    int stop_after;   /* pages; 0: never */
    struct call *own; /* canceled or dropped from inside on_page when set */
    bool drop_own;
};

/* A success with a length around a body. */
struct str rig_answer(char *space, size_t size, const char *body);
/* options: loop, http, endpoint, credentials are filled in; timeout 10 s, no jitter. */
void rig_open(struct call_rig *r, struct client_options *options);
void rig_close(struct call_rig *r);
struct call_options rig_options(struct call_rig *r);
void rig_run(struct call_rig *r, int done); /* until so many calls are done */
void rig_turns(struct call_rig *r, int n);
