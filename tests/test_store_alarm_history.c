/* The record of alarms: the same event twice, gaps, counts by hour, slices, what has to go, and
 * a writer that is killed. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/store/alarm_history.h"

#define NOW  INT64_C(1795357327000) /* 2026-11-22T14:22:07Z */
#define HOUR (INT64_C(3600) * 1000)
#define DAY  (24 * HOUR)

static struct fake_clock fake;
static struct loop *loop;
static struct alarm_history *history;
static char folder[] = "/tmp/picket-alarms-XXXXXX";
static char path[64];

static struct alarm_history *open_as(const char *context)
{
    struct alarm_history *h = alarm_history_new(loop, path, context);

    alarm_history_open(h);
    cr_assert(alarm_history_is_open(h), "%s", alarm_history_err(h)->text);
    return h;
}

static void setup(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/alarms.db", folder);
    fake_clock_init(&fake, NOW);
    loop = loop_new(&fake.clock);
    history = open_as("test");
}

static void teardown(void)
{
    alarm_history_free(history);
    loop_free(loop);
    (void)files_remove_tree(folder);
}

TestSuite(alarm_history, .init = setup, .fini = teardown);

static const struct behavior_criteria criteria = {.comparison_operator = "less-than-equals",
                                                  .duration_seconds = {300, true}};
static const struct behavior behavior = {.criteria = &criteria,
                                         .metric = "aws:num-disconnects",
                                         .name = "Disconnects",
                                         .suppress_alerts = {true, true}};

static struct violation_event event(const char *id, const char *type, int64_t ms)
{
    return (struct violation_event){
        .behavior = &behavior,
        .security_profile_name = "base",
        .thing_name = "gw-1",
        .verification_state = "UNKNOWN",
        .violation_event_time = {ms, true},
        .violation_event_type = type,
        .violation_id = id,
    };
}

static void add(struct alarm_history *h, const struct violation_event *e, size_t n)
{
    struct err err;

    cr_assert(alarm_history_add(h, e, n, &err), "%s", err.text);
}

static void cover(int64_t from, int64_t to)
{
    struct err err;

    cr_assert(alarm_history_cover(history, from, to, &err), "%s", err.text);
}

/* ---- reading ---- */

struct seen {
    struct buf text;
    size_t n, most; /* most 0: all */
    int64_t last_ms;
};

static bool see(void *ctx, const struct violation_event *e)
{
    struct seen *s = ctx;

    cr_expect(s->n == 0 || e->violation_event_time.ms <= s->last_ms, "newest first");
    s->last_ms = e->violation_event_time.ms;
    s->n++;
    buf_printf(
        &s->text, "%s %s %s %s|", e->violation_id,
        e->violation_event_type != NULL ? e->violation_event_type : "-", e->verification_state,
        e->verification_state_description != NULL ? e->verification_state_description : "-");
    return s->most == 0 || s->n < s->most;
}

static struct seen read_all(struct alarm_history *h, int64_t from, int64_t to,
                            const char *thing)
{
    struct alarm_reader *r = alarm_reader_new(
        h, &(struct alarm_reader_options){.from_ms = from, .to_ms = to, .thing = thing});
    struct seen s = {.text = BUF_INIT(1 << 20)};
    struct err err;
    bool done = false;

    while (!done)
        cr_assert(alarm_reader_slice(r, see, &s, &done, &err), "%s", err.text);
    alarm_reader_free(r);
    return s;
}

static void expect_all(struct alarm_history *h, int64_t from, int64_t to, const char *thing,
                       const char *want)
{
    struct seen s = read_all(h, from, to, thing);

    cr_expect_str_eq(buf_text(&s.text), want, "%s", buf_text(&s.text));
    buf_free(&s.text);
}

static void sum_hour(void *ctx, int64_t hour_ms, const char *type, enum behavior_kind kind,
                     uint32_t n)
{
    struct buf *out = ctx;

    buf_printf(out, "%lld %s %s %u|", (long long)((hour_ms - NOW) / HOUR), type,
               behavior_kind_word(kind), n);
}

static void expect_hours(const char *want)
{
    struct buf out = BUF_INIT(4096);
    struct err err;

    cr_assert(alarm_history_hours(history, NOW - 100 * DAY, NOW + DAY, sum_hour, &out, &err),
              "%s", err.text);
    cr_expect_str_eq(buf_text(&out), want, "%s", buf_text(&out));
    buf_free(&out);
}

Test(alarm_history, an_event_seen_again_is_the_same_one)
{
    struct violation_event e[3] = {event("v1", "in-alarm", NOW - HOUR),
                                   event("v1", "alarm-cleared", NOW - HOUR + 1000),
                                   event("v2", "in-alarm", NOW - 2 * HOUR)};

    add(history, e, 3);
    add(history, e, 3);
    cr_expect_eq(alarm_history_events(history), 3);
    expect_hours("-2 in-alarm rule 1|-1 in-alarm rule 1|-1 alarm-cleared rule 1|");
    /* a verification is of the violation: every event of it shows what was seen last */
    e[1].verification_state = "TRUE_POSITIVE";
    e[1].verification_state_description = "rogue";
    add(history, e + 1, 1);
    expect_all(history, 0, NOW, NULL,
               "v1 alarm-cleared TRUE_POSITIVE rogue|v1 in-alarm TRUE_POSITIVE rogue|"
               "v2 in-alarm UNKNOWN -|");
    cr_expect_eq(alarm_history_events(history), 3);
}

Test(alarm_history, what_cannot_be_told_apart_is_left_out)
{
    struct violation_event e[3] = {event(NULL, "in-alarm", NOW), event("v1", NULL, NOW),
                                   event("v2", "alarm-paused", NOW)};

    e[0].violation_event_time.set = true;
    e[2].behavior = NULL;
    e[2].thing_name = NULL;
    add(history, e, 3);
    add(history, NULL, 0); /* a page without its list */
    cr_expect_eq(alarm_history_events(history), 2);
    struct seen s = read_all(history, 0, NOW, NULL);

    cr_expect_eq(s.n, 2);
    buf_free(&s.text);
}

Test(alarm_history, values_and_names_come_back_as_they_were)
{
    struct arena *a = arena_new();
    struct err err;
    const char *json = "{\"strings\":[\"a\\u001b[2J\",\"\\u6771\\u4eac\"]}";
    struct metric_value value;
    struct violation_event e = event("v1", "in-alarm", NOW);

    cr_assert(record_decode(&metric_value_record, json_parse(str_of(json), a, &err), a, &value,
                            &err));
    e.metric_value = &value;
    e.thing_name = "plant 3/50% \xe6\x9d\xb1\xe4\xba\xac\x1b";
    add(history, &e, 1);
    expect_all(history, 0, NOW, e.thing_name, "v1 in-alarm UNKNOWN -|");
    expect_all(history, 0, NOW, "plant", "");
    arena_free(a);
}

Test(alarm_history, slices_go_on_where_the_last_one_ended)
{
    enum { N = 3 * ALARM_HISTORY_SLICE + 7 };
    struct violation_event *e = calloc(N, sizeof *e);
    char(*ids)[16] = calloc(N, sizeof *ids);

    for (int i = 0; i < N; i++) { /* many at one moment */
        snprintf(ids[i], sizeof ids[i], "v%d", i);
        e[i] = event(ids[i], "in-alarm", NOW - (i / 500) * HOUR);
        e[i].thing_name = i % 2 == 0 ? "even" : "odd";
    }
    add(history, e, N);
    struct seen s = read_all(history, 0, NOW, NULL);

    cr_expect_eq(s.n, (size_t)N);
    buf_free(&s.text);
    s = read_all(history, 0, NOW, "odd");
    cr_expect_eq(s.n, (size_t)N / 2);
    buf_free(&s.text);
    s = read_all(history, NOW - HOUR, NOW - HOUR, NULL);
    cr_expect_eq(s.n, (size_t)500);
    buf_free(&s.text);
    free(e);
    free(ids);
}

/* ---- gaps ---- */

static void expect_gaps(int64_t from, int64_t to, const char *want)
{
    static const char *const kinds[] = {"before", "lost", "open", "purged"};
    struct alarm_gap gaps[ALARM_HISTORY_GAPS_MAX];
    struct buf out = BUF_INIT(4096);
    size_t n = alarm_history_gaps(history, from, to, gaps);

    for (size_t i = 0; i < n; i++)
        buf_printf(&out, "%lld..%lld %s|", (long long)((gaps[i].from_ms - NOW) / HOUR),
                   (long long)((gaps[i].to_ms - NOW) / HOUR), kinds[gaps[i].kind]);
    cr_expect_str_eq(buf_text(&out), want, "%s", buf_text(&out));
    buf_free(&out);
}

Test(alarm_history, gaps_are_known_and_of_a_kind)
{
    expect_gaps(NOW - 40 * DAY, NOW, "-960..-720 before|-720..0 open|");
    cover(NOW - 2 * DAY, NOW);
    expect_gaps(NOW - DAY, NOW, "");
    expect_gaps(NOW - 3 * DAY, NOW + DAY, "-72..-48 open|"); /* of the future nobody knows */
    cover(NOW - 50 * DAY, NOW - 40 * DAY);
    expect_gaps(NOW - 60 * DAY, NOW, "-1440..-1200 before|-960..-720 lost|-720..-48 open|");
    cover(NOW - 30 * DAY, NOW - 2 * DAY); /* joins its neighbour */
    expect_gaps(NOW - 45 * DAY, NOW, "-960..-720 lost|");
    cover(NOW - 41 * DAY, NOW - 29 * DAY);
    expect_gaps(NOW - 45 * DAY, NOW, "");
    cr_expect_eq(alarm_history_known_to(history), NOW);
}

Test(alarm_history, coverage_and_contexts_survive_a_restart)
{
    struct violation_event e = event("v1", "in-alarm", NOW);

    add(history, &e, 1);
    cover(NOW - DAY, NOW);
    struct alarm_history *other = open_as("another account");

    cr_expect_eq(alarm_history_events(other), 0);
    cr_expect_eq(alarm_history_known_to(other), 0);
    alarm_history_free(other);
    alarm_history_free(history);
    history = open_as("test");
    cr_expect_eq(alarm_history_events(history), 1);
    expect_gaps(NOW - DAY, NOW, "");
}

Test(alarm_history, two_consoles_count_together)
{
    struct alarm_history *other = open_as("test");
    const struct violation_event e[2] = {event("v1", "in-alarm", NOW),
                                         event("v2", "in-alarm", NOW)};

    add(history, e, 1);
    add(other, e, 2);
    add(history, e, 2);
    cr_expect_eq(alarm_history_events(history), 2);
    expect_hours("0 in-alarm rule 2|");
    alarm_history_free(other);
}

Test(alarm_history, the_oldest_go_and_that_is_said)
{
    struct violation_event e[2] = {
        event("v1", "in-alarm", NOW - (ALARM_HISTORY_DAYS + 9) * DAY),
        event("v2", "in-alarm", NOW)};

    cover(NOW - 500 * DAY, NOW - 300 * DAY);
    add(history, e, 2);
    cr_expect_eq(alarm_history_events(history), 1);
    expect_all(history, 0, NOW, NULL, "v2 in-alarm UNKNOWN -|");
    struct alarm_gap gaps[ALARM_HISTORY_GAPS_MAX];

    cr_assert_gt(alarm_history_gaps(history, NOW - 600 * DAY, NOW, gaps), 0);
    cr_expect_eq(gaps[0].kind, ALARM_GAP_PURGED);
}

Test(alarm_history, a_damaged_file_is_said_and_nothing_breaks)
{
    alarm_history_free(history);
    FILE *f = fopen(path, "w");

    fputs("this is no database, however long one looks at it, and it never was one", f);
    fclose(f);
    history = alarm_history_new(loop, path, "test");
    alarm_history_open(history);
    cr_expect_not(alarm_history_is_open(history));
    cr_expect_neq(alarm_history_err(history)->kind, ERR_NONE);
    struct violation_event e = event("v1", "in-alarm", NOW);
    struct err err;

    cr_expect_not(alarm_history_add(history, &e, 1, &err));
    expect_gaps(NOW - DAY, NOW, "-24..0 open|");
    expect_all(history, 0, NOW, NULL, "");
}

/* ---- kill -9 ---- */

static void write_for_ever(int out)
{
    struct alarm_history *h = open_as("killed");

    for (int i = 0;; i++) {
        struct violation_event e[50];
        char ids[50][24];
        struct err err;

        for (int k = 0; k < 50; k++) {
            snprintf(ids[k], sizeof ids[k], "v%d-%d", i, k);
            e[k] = event(ids[k], "in-alarm", NOW - k * HOUR);
        }
        if (!alarm_history_add(h, e, 50, &err))
            _exit(1);
        if (write(out, "x", 1) != 1) /* acknowledged */
            _exit(1);
    }
}

Test(alarm_history, a_killed_writer_loses_nothing_it_acknowledged)
{
    int ends[2];
    char c;
    uint32_t counted = 0;
    struct buf hours = BUF_INIT(1 << 16);
    struct err err;

    cr_assert_eq(pipe(ends), 0);
    const pid_t child = fork();

    if (child == 0)
        write_for_ever(ends[1]);
    close(ends[1]);
    for (int i = 0; i < 20; i++)
        cr_assert_eq(read(ends[0], &c, 1), 1);
    cr_assert_eq(kill(child, SIGKILL), 0);
    cr_assert_eq(waitpid(child, NULL, 0), child);
    close(ends[0]);
    struct alarm_history *h = open_as("killed");
    struct seen s = read_all(h, 0, NOW, NULL);

    cr_expect_geq(s.n, (size_t)20 * 50);
    cr_expect_eq(s.n % 50, (size_t)0, "all of a page or nothing");
    cr_expect_eq(alarm_history_events(h), s.n);
    cr_assert(alarm_history_hours(h, 0, NOW, sum_hour, &hours, &err));
    for (struct str rest = {buf_text(&hours), hours.len}; rest.n > 0;) {
        struct str row = str_cut(rest, '|', &rest);
        int64_t n = 0;

        while (row.n > 0)
            if (!str_to_int(str_cut(row, ' ', &row), 0, INT32_MAX, &n))
                continue;
        counted += (uint32_t)n;
    }
    cr_expect_eq(counted, s.n, "counted by hour: %u of %zu", counted, s.n);
    buf_free(&hours);
    buf_free(&s.text);
    alarm_history_free(h);
}
