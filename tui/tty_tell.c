/* What goes to the terminal beside frames: the clipboard, the title, a bell, the desktop, and
 * whether it tells of a mouse. */
#include <stdlib.h>

#include "tui/tell.h"
#include "tui/tty_inside.h"

bool tty_copy(struct tty *t, struct str text, enum clipboard_way *way, struct err *err)
{
    const char *term = t->o.term != NULL ? t->o.term : getenv("TERM");

    if (!clipboard_way(term, getenv("TMUX"), getenv("STY"), way, err) ||
        !clipboard_put(text, *way, &t->out, err))
        return false;
    tty_flush(t);
    return true;
}

/* Terminals without a clipboard know none of this either (tui/clipboard has their names). */
static bool knows(const struct tty *t, enum clipboard_way *way)
{
    const char *term = t->o.term != NULL ? t->o.term : getenv("TERM");
    struct err why;

    return t->inside && !t->lost &&
           clipboard_way(term, getenv("TMUX"), getenv("STY"), way, &why);
}

bool tty_in_tmux(const struct tty *t)
{
    enum clipboard_way way;

    return knows(t, &way) && way == CLIPBOARD_TMUX;
}

void tty_title(struct tty *t, struct str text)
{
    enum clipboard_way way;

    if (!knows(t, &way))
        return;
    if (!t->titled) {
        t->titled = true;
        buf_puts(&t->out, TELL_TITLE_SAVE);
        tty_arm(t);
    }
    tell_title(text, &t->out);
    tty_flush(t);
}

void tty_desktop(struct tty *t, struct str text)
{
    enum clipboard_way way;

    if (!knows(t, &way))
        return;
    tell_desktop(text, way, &t->out);
    tty_flush(t);
}

void tty_bell(struct tty *t)
{
    if (!t->inside || t->lost)
        return;
    tell_bell(&t->out);
    tty_flush(t);
}

/* ctlseqs: presses (1000) in the form that no letter can be taken for (1006), focus (1004). */
static const struct {
    const char *on, *off;
} reports[TTY_REPORTS] = {
    [TTY_REPORT_MOUSE] = {"\033[?1000h\033[?1006h", "\033[?1006l\033[?1000l"},
    [TTY_REPORT_FOCUS] = {"\033[?1004h", "\033[?1004l"},
};

void tty_put_reports(const struct tty *t, bool on, struct buf *out)
{
    for (size_t i = 0; i < TTY_REPORTS; i++)
        if (t->reports[i])
            buf_puts(out, on ? reports[i].on : reports[i].off);
}

bool tty_report(struct tty *t, enum tty_report what, bool on)
{
    if (!t->caps.mouse || t->lost) /* terminals that know the one know the other */
        return false;
    if (t->reports[what] == on)
        return true;
    t->reports[what] = on;
    if (!t->inside) /* tty_enter() says it */
        return true;
    if (on)
        tty_arm(t); /* whatever happens from here on puts it back */
    buf_puts(&t->out, on ? reports[what].on : reports[what].off);
    tty_flush(t);
    if (!on)
        tty_arm(t);
    return true;
}
