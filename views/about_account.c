/* Role aliases, identity pools and the account's logging: the things behind the IAM checks. */
#include <stdio.h>

#include "client/api/logging.h"
#include "client/api/role_aliases.h"
#include "client/base/i18n.h"
#include "views/about.h"

static void ask_alias(struct about *a)
{
    struct describe_role_alias_input in = {.role_alias = a->id};
    about_ask_once(a, 0, &op_describe_role_alias, &in);
}

static void fill_alias(const struct about *a, struct detail *d)
{
    detail_heading(d, "Role alias");
    detail_field(d, "alias", STYLE_TEXT, a->id);
    if (about_missing(a, 0, "role", d))
        return;
    const struct describe_role_alias_output *out = about_output(a, 0);
    const struct role_alias_description *r = out->role_alias_description;
    if (r == NULL)
        return;
    about_field(d, "role", r->role_arn);
    if (r->credential_duration_seconds.set)
        detail_fieldf(d, "credentials", STYLE_TEXT, _("last %lld s"),
                      (long long)r->credential_duration_seconds.value);
    about_time(a, d, "created", r->creation_date);
    about_time(a, d, "changed", r->last_modified_date);
    about_field(d, "owner", r->owner);
    detail_text(
        d, STYLE_DIM,
        _("What the role allows is kept by IAM, which this program does not ask: aws iam "
          "list-attached-role-policies and list-role-policies show it."));
}

const struct about_spec about_alias = {
    .name = "alias", .title = N_("Role alias"), .ask = ask_alias, .fill = fill_alias};

static void ask_nothing(struct about *a)
{
    (void)a;
}

static void fill_pool(const struct about *a, struct detail *d)
{
    detail_heading(d, "Cognito identity pool");
    detail_field(d, "pool", STYLE_TEXT, a->id);
    detail_text(
        d, STYLE_DIM,
        _("Pools and their roles are kept by Cognito and IAM, which this program does not "
          "ask: aws cognito-identity get-identity-pool-roles names the roles."));
}

const struct about_spec about_pool = {.name = "pool",
                                      .title = N_("Cognito identity pool"),
                                      .ask = ask_nothing,
                                      .fill = fill_pool,
                                      .ask_nothing = true};

static void ask_account(struct about *a)
{
    struct get_v2_logging_options_input in = {0};
    about_ask_once(a, 0, &op_get_v2_logging_options, &in);
    about_ask_once(a, 1, &op_get_logging_options, NULL);
}

static void fill_account(const struct about *a, struct detail *d)
{
    detail_heading(d, "Logging of this account");
    if (!about_missing(a, 0, "fine-grained", d)) {
        const struct get_v2_logging_options_output *v2 = about_output(a, 0);
        bool off = v2->disable_all_logs.set && v2->disable_all_logs.value;
        detail_field(d, "fine-grained", off ? STYLE_ERROR : STYLE_OK,
                     off ? _("all logs disabled") : _("enabled"));
        about_field(d, "level", v2->default_log_level);
        about_field(d, "role", v2->role_arn);
    }
    if (!about_missing(a, 1, "older kind", d)) {
        const struct get_logging_options_output *v1 = about_output(a, 1);
        about_field(d, "older kind", v1->log_level);
        about_field(d, "its role", v1->role_arn);
    }
}

const struct about_spec about_account = {
    .name = "account", .title = N_("Account"), .ask = ask_account, .fill = fill_account};
