#include <stdlib.h>
#include <string.h>

#include "client/api/enums.h"
#include "client/base/clock.h"
#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/local/models_inside.h"

static const char *const levels[CONFIDENCE_LEVELS] = {
    [CONFIDENCE_LOW] = "LOW", [CONFIDENCE_MEDIUM] = "MEDIUM", [CONFIDENCE_HIGH] = "HIGH"};

bool confidence_read(const char *text, enum confidence *out)
{
    for (int i = 0; i < CONFIDENCE_LEVELS; i++)
        if (strcmp(text, levels[i]) == 0) {
            *out = (enum confidence)i;
            return true;
        }
    return false;
}

/* ---- models and behaviors ---------------------------------------------------------------- */

struct model *model_new(void)
{
    struct model *m = mem_alloc(1, sizeof *m);

    model_collect_init(m);
    return m;
}

void model_free(struct model *m)
{
    model_build_free(m->build);
    model_collect_free(m);
    free(m->profile);
    free(m->behavior);
    free(m->metric);
    free(m);
}

bool models_open(struct models **out, struct registry *r, int64_t now_ms, struct err *err)
{
    struct models *m = mem_alloc(1, sizeof *m);

    m->registry = r;
    m->orphans = true; /* perhaps: one look finds out */
    if (!models_load(m, err)) {
        models_close(m);
        return false;
    }
    for (size_t i = 0; i < m->n; i++)
        m->all[i]->saved_ms = now_ms;
    *out = m;
    return true;
}

void models_close(struct models *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->n; i++)
        model_free(m->all[i]);
    free(m->all);
    free(m);
}

struct model *models_find(const struct models *m, int64_t profile_id, const char *behavior)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->all[i]->profile_id == profile_id && strcmp(m->all[i]->behavior, behavior) == 0)
            return m->all[i];
    return NULL;
}

static void expire(struct model *m, int64_t now_ms, const char *why)
{
    log_write(LOG_INFO, "the model of %s/%s expires: %s", m->profile, m->behavior, why);
    m->expired_ms = now_ms;
    m->changed = true;
    model_build_free(m->build);
    m->build = NULL;
    model_collect_free(m);
}

static bool is_over(int64_t since_ms, int64_t now_ms, int days)
{
    return since_ms != 0 && now_ms - since_ms >= days * MODELS_DAY_MS;
}

/* Without a target for too long it cannot come back. */
static void watch(struct model *m, bool watched, int64_t now_ms)
{
    if (m->expired_ms == 0 && is_over(m->paused_ms, now_ms, MODELS_EXPIRE_DAYS))
        expire(m, now_ms, "paused too long");
    m->watched = watched;
    if (watched == (m->paused_ms == 0) || m->start_ms == 0)
        return;
    m->resumed_ms = watched ? now_ms : m->resumed_ms;
    m->paused_ms = watched ? 0 : now_ms;
    m->changed = true;
}

static bool make_model(struct models *m, const struct model_behavior *b, struct model **out,
                       struct err *err)
{
    struct model *one = model_new();

    one->profile_id = b->profile_id;
    one->profile = mem_strdup(b->profile);
    one->behavior = mem_strdup(b->behavior);
    one->metric = mem_strdup(b->metric);
    if (!model_insert(m, one, err)) {
        model_free(one);
        return false;
    }
    m->all = mem_grow(m->all, &m->cap, m->n + 1, sizeof(struct model *));
    m->all[m->n++] = one;
    *out = one;
    return true;
}

/* Forgets those that are not kept. */
static bool drop_others(struct models *m, struct err *err)
{
    size_t left = 0;
    bool ok = true;

    for (size_t i = 0; i < m->n; i++) {
        struct model *one = m->all[i];
        if (one->kept || !ok || !model_delete(m, one, err)) {
            ok = ok && one->kept;
            m->all[left++] = one;
        } else {
            model_free(one);
        }
    }
    m->n = left;
    return ok;
}

/* A behavior that watches something else by now is another one. */
static void mark_kept(struct models *m, const struct model_behavior *all, size_t n)
{
    for (size_t i = 0; i < m->n; i++)
        m->all[i]->kept = false;
    for (size_t i = 0; i < n; i++) {
        struct model *one = models_find(m, all[i].profile_id, all[i].behavior);
        if (one != NULL && strcmp(one->metric, all[i].metric) == 0)
            one->kept = true;
    }
}

bool models_keep(struct models *m, const struct model_behavior *all, size_t n, int64_t now_ms,
                 struct err *err)
{
    mark_kept(m, all, n);
    if (!drop_others(m, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct model *one = models_find(m, all[i].profile_id, all[i].behavior);
        if (one == NULL && !make_model(m, &all[i], &one, err))
            return false;
        if (strcmp(one->profile, all[i].profile) != 0) {
            free(one->profile);
            one->profile = mem_strdup(all[i].profile);
        }
        watch(one, all[i].watched, now_ms);
    }
    return true;
}

/* ---- building, expiring, saving ---------------------------------------------------------- */

static bool has_enough(const struct model *m, int64_t now_ms)
{
    return is_over(m->start_ms, now_ms, MODELS_DAYS) &&
           model_trailing(m, now_ms) >= MODELS_DATAPOINTS;
}

/* A model that comes back from a pause has its 30 days again. */
static void expire_when_due(struct model *m, int64_t now_ms)
{
    int64_t since_ms =
        m->built_ms != 0 ? m->built_ms : m->start_ms + MODELS_DAYS * MODELS_DAY_MS;

    if (m->start_ms == 0)
        return;
    if (since_ms < m->resumed_ms)
        since_ms = m->resumed_ms;
    if (is_over(m->paused_ms, now_ms, MODELS_EXPIRE_DAYS))
        expire(m, now_ms, "paused too long");
    else if (is_over(since_ms, now_ms, MODELS_EXPIRE_DAYS))
        expire(m, now_ms, m->built_ms != 0 ? "not refreshed" : "never enough data");
}

/* The first as soon as there is enough, then a day after the last one or the last try. A clock
 * set back does not stop it. */
static bool build_is_due(struct model *m, int64_t now_ms)
{
    int64_t last = m->tried_ms > m->built_ms ? m->tried_ms : m->built_ms;

    if (!m->watched || (m->built_ms != 0 && now_ms >= last && now_ms - last < MODELS_DAY_MS))
        return false;
    if (has_enough(m, now_ms))
        return true;
    if (m->built_ms != 0) {
        m->tried_ms = now_ms;
        m->changed = true;
    }
    return false;
}

/* Today's collection, at intervals. */
static void mark_unsaved(struct model *m, int64_t now_ms)
{
    int64_t real_us = clock_mono_us(&system_clock);
    bool service = now_ms - m->saved_ms >= MODELS_SAVE_MS || now_ms < m->saved_ms;
    bool real = real_us - m->saved_real_us >= INT64_C(1000) * MODELS_SAVE_REAL_MS;

    if (!service || !real)
        return;
    m->saved_ms = now_ms;
    m->saved_real_us = real_us;
    if (m->start_ms == 0)
        return;
    m->changed = true;
    if (m->today >= 0)
        model_day_of(m, m->today)->dirty = MODELS_ALL_DIRTY;
}

static bool go_on_building(struct models *m, struct model *one, int64_t now_ms, struct err *err)
{
    if (!model_build_step(one))
        return true;
    if (model_build_is_model(one->build))
        return model_save_built(m, one, now_ms, err);
    model_build_publish(one, now_ms);
    return true;
}

/* What is due for one model; *did: something was. */
static bool model_step(struct models *m, struct model *one, int64_t now_ms, bool *did,
                       struct err *err)
{
    *did = true;
    if (one->expired_ms == 0)
        expire_when_due(one, now_ms);
    mark_unsaved(one, now_ms);
    if (one->build != NULL)
        return go_on_building(m, one, now_ms, err);
    if (one->expired_ms == 0 && one->today >= 0) {
        if (build_is_due(one, now_ms)) {
            model_build_begin(one, BUILD_MODEL);
            return true;
        }
        if (one->rhythm_day != one->today) {
            model_build_begin(one, BUILD_RHYTHM);
            return true;
        }
    }
    if (model_unsaved(one))
        return model_save_step(m, one, err);
    *did = false;
    return true;
}

bool models_step(struct models *m, int64_t now_ms, bool *more, struct err *err)
{
    int64_t begun_us = clock_mono_us(&system_clock);
    size_t idle = 0;

    *more = true;
    while (idle < m->n) {
        bool did;
        if (clock_mono_us(&system_clock) - begun_us >= MODELS_SLICE_US)
            return true;
        m->turn = m->turn < m->n ? m->turn : 0;
        if (!model_step(m, m->all[m->turn], now_ms, &did, err))
            return false;
        idle = did ? 0 : idle + 1;
        m->turn += !did; /* one after the other: what was begun is ended first */
    }
    if (m->orphans && !models_sweep(m, err))
        return false;
    *more = m->orphans;
    return true;
}

/* ---- GetBehaviorModelTrainingSummaries --------------------------------------------------- */

static const char *status_of(const struct model *m)
{
    if (m->expired_ms != 0)
        return "EXPIRED";
    return m->built_ms != 0 ? "ACTIVE" : "PENDING_BUILD";
}

static struct behavior_model_training_summary summary_of(const struct model *m, int64_t now_ms,
                                                         struct arena *arena)
{
    double percent = 100.0 * (double)model_trailing(m, now_ms) / MODELS_DATAPOINTS;

    return (struct behavior_model_training_summary){
        .behavior_name = arena_str(arena, m->behavior),
        .security_profile_name = arena_str(arena, m->profile),
        .model_status = status_of(m),
        .datapoints_collection_percentage = {.value = percent < 100 ? percent : 100,
                                             .set = true},
        .training_data_collection_start_date = {.ms = m->start_ms, .set = m->start_ms != 0},
        .last_model_refresh_date = {.ms = m->built_ms, .set = m->built_ms != 0},
    };
}

bool models_summaries(struct models *m,
                      const struct get_behavior_model_training_summaries_input *in,
                      const struct page *page, int64_t now_ms, struct arena *arena,
                      struct get_behavior_model_training_summaries_output *out, struct err *err)
{
    struct behavior_model_training_summary *items =
        arena_alloc(arena, (size_t)page->limit, sizeof *items);
    const char *profile = in->security_profile_name;
    size_t n = 0;
    int64_t last = 0;

    (void)err;
    for (size_t i = 0; i < m->n; i++) {
        const struct model *one = m->all[i];
        if ((page->started && one->row <= page->number) ||
            (profile != NULL && strcmp(one->profile, profile) != 0))
            continue;
        if (n == (size_t)page->limit) {
            out->next_token = page_token(page, last, NULL);
            break;
        }
        items[n++] = summary_of(one, now_ms, arena);
        last = one->row;
    }
    out->summaries = (struct list){.n = n, .items = items};
    return true;
}
