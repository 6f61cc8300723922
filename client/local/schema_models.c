#include "client/local/schema.h"

const char schema_models_sql[] =
    /* One a behavior that learns. Blobs: local/models_saved.h. Times 0: not. */
    "CREATE TABLE model("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " profile INTEGER NOT NULL,"
    " behavior TEXT NOT NULL,"
    " metric TEXT NOT NULL,"
    " start_ms INTEGER NOT NULL DEFAULT 0,"   /* first datapoint */
    " built_ms INTEGER NOT NULL DEFAULT 0,"   /* last refresh */
    " paused_ms INTEGER NOT NULL DEFAULT 0,"  /* without a target since */
    " resumed_ms INTEGER NOT NULL DEFAULT 0," /* the last pause ended */
    " expired_ms INTEGER NOT NULL DEFAULT 0," /* for good */
    " tried_ms INTEGER NOT NULL DEFAULT 0,"   /* last refresh that lacked data */
    " generation INTEGER NOT NULL DEFAULT 0," /* of model_device that counts */
    " hour INTEGER NOT NULL DEFAULT -1,"      /* newest of counts, since 1970 */
    " counts BLOB,"                           /* datapoints by hour */
    " collecting BLOB,"                       /* rhythm of today, and from tomorrow on */
    " coming BLOB,"
    " learned BLOB,"
    " UNIQUE(profile, behavior));"
    /* What came on a day, by part of the devices. */
    "CREATE TABLE model_part("
    " model INTEGER NOT NULL,"
    " day INTEGER NOT NULL," /* since 1970 */
    " part INTEGER NOT NULL,"
    " bytes BLOB NOT NULL,"
    " UNIQUE(model, day, part));"
    /* What was learned of the devices. */
    "CREATE TABLE model_device("
    " model INTEGER NOT NULL,"
    " generation INTEGER NOT NULL,"
    " part INTEGER NOT NULL,"
    " bytes BLOB NOT NULL,"
    " UNIQUE(model, generation, part));";
