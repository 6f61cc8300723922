#include "tui/status.h"

#include <stdlib.h>

#include "client/base/mem.h"

enum { PIECES_MAX = 16, GAP = 2 };

/* ---- a line of pieces ---- */

struct placed {
    const struct status_piece *piece;
    int width;
    bool shown;
};

static size_t place(const struct status_piece *pieces, size_t n, struct placed *out)
{
    size_t kept = 0;

    for (size_t i = 0; i < n && kept < PIECES_MAX; i++) {
        if (pieces[i].text == NULL || pieces[i].text[0] == '\0')
            continue;
        out[kept++] = (struct placed){&pieces[i], safe_width(str_of(pieces[i].text)), true};
    }
    return kept;
}

static int total_width(const struct placed *p, size_t n)
{
    int width = 0;

    for (size_t i = 0; i < n; i++)
        if (p[i].shown)
            width += p[i].width + GAP;
    return width;
}

static struct placed *least_wanted(struct placed *p, size_t n, struct placed *best)
{
    for (size_t i = 0; i < n; i++)
        if (p[i].shown && p[i].piece->rank > (best != NULL ? best->piece->rank : 0))
            best = &p[i];
    return best;
}

static int draw_pieces(const struct placed *p, size_t n, struct surface *s, int row, int col,
                       int end)
{
    for (size_t i = 0; i < n; i++) {
        if (!p[i].shown || col >= end)
            continue;
        int width = p[i].width < end - col ? p[i].width : end - col;

        (void)surface_text(s, row, col, width, p[i].piece->style, p[i].piece->text);
        col += width + GAP;
    }
    return col;
}

void status_draw(const struct status_line *line, struct surface *s, int row)
{
    struct placed left[PIECES_MAX], right[PIECES_MAX], *drop;
    size_t n_left = place(line->left, line->n_left, left);
    size_t n_right = place(line->right, line->n_right, right);

    surface_fill(s, row, 0, 1, s->cols, line->style);
    while (total_width(left, n_left) + total_width(right, n_right) - GAP > s->cols &&
           (drop = least_wanted(right, n_right, least_wanted(left, n_left, NULL))) != NULL)
        drop->shown = false;
    int right_width = total_width(right, n_right) - (total_width(right, n_right) > 0 ? GAP : 0);
    int right_col = s->cols - right_width;
    int end = right_width > 0 ? right_col - GAP : s->cols;

    (void)draw_pieces(left, n_left, s, row, 0, end > 0 ? end : s->cols);
    (void)draw_pieces(right, n_right, s, row, right_col > 0 ? right_col : 0, s->cols);
}

/* ---- messages ---- */

struct messages {
    struct message kept[MESSAGES_KEPT]; /* ring */
    size_t added;                       /* ever */
    bool unseen;                        /* the newest one waits for a key */
};

struct messages *messages_new(void)
{
    return mem_alloc(1, sizeof(struct messages));
}

static void wipe(struct message *m)
{
    free(m->text);
    free(m->advice);
    *m = (struct message){0};
}

void messages_free(struct messages *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < MESSAGES_KEPT; i++)
        wipe(&m->kept[i]);
    free(m);
}

void messages_add(struct messages *m, enum message_level level, const char *text,
                  const char *advice, int64_t now_ms)
{
    struct message *slot = &m->kept[m->added % MESSAGES_KEPT];

    wipe(slot);
    *slot = (struct message){.text = mem_strdup(text),
                             .advice = advice != NULL ? mem_strdup(advice) : NULL,
                             .level = level,
                             .at_ms = now_ms};
    m->added++;
    m->unseen = true;
}

void messages_seen(struct messages *m)
{
    const struct message *newest = messages_at(m, 0);

    if (newest != NULL && newest->level == MESSAGE_ERROR)
        m->unseen = false;
}

const struct message *messages_at(const struct messages *m, size_t i)
{
    if (i >= m->added || i >= MESSAGES_KEPT)
        return NULL;
    return &m->kept[(m->added - 1 - i) % MESSAGES_KEPT];
}

static bool is_lasting(const struct message *m)
{
    return m->level == MESSAGE_ERROR;
}

const struct message *messages_current(const struct messages *m, int64_t now_ms)
{
    const struct message *newest = messages_at(m, 0);

    if (newest == NULL || !m->unseen)
        return NULL;
    return is_lasting(newest) || now_ms < newest->at_ms + MESSAGE_MS ? newest : NULL;
}

int64_t messages_expiry(const struct messages *m, int64_t now_ms)
{
    const struct message *now = messages_current(m, now_ms);

    return now == NULL || is_lasting(now) ? -1 : now->at_ms + MESSAGE_MS;
}

enum style message_style(enum message_level level)
{
    static const enum style styles[] = {
        [MESSAGE_INFO] = STYLE_TEXT,
        [MESSAGE_OK] = STYLE_OK,
        [MESSAGE_WARN] = STYLE_WARN,
        [MESSAGE_ERROR] = STYLE_ERROR,
    };

    return styles[level];
}

/* When both do not fit, the advice is what stays readable: the text is cut to two thirds. */
void messages_draw(const struct messages *m, int64_t now_ms, struct surface *s, int row)
{
    const struct message *now = messages_current(m, now_ms);

    surface_fill(s, row, 0, 1, s->cols, STYLE_TEXT);
    if (now == NULL)
        return;
    int room = s->cols - 2, need = safe_width(str_of(now->text));
    int advice = now->advice != NULL ? safe_width(str_of(now->advice)) : 0;

    if (advice > 0 && need + GAP + advice > room && need > room * 2 / 3)
        need = room * 2 / 3;
    int used = surface_text(s, row, 1, need < room ? need : room, message_style(now->level),
                            now->text);

    if (advice > 0 && room - used - GAP > 8)
        (void)surface_text(s, row, 1 + used + GAP, room - used - GAP, STYLE_DIM, now->advice);
}
