/* Things and MQTT client IDs: who they are and whether they are connected. */
#include "views/about_thing.h"

#include <stdio.h>
#include <string.h>

#include "client/base/i18n.h"
#include "views/resource.h"

static void ask(struct about *a)
{
    struct describe_thing_input in = {.thing_name = a->id};
    struct list_thing_principals_input principals = {.thing_name = a->id};
    struct list_thing_groups_for_thing_input groups = {.thing_name = a->id};
    struct get_thing_connectivity_data_input seen = {.thing_name = a->id};
    about_ask_once(a, ABOUT_THING, &op_describe_thing, &in);
    /* a client ID need not be a thing's name: the rest would only fail the same way */
    if (about_output(a, ABOUT_THING) == NULL)
        return;
    about_ask_once(a, ABOUT_THING_CONNECTION, &op_get_thing_connectivity_data, &seen);
    about_ask_once(a, ABOUT_THING_PRINCIPALS, &op_list_thing_principals, &principals);
    about_ask_once(a, ABOUT_THING_GROUPS, &op_list_thing_groups_for_thing, &groups);
}

static void put_connection(const struct about *a, struct detail *d)
{
    detail_blank(d);
    detail_heading(d, "Connection");
    if (about_missing(a, ABOUT_THING_CONNECTION, "connected", d))
        return;
    const struct get_thing_connectivity_data_output *c =
        about_output(a, ABOUT_THING_CONNECTION);
    bool up = c->connected.set && c->connected.value;
    detail_field(d, "connected", up ? STYLE_OK : STYLE_TEXT, up ? _("yes") : _("no"));
    about_time(a, d, up ? "since" : "last seen", c->timestamp);
    if (c->client_id != NULL)
        about_field(d, "client ID", c->client_id);
    if (c->disconnect_reason != NULL && !up)
        about_field(d, "ended by", c->disconnect_reason);
    if (c->source_ip != NULL)
        about_field(d, "from", c->source_ip);
}

static void put_principals(const struct about *a, struct detail *d)
{
    about_count_heading(a, ABOUT_THING_PRINCIPALS, "Certificates and other principals", d);
    if (about_missing(a, ABOUT_THING_PRINCIPALS, "principals", d))
        return;
    for (size_t i = 0; i < answer_items(a->answers[ABOUT_THING_PRINCIPALS]); i++) {
        const char *arn;
        char target[256];
        memcpy(&arn, answer_item(a->answers[ABOUT_THING_PRINCIPALS], i), sizeof arn);
        if (arn == NULL)
            continue;
        snprintf(target, sizeof target, "certificate %s", resource_arn_name(arn));
        if (strstr(arn, ":cert/") != NULL)
            detail_link(d, "certificate", resource_arn_name(arn), target);
        else
            detail_field(d, "principal", STYLE_TEXT, arn);
    }
    if (answer_items(a->answers[ABOUT_THING_PRINCIPALS]) == 0)
        detail_text(d, STYLE_WARN, _("None: this device has nothing to connect with."));
}

static void put_groups(const struct about *a, struct detail *d)
{
    about_count_heading(a, ABOUT_THING_GROUPS, "Groups", d);
    if (about_missing(a, ABOUT_THING_GROUPS, "groups", d))
        return;
    const struct group_name_and_arn *g;
    for (size_t i = 0; (g = answer_item(a->answers[ABOUT_THING_GROUPS], i)) != NULL; i++)
        about_field(d, "group", g->group_name);
}

static void put_attributes(const struct describe_thing_output *t, struct detail *d)
{
    const struct map_entry *e = t->attributes.items;
    for (size_t i = 0; i < t->attributes.n; i++) {
        const char *value;
        memcpy(&value, e[i].value, sizeof value);
        about_field(d, e[i].key, value);
    }
}

static void fill_known(const struct about *a, struct detail *d)
{
    const struct describe_thing_output *t = about_output(a, ABOUT_THING);
    about_field(d, "type", t->thing_type_name);
    about_field(d, "ARN", t->thing_arn);
    put_attributes(t, d);
    put_connection(a, d);
    put_principals(a, d);
    put_groups(a, d);
}

static void fill_thing(const struct about *a, struct detail *d)
{
    detail_heading(d, "Thing");
    detail_field(d, "name", STYLE_TEXT, a->id);
    if (!about_missing(a, ABOUT_THING, "thing", d))
        fill_known(a, d);
}

static void fill_client(const struct about *a, struct detail *d)
{
    char target[160];
    detail_heading(d, "MQTT client ID");
    detail_field(d, "client ID", STYLE_TEXT, a->id);
    const struct err *err = answer_err(a->answers[ABOUT_THING]);
    /* ERR_USAGE: text that no thing could be called */
    if (err->status == 404 || err->kind == ERR_USAGE) {
        detail_text(d, STYLE_DIM,
                    _("No thing has this name, so the registry knows no more of it."));
        return;
    }
    if (about_missing(a, ABOUT_THING, "thing", d))
        return;
    snprintf(target, sizeof target, "thing %s", a->id);
    detail_link(d, "thing", a->id, target);
    fill_known(a, d);
}

const struct about_spec about_thing = {
    .name = "thing", .title = N_("Thing"), .ask = ask, .fill = fill_thing};
const struct about_spec about_client = {
    .name = "client", .title = N_("MQTT client ID"), .ask = ask, .fill = fill_client};
