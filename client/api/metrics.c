#include "client/api/metrics.h"

#include <string.h>

#include "client/base/i18n.h"

static const char *const numeric[] = {"less-than", "less-than-equals", "greater-than",
                                      "greater-than-equals", NULL};
static const char *const at_most[] = {"less-than", "less-than-equals", NULL};
static const char *const in_cidrs[] = {"in-cidr-set", "not-in-cidr-set", NULL};
static const char *const in_ports[] = {"in-port-set", "not-in-port-set", NULL};
static const char *const in_values[] = {"in-set", "not-in-set", NULL};

#define CLOUD_COUNT(name, title, unit, scoped)                                                 \
    {                                                                                          \
        name, title, METRIC_CLOUD, unit, "count", numeric, METRIC_DURATION_TAKEN, scoped, true \
    }
#define DEVICE_COUNT(name, title, unit)                                                        \
    {                                                                                          \
        name, title, METRIC_DEVICE, unit, "count", numeric, METRIC_DURATION_TAKEN, false, true \
    }
#define DEVICE_SET(name, title, value, operators)                                             \
    {                                                                                         \
        name, title, METRIC_DEVICE, "", value, operators, METRIC_DURATION_NEVER, false, false \
    }

const struct metric metrics[] = {
    {"aws:message-byte-size", N_("Message size"), METRIC_CLOUD, "bytes", "count", numeric,
     METRIC_DURATION_STATISTICAL, true, true},
    CLOUD_COUNT("aws:num-messages-sent", N_("Messages sent"), "messages", true),
    CLOUD_COUNT("aws:num-messages-received", N_("Messages received"), "messages", true),
    CLOUD_COUNT("aws:num-authorization-failures", N_("Authorization failures"), "failures",
                true),
    {"aws:source-ip-address", N_("Source IP"), METRIC_CLOUD, "", "cidrs", in_cidrs,
     METRIC_DURATION_NEVER, true, false},
    CLOUD_COUNT("aws:num-connection-attempts", N_("Connection attempts"), "attempts", false),
    CLOUD_COUNT("aws:num-disconnects", "Disconnects", "disconnects", false),
    {"aws:disconnect-duration", N_("Disconnect duration"), METRIC_CLOUD, "seconds", "count",
     at_most, METRIC_DURATION_NEVER, false, false},
    DEVICE_COUNT("aws:all-bytes-out", N_("Bytes out"), "bytes"),
    DEVICE_COUNT("aws:all-bytes-in", N_("Bytes in"), "bytes"),
    DEVICE_COUNT("aws:all-packets-out", N_("Packets out"), "packets"),
    DEVICE_COUNT("aws:all-packets-in", N_("Packets in"), "packets"),
    DEVICE_COUNT("aws:num-listening-tcp-ports", N_("Listening TCP port count"), "ports"),
    DEVICE_COUNT("aws:num-listening-udp-ports", N_("Listening UDP port count"), "ports"),
    {"aws:num-established-tcp-connections", N_("Established TCP connections count"),
     METRIC_DEVICE, "connections", "count", numeric, METRIC_DURATION_STATISTICAL, false, true},
    DEVICE_SET("aws:listening-tcp-ports", N_("Listening TCP ports"), "ports", in_ports),
    DEVICE_SET("aws:listening-udp-ports", N_("Listening UDP ports"), "ports", in_ports),
    DEVICE_SET("aws:destination-ip-addresses", N_("Destination IPs"), "cidrs", in_cidrs),
    {0},
};

static const struct metric types[] = {
    {"number", "Number", METRIC_DEVICE, "", "number", numeric, METRIC_DURATION_STATISTICAL,
     false, true},
    DEVICE_SET("number-list", N_("List of numbers"), "numbers", in_values),
    DEVICE_SET("string-list", N_("List of texts"), "strings", in_values),
    DEVICE_SET("ip-address-list", N_("List of IP addresses"), "cidrs", in_cidrs),
    {0},
};

const int metric_durations[] = {300, 600, 900, 1800, 3600, 0};

static const struct metric *find(const struct metric *rows, const char *name)
{
    for (; rows->name != NULL; rows++) {
        if (strcmp(rows->name, name) == 0)
            return rows;
    }
    return NULL;
}

const struct metric *metric_find(const char *name)
{
    return find(metrics, name);
}

const struct metric *metric_of_type(const char *custom_metric_type)
{
    return find(types, custom_metric_type);
}
