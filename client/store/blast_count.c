/* Counting: what is known now, without asking anything. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/store/blast_inside.h"

/* ---- one target ---- */

/* Nobody can change what is not registered. */
static void count_thing(const struct blast *b, const struct target *t, struct count_row *row)
{
    row->status_sure = blast_sure_of(b, DEVICE_THING, t->id);
    row->gone = row->status_sure == BLAST_KNOWN &&
                devices_fact(b->devices, DEVICE_THING, t->id)->state == DEVICE_GONE;
    row->idle = row->gone;
}

static void count_status(const struct blast *b, const struct target *t, struct count_row *row)
{
    enum device_kind kind = t->kind == TARGET_CA ? DEVICE_CA : DEVICE_CERTIFICATE;
    const struct device_fact *f = devices_fact(b->devices, kind, t->id);
    if (t->kind == TARGET_THING && !row->idle)
        count_thing(b, t, row);
    if ((t->kind != TARGET_CA && t->kind != TARGET_CERTIFICATE) || row->idle)
        return;
    row->status_sure = blast_sure_of(b, kind, t->id);
    if (row->status_sure != BLAST_KNOWN)
        return;
    row->gone = f->state == DEVICE_GONE;
    bool switches =
        t->effect == BLAST_DEACTIVATE_CERTIFICATE || t->effect == BLAST_DEACTIVATE_CA;
    row->idle = row->gone || (switches && !f->yes);
}

static void count_attached(struct blast *b, const struct target *t, struct count_row *row)
{
    const struct device_fact *f;
    enum blast_sure sure;
    if (!blast_applies(t->kind, t->effect))
        return;
    if (t->kind == TARGET_CA) {
        f = devices_fact(b->devices, DEVICE_CA_CERTIFICATES, t->id);
        sure = blast_sure_of(b, DEVICE_CA_CERTIFICATES, t->id);
        row->certificates = (struct blast_number){.n = f->n_active, .sure = sure};
    } else if (t->kind == TARGET_POLICY) {
        f = devices_fact(b->devices, DEVICE_POLICY_TARGETS, t->id);
        sure = blast_sure_of(b, DEVICE_POLICY_TARGETS, t->id);
        row->certificates = (struct blast_number){.n = f->n, .sure = sure};
        row->groups = (struct blast_number){.n = f->n_groups, .sure = sure};
        row->gone = sure == BLAST_KNOWN && f->state == DEVICE_GONE;
        row->idle = row->gone;
        b->identities += f->n_others;
    }
}

static void count_target(struct blast *b, size_t i)
{
    const struct target *t = &b->targets[i];
    struct count_row *row = &b->rows[i];
    struct tally online = {0}, second = {0};
    *row = (struct count_row){.idle = !blast_applies(t->kind, t->effect)};
    count_status(b, t, row);
    count_attached(b, t, row);
    row->things = blast_collect(b, i);
    for (size_t n = 0; n < b->n_scratch; n++) {
        struct thing_view *v = blast_view(b, b->scratch[n], t->effect);
        blast_tally_add(&online, (enum answer3)v->online);
        if (blast_cuts(t->effect))
            blast_tally_add(&second, (enum answer3)v->second);
        if (row->idle)
            continue;
        v->cut = v->cut || blast_cuts(t->effect);
        if (!v->total)
            b->things[b->n_distinct++] = b->scratch[n];
        v->total = true;
    }
    if (row->idle) /* nothing changes for them */
        return;
    row->online = blast_tally_number(&online, &row->things);
    if (blast_cuts(t->effect))
        row->second = blast_tally_number(&second, &row->things);
}

/* ---- all of them ---- */

static void count_group(struct blast *b, uint32_t id)
{
    uint32_t at = b->group_at[id];
    if (at == 0) {
        b->groups = mem_grow(b->groups, &b->groups_cap, b->n_groups + 1, sizeof *b->groups);
        b->groups[b->n_groups++] = (struct group_count){id, 0};
        at = b->group_at[id] = (uint32_t)b->n_groups;
    }
    b->groups[at - 1].things++;
}

void blast_count_groups(struct blast *b, const uint32_t *things, size_t n, struct tally *known)
{
    memset(b->group_at, 0, b->n_views * sizeof *b->group_at);
    b->n_groups = 0;
    for (size_t i = 0; i < n; i++) {
        const struct device_fact *f = devices_fact(b->devices, DEVICE_GROUPS, things[i]);
        enum blast_sure sure = blast_sure_of(b, DEVICE_GROUPS, things[i]);
        blast_tally_add(known, blast_answer_of(sure, true));
        if (sure != BLAST_KNOWN && sure != BLAST_AT_LEAST)
            continue;
        for (size_t g = 0; g < f->n; g++)
            count_group(b, f->ids[g]);
    }
}

struct blast_number blast_size_of(const struct blast *b, enum device_kind kind, uint32_t id)
{
    return (struct blast_number){.n = devices_fact(b->devices, kind, id)->n,
                                 .sure = blast_sure_of(b, kind, id)};
}

static void count_totals(struct blast *b)
{
    struct blast_totals *t = &b->totals;
    struct tally parts = {0}, online = {0}, second = {0}, grouped = {0};
    uint32_t everything = devices_id(b->devices, STR(""));
    bool cuts = false;
    *t = (struct blast_totals){.targets = b->n_targets};
    for (size_t i = 0; i < b->n_targets; i++) {
        t->idle += b->rows[i].idle;
        cuts = cuts || (!b->rows[i].idle && blast_cuts(b->targets[i].effect));
        if (!b->rows[i].idle)
            blast_parts_add(&parts, b->rows[i].things.sure);
    }
    for (size_t i = 0; i < b->n_distinct; i++) {
        const struct thing_view *v = &b->views[b->things[i]];
        blast_tally_add(&online, (enum answer3)v->online);
        if (v->cut)
            blast_tally_add(&second, (enum answer3)v->second);
    }
    t->things = (struct blast_number){(int64_t)b->n_distinct, blast_parts_sure(&parts), 0};
    t->online = blast_tally_number(&online, &t->things);
    if (cuts)
        t->second = blast_tally_number(&second, &t->things);
    blast_count_groups(b, b->things, b->n_distinct, &grouped);
    t->grouped = blast_tally_number(&grouped, &t->things);
    t->fleet = blast_size_of(b, DEVICE_FLEET, everything);
    t->share_pm = blast_share_pm(t->things.n, &t->fleet);
}

/* A group that loses a policy loses it for every credential of its things. */
static void mark_no_second(struct blast *b)
{
    const struct blast_kind *k = &b->kinds[DEVICE_GROUP_THINGS];
    for (size_t id = 0; id < k->n; id++) {
        const struct device_fact *f =
            devices_fact(b->devices, DEVICE_GROUP_THINGS, (uint32_t)id);
        if (k->at[id].mark != MARK_DONE || (k->at[id].purpose & FOR_CUT) == 0)
            continue;
        for (size_t i = 0; i < f->n; i++)
            b->views[f->ids[i]].no_second = true;
    }
}

static void *fresh(void *old, size_t n, size_t size)
{
    free(old);
    return mem_alloc(n + 1, size);
}

void blast_evaluate(struct blast *b)
{
    if (!b->dirty)
        return;
    b->dirty = false;
    b->ended = b->stopped || blast_done(b);
    (void)devices_id(b->devices, STR(""));
    b->n_views = devices_ids(b->devices);
    b->views = fresh(b->views, b->n_views, sizeof *b->views);
    b->things = fresh(b->things, b->n_views, sizeof *b->things);
    b->scratch = fresh(b->scratch, b->n_views, sizeof *b->scratch);
    b->group_at = fresh(b->group_at, b->n_views, sizeof *b->group_at);
    b->rows = fresh(b->rows, b->n_targets, sizeof *b->rows);
    b->n_distinct = b->stamp = 0;
    b->identities = b->mixed_things = 0;
    b->cut = false;
    arena_reset(b->words);
    b->n_sentences = 0;
    mark_no_second(b);
    for (size_t i = 0; i < b->n_targets; i++)
        count_target(b, i);
    count_totals(b);
    blast_say(b);
}
