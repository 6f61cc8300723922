/*
 * aws/endpoint: which host the requests go to, and for which region they are signed.
 *
 * Region: flag, AWS_REGION, AWS_DEFAULT_REGION, profile. Host: flag,
 * AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the profile's services section, the profile's
 * endpoint_url; else the service's regional host in the region's partition. http:// is accepted
 * for loopback addresses only; "unix:/path" is the local service's private socket. No FIPS, no
 * dual stack. Facts: SDKs and Tools reference (service-specific endpoints), botocore
 * partitions.json and endpoints.json.
 */
#pragma once

#include "client/aws/inputs.h"
#include "client/aws/shared_config.h"
#include "client/base/str.h"

struct endpoint {
    char origin[300];    /* "https://iot.eu-west-1.amazonaws.com", no slash at the end */
    char host[270];      /* the Host header: with the port unless it is the default */
    char prefix[200];    /* path in front of every operation's; mostly "" */
    char unix_path[108]; /* "": TCP */
    bool loopback;       /* this machine: loopback address or unix socket */
    char region[64];     /* signed for */
    char from[64];       /* for people: "--endpoint-url", "AWS_ENDPOINT_URL", "region" */
    char ca_file[512];   /* AWS_CA_BUNDLE or ca_bundle; "": the system's */
};

/* ERR_CONFIG without a region, with an unknown one (unless a URL is given) or a bad URL. */
bool endpoint_find(const struct aws_inputs *in, const struct shared_config *files,
                   const char *service, struct endpoint *out, struct err *err) NONNULL MUST_USE;
/* "https://host[:port][/path]", "http://loopback...", "unix:/absolute/path". ERR_USAGE. */
bool endpoint_parse(const char *url, const char *region, struct endpoint *out,
                    struct err *err) NONNULL MUST_USE;
/* "localhost", "127.0.0.1", "[::1]": this machine. Without a port. */
bool endpoint_is_loopback(struct str host);
/* Known regions that have the service, NULL-terminated. */
extern const char *const endpoint_regions[];
/* "aws", "aws-cn", ...: the second part of an ARN there. NULL: no pattern fits. */
const char *endpoint_partition(const char *region) NONNULL;
