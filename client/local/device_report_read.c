#include <arpa/inet.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "client/base/utf8.h"
#include "client/local/device_report_inside.h"

enum { PORT_MAX = 65535 };
static const int64_t count_max = INT64_C(1) << 53; /* beyond, a JSON number is not exact */

bool report_wrong(struct report *r, const char *fmt, ...)
{
    va_list args;
    if (r->why[0])
        return false;
    va_start(args, fmt);
    (void)vsnprintf(r->why, sizeof r->why, fmt, args);
    va_end(args);
    /* A name from the report may have been cut within a character. */
    size_t n = strlen(r->why);
    while (n > 0 && !utf8_valid((struct str){r->why, n}))
        r->why[--n] = '\0';
    return false;
}

struct metric_value *report_add(struct report *r, const char *metric)
{
    struct report_value *v = &r->values[r->n_values++];
    *v = (struct report_value){.metric = metric};
    return &v->value;
}

/* The member under its long or its short name; *out NULL: absent. Wrong when it is there under
 * both, or of another type. */
static bool report_member(struct report *r, const struct json *object, const char *name,
                          const char *short_name, enum json_type type, const struct json **out)
{
    static const char *const types[] = {
        [JSON_NULL] = "nothing",  [JSON_BOOL] = "true or false", [JSON_NUMBER] = "a number",
        [JSON_STRING] = "a text", [JSON_ARRAY] = "an array",     [JSON_OBJECT] = "an object",
    };
    const struct json *as_long = json_get(object, name);
    const struct json *as_short = json_get(object, short_name);
    if (as_long && as_short)
        return report_wrong(r, "%s and %s are the same and both there", name, short_name);
    *out = as_long ? as_long : as_short;
    if (*out && json_type(*out) != type)
        return report_wrong(r, "%s is not %s", name, types[type]);
    return true;
}

/* A whole number from 0 to max. what: the path, for the complaint. */
static bool report_whole(struct report *r, const struct json *number, const char *what,
                         int64_t max, int64_t *out)
{
    if (json_type(number) != JSON_NUMBER)
        return report_wrong(r, "%s is not a number", what);
    double d = json_number(number);
    if (d < 0)
        return report_wrong(r, "%s is negative", what);
    if (d > (double)max || d != floor(d))
        return report_wrong(r, "%s is not a whole number up to %lld", what, (long long)max);
    *out = (int64_t)d;
    return true;
}

bool report_is_address(const char *text)
{
    unsigned char address[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

bool report_list(struct report *r, const struct json *array, const char *what, size_t size,
                 void **out)
{
    if (json_count(array) > DEVICE_REPORT_LIST_MAX)
        return report_wrong(r, "%s has more than %d elements", what, DEVICE_REPORT_LIST_MAX);
    *out = arena_alloc(r->arena, json_count(array) + 1, size);
    return true;
}

/* ---- header ------------------------------------------------------------------------------ */

static bool version_is(const char *text)
{
    size_t major = strspn(text, "0123456789");
    if (major == 0 || major > 9 || text[major] != '.')
        return false;
    size_t minor = strspn(text + major + 1, "0123456789");
    return minor > 0 && minor <= 9 && text[major + 1 + minor] == '\0';
}

static bool read_header(struct report *r, const struct json *report)
{
    const struct json *header = NULL, *id = NULL, *version = NULL;
    if (!report_member(r, report, "header", "hed", JSON_OBJECT, &header))
        return false;
    if (!header)
        return report_wrong(r, "header is missing");
    if (!report_member(r, header, "report_id", "rid", JSON_NUMBER, &id) ||
        !report_member(r, header, "version", "v", JSON_STRING, &version))
        return false;
    if (!id || !version)
        return report_wrong(r, "header.%s is missing", id ? "version" : "report_id");
    if (!version_is(json_string(version)))
        return report_wrong(r, "header.version is not of the form Major.Minor");
    return report_whole(r, id, "header.report_id", count_max, &r->id);
}

/* ---- ports ------------------------------------------------------------------------------- */

/* Numbers that are there once; list items of opt_int. */
static void add_port(struct list *ports, struct opt_int *items, int64_t port)
{
    for (size_t i = 0; i < ports->n; i++)
        if (items[i].value == port)
            return;
    items[ports->n++] = (struct opt_int){port, true};
}

static bool read_port(struct report *r, const struct json *entry, struct list *ports,
                      struct opt_int *items)
{
    const struct json *port = NULL, *interface = NULL;
    int64_t n = 0;
    if (json_type(entry) != JSON_OBJECT)
        return report_wrong(r, "ports is not an array of objects");
    if (!report_member(r, entry, "port", "pt", JSON_NUMBER, &port) ||
        !report_member(r, entry, "interface", "if", JSON_STRING, &interface))
        return false;
    if (!port)
        return report_wrong(r, "port is missing");
    if (interface && strlen(json_string(interface)) > DEVICE_REPORT_TEXT_MAX)
        return report_wrong(r, "interface is longer than %d bytes", DEVICE_REPORT_TEXT_MAX);
    if (!report_whole(r, port, "port", PORT_MAX, &n))
        return false;
    add_port(ports, items, n);
    return true;
}

static bool read_ports(struct report *r, const struct json *array, struct list *ports)
{
    void *items = NULL;
    if (!report_list(r, array, "ports", sizeof(struct opt_int), &items))
        return false;
    *ports = (struct list){0, items};
    for (const struct json *entry = json_first(array); entry; entry = json_next(entry))
        if (!read_port(r, entry, ports, items))
            return false;
    return true;
}

static bool read_total(struct report *r, const struct json *object, const char *metric,
                       const struct json *array, size_t counted)
{
    const struct json *total = NULL;
    int64_t n = (int64_t)counted;
    if (!report_member(r, object, "total", "t", JSON_NUMBER, &total) ||
        (total && !report_whole(r, total, "total", count_max, &n)))
        return false;
    if (total || array)
        report_add(r, metric)->count = (struct opt_int){n, true};
    return true;
}

static bool read_listening(struct report *r, const struct json *object, const char *set,
                           const char *count)
{
    const struct json *array = NULL;
    struct list ports = {0, NULL};
    if (!report_member(r, object, "ports", "pts", JSON_ARRAY, &array) ||
        (array && !read_ports(r, array, &ports)))
        return false;
    if (array)
        report_add(r, set)->ports = ports;
    return read_total(r, object, count, array, ports.n);
}

static bool read_tcp_ports(struct report *r, const struct json *object)
{
    return read_listening(r, object, "aws:listening-tcp-ports", "aws:num-listening-tcp-ports");
}

static bool read_udp_ports(struct report *r, const struct json *object)
{
    return read_listening(r, object, "aws:listening-udp-ports", "aws:num-listening-udp-ports");
}

/* ---- traffic ----------------------------------------------------------------------------- */

static bool read_network(struct report *r, const struct json *object)
{
    static const struct {
        const char *name, *short_name, *metric;
    } rows[] = {
        {"bytes_in", "bi", "aws:all-bytes-in"},
        {"bytes_out", "bo", "aws:all-bytes-out"},
        {"packets_in", "pi", "aws:all-packets-in"},
        {"packets_out", "po", "aws:all-packets-out"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *number = NULL;
        int64_t n = 0;
        if (!report_member(r, object, rows[i].name, rows[i].short_name, JSON_NUMBER, &number))
            return false;
        if (!number)
            continue;
        if (!report_whole(r, number, rows[i].name, count_max, &n))
            return false;
        report_add(r, rows[i].metric)->count = (struct opt_int){n, true};
    }
    return true;
}

/* ---- connections ------------------------------------------------------------------------- */

/* "ADDRESS:PORT", IPv6 with or without brackets; *address in the arena. */
static bool address_of(struct report *r, const char *text, const char **address)
{
    const char *colon = strrchr(text, ':');
    int64_t port;
    if (!colon || strlen(text) > DEVICE_REPORT_TEXT_MAX ||
        !str_to_int(str_of(colon + 1), 0, PORT_MAX, &port))
        return report_wrong(r, "remote_addr is not ADDRESS:PORT");
    struct str host = {text, (size_t)(colon - text)};
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = (struct str){host.p + 1, host.n - 2};
    *address = arena_strn(r->arena, host.p, host.n);
    return report_is_address(*address) || report_wrong(r, "remote_addr is not ADDRESS:PORT");
}

static void add_address(struct list *all, const char **items, const char *address)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(items[i], address) == 0)
            return;
    items[all->n++] = address;
}

static bool read_connection(struct report *r, const struct json *entry, struct list *all,
                            const char **items)
{
    const struct json *remote = NULL, *port = NULL, *interface = NULL;
    const char *address = NULL;
    int64_t n;
    if (json_type(entry) != JSON_OBJECT)
        return report_wrong(r, "connections is not an array of objects");
    if (!report_member(r, entry, "remote_addr", "rad", JSON_STRING, &remote) ||
        !report_member(r, entry, "local_port", "lp", JSON_NUMBER, &port) ||
        !report_member(r, entry, "local_interface", "li", JSON_STRING, &interface))
        return false;
    if (!remote)
        return report_wrong(r, "remote_addr is missing");
    if (interface && strlen(json_string(interface)) > DEVICE_REPORT_TEXT_MAX)
        return report_wrong(r, "local_interface is longer than %d bytes",
                            DEVICE_REPORT_TEXT_MAX);
    if ((port && !report_whole(r, port, "local_port", PORT_MAX, &n)) ||
        !address_of(r, json_string(remote), &address))
        return false;
    add_address(all, items, address);
    return true;
}

static bool read_connections(struct report *r, const struct json *array)
{
    void *room = NULL;
    if (!report_list(r, array, "connections", sizeof(const char *), &room))
        return false;
    struct list all = {0, room};
    for (const struct json *entry = json_first(array); entry; entry = json_next(entry))
        if (!read_connection(r, entry, &all, room))
            return false;
    report_add(r, "aws:destination-ip-addresses")->cidrs = all;
    return true;
}

static bool read_tcp(struct report *r, const struct json *object)
{
    const struct json *established = NULL, *array = NULL;
    if (!report_member(r, object, "established_connections", "ec", JSON_OBJECT, &established))
        return false;
    if (!established)
        return true;
    return report_member(r, established, "connections", "cs", JSON_ARRAY, &array) &&
           (!array || read_connections(r, array)) &&
           read_total(r, established, "aws:num-established-tcp-connections", array,
                      array ? json_count(array) : 0);
}

/* ---- the whole --------------------------------------------------------------------------- */

static const struct part {
    const char *name, *short_name;
    bool (*read)(struct report *r, const struct json *object);
} parts[] = {
    {"listening_tcp_ports", "tp", read_tcp_ports},
    {"listening_udp_ports", "up", read_udp_ports},
    {"network_stats", "ns", read_network},
    {"tcp_connections", "tc", read_tcp},
};

/* A metric nobody knows is a mistake somebody wants to hear of. */
static bool known_parts(struct report *r, const struct json *metrics)
{
    for (const struct json *m = json_first(metrics); m; m = json_next(m)) {
        bool known = false;
        for (size_t i = 0; i < COUNT_OF(parts); i++)
            known = known || strcmp(json_name(m), parts[i].name) == 0 ||
                    strcmp(json_name(m), parts[i].short_name) == 0;
        if (!known)
            return report_wrong(r, "metrics has no %.100s", json_name(m));
    }
    return true;
}

static bool read_metrics(struct report *r, const struct json *metrics)
{
    if (!known_parts(r, metrics))
        return false;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const struct json *object = NULL;
        if (!report_member(r, metrics, parts[i].name, parts[i].short_name, JSON_OBJECT,
                           &object) ||
            (object && !parts[i].read(r, object)))
            return false;
    }
    return true;
}

bool report_read(struct report *r, struct str payload)
{
    struct err err = {.kind = ERR_NONE};
    const struct json *metrics = NULL, *custom = NULL;
    if (payload.n > DEVICE_REPORT_MAX)
        return report_wrong(r, "it is longer than %d bytes", DEVICE_REPORT_MAX);
    const struct json *report = json_parse(payload, r->arena, &err);
    if (!report)
        return report_wrong(r, "%.160s", err.text);
    if (json_type(report) != JSON_OBJECT)
        return report_wrong(r, "it is not an object");
    if (!read_header(r, report) ||
        !report_member(r, report, "metrics", "met", JSON_OBJECT, &metrics) ||
        !report_member(r, report, "custom_metrics", "cmet", JSON_OBJECT, &custom))
        return false;
    if (!metrics && !custom)
        return report_wrong(r, "neither metrics nor custom_metrics is there");
    if ((metrics && !read_metrics(r, metrics)) || (custom && !report_read_custom(r, custom)))
        return false;
    return r->n_values > 0 || report_wrong(r, "there is no value in it");
}
