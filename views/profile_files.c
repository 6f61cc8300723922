#include "views/profile_files.h"

#include "client/base/files.h"

bool profile_write_file(const struct described_item *item, const char *path, struct err *err)
{
    struct buf text = BUF_INIT(PROFILE_JSON_MAX), name = BUF_INIT(256);
    struct arena *a = arena_new();
    const struct profile_state s = profile_state_of(item, a);

    profile_json_put(&s, &text);
    /* a profile's name has no slash: scalar_security_profile_name */
    buf_printf(&name, "%s.json", item->id);
    const bool ok =
        files_write(path != NULL ? path : buf_text(&name), buf_text(&text), text.len, err);

    buf_free(&text);
    buf_free(&name);
    arena_free(a);
    return ok;
}

bool profile_read_file(const char *path, struct arena *a, struct profile_file *out,
                       struct err *err)
{
    struct buf text = BUF_INIT(PROFILE_JSON_MAX);
    const bool ok = files_read(path, &text, err) &&
                    (!text.full || err_set(err, ERR_LIMIT, "%s is larger than 1 MB", path)) &&
                    profile_json_read((struct str){buf_text(&text), text.len}, a, out, err);

    buf_free(&text);
    return ok;
}
