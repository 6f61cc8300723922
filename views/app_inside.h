/*
 * views/app_inside: what views/app*.c share. No other file includes it.
 *
 * The stack holds view strings; a level below the top may be closed (state NULL) after a jump
 * through the history and is opened again when somebody comes back to it.
 */
#pragma once

#include "tui/keys_conf.h"
#include "tui/modal.h"
#include "tui/prompt.h"
#include "tui/target.h"
#include "views/app.h"
#include "views/place.h"

enum {
    STACK_MAX = 16,    /* deeper than any chain of questions */
    HISTORY_MAX = 100, /* places `[` goes back to */
    FRAME_US = 33 * 1000,
};

struct level {
    char *view;   /* as it is now; owned */
    char *opened; /* as it was asked for; owned */
    const struct screen_spec *spec;
    void *state;        /* NULL: closed */
    struct keymap *map; /* also of a closed one: help on top of it lists its keys */
};

enum prompt_kind { PROMPT_NONE, PROMPT_COMMAND, PROMPT_FILTER, PROMPT_CODE, PROMPT_KINDS };

/* Described lists that screens share. */
enum shared_list {
    SHARED_ACTIONS,
    SHARED_TASKS,
    SHARED_DETECT_TASKS,
    SHARED_PROFILES,
    SHARED_CUSTOM_METRICS,
    SHARED_DIMENSIONS,
    SHARED_LISTS
};

struct app {
    struct loop *loop;
    struct client *client;
    struct region_client regions[REGIONS_MAX]; /* home first */
    size_t n_regions;                          /* 0: home alone */
    char region_next[REGION_BYTES];            /* that a question offers */
    char *region_record; /* the view that is to be opened there; owned; NULL: the list */
    bool finds_view;     /* what would be opened goes into region_record instead */
    struct audit_runs *runs;
    struct history *past;
    struct history_recorder *recorder;
    struct devices *devices;
    struct described *shared[SHARED_LISTS];
    struct schedules *schedules;
    struct detect_access *detect_access;
    struct alarm_hours *alarm_hours;
    int64_t seen_ms; /* when somebody had the console open before; 0: never */
    struct watched_list *alarms;
    struct training *training;
    struct alarm_history *alarm_history;
    struct alarm_recorder *alarm_recorder;
    const struct display *display;
    enum glyph_set glyphs;
    struct app_context context;
    struct gate *gate;
    struct journal *journal;
    const struct zone *zone;
    char person[64], why_not[200];
    char *last_thing; /* owned */
    struct changes *changes;
    struct loop_timer *keys_timer;
    struct loop_timer *gate_timer; /* the header's countdown moves */
    const struct form_drafts *drafts;
    struct saved_views *views;
    struct place_door door;
    const struct keys_conf *keys;
    const struct settings *settings;
    struct notified *notified; /* app_notify.c */
    bool restricted, is_command, paused, ended, dirty;
    uint64_t drawn_changes; /* of the top screen, when it was drawn */
    int64_t last_frame_us;
    struct loop_timer *frame_timer, *message_timer;
    struct surface *frame;
    struct targets targets; /* of that frame */
    bool mouse, in_front;

    struct level stack[STACK_MAX];
    size_t depth;
    bool pushing;               /* a screen is being opened on top of the stack */
    char *history[HISTORY_MAX]; /* whole stacks, view strings with '\n' between; owned */
    size_t n_history, at_history;

    struct prompt *prompts[PROMPT_KINDS];
    enum prompt_kind prompt;
    char *filter_before; /* what Esc restores; owned */
    char prompt_error[120];
    enum prompt_kind prompt_below; /* what a question for a code interrupted */
    char prompt_below_error[120];
    app_code_fn *code_answer;
    void *code_ctx;

    struct messages *messages;
    struct modal *modal;
    app_yes_fn *yes;
    void *yes_ctx;
    size_t tour_step;          /* counted from 0 */
    int64_t last_interrupt_ms; /* ^C twice within a second quits */
};

struct level *app_top(struct app *a) NONNULL;
const struct level *app_top_const(const struct app *a) NONNULL;

/* app_stack.c */
bool level_open(struct app *a, struct level *l, struct err *err) NONNULL MUST_USE;
void level_close(struct level *l) NONNULL;
bool stack_push(struct app *a, const char *view, struct err *err) NONNULL MUST_USE;
void stack_pop(struct app *a) NONNULL;
/* The top is seen again; opened when it was closed, the one below when it does not open. */
void stack_show(struct app *a) NONNULL;
/* The view it was opened as, or the one it is now. */
bool level_is(const struct level *l, const char *view) NONNULL;
/* Back to a place that is open below the top, so that going in circles does not pile up; false:
 * there is none. */
bool stack_return(struct app *a, const char *view) NONNULL;
/* Everything above the first screen goes. */
void stack_reset(struct app *a) NONNULL;
void history_note(struct app *a) NONNULL;
/* What is on screen may be filtered or arranged otherwise: its view string says so. */
void stack_follow(struct app *a) NONNULL;
void history_step(struct app *a, int by) NONNULL; /* -1 back, +1 forward */
/* A whole stack that was left in an earlier session, as the place before this one. */
void history_precede(struct app *a, const char *place) NONNULL;
char *history_here(const struct app *a) NONNULL MUST_USE; /* owned */
void history_last(struct app *a) NONNULL;                 /* swaps the last two places */

/* app_shared.c */
void app_shared_new(struct app *a) NONNULL;
void app_shared_free(struct app *a) NONNULL;
void app_shared_connect(struct app *a) NONNULL;    /* to the app's client */
void app_shared_set_paused(struct app *a) NONNULL; /* as the app is */

/* app_regions.c */
void app_regions_set_pace(struct app *a) NONNULL; /* as the settings want it now */
void app_regions_cancel(struct app *a) NONNULL;   /* client_cancel_all() of each */
/* The action is about a row of another region: it is refused, or going there is offered. */
bool app_regions_stop(struct app *a, const char *action) NONNULL;

/* app_keys.c */
/* Global keys, those of the toolkit parts the screen is made of, the screen's own. Owned. */
void app_plain(struct app *a) NONNULL;
/* keys: the person's own; NULL: none. */
struct keymap *app_keymap_new(const struct screen_spec *spec, const struct keys_conf *keys)
    __attribute__((nonnull(1))) MUST_USE;

/* app.c: what became of the open question; who asked is told once it is answered. */
void app_answer(struct app *a, enum modal_result result) NONNULL;

/* app_detect.c: what is shared of Detect. Opened before the screens, freed after them. */
void app_detect_new(struct app *a) NONNULL;
/* What is known from earlier sessions; fleet as in struct app_options. */
void app_detect_keep(struct app *a, const char *fleet) __attribute__((nonnull(1)));
/* What tells histories in one file apart. */
void app_history_context(const struct app *a, const char *fleet, struct buf *out)
    __attribute__((nonnull(1, 3)));
void app_detect_set_paused(struct app *a) NONNULL; /* as the app is */
void app_detect_free(struct app *a) NONNULL;
void app_detect_connect(struct app *a, struct client *client) __attribute__((nonnull(1)));

/* app_prompt.c */
void app_prompt_open(struct app *a, enum prompt_kind kind) NONNULL;
void app_prompt_key(struct app *a, struct key k) NONNULL;
void app_prompt_paste(struct app *a, struct str text) NONNULL;
/* The filter of the list on top was entered, not typed on: says what of it is not meant. */
void app_filter_entered(struct app *a) NONNULL;
/* app_keys_end.c: nothing while they hold for long. */
enum style app_put_keys_end(const struct app *a, struct buf *out) NONNULL;
/* app_ask.c */
void app_code_result(struct app *a, enum prompt_result result) NONNULL;

/* app_notify.c: as the settings want it now. */
void app_notify_follow(struct app *a) NONNULL;
void app_notify_free(struct app *a) NONNULL;

/* app_draw.c */
void app_draw(struct app *a, struct surface *s) NONNULL;
