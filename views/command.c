#include "views/command.h"

#include <string.h>

#include "views/screen.h"

enum { WORD_MAX = 40 }; /* longer than every name there is */

/* Levenshtein distance, capped: names are short. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1];
    size_t n = strlen(b);

    if (strlen(a) > WORD_MAX || n > WORD_MAX)
        return WORD_MAX;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < n; j++) {
            size_t keep = diagonal + (str_lower(a[i]) != str_lower(b[j]));
            size_t change = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;

            diagonal = row[j + 1];
            row[j + 1] = keep < change ? keep : change;
        }
    }
    return row[n];
}

const char *command_nearest(const char *word)
{
    const char *best = NULL;
    size_t least = strlen(word) / 2 + 1; /* farther than that is another word */

    for (size_t i = 0; screens[i] != NULL; i++) {
        size_t d = distance(word, screens[i]->name);

        if (d < least) {
            least = d;
            best = screens[i]->name;
        }
    }
    for (size_t i = 0; commands[i].name != NULL; i++) {
        size_t d = distance(word, commands[i].name);

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
            prompt_offer(c, 0, screens[i]->name, screens[i]->about);
    for (size_t i = 0; commands[i].name != NULL; i++)
        if (strncmp(commands[i].name, text, cursor) == 0)
            prompt_offer(c, 0, commands[i].name, commands[i].about);
}
