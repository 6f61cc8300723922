/*
 * views/authority: who is here and what may be changed: the person, the guards of the context,
 * the gate, the journal it writes into, and the drafts of forms.
 *
 * Owned by main (and by each command of the command line that changes something); outlives the
 * app and its clients. The context's guards are filled in before authority_open().
 */
#pragma once

#include "client/base/person.h"
#include "client/store/journal_gate.h"
#include "views/app.h"
#include "views/form_drafts.h"

struct authority {
    struct guards guards;
    struct gate *gate;
    struct journal *journal;
    struct journal_gate journal_gate;
    char who[PERSON_SHORT], whole_name[256];
    struct zone *zone; /* NULL: UTC */
    struct kept_drafts drafts;
    char context[64];
    char drafts_of[160]; /* the context, and of several regions which is home */
};

struct authority_options {
    struct loop *loop;
    const struct app_context *context;
    enum gate_start start;
    gate_fn *on_change; /* the armed window opened or closed; NULL */
    void *ctx;
};

void authority_open(struct authority *a, const struct authority_options *o) NONNULL;
/* Account and region became known. */
void authority_where(struct authority *a, const struct app_context *context) NONNULL;
void authority_close(struct authority *a) NONNULL; /* also when it was never opened */
