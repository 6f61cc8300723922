/* How each kind of fact is asked, and what is kept of an answer. */
#include <stdlib.h>

#include "client/api/certificates.h"
#include "client/api/fleet_index.h"
#include "client/api/groups.h"
#include "client/api/policies.h"
#include "client/api/things.h"
#include "client/base/mem.h"
#include "client/store/devices_inside.h"

/* ---- what is kept ---- */

static void keep(struct device_draft *w, const char *name)
{
    struct device_fact *f = &w->fact;
    if (name == NULL)
        return;
    f->ids = mem_grow(f->ids, &w->cap, f->n + 1, sizeof *f->ids);
    f->ids[f->n++] = devices_id(w->devices, str_of(name));
}

static void keep_names(struct device_draft *w, const struct list *names)
{
    const char *const *items = names->items;
    for (size_t i = 0; i < names->n; i++)
        keep(w, items[i]);
}

/* The part of an ARN after `mark`; NULL: it has none. */
static const char *after(const char *arn, const char *mark)
{
    const char *at = arn != NULL ? strstr(arn, mark) : NULL;
    return at != NULL && at[strlen(mark)] != '\0' ? at + strlen(mark) : NULL;
}

static void keep_principal(struct device_draft *w, const char *principal)
{
    const char *id = after(principal, ":cert/");
    if (id == NULL) {
        w->fact.n_others++;
        return;
    }
    devices_learn_arn(w->devices, principal);
    keep(w, id);
}

static void keep_status(struct device_draft *w, const char *status)
{
    const char *text = status != NULL ? status : "";
    w->fact.yes = strcmp(text, "ACTIVE") == 0;
    w->fact.status = devices_id(w->devices, str_of(text));
}

void devices_draft_end(struct device_draft *w)
{
    struct device_fact *f = &w->fact;
    if (f->n_groups > 0) {
        f->ids = mem_grow(f->ids, &w->cap, f->n + f->n_groups, sizeof *f->ids);
        memcpy(f->ids + f->n, w->groups, f->n_groups * sizeof *f->ids);
    }
    free(w->groups);
    w->groups = NULL;
}

/* ---- certificates ---- */

static bool certificate_input(const struct devices *d, const char *name, struct arena *a,
                              void *out)
{
    struct describe_certificate_input *in = out;
    (void)d;
    in->certificate_id = arena_str(a, name);
    return true;
}

static void certificate_page(struct device_draft *w, const void *output)
{
    const struct certificate_description *c =
        ((const struct describe_certificate_output *)output)->certificate_description;
    keep_status(w, c != NULL ? c->status : NULL);
    if (c != NULL && c->certificate_arn != NULL)
        devices_learn_arn(w->devices, c->certificate_arn);
}

/* A certificate is a question by its ARN: some other ARN of the account has to be known. */
static bool certificate_things_input(const struct devices *d, const char *name, struct arena *a,
                                     void *out)
{
    struct list_principal_things_input *in = out;
    if (devices_arn_prefix(d) == NULL)
        return false;
    in->principal = arena_printf(a, "%scert/%s", devices_arn_prefix(d), name);
    return true;
}

static void certificate_things_page(struct device_draft *w, const void *output)
{
    keep_names(w, &((const struct list_principal_things_output *)output)->things);
}

static bool ca_input(const struct devices *d, const char *name, struct arena *a, void *out)
{
    struct describe_ca_certificate_input *in = out;
    (void)d;
    in->certificate_id = arena_str(a, name);
    return true;
}

static void ca_page(struct device_draft *w, const void *output)
{
    const struct ca_certificate_description *c =
        ((const struct describe_ca_certificate_output *)output)->certificate_description;
    keep_status(w, c != NULL ? c->status : NULL);
}

static bool ca_certificates_input(const struct devices *d, const char *name, struct arena *a,
                                  void *out)
{
    struct list_certificates_by_ca_input *in = out;
    (void)d;
    in->ca_certificate_id = arena_str(a, name);
    return true;
}

static void ca_certificates_page(struct device_draft *w, const void *output)
{
    const struct list_certificates_by_ca_output *o = output;
    const struct certificate_summary *c = o->certificates.items;
    for (size_t i = 0; i < o->certificates.n; i++) {
        w->fact.n++;
        w->fact.n_active += c[i].status != NULL && strcmp(c[i].status, "ACTIVE") == 0;
    }
}

/* ---- policies ---- */

static bool policy_input(const struct devices *d, const char *name, struct arena *a, void *out)
{
    struct list_targets_for_policy_input *in = out;
    (void)d;
    in->policy_name = arena_str(a, name);
    return true;
}

static void policy_page(struct device_draft *w, const void *output)
{
    const struct list_targets_for_policy_output *o = output;
    const char *const *targets = o->targets.items;
    for (size_t i = 0; i < o->targets.n; i++) {
        const char *group = after(targets[i], ":thinggroup/");
        if (group == NULL) {
            keep_principal(w, targets[i]);
            continue;
        }
        w->groups =
            mem_grow(w->groups, &w->groups_cap, w->fact.n_groups + 1, sizeof *w->groups);
        w->groups[w->fact.n_groups++] = devices_id(w->devices, str_of(group));
    }
}

/* ---- things ---- */

static bool thing_input(const struct devices *d, const char *name, struct arena *a, void *out)
{
    struct describe_thing_input *in = out;
    (void)d;
    in->thing_name = arena_str(a, name);
    return true;
}

static void thing_page(struct device_draft *w, const void *output)
{
    const struct describe_thing_output *o = output;
    if (o->thing_arn != NULL)
        devices_learn_arn(w->devices, o->thing_arn);
}

static bool connectivity_input(const struct devices *d, const char *name, struct arena *a,
                               void *out)
{
    struct get_thing_connectivity_data_input *in = out;
    (void)d;
    in->thing_name = arena_str(a, name);
    return true;
}

static void connectivity_page(struct device_draft *w, const void *output)
{
    const struct get_thing_connectivity_data_output *o = output;
    w->fact.yes = o->connected.value;
    if (!o->connected.set)
        w->fact.state = DEVICE_FAILED; /* an answer that does not say */
}

static bool indexed_input(const struct devices *d, const char *name, struct arena *a, void *out)
{
    struct search_index_input *in = out;
    (void)d;
    in->query_string = arena_str(a, name);
    return true;
}

/* An index that keeps no connections is no use. */
static void indexed_page(struct device_draft *w, const void *output)
{
    const struct search_index_output *o = output;
    const struct thing_document *t = o->things.items;
    uint32_t told = 0;
    for (size_t i = 0; i < o->things.n; i++) {
        if (t[i].thing_name == NULL || t[i].connectivity == NULL)
            continue;
        devices_put_connected(w->devices, t[i].thing_name, &t[i].connectivity->connected);
        told++;
    }
    if (o->things.n > 0 && told == 0)
        w->fact.state = DEVICE_DENIED;
}

static bool groups_input(const struct devices *d, const char *name, struct arena *a, void *out)
{
    struct list_thing_groups_for_thing_input *in = out;
    (void)d;
    in->thing_name = arena_str(a, name);
    return true;
}

static void groups_page(struct device_draft *w, const void *output)
{
    const struct list_thing_groups_for_thing_output *o = output;
    const struct group_name_and_arn *g = o->thing_groups.items;
    for (size_t i = 0; i < o->thing_groups.n; i++)
        keep(w, g[i].group_name);
}

static bool credentials_input(const struct devices *d, const char *name, struct arena *a,
                              void *out)
{
    struct list_thing_principals_input *in = out;
    (void)d;
    in->thing_name = arena_str(a, name);
    return true;
}

static void credentials_page(struct device_draft *w, const void *output)
{
    const struct list_thing_principals_output *o = output;
    const char *const *principals = o->principals.items;
    for (size_t i = 0; i < o->principals.n; i++)
        keep_principal(w, principals[i]);
}

/* ---- groups, and all of them ---- */

static bool group_things_input(const struct devices *d, const char *name, struct arena *a,
                               void *out)
{
    struct list_things_in_thing_group_input *in = out;
    (void)d;
    in->thing_group_name = arena_str(a, name);
    in->recursive = (struct opt_bool){true, true}; /* a policy holds for the groups below */
    return true;
}

static void group_things_page(struct device_draft *w, const void *output)
{
    keep_names(w, &((const struct list_things_in_thing_group_output *)output)->things);
}

static bool group_size_input(const struct devices *d, const char *name, struct arena *a,
                             void *out)
{
    struct list_things_in_thing_group_input *in = out;
    (void)d;
    in->thing_group_name = arena_str(a, name);
    return true;
}

static void group_size_page(struct device_draft *w, const void *output)
{
    w->fact.n += (uint32_t)((const struct list_things_in_thing_group_output *)output)->things.n;
}

static bool fleet_input(const struct devices *d, const char *name, struct arena *a, void *out)
{
    (void)d;
    (void)name;
    (void)a;
    (void)out;
    return true;
}

static void fleet_page(struct device_draft *w, const void *output)
{
    w->fact.n += (uint32_t)((const struct list_things_output *)output)->things.n;
}

#define ROW(op, fresh, pages, name)                  \
    {                                                \
        &op, fresh, pages, name##_input, name##_page \
    }
const struct device_row device_rows[DEVICE_KINDS] = {
    [DEVICE_CERTIFICATE] = ROW(op_describe_certificate, DEVICES_FRESH_MS, 1, certificate),
    [DEVICE_POLICY_TARGETS] =
        ROW(op_list_targets_for_policy, DEVICES_FRESH_MS, DEVICES_LIST_PAGES, policy),
    [DEVICE_CA] = ROW(op_describe_ca_certificate, DEVICES_FRESH_MS, 1, ca),
    [DEVICE_THING] = ROW(op_describe_thing, DEVICES_FRESH_MS, 1, thing),
    [DEVICE_CERTIFICATE_THINGS] =
        ROW(op_list_principal_things, DEVICES_FRESH_MS, DEVICES_LIST_PAGES, certificate_things),
    [DEVICE_GROUP_THINGS] =
        ROW(op_list_things_in_thing_group, DEVICES_FRESH_MS, DEVICES_LIST_PAGES, group_things),
    [DEVICE_CA_CERTIFICATES] =
        ROW(op_list_certificates_by_ca, DEVICES_FRESH_MS, DEVICES_LIST_PAGES, ca_certificates),
    [DEVICE_CONNECTIVITY] =
        ROW(op_get_thing_connectivity_data, DEVICES_ONLINE_FRESH_MS, 1, connectivity),
    [DEVICE_INDEXED] = ROW(op_search_index, DEVICES_ONLINE_FRESH_MS, 1, indexed),
    [DEVICE_GROUPS] =
        ROW(op_list_thing_groups_for_thing, DEVICES_FRESH_MS, DEVICES_LIST_PAGES, groups),
    [DEVICE_CREDENTIALS] =
        ROW(op_list_thing_principals, DEVICES_FRESH_MS, DEVICES_LIST_PAGES, credentials),
    [DEVICE_FLEET] = ROW(op_list_things, DEVICES_FLEET_FRESH_MS, DEVICES_SIZE_PAGES, fleet),
    [DEVICE_GROUP_SIZE] =
        ROW(op_list_things_in_thing_group, DEVICES_FRESH_MS, DEVICES_SIZE_PAGES, group_size),
};
