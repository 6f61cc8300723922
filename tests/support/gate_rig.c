#include "tests/support/gate_rig.h"

#include <stdio.h>
#include <string.h>

const struct gate_change gate_rig_reviewed = {
    .plan = "test",
    .title = "a change of a test",
    .target = "",
    .ticket = "",
    .undo_note = "",
    .reach = {1, -1, -1, -1},
    .typed = "",
    .approved_by = "",
};

static bool begin(void *ctx, const struct gate_entry *e, int64_t *id, struct err *err)
{
    struct gate_rig *r = ctx;
    struct buf request = BUF_INIT(511);
    struct json_writer w = {.out = &request};

    if (r->full || r->begun == GATE_RIG_ENTRIES)
        return err_set(err, ERR_IO, "the journal cannot be written: nothing was sent");
    if (e->op->input != NULL && e->input != NULL)
        record_encode_whole(e->op->input, e->input, &w);
    snprintf(r->entries[r->begun].kind, 16, "%s", e->kind);
    snprintf(r->entries[r->begun].operation, 64, "%s", e->op->name);
    snprintf(r->entries[r->begun].ticket, 64, "%s", e->ticket);
    snprintf(r->entries[r->begun].request, 512, "%s", buf_text(&request));
    buf_free(&request);
    r->entries[r->begun].open = true;
    *id = ++r->begun;
    return true;
}

static void end(void *ctx, int64_t id, const struct gate_outcome *o)
{
    struct gate_rig *r = ctx;

    r->entries[id - 1].open = false;
    r->entries[id - 1].result = o->result;
    snprintf(r->entries[id - 1].code, 64, "%s", o->err->code);
    r->ended++;
}

void gate_rig_open(struct gate_rig *r, struct loop *loop, enum gate_start start)
{
    memset(r, 0, sizeof *r);
    guards_default(&r->guards);
    r->journal = (struct gate_journal){r, begin, end};
    r->gate = gate_new(&(struct gate_options){.loop = loop,
                                              .guards = &r->guards,
                                              .journal = &r->journal,
                                              .context = "test",
                                              .region = "us-east-1",
                                              .start = start});
}

void gate_rig_close(struct gate_rig *r)
{
    gate_free(r->gate);
    guards_free(&r->guards);
}
