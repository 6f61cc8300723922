#include "views/account_regions.h"

#include <string.h>

/* ---- which ---- */

static bool add(struct regions *all, const char *name, struct err *err)
{
    if (strlen(name) < REGION_BYTES && regions_add(all, name))
        return true;
    return err_set(err, ERR_USAGE, "region %.80s is there twice, or its name is too long",
                   name);
}

static bool name_them(const struct options *o, const struct context_entry *chosen,
                      struct regions *all, struct err *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < o->regions.n; i++)
        ok = add(all, o->regions.values[i], err);
    for (size_t i = 0; ok && o->regions.n == 0 && chosen != NULL && i < chosen->regions.n; i++)
        ok = add(all, chosen->regions.items[i], err);
    return ok;
}

/* ---- where ---- */

/* They follow the regions as those were said, wherever home is now. */
static const char *url_of_flags(const struct options *o, const struct context_entry *chosen,
                                const char *name)
{
    for (size_t i = 0; i < o->urls.n && i < o->regions.n; i++)
        if (strcmp(o->regions.values[i], name) == 0)
            return o->urls.values[i];
    for (size_t i = 0; chosen != NULL && i < o->urls.n && i < chosen->regions.n; i++)
        if (strcmp(chosen->regions.items[i], name) == 0)
            return o->urls.values[i];
    return NULL;
}

static const char *url_of(const struct options *o, const struct context_entry *chosen,
                          const struct regions *all, const char *name)
{
    if (o->urls.n > 1)
        return url_of_flags(o, chosen, name);
    if (o->urls.n > 0 || chosen == NULL)
        return o->urls.n > 0 ? o->urls.values[0] : NULL;
    for (size_t i = 0; i < chosen->endpoint_urls.n; i++)
        if (strcmp(chosen->regions.items[i], name) == 0)
            return chosen->endpoint_urls.items[i];
    return all->n < 2 ? chosen->endpoint_url : NULL;
}

static bool urls_fit(const struct options *o, const struct regions *all, struct err *err)
{
    const size_t n = all->n > 0 ? all->n : 1;

    if (o->urls.n == 0 || o->urls.n == n)
        return true;
    (void)err_set(err, ERR_USAGE, "--endpoint-url is there %zu times, for %zu regions",
                  o->urls.n, n);
    return err_advise(err, "give one for each --region, in the same order");
}

bool account_regions_choose(const struct options *o, const struct context_entry *chosen,
                            const char *home, struct aws_inputs *in,
                            struct account_regions *out, struct err *err)
{
    struct account_regions r = {0};

    if (!name_them(o, chosen, &r.all, err) || !urls_fit(o, &r.all, err))
        return false;
    if (home != NULL && *home != '\0' && !regions_go_home(&r.all, home))
        return err_set(err, ERR_CONFIG, "region %.60s is not in picket.conf any more", home);
    *out = r;
    for (size_t i = 0; i < r.all.n; i++)
        out->urls[i] = url_of(o, chosen, &out->all, out->all.names[i]);
    if (r.all.n > 0) {
        in->region = out->all.names[0];
        in->endpoint_url = out->urls[0];
    } else {
        in->region = chosen != NULL ? chosen->region : NULL;
        in->endpoint_url = url_of(o, chosen, &out->all, "");
    }
    return true;
}

bool account_regions_find(struct account_regions *r, const struct aws_inputs *in,
                          struct err *err)
{
    struct shared_config *files;
    bool ok = true;

    if (r->all.n < 2)
        return true;
    if (!shared_config_load(in, &files, err))
        return false;
    for (size_t i = 1; ok && i < r->all.n; i++) {
        struct aws_inputs there = *in;

        there.region = r->all.names[i];
        there.endpoint_url = r->urls[i];
        ok = endpoint_find(&there, files, "iot", &r->iot[i], err);
        if (ok && r->urls[i] == NULL && strcmp(r->iot[i].from, "region") != 0) {
            ok = err_set(err, ERR_CONFIG, "%s is one address, and there are %zu regions",
                         r->iot[i].from, r->all.n);
            (void)err_advise(err, "unset it, or give --endpoint-url for each region");
        }
    }
    shared_config_free(files);
    return ok;
}

/* ---- asking ---- */

bool account_regions_open(struct account_regions *r, const struct client_options *like)
{
    struct client_options o = *like;

    if (r->all.n < 2 || r->clients[1] != NULL)
        return false;
    o.gate = NULL; /* nothing can be changed there */
    o.tape = NULL;
    o.player = NULL;
    for (size_t i = 1; i < r->all.n; i++) {
        o.iot = &r->iot[i];
        r->clients[i] = client_new(&o);
    }
    return true;
}

size_t account_regions_list(const struct account_regions *r, struct client *home,
                            struct region_client *list)
{
    if (r->all.n < 2)
        return 0;
    for (size_t i = 0; i < r->all.n; i++)
        list[i] = (struct region_client){r->all.names[i], i == 0 ? home : r->clients[i]};
    return r->all.n;
}

void account_regions_set_credentials(struct account_regions *r,
                                     const struct credentials *credentials)
{
    for (size_t i = 1; i < r->all.n; i++)
        if (r->clients[i] != NULL)
            client_set_credentials(r->clients[i], credentials);
}

void account_regions_close(struct account_regions *r)
{
    for (size_t i = 1; i < r->all.n; i++) {
        client_free(r->clients[i]);
        r->clients[i] = NULL;
    }
}
