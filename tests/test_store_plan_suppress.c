/* Plans that suppress, extend and end: which calls are made, what they say, what leads back. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "client/api/resource.h"
#include "client/base/utf8.h"
#include "client/store/plan_suppress.h"
#include "client/store/seen.h"
#include "client/store/suppression_note.h"

#define NOW   INT64_C(1795357327000) /* 2026-11-22T14:22:07Z */
#define DAY   (INT64_C(24) * 3600 * 1000)
#define CHECK "DEVICE_CERTIFICATE_SHARED_CHECK"
#define OTHER "CONFLICTING_CLIENT_IDS_CHECK"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(store_plan_suppress, .init = setup, .fini = teardown);

/* end_ms 0: for ever */
static const struct audit_suppression *have(const char *check, const char *key, int64_t end_ms,
                                            const char *description)
{
    struct audit_suppression *s = arena_alloc(arena, 1, sizeof *s);

    *s = (struct audit_suppression){
        .check_name = check,
        .description = description,
        .expiration_date = {end_ms, end_ms != 0},
        .resource_identifier = resource_from_key(key, arena),
        .suppress_indefinitely = {end_ms == 0, true},
    };
    return s;
}

static void choose(struct frozen *set, const char *check, const char *key, const char *severity)
{
    static int id;
    char finding[16];

    snprintf(finding, sizeof finding, "f%d", id++);
    cr_assert(frozen_add(set, &(struct frozen_finding){.finding = finding,
                                                       .check = check,
                                                       .key = key,
                                                       .severity = severity,
                                                       .task = "t"}));
}

static struct suppress_ask ask_for(const struct frozen *set, int64_t end_ms)
{
    return (struct suppress_ask){
        .set = set,
        .end = {.indefinite = end_ms == 0, .end_ms = end_ms},
        .ticket = "SEC-4412",
        .reason = "until the swap",
        .by = "alice",
        .now_ms = NOW,
        .zone = zone_utc(),
    };
}

static const char *fact(const struct plan *p, const char *label)
{
    for (size_t i = 0; i < p->n_facts; i++)
        if (strcmp(p->facts[i].label, label) == 0)
            return p->facts[i].text;
    return "";
}

#define MINE "[by=alice tk=SEC-4412 at=20261122T1420Z] until the swap"

/* One finding against what there is. */
Test(store_plan_suppress, which_call_is_made)
{
    static const struct {
        const char *name;
        int64_t old_end; /* -1: there is none; 0: for ever */
        const char *old_text;
        int64_t new_end;
        const struct operation *call, *back; /* NULL: none */
        const char *change;
    } rows[] = {
        {"new", -1, NULL, NOW + 30 * DAY, &op_create_audit_suppression,
         &op_delete_audit_suppression, ""},
        {"for ever", -1, NULL, 0, &op_create_audit_suppression, &op_delete_audit_suppression,
         ""},
        {"extend", NOW + DAY, "by hand", NOW + 30 * DAY, &op_update_audit_suppression,
         &op_update_audit_suppression, "1 is extended"},
        {"extend what ended", NOW - DAY, "by hand", NOW + 30 * DAY,
         &op_update_audit_suppression, &op_delete_audit_suppression, "1 is extended"},
        {"shorten", NOW + 90 * DAY, "by hand", NOW + 30 * DAY, &op_update_audit_suppression,
         &op_update_audit_suppression, "1 WILL END EARLIER than now"},
        {"end what never ends", 0, NULL, NOW + 30 * DAY, &op_update_audit_suppression,
         &op_update_audit_suppression, "1 WILL END EARLIER than now"},
        {"never end what ends", NOW + DAY, NULL, 0, &op_update_audit_suppression,
         &op_update_audit_suppression, "1 is extended"},
        {"the same a moment later", NOW + 30 * DAY - 5000, MINE, NOW + 30 * DAY, NULL, NULL,
         "1 stays as it is"},
        {"the same end by somebody else", NOW + 30 * DAY,
         "[by=bob tk=SEC-4412 at=20261122T1420Z] until the swap", NOW + 30 * DAY,
         &op_update_audit_suppression, &op_update_audit_suppression, "1 is extended"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct frozen *set = frozen_new(NOW);
        const struct audit_suppression *all[2] = {
            have(OTHER, "client:a", NOW + DAY, NULL),
            have(CHECK, "cert:ab", rows[i].old_end, rows[i].old_text)};
        struct suppress_ask ask = ask_for(set, rows[i].new_end);

        choose(set, CHECK, "cert:ab", "CRITICAL");
        ask.have = all;
        ask.n_have = rows[i].old_end < 0 ? 1 : 2;
        struct plan *p = plan_suppress(&ask);

        cr_assert_eq(p->n_targets, 1);
        cr_expect_eq(p->n_steps, rows[i].call != NULL, "%s", rows[i].name);
        if (rows[i].call != NULL)
            cr_expect_eq(p->steps[0].call.op, rows[i].call, "%s", rows[i].name);
        cr_expect_eq(p->n_back, rows[i].back != NULL, "%s", rows[i].name);
        if (rows[i].back != NULL)
            cr_expect_eq(p->back[0].call.op, rows[i].back, "%s", rows[i].name);
        cr_expect_str_eq(fact(p, "change"), rows[i].change, "%s", rows[i].name);
        cr_expect_eq(p->targets[0].left_out != NULL, rows[i].call == NULL, "%s", rows[i].name);
        cr_expect_eq(p->targets[0].probe.call.op != NULL,
                     rows[i].call == &op_update_audit_suppression, "%s", rows[i].name);
        plan_free(p);
        frozen_free(set);
    }
}

Test(store_plan_suppress, an_update_carries_the_end_and_its_way_back_the_old_one)
{
    struct frozen *set = frozen_new(NOW);
    const struct audit_suppression *all[] = {have(CHECK, "cert:ab", 0, "by hand")};
    struct suppress_ask ask = ask_for(set, NOW + 30 * DAY);

    choose(set, CHECK, "cert:ab", "CRITICAL");
    ask.have = all;
    ask.n_have = 1;
    struct plan *p = plan_suppress(&ask);
    const struct update_audit_suppression_input *in = p->steps[0].call.input;
    const struct update_audit_suppression_input *back = p->back[0].call.input;

    cr_expect_eq(in->expiration_date.ms, NOW + 30 * DAY);
    cr_expect(in->suppress_indefinitely.set && !in->suppress_indefinitely.value);
    cr_expect_str_eq(in->description,
                     "[by=alice tk=SEC-4412 at=20261122T1422Z] until the swap");
    cr_expect_not(back->expiration_date.set);
    cr_expect(back->suppress_indefinitely.set && back->suppress_indefinitely.value);
    cr_expect_str_eq(back->description, "by hand");
    cr_expect_str_eq(p->targets[0].probe.seen, "-,by hand");
    cr_expect_str_eq(p->targets[0].before, "for ever");
    cr_expect_str_eq(p->title, "Change 1 suppression");
    plan_free(p);
    frozen_free(set);
}

Test(store_plan_suppress, several_findings_of_one_resource_are_one_call)
{
    struct frozen *set = frozen_new(NOW);
    struct suppress_ask ask = ask_for(set, NOW + 92 * DAY);
    const struct suppress_schedule schedules[] = {
        {"daily-full", "DAILY"}, {"weekly-ca", "WEEKLY"}, {"odd", "FORTNIGHTLY"}};

    choose(set, CHECK, "cert:ab", "CRITICAL");
    choose(set, CHECK, "cert:ab", "CRITICAL");
    choose(set, OTHER, "client:gw 1", "HIGH");
    choose(set, OTHER, "what:ever", "HIGH");
    cr_assert(frozen_add(set, &(struct frozen_finding){.finding = "f",
                                                       .check = CHECK,
                                                       .key = "cert:cd",
                                                       .severity = "CRITICAL",
                                                       .suppressed = true}));
    ask.schedules = schedules;
    ask.n_schedules = COUNT_OF(schedules);
    struct plan *p = plan_suppress(&ask);

    cr_expect_eq(p->n_steps, 3);
    cr_expect_eq(p->n_targets, 4);
    cr_expect_eq(plan_acting(p), 3);
    cr_expect_str_eq(fact(p, "twice"), "1 more finding is about the same check and resource");
    cr_expect_str_eq(fact(p, "hides"), "3 open findings: 1 CRITICAL, 2 HIGH; 1 is hidden now");
    cr_expect_str_eq(
        fact(p, "for"),
        "about 92 runs of daily-full, about 13 runs of weekly-ca, every run of odd");
    cr_expect_str_eq(fact(p, "check"), "2 checks: CERT_SHARED CLIENT_ID_CONFLICT");
    cr_expect_str_eq(p->title, "Suppress 4 findings");
    cr_expect_eq(p->stop_after, SUPPRESS_STOP_AFTER);
    plan_free(p);
    frozen_free(set);
}

/* What was done is undone by the calls of the way back; what ended makes none. */
Test(store_plan_suppress, ending_now_and_back)
{
    const struct suppress_end ends[] = {
        {have(CHECK, "cert:ab", NOW + DAY, MINE), 2},
        {have(CHECK, "cert:cd", 0, NULL), 1},
        {have(OTHER, "client:a", NOW - DAY, "old"), 0},
    };
    struct plan *p = plan_suppress_end(ends, COUNT_OF(ends), NOW, zone_utc());

    cr_assert_eq(p->n_steps, 3);
    cr_expect_eq(p->n_back, 2);
    cr_expect_str_eq(fact(p, "returns"),
                     "3 findings of the last audit; counted again from the next one on");
    cr_expect_str_eq(p->targets[0].probe.seen, "1795443727.000,[by=alice tk=SEC-4412 "
                                               "at=20261122T1420Z] until the swap");
    for (size_t i = 0; i < p->n_steps; i++)
        p->steps[i].state = PLAN_STEP_DONE;
    struct plan *undo = plan_undo(p, NOW);

    cr_assert_eq(undo->n_steps, 2);
    const struct create_audit_suppression_input *again = undo->steps[1].call.input;

    cr_expect_eq(undo->steps[1].call.op, &op_create_audit_suppression);
    cr_expect_eq(again->expiration_date.ms, NOW + DAY);
    cr_expect_str_eq(again->description, MINE);
    cr_expect_not_null(again->client_request_token);
    plan_free(undo);
    plan_free(p);

    struct plan *gone = plan_suppress_end(&ends[2], 1, NOW, zone_utc());

    cr_expect_eq(gone->n_back, 0);
    cr_expect_not_null(gone->no_way_back);
    plan_free(gone);
}

/* What one person can mark, by the processor's clock and with room for slow machines. */
Test(store_plan_suppress, thousands_are_no_matter_of_waiting)
{
    enum { MANY = 2000 };
    struct frozen *set = frozen_new(NOW);
    const struct audit_suppression **all = arena_alloc(arena, MANY, sizeof *all);
    struct suppress_ask ask = ask_for(set, NOW + 30 * DAY);
    clock_t from;

    for (int i = 0; i < MANY; i++) {
        char key[80];

        snprintf(key, sizeof key, "cert:%064d", i);
        choose(set, CHECK, key, "CRITICAL");
        all[i] = have(CHECK, arena_str(arena, key), NOW + DAY, "by hand");
    }
    ask.have = all;
    ask.n_have = MANY / 2;
    from = clock();
    struct plan *p = plan_suppress(&ask);

    cr_expect_lt(clock() - from, CLOCKS_PER_SEC / 2);
    cr_expect_eq(p->n_steps, MANY);
    cr_expect_str_eq(fact(p, "change"), "1000 are extended");
    plan_free(p);
    frozen_free(set);
}

/* ---- descriptions ---- */

Test(store_plan_suppress, a_description_says_who_and_why_or_is_text)
{
    static const struct {
        const char *description;
        bool ours;
        const char *by, *tk;
        int64_t at_ms;
        const char *text;
    } rows[] = {
        {MINE, true, "alice", "SEC-4412", NOW - 127000, "until the swap"},
        {"[by=alice at=20261122T1420Z]", true, "alice", "", NOW - 127000, ""},
        {"[at=20261122T1420Z] x", true, "", "", NOW - 127000, "x"},
        {"[tk=A] [by=b] x", true, "", "A", 0, "[by=b] x"},
        {"", false, "", "", 0, ""},
        {"[", false, "", "", 0, "["},
        {"[]", false, "", "", 0, "[]"},
        {"by=alice] x", false, "", "", 0, "by=alice] x"},
        {"[by=] x", false, "", "", 0, "[by=] x"},
        {"[by=a by=b] x", false, "", "", 0, "[by=a by=b] x"},
        {"[by=a  tk=b] x", false, "", "", 0, "[by=a  tk=b] x"},
        {"[by=a\x1b[2J] x", false, "", "", 0, "[by=a\x1b[2J] x"},
        {"[by=a at=20261322T1420Z] x", false, "", "", 0, "[by=a at=20261322T1420Z] x"},
        {"[by=a at=20260229T1420Z] x", false, "", "", 0, "[by=a at=20260229T1420Z] x"},
        {"[by=a at=2026112+T1420Z] x", false, "", "", 0, "[by=a at=2026112+T1420Z] x"},
        {"[by=a what=b] x", false, "", "", 0, "[by=a what=b] x"},
        {"[by=1234567890123456789012345678901234567890123456789012345678901234] x", true,
         "1234567890123456789012345678901234567890123456789012345678901234", "", 0, "x"},
        {"[by=12345678901234567890123456789012345678901234567890123456789012345] x", false, "",
         "", 0, "[by=12345678901234567890123456789012345678901234567890123456789012345] x"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct suppression_note n;

        cr_expect_eq(suppression_description_parse(str_of(rows[i].description), &n),
                     rows[i].ours, "%s", rows[i].description);
        cr_expect_str_eq(n.by, rows[i].by);
        cr_expect_str_eq(n.tk, rows[i].tk);
        cr_expect_eq(n.at_ms, rows[i].at_ms, "%s", rows[i].description);
        cr_expect(str_eq(n.text, rows[i].text), "%s", rows[i].description);
    }
}

Test(store_plan_suppress, what_is_put_is_read_again)
{
    struct suppression_note n = {.by = "a b]", .tk = "", .at_ms = NOW, .text = STR("why")}, is;
    struct buf text = BUF_INIT(256);

    suppression_description_put(&n, &text);
    cr_expect_str_eq(buf_text(&text), "[by=a_b_ at=20261122T1422Z] why");
    cr_expect(suppression_description_parse(str_of(buf_text(&text)), &is));
    cr_expect_str_eq(is.by, "a_b_");
    buf_free(&text);
}

Test(store_plan_suppress, what_the_service_takes)
{
    static const struct {
        const char *text, *fit;
        const char *refused; /* part of what is said; NULL: nothing */
        size_t characters;
    } rows[] = {
        {"plain ASCII ~", "plain ASCII ~", NULL, 13},
        {"caf\xc3\xa9", "caf?", "outside of ASCII", 4},
        {"\xe6\x9d\xb1\xe4\xba\xac", "??", "outside of ASCII", 2},
        {"a\tb", "a?b", "tabs", 3},
        {"a\nb", "a?b", "line ends", 3},
        {"a\x7f", "a?", "controls", 2},
        {"a\xe2\x80\xae", "a?", "invisible", 2},
        {"a\xff", "a?", "no text", 2},
        {"", "", NULL, 0},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf error = BUF_INIT(200);

        suppression_text_check(str_of(rows[i].text), &error);
        if (rows[i].refused == NULL)
            cr_expect_eq(error.len, 0, "row %zu", i);
        else
            cr_expect_not_null(strstr(buf_text(&error), rows[i].refused), "row %zu", i);
        cr_expect_eq(utf8_count(str_of(rows[i].text)), rows[i].characters);
        cr_expect_str_eq(suppression_text_fit(rows[i].text, arena), rows[i].fit);
        buf_free(&error);
    }
}

/* What the service would refuse is not in the way of ending it, or of taking that back. */
Test(store_plan_suppress, a_hostile_description_stays_in_the_probe_and_out_of_what_is_sent)
{
    const struct suppress_end end = {have(CHECK, "cert:ab", 0, "\x1b[2J caf\xc3\xa9"), 1};
    struct plan *p = plan_suppress_end(&end, 1, NOW, zone_utc());
    const struct create_audit_suppression_input *again = p->back[0].call.input;

    cr_expect_str_eq(again->description, "?[2J caf?");
    cr_expect_str_eq(p->back[0].note, "the description comes back in ASCII only");
    cr_expect_str_eq(p->targets[0].probe.seen, "-,\x1b[2J caf\xc3\xa9");
    plan_free(p);
}

/* ---- what was seen ---- */

Test(store_plan_suppress, what_was_seen_is_remembered_and_a_first_look_is_no_news)
{
    char path[] = "/tmp/picket-seen-XXXXXX";
    int fd = mkstemp(path);
    struct seen s;
    struct err err;

    cr_assert_geq(fd, 0);
    cr_assert_eq(remove(path), 0);
    seen_load(&s, path);
    cr_expect(s.first && seen_has(&s, STR("a")));
    seen_free(&s);
    seen_new(&s);
    seen_add(&s, STR("a"));
    cr_assert(seen_save(&s, path, &err), "%s", err.text);
    seen_free(&s);
    seen_load(&s, path);
    cr_expect(seen_has(&s, STR("a")));
    cr_expect_not(seen_has(&s, STR("b")));
    seen_free(&s);
    remove(path);
}
