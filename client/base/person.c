#include "client/base/person.h"

#include <arpa/inet.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"

enum {
    UID_OVERFLOW = 65534,    /* an id that this user namespace does not know */
    ENTRY_BYTES = 16 * 1024, /* of a line of the user database */
    LOGINUID_BYTES = 16,
};
static const int64_t uid_last = (int64_t)UINT32_MAX - 1; /* the one after it is "none" */

/* ---- cleaning ---- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '.' || c == '_' || c == '-';
}

/* What directories allow in names besides: "CORP\\alice", "alice@corp", "host$". */
static bool is_name(char c)
{
    return is_word(c) || c == '@' || c == '\\' || c == '+' || c == '$';
}

static void put_clean(char *out, size_t size, struct str s, bool (*fits)(char), char instead)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n && n + 1 < size; i++)
        out[n++] = fits(s.p[i]) ? s.p[i] : instead;
    out[n] = '\0';
}

static void put_name(char out[PERSON_NAME], struct str s)
{
    put_clean(out, PERSON_NAME, str_trim(s), is_name, '_');
}

static void name_of_uid(const struct person_inputs *in, uint32_t uid, char out[PERSON_NAME])
{
    struct buf name = BUF_INIT(ENTRY_BYTES);

    if (in->name(in->ctx, uid, &name) && name.len > 0)
        put_name(out, (struct str){buf_text(&name), name.len});
    else
        (void)snprintf(out, PERSON_NAME, "uid%lu", (unsigned long)uid);
    buf_free(&name);
}

/* ---- the sources ---- */

static bool read_loginuid(const struct person_inputs *in, uint32_t *uid)
{
    int64_t n;

    if (!str_to_int(str_trim(in->loginuid), 0, uid_last, &n) || n == UID_OVERFLOW)
        return false;
    *uid = (uint32_t)n;
    return true;
}

/* Only root got here by sudo, and only when number and name are the same user's: both are
 * plain variables that a login script may have set. */
static bool read_sudo(const struct person_inputs *in, uint32_t *uid)
{
    const char *number = in->env(in->ctx, "SUDO_UID"), *user = in->env(in->ctx, "SUDO_USER");
    struct buf name = BUF_INIT(ENTRY_BYTES);
    int64_t n;
    bool ok = in->uid == 0 && number != NULL && user != NULL &&
              str_to_int(str_of(number), 1, uid_last, &n) &&
              in->name(in->ctx, (uint32_t)n, &name) && strcmp(buf_text(&name), user) == 0;

    if (ok)
        *uid = (uint32_t)n;
    buf_free(&name);
    return ok;
}

/* "10.0.0.7 51022 10.0.0.1 22": its first word, when that is an address. */
static void read_from(const struct person_inputs *in, char out[PERSON_FROM])
{
    const char *connection = in->env(in->ctx, "SSH_CONNECTION");
    struct str rest, zone, host = str_cut(str_of(connection), ' ', &rest);
    char text[PERSON_FROM];
    unsigned char address[16];

    out[0] = '\0';
    if (connection == NULL || host.n >= sizeof text)
        return;
    struct str bare = str_cut(host, '%', &zone);
    (void)snprintf(text, sizeof text, "%.*s", (int)bare.n, bare.p);
    if (inet_pton(AF_INET, text, address) != 1 && inet_pton(AF_INET6, text, address) != 1)
        return;
    put_clean(out, PERSON_FROM, bare, is_word, ':');
    if (zone.n > 0 && bare.n + 1 + zone.n < PERSON_FROM) {
        out[bare.n] = '%';
        put_clean(out + bare.n + 1, PERSON_FROM - bare.n - 1, zone, is_word, '_');
    }
}

void person_of(struct person *p, const struct person_inputs *in)
{
    const char *claimed = in->env(in->ctx, "PICKET_USER");
    uint32_t login = in->uid;

    *p = (struct person){0};
    if (!read_loginuid(in, &login))
        (void)read_sudo(in, &login);
    name_of_uid(in, login, p->login);
    if (login != in->uid)
        name_of_uid(in, in->uid, p->as);
    if (claimed != NULL)
        put_name(p->claimed, str_of(claimed));
    if (strcmp(p->claimed, p->login) == 0)
        p->claimed[0] = '\0';
    read_from(in, p->from);
}

/* ---- this process ---- */

static const char *own_env(void *ctx, const char *name)
{
    (void)ctx;
    return getenv(name);
}

static bool own_name(void *ctx, uint32_t uid, struct buf *out)
{
    char *bytes = mem_alloc(ENTRY_BYTES, 1);
    struct passwd entry, *found = NULL;
    bool ok = getpwuid_r((uid_t)uid, &entry, bytes, ENTRY_BYTES, &found) == 0 && found != NULL;

    (void)ctx;
    if (ok)
        buf_puts(out, entry.pw_name);
    free(bytes);
    return ok;
}

void person_name(uint32_t uid, char out[PERSON_NAME])
{
    const struct person_inputs in = {.name = own_name};

    name_of_uid(&in, uid, out);
}

void person_now(struct person *p)
{
    struct buf loginuid = BUF_INIT(LOGINUID_BYTES);
    struct err err; /* a kernel without it: the other sources */
    bool known = files_read("/proc/self/loginuid", &loginuid, &err);
    struct person_inputs in = {
        .env = own_env,
        .name = own_name,
        .loginuid = {buf_text(&loginuid), known ? loginuid.len : 0},
        .uid = (uint32_t)getuid(),
    };

    person_of(p, &in);
    buf_free(&loginuid);
}

/* ---- for people ---- */

void person_text(const struct person *p, struct buf *out)
{
    if (p->claimed[0] != '\0')
        buf_printf(out, "%s (claimed) on ", p->claimed);
    buf_puts(out, p->login);
    if (p->as[0] != '\0')
        buf_printf(out, " as %s", p->as);
    if (p->from[0] != '\0')
        buf_printf(out, " from %s", p->from);
}

void person_short(const struct person *p, char out[PERSON_SHORT])
{
    char both[2 * PERSON_NAME];
    const bool claimed = p->claimed[0] != '\0';

    /* Half the room each, so that neither hides the other. */
    if (claimed)
        (void)snprintf(both, sizeof both, "%.15s.%.16s", p->login, p->claimed);
    else
        (void)snprintf(both, sizeof both, "%s", p->login);
    put_clean(out, PERSON_SHORT, str_of(both), is_word, '-');
    if (out[0] == '\0')
        (void)snprintf(out, PERSON_SHORT, "unknown");
}
