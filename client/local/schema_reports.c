#include "client/local/schema.h"

const char schema_reports_sql[] =
    /* Who reports; registered or not. A refused report leaves a row as well: it is counted. */
    "CREATE TABLE reporting_device("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " name TEXT NOT NULL UNIQUE,"           /* thing name, or client id */
    " thing_id INTEGER,"                    /* thing.id; NULL: not registered */
    " report_id INTEGER,"                   /* of the last accepted report; NULL: none yet */
    " last_ms INTEGER NOT NULL DEFAULT 0,"  /* when that came */
    " accepted INTEGER NOT NULL DEFAULT 0," /* how many */
    " rejected INTEGER NOT NULL DEFAULT 0,"
    " rejected_ms INTEGER NOT NULL DEFAULT 0," /* when the last one came */
    " why TEXT NOT NULL DEFAULT '');"          /* and what was wrong with it */
    "CREATE INDEX reporting_device_by_thing ON reporting_device(thing_id)"
    " WHERE thing_id IS NOT NULL;"
    "CREATE TABLE device_datapoint("
    " device INTEGER NOT NULL REFERENCES reporting_device(id),"
    " metric TEXT NOT NULL," /* aws:... or a custom metric's name */
    " at_ms INTEGER NOT NULL,"
    " value TEXT NOT NULL," /* JSON, as MetricValue */
    " PRIMARY KEY(device, metric, at_ms)) WITHOUT ROWID;"
    "CREATE INDEX device_datapoint_by_age ON device_datapoint(at_ms);";
