#include "views/plan_pick.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/i18n.h"

static bool is_id(const char *text)
{
    return strlen(text) == 8 && strspn(text, "0123456789abcdef") == 8 &&
           access(text, F_OK) != 0;
}

/* What was kept here under this id knows how far it came, and may be what leads back: neither
 * it nor another plan's file takes its place. */
static bool was_begun(const struct plan *p, struct err *err)
{
    char here[PLAN_DIGEST_HEX + 1], there[PLAN_DIGEST_HEX + 1];
    struct err none;
    struct plan *kept = plan_load(p->id, &none);
    bool begun = false, other = false;

    if (kept != NULL && kept->stage != PLAN_NEW) {
        plan_digest(p, here);
        plan_digest(kept, there);
        other = strcmp(here, there) != 0;
        begun = !other && p->stage == PLAN_NEW;
    }
    if (other) {
        (void)err_set(err, ERR_DENIED, "another plan with the id %s was carried out here",
                      p->id);
        (void)err_advise(err, "the file was changed since: make a new plan");
    } else if (begun) {
        (void)err_set(err, ERR_DENIED, "this plan was carried out already, %zu of %zu done",
                      plan_count(kept, PLAN_STEP_DONE), kept->n_steps);
        (void)err_advise(err, "picket show %s says how far it came", p->id);
    }
    plan_free(kept);
    return begun || other;
}

bool plan_pick_advise(const struct cli *cli, struct err *err)
{
    const bool approves = strcmp(cli->command->name, "approve") == 0;

    if (err->advice[0] != '\0' || access(cli->what, F_OK) == 0)
        return false;
    return err_advise(err, approves
                               ? "approve takes the file that W saved in the review"
                               : _("give the file that W saved in the review, or the id of "
                                   "a plan that was kept here"));
}

bool plan_pick(const struct cli *cli, struct plan_pick *out, struct err *err)
{
    struct plan_pick pick = {0};

    if (is_id(cli->what)) {
        pick.plan = plan_load(cli->what, err);
    } else if (cli->restricted) {
        (void)err_set(err, ERR_DENIED, "picket is restricted: it reads no file; give an id");
    } else {
        pick.path = cli->what;
        pick.plan = plan_load_from(cli->what, err);
    }
    if (pick.plan != NULL && pick.path != NULL && strcmp(cli->command->name, "apply") == 0 &&
        was_begun(pick.plan, err)) {
        plan_pick_free(&pick);
        return false;
    }
    if (pick.plan == NULL)
        return plan_pick_advise(cli, err);
    *out = pick;
    return true;
}

/* Who could read the file can read it still: it may be somebody else's. */
bool plan_pick_save(const struct plan_pick *p, struct err *err)
{
    struct stat st;

    if (p->path == NULL)
        return true;
    const bool known = stat(p->path, &st) == 0;

    if (!plan_save_as(p->plan, p->path, err))
        return false;
    return !known || chmod(p->path, st.st_mode & 0666) == 0 ||
           err_sys(err, errno, "%s", p->path);
}

void plan_pick_free(struct plan_pick *p)
{
    plan_free(p->plan);
    p->plan = NULL;
}
