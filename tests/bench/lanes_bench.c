/* One device on one time axis: its share of 100,000 violation events, and all of them. */
#include <stdio.h>
#include <time.h>

#include "tests/bench/measure.h"
#include "views/thing_model.h"

enum { ROUNDS = 20, LANES = 40, COLS = 200, ROWS = 60 };

#define NOW INT64_C(1795357327000)
#define DAY INT64_C(86400000)

static int64_t cpu_now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void add_lanes(struct thing_model *m)
{
    for (int i = 0; i < LANES; i++) {
        char id[32], title[32];

        snprintf(id, sizeof id, "baseline\nbehavior-%d", i);
        snprintf(title, sizeof title, "behavior-%d", i);
        (void)thing_model_lane(m, &(struct thing_lane){.id = id,
                                                       .title = title,
                                                       .kind = "rule",
                                                       .profile = "baseline",
                                                       .of_behavior = true,
                                                       .open_known = true,
                                                       .known_from_ms = NOW - 30 * DAY});
    }
}

static void add_events(struct thing_model *m, int n)
{
    for (int i = 0; i < n; i++) {
        char id[64], lane[32], violation[48], seen[32];

        snprintf(id, sizeof id, "%032x in-alarm %d", (unsigned)i, i);
        snprintf(lane, sizeof lane, "baseline\nbehavior-%d", i / 2 % LANES);
        snprintf(violation, sizeof violation, "%032x", (unsigned)i / 2);
        snprintf(seen, sizeof seen, "%d /5min", i % 500);
        (void)thing_model_event(
            m,
            &(struct thing_event){.time_ms = NOW - 30 * DAY + 30 * DAY / n * i,
                                  .kind = i % 2 == 0 ? THING_EVENT_ALARM : THING_EVENT_CLEARED,
                                  .id = id,
                                  .lane = lane,
                                  .type = i % 2 == 0 ? "in alarm" : "cleared",
                                  .what = lane + 9,
                                  .seen = seen,
                                  .limit = "<= 100 /5min",
                                  .state = "UNKNOWN",
                                  .profile = "baseline",
                                  .metric = "aws:num-connection-attempts",
                                  .violation = violation,
                                  .expects = "at most 100 connection attempts in 5 min"});
    }
}

/* What an answer costs, and what a key costs. */
static void measure(const char *what, int n)
{
    const struct axis axis = {NOW - 30 * DAY, NOW, NOW, zone_utc()};
    struct surface *s = surface_new(ROWS, COLS, GLYPHS_UNICODE);
    struct samples build = {0}, draw = {0};
    struct thing_model m;
    struct lanes l;
    char name[64];

    thing_model_init(&m);
    lanes_init(&l, (const struct lanes_column[]){{"BEHAVIOUR", 18, 0}}, 1, thing_classes,
               THING_CLASSES);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t from = cpu_now();

        thing_model_reset(&m);
        add_lanes(&m);
        add_events(&m, n);
        thing_model_finish(&m, &axis);
        l.axis = axis;
        lanes_set(&l, m.drawn, m.n_lanes);
        samples_add(&build, (double)(cpu_now() - from) / 1e6);
        from = cpu_now();
        lanes_go(&l, NOW - i * DAY);
        lanes_draw(&l, s);
        samples_add(&draw, (double)(cpu_now() - from) / 1e6);
    }
    snprintf(name, sizeof name, "%s: lanes from events, worst", what);
    table_row(name, "ms CPU", samples_at(&build, 1), 0, 50);
    snprintf(name, sizeof name, "%s: lanes drawn, worst", what);
    table_row(name, "ms CPU", samples_at(&draw, 1), 0, 50);
    samples_free(&build);
    samples_free(&draw);
    lanes_free(&l);
    thing_model_free(&m);
    surface_free(s);
}

int main(void)
{
    table_begin("One device on a time axis, 30 days of events", "");
    measure("1,000 of 100,000", 1000);
    measure("20,000 of 100,000", 20 * 1000);
    return table_end();
}
