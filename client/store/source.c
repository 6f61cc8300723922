#include "client/store/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/store/snapshot.h"

/* What one region is asked. */
struct leg {
    struct source *s;
    const char *region; /* NULL: the only one */
    struct client *client;
    struct call *call;  /* NULL: it has answered */
    struct table *part; /* of a refresh of several; NULL: rows go straight in */
    struct err *failed; /* owned; NULL: it went well */
    bool stopped;
};

struct source {
    struct source_options o;
    struct source_query query;
    struct leg *legs; /* the first is home; n_legs 0: not connected */
    size_t n_legs;
    struct table_spec *several; /* spec of several regions; owned; NULL: there is one */
    struct loop_timer *timer;
    struct table *visible, *next; /* next: being filled; NULL when rows go to visible at once */
    uint64_t generation;
    bool asking, full;
    enum source_state state;
    int64_t as_of_ms, next_ms, poll_ms;
    uint32_t arrived;
    struct err err;
    char *path; /* of the snapshot; NULL: not kept */
    int64_t saved_as_of_ms, saved_us;
    struct sort_key keys[SORT_KEYS_MAX];
    int n_keys;
    struct loop_timer *rest_timer;
};

struct source *source_new(const struct source_options *o)
{
    struct source *s = mem_alloc(1, sizeof *s);
    s->o = *o;
    if (o->several)
        s->o.spec = s->several = regions_spec_new(o->spec);
    s->visible = table_new(s->o.spec);
    return s;
}

/* ---- from one session to the next; best effort: what is not kept is asked again ---- */

static char *top_path(const struct source *s)
{
    return mem_printf("%s.top", s->path);
}

static bool save_top(const struct source *s, struct err *err)
{
    uint32_t rows = table_rows(s->visible), *order = mem_alloc(rows + 1, sizeof *order);
    struct table *top = table_new(s->o.spec);
    char *path = top_path(s);
    for (uint32_t i = 0; i < rows; i++)
        order[i] = i;
    sort_rows(s->visible, s->keys, s->n_keys, order, rows);
    for (uint32_t i = 0; i < rows && i < SOURCE_TOP_ROWS; i++)
        (void)!table_copy_row(top, s->visible, order[i]);
    bool ok = snapshot_save(path, top, s->as_of_ms, err);
    table_free(top);
    free(path);
    free(order);
    return ok;
}

static void save(struct source *s)
{
    struct err err;
    if (s->path == NULL || s->as_of_ms == s->saved_as_of_ms || s->state != SOURCE_COMPLETE)
        return;
    if (!snapshot_save(s->path, s->visible, s->as_of_ms, &err) || !save_top(s, &err))
        log_write(LOG_WARN, "snapshot: %s", err.text);
    s->saved_as_of_ms = s->as_of_ms;
    s->saved_us = loop_now_us(s->o.loop);
}

static struct table *load(const struct source *s, const char *path, int64_t *as_of_ms)
{
    struct err err;
    struct table *t = snapshot_load(path, s->o.spec, as_of_ms, &err);
    if (t == NULL && err.sys != ENOENT)
        log_write(LOG_INFO, "snapshot: %s", err.text);
    return t;
}

/* The rest of what is remembered, unless the service was quicker. */
static void load_rest(void *ctx)
{
    struct source *s = ctx;
    int64_t as_of_ms = 0;
    s->rest_timer = NULL;
    if (s->as_of_ms != s->saved_as_of_ms || s->state == SOURCE_COMPLETE)
        return;
    struct table *t = load(s, s->path, &as_of_ms);
    if (t == NULL || as_of_ms != s->as_of_ms) {
        table_free(t);
        s->state = SOURCE_PARTIAL;
    } else {
        table_free(s->visible);
        s->visible = t;
        s->generation++;
    }
    if (s->o.on_change != NULL)
        s->o.on_change(s->o.ctx);
}

void source_keep(struct source *s, const char *path, const struct sort_key *keys, int n_keys)
{
    int64_t as_of_ms = 0;
    free(s->path);
    s->path = mem_strdup(path);
    s->n_keys = n_keys < SORT_KEYS_MAX ? n_keys : SORT_KEYS_MAX;
    memcpy(s->keys, keys, (size_t)s->n_keys * sizeof *keys);
    s->saved_us = loop_now_us(s->o.loop) - SOURCE_SAVE_MS * 1000;
    char *top = top_path(s);
    struct table *t = load(s, top, &as_of_ms);
    free(top);
    if (t == NULL)
        return;
    bool all = table_rows(t) < SOURCE_TOP_ROWS;
    source_restore(s, t, as_of_ms);
    s->saved_as_of_ms = s->as_of_ms;
    if (!all)
        s->rest_timer = loop_add_timer(s->o.loop, 0, load_rest, s);
}

static void forget_answer(struct leg *leg)
{
    table_free(leg->part);
    leg->part = NULL;
    free(leg->failed);
    leg->failed = NULL;
    leg->stopped = false;
}

static void free_legs(struct source *s)
{
    for (size_t i = 0; i < s->n_legs; i++) {
        call_drop(s->legs[i].call);
        forget_answer(&s->legs[i]);
    }
    free(s->legs);
    s->legs = NULL;
    s->n_legs = 0;
}

void source_free(struct source *s)
{
    if (s == NULL)
        return;
    save(s);
    free(s->path);
    free_legs(s);
    loop_remove_timer(s->timer);
    loop_remove_timer(s->rest_timer);
    table_free(s->visible);
    table_free(s->next);
    regions_spec_free(s->several);
    free(s);
}

static int64_t now_ms(const struct source *s)
{
    return clock_real_ms(loop_clock(s->o.loop));
}

static void changed(struct source *s)
{
    if (s->o.on_change != NULL)
        s->o.on_change(s->o.ctx);
}

static void on_timer(void *ctx)
{
    struct source *s = ctx;
    s->timer = NULL;
    s->next_ms = 0;
    source_refresh(s);
}

static void plan_next(struct source *s)
{
    loop_remove_timer(s->timer);
    s->timer = NULL;
    s->next_ms = 0;
    if (s->poll_ms == 0 || s->n_legs == 0 || s->asking)
        return;
    const int64_t us = client_poll_us(s->legs[0].client, s->poll_ms);

    s->timer = loop_add_timer(s->o.loop, us, on_timer, s);
    s->next_ms = now_ms(s) + us / 1000;
}

void source_begin(struct source *s)
{
    s->asking = true;
    s->full = false;
    s->arrived = 0;
    table_free(s->next);
    s->next = NULL;
    bool nothing = table_rows(s->visible) == 0;
    if (nothing && s->state != SOURCE_COMPLETE) {
        table_free(s->visible);
        s->visible = table_new(s->o.spec);
        s->generation++;
    } else {
        s->next = table_new(s->o.spec);
    }
    if (s->state == SOURCE_NEVER || s->state == SOURCE_FAILED ||
        (nothing && s->state == SOURCE_PARTIAL)) /* canceled before the first row */
        s->state = SOURCE_LOADING;
}

bool source_row(struct source *s, const void *record)
{
    if (!table_append(s->next != NULL ? s->next : s->visible, record)) {
        s->full = true;
        return false;
    }
    s->arrived++;
    return true;
}

void source_from(struct source *s, const char *region, enum table_side side)
{
    table_from(s->next != NULL ? s->next : s->visible, region, side);
}

/* The new rows take the place of the old; equal ones do not, so that nothing is drawn again. */
static void swap(struct source *s)
{
    if (s->next == NULL)
        return;
    if (table_equal(s->visible, s->next)) {
        table_free(s->next);
    } else {
        table_free(s->visible);
        s->visible = s->next;
        s->generation++;
    }
    s->next = NULL;
}

static enum source_state state_after_failure(const struct source *s)
{
    if (s->next != NULL) /* the old rows stay */
        return s->state == SOURCE_PARTIAL ? SOURCE_PARTIAL : SOURCE_STALE;
    return table_rows(s->visible) > 0 ? SOURCE_PARTIAL : SOURCE_FAILED;
}

void source_end(struct source *s, enum source_end end, const struct err *failed)
{
    s->asking = false;
    if (failed != NULL) {
        s->err = *failed;
        s->state = state_after_failure(s);
        if (failed->kind == ERR_CANCELED && s->state == SOURCE_FAILED)
            s->state = SOURCE_PARTIAL;
        table_free(s->next);
        s->next = NULL;
    } else {
        s->err = (struct err){0};
        s->state = end == SOURCE_END_STOPPED || s->full ? SOURCE_PARTIAL : SOURCE_COMPLETE;
        s->as_of_ms = now_ms(s);
        swap(s);
        if (loop_now_us(s->o.loop) - s->saved_us >= SOURCE_SAVE_MS * 1000)
            save(s);
    }
    plan_next(s);
    changed(s);
}

/* ---- several regions ---- */

static bool is_asked(const struct source *s)
{
    for (size_t i = 0; i < s->n_legs; i++)
        if (s->legs[i].call != NULL)
            return true;
    return false;
}

static bool keep_row(struct leg *leg, const void *record)
{
    struct source *s = leg->s;
    struct table *t = leg->part != NULL ? leg->part : s->visible;

    if (leg->region == NULL)
        return source_row(s, record);
    table_from(t, leg->region, leg == s->legs ? TABLE_HERE : TABLE_ELSEWHERE);
    if (!table_append(t, record)) {
        s->full = true;
        return false;
    }
    s->arrived++;
    return true;
}

static void copy_rows(struct source *s, const struct table *from, const char *region)
{
    const int column = regions_column(s->o.spec);
    char scratch[TABLE_SCRATCH];

    for (uint32_t row = 0; row < table_rows(from) && !s->full; row++)
        if (region == NULL || str_eq(table_text(from, row, column, scratch), region))
            s->full = !table_copy_row(s->next, from, row);
}

/* Region after region, so that an answer in another order is no other table. Of one that failed
 * the rows that were known, else those that came. */
static void join_parts(struct source *s)
{
    for (size_t i = 0; s->next != NULL && i < s->n_legs; i++) {
        const struct leg *leg = &s->legs[i];
        const uint32_t before = table_rows(s->next);

        if (leg->failed != NULL)
            copy_rows(s, s->visible, leg->region);
        if (leg->failed == NULL || table_rows(s->next) == before)
            copy_rows(s, leg->part, NULL);
    }
}

void source_end_partly(struct source *s, const struct err *failed)
{
    const bool was_whole = s->state == SOURCE_COMPLETE || s->state == SOURCE_STALE;

    s->asking = false;
    s->err = *failed;
    s->state = s->next != NULL && was_whole ? SOURCE_STALE : SOURCE_PARTIAL;
    if (s->state == SOURCE_PARTIAL)
        s->as_of_ms = now_ms(s);
    swap(s);
    plan_next(s);
    changed(s);
}

static void end_all(struct source *s)
{
    struct region_answer answers[REGIONS_MAX];
    struct err failed = {0};
    bool stopped = false;

    for (size_t i = 0; i < s->n_legs; i++)
        answers[i] = (struct region_answer){s->legs[i].region, s->legs[i].failed};
    const size_t n = regions_join_errors(answers, s->n_legs, &failed);
    const bool any = n > 0, all = n == s->n_legs;

    if (!all)
        join_parts(s);
    for (size_t i = 0; i < s->n_legs; i++) {
        stopped |= s->legs[i].stopped;
        forget_answer(&s->legs[i]);
    }
    if (any && !all)
        source_end_partly(s, &failed);
    else
        source_end(s, stopped ? SOURCE_END_STOPPED : SOURCE_END_COMPLETE, any ? &failed : NULL);
}

/* ---- asking ---- */

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct leg *leg = ctx;
    const struct operation *op = page->op;
    const struct field *items = record_field(op->output, op->paging.items);
    if (items == NULL || items->is.type != FIELD_LIST)
        bug("%s has no list %s", op->name, op->paging.items);
    const struct list *list =
        (const struct list *)(const void *)((const char *)page->output + items->offset);
    size_t size = field_size(items->is.of);
    for (size_t i = 0; i < list->n; i++)
        if (!keep_row(leg, (const char *)list->items + i * size))
            return CALL_STOP;
    if (!page->last)
        changed(leg->s);
    return CALL_MORE;
}

static void on_done(void *ctx, const struct call_result *r)
{
    struct leg *leg = ctx;
    struct source *s = leg->s;
    leg->call = NULL;
    if (leg->region == NULL) {
        source_end(s, r->stopped ? SOURCE_END_STOPPED : SOURCE_END_COMPLETE,
                   r->err.kind == ERR_NONE ? NULL : &r->err);
        return;
    }
    leg->stopped = r->stopped;
    if (r->err.kind != ERR_NONE) {
        leg->failed = mem_alloc(1, sizeof *leg->failed);
        *leg->failed = r->err;
    }
    if (is_asked(s))
        changed(s);
    else
        end_all(s);
}

bool source_put_command(const struct source *s, struct buf *out)
{
    if (s->query.op == NULL)
        return false;
    struct arena *a = arena_new();

    operation_aws_cli(s->query.op,
                      s->query.input != NULL ? s->query.input(s->query.ctx, a)
                                             : arena_alloc(a, 1, s->query.op->input->size),
                      out);
    arena_free(a);
    return true;
}

void source_set_query(struct source *s, const struct source_query *q)
{
    s->query = *q;
    s->poll_ms = q->poll_ms;
}

/* Nothing is on its way any more. */
static void let_go(struct source *s)
{
    const bool asked = is_asked(s);

    free_legs(s);
    if (asked) {
        struct err err;
        err_set(&err, ERR_CANCELED, "connection changed");
        source_end(s, SOURCE_END_STOPPED, &err);
    }
}

static bool is_same(const struct source *s, const struct region_client *regions, size_t n)
{
    for (size_t i = 0; i < n && i < s->n_legs; i++)
        if (s->legs[i].client != regions[i].client)
            return false;
    return s->n_legs == n;
}

static void connect(struct source *s, const struct region_client *regions, size_t n)
{
    if (is_same(s, regions, n) && s->asking)
        return; /* a screen that is shown again: its question is on the way */
    let_go(s);
    if (n > 0)
        s->legs = mem_alloc(n, sizeof *s->legs);
    for (size_t i = 0; i < n; i++)
        s->legs[i] =
            (struct leg){.s = s, .region = regions[i].name, .client = regions[i].client};
    s->n_legs = n;
    plan_next(s);
}

void source_connect(struct source *s, struct client *client)
{
    connect(s, &(struct region_client){NULL, client}, client != NULL ? 1 : 0);
}

void source_connect_regions(struct source *s, const struct region_client *regions, size_t n)
{
    if (s->several == NULL || n > REGIONS_MAX)
        bug("%s: a list of one region, not of %zu", s->o.spec->name, n);
    connect(s, regions, n);
}

static void ask(struct leg *leg)
{
    struct source *s = leg->s;
    struct call_options o = {
        .priority = s->as_of_ms == 0 ? CALL_INTERACTIVE : CALL_BACKGROUND,
        .on_page = on_page,
        .on_done = on_done,
        .ctx = leg,
    };
    struct arena *a = arena_new();
    const void *input = s->query.input != NULL ? s->query.input(s->query.ctx, a) : NULL;
    if (leg->region != NULL && s->next != NULL)
        leg->part = table_new(s->o.spec);
    leg->call = call_start(leg->client, s->query.op, input, &o);
    arena_free(a);
}

void source_refresh(struct source *s)
{
    if (s->n_legs == 0 || s->query.op == NULL || s->asking)
        return;
    loop_remove_timer(s->timer);
    s->timer = NULL;
    s->next_ms = 0;
    source_begin(s);
    for (size_t i = 0; i < s->n_legs; i++)
        ask(&s->legs[i]);
    changed(s);
}

void source_cancel(struct source *s)
{
    const size_t n = s->n_legs;

    for (size_t i = 0; i < n && i < s->n_legs; i++) /* whoever hears it may disconnect */
        if (s->legs[i].call != NULL)
            call_cancel(s->legs[i].call);
}

void source_set_poll(struct source *s, int64_t poll_ms)
{
    if (s->poll_ms == poll_ms)
        return;
    s->poll_ms = poll_ms;
    plan_next(s);
}

struct source_status source_status(const struct source *s)
{
    return (struct source_status){
        .state = s->state,
        .refreshing = s->asking && s->next != NULL,
        .rows = table_rows(s->visible),
        .arrived = s->arrived,
        .as_of_ms = s->as_of_ms,
        .next_ms = s->next_ms,
        .err = &s->err,
    };
}

const struct table *source_table(const struct source *s)
{
    return s->visible;
}

const struct table_spec *source_spec(const struct source *s)
{
    return s->o.spec;
}

uint64_t source_generation(const struct source *s)
{
    return s->generation;
}

enum table_growth source_growth(const struct source *s)
{
    return s->asking && s->next == NULL ? TABLE_GROWS : TABLE_WHOLE;
}

void source_restore(struct source *s, struct table *t, int64_t as_of_ms)
{
    if (s->asking || table_rows(s->visible) > 0 || s->state != SOURCE_NEVER) {
        table_free(t);
        return;
    }
    table_free(s->visible);
    s->visible = t;
    s->generation++;
    s->state = SOURCE_STALE;
    s->as_of_ms = as_of_ms;
}
