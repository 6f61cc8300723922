#include "client/store/drafts.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/api/json.h"
#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/base/sha256.h"
#include "client/base/utf8.h"
#include "client/store/snapshot.h"

enum {
    VALUES_MAX = 1000, /* a form has a dozen; a draft of ours never has more */
    NAME_BYTES = 16,   /* of the hash that names the file */
};
static const int64_t keep_ms = (int64_t)DRAFT_DAYS * 24 * 3600 * 1000;

/* The file of a form; any text may stand in the key. */
static bool find_path(const struct draft_key *key, struct buf *out, struct err *err)
{
    struct buf text = BUF_INIT(DRAFT_BYTES_MAX);
    uint8_t hash[SHA256_SIZE];

    if (!files_xdg(out, XDG_STATE, "drafts/", err))
        return false;
    buf_puts(&text, key->context);
    buf_putc(&text, '\0');
    buf_puts(&text, key->form);
    sha256((struct str){buf_text(&text), text.len}, hash);
    str_hex(out, hash, NAME_BYTES);
    buf_free(&text);
    return !out->full || err_set(err, ERR_LIMIT, "the path of the drafts is too long");
}

/* ---- reading ---- */

static const char *text_of(const struct json *j)
{
    return j != NULL && json_type(j) == JSON_STRING ? json_string(j) : NULL;
}

static bool is_text(const struct json *object, const char *name, const char *wanted)
{
    const char *text = text_of(json_get(object, name));

    return text != NULL && strcmp(text, wanted) == 0;
}

/* ["name", "text"] each. */
static bool take_values(const struct json *list, struct arena *a, struct draft *out)
{
    if (list == NULL || json_type(list) != JSON_ARRAY || json_count(list) > VALUES_MAX)
        return false;
    struct draft_value *v = arena_alloc(a, json_count(list) + 1, sizeof *v);

    out->values = v;
    for (const struct json *j = json_first(list); j != NULL; j = json_next(j), v++) {
        if (json_type(j) != JSON_ARRAY || json_count(j) != 2)
            return false;
        v->name = text_of(json_first(j));
        v->text = text_of(json_next(json_first(j)));
        if (v->name == NULL || v->text == NULL)
            return false;
        out->n++;
    }
    return true;
}

static bool take_draft(const struct json *j, const struct draft_key *key, struct arena *a,
                       struct draft *out)
{
    if (json_type(j) != JSON_OBJECT || !is_text(j, "context", key->context) ||
        !is_text(j, "form", key->form))
        return false;
    if (!json_time(json_get(j, "saved"), &out->saved_ms))
        return false;
    return take_values(json_get(j, "values"), a, out);
}

bool draft_load(const struct draft_key *key, int64_t now_ms, struct arena *a, struct draft *out)
{
    struct buf path = BUF_INIT(4096), text = BUF_INIT(DRAFT_BYTES_MAX);
    struct draft d = {0};
    struct err err; /* a draft that cannot be read is one that was not there */
    bool ok = false;

    if (find_path(key, &path, &err) && files_read(buf_text(&path), &text, &err)) {
        const char *kept = arena_strn(a, buf_text(&text), text.len);
        const struct json *j = json_parse((struct str){kept, text.len}, a, &err);
        ok = j != NULL && take_draft(j, key, a, &d) && now_ms - d.saved_ms <= keep_ms;
    }
    buf_free(&path);
    buf_free(&text);
    if (ok)
        *out = d;
    return ok;
}

const char *draft_value(const struct draft *d, const char *name)
{
    for (size_t i = 0; i < d->n; i++)
        if (strcmp(d->values[i].name, name) == 0)
            return d->values[i].text;
    return NULL;
}

/* ---- writing ---- */

struct kept_file {
    char name[64];
    int64_t ms;
};

static int oldest_first(const void *a, const void *b)
{
    const struct kept_file *x = a, *y = b;

    return (x->ms > y->ms) - (x->ms < y->ms);
}

/* Removes what is too old, and the oldest beyond DRAFTS_MAX. */
static void prune(const char *folder, int64_t now_ms)
{
    struct kept_file *files = NULL;
    size_t n = 0, cap = 0;
    DIR *d = opendir(folder);

    if (d == NULL)
        return;
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        struct stat st;
        if (e->d_name[0] == '.' || strlen(e->d_name) >= sizeof files->name ||
            fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
            continue;
        files = mem_grow(files, &cap, n + 1, sizeof *files);
        (void)snprintf(files[n].name, sizeof files[n].name, "%s", e->d_name);
        files[n++].ms = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
    }
    if (n > 0)
        qsort(files, n, sizeof *files, oldest_first);
    for (size_t i = 0; i < n; i++)
        if (n - i > DRAFTS_MAX || now_ms - files[i].ms > keep_ms)
            (void)unlinkat(dirfd(d), files[i].name, 0);
    (void)closedir(d);
    free(files);
}

static bool put_draft(const struct draft_key *key, const struct draft *d, struct buf *out,
                      struct err *err)
{
    struct json_writer w = {.out = out};

    json_open(&w, '{');
    json_text_member(&w, "context", key->context);
    json_text_member(&w, "form", key->form);
    json_int_member(&w, "saved", d->saved_ms);
    json_key(&w, "values");
    json_open(&w, '[');
    for (size_t i = 0; i < d->n; i++) {
        json_open(&w, '[');
        json_put_string(&w, str_of(d->values[i].name));
        json_put_string(&w, str_of(d->values[i].text));
        json_close(&w, ']');
    }
    json_close(&w, ']');
    json_close(&w, '}');
    if (!out->full && d->n <= VALUES_MAX && utf8_valid((struct str){buf_text(out), out->len}))
        return true;
    (void)err_set(err, ERR_LIMIT,
                  "this form is not kept as a draft: more than %d KiB, or not UTF-8",
                  DRAFT_BYTES_MAX / 1024);
    return err_advise(err, "send it, or keep its text elsewhere");
}

static bool make_folder(struct buf *folder, struct err *err)
{
    return files_xdg(folder, XDG_STATE, "drafts", err) && files_mkdirs(buf_text(folder), err);
}

bool draft_save(const struct draft_key *key, const struct draft *d, struct err *err)
{
    struct buf path = BUF_INIT(4096), folder = BUF_INIT(4096), text = BUF_INIT(DRAFT_BYTES_MAX);

    if (d->n == 0) {
        draft_discard(key);
        return true;
    }
    bool ok = put_draft(key, d, &text, err) && find_path(key, &path, err);
    bool is_new = ok && access(buf_text(&path), F_OK) != 0;

    ok = ok && (!is_new || make_folder(&folder, err)) &&
         snapshot_save_text(buf_text(&path), (struct str){buf_text(&text), text.len}, err);
    if (ok && is_new)
        prune(buf_text(&folder), d->saved_ms);
    buf_free(&path);
    buf_free(&folder);
    buf_free(&text);
    return ok;
}

void draft_discard(const struct draft_key *key)
{
    struct buf path = BUF_INIT(4096);
    struct err err; /* nothing there to remove */

    if (find_path(key, &path, &err))
        (void)unlink(buf_text(&path));
    buf_free(&path);
}
