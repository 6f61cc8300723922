#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/mem.h"
#include "client/local/models_saved.h"

/* ---- what was built ---------------------------------------------------------------------- */

static bool save_devices(struct models *m, const struct model *one, int part, struct err *err)
{
    size_t all = model_build_devices(one->build), n = 0;
    struct saved_device *devices = mem_alloc(all + 1, sizeof *devices);

    for (size_t i = 0; i < all; i++) {
        struct saved_device *d = &devices[n];
        *d = (struct saved_device){one->devices[i].id, *model_build_device(one->build, i)};
        n += model_part_of(d->id) == part;
    }
    struct db_stmt *s = db_query(registry_db(m->registry),
                                 "INSERT OR REPLACE INTO model_device(model, generation, part,"
                                 " bytes) VALUES(?1, ?2, ?3, ?4)",
                                 err);
    if (s != NULL)
        db_bind_blob(s, 4, devices, n * sizeof *devices);
    const int64_t key[] = {one->row, one->generation + 1, part};
    bool ok = models_run_with(s, key, COUNT_OF(key), err);
    free(devices);
    return ok;
}

/* From one transaction to the next the old model is replaced by the new one, whole; what it
 * was goes with the next saving. */
static bool switch_over(struct models *m, struct model *one, int64_t now_ms, struct err *err)
{
    struct model next = *one;
    next.learned = *model_build_learned(one->build);
    next.built_ms = now_ms;
    next.generation++;
    return model_save_row(m, &next, err);
}

/* As much as fits into a slice; *parts: how many are there then, one more with the switch. */
static bool save_parts(struct models *m, struct model *one, int64_t now_ms, int *parts,
                       struct err *err)
{
    int64_t end_us = clock_mono_us(&system_clock) + MODELS_SLICE_US;

    do {
        bool ok = *parts == MODELS_PARTS ? switch_over(m, one, now_ms, err)
                                         : save_devices(m, one, *parts, err);
        if (!ok)
            return false;
    } while (++*parts <= MODELS_PARTS && clock_mono_us(&system_clock) < end_us);
    return true;
}

bool model_save_built(struct models *m, struct model *one, int64_t now_ms, struct err *err)
{
    int parts = one->built_parts;

    if (!registry_begin(m->registry, err))
        return false;
    if (!save_parts(m, one, now_ms, &parts, err) || !registry_commit(m->registry, err)) {
        registry_rollback(m->registry);
        return false;
    }
    one->built_parts = parts;
    if (parts > MODELS_PARTS) {
        one->built_parts = 0;
        one->generation++;
        model_build_publish(one, now_ms);
    }
    return true;
}

/* ---- back again -------------------------------------------------------------------------- */

/* Copies a blob of exactly that size; false: it is another one, of another program's layout. */
static bool read_blob(struct db_stmt *s, int column, void *out, size_t size)
{
    size_t n;
    const void *bytes = db_blob(s, column, &n);

    if (n == size)
        memcpy(out, bytes, size);
    return n == size;
}

/* All or nothing: a rhythm with a hole in it is none. */
static bool read_floats(struct db_stmt *s, int column, float *out, size_t n)
{
    bool ok = read_blob(s, column, out, n * sizeof *out);

    for (size_t i = 0; ok && i < n; i++)
        ok = isfinite(out[i]);
    if (!ok)
        memset(out, 0, n * sizeof *out);
    return ok;
}

static struct model *read_row(struct db_stmt *s)
{
    struct model *one = model_new();
    int64_t *const numbers[] = {
        &one->row,        &one->profile_id, &one->start_ms, &one->built_ms,   &one->paused_ms,
        &one->resumed_ms, &one->expired_ms, &one->tried_ms, &one->generation, &one->hour};
    int n = COUNT_OF(numbers);

    for (int i = 0; i < n; i++)
        *numbers[i] = db_int(s, i);
    one->profile = mem_strdup("");
    one->behavior = mem_strdup(db_text(s, n));
    one->metric = mem_strdup(db_text(s, n + 1));
    (void)read_blob(s, n + 2, one->counts, sizeof one->counts);
    (void)read_floats(s, n + 3, one->collecting, MODELS_WEEK);
    (void)read_floats(s, n + 4, one->coming, MODELS_WEEK);
    if (!read_floats(s, n + 5, (float *)&one->learned, sizeof one->learned / sizeof(float)))
        one->built_ms = 0; /* is built again from what was collected */
    return one;
}

static bool load_rows(struct models *m, struct err *err)
{
    struct db_stmt *s =
        db_query(registry_db(m->registry),
                 "SELECT id, profile, start_ms, built_ms, paused_ms, resumed_ms, expired_ms,"
                 " tried_ms, generation, hour, behavior, metric, counts,"
                 " collecting, coming, learned FROM model ORDER BY id",
                 err);
    bool row = s != NULL;

    while (row) {
        if (!db_step(s, &row, err))
            return false;
        if (!row)
            return true;
        m->all = mem_grow(m->all, &m->cap, m->n + 1, sizeof(struct model *));
        m->all[m->n++] = read_row(s);
    }
    return false;
}

static void read_devices(struct model *one, const struct saved_device *devices, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct saved_device *d = &devices[i];
        uint32_t index = model_device_at(one, d->id);
        if (index == MODELS_NO_DEVICE || !isfinite(d->is.base) || !(d->is.scale > 0) ||
            !isfinite(d->is.wave.sine) || !isfinite(d->is.wave.cosine))
            continue;
        one->devices[index].base = d->is.base;
        one->devices[index].scale = d->is.scale;
        one->devices[index].wave = d->is.wave;
    }
}

static bool load_devices(struct models *m, struct model *one, struct err *err)
{
    struct db_stmt *s = db_query(registry_db(m->registry),
                                 "SELECT bytes FROM model_device WHERE model = ? AND"
                                 " generation = ? ORDER BY part",
                                 err);
    bool row = s != NULL;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, one->row);
    db_bind_int(s, 2, one->generation);
    while (row) {
        if (!db_step(s, &row, err))
            return false;
        if (row) {
            size_t n;
            const void *bytes = db_blob(s, 0, &n);
            read_devices(one, bytes, n / sizeof(struct saved_device));
        }
    }
    return true;
}

static void read_samples(struct model *one, struct model_day *d, const char *bytes, size_t n)
{
    struct saved_day head;
    struct saved_sample s;

    if (n < sizeof head)
        return;
    memcpy(&head, bytes, sizeof head);
    d->offered = head.offered;
    if (isfinite(head.wave.sine) && isfinite(head.wave.cosine))
        d->wave = head.wave;
    bytes += sizeof head;
    n = (n - sizeof head) / sizeof s;
    for (size_t i = 0; i < n && i < MODELS_SAMPLES; i++) {
        memcpy(&s, bytes + i * sizeof s, sizeof s);
        if (isfinite(s.x) && s.minute < 24 * 60)
            d->samples[d->n_samples++] = (struct model_sample){
                .device = s.id == INT64_MIN ? MODELS_NO_DEVICE : model_device_at(one, s.id),
                .minute = (uint16_t)s.minute,
                .x = s.x};
    }
    if (d->offered < d->n_samples)
        d->offered = d->n_samples;
}

/* All days come as if they were today; model_begin_day() ends the one before. */
static void read_cells(struct model *one, const struct saved_cell *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct saved_cell *c = &cells[i];
        uint32_t index = model_device_at(one, c->id);
        if (index == MODELS_NO_DEVICE || !isfinite(c->mean) || !(c->squares >= 0) ||
            !isfinite(c->sums.sine) || !isfinite(c->sums.cosine))
            continue;
        one->devices[index].n = c->n;
        one->devices[index].mean = c->mean;
        one->devices[index].squares = c->squares;
        one->devices[index].sums = c->sums;
    }
}

static bool load_days(struct models *m, struct model *one, struct err *err)
{
    struct db_stmt *s = db_query(registry_db(m->registry),
                                 "SELECT day, part, bytes FROM model_part WHERE model = ?"
                                 " ORDER BY day, part",
                                 err);
    bool row = s != NULL;
    float collecting[MODELS_WEEK];

    if (s == NULL)
        return false;
    memcpy(collecting, one->collecting, sizeof collecting);
    db_bind_int(s, 1, one->row);
    while (row) {
        if (!db_step(s, &row, err))
            return false;
        if (!row)
            break;
        size_t n;
        const void *bytes = db_blob(s, 2, &n);
        int64_t day = db_int(s, 0);
        if (day > one->today)
            model_begin_day(one, day);
        if (db_int(s, 1) == MODELS_SAMPLES_PART)
            read_samples(one, model_day_of(one, day), bytes, n);
        else
            read_cells(one, bytes, n / sizeof(struct saved_cell));
    }
    for (int i = 0; i < MODELS_RING; i++)
        one->days[i].dirty = 0;
    memcpy(one->collecting, collecting,
           sizeof collecting); /* the rest of today goes on by it */
    return true;
}

bool models_load(struct models *m, struct err *err)
{
    if (!load_rows(m, err))
        return false;
    for (size_t i = 0; i < m->n; i++)
        if (m->all[i]->expired_ms == 0 &&
            (!load_devices(m, m->all[i], err) || !load_days(m, m->all[i], err)))
            return false;
    return true;
}
