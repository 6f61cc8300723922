/* Any text as a behavior's line, or as a profile's file: taken or refused, and what was taken
 * is written as a text that reads back as the same. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "client/store/behavior_line.h"
#include "client/store/profile_check.h"
#include "client/store/profile_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *ctx, const struct profile_note *note)
{
    *(size_t *)ctx += strlen(note->text);
}

static void put(const struct behavior *b, struct buf *out)
{
    behavior_line_put(b, b->metric != NULL ? metric_find(b->metric) : NULL, out);
}

static void try_line(struct str text, struct arena *a)
{
    const struct profile_facts facts = {0};
    struct buf once = BUF_INIT(PROFILE_JSON_MAX), twice = BUF_INIT(PROFILE_JSON_MAX);
    struct behavior b, c;
    struct err err;
    size_t said = 0;

    if (behavior_line_read(text, NULL, a, &b, &err)) {
        behavior_check(&b, &facts, ignore, &said);
        put(&b, &once);
        if (!once.full &&
            !behavior_line_read((struct str){buf_text(&once), once.len}, NULL, a, &c, &err))
            abort();
        if (!once.full)
            put(&c, &twice);
        if (!once.full && strcmp(buf_text(&once), buf_text(&twice)) != 0)
            abort();
    } else if (err.text[0] == '\0') {
        abort();
    }
    buf_free(&once);
    buf_free(&twice);
}

static void try_file(struct str text, struct arena *a)
{
    struct buf once = BUF_INIT(PROFILE_JSON_MAX), twice = BUF_INIT(PROFILE_JSON_MAX);
    struct profile_file f, g;
    struct err err;

    if (profile_json_read(text, a, &f, &err)) {
        const struct profile_state s = {f.what, f.targets, f.n_targets, true};

        profile_json_put(&s, &once);
        if (!once.full && once.len > 0) {
            if (!profile_json_read((struct str){buf_text(&once), once.len}, a, &g, &err))
                abort();
            const struct profile_state t = {g.what, g.targets, g.n_targets, true};

            profile_json_put(&t, &twice);
            if (strcmp(buf_text(&once), buf_text(&twice)) != 0)
                abort();
        }
    }
    buf_free(&once);
    buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str text = {(const char *)data, size};
    struct arena *a = arena_new();

    if (size > 0)
        try_line(text, a);
    if (size > 0)
        try_file(text, a);
    arena_free(a);
    return 0;
}
