#include "views/text_screen.h"

#include <stdlib.h>

#include "client/base/mem.h"

enum { JSON_TEXT_MAX = 16 * 1024 * 1024, LINE_MAX = 64 * 1024 };

void text_screen_init(struct text_screen *t, struct app *app)
{
    t->app = app;
    t->find = mem_strdup("");
    detail_init(&t->pane);
    t->pane.focused = true;
}

void *text_screen_new(struct app *app)
{
    struct text_screen *t = mem_alloc(1, sizeof *t);

    text_screen_init(t, app);
    return t;
}

void text_screen_json(struct text_screen *t, const struct json *json)
{
    struct buf pretty = BUF_INIT(JSON_TEXT_MAX), z = BUF_INIT(LINE_MAX);

    json_pretty(json, &pretty);
    for (struct str rest = {buf_text(&pretty), pretty.len}; rest.n > 0;) {
        const struct str line = str_cut(rest, '\n', &rest);

        buf_reset(&z);
        buf_put(&z, line.p, line.n);
        detail_code(&t->pane, STYLE_TEXT, buf_text(&z));
    }
    buf_free(&pretty);
    buf_free(&z);
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
