#include "views/account.h"

#include <stdio.h>
#include <string.h>

#include "client/api/sts.h"
#include "client/aws/key_chain.h"
#include "client/net/tape.h"

/* Keys that lie there are read at once; others are asked for when the first call needs them. */
static bool find_keys(const struct aws_inputs *in, const struct shared_config *files,
                      struct account *a, struct err *err)
{
    struct key_chain chain;

    if (!key_chain_find(in, files, &chain, err))
        return false;
    a->in = *in;
    a->renews = !key_chain_is_static(&chain);
    return a->renews || key_chain_static(&chain, in, files, &a->credentials, err);
}

static bool find_named(const struct aws_inputs *in, const struct shared_config *files,
                       struct account *a, struct err *err)
{
    return credentials_profile_exists(in, files, err) &&
           endpoint_find(in, files, "iot", &a->iot, err) &&
           endpoint_find(in, files, "sts", &a->sts, err) && find_keys(in, files, a, err);
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

bool account_read_regions(struct account *a, const struct account_regions *regions,
                          struct err *err)
{
    struct account_regions found = *regions;

    if (!account_regions_find(&found, &a->in, err))
        return false;
    a->regions = found;
    return true;
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

static void on_refused(struct account *a, const struct err *err)
{
    a->refused = *err;
    app_error(a->app, err);
    if (a->needs_keys)
        app_end(a->app);
}

static void on_keys(void *ctx, enum keys_news news, const struct err *err)
{
    struct account *a = ctx;
    const bool was_refused = a->refused.kind != ERR_NONE;

    app_keys_changed(a->app);
    if (news == KEYS_REFUSED) {
        on_refused(a, err);
        return;
    }
    a->refused = (struct err){0};
    if (was_refused) /* and so was all that is on screen */
        app_command(a->app, "refresh");
    else if (news == KEYS_NOT_RENEWED)
        app_message(a->app, MESSAGE_WARN,
                    "The keys could not be renewed and are used until they end: %s %s",
                    err->text, err->advice);
}

static void on_code(void *ctx, const char *code)
{
    struct account *a = ctx;

    keys_code(a->keys, code);
}

static void ask(void *ctx, const char *device, const char *profile)
{
    struct account *a = ctx;

    (void)profile;
    app_ask_code(a->app, device, on_code, a);
}

static void open_keys(struct account *a, struct loop *loop, struct http *http)
{
    if (a->renews && a->keys == NULL)
        a->keys = keys_new(&(struct keys_options){.loop = loop,
                                                  .http = http,
                                                  .in = &a->in,
                                                  .ask = a->asks ? ask : NULL,
                                                  .news = on_keys,
                                                  .ctx = a});
}

static void begin_tape(const struct account *a)
{
    struct tape_head head = {.started_ms = app_now_ms(a->app), .loopback = a->iot.loopback};

    if (a->tape == NULL)
        return;
    (void)snprintf(head.context, sizeof head.context, "%s", app_context(a->app)->name);
    (void)snprintf(head.region, sizeof head.region, "%s", a->iot.region);
    tape_begin(a->tape, &head);
}

static void connect_regions(struct account *a, const struct client_options *o)
{
    struct region_client list[REGIONS_MAX];

    if (!account_regions_open(&a->regions, o) && a->keys == NULL)
        account_regions_set_credentials(&a->regions, &a->credentials);
    app_set_regions(a->app, list, account_regions_list(&a->regions, a->client, list));
}

void account_connect(struct account *a, struct app *app, struct authority *authority)
{
    if (a->http == NULL)
        a->http = http_new(app_loop(app));
    a->app = app;
    a->authority = authority;
    open_keys(a, app_loop(app), a->http);

    const struct client_options o = {.loop = app_loop(app),
                                     .http = a->http,
                                     .iot = &a->iot,
                                     .sts = &a->sts,
                                     .credentials = a->renews ? NULL : &a->credentials,
                                     .keys = a->keys,
                                     .gate = authority->gate,
                                     .tape = a->tape,
                                     .player = a->player};

    begin_tape(a);
    if (a->client == NULL)
        a->client = client_new(&o);
    else if (a->keys == NULL)
        client_set_credentials(a->client, &a->credentials);
    connect_regions(a, &o);
    app_set_client(app, a->client);
    /* Who we are is nice to know and nothing waits for it: a refusal is in :calls. */
    (void)call_start(
        a->client, &op_sts_get_caller_identity, NULL,
        &(struct call_options){.priority = CALL_BACKGROUND, .on_page = on_identity, .ctx = a});
}

void account_close(struct account *a)
{
    account_regions_close(&a->regions);
    client_free(a->client);
    a->client = NULL;
    keys_free(a->keys);
    a->keys = NULL;
    http_free(a->http);
    a->http = NULL;
    credentials_wipe(&a->credentials);
}
