/*
 * Says where keys would come from, one case a line, for comparison with botocore: JSON in on
 * stdin {config, credentials, profile (or null), env: {name: value}}, on stdout "refused TEXT"
 * or the first link ("KEY" of keys that lie there, else its provider), then for each role and
 * for what is kept the name in the cache.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/json.h"
#include "client/aws/key_cache.h"
#include "client/aws/key_chain.h"

static const char *text(const struct json *o, const char *name)
{
    const struct json *v = json_get(o, name);

    return v != NULL && json_type(v) == JSON_STRING ? json_string(v) : NULL;
}

static const char *variable(void *ctx, const char *name)
{
    return text(ctx, name);
}

static void put_cached(const struct key_step *s, struct buf *out)
{
    struct buf asked = BUF_INIT(64 * 1024);

    if (s->link->provider->cached_as == NULL)
        return;
    s->link->provider->cached_as(s, &asked);
    char *path = key_cache_path(s->in, "x", buf_text(&asked));

    buf_printf(out, " %.40s", path + 2);
    free(path);
    buf_free(&asked);
}

/* Only those that need nothing from outside are asked. */
static bool put_first(struct key_step *s, struct buf *out, struct err *err)
{
    const struct provider *p = s->link->provider;

    if (p == &provider_environment || p == &provider_profile || p == &provider_container ||
        p == &provider_metadata) {
        if (p->next(s, err) == KEY_FAILED)
            return false;
    }
    buf_puts(out, s->keys.access_key_id != NULL ? s->keys.access_key_id : p->name);
    return true;
}

static bool say(const struct aws_inputs *in, const struct shared_config *files, struct buf *out,
                struct err *err)
{
    struct key_chain chain;
    bool ok = key_chain_find(in, files, &chain, err);

    for (size_t i = 0; ok && i < chain.n; i++) {
        struct key_step s = {.in = in, .files = files, .link = &chain.links[i]};

        key_request_reset(&s.request);
        if (i == 0)
            ok = put_first(&s, out, err);
        put_cached(&s, out);
        key_step_free(&s);
    }
    return ok;
}

static bool one(struct str line, struct arena *a, struct buf *out, struct err *err)
{
    const struct json *o = json_parse(line, a, err);
    struct shared_config *files;

    if (o == NULL)
        return false;
    const struct aws_inputs in = {.profile = text(o, "profile"),
                                  .env = variable,
                                  .env_ctx = (void *)(uintptr_t)json_get(o, "env")};

    if (!shared_config_parse(str_of(text(o, "config")), "config",
                             str_of(text(o, "credentials")), "credentials", &files, err))
        return false;
    bool ok = say(&in, files, out, err);

    shared_config_free(files);
    return ok;
}

int main(void)
{
    struct buf out = BUF_INIT(64 * 1024);
    char *line = NULL;
    size_t size = 0;
    ssize_t n;

    while ((n = getline(&line, &size, stdin)) > 0) {
        struct arena *a = arena_new();
        struct err err = {0};

        buf_reset(&out);
        if (one((struct str){line, (size_t)n - (line[n - 1] == '\n')}, a, &out, &err))
            puts(buf_text(&out));
        else
            printf("refused %s\n", err.text);
        arena_free(a);
    }
    buf_free(&out);
    free(line);
    return 0;
}
