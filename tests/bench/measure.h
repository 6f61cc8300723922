/*
 * bench/measure: clocks, /proc, percentiles and the table that every benchmark prints.
 *
 * Figures are compared within one run: absolute times drift from machine to machine. Times are
 * nanoseconds, memory is KiB. A figure that cannot be read ends the program.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

int64_t measure_now_ns(void);          /* monotonic */
int64_t measure_cpu_ns(pid_t pid);     /* of all its threads, scheduler's own count */
int64_t measure_wakeups(pid_t pid);    /* voluntary context switches of its main thread */
int64_t measure_memory_kib(pid_t pid); /* resident */

struct samples {
    double *values;
    size_t n, size;
};
void samples_add(struct samples *s, double value);
double samples_at(struct samples *s, double part); /* 0.5: the median; 0 without samples */
double samples_mean(const struct samples *s);
void samples_free(struct samples *s);

/* One line of the table. limit: what the ratio (peer > 0) or else the figure may reach at most;
 * 0: no limit. Lines past their limit are marked, and counted by table_end(). */
void table_begin(const char *title, const char *peer);
void table_row(const char *what, const char *unit, double ours, double peer, double limit);
int table_end(void);
