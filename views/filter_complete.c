#include "views/filter_complete.h"

#include <stdio.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"

enum { VALUES_MAX = 60, WORD_BYTES = 512 };

/* ---- where the cursor is ---- */

/* The alternative the cursor is in: "column", an operator, the beginning of a value. */
struct spot {
    size_t column_at, value_at; /* bytes of the text */
    struct str column;
    struct str op;    /* n == 0: there is none yet */
    struct str value; /* without the quote it begins with */
};

static bool is_op(char c)
{
    return strchr(":=<>~", c) != NULL;
}

/* Blanks and `|` in quotes separate nothing. */
static size_t begin_of_alternative(const char *text, size_t cursor)
{
    size_t at = 0;
    bool quoted = false;

    for (size_t i = 0; i < cursor; i++) {
        quoted ^= text[i] == '"';
        if (!quoted && (text[i] == ' ' || text[i] == '|'))
            at = i + 1;
    }
    return at + (at < cursor && text[at] == '!');
}

static struct spot spot_of(const char *text, size_t cursor)
{
    struct spot p = {.column_at = begin_of_alternative(text, cursor)};
    size_t i = p.column_at;

    while (i < cursor && !is_op(text[i]) && text[i] != '"')
        i++;
    p.column = (struct str){text + p.column_at, i - p.column_at};
    const size_t op = i;

    while (i < cursor && is_op(text[i]))
        i++;
    p.op = (struct str){text + op, i - op};
    p.value_at = i;
    i += i < cursor && text[i] == '"';
    p.value = (struct str){text + i, cursor - i};
    return p;
}

/* ---- columns ---- */

static const char *kind_note(const struct column *c)
{
    switch (c->kind) {
    case COLUMN_NAME: return N_("one of a few words");
    case COLUMN_RANK: return N_("words with an order: >= at least as urgent");
    case COLUMN_TEXT: return N_("text: any part of it");
    case COLUMN_ID: return N_("an identifier: any part of it");
    case COLUMN_TIME: return N_("a time: <2h less than two hours away");
    case COLUMN_INT: return N_("a number: < <= > >= =");
    }
    return NULL;
}

/* What a column is mostly asked with. */
static const char *usual_op(const struct column *c)
{
    return c->kind == COLUMN_RANK ? ">=" : c->kind == COLUMN_TIME ? "<" : ":";
}

static bool begins(const char *name, struct str with)
{
    return strlen(name) >= with.n && strncasecmp(name, with.p, with.n) == 0;
}

static void offer_columns(const struct table_spec *t, const struct spot *p,
                          struct prompt_choices *c)
{
    char text[WORD_BYTES];

    for (int i = 0; i < t->n_columns; i++) {
        if (!begins(t->columns[i].name, p->column))
            continue;
        (void)snprintf(text, sizeof text, "%s%s", t->columns[i].name, usual_op(&t->columns[i]));
        prompt_offer(c, p->column_at, text, i18n_text(kind_note(&t->columns[i])));
    }
}

/* ---- values ---- */

/* Part of a value, case ignored; what is quoted already has its quote before it. */
static void offer_value(const struct spot *p, const char *value, const char *note,
                        struct prompt_choices *c)
{
    char text[WORD_BYTES], part[WORD_BYTES];

    if (value[0] == '\0' || strlen(value) + 3 > sizeof text || p->value.n >= sizeof part)
        return;
    memcpy(part, p->value.p, p->value.n);
    part[p->value.n] = '\0';
    if (!str_contains_nocase(value, part))
        return;
    (void)snprintf(text, sizeof text, strpbrk(value, " |\"") != NULL ? "\"%s\"" : "%s", value);
    prompt_offer(c, p->value_at, text, note);
}

static void offer_names(const struct table *t, int column, const struct spot *p,
                        struct prompt_choices *c)
{
    const struct column *of = &table_spec(t)->columns[column];
    const uint32_t n = table_names(t, column);

    for (uint32_t i = 0; i < n && i < VALUES_MAX; i++) {
        const char *name = table_name(t, column, i);
        const char *shown = of->shown != NULL ? of->shown(name) : NULL;

        offer_value(p, shown != NULL ? shown : name, shown != NULL ? name : NULL, c);
    }
}

static void offer_ages(const struct spot *p, struct prompt_choices *c)
{
    static const char *const ages[] = {"15min", "1h", "8h", "24h", "7d", "30d", "90d"};

    for (size_t i = 0; i < COUNT_OF(ages); i++)
        offer_value(p, ages[i], NULL, c);
}

void filter_complete(const struct table *t, const char *text, size_t cursor,
                     struct prompt_choices *c)
{
    const struct spot p = spot_of(text, cursor);
    const int column = p.op.n > 0 ? table_column(table_spec(t), p.column) : -1;

    if (p.op.n == 0) {
        offer_columns(table_spec(t), &p, c);
        return;
    }
    if (column < 0)
        return;
    switch (table_spec(t)->columns[column].kind) {
    case COLUMN_NAME:
    case COLUMN_RANK: offer_names(t, column, &p, c); break;
    case COLUMN_TIME: offer_ages(&p, c); break;
    case COLUMN_TEXT:
    case COLUMN_ID:
    case COLUMN_INT: break;
    }
}
