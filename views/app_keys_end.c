/* How long the keys of the account hold, in the header, when that is not long any more. */
#include <stdio.h>

#include "client/base/i18n.h"
#include "views/app_inside.h"

enum { MINUTE_MS = 60 * 1000, SHOWN_MS = 15 * MINUTE_MS };

static void on_minute(void *ctx)
{
    struct app *a = ctx;

    a->keys_timer = NULL;
    app_keys_changed(a);
}

/* INT64_MAX: for ever, or there are none. */
static int64_t left_ms(const struct app *a)
{
    const int64_t end_ms = a->client != NULL ? client_keys_end_ms(a->client) : 0;

    return end_ms == 0 ? INT64_MAX : end_ms - app_now_ms(a);
}

void app_keys_changed(struct app *a)
{
    const int64_t left = left_ms(a);
    int64_t wait_ms = left - SHOWN_MS;

    loop_remove_timer(a->keys_timer);
    a->keys_timer = NULL;
    app_redraw(a);
    if (left == INT64_MAX || left <= 0)
        return;
    if (wait_ms <= 0) /* until it says a minute less */
        wait_ms = left % MINUTE_MS > 0 ? left % MINUTE_MS : MINUTE_MS;
    a->keys_timer = loop_add_timer(a->loop, (wait_ms + 1) * 1000, on_minute, a);
}

enum style app_put_keys_end(const struct app *a, struct buf *out)
{
    const int64_t left = left_ms(a);

    if (left > SHOWN_MS)
        return STYLE_WARN;
    if (left <= 0) {
        buf_puts(out, _("keys are over"));
        return STYLE_ERROR;
    }
    buf_printf(out, _("keys end in %dmin"), (int)((left + MINUTE_MS - 1) / MINUTE_MS));
    return STYLE_WARN;
}
