#include <string.h>

#include "client/api/logging.h"
#include "client/local/fault.h"
#include "client/local/handlers.h"
#include "client/local/registry_change.h"

/* ---- endpoint ---------------------------------------------------------------------------- */

/* There is no broker here; every type of endpoint is this service itself. */
static bool describe_endpoint(struct call *c, struct err *err)
{
    static const char *const types[] = {"iot:Data", "iot:Data-ATS", "iot:Data-Beta",
                                        "iot:CredentialProvider", "iot:Jobs"};
    const struct describe_endpoint_input *in = c->input;
    struct describe_endpoint_output *out = c->output;
    bool known = !in->endpoint_type;
    for (size_t i = 0; i < COUNT_OF(types); i++)
        known = known || strcmp(in->endpoint_type, types[i]) == 0;
    if (!known)
        return fault(err, API_INVALID_REQUEST, "endpointType cannot be %.100s",
                     in->endpoint_type);
    const char *host = strstr(c->service->endpoint, "://");
    out->endpoint_address = arena_str(c->arena, host ? host + 3 : "localhost");
    return true;
}

/* ---- logging ----------------------------------------------------------------------------- */

struct logging {
    const char *v1_level, *v1_role, *v2_level, *v2_role; /* a role may be NULL */
    bool v2_disabled;
};

static const char *text_or_null(struct call *c, struct db_stmt *q, int column)
{
    return db_is_null(q, column) ? NULL : arena_str(c->arena, db_text(q, column));
}

static bool logging_read(struct call *c, struct logging *out, struct err *err)
{
    bool row;
    struct db_stmt *q = db_query(
        call_db(c),
        "SELECT v1_level, v1_role, v2_level, v2_role, v2_disabled FROM logging_options", err);
    if (!q || !db_step(q, &row, err))
        return false;
    if (!row)
        return err_set(err, ERR_DECODE, "the state has no logging options");
    out->v1_level = text_or_null(c, q, 0);
    out->v1_role = text_or_null(c, q, 1);
    out->v2_level = text_or_null(c, q, 2);
    out->v2_role = text_or_null(c, q, 3);
    out->v2_disabled = db_int(q, 4) != 0;
    db_reset(q);
    return true;
}

static bool logging_v2(struct call *c, struct logging *out, struct err *err)
{
    return logging_read(c, out, err) &&
           (out->v2_role ||
            fault(err, API_NOT_CONFIGURED, "Logging options are not configured"));
}

static bool get_v2_logging_options(struct call *c, struct err *err)
{
    struct get_v2_logging_options_output *out = c->output;
    struct logging l;
    if (!logging_v2(c, &l, err))
        return false;
    out->role_arn = l.v2_role;
    out->default_log_level = l.v2_level;
    out->disable_all_logs = (struct opt_bool){l.v2_disabled, true};
    return true;
}

static bool set_v2_logging_options(struct call *c, struct err *err)
{
    const struct set_v2_logging_options_input *in = c->input;
    struct logging l;
    if (in->event_configurations.n > 0)
        return not_served(err, "SetV2LoggingOptions with eventConfigurations");
    if (!logging_read(c, &l, err))
        return false;
    if (!in->role_arn && !l.v2_role)
        return fault(err, API_INVALID_REQUEST, "roleArn is needed to turn logging on");
    return registry_set_logging(call_registry(c), in->role_arn, in->default_log_level,
                                in->disable_all_logs.set ? in->disable_all_logs.value : -1,
                                err);
}

static bool get_logging_options(struct call *c, struct err *err)
{
    struct get_logging_options_output *out = c->output;
    struct logging l;
    if (!logging_read(c, &l, err))
        return false;
    out->log_level = l.v1_level;
    out->role_arn = l.v1_role;
    return true;
}

/* No levels of single groups or clients are kept: the default target is all there is. */
static bool list_v2_logging_levels(struct call *c, struct err *err)
{
    const struct list_v2_logging_levels_input *in = c->input;
    struct list_v2_logging_levels_output *out = c->output;
    struct page page;
    struct logging l;
    struct rows rows = {.n = 0};
    if (!call_page(c, &page, err) || !logging_v2(c, &l, err))
        return false;
    if (!in->target_type || strcmp(in->target_type, "DEFAULT") == 0) {
        struct log_target *target = arena_alloc(c->arena, 1, sizeof *target);
        struct log_target_configuration *item = rows_add(&rows, sizeof *item);
        target->target_type = "DEFAULT";
        item->log_target = target;
        item->log_level = l.v2_level;
    }
    out->log_target_configurations = rows_list(&rows, c->arena);
    return true;
}

const struct handler handlers_account[] = {
    {"DescribeEndpoint", describe_endpoint},
    {"GetV2LoggingOptions", get_v2_logging_options},
    {"SetV2LoggingOptions", set_v2_logging_options},
    {"GetLoggingOptions", get_logging_options},
    {"ListV2LoggingLevels", list_v2_logging_levels},
    {NULL, NULL},
};
