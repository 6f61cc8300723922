#include "client/local/schema.h"

const char schema_debrief_sql[] =
    /* When somebody said what an alarm is worth; NULL: nobody has. */
    "ALTER TABLE violation ADD COLUMN verified_ms INTEGER;";
