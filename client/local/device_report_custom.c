#include "client/local/device_report_inside.h"
#include "client/local/profiles.h"

/* ---- one function a type of value -------------------------------------------------------- */

static bool take_number(struct report *r, const struct json *j, struct metric_value *v)
{
    (void)r;
    v->number = (struct opt_double){json_number(j), true};
    return true;
}

static bool take_numbers(struct report *r, const struct json *j, struct metric_value *v)
{
    void *room = NULL;
    if (!report_list(r, j, "number_list", sizeof(struct opt_double), &room))
        return false;
    struct opt_double *items = room;
    size_t n = 0;
    for (const struct json *e = json_first(j); e; e = json_next(e)) {
        if (json_type(e) != JSON_NUMBER)
            return report_wrong(r, "number_list is not an array of numbers");
        items[n++] = (struct opt_double){json_number(e), true};
    }
    v->numbers = (struct list){n, items};
    return true;
}

static bool take_texts(struct report *r, const struct json *j, const char *what,
                       struct list *out)
{
    void *room = NULL;
    if (!report_list(r, j, what, sizeof(const char *), &room))
        return false;
    const char **items = room;
    size_t n = 0;
    for (const struct json *e = json_first(j); e; e = json_next(e)) {
        if (json_type(e) != JSON_STRING)
            return report_wrong(r, "%s is not an array of texts", what);
        if (strlen(json_string(e)) > DEVICE_REPORT_TEXT_MAX)
            return report_wrong(r, "a text of %s is longer than %d bytes", what,
                                DEVICE_REPORT_TEXT_MAX);
        items[n++] = json_string(e);
    }
    *out = (struct list){n, items};
    return true;
}

static bool take_strings(struct report *r, const struct json *j, struct metric_value *v)
{
    return take_texts(r, j, "string_list", &v->strings);
}

static bool take_addresses(struct report *r, const struct json *j, struct metric_value *v)
{
    if (!take_texts(r, j, "ip_list", &v->cidrs))
        return false;
    const char *const *items = v->cidrs.items;
    for (size_t i = 0; i < v->cidrs.n; i++)
        if (!report_is_address(items[i]))
            return report_wrong(r, "%.60s in ip_list is not an address", items[i]);
    return true;
}

static const struct {
    const char *name;
    enum json_type type;
    bool (*take)(struct report *r, const struct json *j, struct metric_value *v);
} values[] = {
    {"number", JSON_NUMBER, take_number},
    {"number_list", JSON_ARRAY, take_numbers},
    {"string_list", JSON_ARRAY, take_strings},
    {"ip_list", JSON_ARRAY, take_addresses},
};

/* ---- the metrics ------------------------------------------------------------------------- */

static bool name_is(const char *name)
{
    size_t n =
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_-");
    return n > 0 && n <= DEVICE_REPORT_NAME_MAX && name[n] == '\0' && !str_starts(name, "aws:");
}

static bool read_value(struct report *r, const char *name, const struct json *object)
{
    const struct json *member = json_first(object);
    if (!member || json_next(member))
        return report_wrong(r, "custom metric %.100s does not have exactly one value", name);
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        if (strcmp(json_name(member), values[i].name) != 0)
            continue;
        if (json_type(member) != values[i].type)
            return report_wrong(r, "custom metric %.100s: %s is of the wrong type", name,
                                values[i].name);
        return values[i].take(r, member, report_add(r, name));
    }
    return report_wrong(r,
                        "custom metric %.100s has no number, number_list, string_list or"
                        " ip_list",
                        name);
}

bool report_read_custom(struct report *r, const struct json *custom)
{
    if (json_count(custom) > DEVICE_REPORT_CUSTOM_MAX)
        return report_wrong(r, "custom_metrics has more than %d", DEVICE_REPORT_CUSTOM_MAX);
    for (const struct json *m = json_first(custom); m; m = json_next(m)) {
        const char *name = json_name(m);
        if (!name_is(name))
            return report_wrong(r, "%.60s is not a name of a custom metric", name);
        const struct json *object = json_type(m) == JSON_ARRAY ? json_first(m) : NULL;
        if (!object || json_next(object) || json_type(object) != JSON_OBJECT)
            return report_wrong(r, "custom metric %.100s is not an array of one object", name);
        if (!read_value(r, name, object))
            return false;
    }
    return true;
}

/* ---- as defined -------------------------------------------------------------------------- */

static const char *type_of(const struct metric_value *v)
{
    return v->number.set      ? "number"
           : v->numbers.items ? "number-list"
           : v->strings.items ? "string-list"
                              : "ip-address-list";
}

bool report_fits(struct report *r, const struct custom_metric_row *defined, size_t n)
{
    for (size_t i = 0; i < r->n_values; i++)
        for (size_t k = 0; k < n; k++)
            if (strcmp(r->values[i].metric, defined[k].name) == 0 &&
                strcmp(type_of(&r->values[i].value), defined[k].type) != 0)
                return report_wrong(r, "custom metric %.100s is a %s, not a %s",
                                    defined[k].name, defined[k].type,
                                    type_of(&r->values[i].value));
    return true;
}
