/* What the message line said, newest first. */
#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "views/screens.h"
#include "views/text_screen.h"

static void *open_messages(struct app *app, const char *argument, struct err *err)
{
    struct text_screen *t = text_screen_new(app);
    const struct message *m;

    (void)argument;
    (void)err;
    for (size_t i = 0; (m = messages_at(app_messages(app), i)) != NULL; i++) {
        struct civil c;

        civil_from_ms(m->at_ms, &c);
        detail_fieldf(&t->pane, "", message_style(m->level), "%02d:%02d:%02dZ  %s", c.hour,
                      c.minute, c.second, m->text);
        if (m->advice != NULL)
            detail_fieldf(&t->pane, "", STYLE_DIM, "           %s", m->advice);
    }
    if (messages_at(app_messages(app), 0) == NULL)
        detail_text(&t->pane, STYLE_DIM, _("No messages so far."));
    return t;
}

const struct screen_spec messages_screen = {
    .name = "messages",
    .title = N_("Messages"),
    .about = N_("what the message line said, newest first"),
    .open = open_messages,
    TEXT_SCREEN_CALLS,
};
