#include <criterion/criterion.h>

#include "client/base/cidr.h"

Test(base_cidr, only_networks_and_addresses_are_read)
{
    static const struct {
        const char *text;
        int length, bits; /* length 0: none */
    } rows[] = {
        {"10.0.0.0/8", 4, 8},
        {"192.0.2.7", 4, 32},
        {"0.0.0.0/0", 4, 0},
        {"2001:db8::/32", 16, 32},
        {"::1", 16, 128},
        {"::/0", 16, 0},
        {"10.0.0.0/33", 0, 0},
        {"2001:db8::/129", 0, 0},
        {"10.0.0.0/", 0, 0},
        {"10.0.0.0/-1", 0, 0},
        {"10.0.0.0/8/8", 0, 0},
        {"10.0.0.0/8 ", 0, 0},
        {"10.0.0", 0, 0},
        {"/8", 0, 0},
        {"", 0, 0},
        {"router.example", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cidr c = {.length = 0};
        cr_assert_eq(cidr_read(rows[i].text, &c), rows[i].length != 0, "%s", rows[i].text);
        if (rows[i].length == 0)
            continue;
        cr_assert_eq(c.length, rows[i].length, "%s", rows[i].text);
        cr_assert_eq(c.bits, rows[i].bits, "%s", rows[i].text);
    }
}

Test(base_cidr, a_network_holds_what_lies_in_it_whole)
{
    static const struct {
        const char *net, *part;
        bool holds;
    } rows[] = {
        {"10.0.0.0/8", "10.255.0.1", true},
        {"10.0.0.0/8", "11.0.0.1", false},
        {"10.0.0.0/8", "10.9.0.0/16", true},
        {"10.9.0.0/16", "10.0.0.0/8", false},
        {"198.18.0.0/15", "198.19.255.255", true},
        {"198.18.0.0/15", "198.20.0.0", false},
        {"10.1.2.3/8", "10.9.9.9", true}, /* host bits do not count */
        {"0.0.0.0/0", "203.0.113.1", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"192.0.2.7", "192.0.2.7/32", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cidr net, part;
        cr_assert(cidr_read(rows[i].net, &net) && cidr_read(rows[i].part, &part));
        cr_assert_eq(cidr_holds(&net, &part), rows[i].holds, "%s %s", rows[i].net,
                     rows[i].part);
    }
}
