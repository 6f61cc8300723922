/*
 * views/options: the command line of the console, from one table that also prints --help.
 *
 * Texts are borrowed from argv and the environment. What is not an option is the view string to
 * open, words joined by blanks.
 */
#pragma once

#include "client/aws/inputs.h"
#include "client/base/buf.h"
#include "client/base/log.h"
#include "client/store/export.h"
#include "client/store/regions.h"

/* An option that may be given again, in the order it was. */
struct options_many {
    const char *values[REGIONS_MAX];
    size_t n;
};

struct options {
    struct aws_inputs aws;       /* --profile; the first --region and --endpoint-url */
    struct options_many regions; /* --region */
    struct options_many urls;    /* --endpoint-url, one for each region */
    const char *context;         /* --context; NULL: none */
    bool local;                  /* --local */
    const char *fleet;           /* of the local service; NULL: harbour */
    const char *size;            /* number of things; NULL: as the fleet says */
    const char *state;           /* its folder; NULL: below XDG_STATE_HOME */
    const char *clock_speed;
    bool no_detect; /* the local account is one without Detect */
    bool read_only;
    bool restricted;
    const char *theme;
    const char *colour; /* auto, always, never */
    bool ascii;
    bool low_bandwidth, plain;
    bool mouse, no_mouse;
    const char *log_file;
    enum log_level log_level;
    const char *script;      /* file, "-" for stdin */
    const char *dump_screen; /* "80x24" */
    bool prints_rows;        /* --output */
    enum export_format output;
    uint32_t limit; /* rows at most; 0: all */
    bool help, version;
    char *view; /* owned; NULL: none given */
};

bool options_parse(int argc, char **argv, struct options *out,
                   struct err *err) NONNULL MUST_USE;
void options_free(struct options *o) NONNULL;
void options_help(struct buf *out) NONNULL;
/* A row of what --help lists, in English. */
struct options_entry {
    const char *name, *value, *about; /* value NULL: a flag */
};
bool options_at(size_t i,
                struct options_entry *out) NONNULL MUST_USE; /* false: past the last */
/* "120x40" -> columns, rows within what a surface takes. */
bool options_size(const char *text, int *cols, int *rows, struct err *err) NONNULL MUST_USE;
