#include "tui/tell.h"

#include "client/base/safe.h"

enum { SAFE_BYTES = 4 * TELL_TEXT_MAX };

/* Control characters are shown as what they are; what is too long is cut. */
static void put_text(struct str text, struct buf *out)
{
    struct buf safe = BUF_INIT(SAFE_BYTES);

    safe_text(&safe, text);
    buf_put(out, buf_text(&safe), safe.len);
    buf_free(&safe);
}

void tell_title(struct str text, struct buf *out)
{
    buf_puts(out, "\033]2;");
    put_text(text, out);
    buf_puts(out, "\a");
}

void tell_bell(struct buf *out)
{
    buf_puts(out, "\a");
}

void tell_desktop(struct str text, enum clipboard_way way, struct buf *out)
{
    static const struct {
        const char *before, *after;
    } wraps[] = {
        [CLIPBOARD_DIRECT] = {"", ""},
        [CLIPBOARD_TMUX] = {"\033Ptmux;\033", "\033\\"},
        [CLIPBOARD_SCREEN] = {"\033P", "\033\\"},
    };

    buf_puts(out, wraps[way].before);
    buf_puts(out, "\033]9;");
    put_text(text, out);
    buf_puts(out, "\a");
    buf_puts(out, wraps[way].after);
}
