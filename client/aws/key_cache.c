#include "client/aws/key_cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/json.h"
#include "client/base/clock.h"
#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/base/sha256.h"

#define CLI_CACHE "~/.aws/cli/cache"

static const struct key_names names = {.inside = "Credentials",
                                       .id = "AccessKeyId",
                                       .secret = "SecretAccessKey",
                                       .token = "SessionToken",
                                       .expires = "Expiration",
                                       .temporary = true};

char *key_cache_path(const struct aws_inputs *in, const char *dir, const char *text)
{
    struct buf hex = BUF_INIT(2 * SHA1_SIZE + 1);
    uint8_t digest[SHA1_SIZE];
    char *folder = aws_path(in, dir), *path;

    sha1(str_of(text), digest);
    str_hex(&hex, digest, sizeof digest);
    path = mem_printf("%s/%s.json", folder, buf_text(&hex));
    buf_free(&hex);
    free(folder);
    return path;
}

/* Owned; NULL: no cache for this one, or no home for it. */
static char *file_of(const struct key_step *s)
{
    struct buf text = BUF_INIT(KEY_BODY_MAX);
    char *path = NULL;

    if (s->link->provider->cached_as == NULL || aws_env(s->in, "HOME") == NULL)
        return NULL;
    s->link->provider->cached_as(s, &text);
    if (!text.full)
        path = key_cache_path(s->in, CLI_CACHE, buf_text(&text));
    buf_free(&text);
    return path;
}

bool key_cache_read(const struct key_step *s, struct credentials *out)
{
    struct buf text = BUF_INIT(KEY_BODY_MAX);
    struct credentials found = {0};
    struct err ignored;
    char *path = file_of(s);
    bool ok =
        path != NULL && files_read(path, &text, &ignored) &&
        key_read_json((struct str){buf_text(&text), text.len}, &names, path, &found, &ignored);

    if (ok && found.expires_ms >= s->now_ms + KEY_FRESH_MS) {
        key_name_source(s, &found);
        *out = found;
    } else {
        credentials_wipe(&found);
        ok = false;
    }
    buf_wipe(&text);
    free(path);
    return ok;
}

/* "2026-11-26T18:00:00UTC" of STS, "...Z" of SSO: as `aws` writes them. */
static void put_expiry(struct json_writer *w, int64_t ms, bool sso)
{
    struct buf iso = BUF_INIT(64);

    time_iso8601(&iso, ms / 1000 * 1000);
    if (!sso && iso.len > 0 && iso.data[iso.len - 1] == 'Z') {
        iso.len--;
        buf_puts(&iso, "UTC");
    }
    json_text_member(w, "Expiration", buf_text(&iso));
    buf_free(&iso);
}

static void put_file(const struct key_step *s, struct buf *out)
{
    const bool sso = s->link->provider == &provider_sso;
    struct json_writer w = {.out = out};

    json_open(&w, '{');
    if (sso)
        json_text_member(&w, "ProviderType", "sso");
    json_key(&w, "Credentials");
    json_open(&w, '{');
    json_text_member(&w, "AccessKeyId", s->keys.access_key_id);
    json_text_member(&w, "SecretAccessKey", s->keys.secret);
    json_text_member(&w, "SessionToken", s->keys.session_token);
    put_expiry(&w, s->keys.expires_ms, sso);
    json_close(&w, '}');
    if (s->role.len > 0) {
        json_key(&w, "AssumedRoleUser");
        json_open(&w, '{');
        json_text_member(&w, "AssumedRoleId", buf_text(&s->role_id));
        json_text_member(&w, "Arn", buf_text(&s->role));
        json_close(&w, '}');
    }
    json_close(&w, '}');
}

bool key_cache_write(const struct key_step *s, struct err *err)
{
    char *path = file_of(s), *slash = path != NULL ? strrchr(path, '/') : NULL;
    struct buf text = BUF_INIT(KEY_BODY_MAX);
    bool ok = true;

    if (slash != NULL && s->keys.session_token != NULL && s->keys.expires_ms > 0) {
        put_file(s, &text);
        *slash = '\0';
        ok = files_mkdirs(path, err);
        *slash = '/';
        ok = ok && files_write(path, buf_text(&text), text.len, err);
    }
    buf_wipe(&text);
    free(path);
    return ok;
}
