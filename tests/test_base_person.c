/* Who is at the keyboard, from what the system and the environment say. */
#include <criterion/criterion.h>
#include <string.h>

#include "client/base/person.h"
#include "tests/support/env.h"

static bool name_of(void *ctx, uint32_t uid, struct buf *out)
{
    static const struct {
        uint32_t uid;
        const char *name;
    } users[] = {{0, "root"},
                 {1000, "alice"},
                 {1001, "shared"},
                 {1002, "CORP\\carl@corp"},
                 {1003, "x y(z)\x1b[31m\xc3\xa4"},
                 {1004, "a-name-that-is-longer-than-any-directory-gives-to-anybody-and-longer"},
                 {1005, ""}};
    (void)ctx;
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        if (users[i].uid == uid) {
            buf_puts(out, users[i].name);
            return true;
        }
    }
    return false;
}

static const struct {
    const char *loginuid;
    uint32_t uid;
    const char *env[4];
    const char *text, *word;
} rows[] = {
    {"1000\n", 1000, {0}, "alice", "alice"},
    {"1000", 0, {0}, "alice as root", "alice"},
    {"1000", 0, {"SUDO_USER=shared", "SUDO_UID=1001"}, "alice as root", "alice"},
    {"4294967295", 1000, {0}, "alice", "alice"},
    {"", 1000, {0}, "alice", "alice"},
    {"65534", 1000, {0}, "alice", "alice"},
    {"1000x", 1001, {0}, "shared", "shared"},
    {"-1", 1001, {0}, "shared", "shared"},
    {"0", 0, {0}, "root", "root"},
    {"", 0, {"SUDO_USER=alice", "SUDO_UID=1000"}, "alice as root", "alice"},
    {"", 0, {"SUDO_USER=alice", "SUDO_UID=1001"}, "root", "root"},
    {"", 0, {"SUDO_USER=alice"}, "root", "root"},
    {"", 0, {"SUDO_UID=1000"}, "root", "root"},
    {"", 0, {"SUDO_USER=root", "SUDO_UID=0"}, "root", "root"},
    {"", 1001, {"SUDO_USER=alice", "SUDO_UID=1000"}, "shared", "shared"},
    {"", 1001, {"SSH_CONNECTION=10.0.0.7 51022 10.0.0.1 22"}, "shared from 10.0.0.7", "shared"},
    {"", 1001, {"SSH_CONNECTION=2001:db8::7 1 ::1 22"}, "shared from 2001:db8::7", "shared"},
    {"", 1001, {"SSH_CONNECTION=fe80::7%eth0 1 ::1 2"}, "shared from fe80::7%eth0", "shared"},
    {"", 1001, {"SSH_CONNECTION=fe80::7%e\x1b[m 1 2 3"}, "shared from fe80::7%e__m", "shared"},
    {"", 1001, {"SSH_CONNECTION=my.host 1 2 3"}, "shared", "shared"},
    {"", 1001, {"SSH_CONNECTION="}, "shared", "shared"},
    {"",
     1001,
     {"PICKET_USER=bob", "SSH_CONNECTION=10.0.0.7 5 10.0.0.1 22"},
     "bob (claimed) on shared from 10.0.0.7",
     "shared.bob"},
    {"1000", 0, {"PICKET_USER=bob"}, "bob (claimed) on alice as root", "alice.bob"},
    {"1000", 0, {"PICKET_USER=alice"}, "alice as root", "alice"},
    {"", 1000, {"PICKET_USER="}, "alice", "alice"},
    {"", 1000, {"PICKET_USER=b (x)\n"}, "b__x_ (claimed) on alice", "alice.b__x_"},
    {"",
     1000,
     {"PICKET_USER=a-name-that-fills-more-than-a-word-can-hold"},
     "a-name-that-fills-more-than-a-word-can-hold (claimed) on alice",
     "alice.a-name-that-fill"},
    {"", 1002, {0}, "CORP\\carl@corp", "CORP-carl-corp"},
    {"", 1003, {0}, "x_y_z___31m__", "x_y_z___31m__"},
    {"",
     1004,
     {0},
     "a-name-that-is-longer-than-any-directory-gives-to-anybody-and-lo",
     "a-name-that-is-longer-than-any-d"},
    {"", 1005, {0}, "uid1005", "uid1005"},
    {"", 4242, {0}, "uid4242", "uid4242"},
    {"4242", 0, {0}, "uid4242 as root", "uid4242"},
};

Test(base_person, from_what_is_known)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *env[COUNT_OF(rows[i].env) + 1] = {0};
        struct buf text = BUF_INIT(1024);
        char word[PERSON_SHORT];
        struct person p;

        memcpy(env, rows[i].env, sizeof rows[i].env);
        person_of(&p, &(struct person_inputs){.env = env_of_rows,
                                              .name = name_of,
                                              .ctx = env,
                                              .loginuid = str_of(rows[i].loginuid),
                                              .uid = rows[i].uid});
        person_text(&p, &text);
        person_short(&p, word);
        cr_expect_str_eq(buf_text(&text), rows[i].text, "row %zu: %s", i, buf_text(&text));
        cr_expect_str_eq(word, rows[i].word, "row %zu: %s", i, word);
        buf_free(&text);
    }
}

Test(base_person, of_this_process)
{
    struct person p;
    char word[PERSON_SHORT];

    person_now(&p);
    person_short(&p, word);
    cr_expect(p.login[0] != '\0');
    cr_expect(strlen(word) > 0);
}
