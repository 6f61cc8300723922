#include "client/local/slices.h"

#include "client/base/log.h"

static void on_timer(void *ctx)
{
    struct slices *s = ctx;

    s->timer = NULL;
    slices_wake(s);
}

static void sleep_for(struct slices *s, int64_t us)
{
    int64_t longest_us = (int64_t)SLICES_LONGEST_MS * 1000;

    loop_remove_timer(s->timer);
    s->timer = loop_add_timer(s->loop, us < longest_us ? us : longest_us, on_timer, s);
}

static bool idle(void *ctx)
{
    struct slices *s = ctx;
    struct err err;
    int64_t wait_ms;

    if (!s->step(s->ctx, &wait_ms, &err)) {
        log_write(LOG_ERROR, "%s: %s %s", s->name, err.where, err.text);
        sleep_for(s, (int64_t)SLICES_RETRY_MS * 1000);
    } else if (wait_ms == 0) {
        return true;
    } else {
        sleep_for(s, wait_ms < 0 ? INT64_MAX : service_clock_real_us(s->clock, wait_ms));
    }
    s->busy = false;
    return false;
}

void slices_wake(struct slices *s)
{
    if (s->loop == NULL || s->busy)
        return;
    s->busy = true;
    loop_add_idle(s->loop, idle, s);
}

void slices_attach(struct slices *s, struct loop *loop)
{
    s->loop = loop;
    slices_wake(s);
}

void slices_stop(struct slices *s)
{
    if (s->loop == NULL)
        return;
    loop_remove_timer(s->timer);
    if (s->busy)
        loop_remove_idle(s->loop, idle, s);
    s->timer = NULL;
    s->busy = false;
}

int64_t slices_now_us(const struct slices *s)
{
    return clock_mono_us(s->loop != NULL ? loop_clock(s->loop) : &system_clock);
}
