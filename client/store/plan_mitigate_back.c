/* What a finding's resource is before and after, how to look at it again, and the way back. */
#include "client/api/certificates.h"
#include "client/api/groups.h"
#include "client/api/policies.h"
#include "client/api/resource.h"
#include "client/base/i18n.h"
#include "client/store/plan_look.h"
#include "client/store/plan_mitigate_inside.h"

#define UNTIL_REVOKED "works until it is revoked"

static const char *name_of(const struct mitigating *m, const struct judged *j)
{
    return mitigate_name(mitigate_finding(m, j)->key);
}

static bool is_kind(const struct mitigating *m, const struct judged *j, const char *word)
{
    return str_eq(resource_key_kind(mitigate_finding(m, j)->key), word);
}

static const char *policy_name(const struct mitigating *m, const struct judged *j,
                               struct str *version)
{
    struct str name = str_cut(str_of(name_of(m, j)), ':', version);

    return arena_strn(m->arena, name.p, name.n);
}

/* ---- before and after ---- */

/* What was not seen is required: the probe looks at it before anything is sent. */
static const char *before(const struct mitigating *m, const struct judged *j)
{
    const bool seen = j->has_blast && j->blast.status[0] != '\0';
    struct str version;

    switch (j->type) {
    case MITIGATION_UPDATE_DEVICE_CERTIFICATE:
    case MITIGATION_UPDATE_CA_CERTIFICATE: return seen ? j->blast.status : "ACTIVE";
    case MITIGATION_REPLACE_DEFAULT_POLICY_VERSION:
        (void)policy_name(m, j, &version);
        return arena_printf(m->arena, _("version %.*s"), (int)version.n,
                            version.n > 0 ? version.p : "");
    case MITIGATION_ENABLE_IOT_LOGGING:
        return m->o->logging != NULL && m->o->logging->disable_all_logs.value
                   ? _("logging off")
                   : _("logging as it is");
    case MITIGATION_ADD_THINGS_TO_THING_GROUP:
        return mitigate_alarms(m) ? mitigate_in_groups(m, j) : "";
    case MITIGATION_PUBLISH_FINDING_TO_SNS:
    case MITIGATION_COUNT: break;
    }
    return "";
}

static const char *after(const struct mitigating *m, const struct judged *j)
{
    struct buf text = BUF_INIT(512);
    const char *words = "INACTIVE";

    mitigate_params_text(j->action->params, &text);
    switch (j->type) {
    case MITIGATION_UPDATE_DEVICE_CERTIFICATE:
    case MITIGATION_UPDATE_CA_CERTIFICATE: break;
    case MITIGATION_REPLACE_DEFAULT_POLICY_VERSION: words = _("a blank version"); break;
    case MITIGATION_ENABLE_IOT_LOGGING:
        words = arena_printf(m->arena, _("logging %s"), buf_text(&text));
        break;
    case MITIGATION_ADD_THINGS_TO_THING_GROUP:
        words = arena_printf(m->arena, mitigate_alarms(m) ? _("in %s") : _("its things in %s"),
                             buf_text(&text));
        break;
    case MITIGATION_PUBLISH_FINDING_TO_SNS: words = _("a message"); break;
    case MITIGATION_COUNT: break;
    }
    buf_free(&text);
    return words;
}

/* ---- looking again ---- */

#define STATUS "certificateDescription.status"

static struct plan_probe certificate_probe(const struct mitigating *m, const char *id,
                                           const char *status)
{
    struct describe_certificate_input *in = arena_alloc(m->arena, 1, sizeof *in);

    in->certificate_id = id;
    return (struct plan_probe){{&op_describe_certificate, in}, STATUS, status};
}

static struct plan_probe ca_probe(const struct mitigating *m, const char *id,
                                  const char *status)
{
    struct describe_ca_certificate_input *in = arena_alloc(m->arena, 1, sizeof *in);

    in->certificate_id = id;
    return (struct plan_probe){{&op_describe_ca_certificate, in}, STATUS, status};
}

static struct plan_probe logging_probe(const struct mitigating *m)
{
    const struct get_v2_logging_options_input *in = arena_alloc(m->arena, 1, sizeof *in);
    struct plan_probe p = {
        {&op_get_v2_logging_options, in}, "roleArn,defaultLogLevel,disableAllLogs", NULL};
    struct buf seen = BUF_INIT(4096);

    plan_look_put(&p, m->o->logging, &seen);
    p.seen = arena_str(m->arena, buf_text(&seen));
    buf_free(&seen);
    return p;
}

static struct plan_probe probe_of(const struct mitigating *m, const struct judged *j)
{
    const char *name = name_of(m, j);
    struct str version;

    if (j->type == MITIGATION_UPDATE_DEVICE_CERTIFICATE && is_kind(m, j, "cert"))
        return certificate_probe(m, name, "ACTIVE");
    if (j->type == MITIGATION_UPDATE_CA_CERTIFICATE && is_kind(m, j, "ca"))
        return ca_probe(m, name, "ACTIVE");
    if (j->type == MITIGATION_REPLACE_DEFAULT_POLICY_VERSION && is_kind(m, j, "policy")) {
        struct get_policy_input *in = arena_alloc(m->arena, 1, sizeof *in);

        in->policy_name = policy_name(m, j, &version);
        return (struct plan_probe){
            {&op_get_policy, in},
            "defaultVersionId",
            arena_strn(m->arena, version.n > 0 ? version.p : "", version.n)};
    }
    if (j->type == MITIGATION_ENABLE_IOT_LOGGING && m->o->logging != NULL)
        return logging_probe(m);
    return (struct plan_probe){{NULL, NULL}, NULL, NULL};
}

static int64_t certain(const struct judged *j, const struct blast_number *n)
{
    if (!j->has_blast || j->type == MITIGATION_PUBLISH_FINDING_TO_SNS)
        return -1;
    return n->sure == BLAST_KNOWN ? n->n : -1;
}

void mitigate_add_target(struct mitigating *m, const struct judged *j)
{
    const struct frozen_finding *f = mitigate_finding(m, j);
    const bool acts = j->left_out == NULL;
    struct buf text = BUF_INIT(1024);

    if (mitigate_alarms(m) && f->key[0] != '\0')
        buf_printf(&text, "%s%s%s", name_of(m, j), f->behavior[0] != '\0' ? ", " : "",
                   f->behavior);
    else
        resource_key_text(f->key[0] != '\0' ? f->key : f->finding, &text);
    plan_add_target(m->p, &(struct plan_target){
                              .id = f->finding[0] != '\0' ? f->finding : f->key,
                              .text = buf_text(&text),
                              .before = acts ? before(m, j) : "",
                              .after = acts ? after(m, j) : "",
                              .left_out = j->left_out,
                              .things = certain(j, &j->blast.things),
                              .online = certain(j, &j->blast.online),
                              .probe = acts ? probe_of(m, j)
                                            : (struct plan_probe){{NULL, NULL}, NULL, NULL},
                              .step = j->step});
    buf_free(&text);
}

/* ---- the way back ---- */

static void back_certificate(struct mitigating *m, const struct judged *j, const char *text)
{
    if (!is_kind(m, j, "cert")) { /* certificates under an issuer: no call lists them */
        m->without_back++;
        return;
    }
    const struct update_certificate_input in = {.certificate_id = name_of(m, j),
                                                .new_status = "ACTIVE"};

    plan_add_back(m->p, &(struct plan_back){
                            .step = j->step,
                            .text = text,
                            .call = {&op_update_certificate, &in},
                            .note = UNTIL_REVOKED,
                            .probe = certificate_probe(m, in.certificate_id, "INACTIVE")});
}

static void back_ca(struct mitigating *m, const struct judged *j, const char *text)
{
    const struct update_ca_certificate_input in = {.certificate_id = name_of(m, j),
                                                   .new_status = "ACTIVE"};

    plan_add_back(m->p,
                  &(struct plan_back){.step = j->step,
                                      .text = text,
                                      .call = {&op_update_ca_certificate, &in},
                                      .probe = ca_probe(m, in.certificate_id, "INACTIVE")});
}

static void back_policy(struct mitigating *m, const struct judged *j, const char *text)
{
    struct str version;
    const char *name = policy_name(m, j, &version);

    if (version.n == 0) {
        m->without_back++;
        return;
    }
    const struct set_default_policy_version_input in = {
        .policy_name = name, .policy_version_id = arena_strn(m->arena, version.p, version.n)};

    plan_add_back(m->p, &(struct plan_back){.step = j->step,
                                            .text = text,
                                            .call = {&op_set_default_policy_version, &in},
                                            .note = _("works until that version is deleted")});
}

static void back_logging(struct mitigating *m, const struct judged *j, const char *text)
{
    const struct get_v2_logging_options_output *was = m->o->logging;

    if (was == NULL) {
        m->without_back++;
        return;
    }
    const struct set_v2_logging_options_input in = {.default_log_level = was->default_log_level,
                                                    .disable_all_logs = was->disable_all_logs,
                                                    .event_configurations =
                                                        was->event_configurations,
                                                    .role_arn = was->role_arn};

    plan_add_back(m->p, &(struct plan_back){.step = j->step,
                                            .text = text,
                                            .call = {&op_set_v2_logging_options, &in},
                                            .note = NULL});
}

/* A thing that was in the group before stays in it. */
static bool is_in(const struct device_fact *groups, struct devices *d, const char *group)
{
    uint32_t id = devices_id(d, str_of(group));

    for (size_t i = 0; i < groups->n; i++)
        if (groups->ids[i] == id)
            return true;
    return false;
}

static void back_thing(struct mitigating *m, const struct judged *j, uint32_t thing)
{
    struct devices *d = m->o->devices;
    const struct device_fact *groups = devices_fact(d, DEVICE_GROUPS, thing);
    const struct list *names =
        &j->action->params->add_things_to_thing_group_params->thing_group_names;

    if (groups->state != DEVICE_KNOWN || groups->cut) {
        m->without_back++;
        return;
    }
    for (size_t i = 0; i < names->n; i++) {
        const char *group = ((const char *const *)names->items)[i];

        if (is_in(groups, d, group))
            continue;
        if (m->removals++ >= MITIGATE_REMOVALS_MAX) {
            m->removals_left++;
            continue;
        }
        const char *name = arena_str(m->arena, devices_name(d, thing));
        const struct remove_thing_from_thing_group_input in = {.thing_group_name = group,
                                                               .thing_name = name};

        plan_add_back(
            m->p, &(struct plan_back){
                      .step = j->step,
                      .text = arena_printf(m->arena, _("thing %s"), name),
                      .call = {&op_remove_thing_from_thing_group, &in},
                      .note = arena_printf(m->arena, _("out of the group %s again"), group)});
    }
}

static void back_things(struct mitigating *m, const struct judged *j)
{
    struct devices *d = m->o->devices;

    if (d != NULL && is_kind(m, j, "thing") && j->action->params != NULL &&
        j->action->params->add_things_to_thing_group_params != NULL) {
        back_thing(m, j, devices_id(d, str_of(name_of(m, j))));
        return;
    }
    if (d == NULL || !is_kind(m, j, "cert") || j->action->params == NULL ||
        j->action->params->add_things_to_thing_group_params == NULL) {
        m->without_back++;
        return;
    }
    const struct device_fact *things =
        devices_fact(d, DEVICE_CERTIFICATE_THINGS, devices_id(d, str_of(name_of(m, j))));

    if (things->state != DEVICE_KNOWN || things->cut)
        m->without_back++;
    for (size_t i = 0; things->state == DEVICE_KNOWN && i < things->n; i++)
        back_thing(m, j, things->ids[i]);
}

void mitigate_add_back(struct mitigating *m, const struct judged *j)
{
    struct buf text = BUF_INIT(1024);

    resource_key_text(mitigate_finding(m, j)->key, &text);
    switch (j->type) {
    case MITIGATION_UPDATE_DEVICE_CERTIFICATE: back_certificate(m, j, buf_text(&text)); break;
    case MITIGATION_UPDATE_CA_CERTIFICATE: back_ca(m, j, buf_text(&text)); break;
    case MITIGATION_REPLACE_DEFAULT_POLICY_VERSION: back_policy(m, j, buf_text(&text)); break;
    case MITIGATION_ENABLE_IOT_LOGGING: back_logging(m, j, buf_text(&text)); break;
    case MITIGATION_ADD_THINGS_TO_THING_GROUP: back_things(m, j); break;
    case MITIGATION_PUBLISH_FINDING_TO_SNS:
    case MITIGATION_COUNT: break;
    }
    buf_free(&text);
}
