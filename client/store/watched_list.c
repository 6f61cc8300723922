#include "client/store/watched_list.h"

#include <stdlib.h>

struct watched_list {
    struct watched_list_options o;
    struct source *source;
    struct watchers watchers;
    bool paused;
};

static void on_change(void *ctx)
{
    struct watched_list *l = ctx;

    if (l->o.on_change != NULL)
        l->o.on_change(l->o.ctx);
    watchers_tell(&l->watchers);
}

struct watched_list *watched_list_new(const struct watched_list_options *o)
{
    struct watched_list *l = mem_alloc(1, sizeof *l);

    l->o = *o;
    l->source = source_new(&(struct source_options){
        .loop = o->loop, .spec = o->spec, .on_change = on_change, .ctx = l});
    source_set_query(l->source, &(struct source_query){.op = o->op});
    return l;
}

void watched_list_free(struct watched_list *l)
{
    if (l == NULL)
        return;
    source_free(l->source);
    free(l);
}

struct source *watched_list_source(const struct watched_list *l)
{
    return l->source;
}

static void pace(struct watched_list *l)
{
    source_set_poll(l->source, l->watchers.n > 0 && !l->paused ? l->o.poll_ms : 0);
}

void watched_list_refresh(struct watched_list *l)
{
    source_refresh(l->source);
}

void watched_list_set_paused(struct watched_list *l, bool paused)
{
    l->paused = paused;
    pace(l);
}

void watched_list_connect(struct watched_list *l, struct client *client)
{
    source_connect(l->source, client);
    if (l->watchers.n > 0 && source_status(l->source).state != SOURCE_COMPLETE)
        source_refresh(l->source);
}

/* Nobody looked for a while: what is shown may be older than a poll. */
static bool is_old(const struct watched_list *l)
{
    const int64_t now_ms = clock_real_ms(loop_clock(l->o.loop));
    const struct source_status st = source_status(l->source);

    return st.state != SOURCE_COMPLETE || now_ms - st.as_of_ms >= l->o.poll_ms;
}

void watched_list_watch(struct watched_list *l, source_fn *fn, void *ctx)
{
    watchers_add(&l->watchers, fn, ctx);
    pace(l);
    if (is_old(l))
        source_refresh(l->source);
}

void watched_list_unwatch(struct watched_list *l, const void *ctx)
{
    watchers_remove(&l->watchers, ctx);
    pace(l);
}
