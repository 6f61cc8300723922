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
