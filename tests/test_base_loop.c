/* base/loop and base/spawn: order, removal at awkward moments, signals, children. */
#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/base/loop.h"
#include "client/base/spawn.h"

struct record {
    struct loop *loop;
    struct fake_clock clock;
    char seen[64];
    size_t n;
    struct loop_timer *victim;
    struct loop_fd *fds[2];
};

static void note(struct record *r, char c)
{
    r->seen[r->n++] = c;
    r->seen[r->n] = '\0';
}

static void note_a(void *ctx)
{
    note(ctx, 'a');
}
static void note_b(void *ctx)
{
    note(ctx, 'b');
}
static void note_c(void *ctx)
{
    note(ctx, 'c');
}

static void note_d_and_remove(void *ctx)
{
    struct record *r = ctx;

    note(r, 'd');
    loop_remove_timer(r->victim);
}

static void setup_record(struct record *r)
{
    *r = (struct record){0};
    fake_clock_init(&r->clock, 0);
    r->loop = loop_new(&r->clock.clock);
}

Test(base_loop, timers_fire_in_order_once)
{
    struct record r;

    setup_record(&r);
    (void)loop_add_timer(r.loop, 3000, note_c, &r);
    (void)loop_add_timer(r.loop, 1000, note_a, &r);
    (void)loop_add_timer(r.loop, 1000, note_b, &r);
    (void)loop_add_timer(r.loop, 500, note_d_and_remove, &r);
    r.victim = loop_add_timer(r.loop, 900, note_c, &r);
    (void)loop_turn(r.loop, 0);
    cr_expect_str_eq(r.seen, "");
    fake_clock_advance(&r.clock, 1);
    (void)loop_turn(r.loop, 0);
    cr_expect_str_eq(r.seen, "dab");
    fake_clock_advance(&r.clock, 10);
    (void)loop_turn(r.loop, 0);
    (void)loop_turn(r.loop, 0);
    cr_expect_str_eq(r.seen, "dabc");
    loop_free(r.loop);
}

static void rearm(void *ctx)
{
    struct record *r = ctx;

    note(r, 'r');
    (void)loop_add_timer(r->loop, 0, rearm, r);
}

Test(base_loop, a_timer_that_rearms_itself_does_not_starve)
{
    struct record r;

    setup_record(&r);
    (void)loop_add_timer(r.loop, 0, rearm, &r);
    (void)loop_turn(r.loop, 0);
    cr_expect_str_eq(r.seen, "r");
    (void)loop_turn(r.loop, 0);
    cr_expect_str_eq(r.seen, "rr");
    loop_free(r.loop);
}

static void remove_both(void *ctx, short revents)
{
    struct record *r = ctx;

    (void)revents;
    note(r, 'x');
    loop_remove_fd(r->fds[0]);
    loop_remove_fd(r->fds[1]);
}

Test(base_loop, a_callback_may_remove_others_and_itself)
{
    struct record r;
    int pipes[2];

    setup_record(&r);
    cr_assert_eq(pipe(pipes), 0);
    r.fds[0] = loop_add_fd(r.loop, pipes[0], POLLIN, remove_both, &r);
    r.fds[1] = loop_add_fd(r.loop, pipes[0], POLLIN, remove_both, &r);
    cr_assert_eq(write(pipes[1], "!", 1), 1);
    cr_expect(loop_turn(r.loop, 0));
    cr_expect(!loop_turn(r.loop, 0));
    cr_expect_str_eq(r.seen, "x");
    (void)close(pipes[0]);
    (void)close(pipes[1]);
    loop_free(r.loop);
}

static bool three_slices(void *ctx)
{
    struct record *r = ctx;

    note(r, 'i');
    return r->n < 3;
}

static void on_signal(void *ctx, int signo)
{
    note(ctx, signo == SIGUSR1 ? '1' : '2');
}

Test(base_loop, idle_work_and_signals)
{
    struct record r;

    setup_record(&r);
    loop_add_idle(r.loop, three_slices, &r);
    for (int i = 0; i < 6; i++)
        (void)loop_turn(r.loop, 0);
    cr_expect_str_eq(r.seen, "iii");
    loop_on_signal(r.loop, SIGUSR1, on_signal, &r);
    loop_on_signal(r.loop, SIGUSR2, on_signal, &r);
    (void)raise(SIGUSR2);
    (void)raise(SIGUSR1);
    (void)loop_turn(r.loop, 0);
    cr_expect_str_eq(r.seen, "iii12");
    loop_off_signal(r.loop, &r);
    (void)raise(SIGUSR1);
    (void)loop_turn(r.loop, 0);
    cr_expect_str_eq(r.seen, "iii12", "nobody listens any more");
    loop_free(r.loop);
}

static void on_exit_status(void *ctx, int status)
{
    *(int *)ctx = status;
}

Test(base_loop, children_report_their_end)
{
    struct loop *l = loop_new(&system_clock);
    static const char *const ok[] = {"sh", "-c", "exit 7", NULL};
    static const char *const missing[] = {"/nonexistent/program", NULL};
    struct err err;
    int status = -1;

    cr_assert_not_null(
        spawn_start(l, &(struct spawn_options){.argv = ok, .in = -1, .out = -1, .errfd = -1},
                    on_exit_status, &status, &err));
    while (status == -1)
        (void)loop_turn(l, 1000000);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    cr_expect_null(spawn_start(
        l, &(struct spawn_options){.argv = missing, .in = -1, .out = -1, .errfd = -1},
        on_exit_status, &status, &err));
    cr_expect_str_eq(err.text, "starting /nonexistent/program: No such file or directory");
    loop_free(l);
}
