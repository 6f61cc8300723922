#include "client/base/sha256.h"

#include <openssl/evp.h>

#include "client/base/mem.h"

void sha256(struct str s, uint8_t out[SHA256_SIZE])
{
    if (EVP_Digest(s.n > 0 ? s.p : "", s.n, out, NULL, EVP_sha256(), NULL) != 1)
        bug("libcrypto has no SHA-256");
}

void sha1(struct str s, uint8_t out[SHA1_SIZE])
{
    if (EVP_Digest(s.n > 0 ? s.p : "", s.n, out, NULL, EVP_sha1(), NULL) != 1)
        bug("libcrypto has no SHA-1");
}
