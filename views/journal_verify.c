#include "views/journal_verify.h"

#include "client/base/i18n.h"

bool journal_verify_text(struct journal *j, struct buf *out, struct err *err)
{
    struct journal_verdict v;

    if (!journal_verify(j, &v, err))
        return false;
    if (v.broken != 0) {
        (void)err_set(err, ERR_IO,
                      "The journal is not as it was written: event %lld of entry %lld: %s.",
                      (long long)v.broken, (long long)v.entry, v.why);
        return err_advise(err,
                          "%lld events before it are sound; keep the file and compare "
                          "with a copy",
                          (long long)v.events);
    }
    buf_printf(out, _("The journal is as it was written: %lld events"), (long long)v.events);
    if (v.head.event != 0)
        buf_printf(out, _(", the last has %.16s"), v.head.hash);
    return true;
}

void journal_verify_say(struct app *app)
{
    struct buf text = BUF_INIT(256);
    struct err err;

    if (journal_verify_text(app_journal(app), &text, &err))
        app_message(app, MESSAGE_OK, "%s", buf_text(&text));
    else
        app_error(app, &err);
    buf_free(&text);
}
