/* What changed between two audits of 100,000 findings each: recording, counting, comparing. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "client/base/files.h"
#include "client/store/history_compare.h"
#include "tests/bench/measure.h"

enum { FINDINGS = 100 * 1000, PAGE = 250, AUDITS = 5 };

struct worst {
    int64_t slice_ns, cpu_ns;
};

static int64_t cpu_now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* CPU, not time: another program on the machine is no slice of ours. */
static void note(struct worst *w, int64_t from_ns)
{
    const int64_t ns = cpu_now() - from_ns;

    w->cpu_ns += ns;
    if (ns > w->slice_ns)
        w->slice_ns = ns;
}

static void must(bool ok, const struct err *err)
{
    if (ok)
        return;
    (void)fprintf(stderr, "%s\n", err->text);
    exit(1);
}

/* 1% of the findings differ from one audit to the next. */
static void record(struct history *h, int audit, struct worst *worst)
{
    struct audit_check_details bad = {.check_run_status = "COMPLETED_NON_COMPLIANT"};
    struct map_entry details[] = {{checks[CHECK_DEVICE_CERTIFICATE_EXPIRING].name, &bad}};
    struct describe_audit_task_output task = {
        .audit_details = {1, details},
        .scheduled_audit_name = "daily",
        .task_start_time = {clock_real_ms(&system_clock) - (AUDITS - audit) * INT64_C(86400000),
                            true}};
    char name[33];
    (void)snprintf(name, sizeof name, "%032d", audit);
    const struct audit_run run = {name, &task};
    struct history_writer *w = history_writer_new(h, &run);
    struct arena *a = arena_new();
    struct err err;
    bool done = false;

    for (int at = 0; at < FINDINGS; at += PAGE) {
        struct audit_finding *page = arena_alloc(a, PAGE, sizeof *page);
        for (int i = 0; i < PAGE; i++) {
            struct non_compliant_resource *n = arena_alloc(a, 1, sizeof *n);
            struct resource_identifier *r = arena_alloc(a, 1, sizeof *r);
            r->device_certificate_id = arena_printf(
                a, "%064x",
                (unsigned)(at + i + (i % 100 == 0 ? audit * 1000000 : 0)) * 2654435761u);
            n->resource_identifier = r;
            page[i] = (struct audit_finding){
                .check_name = details[0].key,
                .finding_id = arena_printf(a, "%08x%024x", (unsigned)audit, (unsigned)(at + i)),
                .severity = "MEDIUM",
                .reason_for_non_compliance_code = "CERTIFICATE_APPROACHING_EXPIRATION",
                .non_compliant_resource = n};
        }
        const int64_t from = cpu_now();
        must(history_writer_add(w, page, PAGE, &err), &err);
        note(worst, from);
        arena_reset(a);
    }
    while (!done) {
        const int64_t from = cpu_now();
        must(history_writer_finish(w, &done, &err), &err);
        note(worst, from);
    }
    history_writer_free(w);
    arena_free(a);
}

static void on_answer(void *ctx, struct history_answer *answer)
{
    struct history_answer **out = ctx;

    *out = answer;
}

static void on_tallied(void *ctx)
{
    *(bool *)ctx = true;
}

static void turn(struct loop *loop, struct worst *w)
{
    const int64_t from = cpu_now();

    (void)loop_turn(loop, 0);
    note(w, from);
}

static void row(const char *what, const struct worst *w, int n)
{
    table_row(what, "ms CPU", (double)w->cpu_ns / 1e6 / n, 0, 0);
    table_row("  its longest slice", "ms CPU", (double)w->slice_ns / 1e6, 0, 0);
}

int main(void)
{
    char folder[] = "/tmp/picket-history-bench-XXXXXX", path[64];
    struct worst recording = {0}, tallying = {0}, comparing = {0}, naming = {0};
    struct history_answer *answer = NULL;
    bool done = false;

    if (mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(path, sizeof path, "%s/history.db", folder);
    struct loop *loop = loop_new(&system_clock);
    struct history *h = history_new(loop, path, "bench");
    history_open(h);
    for (int i = 1; i <= AUDITS; i++)
        record(h, i, &recording);
    if (history_tally_start(h, on_tallied, &done) == NULL)
        return 1;
    while (!done)
        turn(loop, &tallying);
    (void)!history_compare_start(h, &(struct history_question){.names = HISTORY_WITH_IDS},
                                 on_answer, &answer);
    while (answer == NULL)
        turn(loop, &comparing);
    history_answer_free(answer);
    answer = NULL;
    (void)!history_compare_start(h, &(struct history_question){.names = HISTORY_WITH_NAMES},
                                 on_answer, &answer);
    while (answer == NULL)
        turn(loop, &naming);
    table_begin("history: 100,000 findings an audit, 5 audits", "");
    row("record one", &recording, AUDITS);
    row("count all", &tallying, 1);
    row("compare two", &comparing, 1);
    row("compare two, with names", &naming, 1);
    table_row("new", "", history_sum(&answer->tally, HISTORY_NEW), 0, 0);
    table_row("fixed", "", history_sum(&answer->tally, HISTORY_FIXED), 0, 0);
    history_answer_free(answer);
    history_free(h);
    loop_free(loop);
    (void)files_remove_tree(folder);
    return table_end();
}
