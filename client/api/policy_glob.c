#include <stdlib.h>

#include "client/api/policy.h"
#include "client/base/mem.h"

/* Reads one symbol. Inside ${...} everything is literal, and ${*} ${?} ${$} are one character.
 */
struct reader {
    const char *p;
    bool variable;
};

static uint16_t escaped(const char *p)
{
    bool one = p[0] == '$' && p[1] == '{' && p[2] != '\0' && p[3] == '}';

    return one && strchr("*?$", p[2]) != NULL ? (uint16_t)(unsigned char)p[2] : 0;
}

static uint16_t next_symbol(struct reader *r)
{
    uint16_t bare = r->variable ? 0 : escaped(r->p);
    unsigned char c = (unsigned char)*r->p;

    if (bare != 0) {
        r->p += 4;
        return bare;
    }
    if (!r->variable && c == '$' && r->p[1] == '{' && strchr(r->p, '}') != NULL)
        r->variable = true;
    else if (c == '}')
        r->variable = false;
    r->p++;
    if (r->variable || (c != '*' && c != '?'))
        return c;
    return c == '*' ? POLICY_RUN : POLICY_ONE;
}

struct policy_glob policy_glob(const char *pattern, struct arena *a)
{
    size_t length = strlen(pattern);
    uint16_t *symbols = arena_raw(a, (length + 1) * sizeof *symbols, _Alignof(uint16_t));
    struct reader r = {.p = pattern};
    size_t n = 0;

    while (*r.p != '\0')
        symbols[n++] = next_symbol(&r);
    return (struct policy_glob){n, symbols};
}

static char same_case(char c)
{
    return c;
}

/* The usual linear walk: on a mismatch, go back to the last run and let it eat one more. */
static bool match(const char *pattern, const char *text, char (*fold)(char))
{
    struct reader at = {.p = pattern}, after_run = {0};
    const char *resume = NULL;

    while (*text != '\0' || *at.p != '\0') {
        struct reader ahead = at;
        uint16_t symbol = *at.p != '\0' ? next_symbol(&ahead) : 0;
        if (symbol == POLICY_RUN) {
            at = after_run = ahead;
            resume = text;
        } else if (symbol != 0 && *text != '\0' &&
                   (symbol == POLICY_ONE || fold((char)symbol) == fold(*text))) {
            at = ahead;
            text++;
        } else if (resume != NULL && *resume != '\0') {
            at = after_run;
            text = ++resume;
        } else {
            return false;
        }
    }
    return true;
}

bool policy_match(const char *pattern, const char *text)
{
    return match(pattern, text, same_case);
}

bool policy_match_nocase(const char *pattern, const char *text)
{
    return match(pattern, text, str_lower);
}

static bool is_run(uint16_t symbol)
{
    return symbol == POLICY_RUN || symbol == POLICY_PART;
}

/* May a run of this kind take in one symbol of the other side? */
static bool run_takes(uint16_t run, uint16_t symbol)
{
    return run == POLICY_RUN || symbol != ':';
}

static bool symbols_meet(uint16_t a, uint16_t b)
{
    return a == b || a == POLICY_ONE || b == POLICY_ONE;
}

/* One row of reachable positions in b for each position in a; row[j]: a[0..i) and b[0..j) can
 * be the same text. */
static void meet_row(const bool *above, uint16_t symbol, struct policy_glob b, bool *row)
{
    row[0] = above[0] && is_run(symbol);
    for (size_t j = 1; j <= b.n; j++) {
        uint16_t other = b.symbols[j - 1];
        if (is_run(symbol))
            row[j] = above[j] || (row[j - 1] && (is_run(other) || run_takes(symbol, other)));
        else if (is_run(other))
            row[j] = row[j - 1] || (above[j] && run_takes(other, symbol));
        else
            row[j] = above[j - 1] && symbols_meet(symbol, other);
    }
}

/* Rows of `wide` positions over the symbols of `narrow`: only a run takes in a run. */
static void cover_row(const bool *above, uint16_t symbol, struct policy_glob narrow, bool *row)
{
    row[0] = above[0] && is_run(symbol);
    for (size_t j = 1; j <= narrow.n; j++) {
        uint16_t other = narrow.symbols[j - 1];
        if (symbol == POLICY_RUN)
            row[j] = above[j] || row[j - 1];
        else
            row[j] =
                above[j - 1] && (symbol == other || (symbol == POLICY_ONE && !is_run(other)));
    }
}

typedef void row_fn(const bool *above, uint16_t symbol, struct policy_glob b, bool *row);

static bool walk(struct policy_glob a, struct policy_glob b, row_fn *fill)
{
    bool *rows = mem_alloc(2 * (b.n + 1), sizeof *rows);
    bool *above = rows, *row = rows + b.n + 1, result;

    above[0] = true;
    for (size_t j = 1; j <= b.n && fill == meet_row; j++)
        above[j] = above[j - 1] && is_run(b.symbols[j - 1]);
    for (size_t i = 0; i < a.n; i++) {
        fill(above, a.symbols[i], b, row);
        bool *spare = above;
        above = row;
        row = spare;
    }
    result = above[b.n];
    free(rows);
    return result;
}

bool policy_globs_meet(struct policy_glob a, struct policy_glob b)
{
    return walk(a, b, meet_row);
}

bool policy_glob_covers(struct policy_glob wide, struct policy_glob narrow)
{
    return walk(wide, narrow, cover_row);
}
