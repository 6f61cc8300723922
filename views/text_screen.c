#include "views/text_screen.h"

#include <stdlib.h>

#include "client/base/mem.h"

void *text_screen_new(struct app *app)
{
    struct text_screen *t = mem_alloc(1, sizeof *t);

    t->app = app;
    t->find = mem_strdup("");
    detail_init(&t->pane);
    t->pane.focused = true;
    return t;
}

void text_screen_close(void *state)
{
    struct text_screen *t = state;

    detail_free(&t->pane);
    free(t->find);
    free(t);
}

void text_screen_draw(void *state, struct surface *body)
{
    struct text_screen *t = state;

    detail_draw(&t->pane, body);
}

bool text_screen_act(void *state, const char *action)
{
    struct text_screen *t = state;

    return detail_do(&t->pane, action);
}

bool text_screen_filter(void *state, const char *text, struct err *err)
{
    struct text_screen *t = state;

    free(t->find);
    t->find = mem_strdup(text);
    return detail_find(&t->pane, text) || err_set(err, ERR_USAGE, "not found");
}

const char *text_screen_filter_text(const void *state)
{
    const struct text_screen *t = state;

    return t->find;
}
