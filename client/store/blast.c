/* Asking: targets become questions, answers become further questions, in a bounded window. */
#include "client/store/blast.h"

#include <stdlib.h>

#include "client/api/resource.h"
#include "client/base/mem.h"
#include "client/store/blast_inside.h"

enum {
    FAILURES_IN_ROW = 5, /* then the service or the way there is ill: asking on is no help */
    EXPAND_SLICE = 20 * 1000, /* answers of one turn: about 10 ms */
};

/* ---- what a target is ---- */

static const char *const kind_words[TARGET_KINDS] = {
    [TARGET_CERTIFICATE] = "cert", [TARGET_CA] = "ca",       [TARGET_POLICY] = "policy",
    [TARGET_CLIENT] = "client",    [TARGET_THING] = "thing", [TARGET_POOL] = "pool",
    [TARGET_ALIAS] = "alias",      [TARGET_ROLE] = "role",   [TARGET_ACCOUNT] = "account",
    [TARGET_ISSUER] = "issuer",    [TARGET_OTHER] = "",
};

#define KIND_BIT(k) (1u << TARGET_##k)
static const unsigned applies[BLAST_EFFECTS] = {
    [BLAST_NONE] = ~0u,
    [BLAST_DEACTIVATE_CERTIFICATE] = KIND_BIT(CERTIFICATE) | KIND_BIT(ISSUER),
    [BLAST_DEACTIVATE_CA] = KIND_BIT(CA),
    [BLAST_BLANK_POLICY] = KIND_BIT(POLICY),
    [BLAST_JOIN_GROUP] = KIND_BIT(CERTIFICATE) | KIND_BIT(ISSUER) | KIND_BIT(THING),
    [BLAST_LEAVE_GROUP] = KIND_BIT(THING),
    [BLAST_LOGGING] = KIND_BIT(ACCOUNT),
};

bool blast_applies(enum target_kind kind, enum blast_effect effect)
{
    return (applies[effect] & 1u << kind) != 0;
}

bool blast_cuts(enum blast_effect effect)
{
    return effect == BLAST_DEACTIVATE_CERTIFICATE || effect == BLAST_BLANK_POLICY;
}

static struct target target_of(struct devices *d, const struct blast_item *item)
{
    struct target t = {
        .key = mem_strdup(item->key), .effect = item->effect, .kind = TARGET_OTHER};
    struct str name, word = str_cut(str_of(item->key), ':', &name);
    for (size_t k = 0; k < TARGET_OTHER; k++)
        if (str_eq(word, kind_words[k]))
            t.kind = (enum target_kind)k;
    if (t.kind == TARGET_POLICY) { /* the targets of a policy are those of all its versions */
        struct str version;
        name = str_cut(name, ':', &version);
    }
    if (name.n == 0)
        t.kind = TARGET_OTHER;
    t.id = devices_id(d, name);
    return t;
}

/* ---- questions ---- */

static struct blast_question_mark *mark_at(struct blast *b, enum device_kind kind, uint32_t id)
{
    struct blast_kind *k = &b->kinds[kind];
    if (id >= k->n) {
        size_t cap = k->n;
        k->at = mem_grow(k->at, &cap, (size_t)id + 1, sizeof *k->at);
        memset(k->at + k->n, 0, (cap - k->n) * sizeof *k->at);
        k->n = cap;
    }
    return &k->at[id];
}

enum blast_mark blast_mark_of(const struct blast *b, enum device_kind kind, uint32_t id)
{
    const struct blast_kind *k = &b->kinds[kind];
    return id < k->n ? (enum blast_mark)k->at[id].mark : MARK_NONE;
}

uint8_t blast_purpose_of(const struct blast *b, enum device_kind kind, uint32_t id)
{
    const struct blast_kind *k = &b->kinds[kind];
    return id < k->n ? k->at[id].purpose : 0;
}

void blast_mark(struct blast *b, enum device_kind kind, uint32_t id, enum blast_mark mark)
{
    mark_at(b, kind, id)->mark = (uint8_t)mark;
    if (mark == MARK_LEFT)
        b->kinds[kind].left++;
}

static void note_settled(struct blast *b, enum device_kind kind, uint32_t id)
{
    if (b->settled_at == b->n_settled)
        b->settled_at = b->n_settled = 0;
    b->settled = mem_grow(b->settled, &b->settled_cap, b->n_settled + 1, sizeof *b->settled);
    b->settled[b->n_settled].kind = kind;
    b->settled[b->n_settled++].id = id;
}

void blast_want(struct blast *b, enum device_kind kind, uint32_t id, uint8_t purpose)
{
    struct blast_question_mark *m = mark_at(b, kind, id);
    bool news = (m->purpose & purpose) != purpose;
    m->purpose |= purpose;
    if (m->mark == MARK_DONE && news)
        note_settled(b, kind, id); /* what follows from it may be more now */
    if (m->mark != MARK_NONE)
        return;
    if (devices_fresh(b->devices, kind, id)) {
        m->mark = MARK_DONE;
        note_settled(b, kind, id);
        return;
    }
    struct blast_kind *k = &b->kinds[kind];
    if (b->stopped || k->calls + (int)(k->tail - k->head) >= b->max[kind]) {
        m->mark = MARK_QUEUED; /* by the index, which answers for several */
        if (b->stopped || kind != DEVICE_CONNECTIVITY || !blast_index_thing(b, id))
            blast_mark(b, kind, id, MARK_LEFT);
        return;
    }
    m->mark = MARK_QUEUED;
    k->queue = mem_grow(k->queue, &k->cap, k->tail + 1, sizeof *k->queue);
    k->queue[k->tail++] = id;
}

/* ---- what follows from an answer ---- */

static void concern(struct blast *b, uint32_t thing, uint8_t purpose)
{
    if (blast_mark_of(b, DEVICE_CONNECTIVITY, thing) == MARK_NONE) {
        if (b->n_things >= BLAST_THINGS_MAX) {
            b->things_left++;
            return;
        }
        b->n_things++;
    }
    blast_want(b, DEVICE_CONNECTIVITY, thing, FOR_COUNT);
    blast_want(b, DEVICE_GROUPS, thing, FOR_COUNT);
    if ((purpose & FOR_CUT) != 0)
        blast_want(b, DEVICE_CREDENTIALS, thing, FOR_COUNT);
}

static void want_list(struct blast *b, enum device_kind kind, const uint32_t *ids, size_t n,
                      uint8_t purpose)
{
    for (size_t i = 0; i < n; i++)
        blast_want(b, kind, ids[i], purpose);
}

/* Certificates that are taken away themselves need no status of their own here. */
static void want_other_certificates(struct blast *b, const struct device_fact *f)
{
    for (size_t i = 0; i < f->n; i++)
        if ((blast_purpose_of(b, DEVICE_CERTIFICATE_THINGS, f->ids[i]) & FOR_CUT) == 0)
            blast_want(b, DEVICE_CERTIFICATE, f->ids[i], FOR_COUNT);
}

static void expand(struct blast *b, enum device_kind kind, uint32_t id)
{
    const struct device_fact *f = devices_fact(b->devices, kind, id);
    uint8_t purpose = blast_purpose_of(b, kind, id);
    /* The status of a target may be hidden from us while its things are not. */
    if (kind == DEVICE_CERTIFICATE && (purpose & FOR_TARGET) != 0 && f->state != DEVICE_GONE)
        blast_want(b, DEVICE_CERTIFICATE_THINGS, id, purpose & (FOR_CUT | FOR_COUNT));
    if (kind == DEVICE_INDEXED)
        blast_index_told(b, id);
    if (f->state != DEVICE_KNOWN)
        return;
    if (kind == DEVICE_CERTIFICATE_THINGS)
        for (size_t i = 0; i < f->n; i++)
            concern(b, f->ids[i], purpose);
    else if (kind == DEVICE_GROUP_THINGS) /* no credential of theirs is left out */
        for (size_t i = 0; i < f->n; i++)
            concern(b, f->ids[i], FOR_COUNT);
    else if (kind == DEVICE_THING)
        concern(b, id, purpose);
    else if (kind == DEVICE_CREDENTIALS)
        want_other_certificates(b, f);
    else if (kind == DEVICE_GROUPS)
        want_list(b, DEVICE_GROUP_SIZE, f->ids, f->n, FOR_COUNT);
    else if (kind == DEVICE_POLICY_TARGETS) {
        want_list(b, DEVICE_CERTIFICATE_THINGS, f->ids, f->n, purpose);
        want_list(b, DEVICE_GROUP_THINGS, f->ids + f->n, f->n_groups, purpose);
    }
}

/* false: there is more for the next turn. */
static bool expand_settled(struct blast *b)
{
    for (int i = 0; b->settled_at < b->n_settled; i++) {
        if (i == EXPAND_SLICE)
            return false;
        size_t at = b->settled_at++;
        expand(b, b->settled[at].kind, b->settled[at].id);
    }
    return true;
}

static void want_targets(struct blast *b)
{
    for (size_t i = 0; i < b->n_targets; i++) {
        const struct target *t = &b->targets[i];
        uint8_t purpose = blast_cuts(t->effect) ? FOR_CUT | FOR_COUNT : FOR_COUNT;
        if (!blast_applies(t->kind, t->effect))
            continue;
        if (t->kind == TARGET_CERTIFICATE) {
            blast_want(b, DEVICE_CERTIFICATE, t->id, purpose | FOR_TARGET);
        } else if (t->kind == TARGET_POLICY) {
            blast_want(b, DEVICE_POLICY_TARGETS, t->id, purpose);
        } else if (t->kind == TARGET_CLIENT || t->kind == TARGET_THING) {
            blast_want(b, DEVICE_THING, t->id, purpose);
        } else if (t->kind == TARGET_CA) {
            blast_want(b, DEVICE_CA, t->id, purpose);
            blast_want(b, DEVICE_CA_CERTIFICATES, t->id, purpose);
        }
    }
    blast_want(b, DEVICE_FLEET, devices_id(b->devices, STR("")), FOR_COUNT);
}

/* ---- the window ---- */

static void plan_turn(struct blast *b);

void blast_stop(struct blast *b)
{
    b->stopped = true;
    for (size_t k = 0; k < DEVICE_KINDS; k++) {
        struct blast_kind *kind = &b->kinds[k];
        for (size_t i = 0; i < kind->n; i++) {
            if (kind->at[i].mark == MARK_ASKED) {
                devices_drop(b->devices, (enum device_kind)k, (uint32_t)i);
                b->in_flight--;
            } else if (kind->at[i].mark != MARK_QUEUED) {
                continue;
            }
            kind->at[i].mark = MARK_LEFT;
            kind->left++;
        }
        kind->head = kind->tail;
    }
    b->n_open = 0;
    b->dirty = true;
    plan_turn(b);
}

static void take(struct blast *b, enum device_kind kind, uint32_t id)
{
    const struct device_fact *f = devices_fact(b->devices, kind, id);
    mark_at(b, kind, id)->mark = MARK_DONE;
    if (f->state == DEVICE_DENIED)
        b->kinds[kind].denied = true;
    if (f->state == DEVICE_FAILED) {
        b->failures++;
        b->failures_in_row++;
        b->err = *devices_err(b->devices);
    } else {
        b->failures_in_row = 0;
    }
    b->dirty = true;
    note_settled(b, kind, id);
}

/* From the memory; only notes. */
static void on_fact(void *ctx, enum device_kind kind, uint32_t id)
{
    struct blast *b = ctx;
    b->dirty = true; /* also when somebody else asked again what is counted here */
    if (blast_mark_of(b, kind, id) != MARK_ASKED)
        return;
    b->in_flight--;
    b->calls += devices_fact(b->devices, kind, id)->calls;
    b->computed_ms = clock_real_ms(loop_clock(b->loop));
    take(b, kind, id);
    plan_turn(b);
}

/* What says most is asked first: enum device_kind is in that order. */
static bool ask_next(struct blast *b)
{
    for (size_t k = 0; k < DEVICE_KINDS; k++) {
        struct blast_kind *kind = &b->kinds[k];
        if (kind->head == kind->tail)
            continue;
        uint32_t id = kind->queue[kind->head++];
        if (devices_want(b->devices, (enum device_kind)k, id, b->priority) == DEVICES_SETTLED) {
            take(b, (enum device_kind)k, id);
        } else {
            mark_at(b, (enum device_kind)k, id)->mark = MARK_ASKED;
            kind->calls++;
            b->in_flight++;
        }
        return true;
    }
    return false;
}

static bool is_hopeless(const struct blast *b)
{
    return b->failures_in_row >= FAILURES_IN_ROW ||
           (b->failures_in_row > 0 && b->err.kind == ERR_CANCELED);
}

static void on_turn(void *ctx)
{
    struct blast *b = ctx;
    b->turn = NULL;
    b->dirty = true;
    bool all = expand_settled(b);
    if (!b->stopped && is_hopeless(b)) {
        blast_stop(b);
        loop_remove_timer(b->turn);
        b->turn = NULL;
    }
    for (int i = 0; i < EXPAND_SLICE && b->in_flight < CALL_IN_FLIGHT_MAX; i++)
        if (!ask_next(b))
            break;
    if (all && b->in_flight == 0 && b->settled_at == b->n_settled && b->n_open > 0) {
        blast_index_flush(b);
        plan_turn(b);
    }
    if (!all || b->settled_at < b->n_settled)
        plan_turn(b);
    if (b->on_change != NULL)
        b->on_change(b->ctx);
}

static void plan_turn(struct blast *b)
{
    if (b->turn == NULL)
        b->turn = loop_add_timer(b->loop, 0, on_turn, b);
}

/* ---- life ---- */

static void set_bounds(struct blast *b, const struct blast_options *o)
{
    int online = o->connectivity_max > 0 ? o->connectivity_max : BLAST_CONNECTIVITY_MAX;
    int detail = o->detail_max > 0 ? o->detail_max : BLAST_DETAIL_MAX;
    for (size_t k = 0; k < DEVICE_KINDS; k++)
        b->max[k] = BLAST_TARGETS_MAX;
    b->max[DEVICE_CONNECTIVITY] = online;
    b->max[DEVICE_INDEXED] = BLAST_INDEX_MAX;
    b->max[DEVICE_GROUPS] = b->max[DEVICE_CREDENTIALS] = detail;
    b->max[DEVICE_GROUP_THINGS] = b->max[DEVICE_GROUP_SIZE] = BLAST_GROUPS_MAX;
}

struct blast *blast_new(const struct blast_options *o)
{
    struct blast *b = mem_alloc(1, sizeof *b);
    b->loop = o->loop;
    b->devices = o->devices;
    b->priority = o->priority;
    b->on_change = o->on_change;
    b->ctx = o->ctx;
    b->watch = devices_watch(o->devices, on_fact, b);
    b->words = arena_new();
    b->n_targets = o->n_items < BLAST_TARGETS_MAX ? o->n_items : BLAST_TARGETS_MAX;
    b->targets_left = o->n_items - b->n_targets;
    b->targets = mem_alloc(b->n_targets + 1, sizeof *b->targets);
    for (size_t i = 0; i < b->n_targets; i++)
        b->targets[i] = target_of(o->devices, &o->items[i]);
    set_bounds(b, o);
    b->computed_ms = clock_real_ms(loop_clock(o->loop));
    b->dirty = true;
    want_targets(b);
    (void)expand_settled(b);
    plan_turn(b);
    return b;
}

void blast_free(struct blast *b)
{
    if (b == NULL)
        return;
    blast_stop(b);
    loop_remove_timer(b->turn);
    devices_unwatch(b->watch);
    for (size_t i = 0; i < b->n_targets; i++)
        free(b->targets[i].key);
    free(b->targets);
    for (size_t k = 0; k < DEVICE_KINDS; k++) {
        free(b->kinds[k].at);
        free(b->kinds[k].queue);
    }
    free(b->settled);
    free(b->queries);
    free(b->rows);
    free(b->views);
    free(b->things);
    free(b->scratch);
    free(b->groups);
    free(b->group_at);
    free(b->sentences);
    arena_free(b->words);
    free(b);
}

bool blast_done(const struct blast *b)
{
    size_t waiting = b->n_settled - b->settled_at + b->n_open;
    for (size_t k = 0; k < DEVICE_KINDS; k++)
        waiting += b->kinds[k].tail - b->kinds[k].head;
    return waiting == 0 && b->in_flight == 0;
}

void blast_progress(const struct blast *b, size_t *asked, size_t *total)
{
    size_t all = 0, waiting = (size_t)b->in_flight;
    for (size_t k = 0; k < DEVICE_KINDS; k++) {
        all += b->kinds[k].tail;
        waiting += b->kinds[k].tail - b->kinds[k].head;
    }
    *total = all;
    *asked = all - waiting;
}

int blast_calls(const struct blast *b)
{
    return b->calls;
}

int64_t blast_computed_ms(const struct blast *b)
{
    return b->computed_ms;
}
