#include "client/store/journal_gate.h"

#include <stdio.h>
#include <string.h>

#include "client/base/log.h"

void journal_put_input(const struct operation *op, const void *input, struct buf *out)
{
    struct json_writer w = {.out = out};

    if (op->input != NULL && input != NULL)
        record_encode_whole(op->input, input, &w);
    else
        buf_puts(out, "{}");
}

static const char *token_of(const struct operation *op, const void *input)
{
    for (size_t i = 0; op->input != NULL && input != NULL && i < op->input->n_fields; i++) {
        const struct field *f = &op->input->fields[i];
        const void *value = f->token ? field_value(f, input) : NULL;

        if (value != NULL)
            return *(const char *const *)value;
    }
    return "";
}

/* The entry that is undone, when this is the call that it kept: a plan's file may come from
 * somebody whose journal counts other changes. */
static int64_t undone(const struct journal_gate *g, const struct gate_entry *e,
                      const char *request)
{
    struct arena *a = arena_new();
    struct journal_entry was = {0};
    struct err err;
    int64_t id = 0;

    if (e->change->undoes != 0 && journal_get(g->journal, e->change->undoes, a, &was, &err) &&
        was.id != 0 && strcmp(was.context, g->context) == 0 &&
        strcmp(was.undo_operation, e->op->name) == 0 && strcmp(was.undo_request, request) == 0)
        id = was.id;
    arena_free(a);
    return id;
}

static bool begin(void *ctx, const struct gate_entry *e, int64_t *id, struct err *err)
{
    struct journal_gate *g = ctx;
    const struct gate_change *c = e->change;
    struct buf request = BUF_INIT(JOURNAL_REQUEST_MAX + 1),
               undo = BUF_INIT(JOURNAL_REQUEST_MAX + 1);

    journal_put_input(e->op, e->input, &request);
    if (c->undo_op != NULL)
        journal_put_input(c->undo_op, c->undo_input, &undo);
    const struct journal_entry entry = {
        .person = g->person,
        .context = g->context,
        .account = g->account,
        .region = g->region,
        .ticket = e->ticket,
        .plan = c->plan,
        .title = c->title,
        .kind = e->kind,
        .target = c->target,
        .operation = e->op->name,
        .request = buf_text(&request),
        .token = token_of(e->op, e->input),
        .undo_operation = c->undo_op != NULL ? c->undo_op->name : "",
        .undo_request = buf_text(&undo),
        .undo_note = c->undo_note,
        .undoes = undone(g, e, buf_text(&request)),
    };
    bool ok = journal_begin(g->journal, &entry, id, err);

    buf_free(&request);
    buf_free(&undo);
    g->changes++;
    return ok;
}

static void put_answer(const struct gate_outcome *o, struct buf *out)
{
    if (o->err->kind == ERR_NONE)
        buf_put(out, o->answer.p, o->answer.n);
    else
        buf_printf(out, "%s: %s",
                   o->err->code[0] != '\0' ? o->err->code : err_kind_name(o->err->kind),
                   o->err->text);
}

static void end(void *ctx, int64_t id, const struct gate_outcome *o)
{
    static const enum journal_state states[] = {[GATE_DONE] = JOURNAL_DONE,
                                                [GATE_REFUSED] = JOURNAL_REFUSED,
                                                [GATE_UNKNOWN] = JOURNAL_UNKNOWN};
    struct journal_gate *g = ctx;
    struct buf answer = BUF_INIT(JOURNAL_ANSWER_MAX + 1);
    struct err err;

    put_answer(o, &answer);
    const struct journal_outcome outcome = {.state = states[o->result],
                                            .answer = buf_text(&answer),
                                            .request_id = o->request_id,
                                            .status = o->status,
                                            .attempts = o->attempts};
    /* The next console that looks makes it UNKNOWN: the entry itself is safe. */
    if (!journal_end(g->journal, id, &outcome, &err))
        log_write(LOG_WARN, "%s", err.text);
    buf_free(&answer);
    g->changes++;
}

void journal_gate_init(struct journal_gate *g, struct journal *j, const char *person)
{
    *g = (struct journal_gate){.gate = {g, begin, end}, .journal = j, .person = person};
}

void journal_gate_where(struct journal_gate *g, const char *context, const char *account,
                        const char *region)
{
    (void)snprintf(g->context, sizeof g->context, "%s", context);
    (void)snprintf(g->account, sizeof g->account, "%s", account);
    (void)snprintf(g->region, sizeof g->region, "%s", region);
}
