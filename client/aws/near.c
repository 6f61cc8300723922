#include "client/aws/near.h"

#include <string.h>

const struct key_names near_names = {.id = "AccessKeyId",
                                     .secret = "SecretAccessKey",
                                     .token = "Token",
                                     .expires = "Expiration",
                                     .temporary = true};

static bool may_be_asked(struct str host)
{
    static const char *const hosts[] = {"169.254.169.254", "169.254.170.2", "169.254.170.23",
                                        "[fd00:ec2::254]", "[fd00:ec2::23]"};

    for (size_t i = 0; i < COUNT_OF(hosts); i++)
        if (str_eq_nocase(host, hosts[i]))
            return true;
    return endpoint_is_loopback(host);
}

/* Without its port. */
static struct str host_of(struct str authority)
{
    const char *close =
        authority.n > 0 && authority.p[0] == '[' ? memchr(authority.p, ']', authority.n) : NULL;
    struct str rest;

    if (close != NULL)
        return (struct str){authority.p, (size_t)(close - authority.p) + 1};
    return str_cut(authority, ':', &rest);
}

static bool is_plain(const char *url)
{
    for (const char *c = url; *c != '\0'; c++)
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f ||
            strchr("@\\#\"<>^`{|}", *c) != NULL)
            return false;
    return true;
}

bool near_address(struct key_request *r, const char *origin, const char *path, const char *from,
                  struct err *err)
{
    const bool plain = str_starts(origin, "http://");

    if ((!plain && !str_starts(origin, "https://")) || !is_plain(origin) || !is_plain(path)) {
        err_set(err, ERR_CONFIG, "%s is no address that can be asked: '%.100s'", from, origin);
        return err_advise(err, "It begins with http:// or https://.");
    }
    struct str authority = str_of(origin + (plain ? 7 : 8));

    authority.n = strcspn(authority.p, "/?");
    if (plain && !may_be_asked(host_of(authority))) {
        err_set(err, ERR_CONFIG, "%s: without TLS '%.*s' is not asked for keys", from,
                (int)(authority.n < 100 ? authority.n : 100), authority.p);
        return err_advise(err, "https:// may name any host; http:// this machine, or the "
                               "addresses 169.254.169.254, 169.254.170.2 and .23.");
    }
    buf_puts(&r->url, origin);
    while (path[0] == '/' && r->url.len > 0 && r->url.data[r->url.len - 1] == '/')
        path++; /* "http://host/" and "/latest" */
    if (path[0] != '\0' && path[0] != '/' && r->url.data[r->url.len - 1] != '/')
        buf_putc(&r->url, '/');
    buf_puts(&r->url, path);
    return true;
}

int64_t near_number(const struct key_step *s, const char *variable, const char *key,
                    int64_t max, int64_t or_else)
{
    const char *text = aws_env(s->in, variable);
    int64_t n;

    if (text == NULL)
        text = key_setting(s, key);
    return text != NULL && str_to_int(str_of(text), 1, max, &n) ? n : or_else;
}
