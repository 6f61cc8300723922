/*
 * views/screens: every screen there is. A new one is a file and a line here and in screens.c.
 * Specs are constants; their states belong to the stack of views/app.
 */
#pragma once

#include "views/screen.h"

extern const struct screen_spec account_screen;
extern const struct screen_spec action_screen;
extern const struct screen_spec actions_screen;
extern const struct screen_spec alarm_screen;
extern const struct screen_spec alarms_screen;
extern const struct screen_spec alias_screen;
extern const struct screen_spec attach_profile_screen;
extern const struct screen_spec audits_screen;
extern const struct screen_spec ca_screen;
extern const struct screen_spec calls_screen;
extern const struct screen_spec contexts_screen;
extern const struct screen_spec settings_screen;
extern const struct screen_spec columns_screen;
extern const struct screen_spec filters_screen;
extern const struct screen_spec certificate_screen;
extern const struct screen_spec client_screen;
extern const struct screen_spec configuration_screen;
extern const struct screen_spec configure_screen;
extern const struct screen_spec diff_screen;
extern const struct screen_spec dimensions_screen;
extern const struct screen_spec edit_dimension_screen;
extern const struct screen_spec edit_metric_screen;
extern const struct screen_spec edit_profile_screen;
extern const struct screen_spec entry_screen;
extern const struct screen_spec events_screen;
extern const struct screen_spec finding_screen;
extern const struct screen_spec findings_screen;
extern const struct screen_spec handover_screen;
extern const struct screen_spec help_screen;
extern const struct screen_spec journal_screen;
extern const struct screen_spec messages_screen;
extern const struct screen_spec metrics_screen;
extern const struct screen_spec mitigate_screen;
extern const struct screen_spec release_screen;
extern const struct screen_spec plan_screen;
extern const struct screen_spec play_screen;
extern const struct screen_spec policy_screen;
extern const struct screen_spec pool_screen;
extern const struct screen_spec profile_screen;
extern const struct screen_spec profiles_screen;
extern const struct screen_spec pulse_screen;
extern const struct screen_spec range_screen;
extern const struct screen_spec copy_screen;
extern const struct screen_spec related_screen;
extern const struct screen_spec write_screen;
extern const struct screen_spec raw_screen;
extern const struct screen_spec report_screen;
extern const struct screen_spec scenario_screen;
extern const struct screen_spec scenarios_screen;
extern const struct screen_spec schedule_screen;
extern const struct screen_spec schedules_screen;
extern const struct screen_spec start_audit_screen;
extern const struct screen_spec suppress_screen;
extern const struct screen_spec suppressions_screen;
extern const struct screen_spec task_screen;
extern const struct screen_spec tasks_screen;
extern const struct screen_spec thing_screen;
extern const struct screen_spec training_screen;
extern const struct screen_spec verify_screen;
