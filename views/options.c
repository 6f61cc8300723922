#include "views/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/nearest.h"
#include "client/base/str.h"
#include "tui/surface.h"
#include "views/cli.h"
#include "views/complain.h"

enum { OPTIONS_MAX = 128 /* ours and those of commands */ };

enum option_kind {
    OPTION_TEXT,
    OPTION_FLAG,
    OPTION_LEVEL,
    OPTION_FORMAT,
    OPTION_COUNT,
    OPTION_MANY
};

struct option_row {
    const char *name, *value; /* value: its name in --help; NULL for a flag */
    const char *about;
    enum option_kind kind;
    size_t offset;
};

#define AT(member) offsetof(struct options, member)

static const struct option_row rows[] = {
    {"local", NULL, N_("the local fleet, whatever account is configured"), OPTION_FLAG,
     AT(local)},
    {"context", "NAME", N_("profile, region and guards of a context of picket.conf"),
     OPTION_TEXT, AT(context)},
    {"profile", "NAME", N_("profile of the shared AWS files"), OPTION_TEXT, AT(aws.profile)},
    {"region", "NAME", N_("AWS region; again: lists show that one as well"), OPTION_MANY,
     AT(regions)},
    {"endpoint-url", "URL", N_("another service address: https://..., http:// on this machine"),
     OPTION_MANY, AT(urls)},
    {"readonly", NULL, N_("nothing can be started or changed"), OPTION_FLAG, AT(read_only)},
    {"restricted", NULL, N_("no editor, no shell, no file outside the state folder"),
     OPTION_FLAG, AT(restricted)},
    {"fleet", "NAME", N_("fleet of the local service: harbour, metro or a file"), OPTION_TEXT,
     AT(fleet)},
    {"size", "N", N_("things in the local fleet, up to 1000000"), OPTION_TEXT, AT(size)},
    {"state", "DIR", N_("where the local fleet is kept"), OPTION_TEXT, AT(state)},
    {"clock-speed", "N", N_("the local fleet's clock runs N times as fast"), OPTION_TEXT,
     AT(clock_speed)},
    {"no-detect", NULL, N_("a local account to which Detect is closed"), OPTION_FLAG,
     AT(no_detect)},
    {"theme", "NAME", N_("default16, mono, light, high-contrast, deuteranopia or a file"),
     OPTION_TEXT, AT(theme)},
    {"color", "WHEN", N_("auto, always or never"), OPTION_TEXT, AT(colour)},
    {"ascii", NULL, N_("draw with ASCII only"), OPTION_FLAG, AT(ascii)},
    {"low-bandwidth", NULL, N_("the line is slow: never more on its way than it can take"),
     OPTION_FLAG, AT(low_bandwidth)},
    {"mouse", NULL, N_("presses and the wheel of a mouse; :mouse turns it on and off"),
     OPTION_FLAG, AT(mouse)},
    {"no-mouse", NULL, N_("the terminal's own selection, whatever the settings say"),
     OPTION_FLAG, AT(no_mouse)},
    {"plain", NULL, N_("line by line: for screen readers, serial lines, transcripts"),
     OPTION_FLAG, AT(plain)},
    {"script", "FILE", N_("run keys and commands from a file, without a terminal"), OPTION_TEXT,
     AT(script)},
    {"dump-screen", "COLSxROWS", N_("print one screen as text and end"), OPTION_TEXT,
     AT(dump_screen)},
    {"output", "FORMAT",
     N_("print the rows of a list and end: csv json ndjson md txt ocsf; -o"), OPTION_FORMAT,
     AT(output)},
    {"limit", "N", N_("with --output, N rows at most"), OPTION_COUNT, AT(limit)},
    {"log-file", "FILE", N_("write a log"), OPTION_TEXT, AT(log_file)},
    {"log-level", "LEVEL", N_("error, warn, info or debug"), OPTION_LEVEL, AT(log_level)},
    {"help", NULL, N_("this text"), OPTION_FLAG, AT(help)},
    {"version", NULL, N_("version of picket and of its libraries"), OPTION_FLAG, AT(version)},
};

static bool set_count(uint32_t *out, const char *name, const char *value, struct err *err)
{
    int64_t n;

    if (!str_to_int(str_of(value), 1, TABLE_ROWS_MAX, &n))
        return err_set(err, ERR_USAGE, "--%s: %.40s is no number from 1 to %d", name, value,
                       TABLE_ROWS_MAX);
    *out = (uint32_t)n;
    return true;
}

static bool add(struct options_many *all, const char *name, const char *value, struct err *err)
{
    if (all->n == REGIONS_MAX)
        return err_set(err, ERR_USAGE, "--%s is there more than %d times", name, REGIONS_MAX);
    all->values[all->n++] = value;
    return true;
}

static bool set(struct options *o, const struct option_row *row, const char *value,
                struct err *err)
{
    void *slot = (char *)o + row->offset;

    switch (row->kind) {
    case OPTION_TEXT: *(const char **)slot = value; return true;
    case OPTION_FLAG: *(bool *)slot = true; return true;
    case OPTION_LEVEL:
        return log_level_parse(value, slot) ||
               err_set(err, ERR_USAGE, "--%s: %s is none of error, warn, info, debug",
                       row->name, value);
    case OPTION_FORMAT:
        o->prints_rows = true;
        return export_format_parse(str_of(value), slot, err);
    case OPTION_COUNT: return set_count(slot, row->name, value, err);
    case OPTION_MANY: return add(slot, row->name, value, err);
    }
    return true;
}

static char *join(char **words, int n)
{
    struct buf text = BUF_INIT(4096);

    for (int i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(&text, ' ');
        buf_puts(&text, words[i]);
    }
    return buf_steal(&text);
}

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);

    return value != NULL && value[0] != '\0';
}

static const struct option_row *row_of(const char *name)
{
    size_t i = 0;

    while (strcmp(rows[i].name, name) != 0)
        i++;
    return &rows[i];
}

/* The option of ours, or of a command, that takes one or two changes; NULL: none. */
static const char *nearest_option(const char *name)
{
    const char *known[OPTIONS_MAX + 1] = {NULL};
    struct options_entry own;
    size_t n = 0;

    for (size_t i = 0; i < COUNT_OF(rows) && n < OPTIONS_MAX; i++)
        known[n++] = rows[i].name;
    for (size_t i = 0; n < OPTIONS_MAX && cli_option_at(i, &own); i++)
        known[n++] = own.name;
    return nearest_word(name, known);
}

/* A command that has it; NULL: none. */
static const struct cli_command *command_with(const char *option)
{
    const struct cli_command *c;

    for (size_t i = 0; (c = cli_at(i)) != NULL; i++)
        if (cli_takes(c, option))
            return c;
    return NULL;
}

static bool unknown(const char *arg, struct err *err)
{
    char name[NEAREST_WORD_MAX + 1];

    (void)snprintf(name, sizeof name, "%s", arg + strspn(arg, "-"));
    name[strcspn(name, "=")] = '\0';
    const struct cli_command *of = command_with(name);
    const char *near = of == NULL ? nearest_option(name) : NULL;

    (void)err_set(err, ERR_USAGE, "no option is called %.80s", arg);
    if (of != NULL)
        return err_advise(err, "commands have it, and are the first word: picket %s --%s",
                          of->name, name);
    return near != NULL ? err_advise(err, "the nearest is --%s", near)
                        : err_advise(err, "picket --help lists them");
}

/* Up to what is no flag: optind. */
static bool read_flags(int argc, char **argv, struct options *o, struct err *err)
{
    struct option longs[COUNT_OF(rows) + 1] = {0};
    int at;

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        longs[i] = (struct option){
            rows[i].name, rows[i].kind == OPTION_FLAG ? no_argument : required_argument, NULL,
            1};
    opterr = 0;
    optind = 1;
    for (;;) {
        int before = optind;
        int c = getopt_long(argc, argv, ":hVo:", longs, &at);

        if (c == -1)
            return true;
        if (c == 'h')
            o->help = true;
        else if (c == 'V')
            o->version = true;
        else if (c == ':') {
            (void)err_set(err, ERR_USAGE, "%.80s needs a value",
                          argv[optind > before ? optind - 1 : optind]);
            return err_advise(err, "picket --help lists them");
        } else if (c == '?') {
            return unknown(argv[optind > before ? optind - 1 : optind], err);
        } else if (!set(o, c == 'o' ? row_of("output") : &rows[at], optarg, err)) {
            return false;
        }
    }
}

bool options_parse(int argc, char **argv, struct options *out, struct err *err)
{
    struct options o = {.log_level = LOG_INFO};

    if (!read_flags(argc, argv, &o, err))
        return false;
    if (o.local && o.context != NULL)
        return err_set(err, ERR_USAGE, "--local and --context are two different places");
    o.aws.region = o.regions.n > 0 ? o.regions.values[0] : NULL;
    o.aws.endpoint_url = o.urls.n > 0 ? o.urls.values[0] : NULL;
    if (o.limit > 0 && !o.prints_rows)
        return err_set(err, ERR_USAGE, "--limit belongs to --output");
    if (optind < argc)
        o.view = join(argv + optind, argc - optind);
    o.read_only = o.read_only || is_set("PICKET_READONLY");
    o.restricted = o.restricted || is_set("PICKET_RESTRICTED");
    if (o.restricted && o.log_file != NULL) {
        free(o.view);
        (void)err_set(err, ERR_USAGE, "--log-file writes a file, and picket is restricted");
        return err_advise(err, "leave out --log-file, or --restricted and PICKET_RESTRICTED");
    }
    *out = o;
    return true;
}

void options_free(struct options *o)
{
    free(o->view);
    o->view = NULL;
}

bool options_at(size_t i, struct options_entry *out)
{
    if (i >= COUNT_OF(rows))
        return false;
    *out = (struct options_entry){rows[i].name, rows[i].value, rows[i].about};
    return true;
}

void options_help(struct buf *out)
{
    buf_puts(
        out,
        _("usage: picket [OPTIONS] [VIEW]\n"
          "       picket COMMAND [OPTIONS], picket COMMAND --help\n"
          "       picket serve --help\n\n"
          "A console for AWS IoT Device Defender. With no account configured it opens on a\n"
          "fleet of its own. VIEW is what could be typed after `:`, e.g. `findings`.\n\n"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char left[64];

        (void)snprintf(left, sizeof left, "--%s%s%s", rows[i].name,
                       rows[i].value != NULL ? " " : "",
                       rows[i].value != NULL ? rows[i].value : "");
        buf_printf(out, "  %-25s %s\n", left, i18n_text(rows[i].about));
    }
    buf_printf(out, "\n%s\n", _("Commands:"));
    cli_list(out);
    buf_printf(out, "\n%s\n", _("Exit status:"));
    complain_statuses(out);
}

bool options_size(const char *text, int *cols, int *rows_out, struct err *err)
{
    struct str rest, first = str_cut(str_of(text), 'x', &rest);
    int64_t c, r;

    if (!str_to_int(first, 1, SURFACE_MAX_COLS, &c) ||
        !str_to_int(rest, 1, SURFACE_MAX_ROWS, &r))
        return err_set(err, ERR_USAGE, "%.40s is not a size such as 80x24", text);
    *cols = (int)c;
    *rows_out = (int)r;
    return true;
}
