/* What is done about alarms of one device: the marked ones, else the one under the cursor,
 * frozen for the form that opens on them. */
#include <string.h>

#include "client/store/frozen.h"
#include "views/chosen.h"
#include "views/thing_screen.h"

static bool freeze(const struct thing_screen *s, const struct thing_event *e,
                   struct frozen *set, struct err *err)
{
    for (size_t i = 0; i < set->n; i++) /* several events of one alarm */
        if (strcmp(set->items[i].finding, e->violation) == 0)
            return true;
    return frozen_add(set,
                      &(struct frozen_finding){
                          .finding = e->violation,
                          .check = FROZEN_ALARMS,
                          .key = arena_printf(set->arena, FROZEN_THING "%s", s->data->name),
                          .suppressed = e->suppressed,
                          .behavior = e->what,
                          .profile = e->profile,
                          .state = e->state,
                          .note = e->note,
                          .says = e->says}) ||
           err_set(err, ERR_LIMIT, "at most %d alarms at once: mark fewer", FROZEN_MAX);
}

static bool is_alarm(const struct thing_event *e)
{
    return e != NULL && e->violation != NULL && e->says != NULL;
}

static bool freeze_marked(const struct thing_screen *s, struct frozen *set, struct err *err)
{
    if (list_marks_hidden(&s->list) > 0) {
        (void)err_set(err, ERR_USAGE, "%zu marked events are not shown",
                      list_marks_hidden(&s->list));
        return err_advise(err, "empty the filter with / or unmark all with U");
    }
    for (size_t i = 0; i < s->n_shown; i++) {
        const struct thing_event *e = &s->model.events[s->shown[i]];

        if (!list_marked(&s->list, e->id))
            continue;
        if (!is_alarm(e))
            return err_set(err, ERR_USAGE, "a marked event is of no alarm: %.60s",
                           e->what != NULL ? e->what : e->type);
        if (!freeze(s, e, set, err))
            return false;
    }
    return true;
}

static bool freeze_chosen(const struct thing_screen *s, struct frozen *set, struct err *err)
{
    const struct thing_event *e = thing_events_current(s);

    if (list_mark_count(&s->list) > 0)
        return freeze_marked(s, set, err);
    if (is_alarm(e))
        return freeze(s, e, set, err);
    return err_set(err, ERR_USAGE, "the cursor is on no event of an alarm");
}

static void open_form(struct thing_screen *s, const char *screen)
{
    struct frozen *set = frozen_new(app_now_ms(s->app));
    struct err err;

    if (freeze_chosen(s, set, &err)) {
        chosen_open(s->app, screen, set);
    } else {
        app_error(s->app, &err);
        frozen_free(set);
    }
}

void thing_verify(struct thing_screen *s)
{
    open_form(s, "verify");
}

void thing_release(struct thing_screen *s)
{
    app_openf(s->app, "release thing:%s", s->data->name);
}

/* Without an alarm in hand it is the device that is meant. */
void thing_mitigate(struct thing_screen *s)
{
    if (list_mark_count(&s->list) > 0 || is_alarm(thing_events_current(s)))
        open_form(s, "mitigate");
    else
        app_openf(s->app, "mitigate thing:%s", s->data->name);
}
