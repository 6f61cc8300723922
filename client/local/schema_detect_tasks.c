#include "client/local/schema.h"

const char schema_detect_tasks_sql[] =
    /* Violation n of `total` is due at start_ms + n * span_ms / total. */
    "CREATE TABLE detect_task("
    " id INTEGER PRIMARY KEY,"
    " task_id TEXT NOT NULL UNIQUE,"
    " token TEXT NOT NULL UNIQUE," /* clientRequestToken */
    " request TEXT NOT NULL,"      /* JSON, as sent */
    " status TEXT NOT NULL,"       /* DetectMitigationActionsTaskStatus */
    " start_ms INTEGER NOT NULL,"
    " end_ms INTEGER,"           /* NULL: in progress */
    " planned INTEGER NOT NULL," /* violation.id up to which they are taken; -1: all */
    " total INTEGER NOT NULL,"   /* violations */
    " done INTEGER NOT NULL,"    /* of these */
    " span_ms INTEGER NOT NULL,"
    " executed INTEGER NOT NULL," /* actions, whatever became of them */
    " skipped INTEGER NOT NULL,"
    " failed INTEGER NOT NULL);"
    "CREATE INDEX detect_task_by_start ON detect_task(start_ms, id);"
    "CREATE INDEX detect_task_running ON detect_task(id) WHERE status = 'IN_PROGRESS';"

    /* The actions as they were when the task began. */
    "CREATE TABLE detect_task_action("
    " task INTEGER NOT NULL REFERENCES detect_task(id),"
    " seq INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " action_id TEXT NOT NULL,"
    " type TEXT NOT NULL,"
    " params TEXT NOT NULL,"
    " role_arn TEXT NOT NULL,"
    " PRIMARY KEY(task, seq)) WITHOUT ROWID;"
    /* What was said of a violation is kept when the violation itself is too old. */
    "CREATE TABLE detect_task_violation("
    " id INTEGER PRIMARY KEY,"
    " task INTEGER NOT NULL REFERENCES detect_task(id),"
    " violation_id TEXT NOT NULL,"
    " thing TEXT NOT NULL,"
    " open INTEGER NOT NULL," /* 1: not worked on yet */
    " UNIQUE(task, violation_id));"
    "CREATE INDEX detect_task_violation_open ON detect_task_violation(task, id)"
    " WHERE open = 1;"
    "CREATE TABLE detect_execution("
    " id INTEGER PRIMARY KEY,"
    " violation INTEGER NOT NULL REFERENCES detect_task_violation(id),"
    " seq INTEGER NOT NULL,"
    " action TEXT NOT NULL,"
    " status TEXT NOT NULL," /* DetectMitigationActionExecutionStatus; '': not begun */
    " start_ms INTEGER,"
    " end_ms INTEGER,"
    " error_code TEXT,"
    " message TEXT,"
    " UNIQUE(violation, seq));";
