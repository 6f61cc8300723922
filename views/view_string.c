#include "views/view_string.h"

#include <stdlib.h>

#include "client/base/mem.h"

enum { GRAMMAR_WORDS = 16, VIEW_MAX = 8192 };

/* What a screen calls its own, read from the text its help shows. */
struct grammar {
    struct str names[GRAMMAR_WORDS]; /* of `name:value` */
    struct str words[GRAMMAR_WORDS]; /* that stand alone: "verify" */
    size_t n_names, n_words;
    bool takes_name; /* one word without a colon */
};

static bool is_lower(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != '-')
            return false;
    return s.n > 0;
}

static struct grammar read_grammar(const char *text)
{
    struct grammar g = {0};
    const char *p = text != NULL ? text : "";

    while (*(p += strspn(p, " []|")) != '\0') {
        const size_t n = strcspn(p, " []");
        const struct str word = {p, n};
        struct str value;
        const struct str name = str_cut(word, ':', &value);

        p += n;
        if (name.n < n && g.n_names < GRAMMAR_WORDS)
            g.names[g.n_names++] = name;
        else if (is_lower(word) && g.n_words < GRAMMAR_WORDS)
            g.words[g.n_words++] = word;
        else if (str_eq(word, "NAME"))
            g.takes_name = true;
    }
    return g;
}

struct str view_string_word(struct str *rest)
{
    struct str s = *rest;
    bool quoted = false;
    size_t n = 0;

    while (s.n > 0 && s.p[0] == ' ')
        s = (struct str){s.p + 1, s.n - 1};
    for (; n < s.n && (quoted || s.p[n] != ' '); n++)
        if (s.p[n] == '"')
            quoted = !quoted && memchr(s.p + n + 1, '"', s.n - n - 1) != NULL;
    *rest = (struct str){s.p + n, s.n - n};
    return (struct str){s.p, n};
}

static bool has_prefix(struct str word, struct str name)
{
    return word.n > name.n && word.p[name.n] == ':' && memcmp(word.p, name.p, name.n) == 0;
}

enum own { OWN_NOT, OWN_WORD, OWN_REST };

/* Whether the screen takes the word as an argument; the last name takes all that follows. */
static enum own whose(const struct grammar *g, struct str word, bool first)
{
    for (size_t i = 0; i < g->n_names; i++)
        if (has_prefix(word, g->names[i]))
            return i + 1 == g->n_names ? OWN_REST : OWN_WORD;
    for (size_t i = 0; i < g->n_words; i++)
        if (word.n == g->words[i].n && memcmp(word.p, g->words[i].p, word.n) == 0)
            return OWN_WORD;
    if (!g->takes_name || !first)
        return OWN_NOT;
    for (size_t i = 0; i < word.n; i++)
        if (strchr("<>=!~|/\":", word.p[i]) != NULL)
            return OWN_NOT;
    return OWN_WORD;
}

/* ---- words that arrange ---- */

static bool take_value(struct str word, const char *name, char **part)
{
    const size_t n = strlen(name);

    if (word.n <= n || memcmp(word.p, name, n) != 0)
        return false;
    free(*part);
    *part = mem_strndup(word.p + n, word.n - n);
    return true;
}

static void append(char **part, struct str word)
{
    struct buf all = BUF_INIT(VIEW_MAX);

    buf_puts(&all, *part);
    if (all.len > 0)
        buf_putc(&all, ' ');
    buf_put(&all, word.p, word.n);
    free(*part);
    *part = buf_steal(&all);
}

static bool arranges(struct str word)
{
    return str_eq(word, "wide") || has_prefix(word, STR("sort")) ||
           has_prefix(word, STR("cols")) || has_prefix(word, STR("off"));
}

static void take_arrangement(struct str word, struct view_string *out)
{
    struct str term;

    if (str_eq(word, "wide"))
        out->wide = true;
    else if (!take_value(word, "sort:", &out->sort) && !take_value(word, "cols:", &out->cols) &&
             str_eq(str_cut(word, ':', &term), "off"))
        append(&out->off, term);
}

/* ---- both ways ---- */

void view_string_set(char **part, const char *text)
{
    char *copy = mem_strdup(text);

    free(*part);
    *part = copy;
}

void view_string_split(const char *text, const char *grammar, struct view_string *out)
{
    const struct grammar g = read_grammar(grammar);
    struct str rest = str_of(text);
    const struct str screen = view_string_word(&rest);
    enum { ARGUMENTS, REST, FILTER } at = ARGUMENTS;
    bool first = true;

    *out = (struct view_string){.screen = mem_strndup(screen.p, screen.n)};
    char **const parts[] = {&out->argument, &out->filter, &out->sort, &out->cols, &out->off};

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        *parts[i] = mem_strdup("");
    for (struct str word; (word = view_string_word(&rest)).n > 0; first = false) {
        const enum own own = at == ARGUMENTS ? whose(&g, word, first) : OWN_NOT;

        if (at != FILTER && str_eq(word, "/"))
            at = FILTER;
        else if (arranges(word)) {
            take_arrangement(word, out);
            at = FILTER;
        } else if (at == REST || own != OWN_NOT) {
            append(&out->argument, word);
            at = own == OWN_REST ? REST : at;
        } else {
            append(&out->filter, word);
            at = FILTER;
        }
    }
}

/* What a filter must not begin with, unless a `/` stands before it. */
static bool needs_mark(const struct view_string *v, const struct grammar *g)
{
    struct str rest = str_of(v->filter);
    const struct str first = view_string_word(&rest);

    return v->argument[0] != '\0' || str_eq(first, "/") || whose(g, first, true) != OWN_NOT;
}

void view_string_put(const struct view_string *v, const char *grammar, struct buf *out)
{
    const struct grammar g = read_grammar(grammar);
    struct str off = str_of(v->off);

    buf_puts(out, v->screen);
    if (v->argument[0] != '\0')
        buf_printf(out, " %s", v->argument);
    if (v->filter[0] != '\0')
        buf_printf(out, needs_mark(v, &g) ? " / %s" : " %s", v->filter);
    if (v->sort[0] != '\0')
        buf_printf(out, " sort:%s", v->sort);
    if (v->cols[0] != '\0')
        buf_printf(out, " cols:%s", v->cols);
    if (v->wide)
        buf_puts(out, " wide");
    for (struct str term; (term = view_string_word(&off)).n > 0;)
        buf_printf(out, " off:%.*s", (int)term.n, term.p);
}

void view_string_free(struct view_string *v)
{
    free(v->screen);
    free(v->argument);
    free(v->filter);
    free(v->sort);
    free(v->cols);
    free(v->off);
    *v = (struct view_string){0};
}
