/* Which known word somebody meant. */
#include <criterion/criterion.h>

#include "client/base/nearest.h"

Test(base_nearest, distance)
{
    static const struct {
        const char *a, *b;
        size_t d;
    } rows[] = {
        {"", "", 0},         {"sev", "", 3},           {"", "sev", 3},
        {"SEV", "sev", 0},   {"sve", "sev", 1},        {"firday", "friday", 1},
        {"hgh", "high", 1},  {"high", "hgh", 1},       {"regoin", "region", 1},
        {"abcd", "badc", 2}, {"kitten", "sitting", 3}, {"ca", "abc", 3},
        {"role", "code", 2}, {"xsev", "sev", 1},       {"sev", "res", 2},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect_eq(nearest_distance(rows[i].a, rows[i].b), rows[i].d, "%s %s: %zu", rows[i].a,
                     rows[i].b, nearest_distance(rows[i].a, rows[i].b));
}

Test(base_nearest, long_words_are_far_from_everything)
{
    cr_expect_eq(nearest_distance("0123456789012345678901234567890123456789x", "x"),
                 NEAREST_WORD_MAX);
    cr_expect_eq(nearest_distance("x", "0123456789012345678901234567890123456789x"),
                 NEAREST_WORD_MAX);
    cr_expect_eq(nearest_distance("0123456789012345678901234567890123456789",
                                  "0123456789012345678901234567890123456789"),
                 0);
}

Test(base_nearest, half_of_a_word_may_be_wrong)
{
    static const char *const known[] = {"critical", "high", "medium", "low", NULL};

    cr_expect_str_eq(nearest_word("hgih", known), "high");
    cr_expect_str_eq(nearest_word("lwo", known), "low");
    cr_expect_null(nearest_word("xyz", known));
    cr_expect_null(nearest_word("", known));
}
