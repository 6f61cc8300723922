/*
 * store/alarm_recorder: keeps the alarm history up to date in the background.
 *
 * While the console is connected and not paused, whatever screen it shows: every
 * ALARM_RECORD_MS the events since the last look are asked for, with some minutes of overlap
 * for those that arrive late, and what the service still has and nobody recorded is filled in
 * day by day, newest first, with the priority of the background. A day counts as recorded when
 * its last page has come. Nothing is asked while Detect is closed or refused to us. History
 * and loop are borrowed and outlive it.
 */
#pragma once

#include "client/net/call.h"
#include "client/store/alarm_history.h"

enum {
    ALARM_RECORD_MS = 5 * 60 * 1000, /* devices are judged every 5 minutes */
    ALARM_OPEN_MS = 200,             /* after the first frame */
    ALARM_FIRST_RECORD_MS = 2500,    /* what the screen asks comes first */
    ALARM_NEXT_DAY_MS = 500,         /* between two days that are filled in */
    ALARM_OVERLAP_MS = 10 * 60 * 1000,
    ALARM_REFUSED_MS = 60 * 60 * 1000, /* who may not ask does so rarely */
};

struct alarm_recorder;

struct alarm_recorder *alarm_recorder_new(struct loop *loop,
                                          struct alarm_history *history) NONNULL MUST_USE;
void alarm_recorder_free(struct alarm_recorder *r);
void alarm_recorder_connect(struct alarm_recorder *r, struct client *client)
    __attribute__((nonnull(1))); /* NULL: not connected */
void alarm_recorder_set_paused(struct alarm_recorder *r, bool paused) NONNULL;
void alarm_recorder_look(struct alarm_recorder *r) NONNULL; /* now, unless it does already */
/* Of the last asking; kind ERR_NONE: none, or it went well. Borrowed. */
const struct err *alarm_recorder_err(const struct alarm_recorder *r) NONNULL;
