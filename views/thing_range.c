#include "views/thing_range.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

#define RANGES "24h, 7d, 2026-11-20 .. 2026-11-21 12:00, or 09:00 .. 12:00"

enum end { FIRST, LAST };

static bool refuse(struct err *err, struct str text)
{
    (void)err_set(err, ERR_USAGE, "\"%.*s\" is no range of time",
                  text.n < 40 ? (int)text.n : 40, text.p);
    return err_advise(err, RANGES);
}

static bool number(struct str *text, size_t digits, int64_t min, int64_t max, int *out)
{
    int64_t v;

    if (text->n < digits || !str_to_int((struct str){text->p, digits}, min, max, &v))
        return false;
    *out = (int)v;
    text->p += digits;
    text->n -= digits;
    return true;
}

static bool mark(struct str *text, const char *one_of)
{
    if (text->n == 0 || strchr(one_of, text->p[0]) == NULL)
        return false;
    text->p++;
    text->n--;
    return true;
}

/* "09:00". */
static bool read_clock(struct str *text, struct civil *c)
{
    return number(text, 2, 0, 23, &c->hour) && mark(text, ":") &&
           number(text, 2, 0, 59, &c->minute) && text->n == 0;
}

/* "2026-11-20". */
static bool read_day(struct str *text, struct civil *c)
{
    return number(text, 4, 1970, 9998, &c->year) && mark(text, "-") &&
           number(text, 2, 1, 12, &c->month) && mark(text, "-") &&
           number(text, 2, 1, civil_month_days(c->year, c->month), &c->day);
}

static bool read_end(struct str text, enum end end, int64_t now_ms, const struct zone *z,
                     int64_t *out)
{
    struct civil c = {0};
    struct str rest = text;

    if (read_day(&rest, &c)) {
        const bool day = rest.n == 0;

        if (!day && (!mark(&rest, " T") || !read_clock(&rest, &c)))
            return false;
        if (day && end == LAST) /* through that day, however long it is */
            c.day++;
        if (c.day > civil_month_days(c.year, c.month)) {
            c.day = 1;
            c.year += c.month == 12;
            c.month = c.month % 12 + 1;
        }
        (void)zone_instant(z, &c, out);
        return true;
    }
    zone_civil(z, now_ms, &c);
    c.second = c.ms = 0;
    rest = text;
    if (!read_clock(&rest, &c))
        return false;
    (void)zone_instant(z, &c, out);
    if (*out > now_ms)
        *out -= DAY_MS;
    return true;
}

/* Where ".." stands; n: nowhere. */
static size_t find_dots(struct str text)
{
    for (size_t i = 0; i + 1 < text.n; i++)
        if (text.p[i] == '.' && text.p[i + 1] == '.')
            return i;
    return text.n;
}

static bool check(struct thing_range *r, struct err *err)
{
    if (r->to_ms <= r->from_ms)
        return err_set(err, ERR_USAGE, "the end is not after the beginning");
    if (r->to_ms - r->from_ms > THING_RANGE_DAYS * DAY_MS)
        return err_set(err, ERR_USAGE, "longer than the %d days that are kept",
                       THING_RANGE_DAYS);
    return true;
}

bool thing_range_parse(struct str text, int64_t now_ms, const struct zone *z,
                       struct thing_range *out, struct err *err)
{
    const struct str t = str_trim(text);
    const size_t dots = find_dots(t);
    struct thing_range r = {.to_ms = now_ms, .live = true};
    struct when_span span;

    if (dots == t.n) {
        if (t.n == 0)
            return refuse(err, t);
        if (when_duration(t, &span, err) != WHEN_OK)
            return err_advise(err, RANGES);
        r.from_ms = now_ms - when_span_ms(&span);
    } else {
        const struct str from = str_trim((struct str){t.p, dots});
        const struct str to = str_trim((struct str){t.p + dots + 2, t.n - dots - 2});

        if (!read_end(from, FIRST, now_ms, z, &r.from_ms))
            return refuse(err, t);
        r.live = to.n == 0 || str_eq_nocase(to, "now");
        if (!r.live && !read_end(to, LAST, now_ms, z, &r.to_ms))
            return refuse(err, t);
        if (r.to_ms >= now_ms) {
            r.to_ms = now_ms;
            r.live = true;
        }
    }
    if (!check(&r, err))
        return false;
    *out = r;
    return true;
}
