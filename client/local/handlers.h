/*
 * local/handlers: operation name -> the function that does it, one table a group of
 * operations.
 *
 * A handler gets decoded, validated input and fills the output record (cleared before),
 * whose texts and lists it puts into the call's arena. It fails with a fault (local/fault:
 * what the API documents) or with any other error, which becomes a 500 and a line in the
 * log.
 */
#pragma once

#include "client/local/paging.h"
#include "client/local/service.h"

struct call {
    struct local_service *service;
    const struct operation *op;
    const void *input; /* op->input, or NULL */
    void *output;      /* op->output, or NULL */
    struct arena *arena;
};

typedef bool handler_fn(struct call *c, struct err *err);

struct handler {
    const char *operation;
    handler_fn *answer;
};

/* Each ends with a row of NULLs. */
extern const struct handler handlers_account[];
extern const struct handler handlers_things[];
extern const struct handler handlers_certificates[];
extern const struct handler handlers_policies[];
extern const struct handler handlers_policy_changes[];
extern const struct handler handlers_groups[];
extern const struct handler handlers_group_changes[];
extern const struct handler handlers_audit[];
extern const struct handler handlers_suppressions[];
extern const struct handler handlers_schedules[];
extern const struct handler handlers_tags[];
extern const struct handler handlers_drills[];
extern const struct handler handlers_mitigation[];
extern const struct handler handlers_detect_mitigation[];
extern const struct handler handlers_profiles[];
extern const struct handler handlers_profile_targets[];
extern const struct handler handlers_custom_metrics[];
extern const struct handler handlers_dimensions[];
extern const struct handler handlers_training[];
extern const struct handler handlers_violations[];

handler_fn *handler_find(const char *operation) NONNULL; /* NULL: not served */

/* A change was made: what others keep in memory of it is read again. */
void handler_heed(struct local_service *s, const struct operation *op) NONNULL;

/* The error for what the API has and this service has not (501): "X is not served here yet". */
bool not_served(struct err *err, const char *what) NONNULL;

/* ---- what handlers share ----------------------------------------------------------------- */

struct registry *call_registry(const struct call *c) NONNULL;
struct db *call_db(const struct call *c) NONNULL;
int64_t call_now_ms(const struct call *c) NONNULL; /* service time */
const char *call_arn(const struct call *c, enum arn_kind kind, const char *name) NONNULL;
/* The handler in a transaction, which is rolled back when it fails. */
bool call_transaction(struct call *c, handler_fn *body, struct err *err) NONNULL MUST_USE;
/* The page that the input asks for. */
bool call_page(const struct call *c, struct page *out, struct err *err) NONNULL MUST_USE;

/* One page of names: a query of "?1 after" and "?2 how many", in the order of names. */
bool call_names(struct call *c, const char *sql_literal, const struct page *page,
                struct list *out, const char **next, struct err *err) NONNULL MUST_USE;

/* A list that grows in the arena's place and ends up there. Items are of one size. */
struct rows {
    char *items; /* owned until rows_list() */
    size_t n, cap, size;
};
/* Room for the next item, cleared. */
void *rows_add(struct rows *r, size_t size) NONNULL;
/* Moves the items into the arena and forgets them. */
struct list rows_list(struct rows *r, struct arena *a) NONNULL;
void rows_free(struct rows *r) NONNULL;

/* Looks up what the input names; a fault ResourceNotFoundException when it is not there. */
bool find_thing(struct call *c, const char *name, struct thing_row *out,
                struct err *err) NONNULL MUST_USE;
bool find_certificate(struct call *c, const char *id, struct certificate_row *out,
                      struct err *err) NONNULL MUST_USE;
bool find_ca(struct call *c, const char *id, struct ca_row *out,
             struct err *err) NONNULL MUST_USE;
bool find_policy(struct call *c, const char *name, struct policy_row *out,
                 struct err *err) NONNULL MUST_USE;
bool find_group(struct call *c, const char *name, struct group_row *out,
                struct err *err) NONNULL MUST_USE;
/* {"a":"b"} as a list of struct map_entry. */
bool attributes_list(struct call *c, const char *json, struct list *out,
                     struct err *err) NONNULL MUST_USE;
