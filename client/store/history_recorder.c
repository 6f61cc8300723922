#include "client/store/history_recorder.h"

#include <stdlib.h>

#include "client/base/log.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/store/history_compare.h"
#include "client/store/history_inside.h"

enum { WANTED_MAX = 4 };

struct history_recorder {
    struct loop *loop;
    struct audit_runs *runs;
    struct history *history;
    struct client *client;
    enum history_recorder_pace pace;
    struct loop_timer *open_timer, *look_timer;
    bool waited;              /* HISTORY_FIRST_RECORD_MS are over */
    char *wanted[WANTED_MAX]; /* owned, next first */
    size_t n_wanted;
    struct map *tries; /* task -> how often, as a pointer */
    struct call *call;
    struct history_writer *writer; /* not NULL: an audit is being recorded */
    char *task;                    /* of the writer; owned */
    bool finishing, refused;       /* refused: we may not ask, so nothing is asked by itself */
    struct history_tallying *tallying;
    struct err err;
};

static void look(void *ctx);

static void look_soon(struct history_recorder *r, int64_t ms)
{
    loop_remove_timer(r->look_timer);
    r->look_timer = loop_add_timer(r->loop, ms * 1000, look, r);
}

/* Nothing is being recorded, and the file can be written. */
static bool is_free(const struct history_recorder *r)
{
    return r->writer == NULL && history_is_open(r->history) &&
           history_err(r->history)->kind == ERR_NONE;
}

static bool may_ask(const struct history_recorder *r)
{
    return r->client != NULL && r->pace == HISTORY_RECORDER_GOES;
}

/* ---- which audit is next ---- */

static int tries_of(const struct history_recorder *r, const char *task)
{
    return (int)(uintptr_t)map_get(r->tries, task);
}

static bool can_be_recorded(const struct history_recorder *r, const struct audit_run *run)
{
    const int64_t oldest =
        clock_real_ms(loop_clock(r->loop)) - (int64_t)HISTORY_SERVICE_DAYS * 24 * 3600 * 1000;

    return run->task != NULL && run->task->task_status != NULL && !audit_run_is_going(run) &&
           run->task->task_start_time.set && run->task->task_start_time.ms >= oldest &&
           tries_of(r, run->task_id) < HISTORY_TRIES &&
           history_find(r->history, run->task_id) == NULL;
}

static const struct audit_run *next_wanted(struct history_recorder *r)
{
    while (r->n_wanted > 0) {
        const struct audit_run *run = audit_runs_find(r->runs, r->wanted[0]);

        if (run != NULL && can_be_recorded(r, run))
            return run;
        if (run == NULL && source_status(audit_runs_source(r->runs)).state != SOURCE_COMPLETE)
            return NULL; /* it may still come */
        free(r->wanted[0]);
        memmove(r->wanted, r->wanted + 1, --r->n_wanted * sizeof *r->wanted);
    }
    return NULL;
}

/* The oldest of the newest ones, so that each is compared once with what was before. */
static const struct audit_run *next_run(const struct history_recorder *r)
{
    size_t n = audit_runs_count(r->runs);

    if (!r->waited || r->refused ||
        source_status(audit_runs_source(r->runs)).state != SOURCE_COMPLETE)
        return NULL;
    if (n > HISTORY_RECORDS_BACK)
        n = HISTORY_RECORDS_BACK;
    while (n > 0) {
        const struct audit_run *run = audit_runs_at(r->runs, --n);

        if (can_be_recorded(r, run))
            return run;
    }
    return NULL;
}

/* ---- one audit ---- */

static void end_record(struct history_recorder *r)
{
    history_writer_free(r->writer);
    r->writer = NULL;
    r->finishing = false;
    free(r->task);
    r->task = NULL;
}

/* The audit is at fault, not the way to the service: tried again, but not for ever. */
static bool is_its_own_fault(enum err_kind kind)
{
    return kind == ERR_SERVICE || kind == ERR_DECODE || kind == ERR_LIMIT || kind == ERR_IO;
}

/* It is tried again when the audits are asked for the next time. */
static void fail(struct history_recorder *r, const struct err *err)
{
    r->err = *err;
    log_write(LOG_INFO, "history of %.8s: %s", r->task, err->text);
    if (is_its_own_fault(err->kind))
        (void)map_put(r->tries, r->task, (void *)((uintptr_t)tries_of(r, r->task) + 1));
    r->refused |= err->kind == ERR_DENIED || err->kind == ERR_CREDENTIALS;
    end_record(r);
    if (err->kind == ERR_IO)
        history_fail(r->history, err);
    else
        history_tell(r->history); /* whoever waits for it hears that it failed */
}

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct history_recorder *r = ctx;
    const struct list_audit_findings_output *out = page->output;
    struct err err;

    if (history_writer_add(r->writer, out->findings.items, out->findings.n, &err))
        return CALL_MORE;
    r->err = err;
    return CALL_STOP;
}

static bool finish(void *ctx)
{
    struct history_recorder *r = ctx;
    struct err err;
    bool done = false;

    if (history_writer_finish(r->writer, &done, &err) && !done)
        return true;
    if (done) {
        end_record(r);
        history_tally_drop(r->tallying); /* it counts without this audit */
        r->tallying = NULL;
        look_soon(r, 0);
    } else {
        fail(r, &err);
    }
    return false;
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct history_recorder *r = ctx;
    struct err err = result->stopped ? r->err : result->err;

    r->call = NULL;
    if (result->stopped && err.kind == ERR_NONE)
        (void)err_set(&err, ERR_LIMIT, "the findings have more pages than are asked for");
    if (err.kind != ERR_NONE) {
        fail(r, &err);
        return;
    }
    r->finishing = true;
    loop_add_idle(r->loop, finish, r);
}

static void record(struct history_recorder *r, const struct audit_run *run,
                   enum call_priority priority)
{
    struct list_audit_findings_input in = {.task_id = run->task_id};
    struct call_options o = {
        .priority = priority, .on_page = on_page, .on_done = on_done, .ctx = r};

    r->err = (struct err){.kind = ERR_NONE};
    r->task = mem_strdup(run->task_id);
    r->writer = history_writer_new(r->history, run);
    r->call = call_start(r->client, &op_list_audit_findings, &in, &o);
}

static void stop_record(struct history_recorder *r)
{
    call_drop(r->call);
    r->call = NULL;
    if (r->finishing)
        loop_remove_idle(r->loop, finish, r);
    end_record(r);
}

/* ---- when ---- */

static void on_tallied(void *ctx)
{
    struct history_recorder *r = ctx;

    r->tallying = NULL;
}

static bool record_next(struct history_recorder *r)
{
    const struct audit_run *run = next_wanted(r);
    const enum call_priority priority = run != NULL ? CALL_INTERACTIVE : CALL_BACKGROUND;

    if (run == NULL)
        run = next_run(r);
    if (run != NULL)
        record(r, run, priority);
    return run != NULL;
}

static void look(void *ctx)
{
    struct history_recorder *r = ctx;

    r->look_timer = NULL;
    if (!is_free(r) || (may_ask(r) && record_next(r)))
        return;
    if (r->tallying == NULL)
        r->tallying = history_tally_start(r->history, on_tallied, r);
}

static void on_runs(void *ctx)
{
    struct history_recorder *r = ctx;

    if (r->look_timer == NULL && is_free(r) && (r->waited || r->n_wanted > 0))
        look_soon(r, 0);
}

static void on_first_look(void *ctx)
{
    struct history_recorder *r = ctx;

    r->open_timer = NULL;
    r->waited = true;
    on_runs(r);
}

static void on_open(void *ctx)
{
    struct history_recorder *r = ctx;

    r->open_timer =
        loop_add_timer(r->loop, (int64_t)HISTORY_FIRST_RECORD_MS * 1000, on_first_look, r);
    history_open(r->history);
    on_runs(r);
}

struct history_recorder *history_recorder_new(struct loop *loop, struct audit_runs *runs,
                                              struct history *history)
{
    struct history_recorder *r = mem_alloc(1, sizeof *r);

    r->loop = loop;
    r->runs = runs;
    r->history = history;
    r->pace = HISTORY_RECORDER_GOES;
    r->tries = map_new();
    r->open_timer = loop_add_timer(loop, (int64_t)HISTORY_OPEN_MS * 1000, on_open, r);
    audit_runs_observe(runs, on_runs, r);
    return r;
}

void history_recorder_free(struct history_recorder *r)
{
    if (r == NULL)
        return;
    audit_runs_unobserve(r->runs, r);
    stop_record(r);
    history_tally_drop(r->tallying);
    loop_remove_timer(r->open_timer);
    loop_remove_timer(r->look_timer);
    while (r->n_wanted > 0)
        free(r->wanted[--r->n_wanted]);
    map_free(r->tries, NULL);
    free(r);
}

void history_recorder_connect(struct history_recorder *r, struct client *client)
{
    if (r->client == client)
        return;
    stop_record(r);
    r->client = client;
    r->refused = false;
    map_free(r->tries, NULL);
    r->tries = map_new();
    on_runs(r);
}

void history_recorder_set_pace(struct history_recorder *r, enum history_recorder_pace pace)
{
    r->pace = pace;
    if (pace == HISTORY_RECORDER_PAUSED && !r->finishing)
        stop_record(r);
    on_runs(r);
}

void history_recorder_want(struct history_recorder *r, const char *task_id)
{
    for (size_t i = 0; i < r->n_wanted; i++)
        if (strcmp(r->wanted[i], task_id) == 0)
            return;
    if (r->n_wanted == WANTED_MAX || (r->task != NULL && strcmp(r->task, task_id) == 0))
        return;
    r->wanted[r->n_wanted++] = mem_strdup(task_id);
    (void)map_remove(r->tries, task_id);
    r->err = (struct err){.kind = ERR_NONE};
    history_open(r->history);
    on_runs(r);
}

const struct err *history_recorder_err(const struct history_recorder *r)
{
    return &r->err;
}

bool history_recorder_is_busy(const struct history_recorder *r)
{
    return r->writer != NULL || r->look_timer != NULL || r->tallying != NULL;
}
