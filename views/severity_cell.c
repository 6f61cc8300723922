#include "views/severity_cell.h"

#include <strings.h>

#include "client/base/i18n.h"

enum style severity_style(enum severity s)
{
    static const enum style styles[] = {
        [SEVERITY_CRITICAL] = STYLE_CRITICAL, [SEVERITY_HIGH] = STYLE_HIGH,
        [SEVERITY_MEDIUM] = STYLE_MEDIUM,     [SEVERITY_LOW] = STYLE_LOW,
        [SEVERITY_UNKNOWN] = STYLE_DIM,
    };
    return styles[s];
}

const char *const severity_order[] = {"CRITICAL", "HIGH", "MEDIUM", "LOW", NULL};

enum style list_cell_severity(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);
    enum severity severity = severity_of(s.p);
    if (severity == SEVERITY_UNKNOWN)
        buf_puts(out, s.n == 0 ? "-" : s.p);
    else
        buf_putc(out, severity_letter(severity));
    return severity_style(severity);
}

enum style list_cell_check(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);
    const struct check *c = check_find(s.p);
    buf_puts(out, c != NULL ? c->short_name : s.n == 0 ? "-" : s.p);
    return STYLE_TEXT;
}

const char *check_title(const char *name)
{
    const struct check *c = check_find(name);
    return c != NULL ? i18n_text(c->title) : name;
}
