#include "views/thing_link.h"

#include "views/argument.h"

enum { VIEW_MAX = 2048 };

void thing_link_open(struct app *app, const struct thing_link *l)
{
    struct buf view = BUF_INIT(VIEW_MAX);

    if (l->thing.n == 0)
        return;
    buf_puts(&view, "thing ");
    if (argument_is_word(l->behavior))
        buf_printf(&view, "behavior:%.*s ", (int)l->behavior.n, l->behavior.p);
    if (l->at_ms != 0) {
        buf_puts(&view, "at:");
        time_iso8601(&view, l->at_ms);
        buf_putc(&view, ' ');
    }
    if (argument_is_word(l->behavior) || l->at_ms != 0)
        buf_puts(&view, "name:");
    buf_put(&view, l->thing.p, l->thing.n);
    (void)app_open(app, buf_text(&view));
    buf_free(&view);
}
