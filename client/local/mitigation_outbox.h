/*
 * local/mitigation_outbox: messages to topics, in a file that people can read.
 *
 * There is no SNS here. What would be published goes to a table, in the transaction of whatever
 * publishes it, and from there to "outbox.ndjson" (0600): one JSON object a line with topicArn,
 * time (ISO 8601) and message. The database knows how long the file was when its last line was
 * confirmed, so that kill -9 neither loses nor doubles a line. At OUTBOX_FILE_MAX the file
 * becomes "outbox.ndjson.1", replacing the one before.
 */
#pragma once

#include "client/local/registry.h"

enum {
    OUTBOX_FILE_MAX = 4 * 1024 * 1024, /* some ten thousand findings; twice that on disk */
    OUTBOX_BATCH = 64,                 /* lines written at once */
};

struct outbox;

struct outbox *outbox_open(struct registry *r, const char *path) NONNULL MUST_USE;
void outbox_close(struct outbox *o); /* NULL is fine */
/* Inside the caller's transaction. message: a JSON value. */
bool outbox_put(struct registry *r, const char *topic_arn, int64_t now_ms, struct str message,
                struct err *err) NONNULL MUST_USE;
/* Moves some lines into the file, outside a transaction. *more: there are others. */
bool outbox_flush(struct outbox *o, bool *more, struct err *err) NONNULL MUST_USE;
