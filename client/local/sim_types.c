/* What a type of device does: from its description, else drawn from its name. */
#include <math.h>

#include "client/local/sim_inside.h"

/* A small device that says how it is every few seconds. */
static const struct {
    const char *metric;
    struct sim_shape shape;
} usual[] = {
    {"aws:message-byte-size", {220, 0.12F, 0.05F}},
    {"aws:num-messages-sent", {60, 0.10F, 0.20F}},
    {"aws:num-messages-received", {10, 0.20F, 0.20F}},
    {"aws:num-authorization-failures", {0.02F, 0, 0}},
    {"aws:num-connection-attempts", {0.03F, 0, 0}},
    {"aws:num-disconnects", {0.02F, 0, 0}},
    {"aws:all-bytes-out", {18000, 0.12F, 0.20F}},
    {"aws:all-bytes-in", {6000, 0.15F, 0.20F}},
    {"aws:all-packets-out", {140, 0.12F, 0.20F}},
    {"aws:all-packets-in", {110, 0.12F, 0.20F}},
    {"aws:num-established-tcp-connections", {2.5F, 0.15F, 0}},
};

/* Metrics whose size differs from type to type. */
static bool scales(const char *metric)
{
    return str_starts(metric, "aws:all-") || str_starts(metric, "aws:num-messages-") ||
           strcmp(metric, "aws:message-byte-size") == 0;
}

static uint64_t hash(const char *name)
{
    uint64_t h = 0x9e3779b97f4a7c15u;
    for (; *name; name++)
        h = sim_mix(h ^ (uint64_t)(unsigned char)*name);
    return h;
}

void sim_type_default(const char *name, struct sim_type *out)
{
    uint64_t h = hash(name);
    float scale = exp2f((float)(h % 5) - 2); /* a quarter to four times the usual */
    *out = (struct sim_type){
        .phase = (int)(h >> 8 & 31) - 16,
        .tcp = {1, {22}},
        .udp = {2, {68, 123}},
        /* 198.18.0.0/15 is nobody's (RFC 2544): the endpoint and a time server */
        .destinations = {2, {0xc6120a00 + (uint32_t)(h >> 16 & 7), 0xc612007b}},
    };
    for (int i = 0; i < SIM_METRICS_MAX; i++)
        out->shapes[i].level = -1;
    for (size_t i = 0; i < COUNT_OF(usual); i++) {
        struct sim_shape *shape = &out->shapes[sim_known(usual[i].metric)];
        *shape = usual[i].shape;
        if (scales(usual[i].metric))
            shape->level *= scale;
    }
}

/* ---- descriptions ------------------------------------------------------------------------ */

static struct str word(struct str *rest)
{
    struct str w = {0};
    *rest = str_trim(*rest);
    if (rest->n > 0)
        w = str_cut(*rest, ' ', rest);
    return w;
}

static bool read_shape(const char *text, struct sim_shape *out)
{
    double values[3] = {0};
    struct str rest = str_of(text);
    size_t n = 0;
    for (struct str w = word(&rest); w.n > 0; w = word(&rest), n++)
        if (n == COUNT_OF(values) || !str_to_double(w, &values[n]) || values[n] < 0 ||
            values[n] > 1e12)
            return false;
    *out = (struct sim_shape){(float)values[0], (float)values[1], (float)values[2]};
    return n > 0 && values[1] <= 1 && values[2] <= 1;
}

bool sim_address(struct str w, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        int64_t n;
        if (!str_to_int(str_cut(w, '.', &w), 0, 255, &n))
            return false;
        *out = *out << 8 | (uint32_t)n;
    }
    return w.n == 0;
}

static bool read_port(struct str w, uint32_t *out)
{
    int64_t n;
    if (!str_to_int(w, 0, 65535, &n))
        return false;
    *out = (uint32_t)n;
    return true;
}

static bool read_set(const char *text, bool (*item)(struct str, uint32_t *),
                     struct sim_base_set *out)
{
    struct str rest = str_of(text);
    out->n = 0;
    for (struct str w = word(&rest); w.n > 0; w = word(&rest), out->n++)
        if (out->n == SIM_BASE_SET_MAX || !item(w, &out->items[out->n]))
            return false;
    return true;
}

static bool say(struct sim_type *t, const char *metric, struct sim_shape *shape,
                const char *text)
{
    const struct metric *m = metric_find(metric);
    if (!m || strcmp(m->value, "count") == 0)
        return read_shape(text, shape);
    if (strcmp(metric, "aws:listening-tcp-ports") == 0)
        return read_set(text, read_port, &t->tcp);
    if (strcmp(metric, "aws:listening-udp-ports") == 0)
        return read_set(text, read_port, &t->udp);
    return strcmp(metric, "aws:destination-ip-addresses") == 0 &&
           read_set(text, sim_address, &t->destinations);
}

bool sim_type_say(struct sim_type *t, int metric, const char *text, struct err *err)
{
    const char *name = metric < SIM_KNOWN_MAX ? metrics[metric].name : "a custom metric";
    return say(t, name, &t->shapes[metric], text) ||
           err_set(err, ERR_CONFIG, "%s cannot be \"%s\"", name, text);
}

bool sim_says(const char *metric, const char *text, struct err *err)
{
    struct sim_type t;
    struct sim_shape shape;
    if (str_starts(metric, "aws:") && !metric_find(metric))
        return err_set(err, ERR_CONFIG, "there is no metric %s", metric);
    return say(&t, metric, &shape, text) ||
           err_set(err, ERR_CONFIG, "%s cannot be \"%s\"", metric, text);
}
