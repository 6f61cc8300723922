#include "client/store/frozen.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "client/api/behavior_text.h"
#include "client/api/json.h"
#include "client/api/resource.h"
#include "client/base/mem.h"
#include "client/store/state_file.h"

static const struct {
    const char *name;
    size_t offset;
} members[] = {
    /* those from OPTIONAL on may be missing in a file */
    {"finding", offsetof(struct frozen_finding, finding)},
    {"check", offsetof(struct frozen_finding, check)},
    {"key", offsetof(struct frozen_finding, key)},
    {"severity", offsetof(struct frozen_finding, severity)},
    {"task", offsetof(struct frozen_finding, task)},
    {"behavior", offsetof(struct frozen_finding, behavior)},
    {"profile", offsetof(struct frozen_finding, profile)},
    {"state", offsetof(struct frozen_finding, state)},
    {"note", offsetof(struct frozen_finding, note)},
    {"says", offsetof(struct frozen_finding, says)},
};

enum { OPTIONAL = 5 };

static const char **member(struct frozen_finding *f, size_t i)
{
    return (const char **)(void *)((char *)f + members[i].offset);
}

struct frozen *frozen_new(int64_t now_ms)
{
    struct frozen *f = mem_alloc(1, sizeof *f);
    uint32_t bits = 0;

    if (getrandom(&bits, sizeof bits, 0) != sizeof bits)
        bug("getrandom() gave nothing");
    (void)snprintf(f->id, sizeof f->id, "%08x", bits);
    f->arena = arena_new();
    f->at_ms = now_ms;
    return f;
}

void frozen_free(struct frozen *f)
{
    if (f == NULL)
        return;
    arena_free(f->arena);
    free(f->items);
    free(f);
}

bool frozen_add(struct frozen *f, const struct frozen_finding *finding)
{
    struct frozen_finding copy = *finding;

    if (f->n == FROZEN_MAX)
        return false;
    for (size_t i = 0; i < COUNT_OF(members); i++)
        *member(&copy, i) =
            arena_str(f->arena, *member(&copy, i) != NULL ? *member(&copy, i) : "");
    f->items = mem_grow(f->items, &f->cap, f->n + 1, sizeof *f->items);
    f->items[f->n++] = copy;
    return true;
}

bool frozen_add_alarm(struct frozen *f, const struct active_violation *v)
{
    const struct behavior *b = v->behavior;
    struct buf key = BUF_INIT(1024), says = BUF_INIT(4096);

    behavior_seen_say(&says, b, v->last_violation_value);
    if (v->thing_name != NULL)
        buf_printf(&key, FROZEN_THING "%s", v->thing_name);
    bool room = frozen_add(
        f, &(struct frozen_finding){.finding = v->violation_id,
                                    .check = FROZEN_ALARMS,
                                    .key = buf_text(&key),
                                    .suppressed = b != NULL && b->suppress_alerts.value,
                                    .behavior = b != NULL ? b->name : NULL,
                                    .profile = v->security_profile_name,
                                    .state = v->verification_state,
                                    .note = v->verification_state_description,
                                    .says = buf_text(&says)});

    buf_free(&key);
    buf_free(&says);
    return room;
}

const char *frozen_thing(const struct frozen_finding *alarm)
{
    return str_starts(alarm->key, FROZEN_THING) ? alarm->key + strlen(FROZEN_THING) : "";
}

bool frozen_of_alarms(const struct frozen *f)
{
    return f->n > 0 && strcmp(f->items[0].check, FROZEN_ALARMS) == 0;
}

static void put_item(struct frozen_finding item, struct json_writer *w)
{
    json_open(w, '{');
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        json_text_member(w, members[i].name, *member(&item, i));
    }
    json_key(w, "suppressed");
    json_put_bool(w, item.suppressed);
    json_close(w, '}');
}

bool frozen_save(const struct frozen *f, struct err *err)
{
    struct buf text = BUF_INIT(JSON_MAX_BYTES);
    struct json_writer w = {.out = &text};

    json_open(&w, '{');
    json_int_member(&w, "at", f->at_ms);
    json_key(&w, "findings");
    json_open(&w, '[');
    for (size_t i = 0; i < f->n; i++)
        put_item(f->items[i], &w);
    json_close(&w, ']');
    json_close(&w, '}');
    bool ok = state_file_write(STATE_TARGETS, f->id, &text, err);

    buf_free(&text);
    return ok;
}

static bool read_item(struct frozen *f, const struct json *j)
{
    struct frozen_finding item = {0};
    const struct json *suppressed = json_get(j, "suppressed");

    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const struct json *text = json_get(j, members[i].name);

        if (text == NULL ? i < OPTIONAL : json_type(text) != JSON_STRING)
            return false;
        if (text != NULL)
            *member(&item, i) = json_string(text);
    }
    item.suppressed = suppressed != NULL && json_is_true(suppressed);
    return frozen_add(f, &item);
}

static bool read_all(struct frozen *f, const struct json *j)
{
    const struct json *list = json_get(j, "findings");

    if (!json_time(json_get(j, "at"), &f->at_ms) || list == NULL ||
        json_type(list) != JSON_ARRAY)
        return false;
    for (const struct json *one = json_first(list); one != NULL; one = json_next(one))
        if (json_type(one) != JSON_OBJECT || !read_item(f, one))
            return false;
    return true;
}

struct frozen *frozen_load(const char *id, struct err *err)
{
    struct buf text = BUF_INIT(JSON_MAX_BYTES);
    struct arena *arena = arena_new();
    struct frozen *f = NULL;
    const struct json *j = NULL;

    if (state_file_read(STATE_TARGETS, id, &text, err))
        j = json_parse((struct str){buf_text(&text), text.len}, arena, err);
    if (j != NULL) {
        f = frozen_new(0);
        (void)snprintf(f->id, sizeof f->id, "%s", id);
        if (json_type(j) != JSON_OBJECT || !read_all(f, j)) {
            (void)err_set(err, ERR_CONFIG, "what was chosen (%s) cannot be read any more", id);
            (void)err_advise(err, "mark the findings again");
            frozen_free(f);
            f = NULL;
        }
    }
    arena_free(arena);
    buf_free(&text);
    return f;
}

const struct resource_identifier *frozen_resource(const struct frozen *f, size_t i)
{
    return resource_from_key(f->items[i].key, f->arena);
}
