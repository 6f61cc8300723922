/*
 * store/journal_gate: the journal as the gate wants it: an entry before a request leaves, and
 * its end.
 *
 * Fills in who, where, the request as JSON, and the call that leads back. Texts and the journal
 * are borrowed and outlive it.
 */
#pragma once

#include "client/net/gate.h"
#include "client/store/journal.h"

struct journal_gate {
    struct gate_journal gate; /* what gate_new() is given */
    struct journal *journal;
    const char *person; /* "alice as root from 10.0.0.7" */
    char context[64], account[16], region[64];
    uint64_t changes; /* moves with every entry and every end */
};

/* An input as the journal keeps it: JSON text. */
void journal_put_input(const struct operation *op, const void *input, struct buf *out)
    __attribute__((nonnull(1, 3)));

void journal_gate_init(struct journal_gate *g, struct journal *j, const char *person) NONNULL;
void journal_gate_where(struct journal_gate *g, const char *context, const char *account,
                        const char *region) NONNULL;
