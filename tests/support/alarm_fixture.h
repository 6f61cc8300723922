/*
 * Violations and their events as the service sends them: every kind of behavior, values of
 * every member and none, states and types this program does not know, names that need care.
 * Takes EVIL from whoever includes it.
 */
#pragma once

/* JSON in its own lines */
/* clang-format off */
#define ALARM_BEHAVIOR(name, metric, criteria, more)                           \
    "{\"name\":\"" name "\",\"metric\":\"" metric "\",\"criteria\":{"          \
    criteria "}" more "}"
#define ALARM_AUTH_ML \
    ALARM_BEHAVIOR("Auth_fail_ML", "aws:num-authorization-failures", \
        "\"mlDetectionConfig\":{\"confidenceLevel\":\"HIGH\"}", \
        ",\"suppressAlerts\":true")
#define ALARM_CONN \
    ALARM_BEHAVIOR("Conn_attempts", "aws:num-connection-attempts", \
        "\"comparisonOperator\":\"less-than-equals\",\"value\":{" \
        "\"count\":100},\"durationSeconds\":300," \
        "\"consecutiveDatapointsToAlarm\":2," \
        "\"consecutiveDatapointsToClear\":3", \
        ",\"suppressAlerts\":false")
#define ALARM_PORTS \
    ALARM_BEHAVIOR("Listening_TCP", "aws:listening-tcp-ports", \
        "\"comparisonOperator\":\"in-port-set\",\"value\":{" \
        "\"ports\":[22,8883]}", \
        "")
#define ALARM_DISC \
    ALARM_BEHAVIOR("Disconnects", "aws:num-disconnects", \
        "\"comparisonOperator\":\"less-than-equals\"," \
        "\"durationSeconds\":3600,\"statisticalThreshold\":{\"statistic\":" \
        "\"p99\"}", \
        "")
#define ALARM_BACK \
    ALARM_BEHAVIOR("Testprofile", "aws:num-authorization-failures", \
        "\"comparisonOperator\":\"greater-than\",\"durationSeconds\":300," \
        "\"value\":{\"count\":10}", \
        "")
#define ALARM_NEW \
    ALARM_BEHAVIOR("Some-new", "aws:new-metric", \
        "\"comparisonOperator\":\"about\",\"value\":{\"count\":3}", \
        "")

#define ALARM(id, thing, profile, behavior, more, since, last)                  \
    "{\"violationId\":\"" id "\",\"thingName\":\"" thing                         \
    "\",\"securityProfileName\":\"" profile "\",\"behavior\":" behavior more       \
    ",\"violationStartTime\":" since ",\"lastViolationTime\":" last "}"
#define ALARM_EVENT(id, thing, profile, behavior, more, type, at)               \
    "{\"violationId\":\"" id "\",\"thingName\":\"" thing                         \
    "\",\"securityProfileName\":\"" profile "\",\"behavior\":" behavior more       \
    ",\"violationEventType\":\"" type "\",\"violationEventTime\":" at "}"
#define LAST(v)      ",\"lastViolationValue\":{" v "}"
#define VALUE(v)     ",\"metricValue\":{" v "}"
#define COUNT(n)     "\"count\":" #n
#define STATE(s)     ",\"verificationState\":\"" s "\""
#define NOTE(n)      ",\"verificationStateDescription\":\"" n "\""
#define LEVEL(l)     ",\"violationEventAdditionalInfo\":{\"confidenceLevel\":\"" l "\"}"
#define TOKYO        "plant 3/50% \\u6771\\u4eac"
#define IN_JAPANESE  NOTE("\\u9867\\u5ba2\\u306b\\u78ba\\u8a8d\\u6e08\\u307f")
#define STRANGE                                                                 \
    ALARM_BEHAVIOR(EVIL, EVIL, "\"comparisonOperator\":\"" EVIL                 \
                   "\",\"value\":{\"strings\":[\"" EVIL "\"]}", "")

static const char alarms_active[] = "{\"activeViolations\":["
    ALARM("a1a1a1a1-0001", "gw-osaka-12", "ml-fleet", ALARM_AUTH_ML,
          LAST(COUNT(41)) LEVEL("HIGH") STATE("UNKNOWN"),
          "1795356127", "1795357080") ","
    ALARM("a1a1a1a1-0002", "gw-osaka-14", "baseline", ALARM_CONN,
          LAST(COUNT(133)) STATE("TRUE_POSITIVE") NOTE("rogue script, SEC-4412"),
          "1795353727", "1795357080") ","
    ALARM("a1a1a1a1-0003", "cam-e-01", "baseline", ALARM_PORTS,
          LAST("\"ports\":[23,4444]") STATE("BENIGN_POSITIVE") IN_JAPANESE,
          "1795184527", "1795356780") ","
    ALARM("a1a1a1a1-0004", TOKYO, "baseline", ALARM_DISC,
          LAST(COUNT(900)) STATE("FALSE_POSITIVE"),
          "1795270927", "1795356480") ","
    ALARM("a1a1a1a1-0005", "battery-7", "Testprofile", ALARM_BACK,
          STATE("UNKNOWN"),
          "1795356727", "1795357027") ","
    ALARM("a1a1a1a1-0006", "cam-e-02", "future", ALARM_NEW,
          LAST(COUNT(4)) STATE("MAYBE"),
          "1795346527", "1795357027") "]}";
static const char alarms_hostile[] = "{\"activeViolations\":["
    ALARM("a1a1a1a1-0001", EVIL, EVIL, STRANGE,
          LAST("\"strings\":[\"" EVIL "\"]") STATE(EVIL) NOTE(EVIL) LEVEL(EVIL),
          "1795356127", "1795357080") ","
    ALARM("a1a1a1a1-0002", "=cmd|calc", "../../etc/passwd", ALARM_CONN,
          LAST(COUNT(9007199254740991)), "1795356127", "253402300799") ","
    ALARM("a1a1a1a1-0003", "%n%s%d", "p", ALARM_BEHAVIOR("", "", "", ""), "",
          "1795356127", "1795357080") "]}";
static const char alarm_events[] = "{\"violationEvents\":["
    ALARM_EVENT("a1a1a1a1-0001", "gw-osaka-12", "ml-fleet", ALARM_AUTH_ML,
                VALUE(COUNT(41)) LEVEL("HIGH") STATE("UNKNOWN"),
                "in-alarm", "1795356127") ","
    ALARM_EVENT("b2b2b2b2-0001", "gw-osaka-12", "ml-fleet", ALARM_AUTH_ML,
                VALUE(COUNT(2)) LEVEL("HIGH") STATE("TRUE_POSITIVE"),
                "alarm-cleared", "1795355280") ","
    ALARM_EVENT("b2b2b2b2-0001", "gw-osaka-12", "ml-fleet", ALARM_AUTH_ML,
                VALUE(COUNT(55)) LEVEL("HIGH") STATE("TRUE_POSITIVE")
                NOTE("rogue script, SEC-4412"),
                "in-alarm", "1795354260") ","
    ALARM_EVENT("b2b2b2b2-0002", "cam-e-02", "baseline", ALARM_PORTS,
                STATE("UNKNOWN"),
                "alarm-invalidated", "1795354200") ","
    ALARM_EVENT("b2b2b2b2-0003", "gw-osaka-14", "baseline", ALARM_CONN,
                VALUE(COUNT(120)) STATE("BENIGN_POSITIVE"),
                "in-alarm", "1795334700") ","
    ALARM_EVENT("a1a1a1a1-0004", TOKYO, "baseline", ALARM_DISC,
                VALUE(COUNT(900)) STATE("FALSE_POSITIVE"),
                "in-alarm", "1795290927") ","
    ALARM_EVENT("b2b2b2b2-0004", "battery-7", "Testprofile", ALARM_BACK,
                VALUE(COUNT(0)),
                "alarm-paused", "1795320927") ","
    ALARM_EVENT("b2b2b2b2-0005", "cam-e-02", "future", ALARM_NEW,
                VALUE("\"number\":4.25") STATE("MAYBE"),
                "in-alarm", "1795346527") "]}";
static const char alarm_events_hostile[] = "{\"violationEvents\":["
    ALARM_EVENT("a1a1a1a1-0001", EVIL, EVIL, STRANGE,
                VALUE("\"strings\":[\"" EVIL "\"]") STATE(EVIL) NOTE(EVIL) LEVEL(EVIL),
                EVIL, "1795356127") ","
    ALARM_EVENT("a1a1a1a1-0002", "%n%s%d", "../../etc/passwd", ALARM_CONN,
                VALUE(COUNT(9007199254740991)), "in-alarm", "1795350000") "]}";
#undef LAST
#undef VALUE
#undef COUNT
#undef STATE
#undef NOTE
#undef LEVEL
#undef TOKYO
#undef IN_JAPANESE
#undef STRANGE
/* clang-format on */
