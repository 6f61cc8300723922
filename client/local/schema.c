#include "client/local/schema.h"

#include "client/base/err.h"

const char *const schema_migrations[] = {
    schema_registry_sql,     schema_audit_sql,     schema_order_sql,
    schema_progress_sql,     schema_calendar_sql,  schema_mitigation_sql,
    schema_record_sql,       schema_scenarios_sql, schema_reports_sql,
    schema_profiles_sql,     schema_models_sql,    schema_violations_sql,
    schema_detect_tasks_sql, schema_debrief_sql,   schema_detect_order_sql,
};
const int schema_migration_count = (int)COUNT_OF(schema_migrations);
