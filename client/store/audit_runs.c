#include "client/store/audit_runs.h"

#include <stddef.h>
#include <stdlib.h>

#include "client/base/files.h"
#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/base/watchers.h"
#include "client/store/snapshot.h"

enum { DAY_MS = 24 * 3600 * 1000 };

struct run {
    struct audit_run pub;
    struct arena *arena; /* NULL: not described yet */
    uint32_t listed;     /* number of the asking that named it last */
    bool described;      /* in this asking */
};

struct describing {
    struct audit_runs *owner;
    struct call *call;
    char *id; /* runs move in their array */
};

struct audit_runs {
    struct arena *restored; /* JSON of an earlier session; NULL: none */
    struct loop *loop;
    struct client *client;
    struct source *source;
    struct run **runs; /* described ones first, newest first, after every asking */
    size_t n, cap, next;
    uint32_t asking;
    struct call *listing;
    struct describing describing[AUDIT_RUNS_DESCRIBING];
    bool busy, listed_all;
    bool stepwise; /* rows are shown as they come */
    struct err err;
    struct loop_timer *timer;
    enum audit_runs_pace pace;
    struct watchers watchers, observers;
    char *path; /* of the snapshot; NULL: not kept */
    bool unsaved;
    int64_t saved_us;
};

struct audit_runs *audit_runs_new(struct loop *loop)
{
    struct audit_runs *r = mem_alloc(1, sizeof *r);
    r->loop = loop;
    r->source = source_new(&(struct source_options){.loop = loop, .spec = &audit_runs_table});
    for (int i = 0; i < AUDIT_RUNS_DESCRIBING; i++)
        r->describing[i].owner = r;
    r->pace = AUDIT_RUNS_POLL;
    return r;
}

static void free_run(struct run *run)
{
    union {
        const char *in;
        char *out;
    } id = {run->pub.task_id}; /* ours, const for everybody else */
    free(id.out);
    arena_free(run->arena);
    free(run);
}

static void drop_calls(struct audit_runs *r)
{
    call_drop(r->listing);
    r->listing = NULL;
    for (int i = 0; i < AUDIT_RUNS_DESCRIBING; i++) {
        call_drop(r->describing[i].call);
        r->describing[i].call = NULL;
        free(r->describing[i].id);
        r->describing[i].id = NULL;
    }
}

/* Best effort, like a source's: what cannot be kept is asked again. */
static void keep_now(struct audit_runs *r)
{
    struct buf text = BUF_INIT(SNAPSHOT_TEXT_MAX);
    struct err err;
    if (r->path == NULL || !r->unsaved)
        return;
    audit_runs_save(r, &text);
    if (!text.full &&
        !snapshot_save_text(r->path, (struct str){buf_text(&text), text.len}, &err))
        log_write(LOG_WARN, "snapshot: %s", err.text);
    buf_free(&text);
    r->unsaved = false;
    r->saved_us = loop_now_us(r->loop);
}

void audit_runs_keep(struct audit_runs *r, const char *path)
{
    struct buf text = BUF_INIT(SNAPSHOT_TEXT_MAX);
    struct err err;
    free(r->path);
    r->path = mem_strdup(path);
    r->saved_us = loop_now_us(r->loop) - SOURCE_SAVE_MS * 1000;
    if (files_read(path, &text, &err) &&
        !audit_runs_restore(r, (struct str){buf_text(&text), text.len}, &err))
        log_write(LOG_INFO, "snapshot: %s", err.text);
    buf_free(&text);
}

void audit_runs_free(struct audit_runs *r)
{
    if (r == NULL)
        return;
    keep_now(r);
    free(r->path);
    drop_calls(r);
    loop_remove_timer(r->timer);
    for (size_t i = 0; i < r->n; i++)
        free_run(r->runs[i]);
    free(r->runs);
    source_free(r->source);
    arena_free(r->restored);
    free(r);
}

static void tell(struct audit_runs *r)
{
    watchers_tell(&r->watchers);
    watchers_tell(&r->observers);
}

void audit_runs_observe(struct audit_runs *r, source_fn *fn, void *ctx)
{
    watchers_add(&r->observers, fn, ctx);
}

void audit_runs_unobserve(struct audit_runs *r, const void *ctx)
{
    watchers_remove(&r->observers, ctx);
}

void audit_runs_watch(struct audit_runs *r, source_fn *fn, void *ctx)
{
    watchers_add(&r->watchers, fn, ctx);
    if (r->timer == NULL)
        audit_runs_refresh(r);
}

void audit_runs_unwatch(struct audit_runs *r, const void *ctx)
{
    watchers_remove(&r->watchers, ctx);
}

/* ---- what is known ---- */

static struct run *find(const struct audit_runs *r, const char *id)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->runs[i]->pub.task_id, id) == 0)
            return r->runs[i];
    return NULL;
}

const struct audit_run *audit_runs_find(const struct audit_runs *r, const char *task_id)
{
    const struct run *run = find(r, task_id);
    return run != NULL && run->pub.task != NULL ? &run->pub : NULL;
}

size_t audit_runs_count(const struct audit_runs *r)
{
    size_t n = 0;
    while (n < r->n && r->runs[n]->pub.task != NULL)
        n++;
    return n;
}

const struct audit_run *audit_runs_at(const struct audit_runs *r, size_t i)
{
    return &r->runs[i]->pub;
}

const struct source *audit_runs_source(const struct audit_runs *r)
{
    return r->source;
}

static int64_t started(const struct run *run)
{
    return run->pub.task != NULL && run->pub.task->task_start_time.set
               ? run->pub.task->task_start_time.ms
               : INT64_MIN;
}

static int newest_first(const void *a, const void *b)
{
    const struct run *x = *(struct run *const *)a, *y = *(struct run *const *)b;
    if ((x->pub.task == NULL) != (y->pub.task == NULL))
        return x->pub.task == NULL ? 1 : -1;
    int64_t tx = started(x), ty = started(y);
    return tx > ty ? -1 : tx < ty ? 1 : strcmp(x->pub.task_id, y->pub.task_id);
}

static void sort(struct audit_runs *r)
{
    if (r->n > 1)
        qsort(r->runs, r->n, sizeof *r->runs, newest_first);
}

static struct run *add(struct audit_runs *r, const char *id)
{
    struct run *run = find(r, id);
    if (run != NULL || r->n == AUDIT_RUNS_MAX)
        return run;
    r->runs = mem_grow(r->runs, &r->cap, r->n + 1, sizeof *r->runs);
    run = mem_alloc(1, sizeof *run);
    run->pub.task_id = mem_strdup(id);
    return r->runs[r->n++] = run;
}

static bool any_going(const struct audit_runs *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (audit_run_is_going(&r->runs[i]->pub))
            return true;
    return false;
}

/* ---- asking ---- */

static void on_timer(void *ctx)
{
    struct audit_runs *r = ctx;
    r->timer = NULL;
    audit_runs_refresh(r);
}

static void plan_next(struct audit_runs *r)
{
    loop_remove_timer(r->timer);
    r->timer = NULL;
    if (r->client == NULL || r->watchers.n == 0 || r->pace == AUDIT_RUNS_PAUSED)
        return;
    int64_t ms = any_going(r) ? AUDIT_RUNS_BUSY_MS : AUDIT_RUNS_IDLE_MS;
    r->timer = loop_add_timer(r->loop, client_poll_us(r->client, ms), on_timer, r);
}

static void show_all(struct audit_runs *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->runs[i]->pub.task != NULL && !source_row(r->source, &r->runs[i]->pub))
            return;
}

/* Gone from the service. Only here, so that whoever holds a run is told at once. */
static void forget_unlisted(struct audit_runs *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (r->runs[i]->listed == r->asking)
            r->runs[kept++] = r->runs[i];
        else
            free_run(r->runs[i]);
    }
    r->n = kept;
}

static void finish(struct audit_runs *r)
{
    r->busy = false;
    if (r->listed_all)
        forget_unlisted(r);
    sort(r);
    if (!r->stepwise)
        show_all(r);
    source_end(r->source, SOURCE_END_COMPLETE, r->err.kind == ERR_NONE ? NULL : &r->err);
    r->unsaved |= r->err.kind == ERR_NONE;
    if (loop_now_us(r->loop) - r->saved_us >= SOURCE_SAVE_MS * 1000)
        keep_now(r);
    plan_next(r);
    tell(r);
}

static void describe_more(struct audit_runs *r);

static enum call_next on_described(void *ctx, struct call_page *page)
{
    struct describing *d = ctx;
    struct run *run = find(d->owner, d->id);
    if (run == NULL)
        return CALL_MORE;
    arena_free(run->arena);
    run->arena = page->arena;
    run->pub.task = page->output;
    page->arena = NULL;
    if (d->owner->stepwise)
        (void)!source_row(d->owner->source, &run->pub); /* fewer than a table holds */
    return CALL_MORE;
}

static void on_describe_done(void *ctx, const struct call_result *result)
{
    struct describing *d = ctx;
    struct audit_runs *r = d->owner;
    d->call = NULL;
    /* a task that is past its 90 days between the two questions is no failure */
    if (result->err.kind != ERR_NONE && result->err.status != 404)
        r->err = result->err;
    free(d->id);
    d->id = NULL;
    describe_more(r);
}

static bool needs_describing(const struct run *run, uint32_t asking)
{
    return run->listed == asking && !run->described &&
           (run->pub.task == NULL || audit_run_is_going(&run->pub));
}

static bool start_describing(struct audit_runs *r, struct describing *d)
{
    for (; r->next < r->n; r->next++) {
        struct run *run = r->runs[r->next];
        if (!needs_describing(run, r->asking))
            continue;
        struct describe_audit_task_input in = {.task_id = run->pub.task_id};
        struct call_options o = {.priority = CALL_BACKGROUND,
                                 .on_page = on_described,
                                 .on_done = on_describe_done,
                                 .ctx = d};
        run->described = true;
        d->id = mem_strdup(run->pub.task_id);
        d->call = call_start(r->client, &op_describe_audit_task, &in, &o);
        return true;
    }
    return false;
}

static void describe_more(struct audit_runs *r)
{
    bool going = false;
    for (int i = 0; i < AUDIT_RUNS_DESCRIBING; i++) {
        struct describing *d = &r->describing[i];
        if (d->call == NULL && r->err.kind == ERR_NONE)
            (void)start_describing(r, d);
        going |= d->call != NULL;
    }
    if (!going)
        finish(r);
    else if (r->stepwise)
        tell(r);
}

static enum call_next on_listed(void *ctx, struct call_page *page)
{
    struct audit_runs *r = ctx;
    const struct list_audit_tasks_output *out = page->output;
    const struct audit_task_metadata *m = out->tasks.items;
    for (size_t i = 0; i < out->tasks.n; i++) {
        struct run *run = m[i].task_id != NULL ? add(r, m[i].task_id) : NULL;
        if (run != NULL) {
            run->listed = r->asking;
            run->described = false;
        }
    }
    return CALL_MORE;
}

static void on_list_done(void *ctx, const struct call_result *result)
{
    struct audit_runs *r = ctx;
    r->listing = NULL;
    if (result->err.kind != ERR_NONE) {
        r->err = result->err;
        finish(r);
        return;
    }
    r->listed_all = true;
    r->next = 0;
    describe_more(r);
}

void audit_runs_refresh(struct audit_runs *r)
{
    if (r->client == NULL || r->busy)
        return;
    loop_remove_timer(r->timer);
    r->timer = NULL;
    int64_t now = clock_real_ms(loop_clock(r->loop));
    /* Results are kept 90 days; asking for more is refused. A minute for clocks that differ. */
    struct list_audit_tasks_input in = {
        .start_time = {now - 90 * (int64_t)DAY_MS + 60 * 1000, true},
        .end_time = {now + DAY_MS, true},
    };
    struct call_options o = {
        .priority = CALL_BACKGROUND, .on_page = on_listed, .on_done = on_list_done, .ctx = r};
    r->busy = true;
    r->listed_all = false;
    r->asking++;
    r->err = (struct err){0};
    r->stepwise =
        source_status(r->source).rows == 0 && source_status(r->source).state != SOURCE_COMPLETE;
    source_begin(r->source);
    r->listing = call_start(r->client, &op_list_audit_tasks, &in, &o);
    tell(r);
}

void audit_runs_connect(struct audit_runs *r, struct client *client)
{
    if (r->client == client)
        return;
    drop_calls(r);
    r->client = client;
    if (r->busy) {
        (void)err_set(&r->err, ERR_CANCELED, "the connection changed");
        finish(r);
    }
    if (r->watchers.n > 0)
        audit_runs_refresh(r);
}

void audit_runs_set_pace(struct audit_runs *r, enum audit_runs_pace pace)
{
    r->pace = pace;
    if (!r->busy)
        plan_next(r);
}

/* ---- from one session to the next: a line of JSON for when, one for each run ---- */

void audit_runs_save(const struct audit_runs *r, struct buf *out)
{
    struct json_writer w = {.out = out};
    json_open(&w, '{');
    json_int_member(&w, "asOf", source_status(r->source).as_of_ms);
    json_close(&w, '}');
    for (size_t i = 0; i < audit_runs_count(r); i++) {
        struct json_writer line = {.out = out};
        buf_putc(out, '\n');
        record_encode(&audit_run_record, &r->runs[i]->pub, &line);
    }
}

/* Each run has an arena of its own: a decoded record borrows from what it was read from. */
static bool decode_run(struct audit_runs *r, struct str text, struct err *err)
{
    struct arena *a = arena_new();
    struct audit_run run = {0};
    const struct json *j = json_parse(text, a, err);
    if (j == NULL || !record_decode(&audit_run_record, j, a, &run, err) ||
        run.task_id == NULL || run.task == NULL) {
        arena_free(a);
        return false;
    }
    struct run *kept = add(r, run.task_id);
    if (kept == NULL || kept->arena != NULL) {
        arena_free(a);
        return true;
    }
    kept->arena = a;
    kept->pub.task = run.task;
    return true;
}

static bool decode_as_of(struct str text, int64_t *as_of_ms, struct err *err)
{
    struct arena *a = arena_new();
    const struct json *j = json_parse(text, a, err);
    bool ok =
        j != NULL && json_type(j) == JSON_OBJECT && json_time(json_get(j, "asOf"), as_of_ms);
    arena_free(a);
    return ok;
}

bool audit_runs_restore(struct audit_runs *r, struct str text, struct err *err)
{
    int64_t as_of_ms = 0;
    if (r->n > 0 || r->busy)
        return true;
    bool ok = decode_as_of(str_cut(text, '\n', &text), &as_of_ms, err);
    while (ok && text.n > 0)
        ok = decode_run(r, str_cut(text, '\n', &text), err);
    if (!ok) {
        while (r->n > 0)
            free_run(r->runs[--r->n]);
        return err_set(err, ERR_DECODE, "the stored audits cannot be read");
    }
    struct table *t = table_new(&audit_runs_table);
    sort(r);
    for (size_t i = 0; i < r->n; i++)
        (void)!table_append(t, &r->runs[i]->pub);
    source_restore(r->source, t, as_of_ms);
    return true;
}

void audit_runs_put(struct audit_runs *r, const char *task_id, struct arena *arena,
                    const struct describe_audit_task_output *task)
{
    struct run *run = add(r, task_id);
    if (run == NULL) {
        arena_free(arena);
        return;
    }
    arena_free(run->arena);
    run->arena = arena;
    run->pub.task = task;
    sort(r);
    source_begin(r->source);
    show_all(r);
    source_end(r->source, SOURCE_END_COMPLETE, NULL);
    tell(r);
}
