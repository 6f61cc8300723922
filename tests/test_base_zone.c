/* base/zone: against the C library, rules, and what a zone must refuse. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client/base/zone.h"

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

Test(base_zone, agrees_with_libc)
{
    static const char *const names[] = {
        "Europe/Berlin",  "America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
        "Asia/Kathmandu", "America/Nuuk",     "Africa/Casablanca",   "Etc/GMT+12"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct zone *z = open_zone(names[i]);

        cr_assert_eq(setenv("TZ", names[i], 1), 0);
        tzset();
        /* Every 13 hours and a bit from 1880 to 2110. */
        for (int64_t s = INT64_C(-2840140800); s < INT64_C(4417977600); s += 47431) {
            struct tm tm;
            time_t t = (time_t)s;
            struct civil c;
            const struct zone_moment *m = zone_at(z, s * 1000);
            int64_t back;

            cr_assert_not_null(localtime_r(&t, &tm));
            zone_civil(z, s * 1000, &c);
            cr_assert(m->offset_s == tm.tm_gmtoff && m->dst == (tm.tm_isdst > 0) &&
                          strcmp(m->abbr, tm.tm_zone) == 0 && c.hour == tm.tm_hour &&
                          c.day == tm.tm_mday && c.weekday == tm.tm_wday,
                      "%s at %lld: %d %s, libc %ld %s", names[i], (long long)s, m->offset_s,
                      m->abbr, tm.tm_gmtoff, tm.tm_zone);
            enum zone_fit fit = zone_instant(z, &c, &back);

            cr_assert(back == s * 1000 || (fit == ZONE_TWICE && back < s * 1000),
                      "%s at %lld: back %lld", names[i], (long long)s, (long long)back);
        }
        zone_free(z);
    }
}

Test(base_zone, rules)
{
    static const struct {
        const char *rule, *utc;
        int offset_s;
        const char *abbr; /* NULL: refused */
    } rows[] = {
        {"UTC", "2026-07-01", 0, "UTC"},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-01", 7200, "CEST"},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-01-01", 3600, "CET"},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-07-01", -3600, "-01"},
        {"AAA3BBB,J60,J300", "2028-02-29", -10800, "AAA"},
        {"AAA3BBB,J60,J300", "2028-03-02", -7200, "BBB"},
        {"AAA3BBB,59,300", "2028-03-01", -7200, "BBB"},
        {"AAA3BBB2:30,M10.1.0,M4.1.0", "2026-12-31", -9000, "BBB"},
        {"EST5EDT,0/0,J365/25", "2026-12-31", -14400, "EDT"},
        {"AA3", "2026-01-01", 0, NULL},
        {"AAA", "2026-01-01", 0, NULL},
        {"AAA25", "2026-01-01", 0, NULL},
        {"AAA3BBB", "2026-01-01", 0, NULL}, /* no rule: whose? */
        {"AAA3BBB,M13.1.0,M4.1.0", "2026-01-01", 0, NULL},
        {"AAA3BBB,M3.6.0,M4.1.0", "2026-01-01", 0, NULL},
        {"AAA3BBB,M3.1.0/168,M4.1.0", "2026-01-01", 0, NULL},
        {"AAA3BBB,M3.1.0,M4.1.0x", "2026-01-01", 0, NULL},
        {"<\x1b[2J>3", "2026-01-01", 0, NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        struct zone *z = zone_open(rows[i].rule, &err);

        cr_expect_eq(z != NULL, rows[i].abbr != NULL, "%s: %s", rows[i].rule, err.text);
        if (z != NULL) {
            const struct zone_moment *m = zone_at(z, at(rows[i].utc));

            cr_expect(m->offset_s == rows[i].offset_s && rows[i].abbr != NULL &&
                          strcmp(m->abbr, rows[i].abbr) == 0,
                      "%s: %d %s", rows[i].rule, m->offset_s, m->abbr);
        }
        zone_free(z);
    }
}

Test(base_zone, hostile_names)
{
    static const char *const names[] = {
        "../../etc/passwd", "..",  "/etc/localtime", ":Europe/Berlin", ":/etc/passwd", "Europe",
        "tzdata.zi",        "./x", "Europe/../UTC",  "Nowhere/Atall",  "a\nb",         " ",
    };
    char folder[] = "/tmp/picket-zone-XXXXXX", fifo[64];
    struct err err = {0};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct err why = {0};

        cr_expect_null(zone_open(names[i], &why), "%s", names[i]);
        cr_expect_null(zone_local(names[i], &why), "%s", names[i]);
        cr_expect_neq(why.text[0], '\0');
    }
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(fifo, sizeof fifo, "%s/zone", folder);
    cr_assert_eq(mkfifo(fifo, 0600), 0);
    cr_expect_null(zone_local(fifo, &err));
    cr_assert_eq(unlink(fifo), 0);
    cr_assert_eq(rmdir(folder), 0);
}

Test(base_zone, local)
{
    static const struct {
        const char *tz, *abbr; /* at the beginning of July 2026 */
    } rows[] = {
        {"Europe/Berlin", "CEST"},
        {"", "UTC"},
        {"UTC", "UTC"},
        {"CET-1", "CET"},
    };
    struct err err = {0};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct zone *z = zone_local(rows[i].tz, &err);

        cr_assert_not_null(z, "%s: %s", rows[i].tz, err.text);
        cr_expect_str_eq(zone_at(z, INT64_C(1782900000000))->abbr, rows[i].abbr);
        zone_free(z);
    }
    struct zone *z = zone_local(NULL, &err);

    cr_expect_not_null(z, "%s", err.text);
    zone_free(z);
    zone_free((struct zone *)(uintptr_t)zone_utc());
}

/* A file of one type and no changes, then each byte of it broken and each length cut. */
Test(base_zone, broken_files)
{
    enum { HEADER = 44, CHANGES_AT = 35, MOMENTS_AT = 39, LETTERS_AT = 43 };
    static const char tail[] = "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0AAA\0\nBBB-1\n";
    char file[2 * HEADER + sizeof tail - 1] = "TZif2";

    memcpy(file + HEADER, "TZif2", 5);
    file[HEADER + CHANGES_AT] = file[HEADER + MOMENTS_AT] = 1;
    file[HEADER + LETTERS_AT] = 4;
    memcpy(file + 2 * HEADER, tail, sizeof tail - 1);
    static const size_t n = sizeof file;
    struct err err = {0};
    struct zone *z = zone_parse(file, n, "made", &err);

    cr_assert_not_null(z, "%s", err.text);
    cr_expect_str_eq(zone_at(z, 0)->abbr, "AAA");
    cr_expect_str_eq(zone_at(z, 2000)->abbr, "BBB");
    zone_free(z);
    for (size_t cut = 0; cut < n; cut++)
        cr_expect_null(zone_parse(file, cut, "cut", &err), "%zu bytes", cut);
    for (size_t i = 0; i < n; i++) {
        char broken[sizeof file];

        memcpy(broken, file, n);
        broken[i] = (char)(broken[i] ^ 0x80);
        z = zone_parse(broken, n, "broken", &err);
        if (z != NULL) /* a byte of the padding or of the moment of change */
            cr_expect_lt(zone_at(z, 5000)->offset_s, 93600);
        zone_free(z);
    }
}
