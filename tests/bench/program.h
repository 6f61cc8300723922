/*
 * bench/program: a terminal program on a pseudo-terminal of 120x40, its keys, what they cost.
 *
 * A key is over when the program has written nothing for a while. A program that ends or is
 * silent for a minute ends the benchmark.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PROGRAM_COLS = 120, PROGRAM_ROWS = 40 };

struct program {
    pid_t pid;
    int fd;
    int64_t started_ns;
};

struct seen {
    int64_t last_ns; /* when its last byte came; 0: nothing came */
    size_t bytes;
    int marks; /* FINDINGS_MARK, with marks_wanted */
};

/* argv[0] is a path. */
struct program program_start(char *const argv[]);
void program_stop(struct program *p);
/* Reads until nothing came for quiet_ms or, with marks_wanted > 0, until so many marks came. */
struct seen program_drain(struct program *p, int quiet_ms, int marks_wanted);

/* Until it has written nothing and used no CPU for a while: all pages are in. */
void program_wait_idle(struct program *p);

struct key_cost {
    double p50_ms, p99_ms, bytes, cpu_ms; /* of a key: to its last byte; written; used */
    bool silent; /* some key caused nothing: it means nothing to the program */
};

/* Presses the keys in turn, n times; each is over after quiet_ms of silence. */
struct key_cost program_press(struct program *p, const char *const *keys, int n_keys, int n,
                              int quiet_ms);

/* A new folder for everything the programs keep, and an environment that leads there. */
char *program_folder(void);
void program_remove_folder(const char *folder);

void program_give_up(const char *what); /* with errno; does not return */
