#include "client/store/target_reach.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/profiles.h"

struct wanted {
    enum device_kind kind;
    uint32_t id;
};

struct target_reach {
    struct devices *devices;
    struct devices_watch *watch;
    target_reach_fn *fn;
    void *ctx;
    struct wanted *wanted; /* on their way */
    size_t n, cap;
};

static void on_fact(void *ctx, enum device_kind kind, uint32_t id)
{
    struct target_reach *r = ctx;

    for (size_t i = 0; i < r->n; i++)
        if (r->wanted[i].kind == kind && r->wanted[i].id == id) {
            r->wanted[i] = r->wanted[--r->n];
            if (r->fn != NULL)
                r->fn(r->ctx);
            return;
        }
}

struct target_reach *target_reach_new(struct devices *devices, target_reach_fn *fn, void *ctx)
{
    struct target_reach *r = mem_alloc(1, sizeof *r);

    *r = (struct target_reach){.devices = devices, .fn = fn, .ctx = ctx};
    r->watch = devices_watch(devices, on_fact, r);
    return r;
}

static void drop(struct target_reach *r)
{
    while (r->n > 0) {
        const struct wanted *w = &r->wanted[--r->n];

        devices_drop(r->devices, w->kind, w->id);
    }
}

void target_reach_free(struct target_reach *r)
{
    if (r == NULL)
        return;
    drop(r);
    devices_unwatch(r->watch);
    free(r->wanted);
    free(r);
}

void target_reach_refresh(struct target_reach *r)
{
    drop(r);
    devices_expire(r->devices);
}

static bool is_wanted(const struct target_reach *r, enum device_kind kind, uint32_t id)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->wanted[i].kind == kind && r->wanted[i].id == id)
            return true;
    return false;
}

static void want(struct target_reach *r, enum device_kind kind, uint32_t id)
{
    if (is_wanted(r, kind, id) ||
        devices_want(r->devices, kind, id, CALL_BACKGROUND) != DEVICES_COMING)
        return;
    r->wanted = mem_grow(r->wanted, &r->cap, r->n + 1, sizeof *r->wanted);
    r->wanted[r->n++] = (struct wanted){kind, id};
}

/* Asked now when it is not known; a number that is known but old still counts. */
static enum target_reach_state state_of(struct target_reach *r, enum device_kind kind,
                                        uint32_t id)
{
    static const enum target_reach_state states[] = {
        [DEVICE_UNASKED] = REACH_COMING, [DEVICE_KNOWN] = REACH_KNOWN,
        [DEVICE_GONE] = REACH_KNOWN,     [DEVICE_DENIED] = REACH_DENIED,
        [DEVICE_FAILED] = REACH_FAILED,
    };
    const struct device_fact *f = devices_fact(r->devices, kind, id);

    if (f->state == DEVICE_UNASKED) {
        want(r, kind, id);
        f = devices_fact(r->devices, kind, id);
    }
    return is_wanted(r, kind, id) && f->state != DEVICE_KNOWN ? REACH_COMING : states[f->state];
}

static struct target_reach_number fleet(struct target_reach *r, bool unregistered)
{
    const uint32_t id = devices_id(r->devices, str_of(""));
    const enum target_reach_state state = state_of(r, DEVICE_FLEET, id);
    const struct device_fact *f = devices_fact(r->devices, DEVICE_FLEET, id);

    return (struct target_reach_number){state, f->state == DEVICE_KNOWN ? (int64_t)f->n : 0,
                                        f->cut || unregistered};
}

static enum target_reach_state worse(enum target_reach_state a, enum target_reach_state b)
{
    static const int rank[] = {[REACH_KNOWN] = 0,
                               [REACH_NEVER] = 0,
                               [REACH_COMING] = 1,
                               [REACH_DENIED] = 3,
                               [REACH_FAILED] = 2};

    return rank[b] > rank[a] ? b : a;
}

/* Each thing once, whatever groups hold it. */
static int64_t count_distinct(const struct target_reach *r, const uint32_t *groups, size_t n)
{
    const size_t ids = devices_ids(r->devices);
    unsigned char *seen = mem_alloc(ids + 1, 1);
    int64_t things = 0;

    for (size_t i = 0; i < n; i++) {
        const struct device_fact *f = devices_fact(r->devices, DEVICE_GROUP_THINGS, groups[i]);

        for (uint32_t k = 0; f->state == DEVICE_KNOWN && k < f->n; k++) {
            things += seen[f->ids[k]] == 0;
            seen[f->ids[k]] = 1;
        }
    }
    free(seen);
    return things;
}

struct target_reach_number target_reach_of(struct target_reach *r, const char *const *arns,
                                           size_t n)
{
    struct target_reach_number out = {REACH_KNOWN, 0, false};
    uint32_t *groups = mem_alloc(n + 1, sizeof *groups);
    size_t n_groups = 0;
    bool whole = false, unregistered = false, other = false;

    for (size_t i = 0; i < n; i++) {
        const char *group;
        const enum profile_scope scope = profile_scope(arns[i], &group);

        whole |= scope == SCOPE_ALL || scope == SCOPE_REGISTERED;
        unregistered |= scope == SCOPE_ALL || scope == SCOPE_UNREGISTERED;
        other |= scope == SCOPE_OTHER;
        if (scope == SCOPE_GROUP)
            groups[n_groups++] = devices_id(r->devices, str_of(group));
    }
    if (whole) {
        out = fleet(r, unregistered);
    } else if (n_groups > 0) {
        for (size_t i = 0; i < n_groups; i++) {
            out.state = worse(out.state, state_of(r, DEVICE_GROUP_THINGS, groups[i]));
            out.more |= devices_fact(r->devices, DEVICE_GROUP_THINGS, groups[i])->cut;
        }
        out.things = count_distinct(r, groups, n_groups);
        out.more |= unregistered;
    } else if (unregistered || other) {
        out.state = REACH_NEVER;
    }
    out.more |= other;
    free(groups);
    return out;
}

void target_reach_put(const struct target_reach_number *n, struct buf *out)
{
    static const char *const words[] = {
        [REACH_COMING] = "..", [REACH_DENIED] = "?", [REACH_FAILED] = "?", [REACH_NEVER] = "?"};

    if (n->state != REACH_KNOWN) {
        buf_puts(out, words[n->state]);
        return;
    }
    buf_put_count(out, (uint64_t)n->things);
    if (n->more)
        buf_putc(out, '+');
}
