/* base/when: what a person types as an end, in zones whose clocks change; base/nearest. */
#include <criterion/criterion.h>

#include "client/base/nearest.h"
#include "client/base/when.h"

static const struct when_limits no_limits;

static struct zone *open_zone(const char *name)
{
    struct err err;
    struct zone *z = zone_open(name, &err);

    cr_assert_not_null(z, "%s: %s", name, err.text);
    return z;
}

static int64_t at(const char *iso)
{
    int64_t ms = 0;

    cr_assert(time_parse_iso8601(str_of(iso), &ms), "%s", iso);
    return ms;
}

/* Zone, now and what was typed -> the end in UTC, and a part of the note. */
struct end_row {
    const char *zone, *now, *text, *end, *note;
};

static void check_ends(const struct end_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct end_row *r = &rows[i];
        struct zone *z = open_zone(r->zone);
        struct when w = {0};
        struct err err = {0};
        struct buf end = BUF_INIT(40);
        enum when_state s = when_parse(str_of(r->text), at(r->now), z, &no_limits, &w, &err);

        cr_expect_eq(s, WHEN_OK, "%s at %s: %s", r->text, r->now, err.text);
        time_iso8601(&end, w.end_ms);
        cr_expect_str_eq(buf_text(&end), r->end, "%s at %s in %s: %s", r->text, r->now, r->zone,
                         buf_text(&end));
        cr_expect(r->note[0] == '\0' ? w.note[0] == '\0' : strstr(w.note, r->note) != NULL,
                  "%s: note \"%s\"", r->text, w.note);
        buf_free(&end);
        zone_free(z);
    }
}

#define BERLIN  "Europe/Berlin"
#define NY      "America/New_York"
#define LORD    "Australia/Lord_Howe"
#define NOV     "2026-11-22T14:22:07Z" /* a Sunday */
#define NOV_MIN "2026-11-22T14:22:00Z"

Test(base_when, spans)
{
    static const struct end_row rows[] = {
        {"UTC", NOV, "90min", "2026-11-22T15:52:07Z", ""},
        {"UTC", NOV, "12h", "2026-11-23T02:22:07Z", ""},
        {"UTC", NOV, "7d", "2026-11-29T14:22:07Z", ""},
        {"UTC", NOV, "2w", "2026-12-06T14:22:07Z", ""},
        {"UTC", NOV, "3mo", "2027-02-22T14:22:07Z", ""},
        {"UTC", NOV, "1y", "2027-11-22T14:22:07Z", ""},
        {"UTC", NOV, "1w2d", "2026-12-01T14:22:07Z", ""},
        {"UTC", NOV, " 1W  2 Days ", "2026-12-01T14:22:07Z", ""},
        {"UTC", NOV, "1h 30min", "2026-11-22T15:52:07Z", ""},
        {"UTC", NOV, "1d1d", "2026-11-24T14:22:07Z", ""},
        /* Months come first, then days: 31 Jan + 1mo = 28 Feb, + 1d = 1 Mar. */
        {"UTC", "2026-01-31T10:00:00Z", "1d1mo", "2026-03-01T10:00:00Z", "28 days"},
        {"UTC", "2026-08-31T10:00:00Z", "1mo", "2026-09-30T10:00:00Z", "30 days"},
        {"UTC", "2026-12-31T10:00:00Z", "2mo", "2027-02-28T10:00:00Z", "28 days"},
        {"UTC", "2027-12-31T10:00:00Z", "2mo", "2028-02-29T10:00:00Z", "29 days"},
        {"UTC", "2024-02-29T10:00:00Z", "1y", "2025-02-28T10:00:00Z", "28 days"},
        {"UTC", "2024-02-29T10:00:00Z", "4y", "2028-02-29T10:00:00Z", ""},
        {"UTC", "2096-02-29T10:00:00Z", "4y", "2100-02-28T10:00:00Z", "28 days"},
        {"UTC", "2100-02-28T10:00:00Z", "1d", "2100-03-01T10:00:00Z", ""},
        {"UTC", "2028-02-28T10:00:00Z", "1d", "2028-02-29T10:00:00Z", ""},
        /* The day of the month is the zone's: 1 Mar 00:30 in Berlin, 28 Feb in UTC. */
        {BERLIN, "2026-02-28T23:30:00Z", "1mo", "2026-03-31T22:30:00Z", ""},
    };

    check_ends(rows, COUNT_OF(rows));
}

Test(base_when, clocks_change)
{
    static const struct end_row rows[] = {
        /* Berlin: 29 Mar 2026 02:00 -> 03:00, 25 Oct 2026 03:00 -> 02:00. */
        {BERLIN, "2026-03-28T13:00:00Z", "1d", "2026-03-29T12:00:00Z", ""},  /* 23 h */
        {BERLIN, "2026-03-28T13:00:00Z", "24h", "2026-03-29T13:00:00Z", ""}, /* 15:00 there */
        {BERLIN, "2026-10-24T12:00:00Z", "1d", "2026-10-25T13:00:00Z", ""},  /* 25 h */
        {BERLIN, "2026-10-24T12:00:00Z", "1w", "2026-10-31T13:00:00Z", ""},
        {BERLIN, "2026-03-28T01:30:00Z", "1d", "2026-03-29T01:30:00Z",
         "skip 02:30 that day: 03:30"},
        {BERLIN, "2026-03-28T01:30:00Z", "1d1h", "2026-03-29T02:30:00Z", "skip"},
        {BERLIN, "2026-10-24T00:30:00Z", "1d", "2026-10-25T00:30:00Z", "02:30 twice"},
        {BERLIN, "2026-10-25T01:30:00Z", "30min", "2026-10-25T02:00:00Z", ""},
        {BERLIN, NOV, "until 2027-03-28 02:30", "2027-03-28T01:30:00Z", "skip 02:30"},
        {BERLIN, NOV, "until 2027-03-28 03:00", "2027-03-28T01:00:00Z", ""},
        {BERLIN, NOV, "until 2027-03-28 01:59", "2027-03-28T00:59:00Z", ""},
        {BERLIN, NOV, "until 2027-10-31 02:00", "2027-10-31T00:00:00Z", "twice"},
        {BERLIN, NOV, "until 2027-10-31 03:00", "2027-10-31T02:00:00Z", ""},
        /* New York: 8 Mar 2026, 1 Nov 2026. */
        {NY, "2026-03-07T07:30:00Z", "1d", "2026-03-08T07:30:00Z",
         "skip 02:30 that day: 03:30"},
        {NY, "2026-10-31T05:30:00Z", "1d", "2026-11-01T05:30:00Z", "01:30 twice"},
        {NY, "2026-03-07T17:00:00Z", "1d", "2026-03-08T16:00:00Z", ""},
        {NY, "2026-10-31T16:00:00Z", "1d", "2026-11-01T17:00:00Z", ""},
        /* Lord Howe moves by half an hour, in the south: 5 Apr 2026, 4 Oct 2026. */
        {LORD, "2026-10-02T15:45:00Z", "1d", "2026-10-03T15:45:00Z",
         "skip 02:15 that day: 02:45"},
        {LORD, "2026-04-03T14:45:00Z", "1d", "2026-04-04T14:45:00Z", "01:45 twice"},
        {LORD, "2026-10-03T02:00:00Z", "1d", "2026-10-04T01:30:00Z", ""},
        {LORD, "2026-04-04T02:00:00Z", "1d", "2026-04-05T02:30:00Z", ""},
        /* Apia went without 30 December 2011. */
        {"Pacific/Apia", "2011-12-29T22:00:00Z", "1d", "2011-12-30T22:00:00Z", "skip 12:00"},
        /* Beyond the table of the file: its rule. */
        {BERLIN, "2090-03-25T01:30:00Z", "1d", "2090-03-26T01:30:00Z", "skip 02:30"},
        {BERLIN, "2090-07-01T10:00:00Z", "until 22:00", "2090-07-01T20:00:00Z", ""},
    };

    check_ends(rows, COUNT_OF(rows));
}

Test(base_when, ends)
{
    static const struct end_row rows[] = {
        {"UTC", NOV, "until 2027-02-28", "2027-02-28T23:59:00Z", "whole day"},
        {"UTC", NOV, "until 2027-02-28 09:00", "2027-02-28T09:00:00Z", ""},
        {"UTC", NOV, "UNTIL 2027-02-28T9:00", "2027-02-28T09:00:00Z", ""},
        {BERLIN, NOV, "until 2027-02-28 09:00", "2027-02-28T08:00:00Z", ""},
        {"UTC", NOV, "until 28 feb", "2027-02-28T23:59:00Z", "whole day"},
        {"UTC", NOV, "until 28 February 2028 7:05", "2028-02-28T07:05:00Z", ""},
        {"UTC", NOV, "until feb 28", "2027-02-28T23:59:00Z", "whole day"},
        {"UTC", NOV, "until 28 nov", "2026-11-28T23:59:00Z", "whole day"},
        {"UTC", NOV, "until 22 nov", "2026-11-22T23:59:00Z", "whole day"},
        {"UTC", NOV, "until 22 nov 14:22", "2027-11-22T14:22:00Z", ""},
        {"UTC", NOV, "until 29 feb", "2028-02-29T23:59:00Z", "whole day"},
        {"UTC", "2096-03-01T00:00:00Z", "until 29 feb", "2104-02-29T23:59:00Z", "whole day"},
        {"UTC", NOV, "until fri 09:00", "2026-11-27T09:00:00Z", ""},
        {"UTC", NOV, "until friday", "2026-11-27T23:59:00Z", "whole day"},
        {"UTC", NOV, "until sun", "2026-11-22T23:59:00Z", "whole day"},
        {"UTC", NOV, "until sun 15:00", "2026-11-22T15:00:00Z", ""},
        {"UTC", NOV, "until sun 14:00", "2026-11-29T14:00:00Z", ""},
        {"UTC", NOV, "until tomorrow 09:00", "2026-11-23T09:00:00Z", ""},
        {"UTC", NOV, "until tomorrow", "2026-11-23T23:59:00Z", "whole day"},
        {"UTC", NOV, "until today", "2026-11-22T23:59:00Z", "whole day"},
        {"UTC", NOV, "until 09:00", "2026-11-23T09:00:00Z", ""},
        {"UTC", NOV, "until 23:59", "2026-11-22T23:59:00Z", ""},
        {"UTC", NOV, "until end of day", "2026-11-22T23:59:00Z", ""},
        {"UTC", NOV, "until end of week", "2026-11-22T23:59:00Z", ""},
        {"UTC", NOV, "until end of month", "2026-11-30T23:59:00Z", ""},
        {"UTC", NOV, "until end of year", "2026-12-31T23:59:00Z", ""},
        {"UTC", "2028-02-01T00:00:00Z", "until end of month", "2028-02-29T23:59:00Z", ""},
        {"UTC", "2100-02-01T00:00:00Z", "until end of month", "2100-02-28T23:59:00Z", ""},
        {"UTC", "2026-12-31T23:00:00Z", "until tomorrow 01:00", "2027-01-01T01:00:00Z", ""},
        {"UTC", "2026-11-23T12:00:00Z", "until end of week", "2026-11-29T23:59:00Z", ""},
        /* It is Friday in Auckland already, Thursday in UTC. */
        {"Pacific/Auckland", "2026-11-26T12:00:00Z", "until fri", "2026-11-27T10:59:00Z",
         "whole day"},
    };

    check_ends(rows, COUNT_OF(rows));
}

struct refused_row {
    const char *text, *says;
};

static void check_refused(const struct refused_row *rows, size_t n, enum when_state want)
{
    for (size_t i = 0; i < n; i++) {
        struct when w = {.end_ms = 77};
        struct err err = {0};
        enum when_state s =
            when_parse(str_of(rows[i].text), at(NOV), zone_utc(), &no_limits, &w, &err);

        cr_expect_eq(s, want, "\"%s\": state %d, %s", rows[i].text, s, err.text);
        cr_expect_not_null(strstr(err.text, rows[i].says), "\"%s\": %s", rows[i].text,
                           err.text);
        cr_expect_eq(w.end_ms, 77, "written by \"%s\"", rows[i].text);
    }
}

Test(base_when, wrong)
{
    static const struct refused_row rows[] = {
        {"3m ", "min or mo?"},
        {"3m2d", "min or mo?"},
        {"3q", "min h d w mo y"},
        {"3dys", "days?"},
        {"3 hurs", "hours?"},
        {"30s", "min is the shortest"},
        {"30 sec", "min is the shortest"},
        {"1.5h", "whole numbers"},
        {"1,5h", "whole numbers"},
        {"-1d", "neither"},
        {"0d", "longer than nothing"},
        {"0min 0h", "longer than nothing"},
        {"123456d", "at most 5 digits"},
        {"99999y", "after the year"},
        {"99999y99999y99999y", "after the year"},
        {"7999y", "after the year"},
        {"1d x", "a number and a unit"},
        {"7 7d", "7 of what?"},
        {"fri", "neither a duration"},
        {"forever", "neither a duration"},
        {"indef now", "too much"},
        {"until 2026-02-28", "2026-02-28 23:59 is past"},
        {"until 2026-11-22 14:22", "is past"},
        {"until 2026-13-01", "no month 13"},
        {"until 2026-13", "no month 13"},
        {"until 2026-00-01", "no month 00"},
        {"until 2027-02-29", "february has no day 29"},
        {"until 2100-02-29", "its last is 28"},
        {"until 2027-04-31", "its last is 30"},
        {"until 2027-04-00", "april has no day 0"},
        {"until 2027-2-28", "not a time"},
        {"until 2027-02-2 ", "not a date"},
        {"until 31 feb", "its last is 29"},
        {"until 29 feb 2027", "its last is 28"},
        {"until 32 feb", "not a day of a month"},
        {"until 0 feb", "not a day of a month"},
        {"until 28 fex", "feb?"},
        {"until feb x", "not a day of february"},
        {"until 28 feb 27 ", "neither a year nor a time"},
        {"until 28 feb 2027 09:00 x", "too much"},
        {"until 28 feb 2026", "is past"},
        {"until fru", "fri?"},
        {"until tomorow", "tomorrow?"},
        {"until fri 25:00", "not a time"},
        {"until fri 24:00", "not a time"},
        {"until fri 09:60", "not a time"},
        {"until fri 09:6", "not a time"},
        {"until fri 9am", "not a time"},
        {"until fri 9 ", "not a time"},
        {"until fri 09:00 x", "too much"},
        {"until 9:00 fri", "too much"},
        {"until end on", "day, week, month or year"},
        {"until end of mont ", "month?"},
        {"until end of month 09:00", "too much"},
        {"until 12345", "neither a day nor a year"},
        {"until \xc3\xa4", "not known"},
        {"until \x1b[2J", "not known"},
        {"until until", "not known"},
        {"untill fri", "neither"},
        {"1d until fri", "a number and a unit"},
        {"until 28t", "not a time"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "at most 64"},
    };

    check_refused(rows, COUNT_OF(rows), WHEN_WRONG);
}

Test(base_when, incomplete)
{
    static const struct refused_row rows[] = {
        {"", "how long"},
        {"  ", "how long"},
        {"3", "of what?"},
        {"3 ", "of what?"},
        {"3m", "min or mo?"},
        {"3mi", "min"},
        {"1w2", "of what?"},
        {"1w 2 m", "min or mo?"},
        {"i", "indef"},
        {"inde", "indef"},
        {"u", "until"},
        {"unti", "until"},
        {"until", "until when?"},
        {"until ", "until when?"},
        {"until f", "go on"},
        {"until t", "go on"},
        {"until to", "go on"},
        {"until ma", "go on"},
        {"until e", "go on"},
        {"until en", "go on"},
        {"until 2", "a date or a time"},
        {"until 2026", "a date or a time"},
        {"until 2026-", "a date"},
        {"until 2026-0", "a date"},
        {"until 2027-02", "a date"},
        {"until 2027-02-", "a date"},
        {"until 2027-02-2", "a date"},
        {"until 28 ", "which month?"},
        {"until 28 f", "go on"},
        {"until 28 feb 2", "a year or a time"},
        {"until 28 feb 202", "a year or a time"},
        {"until 28 feb 09", "a year or a time"},
        {"until 28 feb 09:", "a time"},
        {"until 28 feb 2027 0", "a time"},
        {"until feb", "which day"},
        {"until feb 0", "which day"},
        {"until fri 0", "a time"},
        {"until fri 09", "a time"},
        {"until fri 09:", "a time"},
        {"until fri 09:3", "a time"},
        {"until 09:", "a time"},
        {"until end", "end of month"},
        {"until end o", "end of month"},
        {"until end of", "end of what?"},
        {"until end of mon", "go on"},
    };

    check_refused(rows, COUNT_OF(rows), WHEN_INCOMPLETE);
}

/* Whatever is right can be typed letter by letter without being called wrong on the way. */
Test(base_when, typing_is_not_wrong)
{
    static const char *const texts[] = {
        "90min",
        "1w2d",
        "1 week 2 days",
        "3mo",
        "2 years",
        "1h 30min",
        "until 2027-02-28",
        "until 2027-02-28 09:00",
        "indef",
        "until fri",
        "until 28 feb 2028 7:05",
        "until wednesday 23:59",
        "until tomorrow 09:00",
        "until end of month",
        "until september 10 10:10",
        "until today",
        "until 9:30",
        "until 2027-12-31T10:00",
        "indefinitely",
    };

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        for (size_t n = 0; n <= strlen(texts[i]); n++) {
            struct when w;
            struct err err = {0};
            enum when_state s = when_parse((struct str){texts[i], n}, at(NOV), zone_utc(),
                                           &no_limits, &w, &err);

            cr_expect(s == WHEN_OK || (s == WHEN_INCOMPLETE && n < strlen(texts[i])),
                      "%.*s: %s", (int)n, texts[i], err.text);
        }
    }
}

Test(base_when, limits)
{
    static const struct {
        const char *zone, *now, *text;
        enum when_state state;
        const char *says;
    } rows[] = {
        {"UTC", NOV, "1h", WHEN_OK, ""},
        {"UTC", NOV, "59min", WHEN_WRONG, "too soon, at least 1h"},
        {"UTC", NOV, "until today 15:00", WHEN_WRONG, "too soon, at least 1h"},
        {"UTC", NOV, "until 15:00", WHEN_WRONG, "too soon, at least 1h"},
        {"UTC", NOV, "until 22 nov 15:00", WHEN_WRONG, "too soon, at least 1h"},
        {"UTC", NOV, "180d", WHEN_OK, ""},
        {"UTC", NOV, "181d", WHEN_WRONG, "too late, at most 180d: until Fri 21 May 2027 14:22"},
        {"UTC", NOV, "180d1min", WHEN_WRONG, "too late"},
        {"UTC", NOV, "1y", WHEN_WRONG, "too late"},
        {"UTC", NOV, "indef", WHEN_WRONG, "an end is needed, at most 180d"},
        /* 180 days with 25 hours on one of them. */
        {BERLIN, "2026-06-01T10:00:00Z", "180d", WHEN_OK, ""},
        {BERLIN, "2026-06-01T10:00:00Z", "181d", WHEN_WRONG, "too late"},
    };
    const struct when_limits l = {.min = WHEN_MINUTES(60), .max = WHEN_DAYS(180)};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct zone *z = open_zone(rows[i].zone);
        struct when w;
        struct err err = {0};

        cr_expect_eq(when_parse(str_of(rows[i].text), at(rows[i].now), z, &l, &w, &err),
                     rows[i].state, "%s: %s", rows[i].text, err.text);
        cr_expect_not_null(strstr(err.text, rows[i].says), "%s: %s", rows[i].text, err.text);
        zone_free(z);
    }
}

/* Said on a Sunday, 38 minutes before three: the Sunday that can be meant. */
Test(base_when, a_weekday_that_is_too_soon_is_the_next_one)
{
    static const struct {
        const char *text, *end, *note;
    } rows[] = {
        {"until sun 15:00", "2026-11-29T15:00:00Z", "less than 1h away"},
        {"until sun 15:21", "2026-11-29T15:21:00Z", "less than 1h away"},
        {"until sun 15:22", "2026-11-22T15:22:00Z", ""},
        {"until sun 14:00", "2026-11-29T14:00:00Z", ""},
        {"until sun", "2026-11-22T23:59:00Z", "whole day"},
        {"until mon 09:00", "2026-11-23T09:00:00Z", ""},
    };
    const struct when_limits l = {.min = WHEN_MINUTES(60)};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct when w = {0};
        struct err err = {0};

        cr_expect_eq(when_parse(str_of(rows[i].text), at(NOV_MIN), zone_utc(), &l, &w, &err),
                     WHEN_OK, "%s: %s", rows[i].text, err.text);
        cr_expect_eq(w.end_ms, at(rows[i].end), "%s: %s", rows[i].text, w.note);
        cr_expect(rows[i].note[0] != '\0' ? strstr(w.note, rows[i].note) != NULL
                                          : w.note[0] == '\0',
                  "%s: %s", rows[i].text, w.note);
    }
}

Test(base_when, said)
{
    static const struct {
        const char *zone, *now, *text, *said;
    } rows[] = {
        {BERLIN, "2026-11-22T13:22:07Z", "3mo", "until Mon 22 Feb 2027 14:22 CET (92 days)"},
        {BERLIN, "2026-06-01T10:00:00Z", "2d", "until Wed 3 Jun 2026 12:00 CEST (2 days)"},
        {BERLIN, "2026-10-24T12:00:00Z", "2d", "until Mon 26 Oct 2026 14:00 CET (2 days)"},
        {BERLIN, "2026-10-24T12:00:00Z", "1d", "until Sun 25 Oct 2026 14:00 CET (25 h)"},
        {"UTC", NOV_MIN, "90min", "until Sun 22 Nov 2026 15:52 UTC (1 h 30 min)"},
        {"UTC", NOV_MIN, "15min", "until Sun 22 Nov 2026 14:37 UTC (15 min)"},
        {LORD, NOV_MIN, "1h", "until Mon 23 Nov 2026 02:22 +11 (1 h)"},
        {"UTC", NOV_MIN, "indef", "without an end"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct zone *z = open_zone(rows[i].zone);
        struct when w = {0};
        struct err err = {0};
        struct buf b = BUF_INIT(120);

        cr_expect_eq(when_parse(str_of(rows[i].text), at(rows[i].now), z, &no_limits, &w, &err),
                     WHEN_OK, "%s", err.text);
        when_say(&b, &w, at(rows[i].now), z);
        cr_expect_str_eq(buf_text(&b), rows[i].said);
        buf_free(&b);
        zone_free(z);
    }
}

Test(base_when, durations)
{
    static const struct {
        const char *text;
        enum when_state state;
        int64_t ms;
        const char *said;
    } rows[] = {
        {"15min", WHEN_OK, 900000, "15min"}, {"90min", WHEN_OK, 5400000, "1h30min"},
        {"2w", WHEN_OK, 1209600000, "2w"},   {"1w2d", WHEN_OK, 777600000, "9d"},
        {"1y", WHEN_OK, 31556952000, "1y"},  {"14mo", WHEN_OK, 36816444000, "1y2mo"},
        {"15", WHEN_INCOMPLETE, 0, ""},      {"", WHEN_INCOMPLETE, 0, ""},
        {"15m", WHEN_INCOMPLETE, 0, ""},     {"0h", WHEN_WRONG, 0, ""},
        {"until fri", WHEN_WRONG, 0, ""},    {"indef", WHEN_WRONG, 0, ""},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct when_span s = {0};
        struct err err = {0};
        struct buf b = BUF_INIT(40);

        cr_expect_eq(when_duration(str_of(rows[i].text), &s, &err), rows[i].state, "%s: %s",
                     rows[i].text, err.text);
        cr_expect_eq(when_span_ms(&s), rows[i].ms, "%s: %lld", rows[i].text,
                     (long long)when_span_ms(&s));
        if (rows[i].state == WHEN_OK)
            when_span_say(&b, &s);
        cr_expect_str_eq(buf_text(&b), rows[i].said);
        buf_free(&b);
    }
}

Test(base_nearest, words)
{
    static const char *const known[] = {"protected", "ticket", "color", NULL};
    static const struct {
        const char *word, *near;
    } rows[] = {
        {"protectd", "protected"}, {"TICKET", "ticket"}, {"colour", "color"},
        {"zzzzzz", NULL},          {"", NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *near = nearest_word(rows[i].word, known);

        cr_expect(rows[i].near == NULL ? near == NULL
                                       : near != NULL && strcmp(near, rows[i].near) == 0,
                  "%s: %s", rows[i].word, near != NULL ? near : "none");
    }
}
