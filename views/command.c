#include "views/command.h"

#include <string.h>

#include "client/base/i18n.h"
#include "client/base/nearest.h"
#include "client/store/saved_views.h"
#include "views/screen.h"

struct nearest {
    const char *word, *best;
    size_t least;
};

static void try_word(struct nearest *n, const char *known)
{
    const size_t d = nearest_distance(n->word, known);

    if (d >= n->least)
        return;
    n->least = d;
    n->best = known;
}

const char *command_nearest(const char *word, const struct saved_views *views)
{
    /* farther than half of it is another word */
    struct nearest n = {.word = word, .least = strlen(word) / 2 + 1};

    for (size_t i = 0; screens[i] != NULL; i++)
        try_word(&n, screens[i]->name);
    for (size_t i = 0; commands[i].name != NULL; i++)
        try_word(&n, commands[i].name);
    for (size_t i = 0; views != NULL && i < views->n; i++)
        try_word(&n, views->items[i].name);
    return n.best;
}

bool command_is_known(const char *word)
{
    for (size_t i = 0; commands[i].name != NULL; i++)
        if (strcmp(commands[i].name, word) == 0 ||
            (commands[i].alias != NULL && strcmp(commands[i].alias, word) == 0))
            return true;
    return screen_find(word) != NULL;
}

void command_complete(const char *text, size_t cursor, const struct saved_views *views,
                      struct prompt_choices *c)
{
    size_t blank = strcspn(text, " ");

    if (cursor > blank)
        return; /* arguments are ids; lists are the place to pick them */
    for (size_t i = 0; views != NULL && i < views->n; i++)
        if (strncmp(views->items[i].name, text, cursor) == 0)
            prompt_offer(c, 0, views->items[i].name, views->items[i].view);
    for (size_t i = 0; screens[i] != NULL; i++)
        if (strncmp(screens[i]->name, text, cursor) == 0)
            prompt_offer(c, 0, screens[i]->name, i18n_text(screens[i]->about));
    for (size_t i = 0; commands[i].name != NULL; i++)
        if (strncmp(commands[i].name, text, cursor) == 0)
            prompt_offer(c, 0, commands[i].name, i18n_text(commands[i].about));
}
