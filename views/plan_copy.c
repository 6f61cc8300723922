#include "views/plan_copy.h"

#include <unistd.h>

#include "client/store/plan_approval.h"
#include "client/store/plan_file.h"

static void put_path(const struct plan *p, struct buf *out)
{
    buf_printf(out, "picket-plan-%s.json", p->id);
}

void plan_copy_save(struct app *app, const struct plan *p)
{
    struct buf path = BUF_INIT(4096);
    struct err err;

    if (app_is_restricted(app)) {
        app_message(app, MESSAGE_WARN, "No copy is saved: picket is restricted.");
        return;
    }
    put_path(p, &path);
    if (plan_save_as(p, buf_text(&path), &err))
        app_message(app, MESSAGE_OK, "Saved as %s: picket show, approve and apply take it.",
                    buf_text(&path));
    else
        app_error(app, &err);
    buf_free(&path);
}

bool plan_copy_approvals(const struct app *app, struct plan *p, struct err *err)
{
    struct buf path = BUF_INIT(4096);

    p->n_approvals = 0;
    put_path(p, &path);
    bool ok = app_is_restricted(app) ||
              plan_approvals_read(p, buf_text(&path), (uint32_t)getuid(), app_now_ms(app), err);

    buf_free(&path);
    return ok;
}

void plan_copy_look(struct app *app, struct plan *p)
{
    struct err err;

    if (!plan_copy_approvals(app, p, &err))
        app_error(app, &err);
    else if (p->n_approvals == 0)
        app_message(app, MESSAGE_INFO,
                    "Nobody has approved it yet: W saves it, somebody else runs picket "
                    "approve.");
    else
        app_message(app, MESSAGE_OK, "Approved by %s.", p->approvals[0].by);
}
