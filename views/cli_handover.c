/* picket handover: what happened since a moment, as text. */
#include "client/store/answer.h"
#include "views/cli.h"
#include "views/complain.h"
#include "views/handover.h"

#define SINCE_DEFAULT "8h" /* a shift */

enum {
    WAIT_S = 60, /* what is not known by then is said to be so */
    QUIET_TURNS = 3,
    TURN_US = 50 * 1000,
    TEXT_MAX = 4 * 1024 * 1024,
};

static void on_known(void *ctx)
{
    (void)ctx; /* the loop looks by itself after each turn */
}

static void wait_for(struct app *app, struct handover *h)
{
    struct loop *loop = app_loop(app);
    const int64_t deadline = loop_now_us(loop) + WAIT_S * INT64_C(1000000);
    bool asked = false;
    int quiet = 0;

    while (!app_is_ended(app) && loop_now_us(loop) < deadline && quiet < QUIET_TURNS) {
        (void)loop_turn(loop, TURN_US);
        if (!asked && app_client(app) != NULL && app_context(app)->account[0] != '\0') {
            handover_ask(h);
            asked = true;
        }
        quiet = asked && !handover_is_waiting(h) ? quiet + 1 : 0;
    }
}

int cli_handover(const struct cli *cli, struct app *app)
{
    struct buf out = BUF_INIT(TEXT_MAX);
    int64_t since_ms;
    struct err err;

    if (!cli_since(cli->since != NULL ? cli->since : SINCE_DEFAULT, app_now_ms(app),
                   app_zone(app), &since_ms, &err))
        return complain(&err);
    struct handover *h = handover_new(app, since_ms, on_known, app);

    wait_for(app, h);
    const bool whole = !handover_is_waiting(h);

    handover_put(h, &out);
    cli_print(&out);
    handover_free(h);
    buf_free(&out);
    if (whole)
        return 0;
    (void)err_set(&err, ERR_TIMEOUT, "not everything was answered: the text says what");
    return complain(&err);
}
