/*
 * Rows that moved: the terminal can move them itself for some 30 bytes. The shift most rows
 * agree on is taken, its region grown while that leaves less to write, and it is used only
 * when it pays.
 */
#include "tui/paint_inside.h"

enum {
    VOTES_MIN = 3,   /* rows that must have moved together */
    SCROLL_COST = 30 /* bytes of region, move, scroll, region, move */
};

/* Rows first..last of the new frame are rows first+shift..last+shift of the old one. */
struct shift {
    int by; /* > 0: up */
    int first, last;
};

static uint64_t hash_row(const struct surface *s, int row)
{
    const struct cell *line = surface_cell(s, row, 0);
    uint64_t h = 0x9e3779b97f4a7c15U, ink = 0;

    for (int c = 0; c < s->cols; c++) {
        uint64_t part[2];

        memcpy(part, &line[c], sizeof part);
        h = (h ^ part[0]) * 0xff51afd7ed558ccdU;
        h = (h ^ h >> 29 ^ part[1]) * 0xc4ceb9fe1a85ec53U;
        ink |= line[c].cp ^ ' ';
    }
    return ink == 0 ? 0 : h | 1; /* blank rows match anything: they do not vote */
}

static int cost(const struct paint *p, const struct surface *next, int row, int old_row)
{
    const struct cell *line = surface_cell(next, row, 0);
    const struct cell *old = surface_cell(p->front, old_row, 0);
    int n = 0;

    if (memcmp(line, old, (size_t)next->cols * sizeof *line) == 0)
        return 0;
    for (int c = 0; c < next->cols; c++)
        n += !paint_same(p, &line[c], &old[c]);
    return n;
}

static int ink(const struct surface *s, int row)
{
    const struct cell *line = surface_cell(s, row, 0);
    int n = 0;

    for (int c = 0; c < s->cols; c++)
        n += !paint_is_blank(&line[c]) || line[c].over != OVER_NONE;
    return n;
}

static int best_shift(const uint64_t *old, const uint64_t *new, int rows)
{
    int best = 0, most = VOTES_MIN - 1;

    for (int by = -(rows - 1); by < rows; by++) {
        int votes = 0;

        for (int r = by < 0 ? -by : 0; r < rows && r + by < rows; r++)
            votes += new[r] != 0 && new[r] != old[r] && new[r] == old[r + by];
        if (by != 0 && votes > most) {
            most = votes;
            best = by;
        }
    }
    return best;
}

static bool better(const struct paint *p, const struct surface *next, int row, int by)
{
    int from = row + by;

    return row >= 0 && row < next->rows && from >= 0 && from < next->rows &&
           cost(p, next, row, from) < cost(p, next, row, row);
}

/* Hashes of the rows shown now into old, of the next ones into p->hash: front is going to be
 * next. Returns how many rows change. */
static int hash_rows(struct paint *p, const struct surface *next, uint64_t *old)
{
    int changed = 0;

    for (int r = 0; r < next->rows; r++) {
        old[r] = p->hashed ? p->hash[r] : hash_row(p->front, r);
        if (surface_row_equal(next, p->front, r)) {
            p->hash[r] = old[r];
            continue;
        }
        p->hash[r] = hash_row(next, r);
        changed++;
    }
    p->hashed = true;
    return changed;
}

static bool find_shift(struct paint *p, const struct surface *next, struct shift *out)
{
    uint64_t old[SURFACE_MAX_ROWS];
    const uint64_t *new = p->hash;
    int rows = next->rows;

    if (hash_rows(p, next, old) < VOTES_MIN)
        return false;
    struct shift s = {.by = best_shift(old, new, rows), .first = rows, .last = -1};

    if (s.by == 0)
        return false;
    for (int r = 0; r < rows; r++) {
        int from = r + s.by;

        if (from < 0 || from >= rows || new[r] == 0 || new[r] == old[r] || new[r] != old[from])
            continue;
        s.first = r < s.first ? r : s.first;
        s.last = r;
    }
    while (better(p, next, s.first - 1, s.by))
        s.first--;
    while (better(p, next, s.last + 1, s.by))
        s.last++;
    *out = s;
    return true;
}

static bool pays(const struct paint *p, const struct surface *next, const struct shift *s)
{
    int top = s->by > 0 ? s->first : s->first + s->by;
    int bottom = s->by > 0 ? s->last + s->by : s->last;
    int now = 0, then = SCROLL_COST;

    for (int r = top; r <= bottom; r++)
        then += r >= s->first && r <= s->last ? cost(p, next, r, r + s->by) : ink(next, r);
    for (int r = top; r <= bottom && now <= then; r++)
        now += cost(p, next, r, r);
    return then < now;
}

static void move_front(struct paint *p, int top, int bottom, int by)
{
    struct surface *f = p->front;
    size_t row_bytes = (size_t)f->cols * sizeof *f->cells;
    int kept = bottom - top + 1 - (by > 0 ? by : -by);

    if (by > 0) {
        memmove(surface_cell(f, top, 0), surface_cell(f, top + by, 0),
                (size_t)kept * row_bytes);
        surface_fill(f, top + kept, 0, by, f->cols, STYLE_TEXT);
    } else {
        memmove(surface_cell(f, top - by, 0), surface_cell(f, top, 0),
                (size_t)kept * row_bytes);
        surface_fill(f, top, 0, -by, f->cols, STYLE_TEXT);
    }
}

static void scroll_lines(const struct paint *p, int by, struct buf *out)
{
    const struct term_caps *caps = p->caps;
    int n = by > 0 ? by : -by;
    enum term_move many = by > 0 ? TERM_UP_N : TERM_DOWN_N;

    if (n > 1 && term_can(caps, many)) {
        term_move(caps, many, n, 0, out);
        return;
    }
    for (int i = 0; i < n; i++)
        buf_puts(out, caps->seq[by > 0 ? TERM_SCROLL_UP : TERM_SCROLL_DOWN]);
}

void paint_scroll(struct paint *p, const struct surface *next, struct buf *out)
{
    const struct term_caps *caps = p->caps;
    struct shift s;

    if (!term_can(caps, TERM_REGION) || caps->seq[TERM_SCROLL_UP][0] == '\0' ||
        caps->seq[TERM_SCROLL_DOWN][0] == '\0')
        return;
    if (!find_shift(p, next, &s) || !pays(p, next, &s))
        return;
    int top = s.by > 0 ? s.first : s.first + s.by;
    int bottom = s.by > 0 ? s.last + s.by : s.last;

    paint_plain(p, out); /* what comes into view is erased with the current background */
    term_move(caps, TERM_REGION, top, bottom, out);
    p->col = -1;
    paint_goto(p, s.by > 0 ? bottom : top, 0, out);
    scroll_lines(p, s.by, out);
    if (caps->ansi)
        buf_puts(out, "\033[r");
    else
        term_move(caps, TERM_REGION, 0, next->rows - 1, out);
    p->col = -1;
    move_front(p, top, bottom, s.by);
}
