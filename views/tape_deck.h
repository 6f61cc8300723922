/*
 * views/tape_deck: `picket record FILE ...` and `picket replay FILE ...`, what follows being
 * any other command line.
 *
 * Neither looks at what the service said on other days, or a recording would lack it: histories
 * begin empty in a folder that goes away. A replay is a console of its own: read-only, at the
 * time of the recording, with all of its state in that folder, so that nothing of a drill gets
 * among what is kept of the account.
 */
#pragma once

#include "client/net/tape_play.h"
#include "views/account.h"
#include "views/options.h"

struct tape_deck {
    const char *record, *replay; /* files; NULL: neither */
    const char *speed;           /* as given; NULL: as it was */
    struct tape *tape;
    struct tape_player *player;
    struct app *app; /* told what becomes of it; borrowed */
    char folder[40]; /* "": none yet */
};

/* Takes the deck's own words off the front, and --speed from wherever it stands. ERR_USAGE. */
bool tape_deck_take(struct tape_deck *d, int *argc, char ***argv,
                    struct err *err) NONNULL MUST_USE;
/* Opens the files; makes a replay read-only. */
bool tape_deck_open(struct tape_deck *d, struct options *o, struct err *err) NONNULL MUST_USE;
void tape_deck_close(struct tape_deck *d) NONNULL;
bool tape_deck_is_used(const struct tape_deck *d) NONNULL;
const struct clock *tape_deck_clock(const struct tape_deck *d) NONNULL;
/* Where the recording was made, in the place of what flags and files say. Only of a replay. */
bool tape_deck_account(struct tape_deck *d, struct account *out,
                       struct err *err) NONNULL MUST_USE;
/* What the header says, and where the console keeps what it is told. */
void tape_deck_context(const struct tape_deck *d, struct app_context *c) NONNULL;
/* The account records from now on; the person is told. */
void tape_deck_serve(struct tape_deck *d, struct account *account, struct app *app) NONNULL;
