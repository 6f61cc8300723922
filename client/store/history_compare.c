#include "client/store/history_compare.h"

#include <stdlib.h>

#include "client/base/mem.h"
#include "client/store/history_inside.h"

enum { NAMES_A_LOOK = 256 /* names asked for between two looks at the clock */ };

/* One result to read. */
struct step {
    const char *check;
    int64_t id, at_ms;
    enum history_role role;
};

struct ids {
    enum history_ids as;
    char *bytes; /* owned; NULL: none */
    size_t n;
};

struct numbers {
    uint32_t resource;
    uint16_t reason;
};

struct history_compare {
    struct history *h;
    struct history_question q;
    history_answer_fn *fn;
    void *ctx;
    struct arena *arena; /* of the steps */
    struct step *steps;
    size_t n_steps, steps_cap, at;
    struct history_walk *walk;
    struct history_entries entries; /* of the step; at the end of a check, of the newer part */
    struct ids older, newer;
    const char *check; /* whose changes are being collected; in the answer's arena */
    struct history_answer *answer;
    struct numbers *numbers; /* of the rows */
    size_t numbers_cap, named;
    bool cut;
    struct loop_timer *timer; /* not NULL: done, and about to say so */
};

void history_answer_free(struct history_answer *a)
{
    if (a == NULL)
        return;
    arena_free(a->arena);
    free(a->rows);
    free(a);
}

/* ---- what has to be read ---- */

static size_t run_index(const struct history *h, const char *task)
{
    const struct history_run *run = history_find(h, task);

    return run != NULL ? (size_t)(run - h->runs) : SIZE_MAX;
}

static size_t last_with(const struct history *h, const char *check, size_t before)
{
    for (size_t i = before; i > 0; i--)
        if (history_result(&h->runs[i - 1], check) != NULL)
            return i - 1;
    return SIZE_MAX;
}

static bool is_part(const struct history *h, size_t run, const char *check)
{
    for (size_t i = 0; run < h->n && i < h->runs[run].n_results; i++)
        if (strcmp(h->runs[run].results[i].check, check) == 0)
            return true;
    return false;
}

static void plan_steps(struct history_compare *c, const char *check, size_t older, size_t newer)
{
    const char *name = arena_str(c->arena, check);

    for (size_t i = 0; i <= newer; i++) {
        const struct history_result *r = history_result(&c->h->runs[i], check);

        if (r == NULL)
            continue;
        c->steps = mem_grow(c->steps, &c->steps_cap, c->n_steps + 1, sizeof *c->steps);
        c->steps[c->n_steps++] = (struct step){
            .check = name,
            .id = r->id,
            .at_ms = c->h->runs[i].started_ms,
            .role = i == newer   ? HISTORY_NEWER
                    : i == older ? HISTORY_OLDER
                                 : HISTORY_PASSED,
        };
    }
    c->answer->checks++;
}

static void plan_check(struct history_compare *c, const char *check, size_t older, size_t newer)
{
    const struct history *h = c->h;
    size_t b = newer != SIZE_MAX ? newer : last_with(h, check, h->n);
    bool known = b != SIZE_MAX && history_result(&h->runs[b], check) != NULL;

    if (c->q.newer != NULL && c->q.older != NULL) {
        if (known && history_result(&h->runs[older], check) != NULL)
            plan_steps(c, check, older, b);
        else
            c->answer->left_out += is_part(h, older, check) || is_part(h, b, check);
        return;
    }
    if (known)
        plan_steps(c, check, last_with(h, check, b), b);
    else
        c->answer->left_out += is_part(h, b, check);
}

static bool is_first_mention(const struct history *h, size_t run, size_t result)
{
    for (size_t i = 0; i < run; i++)
        if (is_part(h, i, h->runs[run].results[result].check))
            return false;
    return true;
}

/* false: an audit that is asked for is not recorded. */
static bool plan(struct history_compare *c, struct err *err)
{
    const struct history *h = c->h;
    size_t older = c->q.older != NULL ? run_index(h, c->q.older) : 0;
    size_t newer = c->q.newer != NULL ? run_index(h, c->q.newer) : SIZE_MAX;

    if ((c->q.older != NULL && older == SIZE_MAX) ||
        (c->q.newer != NULL && newer == SIZE_MAX)) {
        (void)err_set(err, ERR_USAGE, "this audit is not in the history");
        return err_advise(err, "only audits that have ended and could be read whole are kept");
    }
    if (c->q.older != NULL && c->q.newer != NULL && older > newer) {
        const size_t swapped = older;
        older = newer;
        newer = swapped;
    }
    for (size_t i = 0; i < h->n; i++)
        for (size_t k = 0; k < h->runs[i].n_results; k++) {
            const char *check = h->runs[i].results[k].check;

            if ((c->q.check == NULL || strcmp(c->q.check, check) == 0) &&
                is_first_mention(h, i, k))
                plan_check(c, check, older, newer);
        }
    return true;
}

/* ---- walking ---- */

static void keep_ids(struct ids *ids, struct db_stmt *s)
{
    size_t n;
    const void *bytes = db_blob(s, 2, &n);

    free(ids->bytes);
    *ids = (struct ids){(enum history_ids)db_int(s, 1), mem_strndup(bytes, n), n};
}

static bool read_step(struct history_compare *c, const struct step *step, struct err *err)
{
    struct db_stmt *s =
        db_query(c->h->db, "SELECT findings, ids_as, ids FROM result WHERE id = ?", err);
    bool row = false;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, step->id);
    if (!db_step(s, &row, err))
        return false;
    if (!row)
        return err_set(err, ERR_IO, "the history changed while it was read; r reads it again");
    history_entries_read(&c->entries, s, 0);
    history_walk_part(c->walk, c->entries.items, c->entries.n, step->at_ms, step->role, NULL);
    if (step->role == HISTORY_OLDER)
        keep_ids(&c->older, s);
    else if (step->role == HISTORY_NEWER)
        keep_ids(&c->newer, s);
    db_reset(s);
    return true;
}

/* Ids of a result, in its order, as pointers for TEXT. */
static const char *id_at(struct arena *a, const struct ids *ids, size_t i)
{
    struct buf hex = BUF_INIT(2 * HISTORY_ID_BYTES + 1);
    const char *text;

    if (ids->as != HISTORY_IDS_HEX || (i + 1) * HISTORY_ID_BYTES > ids->n)
        return "";
    str_hex(&hex, ids->bytes + i * HISTORY_ID_BYTES, HISTORY_ID_BYTES);
    text = arena_strn(a, buf_text(&hex), hex.len);
    buf_free(&hex);
    return text;
}

/* Texts are found by counting NULs: once for a result. */
static const char **text_ids(struct arena *a, const struct ids *ids, size_t *n)
{
    const char **out = NULL;
    size_t cap = 0;

    *n = 0;
    for (const char *p = ids->bytes; ids->as == HISTORY_IDS_TEXT && p < ids->bytes + ids->n;
         p += strlen(p) + 1) {
        out = mem_grow(out, &cap, *n + 1, sizeof *out);
        out[(*n)++] = arena_str(a, p);
    }
    return out;
}

struct collecting {
    struct history_compare *c;
    const char **older, **newer;
    size_t n_older, n_newer;
};

static enum severity severity_in(uint8_t severity)
{
    return severity < SEVERITY_UNKNOWN ? (enum severity)severity : SEVERITY_UNKNOWN;
}

static bool is_wanted(const struct history_compare *c, enum history_class is)
{
    static const bool changes[HISTORY_CLASSES] = {
        [HISTORY_NEW] = true, [HISTORY_RETURNED] = true, [HISTORY_FIXED] = true};

    return c->q.kinds == HISTORY_ALL || changes[is];
}

static const char *id_of(const struct collecting *k, bool gone, size_t at)
{
    const char **texts = gone ? k->older : k->newer;

    return at < (gone ? k->n_older : k->n_newer)
               ? texts[at]
               : id_at(k->c->answer->arena, gone ? &k->c->older : &k->c->newer, at);
}

static void add_row(struct history_compare *c, const struct history_change *change,
                    const char *id)
{
    struct history_answer *a = c->answer;

    a->rows = mem_grow(a->rows, &a->cap, a->n + 1, sizeof *a->rows);
    c->numbers = mem_grow(c->numbers, &c->numbers_cap, a->n + 1, sizeof *c->numbers);
    c->numbers[a->n] = (struct numbers){change->entry.resource, change->entry.reason};
    a->rows[a->n++] = (struct history_row){
        .check = c->check,
        .id = id,
        .resource = "",
        .reason = "",
        .since_ms = change->first_ms,
        .away_ms = change->away_ms,
        .is = change->is,
        .severity = severity_in(change->entry.severity),
        .streak = change->streak,
    };
}

static void collect(void *ctx, const struct history_change *change)
{
    const struct collecting *k = ctx;
    struct history_compare *c = k->c;
    const struct history_entries *e = &c->entries;
    const bool gone = change->is == HISTORY_FIXED;

    c->answer->tally.n[change->is][severity_in(change->entry.severity)]++;
    if (!is_wanted(c, change->is))
        return;
    add_row(c, change, id_of(k, gone, change->at));
    for (size_t i = change->at + 1; c->q.names == HISTORY_WITH_IDS && !gone && i < e->n &&
                                    e->items[i].resource == change->entry.resource;
         i++)
        add_row(c, change, id_of(k, false, i));
}

static void end_check(struct history_compare *c, const char *check)
{
    struct collecting k = {.c = c};

    c->check = arena_str(c->answer->arena, check);
    k.older = text_ids(c->answer->arena, &c->older, &k.n_older);
    k.newer = text_ids(c->answer->arena, &c->newer, &k.n_newer);
    history_walk_end(c->walk, collect, &k);
    free(k.older);
    free(k.newer);
    free(c->older.bytes);
    free(c->newer.bytes);
    c->older = c->newer = (struct ids){0};
    history_walk_begin(c->walk);
}

static bool walk_on(struct history_compare *c, struct err *err)
{
    const struct step *step = &c->steps[c->at++];

    if (!read_step(c, step, err))
        return false;
    if (c->at == c->n_steps || c->steps[c->at].check != step->check)
        end_check(c, step->check);
    return true;
}

/* ---- names ---- */

struct ranked {
    struct history_row row;
    struct numbers numbers;
};

static int worst_first(const void *a, const void *b)
{
    const struct history_row *x = &((const struct ranked *)a)->row,
                             *y = &((const struct ranked *)b)->row;

    if (x->severity != y->severity)
        return x->severity < y->severity ? -1 : 1;
    if (x->is != y->is)
        return x->is < y->is ? -1 : 1;
    return strcmp(x->check, y->check);
}

static void cut(struct history_compare *c)
{
    struct history_answer *a = c->answer;

    c->cut = true;
    if (c->q.most == 0 || a->n == 0)
        return;
    struct ranked *all = mem_alloc(a->n, sizeof *all);
    for (size_t i = 0; i < a->n; i++)
        all[i] = (struct ranked){a->rows[i], c->numbers[i]};
    qsort(all, a->n, sizeof *all, worst_first);
    if (a->n > c->q.most)
        a->n = c->q.most;
    for (size_t i = 0; i < a->n; i++) {
        a->rows[i] = all[i].row;
        c->numbers[i] = all[i].numbers;
    }
    free(all);
}

static bool text_of(struct history_compare *c, struct db_stmt *s, int64_t id, const char **out,
                    struct err *err)
{
    bool row = false;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, id);
    if (!db_step(s, &row, err))
        return false;
    *out = row ? arena_str(c->answer->arena, db_text(s, 0)) : "";
    return true;
}

static bool name_some(struct history_compare *c, struct err *err)
{
    struct history_answer *a = c->answer;

    for (int i = 0; i < NAMES_A_LOOK && c->named < a->n; i++, c->named++) {
        const struct numbers *n = &c->numbers[c->named];
        struct history_row *row = &a->rows[c->named];

        if (!text_of(c, db_query(c->h->db, "SELECT key FROM resource WHERE id = ?", err),
                     n->resource, &row->resource, err) ||
            (n->reason != 0 &&
             !text_of(c, db_query(c->h->db, "SELECT text FROM word WHERE id = ?", err),
                      n->reason, &row->reason, err)))
            return false;
    }
    return true;
}

/* ---- life ---- */

static void free_all(struct history_compare *c)
{
    history_walk_free(c->walk);
    arena_free(c->arena);
    free(c->steps);
    free(c->entries.items);
    free(c->older.bytes);
    free(c->newer.bytes);
    free(c->numbers);
    history_answer_free(c->answer);
    free(c);
}

static void say(void *ctx)
{
    struct history_compare *c = ctx;
    struct history_answer *answer = c->answer;
    history_answer_fn *fn = c->fn;
    void *to = c->ctx;

    c->answer = NULL;
    free_all(c);
    fn(to, answer);
}

/* false: nothing is left to do. */
static bool work(struct history_compare *c, struct err *err)
{
    if (c->h->db == NULL)
        return err_set(err, ERR_IO, "the history is not open");
    if (c->at < c->n_steps)
        return walk_on(c, err);
    if (!c->cut)
        cut(c);
    if (c->q.names == HISTORY_WITH_NAMES && c->named < c->answer->n)
        return name_some(c, err);
    return false;
}

static bool slice(void *ctx)
{
    struct history_compare *c = ctx;
    const int64_t until_us = loop_now_us(c->h->loop) + HISTORY_SLICE_US;
    struct err *err = &c->answer->err;
    bool more = err->kind == ERR_NONE;

    while (more && loop_now_us(c->h->loop) < until_us)
        more = work(c, err);
    if (!more)
        c->timer = loop_add_timer(c->h->loop, 0, say, c);
    return more;
}

struct history_compare *history_compare_start(struct history *h,
                                              const struct history_question *q,
                                              history_answer_fn *fn, void *ctx)
{
    struct history_compare *c = mem_alloc(1, sizeof *c);

    c->h = h;
    c->q = *q;
    c->fn = fn;
    c->ctx = ctx;
    c->arena = arena_new();
    c->walk = history_walk_new();
    c->answer = mem_alloc(1, sizeof *c->answer);
    c->answer->arena = arena_new();
    (void)plan(c, &c->answer->err);
    c->q.newer = c->q.older = c->q.check = NULL; /* the asker's */
    loop_add_idle(h->loop, slice, c);
    return c;
}

void history_compare_drop(struct history_compare *c)
{
    if (c == NULL)
        return;
    loop_remove_idle(c->h->loop, slice, c);
    loop_remove_timer(c->timer);
    free_all(c);
}
