/* The record of the screen underneath as JSON, as the service sent it. */
#include "client/base/i18n.h"
#include "views/screens.h"
#include "views/text_screen.h"

enum { TEXT_MAX = 16 * 1024 * 1024 };

static void *open_raw(struct app *app, const char *argument, struct err *err)
{
    struct buf body = BUF_INIT(TEXT_MAX);
    struct arena *arena = arena_new();
    struct text_screen *t = NULL;
    const struct json *json = NULL;

    (void)argument;
    if (!app_raw_below(app, &body))
        (void)err_set(err, ERR_USAGE, "There is no record here to show as JSON.");
    else
        json = json_parse((struct str){buf_text(&body), body.len}, arena, err);
    if (json != NULL) {
        t = text_screen_new(app);
        text_screen_json(t, json);
    }
    arena_free(arena);
    buf_free(&body);
    return t;
}

const struct screen_spec raw_screen = {
    .name = "raw",
    .title = N_("JSON"),
    .about = N_("the record under the cursor as the service sent it"),
    .open = open_raw,
    TEXT_SCREEN_CALLS,
};
