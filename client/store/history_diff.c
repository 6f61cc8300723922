#include "client/store/history_diff.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"

/* What is known of one resource; part numbers count from 1. */
struct seen {
    uint32_t first_part, last_part; /* 0: never */
    uint32_t streak;
    uint8_t state, severity;           /* in the last part it was in */
    struct history_entry older, newer; /* state ABSENT: not in it */
    size_t older_at, newer_at;
    int64_t first_ms, open_ms; /* open_ms: when it was open last, else first_ms */
    int64_t away_ms;
};

struct history_walk {
    struct seen *seen; /* by number of the resource */
    size_t n_seen;
    uint32_t *touched; /* numbers of the resources seen */
    size_t n_touched, touched_cap;
    uint32_t parts, older_part;
    uint32_t open[SEVERITY_UNKNOWN + 1]; /* in the last part */
};

struct history_walk *history_walk_new(void)
{
    return mem_alloc(1, sizeof(struct history_walk));
}

void history_walk_free(struct history_walk *w)
{
    if (w == NULL)
        return;
    free(w->seen);
    free(w->touched);
    free(w);
}

void history_walk_begin(struct history_walk *w)
{
    for (size_t i = 0; i < w->n_touched; i++)
        w->seen[w->touched[i]] = (struct seen){0};
    w->n_touched = 0;
    w->parts = w->older_part = 0;
    memset(w->open, 0, sizeof w->open);
}

static struct seen *find(struct history_walk *w, uint32_t resource)
{
    if (resource >= w->n_seen) {
        size_t n = (size_t)resource + resource / 2 + 64;
        w->seen = mem_resize(w->seen, n, sizeof *w->seen);
        memset(w->seen + w->n_seen, 0, (n - w->n_seen) * sizeof *w->seen);
        w->n_seen = n;
    }
    struct seen *s = &w->seen[resource];
    if (s->first_part == 0) {
        w->touched =
            mem_grow(w->touched, &w->touched_cap, w->n_touched + 1, sizeof *w->touched);
        w->touched[w->n_touched++] = resource;
    }
    return s;
}

static enum history_class class_of(uint8_t before, bool known, uint8_t now)
{
    if (now == HISTORY_OPEN)
        return before == HISTORY_OPEN ? HISTORY_KEPT : known ? HISTORY_RETURNED : HISTORY_NEW;
    if (now == HISTORY_SUPPRESSED)
        return before == HISTORY_OPEN ? HISTORY_NEWLY_SUPPRESSED : HISTORY_STILL_SUPPRESSED;
    return before == HISTORY_OPEN ? HISTORY_FIXED : HISTORY_CLASSES;
}

static size_t severity_at(uint8_t severity)
{
    return severity < SEVERITY_UNKNOWN ? severity : SEVERITY_UNKNOWN;
}

static void note(struct history_walk *w, struct seen *s, const struct history_entry *e,
                 int64_t at_ms)
{
    const bool again = s->last_part + 1 == w->parts && s->state == e->state;

    s->streak = again ? s->streak + 1 : 1;
    if (s->first_part == 0) {
        s->first_part = w->parts;
        s->first_ms = s->open_ms = at_ms;
    }
    if (!again)
        s->away_ms = at_ms - s->open_ms;
    if (e->state == HISTORY_OPEN)
        s->open_ms = at_ms;
    s->last_part = w->parts;
    s->state = e->state;
    s->severity = e->severity;
}

void history_walk_part(struct history_walk *w, const struct history_entry *entries, size_t n,
                       int64_t at_ms, enum history_role role, struct history_tally *tally)
{
    struct history_tally now = {0};
    uint32_t open[SEVERITY_UNKNOWN + 1] = {0};

    w->parts++;
    for (size_t i = 0; i < n; i++) {
        const struct history_entry *e = &entries[i];
        if (e->resource >= HISTORY_WALK_RESOURCES /* damage: we number them from 1 */ ||
            (i > 0 && e->resource == entries[i - 1].resource))
            continue;
        struct seen *s = find(w, e->resource);
        const uint8_t before =
            s->last_part != 0 && s->last_part + 1 == w->parts ? s->state : HISTORY_ABSENT;
        const enum history_class is =
            w->parts == 1 ? HISTORY_FIRST : class_of(before, s->first_part != 0, e->state);

        if (is != HISTORY_CLASSES)
            now.n[is][severity_at(e->severity)]++;
        if (before == HISTORY_OPEN)
            w->open[severity_at(s->severity)]--; /* what is left was fixed */
        open[severity_at(e->severity)] += e->state == HISTORY_OPEN;
        note(w, s, e, at_ms);
        if (role == HISTORY_OLDER) {
            s->older = *e;
            s->older_at = i;
        } else if (role == HISTORY_NEWER) {
            s->newer = *e;
            s->newer_at = i;
        }
    }
    if (role == HISTORY_OLDER)
        w->older_part = w->parts;
    memcpy(now.n[HISTORY_FIXED], w->open, sizeof w->open);
    memcpy(w->open, open, sizeof open);
    if (tally != NULL)
        *tally = now;
}

void history_walk_end(struct history_walk *w, history_change_fn *fn, void *ctx)
{
    for (size_t i = 0; i < w->n_touched; i++) {
        const struct seen *s = &w->seen[w->touched[i]];
        const bool known = w->older_part != 0 && s->first_part <= w->older_part;
        const bool gone = s->newer.state == HISTORY_ABSENT;
        struct history_change change = {
            .is = class_of(s->older.state, known, s->newer.state),
            .entry = gone ? s->older : s->newer,
            .at = gone ? s->older_at : s->newer_at,
            .streak = s->streak,
            .first_ms = s->first_ms,
        };

        if (change.is == HISTORY_CLASSES)
            continue;
        if (w->older_part == 0)
            change.is = HISTORY_FIRST;
        if (change.is == HISTORY_RETURNED)
            change.away_ms = s->away_ms;
        fn(ctx, &change);
    }
}
