#include "client/store/training_shares.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/files.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/base/sha256.h"
#include "client/store/snapshot.h"

enum {
    HASH_BYTES = 8,
    LINE_MAX = 2 * HASH_BYTES + 22 + TRAINING_POINTS_MAX * 32,
};

struct shares {
    int64_t start_ms;
    struct training_point points[TRAINING_POINTS_MAX];
    size_t n;
};

struct training_shares {
    struct map *models; /* hash -> struct shares, owned */
};

struct training_shares *training_shares_new(void)
{
    struct training_shares *s = mem_alloc(1, sizeof *s);

    s->models = map_new();
    return s;
}

void training_shares_free(struct training_shares *s)
{
    if (s == NULL)
        return;
    map_free(s->models, free);
    free(s);
}

static const char *hash_of(struct str key, char out[2 * HASH_BYTES + 1])
{
    struct buf hex = BUF_INIT(2 * HASH_BYTES + 1);
    uint8_t digest[SHA256_SIZE];

    sha256(key, digest);
    str_hex(&hex, digest, HASH_BYTES);
    memcpy(out, buf_text(&hex), 2 * HASH_BYTES + 1);
    buf_free(&hex);
    return out;
}

static struct shares *shares_at(struct training_shares *s, const char *hash)
{
    struct shares *one = map_get(s->models, hash);

    if (one == NULL && map_count(s->models) < TRAINING_MODELS_MAX) {
        one = mem_alloc(1, sizeof *one);
        (void)map_put(s->models, hash, one);
    }
    return one;
}

/* Half as many, over the same time. */
static void thin(struct shares *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i += 2)
        s->points[n++] = s->points[i];
    s->n = n;
}

/* A clock that was set back begins anew: shares are in the order of time. */
static bool add(struct shares *s, const struct training_point *p)
{
    if (s->n > 0 && p->at_ms < s->points[s->n - 1].at_ms)
        s->n = 0;
    if (s->n > 0 && p->at_ms - s->points[s->n - 1].at_ms < TRAINING_NOTE_MS)
        return false;
    if (s->n == TRAINING_POINTS_MAX)
        thin(s);
    s->points[s->n++] = *p;
    return true;
}

bool training_shares_note(struct training_shares *s, struct str key, int64_t start_ms,
                          const struct training_point *p)
{
    char hash[2 * HASH_BYTES + 1];
    struct shares *one = shares_at(s, hash_of(key, hash));

    if (one == NULL || !isfinite(p->percent))
        return false;
    if (one->start_ms != start_ms)
        *one = (struct shares){.start_ms = start_ms};
    return add(one, p);
}

size_t training_shares_of(const struct training_shares *s, struct str key, int64_t start_ms,
                          const struct training_point **out)
{
    char hash[2 * HASH_BYTES + 1];
    const struct shares *one = map_get(s->models, hash_of(key, hash));

    *out = NULL;
    if (one == NULL || one->start_ms != start_ms)
        return 0;
    *out = one->points;
    return one->n;
}

/* ---- the file ---------------------------------------------------------------------------- */

static bool read_point(struct str text, struct training_point *out)
{
    struct str percent, at = str_cut(text, ':', &percent);

    return str_to_int(at, 0, INT64_MAX, &out->at_ms) && str_to_double(percent, &out->percent);
}

static void read_line(struct training_shares *s, struct str line)
{
    struct str rest, hash = str_cut(line, ' ', &rest), start = str_cut(rest, ' ', &rest);
    uint8_t bytes[HASH_BYTES];
    char name[2 * HASH_BYTES + 1] = "";
    int64_t start_ms;

    if (hash.n != 2 * HASH_BYTES || !str_unhex(hash, bytes, HASH_BYTES) ||
        !str_to_int(start, 0, INT64_MAX, &start_ms))
        return;
    memcpy(name, hash.p, hash.n);
    struct shares *one = shares_at(s, name);
    if (one == NULL)
        return;
    *one = (struct shares){.start_ms = start_ms};
    while (rest.n > 0) {
        struct training_point p;
        if (read_point(str_cut(rest, ' ', &rest), &p))
            (void)!add(one, &p);
    }
}

void training_shares_load(struct training_shares *s, const char *path)
{
    struct buf text = BUF_INIT(TRAINING_MODELS_MAX * LINE_MAX);
    struct err err; /* what cannot be read was not seen */

    if (files_read(path, &text, &err))
        for (struct str rest = {buf_text(&text), text.len}; rest.n > 0;)
            read_line(s, str_cut(rest, '\n', &rest));
    buf_free(&text);
}

bool training_shares_save(const struct training_shares *s, const char *path, struct err *err)
{
    struct buf text = BUF_INIT(TRAINING_MODELS_MAX * LINE_MAX);
    const char *hash;
    void *value;

    for (size_t i = 0; map_next(s->models, &i, &hash, &value);) {
        const struct shares *one = value;
        buf_printf(&text, "%s %lld", hash, (long long)one->start_ms);
        for (size_t k = 0; k < one->n; k++)
            buf_printf(&text, " %lld:%.4f", (long long)one->points[k].at_ms,
                       one->points[k].percent);
        buf_putc(&text, '\n');
    }
    bool ok = snapshot_save_text(path, (struct str){buf_text(&text), text.len}, err);
    buf_free(&text);
    return ok;
}
