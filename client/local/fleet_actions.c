#include "client/api/mitigation_fit.h"
#include "client/local/fleet_inside.h"

enum { PARAMS_MAX = 8 * 1024 }; /* ten names of groups at most */

/* What the action's parameters point to; filled for the one kind that the action is. */
struct parts {
    struct add_things_to_thing_group_params group;
    struct enable_iot_logging_params logging;
    struct publish_finding_to_sns_params sns;
    struct replace_default_policy_version_params policy;
    struct update_ca_certificate_params ca;
    struct update_device_certificate_params device;
};

static struct mitigation_action_params params_of(struct fleet_work *w,
                                                 const struct fleet_action *a,
                                                 enum mitigation_type type, struct parts *p)
{
    switch (type) {
    case MITIGATION_UPDATE_DEVICE_CERTIFICATE:
        p->device.action = "DEACTIVATE";
        return (struct mitigation_action_params){.update_device_certificate_params =
                                                     &p->device};
    case MITIGATION_UPDATE_CA_CERTIFICATE:
        p->ca.action = "DEACTIVATE";
        return (struct mitigation_action_params){.update_ca_certificate_params = &p->ca};
    case MITIGATION_ADD_THINGS_TO_THING_GROUP:
        p->group.thing_group_names = (struct list){a->groups.n, a->groups.items};
        return (struct mitigation_action_params){.add_things_to_thing_group_params = &p->group};
    case MITIGATION_REPLACE_DEFAULT_POLICY_VERSION:
        p->policy.template_name = "BLANK_POLICY";
        return (struct mitigation_action_params){.replace_default_policy_version_params =
                                                     &p->policy};
    case MITIGATION_ENABLE_IOT_LOGGING:
        p->logging.log_level = a->level;
        p->logging.role_arn_for_logging =
            a->logging_role ? fleet_role_arn(w, a->logging_role) : NULL;
        return (struct mitigation_action_params){.enable_iot_logging_params = &p->logging};
    case MITIGATION_PUBLISH_FINDING_TO_SNS:
        p->sns.topic_arn =
            a->topic ? registry_arn(w->registry, ARN_SNS_TOPIC, a->topic, w->arena) : NULL;
        return (struct mitigation_action_params){.publish_finding_to_sns_params = &p->sns};
    case MITIGATION_COUNT: break;
    }
    return (struct mitigation_action_params){.publish_finding_to_sns_params = NULL};
}

static bool insert_action(struct fleet_work *w, const struct fleet_action *a,
                          const char *params, struct err *err)
{
    struct db_stmt *q = db_query(
        w->db,
        "INSERT OR IGNORE INTO mitigation_action(name, action_id, type, params, role_arn,"
        " created_ms, modified_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?6)",
        err);
    char uuid[37];
    if (!q)
        return false;
    rng_uuid(w->rng, uuid);
    db_bind_text(q, 1, a->name);
    db_bind_text(q, 2, uuid);
    db_bind_text(q, 3, a->type);
    db_bind_text(q, 4, params);
    db_bind_text(q, 5, fleet_role_arn(w, a->role));
    db_bind_int(q, 6, fleet_ago(w, a->age));
    return db_run(q, err);
}

static bool make_action(struct fleet_work *w, const struct fleet_action *a, struct err *err)
{
    const struct mitigation_kind *kind = mitigation_find(a->type);
    struct parts parts = {.group = {.thing_group_names = {0, NULL}}};
    if (!kind)
        return err_set(err, ERR_CONFIG, "action \"%s\" has the type \"%s\", which is none",
                       a->name, a->type);
    struct mitigation_action_params params = params_of(w, a, mitigation_type_of(kind), &parts);
    if (!record_validate(&mitigation_action_params_record, &params, err))
        return err_at(err, "action \"%s\"", a->name);
    struct buf text = BUF_INIT(PARAMS_MAX);
    struct json_writer j = {.out = &text};
    record_encode(&mitigation_action_params_record, &params, &j);
    bool ok = insert_action(w, a, buf_text(&text), err);
    buf_free(&text);
    return ok;
}

bool fleet_make_actions(struct fleet_work *w, struct err *err)
{
    for (size_t i = 0; i < w->fleet->n_actions; i++)
        if (!make_action(w, &w->fleet->actions[i], err))
            return false;
    return true;
}
