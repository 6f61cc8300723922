/* Files of rows: what a cell may not do, and what ends up between the separators. */
#include <criterion/criterion.h>

#include "client/base/mem.h"
#include "client/store/export.h"

#define HOSTILE "=HYPERLINK(\"http://x\")\033[2J\r\n\xe2\x80\xae,|<b>`a`"

static const char *const titles[] = {"name", "n", "when"};

/* One file of these rows; owned. */
static char *file_of(enum export_format format, const char *const *names, size_t n)
{
    struct buf out = BUF_INIT(64 * 1024);
    struct exporter *e = export_begin(&(struct export_options){.format = format,
                                                               .titles = titles,
                                                               .n_titles = COUNT_OF(titles),
                                                               .write = export_to_buf,
                                                               .ctx = &out});
    uint64_t rows;

    for (size_t i = 0; i < n; i++) {
        export_text(e, str_of(names[i]));
        export_number(e, -7);
        if (i == 0)
            export_time(e, INT64_C(1795357327000));
        export_end_row(e);
    }
    cr_assert(export_end(e, &rows));
    cr_assert_eq(rows, n);
    return buf_steal(&out);
}

Test(store_export, cells_stay_cells)
{
    static const struct {
        enum export_format format;
        const char *name, *file;
    } rows[] = {
        {EXPORT_CSV, "a", "name,n,when\r\na,-7,2026-11-22T14:22:07Z\r\n"},
        {EXPORT_CSV, "a \"b\", c",
         "name,n,when\r\n\"a \"\"b\"\", c\",-7,2026-11-22T14:22:07Z\r\n"},
        {EXPORT_CSV, "", "name,n,when\r\n,-7,2026-11-22T14:22:07Z\r\n"},
        {EXPORT_CSV, "=1+1", "name,n,when\r\n\"'=1+1\",-7,2026-11-22T14:22:07Z\r\n"},
        {EXPORT_CSV, "@x", "name,n,when\r\n\"'@x\",-7,2026-11-22T14:22:07Z\r\n"},
        {EXPORT_CSV, "\xef\xbc\x9dx",
         "name,n,when\r\n\"'\xef\xbc\x9dx\",-7,2026-11-22T14:22:07Z\r\n"},
        {EXPORT_MD, "a|b <i> *c* D_E _f_",
         "| name | n | when |\n| --- | --- | --- |\n"
         "| a\\|b &lt;i&gt; \\*c\\* D_E \\_f\\_ | -7 | 2026-11-22T14:22:07Z |\n"},
        {EXPORT_TXT, "\xe6\x9d\xb1",
         "name  n   when\n\xe6\x9d\xb1    -7  2026-11-22T14:22:07Z\n"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *file = file_of(rows[i].format, &rows[i].name, 1);

        cr_expect_str_eq(file, rows[i].file, "%s: %s", rows[i].name, file);
        free(file);
    }
}

Test(store_export, nothing_hostile_comes_through)
{
    static const enum export_format formats[] = {EXPORT_CSV, EXPORT_MD, EXPORT_TXT};
    const char *const names[] = {HOSTILE, "plain"};

    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        char *file = file_of(formats[i], names, COUNT_OF(names));
        int lines = 0;

        for (const char *p = file; *p != '\0'; p++) {
            lines += *p == '\n';
            cr_expect(*p == '\n' || *p == '\r' || (unsigned char)*p >= ' ', "%s: byte %d",
                      export_format_name(formats[i]), *p);
        }
        cr_expect_eq(lines, formats[i] == EXPORT_MD ? 4 : 3, "%s", file);
        cr_expect_null(strstr(file, "\xe2\x80\xae"));
        free(file);
    }
}

static bool write_twice(void *ctx, struct str bytes)
{
    int *left = ctx;

    (void)bytes;
    return --*left > 0;
}

Test(store_export, a_full_disk_ends_it)
{
    int left = 2;
    struct exporter *e = export_begin(
        &(struct export_options){.format = EXPORT_NDJSON, .write = write_twice, .ctx = &left});
    uint64_t rows;

    for (int i = 0; i < 200000; i++)
        export_object(e, STR("{}"));
    cr_expect_not(export_end(e, &rows));
    cr_expect_eq(left, 0, "it went on writing: %d", left);
}

Test(store_export, arrays_and_lines_of_objects)
{
    static const struct {
        enum export_format format;
        int n;
        const char *file;
    } rows[] = {
        {EXPORT_JSON, 0, "[]\n"}, {EXPORT_JSON, 2, "[\n{},\n{}\n]\n"},
        {EXPORT_NDJSON, 0, ""},   {EXPORT_NDJSON, 2, "{}\n{}\n"},
        {EXPORT_OCSF, 1, "{}\n"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = BUF_INIT(1000);
        struct exporter *e = export_begin(&(struct export_options){
            .format = rows[i].format, .write = export_to_buf, .ctx = &out});
        uint64_t n;

        for (int k = 0; k < rows[i].n; k++)
            export_object(e, STR("{}"));
        cr_expect(export_end(e, &n));
        cr_expect_str_eq(buf_text(&out), rows[i].file);
        buf_free(&out);
    }
}

Test(store_export, formats_by_name_and_by_path)
{
    enum export_format f;
    struct err err;

    cr_expect(export_format_parse(STR("Markdown"), &f, &err) && f == EXPORT_MD);
    cr_expect(export_format_of("/tmp/a.b/list.jsonl", &f) && f == EXPORT_NDJSON);
    cr_expect_not(export_format_of("/tmp/a.csv/list", &f));
    cr_expect_not(export_format_parse(STR("xml"), &f, &err));
    cr_expect(strstr(err.advice, "csv, json") != NULL);
}
