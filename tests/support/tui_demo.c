/* Shows the toolkit on a real terminal: `tui_demo list|bar|form|detail|modal|help [THEME]`,
 * q ends. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tui/bar.h"
#include "tui/detail.h"
#include "tui/form.h"
#include "tui/help.h"
#include "tui/layout.h"
#include "tui/list.h"
#include "tui/modal.h"
#include "tui/status.h"
#include "tui/tty.h"

enum { ROWS = 100000 };

static const struct list_column columns[] = {
    {.title = "SEV", .width = 8},
    {.title = "CHECK", .width = 30, .min = 18, .flex = 1},
    {.title = "RESOURCE", .width = 20, .min = 12, .flex = 2},
    {.title = "THINGS", .width = 7, .align = ALIGN_RIGHT},
    {.title = "FOUND", .width = 6},
    {.title = "REASON", .width = 20, .from_cols = 100, .flex = 1},
};

static const struct binding own[] = {
    {"<Enter>", "open", "open the finding", "open", 10},
    {"s", "suppress", "suppress it for a while", "suppress", 30},
    {"/", "filter", "filter as you type", "filter", 40},
    {":", "command", "go anywhere", "cmd", 50},
    {"q", "quit", "leave", "quit", 90},
    {"?", "help", "all keys", "help", 99},
    {0},
};

static const struct form_choice repeats[] = {{.value = "d", .label = "daily"},
                                             {.value = "w", .label = "weekly"}};
static const struct form_choice checks[] = {
    {.value = "a", .label = "DEVICE_CERTIFICATE_SHARED", .note = "last run 3 findings"},
    {.value = "b", .label = "LOGGING_DISABLED", .disabled = "not enabled in this account"},
    {.value = "c", .label = "CONFLICTING_CLIENT_IDS", .note = "last run 96"},
};
static const struct form_field fields[] = {
    {.kind = FORM_HEADING, .label = "Schedule an audit", .hint = "new"},
    {.kind = FORM_TEXT, .name = "name", .label = "name", .width = 30, .hint = "letters digits"},
    {.kind = FORM_RADIO,
     .name = "repeat",
     .label = "repeat",
     .choices = repeats,
     .n_choices = 2},
    {.kind = FORM_HEADING, .label = "Checks", .hint = "Spc toggle  * all"},
    {.kind = FORM_CHECKLIST, .name = "checks", .label = "", .choices = checks, .n_choices = 3},
    {.kind = FORM_NOTE, .label = "Enter never submits this form. Ctrl-X shows the review."},
    {.kind = FORM_BUTTON, .name = "back", .label = "Back"},
    {.kind = FORM_BUTTON, .name = "go", .label = "Review"},
};

struct demo {
    const char *what;
    struct loop *loop;
    struct tty *tty;
    struct keymap *map;
    struct list_pane list;
    struct detail detail;
    struct form *form;
    struct modal *modal;
};

static size_t count(void *ctx)
{
    (void)ctx;
    return ROWS;
}

static void id(void *ctx, size_t row, struct buf *out)
{
    (void)ctx;
    buf_printf(out, "%zu", row);
}

static enum style cell(void *ctx, size_t row, size_t column, struct buf *out)
{
    static const char *const severities[] = {"CRITICAL", "HIGH", "MEDIUM", "LOW"};

    (void)ctx;
    switch (column) {
    case 0: buf_puts(out, severities[row % 4]); return (enum style)(STYLE_CRITICAL + row % 4);
    case 1:
        buf_puts(out, row % 3 ? "DEVICE_CERTIFICATE_EXPIRING" : "CONFLICTING_CLIENT_IDS");
        break;
    case 2:
        buf_printf(out, row % 7 == 3 ? "thing 日本\033[31m%zu" : "cert 3f9a%06zx", row);
        break;
    case 3: buf_printf(out, "%zu", row * 37 % 4000); break;
    case 4: buf_puts(out, "12m"); break;
    default: buf_puts(out, "certificate ends in 12 days"); break;
    }
    return STYLE_TEXT;
}

static void draw_body(struct demo *d, struct surface *body)
{
    if (strcmp(d->what, "form") == 0)
        form_draw(d->form, body);
    else if (strcmp(d->what, "detail") == 0 || strcmp(d->what, "help") == 0)
        detail_draw(&d->detail, body);
    else
        list_draw(&d->list, body);
    if (strcmp(d->what, "modal") == 0)
        modal_draw(d->modal, body);
}

static void draw(struct demo *d)
{
    int rows, cols;

    tty_size(d->tty, &rows, &cols);
    struct surface *s = surface_new(rows, cols, tty_glyphs());
    const struct status_piece left[] = {{"picket", STYLE_STRONG, 0},
                                        {"prod-eu", STYLE_CONTEXT_CYAN, 0},
                                        {"!PROTECTED", STYLE_PROTECTED, 0},
                                        {"123456789012/eu-west-1", STYLE_TEXT, 2}};
    const struct status_piece right[] = {{"READ-ONLY", STYLE_READONLY, 0},
                                         {"14:22:07Z", STYLE_TEXT, 1}};
    const struct status_piece crumbs[] = {{"Pulse > Audits > Findings", STYLE_STRONG, 0}};
    const struct status_piece ages[] = {{"age 12s", STYLE_TEXT, 0}, {"api 3/10", STYLE_DIM, 1}};
    const struct bar bar = {.map = d->map};

    if (layout_fit(s) == LAYOUT_TOO_SMALL) {
        layout_too_small(s);
    } else {
        struct layout_frame f = layout_frame(s, 2);

        status_draw(&(struct status_line){left, right, 4, 2, STYLE_HEADER}, &f.header, 0);
        status_draw(&(struct status_line){crumbs, ages, 1, 2, STYLE_TEXT}, &f.header, 1);
        draw_body(d, &f.body);
        bar_draw(&bar, &f.bar, 0);
    }
    tty_present(d->tty, s);
    surface_free(s);
}

static void on_event(void *ctx, const struct tty_event *e)
{
    struct demo *d = ctx;

    if (e->kind == TTY_LOST || (e->kind == TTY_KEY && keys_is(e->key, 'q'))) {
        loop_stop(d->loop);
        return;
    }
    if (e->kind == TTY_KEY) {
        const struct binding *b = keymap_find(d->map, e->key);

        if (strcmp(d->what, "form") == 0)
            form_key(d->form, e->key);
        else if (strcmp(d->what, "modal") == 0)
            modal_key(d->modal, e->key);
        else if (keys_equal(e->key, (struct key){'z', KEY_CTRL}))
            tty_suspend(d->tty);
        else if (b != NULL && !list_do(&d->list, b->action))
            detail_do(&d->detail, b->action);
    }
    draw(d);
}

static void on_winch(void *ctx, int signo)
{
    (void)signo;
    tty_resized(((struct demo *)ctx)->tty);
}

static void fill(struct demo *d)
{
    if (strcmp(d->what, "help") == 0) {
        help_fill(&d->detail, d->map, "Keys");
        return;
    }
    detail_heading(&d->detail, "Finding f-0e17a2c4");
    detail_field(&d->detail, "severity", STYLE_CRITICAL, "CRITICAL");
    detail_field(
        &d->detail, "reason", STYLE_TEXT,
        "Policy FleetDefault:7 allows iot:* on * for 2,911 things, far more than they use.");
    detail_link(&d->detail, "certificate", "cert 3f9a0c1d22e8", "cert:3f9a");
    detail_field(&d->detail, "state", STYLE_OK, "not suppressed");
    detail_heading(&d->detail, "How to fix it");
    detail_text(&d->detail, STYLE_TEXT, "Give every device a certificate of its own.");
    detail_link(&d->detail, "policy", "FleetDefault version 7", "policy:7");
}

int main(int argc, char **argv)
{
    const char *theme_word = argc > 2                     ? argv[2]
                             : getenv("NO_COLOR") != NULL ? "mono"
                                                          : "default16";
    struct demo d = {.what = argc > 1 ? argv[1] : "list", .loop = loop_new(&system_clock)};
    struct theme *theme = theme_builtin(theme_word);
    const struct keymap_layer layers[] = {
        {"list", strcmp(d.what, "detail") == 0 ? detail_bindings : list_bindings},
        {"findings", own}};
    const struct list_source source = {.count = count, .id = id, .cell = cell};
    const struct tty_options o = {
        .loop = d.loop, .theme = theme, .fd = -1, .fn = on_event, .ctx = &d};
    struct err err;

    d.map = keymap_new(layers, 2);
    list_init(&d.list, &source, columns, COUNT_OF(columns));
    d.list.look = strcmp(d.what, "bar") == 0 ? LIST_CURSOR_BAR : LIST_CURSOR_MARKER;
    list_sync(&d.list);
    detail_init(&d.detail);
    fill(&d);
    d.form = form_new(fields, COUNT_OF(fields), NULL, NULL);
    d.modal = modal_new(&(struct modal_options){.title = "Cancel the audit",
                                                .text = "5 of 14 checks are done.",
                                                .accept = "Cancel the audit",
                                                .typed = "cancel",
                                                .style = STYLE_WARN});
    if (!tty_open(&d.tty, &o, &err)) {
        fprintf(stderr, "tui_demo: %s\n%s\n", err.text, err.advice);
        return 2;
    }
    loop_on_signal(d.loop, SIGWINCH, on_winch, &d);
    draw(&d);
    loop_run(d.loop);
    tty_close(d.tty);
    modal_free(d.modal);
    form_free(d.form);
    detail_free(&d.detail);
    list_free(&d.list);
    keymap_free(d.map);
    theme_free(theme);
    loop_free(d.loop);
    return 0;
}
