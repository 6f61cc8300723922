/*
 * local/local: the console's private local service, as a child process.
 *
 * Starts `picket serve` on a Unix socket beside its state, says when it answers, starts it
 * again when it dies (LOCAL_RESTARTS_MAX times), and takes it along when this process ends.
 * Never blocks: connecting is tried again with growing pauses. The child is this same
 * executable. When another console already serves the same state, its service is used for
 * as long as it lives.
 */
#pragma once

#include "client/base/loop.h"

enum {
    LOCAL_RESTARTS_MAX = 5, /* a service that dies more often than this will not live */
};

enum local_event {
    LOCAL_PROGRESS, /* the fleet is being made: done of total things */
    LOCAL_READY,    /* it answers; also after a restart */
    LOCAL_LOST,     /* it died and is being started again */
    LOCAL_FAILED,   /* and will not be started again: err says why */
};

struct local_news {
    enum local_event event;
    int64_t done, total;   /* LOCAL_PROGRESS */
    const struct err *err; /* LOCAL_LOST, LOCAL_FAILED; borrowed */
};

typedef void local_fn(void *ctx, const struct local_news *news);

struct local_options {
    const char *program;   /* NULL: this executable */
    const char *state_dir; /* NULL: the state folder of the person, "local" below it */
    const char *fleet;     /* NULL: what is there, or the default one */
    int64_t things;        /* 0: as the fleet says */
    double clock_speed;    /* 0: real time */
    const char *log_file;  /* NULL: none */
    bool no_detect;        /* an account to which Detect is closed */
};

struct local;

/* Returns at once; everything else is told through fn, never from inside this call. */
bool local_start(struct local **out, struct loop *loop, const struct local_options *o,
                 local_fn *fn, void *ctx, struct err *err) MUST_USE;
/* Ends the service orderly (SIGTERM) and forgets it. NULL is fine. */
void local_stop(struct local *l);

/* "unix:/path/to/socket". Borrowed from l. */
const char *local_endpoint(const struct local *l) NONNULL;
/* Key pair and region, once it is ready. Borrowed from l; wiped by local_stop(). */
struct local_access {
    const char *access_key_id, *secret, *region;
};
bool local_access(const struct local *l, struct local_access *out,
                  struct err *err) NONNULL MUST_USE;
