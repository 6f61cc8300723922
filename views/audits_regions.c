#include "views/audits_regions.h"

#include <stdlib.h>

#include "client/base/mem.h"
#include "views/kept.h"

struct audits_regions {
    struct app *app;
    source_fn *on_change;
    void *ctx;
    struct audit_runs *runs[REGIONS_MAX]; /* [0]: home's, borrowed */
    size_t n;
    struct source *all;
    bool paused;
};

static const char *name_of(const struct audits_regions *r, size_t i)
{
    return app_context(r->app)->regions.names[i];
}

/* ---- one table of all ---- */

static bool put_runs(struct audits_regions *r, size_t i)
{
    source_from(r->all, name_of(r, i), i == 0 ? TABLE_HERE : TABLE_ELSEWHERE);
    for (size_t k = 0; k < audit_runs_count(r->runs[i]); k++)
        if (!source_row(r->all, audit_runs_at(r->runs[i], k)))
            return false;
    return true;
}

/* Nobody has answered yet; what is there may be of an earlier session. */
static bool is_loading(const struct source_status *st)
{
    return st->err->kind == ERR_NONE &&
           (st->state == SOURCE_NEVER || st->state == SOURCE_LOADING ||
            st->state == SOURCE_STALE);
}

/* As home's, which the console itself stops. Only when it is another: it begins the time to the
 * next asking anew. */
static void pace(struct audits_regions *r)
{
    const bool paused = app_is_paused(r->app);

    for (size_t i = 1; paused != r->paused && i < r->n; i++)
        audit_runs_set_pace(r->runs[i], paused ? AUDIT_RUNS_PAUSED : AUDIT_RUNS_POLL);
    r->paused = paused;
}

static void join(void *ctx)
{
    struct audits_regions *r = ctx;
    struct region_answer answers[REGIONS_MAX];
    struct err err = {0};
    bool whole = true, loading = false;

    pace(r);
    source_begin(r->all);
    for (size_t i = 0; i < r->n; i++) {
        const struct source_status st = source_status(audit_runs_source(r->runs[i]));

        loading = loading || is_loading(&st);
        answers[i] = (struct region_answer){name_of(r, i), st.err};
        whole = whole && put_runs(r, i);
    }
    const bool failed = regions_join_errors(answers, r->n, &err) > 0;

    if (loading) /* more rows come; what is there is seen */
        r->on_change(r->ctx);
    else if (!failed)
        source_end(r->all, whole ? SOURCE_END_COMPLETE : SOURCE_END_STOPPED, NULL);
    else if (source_status(r->all).arrived == 0)
        source_end(r->all, SOURCE_END_STOPPED, &err);
    else
        source_end_partly(r->all, &err);
}

/* ---- life ---- */

/* Kept beside home's, each under its region. */
static void keep(const struct audits_regions *r, size_t i)
{
    struct buf query = BUF_INIT(128), path = BUF_INIT(4096);

    buf_printf(&query, "audits of %s", name_of(r, i));
    if (kept_path(app_context(r->app), buf_text(&query), &path))
        audit_runs_keep(r->runs[i], buf_text(&path));
    buf_free(&query);
    buf_free(&path);
}

struct audits_regions *audits_regions_new(struct app *app, source_fn *on_change, void *ctx)
{
    struct audits_regions *r = mem_alloc(1, sizeof *r);

    *r = (struct audits_regions){
        .app = app, .on_change = on_change, .ctx = ctx, .n = app_context(app)->regions.n};
    r->all = source_new(&(struct source_options){.loop = app_loop(app),
                                                 .spec = &audit_runs_table,
                                                 .on_change = on_change,
                                                 .ctx = ctx,
                                                 .several = true});
    r->runs[0] = app_runs(app);
    for (size_t i = 1; i < r->n; i++) {
        r->runs[i] = audit_runs_new(app_loop(app));
        keep(r, i);
    }
    return r;
}

void audits_regions_free(struct audits_regions *r)
{
    if (r == NULL)
        return;
    audits_regions_rest(r);
    for (size_t i = 1; i < r->n; i++)
        audit_runs_free(r->runs[i]);
    source_free(r->all);
    free(r);
}

const struct source *audits_regions_source(const struct audits_regions *r)
{
    return r->all;
}

void audits_regions_follow(struct audits_regions *r)
{
    const struct region_client *list;
    const size_t n = app_regions(r->app, &list);

    for (size_t i = 0; i < r->n; i++) {
        if (i > 0)
            audit_runs_connect(r->runs[i], i < n ? list[i].client : NULL);
        audit_runs_watch(r->runs[i], join, r);
    }
    join(r);
}

void audits_regions_rest(struct audits_regions *r)
{
    for (size_t i = 0; i < r->n; i++)
        audit_runs_unwatch(r->runs[i], r);
}

void audits_regions_refresh(struct audits_regions *r)
{
    for (size_t i = 1; i < r->n; i++)
        audit_runs_refresh(r->runs[i]);
}
