/*
 * What the service of views_rig answers about security profiles, their targets, custom metrics
 * and dimensions. JSON as on the wire; included by it alone, after EVIL.
 */
#pragma once

/* JSON in its own lines */
/* clang-format off */
#define PROFILE_ARN(name) "arn:aws:iot:eu-west-1:123456789012:securityprofile/" name
#define PROFILE_ID(name)  "{\"name\":\"" name "\",\"arn\":\"" PROFILE_ARN(name) "\"}"

static const char profile_list[] =
    "{\"securityProfileIdentifiers\":[" PROFILE_ID("learn-fleet") "," PROFILE_ID("perimeter")
    "]}";
#define PERIMETER(limit, version) \
    "{\"securityProfileName\":\"perimeter\"," \
    "\"securityProfileArn\":\"" PROFILE_ARN("perimeter") "\"," \
    "\"securityProfileDescription\":\"What cameras may do on the network\",\"behaviors\":[" \
    "{\"name\":\"auth\",\"metric\":\"aws:num-authorization-failures\",\"criteria\":{" \
    "\"comparisonOperator\":\"less-than-equals\",\"value\":{\"count\":" limit "}," \
    "\"durationSeconds\":300,\"consecutiveDatapointsToAlarm\":2," \
    "\"consecutiveDatapointsToClear\":3}}," \
    "{\"name\":\"sizes\",\"metric\":\"aws:message-byte-size\",\"criteria\":{" \
    "\"comparisonOperator\":\"greater-than\"," \
    "\"statisticalThreshold\":{\"statistic\":\"p99\"}," \
    "\"durationSeconds\":300},\"metricDimension\":{\"dimensionName\":\"plant\"," \
    "\"operator\":\"NOT_IN\"}}," \
    "{\"name\":\"ports\",\"metric\":\"aws:listening-tcp-ports\",\"criteria\":{" \
    "\"comparisonOperator\":\"in-port-set\",\"value\":{\"ports\":[22,443,8883]}}," \
    "\"suppressAlerts\":true}," \
    "{\"name\":\"cpu\",\"metric\":\"cpu\",\"criteria\":{\"comparisonOperator\":\"less-than\"," \
    "\"value\":{\"number\":92.5}}}," \
    "{\"name\":\"news\",\"metric\":\"aws:brand-new\",\"criteria\":{\"comparisonOperator\":" \
    "\"less-than\",\"value\":{\"count\":1}}}," \
    "{\"name\":\"packets\",\"metric\":\"aws:all-packets-out\"}]," \
    "\"alertTargets\":{\"SNS\":{\"alertTargetArn\":" \
    "\"arn:aws:sns:eu-west-1:123456789012:security\",\"roleArn\":" \
    "\"arn:aws:iam::123456789012:role/alerts\"}}," \
    "\"additionalMetricsToRetainV2\":[{\"metric\":\"aws:num-disconnects\"}," \
    "{\"metric\":\"aws:all-bytes-in\",\"exportMetric\":true}]," \
    "\"metricsExportConfig\":{\"mqttTopic\":\"metrics/out\",\"roleArn\":" \
    "\"arn:aws:iam::123456789012:role/export\"}," \
    "\"version\":" version ",\"creationDate\":1788000000,\"lastModifiedDate\":1795000000}"
static const char profile_perimeter[] = PERIMETER("10", "4");
/* what somebody else made of it */
static const char later_perimeter[] = PERIMETER("20", "5");
static const char hostile_perimeter[] =
    "{\"securityProfileName\":\"" EVIL "\",\"securityProfileDescription\":\"" EVIL
    "\",\"behaviors\":[{\"name\":\"" EVIL "\",\"metric\":\"" EVIL "\",\"criteria\":{"
    "\"comparisonOperator\":\"" EVIL "\",\"value\":{\"strings\":[\"" EVIL "\"]},"
    "\"durationSeconds\":-7},\"metricDimension\":{\"dimensionName\":\"" EVIL
    "\",\"operator\":\"" EVIL "\"}},{},{\"name\":\"x\",\"criteria\":{}}],"
    "\"alertTargets\":{\"" EVIL "\":{\"alertTargetArn\":\"" EVIL "\",\"roleArn\":\"" EVIL
    "\"}},\"additionalMetricsToRetain\":[\"" EVIL "\"],\"version\":-4}";
static const char perimeter_targets[] =
    "{\"securityProfileTargets\":[{\"arn\":"
    "\"arn:aws:iot:eu-west-1:123456789012:thinggroup/cameras\"},{\"arn\":"
    "\"arn:aws:iot:eu-west-1:123456789012:all/unregistered-things\"}]}";
static const char hostile_targets[] =
    "{\"securityProfileTargets\":[{\"arn\":\"" EVIL "\"},{},{\"arn\":"
    "\"arn:aws:iot:eu-west-1:123456789012:thinggroup/" EVIL "\"}]}";
static const char custom_metric_cpu[] =
    "{\"metricName\":\"cpu\",\"metricArn\":"
    "\"arn:aws:iot:eu-west-1:123456789012:custommetric/cpu\","
    "\"metricType\":\"number\",\"displayName\":\"CPU usage, per cent\","
    "\"creationDate\":1788000000,\"lastModifiedDate\":1795000000}";
static const char hostile_metric[] =
    "{\"metricName\":\"" EVIL "\",\"metricType\":\"" EVIL "\",\"displayName\":\"" EVIL "\"}";
static const char dimension_plant[] =
    "{\"name\":\"plant\",\"arn\":\"arn:aws:iot:eu-west-1:123456789012:dimension/plant\","
    "\"type\":\"TOPIC_FILTER\",\"stringValues\":[\"plant/+/up\",\"plant/${iot:ClientId}/#\"],"
    "\"creationDate\":1788000000,\"lastModifiedDate\":1795000000}";
static const char hostile_dimension[] =
    "{\"name\":\"" EVIL "\",\"type\":\"" EVIL "\",\"stringValues\":[\"" EVIL "\",\"" EVIL
    "\"]}";
/* clang-format on */
