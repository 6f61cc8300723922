#include "views/kept.h"

#include "client/base/files.h"
#include "client/store/snapshot.h"

bool kept_path(const struct app_context *c, const char *query, struct buf *out)
{
    struct buf context = BUF_INIT(1024);
    struct err err; /* without a folder of its own a console keeps nothing */

    if (c->kept_in[0] != '\0')
        return false;
    buf_printf(&context, "%s %s %s", c->name, c->region, c->endpoint);
    bool ok = snapshot_path(out, buf_text(&context), query, &err);
    buf_free(&context);
    return ok;
}

void kept_history(const struct app_context *c, const char *name, struct buf *out)
{
    struct err homeless;

    if (c->kept_in[0] != '\0')
        buf_printf(out, "%s/%s", c->kept_in, name);
    else if (!files_xdg(out, XDG_STATE, name, &homeless))
        buf_reset(out);
}
