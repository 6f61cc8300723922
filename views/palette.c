#include "views/palette.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "client/api/check.h"
#include "client/base/i18n.h"
#include "client/store/contexts.h"
#include "client/store/saved_views.h"
#include "client/store/watched_list.h"
#include "tui/theme.h"
#include "views/command.h"
#include "views/place.h"

enum { PART_LEAST = 2, TEXT_BYTES = 512, THINGS_MAX = 40, ROWS_MAX = 2000 };

/* How a word can match what is typed. */
enum match { MATCH_BEGIN, MATCH_FUZZY, MATCH_KINDS };

struct search {
    const struct app *app;
    struct str typed;
    size_t from; /* where what is chosen goes */
    enum match match;
    struct prompt_choices *choices;
};

/* ---- matching ---- */

static bool begins(const char *word, struct str with)
{
    return strlen(word) >= with.n && strncasecmp(word, with.p, with.n) == 0;
}

/* All its characters, in this order. */
static bool has_in_order(const char *word, struct str typed)
{
    size_t i = 0;

    for (; *word != '\0' && i < typed.n; word++)
        i += tolower((unsigned char)*word) == tolower((unsigned char)typed.p[i]);
    return i == typed.n;
}

static bool contains(const char *word, struct str typed)
{
    char part[TEXT_BYTES];

    if (typed.n < PART_LEAST || typed.n >= sizeof part)
        return false;
    memcpy(part, typed.p, typed.n);
    part[typed.n] = '\0';
    return str_contains_nocase(word, part);
}

static void offer(const struct search *s, const char *word, const char *note)
{
    const bool first = begins(word, s->typed);

    if (s->match == MATCH_BEGIN ? first : !first && has_in_order(word, s->typed))
        prompt_offer(s->choices, s->from, word, note);
}

/* ---- words that begin a command ---- */

static void offer_views(const struct search *s)
{
    const struct saved_views *v = app_views(s->app);

    for (size_t i = 0; v != NULL && i < v->n; i++)
        offer(s, v->items[i].name, v->items[i].view);
}

static void offer_screens(const struct search *s)
{
    for (size_t i = 0; screens[i] != NULL; i++)
        offer(s, screens[i]->name, i18n_text(screens[i]->about));
}

static void offer_commands(const struct search *s)
{
    for (size_t i = 0; commands[i].name != NULL; i++)
        offer(s, commands[i].name, i18n_text(commands[i].about));
}

/* ---- places, checks and devices, by a part of their names ---- */

static void offer_line(const struct search *s, const char *before, const char *word,
                       const char *note)
{
    char line[TEXT_BYTES];

    if (!contains(word, s->typed))
        return;
    (void)snprintf(line, sizeof line, "%s%s", before, word);
    prompt_offer(s->choices, s->from, line, note);
}

static void offer_checks(const struct search *s)
{
    for (size_t i = 0; i < CHECK_COUNT; i++)
        offer_line(s, "findings / check:", checks[i].short_name, i18n_text(checks[i].title));
}

static void each_context(const struct search *s,
                         void (*fn)(const struct search *s, const char *name, const char *note))
{
    struct contexts contexts;
    struct err err;

    if (!contexts_load(&contexts, &err))
        return; /* told where it matters: when somebody goes there */
    for (size_t i = 0; i < contexts.n; i++)
        fn(s, contexts.items[i].name, contexts.items[i].profile);
    contexts_free(&contexts);
    fn(s, PLACE_LOCAL, _("the local fleet"));
}

static void offer_context_line(const struct search *s, const char *name, const char *note)
{
    offer_line(s, "context ", name, note);
}

/* Names that were told already; few. */
struct told {
    char names[THINGS_MAX][TEXT_BYTES];
    size_t n;
};

static bool is_new(struct told *told, struct str name)
{
    if (name.n == 0 || name.n >= TEXT_BYTES || told->n == THINGS_MAX)
        return false;
    for (size_t i = 0; i < told->n; i++)
        if (str_eq(name, told->names[i]))
            return false;
    (void)snprintf(told->names[told->n++], TEXT_BYTES, "%.*s", (int)name.n, name.p);
    return true;
}

/* The one looked at last, then those in alarm. */
static void each_thing(const struct search *s,
                       void (*fn)(const struct search *s, const char *name, const char *note))
{
    const struct table *t = source_table(watched_list_source(app_alarms(s->app)));
    const int column = table_column(table_spec(t), STR("thing"));
    const char *last = app_last_thing(s->app);
    char scratch[TABLE_SCRATCH];
    struct told told = {.n = 0};

    if (last != NULL && is_new(&told, str_of(last)))
        fn(s, last, _("looked at last"));
    for (uint32_t row = 0; column >= 0 && row < table_rows(t) && row < ROWS_MAX; row++)
        if (is_new(&told, table_text(t, row, column, scratch)))
            fn(s, told.names[told.n - 1], _("in alarm"));
}

static void offer_thing_line(const struct search *s, const char *name, const char *note)
{
    offer_line(s, "thing ", name, note);
}

/* ---- arguments ---- */

static void offer_word(const struct search *s, const char *name, const char *note)
{
    offer(s, name, note);
}

static void context_names(const struct search *s)
{
    each_context(s, offer_word);
}

static void thing_names(const struct search *s)
{
    each_thing(s, offer_word);
}

static void theme_names(const struct search *s)
{
    for (const char *const *name = theme_builtin_names(); *name != NULL; name++)
        offer(s, *name, NULL);
}

static const struct {
    const char *command;
    void (*offer)(const struct search *s);
} arguments[] = {
    {"context", context_names},
    {"forget", offer_views},
    {"theme", theme_names},
    {"thing", thing_names},
};

static void complete_argument(struct search *s, const char *text, size_t blank)
{
    for (size_t i = 0; i < COUNT_OF(arguments); i++)
        if (strlen(arguments[i].command) == blank &&
            strncmp(arguments[i].command, text, blank) == 0)
            arguments[i].offer(s);
}

void palette_complete(const struct app *app, const char *text, size_t cursor,
                      struct prompt_choices *c)
{
    const size_t blank = strcspn(text, " ");
    const size_t from = cursor > blank ? blank + 1 : 0;
    struct search s = {
        .app = app, .typed = {text + from, cursor - from}, .from = from, .choices = c};

    for (int m = 0; m < MATCH_KINDS; m++) {
        s.match = (enum match)m;
        if (from > 0) {
            complete_argument(&s, text, blank);
            continue;
        }
        offer_views(&s);
        offer_screens(&s);
        offer_commands(&s);
    }
    if (from > 0)
        return;
    each_context(&s, offer_context_line);
    offer_checks(&s);
    each_thing(&s, offer_thing_line);
}
