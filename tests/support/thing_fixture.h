/*
 * What the service says of one device, cam-e-01: events of three behaviors, metric values, the
 * profiles that apply to it, a mitigation. Looked at before the rows of views_rig.c, by what
 * else the request line holds. Takes EVIL from whoever includes it.
 */
#pragma once

/* clang-format off */
#define T_BEHAVIOR(name, metric, criteria) \
    "{\"name\":\"" name "\",\"metric\":\"" metric "\",\"criteria\":{" criteria "}}"
#define T_AUTH \
    T_BEHAVIOR("Auth_fail_ML", "aws:num-authorization-failures", \
               "\"mlDetectionConfig\":{\"confidenceLevel\":\"HIGH\"}")
#define T_CONN \
    T_BEHAVIOR("Conn_attempts", "aws:num-connection-attempts", \
               "\"comparisonOperator\":\"less-than-equals\",\"value\":{\"count\":100}," \
               "\"durationSeconds\":300")
#define T_PORTS \
    T_BEHAVIOR("Listening_TCP", "aws:listening-tcp-ports", \
               "\"comparisonOperator\":\"in-port-set\",\"value\":{\"ports\":[22,8883]}")
#define T_DISC \
    T_BEHAVIOR("Disconnects", "aws:num-disconnects", \
               "\"comparisonOperator\":\"less-than-equals\",\"durationSeconds\":3600," \
               "\"statisticalThreshold\":{\"statistic\":\"p99\"}")
#define T_STRANGE \
    T_BEHAVIOR(EVIL, EVIL, "\"comparisonOperator\":\"" EVIL "\",\"value\":{\"strings\":[\"" \
               EVIL "\"]}")

#define T_EVENT(id, profile, behavior, more, type, at) \
    "{\"violationId\":\"" id "\",\"thingName\":\"cam-e-01\"," \
    "\"securityProfileName\":\"" profile \
    "\",\"behavior\":" behavior more ",\"violationEventType\":\"" type \
    "\",\"violationEventTime\":" at "}"
#define T_COUNT(n) ",\"metricValue\":{\"count\":" n "}"
#define T_STATE(s) ",\"verificationState\":\"" s "\""
#define T_NOTE(n)  ",\"verificationStateDescription\":\"" n "\""
#define T_HIGH     ",\"violationEventAdditionalInfo\":{\"confidenceLevel\":\"HIGH\"}"
/* every four hours, for ten minutes */
#define T_REBOOT(id, state, begin, end) \
    T_EVENT(id, "baseline", T_CONN, T_COUNT("120") state, "in-alarm", begin) "," \
    T_EVENT(id, "baseline", T_CONN, T_COUNT("3") state, "alarm-cleared", end)
#define T_BENIGN T_STATE("BENIGN_POSITIVE") T_NOTE("reboot window")

static const char thing_events[] = "{\"violationEvents\":["
    T_EVENT("t1-0001", "ml-fleet", T_AUTH, T_COUNT("41") T_HIGH T_STATE("UNKNOWN"),
            "in-alarm", "1795357080") ","
    T_EVENT("t1-0002", "ml-fleet", T_AUTH, T_COUNT("2") T_HIGH T_STATE("TRUE_POSITIVE"),
            "alarm-cleared", "1795355280") ","
    T_EVENT("t1-0002", "ml-fleet", T_AUTH, T_COUNT("55") T_HIGH T_STATE("TRUE_POSITIVE")
            T_NOTE("rogue script, SEC-4412"), "in-alarm", "1795354260") ","
    T_EVENT("t1-0003", "baseline", T_PORTS, "", "alarm-invalidated", "1795354200") ","
    T_EVENT("t1-0003", "baseline", T_PORTS, ",\"metricValue\":{\"ports\":[23,4444]}",
            "in-alarm", "1795327200") ","
    T_REBOOT("t1-0004", T_STATE("UNKNOWN"), "1795349100", "1795349700") ","
    T_REBOOT("t1-0005", T_BENIGN, "1795334700", "1795335300") ","
    T_REBOOT("t1-0006", T_BENIGN, "1795320300", "1795320900") ","
    T_REBOOT("t1-0007", T_BENIGN, "1795305900", "1795306500") ","
    T_REBOOT("t1-0008", T_BENIGN, "1795291500", "1795292100") "]}";
static const char thing_events_hostile[] = "{\"violationEvents\":["
    T_EVENT(EVIL, EVIL, T_STRANGE, ",\"metricValue\":{\"strings\":[\"" EVIL "\"]}"
            T_STATE(EVIL) T_NOTE(EVIL), EVIL, "1795350000") ","
    T_EVENT("t1-0001", "../../etc/passwd", T_CONN, T_COUNT("4000000000000"),
            "in-alarm", "1795357080") ","
    T_EVENT("t1-0009", "far", T_CONN, "", "in-alarm", "253402300799") "]}";
static const char thing_active[] = "{\"activeViolations\":["
    "{\"violationId\":\"t1-0001\",\"thingName\":\"cam-e-01\","
    "\"securityProfileName\":\"ml-fleet\","
    "\"behavior\":" T_AUTH ",\"lastViolationValue\":{\"count\":41},"
    "\"violationStartTime\":1795357080,\"lastViolationTime\":1795357080},"
    "{\"violationId\":\"t2-0001\",\"thingName\":\"cam-e-02\","
    "\"securityProfileName\":\"ml-fleet\","
    "\"behavior\":" T_AUTH ",\"violationStartTime\":1795354320,"
    "\"lastViolationTime\":1795357080},"
    "{\"violationId\":\"t2-0002\",\"thingName\":\"gw-osaka-14\","
    "\"securityProfileName\":\"ml-fleet\",\"behavior\":" T_AUTH
    ",\"violationStartTime\":1795355280,\"lastViolationTime\":1795357080}]}";

#define T_POINT(at, v) "{\"timestamp\":" at ",\"value\":{\"count\":" v "}}"
static const char thing_values[] = "{\"metricDatumList\":["
    T_POINT("1795356900", "41") "," T_POINT("1795356600", "3") ","
    T_POINT("1795356300", "2") "," T_POINT("1795355400", "0") ","
    T_POINT("1795355100", "4") "," T_POINT("1795354200", "133") ","
    T_POINT("1795353900", "98") "," T_POINT("1795353600", "20") "]}";
static const char thing_profiles[] = "{\"securityProfileIdentifiers\":["
    "{\"name\":\"baseline\"},"
    "{\"name\":\"ml-fleet\"},"
    "{\"name\":\"pumps\"}]}";
#define T_PROFILE(name, behaviors) \
    "{\"securityProfileName\":\"" name "\",\"behaviors\":[" behaviors "],\"version\":3}"
#define T_TARGET(arn) \
    "{\"securityProfileTargets\":[{\"arn\":\"arn:aws:iot:eu-west-1:123456789012:" arn "\"}]}"
static const char thing_executions[] = "{\"actionsExecutions\":[{\"actionName\":\"quarantine\","
    "\"taskId\":\"picket-0a0b-w1-1\",\"thingName\":\"cam-e-01\",\"violationId\":\"t1-0002\","
    "\"status\":\"SUCCESSFUL\",\"executionStartDate\":1795354500,"
    "\"executionEndDate\":1795354505}]}";
static const char thing_executions_hostile[] = "{\"actionsExecutions\":[{\"actionName\":\"" EVIL
    "\",\"taskId\":\"" EVIL "\",\"thingName\":\"" EVIL "\",\"status\":\"" EVIL
    "\",\"message\":\"" EVIL "\",\"executionStartDate\":1795354500}]}";

/* `holds`: stands somewhere in the request line. NULL: only for views that begin with
 * "thing". */
static const struct held_row {
    const char *path, *holds, *full, *empty, *hostile;
} held_rows[] = {
    {"/violation-events", "thingName=cam-e-01", thing_events, "{\"violationEvents\":[]}",
     thing_events_hostile},
    {"/active-violations", NULL, thing_active, "{\"activeViolations\":[]}", NULL},
    {"/metric-values", NULL, thing_values, "{\"metricDatumList\":[]}", NULL},
    {"/detect/mitigationactions/executions", "thingName=", thing_executions,
     "{\"actionsExecutions\":[]}", thing_executions_hostile},
    {"/security-profiles/baseline/targets", NULL, T_TARGET("all/registered-things"),
     "{\"securityProfileTargets\":[]}", NULL},
    {"/security-profiles/ml-fleet/targets", NULL, T_TARGET("thinggroup/piers"),
     "{\"securityProfileTargets\":[]}", NULL},
    {"/thing-groups/pier-east", NULL,
     "{\"thingGroupName\":\"pier-east\",\"thingGroupMetadata\":{\"rootToParentThingGroups\":["
     "{\"groupName\":\"piers\"}]}}", "404", NULL},
    {"/security-profiles/pumps/targets", NULL, T_TARGET("thinggroup/pumps"),
     "{\"securityProfileTargets\":[]}", NULL},
    {"/security-profiles/baseline", NULL,
     T_PROFILE("baseline", T_CONN "," T_PORTS "," T_DISC),
     "404", NULL},
    {"/security-profiles/ml-fleet", NULL, T_PROFILE("ml-fleet", T_AUTH), "404", NULL},
    {"/security-profiles/pumps", NULL, T_PROFILE("pumps", T_CONN), "404", NULL},
    {"/security-profiles", NULL, thing_profiles, "{\"securityProfileIdentifiers\":[]}", NULL},
};
/* clang-format on */
