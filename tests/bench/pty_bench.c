/*
 * Keys on a list of 100,000 findings against less on a file of 100,000 lines, both at 120x40
 * on a pseudo-terminal: from the key to the last byte it causes, bytes, CPU; idle; first frame.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "tests/bench/findings_server.h"
#include "tests/bench/measure.h"

enum {
    ROWS = 100 * 1000,
    COLS = 120,
    LINES = 40,
    KEYS = 200,
    STARTS = 9,
    QUIET_MS = 40, /* nothing for so long: that was the last byte of the key */
    LOADED_MS = 1500,
    IDLE_S = 5,
    FULL_ROWS = 25, /* marks on screen that make a first frame full */
    HANG_MS = 60 * 1000,
};

struct program {
    pid_t pid;
    int fd;
    int64_t started_ns;
};

struct seen {
    int64_t last_ns; /* when its last byte came; 0: nothing came */
    size_t bytes;
    int marks;
};

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static struct program start(char *const argv[])
{
    struct winsize size = {.ws_row = LINES, .ws_col = COLS};
    struct program p = {.started_ns = measure_now_ns()};

    p.pid = forkpty(&p.fd, NULL, NULL, &size);
    if (p.pid < 0)
        die("forkpty");
    if (p.pid == 0) {
        (void)execv(argv[0], argv);
        _exit(127);
    }
    return p;
}

static void stop(struct program *p)
{
    (void)kill(p->pid, SIGTERM);
    for (int i = 0; i < 200 && waitpid(p->pid, NULL, WNOHANG) == 0; i++) {
        char rest[4096];

        if (i == 199 && kill(p->pid, SIGKILL) == 0)
            (void)waitpid(p->pid, NULL, 0);
        struct pollfd f = {.fd = p->fd, .events = POLLIN};

        if (poll(&f, 1, 10) > 0 && read(p->fd, rest, sizeof rest) < 0)
            break;
    }
    (void)waitpid(p->pid, NULL, 0);
    (void)close(p->fd);
}

static int count_marks(const char *bytes, size_t n)
{
    int marks = 0;

    for (const char *at = bytes; at != NULL; marks++) {
        at = memmem(at, n - (size_t)(at - bytes), FINDINGS_MARK, strlen(FINDINGS_MARK));
        if (at == NULL)
            break;
        at++;
    }
    return marks;
}

/* Reads until nothing came for quiet_ms, or, with marks_wanted, until so many marks came. */
static struct seen drain(struct program *p, int quiet_ms, int marks_wanted)
{
    static char bytes[1 << 20];
    struct seen s = {0};
    int64_t end = measure_now_ns() + (int64_t)HANG_MS * 1000000;

    while (measure_now_ns() < end) {
        struct pollfd f = {.fd = p->fd, .events = POLLIN};
        int ready = poll(&f, 1, marks_wanted > 0 ? HANG_MS : quiet_ms);

        if (ready < 0 && errno == EINTR)
            continue;
        if (ready == 0)
            return s;
        size_t room = sizeof bytes - s.bytes % sizeof bytes, at = s.bytes % sizeof bytes;
        ssize_t n = read(p->fd, bytes + at, room);

        if (n <= 0)
            break;
        s.last_ns = measure_now_ns();
        s.bytes += (size_t)n;
        if (marks_wanted > 0) {
            s.marks = s.bytes <= sizeof bytes ? count_marks(bytes, s.bytes) : marks_wanted;
            if (s.marks >= marks_wanted)
                return s;
        }
    }
    (void)fprintf(stderr, "a program ended or hangs\n");
    exit(1);
}

struct key_cost {
    double p50_ms, p99_ms, bytes, cpu_ms;
    bool silent; /* some key caused nothing: it means nothing to the program */
};

/* Presses the keys in turn, n times; each is over when the program has fallen silent. */
static struct key_cost press(struct program *p, const char *const *keys, int n_keys, int n)
{
    struct samples ms = {0}, bytes = {0};
    struct key_cost cost = {0};
    int64_t cpu = measure_cpu_ns(p->pid);

    for (int i = 0; i < n; i++) {
        const char *key = keys[i % n_keys];
        int64_t pressed = measure_now_ns();

        if (write(p->fd, key, strlen(key)) < 0)
            die("write");
        struct seen s = drain(p, QUIET_MS, 0);

        if (s.last_ns == 0) {
            cost.silent = true;
            continue;
        }
        samples_add(&ms, (double)(s.last_ns - pressed) / 1e6);
        samples_add(&bytes, (double)s.bytes);
    }
    cost.cpu_ms = (double)(measure_cpu_ns(p->pid) - cpu) / 1e6 / n;
    cost.p50_ms = samples_at(&ms, 0.5);
    cost.p99_ms = samples_at(&ms, 0.99);
    cost.bytes = samples_mean(&bytes);
    samples_free(&ms);
    samples_free(&bytes);
    return cost;
}

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
        die(path);
    for (int row = 0; row < ROWS; row++)
        (void)fprintf(f,
                      "%-8s CONFLICTING_CLIENT_IDS_CHECK            client %s%06d      "
                      "2026-11-22T14:%02d:%02dZ  site plant-%02d\n",
                      row % 4 == 0 ? "CRITICAL" : "MEDIUM", FINDINGS_MARK, row, row / 60 % 60,
                      row % 60, row % 97);
    (void)fclose(f);
}

/* A folder of its own for everything either program keeps. */
static char *prepare(char *picket, int port)
{
    static char folder[] = "/tmp/picket-bench-XXXXXX", path[64], url[64];
    static const char *const folders[] = {"HOME",           "XDG_CONFIG_HOME",
                                          "XDG_STATE_HOME", "XDG_CACHE_HOME",
                                          "XDG_DATA_HOME",  "XDG_RUNTIME_DIR"};

    if (mkdtemp(folder) == NULL)
        die("mkdtemp");
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        (void)setenv(folders[i], folder, 1);
    (void)setenv("TERM", "xterm-256color", 1);
    (void)setenv("LC_ALL", "C.UTF-8", 1);
    (void)setenv("AWS_ACCESS_KEY_ID", "AKIDBENCH", 1);
    (void)setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
    (void)setenv("AWS_REGION", "eu-west-1", 1);
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
    struct program p = start(argv);
    struct seen s = drain(&p, 0, FULL_ROWS);
    double ms = (double)(s.last_ns - p.started_ns) / 1e6;

    (void)drain(&p, QUIET_MS, 0);
    stop(&p);
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

/* Waits until all pages are in: nothing written and no CPU used for a while. */
static void wait_loaded(struct program *p)
{
    int64_t before;

    (void)drain(p, 0, FULL_ROWS);
    do {
        before = measure_cpu_ns(p->pid);
        (void)drain(p, LOADED_MS, 0);
    } while (measure_cpu_ns(p->pid) - before > 5 * 1000000);
}

static int print_keys(struct program *ours, struct program *peer)
{
    static const char *const down[] = {"j"}, *const page[] = {"\x06", "\x02"};
    static const char *const top[] = {"j", "k"};

    (void)press(ours, down, 1, 60);
    (void)press(peer, down, 1, 60);
    table_begin("A list of 100,000 rows, 120x40", "less");
    print_key("j that scrolls", press(ours, down, 1, KEYS), press(peer, down, 1, KEYS), 340);
    print_key("a page", press(ours, page, 2, KEYS), press(peer, page, 2, KEYS), 0);
    (void)press(ours, (const char *const[]){"g"}, 1, 1);
    print_key("j, k without scrolling", press(ours, top, 2, KEYS), (struct key_cost){0}, 100);
    return table_end();
}

static int print_filter(struct program *ours)
{
    static const char *const word[] = {"g", "w", "-", "0", "4"};
    static const char *const open[] = {"/"}, *const leave[] = {"\x1b"};
    struct samples p50 = {0}, worst = {0}, cpu = {0};

    for (int i = 0; i < 10; i++) {
        (void)press(ours, open, 1, 1);
        for (int k = 0; k < 5; k++) {
            struct key_cost c = press(ours, &word[k], 1, 1);

            samples_add(&p50, c.p50_ms);
            samples_add(&worst, c.p99_ms);
            samples_add(&cpu, c.cpu_ms);
        }
        (void)press(ours, leave, 1, 1);
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

    (void)drain(ours, LOADED_MS, 0);
    wakeups = measure_wakeups(ours->pid);
    cpu = measure_cpu_ns(ours->pid);
    struct seen s = drain(ours, IDLE_S * 1000, 0);

    table_begin("Idle for five seconds", "");
    table_row("written", "bytes", (double)s.bytes, 0, 0.5);
    table_row("wake-ups", "count", (double)(measure_wakeups(ours->pid) - wakeups), 0, 0);
    table_row("CPU", "ms", (double)(measure_cpu_ns(ours->pid) - cpu) / 1e6, 0, 0);
    table_row("memory", "KiB", (double)measure_memory_kib(ours->pid), 0, 0);
    return table_end();
}

static void remove_folder(const char *folder)
{
    pid_t pid = fork();

    if (pid == 0)
        (void)execl("/bin/rm", "rm", "-rf", folder, (char *)NULL);
    (void)waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
    pid_t server;
    int past = 0;

    if (argc != 2)
        return 2;
    char *folder = prepare(argv[1], findings_server_start(ROWS, &server));
    struct program ours = start(ours_argv), peer = start(less_argv);

    wait_loaded(&ours);
    (void)drain(&peer, QUIET_MS, 0);
    past += print_keys(&ours, &peer);
    past += print_filter(&ours);
    past += print_idle(&ours);
    stop(&ours);
    stop(&peer);
    past += print_start();
    (void)kill(server, SIGKILL);
    remove_folder(folder);
    return past > 0 ? 1 : 0;
}
