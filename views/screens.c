#include "views/screens.h"

#include <string.h>

/* In the order completion and help list them, one a line; the first is where the console
 * opens. */
/* clang-format off */
const struct screen_spec *const screens[] = {
    &pulse_screen,
    &findings_screen,
    &audits_screen,
    &report_screen,
    &diff_screen,
    &schedules_screen,
    &schedule_screen,
    &suppressions_screen,
    &suppress_screen,
    &profiles_screen,
    &profile_screen,
    &training_screen,
    &edit_profile_screen,
    &attach_profile_screen,
    &metrics_screen,
    &edit_metric_screen,
    &dimensions_screen,
    &edit_dimension_screen,
    &alarms_screen,
    &alarm_screen,
    &events_screen,
    &range_screen,
    &verify_screen,
    &tasks_screen,
    &task_screen,
    &actions_screen,
    &action_screen,
    &mitigate_screen,
    &release_screen,
    &configuration_screen,
    &configure_screen,
    &finding_screen,
    &certificate_screen,
    &thing_screen,
    &policy_screen,
    &ca_screen,
    &client_screen,
    &alias_screen,
    &pool_screen,
    &account_screen,
    &start_audit_screen,
    &plan_screen,
    &scenarios_screen,
    &scenario_screen,
    &play_screen,
    &journal_screen,
    &entry_screen,
    &handover_screen,
    &contexts_screen,
    &settings_screen,
    &calls_screen,
    &help_screen,
    &messages_screen,
    &copy_screen,
    &related_screen,
    &columns_screen,
    &filters_screen,
    &write_screen,
    &raw_screen,
    NULL,
};
/* clang-format on */

const struct screen_spec *screen_find(const char *name)
{
    for (size_t i = 0; screens[i] != NULL; i++)
        if (strcmp(screens[i]->name, name) == 0)
            return screens[i];
    return NULL;
}
