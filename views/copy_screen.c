/* What the screen underneath has to copy, and the keys that do. */
#include <stdlib.h>
#include <string.h>

#include "client/api/json.h"
#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/base/safe.h"
#include "views/list_export.h"
#include "views/screens.h"
#include "views/selection.h"
#include "views/text_screen.h"

enum {
    RECORD_MAX = 16 * 1024 * 1024,
    TEXT_MAX = 2 * 1024 * 1024, /* longer is refused by the clipboard, which says so */
    PREVIEW_BYTES = 44,         /* on one line at 80 columns */
};

/* ---- the texts; false: there is none here ---- */

static bool is_arn(const struct json *member)
{
    return json_type(member) == JSON_STRING && str_starts(json_string(member), "arn:");
}

/* The first member of the record that is an ARN of the resource itself. */
static bool put_arn(struct app *app, struct buf *out)
{
    struct buf record = BUF_INIT(RECORD_MAX);
    struct arena *arena = arena_new();
    struct err err;
    const struct json *json =
        app_raw_below(app, &record)
            ? json_parse((struct str){buf_text(&record), record.len}, arena, &err)
            : NULL;
    const struct json *member = json_first(json);

    while (member != NULL && !is_arn(member))
        member = json_next(member);
    if (member != NULL)
        buf_puts(out, json_string(member));
    arena_free(arena);
    buf_free(&record);
    return member != NULL;
}

static bool put_rows(struct app *app, enum list_rows rows, enum export_format format,
                     struct buf *out)
{
    struct list_view *list = app_list_below(app);
    const struct list_pane *pane = app_pane_below(app);
    const struct list_export of_list = {list, rows, format, 0, export_to_buf, out};
    const struct pane_export of_pane = {pane, rows, format, 0, export_to_buf, out};
    uint32_t n = 0;
    struct err err;

    return (list != NULL   ? list_export(&of_list, &n, &err)
            : pane != NULL ? pane_export(&of_pane, &n, &err)
                           : false) &&
           n > 0;
}

static bool put_row(struct app *app, struct buf *out)
{
    return put_rows(app, LIST_ROWS_CURRENT, EXPORT_TXT, out);
}

/* Below a line that says what it is, where and of when: a ticket is read next week. */
static bool put_table(struct app *app, struct buf *out)
{
    const struct list_view *list = app_list_below(app);
    const struct app_context *where = app_context(app);
    const bool marked = list != NULL && list_mark_count(&list->pane) > 0;

    buf_printf(out, "`%s`, %s %s %s, ", app_view_below(app), where->name, where->account,
               where->region);
    time_iso8601(out, app_now_ms(app) / 1000 * 1000);
    buf_puts(out, "\n\n");
    return put_rows(app, marked ? LIST_ROWS_MARKED : LIST_ROWS_SHOWN, EXPORT_MD, out);
}

static bool put_json(struct app *app, struct buf *out)
{
    return app_raw_below(app, out) || put_rows(app, LIST_ROWS_CURRENT, EXPORT_NDJSON, out);
}

/* What was asked for the rows, as the aws command. */
static bool put_command(struct app *app, struct buf *out)
{
    const struct list_view *list = app_list_below(app);

    return list != NULL && source_put_command(list->source, out);
}

static bool put_view(struct app *app, struct buf *out)
{
    buf_puts(out, app_view_below(app));
    return true;
}

static const struct copy {
    const char *key, *action, *label;
    bool (*put)(struct app *app, struct buf *out);
} copies[] = {
    {"i", "copy.id", N_("identifier"), selection_id},
    {"a", "copy.arn", N_("ARN"), put_arn},
    {"t", "copy.row", N_("row as text"), put_row},
    {"m", "copy.table", N_("rows as Markdown"), put_table},
    {"o", "copy.json", N_("record as JSON"), put_json},
    {"w", "copy.command", N_("aws command"), put_command},
    {"v", "copy.view", N_("view string"), put_view},
};

/* ---- the screen ---- */

static void preview(struct detail *d, const struct copy *c, const struct buf *text)
{
    struct buf line = BUF_INIT(PREVIEW_BYTES + 64);
    struct str rest, first = str_cut((struct str){buf_text(text), text->len}, '\n', &rest);

    buf_printf(&line, "%s  ", c->key);
    buf_put(&line, first.p, first.n < PREVIEW_BYTES ? first.n : PREVIEW_BYTES);
    if (rest.n > 0 || first.n > PREVIEW_BYTES)
        buf_printf(&line, _(" .. %zu bytes"), text->len);
    detail_link(d, c->label, buf_text(&line), c->action);
    buf_free(&line);
}

static void *open_copy(struct app *app, const char *argument, struct err *err)
{
    struct text_screen *t = text_screen_new(app);
    struct buf text = BUF_INIT(TEXT_MAX);

    (void)argument;
    (void)err;
    detail_heading(&t->pane, "Copy to the terminal's clipboard");
    for (size_t i = 0; i < COUNT_OF(copies); i++) {
        buf_reset(&text);
        if (copies[i].put(app, &text))
            preview(&t->pane, &copies[i], &text);
        else
            detail_field(&t->pane, copies[i].label, STYLE_DIM, _("not of this screen"));
    }
    buf_free(&text);
    return t;
}

static void copy(struct app *app, const struct copy *c)
{
    struct buf text = BUF_INIT(TEXT_MAX);

    if (!c->put(app, &text)) {
        app_message(app, MESSAGE_INFO, "That screen has nothing to copy so.");
    } else {
        app_copy(app, (struct str){buf_text(&text), text.len});
        app_back(app);
    }
    buf_free(&text);
}

static bool act(void *state, const char *action)
{
    struct text_screen *t = state;
    const char *chosen = detail_target(&t->pane);

    if (strcmp(action, "copy.chosen") == 0)
        action = chosen != NULL ? chosen : "";
    for (size_t i = 0; i < COUNT_OF(copies); i++)
        if (strcmp(copies[i].action, action) == 0) {
            copy(t->app, &copies[i]);
            return true;
        }
    return text_screen_act(state, action);
}

static const struct binding bindings[] = {
    {"<Enter>", "copy.chosen", N_("copy what is selected"), N_("copy"), 1},
    {"i", "copy.id", N_("the identifier"), N_("id"), 2},
    {"a", "copy.arn", N_("the ARN"), N_("ARN"), 3},
    {"t", "copy.row", N_("the row as text"), N_("row"), 4},
    {"m", "copy.table", N_("marked rows, else all shown, as a table in Markdown"),
     N_("Markdown"), 5},
    {"o", "copy.json", N_("the record as JSON"), N_("JSON"), 6},
    {"w", "copy.command", N_("the aws command that asks for these rows"), N_("aws"), 7},
    {"v", "copy.view", N_("the view string"), N_("view"), 8},
    {0},
};

const struct screen_spec copy_screen = {
    .name = "copy",
    .title = N_("Copy"),
    .about = N_("to the terminal's clipboard: an id, rows, JSON, a command, a view"),
    .widget = SCREEN_DETAIL,
    .open = open_copy,
    .close = text_screen_close,
    .draw = text_screen_draw,
    .act = act,
    .bindings = bindings,
};
