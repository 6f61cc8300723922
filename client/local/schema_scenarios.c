#include "client/local/schema.h"

const char schema_scenarios_sql[] =
    /* One started incident; ids are never used again, people have them in their notes. */
    "CREATE TABLE scenario("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " kind TEXT NOT NULL,"  /* scenario_kinds[].name */
    " token TEXT NOT NULL," /* clientRequestToken */
    " aim TEXT NOT NULL,"   /* how its things were chosen, in words */
    " start_ms INTEGER NOT NULL,"
    " end_ms INTEGER NOT NULL," /* when it ends by itself, or was stopped */
    " stopped_ms INTEGER);"     /* NULL: by nobody */
    "CREATE INDEX scenario_by_end ON scenario(end_ms);"
    "CREATE TABLE scenario_thing("
    " scenario INTEGER NOT NULL REFERENCES scenario(id),"
    " thing_id INTEGER NOT NULL REFERENCES thing(id),"
    " start_ms INTEGER NOT NULL,"
    " end_ms INTEGER NOT NULL,"
    " cut_ms INTEGER," /* when it was cut off (quarantine); NULL: not */
    " PRIMARY KEY(scenario, thing_id)) WITHOUT ROWID;";
