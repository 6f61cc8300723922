/*
 * api/field: one description of a record, read by everything.
 *
 * A record table drives JSON decoding and encoding on both ends of the wire, validation,
 * columns, the detail pane, forms and the fuzzers. Shape and member names are the service's own
 * (botocore iot/2015-05-28, sts/2011-06-15); a conformance test compares the two.
 *
 * How a member looks in a C struct, and what "absent" is:
 *   FIELD_STR     const char *          NULL; valid UTF-8, no NUL inside
 *   FIELD_ENUM    const char *          NULL; a value we do not know keeps its text
 *   FIELD_BOOL    struct opt_bool       !set
 *   FIELD_INT     struct opt_int        !set
 *   FIELD_DOUBLE  struct opt_double     !set
 *   FIELD_TIME    struct opt_time       !set; ms since 1970; wire: seconds, ISO 8601 in a query
 *   FIELD_RECORD  const struct X *      NULL
 *   FIELD_LIST    struct list           items == NULL (empty but sent: items != NULL)
 *   FIELD_MAP     struct list of struct map_entry (keys are text)
 * List items stand one after the other: const char * for STR and ENUM, struct X for RECORD,
 * struct opt_int for INT (always set) and so on: list_item() finds
 * them.
 */
#pragma once

#include <stdint.h>

#include "client/api/json.h"

enum field_type {
    FIELD_STR,
    FIELD_ENUM,
    FIELD_BOOL,
    FIELD_INT,
    FIELD_DOUBLE,
    FIELD_TIME,
    FIELD_RECORD,
    FIELD_LIST,
    FIELD_MAP,
};

struct opt_bool {
    bool value, set;
};
struct opt_int {
    int64_t value;
    bool set;
};
struct opt_double {
    double value;
    bool set;
};
struct opt_time {
    int64_t ms;
    bool set;
};
struct list {
    size_t n;
    const void *items;
};
struct map_entry {
    const char *key;
    const void *value; /* what one list item of the element type would be */
};

/* Where an input member travels. */
enum place { PLACE_BODY, PLACE_PATH, PLACE_QUERY, PLACE_HEADER };

/* Limits of a named scalar, as the service's model states them. Lengths of a STR count code
 * points. */
struct scalar {
    const char *name;  /* model shape, e.g. "PolicyName" */
    int64_t min, max;  /* length of a text, value of a number; max 0: no limit */
    const char *chars; /* allowed characters, "A-Z" ranges, '\\' escapes; NULL: any */
    bool (*check)(const char *text); /* what no character set can say; NULL: nothing more */
};

struct enumeration {
    const char *name;          /* model shape */
    const char *const *values; /* NULL-terminated, on the wire exactly so */
};

struct record;

/* What a value is, wherever it stands: member, list item or map value. */
struct element {
    enum field_type type;
    const struct scalar *scalar; /* STR, INT, DOUBLE; for a MAP: of its keys; NULL: no limits */
    const struct enumeration *names; /* ENUM; for a MAP: of its keys, or NULL */
    const struct record *record;     /* RECORD */
    const struct element *of;        /* LIST item, MAP value */
    size_t min, max;                 /* LIST, MAP: count; max 0: no limit */
};

struct field {
    const char *name; /* member name in the model and for people */
    const char *wire; /* on the wire where that differs; NULL: name */
    struct element is;
    uint16_t offset;
    bool required, token; /* token: clientRequestToken, made by the client when absent */
    uint8_t place;        /* enum place; input records only */
};

struct record {
    const char *name; /* shape name in the model */
    size_t size;
    const struct field *fields;
    size_t n_fields;
};

/* "Value" below is where one value stands: for a RECORD the struct itself (also for a member,
 * whose pointer is followed), for the rest the pointer, opt_* or list in the struct. */
size_t field_size(const struct element *e) NONNULL; /* bytes of one value */
/* The member's value in a record at base; NULL: absent. */
const void *field_value(const struct field *f, const void *base) NONNULL;
const void *list_item(const struct element *item, const struct list *l, size_t i) NONNULL;
const char *field_wire(const struct field *f) NONNULL;
const struct field *record_field(const struct record *r,
                                 const char *name) NONNULL; /* NULL: no such */
/* Follows "nonCompliantResource.resourceIdentifier" through records, lists excluded. *value is
 * NULL when something on the way is absent; false when the path does not exist. */
bool record_path(const struct record *r, const void *base, const char *path,
                 const struct element **element, const void **value) NONNULL MUST_USE;
bool element_is_set(const struct element *e, const void *value) NONNULL;
/* -1: not a value we know. */
int enum_index(const struct enumeration *e, const char *text);

/* Decodes an object into out (record->size bytes, cleared first). Unknown members are skipped,
 * null is absent. Texts are borrowed from the object: keep its arena as long as the record.
 * err.text names the member by its path. Recognises ISO 8601 text and milliseconds as times. */
bool record_decode(const struct record *r, const struct json *object, struct arena *a,
                   void *out, struct err *err) NONNULL MUST_USE;
/* Writes the set BODY members as one object. */
void record_encode(const struct record *r, const void *in, struct json_writer *w) NONNULL;
void element_encode(const struct element *e, const void *value, struct json_writer *w) NONNULL;
/* The same with every member by its name, wherever it travels on the wire: how plans and the
 * journal keep an input. */
bool record_decode_whole(const struct record *r, const struct json *object, struct arena *a,
                         void *out, struct err *err) NONNULL MUST_USE;
void record_encode_whole(const struct record *r, const void *in, struct json_writer *w) NONNULL;
/* Required members, lengths, counts, characters, enum values, deep. For what we send and for
 * what the local service is sent; answers are not validated. */
bool record_validate(const struct record *r, const void *in, struct err *err) NONNULL MUST_USE;
/* One scalar value against its limits: forms check while somebody types. */
bool scalar_check(const struct scalar *s, const char *text, struct err *err) NONNULL MUST_USE;
