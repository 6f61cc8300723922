/*
 * api/drills: picket's own operations: scenarios on the simulated fleet of its local service.
 *
 * AWS has nothing of the kind: their paths begin with /picket/, their service is
 * SERVICE_PICKET, and they are only ever sent to a service on this machine (net/call). A
 * scenario moves metrics of some things for a while; its debrief holds what there was to see
 * against the alarms that were raised. Which scenarios there are: client/local/scenario_kinds.
 */
#pragma once

#include "client/api/operation.h"

enum { DRILL_THINGS_MAX = 1000 }; /* of one debrief; the counts are of all */

struct scenario_metric {
    const char *metric_name;
    const char *change; /* "34 more", "9 times and 250 more", "+ 203.0.113.77" */
};

struct scenario_about {
    const char *name, *title, *threat, *signs;
    struct list metrics;       /* of struct scenario_metric */
    struct opt_int per_mille;  /* of the fleet, unless asked otherwise */
    struct opt_int spread_min; /* minutes from the first thing to the last */
    struct opt_int minutes;    /* how long it goes on, unless asked otherwise */
};

struct list_scenario_kinds_output {
    struct list scenario_kinds; /* of struct scenario_about */
};

struct list_scenarios_input {
    struct opt_int max_results;
    const char *next_token;
};

struct scenario_summary {
    const char *scenario_id;
    const char *name;   /* "ransomware" */
    const char *title;  /* "Ransomware" */
    const char *status; /* ScenarioStatus */
    const char *aim;    /* how they were chosen: "type ReeferUnit" */
    struct opt_time start_time, end_time;
    struct opt_int things, struck; /* all of them; those whose turn has come */
    struct opt_int alarmed;        /* things with an alarm on a metric it moves */
};

/* Reports of real devices, since the state was made. */
struct device_reports_summary {
    struct opt_int devices, accepted, rejected;
    const char *last_rejected_thing, *last_rejected_reason;
    struct opt_time last_rejected_time;
};

struct list_scenarios_output {
    struct list scenarios; /* of struct scenario_summary */
    const struct device_reports_summary *device_reports;
    const char *next_token;
};

struct start_scenario_input {
    const char *name;
    const char *client_request_token;
    struct list thing_names; /* these; or chosen of: */
    const char *thing_type_name, *thing_group_name;
    struct opt_int things;  /* how many to choose */
    struct opt_int minutes; /* how long */
};

struct start_scenario_output {
    const char *scenario_id;
    struct opt_int things; /* that it strikes: fewer than asked for when there are fewer */
};

struct describe_scenario_input {
    const char *scenario_id;
};

/* One thing of a scenario, and what was made of it. */
struct scenario_thing {
    const char *thing_name;
    struct opt_time start_time, end_time, cut_time; /* cut: quarantined in between */
    struct opt_int alarms;
    struct opt_time first_alarm_time;
    const char *first_behavior, *first_profile;
    const char *verification_state; /* of its last alarm that somebody judged */
};

/* A behavior that raised alarms on things of the scenario. */
struct scenario_alarm {
    const char *behavior_name, *security_profile_name, *metric_name;
    struct opt_int things;
    struct opt_time first_alarm_time;
    struct opt_int verified; /* alarms that somebody judged */
};

/* A metric it moves, and who watched it. */
struct scenario_watch {
    const char *metric_name, *change;
    struct opt_int behaviors; /* of profiles that have one on it */
    struct opt_int things;    /* with an alarm on it */
};

struct describe_scenario_output {
    const struct scenario_summary *scenario;
    const char *threat, *signs;
    struct list watches;   /* of struct scenario_watch */
    struct list alarms;    /* of struct scenario_alarm, the first raised first */
    struct list things;    /* of struct scenario_thing, in the order of being struck */
    struct opt_int shown;  /* how many of the things */
    struct opt_int missed; /* struck, without an alarm */
    struct opt_int verified, quarantined; /* things */
    struct opt_time first_alarm_time;     /* of all */
    struct opt_time first_verified_time;
    struct opt_time first_quarantine_time;
};

struct stop_scenario_input {
    const char *scenario_id;
};

extern const struct enumeration enum_scenario_status; /* RUNNING ENDED STOPPED */

extern const struct record scenario_metric_record;
extern const struct record scenario_about_record;
extern const struct record list_scenario_kinds_output_record;
extern const struct record list_scenarios_input_record;
extern const struct record scenario_summary_record;
extern const struct record device_reports_summary_record;
extern const struct record list_scenarios_output_record;
extern const struct record start_scenario_input_record;
extern const struct record start_scenario_output_record;
extern const struct record describe_scenario_input_record;
extern const struct record scenario_thing_record;
extern const struct record scenario_alarm_record;
extern const struct record scenario_watch_record;
extern const struct record describe_scenario_output_record;
extern const struct record stop_scenario_input_record;

extern const struct operation op_list_scenario_kinds;
extern const struct operation op_list_scenarios;
extern const struct operation op_start_scenario;
extern const struct operation op_describe_scenario;
extern const struct operation op_stop_scenario;
