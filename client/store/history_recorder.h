/*
 * store/history_recorder: records audits that have ended, in the background, one at a time.
 *
 * Follows store/audit_runs without making it ask; opens the history a moment after the start,
 * so that the first frame does not wait for a file. Asks ListAuditFindings of one audit with
 * the priority of the background, never of one that is recorded; what failed is tried again a
 * few times, then not before the next connection. Nothing runs while there is nothing to
 * record. Runs and history are borrowed and outlive it.
 */
#pragma once

#include "client/store/history.h"

enum {
    HISTORY_RECORDS_BACK = 30,      /* newest audits looked at: a month of daily ones */
    HISTORY_OPEN_MS = 150,          /* after the first frame */
    HISTORY_FIRST_RECORD_MS = 2000, /* what the screen asks comes first */
    HISTORY_TRIES = 3,
};

struct history_recorder;

struct history_recorder *history_recorder_new(struct loop *loop, struct audit_runs *runs,
                                              struct history *history) NONNULL MUST_USE;
void history_recorder_free(struct history_recorder *r);
void history_recorder_connect(struct history_recorder *r, struct client *client)
    __attribute__((nonnull(1))); /* NULL: not connected */
enum history_recorder_pace { HISTORY_RECORDER_PAUSED, HISTORY_RECORDER_GOES };
void history_recorder_set_pace(struct history_recorder *r,
                               enum history_recorder_pace pace) NONNULL;
/* Somebody waits for this audit: it is recorded next, at once and with their priority. */
void history_recorder_want(struct history_recorder *r, const char *task_id) NONNULL;
/* Of the last try at an audit; kind ERR_NONE: none, or it went well. Borrowed. */
const struct err *history_recorder_err(const struct history_recorder *r) NONNULL;
bool history_recorder_is_busy(const struct history_recorder *r) NONNULL;
