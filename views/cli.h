/*
 * views/cli: what `picket` does without a screen: plans are shown, approved, carried out and
 * taken back, the journal and the handover are printed.
 *
 * A command is a row of a table. One that needs the service runs inside a console without a
 * terminal, as --script does, so that contexts, guards, gate and journal are the same. Output
 * is plain text that is safe to print. Texts are borrowed from argv.
 */
#pragma once

#include "views/app.h"
#include "views/options.h"

struct cli;

struct cli_command {
    const char *name, *argument, *about; /* argument NULL: none; "[...]": may be left out */
    const char *options;                 /* names of those it takes, ' ' between */
    const char *words; /* one of them is there, else it is a view; NULL: any */
    /* The exit status; errors are printed by it. app NULL unless online. */
    int (*run)(const struct cli *cli, struct app *app);
    bool online; /* needs the service */
    /* A view begins with the same word: it is this command only with an option of its own. */
    bool by_option;
};

enum { CLI_MANY_MAX = 1000 }; /* values of an option given again and again */

struct cli_many {
    const char *values[CLI_MANY_MAX];
    size_t n;
};

struct cli {
    const struct cli_command *command; /* NULL: the console itself */
    const char *what;                  /* FILE, ID, a time; NULL: not given */
    const char *confirm, *ticket, *arm, *wave, *since, *output;
    const char *things, *type, *group, *span; /* of a scenario */
    const char *as;                           /* of a profile */
    const char *keys, *fill;                  /* of a form */
    const char *until, *reason;               /* of a suppression; span: for how long */
    const char *fail_on;                      /* of an audit: a severity */
    const char *action, *verdict, *note;      /* of a mitigation; of a verification */
    const char *repeat, *day;                 /* of a scheduled audit */
    const char *speed;                        /* of a replay */
    struct cli_many thing, set, check;
    bool dry_run, form, wait, forever;
    bool verify, help;
    bool restricted;
};

/* NULL: no command is called so. */
const struct cli_command *cli_find(const char *name) NONNULL;
/* The commands and their own options, for completion; NULL, false: past the last. */
const struct cli_command *cli_at(size_t i);
bool cli_option_at(size_t i, struct options_entry *out) NONNULL MUST_USE;
bool cli_takes(const struct cli_command *c, const char *option) NONNULL;
/* argv[1] is a command, not the first word of a view: "profile base" is one. */
bool cli_is_command(int argc, char **argv) NONNULL;
/* argv[1] is the command. What is not its own goes to options_parse(). */
bool cli_parse(int argc, char **argv, struct cli *out, struct options *options,
               struct err *err) NONNULL MUST_USE;
void cli_help(const struct cli_command *c, struct buf *out) NONNULL;
void cli_list(struct buf *out) NONNULL; /* for --help: a line each */

/* ---- for commands ---- */

/* What the commands of one line are made of: a view, what is chosen there, values of its form.
 * Rows are chosen only of a list that is all there. */
struct cli_change {
    const char *view;
    const char *keys;           /* as in a script; NULL: none */
    const char *const *actions; /* instead of keys: of the screen, NULL-terminated; NULL */
    const char *row;            /* id under the cursor before them; NULL: the first one */
    const char *none;           /* no such row is no mistake, and says this; NULL: it is one */
    bool all;  /* every row of the list is meant, said so; else a list is never taken whole */
    bool acts; /* a form without mistakes and without a plan: nothing is left to act on */
    /* With the form there, before values are put in; may open another. NULL: nothing to do. */
    bool (*prepare)(const struct cli *cli, struct app *app, struct err *err);
    const char *fill;  /* a file of values as the editor has them, "-": stdin; NULL */
    struct str values; /* more of them, as text; may be empty */
};
/* The form's plan is made, and then shown (--dry-run), or carried out as `picket apply` does.
 * then: gets the view of what came of it; may be NULL. The exit status. */
int cli_change(const struct cli *cli, struct app *app, const struct cli_change *change,
               struct buf *then) __attribute__((nonnull(1, 2, 3)));
/* cli_apply() of cli->what. then: as above. */
int cli_carry_out(const struct cli *cli, struct app *app, struct buf *then)
    __attribute__((nonnull(1, 2)));
/* Until nothing is on its way to the screen; false: too long. */
bool cli_settle(struct app *app, struct err *err) NONNULL MUST_USE;
/* `name: value`, a line of a form's text, as cli_change takes. */
void cli_put_value(struct buf *out, const char *name, const char *value) NONNULL;
/* Fields by --set NAME=VALUE. */
bool cli_put_set(const struct cli *cli, struct buf *out, struct err *err) NONNULL MUST_USE;
/* --reason, --ticket and those: what goes over values that were put before. */
bool cli_put_common(const struct cli *cli, struct buf *out, struct err *err) NONNULL MUST_USE;
/* The plan as text for people. */
void cli_print_plan(const struct plan *p) NONNULL;

/* --output is text or json. With json standard output has nothing else: what is said on the way
 * goes to a person at standard error, if there is one. */
bool cli_read_output(const struct cli *cli, struct err *err) NONNULL MUST_USE;
bool cli_is_json(const struct cli *cli) NONNULL;
/* The plan as it is kept in a file; p NULL: null, nothing was to be done. */
void cli_print_plan_json(const struct plan *p);
void cli_print(const struct buf *text) NONNULL; /* to stdout; as it is */
/* One safe line. */
void cli_say(const char *fmt, ...) NONNULL PRINTF(1);
/* "8h", "2d", "2026-11-24", "2026-11-24T08:00": the moment. */
bool cli_since(const char *text, int64_t now_ms, const struct zone *z, int64_t *ms,
               struct err *err) NONNULL MUST_USE;

int cli_show(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_approve(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_apply(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_undo(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_journal(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_handover(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_profile(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_info(const struct cli *cli, struct app *app);
int cli_config(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_keys(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_tape(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_completion(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_do(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_audit(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_suppress(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_unsuppress(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_mitigate(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_verify(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_release(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_schedule(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
int cli_scenario(const struct cli *cli, struct app *app) __attribute__((nonnull(1)));
