/*
 * What the service of views_rig answers about scenarios. JSON as on the wire; included by it
 * alone, after EVIL.
 */
#pragma once

#define SCENARIO(id, name, title, status, things, struck, alarmed, aim)   \
    "{\"scenarioId\":\"" id "\",\"name\":\"" name "\",\"title\":\"" title \
    "\",\"status\":\"" status "\",\"aim\":\"" aim                         \
    "\",\"startTime\":1795353727,\"endTime\":1795364527,"                 \
    "\"things\":" things ",\"struck\":" struck ",\"alarmed\":" alarmed "}"
#define RANSOMWARE \
    SCENARIO("2", "ransomware", "Ransomware", "RUNNING", "16", "12", "11", "type Pump")

static const char scenario_list[] =
    "{\"scenarios\":[" RANSOMWARE
    "," SCENARIO("1", "impersonation", "Impersonation", "ENDED", "2", "2", "2", "by name") "]}";
static const char hostile_scenarios[] =
    "{\"scenarios\":[" SCENARIO("1", "x", EVIL, "SOMETHING_NEW", "2", "2", "1", EVIL) "]}";

static const char scenario_two[] =
    "{\"scenario\":" RANSOMWARE ",\"threat\":\"Malware spreads through one type of device,"
    " reports home and locks them.\",\"signs\":\"First new listening ports and unknown"
    " destinations, a few devices at a time; then uploads, and the devices' own messages"
    " cease.\",\"watches\":[{\"metricName\":\"aws:listening-tcp-ports\",\"change\":\"also 4444,"
    " 8444\",\"behaviors\":1,\"things\":11},{\"metricName\":\"aws:num-messages-sent\","
    "\"change\":\"0.1 times as much\",\"behaviors\":0,\"things\":0}],"
    "\"alarms\":[{\"behaviorName\":\"ports\",\"securityProfileName\":\"hosts\",\"metricName\":"
    "\"aws:listening-tcp-ports\",\"things\":11,\"firstAlarmTime\":1795354200,\"verified\":2}],"
    "\"things\":[{\"thingName\":\"pump-01\",\"startTime\":1795353727,\"endTime\":1795356000,"
    "\"cutTime\":1795356000,\"alarms\":1,\"firstAlarmTime\":1795354200,\"firstBehavior\":"
    "\"ports\",\"firstProfile\":\"hosts\",\"verificationState\":\"TRUE_POSITIVE\"},"
    "{\"thingName\":\"pump-02\",\"startTime\":1795353907,\"endTime\":1795364527,\"alarms\":0}],"
    "\"shown\":2,\"missed\":1,\"verified\":1,\"quarantined\":1,\"firstAlarmTime\":1795354200,"
    "\"firstVerifiedTime\":1795355000,\"firstQuarantineTime\":1795356000}";
static const char hostile_scenario[] = "{\"scenario\":" SCENARIO(
    "1", "x", EVIL, EVIL, "1", "1", "0",
    EVIL) ",\"threat\":\"" EVIL "\",\"signs\":\"" EVIL "\",\"watches\":[{\"metricName\":\"" EVIL
          "\",\"change\":\"" EVIL "\"}],\"alarms\":[{\"behaviorName\":\"" EVIL
          "\"}],\"things\":[{\"thingName\":\"" EVIL "\",\"verificationState\":\"" EVIL "\"}]}";

#define KIND(name, title, threat, signs)                                               \
    "{\"name\":\"" name "\",\"title\":\"" title "\",\"threat\":\"" threat              \
    "\",\"signs\":\"" signs                                                            \
    "\",\"metrics\":[{\"metricName\":\"aws:num-disconnects\",\"change\":\"38 more\"}," \
    "{\"metricName\":\"aws:source-ip-address\",\"change\":\"also 203.0.113.77\"}],"    \
    "\"perMille\":10,\"spreadMinutes\":10,\"minutes\":90}"
static const char scenario_kinds_full[] = "{\"scenarioKinds\":[" KIND(
    "impersonation", "Impersonation",
    "Somebody connects as your devices with stolen or guessed identities.",
    "The stranger and the device throw one another off: connection attempts and"
    " disconnects rise together.") "," KIND("ransomware", "Ransomware",
                                            "Malware spreads through one type of device.",
                                            "New listening ports.") "]}";
static const char hostile_kinds[] =
    "{\"scenarioKinds\":[" KIND("x", EVIL, EVIL, EVIL) ",{\"name\":\"y\"}]}";
