#include "views/account.h"

#include <stdio.h>
#include <string.h>

#include "client/api/sts.h"

static bool find_named(const struct aws_inputs *in, const struct shared_config *files,
                       struct account *a, struct err *err)
{
    return credentials_profile_exists(in, files, err) &&
           endpoint_find(in, files, "iot", &a->iot, err) &&
           endpoint_find(in, files, "sts", &a->sts, err) &&
           credentials_find(in, files, &a->credentials, err);
}

bool account_find(const struct aws_inputs *in, struct account *out, enum account_kind *kind,
                  struct err *err)
{
    struct shared_config *files;
    bool ok = true;

    if (!shared_config_load(in, &files, err))
        return false;
    *out = (struct account){0};
    *kind = credentials_named_anywhere(in, files) ? ACCOUNT_NAMED : ACCOUNT_NONE;
    if (*kind == ACCOUNT_NAMED)
        ok = find_named(in, files, out, err);
    shared_config_free(files);
    return ok;
}

bool account_set(struct account *a, const char *endpoint, const char *region,
                 const char *access_key_id, const char *secret, struct err *err)
{
    if (!endpoint_parse(endpoint, region, &a->iot, err))
        return false;
    a->sts = a->iot;
    credentials_wipe(&a->credentials);
    credentials_set(&a->credentials, access_key_id, secret, NULL);
    return true;
}

static enum call_next on_identity(void *ctx, struct call_page *page)
{
    const struct account *a = ctx;
    const struct sts_get_caller_identity_output *who = page->output;
    struct app_context context = *app_context(a->app);

    if (who != NULL && who->account != NULL) {
        (void)snprintf(context.account, sizeof context.account, "%s", who->account);
        app_set_context(a->app, &context);
        authority_where(a->authority, &context);
    }
    return CALL_MORE;
}

void account_connect(struct account *a, struct app *app, struct authority *authority)
{
    const struct client_options o = {.loop = app_loop(app),
                                     .http =
                                         a->http != NULL ? a->http : http_new(app_loop(app)),
                                     .iot = &a->iot,
                                     .sts = &a->sts,
                                     .credentials = &a->credentials,
                                     .gate = authority->gate};

    a->app = app;
    a->authority = authority;
    a->http = o.http;
    if (a->client == NULL)
        a->client = client_new(&o);
    else
        client_set_credentials(a->client, &a->credentials);
    app_set_client(app, a->client);
    /* Who we are is nice to know and nothing waits for it: a refusal is in :calls. */
    (void)call_start(
        a->client, &op_sts_get_caller_identity, NULL,
        &(struct call_options){.priority = CALL_BACKGROUND, .on_page = on_identity, .ctx = a});
}

void account_close(struct account *a)
{
    client_free(a->client);
    a->client = NULL;
    http_free(a->http);
    a->http = NULL;
    credentials_wipe(&a->credentials);
}
