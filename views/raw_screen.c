/* The record of the screen underneath as JSON, as the service sent it. */
#include "client/api/json.h"
#include "views/screens.h"
#include "views/text_screen.h"

enum { TEXT_MAX = 16 * 1024 * 1024 };

static void add_lines(struct detail *d, struct str text)
{
    while (text.n > 0) {
        struct str line = str_cut(text, '\n', &text);
        struct buf z = BUF_INIT(64 * 1024);

        buf_put(&z, line.p, line.n);
        detail_code(d, STYLE_TEXT, buf_text(&z));
        buf_free(&z);
    }
}

static void *open_raw(struct app *app, const char *argument, struct err *err)
{
    struct buf body = BUF_INIT(TEXT_MAX), pretty = BUF_INIT(TEXT_MAX);
    struct arena *arena = arena_new();
    struct text_screen *t = NULL;
    const struct json *json = NULL;

    (void)argument;
    if (!app_raw_below(app, &body))
        (void)err_set(err, ERR_USAGE, "There is no record here to show as JSON.");
    else
        json = json_parse((struct str){buf_text(&body), body.len}, arena, err);
    if (json != NULL) {
        json_pretty(json, &pretty);
        t = text_screen_new(app);
        add_lines(&t->pane, (struct str){buf_text(&pretty), pretty.len});
    }
    arena_free(arena);
    buf_free(&body);
    buf_free(&pretty);
    return t;
}

const struct screen_spec raw_screen = {
    .name = "raw",
    .title = "JSON",
    .about = "the record under the cursor as the service sent it",
    .open = open_raw,
    TEXT_SCREEN_CALLS,
};
