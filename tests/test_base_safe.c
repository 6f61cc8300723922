/* Nothing that moves a cursor, hides or reorders comes out of base/safe. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "client/base/safe.h"

#define TEXT(s)            \
    {                      \
        (s), sizeof(s) - 1 \
    }

Test(base_safe, spells_out_what_must_not_be_shown)
{
    static const struct {
        struct str in;
        const char *out, *ascii;
        int width;
    } rows[] = {
        {TEXT("plain text"), "plain text", "plain text", 10},
        {TEXT(""), "", "", 0},
        {TEXT("\033[31mred"), "^[[31mred", "\\u{1b}[31mred", 9},
        {TEXT("a\rb\nc\td\be"), "a^Mb^Jc^Id^He", "a\\u{d}b\\u{a}c\\u{9}d\\u{8}e", 13},
        {TEXT("\x7f"), "^?", "\\u{7f}", 2},
        {TEXT("nul\0end"), "nul^@end", "nul\\u{0}end", 8},
        {TEXT("\xc2\x9b"
              "31m"),
         "\\u009b31m", "\\u{9b}31m", 9},
        {TEXT("\xe2\x80\xae"
              "evil"),
         "\\u{202e}evil", "\\u{202e}evil", 12},
        {TEXT("a\xe2\x80\x8b"
              "b"),
         "a\\u{200b}b", "a\\u{200b}b", 10},
        {TEXT("\xf3\xa0\x81\x81"), "\\u{e0041}", "\\u{e0041}", 9},
        {TEXT("bad\xff\xfe!"), "bad\\xff\\xfe!", "bad\\xff\\xfe!", 12},
        {TEXT("\xed\xa0\x80"), "\\xed\\xa0\\x80", "\\xed\\xa0\\x80", 12},
        {TEXT("日本"), "日本", "\\u{65e5}\\u{672c}", 4},
        {TEXT("e\xcc\x81"), "e\xcc\x81", "e\\u{301}", 1},
        {TEXT("\xcc\x81"
              "e"),
         "\\u{301}e", "\\u{301}e", 8}, /* a mark on nothing */
        {TEXT("e\xcc\x81\xcc\x82\xcc\x83\xcc\x84"), "e\xcc\x81\xcc\x82",
         "e\\u{301}\\u{302}\\u{303}\\u{304}", 1},
        {TEXT("❤\xef\xb8\x8f"), "❤", "\\u{2764}\\u{fe0f}", 1}, /* no change of width */
        {TEXT("back\\slash"), "back\\slash", "back\\\\slash", 10},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = BUF_INIT(1000), ascii = BUF_INIT(1000);

        safe_text(&out, rows[i].in);
        safe_ascii(&ascii, rows[i].in);
        cr_assert_str_eq(buf_text(&out), rows[i].out, "row %zu: %s", i, buf_text(&out));
        cr_assert_str_eq(buf_text(&ascii), rows[i].ascii, "row %zu: %s", i, buf_text(&ascii));
        cr_assert_eq(safe_width(rows[i].in), rows[i].width, "row %zu: %d", i,
                     safe_width(rows[i].in));
        buf_free(&out);
        buf_free(&ascii);
    }
}

Test(base_safe, says_which_cells_are_not_what_came)
{
    struct safe_reader r;
    struct safe_cell c;
    int suspicious = 0, cells = 0;

    safe_reader_init(&r, STR("ok\033\xe2\x80\xae"
                             "ok"));
    while (safe_next(&r, &c)) {
        cells++;
        suspicious += c.suspicious;
    }
    cr_assert_eq(cells, 2 + 2 + 8 + 2);
    cr_assert_eq(suspicious, 2 + 8);
}

Test(base_safe, reads_no_more_than_its_bound)
{
    size_t n = SAFE_INPUT_MAX * 4;
    char *big = malloc(n);

    memset(big, 'x', n);
    cr_assert_eq(safe_width((struct str){big, n}), SAFE_INPUT_MAX);
    free(big);
}

Test(base_safe, any_bytes_come_out_printable)
{
    uint32_t seed = 7;

    for (int round = 0; round < 20000; round++) {
        char bytes[24];
        struct buf out = BUF_INIT(1000);
        size_t n = (seed >> 8) % sizeof bytes;

        for (size_t i = 0; i < n; i++) {
            seed = seed * 1664525U + 1013904223U;
            bytes[i] = (char)(seed >> 13);
        }
        safe_text(&out, (struct str){bytes, n});
        struct str rest = {buf_text(&out), out.len};

        while (rest.n > 0) {
            bool valid;
            enum cp_class class = utf8_class(utf8_next(&rest, &valid));

            cr_assert(valid && class != CP_CONTROL && class != CP_HIDDEN, "round %d", round);
        }
        buf_free(&out);
    }
}
