/* Who watches is told, once each, also while others come and go. */
#include <criterion/criterion.h>

#include "client/base/watchers.h"

struct seen {
    struct watchers *w;
    int told;
    const void *removes; /* when it is told; NULL: nobody */
    struct seen *adds;
};

static void on_change(void *ctx)
{
    struct seen *s = ctx;

    s->told++;
    if (s->removes != NULL)
        watchers_remove(s->w, s->removes);
    if (s->adds != NULL)
        watchers_add(s->w, on_change, s->adds);
}

Test(base_watchers, each_is_told_once)
{
    struct watchers w = {0};
    struct seen a = {.w = &w}, b = {.w = &w};

    watchers_tell(&w);
    watchers_add(&w, on_change, &a);
    watchers_add(&w, on_change, &b);
    watchers_add(&w, on_change, &a);
    cr_expect_eq(w.n, 2);
    watchers_tell(&w);
    cr_expect_eq(a.told, 1);
    cr_expect_eq(b.told, 1);
    watchers_remove(&w, &a);
    watchers_remove(&w, &a);
    watchers_tell(&w);
    cr_expect_eq(a.told, 1);
    cr_expect_eq(b.told, 2);
}

Test(base_watchers, they_come_and_go_while_they_are_told)
{
    struct watchers w = {0};
    struct seen late = {.w = &w}, a = {.w = &w}, b = {.w = &w}, c = {.w = &w};

    watchers_add(&w, on_change, &a);
    watchers_add(&w, on_change, &b);
    watchers_add(&w, on_change, &c);
    c.removes = &c;
    b.adds = &late;
    watchers_tell(&w);
    cr_expect_eq(a.told, 1);
    cr_expect_eq(b.told, 1);
    cr_expect_eq(c.told, 1);
    cr_expect_eq(late.told, 0);
    cr_expect_eq(w.n, 3);
    late.removes = &b; /* the newest is told first, and those it removes are not */
    b.adds = NULL;
    watchers_tell(&w);
    cr_expect_eq(late.told, 1);
    cr_expect_eq(b.told, 1);
    cr_expect_eq(a.told, 2);
}
