/*
 * Keys on a list of 100,000 findings against less on a file of 100,000 lines, both at 120x40
 * on a pseudo-terminal: from the key to the last byte it causes, bytes, CPU; idle; first frame.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/findings_server.h"
#include "tests/bench/measure.h"
#include "tests/bench/program.h"

enum {
    ROWS = 100 * 1000,
    KEYS = 200,
    STARTS = 9,
    QUIET_MS = 40, /* nothing for so long: that was the last byte of the key */
    LOADED_MS = 1500,
    IDLE_S = 5,
    FULL_ROWS = 25, /* marks on screen that make a first frame full */
};

static void print_key(const char *name, struct key_cost ours, struct key_cost peer,
                      double bytes_limit)
{
    char what[80];

    (void)snprintf(what, sizeof what, "%s: key to last byte p50", name);
    table_row(what, "ms", ours.p50_ms, peer.p50_ms, peer.p50_ms > 0 ? 2 : 0);
    (void)snprintf(what, sizeof what, "%s: p99", name);
    table_row(what, "ms", ours.p99_ms, peer.p99_ms, peer.p99_ms > 0 ? 2 : 0);
    (void)snprintf(what, sizeof what, "%s: CPU", name);
    table_row(what, "ms", ours.cpu_ms, peer.cpu_ms, 0);
    (void)snprintf(what, sizeof what, "%s: written", name);
    if (bytes_limit > 0)
        table_row(what, "bytes", ours.bytes, 0, bytes_limit);
    else
        table_row(what, "bytes", ours.bytes, peer.bytes, 0);
    if (ours.silent)
        printf("  (some of these keys caused no output)\n");
}

/* ---- the two programs ---- */

static char *ours_argv[16], *less_argv[8];

static void write_lines(const char *path)
{
    FILE *f = fopen(path, "w");

    if (f == NULL)
        program_give_up(path);
    for (int row = 0; row < ROWS; row++)
        (void)fprintf(f,
                      "%-8s CONFLICTING_CLIENT_IDS_CHECK            client %s%06d      "
                      "2026-11-22T14:%02d:%02dZ  site plant-%02d\n",
                      row % 4 == 0 ? "CRITICAL" : "MEDIUM", FINDINGS_MARK, row, row / 60 % 60,
                      row % 60, row % 97);
    (void)fclose(f);
}

/* What either program is started with. */
static char *prepare(char *picket, int port)
{
    static char path[64], url[64];
    char *folder = program_folder();

    (void)snprintf(path, sizeof path, "%s/lines", folder);
    write_lines(path);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    static char option[] = "--endpoint-url", view[] = "findings", less_path[] = "/usr/bin/less";
    char *const ours[] = {picket, option, url, view, NULL};
    char *const less[] = {less_path, path, NULL};

    memcpy(ours_argv, ours, sizeof ours);
    memcpy(less_argv, less, sizeof less);
    return folder;
}

static double start_ms(char *const argv[])
{
    struct program p = program_start(argv);
    struct seen s = program_drain(&p, 0, FULL_ROWS);
    double ms = (double)(s.last_ns - p.started_ns) / 1e6;

    (void)program_drain(&p, QUIET_MS, 0);
    program_stop(&p);
    return ms;
}

static int print_start(void)
{
    struct samples ours = {0}, peer = {0};

    for (int i = 0; i < STARTS; i++) {
        samples_add(&ours, start_ms(ours_argv));
        samples_add(&peer, start_ms(less_argv));
    }
    table_begin("Start, from the last session's answer", "less");
    table_row("first full frame, median", "ms", samples_at(&ours, 0.5), samples_at(&peer, 0.5),
              5);
    samples_free(&ours);
    samples_free(&peer);
    return table_end();
}

static int print_keys(struct program *ours, struct program *peer)
{
    static const char *const down[] = {"j"}, *const page[] = {"\x06", "\x02"};
    static const char *const top[] = {"j", "k"};

    (void)program_press(ours, down, 1, 60, QUIET_MS);
    (void)program_press(peer, down, 1, 60, QUIET_MS);
    table_begin("A list of 100,000 rows, 120x40", "less");
    print_key("j that scrolls", program_press(ours, down, 1, KEYS, QUIET_MS),
              program_press(peer, down, 1, KEYS, QUIET_MS), 340);
    print_key("a page", program_press(ours, page, 2, KEYS, QUIET_MS),
              program_press(peer, page, 2, KEYS, QUIET_MS), 0);
    (void)program_press(ours, (const char *const[]){"g"}, 1, 1, QUIET_MS);
    print_key("j, k without scrolling", program_press(ours, top, 2, KEYS, QUIET_MS),
              (struct key_cost){0}, 100);
    return table_end();
}

static int print_filter(struct program *ours)
{
    static const char *const word[] = {"g", "w", "-", "0", "4"};
    static const char *const open[] = {"/"}, *const leave[] = {"\x1b"};
    struct samples p50 = {0}, worst = {0}, cpu = {0};

    for (int i = 0; i < 10; i++) {
        (void)program_press(ours, open, 1, 1, QUIET_MS);
        for (int k = 0; k < 5; k++) {
            struct key_cost c = program_press(ours, &word[k], 1, 1, QUIET_MS);

            samples_add(&p50, c.p50_ms);
            samples_add(&worst, c.p99_ms);
            samples_add(&cpu, c.cpu_ms);
        }
        (void)program_press(ours, leave, 1, 1, QUIET_MS);
    }
    table_begin("Filter as one types, 100,000 rows", "");
    table_row("key to last byte p50", "ms", samples_at(&p50, 0.5), 0, 0);
    table_row("key to last byte, worst", "ms", samples_at(&worst, 1), 0, 0);
    table_row("CPU a key, mean", "ms", samples_mean(&cpu), 0, 5);
    table_row("CPU a key, worst", "ms", samples_at(&cpu, 1), 0, 0);
    samples_free(&p50);
    samples_free(&worst);
    samples_free(&cpu);
    return table_end();
}

static int print_idle(struct program *ours)
{
    int64_t wakeups, cpu;

    (void)program_drain(ours, LOADED_MS, 0);
    wakeups = measure_wakeups(ours->pid);
    cpu = measure_cpu_ns(ours->pid);
    struct seen s = program_drain(ours, IDLE_S * 1000, 0);

    table_begin("Idle for five seconds", "");
    table_row("written", "bytes", (double)s.bytes, 0, 0.5);
    table_row("wake-ups", "count", (double)(measure_wakeups(ours->pid) - wakeups), 0, 0);
    table_row("CPU", "ms", (double)(measure_cpu_ns(ours->pid) - cpu) / 1e6, 0, 0);
    table_row("memory", "KiB", (double)measure_memory_kib(ours->pid), 0, 0);
    return table_end();
}

int main(int argc, char **argv)
{
    pid_t server;
    int past = 0;

    if (argc != 2)
        return 2;
    char *folder = prepare(argv[1], findings_server_start(ROWS, &server));
    struct program ours = program_start(ours_argv), peer = program_start(less_argv);

    (void)program_drain(&ours, 0, FULL_ROWS);
    program_wait_idle(&ours);
    (void)program_drain(&peer, QUIET_MS, 0);
    past += print_keys(&ours, &peer);
    past += print_filter(&ours);
    past += print_idle(&ours);
    program_stop(&ours);
    program_stop(&peer);
    past += print_start();
    (void)kill(server, SIGKILL);
    program_remove_folder(folder);
    return past > 0 ? 1 : 0;
}
