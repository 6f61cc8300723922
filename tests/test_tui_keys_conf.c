/* keys.conf: what is read, and what is wrong with it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/base/files.h"
#include "tui/keys_conf.h"

static char folder[] = "/tmp/picket-keys-XXXXXX", path[64];

static void setup(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/keys.conf", folder);
}

static void teardown(void)
{
    (void)unlink(path);
    (void)rmdir(folder);
}

TestSuite(tui_keys_conf, .init = setup, .fini = teardown);

static const struct binding global[] = {{"r", "app.refresh", "again", NULL, 0}, {0}};
static const struct binding own[] = {
    {"s", "findings.suppress", "suppress", NULL, 0}, {">", "view.sort", "sort", NULL, 0}, {0}};

static void put_file(const char *text)
{
    struct err err;

    cr_assert(files_write(path, text, strlen(text), &err), "%s", err.text);
}

static void expect_key(const struct keymap *m, const char *action, const char *key)
{
    struct buf b = BUF_INIT(64);

    keymap_key_of(m, action, &b);
    cr_expect_str_eq(buf_text(&b), key, "%s", action);
    buf_free(&b);
}

Test(tui_keys_conf, keys_of_one_s_own_replace_the_program_s)
{
    const struct keymap_layer layers[] = {{"global", global}, {"findings", own}};
    struct keymap *m = keymap_new(layers, 2);
    struct keys_conf c;
    struct err err;

    put_file("findings = { suppress = \"S <F8>\"; };\n"
             "app = { refresh = \"\"; };\nother = { nothing = \"x\"; };\n");
    cr_assert(keys_conf_load(path, &c, &err), "%s", err.text);
    cr_expect_eq(c.n, 3);
    cr_expect_eq(c.items[1].line, 2);
    keys_conf_apply(&c, m);
    expect_key(m, "findings.suppress", "S");
    expect_key(m, "app.refresh", "");
    expect_key(m, "view.sort", ">");
    cr_expect_null(keymap_find(m, (struct key){.code = 's'}));
    keys_conf_free(&c);
    keymap_free(m);
}

Test(tui_keys_conf, no_file_has_no_keys)
{
    struct keys_conf c;
    struct err err;

    cr_assert(keys_conf_load(path, &c, &err));
    cr_expect_eq(c.n, 0);
    keys_conf_free(&c);
}

Test(tui_keys_conf, what_is_wrong_is_said_with_its_line)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"\nfindings = 3;", ":2: findings is a group"},
        {"findings = {\n suppress = 3; };", ":2: suppress must be a text"},
        {"findings = {\n suppress = \"<Nope>\"; };", ":2: \"<Nope>\" is not the name of a key"},
        {"findings = {", "syntax error"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct keys_conf c;
        struct err err = {0};

        put_file(rows[i].text);
        cr_expect_not(keys_conf_load(path, &c, &err), "%s", rows[i].text);
        cr_expect(strstr(err.text, rows[i].says) != NULL, "%s: %s", rows[i].text, err.text);
        cr_expect_eq(c.n, 0);
    }
}
