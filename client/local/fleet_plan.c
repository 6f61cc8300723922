#include "client/base/mem.h"
#include "client/local/fleet_inside.h"

/* The things of one type stand together, those of one site within them too. */
struct block {
    size_t from, n;
};

static size_t things_before(const struct fleet_work *w, size_t type)
{
    double share = 0;
    for (size_t i = 0; i < type; i++)
        share += w->fleet->types[i].share;
    double at = share * (double)w->n_things + 0.5;
    return type == w->fleet->n_types || at > (double)w->n_things ? w->n_things : (size_t)at;
}

static struct block block_of(const struct fleet_work *w, size_t type)
{
    size_t from = things_before(w, type);
    return (struct block){from, things_before(w, type + 1) - from};
}

static void place(struct fleet_work *w, size_t type)
{
    struct block b = block_of(w, type);
    const struct fleet_texts *sites = &w->fleet->types[type].sites;
    uint32_t number = 0;
    size_t before = sites->n;
    for (size_t k = 0; k < b.n; k++) {
        size_t at = sites->n ? k * sites->n / b.n : 0;
        number = at == before ? number + 1 : 1;
        before = at;
        struct fleet_plan *p = &w->plan[b.from + k];
        p->type = (uint8_t)type;
        p->site = sites->n ? (uint8_t)fleet_site_index(w->fleet, sites->items[at]) : 0;
        p->number = number;
        p->leader = (uint32_t)(b.from + k);
    }
}

static size_t width_of(enum problem_kind kind, const struct fleet_problem *p)
{
    if (kind == PROBLEM_SHARED)
        return (size_t)p->devices;
    return kind == PROBLEM_CONFLICT ? 2 : 1;
}

/* The first run of `width` untroubled things from `start` on, around the end of the block. */
static bool find_free(const struct fleet_work *w, struct block b, size_t start, size_t width,
                      size_t *at)
{
    for (size_t k = 0; k < b.n; k++) {
        size_t from = (start + k) % b.n, n = 0;
        while (n < width && from + n < b.n && !w->plan[b.from + from + n].problem &&
               w->plan[b.from + from + n].site == w->plan[b.from + from].site)
            n++;
        if (n == width) {
            *at = b.from + from;
            return true;
        }
    }
    return false;
}

/* A description may ask for more cases than there are things; then there are fewer. */
static void plant(struct fleet_work *w, size_t index)
{
    const struct fleet_problem *p = &w->fleet->problems[index];
    struct block b = block_of(w, fleet_type_index(w->fleet, p->type));
    struct fleet_plan mark = {.problem = (uint8_t)(index + 1)};
    size_t width = width_of(fleet_problem_kind(w->fleet, &mark), p), at;
    int64_t cases = p->count;
    if (p->per_mille > 0)
        cases = (int64_t)(p->per_mille * (double)b.n / 1000 / (double)width + 0.5);
    for (int64_t nth = 0; nth < cases && b.n; nth++) {
        if (!find_free(w, b, rng_below(w->rng, b.n), width, &at))
            return;
        for (size_t k = 0; k < width; k++) {
            w->plan[at + k].problem = mark.problem;
            w->plan[at + k].nth = (uint32_t)nth;
            w->plan[at + k].leader = (uint32_t)at;
        }
    }
}

void fleet_make_plan(struct fleet_work *w)
{
    w->plan = mem_alloc(w->n_things, sizeof *w->plan);
    for (size_t t = 0; t < w->fleet->n_types; t++)
        place(w, t);
    for (size_t p = 0; p < w->fleet->n_problems; p++)
        plant(w, p);
}
