#include "views/command.h"

#include <string.h>

#include "client/base/i18n.h"
#include "client/base/nearest.h"
#include "views/screen.h"

const char *command_nearest(const char *word)
{
    const char *best = NULL;
    size_t least = strlen(word) / 2 + 1; /* farther than that is another word */

    for (size_t i = 0; screens[i] != NULL; i++) {
        size_t d = nearest_distance(word, screens[i]->name);

        if (d < least) {
            least = d;
            best = screens[i]->name;
        }
    }
    for (size_t i = 0; commands[i].name != NULL; i++) {
        size_t d = nearest_distance(word, commands[i].name);

        if (d < least) {
            least = d;
            best = commands[i].name;
        }
    }
    return best;
}

void command_complete(const char *text, size_t cursor, struct prompt_choices *c)
{
    size_t blank = strcspn(text, " ");

    if (cursor > blank)
        return; /* arguments are ids; lists are the place to pick them */
    for (size_t i = 0; screens[i] != NULL; i++)
        if (strncmp(screens[i]->name, text, cursor) == 0)
            prompt_offer(c, 0, screens[i]->name, i18n_text(screens[i]->about));
    for (size_t i = 0; commands[i].name != NULL; i++)
        if (strncmp(commands[i].name, text, cursor) == 0)
            prompt_offer(c, 0, commands[i].name, i18n_text(commands[i].about));
}
