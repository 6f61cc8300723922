/* base/files, base/db, base/conf, base/log: what is on disk. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/base/conf.h"
#include "client/base/db.h"
#include "client/base/files.h"
#include "client/base/log.h"

static char folder[64];

static void make_folder(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/picket-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    (void)setenv("XDG_STATE_HOME", folder, 1);
}

static void remove_folder(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(execlp("rm", "rm", "-rf", folder, (char *)NULL));
    (void)waitpid(pid, NULL, 0);
}

TestSuite(base_files, .init = make_folder, .fini = remove_folder);

static const char *at(const char *name)
{
    static char path[128];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static unsigned mode_of(const char *path)
{
    struct stat st;

    cr_assert_eq(stat(path, &st), 0, "%s", path);
    return st.st_mode & 0777;
}

Test(base_files, folders_and_files_are_private)
{
    struct buf path = BUF_INIT(4096), back = BUF_INIT(16);
    struct err err;

    cr_assert(files_xdg(&path, XDG_STATE, "a/b", &err));
    cr_assert(files_mkdirs(buf_text(&path), &err), "%s", err.text);
    cr_expect_eq(mode_of(buf_text(&path)), 0700);
    buf_puts(&path, "/file");
    (void)umask(0);
    cr_assert(files_write(buf_text(&path), "0123456789", 10, &err), "%s", err.text);
    cr_assert(files_write(buf_text(&path), "replaced", 8, &err), "%s", err.text);
    cr_expect_eq(mode_of(buf_text(&path)), 0600);
    cr_assert(files_read(buf_text(&path), &back, &err));
    cr_expect_str_eq(buf_text(&back), "replaced");
    back.max = 4;
    cr_expect(!files_read(buf_text(&path), &back, &err) && err.kind == ERR_LIMIT);
    cr_expect(!files_read(folder, &back, &err), "a folder is not a file");
    (void)setenv("XDG_STATE_HOME", "relative", 1);
    (void)setenv("HOME", "/home/op", 1);
    cr_assert(files_xdg(&path, XDG_STATE, "", &err));
    cr_expect_str_eq(buf_text(&path), "/home/op/.local/state/picket");
    (void)unsetenv("HOME");
    cr_expect(!files_xdg(&path, XDG_STATE, "", &err) && err.advice[0] != '\0');
    buf_free(&path);
    buf_free(&back);
}

Test(base_files, database_migrates_once_and_refuses_the_future)
{
    static const char *const one[] = {"CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)"};
    static const char *const two[] = {"CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)",
                                      "ALTER TABLE t ADD COLUMN c BLOB"};
    struct db *db;
    struct err err;
    bool row;

    cr_assert(db_open(&db, at("x.db"), DB_SYNC_FULL, &err), "%s", err.text);
    cr_expect_eq(mode_of(at("x.db")), 0600);
    cr_assert(db_migrate(db, one, 1, &err), "%s", err.text);
    cr_assert(db_migrate(db, two, 2, &err), "%s", err.text);
    struct db_stmt *s = db_query(db, "INSERT INTO t(b, c) VALUES(?, ?)", &err);

    cr_assert_not_null(s);
    db_bind_text(s, 1, "b");
    db_bind_blob(s, 2, "\0\1", 2);
    cr_assert(db_run(s, &err));
    cr_expect_eq(db_last_id(db), 1);
    db_close(db);
    cr_assert(db_open(&db, at("x.db"), DB_SYNC_NORMAL, &err));
    cr_expect(!db_migrate(db, one, 1, &err) && err.kind == ERR_CONFIG);
    cr_expect(strstr(err.text, "newer") != NULL);
    s = db_query(db, "SELECT b, c, NULL FROM t", &err);
    cr_assert(s != NULL && db_step(s, &row, &err) && row);
    size_t n;

    cr_expect_str_eq(db_text(s, 0), "b");
    cr_expect_arr_eq(db_blob(s, 1, &n), "\0\1", 2);
    cr_expect(n == 2 && db_is_null(s, 2) && db_text(s, 2)[0] == '\0');
    cr_assert(db_step(s, &row, &err) && !row);
    cr_expect_null(db_query(db, "SELECT a FROM nowhere", &err));
    cr_expect(strstr(err.text, "nowhere") != NULL, "%s", err.text);
    db_close(db);
}

Test(base_files, configuration_errors_name_the_line)
{
    static const struct {
        const char *text, *expect; /* NULL: good */
    } rows[] = {
        {"n = 5;", NULL},
        {"n = 5; # 99999999999", NULL},
        {"n = 5; s = \"99999999999 @include\";", NULL},
        {"/* 99999999999\n*/ n = 5;", NULL},
        {"\nn = 3000000000;", "t:2: number is too large"},
        {"n = 11;", "t:1: n must be from 0 to 10"},
        {"n = \"5\";", "t:1: n must be a whole number"},
        {"\n@include \"x\"\n", "t:2: @include is not allowed"},
        {"n = ;", "t:1: syntax error"},
        {"n = 1;\nm = 2;", "t:2: no setting is called m here"},
    };
    static const char *const known[] = {"n", "s", NULL};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        int64_t n = 0;
        struct conf *c = conf_parse(rows[i].text, "t", &err);
        bool ok = c != NULL && conf_int(conf_root(c), "n", 0, 10, &n, &err) &&
                  conf_unknown(conf_root(c), known, &err);

        cr_expect_eq(ok, rows[i].expect == NULL, "%s: %s", rows[i].text, err.text);
        if (rows[i].expect != NULL)
            cr_expect_str_eq(err.text, rows[i].expect);
        else
            cr_expect_eq(n, 5);
        conf_free(c);
    }
}

Test(base_files, the_log_keeps_no_secret_and_no_escape)
{
    struct buf text = BUF_INIT(4096);
    struct err err;

    cr_assert(log_open(at("log"), LOG_INFO, &err), "%s", err.text);
    log_write(LOG_DEBUG, "not this");
    log_write(LOG_INFO,
              "key AKIAIOSFODNN7EXAMPLE secret_access_key=wJalrXUtnFEMI x-amz-security-"
              "token=abcdef end");
    log_write(LOG_ERROR, "name \x1b[31m\x9b");
    log_close();
    cr_assert(files_read(at("log"), &text, &err));
    cr_expect(strstr(buf_text(&text), "not this") == NULL);
    cr_expect(strstr(buf_text(&text), "wJalr") == NULL);
    cr_expect(strstr(buf_text(&text), "abcdef") == NULL);
    cr_expect(strstr(buf_text(&text), "IOSFODNN7EX") == NULL);
    cr_expect(strstr(buf_text(&text), "end") != NULL);
    cr_expect(memchr(buf_text(&text), 0x1b, text.len) == NULL);
    cr_expect_eq(mode_of(at("log")), 0600);
    buf_free(&text);
}
