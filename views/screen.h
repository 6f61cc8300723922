/*
 * views/screen: what a screen is. One file a screen, one line in views/screens.c.
 *
 * A screen draws the body of the window, between the two header lines and the message and
 * action lines, which belong to views/app. It is opened from a view string ("findings
 * run:4f0c", the same text works after `:`, in --script and on the command line), keeps ids
 * across events, never pointers, and asks for a new frame with app_redraw() when what it shows
 * has changed. Callbacks get the state that open() returned.
 */
#pragma once

#include "tui/keys.h"
#include "tui/surface.h"
#include "views/view_string.h"

struct app;
struct list_view;
struct list_pane;

/* How much of what is on screen is known, said in the header of every screen. */
enum screen_freshness {
    SCREEN_LIVE,    /* what the service said at the last poll */
    SCREEN_LOADING, /* on its way; nothing or a part is there */
    SCREEN_PARTIAL, /* stopped before the end */
    SCREEN_STALE,   /* from an earlier session, or the last refresh failed */
    SCREEN_FAILED,  /* nothing is known and asking failed */
    SCREEN_STILL,   /* does not come from the service */
};

struct screen_status {
    enum screen_freshness freshness;
    int64_t as_of_ms; /* real time of the data; 0: not known */
    char note[96];    /* filter, sort, counts: "121 of 1,261, 3 marked" */
};

/* Whose keys a screen answers besides its own. */
enum screen_widget { SCREEN_LIST_AND_DETAIL, SCREEN_LIST, SCREEN_DETAIL, SCREEN_FORM };

struct screen_spec {
    const char *name;     /* first word of the view string */
    const char *title;    /* what the crumbs say, unless crumb() says more */
    const char *argument; /* for help, and views/view_string: "[run:TASK]"; NULL: none */
    const char *about;    /* one line for help and completion */
    const char *digit;    /* "2", "!": jumps here from anywhere; NULL */
    enum screen_widget widget;
    bool sends;                     /* its keys send changes: the mouse presses none of them */
    const struct binding *bindings; /* ends with {0}; on top of the global ones */

    /* argument: the rest of the view string, "" if none. NULL with *err filled: a message, and
     * the person stays where they were. */
    void *(*open)(struct app *app, const char *argument, struct err *err);
    void (*close)(void *state);
    void (*draw)(void *state, struct surface *body);
    /* An action of `bindings` (or a list.*, detail.* one of the toolkit); false: not mine. */
    bool (*act)(void *state, const char *action);
    /* Why an action cannot be done now, for the action bar; NULL: it can. May be NULL. */
    const char *(*why_not)(const void *state, const char *action);
    /* A key no binding knows, or every key while typing() is true; may be NULL. */
    bool (*key)(void *state, struct key key);
    bool (*typing)(const void *state);           /* a text field has the focus; NULL: never */
    void (*paste)(void *state, struct str text); /* NULL: ignored */
    /* A form without a keyboard, all four or none: its text as tui/form_text has it (false: it
     * is not there yet); values taken from such a text; what Ctrl-X does (the state may be gone
     * then); what is wrong with its values (true: nothing that is known). */
    bool (*print)(void *state, struct buf *out);
    bool (*fill)(void *state, struct str text, struct err *err);
    void (*submit)(void *state);
    bool (*sound)(const void *state, struct err *err);
    /* What `/` edits. NULL: this screen has no filter. Called at every key with the text so
     * far; false and *err: not readable yet, shown beside the prompt. */
    bool (*filter)(void *state, const char *text, struct err *err);
    const char *(*filter_text)(const void *state);
    /* How its list is arranged, as words of a view string; NULL: all of the string is its own
     * argument. `filter` of the string is not looked at and not filled in. */
    bool (*arrange)(void *state, const struct view_string *view, struct err *err);
    void (*arrangement)(const void *state, struct view_string *out);
    /* The list it is, for what takes rows out of the console; NULL: it is none. */
    struct list_view *(*list)(void *state);
    const struct list_pane *(*pane)(const void *state); /* the same for rows without a table */
    void (*status)(const void *state, struct screen_status *out);
    void (*crumb)(const void *state, struct buf *out); /* NULL: title */
    /* A counter that moves when what is drawn has changed without anybody asking for a frame;
     * looked at before every sleep, so it must cost nothing. NULL: the screen asks by
     * itself. */
    uint64_t (*changes)(const void *state);
    /* On top again after another screen was closed, or the terminal came back; refresh if
     * old. */
    void (*shown)(void *state);
    void (*hidden)(void *state); /* no longer on top: stop polling */
    /* The program may end now: keep what was typed and is kept nowhere. May be NULL. */
    void (*save)(void *state);
    void (*refresh)(void *state); /* `r`: ask again now */
    /* The record under the cursor for `y` (raw JSON) as a JSON text; false: none. */
    bool (*raw)(const void *state, struct buf *out);
};

extern const struct screen_spec
    *const screens[]; /* NULL-terminated; the first one is the start */
const struct screen_spec *screen_find(const char *name) NONNULL; /* NULL: no such */
