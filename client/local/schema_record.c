#include "client/local/schema.h"

const char schema_record_sql[] =
    /* Tags of mitigation actions lie with all others. */
    "INSERT OR IGNORE INTO tag SELECT"
    " 'arn:aws:iot:' || (SELECT value FROM meta WHERE key = 'region') || ':'"
    " || (SELECT value FROM meta WHERE key = 'account') || ':mitigationaction/' || a.name,"
    " json_extract(t.value, '$.Key'), ifnull(json_extract(t.value, '$.Value'), '')"
    " FROM mitigation_action a, json_each(a.tags) t;"
    "ALTER TABLE mitigation_action DROP COLUMN tags;";
