#include "tui/clipboard.h"

#include <string.h>

#include "client/base/base64.h"
#include "client/base/i18n.h"

enum { PIECE_BYTES = 512 /* of a string that screen lets through */ };

#define ESC "\033"
#define BEL "\a"

/* By how $TERM begins: consoles without a clipboard, or that are known to ignore OSC 52. */
static const char *const without[] = {"linux", "vt1", "vt2", "dumb", "ansi", "putty", "cons25"};

bool clipboard_way(const char *term, const char *tmux, const char *screen,
                   enum clipboard_way *out, struct err *err)
{
    *out = tmux != NULL && *tmux != '\0'       ? CLIPBOARD_TMUX
           : screen != NULL && *screen != '\0' ? CLIPBOARD_SCREEN
                                               : CLIPBOARD_DIRECT;
    for (size_t i = 0; i < COUNT_OF(without); i++)
        if (term == NULL || strncmp(term, without[i], strlen(without[i])) == 0) {
            (void)err_set(err, ERR_USAGE,
                          "This terminal (TERM=%.40s) has no clipboard to copy to.",
                          term != NULL ? term : "");
            return err_advise(err, "W writes a file; picket VIEW -o md prints it");
        }
    return true;
}

/* A string through screen has a limit: the terminal gets the contents of several in turn. */
static void put_pieces(struct str sequence, struct buf *out)
{
    while (sequence.n > 0) {
        const size_t n = sequence.n < PIECE_BYTES ? sequence.n : PIECE_BYTES;

        buf_puts(out, ESC "P");
        buf_put(out, sequence.p, n);
        buf_puts(out, ESC "\\");
        sequence = (struct str){sequence.p + n, sequence.n - n};
    }
}

bool clipboard_put(struct str text, enum clipboard_way way, struct buf *out, struct err *err)
{
    struct buf sequence = BUF_INIT(2 * CLIPBOARD_TEXT_MAX);

    if (text.n > CLIPBOARD_TEXT_MAX) {
        (void)err_set(err, ERR_LIMIT,
                      "%zu bytes are too many for a clipboard; terminals take %d.", text.n,
                      CLIPBOARD_TEXT_MAX);
        return err_advise(err, "mark fewer rows, or write a file with W");
    }
    buf_puts(&sequence, ESC "]52;c;");
    base64_put(&sequence, (const uint8_t *)text.p, text.n);
    buf_puts(&sequence, BEL);
    const struct str whole = {buf_text(&sequence), sequence.len};

    if (way == CLIPBOARD_SCREEN) {
        put_pieces(whole, out);
    } else {
        buf_put(out, whole.p, whole.n);
        if (way == CLIPBOARD_TMUX) /* its escapes doubled: there is one */
            buf_printf(out, ESC "Ptmux;" ESC "%s" ESC "\\", whole.p);
    }
    buf_free(&sequence);
    return true;
}
