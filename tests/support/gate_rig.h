/*
 * A gate with a journal in memory: what was begun, how it ended, and a disk that can be full.
 * Entries count from 1, as in the journal.
 */
#pragma once

#include "client/net/gate.h"

enum { GATE_RIG_ENTRIES = 64 };

struct gate_rig {
    struct guards guards;
    struct gate_journal journal;
    struct gate *gate;
    bool full; /* nothing can be written */
    int begun, ended;
    struct {
        char kind[16], operation[64], ticket[64], request[512];
        bool open;
        enum gate_result result;
        char code[64];
    } entries[GATE_RIG_ENTRIES]; /* entry id i is entries[i - 1] */
};

/* What a test says was reviewed. */
extern const struct gate_change gate_rig_reviewed;

void gate_rig_open(struct gate_rig *r, struct loop *loop, enum gate_start start);
void gate_rig_close(struct gate_rig *r);
