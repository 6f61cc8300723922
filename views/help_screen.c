/* Every key that works on the screen underneath, and every command. */
#include <stdio.h>

#include "client/base/i18n.h"
#include "tui/help.h"
#include "views/command.h"
#include "views/screens.h"
#include "views/text_screen.h"

static void add_command(struct detail *d, const char *name, const char *argument,
                        const char *about)
{
    char left[96];

    (void)snprintf(left, sizeof left, ":%s%s%s", name, argument != NULL ? " " : "",
                   argument != NULL ? argument : "");
    detail_field(d, left, STYLE_TEXT, about);
}

static void *open_help(struct app *app, const char *argument, struct err *err)
{
    struct text_screen *t = text_screen_new(app);
    struct buf heading = BUF_INIT(128);

    (void)argument;
    (void)err;
    buf_puts(&heading, _("Keys on "));
    buf_puts(&heading, i18n_text(app_screen_below(app)->title));
    help_fill(&t->pane, app_keymap_below(app), buf_text(&heading));
    detail_blank(&t->pane);
    detail_heading(&t->pane, "Screens and commands, typed after :");
    for (size_t i = 0; screens[i] != NULL; i++)
        add_command(&t->pane, screens[i]->name, screens[i]->argument,
                    i18n_text(screens[i]->about));
    for (size_t i = 0; commands[i].name != NULL; i++)
        add_command(&t->pane, commands[i].name, commands[i].argument,
                    i18n_text(commands[i].about));
    buf_free(&heading);
    return t;
}

const struct screen_spec help_screen = {
    .name = "help",
    .title = N_("Help"),
    .about = N_("all keys of this screen and all commands; / searches"),
    .open = open_help,
    TEXT_SCREEN_CALLS,
};
