/* The journal: several consoles at once, and no place to write. */
#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "tests/support/journal_rig.h"

static struct err err;

TestSuite(store_journal_shared, .init = journal_rig_setup, .fini = journal_rig_teardown);

/* ---- several consoles ---- */

static void wait_for(pid_t child)
{
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
}

/* A console that begins one change, says so through a pipe, and waits for what comes. */
static pid_t console(int64_t *id)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct journal *j = rig_journal();
        struct journal_entry e = rig_entry("of a child");
        int64_t own = 0;
        if (!journal_begin(j, &e, &own, &err) || write(ends[1], &own, sizeof own) < 0)
            _exit(1);
        for (;;)
            (void)pause();
    }
    (void)close(ends[1]);
    cr_assert_eq(read(ends[0], id, sizeof *id), (ssize_t)sizeof *id);
    (void)close(ends[0]);
    return child;
}

Test(store_journal_shared, what_a_killed_console_began_becomes_unknown)
{
    int64_t dead, living, own;
    struct journal *first = rig_journal();
    own = rig_begin(first, rig_entry("own"));
    pid_t one = console(&dead), two = console(&living);
    kill(one, SIGKILL);
    wait_for(one);

    struct arena *a = arena_new();
    struct journal *j = rig_journal();
    cr_expect_eq(rig_state(j, dead), JOURNAL_UNKNOWN);
    cr_expect_eq(rig_state(j, living), JOURNAL_PENDING);
    cr_expect_eq(rig_state(j, own), JOURNAL_PENDING);
    cr_expect(rig_get(j, dead, a).outcome.answer[0] != '\0');
    fake_clock_advance(&rig_clock, 7 * 24 * 3600 * 1000LL);
    journal_free(j);
    j = rig_journal();
    cr_expect_eq(rig_state(j, living), JOURNAL_PENDING, "a console may wait for long");
    rig_end(first, own, JOURNAL_DONE, NULL);
    kill(two, SIGKILL);
    wait_for(two);

    /* A console that is open already learns of it with the next list. */
    struct loop *loop = loop_new(&rig_clock.clock);
    struct source *s =
        source_new(&(struct source_options){.loop = loop, .spec = &journal_table});
    journal_fill(j, s);
    cr_expect_eq(rig_state(j, living), JOURNAL_UNKNOWN);
    cr_expect_eq(rig_verify(j).events, 6);
    cr_expect_eq(rig_verify(j).broken, 0);
    journal_free(j);
    journal_free(first);
    source_free(s);
    loop_free(loop);
    arena_free(a);
}

Test(store_journal_shared, where_nothing_can_be_locked_age_decides)
{
    char *lock = mem_printf("%s.lock", rig_path);
    cr_assert_eq(mkdir(lock, 0700), 0);
    struct journal *first = rig_journal();
    int64_t id = rig_begin(first, rig_entry("x"));
    struct journal *j = rig_journal();
    cr_expect_eq(rig_state(j, id), JOURNAL_PENDING);
    journal_free(j);
    fake_clock_advance(&rig_clock, 24 * 3600 * 1000LL);
    j = rig_journal();
    cr_expect_eq(rig_state(j, id), JOURNAL_UNKNOWN);
    rig_end(first, id, JOURNAL_DONE, NULL); /* it lived after all, and knows better */
    cr_expect_eq(rig_state(j, id), JOURNAL_DONE);
    journal_free(j);
    journal_free(first);
    free(lock);
}

Test(store_journal_shared, consoles_append_at_once)
{
    enum { CONSOLES = 3, EACH = 25 };
    pid_t child[CONSOLES];
    for (int c = 0; c < CONSOLES; c++) {
        child[c] = fork();
        if (child[c] != 0)
            continue;
        struct journal *j = rig_journal();
        for (int i = 0; i < EACH; i++) {
            struct journal_entry e = rig_entry("x");
            struct journal_outcome o = {.state = JOURNAL_DONE};
            int64_t id;
            if (!journal_begin(j, &e, &id, &err) || !journal_end(j, id, &o, &err))
                _exit(1);
        }
        _exit(0);
    }
    for (int c = 0; c < CONSOLES; c++) {
        int status;
        cr_assert_eq(waitpid(child[c], &status, 0), child[c]);
        cr_expect_eq(status, 0);
    }
    struct journal *j = rig_journal();
    struct journal_verdict v = rig_verify(j);
    cr_expect_eq(v.broken, 0, "%s", v.why);
    cr_expect_eq(v.events, 2 * CONSOLES * EACH);
    journal_free(j);
}

/* ---- no place to write ---- */

static void expect_nothing_sent(struct journal *j, int sys)
{
    struct journal_entry e = rig_entry("x");
    int64_t id = -7;
    cr_assert_not(journal_begin(j, &e, &id, &err));
    cr_expect(str_starts(err.text, "nothing was sent"), "%s", err.text);
    cr_expect(err.advice[0] != '\0');
    cr_expect_eq(err.sys, sys, "%d: %s", err.sys, err.text);
    cr_expect_eq(id, -7);
}

Test(store_journal_shared, a_full_disk_refuses_before_anything_is_sent)
{
    struct journal *j = rig_journal();
    rig_begin(j, rig_entry("x"));
    (void)signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small = {64 * 1024, RLIM_INFINITY};
    struct rlimit before;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    char *request = mem_alloc(JOURNAL_REQUEST_MAX, 1);
    memset(request, 'x', JOURNAL_REQUEST_MAX - 1);
    struct journal_entry e = rig_entry("x");
    e.request = request;
    int64_t id = -7;
    bool ok = journal_begin(j, &e, &id, &err);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    cr_expect_not(ok);
    cr_expect_eq(err.sys, EIO, "%d %s", err.sys, err.text);
    cr_expect(str_starts(err.text, "nothing was sent"), "%s", err.text);
    cr_expect(err.advice[0] != '\0');
    cr_expect_eq(rig_begin(j, rig_entry("there is room again")), 2);
    cr_expect_eq(rig_verify(j).broken, 0);
    free(request);
    journal_free(j);
}

Test(store_journal_shared, a_folder_that_cannot_be_written)
{
    struct journal *j = rig_journal();
    rig_begin(j, rig_entry("x"));
    journal_free(j);
    cr_assert_eq(chmod(rig_path, 0444), 0);
    cr_assert_eq(chmod(rig_folder, 0555), 0);
    pid_t child = fork();
    if (child == 0) { /* root may write anywhere */
        if (getuid() == 0 && setuid(65534) != 0)
            _exit(9);
        struct journal_entry e = rig_entry("x");
        int64_t id;
        j = rig_journal();
        bool ok = journal_begin(j, &e, &id, &err);
        bool said = str_starts(err.text, "nothing was sent") &&
                    (err.sys == EROFS || err.sys == EACCES) &&
                    str_contains_nocase(err.advice, "yours to write");
        _exit(ok ? 1 : said ? 0 : 2);
    }
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(chmod(rig_folder, 0755), 0);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%x", status);
}

Test(store_journal_shared, what_is_no_journal_is_refused_with_advice)
{
    char text[4096];
    memset(text, 'x', sizeof text);
    cr_assert(files_write(rig_path, text, sizeof text, &err));
    struct journal *j = rig_journal();
    expect_nothing_sent(j, EUCLEAN);
    cr_assert_eq(unlink(rig_path), 0); /* the advice was followed: the same console goes on */
    cr_expect_eq(rig_begin(j, rig_entry("x")), 1);
    journal_free(j);
}

Test(store_journal_shared, a_journal_taken_away_is_begun_anew)
{
    struct journal *j = rig_journal();
    rig_begin(j, rig_entry("x"));
    char *aside = mem_printf("%s.old", rig_path);
    cr_assert_eq(rename(rig_path, aside), 0);
    cr_expect_eq(rig_begin(j, rig_entry("y")), 1, "not into the file that is gone");
    journal_free(j);
    j = rig_journal();
    cr_expect_eq(rig_verify(j).events, 2); /* and the end that nobody wrote */
    journal_free(j);
    free(aside);
}

Test(store_journal_shared, the_state_folder_may_lie_behind_a_link)
{
    char *there = mem_printf("%s/there", rig_folder),
         *link_path = mem_printf("%s/link", rig_folder);
    cr_assert_eq(mkdir(there, 0700), 0);
    cr_assert_eq(symlink(there, link_path), 0);
    cr_assert_eq(setenv("XDG_STATE_HOME", link_path, 1), 0);
    struct journal *j = journal_new(NULL, &rig_clock.clock);
    rig_begin(j, rig_entry("x"));
    journal_free(j);
    char *file = mem_printf("%s/picket/journal.db", there);
    cr_expect_eq(access(file, F_OK), 0);
    free(file);
    free(there);
    free(link_path);
}
