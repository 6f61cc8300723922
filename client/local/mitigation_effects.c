#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/mitigation_inside.h"
#include "client/local/registry_change.h"

enum {
    MESSAGE_MAX = 512,       /* what a refusal says; names are at most 128 characters each */
    FINDING_MAX = 32 * 1024, /* of one finding as JSON */
    GROUP_DEPTH_MAX = 16,    /* more than the seven levels a hierarchy may have */
};

static const char blank_policy[] = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";

bool mitigation_refuse(const struct remedy *e, const char *code, const char *fmt, ...)
{
    char text[MESSAGE_MAX];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    *e->outcome = (struct outcome){code, arena_str(e->arena, text)};
    return true;
}

static const struct resource_identifier *resource_of(const struct remedy *e)
{
    return e->finding->non_compliant_resource->resource_identifier;
}

static const char not_found[] = "ResourceNotFoundException";

/* ---- certificates ---- */

struct certificates {
    size_t n, cap;
    struct {
        int64_t id;
        const char *cert_id, *status;
    } * items; /* owned */
};

/* The certificate that the finding names, or those it relates to: an intermediate has many. */
static struct db_stmt *certificates_query(const struct remedy *e, struct err *err)
{
    const char *id = resource_of(e)->device_certificate_id;
    struct db_stmt *s =
        id != NULL
            ? db_query(e->m->db,
                       "SELECT id, cert_id, status FROM certificate WHERE cert_id = ?", err)
            : db_query(e->m->db,
                       "SELECT c.id, c.cert_id, c.status FROM audit_finding f"
                       " JOIN audit_related r ON r.finding = f.id"
                       " JOIN certificate c ON c.cert_id ="
                       " substr(r.resource, length('deviceCertificateId') + 2)"
                       " WHERE f.finding_id = ? AND r.type = 'DEVICE_CERTIFICATE'",
                       err);

    if (s != NULL)
        db_bind_text(s, 1, id != NULL ? id : e->finding->finding_id);
    return s;
}

static bool find_certificates(const struct remedy *e, struct certificates *out, struct err *err)
{
    struct db_stmt *s = certificates_query(e, err);
    bool row = false, ok = s != NULL;

    while (ok && (ok = db_step(s, &row, err)) && row) {
        out->items = mem_grow(out->items, &out->cap, out->n + 1, sizeof *out->items);
        out->items[out->n].id = db_int(s, 0);
        out->items[out->n].cert_id = arena_str(e->arena, db_text(s, 1));
        out->items[out->n++].status = arena_str(e->arena, db_text(s, 2));
    }
    if (s != NULL)
        db_reset(s);
    return ok;
}

static bool no_certificate(const struct remedy *e)
{
    const char *id = resource_of(e)->device_certificate_id;

    if (id == NULL)
        return mitigation_refuse(e, not_found, "No certificate of the finding is left.");
    return mitigation_refuse(e, not_found, "The certificate %s does not exist.", id);
}

/* One that is INACTIVE or REVOKED stays what it is. */
static bool deactivate(const struct remedy *e, const struct certificates *list, struct err *err)
{
    for (size_t i = 0; i < list->n; i++) {
        if (str_starts(list->items[i].status, "PENDING_"))
            return mitigation_refuse(e, "CertificateStateException",
                                     "The certificate %s is %s; its status cannot be changed.",
                                     list->items[i].cert_id, list->items[i].status);
    }
    for (size_t i = 0; i < list->n; i++) {
        if (strcmp(list->items[i].status, "ACTIVE") == 0 &&
            !registry_set_certificate_status(e->m->registry, list->items[i].id, "INACTIVE",
                                             mitigation_now_ms(e->m), err))
            return false;
    }
    return true;
}

static bool update_device_certificate(const struct remedy *e, struct err *err)
{
    struct certificates list = {.n = 0};
    bool ok = find_certificates(e, &list, err) &&
              (list.n > 0 ? deactivate(e, &list, err) : no_certificate(e));

    free(list.items);
    return ok;
}

static bool update_ca_certificate(const struct remedy *e, struct err *err)
{
    const char *id = resource_of(e)->ca_certificate_id;
    struct ca_row row;
    bool found;

    if (!registry_ca(e->m->registry, id, e->arena, &row, &found, err))
        return false;
    if (!found)
        return mitigation_refuse(e, not_found, "The CA certificate %s does not exist.", id);
    return registry_update_ca(e->m->registry, row.id, "INACTIVE", NULL, mitigation_now_ms(e->m),
                              err);
}

/* ---- groups ---- */

struct ids {
    size_t n, cap;
    int64_t *items; /* owned */
};

static void ids_add(struct ids *to, int64_t id)
{
    to->items = mem_grow(to->items, &to->cap, to->n + 1, sizeof *to->items);
    to->items[to->n++] = id;
}

static bool find_things(const struct remedy *e, const struct certificates *from,
                        struct ids *out, struct err *err)
{
    for (size_t i = 0; i < from->n; i++) {
        struct db_stmt *s = db_query(
            e->m->db, "SELECT thing_id FROM thing_principal WHERE certificate_id = ?", err);
        bool row = false, ok = s != NULL;
        if (s != NULL)
            db_bind_int(s, 1, from->items[i].id);
        while (ok && (ok = db_step(s, &row, err)) && row)
            ids_add(out, db_int(s, 0));
        if (s != NULL)
            db_reset(s);
        if (!ok)
            return false;
    }
    return true;
}

/* What stands above the group and has nothing above itself. */
static bool find_root(const struct remedy *e, int64_t group, int64_t *out, struct err *err)
{
    struct db_stmt *s =
        db_query(e->m->db,
                 "WITH RECURSIVE up(id, parent_id, depth) AS ("
                 " SELECT id, parent_id, 1 FROM thing_group WHERE id = ?1"
                 " UNION SELECT g.id, g.parent_id, up.depth + 1 FROM thing_group g JOIN up"
                 " ON g.id = up.parent_id WHERE up.depth < ?2)"
                 " SELECT id FROM up ORDER BY depth DESC LIMIT 1",
                 err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, group);
    db_bind_int(s, 2, GROUP_DEPTH_MAX);
    if (!db_step(s, &row, err))
        return false;
    *out = row ? db_int(s, 0) : group;
    db_reset(s);
    return true;
}

/* out stays empty when the names cannot be used together. */
static bool find_groups(const struct remedy *e, struct ids *out, struct err *err)
{
    const struct list *list =
        &e->action->params->add_things_to_thing_group_params->thing_group_names;
    const char *const *names = list->items;
    struct ids roots = {.n = 0}, groups = {.n = 0};
    bool ok = true, usable = true;

    for (size_t i = 0; ok && usable && i < list->n; i++) {
        struct group_row row;
        int64_t root = 0;
        bool found;
        ok = registry_group(e->m->registry, names[i], e->arena, &row, &found, err) &&
             (!found || find_root(e, row.id, &root, err));
        if (ok && !found)
            usable =
                !mitigation_refuse(e, not_found, "Thing group %s does not exist.", names[i]);
        for (size_t k = 0; ok && found && usable && k < roots.n; k++) {
            if (roots.items[k] == root)
                usable = !mitigation_refuse(
                    e, "InvalidRequestException",
                    "Thing groups %s and %s are of one hierarchy: a thing can be in one of "
                    "them only.",
                    names[k], names[i]);
        }
        if (ok && usable) {
            ids_add(&roots, root);
            ids_add(&groups, row.id);
        }
    }
    free(roots.items);
    if (ok && usable)
        *out = groups;
    else
        free(groups.items);
    return ok;
}

static bool add_all(const struct remedy *e, const struct ids *things, const struct ids *groups,
                    struct err *err)
{
    if (things->n == 0)
        return mitigation_refuse(e, not_found, "No thing is attached to the certificate.");
    for (size_t t = 0; t < things->n; t++) {
        for (size_t g = 0; g < groups->n; g++) {
            if (!registry_add_member(e->m->registry, groups->items[g], things->items[t], err))
                return false;
        }
    }
    return true;
}

/* There are no dynamic groups here, so overrideDynamicGroups has nothing to decide. */
static bool add_things_to_thing_group(const struct remedy *e, struct err *err)
{
    struct certificates certificates = {.n = 0};
    struct ids things = {.n = 0}, groups = {.n = 0};
    bool ok = find_certificates(e, &certificates, err);

    if (ok && certificates.n == 0)
        ok = no_certificate(e);
    else
        ok = ok && find_things(e, &certificates, &things, err) &&
             find_groups(e, &groups, err) &&
             (groups.n == 0 || add_all(e, &things, &groups, err));
    free(certificates.items);
    free(things.items);
    free(groups.items);
    return ok;
}

/* ---- policy, logging, message ---- */

static bool is_blank(const struct remedy *e, const struct policy_row *p, bool *out,
                     struct err *err)
{
    const char *document;

    if (!registry_policy_document(e->m->registry, p->id, p->default_version, e->arena,
                                  &document, err))
        return false;
    *out = document != NULL && strcmp(document, blank_policy) == 0;
    return true;
}

static bool replace_default_policy_version(const struct remedy *e, struct err *err)
{
    const char *name = resource_of(e)->policy_version_identifier->policy_name;
    int64_t n, latest, now_ms = mitigation_now_ms(e->m);
    struct registry *r = e->m->registry;
    struct policy_row p;
    bool found, blank;

    if (!registry_policy(r, name, e->arena, &p, &found, err))
        return false;
    if (!found)
        return mitigation_refuse(e, not_found, "Policy %s does not exist.", name);
    if (!is_blank(e, &p, &blank, err) || !registry_policy_versions(r, p.id, &n, &latest, err))
        return false;
    if (blank)
        return true; /* by another finding of the same policy */
    if (n >= POLICY_VERSIONS_MAX)
        return mitigation_refuse(
            e, "VersionsLimitExceededException",
            "The policy %s already has the maximum number of versions (%d)", name,
            POLICY_VERSIONS_MAX);
    return registry_add_policy_version(r, p.id, latest + 1, blank_policy, now_ms, err) &&
           registry_set_default_version(r, p.id, latest + 1, now_ms, err);
}

static bool enable_iot_logging(const struct remedy *e, struct err *err)
{
    const struct enable_iot_logging_params *p = e->action->params->enable_iot_logging_params;

    return registry_set_logging(e->m->registry, p->role_arn_for_logging, p->log_level, 0, err);
}

/* The finding as the service sends it: times are milliseconds, unlike in its API. */
static void put_finding(struct json_writer *w, const struct audit_finding *f)
{
    json_open(w, '{');
    json_text_member(w, "findingId", f->finding_id);
    json_int_member(w, "findingTime", f->finding_time.ms);
    json_text_member(w, "severity", f->severity);
    json_int_member(w, "taskStartTime", f->task_start_time.ms);
    json_key(w, "nonCompliantResource");
    record_encode(&non_compliant_resource_record, f->non_compliant_resource, w);
    json_text_member(w, "taskId", f->task_id);
    json_text_member(w, "checkName", f->check_name);
    json_text_member(w, "reasonForNonComplianceCode", f->reason_for_non_compliance_code);
    json_text_member(w, "reasonForNonCompliance", f->reason_for_non_compliance);
    json_close(w, '}');
}

static bool publish_finding_to_sns(const struct remedy *e, struct err *err)
{
    struct buf text = BUF_INIT(FINDING_MAX);
    struct json_writer w = {.out = &text};

    put_finding(&w, e->finding);
    bool ok = text.full
                  ? mitigation_refuse(e, "InvalidRequestException",
                                      "The finding is longer than %d bytes.", FINDING_MAX)
                  : outbox_put(e->m->registry,
                               e->action->params->publish_finding_to_sns_params->topic_arn,
                               mitigation_now_ms(e->m), (struct str){text.data, text.len}, err);
    buf_free(&text);
    return ok;
}

/* ---- any of them ---- */

typedef bool effect_fn(const struct remedy *e, struct err *err);

static effect_fn *const effects[MITIGATION_COUNT] = {
    [MITIGATION_UPDATE_DEVICE_CERTIFICATE] = update_device_certificate,
    [MITIGATION_UPDATE_CA_CERTIFICATE] = update_ca_certificate,
    [MITIGATION_ADD_THINGS_TO_THING_GROUP] = add_things_to_thing_group,
    [MITIGATION_REPLACE_DEFAULT_POLICY_VERSION] = replace_default_policy_version,
    [MITIGATION_ENABLE_IOT_LOGGING] = enable_iot_logging,
    [MITIGATION_PUBLISH_FINDING_TO_SNS] = publish_finding_to_sns,
};

bool mitigation_carry_out(const struct remedy *e, struct err *err)
{
    const struct mitigation_kind *kind = mitigation_of_params(e->action->params);
    const char *why;

    if (kind == NULL)
        return mitigation_refuse(e, "InternalFailureException",
                                 "Mitigation action %s cannot be read.", e->action->name);
    why = mitigation_misfit(mitigation_type_of(kind), e->check, e->arena);
    if (why != NULL)
        return mitigation_refuse(e, "InvalidRequestException", "%s", why);
    if (!mitigation_role_obstacle(e->m, e->action->role_arn, kind->rights, e->arena, &why, err))
        return false;
    if (why != NULL)
        return mitigation_refuse(e, "AccessDeniedException", "%s", why);
    return effects[mitigation_type_of(kind)](e, err);
}

/* ---- the thing of a violation ---- */

static bool add_thing(const struct remedy *e, const char *name, struct err *err)
{
    struct ids groups = {.n = 0};
    struct thing_row thing;
    bool found;

    if (!registry_thing(e->m->registry, name, e->arena, &thing, &found, err))
        return false;
    if (!found)
        return mitigation_refuse(e, not_found, "Thing %s is not registered.", name);
    struct ids things = {.n = 1, .items = &thing.id};
    bool ok =
        find_groups(e, &groups, err) && (groups.n == 0 || add_all(e, &things, &groups, err));
    free(groups.items);
    return ok;
}

bool mitigation_carry_out_alarm(const struct remedy *e, const char *thing, struct err *err)
{
    const struct mitigation_kind *kind = mitigation_of_params(e->action->params);
    const char *why;

    if (kind == NULL)
        return mitigation_refuse(e, "InternalFailureException",
                                 "Mitigation action %s cannot be read.", e->action->name);
    why = mitigation_alarm_misfit(mitigation_type_of(kind), e->arena);
    if (why != NULL)
        return mitigation_refuse(e, "InvalidRequestException", "%s", why);
    if (!mitigation_role_obstacle(e->m, e->action->role_arn, kind->rights, e->arena, &why, err))
        return false;
    if (why != NULL)
        return mitigation_refuse(e, "AccessDeniedException", "%s", why);
    return add_thing(e, thing, err);
}
