/*
 * api/policy_role: what an IAM role's documents grant, as the role checks of the audit ask it.
 *
 * Pure, like api/policy_verdict. A role is all its documents together. Names of offending
 * actions are the patterns as the documents write them ("iot:*", "s3:Get*"), once each, in
 * their order.
 */
#pragma once

#include "client/api/policy_verdict.h"

extern const char *const iot_thing_write_actions[]; /* NULL-terminated, like the next two */
extern const char *const iot_thing_read_actions[];
extern const char *const iot_other_admin_actions[];

enum {
    ROLE_MAX_DOCUMENTS = 64, /* 10 managed policies and a few inline ones at IAM */
};

struct role_documents {
    size_t n;
    const struct policy *items;
};

/* A JSON array of documents: objects, or texts that hold one. */
bool role_parse(struct str text, struct arena *a, struct role_documents *out,
                struct err *err) NONNULL MUST_USE;

struct role_grants {
    struct policy_texts write;      /* changes things, or lists them: any resource counts */
    struct policy_texts read;       /* reads about things, any resource */
    struct policy_texts broad_read; /* reads about things, on all of them */
    struct policy_texts other;      /* administers anything else in AWS IoT */
    unsigned data_actions;          /* broad data plane actions: 1u << enum iot_data_action */
};
void role_find_grants(const struct role_documents *r, struct arena *a,
                      struct role_grants *out) NONNULL;

/* Is the action allowed on any resource at all, and not denied outright? */
bool role_allows(const struct role_documents *r, const char *action) NONNULL;
/* Services a document names in an Allow ("s3" of "s3:Get*"), lower case, once each. *all: an
 * Allow that names every service (`*`, NotAction). */
struct policy_texts role_services(const struct role_documents *r, struct arena *a,
                                  bool *all) NONNULL;
/* Has the role every action of this service ("s3:*" or "*")? */
bool role_administers(const struct role_documents *r, const char *service,
                      struct arena *a) NONNULL;
/* Those of the services that can hide or watch an intruder, where the role may do anything. */
struct policy_texts role_auditing_services(const struct role_documents *r,
                                           struct arena *a) NONNULL;
/* "[a, b]" */
const char *policy_texts_list(struct policy_texts t, struct arena *a) NONNULL;
