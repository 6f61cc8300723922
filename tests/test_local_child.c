#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/local/local.h"
#include "client/local/serve.h"

enum { TURNS_MAX = 12000, TURN_US = 5000 };

/* The service is this very program, started once more. */
int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "serve") == 0)
        return serve_main(argc - 1, argv + 1);
    struct criterion_test_set *tests = criterion_initialize();
    int ok = !criterion_handle_args(argc, argv, true) || criterion_run_all_tests(tests);
    criterion_finalize(tests);
    return !ok;
}

/* Criterion runs a test by starting this program with a word in its environment; the
 * service, the same program again, must not find it. */
static struct loop *begin(char *folder)
{
    cr_assert(unsetenv("BXFI_MAP") == 0);
    cr_assert(mkdtemp(folder));
    return loop_new(&system_clock);
}

struct told {
    int events[LOCAL_FAILED + 1];
    int64_t total;
    struct err err;
};

static void on_news(void *ctx, const struct local_news *news)
{
    struct told *t = ctx;
    t->events[news->event]++;
    if (news->event == LOCAL_PROGRESS)
        t->total = news->total;
    if (news->err)
        t->err = *news->err;
}

static void wait_for(struct loop *loop, struct told *t, enum local_event event, int times)
{
    for (int i = 0; i < TURNS_MAX && t->events[event] < times; i++) {
        cr_assert(event == LOCAL_FAILED || t->events[LOCAL_FAILED] == 0, "%s", t->err.text);
        (void)loop_turn(loop, TURN_US);
    }
    cr_assert(t->events[event] >= times, "event %d does not come", (int)event);
}

static int pid_of(const char *state)
{
    struct buf text = BUF_INIT(64);
    struct err err;
    int64_t pid = 0;
    char *path = mem_printf("%s/lock", state);
    cr_assert(files_read(path, &text, &err), "%s", err.text);
    if (!str_to_int(str_trim((struct str){buf_text(&text), text.len}), 1, INT32_MAX, &pid))
        pid = 0; /* being written */
    free(path);
    buf_free(&text);
    return (int)pid;
}

Test(local_child, started_killed_shared)
{
    char folder[] = "/tmp/picket-test-XXXXXX";
    struct err err = {.kind = ERR_NONE};
    struct told first = {.total = 0}, second = {.total = 0};
    struct local *a, *b;
    struct local_access access;
    struct loop *loop = begin(folder);
    struct local_options o = {.state_dir = folder, .fleet = "harbour", .things = 30};
    cr_assert(local_start(&a, loop, &o, on_news, &first, &err), "%s", err.text);
    cr_expect(!local_access(a, &access, &err));
    wait_for(loop, &first, LOCAL_READY, 1);
    cr_expect(first.total == 30, "said %lld things", (long long)first.total);
    cr_assert(local_access(a, &access, &err), "%s", err.text);
    cr_expect(strncmp(access.access_key_id, "PICKET", 6) == 0 && strlen(access.secret) == 40);
    cr_expect(strncmp(local_endpoint(a), "unix:/", 6) == 0);

    cr_assert(kill(pid_of(folder), SIGKILL) == 0);
    wait_for(loop, &first, LOCAL_LOST, 1);
    wait_for(loop, &first, LOCAL_READY, 2);

    cr_assert(local_start(&b, loop, &o, on_news, &second, &err), "%s", err.text);
    wait_for(loop, &second, LOCAL_READY, 1);
    int before = pid_of(folder);
    local_stop(a);
    int now = before;
    for (int i = 0; i < TURNS_MAX && (now == before || now == 0); i++) {
        (void)loop_turn(loop, TURN_US);
        now = pid_of(folder);
    }
    cr_expect(now != before && now != 0, "nobody took over from process %d", before);
    cr_expect(second.events[LOCAL_FAILED] == 0, "%s", second.err.text);
    local_stop(b);
    loop_free(loop);
    (void)files_remove_tree(folder);
}

Test(local_child, says_why_it_cannot)
{
    char folder[] = "/tmp/picket-test-XXXXXX";
    struct err err = {.kind = ERR_NONE};
    struct told told = {.total = 0};
    struct local *l;
    struct loop *loop = begin(folder);
    struct local_options o = {.state_dir = folder, .fleet = "/nowhere/at-all.conf"};
    cr_assert(local_start(&l, loop, &o, on_news, &told, &err), "%s", err.text);
    wait_for(loop, &told, LOCAL_FAILED, 1);
    cr_expect(strstr(told.err.text, "/nowhere/at-all.conf"), "%s", told.err.text);
    local_stop(l);
    loop_free(loop);
    (void)files_remove_tree(folder);
}
