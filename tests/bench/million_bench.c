/*
 * A filter typed over 1,000,000 findings against fzf on the same rows, both at 120x40 on a
 * pseudo-terminal: from the key to the last byte it causes, and memory.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/findings_server.h"
#include "tests/bench/measure.h"
#include "tests/bench/program.h"

enum {
    ROWS = 1000 * 1000,
    ROUNDS = 6,
    QUIET_MS = 400, /* fzf shows partial results every 100 ms or so */
    FULL_ROWS = 25,
    MEMORY_KIB = 200 * 1000 * 1000 / 1024,
};

/* What people type: part of a device, of a check and a severity, a word that nothing has. */
static const char *const words[] = {"gw-0471", "conflict crit", "nothing"};

static char ours_path[4096], url[64], rows_path[96];
static char option[] = "--endpoint-url", view[] = "findings";

/* The rows as picket prints them are the lines fzf searches. */
static void write_rows(const char *folder)
{
    static char output[] = "-o", format[] = "txt";
    char *const argv[] = {ours_path, option, url, view, output, format, NULL};
    int status = 0;

    (void)snprintf(rows_path, sizeof rows_path, "%s/rows", folder);
    const pid_t pid = fork();

    if (pid == 0) {
        const int fd = open(rows_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

        if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
            (void)execv(ours_path, argv);
        _exit(127);
    }
    if (waitpid(pid, &status, 0) != pid || status != 0)
        program_give_up("picket findings -o txt");
}

/* The keys of a word one by one, then what empties the line. */
static void type(struct program *p, const char *word, const char *leave, struct samples *ms)
{
    for (const char *c = word; *c != '\0'; c++) {
        const char key[] = {*c, '\0'};
        const char *const keys[] = {key};
        const struct key_cost cost = program_press(p, keys, 1, 1, QUIET_MS);

        if (!cost.silent)
            samples_add(ms, cost.p99_ms);
    }
    (void)program_press(p, &leave, 1, 1, QUIET_MS);
}

static void measure(struct program *p, const char *open, const char *leave, struct samples *ms)
{
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (open != NULL)
                (void)program_press(p, &open, 1, 1, QUIET_MS);
            type(p, words[i], leave, ms);
        }
}

int main(int argc, char **argv)
{
    pid_t server;
    struct samples ours_ms = {0}, fzf_ms = {0};

    if (argc != 2)
        return 2;
    (void)snprintf(ours_path, sizeof ours_path, "%s", argv[1]);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d",
                   findings_server_start(ROWS, &server));
    char *folder = program_folder();

    write_rows(folder);
    char *const ours_argv[] = {ours_path, option, url, view, NULL};
    struct program ours = program_start(ours_argv);

    (void)program_drain(&ours, 0, FULL_ROWS);
    program_wait_idle(&ours);
    measure(&ours, "/", "\x1b", &ours_ms);
    const double ours_kib = (double)measure_memory_kib(ours.pid);

    program_stop(&ours);
    static char shell[] = "/bin/sh", flag[] = "-c", script[128];

    (void)snprintf(script, sizeof script, "exec fzf <'%s'", rows_path);
    char *const fzf_argv[] = {shell, flag, script, NULL};
    struct program fzf = program_start(fzf_argv);

    program_wait_idle(&fzf);
    measure(&fzf, NULL, "\x15", &fzf_ms);
    const double fzf_kib = (double)measure_memory_kib(fzf.pid);

    program_stop(&fzf);
    table_begin("Filter as one types, 1,000,000 rows", "fzf");
    table_row("key to last byte p50", "ms", samples_at(&ours_ms, 0.5), samples_at(&fzf_ms, 0.5),
              1);
    table_row("worst", "ms", samples_at(&ours_ms, 1), samples_at(&fzf_ms, 1), 1);
    table_row("memory", "KiB", ours_kib, 0, MEMORY_KIB);
    table_row("memory of both", "KiB", ours_kib, fzf_kib, 1);
    samples_free(&ours_ms);
    samples_free(&fzf_ms);
    (void)kill(server, SIGKILL);
    program_remove_folder(folder);
    return table_end() > 0 ? 1 : 0;
}
