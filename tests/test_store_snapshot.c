/* Rows written and read back; damaged files and those of another layout are refused. */
#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/store/row_index.h"
#include "client/store/session.h"
#include "client/store/snapshot.h"

struct row {
    const char *id, *check, *resource;
    struct opt_time found;
};
static const struct field fields[] = {
    {.name = "id", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, id)},
    {.name = "check", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, check)},
    {.name = "resource", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, resource)},
    {.name = "found", .is = {.type = FIELD_TIME}, .offset = offsetof(struct row, found)},
};
static const struct record record = {"Row", sizeof(struct row), fields, COUNT_OF(fields)};
static const struct column columns[] = {
    {.name = "id", .path = "id", .kind = COLUMN_ID, .hidden = true},
    {.name = "check", .path = "check", .kind = COLUMN_NAME},
    {.name = "res", .path = "resource", .kind = COLUMN_TEXT},
    {.name = "found", .path = "found", .kind = COLUMN_TIME},
};
static const struct table_spec spec = {"rows", &record, columns, COUNT_OF(columns), 0};
static const struct table_spec other = {"others", &record, columns, COUNT_OF(columns), 0};

static char folder[] = "/tmp/picket-snapshot-XXXXXX";

static void setup(void)
{
    cr_assert_not_null(mkdtemp(folder));
    setenv("XDG_STATE_HOME", folder, 1);
}

static void teardown(void)
{
    (void)files_remove_tree(folder);
}

TestSuite(store_snapshot, .init = setup, .fini = teardown);

static struct table *some(uint32_t n)
{
    struct table *t = table_new(&spec);
    for (uint32_t i = 0; i < n; i++) {
        char id[33], check[16], resource[32];
        snprintf(id, sizeof id, "%08x%08x%08x%08x", i, i, i, i);
        snprintf(check, sizeof check, "CHECK_%u", i % 5);
        snprintf(resource, sizeof resource, i % 3 == 0 ? "Gateway-%u" : "gw-%u", i);
        struct row r = {.id = id,
                        .check = i % 7 == 0 ? NULL : check,
                        .resource = i % 11 == 0 ? NULL : resource,
                        .found = {i, i % 13 != 0}};
        cr_assert(table_append(t, &r));
    }
    return t;
}

static char *path_of(const char *query)
{
    struct buf b = BUF_INIT(4096);
    struct err err;
    cr_assert(snapshot_path(&b, "context", query, &err), "%s", err.text);
    return buf_steal(&b);
}

Test(store_snapshot, round_trip)
{
    static const uint32_t sizes[] = {0, 1, 4095, 4096, 4097, 20000};
    char *path = path_of("round trip");
    struct err err;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct table *t = some(sizes[i]);
        int64_t as_of = 0;
        cr_assert(snapshot_save(path, t, 1234, &err), "%s", err.text);
        struct table *back = snapshot_load(path, &spec, &as_of, &err);
        cr_assert_not_null(back, "%u rows: %s", sizes[i], err.text);
        cr_expect_eq(as_of, 1234);
        cr_expect(table_equal(t, back), "%u rows", sizes[i]);
        struct row_index *ix = row_index_new(&spec);
        cr_assert(row_index_filter(ix, "Gateway check:check_1", 0, &err));
        row_index_update(ix, back, 1, TABLE_WHOLE, 0);
        uint32_t hits = row_index_count(ix);
        row_index_update(ix, t, 2, TABLE_WHOLE, 0);
        cr_expect_eq(row_index_count(ix), hits);
        cr_expect(sizes[i] < 4000 || hits > 0);
        row_index_free(ix);
        table_free(back);
        table_free(t);
    }
    struct stat st;
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0600);
    free(path);
}

Test(store_snapshot, what_is_not_sound_is_refused)
{
    char *path = path_of("damage");
    struct err err;
    int64_t as_of = 0;
    cr_expect_null(snapshot_load(path, &spec, &as_of, &err));
    struct table *t = some(300);
    cr_assert(snapshot_save(path, t, 1, &err));
    cr_expect_null(snapshot_load(path, &other, &as_of, &err), "another table's file");
    struct buf good = BUF_INIT(1 << 20), bad = BUF_INIT(1 << 20);
    cr_assert(files_read(path, &good, &err));
    for (size_t at = 0; at < good.len; at += 97) {
        buf_reset(&bad);
        buf_put(&bad, good.data, good.len);
        bad.data[at] = (char)(bad.data[at] ^ 0x41);
        cr_assert(snapshot_save_text(path, (struct str){bad.data, bad.len}, &err));
        struct table *back = snapshot_load(path, &spec, &as_of, &err);
        bool is_time = at >= 32 && at < 40; /* as_of_ms is not part of the checksum */
        cr_expect_eq(back != NULL, is_time, "byte %zu changed", at);
        table_free(back);
    }
    for (size_t n = 0; n < good.len; n += 1013) {
        cr_assert(snapshot_save_text(path, (struct str){good.data, n}, &err));
        cr_expect_null(snapshot_load(path, &spec, &as_of, &err), "cut at %zu", n);
    }
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(symlink("/etc/passwd", path), 0);
    cr_expect_null(snapshot_load(path, &spec, &as_of, &err), "a link");
    buf_free(&good);
    buf_free(&bad);
    table_free(t);
    free(path);
}

Test(store_snapshot, session_comes_back)
{
    struct session s = {
        .place = "pulse\nfindings run:\"1\"", .filter = "sev>=high", .seen_ms = 77};
    struct session back;
    struct err err;
    session_load(&back, "nowhere");
    cr_expect_null(back.place);
    cr_expect_eq(back.seen_ms, 0);
    cr_assert(session_save(&s, "here", &err), "%s", err.text);
    session_load(&back, "here");
    cr_expect_str_eq(back.place, s.place);
    cr_expect_str_eq(back.filter, s.filter);
    cr_expect_eq(back.seen_ms, 77);
    session_free(&back);
}
