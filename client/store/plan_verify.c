#include "client/store/plan_verify.h"

#include <string.h>

#include "client/api/violations.h"
#include "client/base/i18n.h"
#include "client/base/map.h"
#include "client/base/utf8.h"
#include "client/store/plan_look.h"

enum { PATHS_MAX = 1024, SEEN_MAX = 8192, FACT_MAX = 2048 };

const struct verify_state verify_states[VERIFY_STATES] = {
    {"TRUE_POSITIVE", N_("true positive"), N_("the alarm is right, something is wrong there"),
     't'},
    {"BENIGN_POSITIVE", N_("benign positive"), N_("it happened, and was meant to"), 'b'},
    {"FALSE_POSITIVE", N_("false positive"), N_("the behavior is drawn too narrow"), 'f'},
    {"UNKNOWN", "unknown", N_("nobody has judged it"), 'u'},
};

static const struct verify_state *find(const char *wire)
{
    for (size_t i = 0; wire != NULL && i < VERIFY_STATES; i++)
        if (strcmp(verify_states[i].wire, wire) == 0)
            return &verify_states[i];
    return NULL;
}

const char *verify_word(const char *wire)
{
    const struct verify_state *s = find(wire);

    return s != NULL ? i18n_text(s->word) : wire == NULL || *wire == '\0' ? "unknown" : wire;
}

const char *verify_short(const char *wire)
{
    static const char *const shorts[VERIFY_STATES] = {"true+", "benign+", "false+", "unknown"};
    const struct verify_state *s = find(wire);

    return s != NULL                       ? shorts[s - verify_states]
           : wire == NULL || *wire == '\0' ? "unknown"
                                           : wire;
}

/* ---- the note ---- */

void verify_note_check(struct str note, struct buf *error)
{
    const size_t n = utf8_count(note);

    for (struct str rest = note; rest.n > 0;) {
        bool valid;
        const uint32_t cp = utf8_next(&rest, &valid);

        if (!valid || utf8_class(cp) == CP_CONTROL) {
            buf_puts(error, valid ? _("the service takes no control characters here")
                                  : _("this is not UTF-8"));
            return;
        }
    }
    if (n > VERIFY_NOTE_MAX)
        buf_printf(error, "%zu characters too many", n - VERIFY_NOTE_MAX);
}

/* ---- the plan ---- */

struct build {
    const struct verify_ask *ask;
    struct plan *plan;
    struct map *things;
    size_t same, kept_notes, replaced_notes;
    size_t was[VERIFY_STATES + 1]; /* the last: a state we do not know */
};

static bool can_be_sent(const struct frozen_finding *a)
{
    return find(a->state) != NULL || a->state[0] == '\0';
}

/* NULL: what somebody else wrote is nothing the service would take from us. */
static const char *old_note(const struct frozen_finding *a)
{
    struct buf wrong = BUF_INIT(256);

    verify_note_check(str_of(a->note), &wrong);
    const char *note = wrong.len == 0 ? a->note : NULL;

    buf_free(&wrong);
    return note;
}

static const char *note_for(const struct build *b, const struct frozen_finding *a)
{
    return b->ask->note[0] != '\0' ? b->ask->note : old_note(a);
}

/* "true positive: told the owner" */
static void say_state(struct buf *out, const char *state, const char *note)
{
    buf_puts(out, verify_word(state));
    if (note[0] != '\0')
        buf_printf(out, ": %s", note);
}

static void put_paths(const struct frozen_finding *a, struct buf *out)
{
    buf_printf(out,
               "activeViolations[violationId=%s].verificationState|UNKNOWN,"
               "activeViolations[violationId=%s].verificationStateDescription|",
               a->finding, a->finding);
}

static void put_seen(const char *state, const char *note, struct buf *out)
{
    buf_printf(out, "%s,%s", state[0] != '\0' ? state : "UNKNOWN", note);
}

/* Names that came from outside may be none the service takes. false: there is nothing to look
 * among. */
static bool look_for(const struct frozen_finding *a, struct list_active_violations_input *look)
{
    struct err err;

    *look = (struct list_active_violations_input){
        .thing_name = frozen_thing(a),
        .security_profile_name = a->profile[0] != '\0' ? a->profile : NULL,
    };
    if (!record_validate(&list_active_violations_input_record, look, &err))
        look->security_profile_name = NULL;
    return *look->thing_name != '\0' &&
           record_validate(&list_active_violations_input_record, look, &err);
}

/* look NULL: it is not looked at again. */
static int add_step(struct build *b, const struct frozen_finding *a, const char *text,
                    const struct list_active_violations_input *look, const char *paths)
{
    const char *note = note_for(b, a), *old = old_note(a);
    const struct put_verification_state_on_violation_input in = {b->ask->state, note,
                                                                 a->finding};
    const struct put_verification_state_on_violation_input before = {
        a->state[0] != '\0' ? a->state : "UNKNOWN", old, a->finding};
    struct buf seen = BUF_INIT(SEEN_MAX);
    struct plan_step step = {.text = text,
                             .call = {&op_put_verification_state_on_violation, &in}};
    struct plan_back back = {
        .step = plan_add_step(b->plan, &step),
        .text = text,
        .call = {&op_put_verification_state_on_violation, &before},
        .note = old == NULL ? _("its note cannot be sent: the new one stays") : NULL,
    };

    if (look != NULL && note != NULL) {
        put_seen(b->ask->state, note, &seen);
        back.probe =
            (struct plan_probe){{&op_list_active_violations, look}, paths, buf_text(&seen)};
    }
    if (can_be_sent(a))
        plan_add_back(b->plan, &back);
    buf_free(&seen);
    return back.step;
}

static void count(struct build *b, const struct frozen_finding *a)
{
    const struct verify_state *was = find(a->state[0] != '\0' ? a->state : "UNKNOWN");

    b->was[was != NULL ? was - verify_states : VERIFY_STATES]++;
    b->kept_notes += a->note[0] != '\0' && b->ask->note[0] == '\0';
    b->replaced_notes +=
        a->note[0] != '\0' && b->ask->note[0] != '\0' && strcmp(a->note, b->ask->note) != 0;
    if (*frozen_thing(a) != '\0')
        (void)map_put(b->things, frozen_thing(a), b);
}

static void add_one(struct build *b, const struct frozen_finding *a)
{
    struct list_active_violations_input look;
    const bool can_look = look_for(a, &look);
    struct buf text = BUF_INIT(SEEN_MAX), before = BUF_INIT(SEEN_MAX),
               after = BUF_INIT(SEEN_MAX), paths = BUF_INIT(PATHS_MAX),
               seen = BUF_INIT(SEEN_MAX);

    buf_printf(&text, "%s %s", *frozen_thing(a) != '\0' ? frozen_thing(a) : a->finding,
               a->behavior);
    say_state(&before, a->state, a->note);
    say_state(&after, b->ask->state, b->ask->note[0] != '\0' ? b->ask->note : a->note);
    put_paths(a, &paths);
    put_seen(a->state, a->note, &seen);
    struct plan_target t = {.id = a->finding,
                            .text = buf_text(&text),
                            .before = buf_text(&before),
                            .after = buf_text(&after),
                            .things = 1,
                            .online = -1,
                            .step = -1};

    count(b, a);
    if (strcmp(t.before, t.after) == 0) {
        t.left_out = _("it says so already");
        b->same++;
    } else {
        if (can_look)
            t.probe = (struct plan_probe){
                {&op_list_active_violations, &look}, buf_text(&paths), buf_text(&seen)};
        t.step = add_step(b, a, t.text, can_look ? &look : NULL, buf_text(&paths));
    }
    plan_add_target(b->plan, &t);
    buf_free(&text);
    buf_free(&before);
    buf_free(&after);
    buf_free(&paths);
    buf_free(&seen);
}

/* ---- in words ---- */

static void say_sets(const struct build *b, struct buf *out)
{
    const struct verify_state *s = find(b->ask->state);

    buf_printf(out, "%s: %s", verify_word(b->ask->state), s != NULL ? s->means : "?");
}

static void say_was(const struct build *b, struct buf *out)
{
    for (size_t i = 0; i <= VERIFY_STATES; i++)
        if (b->was[i] > 0)
            buf_printf(out, "%s%zu %s", out->len > 0 ? ", " : "", b->was[i],
                       i < VERIFY_STATES ? verify_states[i].word
                                         : _("in a state we do not know"));
}

static void say_note(const struct build *b, struct buf *out)
{
    if (b->ask->note[0] != '\0')
        buf_puts(out, b->ask->note);
    else if (b->kept_notes > 0)
        buf_printf(out, _("%zu keep%s the note they have"), b->kept_notes,
                   b->kept_notes == 1 ? "s" : "");
    else
        buf_puts(out, _("none"));
    if (b->replaced_notes > 0)
        buf_printf(out, _("; in place of %zu other%s"), b->replaced_notes,
                   b->replaced_notes == 1 ? "" : "s");
}

static void say_things(const struct build *b, struct buf *out)
{
    const size_t n = map_count(b->things);

    buf_printf(out, _("%zu device%s; nothing changes on %s"), n, n == 1 ? "" : "s",
               n == 1 ? "it" : "them");
}

static void say_alarm(const struct build *b, struct buf *out)
{
    (void)b;
    buf_puts(out, _("go on as they are: a verification neither clears nor silences an alarm"));
}

static void say_same(const struct build *b, struct buf *out)
{
    if (b->same > 0)
        buf_printf(out, _("%zu %s so already"), b->same, b->same == 1 ? "says" : "say");
}

static void add_facts(struct build *b)
{
    static const struct {
        const char *label;
        void (*say)(const struct build *b, struct buf *out);
    } facts[] = {
        {"sets", say_sets},      {"note", say_note},    {"was", say_was},
        {"devices", say_things}, {"alarms", say_alarm}, {"already", say_same},
    };

    for (size_t i = 0; i < COUNT_OF(facts); i++) {
        struct buf text = BUF_INIT(FACT_MAX);

        facts[i].say(b, &text);
        if (text.len > 0)
            plan_add_fact(b->plan, &(struct plan_fact){PLAN_VERIFY_FACTS, facts[i].label,
                                                       buf_text(&text), PLAN_PLAIN});
        buf_free(&text);
    }
}

struct plan *plan_verify(const struct verify_ask *ask)
{
    struct build b = {.ask = ask, .plan = plan_new("verify", ask->now_ms), .things = map_new()};
    struct plan *p = b.plan;
    const size_t n = ask->set->n;

    for (size_t i = 0; i < n; i++)
        add_one(&b, &ask->set->items[i]);
    p->title = plan_printf(p, _("Verify %zu alarm%s: %s"), n, n == 1 ? "" : "s",
                           verify_word(ask->state));
    p->verb = plan_printf(p, _("Verify %zu"), p->n_steps);
    p->ticket = plan_text(p, ask->ticket);
    p->reason = plan_text(p, ask->note);
    p->then = plan_text(p, PLAN_THEN_BACK);
    p->stop_after = VERIFY_STOP_AFTER;
    p->reach.things = (int64_t)map_count(b.things);
    add_facts(&b);
    map_free(b.things, NULL);
    return p;
}
