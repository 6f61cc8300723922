#include "views/tour.h"

#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/app_inside.h"

static char *view_of_alarm(const struct app *a);

static const struct tour_step {
    const char *view;                    /* NULL: found() knows */
    char *(*found)(const struct app *a); /* owned */
    const char *title, *text;
} steps[] = {
    {"pulse", NULL, N_("What is wrong, since when"),
     N_("The worst of everything that waits for somebody comes first: alarms, findings, models,"
        " changes that were cut off. Enter opens the line under the cursor, 1 comes back here"
        " from anywhere, Esc goes one screen back.")},
    {"findings sev>=high sort:sev,found-", NULL, N_("On which devices, and what hides it"),
     N_("/ filters as you type, by words, age<2d or check:CERT; Enter leads from a finding to"
        " what it found and the devices behind it. Space marks rows; s hides the marked ones"
        " for as long as you say, m acts on them.")},
    {"alarms", NULL, N_("What devices do that they should not"),
     N_("Which device, what was seen, what was allowed. v says what an alarm turned out to be,"
        " b groups them, Tab shows what began and ended. m puts devices into quarantine,"
        " x lets them out again.")},
    {NULL, view_of_alarm, N_("One device, everything about it"),
     N_("Findings, alarms, suppressions and what was done to it, on one time axis. c copies:"
        " c, then m, puts its history into a ticket as Markdown. X leads to what is related,"
        " here and in every list.")},
    {"journal", NULL, N_("What was changed, and the way back"),
     N_("Nothing is sent before a review that shows what it will break, and every change is"
        " written here before it leaves; z takes the last one back. Away from the local fleet"
        " nothing can be changed until :arm. ? lists the keys of any screen, Q quits.")},
};

static char *view_of_alarm(const struct app *a)
{
    const struct table *t = source_table(watched_list_source(a->alarms));
    char scratch[TABLE_SCRATCH];

    if (table_rows(t) == 0)
        return a->last_thing != NULL ? mem_printf("thing %s", a->last_thing)
                                     : mem_strdup("thing"); /* asks which */
    const struct str name = table_text(t, 0, ALARM_THING, scratch);

    return mem_printf("thing %.*s", (int)name.n, name.p);
}

static void show_step(struct app *a, size_t i);

static void go_on(void *ctx)
{
    struct app *a = ctx;

    if (++a->tour_step < COUNT_OF(steps))
        show_step(a, a->tour_step);
    else
        app_message(a, MESSAGE_OK,
                    "That was the tour. ? and the manual, picket(1), say the rest.");
}

/* Where the step says, above the first screen, as after the digit of a screen. */
static bool go_there(struct app *a, const struct tour_step *step)
{
    char *view = step->view != NULL ? mem_strdup(step->view) : step->found(a);

    stack_reset(a);
    const bool there = level_is(app_top(a), view) || app_open(a, view);

    free(view);
    return there;
}

static void show_step(struct app *a, size_t i)
{
    const struct tour_step *step = &steps[i];
    const bool last = i + 1 == COUNT_OF(steps);

    a->tour_step = i;
    if (!go_there(a, step))
        return;
    char *title = mem_printf("%zu/%zu  %s", i + 1, COUNT_OF(steps), i18n_text(step->title));
    char *text = last ? mem_strdup(i18n_text(step->text))
                      : mem_printf(_("%s\nEsc: try it here; :tour %zu goes on."),
                                   i18n_text(step->text), i + 2);

    app_guide(a, &(struct app_guide){.title = title,
                                     .text = text,
                                     .onward = last ? _("Done") : _("Next"),
                                     .leave = _("Leave the tour"),
                                     .go_on = go_on,
                                     .ctx = a});
    free(title);
    free(text);
}

void tour_run(struct app *a, const char *argument)
{
    int64_t n = 1;
    struct err err;

    if (*argument != '\0' && !str_to_int(str_of(argument), 1, COUNT_OF(steps), &n)) {
        (void)err_set(&err, ERR_USAGE, "The tour has steps 1 to %zu.", COUNT_OF(steps));
        (void)err_advise(&err, ":tour begins it");
        app_error(a, &err);
        return;
    }
    show_step(a, (size_t)n - 1);
}
