#include "tests/bench/measure.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int past_limit;

int64_t measure_now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

int64_t measure_cpu_ns(pid_t pid)
{
    char path[300];
    int64_t sum = 0;

    (void)snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *tasks = opendir(path);

    if (tasks == NULL)
        die(path);
    for (const struct dirent *task; (task = readdir(tasks)) != NULL;) {
        long long ns = 0;

        if (task->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", (int)pid, task->d_name);
        FILE *f = fopen(path, "r");

        if (f == NULL)
            continue; /* the thread just ended */
        if (fscanf(f, "%lld", &ns) == 1)
            sum += ns;
        (void)fclose(f);
    }
    (void)closedir(tasks);
    return sum;
}

static int64_t status_number(pid_t pid, const char *name)
{
    char path[64], line[256];
    int64_t value = -1;

    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");

    if (f == NULL)
        die(path);
    while (value < 0 && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            value = strtoll(line + strlen(name), NULL, 10);
    (void)fclose(f);
    return value;
}

int64_t measure_wakeups(pid_t pid)
{
    return status_number(pid, "voluntary_ctxt_switches:");
}

int64_t measure_memory_kib(pid_t pid)
{
    return status_number(pid, "VmRSS:");
}

void samples_add(struct samples *s, double value)
{
    if (s->n == s->size) {
        s->size = s->size > 0 ? s->size * 2 : 64;
        s->values = realloc(s->values, s->size * sizeof *s->values);
        if (s->values == NULL)
            die("realloc");
    }
    s->values[s->n++] = value;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double samples_at(struct samples *s, double part)
{
    if (s->n == 0)
        return 0;
    qsort(s->values, s->n, sizeof *s->values, by_value);
    size_t at = (size_t)(part * (double)s->n);

    return s->values[at < s->n ? at : s->n - 1];
}

double samples_mean(const struct samples *s)
{
    double sum = 0;

    for (size_t i = 0; i < s->n; i++)
        sum += s->values[i];
    return s->n > 0 ? sum / (double)s->n : 0;
}

void samples_free(struct samples *s)
{
    free(s->values);
    *s = (struct samples){0};
}

void table_begin(const char *title, const char *peer)
{
    past_limit = 0;
    printf("\n%s\n", title);
#if !defined(__OPTIMIZE__) || defined(__SANITIZE_ADDRESS__)
    printf("(not a release build: the figures say little)\n");
#endif
    printf("%-44s %10s %14s %7s %7s\n", "", "picket", peer, "ratio", "limit");
}

void table_row(const char *what, const char *unit, double ours, double peer, double limit)
{
    char name[80], beside[24] = "-", ratio[24] = "-", most[24] = "-";
    double judged = peer > 0 ? ours / peer : ours;
    int over = limit > 0 && judged > limit;

    (void)snprintf(name, sizeof name, "%s, %s", what, unit);
    if (peer > 0) {
        (void)snprintf(beside, sizeof beside, "%.3g", peer);
        (void)snprintf(ratio, sizeof ratio, "%.2f", judged);
    }
    if (limit > 0)
        (void)snprintf(most, sizeof most, "%.4g", limit);
    printf("%-44s %10.4g %14s %7s %7s%s\n", name, ours, beside, ratio, most,
           over ? "  OVER" : "");
    past_limit += over;
}

int table_end(void)
{
    printf("%d past their limit\n", past_limit);
    (void)fflush(stdout);
    return past_limit;
}
