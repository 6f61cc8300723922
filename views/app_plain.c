/* `L`: the screen as plain text outside of it, rows uncut, for the mouse and the scrollback. */
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/safe.h"
#include "views/app_inside.h"
#include "views/list_export.h"

enum { PLAIN_MAX = 2 * 1024 * 1024 /* more than a scrollback keeps */ };

static bool put_rows(struct app *a, struct buf *out)
{
    struct list_view *list = app_list(a);
    const struct list_pane *pane = app_pane(a);
    uint32_t n = 0;
    struct err err;

    if (list != NULL)
        return list_export(&(struct list_export){.view = list,
                                                 .rows = LIST_ROWS_SHOWN,
                                                 .format = EXPORT_TXT,
                                                 .write = export_to_buf,
                                                 .ctx = out},
                           &n, &err);
    return pane != NULL && pane_export(&(struct pane_export){.pane = pane,
                                                             .rows = LIST_ROWS_SHOWN,
                                                             .format = EXPORT_TXT,
                                                             .write = export_to_buf,
                                                             .ctx = out},
                                       &n, &err);
}

static void put_plain(struct app *a, struct buf *out)
{
    struct buf rows = BUF_INIT(PLAIN_MAX);
    const size_t before = out->len;

    if (put_rows(a, &rows)) {
        buf_printf(out, "%s  %s/%s  ", a->context.name, a->context.account, a->context.region);
        safe_text(out, str_of(app_view(a)));
        buf_puts(out, "\n\n");
        buf_put(out, buf_text(&rows), rows.len); /* made safe when it was exported */
    } else {
        surface_text_dump(app_frame(a), out);
    }
    buf_free(&rows);
    if (out->full)
        buf_reset(out);
    if (out->len == before)
        surface_text_dump(app_frame(a), out);
}

void app_plain(struct app *a)
{
    struct buf text = BUF_INIT(PLAIN_MAX + 4096);

    if (a->display->show == NULL) {
        app_message(a, MESSAGE_INFO, "There is no terminal to show it on.");
        return;
    }
    put_plain(a, &text);
    buf_printf(&text, "\n-- %s --\n", _("Enter goes back to picket"));
    a->display->show(a->display->ctx, (struct str){buf_text(&text), text.len});
    buf_free(&text);
}
