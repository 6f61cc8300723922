/*
 * api/rows: the words in which record and operation tables are written.
 *
 * Only for the tables in client/api. A row names the C struct, its member, the wire name and
 * what the value is; the words for inputs also say where the member travels.
 */
#pragma once

#include <stddef.h>

#include "client/api/operation.h"

#define IS_TEXT           \
    {                     \
        .type = FIELD_STR \
    }
#define IS_TEXT_OF(s)                     \
    {                                     \
        .type = FIELD_STR, .scalar = &(s) \
    }
#define IS_ENUM(e)                        \
    {                                     \
        .type = FIELD_ENUM, .names = &(e) \
    }
#define IS_BOOL            \
    {                      \
        .type = FIELD_BOOL \
    }
#define IS_INT            \
    {                     \
        .type = FIELD_INT \
    }
#define IS_INT_OF(s)                      \
    {                                     \
        .type = FIELD_INT, .scalar = &(s) \
    }
#define IS_DOUBLE            \
    {                        \
        .type = FIELD_DOUBLE \
    }
#define IS_DOUBLE_OF(s)                      \
    {                                        \
        .type = FIELD_DOUBLE, .scalar = &(s) \
    }
#define IS_TIME            \
    {                      \
        .type = FIELD_TIME \
    }
#define IS_RECORD(r)                         \
    {                                        \
        .type = FIELD_RECORD, .record = &(r) \
    }
#define IS_LIST(item)                                         \
    {                                                         \
        .type = FIELD_LIST, .of = &(const struct element)item \
    }
#define IS_LIST_OF(item, least, most)                                                        \
    {                                                                                        \
        .type = FIELD_LIST, .of = &(const struct element)item, .min = (least), .max = (most) \
    }
#define IS_MAP(value)                                         \
    {                                                         \
        .type = FIELD_MAP, .of = &(const struct element)value \
    }
#define IS_MAP_OF(s, value)                                                   \
    {                                                                         \
        .type = FIELD_MAP, .scalar = &(s), .of = &(const struct element)value \
    }
#define IS_MAP_BY(e, value)                                                  \
    {                                                                        \
        .type = FIELD_MAP, .names = &(e), .of = &(const struct element)value \
    }

/* Anywhere: a member of a JSON object. */
#define ROW(s, m, as, value)                                       \
    {                                                              \
        .name = (as), .is = value, .offset = offsetof(struct s, m) \
    }
#define REQUIRED(s, m, as, value)                                                    \
    {                                                                                \
        .name = (as), .is = value, .offset = offsetof(struct s, m), .required = true \
    }
/* Inputs only. TOKEN: the client makes one up when it is absent. */
#define TOKEN(s, m, as, value)                                                        \
    {                                                                                 \
        .name = (as), .is = value, .offset = offsetof(struct s, m), .required = true, \
        .token = true                                                                 \
    }
#define PATH(s, m, as, value)                                                         \
    {                                                                                 \
        .name = (as), .is = value, .offset = offsetof(struct s, m), .required = true, \
        .place = PLACE_PATH                                                           \
    }
#define PATH_AS(s, m, as, on_wire, value)                                              \
    {                                                                                  \
        .name = (as), .wire = (on_wire), .is = value, .offset = offsetof(struct s, m), \
        .required = true, .place = PLACE_PATH                                          \
    }
#define QUERY(s, m, as, value)                                                           \
    {                                                                                    \
        .name = (as), .is = value, .offset = offsetof(struct s, m), .place = PLACE_QUERY \
    }
#define QUERY_REQUIRED(s, m, as, value)                                               \
    {                                                                                 \
        .name = (as), .is = value, .offset = offsetof(struct s, m), .required = true, \
        .place = PLACE_QUERY                                                          \
    }
#define QUERY_AS(s, m, as, on_wire, value)                                             \
    {                                                                                  \
        .name = (as), .wire = (on_wire), .is = value, .offset = offsetof(struct s, m), \
        .place = PLACE_QUERY                                                           \
    }
#define HEADER_AS(s, m, as, on_wire, value)                                            \
    {                                                                                  \
        .name = (as), .wire = (on_wire), .is = value, .offset = offsetof(struct s, m), \
        .required = true, .place = PLACE_HEADER                                        \
    }

/* Closes a table: `struct s` with `s_fields` becomes `s_record`. */
#define RECORD(s, shape) \
    const struct record s##_record = {shape, sizeof(struct s), s##_fields, COUNT_OF(s##_fields)}

#define ERROR_BIT(e) (1u << API_##e)
