#include "client/local/schema.h"

const char schema_progress_sql[] =
    "CREATE TABLE audit_progress("
    " task_check INTEGER PRIMARY KEY REFERENCES audit_task_check(id),"
    " as_of_ms INTEGER NOT NULL,"
    " cursor INTEGER NOT NULL," /* the last resource that was seen */
    " cursor_inner INTEGER NOT NULL,"
    " cursor_text TEXT,"
    " total INTEGER NOT NULL,"
    " non_compliant INTEGER NOT NULL,"
    " suppressed INTEGER NOT NULL,"
    " finding INTEGER NOT NULL," /* the last one made; 0: none */
    " n_related INTEGER NOT NULL,"
    " last_resource TEXT);";
