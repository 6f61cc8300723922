/*
 * views/thing_screen: what views/thing_screen.c, thing_draw.c, thing_events.c, thing_choose.c
 * and thing_ask.c share. For nobody else.
 *
 * The list of events and the time cursor of the lanes are one place: moving either moves the
 * other. Without a name the screen asks which device is meant.
 */
#pragma once

#include "tui/list.h"
#include "tui/prompt.h"
#include "views/thing_chart.h"
#include "views/thing_data.h"
#include "views/thing_range.h"

/* What stands below the lanes. */
enum thing_lower {
    THING_LOWER_EVENTS,
    THING_LOWER_EVENT, /* the one under the cursor, whole */
    THING_LOWER_CHART,
    THING_LOWER_FACTS,
    THING_LOWER_DEVICE, /* what the registry says */
};

enum thing_prompt { THING_PROMPT_NONE, THING_PROMPT_RANGE, THING_PROMPT_NAME };

struct thing_screen {
    struct list_pane list; /* of events */
    struct app *app;
    struct thing_data *data; /* NULL: no device is chosen yet */
    struct thing_model model;
    struct lanes lanes;
    struct thing_chart chart;
    struct detail pane;  /* event, facts, device */
    struct detail facts; /* below the events where there is room */
    enum thing_lower lower;
    bool stale;       /* the model is to be made anew */
    bool turned;      /* what follows the cursors, the axis and the choice of pane is */
    bool facts_stale; /* what follows from the model is, once it is to be seen */
    bool live;        /* the axis ends now */
    bool told_unregistered;
    bool moved;     /* somebody did: new events no longer move the cursor */
    bool on_lanes;  /* j and k move between lanes */
    char *behavior; /* where the cursors begin: its newest event; owned, "": any */
    int64_t at_ms;  /* not later than this; 0: now */
    char *filter;   /* owned; "": all */
    size_t *shown;  /* events that pass; owned */
    size_t n_shown, cap_shown;
    struct prompt *prompt;
    enum thing_prompt asking;
    char prompt_error[320];
};

/* thing_events.c */
extern const struct list_column thing_columns[];
extern const size_t thing_n_columns;
extern const struct list_source thing_list_source; /* ctx is to be set */
void thing_events_filter(struct thing_screen *s) NONNULL;
size_t thing_events_in_range(const struct thing_screen *s) NONNULL; /* of the axis */
/* Event under the cursor; NULL: none. */
const struct thing_event *thing_events_current(const struct thing_screen *s) NONNULL;
void thing_event_fill(const struct thing_screen *s, struct detail *d) NONNULL;
/* The list goes to what lies in or before the cell of the time cursor. */
void thing_events_follow(struct thing_screen *s) NONNULL;
/* Lanes and time go to the event under the cursor of the list. */
void thing_events_lead(struct thing_screen *s) NONNULL;

/* thing_draw.c */
void thing_build(struct thing_screen *s) NONNULL; /* what is stale or turned */
void thing_draw(struct thing_screen *s, struct surface *body) NONNULL;

/* thing_choose.c */
void thing_verify(struct thing_screen *s) NONNULL;
void thing_mitigate(struct thing_screen *s) NONNULL;
void thing_release(struct thing_screen *s) NONNULL;

/* thing_ask.c: one line typed on this screen */
void thing_ask(struct thing_screen *s, enum thing_prompt what) NONNULL;
void thing_ask_draw(const struct thing_screen *s, struct surface *body) NONNULL;
bool thing_ask_key(struct thing_screen *s, struct key k) NONNULL;
void thing_ask_paste(struct thing_screen *s, struct str text) NONNULL;
void thing_set_range(struct thing_screen *s, const struct thing_range *r) NONNULL;
