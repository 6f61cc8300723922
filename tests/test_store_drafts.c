/* Drafts: what comes back, what is too old, too many, too large, or not ours. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/store/drafts.h"

#define DAY_MS (24 * 3600 * 1000LL)

static char folder[] = "/tmp/picket-drafts-XXXXXX";
static const int64_t now = 1764000000000;
static const struct draft_key key = {"prod", "suppress"};
static struct err err;

static void setup(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(setenv("XDG_STATE_HOME", folder, 1), 0);
}

static void teardown(void)
{
    (void)files_remove_tree(folder);
}

TestSuite(store_drafts, .init = setup, .fini = teardown);

static bool save(struct draft_key k, const char *text, int64_t at)
{
    const struct draft_value values[] = {{"ticket", "SEC-1"}, {"reason", text}};
    return draft_save(&k, &(struct draft){at, values, COUNT_OF(values)}, &err);
}

/* The reason, in the arena; NULL: no draft. */
static const char *reason(struct draft_key k, int64_t at, struct arena *a)
{
    struct draft d;
    return draft_load(&k, at, a, &d) ? draft_value(&d, "reason") : NULL;
}

/* Path of the one file, or how many there are. */
static int look(char *path, size_t size)
{
    char name[128];
    int n = 0;
    (void)snprintf(name, sizeof name, "%s/picket/drafts", folder);
    DIR *d = opendir(name);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        n++;
        if (path != NULL)
            (void)snprintf(path, size, "%s/%s", name, e->d_name);
    }
    if (d != NULL)
        closedir(d);
    return n;
}

Test(store_drafts, come_back_until_discarded)
{
    static const char *const texts[] = {"", "two\nlines\t\"quoted\" \\", "Gr\xc3\xbc\xc3\x9f",
                                        "\x01\x7f"};
    struct arena *a = arena_new();
    struct draft d;
    cr_expect_not(draft_load(&key, now, a, &d));
    draft_discard(&key);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        cr_assert(save(key, texts[i], now + (int64_t)i), "%s", err.text);
        cr_assert(draft_load(&key, now, a, &d), "row %zu", i);
        cr_expect_eq(d.n, 2);
        cr_expect_eq(d.saved_ms, now + (int64_t)i);
        cr_expect_str_eq(draft_value(&d, "reason"), texts[i]);
        cr_expect_str_eq(draft_value(&d, "ticket"), "SEC-1");
        cr_expect_null(draft_value(&d, "other"));
    }
    struct stat st;
    char path[256];
    cr_assert_eq(look(path, sizeof path), 1);
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0600);
    draft_discard(&key);
    cr_expect_not(draft_load(&key, now, a, &d));
    cr_assert(save(key, "x", now));
    cr_assert(draft_save(&key, &(struct draft){.saved_ms = now}, &err));
    cr_expect_eq(look(NULL, 0), 0, "an empty one is none");
    arena_free(a);
}

Test(store_drafts, each_form_of_each_context_has_its_own)
{
    static const struct draft_key keys[] = {{"prod", "suppress"},
                                            {"prod", "suppress id"},
                                            {"prodsup", "press"},
                                            {"../x", "/etc"},
                                            {"", ""}};
    struct arena *a = arena_new();
    char text[16];
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT_OF(keys); i++) {
            (void)snprintf(text, sizeof text, "draft %zu", i);
            if (round == 0)
                cr_assert(save(keys[i], text, now), "%s", err.text);
            else
                cr_expect_str_eq(reason(keys[i], now, a), text);
        }
    }
    cr_expect_eq(look(NULL, 0), (int)COUNT_OF(keys));
    arena_free(a);
}

Test(store_drafts, age)
{
    struct arena *a = arena_new();
    cr_assert(save(key, "x", now));
    cr_expect_not_null(reason(key, now + DRAFT_DAYS * DAY_MS, a));
    cr_expect_null(reason(key, now + DRAFT_DAYS * DAY_MS + 1, a));
    cr_expect_not_null(reason(key, now - DAY_MS, a), "a clock set back loses nothing");
    arena_free(a);
}

/* Sets when the one file there was written. */
static void set_age(const char *path, int64_t ms)
{
    const struct timespec at = {.tv_sec = ms / 1000};
    cr_assert_eq(utimensat(AT_FDCWD, path, (const struct timespec[]){at, at}, 0), 0);
}

Test(store_drafts, the_old_and_the_many_go)
{
    char form[32], path[256];
    struct arena *a = arena_new();
    cr_assert(save(key, "oldest", now));
    cr_assert_eq(look(path, sizeof path), 1);
    set_age(path, now - DAY_MS);
    for (int i = 0; i < DRAFTS_MAX - 1; i++) {
        (void)snprintf(form, sizeof form, "form %d", i);
        cr_assert(save((struct draft_key){"prod", form}, "x", now), "%s", err.text);
    }
    cr_expect_eq(look(NULL, 0), DRAFTS_MAX);
    cr_expect_not_null(reason(key, now, a));
    cr_assert(save((struct draft_key){"prod", "one more"}, "x", now));
    cr_expect_eq(look(NULL, 0), DRAFTS_MAX);
    cr_expect_null(reason(key, now, a));
    cr_expect_not_null(reason((struct draft_key){"prod", "one more"}, now, a));

    struct stat st;
    cr_assert_eq(look(path, sizeof path), DRAFTS_MAX);
    cr_assert_eq(stat(path, &st), 0);
    int64_t later = (int64_t)st.st_mtim.tv_sec * 1000 + (DRAFT_DAYS + 1) * DAY_MS;
    cr_assert(save((struct draft_key){"prod", "much later"}, "x", later));
    cr_expect_leq(look(NULL, 0), 1, "its file is as old as the others: written now");
    arena_free(a);
}

Test(store_drafts, too_large_or_not_text)
{
    struct arena *a = arena_new();
    char *large = mem_alloc(DRAFT_BYTES_MAX + 1, 1);
    memset(large, 'x', DRAFT_BYTES_MAX);
    cr_assert(save(key, "before", now));
    cr_expect_not(save(key, large, now));
    cr_expect_eq(err.kind, ERR_LIMIT);
    cr_expect(err.advice[0] != '\0');
    large[DRAFT_BYTES_MAX - 1024] = '\0';
    cr_expect_str_eq(reason(key, now, a), "before", "what was kept stays");
    cr_expect(save(key, large, now), "%s", err.text);
    cr_expect_str_eq(reason(key, now, a), large);
    free(large);
    arena_free(a);
}

Test(store_drafts, what_is_not_a_draft_of_this_form_is_none)
{
#define HEAD "{\"context\":\"prod\",\"form\":\"suppress\",\"saved\":1764000000000,"
    static const struct {
        const char *text;
        bool ok;
    } rows[] = {
        {HEAD "\"values\":[[\"reason\",\"x\"]]}", true},
        {HEAD "\"values\":[[\"reason\",\"x\"],[\"reason\"]]}", false},
        {HEAD "\"values\":[[\"reason\",7]]}", false},
        {HEAD "\"values\":[\"reason\"]}", false},
        {HEAD "\"values\":{\"reason\":\"x\"}}", false},
        {HEAD "\"values\":[[\"reason\",\"x\"]]", false},
        {HEAD "\"other\":1}", false},
        {"{\"context\":\"lab\",\"form\":\"suppress\",\"saved\":1764000000000,"
         "\"values\":[[\"reason\",\"x\"]]}",
         false},
        {"{\"context\":\"prod\",\"form\":\"suppress\",\"saved\":1e300,"
         "\"values\":[[\"reason\",\"x\"]]}",
         false},
        {"{\"context\":\"prod\",\"form\":\"suppress\",\"values\":[[\"reason\",\"x\"]]}", false},
        {"[]", false},
        {"", false},
        {"\xff\xff", false},
    };
    struct arena *a = arena_new();
    char path[256];
    cr_assert(save(key, "x", now));
    cr_assert_eq(look(path, sizeof path), 1);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cr_assert(files_write(path, rows[i].text, strlen(rows[i].text), &err));
        cr_expect_eq(reason(key, now, a) != NULL, rows[i].ok, "row %zu", i);
    }
    arena_free(a);
}
