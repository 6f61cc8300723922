#include "client/local/schema.h"

const char schema_detect_order_sql[] =
    /* What nothing is said of any more is looked for without reading all that is said. */
    "CREATE INDEX violation_by_behavior ON violation(behavior);"
    "CREATE INDEX violation_event_by_behavior ON violation_event(behavior);"
    /* Violations of a task go by their row; executions are asked for by task, violation and
     * thing. */
    "CREATE INDEX detect_task_violation_by_row ON detect_task_violation(task, id);"
    "CREATE INDEX detect_task_violation_by_violation ON detect_task_violation(violation_id);"
    "CREATE INDEX detect_task_violation_by_thing ON detect_task_violation(thing);";
