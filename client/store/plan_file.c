#include "client/store/plan_file.h"

#include <stdio.h>

#include "client/base/files.h"
#include "client/base/sha256.h"
#include "client/store/plan_json.h"
#include "client/store/state_file.h"

void plan_write(const struct plan *p, struct buf *out)
{
    plan_json_write(p, PLAN_JSON_ALL, out);
}

void plan_digest(const struct plan *p, char out[PLAN_DIGEST_HEX + 1])
{
    struct buf text = BUF_INIT(PLAN_FILE_MAX), hex = BUF_INIT(PLAN_DIGEST_HEX + 1);
    uint8_t sum[SHA256_SIZE];

    plan_json_write(p, PLAN_JSON_CONTENT, &text);
    sha256((struct str){buf_text(&text), text.len}, sum);
    str_hex(&hex, sum, sizeof sum);
    (void)snprintf(out, PLAN_DIGEST_HEX + 1, "%s", buf_text(&hex));
    buf_free(&text);
    buf_free(&hex);
}

struct plan *plan_read(struct str json, const char *name, struct err *err)
{
    struct plan *p = plan_json_read(json, err);

    if (p == NULL)
        (void)err_at(err, "%s", name);
    return p;
}

bool plan_save_as(const struct plan *p, const char *path, struct err *err)
{
    struct buf text = BUF_INIT(PLAN_FILE_MAX);

    plan_write(p, &text);
    bool ok = text.full ? err_set(err, ERR_LIMIT, "a plan of more than %d MiB",
                                  PLAN_FILE_MAX / (1024 * 1024))
                        : files_write(path, buf_text(&text), text.len, err);

    buf_free(&text);
    return ok;
}

struct plan *plan_load_from(const char *path, struct err *err)
{
    struct buf text = BUF_INIT(PLAN_FILE_MAX);
    struct plan *p = NULL;

    if (files_read(path, &text, err))
        p = plan_read((struct str){buf_text(&text), text.len}, path, err);
    buf_free(&text);
    return p;
}

/* ---- in the state folder ---- */

bool plan_save(const struct plan *p, struct err *err)
{
    struct buf text = BUF_INIT(PLAN_FILE_MAX);

    plan_write(p, &text);
    bool ok = state_file_write(STATE_PLANS, p->id, &text, err);

    buf_free(&text);
    return ok;
}

struct plan *plan_load(const char *id, struct err *err)
{
    struct buf text = BUF_INIT(PLAN_FILE_MAX);
    struct plan *p = NULL;

    if (state_file_read(STATE_PLANS, id, &text, err))
        p = plan_read((struct str){buf_text(&text), text.len}, id, err);
    buf_free(&text);
    return p;
}
