#include "tests/bench/program.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/findings_server.h"
#include "tests/bench/measure.h"

enum { HANG_MS = 60 * 1000, IDLE_MS = 1500, IDLE_CPU_NS = 5 * 1000000 };

void program_give_up(const char *what)
{
    perror(what);
    exit(1);
}

struct program program_start(char *const argv[])
{
    struct winsize size = {.ws_row = PROGRAM_ROWS, .ws_col = PROGRAM_COLS};
    struct program p = {.started_ns = measure_now_ns()};

    p.pid = forkpty(&p.fd, NULL, NULL, &size);
    if (p.pid < 0)
        program_give_up("forkpty");
    if (p.pid == 0) {
        (void)execv(argv[0], argv);
        _exit(127);
    }
    return p;
}

void program_stop(struct program *p)
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

struct seen program_drain(struct program *p, int quiet_ms, int marks_wanted)
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

struct key_cost program_press(struct program *p, const char *const *keys, int n_keys, int n,
                              int quiet_ms)
{
    struct samples ms = {0}, bytes = {0};
    struct key_cost cost = {0};
    int64_t cpu = measure_cpu_ns(p->pid);

    for (int i = 0; i < n; i++) {
        const char *key = keys[i % n_keys];
        int64_t pressed = measure_now_ns();

        if (write(p->fd, key, strlen(key)) < 0)
            program_give_up("write");
        struct seen s = program_drain(p, quiet_ms, 0);

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

void program_wait_idle(struct program *p)
{
    int64_t before;

    do {
        before = measure_cpu_ns(p->pid);
        (void)program_drain(p, IDLE_MS, 0);
    } while (measure_cpu_ns(p->pid) - before > IDLE_CPU_NS);
}

char *program_folder(void)
{
    static char folder[] = "/tmp/picket-bench-XXXXXX";
    static const char *const folders[] = {"HOME",           "XDG_CONFIG_HOME",
                                          "XDG_STATE_HOME", "XDG_CACHE_HOME",
                                          "XDG_DATA_HOME",  "XDG_RUNTIME_DIR"};
    static const char *const others[][2] = {{"TERM", "xterm-256color"},
                                            {"LC_ALL", "C.UTF-8"},
                                            {"AWS_ACCESS_KEY_ID", "AKIDBENCH"},
                                            {"AWS_SECRET_ACCESS_KEY", "secret"},
                                            {"AWS_REGION", "eu-west-1"}};

    if (mkdtemp(folder) == NULL)
        program_give_up("mkdtemp");
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        (void)setenv(folders[i], folder, 1);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        (void)setenv(others[i][0], others[i][1], 1);
    return folder;
}

void program_remove_folder(const char *folder)
{
    pid_t pid = fork();

    if (pid == 0)
        (void)execl("/bin/rm", "rm", "-rf", folder, (char *)NULL);
    (void)waitpid(pid, NULL, 0);
}
