/* Certificates: the device's and the CA's, and the things and policies behind them. */
#include <stdio.h>
#include <string.h>

#include "client/api/certificates.h"
#include "client/api/groups.h"
#include "client/api/policies.h"
#include "client/api/things.h"
#include "client/base/i18n.h"
#include "views/about.h"
#include "views/resource.h"

enum { THINGS_SHOWN = 50, DAY_MS = 24 * 3600 * 1000 };

enum { A_CERTIFICATE, A_THINGS, A_POLICIES, A_CA, A_CONNECTION, A_GROUPS };

static const struct certificate_description *description(const struct about *a)
{
    const struct describe_certificate_output *out = about_output(a, A_CERTIFICATE);
    return out != NULL ? out->certificate_description : NULL;
}

static const char *first_thing(const struct about *a)
{
    if (answer_state(a->answers[A_THINGS]) != ANSWER_READY)
        return NULL;
    const void *item = answer_item(a->answers[A_THINGS], 0);
    const char *name = NULL;
    if (item != NULL)
        memcpy(&name, item, sizeof name);
    return name;
}

static void ask_certificate(struct about *a)
{
    struct describe_certificate_input in = {.certificate_id = a->id};
    about_ask_once(a, A_CERTIFICATE, &op_describe_certificate, &in);
    const struct certificate_description *c = description(a);
    if (c != NULL && c->certificate_arn != NULL) {
        struct list_principal_things_input things = {.principal = c->certificate_arn};
        struct list_attached_policies_input policies = {.target = c->certificate_arn};
        about_ask_once(a, A_THINGS, &op_list_principal_things, &things);
        about_ask_once(a, A_POLICIES, &op_list_attached_policies, &policies);
    }
    if (c != NULL && c->ca_certificate_id != NULL) {
        struct describe_ca_certificate_input ca = {.certificate_id = c->ca_certificate_id};
        about_ask_once(a, A_CA, &op_describe_ca_certificate, &ca);
    }
    const char *thing = first_thing(a);
    if (thing != NULL) {
        struct get_thing_connectivity_data_input seen = {.thing_name = thing};
        struct list_thing_groups_for_thing_input groups = {.thing_name = thing};
        about_ask_once(a, A_CONNECTION, &op_get_thing_connectivity_data, &seen);
        about_ask_once(a, A_GROUPS, &op_list_thing_groups_for_thing, &groups);
    }
}

static enum style status_style(const char *status)
{
    if (status == NULL)
        return STYLE_DIM;
    return strcmp(status, "ACTIVE") == 0    ? STYLE_OK
           : strcmp(status, "REVOKED") == 0 ? STYLE_ERROR
                                            : STYLE_WARN;
}

static void put_validity(const struct about *a, const struct certificate_validity *v,
                         struct detail *d)
{
    if (v == NULL) {
        detail_field(d, "valid", STYLE_DIM, "-");
        return;
    }
    about_time(a, d, "valid from", v->not_before);
    about_time(a, d, "valid until", v->not_after);
    if (!v->not_after.set)
        return;
    int64_t days = (v->not_after.ms - app_now_ms(a->app)) / DAY_MS;
    if (v->not_after.ms < app_now_ms(a->app))
        detail_fieldf(d, "", STYLE_ERROR, _("expired %lld days ago"), (long long)-days);
    else if (days < 30)
        detail_fieldf(d, "", STYLE_WARN, _("expires in %lld days"), (long long)days);
}

static void put_things(const struct about *a, struct detail *d)
{
    about_count_heading(a, A_THINGS, "Things with this certificate", d);
    if (about_missing(a, A_THINGS, "things", d))
        return;
    size_t n = answer_items(a->answers[A_THINGS]);
    if (n == 0)
        detail_text(d, STYLE_WARN,
                    _("No thing is attached: nobody says which device this is."));
    if (n > 1)
        detail_fieldf(d, "", STYLE_WARN, _("%zu things share one certificate."), n);
    for (size_t i = 0; i < n && i < THINGS_SHOWN; i++) {
        const char *name;
        char target[160];
        memcpy(&name, answer_item(a->answers[A_THINGS], i), sizeof name);
        if (name == NULL)
            continue;
        snprintf(target, sizeof target, "thing %s", name);
        detail_link(d, "thing", name, target);
    }
    if (n > THINGS_SHOWN)
        detail_fieldf(d, "", STYLE_DIM, _("and %zu more"), n - THINGS_SHOWN);
}

static void put_connection(const struct about *a, struct detail *d)
{
    const struct get_thing_connectivity_data_output *c = about_output(a, A_CONNECTION);
    const char *thing = first_thing(a);
    if (thing == NULL)
        return;
    detail_blank(d);
    detail_heading(d, "First of these things");
    if (!about_missing(a, A_CONNECTION, "connected", d)) {
        bool up = c->connected.set && c->connected.value;
        detail_field(d, "connected", up ? STYLE_OK : STYLE_TEXT, up ? _("yes") : _("no"));
        about_time(a, d, up ? "since" : N_("last seen"), c->timestamp);
        if (c->disconnect_reason != NULL && !up)
            about_field(d, "ended by", c->disconnect_reason);
    }
    if (about_missing(a, A_GROUPS, "groups", d))
        return;
    const struct group_name_and_arn *g;
    for (size_t i = 0; (g = answer_item(a->answers[A_GROUPS], i)) != NULL; i++)
        about_field(d, i == 0 ? "groups" : "", g->group_name);
    if (answer_items(a->answers[A_GROUPS]) == 0)
        detail_field(d, "groups", STYLE_DIM, "-");
}

static void put_policies(const struct about *a, struct detail *d)
{
    about_count_heading(a, A_POLICIES, "Policies on this certificate", d);
    if (about_missing(a, A_POLICIES, "policies", d))
        return;
    const struct policy_summary *p;
    for (size_t i = 0; (p = answer_item(a->answers[A_POLICIES], i)) != NULL; i++) {
        char target[160];
        if (p->policy_name == NULL)
            continue;
        snprintf(target, sizeof target, "policy %s", p->policy_name);
        detail_link(d, "policy", p->policy_name, target);
    }
}

static void put_ca(const struct about *a, const char *id, struct detail *d)
{
    char target[160];
    detail_blank(d);
    detail_heading(d, "Certificate authority");
    if (id == NULL) {
        detail_field(d, "CA", STYLE_DIM, _("- issued by AWS IoT, or the CA is not registered"));
        return;
    }
    snprintf(target, sizeof target, "ca %s", id);
    detail_link(d, "CA", id, target);
    if (about_missing(a, A_CA, "status", d))
        return;
    const struct describe_ca_certificate_output *out = about_output(a, A_CA);
    const struct ca_certificate_description *ca = out->certificate_description;
    if (ca == NULL)
        return;
    detail_field(d, "status", status_style(ca->status), ca->status != NULL ? ca->status : "-");
    if (ca->validity != NULL)
        about_time(a, d, "valid until", ca->validity->not_after);
}

static void fill_certificate(const struct about *a, struct detail *d)
{
    detail_heading(d, "Device certificate");
    detail_field(d, "id", STYLE_TEXT, a->id);
    if (about_missing(a, A_CERTIFICATE, "status", d))
        return;
    const struct certificate_description *c = description(a);
    if (c == NULL)
        return;
    detail_field(d, "status", status_style(c->status), c->status != NULL ? c->status : "-");
    put_validity(a, c->validity, d);
    about_time(a, d, "registered", c->creation_date);
    about_time(a, d, "changed", c->last_modified_date);
    about_field(d, "owner", c->owned_by);
    if (c->certificate_mode != NULL)
        about_field(d, "mode", c->certificate_mode);
    put_things(a, d);
    put_connection(a, d);
    put_policies(a, d);
    put_ca(a, c->ca_certificate_id, d);
}

const struct about_spec about_certificate = {.name = "certificate",
                                             .title = N_("Device certificate"),
                                             .ask = ask_certificate,
                                             .fill = fill_certificate};

/* ---- CA ---- */

enum { A_ITSELF, A_ISSUED };

static void ask_ca(struct about *a)
{
    struct describe_ca_certificate_input in = {.certificate_id = a->id};
    struct list_certificates_by_ca_input issued = {.ca_certificate_id = a->id};
    about_ask_once(a, A_ITSELF, &op_describe_ca_certificate, &in);
    about_ask_once(a, A_ISSUED, &op_list_certificates_by_ca, &issued);
}

static void put_issued(const struct about *a, struct detail *d)
{
    about_count_heading(a, A_ISSUED, "Certificates issued by it", d);
    if (about_missing(a, A_ISSUED, "issued", d))
        return;
    size_t active = 0;
    const struct certificate_summary *c;
    for (size_t i = 0; (c = answer_item(a->answers[A_ISSUED], i)) != NULL; i++)
        active += c->status != NULL && strcmp(c->status, "ACTIVE") == 0;
    detail_fieldf(d, "active", active > 0 ? STYLE_WARN : STYLE_TEXT, "%zu", active);
    for (size_t i = 0; i < THINGS_SHOWN && (c = answer_item(a->answers[A_ISSUED], i)) != NULL;
         i++) {
        char target[160];
        if (c->certificate_id == NULL)
            continue;
        snprintf(target, sizeof target, "certificate %s", c->certificate_id);
        detail_name_link(d, c->status != NULL ? c->status : "-", c->certificate_id, target);
    }
    if (answer_items(a->answers[A_ISSUED]) > THINGS_SHOWN)
        detail_fieldf(d, "", STYLE_DIM, _("and %zu more"),
                      answer_items(a->answers[A_ISSUED]) - THINGS_SHOWN);
}

static void fill_ca(const struct about *a, struct detail *d)
{
    detail_heading(d, "CA certificate");
    detail_field(d, "id", STYLE_TEXT, a->id);
    if (about_missing(a, A_ITSELF, "status", d))
        return;
    const struct describe_ca_certificate_output *out = about_output(a, A_ITSELF);
    const struct ca_certificate_description *c = out->certificate_description;
    if (c == NULL)
        return;
    detail_field(d, "status", status_style(c->status), c->status != NULL ? c->status : "-");
    put_validity(a, c->validity, d);
    about_time(a, d, "registered", c->creation_date);
    about_field(d, "new devices", c->auto_registration_status);
    about_field(d, "owner", c->owned_by);
    put_issued(a, d);
}

const struct about_spec about_ca = {
    .name = "ca", .title = N_("CA certificate"), .ask = ask_ca, .fill = fill_ca};
