#include "views/plain_page.h"

#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/utf8.h"
#include "tui/form_text.h"
#include "views/list_export.h"

enum { HEADER_LINES = 2, TAIL_LINES = 2 /* message and keys */, ROWS_MAX = 100 * 1000 };

static struct str rest_of_line(struct str *text)
{
    struct str line = str_cut(*text, '\n', text);

    while (line.n > 0 && line.p[line.n - 1] == ' ')
        line.n--;
    return line;
}

/* Columns are told apart by what stands between them; here two blanks will do. */
static void put_squeezed(struct str line, struct buf *out)
{
    size_t blanks = 0;

    line = str_trim(line);
    for (size_t i = 0; i < line.n; i++) {
        blanks = line.p[i] == ' ' ? blanks + 1 : 0;
        if (blanks <= 2)
            buf_putc(out, line.p[i]);
    }
    buf_putc(out, '\n');
}

void plain_page_place(struct app *app, struct buf *out)
{
    struct buf frame = BUF_INIT(PLAIN_PAGE_MAX);

    surface_text_dump(app_frame(app), &frame);
    struct str rest = {buf_text(&frame), frame.len};

    for (int i = 0; i < HEADER_LINES; i++)
        put_squeezed(rest_of_line(&rest), out);
    buf_free(&frame);
}

bool plain_page_rows(struct app *app, struct buf *out)
{
    struct list_view *list = app_list(app);
    uint32_t n;
    struct err err;

    return list != NULL && list_export(&(struct list_export){.view = list,
                                                             .limit = ROWS_MAX,
                                                             .format = EXPORT_TXT,
                                                             .write = export_to_buf,
                                                             .ctx = out},
                                       &n, &err);
}

/* "-- title ----" is a line across the screen; here its words are enough. */
static void put_line(struct str line, struct buf *out)
{
    const bool rule = line.n > 3 && memcmp(line.p, "-- ", 3) == 0;
    struct str words = line;

    for (; rule && words.n > 0;) {
        struct str word = str_cut(words, ' ', &words);

        if (word.n > 0 && strspn(word.p, "-") >= word.n)
            continue;
        buf_puts(out, out->len > 0 && out->data[out->len - 1] != '\n' ? " " : "== ");
        buf_put(out, word.p, word.n);
    }
    if (!rule)
        buf_put(out, line.p, line.n);
    buf_putc(out, '\n');
}

/* The body, without what stands above and below it, and no two blank lines. */
static void put_body(struct app *app, struct buf *out)
{
    struct buf frame = BUF_INIT(PLAIN_PAGE_MAX);
    bool blank = true;

    surface_text_dump(app_frame(app), &frame);
    struct str rest = {buf_text(&frame), frame.len};

    for (int line = 0; line < PLAIN_FRAME_ROWS - TAIL_LINES && rest.n > 0; line++) {
        const struct str text = rest_of_line(&rest);

        if (line < HEADER_LINES || (text.n == 0 && blank))
            continue;
        blank = text.n == 0;
        put_line(text, out);
    }
    buf_free(&frame);
}

/* What Enter would act on, which a screen shows by its look alone. */
static void put_focus(const struct surface *s, struct buf *out)
{
    struct buf words = BUF_INIT(4096);
    char bytes[4];

    for (int row = HEADER_LINES; row < s->rows - TAIL_LINES && words.len == 0; row++) {
        for (int col = 0; col < s->cols; col++) {
            const struct cell *c = surface_cell(s, row, col);

            if (c->over == OVER_SELECTED && c->cp != 0)
                buf_put(&words, bytes, utf8_put(bytes, c->cp));
        }
    }
    struct str focus = str_trim((struct str){buf_text(&words), words.len});

    if (focus.n > 0)
        buf_printf(out, "%s: %.*s\n", _("Enter acts on"), (int)focus.n, focus.p);
    buf_free(&words);
}

/* As for an editor, but for the lines that speak of one. */
static bool put_form(struct app *app, struct buf *out)
{
    struct buf text = BUF_INIT(PLAIN_PAGE_MAX);
    struct err err;
    const bool is_form = app_is_form(app) && app_form_print(app, &text, &err);
    struct str rest = {buf_text(&text), text.len};

    for (int i = 0; is_form && i < FORM_TEXT_HEAD; i++)
        (void)str_cut(rest, '\n', &rest);
    buf_put(out, rest.p, is_form ? rest.n : 0);
    if (is_form)
        buf_printf(out, "%s\n", _("name: value sets a field, submit leads to the review."));
    buf_free(&text);
    return is_form;
}

void plain_page_text(struct app *app, struct buf *out)
{
    if (app_is_asking(app) || !put_form(app, out))
        put_body(app, out);
    put_focus(app_frame(app), out);
}

bool plain_page_go(struct app *app, size_t number)
{
    struct list_view *list = app_list(app);

    if (number == 0 || number > ROWS_MAX || (list != NULL && number > list_view_count(list)))
        return false;
    app_act(app, "list.home");
    for (size_t i = 1; i < number; i++)
        app_act(app, "list.down");
    return true;
}
