/* The commands of the console itself. */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/when.h"
#include "client/store/saved_views.h"
#include "views/app_inside.h"
#include "views/command.h"
#include "views/journal_verify.h"
#include "views/place.h"
#include "views/tour.h"
#include "views/undo.h"

static void run_quit(struct app *a, const char *argument)
{
    (void)argument;
    app_end(a);
}

static void run_back(struct app *a, const char *argument)
{
    (void)argument;
    app_back(a);
}

static void run_refresh(struct app *a, const char *argument)
{
    const struct level *top = app_top(a);

    (void)argument;
    detect_access_ask_again(app_detect_access(a));
    if (top->spec->refresh != NULL)
        top->spec->refresh(top->state);
}

static void run_pause(struct app *a, const char *argument)
{
    (void)argument;
    a->paused = !a->paused;
    audit_runs_set_pace(a->runs, a->paused ? AUDIT_RUNS_PAUSED : AUDIT_RUNS_POLL);
    app_shared_set_paused(a);
    app_detect_set_paused(a);
    history_recorder_set_pace(a->recorder,
                              a->paused ? HISTORY_RECORDER_PAUSED : HISTORY_RECORDER_GOES);
    schedules_set_pace(a->schedules, a->paused ? SCHEDULES_PAUSED : SCHEDULES_POLL);
    app_message(a, MESSAGE_INFO,
                a->paused ? "Polling stopped; p resumes it." : _("Polling again."));
    if (!a->paused && app_top(a)->spec->shown != NULL)
        app_top(a)->spec->shown(app_top(a)->state);
}

static void run_filter(struct app *a, const char *argument)
{
    const struct level *top = app_top(a);
    struct err err;

    if (top->spec->filter == NULL)
        app_message(a, MESSAGE_INFO, "%s has nothing to filter.", i18n_text(top->spec->title));
    else if (!top->spec->filter(top->state, argument, &err))
        app_error(a, &err);
    else
        app_filter_entered(a);
}

static void run_theme(struct app *a, const char *argument)
{
    struct err err;

    if (a->display->set_theme == NULL)
        return;
    if (!a->display->set_theme(a->display->ctx, argument, &err))
        app_error(a, &err);
}

static void run_redraw(struct app *a, const char *argument)
{
    (void)argument;
    if (a->display->redraw != NULL)
        a->display->redraw(a->display->ctx);
}

static bool read_window(struct str text, int64_t *ms, struct err *err)
{
    struct when_span span;

    *ms = 0;
    if (text.n == 0)
        return true;
    if (when_duration(text, &span, err) != WHEN_OK)
        return err_advise(err, "a duration, then the ticket: :arm 15min SEC-1234");
    *ms = when_span_ms(&span);
    return true;
}

static void run_arm(struct app *a, const char *argument)
{
    struct str rest, first = str_cut(str_of(argument), ' ', &rest);
    char *ticket = mem_strndup(str_trim(rest).p, str_trim(rest).n);
    struct err err;
    int64_t ms;

    if (read_window(first, &ms, &err) && gate_arm(a->gate, ms, ticket, &err))
        app_message(a, MESSAGE_WARN,
                    "Armed until the time is over, no key is pressed for a while, or :disarm.");
    else
        app_error(a, &err);
    free(ticket);
}

static void run_disarm(struct app *a, const char *argument)
{
    (void)argument;
    gate_disarm(a->gate);
    app_message(a, MESSAGE_INFO, "Read-only: nothing can be changed until :arm.");
}

static void run_mouse(struct app *a, const char *argument)
{
    struct err err;

    if (argument[0] == '\0' || strcmp(argument, "on") == 0 || strcmp(argument, "off") == 0) {
        app_set_mouse(a, argument[0] == '\0' ? !app_has_mouse(a) : argument[1] == 'n');
        return;
    }
    (void)err_set(&err, ERR_USAGE, "mouse is on or off, not %.40s", argument);
    app_error(a, &err);
}

static void run_undo(struct app *a, const char *argument)
{
    (void)argument;
    undo_last(a);
}

static void run_renew(struct app *a, const char *argument)
{
    (void)argument;
    if (a->client == NULL || !client_renew_keys(a->client))
        app_message(a, MESSAGE_INFO,
                    "These keys lie in the environment or in a file and are"
                    " not renewed by picket.");
    else
        app_message(a, MESSAGE_INFO, "Asking for keys.");
}

/* Where views may be kept; false: it was said why not. */
static bool may_keep(struct app *a, const char *name, const char *example)
{
    struct err err;

    if (a->views == NULL || a->restricted) {
        (void)err_set(&err, ERR_DENIED, "No views are kept here: picket is restricted.");
    } else if (name[0] == '\0' || strchr(name, ' ') != NULL) {
        (void)err_set(&err, ERR_USAGE, "One word is needed, like :%s.", example);
    } else if (command_is_known(name)) {
        (void)err_set(&err, ERR_USAGE, "A screen or command is called %.40s already.", name);
        (void)err_advise(&err, "choose another name");
    } else {
        return true;
    }
    app_error(a, &err);
    return false;
}

static void run_save(struct app *a, const char *argument)
{
    struct err err;

    if (!may_keep(a, argument, "save oncall"))
        return;
    stack_follow(a);
    if (saved_views_save(a->views, str_of(argument), app_top(a)->view, &err))
        app_message(a, MESSAGE_OK, ":%s opens %s", argument, app_top(a)->view);
    else
        app_error(a, &err);
}

static void run_forget(struct app *a, const char *argument)
{
    struct err err;

    if (!may_keep(a, argument, "forget oncall"))
        return;
    if (saved_views_forget(a->views, str_of(argument), &err))
        app_message(a, MESSAGE_OK, "The view %s is forgotten.", argument);
    else
        app_error(a, &err);
}

static void run_verify(struct app *a, const char *argument)
{
    (void)argument;
    journal_verify_say(a);
}

const struct command commands[] = {
    {"quit", "q", NULL, N_("leave picket"), run_quit},
    {"back", NULL, NULL, N_("to the screen before"), run_back},
    {"refresh", NULL, NULL, N_("ask the service again now"), run_refresh},
    {"pause", NULL, NULL, N_("stop and resume polling"), run_pause},
    {"filter", NULL, "[WORDS]", N_("filter the list; no words: show all"), run_filter},
    {"arm", NULL, "[DURATION [TICKET]]", N_("allow changes for a while: :arm 15min SEC-1"),
     run_arm},
    {"disarm", NULL, NULL, N_("read-only again"), run_disarm},
    {"tour", NULL, "[STEP]", N_("five screens, explained on what is there"), tour_run},
    {"mouse", NULL, "[on|off]", N_("presses and the wheel, or the terminal's own selection"),
     run_mouse},
    {"undo", NULL, NULL, N_("take back the last change; shows the calls first"), run_undo},
    {"verify-journal", NULL, NULL, N_("check that the journal is as it was written"),
     run_verify},
    {"context", NULL, "NAME", N_("to another context; no name: the list of them"), place_go},
    {"region", NULL, "NAME", N_("to another region of this console, as its home"),
     place_go_region},
    {"renew", NULL, NULL, N_("ask for the account's keys anew"), run_renew},
    {"theme", NULL, "NAME", N_("default16, mono, light, high-contrast, deuteranopia or a file"),
     run_theme},
    {"save", NULL, "NAME", N_("keep this view under a name: :NAME opens it"), run_save},
    {"forget", NULL, "NAME", N_("forget a view that was saved"), run_forget},
    {"redraw", NULL, NULL, N_("draw the screen anew"), run_redraw},
    {0},
};

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; commands[i].name != NULL; i++)
        if (strcmp(commands[i].name, name) == 0 ||
            (commands[i].alias != NULL && strcmp(commands[i].alias, name) == 0))
            return &commands[i];
    return NULL;
}

static void unknown(struct app *a, const char *name)
{
    const char *near = command_nearest(name, a->views);
    struct err err;

    (void)err_set(&err, ERR_USAGE, "No screen or command is called %.40s.", name);
    if (near != NULL)
        (void)err_advise(&err, "Did you mean :%s? Tab completes.", near);
    else
        (void)err_advise(&err, "Tab after : lists them all.");
    app_error(a, &err);
}

void app_command(struct app *a, const char *text)
{
    struct str rest, trimmed = str_trim(str_of(text));
    struct str word = str_cut(trimmed, ' ', &rest);
    char *name = mem_strndup(word.p, word.n);
    char *argument = mem_strndup(str_trim(rest).p, str_trim(rest).n);
    char *view = mem_strndup(trimmed.p, trimmed.n);
    const struct command *c = find_command(name);

    if (name[0] == '\0')
        ; /* an empty line asks for nothing */
    else if (c != NULL)
        c->run(a, argument);
    else if (screen_find(name) != NULL ||
             (a->views != NULL && saved_views_find(a->views, trimmed) != NULL))
        (void)app_open(a, view);
    else
        unknown(a, name);
    stack_follow(a);
    app_redraw(a);
    free(name);
    free(argument);
    free(view);
}
