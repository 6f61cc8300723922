#include "views/cli.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/safe.h"
#include "client/base/when.h"

enum { LEFT_COLS = 25 }; /* of --help, before what it says */

static const struct cli_command commands_of_line[] = {
    {"show", "FILE|ID", N_("print a plan: what it does, its calls, who approved it"), "output",
     NULL, cli_show, false, false},
    {"approve", "FILE", N_("approve somebody else's plan"), "", NULL, cli_approve, false,
     false},
    {"apply", "FILE|ID", N_("carry a plan out"), "output confirm ticket arm wave", NULL,
     cli_apply, true, false},
    {"undo", "FILE|ID", N_("make the plan that takes back what a plan did"), "", NULL, cli_undo,
     false, false},
    {"do", "VIEW", N_("make the change of a form or of keys on a list"),
     "set fill keys form output dry-run confirm ticket arm wave", NULL, cli_do, true, false},
    {"audit", "start [CHECK...]", N_("start an audit, and wait for what it finds"),
     "check wait fail-on output dry-run confirm ticket arm", NULL, cli_audit, true, false},
    {"suppress", "FILTER|all|ID|check:NAME res:KEY", N_("suppress findings for a while"),
     "for until forever reason ticket set form output dry-run confirm arm", NULL, cli_suppress,
     true, true},
    {"unsuppress", "FILTER|all|check:NAME res:KEY", N_("end the suppressions that match"),
     "output dry-run confirm ticket arm", NULL, cli_unsuppress, true, false},
    {"mitigate", "FILTER|alarms FILTER|all", N_("act on findings or alarms, in waves"),
     "action reason ticket set form output dry-run confirm arm wave", NULL, cli_mitigate, true,
     true},
    {"verify", "FILTER|all", N_("say what alarms turned out to be"),
     "verdict note ticket set form output dry-run confirm arm", NULL, cli_verify, true, true},
    {"release", "FILTER|all|group:NAME|thing:NAME", N_("end the quarantine of things"),
     "reason ticket set form output dry-run confirm arm wave", NULL, cli_release, true, true},
    {"schedule", "create|update|put|delete NAME",
     N_("make, change or delete a scheduled audit"),
     "repeat day check set form output dry-run confirm ticket arm", "create update put delete",
     cli_schedule, true, false},
    {"journal", NULL, N_("print what was changed with picket"), "output since verify", NULL,
     cli_journal, false, false},
    {"handover", NULL, N_("print what changed, for whoever comes next"), "since", NULL,
     cli_handover, true, false},
    {"scenario", "list|start NAME|stop ID|debrief ID", N_("play incidents on the local fleet"),
     "things thing type group for output arm ticket", NULL, cli_scenario, true, false},
    {"profile", "export NAME|import FILE",
     N_("a security profile as a file, and a plan of one"), "as output", "export import",
     cli_profile, true, false},
    {"config", "check [FILE]", N_("check every file of settings"), "", NULL, cli_config, false,
     false},
    {"info", NULL, N_("print every path and setting, and who said so"), "", NULL, cli_info,
     false, false},
    {"keys", "[SCREEN]", N_("print what each key does"), "output", NULL, cli_keys, false,
     false},
    {"record", "FILE [COMMAND ..]", N_("keep what the service answers in a file"), "", NULL,
     cli_tape, false, false},
    {"replay", "FILE [COMMAND ..]", N_("show a recording again, as it was"), "speed", NULL,
     cli_tape, false, false},
    {"completion", "bash|zsh|fish", N_("print what a shell completes"), "", NULL,
     cli_completion, false, false},
};

static const struct own_option {
    const char *name, *value, *about; /* value NULL: a flag */
    size_t offset;
    bool many; /* may be given again: a struct cli_many */
} own_options[] = {
    {"confirm", "TEXT", N_("what the guards ask to be typed: \"3 prod-eu\""),
     offsetof(struct cli, confirm), false},
    {"ticket", "TICKET", N_("why; written into the journal"), offsetof(struct cli, ticket),
     false},
    {"arm", "DURATION", N_("allow changes for so long: 15min"), offsetof(struct cli, arm),
     false},
    {"wave", "N", N_("only this wave"), offsetof(struct cli, wave), false},
    {"since", "TIME", N_("8h, 2d, or a date; the default is 8h"), offsetof(struct cli, since),
     false},
    {"output", "FORMAT", N_("text or json, or a file; -o is the same"),
     offsetof(struct cli, output), false},
    {"verify", NULL, N_("check that it is as it was written"), offsetof(struct cli, verify),
     false},
    {"thing", "NAME", N_("strike this thing; may be given again"), offsetof(struct cli, thing),
     true},
    {"things", "N", N_("how many things"), offsetof(struct cli, things), false},
    {"type", "TYPE", N_("of this thing type"), offsetof(struct cli, type), false},
    {"group", "GROUP", N_("of this thing group"), offsetof(struct cli, group), false},
    {"set", "NAME=VALUE", N_("a field of the form; may be given again"),
     offsetof(struct cli, set), true},
    {"fill", "FILE", N_("fields from a file as --form prints them; -: standard input"),
     offsetof(struct cli, fill), false},
    {"keys", "KEYS", N_("press these on the screen first: \"* x\""), offsetof(struct cli, keys),
     false},
    {"form", NULL, N_("print the form with its values and end"), offsetof(struct cli, form),
     false},
    {"dry-run", NULL, N_("print the plan; nothing is sent"), offsetof(struct cli, dry_run),
     false},
    {"check", "NAME", N_("only this check; may be given again"), offsetof(struct cli, check),
     true},
    {"wait", NULL, N_("until the audit has ended"), offsetof(struct cli, wait), false},
    {"fail-on", "SEVERITY", N_("with --wait: exit status 8 when it found as much"),
     offsetof(struct cli, fail_on), false},
    {"until", "TIME", N_("until when: fri 09:00, 2026-12-24"), offsetof(struct cli, until),
     false},
    {"forever", NULL, N_("it never ends by itself"), offsetof(struct cli, forever), false},
    {"action", "NAME", N_("the mitigation action, of every check that it fits"),
     offsetof(struct cli, action), false},
    {"verdict", "WORD", N_("true, benign, false or unknown"), offsetof(struct cli, verdict),
     false},
    {"note", "TEXT", N_("what was found out"), offsetof(struct cli, note), false},
    {"repeat", "WORD", N_("daily, weekly, biweekly or monthly"), offsetof(struct cli, repeat),
     false},
    {"day", "DAY", N_("of a week SUN..SAT, of a month 1..31 or LAST"),
     offsetof(struct cli, day), false},
    {"reason", "TEXT", N_("why, for whoever finds it in three months"),
     offsetof(struct cli, reason), false},
    {"as", "NAME", N_("the name of the profile, instead of the file's"),
     offsetof(struct cli, as), false},
    {"for", "DURATION", N_("how long: 90min, 2h"), offsetof(struct cli, span), false},
    {"speed", "N", N_("N times as fast as it was: 0.1 to 1000"), offsetof(struct cli, speed),
     false},
};

const struct cli_command *cli_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(commands_of_line); i++)
        if (strcmp(commands_of_line[i].name, name) == 0)
            return &commands_of_line[i];
    return NULL;
}

const struct cli_command *cli_at(size_t i)
{
    return i < COUNT_OF(commands_of_line) ? &commands_of_line[i] : NULL;
}

bool cli_option_at(size_t i, struct options_entry *out)
{
    if (i >= COUNT_OF(own_options))
        return false;
    *out =
        (struct options_entry){own_options[i].name, own_options[i].value, own_options[i].about};
    return true;
}

static const struct own_option *find_own(const struct cli_command *c, const char *arg,
                                         const char **value);

static bool has_own_option(const struct cli_command *c, int argc, char **argv)
{
    const char *value;

    for (int i = 2; i < argc; i++)
        if (find_own(c, argv[i], &value) != NULL)
            return true;
    return false;
}

/* Options may stand before it. */
static bool has_word(const struct cli_command *c, int argc, char **argv)
{
    for (int i = 2; i < argc; i++)
        for (struct str rest = str_of(c->words); rest.n > 0;)
            if (str_eq(str_cut(rest, ' ', &rest), argv[i]))
                return true;
    return false;
}

bool cli_is_command(int argc, char **argv)
{
    const struct cli_command *c = argc > 1 ? cli_find(argv[1]) : NULL;

    if (c == NULL)
        return false;
    if (argc > 2 && strcmp(argv[2], "--help") == 0)
        return true;
    if (c->by_option)
        return has_own_option(c, argc, argv);
    return c->words == NULL || argc < 3 || has_word(c, argc, argv);
}

/* ---- reading the command line ---- */

bool cli_takes(const struct cli_command *c, const char *option)
{
    for (struct str rest = str_of(c->options); rest.n > 0;)
        if (str_eq(str_cut(rest, ' ', &rest), option))
            return true;
    return false;
}

/* The option that argv[i] is, with the value behind '='; NULL: none of ours. */
static const struct own_option *find_own(const struct cli_command *c, const char *arg,
                                         const char **value)
{
    *value = NULL;
    if (strcmp(arg, "-o") == 0)
        arg = "--output";
    if (!str_starts(arg, "--"))
        return NULL;
    for (size_t i = 0; i < COUNT_OF(own_options); i++) {
        const size_t n = strlen(own_options[i].name);

        if (strncmp(arg + 2, own_options[i].name, n) != 0 || !cli_takes(c, own_options[i].name))
            continue;
        if (arg[2 + n] == '=')
            *value = arg + 3 + n;
        if (arg[2 + n] == '=' || arg[2 + n] == '\0')
            return &own_options[i];
    }
    return NULL;
}

static bool add_one(struct cli_many *all, const char *name, const char *value, struct err *err)
{
    if (all->n == CLI_MANY_MAX)
        return err_set(err, ERR_USAGE, "--%s is there more than %d times", name, CLI_MANY_MAX);
    all->values[all->n++] = value;
    return true;
}

/* Takes argv[*i] and its value. */
static bool set_own(struct cli *out, const struct own_option *o, const char *value, int argc,
                    char **argv, int *i, struct err *err)
{
    char *at = (char *)out + o->offset;

    if (o->value == NULL) {
        *(bool *)(void *)at = true;
        return value == NULL || err_set(err, ERR_USAGE, "--%s takes no value", o->name);
    }
    if (value == NULL && *i + 1 < argc)
        value = argv[++*i];
    if (value == NULL)
        return err_set(err, ERR_USAGE, "--%s needs a value", o->name);
    if (o->many)
        return add_one((struct cli_many *)(void *)at, o->name, value, err);
    *(const char **)(void *)at = value;
    return true;
}

static bool check_words(struct cli *cli, const struct options *o, struct err *err)
{
    const struct cli_command *c = cli->command;

    cli->what = o->view != NULL && o->view[0] != '\0' ? o->view : NULL;
    cli->restricted = o->restricted;
    cli->help = o->help;
    if (o->help || o->version)
        return true;
    if (o->script != NULL || o->dump_screen != NULL)
        return err_set(err, ERR_USAGE, "%s takes neither --script nor --dump-screen", c->name);
    if (o->prints_rows)
        return err_set(err, ERR_USAGE, "picket %s takes no --output", c->name);
    if (c->argument == NULL && cli->what != NULL)
        return err_set(err, ERR_USAGE, "picket %s takes no '%.80s'", c->name, cli->what);
    if (c->argument != NULL && c->argument[0] != '[' && cli->what == NULL)
        return err_set(err, ERR_USAGE, "picket %s %s: which one?", c->name, c->argument);
    return true;
}

bool cli_parse(int argc, char **argv, struct cli *out, struct options *options, struct err *err)
{
    struct cli cli = {.command = cli_find(argv[1])};
    char **rest = mem_alloc((size_t)argc + 1, sizeof *rest);
    bool ok = true;
    int n = 0;

    rest[n++] = argv[0];
    for (int i = 2; ok && i < argc; i++) {
        const char *value;
        const struct own_option *o = find_own(cli.command, argv[i], &value);

        if (o != NULL)
            ok = set_own(&cli, o, value, argc, argv, &i, err);
        else
            rest[n++] = argv[i];
    }
    ok = ok && options_parse(n, rest, options, err);
    free(rest);
    if (!ok)
        return false;
    if (!check_words(&cli, options, err)) {
        options_free(options);
        return false;
    }
    *out = cli;
    return true;
}

void cli_help(const struct cli_command *c, struct buf *out)
{
    buf_printf(out, "usage: picket %s [OPTIONS]%s%s\n\n%s.\n\n", c->name,
               c->argument != NULL ? " " : "", c->argument != NULL ? c->argument : "",
               i18n_text(c->about));
    for (size_t i = 0; i < COUNT_OF(own_options); i++) {
        const struct own_option *o = &own_options[i];
        char left[64];

        if (!cli_takes(c, o->name))
            continue;
        (void)snprintf(left, sizeof left, "--%s%s%s", o->name, o->value != NULL ? " " : "",
                       o->value != NULL ? o->value : "");
        buf_printf(out, "  %-25s %s\n", left, i18n_text(o->about));
    }
    buf_puts(out, "\npicket --help lists the options that say where.\n");
}

void cli_list(struct buf *out)
{
    for (size_t i = 0; i < COUNT_OF(commands_of_line); i++) {
        const struct cli_command *c = &commands_of_line[i];
        char left[64];

        (void)snprintf(left, sizeof left, "%s%s%s", c->name, c->argument != NULL ? " " : "",
                       c->argument != NULL ? c->argument : "");
        if (strlen(left) > LEFT_COLS) {
            buf_printf(out, "  %s\n", left);
            left[0] = '\0';
        }
        buf_printf(out, "  %-*s %s\n", LEFT_COLS, left, i18n_text(c->about));
    }
}

/* ---- printing ---- */

static bool said_aside; /* standard output is for a program */

bool cli_is_json(const struct cli *cli)
{
    return cli->output != NULL && strcmp(cli->output, "json") == 0;
}

bool cli_read_output(const struct cli *cli, struct err *err)
{
    said_aside = cli_is_json(cli);
    return cli->output == NULL || said_aside || strcmp(cli->output, "text") == 0 ||
           err_set(err, ERR_USAGE, "--output is text or json, not '%.40s'", cli->output);
}

void cli_print(const struct buf *text)
{
    (void)fwrite(buf_text(text), 1, text->len, stdout);
    (void)fflush(stdout);
}

void cli_say(const char *fmt, ...)
{
    struct buf line = BUF_INIT(64 * 1024);
    char text[4096];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, i18n_text(fmt), ap);
    va_end(ap);
    safe_text(&line, str_of(text));
    buf_putc(&line, '\n');
    if (!said_aside)
        cli_print(&line);
    else if (isatty(STDERR_FILENO))
        (void)fputs(buf_text(&line), stderr);
    buf_free(&line);
}

/* A date alone is its midnight where the person is. */
static bool read_date(struct str text, const struct zone *z, int64_t *ms)
{
    struct civil c;
    int64_t utc;

    if (!time_parse_iso8601(text, &utc))
        return false;
    if (text.n > 10) {
        *ms = utc;
        return true;
    }
    civil_from_ms(utc, &c);
    (void)zone_instant(z, &c, ms);
    return true;
}

bool cli_since(const char *text, int64_t now_ms, const struct zone *z, int64_t *ms,
               struct err *err)
{
    struct when_span span;
    struct err ignored; /* the message below says what both may be */

    if (read_date(str_of(text), z, ms))
        return true;
    if (when_duration(str_of(text), &span, &ignored) != WHEN_OK)
        return err_set(err, ERR_USAGE,
                       "'%.40s' is no time: 8h, 2d, 2026-11-24 or 2026-11-24T08:00:00Z", text);
    *ms = now_ms - when_span_ms(&span);
    return true;
}
