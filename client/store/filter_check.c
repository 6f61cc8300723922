/* Whether a filter that nobody types on any more says what was meant. */
#include <ctype.h>

#include "client/base/nearest.h"
#include "client/store/filter_text.h"

enum { NAME_MIN = 3 /* letters: shorter names are all near to each other */ };

/* The alternative a needle was read from, with its column and signs. */
static struct str typed(const struct needles *all, const struct needle *n)
{
    size_t from = n->at, to = (size_t)n->at + n->n;

    while (from > 0 && all->text[from - 1] != ' ' && all->text[from - 1] != '|')
        from--;
    return (struct str){all->text + from, to - from};
}

static bool is_quoted(const struct needles *all, const struct needle *n)
{
    return n->at > 0 && all->text[n->at - 1] == '"';
}

/* What matches every row because more is to come, when no more comes. */
static bool is_whole(const struct needles *all, const struct needle *n, struct err *err)
{
    const struct str word = typed(all, n);
    struct filter_text text = {0};

    if (n->op == NEEDLE_NOT_YET)
        return err_set(err, ERR_USAGE, "nothing stands behind %.*s", (int)word.n, word.p);
    if (is_quoted(all, n) && all->text[n->at + n->n] != '"')
        return err_set(err, ERR_USAGE, "the quote of %.*s does not end", (int)word.n, word.p);
    filter_text_init(&text, n, all->text);
    const bool half = text.is_half;

    filter_text_free(&text);
    return !half ||
           err_set(err, ERR_USAGE, "%.*s is no regular expression", (int)word.n, word.p);
}

/* One change away; farther ones are prefixes of identifiers, such as "arn:". */
static const char *column_near(const struct table_spec *spec, const char *name)
{
    for (int i = 0; i < spec->n_columns; i++)
        if (nearest_distance(name, spec->columns[i].name) == 1)
            return spec->columns[i].name;
    return NULL;
}

/* "sve:high" is text, as a name that is no column always is, and finds nothing. */
static bool means_text(const struct table_spec *spec, const struct needles *all,
                       const struct needle *n, struct err *err)
{
    const char *p = all->text + n->at;
    char name[NEAREST_WORD_MAX] = "";
    size_t len = 0;

    if (n->column >= 0 || n->op != NEEDLE_FIND || is_quoted(all, n))
        return true;
    while (len < n->n && (isalnum((unsigned char)p[len]) || p[len] == '_'))
        len++;
    if (len < NAME_MIN || len >= sizeof name || len == n->n || strchr(":=<>~", p[len]) == NULL)
        return true;
    memcpy(name, p, len);
    const char *near = column_near(spec, name);

    if (near == NULL)
        return true;
    (void)err_set(err, ERR_USAGE, "no column is called %s; the nearest is %s", name, near);
    return err_advise(err, "as text it stands in double quotes");
}

bool filter_check(const struct table_spec *spec, const char *text, int64_t now_ms,
                  struct err *err)
{
    struct needles all;
    bool ok = filter_parse(spec, text, now_ms, &all, err);

    for (int i = 0; ok && i < all.n; i++)
        ok = is_whole(&all, &all.items[i], err) && means_text(spec, &all, &all.items[i], err);
    return ok;
}
