/*
 * What the service of views_rig answers about models of ML detect and the profile they are of.
 * JSON as on the wire; included by it alone, after EVIL.
 */
#pragma once

/* JSON in its own lines */
/* clang-format off */
#define TRAINING(behavior, status, percent, more)                                \
    "{\"securityProfileName\":\"learn-fleet\",\"behaviorName\":\"" behavior      \
    "\",\"modelStatus\":\"" status                                               \
    "\",\"datapointsCollectionPercentage\":" percent more "}"
#define SINCE(seconds) ",\"trainingDataCollectionStartDate\":" seconds
#define BUILT(seconds) ",\"lastModelRefreshDate\":" seconds

static const char training_summaries[] =
    "{\"summaries\":["
    TRAINING("Messages_sent_ML", "PENDING_BUILD", "31.0", SINCE("1793000000")) ","
    TRAINING("Messages_recv_ML", "PENDING_BUILD", "64.0", SINCE("1794631567")) ","
    TRAINING("Connections_ML", "PENDING_BUILD", "0.0", "") ","
    TRAINING("Auth_fail_ML", "ACTIVE", "100.0", SINCE("1790000000") BUILT("1795278127")) ","
    TRAINING("Disconnects_ML", "EXPIRED", "0.0", SINCE("1788000000") BUILT("1792678927"))
    "]}";
static const char hostile_training[] =
    "{\"summaries\":[{\"securityProfileName\":\"learn-fleet\",\"behaviorName\":\"" EVIL
    "\",\"modelStatus\":\"" EVIL "\",\"datapointsCollectionPercentage\":1e300},"
    "{\"securityProfileName\":\"" EVIL "\",\"behaviorName\":\"Messages_sent_ML\","
    "\"modelStatus\":\"PENDING_BUILD\",\"datapointsCollectionPercentage\":-5,"
    "\"trainingDataCollectionStartDate\":99999999999},"
    TRAINING("Messages_sent_ML", "SOMETHING_NEW", "480.5", SINCE("1") BUILT("1895357327"))
    ",{}]}";

#define LEARNS(name, metric, level, more)                                        \
    "{\"name\":\"" name "\",\"metric\":\"" metric                                \
    "\",\"criteria\":{\"consecutiveDatapointsToAlarm\":1,"                       \
    "\"consecutiveDatapointsToClear\":3,"                                        \
    "\"mlDetectionConfig\":{\"confidenceLevel\":\"" level "\"}}" more "}"
#define QUIET ",\"suppressAlerts\":true"

static const char training_profile[] =
    "{\"securityProfileName\":\"learn-fleet\",\"behaviors\":["
    LEARNS("Messages_sent_ML", "aws:num-messages-sent", "MEDIUM", QUIET) ","
    LEARNS("Messages_recv_ML", "aws:num-messages-received", "MEDIUM", "") ","
    LEARNS("Auth_fail_ML", "aws:num-authorization-failures", "HIGH", "") ","
    LEARNS("Disconnects_ML", "aws:num-disconnects", "LOW", "")
    "],\"version\":3,\"creationDate\":1788000000,\"lastModifiedDate\":1788000000}";
static const char hostile_training_profile[] =
    "{\"securityProfileName\":\"learn-fleet\",\"behaviors\":["
    LEARNS("Messages_sent_ML", EVIL, EVIL, QUIET) "]}";
/* clang-format on */
