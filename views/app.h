/*
 * views/app: the console itself: the stack of screens, header, messages, action bar, prompts,
 * history, and when a frame is drawn.
 *
 * Everything runs in one loop. A frame is drawn before the loop sleeps, only when something
 * asked for it and at most 30 a second; an idle console draws nothing. The app owns its
 * screens; client and loop are borrowed and outlive it. Times are the loop's clock.
 */
#pragma once

#include "client/base/loop.h"
#include "client/base/zone.h"
#include "client/net/call.h"
#include "client/store/alarm_hours.h"
#include "client/store/alarm_recorder.h"
#include "client/store/alarms.h"
#include "client/store/audit_runs.h"
#include "client/store/described.h"
#include "client/store/detect_access.h"
#include "client/store/devices.h"
#include "client/store/history_recorder.h"
#include "client/store/journal.h"
#include "client/store/plan.h"
#include "client/store/profiles.h"
#include "client/store/regions.h"
#include "client/store/schedules.h"
#include "client/store/training.h"
#include "tui/clipboard.h"
#include "tui/input.h"
#include "tui/status.h"
#include "views/screen.h"

struct app;
struct form_drafts;
struct keys_conf;
struct place_door;
struct settings;
struct saved_views;

/* The program ended; status as from waitpid(2), -1: it was given up. */
typedef void display_ran_fn(void *ctx, int status);

/* Each may be left out. */
struct display_news {
    const char *title;   /* of the terminal's window */
    const char *desktop; /* a notification */
    bool bell;
};

/* Where frames go and keys come from: a terminal, or memory for --dump-screen, --script,
 * tests. */
struct display {
    void *ctx;
    void (*size)(void *ctx, int *rows, int *cols);
    /* May drop the frame when the terminal has not taken the last one; the newest wins. */
    void (*present)(void *ctx, const struct surface *s);
    void (*redraw)(void *ctx);  /* ^L: forget what is on screen; may be NULL */
    void (*suspend)(void *ctx); /* ^Z; may be NULL */
    /* Leaves the screen to another program, $EDITOR, and comes back when it has ended: done is
     * called exactly once and never inside this call, unless false was returned. May be
     * NULL. */
    bool (*run)(void *ctx, const char *const *argv, const char *const *envp,
                display_ran_fn *done, void *done_ctx, struct err *err);
    bool (*set_theme)(void *ctx, const char *name, struct err *err); /* may be NULL */
    /* Outside of the screen, until Enter; may be NULL. */
    void (*show)(void *ctx, struct str text);
    /* To whoever looks elsewhere; NULL: nobody does. */
    void (*tell)(void *ctx, const struct display_news *news);
    /* Presses come as app_mouse() from now on. false, NULL: there is no mouse here. */
    bool (*set_mouse)(void *ctx, bool on);
    /* Whether somebody looks comes as app_focus() from now on; may be NULL. */
    void (*set_focus)(void *ctx, bool on);
    /* To the clipboard of whoever sits there; NULL: nobody does. `programs`: tmux's command may
     * be run. app_copied() follows, at once or later, unless false was returned. */
    bool (*copy)(void *ctx, struct str text, bool programs, struct err *err);
};

struct app_context {
    char name[64];          /* "local harbour", a profile */
    char account[16];       /* number; "" until known */
    char region[64];        /* "" until known */
    struct regions regions; /* that lists show; n below 2: that one alone */
    char endpoint[128];     /* "" for the service's own */
    char kept_in[40];    /* folder of what is kept of answers; "": the state folder, for long */
    bool recorded;       /* what is answered goes into a file */
    double replay_speed; /* a recording, so many times as fast; 0: it is the service */
};

struct app_options {
    struct loop *loop;
    const struct display *display; /* borrowed */
    enum glyph_set glyphs;
    struct app_context context;       /* copied */
    struct gate *gate;                /* borrowed */
    struct journal *journal;          /* borrowed */
    const struct zone *zone;          /* of the person; borrowed; NULL: UTC */
    const char *person;               /* a word for what colleagues read; copied; NULL: "" */
    bool restricted;                  /* no other program, no file outside the state folder */
    bool is_command;                  /* nobody sits there: app_may_prepare() */
    const struct form_drafts *drafts; /* borrowed; NULL: none are kept */
    const struct keys_conf *keys;     /* the person's own; borrowed, may change; NULL: none */
    struct saved_views *views;        /* by name; borrowed; NULL: none can be kept */
    const struct place_door *door;    /* to other contexts; copied; NULL: there is none */
    const struct settings *settings;  /* borrowed, may change; NULL: none */
    const char *start;                /* view string; NULL: the first screen */
    const char *fleet; /* what tells histories of one context apart; NULL or "": nothing */
};

struct app *app_new(const struct app_options *o) NONNULL MUST_USE;
void app_free(struct app *a);

/* ---- for screens ---- */

struct loop *app_loop(const struct app *a) NONNULL;
/* NULL until the service can be asked; shown() is called when that changes. */
struct client *app_client(const struct app *a) NONNULL;
/* Connects a list to them all, or to the client alone when it is one of home. */
void app_connect_list(const struct app *a, struct source *s) NONNULL;
bool app_has_regions(const struct app *a) NONNULL; /* more than home */
/* Home first; how many, 0: not connected, or there is home alone. */
size_t app_regions(const struct app *a, const struct region_client **list) NONNULL;
size_t app_pending(const struct app *a) NONNULL; /* calls, of every region */
int64_t app_now_ms(const struct app *a) NONNULL; /* real time */
const struct app_context *app_context(const struct app *a) NONNULL;
/* The audits the service remembers: asked once, shared by every screen that shows them. */
struct audit_runs *app_runs(const struct app *a) NONNULL;
/* What is known of devices, and the mitigation actions and tasks of the account: shared too. */
struct devices *app_devices(const struct app *a) NONNULL;
struct described *app_actions(const struct app *a) NONNULL;
struct described *app_tasks(const struct app *a) NONNULL;        /* on findings */
struct described *app_detect_tasks(const struct app *a) NONNULL; /* on alarms */
/* Security profiles with their targets, and what they are made of; store/profiles. */
struct described *app_profiles(const struct app *a) NONNULL;
struct described *app_custom_metrics(const struct app *a) NONNULL;
struct described *app_dimensions(const struct app *a) NONNULL;
struct schedules *app_schedules(const struct app *a) NONNULL; /* likewise */
struct watched_list *app_alarms(const struct app *a) NONNULL; /* active violations, likewise */
struct training *app_training(const struct app *a) NONNULL;   /* models of ML detect */
/* What happened to alarms, kept; and who records it. */
struct alarm_history *app_alarm_history(const struct app *a) NONNULL;
struct alarm_recorder *app_alarm_recorder(const struct app *a) NONNULL;
/* Alarms that began, by the hour; asked while somebody follows. */
struct alarm_hours *app_alarm_hours(const struct app *a) NONNULL;
/* The clock of the service, which dates what it tells; without a connection ours. */
int64_t app_service_ms(const struct app *a) NONNULL;
/* When this context was last looked at before this console was started; 0: never. */
int64_t app_seen_ms(const struct app *a) NONNULL;
/* Whether Detect is open to this account. Its calls are watched: no screen has to. */
struct detect_access *app_detect_access(const struct app *a) NONNULL;
struct gate *app_gate(const struct app *a) NONNULL;
struct journal *app_journal(const struct app *a) NONNULL;
const struct zone *app_zone(const struct app *a) NONNULL;
const char *app_person(const struct app *a) NONNULL;
/* What is being carried out; views/changes. */
struct changes *app_changes(const struct app *a) NONNULL;
/* NULL: the operation may be sent now; else why not, for greyed keys. Borrowed until the next
 * call. */
const char *app_why_not(struct app *a, const struct operation *op) NONNULL;
/* The same for a key that sends, or leads to, one operation. */
struct app_change_key {
    const char *action;
    const struct operation *op;
};
const char *app_why_not_key(struct app *a, const char *action,
                            const struct app_change_key *keys, size_t n) NONNULL;
/* Whether a form that leads to the operation opens: what cannot be sent now is not typed for
 * nothing. A command's always does: it is armed, or only shown, once the plan is made. */
bool app_may_prepare(const struct app *a, const struct operation *op,
                     struct err *err) NONNULL MUST_USE;
bool app_is_restricted(const struct app *a) NONNULL;               /* --restricted */
struct saved_views *app_views(const struct app *a) NONNULL;        /* NULL: none can be kept */
const struct form_drafts *app_drafts(const struct app *a) NONNULL; /* NULL: none are kept */
/* struct display's run(); false where there is no terminal to give away, or --restricted. */
bool app_run(struct app *a, const char *const *argv, const char *const *envp,
             display_ran_fn *done, void *ctx, struct err *err) NONNULL MUST_USE;
/* What the audits found, kept; and who records it. Open a moment after the start. */
struct history *app_history(const struct app *a) NONNULL;
struct history_recorder *app_recorder(const struct app *a) NONNULL;
/* The device that was looked at last; NULL: none yet. Copied. */
const char *app_last_thing(const struct app *a) NONNULL;
void app_set_last_thing(struct app *a, const char *name) NONNULL;
bool app_is_paused(const struct app *a) NONNULL; /* `p`: nothing is polled */
void app_redraw(struct app *a) NONNULL;

/* Kept for :messages; errors stay until a key. */
void app_message(struct app *a, enum message_level level, const char *fmt, ...) NONNULL
    PRINTF(3);
void app_error(struct app *a, const struct err *err) NONNULL; /* text and advice */

/* To the clipboard of the person's terminal, made safe line by line; a message says what became
 * of it. */
void app_copy(struct app *a, struct str text) NONNULL;
/* From the display: so many bytes left by this way. */
void app_copied(struct app *a, enum clipboard_way way, size_t n) NONNULL;

/* Opens a screen on top of this one. false: it could not, and the message says why. */
bool app_open(struct app *a, const char *view) NONNULL;
bool app_openf(struct app *a, const char *fmt, ...) NONNULL PRINTF(2);
void app_back(struct app *a) NONNULL; /* closes the top screen */
/* Closes the top screen and opens another in its place: a form that became a report. */
void app_replace(struct app *a, const char *view) NONNULL;

/* Fills in where and who: what a plan needs before it is kept. */
void app_sign_plan(const struct app *a, struct plan *plan) NONNULL;
/* Does that, keeps the plan and shows it for review on top of this screen. Takes
 * the plan. false: it could not be kept, and the message says why. */
bool app_review(struct app *a, struct plan *plan) NONNULL;
/* Closes a review, and the form it came from, and opens what the change led to; PLAN_THEN_BACK:
 * what lies below them. */
void app_replace_review(struct app *a, const char *view) NONNULL;

/* Asks before something is done; the focus starts on No. yes(ctx) runs when it is answered
 * so. */
typedef void app_yes_fn(void *ctx);
void app_confirm(struct app *a, const char *title, const char *text, const char *yes_label,
                 app_yes_fn *yes, void *ctx) NONNULL;
/* Explains what is on screen, at its foot; go_on(ctx) runs unless somebody leaves. Texts are
 * translated and copied. */
struct app_guide {
    const char *title, *text, *onward, *leave;
    app_yes_fn *go_on;
    void *ctx;
};
void app_guide(struct app *a, const struct app_guide *g) NONNULL;
void app_forget_confirm(struct app *a, const void *ctx) NONNULL; /* ctx goes away */

/* Asks for the code of a device, hidden, over what is there, which comes back untouched.
 * Answered once; code NULL: given up. */
typedef void app_code_fn(void *ctx, const char *code);
void app_ask_code(struct app *a, const char *device, app_code_fn *answer, void *ctx)
    __attribute__((nonnull(1, 2, 3)));
void app_forget_code(struct app *a) NONNULL; /* no answer any more; none was asked: nothing */

/* What the help, message and raw screens show. */
const struct messages *app_messages(const struct app *a) NONNULL;
const struct keymap *app_keymap_below(
    const struct app *a) NONNULL; /* of the screen underneath */
const struct screen_spec *app_screen_below(const struct app *a) NONNULL;
bool app_raw_below(const struct app *a, struct buf *out) NONNULL;
/* The list that is the top screen, or the one underneath; NULL: it is none. */
struct list_view;
struct list_pane;
struct list_view *app_list(const struct app *a) NONNULL;
struct list_view *app_list_below(const struct app *a) NONNULL;
const struct list_pane *app_pane(const struct app *a) NONNULL; /* rows without a table */
const struct list_pane *app_pane_below(const struct app *a) NONNULL;
const char *app_view_below(const struct app *a) NONNULL;
/* Its filter; false: it has none, or cannot read the text. */
bool app_filter_below(struct app *a, const char *text, struct err *err) NONNULL MUST_USE;
const char *app_filter_text_below(const struct app *a) NONNULL; /* "": none */

/* ---- for main, scripts and tests ---- */

/* The service can be asked from now on; NULL: no more. The client is borrowed. */
void app_set_client(struct app *a, struct client *client) __attribute__((nonnull(1)));
/* The regions that lists are of, home first; before app_set_client(). Copied, but for names and
 * clients. n 0: home alone. */
void app_set_regions(struct app *a, const struct region_client *regions, size_t n) NONNULL;
/* Its keys are others, or none any more: the header says when they end. */
void app_keys_changed(struct app *a) NONNULL;

void app_key(struct app *a, struct key key) NONNULL;
void app_paste(struct app *a, struct str text) NONNULL;
/* A press moves the cursor or the focus to what lies there, and opens what has it already; the
 * wheel is three arrow keys. Where a change is sent, a press does nothing but move: that takes
 * the keyboard. */
void app_mouse(struct app *a, struct mouse m) NONNULL;
/* The window is in front: nobody has to be told what stands on it. Until then it is not. */
void app_focus(struct app *a, bool in_front) NONNULL;
/* As the settings say, or the other way round; a message says how it is now. */
void app_set_mouse(struct app *a, bool on) NONNULL;
bool app_has_mouse(const struct app *a) NONNULL;
/* An action of the top screen, whatever key it has. */
void app_act(struct app *a, const char *action) NONNULL;
/* The form on top without a keyboard, see struct screen_spec; ERR_USAGE when it is no form. */
bool app_is_form(const struct app *a) NONNULL;
bool app_form_print(struct app *a, struct buf *out, struct err *err) NONNULL MUST_USE;
bool app_form_fill(struct app *a, struct str text, struct err *err) NONNULL MUST_USE;
bool app_form_submit(struct app *a, struct err *err) NONNULL MUST_USE;
void app_command(struct app *a, const char *text) NONNULL; /* what would be typed after `:` */
void app_resized(struct app *a) NONNULL;
void app_shown_again(struct app *a) NONNULL; /* after ^Z and a signal to continue */
bool app_is_ended(const struct app *a) NONNULL;
void app_end(struct app *a) NONNULL;
/* The end comes from outside: every open screen keeps what is not kept yet. */
void app_hangup(struct app *a) NONNULL;
/* Offers the place of the last session through `[`; keeps this one's for the next. */
void app_resume(struct app *a) NONNULL;
void app_remember(struct app *a) NONNULL;
/* When a console was last open on this context, before this one; 0: never. */
int64_t app_last_seen_ms(const struct app *a) NONNULL;
/* The frame as it would be presented now. Borrowed until the next call. */
const struct surface *app_frame(struct app *a) NONNULL;
/* The top screen shows why it has nothing, or not all, of what it is about. */
bool app_is_failed(const struct app *a) NONNULL;
/* More of what the top screen is about is on its way. */
bool app_is_loading(const struct app *a) NONNULL;
/* A line is being typed, or a question waits for its answer. */
bool app_is_asking(const struct app *a) NONNULL;
/* View string of the top screen. */
const char *app_view(const struct app *a) NONNULL;
/* What app_options.settings points to has changed. */
void app_settings_changed(struct app *a) NONNULL;
const struct settings *app_settings(const struct app *a) NONNULL; /* NULL: none */
/* What app_options.keys points to is another now. */
void app_keymaps_changed(struct app *a) NONNULL;
void app_set_context(struct app *a, const struct app_context *context) NONNULL;
/* The window of the gate opened or closed. */
void app_gate_changed(struct app *a) NONNULL;
