#include "client/local/schema.h"

const char schema_calendar_sql[] =
    /* Tags of whatever has some, by ARN. */
    "CREATE TABLE tag("
    " arn TEXT NOT NULL,"
    " key TEXT NOT NULL,"
    " value TEXT NOT NULL,"
    " PRIMARY KEY(arn, key)) WITHOUT ROWID;"
    "INSERT OR IGNORE INTO tag SELECT"
    " 'arn:aws:iot:' || (SELECT value FROM meta WHERE key = 'region') || ':'"
    " || (SELECT value FROM meta WHERE key = 'account') || ':scheduledaudit/' || s.name,"
    " json_extract(t.value, '$.Key'), ifnull(json_extract(t.value, '$.Value'), '')"
    " FROM scheduled_audit s, json_each(s.tags) t;"
    "ALTER TABLE scheduled_audit DROP COLUMN tags;"

    /* Days count from the anchor: creation, or the last change of frequency or day. A schedule
     * whose due time nobody has computed yet has none. */
    "ALTER TABLE scheduled_audit ADD COLUMN anchor_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE scheduled_audit ADD COLUMN due_ms INTEGER;"
    "UPDATE scheduled_audit SET anchor_ms = created_ms;";
