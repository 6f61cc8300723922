/*
 * net/tape_play: a recorded tape in the place of a service.
 *
 * A call is answered with what came back when the same was asked while recording, at the same
 * moment of the tape: the times in a question move with the clock, so those nearest are taken;
 * what was asked again and again is answered in its order, and the last answer stays. What was
 * never asked is refused, not invented. The tape has a clock of its own, which starts when it
 * was recorded, runs `speed` times as fast and stops at the end; waiting for an answer takes as
 * long as it did, divided by the speed. Tapes are text from outside: lines that cannot be read
 * are left out and counted.
 */
#pragma once

#include "client/base/clock.h"
#include "client/net/tape.h"

#define TAPE_SPEED_MIN 0.1
#define TAPE_SPEED_MAX 1000.0

struct tape_player;

/* ERR_IO; ERR_CONFIG: not a tape, or one of a newer picket. */
struct tape_player *tape_player_new(const char *path, double speed,
                                    struct err *err) NONNULL MUST_USE;
void tape_player_free(struct tape_player *p); /* NULL is fine */
const struct tape_head *tape_player_head(const struct tape_player *p) NONNULL;
/* Borrowed, from the moment it was made. Monotonic time is the system's: keys and messages do
 * not hurry with it. */
const struct clock *tape_player_clock(const struct tape_player *p) NONNULL;
double tape_player_speed(const struct tape_player *p) NONNULL;
int64_t tape_player_length_ms(const struct tape_player *p) NONNULL; /* of the tape's time */
size_t tape_player_left_out(const struct tape_player *p) NONNULL;   /* lines */

/* What came back, and after how long, real time. out->body is owned. */
void tape_player_answer(struct tape_player *p, const struct operation *op, const void *input,
                        struct http_result *out, int *took_ms)
    __attribute__((nonnull(1, 2, 4, 5)));
