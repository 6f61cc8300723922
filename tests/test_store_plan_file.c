/* Plans as files: there and back, what is refused, the digest, and approvals beside them. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/base/person.h"
#include "client/store/plan_approval.h"
#include "tests/support/plan_rig.h"

/* Everything a plan has. */
static struct plan *some_plan(void)
{
    struct plan *p = plan_rig_plan();
    int first = plan_rig_step(p, "first", 0);

    (void)plan_rig_step(p, "second", 1);
    plan_rig_target(p, "first", first);
    plan_add_fact(
        p, &(struct plan_fact){"what it does", "makes", "two \xe2\x9c\x93 \x1b[2J", PLAN_WARN});
    plan_add_target(p, &(struct plan_target){.id = "x",
                                             .text = "left",
                                             .left_out = "not mine",
                                             .things = 7,
                                             .online = -1,
                                             .step = -1});
    p->reason = plan_text(p, "because \"quoted\"");
    p->then = plan_text(p, "audits");
    p->ticket = plan_text(p, "SEC-1");
    p->pause_ms = 60000;
    p->stop_after = 3;
    p->reach = (struct gate_reach){2, 118, 3, 40};
    return p;
}

static char *text_of(const struct plan *p)
{
    struct buf text = BUF_INIT(PLAN_FILE_MAX);

    plan_write(p, &text);
    return buf_steal(&text);
}

static void expect_same(const struct plan *a, const struct plan *b, const char *what)
{
    char *one = text_of(a), *two = text_of(b);

    cr_expect_str_eq(one, two, "%s", what);
    free(one);
    free(two);
}

Test(store_plan_file, there_and_back)
{
    struct plan *p = some_plan(), *again;
    struct err err;
    char *text;

    for (enum plan_step_state s = PLAN_STEP_READY; s < PLAN_STEP_STATES; s++) {
        p->steps[0].state = s;
        p->steps[0].result = plan_text(p, "said");
        p->steps[0].entry = 12;
        p->stage = PLAN_STARTED;
        text = text_of(p);
        again = plan_read(str_of(text), "test", &err);
        cr_assert_not_null(again, "%s", err.text);
        /* what was being sent when the console ended is not known */
        cr_expect_eq(again->steps[0].state, s == PLAN_STEP_SENDING ? PLAN_STEP_UNKNOWN : s);
        again->steps[0].state = s;
        expect_same(p, again, plan_step_state_name(s));
        plan_free(again);
        free(text);
    }
    plan_free(p);
}

/* ---- what is refused ---- */

static const struct hostile {
    const char *from, *to;
} hostiles[] = {
    {"\"picketPlan\":1", "\"picketPlan\":2"},
    {"\"picketPlan\":1", "\"picketPlan\":\"1\""},
    {"\"id\":\"", "\"id\":\"../../"},
    {"\"id\":\"", "\"id\":\"0123456789abcdef0123456789abcdef"},
    {"CreateScheduledAudit", "DeleteThing"},
    {"CreateScheduledAudit", "ListAuditTasks"},         /* reads are no steps */
    {"DescribeScheduledAudit", "CreateScheduledAudit"}, /* changes are no probes */
    {"\"frequency\":\"DAILY\"", "\"frequency\":\"HOURLY\""},
    {"\"frequency\":\"DAILY\"", "\"frequency\":7"},
    {"\"wave\":1", "\"wave\":-1"},
    {"\"wave\":1", "\"wave\":500"},
    {"\"wave\":1", "\"wave\":1e300"},
    {"\"wave\":1", "\"wave\":0.5"},
    {"\"pauseMs\":60000", "\"pauseMs\":1e19"},
    {"\"pauseMs\":60000", "\"pauseMs\":null"},
    {"\"title\":", "\"title\":[],\"x\":"},
    {"\"steps\":[", "\"steps\":[7,"},
    {"\"steps\":[", "\"steps\":{},\"y\":["},
    {"\"seen\":\"DAILY\",", ""}, /* a probe that saw nothing */
    {"\"back\":[{\"step\":0", "\"back\":[{\"step\":2"},
    {"\"back\":[{\"step\":0", "\"back\":[{\"step\":-1"},
    {"\"step\":0,\"looksAt\"", "\"step\":2,\"looksAt\""},
};

static char *replaced(const char *text, const struct hostile *h)
{
    const char *at = strstr(text, h->from);

    cr_assert_not_null(at, "'%s' is not in the plan: %s", h->from, text);
    return mem_printf("%.*s%s%s", (int)(at - text), text, h->to, at + strlen(h->from));
}

Test(store_plan_file, hostile_files)
{
    struct plan *p = some_plan();
    char *text = text_of(p);
    struct err err;

    for (size_t i = 0; i < COUNT_OF(hostiles); i++) {
        char *bad = replaced(text, &hostiles[i]);
        struct plan *read = plan_read(str_of(bad), "bad.json", &err);

        cr_expect_null(read, "row %zu: %s", i, hostiles[i].to);
        cr_expect(read != NULL || err.kind == ERR_CONFIG || err.kind == ERR_USAGE ||
                      err.kind == ERR_DECODE,
                  "row %zu: %d", i, (int)err.kind);
        plan_free(read);
        free(bad);
    }
    for (size_t n = 0; n < strlen(text); n += 7) { /* cut anywhere */
        struct plan *read = plan_read((struct str){text, n}, "cut.json", &err);

        cr_expect_null(read, "cut at %zu", n);
        plan_free(read);
    }
    free(text);
    plan_free(p);
}

/* ---- the digest ---- */

static void change_title(struct plan *p)
{
    p->title = "another";
}
static void change_reach(struct plan *p)
{
    p->reach.online++;
}
static void change_wave(struct plan *p)
{
    p->steps[1].wave = 0;
}
static void change_target(struct plan *p)
{
    p->targets[0].after = "else";
}
static void change_input(struct plan *p)
{
    p->steps[1].call.input = p->steps[0].call.input;
}
static void change_probe(struct plan *p)
{
    p->targets[0].probe.seen = "WEEKLY";
}
static void change_state(struct plan *p)
{
    p->steps[0].state = PLAN_STEP_DONE;
    p->steps[0].result = "done";
    p->steps[0].entry = 9;
    p->stage = PLAN_ENDED;
}
static void change_drift(struct plan *p)
{
    p->targets[0].drift = "!";
}
static void change_approvals(struct plan *p)
{
    plan_add_approval(p, "bob", 1);
}

Test(store_plan_file, the_digest_covers_what_is_to_be_done)
{
    static const struct {
        void (*change)(struct plan *p);
        bool same;
    } rows[] = {
        {change_title, false},  {change_reach, false}, {change_wave, false},
        {change_target, false}, {change_input, false}, {change_probe, false},
        {change_state, true},   {change_drift, true},  {change_approvals, true},
    };
    struct plan *p = some_plan();
    char before[PLAN_DIGEST_HEX + 1], after[PLAN_DIGEST_HEX + 1];
    char *text = text_of(p);
    struct err err;

    plan_digest(p, before);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct plan *read = plan_read(str_of(text), "test", &err);

        cr_assert_not_null(read, "%s", err.text);
        plan_digest(read, after);
        cr_expect_str_eq(before, after, "reading changes it");
        rows[i].change(read);
        plan_digest(read, after);
        cr_expect_eq(strcmp(before, after) == 0, rows[i].same, "row %zu", i);
        plan_free(read);
    }
    free(text);
    plan_free(p);
}

/* ---- approvals ---- */

struct desk {
    char folder[64];
    char *path, *record; /* owned */
    struct plan *plan;
    int64_t now_ms;
    uint32_t self, other;
};

static void desk_open(struct desk *d)
{
    struct err err;

    *d = (struct desk){
        .plan = some_plan(), .self = (uint32_t)getuid(), .other = (uint32_t)getuid() + 1};
    snprintf(d->folder, sizeof d->folder, "/tmp/picket-desk-XXXXXX");
    cr_assert_not_null(mkdtemp(d->folder));
    d->path = mem_printf("%s/plan.json", d->folder);
    d->record = mem_printf("%s.approved-by-bob", d->path);
    d->now_ms = d->plan->computed_ms;
    cr_assert(plan_save_as(d->plan, d->path, &err), "%s", err.text);
}

static void desk_close(struct desk *d)
{
    (void)unlink(d->record);
    (void)unlink(d->path);
    (void)rmdir(d->folder);
    plan_free(d->plan);
    free(d->path);
    free(d->record);
}

static bool approve(const struct desk *d, const char *name, uint32_t uid, int64_t now_ms,
                    struct err *err)
{
    const struct plan_approver who = {name, uid};
    struct buf out = BUF_INIT(4096);
    bool ok = plan_approve(d->path, &who, now_ms, &out, err);

    if (ok)
        cr_expect_str_eq(buf_text(&out), d->record);
    buf_free(&out);
    return ok;
}

/* Read as somebody who did not write the records; these are ours. */
static size_t approvals(const struct desk *d, int64_t now_ms)
{
    struct err err;

    cr_assert(plan_approvals_read(d->plan, d->path, d->other, now_ms, &err), "%s", err.text);
    return d->plan->n_approvals;
}

Test(store_plan_file, an_approval_is_for_one_content_by_somebody_else)
{
    struct stat st;
    struct desk d;
    struct err err;

    desk_open(&d);
    cr_assert(approve(&d, "bob", d.other, d.now_ms, &err), "%s", err.text);
    cr_assert_eq(stat(d.record, &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0644, "%o", st.st_mode);
    cr_expect_eq(approvals(&d, d.now_ms), 1);
    cr_expect_eq(d.plan->approvals[0].at_ms, d.now_ms);
    cr_expect_eq(approvals(&d, d.now_ms + PLAN_LIFE_MS), 1);
    cr_expect_eq(approvals(&d, d.now_ms + PLAN_LIFE_MS + 1), 0, "too old");
    cr_expect_eq(approvals(&d, d.now_ms - 3600 * 1000), 0, "from the future");
    cr_assert(plan_approvals_read(d.plan, d.path, d.self, d.now_ms, &err), "%s", err.text);
    cr_expect_eq(d.plan->n_approvals, 0, "one's own does not count");
    d.plan->steps[0].state = PLAN_STEP_DONE;
    cr_expect_eq(approvals(&d, d.now_ms), 1, "how far it came does not matter");
    d.plan->title = "another";
    cr_expect_eq(approvals(&d, d.now_ms), 0, "what it does matters");
    desk_close(&d);
}

/* Made by alice, applied by her as root: her own record is still hers. */
Test(store_plan_file, who_made_it_does_not_count_under_another_account)
{
    char owner[PERSON_NAME];
    struct desk d;
    struct err err;

    desk_open(&d);
    person_name(d.self, owner);
    d.plan->by = owner;
    cr_assert(plan_save_as(d.plan, d.path, &err), "%s", err.text);
    cr_assert(approve(&d, "bob", d.other, d.now_ms, &err), "%s", err.text);
    cr_expect_eq(approvals(&d, d.now_ms), 0);
    desk_close(&d);
}

Test(store_plan_file, who_cannot_approve)
{
    struct desk d;
    struct err err;

    desk_open(&d);
    cr_expect_not(approve(&d, "bob", d.self, d.now_ms, &err), "whose file it is");
    cr_expect_eq(err.kind, ERR_DENIED);
    cr_expect_not(approve(&d, "somebody", d.other, d.now_ms, &err), "who made the plan");
    cr_expect_not(approve(&d, "bob", d.other, d.now_ms + PLAN_LIFE_MS + 1, &err), "old");
    d.plan->stage = PLAN_STARTED;
    cr_assert(plan_save_as(d.plan, d.path, &err), "%s", err.text);
    cr_expect_not(approve(&d, "bob", d.other, d.now_ms, &err), "begun");
    cr_expect_eq(access(d.record, F_OK), -1, "nothing was written");
    desk_close(&d);
}

/* Each is passed over: none counts, none is an error. */
static const struct {
    const char *text;
    mode_t mode;
} records[] = {
    {"", 0644},
    {"{", 0644},
    {"[]", 0644},
    {"{\"picketApproval\":1}", 0644},
    {"{\"picketApproval\":2,\"plan\":\"%s\",\"digest\":\"%s\",\"at\":%lld}", 0644},
    {"{\"picketApproval\":1,\"plan\":\"%s\",\"digest\":\"%.63s\",\"at\":%lld}", 0644},
    {"{\"picketApproval\":1,\"plan\":\"x%s\",\"digest\":\"%s\",\"at\":%lld}", 0644},
    {"{\"picketApproval\":1,\"plan\":\"%s\",\"digest\":\"%s\",\"at\":-%lld}", 0644},
    {"{\"picketApproval\":1,\"plan\":\"%s\",\"digest\":\"%s\",\"at\":\"%lld\"}", 0644},
    {"{\"picketApproval\":1,\"plan\":\"%s\",\"digest\":\"%s\",\"at\":%lld}", 0666},
    {"{\"picketApproval\":1,\"plan\":\"%s\",\"digest\":\"%s\",\"at\":%lld}%8192s", 0644},
};
static const char good_record[] =
    "{\"picketApproval\":1,\"plan\":\"%s\",\"digest\":\"%s\",\"at\":%lld}";

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static char *record_text(const struct desk *d, const char *format)
{
    char digest[PLAN_DIGEST_HEX + 1];

    plan_digest(d->plan, digest);
    return mem_printf(format, d->plan->id, digest, (long long)d->now_ms, "x");
}
#pragma GCC diagnostic pop

static void put_record(const struct desk *d, const char *format, mode_t mode)
{
    char *text = record_text(d, format);
    struct err err;

    cr_assert(files_write(d->record, text, strlen(text), &err), "%s", err.text);
    cr_assert_eq(chmod(d->record, mode), 0);
    free(text);
}

Test(store_plan_file, hostile_approvals)
{
    struct desk d;

    desk_open(&d);
    for (size_t i = 0; i < COUNT_OF(records); i++) {
        put_record(&d, records[i].text, records[i].mode);
        cr_expect_eq(approvals(&d, d.now_ms), 0, "row %zu", i);
    }
    put_record(&d, good_record, 0644);
    cr_expect_eq(approvals(&d, d.now_ms), 1, "the rows differ from a good one in one thing");
    char *elsewhere = mem_printf("%s/elsewhere", d.folder);
    cr_assert_eq(rename(d.record, elsewhere), 0);
    cr_assert_eq(symlink(elsewhere, d.record), 0);
    cr_expect_eq(approvals(&d, d.now_ms), 0, "a link is somebody else's file");
    cr_assert_eq(unlink(d.record), 0);
    cr_assert_eq(mkfifo(d.record, 0644), 0);
    cr_expect_eq(approvals(&d, d.now_ms), 0, "nobody waits for a pipe");
    (void)unlink(elsewhere);
    free(elsewhere);
    desk_close(&d);
}

/* Approvals inside the plan's own file are what anybody may have typed. */
Test(store_plan_file, approvals_in_the_file_do_not_count)
{
    struct desk d;

    desk_open(&d);
    plan_add_approval(d.plan, "mallory", d.now_ms);
    cr_expect_eq(approvals(&d, d.now_ms), 0);
    desk_close(&d);
}

/* ---- what a file says of its reach ---- */

Test(store_plan_file, the_guards_count_the_targets_themselves)
{
    struct plan *p = plan_new("mitigate", 1);
    struct plan_target t = {.id = "a", .text = "a", .step = -1, .things = 40, .online = 30};

    p->reach = (struct gate_reach){1, 0, 0, 0};
    plan_add_target(p, &t);
    plan_add_target(p, &t);
    t.left_out = "not this one";
    t.things = t.online = 900;
    plan_add_target(p, &t);
    struct gate_reach r = plan_reach(p);

    cr_expect_eq(r.targets, 2);
    cr_expect_eq(r.things, 40);
    cr_expect_eq(r.online, 30);
    p->reach.online = -1;
    r = plan_reach(p);
    cr_expect_eq(r.online, -1, "what is not known stays unknown");
    plan_free(p);
}
