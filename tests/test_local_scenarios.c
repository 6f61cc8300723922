#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/local/scenarios.h"
#include "tests/support/audit_fixture.h"

#define NOW    AUDIT_NOW_MS
#define MINUTE ((int64_t)60000)
#define DAY    ((int64_t)86400000)

/* 200 things: 100 pumps and 60 valves on two sites, 40 of no type; pump001..010 in a group
 * below another. */
static const char things_sql[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
    " INSERT INTO thing(id, name, type, attributes, uuid, created_ms) SELECT i,"
    " CASE WHEN i <= 100 THEN printf('pump%03d', i) WHEN i <= 160 THEN printf('valve%03d', i)"
    " ELSE printf('odd %03d/%%', i) END,"
    " CASE WHEN i <= 100 THEN 'Pump' WHEN i <= 160 THEN 'Valve' END,"
    " CASE WHEN i % 2 THEN '{\"site\":\"north\"}' ELSE '{\"site\":\"south\"}' END,"
    " '', 0 FROM n;"
    "INSERT INTO thing_group(id, name, parent_id, uuid, created_ms) VALUES"
    " (1, 'all', NULL, '', 0), (2, 'below', 1, '', 0), (3, 'empty', NULL, '', 0);"
    "INSERT INTO thing_group_member SELECT 2, id FROM thing WHERE id <= 10;";

struct stage {
    struct audit_fixture f;
    struct scenarios *s;
};

static void stage_open(struct stage *t, const char *dir)
{
    struct err err;
    fixture_open(&t->f, dir);
    fixture_sql(&t->f, things_sql);
    cr_assert(scenarios_open(&t->s, t->f.registry, &err), "%s", err.text);
}

static void stage_close(struct stage *t)
{
    scenarios_close(t->s);
    fixture_close(&t->f);
}

static int64_t start(struct stage *t, const struct scenario_wish *w, int64_t at)
{
    struct err err;
    int64_t id;
    cr_assert(scenarios_start(t->s, w, at, &id, &err), "%s", err.text);
    return id;
}

static size_t struck(const struct stage *t, int64_t thing, int64_t at)
{
    const struct scenario_kind *kinds[SCENARIO_KINDS_AT_ONCE];
    return scenarios_at(t->s, thing, at, kinds, SCENARIO_KINDS_AT_ONCE);
}

Test(local_scenarios, every_kind_says_what_it_does_and_moves_something)
{
    static const char *const threats[] = {
        "impersonation", "data-theft", "cloud-abuse",   "denial-of-service", "lateral-movement",
        "surveillance",  "sabotage",   "crypto-mining", "ransomware"};
    cr_assert_eq(scenario_kind_count, COUNT_OF(threats));
    for (size_t i = 0; i < COUNT_OF(threats); i++) {
        const struct scenario_kind *k = scenario_kind_find(threats[i]);
        cr_assert_not_null(k, "%s", threats[i]);
        cr_expect(strlen(k->threat) > 20 && strlen(k->signs) > 20 && k->title[0], "%s",
                  k->name);
        cr_expect(k->n_effects >= 3 && k->per_mille > 0 && k->minutes > k->spread_min, "%s",
                  k->name);
        for (size_t e = 0; e < k->n_effects; e++) {
            const struct scenario_effect *x = &k->effects[e];
            cr_expect(x->times != 1 || x->plus != 0 || x->ports || x->addresses,
                      "%s leaves %s as it is", k->name, x->metric);
            cr_expect(x->times >= 0, "%s %s", k->name, x->metric);
        }
    }
    cr_assert_null(scenario_kind_find("flood"));
}

/* "pump003 ... " of whom a wish strikes. */
Test(local_scenarios, who_is_struck)
{
    static const char *const names[] = {"valve110", "odd 170/%", "valve110"};
    static const char *const wrong[] = {"valve110", "nobody"};
    static const struct {
        const char *kind, *type, *group;
        const char *const *names;
        size_t n_names;
        int64_t count;
        size_t n;
        const char *error;
    } rows[] = {
        {.kind = "ransomware", .n = 16},
        {.kind = "impersonation", .n = 2},
        {.kind = "impersonation", .count = 120, .n = 100}, /* no type has more */
        {.kind = "impersonation", .type = "Valve", .count = 7, .n = 7},
        {.kind = "impersonation", .type = "Valve", .count = 70, .n = 60},
        {.kind = "sabotage", .group = "all", .count = 20, .n = 10},
        {.kind = "sabotage", .group = "below", .n = 4},
        {.kind = "sabotage", .names = names, .n_names = 3, .n = 2},
        {.kind = "sabotage",
         .names = wrong,
         .n_names = 2,
         .error = "ResourceNotFoundException"},
        {.kind = "sabotage", .type = "Tug", .error = "ResourceNotFoundException"},
        {.kind = "sabotage", .group = "empty", .error = "ResourceNotFoundException"},
        {.kind = "sabotage", .group = "none", .error = "ResourceNotFoundException"},
        {.kind = "sabotage",
         .group = "all",
         .type = "Pump",
         .error = "InvalidRequestException"},
        {.kind = "sabotage", .count = 20001, .error = "InvalidRequestException"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct stage t;
        struct err err = {0};
        int64_t id = 0;
        stage_open(&t, ":memory:");
        struct scenario_wish w = {.kind = scenario_kind_find(rows[i].kind),
                                  .token = "t",
                                  .type = rows[i].type,
                                  .group = rows[i].group,
                                  .things = rows[i].names,
                                  .n_things = rows[i].n_names,
                                  .count = rows[i].count};
        bool ok = scenarios_start(t.s, &w, NOW, &id, &err);
        cr_expect_str_eq(err.code, rows[i].error ? rows[i].error : "", "row %zu: %s", i,
                         err.text);
        if (ok)
            cr_expect_eq(scenarios_find(t.s, id)->n_things, rows[i].n, "row %zu: %zu", i,
                         scenarios_find(t.s, id)->n_things);
        cr_expect_eq(scenarios_count(t.s), ok, "row %zu", i);
        stage_close(&t);
    }
}

Test(local_scenarios, things_of_one_type_and_place_the_same_every_time)
{
    struct stage a, b;
    struct scenario_wish w = {.kind = scenario_kind_find("ransomware"), .token = "t"};
    stage_open(&a, ":memory:");
    stage_open(&b, ":memory:");
    int64_t id = start(&a, &w, NOW);
    cr_assert_eq(start(&b, &w, NOW), id);
    const struct scenario *one = scenarios_find(a.s, id);
    const struct scenario_strike *x = scenarios_strikes(a.s, one);
    const struct scenario_strike *y = scenarios_strikes(b.s, scenarios_find(b.s, id));
    for (size_t i = 0; i < one->n_things; i++) {
        cr_expect_eq(x[i].thing_id, y[i].thing_id);
        cr_expect_eq(x[i].thing_id <= 100, x[0].thing_id <= 100, "two types");
        cr_expect_eq(x[i].start_ms, NOW + 45 * MINUTE * (int64_t)i / 15);
    }
    stage_close(&a);
    stage_close(&b);
}

Test(local_scenarios, what_goes_on_when)
{
    static const char *const one[] = {"pump001"};
    struct stage t;
    struct err err;
    struct scenario_wish w = {
        .kind = scenario_kind_find("sabotage"), .token = "a", .things = one, .n_things = 1};
    stage_open(&t, ":memory:");
    cr_expect_eq(struck(&t, 1, NOW), 0);
    int64_t first = start(&t, &w, NOW);
    cr_expect_eq(start(&t, &w, NOW + 5), first, "the same token starts nothing new");
    w.token = "b";
    w.kind = scenario_kind_find("ransomware");
    w.minutes = 30;
    int64_t second = start(&t, &w, NOW + 10 * MINUTE);
    w.token = "a";
    cr_expect_not(scenarios_start(t.s, &w, NOW, &second, &err));
    cr_expect_str_eq(err.code, "TaskAlreadyExistsException");

    cr_expect_eq(struck(&t, 1, NOW - 1), 0);
    cr_expect_eq(struck(&t, 1, NOW), 1);
    cr_expect_eq(struck(&t, 2, NOW), 0);
    cr_expect_eq(struck(&t, 1, NOW + 10 * MINUTE), 2);
    cr_expect_eq(struck(&t, 1, NOW + 40 * MINUTE), 1);
    cr_expect_eq(struck(&t, 1, NOW + 60 * MINUTE), 0, "sabotage takes an hour");

    cr_assert(scenarios_stop(t.s, first, NOW + 20 * MINUTE, &err));
    cr_expect_eq(struck(&t, 1, NOW + 20 * MINUTE), 1);
    cr_expect_eq(scenarios_find(t.s, first)->stopped_ms, NOW + 20 * MINUTE);
    cr_assert(scenarios_stop(t.s, first, NOW + 25 * MINUTE, &err), "twice is once");
    cr_expect_eq(scenarios_find(t.s, first)->stopped_ms, NOW + 20 * MINUTE);
    cr_assert(scenarios_cut(t.s, 1, NOW + 22 * MINUTE, &err));
    cr_assert(scenarios_cut(t.s, 50, NOW + 22 * MINUTE, &err));
    cr_expect_eq(struck(&t, 1, NOW + 22 * MINUTE - 1), 1, "what was stays");
    cr_expect_eq(struck(&t, 1, NOW + 22 * MINUTE), 0);
    cr_expect_not(scenarios_stop(t.s, 99, NOW, &err));
    cr_expect_str_eq(err.code, "ResourceNotFoundException");
    stage_close(&t);
}

Test(local_scenarios, it_is_all_there_after_an_end_without_a_warning)
{
    char dir[] = "/tmp/picket-test-XXXXXX", path[64];
    struct stage t;
    struct err err;
    struct scenario_wish w = {.kind = scenario_kind_find("ransomware"), .token = "t"};
    cr_assert(mkdtemp(dir));
    stage_open(&t, dir);
    int64_t id = start(&t, &w, NOW);
    int64_t thing = scenarios_strikes(t.s, scenarios_find(t.s, id))[0].thing_id;
    cr_assert(scenarios_cut(t.s, thing, NOW + MINUTE, &err));
    scenarios_close(t.s);
    fixture_reopen(&t.f);
    cr_assert(scenarios_open(&t.s, t.f.registry, &err));
    const struct scenario *one = scenarios_find(t.s, id);
    cr_assert(one != NULL && one->n_things == 16);
    cr_expect_eq(scenarios_strikes(t.s, one)[0].cut_ms, NOW + MINUTE);
    cr_expect_eq(struck(&t, thing, NOW), 1);
    cr_expect_eq(struck(&t, thing, NOW + MINUTE), 0);
    stage_close(&t);
    static const char *const files[] = {"service.db", "service.db-wal", "service.db-shm"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        (void)unlink(path);
    }
    cr_expect_eq(rmdir(dir), 0);
}

Test(local_scenarios, how_many_and_how_long)
{
    struct stage t;
    struct err err;
    int64_t id;
    char token[16];
    struct scenario_wish w = {.kind = scenario_kind_find("sabotage"), .token = token};
    stage_open(&t, ":memory:");
    for (int i = 0; i < SCENARIOS_RUNNING_MAX; i++) {
        snprintf(token, sizeof token, "%d", i);
        (void)start(&t, &w, NOW);
    }
    snprintf(token, sizeof token, "more");
    cr_expect_not(scenarios_start(t.s, &w, NOW, &id, &err));
    cr_expect_str_eq(err.code, "LimitExceededException");
    w.minutes = SCENARIOS_MINUTES_MAX + 1;
    cr_expect_not(scenarios_start(t.s, &w, NOW + DAY, &id, &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    w.minutes = 0;
    (void)start(&t, &w, NOW + DAY);
    cr_expect_eq(scenarios_count(t.s), SCENARIOS_RUNNING_MAX + 1);
    snprintf(token, sizeof token, "late");
    (void)start(&t, &w, NOW + 15 * DAY + 60 * MINUTE);
    cr_expect_eq(scenarios_count(t.s), 2, "older ones are gone, %zu", scenarios_count(t.s));
    cr_expect_eq(fixture_number(&t.f, "SELECT count(DISTINCT scenario) FROM scenario_thing"),
                 2);
    stage_close(&t);
}
