/*
 * base/spawn: start a program without a shell, be told when it ends (pidfd in the loop).
 *
 * The child gets the environment given, its own process group, default signal handling and no
 * descriptor but 0-2 and those passed. One in the foreground gets the terminal behind `in`:
 * ^C and ^Z are its own; whoever started it takes the terminal back when it has ended.
 */
#pragma once

#include "client/base/loop.h"

struct spawn_options {
    const char *const *argv; /* NULL-terminated; argv[0] is a path or looked up in PATH */
    const char *const *envp; /* NULL: this process's environment */
    int in, out, errfd;      /* descriptors for 0, 1, 2; -1: /dev/null */
    bool foreground;         /* its process group becomes the terminal's */
    int die_with_parent; /* signal the kernel sends the child when this thread dies; 0: none */
};

struct child;
/* status as from waitpid(2). The handle dies after this call. */
typedef void child_exit_fn(void *ctx, int status);

struct child *spawn_start(struct loop *l, const struct spawn_options *o, child_exit_fn *fn,
                          void *ctx, struct err *err) MUST_USE; /* NULL on failure */
int child_pid(const struct child *c) NONNULL;
void child_signal(struct child *c, int signo) NONNULL;
/* Stopped by ^Z since the last call. */
bool child_stopped(const struct child *c) NONNULL;
void child_forget(struct child *c); /* no callback any more; the process goes on */
