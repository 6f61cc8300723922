#include "views/kept.h"

#include "client/store/snapshot.h"

bool kept_path(const struct app_context *c, const char *query, struct buf *out)
{
    struct buf context = BUF_INIT(1024);
    struct err err; /* without a folder of its own a console keeps nothing */
    buf_printf(&context, "%s %s %s", c->name, c->region, c->endpoint);
    bool ok = snapshot_path(out, buf_text(&context), query, &err);
    buf_free(&context);
    return ok;
}
