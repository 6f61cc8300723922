/* The terminal is somebody else's for a while, or for ever. */
#include "views/app_inside.h"

bool app_is_restricted(const struct app *a)
{
    return a->restricted;
}

const struct form_drafts *app_drafts(const struct app *a)
{
    return a->drafts;
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

void app_hangup(struct app *a)
{
    for (size_t i = a->depth; i-- > 0;) {
        const struct level *l = &a->stack[i];

        if (l->state != NULL && l->spec->save != NULL)
            l->spec->save(l->state);
    }
}
