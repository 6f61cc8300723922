/* Strict decoding, and classes that agree with the widths a terminal gets from the C
 * library. */
#include <criterion/criterion.h>
#include <locale.h>
#include <wchar.h>

#include "client/base/utf8.h"

Test(base_utf8, every_code_point_comes_back)
{
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        char bytes[4];
        bool valid;

        if (cp == 0xd800)
            cp = 0xe000;
        struct str s = {bytes, utf8_put(bytes, cp)};
        uint32_t got = utf8_next(&s, &valid);

        cr_assert(valid && got == cp && s.n == 0, "U+%04X", cp);
    }
}

Test(base_utf8, broken_bytes_are_refused_one_at_a_time)
{
    static const struct {
        const char *bytes;
        size_t n;
        int bad; /* bytes reported as invalid */
    } rows[] = {
        {"\x80", 1, 1},             /* continuation alone */
        {"\xc0\x80", 2, 2},         /* overlong NUL */
        {"\xc1\xbf", 2, 2},         /* overlong */
        {"\xe0\x9f\xbf", 3, 3},     /* overlong */
        {"\xed\xa0\x80", 3, 3},     /* surrogate */
        {"\xf0\x8f\xbf\xbf", 4, 4}, /* overlong */
        {"\xf4\x90\x80\x80", 4, 4}, /* above U+10FFFF */
        {"\xf5\x80\x80\x80", 4, 4},
        {"\xff", 1, 1},
        {"\xe2\x82", 2, 2},     /* cut */
        {"\xe2\x28\xa1", 3, 2}, /* '(' in the middle is itself */
        {"a\xc3\xa9z", 4, 0},
        {"\xf4\x8f\xbf\xbf", 4, 0},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str s = {rows[i].bytes, rows[i].n};
        int bad = 0;

        cr_assert_eq(utf8_valid(s), rows[i].bad == 0, "row %zu", i);
        while (s.n > 0) {
            bool valid;

            utf8_next(&s, &valid);
            bad += !valid;
        }
        cr_assert_eq(bad, rows[i].bad, "row %zu: %d", i, bad);
    }
}

Test(base_utf8, classes_of_what_matters)
{
    static const struct {
        uint32_t cp;
        enum cp_class class;
    } rows[] = {
        {0x00, CP_CONTROL},     {0x1b, CP_CONTROL},     {0x7f, CP_CONTROL},
        {0x9b, CP_CONTROL},     {' ', CP_PRINT},        {'~', CP_PRINT},
        {0xa0, CP_PRINT},       {0xe9, CP_PRINT},       {0xad, CP_HIDDEN},
        {0x34f, CP_HIDDEN},     {0x61c, CP_HIDDEN},     {0x180e, CP_HIDDEN},
        {0x200b, CP_HIDDEN},    {0x200d, CP_HIDDEN},    {0x200e, CP_HIDDEN},
        {0x202a, CP_HIDDEN},    {0x202e, CP_HIDDEN},    {0x2028, CP_HIDDEN},
        {0x2029, CP_HIDDEN},    {0x2060, CP_HIDDEN},    {0x2066, CP_HIDDEN},
        {0x2069, CP_HIDDEN},    {0x115f, CP_HIDDEN},    {0x1160, CP_HIDDEN},
        {0x3164, CP_HIDDEN},    {0xffa0, CP_HIDDEN},    {0xfeff, CP_HIDDEN},
        {0xfff9, CP_HIDDEN},    {0xe000, CP_HIDDEN},    {0xd800, CP_HIDDEN},
        {0xfffe, CP_HIDDEN},    {0xe0001, CP_HIDDEN},   {0xe0041, CP_HIDDEN},
        {0xe0100, CP_HIDDEN},   {0xf0000, CP_HIDDEN},   {0x110000, CP_HIDDEN},
        {0xfe00, CP_HIDDEN},    {0xfe0f, CP_COMBINING}, {0x301, CP_COMBINING},
        {0x20dd, CP_COMBINING}, {0x65e5, CP_WIDE},      {0x1f525, CP_WIDE},
        {0xff21, CP_WIDE},      {0xac00, CP_WIDE},      {0x2500, CP_PRINT},
        {0x2026, CP_PRINT},     {0x3b1, CP_PRINT},      {0x202f, CP_PRINT},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_assert_eq(utf8_class(rows[i].cp), rows[i].class, "U+%04X is %d", rows[i].cp,
                     (int)utf8_class(rows[i].cp));
}

Test(base_utf8, widths_are_those_of_the_c_library)
{
    cr_assert(setlocale(LC_ALL, "C.UTF-8") != NULL);
    for (uint32_t cp = 0xa0; cp <= 0x10ffff; cp++) {
        static const int widths[] = {[CP_PRINT] = 1, [CP_WIDE] = 2, [CP_COMBINING] = 0};
        enum cp_class class = utf8_class(cp);

        if (class == CP_HIDDEN || class == CP_CONTROL)
            continue;
        int theirs = wcwidth((wchar_t)cp);

        /* A newer C library knows more characters; it must not disagree on ours. */
        cr_assert(theirs < 0 || theirs == widths[class], "U+%04X: %d, C library %d", cp,
                  widths[class], theirs);
    }
}

Test(base_utf8, characters_are_counted_broken_bytes_too)
{
    cr_expect_eq(utf8_count((struct str){NULL, 0}), 0);
    cr_expect_eq(utf8_count(str_of("a\xe9\xa1\xa7\xf0\x9f\x94\x92")), 3);
    cr_expect_eq(utf8_count(str_of("\xff\xe2\x82")), 3);
}
