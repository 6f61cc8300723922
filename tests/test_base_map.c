/* base/map: the map against a plain list, interning against itself. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "client/base/map.h"
#include "client/base/mem.h"

enum { KEYS = 500, STEPS = 20000 };

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

Test(base_map, agrees_with_an_array)
{
    static int values[STEPS];
    int *model[KEYS] = {0};
    struct map *m = map_new();
    uint32_t seed = 1;
    size_t live = 0;

    for (int step = 0; step < STEPS; step++) {
        uint32_t k = next_random(&seed) % KEYS;
        char key[16];

        (void)snprintf(key, sizeof key, "key-%u", k);
        if (next_random(&seed) % 3 == 0) {
            cr_assert_eq(map_remove(m, key), (void *)model[k]);
            live -= model[k] != NULL;
            model[k] = NULL;
        } else {
            cr_assert_eq(map_put(m, key, &values[step]), (void *)model[k]);
            live += model[k] == NULL;
            model[k] = &values[step];
        }
        cr_assert_eq(map_count(m), live);
    }
    size_t i = 0, seen = 0;
    const char *key;
    void *value;

    while (map_next(m, &i, &key, &value)) {
        cr_assert_eq(map_get(m, key), value);
        seen++;
    }
    cr_assert_eq(seen, live);
    map_free(m, NULL);
}

Test(base_map, iterates_in_order_of_insertion)
{
    struct map *m = map_new();
    static const char *const keys[] = {"zeta", "alpha", "", "mid"};
    size_t i = 0;
    const char *key;
    void *value;

    for (size_t k = 0; k < COUNT_OF(keys); k++)
        (void)map_put(m, keys[k], mem_strdup(keys[k]));
    for (size_t k = 0; k < COUNT_OF(keys); k++) {
        cr_assert(map_next(m, &i, &key, &value));
        cr_expect_str_eq(key, keys[k]);
    }
    cr_expect(!map_next(m, &i, &key, &value));
    map_free(m, free);
}

Test(base_map, interned_text_keeps_its_number)
{
    struct intern *t = intern_new();
    char text[16];
    uint32_t id;

    for (uint32_t i = 0; i < 3000; i++) {
        (void)snprintf(text, sizeof text, "t%u", i);
        cr_assert_eq(intern_id(t, str_of(text)), i);
    }
    for (uint32_t i = 0; i < 3000; i++) {
        (void)snprintf(text, sizeof text, "t%u", i);
        cr_assert_eq(intern_id(t, str_of(text)), i);
        cr_assert_str_eq(intern_text(t, i), text);
    }
    cr_expect_eq(intern_count(t), 3000);
    cr_expect(!intern_find(t, STR("t3000"), &id));
    cr_expect_eq(intern_id(t, STR("")), 3000, "the empty text is a text");
    cr_expect_eq(intern_id(t, STR("")), 3000);
    intern_free(t);
}
