/*
 * views/foreground: another program on our terminal, one at a time.
 *
 * The screen is left to it, the loop goes on turning, and nothing is drawn until it has ended.
 * ^C in it is its own; ^Z stops both, as one job for the shell. Loop and terminal are borrowed.
 */
#pragma once

#include "tui/tty.h"
#include "views/app.h"

struct foreground;

struct foreground *foreground_new(struct loop *l, struct tty *t) NONNULL MUST_USE;
void foreground_free(struct foreground *f); /* what still runs is hung up; NULL is fine */
/* As struct display's run(). */
bool foreground_run(struct foreground *f, const char *const *argv, const char *const *envp,
                    display_ran_fn *done, void *done_ctx, struct err *err) NONNULL MUST_USE;
