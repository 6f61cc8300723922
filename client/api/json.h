/*
 * api/json: reading and writing JSON with the limits that text from outside needs.
 *
 * The only module that includes cJSON. Nodes live in the caller's arena (cJSON's allocator is
 * pointed at it while parsing), so nothing is freed singly. Refused: more than JSON_MAX_BYTES
 * or JSON_MAX_NODES, nesting beyond JSON_MAX_DEPTH, invalid UTF-8, \u0000, duplicate keys,
 * anything after the value. Numbers are IEEE doubles; integers are exact up to 2^53.
 */
#pragma once

#include "client/base/arena.h"
#include "client/base/str.h"

enum {
    JSON_MAX_BYTES = 8 * 1024 * 1024, /* 30 times the largest page seen */
    JSON_MAX_NODES = 200 * 1000,      /* 64 bytes each in cJSON */
    JSON_MAX_DEPTH = 64,              /* policies nest 5 deep */
};

struct json; /* a node, borrowed from the arena it was parsed into */

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

const struct json *json_parse(struct str text, struct arena *a,
                              struct err *err) NONNULL MUST_USE; /* NULL on failure */
enum json_type json_type(const struct json *j) NONNULL;
bool json_is_true(const struct json *j) NONNULL;
double json_number(const struct json *j) NONNULL;
/* The largest whole number that JSON keeps exactly, either way from 0. */
#define JSON_INTEGER_MAX INT64_C(9007199254740992)
/* ms since 1970, within JSON_TIME_MAX_MS; false: none, NULL included, and *ms stays. */
#define JSON_TIME_MAX_MS INT64_C(253402300799999) /* the end of the year 9999 */
bool json_time(const struct json *j, int64_t *ms) __attribute__((nonnull(2))) MUST_USE;
const char *json_string(const struct json *j) NONNULL;
const struct json *json_get(const struct json *object,
                            const char *name) NONNULL; /* NULL: absent */
const struct json *json_first(const struct json *j); /* child of an array or object, or NULL */
const struct json *json_next(const struct json *j) NONNULL;
const char *json_name(const struct json *member) NONNULL;
size_t json_count(const struct json *j) NONNULL; /* O(n) */

/* Indented by two, keys in their order, as text of lines for the raw pane and for --output. */
void json_pretty(const struct json *j, struct buf *out) NONNULL;

/* A writer that cannot produce bad JSON: commas and quotes are its business. */
struct json_writer {
    struct buf *out;
    bool need_comma;
};
void json_open(struct json_writer *w, char bracket) NONNULL;  /* '{' or '[' */
void json_close(struct json_writer *w, char bracket) NONNULL; /* '}' or ']' */
void json_key(struct json_writer *w, const char *name) NONNULL;
void json_put_string(struct json_writer *w, struct str s) NONNULL;
void json_put_bool(struct json_writer *w, bool v) NONNULL;
void json_put_int(struct json_writer *w, int64_t v) NONNULL;
void json_put_double(struct json_writer *w,
                     double v) NONNULL; /* shortest text that reads back equal */
void json_put_time(struct json_writer *w,
                   int64_t ms) NONNULL; /* seconds with 3 digits of fraction */
void json_put_null(struct json_writer *w) NONNULL;

/* A key with its value. A text may be empty; an optional one that is or is NULL has no key. */
void json_text_member(struct json_writer *w, const char *name, const char *text) NONNULL;
void json_opt_text_member(struct json_writer *w, const char *name, const char *text)
    __attribute__((nonnull(1, 2)));
void json_int_member(struct json_writer *w, const char *name, int64_t v) NONNULL;
