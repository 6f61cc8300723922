#include "client/store/plan_catch_up.h"

#include "client/base/log.h"
#include "client/base/map.h"
#include "client/store/journal_gate.h"

struct catching_up {
    struct plan *plan;
    struct map *ready; /* "OPERATION REQUEST" -> step that no entry was found for yet */
    bool moved;
};

static void put_key(const char *operation, const char *request, struct buf *out)
{
    buf_reset(out);
    buf_printf(out, "%s ", operation);
    buf_puts(out, request);
}

static void index_steps(struct catching_up *c)
{
    struct buf key = BUF_INIT(JOURNAL_REQUEST_MAX + 128),
               request = BUF_INIT(JOURNAL_REQUEST_MAX + 1);

    for (size_t i = 0; i < c->plan->n_steps; i++) {
        struct plan_step *s = &c->plan->steps[i];

        buf_reset(&request);
        journal_put_input(s->call.op, s->call.input, &request);
        put_key(s->call.op->name, buf_text(&request), &key);
        (void)map_put(c->ready, buf_text(&key), s);
    }
    buf_free(&key);
    buf_free(&request);
}

/* Whatever the file says, what was done stays done. */
static enum plan_step_state state_after(const struct plan_step *s,
                                        const struct journal_entry *e)
{
    const bool sent = s->state == PLAN_STEP_DONE;

    switch (e->outcome.state) {
    case JOURNAL_DONE: return PLAN_STEP_DONE;
    case JOURNAL_REFUSED:
        return sent || s->state == PLAN_STEP_SKIPPED ? s->state : PLAN_STEP_REFUSED;
    case JOURNAL_PENDING:
    case JOURNAL_UNKNOWN: break;
    }
    return sent ? s->state : PLAN_STEP_UNKNOWN;
}

/* Newest first: a step that was sent again has several. */
static bool on_entry(void *ctx, const struct journal_entry *e)
{
    struct catching_up *c = ctx;
    struct buf key = BUF_INIT(JOURNAL_REQUEST_MAX + 128);

    put_key(e->operation, e->request, &key);
    struct plan_step *s = map_remove(c->ready, buf_text(&key));

    if (s != NULL) {
        const enum plan_step_state now = state_after(s, e);

        s->entry = e->id;
        c->moved |= now != s->state;
        s->state = now;
    }
    buf_free(&key);
    return true;
}

/* What the journal does not know has no entry, whatever the file says. */
static void forget_entries(struct catching_up *c)
{
    const char *key;
    void *value;

    for (size_t i = 0; map_next(c->ready, &i, &key, &value);) {
        struct plan_step *s = value;

        s->entry = 0;
    }
}

void plan_catch_up(struct plan *p, struct journal *j)
{
    struct catching_up c = {.plan = p, .ready = map_new()};
    const struct journal_query q = {.plan = p->id};
    struct err err;

    index_steps(&c);
    if (journal_read(j, &q, on_entry, &c, &err))
        forget_entries(&c);
    else
        log_write(LOG_WARN, "plan %s: %s", p->id, err.text);
    if (c.moved && p->stage == PLAN_NEW)
        p->stage = PLAN_ENDED;
    map_free(c.ready, NULL);
}
