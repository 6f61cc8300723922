/* Any bytes in a draft's file: no crash, and a draft that is taken is one that can be saved. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/sha256.h"
#include "client/store/drafts.h"
#include "client/store/snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct draft_key key = {"prod", "suppress"};
static const int64_t now = 1764000000000;

/* Where the draft of `key` lies, below the folder that run.sh gives. */
static const char *path_of_draft(void)
{
    static char path[512];
    static const struct draft_value some = {"a", "b"};
    const char *folder = getenv("XDG_STATE_HOME");
    struct buf name = BUF_INIT(256);
    uint8_t hash[SHA256_SIZE];
    struct err err;

    if (path[0] != '\0')
        return path;
    if (folder == NULL || !draft_save(&key, &(struct draft){now, &some, 1}, &err))
        abort();
    sha256(STR("prod\0suppress"), hash);
    str_hex(&name, hash, 16);
    (void)snprintf(path, sizeof path, "%s/picket/drafts/%s", folder, buf_text(&name));
    buf_free(&name);
    if (access(path, F_OK) != 0)
        abort();
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = path_of_draft();
    struct str text = {(const char *)data, size};
    struct arena *a = arena_new();
    struct draft d, again;
    struct err err;

    if (!snapshot_save_text(path, text, &err))
        abort();
    if (draft_load(&key, now, a, &d) && d.n > 0) {
        if (!draft_save(&key, &d, &err)) {
            if (err.kind != ERR_LIMIT)
                abort();
        } else if (!draft_load(&key, now, a, &again) || again.n != d.n) {
            abort();
        }
    }
    arena_free(a);
    return 0;
}
