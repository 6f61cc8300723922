#include "client/local/schema.h"

const char schema_audit_sql[] =
    /* The account's audit configuration; no row: not configured. */
    "CREATE TABLE audit_account("
    " id INTEGER PRIMARY KEY CHECK(id = 1),"
    " role_arn TEXT NOT NULL);"
    "CREATE TABLE audit_notification("
    " type TEXT PRIMARY KEY," /* SNS */
    " target_arn TEXT,"
    " role_arn TEXT,"
    " enabled INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"

    /* A row for each check ever known here: findings refer to it by number. */
    "CREATE TABLE audit_check("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " enabled INTEGER NOT NULL DEFAULT 0,"
    " threshold_days INTEGER," /* NULL: the check's default */
    " enabled_ms INTEGER);"    /* since when data are collected; NULL: never enabled */

    "CREATE TABLE audit_task("
    " id INTEGER PRIMARY KEY,"
    " task_id TEXT NOT NULL UNIQUE," /* 32 lower case hex digits */
    " type TEXT NOT NULL,"           /* AuditTaskType */
    " schedule TEXT,"                /* scheduled audit's name, NULL: on demand */
    " start_ms INTEGER NOT NULL,"
    " end_ms INTEGER,"        /* NULL: in progress */
    " as_of_ms INTEGER,"      /* a run in the past: its time; NULL: now */
    " status TEXT NOT NULL);" /* AuditTaskStatus */
    "CREATE INDEX audit_task_by_start ON audit_task(start_ms, id);"
    "CREATE INDEX audit_task_by_schedule ON audit_task(schedule, start_ms)"
    " WHERE schedule IS NOT NULL;"
    "CREATE INDEX audit_task_running ON audit_task(id) WHERE status = 'IN_PROGRESS';"

    "CREATE TABLE audit_task_check("
    " id INTEGER PRIMARY KEY,"
    " task INTEGER NOT NULL REFERENCES audit_task(id),"
    " check_id INTEGER NOT NULL REFERENCES audit_check(id),"
    " status TEXT NOT NULL,"      /* AuditCheckRunStatus */
    " ready_ms INTEGER NOT NULL," /* not evaluated before this */
    " error_code TEXT,"
    " message TEXT,"
    " total INTEGER,"         /* resources; NULL: not counted yet */
    " non_compliant INTEGER," /* of these, the suppressed ones apart */
    " suppressed INTEGER,"
    " UNIQUE(task, check_id));"

    /* resource: as audit_resource writes it. Newest first is descending found_ms, id. */
    "CREATE TABLE audit_finding("
    " id INTEGER PRIMARY KEY,"
    " finding_id TEXT NOT NULL UNIQUE," /* 32 lower case hex digits */
    " task INTEGER NOT NULL REFERENCES audit_task(id),"
    " check_id INTEGER NOT NULL REFERENCES audit_check(id),"
    " resource TEXT NOT NULL,"
    " info TEXT,"            /* additionalInfo: JSON object, NULL: none */
    " reason TEXT NOT NULL," /* code */
    " text TEXT NOT NULL,"
    " found_ms INTEGER NOT NULL,"
    " suppressed INTEGER NOT NULL);"
    "CREATE INDEX audit_finding_by_task ON audit_finding(task);"
    "CREATE INDEX audit_finding_by_task_check ON audit_finding(task, check_id);"
    "CREATE INDEX audit_finding_by_time ON audit_finding(found_ms);"
    "CREATE INDEX audit_finding_by_check ON audit_finding(check_id, found_ms);"
    "CREATE INDEX audit_finding_by_resource ON audit_finding(resource);"
    "CREATE TABLE audit_related("
    " finding INTEGER NOT NULL REFERENCES audit_finding(id),"
    " seq INTEGER NOT NULL,"
    " type TEXT NOT NULL," /* ResourceType */
    " resource TEXT NOT NULL,"
    " info TEXT,"
    " PRIMARY KEY(finding, seq)) WITHOUT ROWID;"

    "CREATE TABLE audit_suppression("
    " id INTEGER PRIMARY KEY,"
    " check_id INTEGER NOT NULL REFERENCES audit_check(id),"
    " resource TEXT NOT NULL,"
    " expiration_ms INTEGER," /* NULL: indefinitely */
    " description TEXT,"
    " token TEXT NOT NULL," /* clientRequestToken of its creation */
    " created_ms INTEGER NOT NULL,"
    " UNIQUE(check_id, resource));"
    "CREATE INDEX audit_suppression_by_expiry ON audit_suppression(expiration_ms, id);"

    "CREATE TABLE scheduled_audit("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " frequency TEXT NOT NULL," /* AuditFrequency */
    " day_of_month TEXT,"
    " day_of_week TEXT,"
    " tags TEXT NOT NULL DEFAULT '[]'," /* JSON, as sent */
    " created_ms INTEGER NOT NULL);"
    "CREATE TABLE scheduled_audit_check("
    " schedule INTEGER NOT NULL REFERENCES scheduled_audit(id),"
    " check_id INTEGER NOT NULL REFERENCES audit_check(id),"
    " PRIMARY KEY(schedule, check_id)) WITHOUT ROWID;"
    "CREATE INDEX scheduled_audit_check_by_check ON scheduled_audit_check(check_id);";
