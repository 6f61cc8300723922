#include "views/alarm_choice.h"

#include <string.h>

#include "client/base/i18n.h"
#include "client/store/alarm_events.h"
#include "views/chosen.h"

/* Where the two kinds of rows have what a frozen alarm needs. */
struct places {
    const struct table_spec *spec;
    int id, thing, behavior, profile, state, note, expects, observed, suppr;
};

static const struct places *places_of(const struct list_view *v)
{
    static const struct places all[] = {
        {&alarms_table, ALARM_ID, ALARM_THING, ALARM_BEHAVIOR, ALARM_PROFILE, ALARM_STATE,
         ALARM_NOTE, ALARM_EXPECTS, ALARM_OBSERVED, ALARM_SUPPR},
        {&alarm_events_table, EVENT_ID, EVENT_THING, EVENT_BEHAVIOR, EVENT_PROFILE, EVENT_STATE,
         EVENT_NOTE, EVENT_EXPECTS, EVENT_OBSERVED, EVENT_SUPPR},
    };

    return list_view_is_of(v, all[0].spec) ? &all[0] : &all[1];
}

static const char *text(const struct list_view *v, uint32_t row, int column, struct arena *a)
{
    char scratch[TABLE_SCRATCH];
    const struct str s = list_view_text(v, row, column, scratch);

    return arena_strn(a, s.p, s.n);
}

void alarm_choice_name(const struct list_view *v, uint32_t row, struct buf *out)
{
    const struct places *at = places_of(v);
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, at->thing, scratch);

    buf_put(out, s.p, s.n);
    buf_putc(out, ' ');
    s = list_view_text(v, row, at->behavior, scratch);
    buf_put(out, s.p, s.n);
}

static bool freeze_row(const struct list_view *v, uint32_t row, struct frozen *set,
                       struct err *err)
{
    const struct places *at = places_of(v);
    struct arena *a = set->arena;
    const struct frozen_finding one = {
        .finding = text(v, row, at->id, a),
        .check = FROZEN_ALARMS,
        .key = arena_printf(a, FROZEN_THING "%s", text(v, row, at->thing, a)),
        .suppressed = strcmp(text(v, row, at->suppr, a), "yes") == 0,
        .behavior = text(v, row, at->behavior, a),
        .profile = text(v, row, at->profile, a),
        .state = text(v, row, at->state, a),
        .note = text(v, row, at->note, a),
        .says = arena_printf(a, _("expected %s; %s"), text(v, row, at->expects, a),
                             text(v, row, at->observed, a)),
    };

    for (size_t i = 0; i < set->n; i++) /* two events of one alarm */
        if (strcmp(set->items[i].finding, one.finding) == 0)
            return true;
    if (one.finding[0] == '\0')
        return err_set(err, ERR_USAGE, "the service gave no id for this alarm of %s",
                       frozen_thing(&one));
    return frozen_add(set, &one) ||
           err_set(err, ERR_LIMIT, "at most %d alarms at once: mark fewer", FROZEN_MAX);
}

void alarm_choice_open(struct app *app, struct list_view *v, const char *screen)
{
    struct frozen *set = frozen_new(app_now_ms(app));
    struct chosen chosen = {0};
    struct err err;
    bool ok = chosen_rows(v, alarm_choice_name, &chosen, &err);

    for (size_t i = 0; ok && i < chosen.n; i++)
        ok = freeze_row(v, chosen.rows[i], set, &err);
    chosen_free(&chosen);
    if (ok) {
        chosen_open(app, screen, set);
    } else {
        app_error(app, &err);
        frozen_free(set);
    }
}
