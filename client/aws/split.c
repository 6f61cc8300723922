#include "client/aws/split.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/base/str.h"

struct words {
    char **all;
    size_t n, cap;
};

static void add(struct words *w, char *word)
{
    w->all = mem_grow(w->all, &w->cap, w->n + 2, sizeof *w->all);
    w->all[w->n++] = word;
    w->all[w->n] = NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Takes the quoted text that *at opens; false: it does not close. */
static bool quoted(const char **at, struct buf *word)
{
    const char quote = *(*at)++;

    for (; **at != '\0' && **at != quote; ++*at) {
        if (quote == '"' && **at == '\\' && ((*at)[1] == '"' || (*at)[1] == '\\'))
            ++*at;
        buf_putc(word, **at);
    }
    if (**at == '\0')
        return false;
    ++*at;
    return true;
}

static bool one_word(const char **at, struct buf *word)
{
    while (**at != '\0' && !is_blank(**at)) {
        if (**at == '\'' || **at == '"') {
            if (!quoted(at, word))
                return false;
            continue;
        }
        if (**at == '\\' && *++*at == '\0')
            return false;
        buf_putc(word, *(*at)++);
    }
    return true;
}

char **split_words(const char *line)
{
    struct words w = {0};

    w.all = mem_grow(NULL, &w.cap, 1, sizeof *w.all);
    w.all[0] = NULL;
    for (const char *at = line;;) {
        struct buf word = BUF_INIT(strlen(line) + 1);

        while (is_blank(*at))
            at++;
        if (*at == '\0')
            return w.all;
        if (!one_word(&at, &word)) {
            buf_free(&word);
            split_free(w.all);
            return NULL;
        }
        add(&w, word.data != NULL ? buf_steal(&word) : mem_strdup(""));
    }
}

void split_free(char **words)
{
    for (char **w = words; w != NULL && *w != NULL; w++)
        free(*w);
    free(words);
}
