#include "client/base/nearest.h"

#include <string.h>

#include "client/base/str.h"

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Three rows of the table: what the word before last, the last and this letter cost. */
size_t nearest_distance(const char *a, const char *b)
{
    size_t rows[3][NEAREST_WORD_MAX + 1];
    size_t *two = rows[0], *one = rows[1], *now = rows[2];
    const size_t n = strlen(b);

    if (strlen(a) > NEAREST_WORD_MAX || n > NEAREST_WORD_MAX)
        return NEAREST_WORD_MAX;
    for (size_t j = 0; j <= n; j++)
        now[j] = j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t *free_row = two;

        two = one;
        one = now;
        now = free_row;
        now[0] = i + 1;
        for (size_t j = 0; j < n; j++) {
            const size_t kept = one[j] + (str_lower(a[i]) != str_lower(b[j]));

            now[j + 1] = least(kept, least(now[j], one[j + 1]) + 1);
            if (i > 0 && j > 0 && str_lower(a[i]) == str_lower(b[j - 1]) &&
                str_lower(a[i - 1]) == str_lower(b[j]))
                now[j + 1] = least(now[j + 1], two[j - 1] + 1);
        }
    }
    return now[n];
}

const char *nearest_word(const char *word, const char *const *known)
{
    const char *best = NULL;
    size_t nearest = strlen(word) / 2 + 1; /* farther than that is another word */

    for (size_t i = 0; known[i] != NULL; i++) {
        size_t d = nearest_distance(word, known[i]);

        if (d < nearest) {
            nearest = d;
            best = known[i];
        }
    }
    return best;
}
