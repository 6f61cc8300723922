#include "tui/target.h"

static int at_most(int v, int max)
{
    return v < max ? v : max;
}

void target_add(const struct surface *s, const struct target *t)
{
    struct target whole = *t;

    if (s->targets == NULL || s->targets->n == TARGETS_MAX || t->row < 0 || t->col < 0)
        return;
    whole.rows = at_most(t->rows, s->rows - t->row);
    whole.cols = at_most(t->cols, s->cols - t->col);
    if (whole.rows <= 0 || whole.cols <= 0)
        return;
    whole.row += s->top;
    whole.col += s->left;
    s->targets->all[s->targets->n++] = whole;
}

void target_shift(struct targets *t, const struct surface *window, int top)
{
    for (size_t i = 0; i < t->n; i++) {
        struct target one = t->all[i];

        if (one.row < top) /* a press counts from its first row, which is out of sight */
            continue;
        one.row -= top;
        target_add(window, &one);
    }
}

const struct target *target_find(const struct targets *t, int row, int col)
{
    for (size_t i = t->n; i > 0; i--) {
        const struct target *one = &t->all[i - 1];

        if (row >= one->row && row < one->row + one->rows && col >= one->col &&
            col < one->col + one->cols)
            return one;
    }
    return NULL;
}

bool target_nothing(void *ctx, size_t at, int row, struct key *key)
{
    (void)ctx;
    (void)at;
    (void)row;
    (void)key;
    return false;
}
