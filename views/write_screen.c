/* `W`: the rows of the list underneath as a file. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/form_host.h"
#include "views/list_export.h"
#include "views/screens.h"

enum { FIELDS = 7, FILE_MAX = 512 * 1024 * 1024, PATH_BYTES = 4096 };

struct write_screen {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    struct list_view *list; /* lives longer: it is underneath */
    char *offered;          /* owned; the name that was made up last */
};

static enum export_format format_of(const struct form *f)
{
    enum export_format format = EXPORT_CSV;
    struct err err;

    (void)!export_format_parse(str_of(form_value(f, "format")), &format, &err);
    return format;
}

/* "picket-findings-20261126T1342.csv", the time where the person is. */
static char *make_name(struct write_screen *s, enum export_format format)
{
    const char *view = app_view_below(s->app);
    struct civil c;

    zone_civil(app_zone(s->app), app_now_ms(s->app), &c);
    return mem_printf("picket-%.*s-%04d%02d%02dT%02d%02d.%s", (int)strcspn(view, " "), view,
                      c.year, c.month, c.day, c.hour, c.minute, export_format_name(format));
}

/* ---- the form ---- */

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    const struct write_screen *s = ctx;
    const char *path = form_value(f, "file");

    if (strcmp(name, "file") == 0 && *path == '\0')
        buf_puts(v->error, _("which file?"));
    else if (strcmp(name, "file") == 0 && strcmp(form_value(f, "existing"), "keep") == 0 &&
             access(path, F_OK) == 0)
        buf_puts(v->error, _("it exists: another name, or replace it"));
    else if (strcmp(name, "format") == 0 && s->list->spec->ocsf == NULL &&
             format_of(f) == EXPORT_OCSF)
        buf_puts(v->error, _("only of findings and alarms"));
}

/* The name follows the format until somebody types another one. */
static void changed(void *ctx)
{
    struct write_screen *s = ctx;
    char *name = make_name(s, format_of(s->host.form));
    const bool ours = strcmp(form_value(s->host.form, "file"), s->offered) == 0;

    if (ours && strcmp(name, s->offered) != 0) {
        free(s->offered);
        s->offered = name;
        (void)form_set(s->host.form, "file", name);
    } else {
        free(name);
    }
}

static void fill(void *ctx, struct form *f)
{
    struct write_screen *s = ctx;
    const bool marked = list_mark_count(&s->list->pane) > 0;

    if (!marked)
        form_disable(f, "rows", _("nothing is marked: all rows shown"));
    (void)form_set(f, "rows", marked ? "marked" : "shown");
    (void)form_set(f, "format", "csv");
    (void)form_set(f, "file", s->offered);
    (void)form_set(f, "existing", "keep");
    form_focus(f, "format");
}

/* ---- writing ---- */

static void write_file(struct write_screen *s)
{
    const struct form *f = s->host.form;
    struct buf file = BUF_INIT(FILE_MAX);
    const struct list_export x = {
        .view = s->list,
        .rows =
            strcmp(form_value(f, "rows"), "marked") == 0 ? LIST_ROWS_MARKED : LIST_ROWS_SHOWN,
        .format = format_of(f),
        .write = export_to_buf,
        .ctx = &file,
    };
    char *path = mem_strdup(form_value(f, "file"));
    uint32_t rows;
    struct err err;

    if (!list_export(&x, &rows, &err) || !files_write(path, buf_text(&file), file.len, &err)) {
        app_error(s->app, &err); /* the form stays as it is */
    } else {
        app_message(s->app, MESSAGE_OK, "%u rows written to %s (%zu bytes).", rows, path,
                    file.len);
        form_host_done(&s->host);
        app_back(s->app); /* this screen is gone */
    }
    buf_free(&file);
    free(path);
}

static void review(void *ctx)
{
    struct write_screen *s = ctx;

    if (form_valid(s->host.form))
        write_file(s);
    else
        app_redraw(s->app);
}

static void pressed(void *ctx, const char *button)
{
    if (strcmp(button, "write") == 0)
        review(ctx);
}

static void make_form(struct write_screen *s)
{
    static const struct form_choice rows[] = {
        {.value = "shown", .label = N_("all shown")},
        {.value = "marked", .label = N_("marked")},
    };
    static const struct form_choice formats[] = {
        {.value = "csv", .label = "csv"},       {.value = "json", .label = "json"},
        {.value = "ndjson", .label = "ndjson"}, {.value = "md", .label = "Markdown"},
        {.value = "txt", .label = "txt"},       {.value = "ocsf", .label = "OCSF"},
    };
    static const struct form_choice existing[] = {
        {.value = "keep", .label = N_("keep it")},
        {.value = "replace", .label = N_("replace it")},
    };
    static const struct form_field fields[FIELDS] = {
        {.kind = FORM_RADIO,
         .name = "rows",
         .label = N_("rows"),
         .choices = rows,
         .n_choices = COUNT_OF(rows)},
        {.kind = FORM_RADIO,
         .name = "format",
         .label = N_("format"),
         .choices = formats,
         .n_choices = COUNT_OF(formats)},
        {.kind = FORM_TEXT,
         .name = "file",
         .label = N_("file"),
         .hint = N_("here, or a path"),
         .width = 50},
        {.kind = FORM_RADIO,
         .name = "existing",
         .label = N_("if it exists"),
         .choices = existing,
         .n_choices = COUNT_OF(existing)},
        {.kind = FORM_HEADING, .name = "", .label = ""},
        {.kind = FORM_BUTTON, .name = "write", .label = N_("Write")},
        FORM_HOST_DISCARD_FIELD,
    };

    form_host_make(&s->host, &(struct form_host_options){.name = "write",
                                                         .fields = fields,
                                                         .n = FIELDS,
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = review,
                                                         .ctx = s});
}

static void *open_write(struct app *app, const char *text, struct err *err)
{
    struct list_view *list = app_list_below(app);
    struct write_screen *s;

    (void)text;
    if (app_is_restricted(app)) {
        (void)err_set(err, ERR_USAGE, "No file is written: picket is restricted.");
        return NULL;
    }
    if (list == NULL) {
        (void)err_set(err, ERR_USAGE, "Only lists are written as files.");
        (void)err_advise(err, "open one first: 2 is findings, 6 alarms");
        return NULL;
    }
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    s->list = list;
    s->offered = make_name(s, EXPORT_CSV);
    form_host_init(&s->host, app);
    make_form(s);
    return s;
}

static void close_write(void *state)
{
    struct write_screen *s = state;

    form_host_free(&s->host);
    free(s->offered);
    free(s);
}

static void status(const void *state, struct screen_status *out)
{
    (void)state;
    *out = (struct screen_status){.freshness = SCREEN_STILL};
}

static const struct binding bindings[] = {
    {"<Tab>", "form.next", N_("next field"), N_("next"), 1},
    {"S-<Tab>", "form.before", N_("field before"), NULL, 0},
    {"C-x", "form.review", N_("write the file"), N_("write"), 2},
    {"<Esc> <Backspace> q", "form.leave", N_("go back"), N_("back"), 4},
    {0},
};

const struct screen_spec write_screen = {
    .name = "write",
    .title = N_("Write"),
    .about = N_("the rows of the list underneath as a file: csv, json, Markdown, OCSF"),
    FORM_HOST_CALLS,
    .bindings = bindings,
    .open = open_write,
    .close = close_write,
    .draw = form_host_draw,
    .status = status,
};
