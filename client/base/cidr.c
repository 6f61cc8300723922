#include "client/base/cidr.h"

#include <arpa/inet.h>
#include <string.h>

#include "client/base/str.h"

bool cidr_read(const char *text, struct cidr *out)
{
    char address[INET6_ADDRSTRLEN];
    struct str bits, head = str_cut(str_of(text), '/', &bits);
    int64_t n;
    if (head.n == 0 || head.n >= sizeof address)
        return false;
    memcpy(address, head.p, head.n);
    address[head.n] = '\0';
    bool four = inet_pton(AF_INET, address, out->bytes) == 1;
    if (!four && inet_pton(AF_INET6, address, out->bytes) != 1)
        return false;
    out->length = four ? 4 : 16;
    out->bits = (uint8_t)(out->length * 8);
    if (head.n == strlen(text))
        return true;
    if (!str_to_int(bits, 0, out->bits, &n))
        return false;
    out->bits = (uint8_t)n;
    return true;
}

bool cidr_holds(const struct cidr *net, const struct cidr *part)
{
    int whole = net->bits / 8, rest = net->bits % 8;
    if (net->length != part->length || net->bits > part->bits ||
        memcmp(net->bytes, part->bytes, (size_t)whole) != 0)
        return false;
    return rest == 0 || (net->bytes[whole] ^ part->bytes[whole]) >> (8 - rest) == 0;
}
