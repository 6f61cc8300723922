/* What is related to the selection of the screen underneath, each as the view that shows it. */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/screens.h"
#include "views/selection.h"
#include "views/text_screen.h"

enum { VIEW_MAX = 4096 };

/* `{name}` in a view is a value of the selection; without that value there is no such relation.
 * {name"}: in quotes, for a filter. */
static const struct relation {
    const char *screens; /* those it belongs to, ' ' between */
    const char *when;    /* "kind=cert": only then; NULL: always */
    const char *label, *view;
} relations[] = {
    {"findings diff", NULL, N_("the finding"), "finding {id}"},
    {"findings diff suppressions", "kind=cert", N_("the certificate"), "certificate {res}"},
    {"findings diff suppressions", "kind=policy", N_("the policy"), "policy {res}"},
    {"findings diff suppressions", "kind=client", N_("the client"), "client {res}"},
    {"findings diff suppressions", "kind=ca", N_("the CA certificate"), "ca {res}"},
    {"findings diff suppressions", "kind=alias", N_("the role alias"), "alias {res}"},
    {"findings diff suppressions", "kind=pool", N_("the identity pool"), "pool {res}"},
    {"findings diff suppressions", NULL, N_("all findings about it"), "findings {res\"}"},
    {"findings diff", NULL, N_("its suppressions"), "suppressions {res\"}"},
    {"findings", NULL, N_("its check in this audit"), "findings run:{run} check:{check}"},
    {"findings diff suppressions", NULL, N_("its check in every audit"),
     "findings check:{check}"},
    {"findings", NULL, N_("its audit"), "report {run}"},
    {"finding", NULL, N_("its check in this audit"), "findings run:{taskId} check:{checkName}"},
    {"finding", NULL, N_("its check in every audit"), "findings check:{checkName}"},
    {"finding", NULL, N_("its audit"), "report {taskId}"},
    {"finding", NULL, N_("the certificate"), "certificate {deviceCertificateId}"},
    {"finding", NULL, N_("all findings about it"), "findings {deviceCertificateId}"},
    {"finding", NULL, N_("the client"), "client {clientId}"},
    {"finding", NULL, N_("all findings about it"), "findings {clientId\"}"},
    {"finding", NULL, N_("suppressions of its check"), "suppressions {checkName}"},
    {"certificate", NULL, N_("all findings about it"), "findings {id}"},
    {"certificate", NULL, N_("its suppressions"), "suppressions {id}"},
    {"policy client alias pool ca", NULL, N_("all findings about it"), "findings {id\"}"},
    {"policy client alias pool ca", NULL, N_("its suppressions"), "suppressions {id\"}"},
    {"audits", NULL, N_("the report"), "report {task}"},
    {"audits", NULL, N_("its findings"), "findings run:{task}"},
    {"audits", NULL, N_("changes since the last"), "diff run:{task}"},
    {"audits", NULL, N_("its schedule"), "schedule {name}"},
    {"report", NULL, N_("its findings"), "findings run:{id}"},
    {"report", NULL, N_("changes since the last"), "diff run:{id}"},
    {"schedules", NULL, N_("the schedule"), "schedule {name}"},
    {"schedules", NULL, N_("the audits it ran"), "audits {name\"}"},
    {"alarms events", NULL, N_("the device"), "thing {thing}"},
    {"alarms events", NULL, N_("alarms of the device"), "alarms thing:{thing}"},
    {"alarms events", NULL, N_("history of the device"), "events thing:{thing}"},
    {"alarms events", NULL, N_("this behaviour anywhere"),
     "alarms profile:{profile} behaviour:{behaviour}"},
    {"alarms events", NULL, N_("the behaviour's history"),
     "events profile:{profile} behaviour:{behaviour}"},
    {"alarms events training", NULL, N_("the profile"), "profile {profile}"},
    {"alarms events", NULL, N_("models of the profile"), "training profile={profile}"},
    {"training", NULL, N_("alarms of this behaviour"),
     "alarms profile:{profile} behaviour:{behaviour}"},
    {"alarms events thing", NULL, N_("findings of this client"), "findings {thing\"}"},
    {"thing", NULL, N_("alarms of the device"), "alarms thing:{id}"},
    {"thing", NULL, N_("history of the device"), "events thing:{id}"},
    {"thing", NULL, N_("findings of this client"), "findings {id\"}"},
    {"profiles", NULL, N_("the profile"), "profile {name}"},
    {"profiles", NULL, N_("its alarms"), "alarms profile:{name}"},
    {"profiles", NULL, N_("its alarm history"), "events profile:{name}"},
    {"profiles", NULL, N_("its models"), "training profile={name}"},
    {"profiles", NULL, N_("whom it watches"), "attach-profile {name}"},
    {"profile", NULL, N_("its alarms"), "alarms profile:{id}"},
    {"profile", NULL, N_("its alarm history"), "events profile:{id}"},
    {"profile", NULL, N_("its models"), "training profile={id}"},
    {"profile", NULL, N_("whom it watches"), "attach-profile {id}"},
    {"metrics", NULL, N_("the metric"), "edit-metric {name}"},
    {"dimensions", NULL, N_("the dimension"), "edit-dimension {name}"},
    {"actions", NULL, N_("the action"), "action {name}"},
    {"actions", NULL, N_("tasks that used it"), "tasks {name\"}"},
    {"action", NULL, N_("tasks that used it"), "tasks {id\"}"},
    {"tasks", NULL, N_("the task"), "task {task}"},
    {"journal", NULL, N_("the entry"), "entry {id}"},
    {"journal", NULL, N_("its plan"), "plan {plan}"},
    {"scenarios", NULL, N_("the scenario"), "scenario {id}"},
};

/* ---- which of them there are ---- */

static bool has_word(const char *words, struct str word)
{
    for (struct str rest = str_of(words), one; rest.n > 0;) {
        one = str_cut(rest, ' ', &rest);
        if (one.n == word.n && memcmp(one.p, word.p, one.n) == 0)
            return true;
    }
    return false;
}

static bool holds(struct app *app, const char *when)
{
    struct buf value = BUF_INIT(VIEW_MAX);
    struct str wanted, name;

    if (when == NULL)
        return true;
    name = str_cut(str_of(when), '=', &wanted);
    const bool is = selection_value(app, name, &value) && str_eq(wanted, buf_text(&value));

    buf_free(&value);
    return is;
}

/* One `{name}`; false: absent, or what no view can hold. */
static bool put_value(struct app *app, struct str name, struct buf *out)
{
    const bool quoted = name.n > 0 && name.p[name.n - 1] == '"';
    struct buf value = BUF_INIT(VIEW_MAX);

    name.n -= quoted;
    const bool ok = selection_value(app, name, &value) &&
                    !(quoted && strchr(buf_text(&value), '"') != NULL);

    if (ok)
        buf_printf(out, quoted ? "\"%s\"" : "%s", buf_text(&value));
    buf_free(&value);
    return ok;
}

static bool put_view(struct app *app, const char *pattern, struct buf *out)
{
    bool ok = true;

    for (struct str rest = str_of(pattern), piece; ok && rest.n > 0;) {
        piece = str_cut(rest, '{', &rest);
        buf_put(out, piece.p, piece.n);
        if (rest.n > 0)
            ok = put_value(app, str_cut(rest, '}', &rest), out);
    }
    return ok && !out->full;
}

/* ---- the screen ---- */

static size_t put_relations(struct app *app, struct detail *d)
{
    struct str rest;
    const struct str screen = str_cut(str_of(app_view_below(app)), ' ', &rest);
    size_t n = 0;

    for (size_t i = 0; i < COUNT_OF(relations); i++) {
        const struct relation *r = &relations[i];
        struct buf view = BUF_INIT(VIEW_MAX);

        if (has_word(r->screens, screen) && holds(app, r->when) &&
            put_view(app, r->view, &view) &&
            strcmp(buf_text(&view), app_view_below(app)) != 0) {
            detail_link(d, r->label, buf_text(&view), buf_text(&view));
            n++;
        }
        buf_free(&view);
    }
    return n;
}

static void *open_related(struct app *app, const char *argument, struct err *err)
{
    (void)argument;
    if (!selection_is_home(app, err))
        return NULL;
    struct text_screen *t = text_screen_new(app);

    detail_heading(&t->pane, "Related to the selection");
    if (put_relations(app, &t->pane) > 0)
        return t;
    text_screen_close(t);
    (void)err_set(err, ERR_USAGE, "nothing is selected here that something is related to");
    (void)err_advise(err, "X works on rows of lists and on what Enter opens from them");
    return NULL;
}

/* In place of this screen: Esc leads back to where X was pressed. */
static bool act(void *state, const char *action)
{
    struct text_screen *t = state;
    const char *target = detail_target(&t->pane);
    struct app *app = t->app;

    if (strcmp(action, "related.open") != 0)
        return text_screen_act(state, action);
    if (target == NULL)
        return true;
    char *view = mem_strdup(target);

    app_back(app);
    (void)app_open(app, view);
    free(view);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter>", "related.open", N_("open it"), N_("open"), 1},
    {0},
};

const struct screen_spec related_screen = {
    .name = "related",
    .title = N_("Related"),
    .about = N_("what is related to the selection, from any record to any other"),
    .bindings = bindings,
    .open = open_related,
    .close = text_screen_close,
    .widget = SCREEN_DETAIL,
    .draw = text_screen_draw,
    .act = act,
};
