/* Plans that verify alarms, which words of a filter go to the service, probes into lists. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "client/api/violations.h"
#include "client/store/alarm_asked.h"
#include "client/store/plan_look.h"
#include "client/store/plan_verify.h"

#define NOW INT64_C(1795357327000) /* 2026-11-22T14:22:07Z */

static void choose(struct frozen *set, const char *id, const char *thing, const char *state,
                   const char *note)
{
    char key[200];

    snprintf(key, sizeof key, FROZEN_THING "%s", thing);
    cr_assert(frozen_add(set, &(struct frozen_finding){.finding = id,
                                                       .check = FROZEN_ALARMS,
                                                       .key = key,
                                                       .behavior = "Auth_fail",
                                                       .profile = "base",
                                                       .state = state,
                                                       .note = note}));
}

static struct plan *plan_of(const struct frozen *set, const char *state, const char *note)
{
    return plan_verify(&(struct verify_ask){
        .set = set, .state = state, .note = note, .ticket = "", .now_ms = NOW});
}

static const char *fact(const struct plan *p, const char *label)
{
    for (size_t i = 0; i < p->n_facts; i++)
        if (strcmp(p->facts[i].label, label) == 0)
            return p->facts[i].text;
    return "";
}

/* One alarm: what is sent, and what leads back. */
Test(store_plan_verify, which_call_is_made)
{
    static const struct {
        const char *state, *note; /* as it was */
        const char *want, *say;   /* as somebody wants it */
        const char *sent, *back;  /* notes of the calls; NULL: no call */
        const char *back_state;   /* NULL: no way back */
    } rows[] = {
        {"UNKNOWN", "", "TRUE_POSITIVE", "rogue", "rogue", "", "UNKNOWN"},
        {"", "", "FALSE_POSITIVE", "", "", "", "UNKNOWN"},
        {"BENIGN_POSITIVE", "meant", "UNKNOWN", "", "meant", "meant", "BENIGN_POSITIVE"},
        {"BENIGN_POSITIVE", "meant", "BENIGN_POSITIVE", "other", "other", "meant",
         "BENIGN_POSITIVE"},
        {"BENIGN_POSITIVE", "meant", "BENIGN_POSITIVE", "", NULL, NULL, NULL},
        {"BENIGN_POSITIVE", "meant", "BENIGN_POSITIVE", "meant", NULL, NULL, NULL},
        {"UNKNOWN", "", "UNKNOWN", "", NULL, NULL, NULL},
        {"MAYBE", "", "TRUE_POSITIVE", "", "", NULL, NULL}, /* cannot be sent back */
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct frozen *set = frozen_new(NOW);

        choose(set, "v-1", "gw 1", rows[i].state, rows[i].note);
        struct plan *p = plan_of(set, rows[i].want, rows[i].say);

        cr_assert_eq(p->n_targets, 1);
        cr_expect_eq(p->n_steps, rows[i].sent != NULL ? 1 : 0, "row %zu", i);
        cr_expect_eq(p->n_back, rows[i].back_state != NULL ? 1 : 0, "row %zu", i);
        if (p->n_steps == 1) {
            const struct put_verification_state_on_violation_input *in = p->steps[0].call.input;

            cr_expect_eq(p->steps[0].call.op, &op_put_verification_state_on_violation);
            cr_expect_str_eq(in->violation_id, "v-1");
            cr_expect_str_eq(in->verification_state, rows[i].want);
            cr_expect_str_eq(in->verification_state_description, rows[i].sent);
        }
        if (p->n_back == 1) {
            const struct put_verification_state_on_violation_input *in = p->back[0].call.input;

            cr_expect_str_eq(in->verification_state, rows[i].back_state);
            cr_expect_str_eq(in->verification_state_description, rows[i].back);
        }
        plan_free(p);
        frozen_free(set);
    }
}

Test(store_plan_verify, many_at_once_and_what_the_review_says)
{
    struct frozen *set = frozen_new(NOW);

    choose(set, "v-1", "gw-1", "UNKNOWN", "");
    choose(set, "v-2", "gw-1", "TRUE_POSITIVE", "seen before");
    choose(set, "v-3", "gw-2", "BENIGN_POSITIVE", "meant");
    struct plan *p = plan_of(set, "BENIGN_POSITIVE", "");

    cr_expect_str_eq(p->title, "Verify 3 alarms: benign positive");
    cr_expect_str_eq(p->kind, "verify");
    cr_expect_eq(p->n_steps, 2);
    cr_expect_str_eq(p->targets[2].left_out, "it says so already");
    cr_expect_str_eq(fact(p, "was"), "1 true positive, 1 benign positive, 1 unknown");
    cr_expect_str_eq(fact(p, "note"), "2 keep the note they have");
    cr_expect_str_eq(fact(p, "devices"), "2 devices; nothing changes on them");
    cr_expect_str_eq(fact(p, "already"), "1 says so already");
    cr_expect_eq(p->reach.things, 2);
    plan_free(p);
    p = plan_of(set, "FALSE_POSITIVE", "too narrow");
    cr_expect_eq(p->n_steps, 3);
    cr_expect_str_eq(fact(p, "note"), "too narrow; in place of 2 others");
    plan_free(p);
    frozen_free(set);
}

/* The way back of a way back is where it began. */
Test(store_plan_verify, undo_brings_state_and_note_back)
{
    struct frozen *set = frozen_new(NOW);

    choose(set, "v-1", "gw-1", "BENIGN_POSITIVE", "meant");
    struct plan *p = plan_of(set, "TRUE_POSITIVE", "no, rogue");

    p->steps[0].state = PLAN_STEP_DONE;
    struct plan *undo = plan_undo(p, NOW + 1000);

    cr_assert_not_null(undo);
    const struct put_verification_state_on_violation_input *in = undo->steps[0].call.input;

    cr_expect_str_eq(in->verification_state, "BENIGN_POSITIVE");
    cr_expect_str_eq(in->verification_state_description, "meant");
    cr_expect_str_eq(undo->targets[0].probe.seen, "TRUE_POSITIVE,no, rogue");
    plan_free(undo);
    plan_free(p);
    frozen_free(set);
}

/* What a look among the active alarms of the device says. */
Test(store_plan_verify, probes)
{
    static const struct {
        const char *state, *note;
        bool listed;
        const char *seen;
    } rows[] = {
        {"UNKNOWN", NULL, true, "UNKNOWN,"},
        {NULL, NULL, true, "UNKNOWN,"},
        {"TRUE_POSITIVE", "a, b|c", true, "TRUE_POSITIVE,a, b|c"},
        {"TRUE_POSITIVE", NULL, false, "UNKNOWN,"}, /* of another alarm */
    };
    struct frozen *set = frozen_new(NOW);

    choose(set, "v-1", "gw-1", "UNKNOWN", "");
    struct plan *p = plan_of(set, "TRUE_POSITIVE", "");
    const struct plan_probe *probe = &p->targets[0].probe;

    cr_expect_eq(probe->call.op, &op_list_active_violations);
    cr_expect_str_eq(probe->seen, "UNKNOWN,");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct active_violation all[2] = {
            {.violation_id = "v-0", .verification_state = "FALSE_POSITIVE"},
            {.violation_id = rows[i].listed ? "v-1" : "v-9",
             .verification_state = rows[i].state,
             .verification_state_description = rows[i].note}};
        const struct list_active_violations_output out = {.active_violations = {2, all}};
        struct buf seen = BUF_INIT(256);

        cr_expect_eq(plan_look_see(probe, &out, &seen), rows[i].listed, "row %zu", i);
        cr_expect_str_eq(buf_text(&seen), rows[i].seen, "row %zu: %s", i, buf_text(&seen));
        buf_free(&seen);
    }
    plan_free(p);
    frozen_free(set);
}

Test(store_plan_verify, notes)
{
    static const struct {
        const char *note, *wrong;
    } rows[] = {
        {"", ""},
        {"told the owner", ""},
        {"\xe9\xa1\xa7\xe5\xae\xa2\xe3\x81\xab\xe7\xa2\xba\xe8\xaa\x8d", ""},
        {"a\tb", "the service takes no control characters here"},
        {"a\nb", "the service takes no control characters here"},
        {"\x1b[2J", "the service takes no control characters here"},
        {"\xc2\x9b", "the service takes no control characters here"},
        {"\xff", "this is not UTF-8"},
    };
    struct buf error = BUF_INIT(256);
    char note[VERIFY_NOTE_MAX + 2];

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        buf_reset(&error);
        verify_note_check(str_of(rows[i].note), &error);
        cr_expect_str_eq(buf_text(&error), rows[i].wrong, "row %zu: %s", i, buf_text(&error));
    }
    memset(note, 'x', sizeof note);
    buf_reset(&error);
    verify_note_check((struct str){note, VERIFY_NOTE_MAX}, &error);
    cr_expect_eq(error.len, 0);
    verify_note_check((struct str){note, VERIFY_NOTE_MAX + 1}, &error);
    cr_expect_str_eq(buf_text(&error), "1 characters too many");
    buf_free(&error);
}

Test(store_plan_verify, what_the_service_is_asked)
{
    static const struct {
        const char *text, *said, *here, *thing, *profile, *kind, *state;
        int suppressed; /* -1: both */
    } rows[] = {
        {"", "", "", "", "", NULL, NULL, -1},
        {"kind:ml profile=base value>40", "kind:ml profile=base", "value>40", "", "base",
         "MACHINE_LEARNING", NULL, -1},
        {"thing:gw", "", "thing:gw", "", "", NULL, NULL, -1}, /* a part of a name */
        {"thing=gw-1", "thing=gw-1", "", "gw-1", "", NULL, NULL, -1},
        {"kind:m", "", "kind:m", "", "", NULL, NULL, -1},
        {"kind:ml|rule", "", "kind:ml|rule", "", "", NULL, NULL, -1},
        {"!kind:ml", "", "!kind:ml", "", "", NULL, NULL, -1},
        {"verified:true", "verified:true", "", "", "", NULL, "TRUE_POSITIVE", -1},
        {"verified:positive", "", "verified:positive", "", "", NULL, NULL, -1},
        {"verified>=benign", "", "verified>=benign", "", "", NULL, NULL, -1},
        {"suppr:yes", "suppr:yes", "", "", "", NULL, NULL, 1},
        {"suppr:no osaka", "suppr:no", "osaka", "", "", NULL, NULL, 0},
        {"kind:rule kind:stat", "kind:rule", "kind:stat", "", "", "STATIC", NULL, -1},
        {"thing=", "", "thing=", "", "", NULL, NULL, -1},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct alarm_asked a = {0};

        alarm_asked_add(&a, rows[i].text);
        cr_expect_str_eq(a.said, rows[i].said, "%s: asked %s", rows[i].text, a.said);
        cr_expect_str_eq(a.here, rows[i].here, "%s: here %s", rows[i].text, a.here);
        cr_expect_str_eq(a.thing, rows[i].thing);
        cr_expect_str_eq(a.profile, rows[i].profile);
        cr_expect_eq(a.kind == NULL, rows[i].kind == NULL, "%s", rows[i].text);
        cr_expect(a.kind == NULL || strcmp(a.kind, rows[i].kind) == 0, "%s", rows[i].text);
        cr_expect_eq(a.state == NULL, rows[i].state == NULL, "%s", rows[i].text);
        cr_expect(a.state == NULL || strcmp(a.state, rows[i].state) == 0, "%s", rows[i].text);
        cr_expect_eq(a.suppressed.set ? a.suppressed.value : -1, rows[i].suppressed, "%s",
                     rows[i].text);
    }
}
