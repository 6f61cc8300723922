#include "tui/status.h"

#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"

enum { PIECES_MAX = 16, GAP = 2 };

static int piece_width(const struct status_piece *p)
{
    return p->text == NULL ? 0 : safe_width(str_of(p->text));
}

static int side_width(const struct status_piece *p, size_t n, uint32_t dropped)
{
    int width = 0;

    for (size_t i = 0; i < n; i++) {
        int w = dropped >> i & 1 ? 0 : piece_width(&p[i]);

        width += w > 0 ? w + (width > 0 ? GAP : 0) : 0;
    }
    return width;
}

struct drop {
    uint32_t left, right;
};

/* Leaves out the piece with the highest rank; false: none may go. */
static bool drop_one(const struct status_line *l, struct drop *d)
{
    int worst = 0;
    uint32_t bit = 0, *side = NULL;

    for (size_t i = 0; i < l->n_left && i < PIECES_MAX; i++) {
        if ((d->left >> i & 1) || l->left[i].rank <= worst || piece_width(&l->left[i]) == 0)
            continue;
        worst = l->left[i].rank;
        bit = (uint32_t)i;
        side = &d->left;
    }
    for (size_t i = 0; i < l->n_right && i < PIECES_MAX; i++) {
        if ((d->right >> i & 1) || l->right[i].rank <= worst || piece_width(&l->right[i]) == 0)
            continue;
        worst = l->right[i].rank;
        bit = (uint32_t)i;
        side = &d->right;
    }
    if (side != NULL)
        *side |= 1U << bit;
    return side != NULL;
}

/* Pieces from `col` on; STYLE_TEXT takes the style of the line. */
static void draw_side(const struct status_piece *p, size_t n, uint32_t dropped,
                      enum style style, struct surface *s, int row, int col, int end)
{
    bool first = true;

    for (size_t i = 0; i < n && col < end; i++) {
        int w = dropped >> i & 1 ? 0 : piece_width(&p[i]);

        if (w == 0)
            continue;
        col += first ? 0 : GAP;
        first = false;
        if (w > end - col)
            w = end - col;
        surface_text(s, row, col, w, p[i].style == STYLE_TEXT ? style : p[i].style, p[i].text);
        col += w;
    }
}

void status_draw(const struct status_line *l, struct surface *s, int row)
{
    struct drop d = {0};
    int left, right;

    do {
        left = side_width(l->left, l->n_left, d.left);
        right = side_width(l->right, l->n_right, d.right);
    } while (left + right + GAP + 2 > s->cols && drop_one(l, &d));

    int at = s->cols - 1 - right;

    surface_fill(s, row, 0, 1, s->cols, l->style);
    if (at <= left + GAP)
        at = left + 1 + GAP;
    draw_side(l->left, l->n_left, d.left, l->style, s, row, 1, s->cols - 1);
    draw_side(l->right, l->n_right, d.right, l->style, s, row, at, s->cols);
}

/* ---- messages ---- */

struct messages {
    struct message ring[MESSAGES_KEPT];
    size_t next, n;
    size_t unseen; /* newest ones, since a key was pressed */
    uint64_t total;
};

struct messages *messages_new(void)
{
    return mem_alloc(1, sizeof(struct messages));
}

static void release(struct message *m)
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
        release(&m->ring[i]);
    free(m);
}

void messages_add(struct messages *m, enum message_level level, const char *text,
                  const char *advice, int64_t now_ms)
{
    struct message *slot = &m->ring[m->next];

    release(slot);
    *slot = (struct message){.text = mem_strdup(text),
                             .advice = advice != NULL && advice[0] != '\0' ? mem_strdup(advice)
                                                                           : NULL,
                             .level = level,
                             .at_ms = now_ms};
    m->next = (m->next + 1) % MESSAGES_KEPT;
    m->n += m->n < MESSAGES_KEPT;
    m->unseen += m->unseen < MESSAGES_KEPT;
    m->total++;
}

uint64_t messages_total(const struct messages *m)
{
    return m->total;
}

const char *message_word(enum message_level level)
{
    static const char *const words[] = {N_("note"), N_("note"), N_("done"), N_("warning"),
                                        N_("error")};

    return i18n_text(words[level]);
}

void messages_seen(struct messages *m)
{
    m->unseen = 0;
}

const struct message *messages_at(const struct messages *m, size_t i)
{
    return i < m->n ? &m->ring[(m->next + MESSAGES_KEPT - 1 - i) % MESSAGES_KEPT] : NULL;
}

static bool waits_for_key(enum message_level level)
{
    return level == MESSAGE_ERROR || level == MESSAGE_HINT;
}

static bool is_due(const struct messages *m, size_t i, int64_t now_ms)
{
    const struct message *one = messages_at(m, i);

    if (waits_for_key(one->level))
        return i < m->unseen;
    return now_ms - one->at_ms < MESSAGE_MS;
}

/* The newest one, unless a graver one stands that nobody has pressed a key at. */
const struct message *messages_current(const struct messages *m, int64_t now_ms)
{
    const struct message *now = m->n > 0 && is_due(m, 0, now_ms) ? messages_at(m, 0) : NULL;

    for (size_t i = 1; i < m->unseen && i < m->n; i++) {
        const struct message *older = messages_at(m, i);

        if (is_due(m, i, now_ms) && (now == NULL || older->level > now->level))
            now = older;
    }
    return now;
}

int64_t messages_expiry(const struct messages *m, int64_t now_ms)
{
    const struct message *now = messages_current(m, now_ms);

    return now == NULL || waits_for_key(now->level) ? -1 : now->at_ms + MESSAGE_MS;
}

enum style message_style(enum message_level level)
{
    static const enum style styles[] = {
        [MESSAGE_HINT] = STYLE_TEXT, [MESSAGE_INFO] = STYLE_TEXT,   [MESSAGE_OK] = STYLE_OK,
        [MESSAGE_WARN] = STYLE_WARN, [MESSAGE_ERROR] = STYLE_ERROR,
    };

    return styles[level];
}

void messages_draw(const struct messages *m, int64_t now_ms, struct surface *s, int row)
{
    const struct message *now = messages_current(m, now_ms);

    surface_fill(s, row, 0, 1, s->cols, STYLE_TEXT);
    if (now == NULL)
        return;
    int end = surface_put(s, row, 1, message_style(now->level), now->text);

    if (now->advice != NULL && end + 8 < s->cols)
        surface_text(s, row, end + 2, s->cols - end - 2, STYLE_DIM, now->advice);
}
