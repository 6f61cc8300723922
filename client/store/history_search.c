#include "client/store/history_search.h"

#include <stdlib.h>
#include <string.h>

#include "client/api/resource.h"
#include "client/base/mem.h"
#include "client/store/history_inside.h"

struct sought {
    char *key;      /* owned */
    int64_t number; /* of the file; 0: no audit ever found it */
};

struct history_search {
    struct history *h;
    struct sought sought[HISTORY_SEARCH_KEYS];
    size_t n;
    int64_t before_ms;
    history_found_fn *fn;
    history_searched_fn *done;
    void *ctx;
    char *task; /* owned: of the audit that was read last; NULL: none yet */
    struct history_entries entries;
    struct loop_timer *timer;
    struct err err; /* of the start, told by the first turn */
};

void history_search_drop(struct history_search *s)
{
    if (s == NULL)
        return;
    loop_remove_timer(s->timer);
    for (size_t i = 0; i < s->n; i++)
        free(s->sought[i].key);
    free(s->entries.items);
    free(s->task);
    free(s);
}

static bool find_number(struct history *h, struct sought *k, struct err *err)
{
    struct db_stmt *q = db_query(h->db, "SELECT id FROM resource WHERE key = ?", err);
    bool row = false;

    if (q == NULL)
        return false;
    db_bind_text(q, 1, k->key);
    if (!db_step(q, &row, err))
        return false;
    k->number = row ? db_int(q, 0) : 0;
    db_reset(q);
    return true;
}

/* A check that looks at certificates says nothing of client IDs. */
static bool looks_at(const char *check, const char *key)
{
    static const struct {
        const char *kind, *resource;
    } kinds[] = {{"cert", "DEVICE_CERTIFICATE"}, {"client", "CLIENT_ID"}};
    const struct check *c = check_find(check);
    const struct str kind = resource_key_kind(key);

    for (size_t i = 0; c != NULL && i < COUNT_OF(kinds); i++)
        if (str_eq(kind, kinds[i].kind))
            return strcmp(c->resource, kinds[i].resource) == 0;
    return true;
}

static bool is_wanted(const struct history_search *s, const struct history_result *r)
{
    if (r->id == 0 || r->findings == 0)
        return false;
    for (size_t i = 0; i < s->n; i++)
        if (s->sought[i].number != 0 && looks_at(r->check, s->sought[i].key))
            return true;
    return false;
}

static bool read_entries(struct history_search *s, int64_t id, struct err *err)
{
    struct db_stmt *q = db_query(s->h->db, "SELECT findings FROM result WHERE id = ?", err);
    bool row = false;

    s->entries.n = 0;
    if (q == NULL)
        return false;
    db_bind_int(q, 1, id);
    if (!db_step(q, &row, err))
        return false;
    if (row)
        history_entries_read(&s->entries, q, 0);
    db_reset(q);
    return true;
}

/* They lie by resource; the worst of several speaks for all. */
static const struct history_entry *find_entry(const struct history_entries *e, int64_t number)
{
    size_t low = 0, high = e->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (e->items[middle].resource < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < e->n && e->items[low].resource == number ? &e->items[low] : NULL;
}

static bool read_result(struct history_search *s, const struct history_run *run,
                        const struct history_result *r, struct err *err)
{
    if (!is_wanted(s, r))
        return true;
    if (!read_entries(s, r->id, err))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        const struct history_entry *e =
            s->sought[i].number != 0 ? find_entry(&s->entries, s->sought[i].number) : NULL;

        if (e != NULL)
            s->fn(s->ctx,
                  &(struct history_found){.key = i,
                                          .check = r->check,
                                          .task = run->task_id,
                                          .started_ms = run->started_ms,
                                          .severity = (enum severity)e->severity,
                                          .suppressed = e->state == HISTORY_SUPPRESSED});
    }
    return true;
}

/* The audit before the one read last: by its name, since the list may be read anew in between.
 * NULL: there is none. */
static const struct history_run *next_run(const struct history_search *s)
{
    size_t i = s->h->n;

    if (s->task != NULL) {
        const struct history_run *last = history_find(s->h, s->task);

        i = last != NULL ? (size_t)(last - s->h->runs) : 0;
    }
    while (i > 0 && s->h->runs[i - 1].started_ms >= s->before_ms)
        i--;
    return i > 0 ? &s->h->runs[i - 1] : NULL;
}

static void end(struct history_search *s, const struct err *err)
{
    history_searched_fn *done = s->done;
    void *ctx = s->ctx;

    history_search_drop(s);
    done(ctx, err);
}

static void on_turn(void *ctx)
{
    struct history_search *s = ctx;
    const int64_t until = loop_now_us(s->h->loop) + HISTORY_SLICE_US;
    struct err err = s->err;

    s->timer = NULL;
    if (err.kind != ERR_NONE) {
        end(s, &err);
        return;
    }
    while (clock_mono_us(loop_clock(s->h->loop)) < until) {
        const struct history_run *run = next_run(s);

        if (run == NULL || s->h->db == NULL) {
            end(s, &err);
            return;
        }
        for (size_t i = 0; i < run->n_results; i++)
            if (!read_result(s, run, &run->results[i], &err)) {
                end(s, &err);
                return;
            }
        free(s->task);
        s->task = mem_strdup(run->task_id);
    }
    s->timer = loop_add_timer(s->h->loop, 0, on_turn, s);
}

struct history_search *history_search_start(struct history *h,
                                            const struct history_search_options *o)
{
    struct history_search *s = mem_alloc(1, sizeof *s);
    struct err err = {0};

    *s = (struct history_search){
        .h = h, .before_ms = o->before_ms, .fn = o->fn, .done = o->done, .ctx = o->ctx};
    for (; s->n < o->n && s->n < HISTORY_SEARCH_KEYS; s->n++) {
        s->sought[s->n].key = mem_strdup(o->keys[s->n]);
        if (h->db == NULL || !find_number(h, &s->sought[s->n], &err))
            s->err = h->db == NULL ? h->err : err;
    }
    s->timer = loop_add_timer(h->loop, 0, on_turn, s);
    return s;
}
