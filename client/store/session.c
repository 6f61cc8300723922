#include "client/store/session.h"

#include <stdlib.h>

#include "client/api/json.h"
#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/store/snapshot.h"

enum { SESSION_MAX_BYTES = 64 * 1024 };

static char *text_member(const struct json *j, const char *name)
{
    const struct json *m = json_get(j, name);
    return m != NULL && json_type(m) == JSON_STRING ? mem_strdup(json_string(m)) : NULL;
}

void session_load(struct session *s, const char *context)
{
    struct buf path = BUF_INIT(4096), text = BUF_INIT(SESSION_MAX_BYTES);
    struct arena *a = arena_new();
    struct err err; /* a session that cannot be read is one that was not there */
    *s = (struct session){0};
    if (snapshot_path(&path, context, "session", &err) &&
        files_read(buf_text(&path), &text, &err)) {
        const struct json *j = json_parse((struct str){buf_text(&text), text.len}, a, &err);
        if (j != NULL && json_type(j) == JSON_OBJECT) {
            s->place = text_member(j, "place");
            s->filter = text_member(j, "filter");
            (void)!json_time(json_get(j, "seen"), &s->seen_ms);
        }
    }
    arena_free(a);
    buf_free(&path);
    buf_free(&text);
}

bool session_save(const struct session *s, const char *context, struct err *err)
{
    struct buf path = BUF_INIT(4096), text = BUF_INIT(SESSION_MAX_BYTES);
    struct json_writer w = {.out = &text};
    json_open(&w, '{');
    json_int_member(&w, "seen", s->seen_ms);
    if (s->place != NULL) {
        json_text_member(&w, "place", s->place);
    }
    if (s->filter != NULL) {
        json_text_member(&w, "filter", s->filter);
    }
    json_close(&w, '}');
    bool ok = !text.full && snapshot_path(&path, context, "session", err) &&
              files_write(buf_text(&path), buf_text(&text), text.len, err);
    buf_free(&path);
    buf_free(&text);
    return ok || (text.full && err_set(err, ERR_LIMIT, "the session is too large to keep"));
}

void session_free(struct session *s)
{
    free(s->place);
    free(s->filter);
    *s = (struct session){0};
}
