#include "client/local/schema.h"

const char schema_mitigation_sql[] =
    "CREATE TABLE mitigation_action("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " action_id TEXT NOT NULL," /* UUID */
    " type TEXT NOT NULL,"      /* MitigationActionType */
    " params TEXT NOT NULL,"    /* JSON, as MitigationActionParams */
    " role_arn TEXT NOT NULL,"
    " tags TEXT NOT NULL DEFAULT '[]'," /* JSON, as sent */
    " created_ms INTEGER NOT NULL,"
    " modified_ms INTEGER NOT NULL);"

    /* Execution n of `total` findings is due at start_ms + n * span_ms / total. */
    "CREATE TABLE mitigation_task("
    " id INTEGER PRIMARY KEY,"
    " task_id TEXT NOT NULL UNIQUE,"
    " token TEXT NOT NULL UNIQUE," /* clientRequestToken */
    " target TEXT NOT NULL,"       /* JSON, as sent */
    " mapping TEXT NOT NULL,"      /* JSON, as sent: check -> action names */
    " audit_task INTEGER,"         /* audit_task.id; NULL: single findings */
    " status TEXT NOT NULL,"       /* AuditMitigationActionsTaskStatus */
    " start_ms INTEGER NOT NULL,"
    " end_ms INTEGER,"           /* NULL: in progress */
    " planned INTEGER NOT NULL," /* audit_finding.id up to which findings are taken; -1: all */
    " total INTEGER NOT NULL,"   /* findings */
    " done INTEGER NOT NULL,"    /* of these */
    " span_ms INTEGER NOT NULL);"
    "CREATE INDEX mitigation_task_by_start ON mitigation_task(start_ms, id);"
    "CREATE INDEX mitigation_task_running ON mitigation_task(id) WHERE status = 'IN_PROGRESS';"

    /* The actions as they were when the task began. */
    "CREATE TABLE mitigation_task_action("
    " task INTEGER NOT NULL REFERENCES mitigation_task(id),"
    " name TEXT NOT NULL,"
    " action_id TEXT NOT NULL,"
    " type TEXT NOT NULL,"
    " params TEXT NOT NULL,"
    " role_arn TEXT NOT NULL,"
    " PRIMARY KEY(task, name)) WITHOUT ROWID;"
    /* What is done to the findings of a check; seq: the order of the actions. */
    "CREATE TABLE mitigation_task_step("
    " task INTEGER NOT NULL REFERENCES mitigation_task(id),"
    " check_id INTEGER NOT NULL REFERENCES audit_check(id),"
    " seq INTEGER NOT NULL,"
    " action TEXT NOT NULL,"
    " PRIMARY KEY(task, check_id, seq)) WITHOUT ROWID;"
    /* Which findings of a check: those with one of these codes; no row: all of them. */
    "CREATE TABLE mitigation_task_reason("
    " task INTEGER NOT NULL REFERENCES mitigation_task(id),"
    " check_id INTEGER NOT NULL REFERENCES audit_check(id),"
    " reason TEXT NOT NULL,"
    " PRIMARY KEY(task, check_id, reason)) WITHOUT ROWID;"
    "CREATE TABLE mitigation_task_check("
    " task INTEGER NOT NULL REFERENCES mitigation_task(id),"
    " check_id INTEGER NOT NULL REFERENCES audit_check(id),"
    " total INTEGER NOT NULL,"
    " succeeded INTEGER NOT NULL DEFAULT 0,"
    " failed INTEGER NOT NULL DEFAULT 0,"
    " skipped INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY(task, check_id)) WITHOUT ROWID;"

    "CREATE TABLE mitigation_finding("
    " id INTEGER PRIMARY KEY,"
    " task INTEGER NOT NULL REFERENCES mitigation_task(id),"
    " finding_id TEXT NOT NULL,"
    " check_id INTEGER NOT NULL REFERENCES audit_check(id),"
    " status TEXT NOT NULL," /* PENDING IN_PROGRESS COMPLETED FAILED SKIPPED CANCELED */
    " UNIQUE(task, finding_id));"
    "CREATE INDEX mitigation_finding_by_name ON mitigation_finding(finding_id);"
    "CREATE INDEX mitigation_finding_open ON mitigation_finding(task, id)"
    " WHERE status IN ('PENDING', 'IN_PROGRESS');"
    "CREATE TABLE mitigation_execution("
    " id INTEGER PRIMARY KEY,"
    " finding INTEGER NOT NULL REFERENCES mitigation_finding(id),"
    " seq INTEGER NOT NULL,"
    " action TEXT NOT NULL,"
    " status TEXT NOT NULL," /* AuditMitigationActionsExecutionStatus */
    " start_ms INTEGER,"     /* NULL: not begun */
    " end_ms INTEGER,"
    " error_code TEXT,"
    " message TEXT,"
    " UNIQUE(finding, seq));"

    /* Messages on their way to the file, which then has file_bytes. */
    "CREATE TABLE outbox_line("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " line TEXT NOT NULL);"
    "CREATE TABLE outbox("
    " id INTEGER PRIMARY KEY CHECK(id = 1),"
    " file_bytes INTEGER NOT NULL);"
    "INSERT INTO outbox VALUES(1, 0);";
