/* One cell in each format, and lines of text whose columns stand below each other. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/base/safe.h"
#include "client/store/export.h"
#include "client/store/export_inside.h"

enum { AHEAD_BYTES = 16 * 1024 * 1024 };

/* OWASP's list of what begins a formula; the wide forms do so in Japanese spreadsheets. */
bool export_is_formula(struct str raw)
{
    static const char *const starts[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                         "\n", "＝", "＋", "－", "＠"};

    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        const size_t n = strlen(starts[i]);

        if (raw.n >= n && memcmp(raw.p, starts[i], n) == 0)
            return true;
    }
    return false;
}

void export_put_csv(struct buf *out, struct str text, bool guarded)
{
    bool quoted = guarded;

    for (size_t i = 0; i < text.n && !quoted; i++)
        quoted = strchr(",\"\r\n", text.p[i]) != NULL;
    if (text.n > 0 && (text.p[0] == ' ' || text.p[text.n - 1] == ' '))
        quoted = true;
    if (quoted)
        buf_putc(out, '"');
    if (guarded)
        buf_putc(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, text.p[i]);
    }
    if (quoted)
        buf_putc(out, '"');
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (str_lower(c) >= 'a' && str_lower(c) <= 'z');
}

/* '_' within a word is no markup, and CHECK_NAMES stay readable. */
static bool is_markup(struct str text, size_t i)
{
    if (text.p[i] == '_')
        return i == 0 || i + 1 == text.n || !is_word(text.p[i - 1]) || !is_word(text.p[i + 1]);
    return strchr("|\\`*[]~", text.p[i]) != NULL;
}

void export_put_markdown(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        switch (text.p[i]) {
        case '<': buf_puts(out, "&lt;"); break;
        case '>': buf_puts(out, "&gt;"); break;
        case '&': buf_puts(out, "&amp;"); break;
        default:
            if (is_markup(text, i))
                buf_putc(out, '\\');
            buf_putc(out, text.p[i]);
        }
    }
}

/* ---- lines of text ---- */

struct export_ahead export_ahead_new(size_t n_columns, export_line_fn *line, void *ctx)
{
    return (struct export_ahead){.line = line,
                                 .ctx = ctx,
                                 .n_columns = n_columns,
                                 .widths = mem_alloc(n_columns + 1, sizeof(int)),
                                 .cells = BUF_INIT(AHEAD_BYTES),
                                 .padded = BUF_INIT(EXPORT_LINE_BYTES)};
}

void export_ahead_free(struct export_ahead *a)
{
    free(a->widths);
    buf_free(&a->cells);
    buf_free(&a->padded);
}

void export_ahead_cell(struct export_ahead *a, struct str text)
{
    const int width = safe_width(text);

    if (!a->flowing && width > a->widths[a->at])
        a->widths[a->at] = width;
    buf_put(&a->cells, text.p, text.n);
    buf_putc(&a->cells, '\0');
    a->at++;
}

/* No blanks at the end of a line. */
static void trim(struct buf *line)
{
    while (line->len > 0 && line->data[line->len - 1] == ' ')
        line->data[--line->len] = '\0';
}

void export_ahead_flush(struct export_ahead *a)
{
    const char *cell = buf_text(&a->cells);

    for (size_t row = 0; row < a->rows; row++) {
        for (size_t i = 0; i < a->n_columns; i++) {
            const size_t n = strlen(cell);
            const int pad = a->widths[i] - safe_width((struct str){cell, n});

            buf_puts(&a->padded, i > 0 ? "  " : "");
            buf_put(&a->padded, cell, n);
            if (pad > 0)
                buf_printf(&a->padded, "%*s", pad, "");
            cell += n + 1;
        }
        trim(&a->padded);
        a->line(a->ctx, &a->padded);
        buf_reset(&a->padded);
    }
    buf_reset(&a->cells);
    a->rows = 0;
}

void export_ahead_row(struct export_ahead *a)
{
    a->at = 0;
    a->rows++;
    if (a->rows <= EXPORT_AHEAD_ROWS && !a->flowing && a->cells.len < AHEAD_BYTES / 2)
        return;
    a->flowing = true;
    export_ahead_flush(a);
}
