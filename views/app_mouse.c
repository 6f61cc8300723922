/* What somebody points at. */
#include "client/base/i18n.h"
#include "views/app_inside.h"

enum { WHEEL_ROWS = 3 };

void app_set_mouse(struct app *a, bool on)
{
    const struct display *d = a->display;

    if (d->set_mouse == NULL || !d->set_mouse(d->ctx, on)) {
        if (on)
            app_message(a, MESSAGE_WARN, "This terminal tells of no mouse.");
        return;
    }
    if (a->mouse == on)
        return;
    a->mouse = on;
    app_message(
        a, MESSAGE_INFO,
        on ? _("The mouse moves and opens; what is sent takes the keyboard. Shift selects "
               "text, :mouse ends it.")
           : _("The mouse selects text again."));
}

bool app_has_mouse(const struct app *a)
{
    return a->mouse;
}

static void turn_wheel(struct app *a, uint32_t code)
{
    if (a->modal != NULL || a->prompt != PROMPT_NONE)
        return;
    for (int i = 0; i < WHEEL_ROWS; i++)
        app_key(a, (struct key){code, 0});
}

/* What is drawn is what is pressed: nothing that has gone since. */
static const struct target *find(struct app *a, int row, int col)
{
    (void)app_frame(a);
    return target_find(&a->targets, row, col);
}

static void press(struct app *a, int row, int col)
{
    const struct target *t = find(a, row, col);
    struct key key;

    messages_seen(a->messages);
    gate_touch(a->gate);
    app_redraw(a);
    if (t == NULL || !t->press(t->ctx, t->at, row - t->row, &key))
        return;
    if (app_top(a)->spec->sends && a->modal == NULL)
        app_message(a, MESSAGE_INFO,
                    "Where changes are sent, keys are pressed on the keyboard.");
    else
        app_key(a, key);
}

void app_mouse(struct app *a, struct mouse m)
{
    switch (m.kind) {
    case MOUSE_PRESS: press(a, m.row, m.col); break;
    case MOUSE_WHEEL_UP: turn_wheel(a, KEYCODE_UP); break;
    case MOUSE_WHEEL_DOWN: turn_wheel(a, KEYCODE_DOWN); break;
    }
    stack_follow(a);
}
