#include "client/store/filter_text.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"

/* ---- regular expressions ---- */

/* What would take long to compile or to try. */
static bool is_bounded(const char *regex)
{
    int repeats = 0;

    for (const char *p = regex; *p != '\0'; p++) {
        if (*p == '\\') {
            if (p[1] >= '1' && p[1] <= '9')
                return false;
            p += p[1] != '\0';
        } else if (*p == '{') {
            const char *last = strchr(p, ',');
            const long least = strtol(p + 1, NULL, 10);
            const long most = last != NULL ? strtol(last + 1, NULL, 10) : least;

            if (++repeats > 2 || least > FILTER_REPEAT_MAX || most > FILTER_REPEAT_MAX)
                return false;
        }
    }
    return true;
}

static void compile(struct filter_text *t)
{
    char *regex = mem_strndup(t->text, t->needle->n);
    const int flags = REG_EXTENDED | REG_NOSUB | (t->needle->exact_case ? 0 : REG_ICASE);

    t->has_regex = is_bounded(regex) && regcomp(&t->regex, regex, flags) == 0;
    t->is_half = !t->has_regex;
    free(regex);
}

static bool regex_matches(const struct filter_text *t, struct str cell)
{
    regmatch_t whole = {.rm_so = 0, .rm_eo = (regoff_t)cell.n};

    return regexec(&t->regex, cell.p, 1, &whole, REG_STARTEND) == 0;
}

void filter_text_init(struct filter_text *t, const struct needle *needle, const char *base)
{
    *t = (struct filter_text){.needle = needle, .text = base + needle->at};
    if (needle->op == NEEDLE_REGEX)
        compile(t);
}

void filter_text_free(struct filter_text *t)
{
    if (t->has_regex)
        regfree(&t->regex);
    *t = (struct filter_text){0};
}

/* ---- plain text ---- */

static uint64_t load(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Where the needle (n >= 2) begins in [p, end), or NULL. Eight positions a step: a word is
 * worth a closer look when some byte equals the first character and the next the second. */
static const char *scan(const char *p, const char *end, const char *needle, size_t n)
{
    const uint64_t ones = 0x0101010101010101u, highs = ones << 7;
    const uint64_t first = ones * (unsigned char)needle[0];
    const uint64_t second = ones * (unsigned char)needle[1];
    for (; end - p >= 9; p += 8) {
        uint64_t x = (load(p) ^ first) | (load(p + 1) ^ second);
        if (((x - ones) & ~x & highs) == 0)
            continue;
        for (int i = 0; i < 8; i++)
            if (p[i] == needle[0] && (size_t)(end - p - i) >= n &&
                memcmp(p + i, needle, n) == 0)
                return p + i;
    }
    for (; p < end && (size_t)(end - p) >= n; p++)
        if (memcmp(p, needle, n) == 0)
            return p;
    return NULL;
}

const char *filter_text_find(const char *p, const char *end, const char *needle, size_t n)
{
    if (n == 0)
        return p < end ? p : NULL;
    return n == 1 ? memchr(p, needle[0], (size_t)(end - p)) : scan(p, end, needle, n);
}

static bool fuzzy_matches(const struct filter_text *t, struct str cell)
{
    size_t at = 0;

    for (size_t i = 0; i < cell.n && at < t->needle->n; i++)
        at += cell.p[i] == t->text[at];
    return at == t->needle->n;
}

bool filter_text_matches(const struct filter_text *t, struct str cell)
{
    const struct needle *n = t->needle;
    char lower[TABLE_TEXT_MAX];

    if (cell.n == 0)
        return n->op == NEEDLE_WHOLE && n->n == 0;
    if (n->op == NEEDLE_REGEX)
        return regex_matches(t, cell);
    if (!n->exact_case) {
        for (size_t i = 0; i < cell.n; i++)
            lower[i] = str_lower(cell.p[i]);
        cell.p = lower;
    }
    if (n->op == NEEDLE_FUZZY)
        return fuzzy_matches(t, cell);
    if (n->op == NEEDLE_WHOLE)
        return cell.n == n->n && memcmp(cell.p, t->text, cell.n) == 0;
    return filter_text_find(cell.p, cell.p + cell.n, t->text, n->n) != NULL;
}
