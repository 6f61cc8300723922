/* base/clock: civil time, ISO 8601, ages. */
#include <criterion/criterion.h>
#include <time.h>

#include "client/base/clock.h"

Test(base_clock, civil_time_agrees_with_libc)
{
    /* Every 41 hours and a bit from year 1 to 2400 or so. */
    for (int64_t s = INT64_C(-62135596800); s < INT64_C(13569465600); s += 149687) {
        struct tm tm;
        time_t t = (time_t)s;
        struct civil c;

        civil_from_ms(s * 1000 + 7, &c);
        cr_assert_not_null(gmtime_r(&t, &tm));
        cr_assert(c.year == tm.tm_year + 1900 && c.month == tm.tm_mon + 1 &&
                      c.day == tm.tm_mday && c.hour == tm.tm_hour && c.minute == tm.tm_min &&
                      c.second == tm.tm_sec && c.weekday == tm.tm_wday && c.ms == 7,
                  "%lld", (long long)s);
        cr_assert_eq(civil_to_ms(&c), s * 1000 + 7);
    }
}

Test(base_clock, iso8601)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t ms;
    } rows[] = {
        {"1970-01-01T00:00:00Z", true, 0},
        {"2026-11-22T14:22:07Z", true, 1795357327000},
        {"2026-11-22T14:22:07.25Z", true, 1795357327250},
        {"2026-11-22 14:22:07.123456Z", true, 1795357327123},
        {"2026-11-22T23:22:07+09:00", true, 1795357327000},
        {"2026-11-22T05:22:07-0900", true, 1795357327000},
        {"2024-02-29", true, 1709164800000},
        {"2023-02-29", false, 0},
        {"2026-13-01T00:00:00Z", false, 0},
        {"2026-11-22T24:00:00Z", false, 0},
        {"2026-11-22T14:22:07", false, 0},
        {"2026-11-22T14:22:07Zx", false, 0},
        {"2026-11-22T14:22:07.Z", false, 0},
        {"-026-11-22T14:22:07Z", false, 0},
        {"", false, 0},
    };
    struct buf b = BUF_INIT(64);

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t ms = 0;

        cr_expect_eq(time_parse_iso8601(str_of(rows[i].text), &ms), rows[i].ok, "%s",
                     rows[i].text);
        cr_expect_eq(ms, rows[i].ms, "%s: %lld", rows[i].text, (long long)ms);
    }
    time_iso8601(&b, 1795357327000);
    cr_expect_str_eq(buf_text(&b), "2026-11-22T14:22:07Z");
    buf_reset(&b);
    time_iso8601(&b, 1795357327025);
    cr_expect_str_eq(buf_text(&b), "2026-11-22T14:22:07.025Z");
    buf_reset(&b);
    time_iso8601(&b, INT64_MAX);
    cr_expect_str_eq(buf_text(&b), "9999-12-31T23:59:59.999Z");
    buf_free(&b);
}

Test(base_clock, ages)
{
    static const struct {
        int64_t ms;
        const char *age, *ago;
    } rows[] = {
        {0, "now", "now"},
        {999, "now", "now"},
        {1000, "1s", "1s ago"},
        {119999, "119s", "119s ago"},
        {120000, "2m", "2m ago"},
        {7199000, "119m", "119m ago"},
        {7200000, "2h", "2h ago"},
        {172800000, "2d", "2d ago"},
        {8640000000, "14w", "14w ago"},
        {-259200000, "in 3d", "in 3d"},
    };
    struct buf b = BUF_INIT(64);

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        buf_reset(&b);
        time_age(&b, rows[i].ms);
        cr_expect_str_eq(buf_text(&b), rows[i].age);
        buf_reset(&b);
        time_ago(&b, rows[i].ms);
        cr_expect_str_eq(buf_text(&b), rows[i].ago);
    }
    buf_free(&b);
}

Test(base_clock, dates_for_people)
{
    static const char *const says[] = {
        [CIVIL_DAY] = "7 Feb",
        [CIVIL_YEAR] = "7 Feb 2027",
        [CIVIL_WEEKDAY] = "Sun 7 Feb",
        [CIVIL_WEEKDAY | CIVIL_YEAR] = "Sun 7 Feb 2027",
    };
    struct buf b = BUF_INIT(64);
    struct civil c;

    civil_from_ms(INT64_C(1801958400000), &c);
    for (unsigned i = 0; i < COUNT_OF(says); i++) {
        buf_reset(&b);
        civil_say(&b, &c, i);
        cr_expect_str_eq(buf_text(&b), says[i]);
    }
    buf_free(&b);
}
