#include "client/aws/endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/nearest.h"

struct partition {
    const char *name, *prefix, *dns; /* regions are PREFIX-word-number */
};

static const struct partition partitions[] = {
    {"aws", "us", "amazonaws.com"},
    {"aws", "eu", "amazonaws.com"},
    {"aws", "ap", "amazonaws.com"},
    {"aws", "sa", "amazonaws.com"},
    {"aws", "ca", "amazonaws.com"},
    {"aws", "me", "amazonaws.com"},
    {"aws", "af", "amazonaws.com"},
    {"aws", "il", "amazonaws.com"},
    {"aws", "mx", "amazonaws.com"},
    {"aws-us-gov", "us-gov", "amazonaws.com"},
    {"aws-cn", "cn", "amazonaws.com.cn"},
    {"aws-eusc", "eusc-de", "amazonaws.eu"},
    {"aws-iso", "us-iso", "c2s.ic.gov"},
    {"aws-iso-b", "us-isob", "sc2s.sgov.gov"},
    {"aws-iso-e", "eu-isoe", "cloud.adc-e.uk"},
    {"aws-iso-f", "us-isof", "csp.hci.ic.gov"},
};

const char *const endpoint_regions[] = {
    "ap-east-1",      "ap-northeast-1", "ap-northeast-2", "ap-south-1",
    "ap-southeast-1", "ap-southeast-2", "ap-southeast-5", "ca-central-1",
    "eu-central-1",   "eu-north-1",     "eu-south-1",     "eu-south-2",
    "eu-west-1",      "eu-west-2",      "eu-west-3",      "il-central-1",
    "me-central-1",   "me-south-1",     "sa-east-1",      "us-east-1",
    "us-east-2",      "us-west-1",      "us-west-2",      "cn-north-1",
    "cn-northwest-1", "us-gov-east-1",  "us-gov-west-1",  NULL,
};

/* ---- regions ---- */

static bool all_in(struct str s, const char *chars)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\0' || strchr(chars, s.p[i]) == NULL)
            return false;
    return s.n > 0;
}

static const struct partition *partition_of(const char *region)
{
    for (size_t i = 0; i < COUNT_OF(partitions); i++) {
        size_t n = strlen(partitions[i].prefix);
        struct str number;
        if (!str_starts(region, partitions[i].prefix) || region[n] != '-')
            continue;
        struct str word = str_cut(str_of(region + n + 1), '-', &number);
        if (all_in(word, "abcdefghijklmnopqrstuvwxyz0123456789_") &&
            all_in(number, "0123456789"))
            return &partitions[i];
    }
    return NULL;
}

const char *endpoint_partition(const char *region)
{
    const struct partition *p = partition_of(region);

    return p != NULL ? p->name : NULL;
}

static bool region_is_known(const char *region)
{
    for (size_t i = 0; endpoint_regions[i] != NULL; i++)
        if (strcmp(endpoint_regions[i], region) == 0)
            return true;
    return false;
}

static void put_nearest(const char *region, struct buf *out)
{
    enum { SHOWN = 3 };
    bool used[COUNT_OF(endpoint_regions)] = {false};

    for (int n = 0; n < SHOWN; n++) {
        size_t best = 0;
        size_t best_distance = SIZE_MAX;
        for (size_t i = 0; endpoint_regions[i] != NULL; i++) {
            size_t d = nearest_distance(region, endpoint_regions[i]);
            if (!used[i] && d < best_distance) {
                best = i;
                best_distance = d;
            }
        }
        used[best] = true;
        buf_printf(out, "%s%s", n > 0 ? ", " : "", endpoint_regions[best]);
    }
}

static bool unknown_region(const char *region, struct err *err)
{
    struct buf nearest = BUF_INIT(120);

    put_nearest(region, &nearest);
    err_set(err, ERR_CONFIG, "AWS IoT is not known to be in region '%s'", region);
    err_advise(err, "Nearest: %s; for another one give --endpoint-url as well.",
               buf_text(&nearest));
    buf_free(&nearest);
    return false;
}

static const char *from_profile(const struct aws_inputs *in, const struct shared_config *files,
                                const char *key)
{
    const char *v = shared_config_get(files, SECTION_PROFILE, aws_profile(in), key);

    return v != NULL && v[0] != '\0' ? v : NULL;
}

static const char *find_region(const struct aws_inputs *in, const struct shared_config *files)
{
    const char *region = in->region;

    if (region == NULL)
        region = aws_env(in, "AWS_REGION");
    if (region == NULL)
        region = aws_env(in, "AWS_DEFAULT_REGION");
    return region != NULL ? region : from_profile(in, files, "region");
}

static bool region_is_text(const char *region, struct err *err)
{
    if (strlen(region) < sizeof((struct endpoint *)0)->region &&
        all_in(str_of(region),
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"))
        return true;
    return err_set(err, ERR_CONFIG, "'%.80s' cannot be the name of a region", region);
}

/* ---- addresses ---- */

bool endpoint_is_loopback(struct str host)
{
    size_t dots = 0;

    if (str_eq_nocase(host, "localhost") || str_eq(host, "[::1]"))
        return true;
    for (size_t i = 0; i < host.n; i++)
        dots += host.p[i] == '.';
    return dots == 3 && all_in(host, "0123456789.") && memcmp(host.p, "127.", 4) == 0;
}

static bool host_is_name(struct str host)
{
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        return all_in((struct str){host.p + 1, host.n - 2}, "0123456789abcdefABCDEF:.");
    return all_in(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");
}

/* "host[:port]", an IPv6 address in brackets. */
static bool split_authority(struct str authority, struct str *host, struct str *port)
{
    const char *close =
        authority.n > 0 && authority.p[0] == '[' ? memchr(authority.p, ']', authority.n) : NULL;
    size_t from = close != NULL ? (size_t)(close - authority.p) : 0;
    struct str tail = {authority.p + from, authority.n - from};
    struct str before = str_cut(tail, ':', port);
    int64_t number;

    *host = (struct str){authority.p, from + before.n};
    if (before.n == tail.n) {
        *port = (struct str){0};
        return host_is_name(*host);
    }
    return host_is_name(*host) && str_to_int(*port, 1, 65535, &number);
}

static bool bad_url(const char *url, const char *why, struct err *err)
{
    err_set(err, ERR_USAGE, "'%.100s' cannot be used as an endpoint: %s", url, why);
    return err_advise(err, "For example https://iot.eu-west-1.amazonaws.com or "
                           "http://127.0.0.1:8080.");
}

static bool parse_unix(const char *url, struct endpoint *e, struct err *err)
{
    const char *path = url + 5;

    if (path[0] != '/' || strlen(path) >= sizeof e->unix_path)
        return bad_url(url, _("a socket path starts with / and has at most 107 bytes"), err);
    snprintf(e->unix_path, sizeof e->unix_path, "%s", path);
    snprintf(e->origin, sizeof e->origin, "http://localhost");
    snprintf(e->host, sizeof e->host, "localhost");
    e->loopback = true;
    return true;
}

static bool parse_http(const char *url, struct endpoint *e, struct err *err)
{
    bool plain = str_starts(url, "http://");
    struct str host, port, path;

    if (!plain && !str_starts(url, "https://"))
        return bad_url(url, _("it must begin with https://"), err);
    if (strpbrk(url, "?#@\\ \t\r\n") != NULL)
        return bad_url(url, _("it is more than scheme, host, port and path"), err);
    struct str authority = str_cut(str_of(url + (plain ? 7 : 8)), '/', &path);
    if (!split_authority(authority, &host, &port) || authority.n > 255)
        return bad_url(url, _("the host or the port cannot be read"), err);
    e->loopback = endpoint_is_loopback(host);
    if (plain && !e->loopback)
        return bad_url(url, _("without TLS only this machine is spoken to"), err);
    while (path.n > 0 && path.p[path.n - 1] == '/')
        path.n--;
    if (path.n + 2 > sizeof e->prefix)
        return bad_url(url, _("the path is too long"), err);
    if (path.n > 0)
        snprintf(e->prefix, sizeof e->prefix, "/%.*s", (int)path.n, path.p);
    snprintf(e->origin, sizeof e->origin, "%s://%.*s", plain ? "http" : "https",
             (int)authority.n, authority.p);
    bool standard = port.n == 0 || str_eq(port, plain ? "80" : "443");
    struct str shown = standard ? host : authority;
    for (size_t i = 0; i < shown.n; i++)
        e->host[i] = str_lower(shown.p[i]);
    return true;
}

bool endpoint_parse(const char *url, const char *region, struct endpoint *out, struct err *err)
{
    struct endpoint e = {0};
    bool ok = str_starts(url, "unix:") ? parse_unix(url, &e, err) : parse_http(url, &e, err);

    if (!ok || !region_is_text(region, err))
        return false;
    snprintf(e.region, sizeof e.region, "%s", region);
    *out = e;
    return true;
}

/* ---- which one ---- */

static bool urls_are_ignored(const struct aws_inputs *in, const struct shared_config *files)
{
    const char *v = aws_env(in, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");

    if (v == NULL)
        v = from_profile(in, files, "ignore_configured_endpoint_urls");
    return v != NULL && str_eq_nocase(str_of(v), "true");
}

/* The first address somebody configured, copied to `url`; false: none. */
static bool find_url(const struct aws_inputs *in, const struct shared_config *files,
                     const char *service, struct buf *url, const char **from)
{
    char variable[64] = "AWS_ENDPOINT_URL_";
    size_t n = strlen(variable);
    const char *text, *section, *block;

    *from = "--endpoint-url";
    if ((text = in->endpoint_url) != NULL)
        goto found;
    if (urls_are_ignored(in, files))
        return false;
    for (const char *s = service; *s != '\0' && n + 1 < sizeof variable; s++)
        variable[n++] = (char)(*s >= 'a' && *s <= 'z' ? *s - 'a' + 'A' : *s);
    *from = "AWS_ENDPOINT_URL_*";
    if ((text = aws_env(in, variable)) != NULL)
        goto found;
    *from = "AWS_ENDPOINT_URL";
    if ((text = aws_env(in, "AWS_ENDPOINT_URL")) != NULL)
        goto found;
    *from = "services section";
    section = from_profile(in, files, "services");
    block =
        section != NULL ? shared_config_get(files, SECTION_SERVICES, section, service) : NULL;
    if (block != NULL && shared_config_nested(block, "endpoint_url", url))
        return true;
    *from = "profile";
    if ((text = from_profile(in, files, "endpoint_url")) == NULL)
        return false;
found:
    buf_puts(url, text);
    return true;
}

/* IoT is not everywhere; what hands out keys is. */
static bool region_has(const char *service, const char *region)
{
    return strcmp(service, "iot") == 0 ? region_is_known(region) : partition_of(region) != NULL;
}

static bool find_host(const struct aws_inputs *in, const struct shared_config *files,
                      const char *service, const char *region, struct endpoint *e,
                      struct err *err)
{
    struct buf url = BUF_INIT(1024);
    const char *from;
    bool ok;

    if (find_url(in, files, service, &url, &from)) {
        ok = endpoint_parse(buf_text(&url), region, e, err);
        if (!ok && err->kind == ERR_USAGE && in->endpoint_url == NULL)
            err->kind = ERR_CONFIG;
    } else if (!region_has(service, region)) {
        ok = unknown_region(region, err);
    } else {
        buf_printf(&url, "https://%s%s.%s.%s", strcmp(service, "sso") == 0 ? "portal." : "",
                   service, region, partition_of(region)->dns);
        ok = endpoint_parse(buf_text(&url), region, e, err);
        from = "region";
    }
    if (ok)
        snprintf(e->from, sizeof e->from, "%s", from);
    buf_free(&url);
    return ok;
}

static bool no_region(struct err *err)
{
    err_set(err, ERR_CONFIG, "no region is set");
    return err_advise(err,
                      "Give --region, set AWS_REGION, or `aws configure set region NAME`.");
}

bool endpoint_find(const struct aws_inputs *in, const struct shared_config *files,
                   const char *service, struct endpoint *out, struct err *err)
{
    const char *region = find_region(in, files), *ca = aws_env(in, "AWS_CA_BUNDLE");
    struct endpoint e;

    if (region == NULL)
        return no_region(err);
    if (!region_is_text(region, err) || !find_host(in, files, service, region, &e, err))
        return false;
    if (ca == NULL)
        ca = from_profile(in, files, "ca_bundle");
    if (ca != NULL && strlen(ca) >= sizeof e.ca_file)
        return err_set(err, ERR_CONFIG, "the path of the CA bundle is too long");
    if (ca != NULL)
        snprintf(e.ca_file, sizeof e.ca_file, "%s", ca);
    *out = e;
    return true;
}
