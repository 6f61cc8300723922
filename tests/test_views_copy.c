/* What `c` copies of each kind of screen, and `W` writes. */
#include <criterion/criterion.h>
#include <unistd.h>

#include "client/base/files.h"
#include "tests/support/views_golden.h"
#include "views/settings.h"

static struct buf copied;

static enum clipboard_way taken_by = CLIPBOARD_DIRECT;
static bool with_programs;
static const struct views_rig *copying;

static bool take(void *ctx, struct str text, bool programs, struct err *err)
{
    (void)ctx;
    (void)err;
    buf_reset(&copied);
    buf_put(&copied, text.p, text.n);
    with_programs = programs;
    app_copied(copying->app, taken_by, text.n);
    return true;
}

static void serve_clipboard(struct views_rig *r)
{
    r->display.display.copy = take;
    copying = r;
    copied = BUF_INIT(1 << 20);
    with_programs = false;
}

static void open_with_clipboard(struct views_rig *r, enum views_state state, const char *view)
{
    views_open(r, state, view);
    serve_clipboard(r);
}

static void close_with_clipboard(struct views_rig *r)
{
    views_close(r);
    buf_free(&copied);
}

Test(views_copy, a_list)
{
    static const struct {
        const char *keys, *has;
    } rows[] = {
        {"c i", VIEWS_FINDING},
        {"c <Enter>", VIEWS_FINDING},
        {"c v", "findings cert"},
        {"c m", "| CRITICAL | DEVICE_CERTIFICATE_SHARED_CHECK | " VIEWS_CERTIFICATE " | "},
        {"c m",
         "`findings cert`, test 123456789012 eu-west-1, 2026-11-22T14:22:07Z\n\n| sev |"},
        {"c t", "CRITICAL  DEVICE_CERTIFICATE_SHARED_CHECK  " VIEWS_CERTIFICATE},
        {"c o", "\"id\":\"" VIEWS_FINDING "\""},
        {"c w", "aws iot list-audit-findings"},
    };
    struct views_rig rig;

    open_with_clipboard(&rig, VIEWS_FULL, "findings cert");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        views_keys(&rig, rows[i].keys);
        cr_expect(strstr(buf_text(&copied), rows[i].has) != NULL, "%s: %s", rows[i].keys,
                  buf_text(&copied));
        cr_expect_str_eq(app_view(rig.app), "findings cert");
        cr_expect(views_shows(&rig, "bytes sent to the terminal"));
    }
    close_with_clipboard(&rig);
}

Test(views_copy, only_marked_rows_make_a_table)
{
    struct views_rig rig;

    open_with_clipboard(&rig, VIEWS_FULL, "findings");
    views_keys(&rig, "c m");
    cr_expect(strstr(buf_text(&copied), "gw-osaka-12") != NULL);
    cr_expect(strstr(buf_text(&copied), "FleetDefault") != NULL);
    views_keys(&rig, "G <Space> c m");
    cr_expect(strstr(buf_text(&copied), "gw-osaka-12") != NULL, "%s", buf_text(&copied));
    cr_expect_null(strstr(buf_text(&copied), "FleetDefault"));
    close_with_clipboard(&rig);
}

Test(views_copy, one_device_and_its_history)
{
    struct views_rig rig;

    open_with_clipboard(&rig, VIEWS_FULL, "thing cam-e-01");
    views_keys(&rig, "c i");
    cr_expect_str_eq(buf_text(&copied), "cam-e-01");
    views_keys(&rig, "c a");
    cr_expect_str_eq(buf_text(&copied), "arn:aws:iot:eu-west-1:123456789012:thing/cam-e-01");
    views_keys(&rig, "c m");
    cr_expect(strstr(buf_text(&copied), "| time | type |") != NULL, "%s", buf_text(&copied));
    cr_expect(strstr(buf_text(&copied), "\n| 2026-11-22T14:") != NULL, "%s", buf_text(&copied));
    cr_expect_null(strstr(buf_text(&copied), "| - |"), "%s", buf_text(&copied));
    close_with_clipboard(&rig);
}

Test(views_copy, hostile_text_is_spelled_out)
{
    static const char *const keys[] = {"c i", "c t", "c m", "c o", "c v"};
    struct views_rig rig;

    open_with_clipboard(&rig, VIEWS_HOSTILE, "findings");
    views_keys(&rig, "G");
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        views_keys(&rig, keys[i]);
        for (const char *p = buf_text(&copied); *p != '\0'; p++)
            cr_assert((unsigned char)*p >= ' ' || *p == '\n', "%s: byte %d", keys[i], *p);
        cr_expect_null(strstr(buf_text(&copied), "\xe2\x80\xae"), "%s", keys[i]);
    }
    close_with_clipboard(&rig);
}

Test(views_copy, what_is_not_there_is_said)
{
    struct views_rig rig;

    open_with_clipboard(&rig, VIEWS_FULL, "pulse");
    views_keys(&rig, "c");
    cr_expect(views_shows(&rig, "not of this screen"));
    views_keys(&rig, "a");
    cr_expect(views_shows(&rig, "nothing to copy so"));
    views_keys(&rig, "v");
    cr_expect_str_eq(buf_text(&copied), "pulse");
    close_with_clipboard(&rig);
    views_open(&rig, VIEWS_FULL, "findings");
    views_keys(&rig, "c i");
    cr_expect(views_shows(&rig, "no terminal whose clipboard"));
    views_close(&rig);
}

/* tmux's command is another program, and a terminal's clipboard a way out. */
Test(views_copy, by_the_setting)
{
    static const struct {
        const char *setting;
        bool restricted, copies, programs;
    } rows[] = {
        {"auto", false, true, true},
        {"auto", true, true, false},
        {"osc52", false, true, false},
        {"off", false, false, false},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct views_rig rig;
        struct settings settings;
        struct err err;

        cr_assert(settings_load(&settings, &err), "%s", err.text);
        cr_assert(settings_flag(&settings, SETTING_CLIPBOARD, rows[i].setting, &err));
        views_open_with(
            &rig, VIEWS_FULL, "findings cert",
            &(struct views_extras){.restricted = rows[i].restricted, .settings = &settings});
        serve_clipboard(&rig);
        views_keys(&rig, "c i");
        cr_expect_eq(copied.len > 0, rows[i].copies, "row %zu", i);
        cr_expect_eq(with_programs, rows[i].programs, "row %zu", i);
        cr_expect(views_shows(&rig, rows[i].copies ? "bytes sent to the terminal"
                                                   : "the setting clipboard is off"));
        close_with_clipboard(&rig);
    }
}

Test(views_copy, each_way_is_told)
{
    static const struct {
        enum clipboard_way way;
        const char *says;
    } rows[] = {
        {CLIPBOARD_DIRECT, "sent to the terminal's clipboard; some have to allow it"},
        {CLIPBOARD_TMUX, "sent to tmux; it needs"},
        {CLIPBOARD_SCREEN, "sent through screen"},
        {CLIPBOARD_BUFFER, "in tmux's paste buffer, and sent to the terminal"},
    };
    struct views_rig rig;

    open_with_clipboard(&rig, VIEWS_FULL, "findings cert");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        taken_by = rows[i].way;
        views_keys(&rig, "c i");
        cr_expect(views_shows(&rig, rows[i].says), "%s", rows[i].says);
    }
    close_with_clipboard(&rig);
}

Test(views_copy, looks)
{
    struct views_rig rig;

    open_with_clipboard(&rig, VIEWS_HOSTILE, "findings");
    views_keys(&rig, "c");
    views_golden(&rig, "views/copy");
    views_keys(&rig, "<Esc> <Space> W");
    views_golden(&rig, "views/write");
    close_with_clipboard(&rig);
}

static void expect_file(const char *path, const char *begins)
{
    struct buf file = BUF_INIT(1 << 20);
    struct err err;

    cr_assert(files_read(path, &file, &err), "%s", err.text);
    cr_expect(str_starts(buf_text(&file), begins), "%s", buf_text(&file));
    buf_free(&file);
}

Test(views_copy, rows_become_a_file)
{
    static const char path[] = "picket-findings-20261122T1422.csv";
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "findings cert sort:found- cols:check,found");
    cr_assert_eq(chdir(rig.folder), 0);
    views_keys(&rig, "W C-x");
    cr_expect(views_shows(&rig, "1 rows written to picket-findings"));
    expect_file(path, "check,found,id\r\n"
                      "DEVICE_CERTIFICATE_SHARED_CHECK,2026-11-22T14:10:01.500Z," VIEWS_FINDING
                      "\r\n");
    views_keys(&rig, "W C-x"); /* the same minute */
    cr_expect(views_shows(&rig, "it exists: another name, or replace it"));
    views_keys(&rig, "<Tab> <Right> C-x");
    cr_expect(views_shows(&rig, "1 rows written"));
    views_keys(&rig, "W <Right> <Right> C-x");
    expect_file("picket-findings-20261122T1422.ndjson", "{\"id\":\"" VIEWS_FINDING "\"");
    cr_assert_eq(chdir("/"), 0);
    views_close(&rig);
}

Test(views_copy, a_file_that_cannot_be_written_loses_nothing)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "audits");
    views_keys(&rig, "W <Tab> C-u / n o / s u c h C-x");
    cr_expect(views_shows(&rig, "No such file or directory"));
    cr_expect(views_shows(&rig, "/no/such"));
    views_keys(&rig, "S-<Tab> G <Left> C-x"); /* OCSF comes last */
    cr_expect(views_shows(&rig, "only of findings and alarms"));
    views_close(&rig);
    views_open_with(&rig, VIEWS_FULL, "audits", &(struct views_extras){.restricted = true});
    views_keys(&rig, "W");
    cr_expect(views_shows(&rig, "No file is written: picket is restricted."));
    views_close(&rig);
    views_open(&rig, VIEWS_FULL, "pulse");
    app_command(rig.app, "write");
    cr_expect(views_shows(&rig, "Only lists are written as files."));
    views_close(&rig);
}
