#include "tui/tmux_buffer.h"

#include <stdlib.h>
#include <sys/wait.h>

#include "client/base/capture.h"
#include "client/base/mem.h"

enum {
    LIMIT_MS = 5000, /* a server that is stopped does not answer */
    PRINTED_MAX = 4096,
};

struct tmux_buffer {
    struct capture *running;
    tmux_buffer_fn *fn;
    void *ctx;
};

static void on_ended(void *ctx, const struct capture_result *r)
{
    struct tmux_buffer *b = ctx;
    const struct tmux_buffer told = *b;

    free(b);
    told.fn(told.ctx,
            r->err.kind == ERR_NONE && WIFEXITED(r->status) && WEXITSTATUS(r->status) == 0);
}

struct tmux_buffer *tmux_buffer_load(struct loop *l, struct str text, tmux_buffer_fn *fn,
                                     void *ctx, struct err *err)
{
    static const char *const argv[] = {"tmux", "load-buffer", "-w", "-", NULL};
    struct tmux_buffer *b = mem_alloc(1, sizeof *b);

    *b = (struct tmux_buffer){.fn = fn, .ctx = ctx};
    b->running = capture_start(l,
                               &(struct capture_options){.argv = argv,
                                                         .input = text,
                                                         .limit_ms = LIMIT_MS,
                                                         .out_max = PRINTED_MAX,
                                                         .complaints_max = PRINTED_MAX},
                               on_ended, b, err);
    if (b->running != NULL)
        return b;
    free(b);
    return NULL;
}

void tmux_buffer_stop(struct tmux_buffer *b)
{
    if (b == NULL)
        return;
    capture_stop(b->running);
    free(b);
}
