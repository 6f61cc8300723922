/*
 * store/journal: every change made with this console, written down before its request leaves.
 *
 * A file of events (begun, ended, undone) that are only ever added, each with the SHA-256 of
 * itself and the one before; an entry is what its events add up to. Shared by all consoles of
 * a person: a change whose console died becomes UNKNOWN when the next one looks. The chain
 * shows damage and careless edits, not somebody who computes it anew: quote journal_head()
 * elsewhere for that. Opened when first used, and tried again after a failure. Secrets are the
 * caller's to keep out. Real time in ms; text is UTF-8, never NULL when read, "" is none.
 */
#pragma once

#include "client/base/clock.h"
#include "client/store/source.h"

enum {
    JOURNAL_ANSWER_MAX = 4096,        /* bytes kept of an answer; what is longer is cut */
    JOURNAL_REQUEST_MAX = 256 * 1024, /* bytes of an input; more is refused */
    JOURNAL_TEXT_MAX = 1024,          /* bytes of any other text; titles and the like are cut */
    JOURNAL_FILL_MAX = 10 * 1000,     /* rows of the list, years of a team's changes */
};

enum journal_state {
    JOURNAL_PENDING, /* the request may have left */
    JOURNAL_DONE,
    JOURNAL_REFUSED, /* nothing was changed */
    JOURNAL_UNKNOWN, /* no answer, or the console ended before one came */
};

/* What came of it. answer: JSON text, or "code: text" of an error. */
struct journal_outcome {
    enum journal_state state; /* not JOURNAL_PENDING */
    const char *answer, *request_id;
    int status, attempts;  /* HTTP status, 0 none; requests sent */
    struct opt_time ended; /* journal_end() sets it */
};

/* NULL text means "" in what is given to journal_begin(). */
struct journal_entry {
    int64_t id;           /* set by the journal, from 1 */
    struct opt_time time; /* set by the journal */
    const char *person, *context, *account, *region, *ticket;
    const char *plan;  /* the same for the entries of one reviewed change */
    const char *title; /* what the person reviewed: "Suppress 3 findings" */
    const char *kind;  /* "suppress", "mitigate", "undo": a word to filter by */
    const char *target;
    const char *operation, *request;           /* its name, the input as JSON text */
    const char *token;                         /* clientRequestToken */
    const char *undo_operation, *undo_request; /* "" cannot be undone */
    const char *undo_note;                     /* why not, or until when */
    int64_t undoes; /* the entry that is undone once this one is DONE; 0 none */
    /* From later events; ignored by journal_begin(). */
    struct journal_outcome outcome;
    int64_t undone_by; /* 0 none */
};
extern const struct record journal_entry_record; /* its texts and times */

struct journal;
/* path NULL: journal.db in the state folder. Touches no file. The clock is borrowed. */
struct journal *journal_new(const char *path, const struct clock *clock)
    __attribute__((nonnull(2))) MUST_USE;
void journal_free(struct journal *j);
/* Opens now rather than at first use, for whoever wants to know early. */
bool journal_open(struct journal *j, struct err *err) NONNULL MUST_USE;

/* On disk when it returns true. false: send nothing; err says that nothing was sent. */
bool journal_begin(struct journal *j, const struct journal_entry *entry, int64_t *id,
                   struct err *err) NONNULL MUST_USE;
/* For a PENDING entry, or an UNKNOWN one of which more became known. */
bool journal_end(struct journal *j, int64_t id, const struct journal_outcome *outcome,
                 struct err *err) NONNULL MUST_USE;

/* Which entries; all zero: all of them. */
struct journal_query {
    int64_t before_id;          /* paging: the last id of the page before; 0: from the newest */
    int64_t since_ms;           /* 0: any time */
    const char *plan, *context; /* NULL: any */
    uint32_t limit;             /* 0: all */
};
/* The entry and its texts are borrowed for the call. false: enough. */
typedef bool journal_fn(void *ctx, const struct journal_entry *entry);
/* Newest first. The callback may read from the journal, not write to it. */
bool journal_read(struct journal *j, const struct journal_query *q, journal_fn *fn, void *ctx,
                  struct err *err) __attribute__((nonnull(1, 2, 3, 5))) MUST_USE;
bool journal_count(struct journal *j, const struct journal_query *q, int64_t *n,
                   struct err *err) NONNULL MUST_USE;
/* Texts live in the arena. out->id is 0 when there is none. */
bool journal_get(struct journal *j, int64_t id, struct arena *a, struct journal_entry *out,
                 struct err *err) NONNULL MUST_USE;
/* The newest entry that is DONE, can be undone, was not, and undid nothing itself. */
bool journal_last_undoable(struct journal *j, const char *context, struct arena *a,
                           struct journal_entry *out, struct err *err) NONNULL MUST_USE;
bool journal_can_undo(const struct journal_entry *entry) NONNULL;
const char *journal_state_name(enum journal_state state); /* "DONE" */
/* A few lines for people, not yet made safe for a terminal; each ends with '\n'. */
void journal_put_text(const struct journal_entry *entry, struct buf *out) NONNULL;

/* The last event, of whatever console, and its hash: moves with every change. 0, "": none. */
enum { JOURNAL_HASH_HEX = 64 };
struct journal_head {
    int64_t event;
    char hash[JOURNAL_HASH_HEX + 1];
};
bool journal_head(struct journal *j, struct journal_head *out,
                  struct err *err) NONNULL MUST_USE;

struct journal_verdict {
    int64_t events; /* that are as they were written, from the first on */
    int64_t broken; /* the first event that is not; 0: none */
    int64_t entry;  /* the entry it belongs to */
    char why[160];  /* "" when nothing is broken */
    struct journal_head head;
};
/* true: the walk went to its end; the verdict says what it found. */
bool journal_verify(struct journal *j, struct journal_verdict *out,
                    struct err *err) NONNULL MUST_USE;

/* Columns of the list, in this order. */
enum journal_column {
    JOURNAL_COLUMN_TIME,
    JOURNAL_COLUMN_WHO,
    JOURNAL_COLUMN_CONTEXT,
    JOURNAL_COLUMN_KIND,
    JOURNAL_COLUMN_TITLE,
    JOURNAL_COLUMN_TARGET,
    JOURNAL_COLUMN_OPERATION,
    JOURNAL_COLUMN_STATE,
    JOURNAL_COLUMN_UNDO, /* "yes", "undone", "no" */
    JOURNAL_COLUMN_TICKET,
    JOURNAL_COLUMN_PLAN,
    JOURNAL_COLUMN_ID,
    JOURNAL_COLUMNS
};
extern const struct table_spec journal_table;
/* Asks the file and hands the newest JOURNAL_FILL_MAX entries to a source of journal_table. */
void journal_fill(struct journal *j, struct source *s) NONNULL;
