/* picket keys: every key as the console knows it, also as the manual page picket-keys(7). */
#include <stdlib.h>
#include <string.h>

#include "client/api/json.h"
#include "client/base/i18n.h"
#include "tui/bar.h"
#include "views/app_inside.h"
#include "views/cli.h"
#include "views/command.h"
#include "views/complain.h"
#include "views/key_settings.h"

enum { OUT_MAX = 1024 * 1024 };

typedef void put_entry_fn(const struct keymap_entry *e, struct buf *out);

/* "j <Down>" -> "j, Down" */
static void put_keys(const char *keys, struct buf *out)
{
    bool any = false;

    for (struct str rest = str_of(keys); rest.n > 0;) {
        const struct str word = str_cut(rest, ' ', &rest);

        if (word.n == 0)
            continue;
        if (any)
            buf_puts(out, ", ");
        bar_key_text(word, out);
        any = true;
    }
}

/* ---- text ---- */

static void put_text(const struct keymap_entry *e, struct buf *out)
{
    struct buf keys = BUF_INIT(256);

    put_keys(e->keys, &keys);
    buf_printf(out, "%-18s %-26s %s\n", buf_text(&keys), e->binding->action,
               i18n_text(e->binding->help));
    buf_free(&keys);
}

static void put_scope_text(const char *scope, struct buf *out)
{
    buf_printf(out, "%s%s\n", out->len > 0 ? "\n" : "", scope);
}

/* ---- JSON ---- */

static void put_json(const struct keymap_entry *e, struct buf *out)
{
    struct json_writer w = {.out = out};

    buf_puts(out, out->len > 1 ? ",\n" : "\n");
    json_open(&w, '{');
    json_text_member(&w, "scope", e->scope);
    json_text_member(&w, "action", e->binding->action);
    json_text_member(&w, "keys", e->keys);
    json_text_member(&w, "help", i18n_text(e->binding->help));
    json_close(&w, '}');
}

static void put_scope_json(const char *scope, struct buf *out)
{
    (void)scope;
    (void)out;
}

/* ---- mdoc ---- */

/* What roff would take as its own. */
static void put_roff(const char *text, struct buf *out)
{
    if (*text == '.' || *text == '\'')
        buf_puts(out, "\\&");
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            buf_puts(out, "\\e");
        else if (*text == '-')
            buf_puts(out, "\\-");
        else
            buf_putc(out, *text);
    }
}

static void put_mdoc(const struct keymap_entry *e, struct buf *out)
{
    struct buf keys = BUF_INIT(256);

    put_keys(e->keys, &keys);
    buf_puts(out, ".It Ic \\&");
    for (const char *k = buf_text(&keys); *k != '\0'; k++) {
        if (*k == '\\')
            buf_puts(out, "\\e");
        else
            buf_putc(out, *k);
        if (*k == ' ')
            buf_puts(out, "\\&"); /* "," and "." alone would be punctuation */
    }
    buf_puts(out, "\n");
    put_roff(e->binding->help, out);
    buf_printf(out, "\n.Pq %s\n", e->binding->action);
    buf_free(&keys);
}

static void put_scope_mdoc(const char *scope, struct buf *out)
{
    if (out->len > 0)
        buf_puts(out, ".El\n");
    buf_printf(out, ".Ss %s\n.Bl -tag -width \"PgDn, C-f\"\n", scope);
}

/* ---- all of them ---- */

static const struct format {
    const char *name;
    void (*scope)(const char *scope, struct buf *out);
    put_entry_fn *entry;
    const char *head, *tail;
} formats[] = {
    {"text", put_scope_text, put_text, "", ""},
    {"json", put_scope_json, put_json, "[", "\n]\n"},
    {"mdoc", put_scope_mdoc, put_mdoc,
     ".Dd $Mdocdate$\n"
     ".Dt PICKET-KEYS 7\n"
     ".Os\n"
     ".Sh NAME\n"
     ".Nm picket-keys\n"
     ".Nd keys of the picket console\n"
     ".Sh DESCRIPTION\n"
     "Made from the tables that the console itself goes by.\n"
     "Keys of a screen come before those of lists and details, and those before the\n"
     "keys that work everywhere.\n"
     "In parentheses stands the name of the action.\n",
     ".El\n"
     ".Sh SEE ALSO\n"
     ".Xr picket 1 ,\n"
     ".Xr picket.conf 5\n"},
};

static const struct format *find_format(const char *name, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (name == NULL || strcmp(formats[i].name, name) == 0)
            return &formats[i];
    (void)err_set(err, ERR_USAGE, "--output is text, json or mdoc, not '%.40s'", name);
    return NULL;
}

/* Entries of one scope; NULL: of all that the map has. */
static void put_map(const struct keymap *map, const char *only, const struct format *f,
                    struct buf *out)
{
    const char *scope = "";

    for (size_t i = 0; i < keymap_count(map); i++) {
        const struct keymap_entry e = keymap_at(map, i);

        if (e.binding->help == NULL || (only != NULL && strcmp(only, e.scope) != 0))
            continue;
        if (strcmp(e.scope, scope) != 0)
            f->scope(scope = e.scope, out);
        f->entry(&e, out);
    }
}

/* Layers that screens share once, then each screen's own. */
static void put_all(const struct keys_conf *own, const struct format *f, struct buf *out)
{
    static const char *const shared[] = {"global", "list", "detail"};
    size_t done = 0;

    for (size_t i = 0; screens[i] != NULL; i++) {
        struct keymap *map = app_keymap_new(screens[i], own);

        for (; done < COUNT_OF(shared); done++) {
            const size_t before = out->len;

            put_map(map, shared[done], f, out);
            if (out->len == before)
                break; /* a later screen has it */
        }
        keymap_free(map);
    }
    for (size_t i = 0; screens[i] != NULL; i++) {
        struct keymap *map = app_keymap_new(screens[i], own);

        put_map(map, screens[i]->name, f, out);
        keymap_free(map);
    }
}

static bool put_screen(const char *name, const struct keys_conf *own, const struct format *f,
                       struct buf *out, struct err *err)
{
    const struct screen_spec *spec = screen_find(name);
    const char *near = command_nearest(name, NULL);

    if (spec == NULL) {
        (void)err_set(err, ERR_USAGE, "no screen is called %.40s", name);
        return near == NULL ? false : err_advise(err, "the nearest is %s", near);
    }
    struct keymap *map = app_keymap_new(spec, own);

    put_map(map, NULL, f, out);
    keymap_free(map);
    return true;
}

int cli_keys(const struct cli *cli, struct app *app)
{
    struct buf body = BUF_INIT(OUT_MAX), out = BUF_INIT(OUT_MAX);
    struct err err;
    const struct format *f = find_format(cli->output, &err);
    struct key_settings own;
    /* The page is the program's, not the person's. */
    const bool page = f != NULL && strcmp(f->name, "mdoc") == 0;
    bool ok = f != NULL && key_settings_open(&own, &err);

    (void)app;
    if (ok && page)
        keys_conf_free(&own.conf);
    if (ok && cli->what != NULL)
        ok = put_screen(cli->what, &own.conf, f, &body, &err);
    else if (ok)
        put_all(&own.conf, f, &body);
    if (ok) {
        buf_printf(&out, "%s%s%s", f->head, buf_text(&body), f->tail);
        cli_print(&out);
    }
    if (f != NULL)
        key_settings_close(&own);
    buf_free(&body);
    buf_free(&out);
    return ok ? 0 : complain(&err);
}
