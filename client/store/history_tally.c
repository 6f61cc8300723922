/* How many findings each audit brought and took away, worked out once and kept in the file. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/store/history_compare.h"
#include "client/store/history_inside.h"

struct step {
    int64_t id, at_ms;
    bool first, unknown; /* of its check; without a tally */
};

struct history_tallying {
    struct history *h;
    history_tallied_fn *fn;
    void *ctx;
    struct step *steps;
    size_t n, cap, at;
    struct history_walk *walk;
    struct history_entries entries; /* of the step */
    struct err err;
    struct loop_timer *timer; /* not NULL: done, and about to say so */
};

static bool is_incomplete(const struct history *h, const char *check)
{
    for (size_t i = 0; i < h->n; i++) {
        const struct history_result *r = history_result(&h->runs[i], check);

        if (r != NULL && !r->tallied)
            return true;
    }
    return false;
}

static void plan_check(struct history_tallying *t, const char *check)
{
    bool first = true;

    for (size_t i = 0; i < t->h->n; i++) {
        const struct history_result *r = history_result(&t->h->runs[i], check);

        if (r == NULL)
            continue;
        t->steps = mem_grow(t->steps, &t->cap, t->n + 1, sizeof *t->steps);
        t->steps[t->n++] = (struct step){r->id, t->h->runs[i].started_ms, first, !r->tallied};
        first = false;
    }
}

static bool mentioned_before(const struct history *h, size_t run, const char *check)
{
    for (size_t i = 0; i < run; i++)
        if (history_result(&h->runs[i], check) != NULL)
            return true;
    return false;
}

static void plan(struct history_tallying *t)
{
    const struct history *h = t->h;

    for (size_t i = 0; i < h->n; i++)
        for (size_t k = 0; k < h->runs[i].n_results; k++) {
            const struct history_result *r = &h->runs[i].results[k];

            if (r->id != 0 && !mentioned_before(h, i, r->check) && is_incomplete(h, r->check))
                plan_check(t, r->check);
        }
}

static bool save(struct history *h, int64_t id, const struct history_tally *tally,
                 struct err *err)
{
    struct db_stmt *s = db_query(h->db, "UPDATE result SET tally = ? WHERE id = ?", err);

    if (s == NULL)
        return false;
    db_bind_blob(s, 1, tally, sizeof *tally);
    db_bind_int(s, 2, id);
    return db_run(s, err);
}

static bool walk_on(struct history_tallying *t, struct err *err)
{
    const struct step *step = &t->steps[t->at++];
    struct history_tally tally;
    struct db_stmt *s = db_query(t->h->db, "SELECT findings FROM result WHERE id = ?", err);
    bool row = false;

    if (s == NULL)
        return false;
    if (step->first)
        history_walk_begin(t->walk);
    db_bind_int(s, 1, step->id);
    if (!db_step(s, &row, err))
        return false;
    if (row) {
        history_entries_read(&t->entries, s, 0);
        history_walk_part(t->walk, t->entries.items, t->entries.n, step->at_ms, HISTORY_PASSED,
                          &tally);
    }
    db_reset(s);
    return !row || !step->unknown || save(t->h, step->id, &tally, err);
}

static void free_all(struct history_tallying *t)
{
    history_walk_free(t->walk);
    free(t->steps);
    free(t->entries.items);
    free(t);
}

static void say(void *ctx)
{
    struct history_tallying *t = ctx;
    struct history *h = t->h;
    history_tallied_fn *fn = t->fn;
    void *to = t->ctx;
    struct err err = t->err;

    free_all(t);
    fn(to);
    if (err.kind != ERR_NONE || !history_reload(h, &err))
        history_fail(h, &err);
}

static bool slice(void *ctx)
{
    struct history_tallying *t = ctx;
    const int64_t until_us = loop_now_us(t->h->loop) + HISTORY_SLICE_US;
    bool ok = true;

    while (ok && t->at < t->n && loop_now_us(t->h->loop) < until_us)
        ok = walk_on(t, &t->err);
    const bool more = ok && t->at < t->n;
    if (!more)
        t->timer = loop_add_timer(t->h->loop, 0, say, t);
    return more;
}

struct history_tallying *history_tally_start(struct history *h, history_tallied_fn *fn,
                                             void *ctx)
{
    struct history_tallying *t = mem_alloc(1, sizeof *t);

    t->h = h;
    t->fn = fn;
    t->ctx = ctx;
    plan(t);
    if (t->n == 0) {
        free_all(t);
        return NULL;
    }
    t->walk = history_walk_new();
    loop_add_idle(h->loop, slice, t);
    return t;
}

void history_tally_drop(struct history_tallying *t)
{
    if (t == NULL)
        return;
    loop_remove_idle(t->h->loop, slice, t);
    loop_remove_timer(t->timer);
    free_all(t);
}
