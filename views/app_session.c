/* Where somebody was when they left: offered as a place to go back to, never forced on them. */
#include <stdlib.h>
#include <string.h>

#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/store/session.h"
#include "views/app_inside.h"
#include "views/command_history.h"

/* A form that was open on one region is not gone back to in another. */
static void context_key(const struct app *a, struct buf *out)
{
    buf_printf(out, "%s %s", a->context.name, a->context.endpoint);
    if (app_has_regions(a))
        buf_printf(out, " %s", a->context.region);
}

static const char *last_view(const char *place)
{
    const char *line = strrchr(place, '\n');

    return line != NULL ? line + 1 : place;
}

void app_resume(struct app *a)
{
    struct buf key = BUF_INIT(512), age = BUF_INIT(32);
    struct session s;

    context_key(a, &key);
    session_load(&s, buf_text(&key));
    a->seen_ms = s.seen_ms;
    if (s.place != NULL && strchr(s.place, '\n') != NULL) {
        history_precede(a, s.place);
        time_age(&age, app_now_ms(a) - s.seen_ms);
        app_message(a, MESSAGE_INFO, "Last here: %.60s (%s). [ goes back there.",
                    last_view(s.place), buf_text(&age));
    }
    session_free(&s);
    buf_free(&key);
    buf_free(&age);
}

void app_remember(struct app *a)
{
    struct buf key = BUF_INIT(512);
    struct session s = {.place = history_here(a), .seen_ms = app_now_ms(a)};
    struct err err;

    context_key(a, &key);
    if (!session_save(&s, buf_text(&key), &err))
        log_write(LOG_WARN, "session: %s", err.text);
    session_free(&s);
    buf_free(&key);
    if (a->prompts[PROMPT_COMMAND] != NULL)
        command_history_save(a->prompts[PROMPT_COMMAND]);
}

const char *app_last_thing(const struct app *a)
{
    return a->last_thing;
}

void app_set_last_thing(struct app *a, const char *name)
{
    char *copy = mem_strdup(name);

    free(a->last_thing);
    a->last_thing = copy;
}

int64_t app_last_seen_ms(const struct app *a)
{
    struct buf key = BUF_INIT(512);
    struct session s;

    context_key(a, &key);
    session_load(&s, buf_text(&key));
    const int64_t seen_ms = s.seen_ms;

    session_free(&s);
    buf_free(&key);
    return seen_ms;
}
