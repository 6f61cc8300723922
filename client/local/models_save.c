#include <stdlib.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/mem.h"
#include "client/local/models_saved.h"

int model_part_of(int64_t device)
{
    return (int)(((uint64_t)device * UINT64_C(0x9e3779b97f4a7c15)) >> 60);
}
_Static_assert(MODELS_PARTS == 16, "model_part_of gives four bits");

/* ---- rows -------------------------------------------------------------------------------- */

bool models_run_with(struct db_stmt *s, const int64_t *numbers, int n, struct err *err)
{
    if (s == NULL)
        return false;
    for (int i = 0; i < n; i++)
        db_bind_int(s, i + 1, numbers[i]);
    return db_run(s, err);
}

bool model_insert(struct models *m, struct model *one, struct err *err)
{
    struct db *db = registry_db(m->registry);
    struct db_stmt *s =
        db_query(db, "INSERT INTO model(profile, behavior, metric) VALUES(?, ?, ?)", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, one->profile_id);
    db_bind_text(s, 2, one->behavior);
    db_bind_text(s, 3, one->metric);
    if (!db_run(s, err))
        return false;
    one->row = db_last_id(db);
    return true;
}

bool model_delete(struct models *m, const struct model *one, struct err *err)
{
    m->orphans = true;
    return models_run_with(
        db_query(registry_db(m->registry), "DELETE FROM model WHERE id = ?", err), &one->row, 1,
        err);
}

bool model_save_row(struct models *m, const struct model *one, struct err *err)
{
    const int64_t numbers[] = {one->start_ms,   one->built_ms,   one->paused_ms,
                               one->resumed_ms, one->expired_ms, one->tried_ms,
                               one->generation, one->hour,       one->row};
    struct db_stmt *s =
        db_query(registry_db(m->registry),
                 "UPDATE model SET start_ms = ?, built_ms = ?, paused_ms = ?, resumed_ms = ?,"
                 " expired_ms = ?, tried_ms = ?, generation = ?, hour = ?,"
                 " counts = ?10, collecting = ?11, coming = ?12, learned = ?13"
                 " WHERE id = ?9",
                 err);

    if (s == NULL)
        return false;
    db_bind_blob(s, 10, one->counts, sizeof one->counts);
    db_bind_blob(s, 11, one->collecting, sizeof one->collecting);
    db_bind_blob(s, 12, one->coming, sizeof one->coming);
    db_bind_blob(s, 13, &one->learned, sizeof one->learned);
    return models_run_with(s, numbers, COUNT_OF(numbers), err);
}

/* ---- a part of a day --------------------------------------------------------------------- */

static bool put_part(struct models *m, const struct model *one, int64_t day, int part,
                     struct str bytes, struct err *err)
{
    struct db_stmt *s = db_query(registry_db(m->registry),
                                 "INSERT OR REPLACE INTO model_part(model, day, part, bytes)"
                                 " VALUES(?, ?, ?, ?)",
                                 err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, one->row);
    db_bind_int(s, 2, day);
    db_bind_int(s, 3, part);
    db_bind_blob(s, 4, bytes.p, bytes.n);
    return db_run(s, err);
}

/* A cell as it is, or the device's day so far. */
static struct saved_cell cell_at(const struct model *m, const struct model_day *d, size_t i)
{
    struct model_device device = {.n = 0};

    if (d->day == m->today)
        device = m->devices[i];
    else if (i < d->n_cells && d->cells[i].n > 0)
        model_uncell(&d->cells[i], &device);
    return (struct saved_cell){.id = m->devices[i].id,
                               .n = device.n,
                               .mean = device.mean,
                               .squares = device.squares,
                               .sums = device.sums};
}

static bool save_cells(struct models *m, const struct model *one, const struct model_day *d,
                       int part, struct err *err)
{
    struct saved_cell *cells = mem_alloc(one->n_devices + 1, sizeof *cells);
    size_t n = 0;

    for (size_t i = 0; i < one->n_devices; i++)
        if (model_part_of(one->devices[i].id) == part) {
            cells[n] = cell_at(one, d, i);
            n += cells[n].n > 0;
        }
    bool ok = put_part(m, one, d->day, part,
                       (struct str){(const char *)cells, n * sizeof *cells}, err);
    free(cells);
    return ok;
}

static bool save_samples(struct models *m, const struct model *one, const struct model_day *d,
                         struct err *err)
{
    size_t size = sizeof(struct saved_day) + d->n_samples * sizeof(struct saved_sample);
    char *bytes = mem_alloc(1, size);
    struct saved_day head = {.offered = d->offered, .wave = d->wave};

    memcpy(bytes, &head, sizeof head);
    for (uint32_t i = 0; i < d->n_samples; i++) {
        const struct model_sample *s = &d->samples[i];
        struct saved_sample out = {.id = s->device < one->n_devices ? one->devices[s->device].id
                                                                    : INT64_MIN,
                                   .minute = s->minute,
                                   .x = s->x};
        memcpy(bytes + sizeof head + i * sizeof out, &out, sizeof out);
    }
    bool ok = put_part(m, one, d->day, MODELS_SAMPLES_PART, (struct str){bytes, size}, err);
    free(bytes);
    return ok;
}

static struct model_day *dirty_day(struct model *one)
{
    for (int i = 0; i < MODELS_RING; i++)
        if (one->days[i].day >= 0 && one->days[i].dirty != 0)
            return &one->days[i];
    return NULL;
}

bool model_unsaved(const struct model *m)
{
    bool dirty = m->changed;

    for (int i = 0; i < MODELS_RING; i++)
        dirty |= m->days[i].day >= 0 && m->days[i].dirty != 0;
    return dirty;
}

static bool save_dirty_part(struct models *m, const struct model *one, struct model_day *d,
                            struct err *err)
{
    int part = __builtin_ctz(d->dirty);
    bool ok = part == MODELS_SAMPLES_PART ? save_samples(m, one, d, err)
                                          : save_cells(m, one, d, part, err);

    if (ok)
        d->dirty &= d->dirty - 1;
    return ok;
}

/* Days that have passed; of an expired model all. */
static bool drop_old(struct models *m, const struct model *one, struct err *err)
{
    bool expired = one->expired_ms != 0;
    const int64_t days[] = {one->row, expired ? INT64_MAX : one->today - MODELS_DAYS};
    const int64_t devices[] = {one->row, expired ? INT64_MAX : one->generation};
    struct db *db = registry_db(m->registry);

    return models_run_with(
               db_query(db, "DELETE FROM model_part WHERE model = ? AND day < ?", err), days, 2,
               err) &&
           models_run_with(
               db_query(db, "DELETE FROM model_device WHERE model = ? AND generation < ?", err),
               devices, 2, err);
}

static bool save_some(struct models *m, struct model *one, struct err *err)
{
    struct model_day *d = dirty_day(one);

    if (d != NULL)
        return save_dirty_part(m, one, d, err);
    if (!model_save_row(m, one, err) || !drop_old(m, one, err))
        return false;
    one->changed = false;
    return true;
}

/* As much as fits into a slice is one commit: each waits for the disk. */
static bool save_slice(struct models *m, struct model *one, struct err *err)
{
    int64_t end_us = clock_mono_us(&system_clock) + MODELS_SLICE_US;

    do
        if (!save_some(m, one, err))
            return false;
    while (model_unsaved(one) && clock_mono_us(&system_clock) < end_us);
    return true;
}

bool model_save_step(struct models *m, struct model *one, struct err *err)
{
    if (!registry_begin(m->registry, err))
        return false;
    if (save_slice(m, one, err) && registry_commit(m->registry, err))
        return true;
    registry_rollback(m->registry);
    for (int i = 0; i < MODELS_RING; i++)
        one->days[i].dirty = MODELS_ALL_DIRTY;
    one->changed = true;
    return false;
}

bool models_sweep(struct models *m, struct err *err)
{
    struct db *db = registry_db(m->registry);
    struct db_stmt *parts =
        db_query(db,
                 "DELETE FROM model_part WHERE rowid IN (SELECT rowid FROM model_part"
                 " WHERE model NOT IN (SELECT id FROM model) LIMIT 32)",
                 err);
    if (parts == NULL || !db_run(parts, err))
        return false;
    m->orphans = db_changes(db) > 0;
    struct db_stmt *devices =
        db_query(db,
                 "DELETE FROM model_device WHERE rowid IN (SELECT rowid FROM model_device"
                 " WHERE model NOT IN (SELECT id FROM model) LIMIT 32)",
                 err);
    if (devices == NULL || !db_run(devices, err))
        return false;
    m->orphans |= db_changes(db) > 0;
    return true;
}
