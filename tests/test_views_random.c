/*
 * A million random keys, some of them presses of a mouse, over every screen of a console that
 * cannot or may not change anything, with windows of every size: no request that changes
 * something reaches the service, and nothing is written into the journal.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/api/suppressions.h"
#include "client/store/frozen.h"
#include "client/store/plan_file.h"
#include "tests/support/views_rig.h"

enum { KEYS = 1000 * 1000, KEYS_A_PLACE = 400, KEYS_A_FRAME = 50, KEYS_A_PRESS = 10 };

/* Keys somebody's fingers know, and those that could start something. */
static const char *const common[] = {
    "j",        "k",           "<Enter>", "<Enter>", "<Tab>", "S-<Tab>", "<Space>", "C-x",
    "s",        "m",           "n",       "e",       "x",     "z",       "v",       "a",
    "A",        "D",           "E",       "H",       "W",     "X",       "V",       "*",
    "U",        "<Esc>",       "<Esc>",   ":",       "/",     "[",       "]",       "-",
    "y",        "<Right>",     "<Left>",  "<Down>",  "<Up>",  "<PgDn>",  "<Home>",  "g",
    "G",        "1",           "2",       "3",       "4",     "5",       "6",       "9",
    "0",        "C-a",         "C-d",     "C-k",     "C-u",   "C-l",     "!",       "?",
    "<Delete>", "<Backspace>", "<F1>",    "<F5>",    "r",     "p",       "t",       ",",
};

static uint64_t state = 88172645463325252;

static uint32_t pick(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % n;
}

static struct key random_key(void)
{
    struct key k = {0};

    if (pick(8) == 0)
        return (struct key){32 + pick(95), 0};
    const char *name = common[pick(COUNT_OF(common))];
    cr_assert(keys_parse(str_of(name), &k), "%s", name);
    return k;
}

#define PLAN_ID   "0a0b0c0d"
#define ALARMS_ID "0a0b0c0e"

/* Alarms that were chosen to be verified. */
static void keep_alarms(void)
{
    struct frozen *set = frozen_new(clock_real_ms(&system_clock));
    const struct active_violation alarm = {.violation_id = "a1a1a1a1-0001",
                                           .thing_name = "cam-e-01"};
    struct err err;

    snprintf(set->id, sizeof set->id, "%s", ALARMS_ID);
    cr_assert(frozen_add_alarm(set, &alarm));
    cr_assert(frozen_save(set, &err), "%s", err.text);
    frozen_free(set);
}

/* A change that is ready to be sent, one Tab and one Enter away. */
static void keep_plan(void)
{
    static const struct resource_identifier resource = {.client_id = "gw-1"};
    static const struct delete_audit_suppression_input input = {
        .check_name = "CONFLICTING_CLIENT_IDS_CHECK", .resource_identifier = &resource};
    struct plan *p = plan_new("suppress", clock_real_ms(&system_clock));
    struct err err;

    snprintf(p->id, sizeof p->id, "%s", PLAN_ID);
    p->title = "End one";
    p->verb = "End it";
    plan_add_step(
        p, &(struct plan_step){.text = "gw-1", .call = {&op_delete_audit_suppression, &input}});
    cr_assert(plan_save(p, &err), "%s", err.text);
    plan_free(p);
}

/* What would arm or end the console is typed like anything else, and here it is not allowed. */
static void go_somewhere(struct views_rig *r)
{
    static const char *const arguments[] = {"",
                                            " " VIEWS_RUN_DONE,
                                            " " VIEWS_FINDING,
                                            " run:" VIEWS_RUN_DONE,
                                            " " VIEWS_CERTIFICATE,
                                            " set:00000000",
                                            " set:" ALARMS_ID,
                                            " kind:ml last:7d",
                                            " by:thing",
                                            " thing:cam-e-01",
                                            " cam-e-01",
                                            " perimeter",
                                            " plant",
                                            " " PLAN_ID};
    size_t n = 0;
    char view[160];

    while (screens[n] != NULL)
        n++;
    snprintf(view, sizeof view, "%s%s", screens[pick((uint32_t)n)]->name,
             arguments[pick(COUNT_OF(arguments))]);
    app_command(r->app, view);
    if (pick(4) == 0)
        app_command(r->app, pick(2) == 0 ? "arm 15min SEC-1" : "arm");
    r->display.cols = 1 + (int)pick(200);
    r->display.rows = 1 + (int)pick(60);
    app_resized(r->app);
    app_paste(r->app, STR("s\rm\r\t\t\r\x18\r:arm\ry\r"));
}

static size_t mutations(const struct views_rig *r)
{
    const struct call_log *log = client_log(r->client);
    size_t n = 0;

    for (size_t i = 0; i < call_log_count(log); i++) {
        const struct call_record *row = call_log_at(log, i);
        const struct operation *op = operation_find(row->operation);

        n += op->effect == EFFECT_MUTATE && row->attempts > 0;
    }
    return n;
}

static void open_again(struct views_rig *r)
{
    if (r->app != NULL)
        views_close(r);
    views_open_with(r, VIEWS_FULL, NULL, &(struct views_extras){.read_only = true});
    cr_assert_eq(chdir(r->folder), 0); /* where W puts its files */
    keep_plan();
    keep_alarms();
}

static void press_keys(struct views_rig *r, int n)
{
    for (int i = 0; i < n; i++) {
        if (app_is_ended(r->app))
            open_again(r);
        if (pick(KEYS_A_PRESS) == 0)
            app_mouse(r->app,
                      (struct mouse){(enum mouse_kind)pick(3), (int)pick(60), (int)pick(200)});
        else
            app_key(r->app, random_key());
        if (i % KEYS_A_FRAME == 0) {
            (void)app_frame(r->app);
            (void)loop_turn(r->loop, 0);
        }
        if (i % KEYS_A_PLACE == 0) {
            cr_assert_eq(mutations(r) + (size_t)r->gate.begun, 0, "key %d in %s", i,
                         app_view(r->app));
            go_somewhere(r);
        }
    }
}

Test(views_random, nothing_is_changed_by_a_million_keys)
{
    struct views_rig r = {.app = NULL};

    open_again(&r);
    press_keys(&r, KEYS);
    views_settle(&r);
    cr_expect_eq(mutations(&r), 0);
    cr_expect_eq(r.gate.begun, 0, "the journal has %d entries", r.gate.begun);
    views_close(&r);
}
