#include "client/local/roca.h"

/* The odd primes that divide the M of every affected key length. Which residues are powers of
 * 65537 is worked out from each when asked, not typed in. */
static const uint16_t primes[] = {
    3,  5,  7,  11, 13, 17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,  71,
    73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};

static uint32_t residue(const uint8_t *modulus, size_t n, uint32_t prime)
{
    uint32_t r = 0;
    for (size_t i = 0; i < n; i++)
        r = (r * 256 + modulus[i]) % prime;
    return r;
}

/* Walks 65537^0, 65537^1, ... modulo the prime: at most prime - 1 steps. */
static bool is_power_of_65537(uint32_t value, uint32_t prime)
{
    uint32_t power = 1;
    do {
        if (power == value)
            return true;
        power = power * (65537 % prime) % prime;
    } while (power != 1);
    return false;
}

bool roca_fingerprint(const uint8_t *modulus, size_t n)
{
    for (size_t i = 0; i < COUNT_OF(primes); i++)
        if (!is_power_of_65537(residue(modulus, n, primes[i]), primes[i]))
            return false;
    return n > 0;
}
