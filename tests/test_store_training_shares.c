#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/store/training_shares.h"

#define HOUR ((int64_t)3600000)

static bool note(struct training_shares *s, const char *key, int64_t start_ms, int64_t at_ms,
                 double percent)
{
    const struct training_point p = {at_ms, percent};
    return training_shares_note(s, str_of(key), start_ms, &p);
}

static size_t count(const struct training_shares *s, const char *key, int64_t start_ms)
{
    const struct training_point *points;
    return training_shares_of(s, str_of(key), start_ms, &points);
}

Test(training_shares, are_noted_every_few_hours)
{
    struct training_shares *s = training_shares_new();
    cr_expect(note(s, "p/b", 1, 10 * HOUR, 5));
    cr_expect(!note(s, "p/b", 1, 12 * HOUR, 6));
    cr_expect(note(s, "p/b", 1, 13 * HOUR, 7));
    cr_expect(note(s, "p/other", 1, 12 * HOUR, 8));
    cr_expect_eq(count(s, "p/b", 1), 2);
    cr_expect_eq(count(s, "p/other", 1), 1);
    cr_expect_eq(count(s, "p/none", 1), 0);
    /* A model that began anew, a clock that was set back. */
    cr_expect_eq(count(s, "p/b", 2), 0);
    cr_expect(note(s, "p/b", 2, 20 * HOUR, 0));
    cr_expect_eq(count(s, "p/b", 2), 1);
    cr_expect(note(s, "p/b", 2, 19 * HOUR, 1));
    cr_expect_eq(count(s, "p/b", 2), 1);
    cr_expect(!note(s, "p/b", 2, 90 * HOUR, 0.0 / 0.0));
    training_shares_free(s);
}

Test(training_shares, many_are_thinned_over_the_same_time)
{
    struct training_shares *s = training_shares_new();
    const struct training_point *points;
    for (int i = 0; i < 500; i++)
        (void)!note(s, "p/b", 1, 3 * HOUR * (i + 1), i / 10.0);
    size_t n = training_shares_of(s, STR("p/b"), 1, &points);
    cr_expect_leq(n, TRAINING_POINTS_MAX);
    cr_expect_eq(points[0].at_ms, 3 * HOUR);
    cr_expect_eq(points[n - 1].at_ms, 3 * HOUR * 500);
    for (size_t i = 1; i < n; i++)
        cr_expect_gt(points[i].at_ms, points[i - 1].at_ms);
    training_shares_free(s);
}

Test(training_shares, models_are_bounded)
{
    struct training_shares *s = training_shares_new();
    char key[32];
    for (int i = 0; i < TRAINING_MODELS_MAX + 10; i++) {
        snprintf(key, sizeof key, "p/%d", i);
        cr_expect_eq(note(s, key, 1, HOUR, 1), i < TRAINING_MODELS_MAX);
    }
    training_shares_free(s);
}

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    cr_assert(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

Test(training_shares, a_file_brings_them_back_as_far_as_it_is_whole)
{
    char folder[] = "/tmp/picket-shares-XXXXXX", path[64];
    struct err err;
    cr_assert(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/shares", folder);
    struct training_shares *s = training_shares_new();
    (void)!note(s, "p/b \n\x1b[2J", 7, 10 * HOUR, 12.25);
    (void)!note(s, "p/b \n\x1b[2J", 7, 20 * HOUR, 25);
    cr_assert(training_shares_save(s, path, &err), "%s", err.text);
    training_shares_free(s);

    s = training_shares_new();
    training_shares_load(s, path);
    const struct training_point *points;
    cr_assert_eq(training_shares_of(s, STR("p/b \n\x1b[2J"), 7, &points), 2);
    cr_expect_eq(points[0].at_ms, 10 * HOUR);
    cr_expect_eq(points[0].percent, 12.25);
    training_shares_free(s);

    static const char *const damaged[] = {
        "",
        "\n\n \n",
        "0123456789abcdef",
        "0123456789abcdef x 1:2\n",
        "0123456789abcdeg 1 1:2\n",
        "0123456789abcdef 1 1: :2 x:y 9999999999999999999:1 5:nan\n",
        "0123456789abcdef 1 1:2 3",
    };
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        write_text(path, damaged[i]);
        s = training_shares_new();
        training_shares_load(s, path);
        cr_expect(note(s, "p/b", 1, HOUR, 1));
        training_shares_free(s);
    }
    s = training_shares_new();
    training_shares_load(s, "/nowhere/at/all");
    cr_expect_eq(count(s, "p/b", 1), 0);
    training_shares_free(s);
    (void)unlink(path);
    (void)rmdir(folder);
}
