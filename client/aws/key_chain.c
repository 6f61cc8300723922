#include "client/aws/key_chain.h"

#include <string.h>

#include "client/base/str.h"

/* The way down to the first keys, outermost profile first. */
struct search {
    const struct aws_inputs *in;
    const struct shared_config *files;
    struct key_link found[KEY_CHAIN_MAX];
    size_t n;
    const char *visited[KEY_CHAIN_MAX];
    size_t n_visited;
};

static const char *get(const struct search *s, const char *profile, const char *key)
{
    const char *v = shared_config_get(s->files, SECTION_PROFILE, profile, key);

    return v != NULL && v[0] != '\0' ? v : NULL;
}

static bool add(struct search *s, const struct provider *p, const char *profile,
                bool by_environment, struct err *err)
{
    if (s->n == KEY_CHAIN_MAX)
        return err_set(err, ERR_CONFIG, "profile '%s' is more than %d roles away from keys",
                       s->found[0].profile, KEY_CHAIN_MAX - 1);
    s->found[s->n++] = (struct key_link){p, profile, by_environment};
    return true;
}

/* ---- one profile, without roles ---- */

static bool has_web_identity(const struct search *s, const char *profile, bool env)
{
    return (env && aws_env(s->in, "AWS_WEB_IDENTITY_TOKEN_FILE") != NULL) ||
           get(s, profile, "web_identity_token_file") != NULL;
}

static bool has_sso(const struct search *s, const char *profile, bool env)
{
    (void)env;
    return get(s, profile, "sso_account_id") != NULL ||
           get(s, profile, "sso_role_name") != NULL;
}

static bool has_keys(const struct search *s, const char *profile, bool env)
{
    (void)env;
    return get(s, profile, "aws_access_key_id") != NULL ||
           get(s, profile, "aws_secret_access_key") != NULL;
}

static bool has_keys_of_their_own(const struct search *s, const char *profile, bool env)
{
    return has_keys(s, profile, env) && shared_config_has_keys_file(s->files, profile);
}

static bool has_process(const struct search *s, const char *profile, bool env)
{
    (void)env;
    return get(s, profile, "credential_process") != NULL;
}

/* Half of an SSO profile: refused by its provider with what is missing. */
static bool has_part_of_sso(const struct search *s, const char *profile, bool env)
{
    (void)env;
    return get(s, profile, "sso_session") != NULL || get(s, profile, "sso_start_url") != NULL;
}

static const struct {
    bool (*has)(const struct search *s, const char *profile, bool env);
    const struct provider *provider;
} of_profile[] = {
    {has_web_identity, &provider_web_identity},
    {has_sso, &provider_sso},
    {has_keys_of_their_own, &provider_profile},
    {has_process, &provider_process},
    {has_keys, &provider_profile},
    {has_part_of_sso, &provider_sso},
};

/* env: variables count. false: it has none. */
static const struct provider *provider_of(const struct search *s, const char *profile, bool env)
{
    for (size_t i = 0; i < COUNT_OF(of_profile); i++)
        if (of_profile[i].has(s, profile, env))
            return of_profile[i].provider;
    return NULL;
}

static bool is_login(const struct search *s, const char *profile, struct err *err)
{
    if (get(s, profile, "login_session") == NULL)
        return false;
    err_set(
        err, ERR_CREDENTIALS,
        "the credentials of profile '%s' come from `aws login`, whose keys only `aws` renews",
        profile);
    err_advise(err,
               "Put into a profile: credential_process = aws configure export-credentials "
               "--profile %s",
               profile);
    return true;
}

/* ---- roles ---- */

static bool has_role(const struct search *s, const char *profile)
{
    return get(s, profile, "role_arn") != NULL &&
           get(s, profile, "web_identity_token_file") == NULL;
}

static bool bad_role(const struct search *s, struct err *err)
{
    return err_advise(err, "See %s.", shared_config_path(s->files));
}

static bool by_source(struct search *s, const char *profile, const char *source,
                      struct err *err)
{
    static const struct {
        const char *name;
        const struct provider *provider;
    } sources[] = {{"Environment", &provider_environment},
                   {"EcsContainer", &provider_container},
                   {"Ec2InstanceMetadata", &provider_metadata}};

    for (size_t i = 0; i < COUNT_OF(sources); i++)
        if (str_eq_nocase(str_of(source), sources[i].name))
            return add(s, sources[i].provider, profile, true, err);
    err_set(err, ERR_CONFIG, "credential_source of profile '%.80s' is '%.80s'", profile,
            source);
    return err_advise(err, "It is Environment, EcsContainer or Ec2InstanceMetadata.");
}

static void put_visited(const struct search *s, const char *last, struct buf *out)
{
    for (size_t i = 0; i < s->n_visited; i++)
        buf_printf(out, "%s -> ", s->visited[i]);
    buf_puts(out, last);
}

/* A profile may be its own source when it has keys as well. */
static bool is_loop(const struct search *s, const char *profile, const char *source)
{
    for (size_t i = 0; i < s->n_visited; i++)
        if (strcmp(s->visited[i], source) == 0)
            return strcmp(profile, source) != 0 || !has_keys(s, source, false);
    return false;
}

static bool may_be_source(const struct search *s, const char *profile, const char *source,
                          struct err *err)
{
    struct buf way = BUF_INIT(200);

    if (!shared_config_has(s->files, SECTION_PROFILE, source)) {
        err_set(err, ERR_CONFIG, "source_profile of profile '%.80s' is '%.80s', which is none",
                profile, source);
        return bad_role(s, err);
    }
    if (!is_loop(s, profile, source))
        return true;
    put_visited(s, source, &way);
    err_set(err, ERR_CONFIG, "the roles of these profiles go round in circles: %s",
            buf_text(&way));
    buf_free(&way);
    return bad_role(s, err);
}

/* Adds the role of the profile; *source is where to look on, NULL: nowhere. */
static bool add_role(struct search *s, const char *profile, const char **source,
                     struct err *err)
{
    const char *of = get(s, profile, "source_profile");
    const char *by = get(s, profile, "credential_source");

    *source = NULL;
    if (of != NULL && by != NULL)
        err_set(err, ERR_CONFIG, "profile '%s' has both source_profile and credential_source",
                profile);
    else if (of == NULL && by == NULL)
        err_set(err, ERR_CONFIG,
                "profile '%s' has a role_arn, and neither source_profile nor credential_source "
                "says whose keys ask for it",
                profile);
    if ((of != NULL) == (by != NULL))
        return bad_role(s, err);
    if (!add(s, &provider_role, profile, false, err))
        return false;
    s->visited[s->n_visited++] = profile; /* as many as links */
    if (by != NULL)
        return by_source(s, profile, by, err);
    if (!may_be_source(s, profile, of, err))
        return false;
    *source = of;
    return true;
}

static bool add_source(struct search *s, const char *profile, struct err *err)
{
    const struct provider *p = provider_of(s, profile, false);

    if (p != NULL)
        return add(s, p, profile, false, err);
    if (is_login(s, profile, err))
        return false;
    err_set(err, ERR_CONFIG, "profile '%s', whose keys are to ask for a role, has none",
            profile);
    return bad_role(s, err);
}

static bool add_roles(struct search *s, const char *profile, struct err *err)
{
    for (;;) {
        const char *source;

        if (!add_role(s, profile, &source, err))
            return false;
        if (source == NULL)
            return true;
        if (has_keys(s, source, false) || !has_role(s, source))
            return add_source(s, source, err);
        profile = source;
    }
}

/* ---- all of it ---- */

static bool metadata_is_off(const struct aws_inputs *in)
{
    const char *v = aws_env(in, "AWS_EC2_METADATA_DISABLED");

    return v != NULL && str_eq_nocase(str_of(v), "true");
}

static bool search(struct search *s, struct err *err)
{
    const char *profile = aws_profile(s->in);
    const bool env = s->in->profile == NULL;
    const struct provider *p;

    if (env && aws_env(s->in, "AWS_ACCESS_KEY_ID") != NULL)
        return add(s, &provider_environment, profile, true, err);
    if (has_role(s, profile))
        return add_roles(s, profile, err);
    p = provider_of(s, profile, env);
    if (p != NULL)
        return add(s, p, profile, env, err);
    if (is_login(s, profile, err))
        return false;
    if (aws_env(s->in, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") != NULL ||
        aws_env(s->in, "AWS_CONTAINER_CREDENTIALS_FULL_URI") != NULL)
        return add(s, &provider_container, profile, true, err);
    if (!metadata_is_off(s->in))
        return add(s, &provider_metadata, profile, true, err);
    return credentials_none_found(s->in, s->files, err);
}

bool key_chain_find(const struct aws_inputs *in, const struct shared_config *files,
                    struct key_chain *out, struct err *err)
{
    struct search s = {.in = in, .files = files};
    struct key_chain c = {0};

    if (!credentials_profile_exists(in, files, err) || !search(&s, err))
        return false;
    while (s.n > 0)
        c.links[c.n++] = s.found[--s.n];
    *out = c;
    return true;
}

bool key_chain_is_static(const struct key_chain *c)
{
    return c->n == 1 && (c->links[0].provider == &provider_environment ||
                         c->links[0].provider == &provider_profile);
}

bool key_chain_static(const struct key_chain *c, const struct aws_inputs *in,
                      const struct shared_config *files, struct credentials *out,
                      struct err *err)
{
    struct key_step s = {.in = in, .files = files, .link = &c->links[0]};
    bool ok = s.link->provider->next(&s, err) == KEY_HAVE;

    if (ok) {
        *out = s.keys;
        s.keys = (struct credentials){0};
    }
    key_step_free(&s);
    return ok;
}
