/* What changed between audits: the classes as a table, the file, and the recorder. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/store/history_compare.h"
#include "client/store/history_search.h"

/* ---- classes: a character a result of one check, oldest first ----
 * o open, s suppressed, . not there; a result the check did not have is left out of the string.
 * OLDER is the result before the last unless `older` says which. */

static const struct diff_row {
    const char *states;
    int older; /* -1: the one before the last */
    enum history_class is;
    uint32_t streak;
    int first, away; /* days: result i is day i */
} rows[] = {
    {"o", -2, HISTORY_FIRST, 1, 0, 0},
    {".o", -1, HISTORY_NEW, 1, 1, 0},
    {"oo", -1, HISTORY_KEPT, 2, 0, 0},
    {"ooooo", -1, HISTORY_KEPT, 5, 0, 0},
    {"oo.oo", -1, HISTORY_KEPT, 2, 0, 0},
    {"o.", -1, HISTORY_FIXED, 1, 0, 0},
    {"ooo.", -1, HISTORY_FIXED, 3, 0, 0},
    {"os", -1, HISTORY_NEWLY_SUPPRESSED, 1, 0, 0},
    {"oss", -1, HISTORY_STILL_SUPPRESSED, 2, 0, 0},
    {".s", -1, HISTORY_STILL_SUPPRESSED, 1, 1, 0},
    {"s.", -1, HISTORY_CLASSES, 0, 0, 0},
    {"o.o", -1, HISTORY_RETURNED, 1, 0, 2},
    {"osso", -1, HISTORY_RETURNED, 1, 0, 3},
    {"so", -1, HISTORY_RETURNED, 1, 0, 1},
    {"o..o.", 3, HISTORY_FIXED, 1, 0, 0},
    {"o...o", 0, HISTORY_KEPT, 1, 0, 0}, /* open on both sides, whatever was between */
    {".o..o", 0, HISTORY_NEW, 1, 1, 0},  /* not there before the older one either */
    {"o.ooo", 1, HISTORY_RETURNED, 3, 0, 2},
    {"o.s", -1, HISTORY_STILL_SUPPRESSED, 1, 0, 0},
};

struct found {
    struct history_change change;
    int n;
};

static void note(void *ctx, const struct history_change *change)
{
    struct found *f = ctx;
    if (change->entry.resource == 7) {
        f->change = *change;
        f->n++;
    }
}

static uint8_t state_of(char c)
{
    return c == 'o' ? HISTORY_OPEN : c == 's' ? HISTORY_SUPPRESSED : HISTORY_ABSENT;
}

static void feed(struct history_walk *w, const struct diff_row *row)
{
    int n = (int)strlen(row->states), older = row->older == -1 ? n - 2 : row->older;
    for (int i = 0; i < n; i++) {
        /* others around it, so that positions count */
        struct history_entry e[3] = {{3, 0, HISTORY_OPEN, 1}, {0}, {0}};
        size_t k = 1;
        if (state_of(row->states[i]) != HISTORY_ABSENT)
            e[k++] = (struct history_entry){7, 0, state_of(row->states[i]), 0};
        e[k++] = (struct history_entry){9, 0, HISTORY_OPEN, 2};
        history_walk_part(w, e, k, i,
                          i == n - 1   ? HISTORY_NEWER
                          : i == older ? HISTORY_OLDER
                                       : HISTORY_PASSED,
                          NULL);
    }
}

Test(store_history, classes)
{
    struct history_walk *w = history_walk_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct diff_row *row = &rows[i];
        struct found f = {0};
        history_walk_begin(w);
        feed(w, row);
        history_walk_end(w, note, &f);
        cr_assert_eq(f.n, row->is != HISTORY_CLASSES, "%s: %d", row->states, f.n);
        if (f.n == 0)
            continue;
        cr_expect_eq(f.change.is, row->is, "%s: class %d", row->states, f.change.is);
        cr_expect_eq(f.change.streak, row->streak, "%s: %u in a row", row->states,
                     f.change.streak);
        cr_expect_eq(f.change.first_ms, row->first, "%s: first", row->states);
        cr_expect_eq(f.change.away_ms, row->away, "%s: away %d", row->states,
                     (int)f.change.away_ms);
        cr_expect_eq(f.change.at, 1, "%s: position", row->states);
    }
    history_walk_free(w);
}

/* open after = open before + new + returned - fixed - newly suppressed, for any results. */
Test(store_history, tallies_agree_with_the_open_ones)
{
    struct history_walk *w = history_walk_new();
    uint64_t seed = 42;
    uint32_t before = 0;
    for (int part = 0; part < 200; part++) {
        struct history_entry e[64];
        struct history_tally t;
        uint32_t open = 0;
        size_t n = 0;
        for (uint32_t r = 1; r <= 64; r++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            uint8_t state = (uint8_t)((seed >> 33) % 3);
            if (state == HISTORY_ABSENT)
                continue;
            e[n++] = (struct history_entry){r, 0, state, (uint8_t)((seed >> 40) % 5)};
            open += state == HISTORY_OPEN;
        }
        history_walk_part(w, e, n, part, HISTORY_PASSED, &t);
        if (part > 0)
            cr_assert_eq(open, before + history_sum(&t, HISTORY_NEW) +
                                   history_sum(&t, HISTORY_RETURNED) -
                                   history_sum(&t, HISTORY_FIXED) -
                                   history_sum(&t, HISTORY_NEWLY_SUPPRESSED));
        else
            cr_assert_eq(history_sum(&t, HISTORY_FIRST), n);
        before = open;
    }
    history_walk_free(w);
}

/* ---- the file ---- */

#define DAY INT64_C(86400000)
#define NOW (INT64_C(1795357327) * 1000)

#define SHARED  "DEVICE_CERTIFICATE_SHARED_CHECK"
#define CLIENTS "CONFLICTING_CLIENT_IDS_CHECK"

struct scene {
    struct fake_clock clock;
    struct loop *loop;
    char folder[40], path[64];
    struct history *history;
    struct history_answer *answer;
    int told;
};

static void open_history(struct scene *s)
{
    s->history = history_new(s->loop, s->path, "prod eu-west-1");
    history_open(s->history);
    cr_assert(history_is_open(s->history), "%s", history_err(s->history)->text);
}

static void begin(struct scene *s)
{
    *s = (struct scene){0};
    fake_clock_init(&s->clock, NOW);
    s->loop = loop_new(&s->clock.clock);
    snprintf(s->folder, sizeof s->folder, "/tmp/picket-history-XXXXXX");
    cr_assert_not_null(mkdtemp(s->folder));
    snprintf(s->path, sizeof s->path, "%s/a/history.db", s->folder);
    open_history(s);
}

static void finish(struct scene *s)
{
    history_answer_free(s->answer);
    history_free(s->history);
    loop_free(s->loop);
    (void)files_remove_tree(s->folder);
}

/* An audit `day` days before NOW. clients: a character each for gw-0, gw-1, ... as above;
 * NULL: the check was not part of it; "!": it failed. */
static void record(struct scene *s, const char *task, int day, const char *schedule,
                   const char *clients)
{
    struct arena *a = arena_new();
    struct describe_audit_task_output t = {.scheduled_audit_name = schedule,
                                           .task_status = "COMPLETED",
                                           .task_start_time = {NOW - day * DAY, true}};
    bool failed = clients != NULL && *clients == '!';
    struct audit_check_details good = {.check_run_status = "COMPLETED_COMPLIANT"};
    struct audit_check_details bad = {.check_run_status =
                                          failed ? "FAILED" : "COMPLETED_NON_COMPLIANT"};
    struct map_entry entries[] = {{SHARED, &good}, {CLIENTS, &bad}};
    t.audit_details = (struct list){clients != NULL ? 2 : 1, entries};
    struct audit_run run = {task, &t};
    struct history_writer *w = history_writer_new(s->history, &run);
    struct err err;
    for (size_t i = 0; clients != NULL && !failed && clients[i] != '\0'; i++) {
        struct resource_identifier r = {.client_id = arena_printf(a, "gw-%zu", i)};
        struct non_compliant_resource resource = {.resource_identifier = &r};
        struct audit_finding f = {.check_name = CLIENTS,
                                  .finding_id = arena_printf(a, "%s-%zu", task, i),
                                  .severity = i == 0 ? "CRITICAL" : "HIGH",
                                  .reason_for_non_compliance_code = "DUPLICATE",
                                  .is_suppressed = {clients[i] == 's', true},
                                  .non_compliant_resource = &resource};
        if (clients[i] != '.')
            cr_assert(history_writer_add(w, &f, 1, &err), "%s", err.text);
    }
    for (bool done = false; !done;)
        cr_assert(history_writer_finish(w, &done, &err), "%s", err.text);
    history_writer_free(w);
    arena_free(a);
}

static void on_answer(void *ctx, struct history_answer *answer)
{
    struct scene *s = ctx;
    history_answer_free(s->answer);
    s->answer = answer;
}

static void wait_answer(struct scene *s)
{
    for (int i = 0; i < 1000 && s->answer == NULL; i++)
        (void)loop_turn(s->loop, 1000);
    cr_assert_not_null(s->answer);
    cr_assert_eq(s->answer->err.kind, ERR_NONE, "%s", s->answer->err.text);
}

static void ask(struct scene *s, const struct history_question *q)
{
    history_answer_free(s->answer);
    s->answer = NULL;
    (void)!history_compare_start(s->history, q, on_answer, s);
    wait_answer(s);
}

static const struct history_row *row_of(const struct scene *s, const char *resource)
{
    for (size_t i = 0; i < s->answer->n; i++)
        if (strcmp(s->answer->rows[i].resource, resource) == 0)
            return &s->answer->rows[i];
    return NULL;
}

static const struct history_question last = {.names = HISTORY_WITH_NAMES};

/* A failed check and an audit without the check say nothing: what is there goes on. */
Test(store_history, a_check_that_did_not_run_says_nothing)
{
    struct scene s;
    begin(&s);
    record(&s, "t1", 5, "daily", "oo");
    record(&s, "t2", 4, "daily", "!");
    record(&s, "t3", 3, NULL, NULL);
    record(&s, "t4", 2, "daily", "oo");
    ask(&s, &last);
    cr_assert_eq(s.answer->n, 2);
    const struct history_row *row = row_of(&s, "client:gw-1");
    cr_assert_not_null(row);
    cr_expect_eq(row->is, HISTORY_KEPT);
    cr_expect_eq(row->streak, 2);
    cr_expect_eq(row->since_ms, NOW - 5 * DAY);
    cr_expect_str_eq(row->id, "t4-1");
    cr_expect_str_eq(row->reason, "DUPLICATE");
    cr_expect_eq(row->severity, SEVERITY_HIGH);
    /* named: the failed one is left out */
    ask(&s, &(struct history_question){.older = "t2", .newer = "t4"});
    cr_expect_eq(s.answer->n, 0);
    cr_expect_eq(s.answer->left_out, 1);
    cr_expect_eq(s.answer->checks, 1);
    finish(&s);
}

Test(store_history, named_audits_in_either_order_and_after_a_restart)
{
    struct scene s;
    begin(&s);
    /* recorded out of order: the place in time counts */
    record(&s, "t3", 1, "daily", ".so");
    record(&s, "t1", 3, "daily", "oo");
    record(&s, "t2", 2, "daily", "oo.");
    record(&s, "t2", 2, "daily", "ooo"); /* once is enough */
    history_free(s.history);
    open_history(&s);
    cr_assert_eq(history_count(s.history), 3);
    cr_expect_str_eq(history_at(s.history, 0)->task_id, "t1");
    for (int turned = 0; turned < 2; turned++) {
        ask(&s, &(struct history_question){.older = turned ? "t3" : "t1",
                                           .newer = turned ? "t1" : "t3",
                                           .names = HISTORY_WITH_NAMES});
        cr_assert_eq(s.answer->n, 3);
        cr_expect_eq(row_of(&s, "client:gw-0")->is, HISTORY_FIXED);
        cr_expect_str_eq(row_of(&s, "client:gw-0")->id, "t1-0");
        cr_expect_eq(row_of(&s, "client:gw-0")->streak, 2);
        cr_expect_eq(row_of(&s, "client:gw-1")->is, HISTORY_NEWLY_SUPPRESSED);
        cr_expect_eq(row_of(&s, "client:gw-2")->is, HISTORY_NEW);
    }
    finish(&s);
}

static void on_tallied(void *ctx)
{
    struct scene *s = ctx;
    s->told++;
}

static void tally(struct scene *s)
{
    s->told = 0;
    if (history_tally_start(s->history, on_tallied, s) == NULL)
        return;
    for (int i = 0; i < 1000 && s->told == 0; i++)
        (void)loop_turn(s->loop, 1000);
    cr_assert_eq(s->told, 1);
}

Test(store_history, tallies_are_kept_and_an_audit_in_between_changes_them)
{
    struct scene s;
    struct history_tally t;
    begin(&s);
    record(&s, "t1", 9, "daily", "o...");
    record(&s, "t3", 3, "daily", "oos.");
    cr_expect_not(history_run_tally(s.history, history_find(s.history, "t3"), &t));
    tally(&s);
    cr_expect_not(history_run_tally(s.history, history_find(s.history, "t1"), &t),
                  "nothing before");
    cr_assert(history_run_tally(s.history, history_find(s.history, "t3"), &t));
    cr_expect_eq(t.n[HISTORY_NEW][SEVERITY_HIGH], 1);
    cr_expect_eq(t.n[HISTORY_KEPT][SEVERITY_CRITICAL], 1);
    record(&s, "t2", 5, "daily", ".o.o");
    cr_expect_not(history_newest_tally(s.history, &t));
    tally(&s);
    cr_assert(history_newest_tally(s.history, &t));
    cr_expect_eq(t.n[HISTORY_RETURNED][SEVERITY_CRITICAL], 1);
    cr_expect_eq(t.n[HISTORY_FIXED][SEVERITY_HIGH], 1);
    cr_expect_eq(history_sum(&t, HISTORY_NEW), 0);
    cr_assert_null(history_tally_start(s.history, on_tallied, &s), "worked out once");
    finish(&s);
}

Test(store_history, comparable_ones)
{
    struct scene s;
    const char *older, *newer;
    begin(&s);
    record(&s, "d1", 9, "daily", "o");
    cr_expect_not(history_comparable(s.history, NULL, &older, &newer));
    record(&s, "x1", 8, NULL, NULL);
    record(&s, "d2", 7, "daily", "o");
    record(&s, "x2", 6, "other", "o");
    record(&s, "y3", 5, "weekly", NULL);
    cr_assert(history_comparable(s.history, NULL, &older, &newer));
    cr_expect_str_eq(newer, "y3");
    cr_expect_str_eq(older, "x1");
    cr_assert(history_comparable(s.history, "d2", &older, &newer));
    cr_expect_str_eq(older, "d1");
    cr_expect_not(history_comparable(s.history, "d1", &older, &newer));
    finish(&s);
}

Test(store_history, the_oldest_go)
{
    struct scene s;
    begin(&s);
    for (int i = 0; i < HISTORY_RUNS_MAX + 3; i++) {
        char task[16];
        snprintf(task, sizeof task, "t%d", i);
        record(&s, task, HISTORY_RUNS_MAX + 3 - i, "daily", NULL);
    }
    cr_assert_eq(history_count(s.history), HISTORY_RUNS_MAX);
    cr_expect_str_eq(history_at(s.history, 0)->task_id, "t3");
    finish(&s);
}

/* Another context in the same file does not see them. */
Test(store_history, contexts_are_apart)
{
    struct scene s;
    begin(&s);
    record(&s, "t1", 3, "daily", "o");
    struct history *other = history_new(s.loop, s.path, "test eu-west-1");
    history_open(other);
    cr_assert(history_is_open(other));
    cr_expect_eq(history_count(other), 0);
    history_free(other);
    finish(&s);
}

Test(store_history, a_damaged_file_is_an_error_and_stays_as_it_is)
{
    struct scene s;
    begin(&s);
    history_free(s.history);
    FILE *f = fopen(s.path, "w");
    cr_assert_not_null(f);
    for (int i = 0; i < 1000; i++)
        fputs("not a database\n", f);
    fclose(f);
    s.history = history_new(s.loop, s.path, "prod");
    history_open(s.history);
    cr_expect_not(history_is_open(s.history));
    cr_expect_neq(history_err(s.history)->kind, ERR_NONE);
    finish(&s);
}

/* ---- one resource in all of them ---- */

struct finds {
    struct buf text; /* "t1 gw 0 HIGH;" */
    bool ended;
};

static void on_found(void *ctx, const struct history_found *f)
{
    struct finds *finds = ctx;

    buf_printf(&finds->text, "%s %zu %s%s %lld;", f->task, f->key, severity_name(f->severity),
               f->suppressed ? " suppressed" : "", (long long)((NOW - f->started_ms) / DAY));
}

static void on_searched(void *ctx, const struct err *err)
{
    struct finds *finds = ctx;

    cr_expect_eq(err->kind, ERR_NONE, "%s", err->text);
    finds->ended = true;
}

static void search(struct scene *s, const char *const *keys, size_t n, int64_t before_ms,
                   const char *want)
{
    struct finds finds = {.text = BUF_INIT(4096)};

    const struct history_search *going = history_search_start(
        s->history, &(struct history_search_options){.keys = keys,
                                                     .n = n,
                                                     .before_ms = before_ms,
                                                     .fn = on_found,
                                                     .done = on_searched,
                                                     .ctx = &finds});
    cr_assert_not_null(going);
    for (int i = 0; i < 1000 && !finds.ended; i++)
        (void)loop_turn(s->loop, 0);
    cr_expect(finds.ended);
    cr_expect_str_eq(buf_text(&finds.text), want);
    buf_free(&finds.text);
}

Test(store_history, one_resource_in_all_audits)
{
    static const char *const both[] = {"client:gw-1", "cert:never-found"};
    static const char *const first[] = {"client:gw-0", "client:gw-1"};
    struct scene s;

    begin(&s);
    record(&s, "t1", 120, "daily", "oo");
    record(&s, "t2", 110, "daily", "o.");
    record(&s, "t3", 100, "daily", "!");
    record(&s, "t4", 95, "daily", ".s");
    record(&s, "t5", 10, "daily", "oo");
    search(&s, both, 2, NOW, "t5 0 HIGH 10;t4 0 HIGH suppressed 95;t1 0 HIGH 120;");
    search(&s, first, 2, NOW - 90 * DAY,
           "t4 1 HIGH suppressed 95;t2 0 CRITICAL 110;t1 0 CRITICAL 120;t1 1 HIGH 120;");
    search(&s, both + 1, 1, NOW, "");
    search(&s, both, 0, NOW, "");
    struct finds finds = {.text = BUF_INIT(64)};
    struct history_search *dropped =
        history_search_start(s.history, &(struct history_search_options){.keys = both,
                                                                         .n = 1,
                                                                         .before_ms = NOW,
                                                                         .fn = on_found,
                                                                         .done = on_searched,
                                                                         .ctx = &finds});

    history_search_drop(dropped);
    for (int i = 0; i < 10; i++)
        (void)loop_turn(s.loop, 0);
    cr_expect_not(finds.ended, "nobody is told");
    finish(&s);
}
