#include "views/cli_what.h"

#include "client/api/check.h"
#include "client/api/resource.h"
#include "client/base/nearest.h"

enum {
    TEXT_MAX = 64 * 1024,
    FINDING_ID_MIN = 32,
    CHECK_PREFIX = 6, /* "check:" */
    KEY_PREFIX = 4,   /* "res:" */
};

bool cli_check_known(const char *name, struct err *err)
{
    const char *known[CHECK_COUNT + 1] = {NULL};

    for (size_t i = 0; i < CHECK_COUNT; i++)
        known[i] = checks[i].short_name;
    const char *nearest = check_find(name) == NULL ? nearest_word(name, known) : NULL;

    if (nearest == NULL)
        return true;
    (void)err_set(err, ERR_USAGE, "no check is called %.80s", name);
    return err_advise(err, "the nearest is %s", nearest);
}

static bool begins(struct str word, const char *prefix)
{
    const size_t n = strlen(prefix);

    return word.n > n && memcmp(word.p, prefix, n) == 0;
}

static bool is_id(struct str word)
{
    size_t n = 0;

    while (n < word.n && strchr("0123456789abcdefABCDEF-", word.p[n]) != NULL)
        n++;
    return n == word.n && n >= FINDING_ID_MIN;
}

static bool names_resource(const char *key)
{
    struct arena *a = arena_new();
    const bool names = resource_from_key(key, a) != NULL;

    arena_free(a);
    return names;
}

void cli_what_free(struct cli_what *w)
{
    buf_free(&w->filter);
    buf_free(&w->check);
    buf_free(&w->key);
}

static bool add_check(struct cli_what *w, struct str name, struct err *err)
{
    buf_reset(&w->check);
    buf_put(&w->check, name.p, name.n);
    const struct check *known = check_find(buf_text(&w->check));

    if (known != NULL) {
        buf_reset(&w->check);
        buf_puts(&w->check, known->name);
    }
    buf_printf(&w->filter, " check:%s", buf_text(&w->check));
    return known != NULL || cli_check_known(buf_text(&w->check), err);
}

/* A filter may hold anything. A key of a resource is never one of its words: where it named
 * nothing, all would be meant. */
bool cli_what_read(const char *text, struct cli_what *w, struct err *err)
{
    size_t others = 0;
    bool ok = true;

    *w = (struct cli_what){.all = strcmp(text, "all") == 0,
                           .filter = BUF_INIT(TEXT_MAX),
                           .check = BUF_INIT(TEXT_MAX),
                           .key = BUF_INIT(TEXT_MAX)};
    if (w->all)
        return true;
    for (struct str rest = str_of(text); ok && rest.n > 0 && w->key.len == 0;) {
        struct str all = rest, word = str_cut(rest, ' ', &rest);

        /* $CHECK was empty: it would mean all of them. */
        if (word.n > 0 && strchr(":=", word.p[word.n - 1]) != NULL)
            ok = err_set(err, ERR_USAGE, "nothing stands behind %.*s", (int)word.n, word.p);
        else if (begins(word, "check:")) {
            ok = add_check(w, (struct str){word.p + CHECK_PREFIX, word.n - CHECK_PREFIX}, err);
        } else if (begins(word, "res:")) {
            buf_put(&w->key, all.p + KEY_PREFIX, all.n - KEY_PREFIX);
        } else if (word.n > 0) {
            buf_printf(&w->filter, " %s%.*s", is_id(word) ? "id:" : "", (int)word.n, word.p);
            others++;
        }
    }
    if (ok && w->key.len > 0 && (w->check.len == 0 || others > 0)) {
        ok = err_set(err, ERR_USAGE, "res: is one resource, and needs check:NAME alone");
        (void)err_advise(err, "check:CERT_SHARED res:cert:ID; of many, words of a filter");
    } else if (ok && w->key.len > 0 && !names_resource(buf_text(&w->key))) {
        ok = err_set(err, ERR_USAGE, "\"%.100s\" names no resource", buf_text(&w->key));
        (void)err_advise(err, "for example res:cert:3f9a0c1d22e8.. or res:policy:NAME:VERSION");
    }
    if (!ok)
        cli_what_free(w);
    return ok;
}
