#include "client/base/nearest.h"

#include <string.h>

#include "client/base/str.h"

size_t nearest_distance(const char *a, const char *b)
{
    size_t row[NEAREST_WORD_MAX + 1];
    size_t n = strlen(b);

    if (strlen(a) > NEAREST_WORD_MAX || n > NEAREST_WORD_MAX)
        return NEAREST_WORD_MAX;
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

const char *nearest_word(const char *word, const char *const *known)
{
    const char *best = NULL;
    size_t least = strlen(word) / 2 + 1; /* farther than that is another word */

    for (size_t i = 0; known[i] != NULL; i++) {
        size_t d = nearest_distance(word, known[i]);

        if (d < least) {
            least = d;
            best = known[i];
        }
    }
    return best;
}
