#include "views/run_history.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "views/diff_rows.h"

static int by_id(const void *a, const void *b)
{
    const struct history_row *x = a, *y = b;

    return strcmp(x->id, y->id);
}

static int compare_id(const void *key, const void *row)
{
    const struct str *id = key;
    const struct history_row *r = row;
    const int order = strncmp(id->p, r->id, id->n);

    return order != 0 ? order : r->id[id->n] == '\0' ? 0 : -1;
}

static void show(struct run_history *h)
{
    list_sync(&h->view->pane);
    app_redraw(h->app);
}

static void on_answer(void *ctx, struct history_answer *answer)
{
    struct run_history *h = ctx;

    h->asking = NULL;
    if (answer->err.kind != ERR_NONE) {
        history_answer_free(answer);
        return;
    }
    if (answer->n > 0)
        qsort(answer->rows, answer->n, sizeof *answer->rows, by_id);
    history_answer_free(h->answer);
    h->answer = answer;
    show(h);
}

/* The first answer as soon as there can be one, a better one when no more audits are coming. */
static void look(void *ctx)
{
    struct run_history *h = ctx;
    const struct history *past = app_history(h->app);
    const struct history_question q = {.newer = h->run,
                                       .check = *h->check != '\0' ? h->check : NULL};

    if (h->asking != NULL || history_find(past, h->run) == NULL)
        return;
    if (h->answer != NULL &&
        (h->counted == history_count(past) || history_recorder_is_busy(app_recorder(h->app))))
        return;
    h->counted = history_count(past);
    h->asking = history_compare_start(app_history(h->app), &q, on_answer, h);
}

void run_history_init(struct run_history *h, struct app *app, const char *run,
                      const char *check, struct list_view *view)
{
    *h = (struct run_history){
        .app = app, .run = mem_strdup(run), .check = mem_strdup(check), .view = view};
}

void run_history_free(struct run_history *h)
{
    run_history_hidden(h);
    history_compare_drop(h->asking);
    history_answer_free(h->answer);
    free(h->run);
    free(h->check);
}

void run_history_shown(struct run_history *h)
{
    if (*h->run == '\0')
        return;
    history_watch(app_history(h->app), look, h);
    look(h);
}

void run_history_hidden(struct run_history *h)
{
    history_unwatch(app_history(h->app), h);
}

/* NULL: nothing is known; *known: and nothing will be. */
static const struct history_row *find(const struct run_history *h, struct str id, bool *known)
{
    *known = h->answer != NULL;
    if (h->answer == NULL || h->answer->n == 0 || id.n == 0)
        return NULL;
    return bsearch(&id, h->answer->rows, h->answer->n, sizeof *h->answer->rows, compare_id);
}

enum style run_history_class(const struct run_history *h, struct str id, struct buf *out)
{
    bool known;
    const struct history_row *row = find(h, id, &known);

    if (row != NULL)
        return diff_class_cell(row->is, out);
    buf_puts(out, known ? "-" : "..");
    return STYLE_DIM;
}

enum style run_history_streak(const struct run_history *h, struct str id, struct buf *out)
{
    bool known;
    const struct history_row *row = find(h, id, &known);

    if (row == NULL) {
        buf_puts(out, known ? "-" : "..");
        return STYLE_DIM;
    }
    buf_put_count(out, row->streak);
    return STYLE_TEXT;
}
