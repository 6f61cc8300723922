#include "client/base/clock.h"

#include <stdio.h>
#include <time.h>

#include "client/base/i18n.h"

/* Counts on while the machine sleeps: who opens a laptop in the morning is a night later. */
#ifdef CLOCK_BOOTTIME
#    define MONO_CLOCK CLOCK_BOOTTIME
#else
#    define MONO_CLOCK CLOCK_MONOTONIC
#endif

enum { MS_PER_DAY = 24 * 60 * 60 * 1000 };

static int64_t system_mono_us(const struct clock *c)
{
    struct timespec t;

    (void)c;
    (void)clock_gettime(MONO_CLOCK, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t system_real_ms(const struct clock *c)
{
    struct timespec t;

    (void)c;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const struct clock system_clock = {system_mono_us, system_real_ms};

int64_t clock_mono_us(const struct clock *c)
{
    return c->mono_us(c);
}

int64_t clock_real_ms(const struct clock *c)
{
    return c->real_ms(c);
}

/* clock is the first member, so a pointer to it is a pointer to the whole. */
static int64_t fake_mono_us(const struct clock *c)
{
    return ((const struct fake_clock *)(const void *)c)->mono_us;
}

static int64_t fake_real_ms(const struct clock *c)
{
    return ((const struct fake_clock *)(const void *)c)->real_ms;
}

void fake_clock_init(struct fake_clock *f, int64_t real_ms)
{
    *f = (struct fake_clock){.clock = {fake_mono_us, fake_real_ms}, .real_ms = real_ms};
}

void fake_clock_advance(struct fake_clock *f, int64_t ms)
{
    f->mono_us += ms * 1000;
    f->real_ms += ms;
}

/* Days since 1970-01-01 of a civil date, and back: the proleptic Gregorian calendar counted in
 * eras of 400 years that begin on 1 March, so that the leap day is the last of its year. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, struct civil *out)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;

    out->day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    out->month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    out->year = (int)(year_of_era + era * 400 + (out->month <= 2));
}

void civil_from_ms(int64_t real_ms, struct civil *out)
{
    const int64_t first = days_from_civil(0, 1, 1) * MS_PER_DAY;
    const int64_t last = days_from_civil(10000, 1, 1) * MS_PER_DAY - 1;

    real_ms = real_ms < first ? first : real_ms > last ? last : real_ms;
    int64_t days = real_ms / MS_PER_DAY, rest = real_ms % MS_PER_DAY;

    if (rest < 0) {
        rest += MS_PER_DAY;
        days--;
    }
    civil_from_days(days, out);
    out->weekday = (int)(((days + 4) % 7 + 7) % 7);
    out->ms = (int)(rest % 1000);
    out->second = (int)(rest / 1000 % 60);
    out->minute = (int)(rest / 60000 % 60);
    out->hour = (int)(rest / 3600000);
}

int64_t civil_to_ms(const struct civil *c)
{
    return days_from_civil(c->year, c->month, c->day) * MS_PER_DAY +
           ((c->hour * INT64_C(60) + c->minute) * 60 + c->second) * 1000 + c->ms;
}

void time_iso8601(struct buf *out, int64_t real_ms)
{
    struct civil c;

    civil_from_ms(real_ms, &c);
    buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
               c.second);
    if (c.ms != 0)
        buf_printf(out, ".%03d", c.ms);
    buf_putc(out, 'Z');
}

/* Reads exactly `digits` digits. */
static bool take_number(struct str *s, size_t digits, int min, int max, int *out)
{
    int64_t v;

    if (s->n < digits || !str_to_int((struct str){s->p, digits}, min, max, &v) ||
        s->p[0] == '-')
        return false;
    *out = (int)v;
    s->p += digits;
    s->n -= digits;
    return true;
}

static bool take_char(struct str *s, const char *any_of)
{
    if (s->n == 0 || strchr(any_of, s->p[0]) == NULL || s->p[0] == '\0')
        return false;
    s->p++;
    s->n--;
    return true;
}

int civil_month_days(int year, int month)
{
    int64_t next =
        month == 12 ? days_from_civil(year + 1, 1, 1) : days_from_civil(year, month + 1, 1);

    return (int)(next - days_from_civil(year, month, 1));
}

void civil_say(struct buf *out, const struct civil *c, unsigned parts)
{
    static const char *const months[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
                                         N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
                                         N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};
    static const char *const weekdays[] = {N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"),
                                           N_("Thu"), N_("Fri"), N_("Sat")};
    const char *day = i18n_text(weekdays[c->weekday]);
    const char *month = i18n_text(months[c->month - 1]);

    switch (parts) {
    case CIVIL_WEEKDAY | CIVIL_YEAR:
        buf_printf(out, _("%s %d %s %d"), day, c->day, month, c->year);
        break;
    case CIVIL_WEEKDAY: buf_printf(out, _("%s %d %s"), day, c->day, month); break;
    case CIVIL_YEAR: buf_printf(out, _("%d %s %d"), c->day, month, c->year); break;
    default: buf_printf(out, _("%d %s"), c->day, month);
    }
}

static bool take_fraction(struct str *s, int *ms)
{
    int scale = 100, digits = 0;

    if (!take_char(s, "."))
        return true;
    for (; s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9'; s->p++, s->n--, digits++) {
        *ms += (s->p[0] - '0') * scale;
        scale /= 10;
    }
    return digits > 0;
}

static bool take_zone(struct str *s, int64_t *offset_ms)
{
    int hour = 0, minute = 0;
    bool west = s->n > 0 && s->p[0] == '-';

    *offset_ms = 0;
    if (take_char(s, "Zz"))
        return true;
    if (!take_char(s, "+-") || !take_number(s, 2, 0, 23, &hour))
        return false;
    (void)take_char(s, ":");
    if (!take_number(s, 2, 0, 59, &minute))
        return false;
    *offset_ms = (west ? -1 : 1) * (hour * INT64_C(60) + minute) * 60000;
    return true;
}

bool time_parse_iso8601(struct str s, int64_t *real_ms)
{
    struct civil c = {0};
    int64_t offset_ms = 0;

    if (!take_number(&s, 4, 0, 9999, &c.year) || !take_char(&s, "-") ||
        !take_number(&s, 2, 1, 12, &c.month) || !take_char(&s, "-") ||
        !take_number(&s, 2, 1, 31, &c.day) || c.day > civil_month_days(c.year, c.month))
        return false;
    if (s.n > 0 && (!take_char(&s, "Tt ") || !take_number(&s, 2, 0, 23, &c.hour) ||
                    !take_char(&s, ":") || !take_number(&s, 2, 0, 59, &c.minute) ||
                    !take_char(&s, ":") || !take_number(&s, 2, 0, 60, &c.second) ||
                    !take_fraction(&s, &c.ms) || !take_zone(&s, &offset_ms)))
        return false;
    if (s.n > 0)
        return false;
    *real_ms = civil_to_ms(&c) - offset_ms;
    return true;
}

void time_amount_say(struct buf *out, const char *amount, char unit)
{
    switch (unit) {
    case 's': buf_printf(out, _("%ss"), amount); break;
    case 'm': buf_printf(out, _("%sm"), amount); break;
    case 'h': buf_printf(out, _("%sh"), amount); break;
    case 'd': buf_printf(out, _("%sd"), amount); break;
    default: buf_printf(out, _("%sw"), amount);
    }
}

/* Each a text of its own: "in %s" alone is said of groups, too. */
static void amount_ahead_say(struct buf *out, const char *amount, char unit)
{
    switch (unit) {
    case 's': buf_printf(out, _("in %ss"), amount); break;
    case 'm': buf_printf(out, _("in %sm"), amount); break;
    case 'h': buf_printf(out, _("in %sh"), amount); break;
    case 'd': buf_printf(out, _("in %sd"), amount); break;
    default: buf_printf(out, _("in %sw"), amount);
    }
}

typedef void amount_say(struct buf *out, const char *amount, char unit);

static void put_span(struct buf *out, int64_t s, amount_say *say)
{
    static const struct {
        int64_t below_s, unit_s;
        char letter;
    } units[] = {
        {120, 1, 's'},
        {120 * 60, 60, 'm'},
        {48 * 3600, 3600, 'h'},
        {100 * 86400, 86400, 'd'},
        {INT64_MAX, 7 * 86400, 'w'},
    };
    char amount[24];
    size_t i = 0;

    while (s >= units[i].below_s)
        i++;
    (void)snprintf(amount, sizeof amount, "%lld", (long long)(s / units[i].unit_s));
    say(out, amount, units[i].letter);
}

/* How old, how old with "ago": whole texts, as each language orders them. */
enum age_say { AGE_PLAIN, AGE_AGO };

static void put_age(struct buf *out, int64_t age_ms, enum age_say say)
{
    const int64_t s = (age_ms < 0 ? -age_ms : age_ms) / 1000;
    struct buf span = BUF_INIT(64);

    put_span(&span, s, age_ms < 0 ? amount_ahead_say : time_amount_say);
    if (s == 0)
        buf_puts(out, _("now"));
    else if (say == AGE_AGO && age_ms > 0)
        buf_printf(out, _("%s ago"), buf_text(&span));
    else
        buf_puts(out, buf_text(&span));
    buf_free(&span);
}

void time_age(struct buf *out, int64_t age_ms)
{
    put_age(out, age_ms, AGE_PLAIN);
}

void time_ago(struct buf *out, int64_t age_ms)
{
    put_age(out, age_ms, AGE_AGO);
}
