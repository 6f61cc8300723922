/* base/buf, base/str, base/err. */
#include <criterion/criterion.h>

#include "client/base/arena.h"
#include "client/base/mem.h"
#include "client/base/str.h"

Test(base_text, buf_keeps_its_bound)
{
    struct buf b = BUF_INIT(8);

    cr_assert_str_eq(buf_text(&b), "");
    buf_puts(&b, "12345");
    buf_printf(&b, "%d", 678);
    cr_assert(!b.full);
    buf_puts(&b, "9");
    cr_assert(b.full);
    cr_assert_str_eq(buf_text(&b), "12345678");
    buf_reset(&b);
    cr_assert(!b.full && b.len == 0);
    buf_printf(&b, "%s", "a text much longer than the bound of eight");
    cr_assert_str_eq(buf_text(&b), "a text m");
    char *stolen = buf_steal(&b);

    cr_assert_str_eq(stolen, "a text m");
    cr_assert(b.data == NULL && b.max == 8);
    free(stolen);
}

Test(base_text, counts_have_commas)
{
    static const struct {
        uint64_t n;
        const char *text;
    } rows[] = {{0, "0"},
                {999, "999"},
                {1000, "1,000"},
                {1234567, "1,234,567"},
                {UINT64_MAX, "18,446,744,073,709,551,615"}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf b = BUF_INIT(64);

        buf_put_count(&b, rows[i].n);
        cr_expect_str_eq(buf_text(&b), rows[i].text);
        buf_free(&b);
    }
}

Test(base_text, numbers_are_whole_or_refused)
{
    static const struct {
        const char *text;
        int64_t min, max;
        bool ok;
        int64_t value;
    } rows[] = {
        {"0", 0, 9, true, 0},
        {"12", 0, 99, true, 12},
        {"-7", -9, 9, true, -7},
        {"9223372036854775807", 0, INT64_MAX, true, INT64_MAX},
        {"-9223372036854775808", INT64_MIN, 0, true, INT64_MIN},
        {"9223372036854775808", INT64_MIN, INT64_MAX, false, 0},
        {"", 0, 9, false, 0},
        {"-", -9, 9, false, 0},
        {"1x", 0, 9, false, 0},
        {" 1", 0, 9, false, 0},
        {"10", 0, 9, false, 0},
        {"+1", 0, 9, false, 0},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t v = 42;

        cr_expect_eq(str_to_int(str_of(rows[i].text), rows[i].min, rows[i].max, &v), rows[i].ok,
                     "%s", rows[i].text);
        cr_expect_eq(v, rows[i].ok ? rows[i].value : 42, "%s", rows[i].text);
    }
}

Test(base_text, doubles)
{
    static const struct {
        const char *text;
        bool ok;
        double value;
    } rows[] = {
        {"1.5", true, 1.5},  {"-2e3", true, -2000}, {"nan", false, 0}, {"inf", false, 0},
        {"1e999", false, 0}, {"0x10", false, 0},    {"1,5", false, 0}, {"", false, 0},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double v = 0;

        cr_expect_eq(str_to_double(str_of(rows[i].text), &v), rows[i].ok, "%s", rows[i].text);
        cr_expect_float_eq(v, rows[i].value, 1e-9);
    }
}

Test(base_text, percent_and_hex_go_both_ways)
{
    static const struct {
        const char *plain, *encoded;
    } rows[] = {
        {"plant:line-1", "plant%3Aline-1"},
        {"a b/c%", "a%20b%2Fc%25"},
        {"A-Za-z0-9-._~", "A-Za-z0-9-._~"},
        {"\xe6\x9d\xb1", "%E6%9D%B1"},
    };
    struct buf b = BUF_INIT(256);
    uint8_t bytes[3];

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        buf_reset(&b);
        str_percent_encode(&b, str_of(rows[i].plain));
        cr_expect_str_eq(buf_text(&b), rows[i].encoded);
        buf_reset(&b);
        cr_expect(str_percent_decode(&b, str_of(rows[i].encoded)));
        cr_expect_str_eq(buf_text(&b), rows[i].plain);
    }
    cr_expect(!str_percent_decode(&b, STR("%4")));
    cr_expect(!str_percent_decode(&b, STR("%zz")));
    buf_reset(&b);
    str_hex(&b, "\x00\xfe\x10", 3);
    cr_expect_str_eq(buf_text(&b), "00fe10");
    cr_expect(str_unhex(STR("00FE10"), bytes, 3));
    cr_expect_arr_eq(bytes, "\x00\xfe\x10", 3);
    cr_expect(!str_unhex(STR("00FE1"), bytes, 3));
    cr_expect(!str_unhex(STR("00FE1g"), bytes, 3));
    buf_free(&b);
}

Test(base_text, cutting_and_trimming)
{
    struct str rest, first = str_cut(STR("a=b=c"), '=', &rest);

    cr_expect(str_eq(first, "a") && str_eq(rest, "b=c"));
    first = str_cut(STR("none"), '=', &rest);
    cr_expect(str_eq(first, "none") && rest.n == 0);
    cr_expect(str_eq(str_trim(STR(" \t x y\r\n")), "x y"));
    cr_expect(str_eq(str_trim(STR("  ")), ""));
    cr_expect(str_contains_nocase("Gateway-OSAKA", "osaka"));
    cr_expect(!str_contains_nocase("Gateway", "gatewayx"));
    cr_expect(str_starts("abc", "ab") && !str_starts("a", "ab"));
    cr_expect(str_ends("abc", "bc") && !str_ends("c", "bc"));
}

Test(base_text, errors_say_what_where_and_what_to_do)
{
    struct err e = {.status = 7};

    cr_expect(!err_sys(&e, 2, "opening %s", "x"));
    cr_expect_str_eq(e.text, "opening x: No such file or directory");
    cr_expect(e.kind == ERR_IO && e.sys == 2 && e.status == 0);
    cr_expect(!err_advise(&e, "look at %s", "y"));
    cr_expect(!err_at(&e, "f:%d", 3));
    cr_expect_str_eq(e.advice, "look at y");
    cr_expect_str_eq(e.where, "f:3");
    cr_expect_str_eq(err_kind_name(ERR_CANCELED), "canceled");
}

Test(base_text, arena_survives_reset)
{
    struct arena *a = arena_new();

    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 5000; i++)
            cr_assert_str_eq(arena_printf(a, "row %d", i), arena_printf(a, "row %d", i));
        char *zeroed = arena_alloc(a, 100, 1);

        for (int i = 0; i < 100; i++)
            cr_assert_eq(zeroed[i], 0);
        memset(zeroed, 'x', 100);
        cr_assert_eq((uintptr_t)arena_alloc(a, 1, 1) % 16, 0);
        arena_reset(a);
    }
    size_t held = arena_bytes(a);

    cr_assert_not_null(arena_raw(a, 1 << 20, 1));
    arena_reset(a);
    cr_assert_eq(arena_bytes(a), held, "one huge answer is not kept");
    arena_free(a);
}
