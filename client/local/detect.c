#include "client/local/detect.h"

#include <stdlib.h>

#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/local/detect_inside.h"

enum {
    LATE_SLOTS = 12, /* an hour */
    CATCH_UP_US = 60 * 1000 * 1000,
    SAVE_SLOTS = 64,         /* judged before they are written, while catching up */
    SAVE_CHANGES = 400,      /* and changes */
    RELOAD_US = 1000 * 1000, /* real time between two readings of all devices */
    WARM_SLOTS = 12,
    RELOAD_DEVICE_US = 250, /* and for each of them */
};

int64_t detect_now_ms(const struct detect *d)
{
    return service_clock_now_ms(d->clock);
}

int64_t slot_of_ms(int64_t ms)
{
    int64_t slot = ms / DETECT_SLOT_MS;
    return ms % DETECT_SLOT_MS < 0 ? slot - 1 : slot;
}

int64_t slot_end_ms(int64_t slot)
{
    return (slot + 1) * DETECT_SLOT_MS;
}

static int64_t slot_now(const struct detect *d)
{
    return slot_of_ms(detect_now_ms(d));
}

/* ---- which slot is next ------------------------------------------------------------------ */

/* Values that judging one slot looks at. */
static int64_t values_of_slot(const struct detect *d)
{
    int64_t n = 1;
    for (size_t i = 0; i < d->rules->n; i++)
        n += (int64_t)d->rules->items[i].watch->n;
    return n;
}

static int64_t at_most(int64_t n, int64_t low, int64_t high)
{
    if (n < low)
        return low;
    return n < high ? n : high;
}

/* A fleet that is new had a past: some of its slots are judged as if they had been. */
static void plan_past(struct detect *d)
{
    int64_t now = slot_now(d), days = DETECT_PAST_DAYS - DETECT_PAST_FINE_DAYS;
    int64_t slots = DETECT_PAST_VALUES / 2 / values_of_slot(d);
    int64_t fine = at_most(slots, DETECT_WINDOW_SLOTS, DETECT_PAST_FINE_DAYS * SIM_SLOTS_A_DAY);
    int64_t coarse = at_most(slots, 1, days * SIM_SLOTS_A_DAY / DETECT_PAST_STEP);
    d->step = days * SIM_SLOTS_A_DAY / coarse;
    d->fine = now - fine;
    d->next = d->saved = d->fine - coarse * d->step;
    d->quiet = now;
}

static int64_t step_at(const struct detect *d, int64_t slot)
{
    return slot < d->fine ? d->step : 1;
}

/* Nobody knows what came between: datapoints are counted anew. */
static void forget_counts(struct detect *d)
{
    for (size_t i = 0; i < d->rules->n; i++)
        for (size_t k = 0; k < d->rules->items[i].watch->n; k++)
            d->rules->items[i].cells[k].bad = d->rules->items[i].cells[k].good = 0;
}

/* The service was off, or the clock jumped: what is too much to make up for is a gap. */
static void mind_the_gap(struct detect *d)
{
    int64_t now = slot_now(d);
    int64_t most = at_most(DETECT_CATCH_UP_VALUES / values_of_slot(d), DETECT_WINDOW_SLOTS,
                           DETECT_CATCH_UP_SLOTS);
    if (d->next > now + DETECT_WINDOW_SLOTS) {
        log_write(LOG_WARN, "detect: the clock went back; going on from where it is");
        d->next = now;
        d->saved = now - 1; /* to be written */
        d->fine = at_most(d->fine, INT64_MIN, now);
        while (d->n_coverage > 0 && d->coverage[d->n_coverage - 1].from >= now)
            d->n_coverage--;
        d->saved_coverage = d->n_coverage > 0 ? d->n_coverage - 1 : 0;
        if (d->n_coverage > 0 && d->coverage[d->n_coverage - 1].to > now)
            d->coverage[d->n_coverage - 1].to = now;
    } else if (d->next >= d->fine && now - d->next > most) {
        log_write(LOG_INFO, "detect: %lld slots were not judged",
                  (long long)(now - most - d->next));
        d->next = now - most;
        d->warm = d->next;
        forget_counts(d);
    }
}

/* Datapoints in a row that were counted before the program ended: of some more slots, as a
 * device may have missed some. One that missed an hour of them begins to count anew. */
static void plan_warm(struct detect *d)
{
    int most = 1;
    for (size_t i = 0; i < d->rules->n; i++) {
        const struct criteria *c = &d->rules->items[i].criteria;
        most = c->to_alarm > most ? c->to_alarm : most;
        most = c->to_clear > most ? c->to_clear : most;
    }
    d->warm = d->next;
    most = most > 1 ? most + WARM_SLOTS : most;
    for (int n = 1; n < most && coverage_has(d, d->warm - step_at(d, d->warm - 1)); n++)
        d->warm -= step_at(d, d->warm - 1);
}

/* ---- open, close ------------------------------------------------------------------------- */

bool detect_open(struct detect **out, const struct detect_options *o, struct err *err)
{
    struct detect *d = mem_alloc(1, sizeof *d);
    d->registry = o->registry;
    d->db = registry_db(o->registry);
    d->clock = o->clock;
    d->models = o->models;
    d->scenarios = o->scenarios;
    d->reports = o->reports;
    d->names = intern_new();
    d->scratch = arena_new();
    d->purged_ms = INT64_MIN;
    d->step = 1;
    d->next = d->saved = d->fine = d->quiet = slot_now(d);
    if (!sim_open(&d->sim, o->registry, err) || !state_load(d, err) || !cuts_load(d, err) ||
        !alarms_load(d, err)) {
        detect_close(d);
        return false;
    }
    *out = d;
    return true;
}

void detect_close(struct detect *d)
{
    if (!d)
        return;
    slices_stop(&d->slices);
    for (; d->head < d->n_queue; d->head++)
        free(d->queue[d->head].value);
    free(d->queue);
    loader_free(d->loader);
    rules_free(d->rules);
    device_set_free(d->devices);
    sim_close(d->sim);
    intern_free(d->names);
    free(d->alarms);
    free(d->cuts);
    free(d->coverage);
    free(d->work.values);
    arena_free(d->scratch);
    free(d);
}

/* ---- steps ------------------------------------------------------------------------------- */

static bool unsaved(const struct detect *d)
{
    return d->head < d->n_queue || d->saved != d->next;
}

static int64_t reload_us(const struct detect *d)
{
    return RELOAD_US + (d->devices ? (int64_t)d->devices->n * RELOAD_DEVICE_US : 0);
}

static bool must_load(const struct detect *d)
{
    if (d->work.open)
        return false;
    return d->loader || !d->rules || d->profiles_changed ||
           (d->things_changed && d->devices &&
            slices_now_us(&d->slices) >= d->loaded_us + reload_us(d));
}

/* Is there anything to judge, or any value to keep? */
static bool watching(const struct detect *d)
{
    return d->rules && d->rules->n_watches > 0;
}

/* The first profile of an account has no past, and it is written down that it has not. */
static void begin_now(struct detect *d)
{
    d->next = d->fine = d->quiet = slot_now(d);
    d->saved = d->next - 1;
}

static bool load(struct detect *d, int64_t until_us, struct err *err)
{
    bool first = !d->rules, before = watching(d), done;
    if (!detect_load(d, until_us, &done, err))
        return false;
    if (!done)
        return true;
    if (first && !d->has_state && watching(d))
        plan_past(d);
    else if (!before && watching(d) && !d->has_state)
        begin_now(d);
    if (first)
        plan_warm(d);
    else
        d->warm = d->next;
    return true;
}

/* The next slot that is over, if there is one. */
static bool begin_next(struct detect *d)
{
    if (!watching(d)) {
        d->next = d->saved = slot_now(d);
        return false;
    }
    mind_the_gap(d);
    if (d->warm < d->next) {
        slot_begin(d, d->warm, true);
        return true;
    }
    if (d->next >= slot_now(d))
        return false;
    slot_begin(d, d->next, false);
    return true;
}

static void end_slot(struct detect *d)
{
    int64_t step = step_at(d, d->work.slot);
    if (d->work.silent) {
        d->warm += step;
        return;
    }
    coverage_add(d, d->work.slot, step);
    d->next = d->work.slot + step;
    if (d->next > d->fine && d->work.slot < d->fine)
        d->next = d->fine;
    d->warm = d->next;
}

/* Judges what is over; true: the time of the slice is used up. */
static bool judge(struct detect *d, int64_t until_us)
{
    while (d->work.open || begin_next(d)) {
        slot_work(d, until_us);
        if (d->work.open)
            return true;
        end_slot(d);
        if (d->n_queue - d->head >= SAVE_CHANGES || d->next - d->saved >= SAVE_SLOTS ||
            must_load(d))
            return true;
        if (slices_now_us(&d->slices) >= until_us)
            return true;
    }
    return false;
}

static int64_t until_next_ms(const struct detect *d)
{
    if (!watching(d))
        return -1;
    int64_t ms = slot_end_ms(d->next) - detect_now_ms(d);
    int64_t reload_ms = (int64_t)((double)reload_us(d) / 1000 * service_clock_speed(d->clock));
    if (d->things_changed && reload_ms < ms)
        ms = reload_ms;
    return ms > 0 ? ms : 1;
}

/* Enough has come together, or nothing more will for now. */
static bool must_save(const struct detect *d)
{
    if (d->work.open || !watching(d) || !unsaved(d))
        return false;
    return d->n_queue - d->head >= SAVE_CHANGES || d->next - d->saved >= SAVE_SLOTS ||
           d->next >= slot_now(d) || must_load(d);
}

/* What is old goes, and what was handed in is learned. *more: there is more to do. */
static bool tidy(struct detect *d, bool *more, struct err *err)
{
    *more = false;
    if (!watching(d))
        return true;
    if (!detect_purge(d, more, err))
        return false;
    return *more || models_step(d->models, slot_end_ms(d->next - 1), more, err);
}

/* While there is much to judge, what has been judged is tidied once a day all the same. */
static bool save(struct detect *d, struct err *err)
{
    if (d->next - d->tidied >= SIM_SLOTS_A_DAY) {
        d->untidy = true;
        d->tidied = d->next;
    }
    return detect_save(d, err);
}

bool detect_step(struct detect *d, int64_t *wait_ms, struct err *err)
{
    int64_t until_us = slices_now_us(&d->slices) + DETECT_SLICE_US;
    bool more;
    *wait_ms = 0;
    if (registry_generation(d->registry) != d->generation)
        d->things_changed = true;
    d->generation = registry_generation(d->registry);
    if (must_save(d) || (must_load(d) && d->head < d->n_queue))
        return save(d, err);
    if (must_load(d))
        return load(d, until_us, err);
    if (d->untidy && !d->work.open)
        return tidy(d, &d->untidy, err);
    if (!d->work.open && !real_refresh(d, err))
        return false;
    if (judge(d, until_us))
        return true;
    if (unsaved(d))
        return save(d, err);
    if (!tidy(d, &more, err))
        return false;
    if (!more)
        *wait_ms = until_next_ms(d);
    return true;
}

bool detect_begin(struct detect *d, int64_t budget_us, struct err *err)
{
    int64_t until_us = slices_now_us(&d->slices) + budget_us, wait_ms = 0;
    if (d->has_state)
        return true;
    while (wait_ms == 0 && (!d->rules || d->next < d->quiet || d->saved != d->next) &&
           slices_now_us(&d->slices) < until_us)
        if (!detect_step(d, &wait_ms, err))
            return false;
    return true;
}

bool detect_catch_up(struct detect *d, struct err *err)
{
    const int64_t until_us = slices_now_us(&d->slices) + CATCH_UP_US;
    int64_t wait_ms = 0;

    while (wait_ms == 0 && slices_now_us(&d->slices) < until_us &&
           (!d->rules || (watching(d) && (d->next + LATE_SLOTS < slot_now(d) ||
                                          d->saved + LATE_SLOTS < d->next))))
        if (!detect_step(d, &wait_ms, err))
            return false;
    return true;
}

static bool step(void *ctx, int64_t *wait_ms, struct err *err)
{
    return detect_step(ctx, wait_ms, err);
}

void detect_attach(struct detect *d, struct loop *loop)
{
    d->slices = (struct slices){.name = "detect", .step = step, .ctx = d, .clock = d->clock};
    slices_attach(&d->slices, loop);
}

void detect_on_message(struct detect *d, detect_message_fn *fn, void *ctx)
{
    d->on_message = fn;
    d->on_message_ctx = ctx;
}

void detect_profiles_changed(struct detect *d)
{
    d->profiles_changed = true;
    slices_wake(&d->slices);
}
