#include "client/base/recur.h"

#include "client/base/i18n.h"

enum { WEEK = 7, FORTNIGHT = 14, THURSDAY = 4 /* 1970-01-01 */ };

static const char *const weekdays[WEEK] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

static const struct {
    const char *name, *word;
    enum recur_every every;
} frequencies[] = {
    {"DAILY", N_("daily"), RECUR_DAILY},
    {"WEEKLY", N_("weekly"), RECUR_WEEKLY},
    {"BIWEEKLY", N_("2-weekly"), RECUR_BIWEEKLY},
    {"MONTHLY", N_("monthly"), RECUR_MONTHLY},
};

/* ---- words ---- */

int recur_weekday(const char *text)
{
    for (int i = 0; i < WEEK; i++)
        if (str_eq_nocase(str_of(text), weekdays[i]))
            return i;
    return -1;
}

static bool read_month_day(const char *text, int *out)
{
    int64_t day;

    if (strcmp(text, "LAST") == 0)
        return *out = RECUR_LAST, true;
    if (!str_to_int(str_of(text), 1, RECUR_LAST, &day))
        return false;
    *out = (int)day;
    return true;
}

static bool read_day(struct recur *r, const char *day_of_week, const char *day_of_month)
{
    switch (r->every) {
    case RECUR_DAILY: return true;
    case RECUR_WEEKLY:
    case RECUR_BIWEEKLY:
        r->weekday = day_of_week != NULL ? recur_weekday(day_of_week) : -1;
        return r->weekday >= 0;
    case RECUR_MONTHLY: break;
    }
    return day_of_month != NULL && read_month_day(day_of_month, &r->month_day);
}

bool recur_read(const char *frequency, const char *day_of_week, const char *day_of_month,
                struct recur *out)
{
    for (size_t i = 0; frequency != NULL && i < COUNT_OF(frequencies); i++) {
        struct recur r = {.every = frequencies[i].every};

        if (strcmp(frequency, frequencies[i].name) != 0)
            continue;
        if (!read_day(&r, day_of_week, day_of_month))
            return false;
        *out = r;
        return true;
    }
    return false;
}

const char *recur_word(const char *frequency)
{
    for (size_t i = 0; frequency != NULL && i < COUNT_OF(frequencies); i++)
        if (strcmp(frequency, frequencies[i].name) == 0)
            return i18n_text(frequencies[i].word);
    return frequency != NULL ? frequency : "-";
}

void recur_say(const char *frequency, const char *day_of_week, const char *day_of_month,
               struct buf *out)
{
    const char *day = day_of_week != NULL ? day_of_week : day_of_month;

    buf_puts(out, recur_word(frequency));
    if (day != NULL)
        buf_printf(out, " %s", day);
}

/* ---- days ---- */

int64_t recur_day(int64_t ms)
{
    return ms / RECUR_DAY_MS - (ms % RECUR_DAY_MS < 0);
}

int recur_day_weekday(int64_t day)
{
    return (int)(((day + THURSDAY) % WEEK + WEEK) % WEEK);
}

void recur_day_say(int64_t day, struct buf *out)
{
    struct civil c;

    civil_from_ms(day * RECUR_DAY_MS, &c);
    civil_say(out, &c, CIVIL_WEEKDAY);
}

static int64_t next_weekday(int weekday, int64_t from)
{
    return from + (weekday - recur_day_weekday(from) + WEEK) % WEEK;
}

static bool next_biweekly(const struct recur *r, int64_t from, int64_t anchor, int64_t *day)
{
    if (anchor == RECUR_NO_ANCHOR || recur_day_weekday(anchor) != r->weekday)
        return false;
    *day = next_weekday(r->weekday, from);
    if ((*day - anchor) % FORTNIGHT != 0)
        *day += WEEK;
    return true;
}

static int64_t in_month(const struct recur *r, int year, int month)
{
    int last = civil_month_days(year, month);
    struct civil c = {
        .year = year, .month = month, .day = r->month_day < last ? r->month_day : last};

    return recur_day(civil_to_ms(&c));
}

static int64_t next_monthly(const struct recur *r, int64_t from)
{
    struct civil c;

    civil_from_ms(from * RECUR_DAY_MS, &c);
    int64_t day = in_month(r, c.year, c.month);

    if (day >= from)
        return day;
    return in_month(r, c.month == 12 ? c.year + 1 : c.year, c.month % 12 + 1);
}

bool recur_next(const struct recur *r, int64_t from, int64_t anchor, int64_t *day)
{
    switch (r->every) {
    case RECUR_DAILY: *day = from; break;
    case RECUR_WEEKLY: *day = next_weekday(r->weekday, from); break;
    case RECUR_BIWEEKLY: return next_biweekly(r, from, anchor, day);
    case RECUR_MONTHLY: *day = next_monthly(r, from); break;
    }
    return true;
}

int64_t recur_count(const struct recur *r, int64_t from, int64_t to, int64_t anchor)
{
    int64_t n = 0, day;

    if (r->every == RECUR_DAILY)
        return to > from ? to - from : 0;
    while (from < to && recur_next(r, from, anchor, &day) && day < to) {
        n++;
        from = day + 1;
    }
    return n;
}

bool recur_covers(const struct recur *often, const struct recur *seldom)
{
    switch (often->every) {
    case RECUR_DAILY: return true;
    case RECUR_WEEKLY:
        return (seldom->every == RECUR_WEEKLY || seldom->every == RECUR_BIWEEKLY) &&
               seldom->weekday == often->weekday;
    case RECUR_BIWEEKLY: return false; /* the other week may be meant */
    case RECUR_MONTHLY: break;
    }
    return seldom->every == RECUR_MONTHLY && seldom->month_day == often->month_day;
}
