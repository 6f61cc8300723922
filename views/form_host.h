/*
 * views/form_host: what every form screen embeds: the form, its keys, its draft, its editor.
 *
 * The first member of a screen's state, so that FORM_HOST_CALLS can stand in its spec. What was
 * typed is kept as a draft a second after the last change, when the screen is hidden or closed
 * and before the program ends; it is there again when the form is made, until the change was
 * carried out or somebody discards it. Values the form begins with are no draft. Nothing here
 * submits a form: Ctrl-X and a button call review(), and that is the screen's.
 */
#pragma once

#include "client/base/i18n.h"
#include "client/store/plan.h"
#include "tui/form_text.h"
#include "views/app.h"
#include "views/form_drafts.h"

struct edit;

struct form_host_options {
    const char *name; /* of the draft, with what the form is about: "suppress CHECK"; copied */
    const struct form_field *fields; /* borrowed */
    size_t n;
    form_check_fn *check; /* may be NULL */
    /* Sets the values the form begins with, before a draft goes on top. May be NULL. */
    void (*fill)(void *ctx, struct form *f);
    void (*changed)(
        void *ctx); /* after any change, and once at the start: facts; may be NULL */
    void (*pressed)(void *ctx, const char *button); /* may close the screen; may be NULL */
    void (*review)(void *ctx);                      /* Ctrl-X; may close the screen */
    void *ctx;
};

struct form_host {
    struct app *app;
    struct form *form; /* NULL until form_host_make() */
    struct form_host_options o;
    char *name;              /* owned */
    char **begins;           /* owned; what each field began with, NULL: has no value */
    struct loop_timer *save; /* runs: something is not kept yet */
    bool unsaved, kept;      /* kept: there is a draft */
    struct edit *edit;       /* NULL: no editor runs */
    char plan[PLAN_ID_MAX];  /* the plan made of it last; "" none yet */
    char *again;             /* owned; text of the editor that was not understood; NULL */
    struct err why;          /* there is no form, as drawn last; kind ERR_NONE: it may come */
};

void form_host_init(struct form_host *h, struct app *app) NONNULL;
void form_host_make(struct form_host *h, const struct form_host_options *o) NONNULL;
void form_host_free(struct form_host *h) NONNULL; /* keeps the draft; not *h */

/* Without a form again, which is made anew of other choices: the draft is kept, and which plan
 * was made of it. */
void form_host_renew(struct form_host *h) NONNULL;

/* form_set() for the screen: counts as a change. */
void form_host_set(struct form_host *h, const char *name, const char *value) NONNULL;
/* Shows what would be sent. Takes the plan. Once it was carried out, the form has no draft any
 * more and closes itself when somebody comes back to it. */
void form_host_review(struct form_host *h, struct plan *plan) NONNULL;
/* For a screen's shown(): true when the form has closed itself and its state is gone. */
bool form_host_over(struct form_host *h) NONNULL MUST_USE;
/* The change was carried out: there is no draft any more. */
void form_host_done(struct form_host *h) NONNULL;
/* Back to what the form began with, without a draft; asks first. */
void form_host_discard(struct form_host *h) NONNULL;
/* Appends "draft kept" to the note. */
void form_host_status(const struct form_host *h, struct screen_status *out) NONNULL;

/* The callbacks of struct screen_spec; state begins with the host. */
void form_host_draw(void *state, struct surface *body);
/* The form; before there is one why there is none, or, without err, what is waited for. */
void form_host_draw_or(struct form_host *h, struct surface *body, const struct err *err,
                       const char *waiting) __attribute__((nonnull(1, 2, 4)));
bool form_host_act(void *state, const char *action);
const char *form_host_why_not(const void *state, const char *action);
bool form_host_key(void *state, struct key key);
bool form_host_typing(const void *state);
void form_host_paste(void *state, struct str text);
void form_host_save(void *state);
bool form_host_print(void *state, struct buf *out);
bool form_host_fill(void *state, struct str text, struct err *err);
void form_host_submit(void *state);
bool form_host_sound(const void *state, struct err *err);

/* What every form leaves to its host; FORM_HOST_CALLS for one that does nothing of its own when
 * an action comes or it is hidden. */
#define FORM_HOST_INPUT                                                           \
    .widget = SCREEN_FORM, .why_not = form_host_why_not, .key = form_host_key,    \
    .typing = form_host_typing, .paste = form_host_paste, .save = form_host_save, \
    .print = form_host_print, .fill = form_host_fill, .submit = form_host_submit, \
    .sound = form_host_sound
#define FORM_HOST_CALLS FORM_HOST_INPUT, .act = form_host_act, .hidden = form_host_save

#define FORM_HOST_BINDINGS                                                                     \
    {"<Tab>", "form.next", N_("next field"), N_("next"), 1},                                   \
        {"S-<Tab>", "form.before", N_("field before"), NULL, 0},                               \
        {"C-x", "form.review", N_("review what will be done; nothing is sent yet"),            \
         N_("review"), 2},                                                                     \
        {"<F2>", "form.edit", N_("the whole form as text in $EDITOR"), N_("$EDITOR"), 3},      \
    {                                                                                          \
        "<Esc> <Backspace> q", "form.leave", N_("go back; what was typed is kept as a draft"), \
            N_("back"), 4                                                                      \
    }

/* A button for the end of a form; the host answers it. */
#define FORM_HOST_DISCARD_FIELD                                                   \
    {                                                                             \
        .kind = FORM_BUTTON, .name = "form.discard", .label = N_("Discard draft") \
    }
