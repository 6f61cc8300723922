/* An audit on its way into the file: its findings by check, then all in one transaction. */
#include <stdlib.h>

#include "client/api/resource.h"
#include "client/base/mem.h"
#include "client/store/history_inside.h"

enum {
    KEY_MAX = 8192,
    REASONS_MAX = 65535, /* what fits an entry */
    IDS_MAX = 256 * 1024 * 1024,
    BATCH = 8192,      /* keys sorted at a time: 2 ms */
    NAMED_A_LOOK = 64, /* keys looked up between two looks at the clock */
};

struct pending {
    struct history_entry entry;
    const char *id, *key; /* in the arena */
};

/* One check of the audit. */
struct gathered {
    const char *check;
    bool known;
    int64_t expected; /* findings the audit counted */
    uint32_t nameless;
    struct pending *items;
    size_t n, cap;
    /* Keys are looked up in their order, batches merged: neighbours share a page. */
    size_t batched, *heads, named;
    bool sorted; /* by number */
    /* as they are written */
    struct history_entry *entries;
    bool any_text; /* an id that is not hexadecimal */
    struct buf ids;
    size_t encoded;
};

struct history_writer {
    struct history *h;
    struct arena *arena;
    const char *task_id, *schedule;
    int64_t started_ms;
    struct gathered *checks;
    size_t n_checks, prepared; /* prepared: checks that can be written */
    size_t findings;
    struct map *reasons; /* code -> number as a pointer */
};

static bool has_result(const char *status)
{
    static const char *const results[] = {"COMPLETED_COMPLIANT", "COMPLETED_NON_COMPLIANT"};

    for (size_t i = 0; status != NULL && i < COUNT_OF(results); i++)
        if (strcmp(status, results[i]) == 0)
            return true;
    return false;
}

struct history_writer *history_writer_new(struct history *h, const struct audit_run *run)
{
    struct history_writer *w = mem_alloc(1, sizeof *w);
    const struct describe_audit_task_output *t = run->task;
    const struct map_entry *e = t->audit_details.items;

    w->h = h;
    w->arena = arena_new();
    w->reasons = map_new();
    w->task_id = arena_str(w->arena, run->task_id);
    w->schedule =
        arena_str(w->arena, t->scheduled_audit_name != NULL ? t->scheduled_audit_name : "");
    w->started_ms = t->task_start_time.set ? t->task_start_time.ms : 0;
    w->n_checks = t->audit_details.n;
    w->checks = mem_alloc(w->n_checks + 1, sizeof *w->checks);
    for (size_t i = 0; i < w->n_checks; i++) {
        const struct audit_check_details *d = e[i].value;

        w->checks[i].ids = BUF_INIT(IDS_MAX);
        w->checks[i].check = arena_str(w->arena, e[i].key);
        w->checks[i].known = has_result(d->check_run_status);
        w->checks[i].expected =
            d->non_compliant_resources_count.set ? d->non_compliant_resources_count.value : 0;
    }
    return w;
}

void history_writer_free(struct history_writer *w)
{
    if (w == NULL)
        return;
    for (size_t i = 0; i < w->n_checks; i++) {
        free(w->checks[i].items);
        free(w->checks[i].heads);
        free(w->checks[i].entries);
        buf_free(&w->checks[i].ids);
    }
    free(w->checks);
    map_free(w->reasons, NULL);
    arena_free(w->arena);
    free(w);
}

/* ---- findings ---- */

static bool resource_id(struct history *h, const char *key, int64_t *id, struct err *err)
{
    struct db_stmt *s = db_query(h->db, "SELECT id FROM resource WHERE key = ?", err);
    bool row = false;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, key);
    if (!db_step(s, &row, err))
        return false;
    *id = row ? db_int(s, 0) : 0;
    db_reset(s);
    if (row)
        return true;
    s = db_query(h->db, "INSERT INTO resource(key) VALUES(?)", err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, key);
    if (!db_run(s, err))
        return false;
    *id = db_last_id(h->db);
    return true;
}

/* Numbers of codes, asked from the file once each. 0: none, or one too many. */
static bool reason_number(struct history_writer *w, const char *code, uint16_t *out,
                          struct err *err)
{
    int64_t id = 0;

    if (code == NULL || *code == '\0') {
        *out = 0;
        return true;
    }
    const void *known = map_get(w->reasons, code);
    if (known != NULL) {
        *out = (uint16_t)((uintptr_t)known - 1);
        return true;
    }
    if (!history_word(w->h, code, &id, err))
        return false;
    *out = (uint16_t)(id <= REASONS_MAX ? id : 0);
    (void)map_put(w->reasons, code, (void *)((uintptr_t)*out + 1));
    return true;
}

static struct gathered *gathered_of(struct history_writer *w, const char *check)
{
    for (size_t i = 0; check != NULL && i < w->n_checks; i++)
        if (strcmp(w->checks[i].check, check) == 0)
            return &w->checks[i];
    return NULL;
}

static bool is_hex(const char *id)
{
    return strspn(id, "0123456789abcdef") == 2 * HISTORY_ID_BYTES &&
           id[2 * HISTORY_ID_BYTES] == '\0';
}

static bool add_one(struct history_writer *w, const struct audit_finding *f, struct buf *key,
                    struct err *err)
{
    struct gathered *g = gathered_of(w, f->check_name);
    const struct non_compliant_resource *r = f->non_compliant_resource;
    struct pending p = {.id = ""};

    if (g == NULL)
        return true;
    buf_reset(key);
    if (r == NULL || !resource_key(r->resource_identifier, key) || key->full) {
        g->nameless++;
        return true;
    }
    if (w->findings++ >= HISTORY_RUN_FINDINGS_MAX)
        return err_set(err, ERR_LIMIT, "more than %d findings in one audit",
                       HISTORY_RUN_FINDINGS_MAX);
    if (!reason_number(w, f->reason_for_non_compliance_code, &p.entry.reason, err))
        return false;
    p.key = arena_strn(w->arena, buf_text(key), key->len);
    p.entry.state =
        f->is_suppressed.set && f->is_suppressed.value ? HISTORY_SUPPRESSED : HISTORY_OPEN;
    p.entry.severity = (uint8_t)severity_of(f->severity);
    if (f->finding_id != NULL)
        p.id = arena_str(w->arena, f->finding_id);
    g->any_text |= !is_hex(p.id);
    g->items = mem_grow(g->items, &g->cap, g->n + 1, sizeof *g->items);
    g->items[g->n++] = p;
    return true;
}

bool history_writer_add(struct history_writer *w, const struct audit_finding *findings,
                        size_t n, struct err *err)
{
    struct buf key = BUF_INIT(KEY_MAX);
    bool ok = true;

    for (size_t i = 0; ok && i < n; i++)
        ok = add_one(w, &findings[i], &key, err);
    buf_free(&key);
    return ok;
}

/* ---- numbers of resources ---- */

static int by_key(const void *a, const void *b)
{
    const struct pending *x = a, *y = b;

    return strcmp(x->key, y->key);
}

static size_t batch_end(const struct gathered *g, size_t batch)
{
    const size_t end = (batch + 1) * BATCH;

    return end < g->n ? end : g->n;
}

static void sort_batch(struct gathered *g)
{
    const size_t batch = g->batched / BATCH;

    qsort(g->items + g->batched, batch_end(g, batch) - g->batched, sizeof *g->items, by_key);
    g->heads = mem_resize(g->heads, batch + 1, sizeof *g->heads);
    g->heads[batch] = g->batched;
    g->batched = batch_end(g, batch);
}

static struct pending *next_by_key(struct gathered *g)
{
    size_t best = SIZE_MAX;

    for (size_t b = 0; b * BATCH < g->n; b++)
        if (g->heads[b] < batch_end(g, b) &&
            (best == SIZE_MAX ||
             strcmp(g->items[g->heads[b]].key, g->items[g->heads[best]].key) < 0))
            best = b;
    return &g->items[g->heads[best]++];
}

static bool name_some(struct history_writer *w, struct gathered *g, int64_t until_us,
                      struct err *err)
{
    bool ok = db_begin(w->h->db, err);

    while (ok && g->named < g->n) {
        struct pending *p = next_by_key(g);
        int64_t id = 0;

        ok = resource_id(w->h, p->key, &id, err);
        p->entry.resource = (uint32_t)id;
        if (++g->named % NAMED_A_LOOK == 0 && loop_now_us(w->h->loop) >= until_us)
            break;
    }
    if (ok)
        ok = db_commit(w->h->db, err);
    if (!ok)
        db_rollback(w->h->db);
    return ok;
}

/* ---- the rest ---- */

static int by_resource(const void *a, const void *b)
{
    const struct pending *x = a, *y = b;

    if (x->entry.resource != y->entry.resource)
        return x->entry.resource < y->entry.resource ? -1 : 1;
    return x->entry.state - y->entry.state; /* an open one speaks for the resource */
}

static void sort(struct gathered *g)
{
    if (g->n > 0)
        qsort(g->items, g->n, sizeof *g->items, by_resource);
    /* An audit so old that its findings are gone: nothing was fixed by that. */
    if (g->n == 0 && g->nameless == 0 && g->expected > 0)
        g->known = false;
}

static void encode_some(struct gathered *g)
{
    uint8_t bytes[HISTORY_ID_BYTES];
    const size_t end = batch_end(g, g->encoded / BATCH);

    if (g->entries == NULL)
        g->entries = mem_alloc(g->n + 1, sizeof *g->entries);
    for (; g->encoded < end; g->encoded++) {
        const char *id = g->items[g->encoded].id;

        g->entries[g->encoded] = g->items[g->encoded].entry;
        if (g->any_text)
            buf_put(&g->ids, id, strlen(id) + 1);
        else if (str_unhex(str_of(id), bytes, sizeof bytes))
            buf_put(&g->ids, bytes, sizeof bytes);
    }
}

static bool insert_result(struct history_writer *w, int64_t run, const struct gathered *g,
                          struct err *err)
{
    int64_t check = 0;

    if (!history_word(w->h, g->check, &check, err))
        return false;
    struct db_stmt *s =
        db_query(w->h->db,
                 "INSERT INTO result(run, check_word, known, n, findings, ids_as, ids)"
                 " VALUES(?, ?, ?, ?, ?, ?, ?)",
                 err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, run);
    db_bind_int(s, 2, check);
    db_bind_int(s, 3, g->known);
    db_bind_int(s, 4, (int64_t)g->n);
    db_bind_blob(s, 5, g->entries, g->n * sizeof *g->entries);
    db_bind_int(s, 6, g->any_text ? HISTORY_IDS_TEXT : HISTORY_IDS_HEX);
    db_bind_blob(s, 7, buf_text(&g->ids), g->ids.len);
    return db_run(s, err);
}

/* *there: another console was faster. */
static bool insert_run(struct history_writer *w, bool *there, struct err *err)
{
    struct db_stmt *s = db_query(w->h->db,
                                 "INSERT INTO run(context, task, schedule, started_ms)"
                                 " VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING",
                                 err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, w->h->context_id);
    db_bind_text(s, 2, w->task_id);
    db_bind_text(s, 3, w->schedule);
    db_bind_int(s, 4, w->started_ms);
    if (!db_run(s, err))
        return false;
    *there = db_changes(w->h->db) == 0;
    return true;
}

/* Later audits were compared with an earlier one than this. */
static bool untally_later(struct history_writer *w, struct err *err)
{
    struct db_stmt *s = db_query(w->h->db,
                                 "UPDATE result SET tally = NULL WHERE run IN (SELECT id FROM"
                                 " run WHERE context = ? AND started_ms >= ?)",
                                 err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, w->h->context_id);
    db_bind_int(s, 2, w->started_ms);
    return db_run(s, err);
}

static bool insert_all(struct history_writer *w, struct err *err)
{
    bool there = false;

    if (!insert_run(w, &there, err))
        return false;
    const int64_t run = db_last_id(w->h->db);
    for (size_t i = 0; !there && i < w->n_checks; i++)
        if (!insert_result(w, run, &w->checks[i], err))
            return false;
    return there || (untally_later(w, err) && history_prune(w->h, err));
}

/* One piece of the work on the next check. */
static bool prepare(struct history_writer *w, int64_t until_us, struct err *err)
{
    struct gathered *g = &w->checks[w->prepared];

    if (g->batched < g->n) {
        sort_batch(g);
        return true;
    }
    if (g->named < g->n)
        return name_some(w, g, until_us, err);
    if (!g->sorted) {
        sort(g);
        g->sorted = true;
        return true;
    }
    if (g->encoded < g->n)
        encode_some(g);
    else
        w->prepared++;
    return true;
}

bool history_writer_finish(struct history_writer *w, bool *done, struct err *err)
{
    const int64_t until_us = loop_now_us(w->h->loop) + HISTORY_SLICE_US;
    const bool all = w->prepared == w->n_checks;

    *done = false;
    while (!all && w->prepared < w->n_checks && loop_now_us(w->h->loop) < until_us)
        if (!prepare(w, until_us, err))
            return false;
    if (!all)
        return true;
    if (!db_begin(w->h->db, err))
        return false;
    if (!insert_all(w, err) || !db_commit(w->h->db, err)) {
        db_rollback(w->h->db);
        return false;
    }
    *done = true;
    return history_reload(w->h, err);
}
