/*
 * local/tags_store: tags by the ARN of what they hang on.
 *
 * Knows nothing of resources: who deletes one calls tags_remove_all() in the same transaction;
 * whether an ARN exists is the caller's question. Refuses, with the faults that the API
 * documents, more than TAGS_MAX tags on one resource, a key twice in one request and keys of
 * the service's own ("aws:..."); lengths and characters were checked by the decoding.
 * Changes belong into a transaction of the caller. Rules: AWS IoT's tag restrictions.
 */
#pragma once

#include "client/api/tags.h"
#include "client/local/paging.h"
#include "client/local/registry.h"

enum { TAGS_MAX = 50 /* on one resource, the service's quota */ };

/* Adds tags (list of struct tag) or gives the ones that are there new values. */
bool tags_set(struct registry *r, const char *arn, struct list tags,
              struct err *err) NONNULL MUST_USE;
/* keys: list of const char *. Removing what is not there is fine. */
bool tags_remove(struct registry *r, const char *arn, struct list keys,
                 struct err *err) NONNULL MUST_USE;
bool tags_remove_all(struct registry *r, const char *arn, struct err *err) NONNULL MUST_USE;
/* The same for every ARN that begins so. */
bool tags_remove_below(struct registry *r, const char *prefix,
                       struct err *err) NONNULL MUST_USE;
/* Are these, in whatever order, exactly the tags that are there? */
bool tags_same(struct registry *r, const char *arn, struct list tags, bool *same,
               struct err *err) NONNULL MUST_USE;
/* By key. *next NULL: there are no more. */
bool tags_page(struct registry *r, const char *arn, const struct page *page,
               struct arena *arena, struct list *out, const char **next,
               struct err *err) NONNULL MUST_USE;
