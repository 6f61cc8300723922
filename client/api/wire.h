/*
 * api/wire: what request, response, parse and error share inside client/api.
 *
 * Texts of one scalar value outside JSON: query parameters, path labels, headers, form fields.
 * Times are ISO 8601 UTC there. Facts: botocore's rest-json and query serialisers.
 */
#pragma once

#include "client/api/operation.h"

enum { WIRE_BODY_MAX = 8 * 1024 * 1024 }; /* what we send; as much as we read */

/* Appends the value's text; false for lists, maps and records, which have none. */
bool wire_put(const struct element *e, const void *value, struct buf *out) NONNULL;
/* Reads a value's text into its slot; the text is borrowed. false: not one of this type. */
bool wire_read(const struct element *e, const char *text, void *slot) NONNULL MUST_USE;

/* The query protocol (STS): the input as form fields after Action and Version. */
void wire_put_form(const struct operation *op, const void *input, struct buf *out);

/* Text of the first <tag>...</tag> without markup, entities resolved, into the arena; NULL:
 * none. */
const char *xml_text(struct str xml, const char *tag, struct arena *a) NONNULL;
/* The flat members of a record, and of records inside it, from an XML answer. */
bool xml_decode(const struct record *r, struct str xml, struct arena *a, void *out,
                struct err *err) NONNULL MUST_USE;
