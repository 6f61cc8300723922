#include "views/authority.h"

#include <stdio.h>
#include <stdlib.h>

static void find_person(struct authority *a)
{
    struct buf name = BUF_INIT(sizeof a->whole_name);
    struct person person;

    person_now(&person);
    person_short(&person, a->who);
    person_text(&person, &name);
    (void)snprintf(a->whole_name, sizeof a->whole_name, "%s", buf_text(&name));
    buf_free(&name);
}

void authority_open(struct authority *a, const struct authority_options *o)
{
    struct err err;

    find_person(a);
    (void)snprintf(a->context, sizeof a->context, "%s", o->context->name);
    a->zone = zone_local(getenv("TZ"), &err); /* without one times are UTC, and say so */
    a->journal = journal_new(NULL, loop_clock(o->loop));
    journal_gate_init(&a->journal_gate, a->journal, a->whole_name);
    a->gate = gate_new(&(struct gate_options){.loop = o->loop,
                                              .guards = &a->guards,
                                              .journal = &a->journal_gate.gate,
                                              .context = a->context,
                                              .region = o->context->region,
                                              .start = o->start,
                                              .on_change = o->on_change,
                                              .ctx = o->ctx});
    const bool several = o->context->regions.n > 1;

    /* What was typed about one region is not offered in another. */
    (void)snprintf(a->drafts_of, sizeof a->drafts_of, "%s%s%s", a->context, several ? " " : "",
                   several ? o->context->region : "");
    kept_drafts_init(&a->drafts, a->drafts_of, loop_clock(o->loop));
    authority_where(a, o->context);
}

void authority_where(struct authority *a, const struct app_context *context)
{
    gate_set_region(a->gate, context->region);
    journal_gate_where(&a->journal_gate, a->context, context->account, context->region);
}

void authority_close(struct authority *a)
{
    gate_free(a->gate);
    journal_free(a->journal);
    zone_free(a->zone);
    guards_free(&a->guards);
}
