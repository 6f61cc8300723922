/* picket completion: what a shell completes, from the tables the program itself goes by. */
#include <string.h>

#include "client/base/i18n.h"
#include "views/cli.h"
#include "views/command.h"
#include "views/complain.h"
#include "views/screen.h"

enum { OUT_MAX = 256 * 1024 };

/* ---- words ---- */

static void put_screens(struct buf *out)
{
    for (size_t i = 0; screens[i] != NULL; i++)
        buf_printf(out, "%s%s", i > 0 ? " " : "", screens[i]->name);
}

static void put_commands(struct buf *out)
{
    const struct cli_command *c;

    for (size_t i = 0; (c = cli_at(i)) != NULL; i++)
        buf_printf(out, "%s%s", i > 0 ? " " : "", c->name);
    buf_puts(out, " serve");
}

static void put_options(struct buf *out)
{
    struct options_entry o;

    for (size_t i = 0; options_at(i, &o); i++)
        buf_printf(out, "%s--%s", i > 0 ? " " : "", o.name);
}

static void put_own_options(const struct cli_command *c, struct buf *out)
{
    struct options_entry o;

    for (size_t i = 0; cli_option_at(i, &o); i++)
        if (cli_takes(c, o.name))
            buf_printf(out, " --%s", o.name);
}

/* ---- bash ---- */

static void put_bash(struct buf *out)
{
    const struct cli_command *c;

    buf_puts(out, "# bash completion of picket\n"
                  "_picket() {\n"
                  "    local cur=${COMP_WORDS[COMP_CWORD]} words='");
    put_options(out);
    buf_puts(out, "'\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; (c = cli_at(i)) != NULL; i++) {
        buf_printf(out, "    %s) words+='", c->name);
        put_own_options(c, out);
        buf_puts(out, "' ;;\n");
    }
    buf_puts(out, "    esac\n"
                  "    if [[ $cur != -* && $COMP_CWORD -eq 1 ]]; then\n"
                  "        words='");
    put_commands(out);
    buf_putc(out, ' ');
    put_screens(out);
    buf_puts(out, "'\n"
                  "    fi\n"
                  "    if [[ $cur == -* || $COMP_CWORD -eq 1 ]]; then\n"
                  "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
                  "    fi\n"
                  "}\n"
                  "complete -o default -F _picket picket\n");
}

/* ---- zsh ---- */

/* Inside of '...[ ]...': both quote signs and the brackets are the shell's. */
static void put_about(const char *text, struct buf *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            buf_puts(out, "'\\''");
        else if (strchr("[]:\\", *text) != NULL)
            buf_printf(out, "\\%c", *text);
        else
            buf_putc(out, *text);
    }
}

static void put_zsh_option(const struct options_entry *o, const char *indent, struct buf *out)
{
    buf_printf(out, "%s'*--%s[", indent, o->name);
    put_about(o->about, out);
    buf_printf(out, "]%s%s%s'", o->value != NULL ? ":" : "", o->value != NULL ? o->value : "",
               o->value != NULL ? ":_files" : "");
}

static void put_zsh(struct buf *out)
{
    const struct cli_command *c;
    struct options_entry o;

    buf_puts(out, "#compdef picket\n"
                  "local -a options first\n"
                  "options=(\n");
    for (size_t i = 0; options_at(i, &o); i++) {
        put_zsh_option(&o, "  ", out);
        buf_putc(out, '\n');
    }
    buf_puts(out, ")\ncase ${words[2]} in\n");
    for (size_t i = 0; (c = cli_at(i)) != NULL; i++) {
        buf_printf(out, "  %s) options+=(", c->name);
        for (size_t k = 0; cli_option_at(k, &o); k++)
            if (cli_takes(c, o.name))
                put_zsh_option(&o, " ", out);
        buf_puts(out, ") ;;\n");
    }
    buf_puts(out, "esac\nfirst=(\n");
    for (size_t i = 0; (c = cli_at(i)) != NULL; i++) {
        buf_printf(out, "  '%s:", c->name);
        put_about(c->about, out);
        buf_puts(out, "'\n");
    }
    for (size_t i = 0; screens[i] != NULL; i++) {
        buf_printf(out, "  '%s:", screens[i]->name);
        put_about(screens[i]->about, out);
        buf_puts(out, "'\n");
    }
    buf_puts(out, ")\n"
                  "if (( CURRENT == 2 )) && [[ ${words[2]} != -* ]]; then\n"
                  "  _describe 'command or view' first\n"
                  "fi\n"
                  "_arguments $options '*:file:_files'\n");
}

/* ---- fish ---- */

static void put_fish_text(const char *text, struct buf *out)
{
    buf_putc(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\')
            buf_putc(out, '\\');
        buf_putc(out, *text);
    }
    buf_putc(out, '\'');
}

static void put_fish_option(const struct options_entry *o, const char *when, struct buf *out)
{
    buf_printf(out, "complete -c picket%s -l %s%s -d ", when, o->name,
               o->value != NULL ? " -r" : "");
    put_fish_text(o->about, out);
    buf_putc(out, '\n');
}

static void put_fish(struct buf *out)
{
    const struct cli_command *c;
    struct options_entry o;

    for (size_t i = 0; options_at(i, &o); i++)
        put_fish_option(&o, "", out);
    for (size_t i = 0; (c = cli_at(i)) != NULL; i++) {
        struct buf when = BUF_INIT(256);

        buf_printf(out, "complete -c picket -n __fish_use_subcommand -a %s -d ", c->name);
        put_fish_text(c->about, out);
        buf_printf(&when, " -n '__fish_seen_subcommand_from %s'", c->name);
        buf_putc(out, '\n');
        for (size_t k = 0; cli_option_at(k, &o); k++)
            if (cli_takes(c, o.name))
                put_fish_option(&o, buf_text(&when), out);
        buf_free(&when);
    }
    for (size_t i = 0; screens[i] != NULL; i++) {
        buf_printf(out, "complete -c picket -n __fish_use_subcommand -a %s -d ",
                   screens[i]->name);
        put_fish_text(screens[i]->about, out);
        buf_putc(out, '\n');
    }
}

static const struct {
    const char *name;
    void (*put)(struct buf *out);
} shells[] = {{"bash", put_bash}, {"zsh", put_zsh}, {"fish", put_fish}};

int cli_completion(const struct cli *cli, struct app *app)
{
    struct buf out = BUF_INIT(OUT_MAX);
    struct err err;

    (void)app;
    for (size_t i = 0; i < COUNT_OF(shells); i++)
        if (strcmp(shells[i].name, cli->what) == 0)
            shells[i].put(&out);
    const bool known = out.len > 0;

    if (known) {
        cli_print(&out);
    } else {
        (void)err_set(&err, ERR_USAGE, "no completion for '%.40s'", cli->what);
        (void)err_advise(&err, "bash, zsh or fish");
    }
    buf_free(&out);
    return known ? 0 : complain(&err);
}
