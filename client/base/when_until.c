#include <stdio.h>

#include "client/base/i18n.h"
#include "client/base/nearest.h"
#include "client/base/when_inside.h"

enum {
    DAYS_OF_WEEK = 7,
    LAST_HOUR = 23, /* where a day without a time ends */
    LAST_MINUTE = 59,
    YEARS_TO_LEAP = 8, /* 29 February 1896, then 1904 */
    NAME_MIN = 3,      /* letters by which a month and a weekday are known */
};

static const char *const day_names[] = {"sunday",   "monday", "tuesday",  "wednesday",
                                        "thursday", "friday", "saturday", NULL};
static const char *const month_names[] = {
    "january", "february",  "march",   "april",    "may",      "june", "july",
    "august",  "september", "october", "november", "december", NULL};
static const char *const plain_names[] = {"today", "tomorrow", "end", NULL};
static const char *const period_names[] = {"day", "week", "month", "year", NULL};
/* What is offered for a misspelt word. */
static const char *const known_names[] = {
    "today",    "tomorrow",  "end",      "sun",      "mon",       "tue",      "wed",
    "thu",      "fri",       "sat",      "jan",      "feb",       "mar",      "apr",
    "may",      "jun",       "jul",      "aug",      "sep",       "oct",      "nov",
    "dec",      "sunday",    "monday",   "tuesday",  "wednesday", "thursday", "friday",
    "saturday", "january",   "february", "march",    "april",     "june",     "july",
    "august",   "september", "october",  "november", "december",  NULL};

enum repeat { REPEAT_NEVER, REPEAT_DAILY, REPEAT_WEEKLY, REPEAT_YEARLY };

/* A day, perhaps one of many that look alike, and the time on it. */
struct target {
    struct civil wall; /* the first day that can be meant */
    enum repeat repeat;
    bool has_time;
};

static bool all_digits(const char *word)
{
    return word[0] != '\0' && word[strspn(word, "0123456789")] == '\0';
}

static int number(const char *word, size_t n)
{
    int64_t v;

    return str_to_int((struct str){word, n}, 0, 9999, &v) ? (int)v : -1;
}

/* Index of the name the word stands for or begins; -1: none. */
static int find_name(const char *const *names, const char *word, size_t min)
{
    for (int i = 0; names[i] != NULL; i++)
        if (when_begins(names[i], word) && (strlen(word) >= min || strcmp(names[i], word) == 0))
            return i;
    return -1;
}

/* A text of the shape "####-##-##" or a beginning of it. */
static bool has_shape(const char *word, const char *shape)
{
    size_t i = 0;

    for (; word[i] != '\0' && shape[i] != '\0'; i++)
        if (shape[i] == '#' ? word[i] < '0' || word[i] > '9' : word[i] != shape[i])
            return false;
    return word[i] == '\0';
}

/* ---- times ---- */

static enum when_state read_clock(const struct when_reader *r, const char *word,
                                  struct target *t, struct err *err)
{
    const char *colon = strchr(word, ':');
    size_t hour = colon != NULL ? (size_t)(colon - word) : strlen(word);
    bool shape = has_shape(word, "##:##") || has_shape(word, "#:##");
    int h = number(word, hour), m = 0;

    if (!shape || h > 23)
        return when_wrong(err, "%.*s is not a time such as 09:00", WHEN_SHOWN, word);
    if (colon == NULL || strlen(colon) < 3) {
        if (colon != NULL && colon[1] > '5')
            return when_wrong(err, "%.*s is not a time such as 09:00", WHEN_SHOWN, word);
        return when_growing(r)
                   ? when_incomplete(err, "a time, like 09:00")
                   : when_wrong(err, "%.*s is not a time such as 09:00", WHEN_SHOWN, word);
    }
    m = number(colon + 1, 2);
    if (m > 59)
        return when_wrong(err, "%.*s is not a time such as 09:00", WHEN_SHOWN, word);
    t->has_time = true;
    t->wall.hour = h;
    t->wall.minute = m;
    return WHEN_OK;
}

/* A time may follow a day; nothing may follow a time. */
static enum when_state read_rest(struct when_reader *r, struct target *t, struct err *err)
{
    const char *word = when_peek(r);
    enum when_state s;

    if (word == NULL)
        return WHEN_OK;
    s = read_clock(r, word, t, err);
    if (s != WHEN_OK)
        return s;
    r->at++;
    word = when_peek(r);
    return word == NULL ? WHEN_OK : when_wrong(err, "%.*s is too much", WHEN_SHOWN, word);
}

/* ---- days ---- */

static enum when_state check_date(const struct civil *c, bool any_year, struct err *err)
{
    int days;

    if (c->month < 1 || c->month > 12)
        return when_wrong(err, "there is no month %d", c->month);
    days = any_year && c->month == 2 ? 29 : civil_month_days(c->year, c->month);
    if (c->day >= 1 && c->day <= days)
        return WHEN_OK;
    return when_wrong(err, "%s has no day %d, its last is %d", month_names[c->month - 1],
                      c->day, days);
}

static enum when_state read_iso_date(struct when_reader *r, const char *word, struct target *t,
                                     struct err *err)
{
    size_t n = strlen(word);

    if (n >= 7 && (number(word + 5, 2) < 1 || number(word + 5, 2) > 12))
        return when_wrong(err, "there is no month %.2s", word + 5);
    if (n < 10)
        return when_growing(r) ? when_incomplete(err, "a date, like 2026-02-28")
                               : when_wrong(err, "%s is not a date such as 2026-02-28", word);
    t->wall = (struct civil){
        .year = number(word, 4), .month = number(word + 5, 2), .day = number(word + 8, 2)};
    enum when_state s = check_date(&t->wall, false, err);

    if (s != WHEN_OK)
        return s;
    r->at++;
    return read_rest(r, t, err);
}

/* "28 feb" and "feb 28", perhaps with a year. */
static enum when_state read_day_month(struct when_reader *r, int day, int month,
                                      struct target *t, struct err *err)
{
    const char *word = when_peek(r);
    enum when_state s;

    t->wall.day = day;
    t->wall.month = month;
    t->repeat = REPEAT_YEARLY;
    s = check_date(&t->wall, true, err);
    if (s != WHEN_OK || word == NULL || !all_digits(word))
        return s != WHEN_OK ? s : read_rest(r, t, err);
    if (strlen(word) < 4 && when_growing(r))
        return when_incomplete(err, "a year or a time, like 09:00");
    if (strlen(word) != 4)
        return when_wrong(err, "%.*s is neither a year nor a time", WHEN_SHOWN, word);
    t->wall.year = number(word, 4);
    t->repeat = REPEAT_NEVER;
    s = check_date(&t->wall, false, err);
    r->at++;
    return s != WHEN_OK ? s : read_rest(r, t, err);
}

static enum when_state unknown_name(const struct when_reader *r, const char *word,
                                    const char *const *names, struct err *err)
{
    if (when_growing(r) && find_name(names, word, 1) >= 0)
        return when_incomplete(err, "%s: go on", word);
    const char *near = nearest_word(word, names == period_names ? names : known_names);

    return near != NULL
               ? when_wrong(err, "\"%.*s\" is not known: %s?", WHEN_SHOWN, word, near)
               : when_wrong(err, "\"%.*s\" is not known: 2026-02-28, 28 feb, fri, tomorrow",
                            WHEN_SHOWN, word);
}

static enum when_state read_number(struct when_reader *r, const char *word, struct target *t,
                                   struct err *err)
{
    if (when_growing(r))
        return strlen(word) <= 4
                   ? when_incomplete(err, "a date or a time")
                   : when_wrong(err, "%.*s is neither a day nor a year", WHEN_SHOWN, word);
    r->at++;
    const char *name = when_peek(r);
    int month = name != NULL ? find_name(month_names, name, NAME_MIN) : -1;

    if (strlen(word) > 2 || number(word, strlen(word)) < 1 || number(word, strlen(word)) > 31)
        return when_wrong(err, "%.*s is not a day of a month", WHEN_SHOWN, word);
    if (name == NULL)
        return when_incomplete(err, "%s of which month?", word);
    if (month < 0)
        return unknown_name(r, name, month_names, err);
    r->at++;
    return read_day_month(r, number(word, strlen(word)), month + 1, t, err);
}

static enum when_state read_month(struct when_reader *r, int month, struct target *t,
                                  struct err *err)
{
    r->at++;
    const char *day = when_peek(r);

    if (day == NULL)
        return when_incomplete(err, "which day of %s?", month_names[month]);
    if (!all_digits(day) || strlen(day) > 2)
        return when_wrong(err, "%.*s is not a day of %s", WHEN_SHOWN, day, month_names[month]);
    if (strcmp(day, "0") == 0 && when_growing(r))
        return when_incomplete(err, "which day of %s?", month_names[month]);
    r->at++;
    return read_day_month(r, number(day, strlen(day)), month + 1, t, err);
}

static enum when_state read_end_of(struct when_reader *r, struct target *t, struct err *err)
{
    r->at++;
    const char *of = when_peek(r);

    if (of == NULL || (strcmp(of, "o") == 0 && when_growing(r)))
        return when_incomplete(err, "until end of month");
    if (strcmp(of, "of") != 0)
        return when_wrong(err, "until end of day, week, month or year");
    r->at++;
    const char *name = when_peek(r);

    if (name == NULL)
        return when_incomplete(err, "end of what? day, week, month or year");
    int period = find_name(period_names, name, strlen(name) + 1);

    if (period < 0)
        return unknown_name(r, name, period_names, err);
    r->at++;
    if (when_peek(r) != NULL)
        return when_wrong(err, "%.*s is too much", WHEN_SHOWN, when_peek(r));
    if (period == 1) /* weeks end on Sunday: ISO 8601 */
        t->wall.day += (DAYS_OF_WEEK - t->wall.weekday) % DAYS_OF_WEEK;
    if (period == 3)
        t->wall.month = 12;
    if (period >= 2)
        t->wall.day = civil_month_days(t->wall.year, t->wall.month);
    t->has_time = true;
    t->wall.hour = LAST_HOUR;
    t->wall.minute = LAST_MINUTE;
    return WHEN_OK;
}

/* `t->wall` comes in as today. */
static enum when_state read_target(struct when_reader *r, struct target *t, struct err *err)
{
    const char *word = when_peek(r);

    if (word == NULL)
        return when_incomplete(err, "until when? 2026-02-28, fri 09:00, end of month");
    if (all_digits(word))
        return read_number(r, word, t, err);
    if (strlen(word) >= 5 && has_shape(word, "####-##-##"))
        return read_iso_date(r, word, t, err);
    if (word[0] >= '0' && word[0] <= '9') {
        t->repeat = REPEAT_DAILY;
        return read_rest(r, t, err);
    }
    int plain = find_name(plain_names, word, strlen(word) + 1);
    int day = find_name(day_names, word, NAME_MIN);
    int month = find_name(month_names, word, NAME_MIN);

    if (plain == 2)
        return read_end_of(r, t, err);
    if (plain < 0 && day < 0 && month >= 0)
        return read_month(r, month, t, err);
    if (plain < 0 && day < 0) {
        bool some = find_name(plain_names, word, 1) >= 0 || find_name(day_names, word, 1) >= 0;

        return unknown_name(
            r, word,
            some ? (find_name(plain_names, word, 1) >= 0 ? plain_names : day_names)
                 : month_names,
            err);
    }
    if (plain >= 0) {
        t->wall.day += plain;
    } else {
        t->wall.day += (day - t->wall.weekday + DAYS_OF_WEEK) % DAYS_OF_WEEK;
        t->repeat = REPEAT_WEEKLY;
    }
    r->at++;
    return read_rest(r, t, err);
}

/* ---- the moment ---- */

static bool next_like_it(struct target *t, int tries)
{
    switch (t->repeat) {
    case REPEAT_NEVER: return false;
    case REPEAT_DAILY: t->wall.day++; return tries < 2;
    case REPEAT_WEEKLY: t->wall.day += DAYS_OF_WEEK; return tries < 2;
    case REPEAT_YEARLY: t->wall.year++; return tries <= YEARS_TO_LEAP;
    }
    return false;
}

/* A weekday too soon to be meant; `note` tells why it is another one. */
static bool too_soon(const struct target *t, const struct when *w, int64_t now_ms,
                     const struct zone *z, const struct when_span *min, struct when *next)
{
    struct buf least = BUF_INIT(WHEN_TEXT_MAX);
    struct when bound;
    struct err far;
    bool soon = t->repeat == REPEAT_WEEKLY && min->months + min->days + min->ms > 0 &&
                when_span_end(min, now_ms, z, &bound, &far) == WHEN_OK &&
                w->end_ms < bound.end_ms;

    if (soon) {
        when_span_say(&least, min);
        (void)snprintf(next->note, sizeof next->note,
                       _("in a week, this one is less than %s away"), buf_text(&least));
    }
    buf_free(&least);
    return soon;
}

enum when_state when_until(struct when_reader *r, int64_t now_ms, const struct zone *z,
                           const struct when_span *min, struct when *out, struct err *err)
{
    struct target t = {0};
    struct when next = {0};
    struct civil now;
    enum when_state s;

    zone_civil(z, now_ms, &now);
    t.wall = (struct civil){
        .year = now.year, .month = now.month, .day = now.day, .weekday = now.weekday};
    s = read_target(r, &t, err);
    if (s != WHEN_OK)
        return s;
    if (!t.has_time) {
        t.wall.hour = LAST_HOUR;
        t.wall.minute = LAST_MINUTE;
    }
    for (int tries = 1;; tries++) {
        struct when w = next;
        struct civil shown;
        bool exists = t.repeat != REPEAT_YEARLY ||
                      t.wall.day <= civil_month_days(t.wall.year, t.wall.month);

        civil_from_ms(civil_to_ms(&t.wall), &shown); /* day 32 is one of the next month */
        w.end_ms = when_instant(z, &shown, w.note, sizeof w.note);
        if (!t.has_time && w.note[0] == '\0')
            (void)snprintf(w.note, sizeof w.note, _("the whole day"));
        if (exists && w.end_ms > now_ms &&
            (tries > 1 || !too_soon(&t, &w, now_ms, z, min, &next))) {
            *out = w;
            return WHEN_OK;
        }
        if (!next_like_it(&t, tries))
            return when_wrong(err, "%04d-%02d-%02d %02d:%02d is past", shown.year, shown.month,
                              shown.day, shown.hour, shown.minute);
    }
}
