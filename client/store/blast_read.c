/* Reading: rows, totals, groups and the things behind a number. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/store/blast_inside.h"

size_t blast_targets(const struct blast *b)
{
    return b->n_targets;
}

struct blast_target blast_target(struct blast *b, size_t i)
{
    blast_evaluate(b);
    const struct count_row *row = &b->rows[i];
    const struct target *t = &b->targets[i];
    enum device_kind kind = t->kind == TARGET_CA ? DEVICE_CA : DEVICE_CERTIFICATE;
    struct blast_target out = {.key = t->key,
                               .effect = t->effect,
                               .status = row->gone ? "gone" : "",
                               .status_sure = row->status_sure,
                               .idle = row->idle,
                               .things = row->things,
                               .online = row->online,
                               .second = row->second,
                               .certificates = row->certificates,
                               .groups = row->groups};
    if (row->status_sure == BLAST_KNOWN && !row->gone && t->kind != TARGET_THING)
        out.status = devices_name(b->devices, devices_fact(b->devices, kind, t->id)->status);
    return out;
}

struct blast_totals blast_totals(struct blast *b)
{
    blast_evaluate(b);
    return b->totals;
}

static int by_things(const void *a, const void *b)
{
    const struct blast_group *x = a, *y = b;
    if (x->things != y->things)
        return x->things < y->things ? 1 : -1;
    return strcmp(x->name, y->name);
}

/* What was counted last, in order; the first `max` of all. */
static size_t write_groups(struct blast *b, struct blast_group *out, size_t max)
{
    struct blast_group *all = mem_alloc(b->n_groups + 1, sizeof *all);
    for (size_t i = 0; i < b->n_groups; i++) {
        struct blast_number size = blast_size_of(b, DEVICE_GROUP_SIZE, b->groups[i].id);
        all[i] = (struct blast_group){.name = devices_name(b->devices, b->groups[i].id),
                                      .things = b->groups[i].things,
                                      .size = size,
                                      .share_pm = blast_share_pm(b->groups[i].things, &size)};
    }
    qsort(all, b->n_groups, sizeof *all, by_things);
    for (size_t i = 0; i < b->n_groups && i < max; i++)
        out[i] = all[i];
    free(all);
    return b->n_groups;
}

size_t blast_groups(struct blast *b, struct blast_group *out, size_t max)
{
    struct tally known = {0};
    blast_evaluate(b);
    blast_count_groups(b, b->things, b->n_distinct, &known);
    return write_groups(b, out, max);
}

static bool is_in_group(const struct blast *b, uint32_t thing, const char *group)
{
    const struct device_fact *f = devices_fact(b->devices, DEVICE_GROUPS, thing);
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(devices_name(b->devices, f->ids[i]), group) == 0)
            return true;
    return false;
}

static bool answers(const struct blast *b, uint32_t thing, const struct blast_question *q)
{
    const struct thing_view *v = &b->views[thing];
    bool ok = true;
    switch (q->which) {
    case BLAST_ALL: break;
    case BLAST_ONLINE: ok = v->online == ANSWER_YES; break;
    case BLAST_ONLINE_UNKNOWN: ok = v->online != ANSWER_YES && v->online != ANSWER_NO; break;
    case BLAST_SECOND: ok = v->cut && v->second == ANSWER_YES; break;
    case BLAST_NO_SECOND: ok = v->cut && v->second == ANSWER_NO; break;
    }
    return ok && (q->group == NULL || is_in_group(b, thing, q->group));
}

size_t blast_things(struct blast *b, const struct blast_question *q, const char **out,
                    size_t max)
{
    blast_evaluate(b);
    const uint32_t *things = b->things;
    size_t n = b->n_distinct, found = 0;
    for (size_t i = 0; q->key != NULL && i < b->n_targets; i++) {
        if (strcmp(b->targets[i].key, q->key) != 0)
            continue;
        (void)blast_collect(b, i);
        things = b->scratch;
        n = b->n_scratch;
        break;
    }
    for (size_t i = 0; i < n; i++) {
        if (!answers(b, things[i], q))
            continue;
        if (found < max && found < BLAST_THINGS_MAX)
            out[found] = devices_name(b->devices, things[i]);
        found++;
    }
    return found;
}
