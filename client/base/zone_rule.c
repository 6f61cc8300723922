#include "client/base/zone_inside.h"

enum {
    HOUR_S = 60 * 60,
    OFFSET_HOURS_MAX = 24, /* POSIX */
    TIME_HOURS_MAX = 167,  /* RFC 8536 3.3.1: a week */
    DEFAULT_TIME_S = 2 * HOUR_S,
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    s->p++;
    s->n--;
    return true;
}

static bool take_number(struct str *s, int min, int max, int *out)
{
    size_t n = 0;
    int64_t v;

    while (n < s->n && n < 4 && is_digit(s->p[n]))
        n++;
    if (!str_to_int((struct str){s->p, n}, min, max, &v))
        return false;
    *out = (int)v;
    s->p += n;
    s->n -= n;
    return true;
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(struct str *s, int hours_max, int *seconds)
{
    bool negative = take(s, '-');
    int h, m = 0, sec = 0;

    if (!negative)
        (void)take(s, '+');
    if (!take_number(s, 0, hours_max, &h) || (take(s, ':') && !take_number(s, 0, 59, &m)) ||
        (take(s, ':') && !take_number(s, 0, 59, &sec)))
        return false;
    *seconds = (h * HOUR_S + m * 60 + sec) * (negative ? -1 : 1);
    return true;
}

bool zone_abbr_valid(struct str s)
{
    if (s.n < 3 || s.n > ZONE_ABBR_MAX)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = str_lower(s.p[i]);

        if (!((c >= 'a' && c <= 'z') || is_digit(c) || c == '+' || c == '-'))
            return false;
    }
    return true;
}

static bool take_abbr(struct str *s, char *out)
{
    bool quoted = take(s, '<');
    size_t n = 0;

    while (n < s->n &&
           (quoted ? s->p[n] != '>' : str_lower(s->p[n]) >= 'a' && str_lower(s->p[n]) <= 'z'))
        n++;
    if (!zone_abbr_valid((struct str){s->p, n}))
        return false;
    memcpy(out, s->p, n);
    s->p += n;
    s->n -= n;
    return !quoted || take(s, '>');
}

static bool take_day(struct str *s, struct zone_day *d)
{
    bool ok;

    *d = (struct zone_day){.time_s = DEFAULT_TIME_S};
    if (take(s, 'M')) {
        d->kind = ZONE_DAY_MONTH;
        ok = take_number(s, 1, 12, &d->month) && take(s, '.') &&
             take_number(s, 1, 5, &d->week) && take(s, '.') && take_number(s, 0, 6, &d->day);
    } else if (take(s, 'J')) {
        d->kind = ZONE_DAY_JULIAN;
        ok = take_number(s, 1, 365, &d->day);
    } else {
        d->kind = ZONE_DAY_ZERO;
        ok = take_number(s, 0, 365, &d->day);
    }
    return ok && (!take(s, '/') || take_time(s, TIME_HOURS_MAX, &d->time_s));
}

bool zone_rule_parse(struct str s, struct zone_rule *out)
{
    struct zone_rule r = {.present = true};
    int west;

    if (!take_abbr(&s, r.standard.abbr) || !take_time(&s, OFFSET_HOURS_MAX, &west))
        return false;
    r.standard.offset_s = -west;
    if (s.n > 0) {
        r.has_dst = r.summer.dst = true;
        r.summer.offset_s = r.standard.offset_s + HOUR_S;
        if (!take_abbr(&s, r.summer.abbr))
            return false;
        if (s.n > 0 && s.p[0] != ',') {
            if (!take_time(&s, OFFSET_HOURS_MAX, &west))
                return false;
            r.summer.offset_s = -west;
        }
        if (!take(&s, ',') || !take_day(&s, &r.start) || !take(&s, ',') ||
            !take_day(&s, &r.end) || s.n > 0)
            return false;
    }
    *out = r;
    return true;
}

/* Wall clock seconds since 1970 of a rule's day in a year. */
static int64_t day_s(const struct zone_day *d, int year)
{
    struct civil c = {.year = year, .month = 1, .day = 1};
    bool leap = civil_month_days(year, 2) == 29;

    switch (d->kind) {
    case ZONE_DAY_ZERO: c.day += d->day; break;
    case ZONE_DAY_JULIAN: c.day = d->day + (leap && d->day >= 60); break;
    case ZONE_DAY_MONTH: {
        struct civil first = {.year = year, .month = d->month, .day = 1};

        civil_from_ms(civil_to_ms(&first), &first);
        c.month = d->month;
        c.day = 1 + (d->day - first.weekday + 7) % 7 + (d->week - 1) * 7;
        if (c.day > civil_month_days(year, d->month))
            c.day -= 7;
        break;
    }
    }
    return civil_to_ms(&c) / 1000 + d->time_s;
}

const struct zone_moment *zone_rule_at(const struct zone_rule *r, int64_t real_s)
{
    struct civil c;

    if (!r->has_dst)
        return &r->standard;
    civil_from_ms((real_s + r->standard.offset_s) * 1000, &c);
    int64_t start = day_s(&r->start, c.year) - r->standard.offset_s;
    int64_t end = day_s(&r->end, c.year) - r->summer.offset_s;
    bool summer =
        start < end ? real_s >= start && real_s < end : !(real_s >= end && real_s < start);

    return summer ? &r->summer : &r->standard;
}
