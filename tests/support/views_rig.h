/*
 * The console in memory over a service that answers from a table: every screen in every state,
 * at a moment that does not move.
 */
#pragma once

#include "tests/support/fault_server.h"
#include "tests/support/gate_rig.h"
#include "views/script.h"

enum views_state {
    VIEWS_FULL,
    VIEWS_EMPTY,   /* the service knows nothing */
    VIEWS_LOADING, /* it does not answer */
    VIEWS_ERROR,   /* it refuses */
    VIEWS_STALE,   /* it answered once and refuses now */
    VIEWS_HOSTILE, /* names that would take over the terminal */
    VIEWS_STATES
};
const char *views_state_name(enum views_state s);

#define VIEWS_RUN_DONE    "aa11aa11aa11aa11aa11aa11aa11aa11"
#define VIEWS_RUN_GOING   "bb22bb22bb22bb22bb22bb22bb22bb22"
#define VIEWS_TASK        "picket-0931abcd-w1-1"
#define VIEWS_DETECT_TASK "picket-4141abcd-w1-1"
#define VIEWS_FINDING     "f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1"
#define VIEWS_CERTIFICATE "3f9a0c1d22e8b0a44c1c9d0d4fd1b2a7c06b5a3d4e1f20718293a4b5c6d7e8f9"

struct views_rig {
    struct loop *loop;
    struct http *http;
    struct fault_server *server;
    struct client *client;
    struct gate_rig gate;
    struct journal *journal; /* in the folder; the gate does not write there */
    struct memory_display display;
    struct app *app;
    enum views_state state;
    bool refuses;        /* VIEWS_STALE, second half */
    bool later;          /* somebody changed the profile perimeter meanwhile */
    bool no_detect;      /* the account has no Detect */
    int detect_asked;    /* calls of Detect that arrived and were refused for it */
    const char *denied;  /* see views_extras */
    bool of_thing;       /* the view is of one device: see thing_fixture.h */
    struct buf requests; /* request line of each so far */
    char folder[40];     /* what XDG_STATE_HOME names; removed at the end */
};

/* Opens the view and waits until nothing more comes. */
void views_open(struct views_rig *r, enum views_state state, const char *view);
/* With somewhere to keep drafts, and what --restricted and --readonly say. */
struct views_extras {
    const struct form_drafts *drafts;
    bool restricted, read_only, no_detect;
    bool japanese;      /* the terminal shows what i18n_start() chose */
    bool of_locale;     /* drawn with what the locale of the environment lets us draw with */
    const char *denied; /* paths that begin so are not permitted; NULL */
    const struct settings *settings;
    void (*tell)(void *ctx, const struct display_news *news); /* of the display; NULL */
};
void views_open_with(struct views_rig *r, enum views_state state, const char *view,
                     const struct views_extras *extras);
void views_close(struct views_rig *r);
void views_settle(struct views_rig *r);
void views_later(struct views_rig *r, int64_t ms); /* timers of so long have run out */
void views_keys(struct views_rig *r, const char *names);
/* The frame at this size. Borrowed until the next call. */
const struct surface *views_frame(struct views_rig *r, int cols, int rows);
bool views_shows(struct views_rig *r, const char *text);
