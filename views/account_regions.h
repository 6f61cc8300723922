/*
 * views/account_regions: the regions of one account: which, where each is asked, by which
 * client.
 *
 * Said by --region, else by `regions` of the context; the first is home unless somebody went to
 * another. Home is the account's own client (views/account), the only one with a gate. The
 * others have none: whatever is sent through them reads. Addresses follow the regions; one
 * address for several regions is refused, since nobody would know whose rows those are. Texts
 * are borrowed from options and contexts, clients owned: account_regions_close().
 */
#pragma once

#include "client/aws/shared_config.h"
#include "client/store/contexts.h"
#include "views/options.h"

struct account_regions {
    struct regions all;                  /* n below 2: home alone */
    const char *urls[REGIONS_MAX];       /* NULL: the service's own */
    struct endpoint iot[REGIONS_MAX];    /* [0] is not used: home's is the account's */
    struct client *clients[REGIONS_MAX]; /* likewise */
};

/* Home's region and address into *in, the others beside it. chosen NULL: no context; home NULL
 * or "": the first. */
bool account_regions_choose(const struct options *o, const struct context_entry *chosen,
                            const char *home, struct aws_inputs *in,
                            struct account_regions *out, struct err *err)
    __attribute__((nonnull(1, 4, 5, 6))) MUST_USE;
/* Where the others are. */
bool account_regions_find(struct account_regions *r, const struct aws_inputs *in,
                          struct err *err) NONNULL MUST_USE;
/* Their clients; `like`: home's. false: they are there already, or there are none. */
bool account_regions_open(struct account_regions *r,
                          const struct client_options *like) NONNULL MUST_USE;
/* All of them, home's first, into list[REGIONS_MAX]; how many, 0 when home is alone. */
size_t account_regions_list(const struct account_regions *r, struct client *home,
                            struct region_client *list) NONNULL;
void account_regions_set_credentials(struct account_regions *r,
                                     const struct credentials *credentials) NONNULL;
void account_regions_close(struct account_regions *r) NONNULL;
