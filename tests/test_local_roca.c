#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/base/buf.h"
#include "client/base/files.h"
#include "client/local/roca.h"
#include "client/local/weak_keys.h"
#include "client/local/x509_key.h"

Test(local_roca, structured_keys_are_found)
{
    struct x509_maker *m = x509_maker_new(1);
    for (int i = 0; i < 4; i++) {
        struct x509_key *k = x509_key_roca(m);
        size_t n;
        const uint8_t *modulus = x509_key_modulus(k, &n);
        cr_assert_eq(n, 256);
        cr_expect(modulus[0] & 0x80, "2048 bits");
        cr_expect(roca_fingerprint(modulus, n), "key %d", i);
        x509_key_free(k);
    }
    x509_maker_free(m);
}

/* One in 2^28 numbers looks like such a key; 200,000 with this seed do not. */
Test(local_roca, other_numbers_are_not)
{
    struct rng rng;
    rng_seed(&rng, 2026);
    for (int i = 0; i < 200000; i++) {
        uint8_t modulus[256];
        rng_bytes(&rng, modulus, sizeof modulus);
        modulus[255] |= 1;
        cr_assert_not(roca_fingerprint(modulus, sizeof modulus), "number %d", i);
    }
    struct x509_maker *m = x509_maker_new(3);
    for (int i = 0; i < 8; i++) {
        struct x509_key *k = x509_key_rsa(m);
        size_t n;
        const uint8_t *modulus = x509_key_modulus(k, &n);
        cr_expect_not(roca_fingerprint(modulus, n), "key %d", i);
        x509_key_free(k);
    }
    x509_maker_free(m);
}

/* The primes' product and a power of 65537 alone must pass, one more or less must not. */
Test(local_roca, small_numbers)
{
    static const struct {
        uint8_t modulus[4];
        bool passes;
    } rows[] = {
        {{0, 0, 0, 1}, true},  /* 65537^0 */
        {{0, 1, 0, 1}, true},  /* 65537^1 */
        {{0, 0, 0, 2}, false}, /* 2 is no power of 65537 modulo 11 */
        {{0, 1, 0, 3}, false}, {{0, 0, 0, 0}, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect_eq(roca_fingerprint(rows[i].modulus, 4), rows[i].passes, "row %zu", i);
}

enum { FIRST_PID = 1000, PIDS = 32 };

static void write_list(struct buf *out)
{
    struct x509_maker *m = x509_maker_new(0);
    buf_printf(out, "# Keys whose generator knew only its process id, %d to %d.\n", FIRST_PID,
               FIRST_PID + PIDS - 1);
    for (uint32_t pid = FIRST_PID; pid < FIRST_PID + PIDS; pid++) {
        struct x509_key *k = x509_key_of_pid(m, pid);
        char line[WEAK_KEYS_DIGITS + 1];
        size_t n;
        const uint8_t *modulus = x509_key_modulus(k, &n);
        weak_keys_fingerprint(modulus, n, line);
        buf_printf(out, "%s\n", line);
        x509_key_free(k);
    }
    x509_maker_free(m);
}

/* The shipped list is what the generator makes. UPDATE_GOLDEN=1 writes it anew. */
Test(local_roca, the_shipped_list_is_that_of_the_generator)
{
    struct buf want = BUF_INIT(1 << 20), have = BUF_INIT(1 << 20), path = BUF_INIT(4096);
    struct err err;
    write_list(&want);
    if (getenv("UPDATE_GOLDEN"))
        cr_assert(
            files_write("share/fleets/weak-keys.RSA-2048", buf_text(&want), want.len, &err),
            "%s", err.text);
    cr_assert(files_data(&path, "fleets/weak-keys.RSA-2048", &err), "%s", err.text);
    cr_assert(files_read(buf_text(&path), &have, &err), "%s", err.text);
    cr_expect_str_eq(buf_text(&have), buf_text(&want));
    buf_free(&want);
    buf_free(&have);
    buf_free(&path);
}

Test(local_roca, weak_keys_are_looked_up)
{
    struct weak_keys *w;
    struct err err;
    struct x509_maker *m = x509_maker_new(9);
    struct x509_key *weak = x509_key_of_pid(m, FIRST_PID + 5), *sound = x509_key_rsa(m);
    size_t weak_n, sound_n;
    const uint8_t *weak_modulus = x509_key_modulus(weak, &weak_n);
    const uint8_t *sound_modulus = x509_key_modulus(sound, &sound_n);
    cr_assert(weak_keys_open(&w, &err), "%s", err.text);
    cr_expect_geq(weak_keys_count(w), PIDS);
    cr_expect(weak_keys_has(w, weak_modulus, weak_n));
    cr_expect_not(weak_keys_has(w, sound_modulus, sound_n));
    weak_keys_free(w);
    x509_key_free(weak);
    x509_key_free(sound);
    x509_maker_free(m);
}

/* A modulus of the one byte 0xC5: sha1("Modulus=C5\n"), as sha1sum prints it. */
Test(local_roca, lists_in_the_common_format)
{
    static const struct {
        const char *text;
        bool parses, has;
    } rows[] = {
        {"", true, false},
        {"# a comment\n\n"
         "8faac7e795b2ab19cfc2\n",
         true, true},
        {"0123456789abcdef0123\n8faac7e795b2ab19cfc2", true, true},
        {"0123456789abcdef0123\n", true, false},
        {"0123456789abcdef012\n", false, false},
        {"0123456789abcdef012g\n", false, false},
    };
    static const uint8_t modulus[] = {0xc5};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct weak_keys *w = NULL;
        struct err err;
        cr_expect_eq(weak_keys_parse(&w, rows[i].text, &err), rows[i].parses, "row %zu", i);
        if (w)
            cr_expect_eq(weak_keys_has(w, modulus, 1), rows[i].has, "row %zu", i);
        weak_keys_free(w);
    }
}
