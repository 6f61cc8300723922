#include "client/store/alarm_asked.h"

#include <stdio.h>
#include <string.h>

#include "client/api/behavior_text.h"
#include "client/base/i18n.h"

static void add_word(char words[ALARM_WORDS_MAX], struct str word)
{
    const size_t n = strlen(words);

    if (n + word.n + 2 <= ALARM_WORDS_MAX)
        (void)snprintf(words + n, ALARM_WORDS_MAX - n, "%s%.*s", n > 0 ? " " : "", (int)word.n,
                       word.p);
}

static bool copy(char out[ALARM_NAME_MAX], const char *value)
{
    if (out[0] != '\0' || *value == '\0' || strlen(value) >= ALARM_NAME_MAX)
        return false;
    (void)snprintf(out, ALARM_NAME_MAX, "%s", value);
    return true;
}

static bool take_thing(struct alarm_asked *a, const char *value)
{
    return copy(a->thing, value);
}

static bool take_profile(struct alarm_asked *a, const char *value)
{
    return copy(a->profile, value);
}

static bool take_kind(struct alarm_asked *a, const char *value)
{
    const char *wire = behavior_kind_wire(behavior_kind_of(value));

    if (a->kind != NULL || wire == NULL)
        return false;
    a->kind = wire;
    return true;
}

/* A part of one state: what the filter finds in the cell. */
static bool take_state(struct alarm_asked *a, const char *value)
{
    static const char *const states[] = {"TRUE_POSITIVE", "BENIGN_POSITIVE", "FALSE_POSITIVE",
                                         "UNKNOWN"};
    const char *found = NULL;

    for (size_t i = 0; i < COUNT_OF(states); i++) {
        if (!str_contains_nocase(states[i], value))
            continue;
        if (found != NULL)
            return false;
        found = states[i];
    }
    if (a->state != NULL || found == NULL || *value == '\0')
        return false;
    a->state = found;
    return true;
}

static bool take_suppressed(struct alarm_asked *a, const char *value)
{
    const bool yes = strcmp(value, "yes") == 0;

    if (a->suppressed.set || (!yes && strcmp(value, "no") != 0))
        return false;
    a->suppressed = (struct opt_bool){yes, true};
    return true;
}

static const struct {
    const char *name;
    char sign; /* the filter's: '=' the whole cell, ':' a part of it */
    bool (*take)(struct alarm_asked *a, const char *value);
    const char *values;
} words[] = {
    {"thing", '=', take_thing, N_("a thing name of at most 128 characters")},
    {"profile", '=', take_profile, N_("the name of a security profile")},
    {"kind", ':', take_kind, N_("rule, stat or ml")},
    {"verified", ':', take_state, "true, benign, false or unknown"},
    {"suppr", ':', take_suppressed, N_("yes or no")},
};

/* The filter ignores case when the word has no capital, and looks for parts with ':'. */
static bool take_word(struct alarm_asked *a, struct str word)
{
    char text[ALARM_NAME_MAX + 16];

    if (word.n >= sizeof text || word.p[0] == '!' || memchr(word.p, '|', word.n) != NULL)
        return false;
    (void)snprintf(text, sizeof text, "%.*s", (int)word.n, word.p);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        const size_t n = strlen(words[i].name);

        if (strncmp(text, words[i].name, n) == 0 &&
            (text[n] == words[i].sign || (words[i].sign == ':' && text[n] == '=')))
            return words[i].take(a, text + n + 1);
    }
    return false;
}

void alarm_asked_add(struct alarm_asked *a, const char *text)
{
    for (struct str rest = str_trim(str_of(text)); rest.n > 0; rest = str_trim(rest)) {
        const struct str word = str_cut(rest, ' ', &rest);

        add_word(take_word(a, word) ? a->said : a->here, word);
    }
}

bool alarm_asked_set(struct alarm_asked *a, const char *name, const char *value,
                     struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strcmp(words[i].name, name) != 0)
            continue;
        if (!words[i].take(a, value)) {
            err_set(err, ERR_USAGE, "%s:%.60s is not known", name, value);
            return err_advise(err, "%s: %s", name, i18n_text(words[i].values));
        }
        char said[ALARM_NAME_MAX + 16];

        (void)snprintf(said, sizeof said, "%s:%s", name, value);
        add_word(a->said, str_of(said));
        return true;
    }
    return err_set(err, ERR_USAGE, "the service cannot filter by %s", name);
}

bool alarm_asked_any(const struct alarm_asked *a)
{
    return a->said[0] != '\0';
}

bool alarm_asked_same(const struct alarm_asked *a, const struct alarm_asked *b)
{
    return strcmp(a->thing, b->thing) == 0 && strcmp(a->profile, b->profile) == 0 &&
           a->kind == b->kind && a->state == b->state &&
           a->suppressed.set == b->suppressed.set && a->suppressed.value == b->suppressed.value;
}

struct alarm_filter alarm_asked_filter(const struct alarm_asked *a)
{
    return (struct alarm_filter){
        .thing = a->thing[0] != '\0' ? a->thing : NULL,
        .profile = a->profile[0] != '\0' ? a->profile : NULL,
        .kind = a->kind,
        .state = a->state,
        .suppressed = a->suppressed,
    };
}
