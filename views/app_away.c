/* What leaves the console: the terminal, for a while or for ever, and text to paste. */
#include <string.h>

#include "client/base/safe.h"
#include "views/app_inside.h"
#include "views/settings.h"

bool app_is_restricted(const struct app *a)
{
    return a->restricted;
}

const struct form_drafts *app_drafts(const struct app *a)
{
    return a->drafts;
}

struct saved_views *app_views(const struct app *a)
{
    return a->views;
}

bool app_run(struct app *a, const char *const *argv, const char *const *envp,
             display_ran_fn *done, void *ctx, struct err *err)
{
    if (a->restricted) {
        (void)err_set(err, ERR_USAGE, "No other program can be started: picket is restricted.");
        return err_advise(err, "fill in the form here");
    }
    if (a->display->run == NULL) {
        (void)err_set(err, ERR_USAGE, "There is no terminal another program could use.");
        return err_advise(err, "run picket in a terminal");
    }
    return a->display->run(a->display->ctx, argv, envp, done, ctx, err);
}

/* No terminal answers whether it took the text: what is known is said, and no more. */
void app_copied(struct app *a, enum clipboard_way way, size_t n)
{
    switch (way) {
    case CLIPBOARD_DIRECT:
        app_message(
            a, MESSAGE_OK,
            "%zu bytes sent to the terminal's clipboard; some have to allow it (OSC 52).", n);
        break;
    case CLIPBOARD_TMUX:
        app_message(a, MESSAGE_OK, "%zu bytes sent to tmux; it needs \"set-clipboard on\".", n);
        break;
    case CLIPBOARD_SCREEN:
        app_message(a, MESSAGE_OK,
                    "%zu bytes sent through screen; some terminals have to allow it (OSC 52).",
                    n);
        break;
    case CLIPBOARD_BUFFER:
        app_message(a, MESSAGE_OK,
                    "%zu bytes in tmux's paste buffer, and sent to the terminal.", n);
    }
}

static bool copies_by(const struct app *a, const char *word)
{
    return a->settings != NULL && settings_has(a->settings, SETTING_CLIPBOARD, word);
}

/* Pasted into a shell, no text may do what typing would not. */
static void put_safe(struct str text, struct buf *out)
{
    while (text.n > 0) {
        const bool last = memchr(text.p, '\n', text.n) == NULL;
        const struct str line = str_cut(text, '\n', &text);

        safe_text(out, line);
        if (!last)
            buf_putc(out, '\n');
    }
}

void app_copy(struct app *a, struct str raw)
{
    struct err err;
    struct buf safe = BUF_INIT(8 * 1024 * 1024);

    put_safe(raw, &safe);
    if (a->display->copy == NULL)
        app_message(a, MESSAGE_WARN, "There is no terminal whose clipboard could be used.");
    else if (copies_by(a, "off"))
        app_message(a, MESSAGE_WARN,
                    "Nothing is copied: the setting clipboard is off. W writes a file.");
    else if (!a->display->copy(a->display->ctx, (struct str){buf_text(&safe), safe.len},
                               !a->restricted && !copies_by(a, "osc52"), &err))
        app_error(a, &err);
    buf_free(&safe);
}

void app_hangup(struct app *a)
{
    for (size_t i = a->depth; i-- > 0;) {
        const struct level *l = &a->stack[i];

        if (l->state != NULL && l->spec->save != NULL)
            l->spec->save(l->state);
    }
}
