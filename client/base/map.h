/*
 * base/map: text -> pointer, and text -> small number (interning). Open addressing, keys
 * copied. Iteration order is insertion order, so what is printed from a map is stable.
 */
#pragma once

#include <stdint.h>

#include "client/base/str.h"

struct map;

struct map *map_new(void) MUST_USE;
/* free_value may be NULL (values are borrowed). */
void map_free(struct map *m, void (*free_value)(void *));
void *map_get(const struct map *m, const char *key) NONNULL; /* NULL: not there */
/* Sets or replaces; returns the value that was there before, or NULL. value is not NULL. */
void *map_put(struct map *m, const char *key, void *value) NONNULL;
void *map_remove(struct map *m, const char *key) NONNULL;
size_t map_count(const struct map *m) NONNULL;
/* *i starts at 0; false at the end. Removing during iteration is a bug. */
bool map_next(const struct map *m, size_t *i, const char **key, void **value) NONNULL;

/* Interned text: equal texts get equal ids, ids count up from 0 and stay valid for ever. */
struct intern;

struct intern *intern_new(void) MUST_USE;
void intern_free(struct intern *t);
uint32_t intern_id(struct intern *t, struct str s) NONNULL;
bool intern_find(const struct intern *t, struct str s, uint32_t *id) NONNULL MUST_USE;
const char *intern_text(const struct intern *t, uint32_t id) NONNULL; /* borrowed from t */
uint32_t intern_count(const struct intern *t) NONNULL;
size_t intern_bytes(const struct intern *t) NONNULL;
