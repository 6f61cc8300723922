#include "client/local/keys.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"

static const char id_prefix[] = "PICKET";
static const char id_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; /* as AWS key ids */
static const char secret_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

static void random_bytes(void *out, size_t n)
{
    if (getrandom(out, n, 0) != (ssize_t)n)
        bug("the kernel has no random bytes");
}

/* Bytes that would make some letters likelier than others are thrown away. */
static void random_text(char *out, size_t n, const char *alphabet)
{
    size_t letters = strlen(alphabet);
    size_t fair = 256 - 256 % letters;
    for (size_t i = 0; i < n;) {
        uint8_t byte;
        random_bytes(&byte, 1);
        if (byte < fair)
            out[i++] = alphabet[byte % letters];
    }
    out[n] = '\0';
}

static char *credentials_path(const char *state_dir)
{
    return mem_printf("%s/credentials", state_dir);
}

static bool keys_write(const char *path, const struct local_keys *k, struct err *err)
{
    struct buf text = BUF_INIT(512);
    buf_printf(&text, "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", k->id,
               k->secret);
    bool ok = files_write(path, text.data, text.len, err);
    explicit_bzero(text.data, text.len);
    buf_free(&text);
    return ok;
}

static bool value_take(struct str value, char *out, size_t length, const char *alphabet)
{
    if (value.n != length)
        return false;
    memcpy(out, value.p, length);
    out[length] = '\0';
    return strspn(out, alphabet) == length;
}

static bool keys_parse(struct str text, struct local_keys *k)
{
    bool id = false, secret = false;
    while (text.n > 0) {
        struct str value;
        struct str name = str_trim(str_cut(str_cut(text, '\n', &text), '=', &value));
        if (str_eq(name, "aws_access_key_id"))
            id = value_take(str_trim(value), k->id, KEYS_ID_LENGTH, secret_alphabet);
        else if (str_eq(name, "aws_secret_access_key"))
            secret =
                value_take(str_trim(value), k->secret, KEYS_SECRET_LENGTH, secret_alphabet);
    }
    return id && secret;
}

bool keys_read(const char *state_dir, struct local_keys *out, struct err *err)
{
    char *path = credentials_path(state_dir);
    struct buf text = BUF_INIT(4096);
    struct local_keys k;
    bool ok = files_read(path, &text, err);
    if (ok && !keys_parse((struct str){buf_text(&text), text.len}, &k)) {
        err_set(err, ERR_CONFIG, "%.200s does not hold a key pair of the local service", path);
        ok = err_advise(err, "remove the file; a new pair is made at the next start");
    }
    if (ok)
        *out = k;
    explicit_bzero(&k, sizeof k);
    if (text.data)
        explicit_bzero(text.data, text.len);
    buf_free(&text);
    free(path);
    return ok;
}

bool keys_open(const char *state_dir, struct local_keys *out, struct err *err)
{
    char *path = credentials_path(state_dir);
    bool ok;
    if (access(path, F_OK) == 0) {
        ok = keys_read(state_dir, out, err);
    } else {
        struct local_keys k;
        memcpy(k.id, id_prefix, sizeof id_prefix);
        random_text(k.id + strlen(id_prefix), KEYS_ID_LENGTH - strlen(id_prefix), id_alphabet);
        random_text(k.secret, KEYS_SECRET_LENGTH, secret_alphabet);
        ok = keys_write(path, &k, err);
        if (ok)
            *out = k;
        explicit_bzero(&k, sizeof k);
    }
    free(path);
    return ok;
}

void keys_wipe(struct local_keys *k)
{
    explicit_bzero(k, sizeof *k);
}

static void hmac(const void *key, size_t key_bytes, struct str bytes,
                 uint8_t out[KEYS_MAC_BYTES])
{
    unsigned length = 0;
    if (!HMAC(EVP_sha256(), key, (int)key_bytes, (const unsigned char *)bytes.p, bytes.n, out,
              &length) ||
        length != KEYS_MAC_BYTES)
        bug("libcrypto has no HMAC-SHA256");
}

void keys_mac(const struct local_keys *k, const char *label, struct str bytes,
              uint8_t out[KEYS_MAC_BYTES])
{
    uint8_t derived[KEYS_MAC_BYTES];
    hmac(k->secret, KEYS_SECRET_LENGTH, str_of(label), derived);
    hmac(derived, sizeof derived, bytes, out);
    explicit_bzero(derived, sizeof derived);
}

void keys_uuid(char out[37])
{
    uint8_t b[16];
    random_bytes(b, sizeof b);
    b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
    b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
    struct buf text = BUF_INIT(64);
    for (size_t i = 0; i < sizeof b; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            buf_putc(&text, '-');
        str_hex(&text, &b[i], 1);
    }
    memcpy(out, buf_text(&text), 37);
    buf_free(&text);
}
