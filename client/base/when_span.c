#include <stdio.h>

#include "client/base/i18n.h"
#include "client/base/nearest.h"
#include "client/base/when_inside.h"

enum {
    DIGITS_MAX = 5,   /* 99999 of the longest unit: no sum overflows */
    YEAR_LAST = 9998, /* what civil time can hold, with a day to spare for the zone */
};

static const int64_t DAY_MS = 24 * 60 * INT64_C(60000);
static const int64_t MONTH_MS = INT64_C(2629746000); /* 400 years have 146097 days */

struct unit {
    const char *name;
    struct when_span one;
};

static const struct unit units[] = {
    {"min", {.ms = 60000}},    {"h", {.ms = 3600000}},     {"d", {.days = 1}},
    {"w", {.days = 7}},        {"mo", {.months = 1}},      {"y", {.months = 12}},
    {"mins", {.ms = 60000}},   {"minute", {.ms = 60000}},  {"minutes", {.ms = 60000}},
    {"hour", {.ms = 3600000}}, {"hours", {.ms = 3600000}}, {"day", {.days = 1}},
    {"days", {.days = 1}},     {"week", {.days = 7}},      {"weeks", {.days = 7}},
    {"month", {.months = 1}},  {"months", {.months = 1}},  {"year", {.months = 12}},
    {"years", {.months = 12}},
};

static bool is_letter(char c)
{
    return str_lower(c) >= 'a' && str_lower(c) <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_blanks(struct str *s)
{
    while (s->n > 0 && (s->p[0] == ' ' || s->p[0] == '\t')) {
        s->p++;
        s->n--;
    }
}

/* Takes what `is` says; at most `size` - 1 bytes of it go into `out`. */
static size_t take_while(struct str *s, bool (*is)(char), char *out, size_t size)
{
    size_t n = 0;

    for (; n < s->n && is(s->p[n]); n++)
        if (n + 1 < size)
            out[n] = str_lower(s->p[n]);
    out[n < size ? n : size - 1] = '\0';
    s->p += n;
    s->n -= n;
    return n;
}

static enum when_state unknown_unit(const char *name, bool growing, struct err *err)
{
    const char *names[COUNT_OF(units) + 1] = {NULL};

    if (strcmp(name, "m") == 0)
        return growing ? when_incomplete(err, "m: min or mo?")
                       : when_wrong(err, "m: min or mo?");
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        names[i] = units[i].name;
        if (growing && when_begins(units[i].name, name))
            return when_incomplete(err, "%s: go on to %s", name, units[i].name);
    }
    if (when_begins("seconds", name) || strcmp(name, "secs") == 0)
        return when_wrong(err, "%s: min is the shortest unit", name);
    const char *near = nearest_word(name, names);

    return near != NULL ? when_wrong(err, "no unit is called %s: %s?", name, near)
                        : when_wrong(err, "no unit is called %s: use min h d w mo y", name);
}

/* One number and its unit. */
static enum when_state take_part(struct str *s, struct when_span *sum, struct err *err)
{
    char digits[DIGITS_MAX + 2], name[WHEN_SHOWN];
    int64_t count;

    if (take_while(s, is_digit, digits, sizeof digits) == 0)
        return when_wrong(err, "a number and a unit are needed, like 7d or 1w2d");
    if (!str_to_int(str_of(digits), 0, 99999, &count))
        return when_wrong(err, "a number has at most %d digits", DIGITS_MAX);
    skip_blanks(s);
    if (s->n > 0 && (s->p[0] == '.' || s->p[0] == ','))
        return when_wrong(err, "whole numbers only: 1h30min, not 1.5h");
    if (take_while(s, is_letter, name, sizeof name) == 0)
        return s->n == 0 ? when_incomplete(err, "%s of what? min h d w mo y", digits)
                         : when_wrong(err, "%s of what? min h d w mo y", digits);
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (strcmp(units[i].name, name) == 0) {
            sum->months += count * units[i].one.months;
            sum->days += count * units[i].one.days;
            sum->ms += count * units[i].one.ms;
            return WHEN_OK;
        }
    }
    return unknown_unit(name, s->n == 0, err);
}

enum when_state when_duration(struct str text, struct when_span *out, struct err *err)
{
    struct when_span sum = {0};

    if (text.n > WHEN_TEXT_MAX)
        return when_wrong(err, "at most %d characters", WHEN_TEXT_MAX);
    skip_blanks(&text);
    if (text.n == 0)
        return when_incomplete(err, "a duration, like 15min or 1w2d");
    while (text.n > 0) {
        enum when_state s = take_part(&text, &sum, err);

        if (s != WHEN_OK)
            return s;
        skip_blanks(&text);
    }
    if (sum.months == 0 && sum.days == 0 && sum.ms == 0)
        return when_wrong(err, "longer than nothing, like 15min");
    *out = sum;
    return WHEN_OK;
}

int64_t when_span_ms(const struct when_span *s)
{
    return s->months * MONTH_MS + s->days * DAY_MS + s->ms;
}

void when_span_say(struct buf *out, const struct when_span *s)
{
    const struct {
        int64_t n;
        const char *unit;
    } parts[] = {
        {s->months / 12, "y"},
        {s->months % 12, "mo"},
        {s->days % 7 != 0 ? 0 : s->days / 7, "w"},
        {s->days % 7 != 0 ? s->days : 0, "d"},
        {s->ms / 3600000, "h"},
        {s->ms / 60000 % 60, "min"},
    };
    size_t before = out->len;

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].n != 0)
            buf_printf(out, "%lld%s", (long long)parts[i].n, parts[i].unit);
    if (out->len == before)
        buf_puts(out, "0min");
}

enum when_state when_span_end(const struct when_span *s, int64_t now_ms, const struct zone *z,
                              struct when *out, struct err *err)
{
    struct when w = {0};
    struct civil c;

    w.end_ms = now_ms;
    if (s->months != 0 || s->days != 0) {
        zone_civil(z, now_ms, &c);
        int64_t month = c.year * INT64_C(12) + c.month - 1 + s->months;

        if (month / 12 > YEAR_LAST)
            return when_wrong(err, "that is after the year %d", YEAR_LAST);
        c.year = (int)(month / 12);
        c.month = (int)(month % 12) + 1;
        int last = civil_month_days(c.year, c.month);

        if (c.day > last) {
            c.day = last;
            (void)snprintf(w.note, sizeof w.note, _("the month has %d days"), last);
        }
        civil_from_ms(civil_to_ms(&c) + s->days * DAY_MS, &c);
        if (c.year > YEAR_LAST)
            return when_wrong(err, "that is after the year %d", YEAR_LAST);
        w.end_ms = when_instant(z, &c, w.note, sizeof w.note);
    }
    w.end_ms += s->ms;
    zone_civil(z, w.end_ms, &c);
    if (c.year > YEAR_LAST)
        return when_wrong(err, "that is after the year %d", YEAR_LAST);
    *out = w;
    return WHEN_OK;
}
