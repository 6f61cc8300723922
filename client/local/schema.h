/*
 * local/schema: the tables of the local service, as migrations in order.
 *
 * Every migration that has been released stays as it is; a change is a new entry at the end.
 * Conventions: times are milliseconds since 1970 UTC in columns named *_ms (service time, see
 * local/service_clock); ids are rowids; texts that the API calls JSON (attributes, documents)
 * are kept as JSON text; statuses are the API's own words. Lists are paged by an ORDER BY on a
 * unique key and `key > ?`, never by OFFSET.
 */
#pragma once

/* The fleet: things, certificates, policies, roles, connections. */
extern const char schema_registry_sql[];
/* Audits: configuration, runs, findings, suppressions, schedules. */
extern const char schema_audit_sql[];
/* Indexes that lists in the API's order need. */
extern const char schema_order_sql[];
/* How far running checks have come. */
extern const char schema_progress_sql[];
/* When scheduled audits are due; tags. */
extern const char schema_calendar_sql[];
/* Mitigation actions, their tasks and executions, messages to be sent. */
extern const char schema_mitigation_sql[];
/* Tags of mitigation actions, where the others are. */
extern const char schema_record_sql[];
/* What devices reported of themselves. */
extern const char schema_reports_sql[];
/* When alarms were judged. */
extern const char schema_debrief_sql[];
/* Scenarios: incidents played on the fleet, and whom they struck. */
extern const char schema_scenarios_sql[];
/* Security profiles and their targets, custom metrics, dimensions. */
extern const char schema_profiles_sql[];
/* Mitigation of violations. */
extern const char schema_detect_tasks_sql[];
/* Indexes for the purging of behaviors and for the lists of executions. */
extern const char schema_detect_order_sql[];
/* What ML detect collected and learned. */
extern const char schema_models_sql[];
/* Violations, their events, how far detect has come; what simulated devices report. */
extern const char schema_violations_sql[];

extern const char *const schema_migrations[];
extern const int schema_migration_count;
