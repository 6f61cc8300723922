/* Rows in, rows out, by column, by key, sorted, and how much memory they take. */
#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client/base/mem.h"
#include "client/store/row_index.h"
#include "client/store/table.h"

struct inner {
    const char *resource;
};
struct row {
    const char *id, *check, *severity, *reason;
    const struct inner *inner;
    struct opt_time found;
    struct opt_int count;
    struct opt_bool hidden;
};

static const struct field inner_fields[] = {
    {.name = "resource", .is = {.type = FIELD_STR}, .offset = offsetof(struct inner, resource)},
};
static const struct record inner_record = {"Inner", sizeof(struct inner), inner_fields, 1};
static const struct field row_fields[] = {
    {.name = "id", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, id)},
    {.name = "check", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, check)},
    {.name = "severity", .is = {.type = FIELD_ENUM}, .offset = offsetof(struct row, severity)},
    {.name = "reason", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, reason)},
    {.name = "inner",
     .is = {.type = FIELD_RECORD, .record = &inner_record},
     .offset = offsetof(struct row, inner)},
    {.name = "found", .is = {.type = FIELD_TIME}, .offset = offsetof(struct row, found)},
    {.name = "count", .is = {.type = FIELD_INT}, .offset = offsetof(struct row, count)},
    {.name = "hidden", .is = {.type = FIELD_BOOL}, .offset = offsetof(struct row, hidden)},
};
static const struct record row_record = {"Row", sizeof(struct row), row_fields,
                                         COUNT_OF(row_fields)};

static const char *const severity_order[] = {"CRITICAL", "HIGH", "MEDIUM", "LOW", NULL};

static bool shout(const void *record, struct buf *out)
{
    const struct row *r = record;
    buf_printf(out, "%s!", r->check == NULL ? "" : r->check);
    return r->check != NULL;
}

enum { ID, CHECK, SEV, REASON, RES, FOUND, N, HIDDEN, SHOUT, COLUMNS };
static const struct column columns[COLUMNS] = {
    {.name = "id", .path = "id", .kind = COLUMN_ID, .hidden = true},
    {.name = "check", .path = "check", .kind = COLUMN_NAME},
    {.name = "sev", .path = "severity", .kind = COLUMN_RANK, .order = severity_order},
    {.name = "reason", .path = "reason", .kind = COLUMN_NAME},
    {.name = "res", .path = "inner.resource", .kind = COLUMN_TEXT},
    {.name = "found", .path = "found", .kind = COLUMN_TIME},
    {.name = "n", .path = "count", .kind = COLUMN_INT},
    {.name = "hidden", .path = "hidden", .kind = COLUMN_NAME},
    {.name = "shout", .text = shout, .kind = COLUMN_NAME, .hidden = true},
};
static const struct table_spec spec = {"rows", &row_record, columns, COLUMNS, ID};

static struct table *three(void)
{
    static const struct inner a = {"Gateway-7"}, b = {"3f9a0c"};
    static const struct row rows[] = {
        {.id = "00ff17a2",
         .check = "SHARED",
         .severity = "LOW",
         .reason = "r",
         .inner = &a,
         .found = {1000, true},
         .count = {7, true},
         .hidden = {true, true}},
        {.id = "not hex",
         .check = "AGE",
         .severity = "CRITICAL",
         .inner = &b,
         .found = {3000, true},
         .hidden = {false, true}},
        {.id = "00FF17A2", .severity = "ODD", .count = {-2, true}},
    };
    struct table *t = table_new(&spec);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_assert(table_append(t, &rows[i]));
    return t;
}

static void text_is(const struct table *t, uint32_t row, int column, const char *want)
{
    char scratch[TABLE_SCRATCH];
    struct str s = table_text(t, row, column, scratch);
    cr_expect(str_eq(s, want), "row %u column %d: \"%.*s\", not \"%s\"", row, column, (int)s.n,
              s.p, want);
}

Test(store_table, cells)
{
    static const struct {
        uint32_t row;
        int column;
        const char *want;
    } cases[] = {
        {0, ID, "00ff17a2"}, {1, ID, "not hex"},    {2, ID, "00FF17A2"}, {0, CHECK, "SHARED"},
        {2, CHECK, ""},      {1, SEV, "CRITICAL"},  {2, SEV, "ODD"},     {0, RES, "Gateway-7"},
        {1, RES, "3f9a0c"},  {2, RES, ""},          {0, HIDDEN, "yes"},  {1, HIDDEN, "no"},
        {2, HIDDEN, ""},     {0, SHOUT, "SHARED!"}, {2, SHOUT, ""},
    };
    struct table *t = three();
    cr_assert_eq(table_rows(t), 3);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        text_is(t, cases[i].row, cases[i].column, cases[i].want);
    int64_t n = 0;
    cr_expect(table_number(t, 1, FOUND, &n) && n == 3000);
    cr_expect(table_number(t, 2, N, &n) && n == -2);
    cr_expect_not(table_number(t, 1, N, &n));
    cr_expect_not(table_number(t, 2, FOUND, &n));
    table_free(t);
}

Test(store_table, found_by_key)
{
    struct table *t = three();
    uint32_t row = 99;
    cr_expect(table_find(t, STR("00ff17a2"), &row) && row == 0);
    cr_expect(table_find(t, STR("not hex"), &row) && row == 1);
    cr_expect(table_find(t, STR("00FF17A2"), &row) && row == 2);
    cr_expect_not(table_find(t, STR("00ff17"), &row));
    cr_expect_not(table_find(t, STR(""), &row));
    table_free(t);
}

Test(store_table, long_text_is_cut_and_equality_sees_a_cell)
{
    char *big = mem_alloc(1 << 20, 1);
    memset(big, 'x', (1 << 20) - 1);
    struct inner in = {big};
    struct row r = {.id = "1", .inner = &in};
    struct table *a = table_new(&spec), *b = table_new(&spec);
    cr_assert(table_append(a, &r) && table_append(b, &r));
    char scratch[TABLE_SCRATCH];
    cr_expect_eq(table_text(a, 0, RES, scratch).n, TABLE_TEXT_MAX);
    cr_expect(table_equal(a, b));
    r.count = (struct opt_int){1, true};
    cr_assert(table_append(a, &r));
    r.count.value = 2;
    cr_assert(table_append(b, &r));
    cr_expect_not(table_equal(a, b));
    table_free(a);
    table_free(b);
    free(big);
}

/* What an audit finding looks like: two identifiers, a resource, times and a few names. */
static struct table *many(uint32_t n)
{
    static const char *const severities[] = {"LOW", "CRITICAL", "HIGH", "MEDIUM"};
    struct table *t = table_new(&spec);
    for (uint32_t i = 0; i < n; i++) {
        char id[33], resource[65], check[16];
        snprintf(id, sizeof id, "%08x%08x%08x%08x", i, i * 7u, i * 11u, i * 13u);
        for (int j = 0; j < 8; j++)
            snprintf(resource + j * 8, 9, "%08x", (i + 1) * 2654435761u * (unsigned)(j + 1));
        snprintf(check, sizeof check, "CHECK_%u", i % 17);
        struct inner in = {resource};
        struct row r = {.id = id,
                        .check = check,
                        .severity = severities[i % 4],
                        .reason = "Certificate is past its expiration.",
                        .inner = &in,
                        .found = {1000000 - (int64_t)(i % 1000), true},
                        .hidden = {i % 10 == 0, true}};
        cr_assert(table_append(t, &r));
    }
    return t;
}

Test(store_table, memory_of_a_row)
{
    enum { ROWS = 100000 };
    struct table *t = many(ROWS);
    struct row_index *ix = row_index_new(&spec);
    struct err err;
    cr_assert(row_index_filter(ix, "check", 0, &err));
    row_index_update(ix, t, 1, TABLE_WHOLE, 0);
    cr_expect_eq(row_index_count(ix), ROWS);
    size_t bytes = table_bytes(t) + row_index_bytes(ix);
    cr_expect_leq(bytes / ROWS, 200, "%zu bytes a row", bytes / ROWS);
    row_index_free(ix);
    table_free(t);
}

static bool in_order(const struct table *t, const struct row_index *ix, int column, bool down)
{
    for (uint32_t i = 1; i < row_index_count(ix); i++) {
        char one[TABLE_SCRATCH], two[TABLE_SCRATCH];
        uint32_t a = row_index_row(ix, i - 1), b = row_index_row(ix, i);
        int order;
        if (column == FOUND) {
            int64_t x = 0, y = 0;
            cr_assert(table_number(t, a, column, &x) && table_number(t, b, column, &y));
            order = x < y ? -1 : x > y;
        } else if (column == SEV) {
            order = table_rank(&columns[SEV], table_text(t, a, column, one).p) -
                    table_rank(&columns[SEV], table_text(t, b, column, two).p);
        } else {
            struct str x = table_text(t, a, column, one), y = table_text(t, b, column, two);
            order = strcmp(x.p, y.p);
        }
        if ((down ? -order : order) > 0 || (order == 0 && a > b))
            return false;
    }
    return true;
}

Test(store_table, sorting_is_stable_both_ways)
{
    struct table *t = many(10000);
    struct row_index *ix = row_index_new(&spec);
    static const int by[] = {FOUND, SEV, RES, CHECK};
    for (size_t i = 0; i < COUNT_OF(by); i++)
        for (int down = 0; down < 2; down++) {
            struct sort_key key = {by[i], down ? SORT_DOWN : SORT_UP};
            row_index_sort(ix, &key, 1);
            cr_assert(row_index_update(ix, t, 1, TABLE_WHOLE, 0));
            cr_assert_eq(row_index_count(ix), 10000);
            cr_expect(in_order(t, ix, by[i], down), "column %d, down %d", by[i], down);
        }
    row_index_free(ix);
    table_free(t);
}

Test(store_table, the_index_says_when_what_it_shows_moved)
{
    struct table *t = many(10);
    struct row_index *ix = row_index_new(&spec);
    const struct sort_key key = {FOUND, SORT_DOWN};
    struct err err;
    uint64_t before = row_index_revision(ix);

    for (int step = 0; step < 4; step++) { /* first rows, filter, order, other rows */
        if (step == 1)
            cr_assert(row_index_filter(ix, "CHECK_1", 0, &err));
        if (step == 2)
            row_index_sort(ix, &key, 1);
        const uint64_t generation = step < 3 ? 1 : 2;

        row_index_update(ix, t, generation, TABLE_WHOLE, 0);
        cr_expect_neq(row_index_revision(ix), before, "step %d", step);
        before = row_index_revision(ix);
        row_index_update(ix, t, generation, TABLE_WHOLE, 0);
        cr_expect_eq(row_index_revision(ix), before, "nothing moved in step %d", step);
    }
    row_index_free(ix);
    table_free(t);
}

Test(store_table, second_key_and_absent_last)
{
    struct table *t = three();
    struct row_index *ix = row_index_new(&spec);
    static const struct {
        struct sort_key keys[2];
        int n;
        uint32_t want[3];
    } cases[] = {
        {{{SEV, SORT_UP}}, 1, {1, 0, 2}},
        {{{N, SORT_UP}}, 1, {2, 0, 1}},
        {{{N, SORT_DOWN}}, 1, {0, 2, 1}},
        {{{FOUND, SORT_DOWN}}, 1, {1, 0, 2}},
        {{{RES, SORT_UP}}, 1, {1, 0, 2}},
        {{{RES, SORT_DOWN}}, 1, {0, 1, 2}},
        {{{CHECK, SORT_DOWN}}, 1, {0, 1, 2}},
        {{{REASON, SORT_UP}, {FOUND, SORT_DOWN}}, 2, {0, 1, 2}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        row_index_sort(ix, cases[i].keys, cases[i].n);
        row_index_update(ix, t, 1, TABLE_WHOLE, 0);
        for (uint32_t j = 0; j < 3; j++)
            cr_expect_eq(row_index_row(ix, j), cases[i].want[j], "case %zu place %u: row %u", i,
                         j, row_index_row(ix, j));
    }
    row_index_free(ix);
    table_free(t);
}

Test(store_table, index_follows_a_growing_table)
{
    struct table *t = many(1000);
    struct row_index *ix = row_index_new(&spec);
    struct sort_key key = {SEV, SORT_UP};
    row_index_sort(ix, &key, 1);
    cr_expect(row_index_update(ix, t, 1, TABLE_GROWS, 0));
    struct row r = {.id = "zz", .severity = "CRITICAL"};
    cr_assert(table_append(t, &r));
    cr_expect_not(row_index_update(ix, t, 1, TABLE_GROWS, 1000), "one row is not worth a sort");
    cr_expect(row_index_update(ix, t, 1, TABLE_GROWS, 300 * 1000));
    cr_expect_eq(row_index_count(ix), 1001);
    uint32_t at = 0;
    cr_expect(row_index_position(ix, 1000, &at));
    cr_expect_eq(at, 250, "after the 250 critical rows that came before it: %u", at);
    cr_assert(table_append(t, &r));
    cr_expect(row_index_update(ix, t, 1, TABLE_WHOLE, 300 * 1000));
    cr_expect_eq(row_index_count(ix), 1002);
    row_index_free(ix);
    table_free(t);
}

static const char *in_words(const char *text)
{
    return strcmp(text, "FINE") == 0 ? "all is well" : "broken";
}

Test(store_table, a_rank_is_the_place_of_the_word_that_begins_so)
{
    static const char *const order[] = {"FAILED", "FINE", NULL};
    const struct column plain = {.kind = COLUMN_RANK, .order = order};
    const struct column said = {.kind = COLUMN_RANK, .order = order, .shown = in_words};

    cr_expect_eq(table_rank(&plain, "FAILED"), 0);
    cr_expect_eq(table_rank(&plain, "fin"), 1);
    cr_expect_eq(table_rank(&plain, "f"), 0);
    cr_expect_eq(table_rank(&plain, "finest"), -1);
    cr_expect_eq(table_rank(&plain, "all"), -1);
    cr_expect_eq(table_rank(&plain, ""), -1);
    cr_expect_eq(table_rank(&plain, NULL), -1);
    cr_expect_eq(table_rank(&said, "all"), 1);
    cr_expect_eq(table_rank(&said, "fa"), 0);
}
