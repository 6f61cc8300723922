#include "client/local/schema.h"

const char schema_violations_sql[] =
    /* A behavior as it was when something was said of it; texts are kept once. */
    "CREATE TABLE detect_behavior("
    " id INTEGER PRIMARY KEY,"
    " profile_id INTEGER NOT NULL," /* of local/profiles, which may be gone */
    " profile TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " json TEXT NOT NULL," /* as Behavior */
    " kind TEXT NOT NULL," /* BehaviorCriteriaType */
    " confidence TEXT,"    /* ConfidenceLevel, of MACHINE_LEARNING */
    " suppressed INTEGER NOT NULL,"
    " since_slot INTEGER NOT NULL," /* the first slot that was judged by it */
    " UNIQUE(profile_id, json));"

    "CREATE TABLE violation("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " violation_id TEXT NOT NULL UNIQUE," /* 32 hex digits */
    " behavior INTEGER NOT NULL REFERENCES detect_behavior(id),"
    " device INTEGER NOT NULL," /* thing.id; negative: a hash of the client id */
    " thing TEXT NOT NULL,"
    " start_ms INTEGER NOT NULL,"
    " last_ms INTEGER NOT NULL,"
    " last_value TEXT,"                              /* JSON, as MetricValue */
    " active INTEGER NOT NULL,"                      /* 0: cleared or invalidated */
    " verification TEXT NOT NULL DEFAULT 'UNKNOWN'," /* VerificationState */
    " description TEXT);"
    "CREATE INDEX violation_active ON violation(id) WHERE active <> 0;"
    "CREATE INDEX violation_by_thing ON violation(thing, id);"
    "CREATE INDEX violation_ended ON violation(last_ms) WHERE active = 0;"
    "CREATE TABLE violation_event("
    " id INTEGER PRIMARY KEY,"
    " violation INTEGER NOT NULL REFERENCES violation(id),"
    " behavior INTEGER NOT NULL REFERENCES detect_behavior(id),"
    " type INTEGER NOT NULL," /* 0 in-alarm 1 alarm-cleared 2 alarm-invalidated */
    " at_ms INTEGER NOT NULL,"
    " value TEXT);" /* JSON, as MetricValue; NULL: none */
    "CREATE INDEX violation_event_by_time ON violation_event(at_ms, id);"
    "CREATE INDEX violation_event_by_violation ON violation_event(violation);"

    /* Slots are numbered from 1970, local/detect says how long one is. */
    "CREATE TABLE detect_state("
    " id INTEGER PRIMARY KEY CHECK(id = 1),"
    " slot INTEGER NOT NULL,"        /* the first that has not been judged */
    " fine_slot INTEGER NOT NULL,"   /* before it, in a new fleet's past, not every one is */
    " step INTEGER NOT NULL,"        /* how many lie between two there */
    " quiet_slot INTEGER NOT NULL);" /* before it nobody is told of alarms */
    "CREATE TABLE detect_coverage("  /* the slots that have been judged */
    " from_slot INTEGER PRIMARY KEY,"
    " to_slot INTEGER NOT NULL," /* not included */
    " step INTEGER NOT NULL);"
    /* When things could say nothing but how they are. */
    "CREATE TABLE detect_quarantine("
    " thing INTEGER NOT NULL,"
    " from_slot INTEGER NOT NULL,"
    " to_slot INTEGER," /* not included; NULL: goes on */
    " PRIMARY KEY(thing, from_slot)) WITHOUT ROWID;"

    /* What simulated things of a type report, as fleet descriptions say it. */
    "CREATE TABLE sim_metric("
    " type TEXT NOT NULL,"
    " metric TEXT NOT NULL,"
    " says TEXT NOT NULL,"
    " PRIMARY KEY(type, metric)) WITHOUT ROWID;";
