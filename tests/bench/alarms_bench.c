/* 100,000 events of alarms: recorded, counted by hour, read back, drawn as bars, scrolled. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "tests/bench/measure.h"
#include "tests/support/gate_rig.h"
#include "views/script.h"

enum {
    EVENTS = 100 * 1000,
    PAGE = 250,
    THINGS = 2000,
    BEHAVIORS = 12,
    DAYS = 28,
    KEYS = 400,
    HOURS_LIMIT_MS = 50,
    BARS_LIMIT_MS = 50,
    ROW_LIMIT = 200, /* bytes, as in the findings list */
};

static int64_t cpu_now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static double ms_since(int64_t from_ns)
{
    return (double)(cpu_now() - from_ns) / 1e6;
}

static void must(bool ok, const struct err *err)
{
    if (ok)
        return;
    (void)fprintf(stderr, "%s\n", err->text);
    exit(1);
}

static struct behavior_criteria criteria[BEHAVIORS];
static struct behavior behaviors[BEHAVIORS];
static struct metric_value limits[BEHAVIORS];

static void make_behaviors(struct arena *a)
{
    for (int i = 0; i < BEHAVIORS; i++) {
        limits[i] = (struct metric_value){.count = {10 + i, true}};
        criteria[i] = (struct behavior_criteria){.comparison_operator = "less-than-equals",
                                                 .duration_seconds = {300, true},
                                                 .value = &limits[i]};
        behaviors[i] = (struct behavior){.criteria = &criteria[i],
                                         .metric = "aws:num-authorization-failures",
                                         .name = arena_printf(a, "Behaviour_%d", i)};
    }
}

static struct violation_event make_event(struct arena *a, uint32_t i, int64_t now_ms)
{
    static const char *const types[] = {"in-alarm", "alarm-cleared", "in-alarm",
                                        "alarm-invalidated"};
    const uint32_t mixed = i * 2654435761u;
    struct metric_value *v = arena_alloc(a, 1, sizeof *v);

    v->count = (struct opt_int){mixed % 5000, true};
    return (struct violation_event){
        .behavior = &behaviors[mixed % BEHAVIORS],
        .metric_value = v,
        .security_profile_name = "baseline",
        .thing_name = arena_printf(a, "gw-osaka-%04u", mixed % THINGS),
        .verification_state = "UNKNOWN",
        .violation_event_time = {now_ms - (int64_t)i * DAYS * 86400 * 1000 / EVENTS, true},
        .violation_event_type = types[i % 4],
        .violation_id = arena_printf(a, "%08x%08x%08x%08x", mixed, i / 2, mixed, 7u),
    };
}

static void record(struct alarm_history *h, int64_t now_ms)
{
    struct arena *a = arena_new(), *names = arena_new();
    const int64_t begin = cpu_now();
    double worst = 0;
    struct err err;

    make_behaviors(names);
    for (uint32_t at = 0; at < EVENTS; at += PAGE) {
        struct violation_event *page = arena_alloc(a, PAGE, sizeof *page);

        for (uint32_t i = 0; i < PAGE; i++)
            page[i] = make_event(a, at + i, now_ms);
        const int64_t from = cpu_now();

        must(alarm_history_add(h, page, PAGE, &err), &err);
        worst = ms_since(from) > worst ? ms_since(from) : worst;
        arena_reset(a);
    }
    must(alarm_history_cover(h, now_ms - (int64_t)DAYS * 86400 * 1000, now_ms, &err), &err);
    table_row("record all", "ms CPU", ms_since(begin), 0, 0);
    table_row("  its longest page of 250", "ms CPU", worst, 0, 0);
    arena_free(a);
    arena_free(names);
}

static void sum(void *ctx, int64_t hour_ms, const char *type, enum behavior_kind kind,
                uint32_t n)
{
    (void)hour_ms;
    (void)type;
    (void)kind;
    *(uint32_t *)ctx += n;
}

static void count_hours(struct alarm_history *h, int64_t now_ms)
{
    const int64_t from = cpu_now();
    uint32_t n = 0;
    struct err err;

    must(alarm_history_hours(h, 0, now_ms, sum, &n, &err), &err);
    table_row("counts by hour of all", "ms CPU", ms_since(from), 0, HOURS_LIMIT_MS);
    table_row("  events counted", "", n, 0, 0);
}

static bool see(void *ctx, const struct violation_event *e)
{
    (void)e;
    ++*(uint32_t *)ctx;
    return true;
}

static void read_thing(struct alarm_history *h, int64_t now_ms)
{
    const int64_t from = cpu_now();
    struct alarm_reader *r = alarm_reader_new(
        h, &(struct alarm_reader_options){.to_ms = now_ms, .thing = "gw-osaka-0007"});
    uint32_t n = 0;
    bool done = false;
    struct err err;

    while (!done)
        must(alarm_reader_slice(r, see, &n, &done, &err), &err);
    alarm_reader_free(r);
    table_row("events of one device", "ms CPU", ms_since(from), 0, HOURS_LIMIT_MS);
    table_row("  events read", "", n, 0, 0);
}

/* ---- the screen ---- */

static struct key key_of(const char *name)
{
    struct key k = {0};

    if (!keys_parse(str_of(name), &k))
        exit(1);
    return k;
}

/* A key and the frame after it. */
static void press(struct app *app, const char *name, int times, const char *what, double limit)
{
    struct samples s = {0};

    for (int i = 0; i < times; i++) {
        const int64_t from = cpu_now();

        app_key(app, key_of(name));
        (void)app_frame(app);
        samples_add(&s, ms_since(from));
    }
    table_row(what, "ms CPU", samples_at(&s, 0.5), 0, limit);
    samples_free(&s);
}

static void settle(struct loop *loop, struct app *app)
{
    double worst = 0, all = 0;

    for (int i = 0; i < 20000; i++) {
        const int64_t from = cpu_now();
        const bool moved = loop_turn(loop, 0);
        const double ms = ms_since(from);

        worst = ms > worst ? ms : worst;
        all += ms;
        if (!moved && strstr(app_view(app), "events") != NULL)
            break;
    }
    table_row("rows out of the record", "ms CPU", all, 0, 0);
    table_row("  its longest turn", "ms CPU", worst, 0, 0);
}

static void draw(struct loop *loop, struct app *app)
{
    (void)app_open(app, "events last:28d");
    settle(loop, app);
    (void)app_frame(app);
    const int64_t from = cpu_now();

    app_command(app, "filter !0007");
    (void)app_frame(app);
    table_row("another filter, bars counted anew, frame", "ms CPU", ms_since(from), 0,
              BARS_LIMIT_MS);
    app_command(app, "filter");
    press(app, "j", KEYS, "j, at the median", 0);
    press(app, "l", 40, "l, over the bars", BARS_LIMIT_MS);
    press(app, "C-f", KEYS, "a page down", 0);
}

static void weigh(int64_t now_ms)
{
    struct table *t = table_new(&alarm_events_table);
    struct arena *a = arena_new();

    for (uint32_t i = 0; i < EVENTS; i++) {
        const struct violation_event e = make_event(a, i, now_ms);

        (void)!table_append(t, &e);
        if (i % PAGE == 0)
            arena_reset(a);
    }
    table_row("a row of the list", "bytes", (double)table_bytes(t) / EVENTS, 0, ROW_LIMIT);
    table_free(t);
    arena_free(a);
}

int main(void)
{
    char folder[] = "/tmp/picket-alarms-bench-XXXXXX", file[80];
    const int64_t now_ms = clock_real_ms(&system_clock);
    struct memory_display display;
    struct gate_rig gate;
    struct stat st = {0};

    if (mkdtemp(folder) == NULL || setenv("XDG_STATE_HOME", folder, 1) != 0)
        return 1;
    struct loop *loop = loop_new(&system_clock);
    struct journal *journal = journal_new(NULL, &system_clock);

    memory_display_init(&display, 40, 120);
    gate_rig_open(&gate, loop, GATE_NEVER);
    struct app *app = app_new(&(struct app_options){.loop = loop,
                                                    .display = &display.display,
                                                    .glyphs = GLYPHS_ASCII,
                                                    .context = {.name = "bench"},
                                                    .gate = gate.gate,
                                                    .journal = journal});
    struct alarm_history *h = app_alarm_history(app);

    alarm_history_open(h);
    table_begin("alarms: 100,000 events of 2,000 devices in 28 days", "");
    record(h, now_ms);
    (void)snprintf(file, sizeof file, "%s/picket/alarms.db", folder);
    if (stat(file, &st) == 0)
        table_row("the file", "bytes an event", (double)st.st_size / EVENTS, 0, 0);
    count_hours(h, now_ms);
    read_thing(h, now_ms);
    draw(loop, app);
    weigh(now_ms);
    app_free(app);
    gate_rig_close(&gate);
    journal_free(journal);
    loop_free(loop);
    (void)files_remove_tree(folder);
    return table_end();
}
