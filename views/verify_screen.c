/*
 * The form that says what an alarm turned out to be, for one or many: a state and a note.
 * Letters choose the state while no text field has the focus; Ctrl-X shows the review.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/safe.h"
#include "client/base/utf8.h"
#include "client/store/plan_verify.h"
#include "views/argument.h"
#include "views/form_host.h"
#include "views/screens.h"
#include "views/suppress_fields.h"

enum { ALARMS_SHOWN = 4, FACT_MAX = 8192, FIELDS = 11 };

struct verify {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    struct frozen *set;
    struct form_field fields[FIELDS]; /* of the form, which borrows them */
    char ticket_hint[96];
    bool is_reviewing; /* what is missing is said now */
};

static const char *value(const struct verify *s, const char *name)
{
    return form_value(s->host.form, name);
}

/* ---- the fields ---- */

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    const struct verify *s = ctx;
    const struct suppress_rules rules = {
        .guards = gate_guards(app_gate(s->app)),
        .context = app_context(s->app)->name,
        .is_reviewing = s->is_reviewing,
    };

    if (strcmp(name, "note") == 0)
        verify_note_check(str_of(form_value(f, name)), v->error);
    else if (strcmp(name, "ticket") == 0)
        suppress_check(&rules, f, name, v);
}

static struct plan *make_plan(const struct verify *s)
{
    return plan_verify(&(struct verify_ask){.set = s->set,
                                            .state = value(s, "state"),
                                            .note = value(s, "note"),
                                            .ticket = value(s, "ticket"),
                                            .now_ms = app_now_ms(s->app)});
}

static void say_plan(const struct verify *s)
{
    static const char *const labels[] = {"was", "devices", "alarms"};
    struct plan *p = make_plan(s);

    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        const char *text = "";

        for (size_t k = 0; k < p->n_facts; k++)
            if (strcmp(p->facts[k].label, labels[i]) == 0)
                text = p->facts[k].text;
        form_set_fact(s->host.form, labels[i], text, STYLE_TEXT);
    }
    plan_free(p);
}

static void changed(void *ctx)
{
    struct verify *s = ctx;
    struct buf text = BUF_INIT(FACT_MAX);
    const char *note = value(s, "note");

    if (*note != '\0')
        buf_printf(&text, _("%zu of %d characters"), utf8_count(str_of(note)), VERIFY_NOTE_MAX);
    else if (s->set->n > 1)
        buf_puts(&text, _("left empty, each keeps the note it has"));
    else
        buf_puts(&text, _("any language; no control characters"));
    form_set_fact(s->host.form, "length", buf_text(&text), STYLE_DIM);
    say_plan(s);
    buf_free(&text);
}

static void put_alarm(const struct frozen_finding *a, struct buf *out)
{
    const char *thing = frozen_thing(a);

    safe_text(out, str_of(*thing != '\0' ? thing : a->finding)); /* line ends are ours */
    buf_puts(out, "  ");
    safe_text(out, str_of(a->behavior));
}

static void say_alarms(const struct verify *s, struct form *f)
{
    struct buf text = BUF_INIT(FACT_MAX);

    for (size_t i = 0; i < s->set->n && i < ALARMS_SHOWN; i++) {
        buf_puts(&text, i > 0 ? "\n" : "");
        put_alarm(&s->set->items[i], &text);
    }
    if (s->set->n > ALARMS_SHOWN)
        buf_printf(&text, _("\nand %zu more"), s->set->n - ALARMS_SHOWN);
    if (s->set->n == 1 && s->set->items[0].says[0] != '\0') {
        buf_putc(&text, '\n');
        safe_text(&text, str_of(s->set->items[0].says));
    }
    form_set_fact(f, "alarm", buf_text(&text), STYLE_TEXT);
    buf_free(&text);
}

/* What they all say; NULL: they differ. */
static const char *common_state(const struct frozen *set)
{
    for (size_t i = 1; i < set->n; i++)
        if (strcmp(set->items[i].state, set->items[0].state) != 0)
            return NULL;
    return set->items[0].state;
}

static void fill(void *ctx, struct form *f)
{
    const struct verify *s = ctx;
    const char *state = common_state(s->set);

    (void)form_set(f, "state", state != NULL && *state != '\0' ? state : "UNKNOWN");
    if (s->set->n == 1)
        (void)form_set(f, "note", s->set->items[0].note);
    (void)form_set(f, "ticket", gate_ticket(app_gate(s->app)));
    say_alarms(s, f);
    form_focus(f, "state");
}

/* ---- the review ---- */

static void review(void *ctx)
{
    struct verify *s = ctx;

    s->is_reviewing = true;
    const bool ok = form_valid(s->host.form);

    s->is_reviewing = false;
    app_redraw(s->app);
    if (!ok)
        return;
    struct plan *p = make_plan(s);

    if (p->n_steps > 0) {
        form_host_review(&s->host, p);
        return;
    }
    app_message(s->app, MESSAGE_INFO, "Nothing to send: %s.",
                s->set->n == 1 ? "it says so already" : _("all of them say so already"));
    plan_free(p);
}

static void pressed(void *ctx, const char *button)
{
    if (strcmp(button, "review") == 0)
        review(ctx);
}

/* ---- the screen ---- */

#define FACT(is)                                       \
    {                                                  \
        .kind = FORM_FACT, .name = (is), .label = (is) \
    }

static void make_form(struct verify *s)
{
    static const struct form_choice states[VERIFY_STATES] = {
        {.value = "TRUE_POSITIVE", .label = N_("True positive")},
        {.value = "BENIGN_POSITIVE", .label = N_("Benign positive")},
        {.value = "FALSE_POSITIVE", .label = N_("False positive")},
        {.value = "UNKNOWN", .label = N_("Unknown")},
    };
    const struct form_field fields[FIELDS] = {
        FACT("alarm"),
        {.kind = FORM_RADIO,
         .name = "state",
         .label = N_("it is a"),
         .choices = states,
         .n_choices = VERIFY_STATES,
         .hint = N_("keys t b f u")},
        {.kind = FORM_TEXT, .name = "note", .label = N_("note")},
        {.kind = FORM_FACT, .name = "length", .label = ""},
        {.kind = FORM_TEXT,
         .name = "ticket",
         .label = N_("ticket"),
         .hint = s->ticket_hint,
         .width = 26},
        {.kind = FORM_HEADING, .name = "", .label = PLAN_VERIFY_FACTS},
        FACT("was"),
        FACT("devices"),
        FACT("alarms"),
        {.kind = FORM_BUTTON, .name = "review", .label = N_("Review")},
        FORM_HOST_DISCARD_FIELD,
    };
    const struct guards *g = gate_guards(app_gate(s->app));
    char name[64];

    (void)snprintf(s->ticket_hint, sizeof s->ticket_hint, "%s%s%s",
                   g->ticket ? "required here" : "optional",
                   g->ticket_prefix != NULL ? ", begins with " : "",
                   g->ticket_prefix != NULL ? g->ticket_prefix : "");
    (void)snprintf(name, sizeof name, "verify %s", s->set->id);
    memcpy(s->fields, fields, sizeof s->fields);
    form_host_make(&s->host, &(struct form_host_options){.name = name,
                                                         .fields = s->fields,
                                                         .n = FIELDS,
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = review,
                                                         .ctx = s});
}

static void *open_verify(struct app *app, const char *text, struct err *err)
{
    char *id;
    const struct argument args[] = {{"set", &id}};
    struct frozen *set = NULL;

    if (!argument_parse(text, args, COUNT_OF(args), err))
        return NULL;
    if (*id != '\0') {
        set = frozen_load(id, err);
    } else {
        err_set(err, ERR_USAGE, "verify what?");
        err_advise(err, "mark alarms and press v");
    }
    free(id);
    if (set != NULL && !frozen_of_alarms(set)) {
        frozen_free(set);
        return err_set(err, ERR_USAGE, "these are no alarms: only those are verified"), NULL;
    }
    if (set == NULL)
        return NULL;
    struct verify *s = mem_alloc(1, sizeof *s);

    s->app = app;
    s->set = set;
    form_host_init(&s->host, app);
    make_form(s);
    return s;
}

static void close_verify(void *state)
{
    struct verify *s = state;

    form_host_free(&s->host);
    frozen_free(s->set);
    free(s);
}

static void shown(void *state)
{
    struct verify *s = state;

    (void)!form_host_over(&s->host);
}

static bool act(void *state, const char *action)
{
    struct verify *s = state;

    if (!str_starts(action, "verify."))
        return form_host_act(state, action);
    for (size_t i = 0; i < VERIFY_STATES; i++)
        if (action[strlen("verify.")] == verify_states[i].key)
            form_host_set(&s->host, "state", verify_states[i].wire);
    app_redraw(s->app);
    return true;
}

static void status(const void *state, struct screen_status *out)
{
    const struct verify *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    (void)snprintf(out->note, sizeof out->note, "%zu frozen", s->set->n);
    form_host_status(&s->host, out);
}

static void crumb(const void *state, struct buf *out)
{
    const struct verify *s = state;

    buf_printf(out, _("Verify %zu"), s->set->n);
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {"t", "verify.t", N_("true positive: something is wrong there"), N_("true"), 5},
    {"b", "verify.b", N_("benign positive: it happened, and was meant to"), N_("benign"), 6},
    {"f", "verify.f", N_("false positive: the behaviour is drawn too narrow"), N_("false"), 7},
    {"u", "verify.u", N_("unknown: nobody has judged it"), N_("unknown"), 8},
    {0},
};

const struct screen_spec verify_screen = {
    .name = "verify",
    .title = N_("Verify"),
    .argument = "set:ID",
    .about = N_("say what alarms turned out to be, with a note"),
    .bindings = bindings,
    .open = open_verify,
    .close = close_verify,
    .draw = form_host_draw,
    .act = act,
    FORM_HOST_INPUT,
    .hidden = form_host_save,
    .status = status,
    .crumb = crumb,
    .shown = shown,
};
