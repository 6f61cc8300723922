/*
 * tests/support/views_shown: a view of each screen, of what tests/support/views_rig answers,
 * with the name its golden file has.
 */
#pragma once

#include <criterion/criterion.h>
#include <string.h>

#include "tests/support/views_rig.h"

static const struct {
    const char *name, *view;
} views_shown[] = {
    {"pulse", "pulse"},
    {"training", "training"},
    {"findings", "findings"},
    {"findings_of_run", "findings run:" VIEWS_RUN_DONE},
    {"audits", "audits"},
    {"report", "report " VIEWS_RUN_DONE},
    {"report_going", "report " VIEWS_RUN_GOING},
    {"finding", "finding " VIEWS_FINDING},
    {"certificate", "certificate " VIEWS_CERTIFICATE},
    {"policy", "policy FleetDefault:7"},
    {"thing", "thing cam-e-01"},
    {"client", "client cam-e-01"},
    {"start", "start-audit"},
    {"actions", "actions"},
    {"action", "action deact-cert"},
    {"tasks", "tasks"},
    {"task", "task " VIEWS_TASK},
    {"task_alarms", "task " VIEWS_DETECT_TASK},
    {"mitigate_alarms", "mitigate thing:cam-e-01"},
    {"release", "release group:cameras thing:cam-e-01"},
    {"mitigate", "mitigate run:" VIEWS_RUN_DONE},
    {"schedules", "schedules"},
    {"schedule", "schedule"},
    {"schedule_edit", "schedule daily-full"},
    {"configuration", "configuration"},
    {"configure", "configure"},
    {"scenarios", "scenarios"},
    {"scenario", "scenario 2"},
    {"play", "play impersonation"},
    {"suppressions", "suppressions"},
    {"suppress", "suppress check:CERT_SHARED res:cert:" VIEWS_CERTIFICATE},
    {"suppress_client", "suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12"},
    {"profiles", "profiles"},
    {"profile", "profile perimeter"},
    {"edit_profile", "edit-profile"},
    {"edit_profile_change", "edit-profile perimeter"},
    {"attach_profile", "attach-profile perimeter"},
    {"metrics", "metrics"},
    {"edit_metric", "edit-metric cpu"},
    {"dimensions", "dimensions"},
    {"edit_dimension", "edit-dimension plant"},
    {"alarms", "alarms"},
    {"alarms_grouped", "alarms by:behaviour"},
    {"alarm", "alarm id:a1a1a1a1-0001 profile:ml-fleet thing:gw-osaka-12"},
    {"events", "events"},
    {"events_week", "events last:40d"},
    {"range", "range since:8h"},
};

enum { VIEWS_SHOWN_MAX = 200 };

static inline bool views_shown_is_of(const char *view, const char *screen)
{
    const size_t n = strlen(screen);

    return strncmp(view, screen, n) == 0 && (view[n] == ' ' || view[n] == '\0');
}

/* Those above, and the name of every screen that is not among them. */
static inline size_t views_shown_all(const char *out[VIEWS_SHOWN_MAX])
{
    size_t n = 0;

    for (; n < COUNT_OF(views_shown); n++)
        out[n] = views_shown[n].view;
    for (size_t i = 0; screens[i] != NULL; i++) {
        bool shown = false;

        for (size_t k = 0; k < COUNT_OF(views_shown); k++)
            shown |= views_shown_is_of(views_shown[k].view, screens[i]->name);
        if (!shown)
            out[n++] = screens[i]->name;
        cr_assert_lt(n, VIEWS_SHOWN_MAX);
    }
    return n;
}
