#include "client/local/schema.h"

const char schema_profiles_sql[] =
    /* An id is never used again: what was learned or raised under one stays its own. */
    "CREATE TABLE security_profile("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " name TEXT NOT NULL UNIQUE,"
    " version INTEGER NOT NULL,"
    " document TEXT NOT NULL," /* JSON: what DescribeSecurityProfile says of its contents */
    " created_ms INTEGER NOT NULL,"
    " modified_ms INTEGER NOT NULL);"
    "CREATE TABLE security_profile_target("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " profile INTEGER NOT NULL REFERENCES security_profile(id),"
    " kind INTEGER NOT NULL,"                       /* enum profile_target_kind */
    " group_id INTEGER REFERENCES thing_group(id)," /* TARGET_GROUP; else NULL */
    " arn TEXT NOT NULL,"
    " UNIQUE(profile, arn));"
    "CREATE INDEX security_profile_target_by_arn ON security_profile_target(arn);"
    "CREATE TABLE custom_metric("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " type TEXT NOT NULL,"         /* CustomMetricType */
    " display_name TEXT,"          /* NULL: none */
    " token TEXT NOT NULL UNIQUE," /* clientRequestToken */
    " created_ms INTEGER NOT NULL,"
    " modified_ms INTEGER NOT NULL);"
    "CREATE TABLE dimension("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " type TEXT NOT NULL,"          /* DimensionType */
    " string_values TEXT NOT NULL," /* JSON array */
    " token TEXT NOT NULL UNIQUE,"
    " created_ms INTEGER NOT NULL,"
    " modified_ms INTEGER NOT NULL);";
