#include <string.h>

#include "client/local/scenarios.h"

/* Addresses are of the ranges kept for documentation (RFC 5737, RFC 3849): nobody's. */
#define ADDRESSES(...)                 \
    .addresses = (const char *const[]) \
    {                                  \
        __VA_ARGS__, NULL              \
    }
#define PORTS(...)         \
    .ports = (const int[]) \
    {                      \
        __VA_ARGS__, 0     \
    }
#define TIMES(n) .times = (n)
#define SAME     .times = 1

static const struct scenario_effect impersonation[] = {
    {"aws:num-authorization-failures", SAME, .plus = 34},
    {"aws:num-connection-attempts", SAME, .plus = 41},
    {"aws:num-disconnects", SAME, .plus = 38},
    {"aws:source-ip-address", SAME, ADDRESSES("203.0.113.77")},
};

static const struct scenario_effect data_theft[] = {
    {"aws:source-ip-address", SAME, ADDRESSES("198.51.100.23")},
    {"aws:num-messages-received", TIMES(9), .plus = 250},
    {"aws:message-byte-size", TIMES(6), .plus = 12000},
};

static const struct scenario_effect cloud_abuse[] = {
    {"aws:num-messages-sent", TIMES(20), .plus = 1500},
    {"aws:num-messages-received", TIMES(8), .plus = 600},
    {"aws:message-byte-size", TIMES(10), .plus = 60000},
    {"aws:source-ip-address", SAME, ADDRESSES("203.0.113.140", "203.0.113.141")},
};

static const struct scenario_effect denial_of_service[] = {
    {"aws:all-packets-out", TIMES(60), .plus = 90000},
    {"aws:all-bytes-out", TIMES(40), .plus = 48000000},
    {"aws:destination-ip-addresses", SAME,
     ADDRESSES("198.51.100.200", "198.51.100.201", "2001:db8:d05::1")},
    {"aws:listening-tcp-ports", SAME, PORTS(48101)},
    {"aws:num-listening-tcp-ports", SAME, .plus = 1},
    {"aws:listening-udp-ports", SAME, PORTS(5353, 11211)},
    {"aws:num-listening-udp-ports", SAME, .plus = 2},
    {"cpu_usage", SAME, .plus = 45},
};

static const struct scenario_effect lateral_movement[] = {
    {"aws:all-packets-out", TIMES(5), .plus = 6000},
    {"aws:all-bytes-out", TIMES(3), .plus = 900000},
    {"aws:destination-ip-addresses", SAME, ADDRESSES("10.31.0.1", "10.32.0.1", "10.33.0.1")},
    {"aws:num-established-tcp-connections", SAME, .plus = 18},
    {"aws:num-authorization-failures", SAME, .plus = 22},
};

static const struct scenario_effect surveillance[] = {
    {"aws:all-bytes-out", TIMES(12), .plus = 15000000},
    {"aws:all-packets-out", TIMES(12), .plus = 14000},
    {"aws:destination-ip-addresses", SAME, ADDRESSES("198.51.100.66")},
    {"aws:num-established-tcp-connections", SAME, .plus = 2},
};

static const struct scenario_effect sabotage[] = {
    {"aws:num-messages-sent", TIMES(0)},
    {"aws:num-disconnects", SAME, .plus = 16},
    {"aws:num-connection-attempts", SAME, .plus = 17},
    {"aws:disconnect-duration", SAME, .plus = 240},
    {"cpu_usage", TIMES(0.1)},
};

static const struct scenario_effect crypto_mining[] = {
    {"aws:destination-ip-addresses", SAME, ADDRESSES("203.0.113.33")},
    {"aws:num-established-tcp-connections", SAME, .plus = 4},
    {"cpu_usage", TIMES(0.2), .plus = 78},
};

static const struct scenario_effect ransomware[] = {
    {"aws:destination-ip-addresses", SAME, ADDRESSES("198.51.100.99", "203.0.113.99")},
    {"aws:listening-tcp-ports", SAME, PORTS(4444, 8444)},
    {"aws:num-listening-tcp-ports", SAME, .plus = 2},
    {"aws:listening-udp-ports", SAME, PORTS(6881)},
    {"aws:num-listening-udp-ports", SAME, .plus = 1},
    {"aws:all-bytes-out", TIMES(4), .plus = 6000000},
    {"aws:num-messages-sent", TIMES(0.1)},
    {"cpu_usage", SAME, .plus = 55},
};

#define EFFECTS(a) .effects = (a), .n_effects = COUNT_OF(a)

const struct scenario_kind scenario_kinds[] = {
    {"impersonation", "Impersonation",
     "Somebody connects as your devices with stolen or guessed identities.",
     "The stranger and the device throw one another off: connection attempts and disconnects "
     "rise together. What the stranger tries without a right to it fails to be authorized, and "
     "comes from an address outside your networks.",
     EFFECTS(impersonation), .per_mille = 10, .spread_min = 10, .minutes = 90},
    {"data-theft", "Data theft",
     "Somebody reads along with a device's credentials and carries away what it may see.",
     "More messages are received than the device ever asked for, they are larger, and a source "
     "address is new.",
     EFFECTS(data_theft), .per_mille = 10, .spread_min = 15, .minutes = 120},
    {"cloud-abuse", "Cloud abuse",
     "Devices' credentials are used to send masses of messages at your expense.",
     "Messages sent, received and their size leave the usual range by an order of magnitude, "
     "from addresses outside your networks.",
     EFFECTS(cloud_abuse), .per_mille = 20, .spread_min = 5, .minutes = 60},
    {"denial-of-service", "Denial of service",
     "Devices were made part of a botnet that floods somebody else.",
     "Packets and bytes out soar to destinations that are no business of theirs; new TCP and "
     "UDP ports listen for orders.",
     EFFECTS(denial_of_service), .per_mille = 60, .spread_min = 20, .minutes = 90},
    {"lateral-movement", "Lateral movement",
     "From one device somebody tries the ones beside it, step by step.",
     "Connections and packets to neighbours that it never talked to, and authorization "
     "failures where it tries what it may not.",
     EFFECTS(lateral_movement), .per_mille = 30, .spread_min = 120, .minutes = 240},
    {"surveillance", "Surveillance",
     "What devices see and hear is sent to somebody else as well.",
     "Bytes and packets out grow many times over, evenly and for long, to one address that "
     "does not belong there.",
     EFFECTS(surveillance), .per_mille = 15, .spread_min = 30, .minutes = 480},
    {"sabotage", "Sabotage", "Devices are disturbed so that they do not do their work.",
     "They fall silent: no messages sent, while connections break off and are tried again. "
     "What is missing is the sign, so only behaviors with a lower limit see it.",
     EFFECTS(sabotage), .per_mille = 20, .spread_min = 10, .minutes = 60},
    {"crypto-mining", "Crypto-mining", "Devices compute for somebody else's purse.",
     "One steady connection to a pool's address and a processor that never rests; hardly any "
     "traffic, so byte counts say nothing.",
     EFFECTS(crypto_mining), .per_mille = 40, .spread_min = 60, .minutes = 720},
    {"ransomware", "Ransomware",
     "Malware spreads through one type of device, reports home and locks them.",
     "First new listening ports and unknown destinations, a few devices at a time; then "
     "uploads, and the devices' own messages cease.",
     EFFECTS(ransomware), .per_mille = 80, .spread_min = 45, .minutes = 180},
};
const size_t scenario_kind_count = COUNT_OF(scenario_kinds);

const struct scenario_kind *scenario_kind_find(const char *name)
{
    for (size_t i = 0; i < scenario_kind_count; i++)
        if (strcmp(scenario_kinds[i].name, name) == 0)
            return &scenario_kinds[i];
    return NULL;
}
